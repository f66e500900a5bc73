"""Every statement in circulation that a lesson refutes is refuted by a cell that carries its id."""

import re

import pytest

from coursekit.build import read_solution
from coursekit.paths import Course

COURSE = Course.find(__file__)
REFUTED = {
    "01_likelihood": "B1 B2 B3 B4",
    "02_entropy_information_gain": "A13 C19",
    "03_kl_divergence": "A4 A8 C7 C15",
    "04_cross_entropy": "A1 A2 A3 A5 A6 A7 A14 C20",
    "05_softmax_stability": "A10 A11 C23",
    "06_softmax_gradient": "C24",
    "07_regression_and_mse": "A9 C18",
    "08_imbalance_calibration": "C16 C17",
    "09_multitask_balancing": "A12 C28",
    "10_contrastive_retrieval": "B5 B6 B7 C27",
}


@pytest.mark.parametrize(
    ("slug", "name"), [(slug, name) for slug, names in REFUTED.items() for name in names.split()]
)
def test_error_is_named_in_the_text_and_refuted_by_a_cell(slug, name):
    cells = read_solution(COURSE, slug).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert re.search(rf"\b{name}\b", prose)
    assert re.search(rf"\b{name}\b", code)
