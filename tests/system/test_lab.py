"""The course in a real browser: what a learner and an instructor meet after `make lab`."""

import signal

import nbformat
import pytest
from labtools import Notebook, serve

pytestmark = pytest.mark.system


@pytest.fixture
def solution(lab):
    """The instructor's answer to the first exercise of the first lesson."""
    slug = lab.slugs[0]
    path = lab.folder / "solutions" / slug / f"{slug[3:]}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return next(
        c.source for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == "nll_one"
    )


def test_opens_on_the_first_lesson_undisturbed(lab, page):
    page.goto(lab.url(""))
    Notebook(page).wait_until_ready()
    page.wait_for_load_state("networkidle")
    assert "/lab/tree/work/01_likelihood/likelihood.ipynb" in page.url
    assert page.locator(".lm-TabBar-tab.jp-mod-current").inner_text().strip() == "likelihood.ipynb"
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0


def test_hints_open_with_a_click(notebook):
    hint = notebook.panel.locator("details:has(mjx-container)").first
    assert not hint.locator("mjx-container").first.is_visible()
    hint.locator("summary").click()
    hint.locator("mjx-container").first.wait_for()


def test_check_names_the_mistake_and_then_passes(notebook, solution):
    notebook.run("setup_1")
    notebook.write("nll_one", solution.replace("np.log(", "np.log2("))
    assert "in bits: use the natural logarithm" in notebook.run("test_nll_one")
    notebook.write("nll_one", solution)
    assert "nll_one: this cell's visible checks passed" in notebook.run("test_nll_one")


def test_no_button_claims_success_before_the_hidden_checks_ran(notebook):
    assert notebook.panel.locator(".jp-Toolbar").first.is_visible()
    assert notebook.panel.get_by_text("Validate").count() == 0


def test_formgrader_lists_every_lesson(lab, page):
    page.goto(lab.url("formgrader"))
    page.locator("td.name").first.wait_for()
    assert page.locator("td.name").all_inner_texts() == lab.slugs


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Assignment List", "There are no assignments to fetch"),
        ("Course List", "loss-functions"),
    ],
    ids=["assignments", "courses"],
)
def test_menu_of_nbgrader_opens(notebook, label, text):
    notebook.menu("Nbgrader", label)
    notebook.page.get_by_text(text).wait_for()


def test_menu_opens_the_formgrader(lab, notebook):
    notebook.menu("Nbgrader", "Formgrader")
    names = notebook.page.frame_locator("iframe").locator("td.name")
    names.first.wait_for()
    assert names.all_inner_texts() == lab.slugs


def test_terminal_shows_no_warning(lab, page, notebook):
    assert lab.printed().splitlines()[-1] == "Opening JupyterLab. Stop it with Ctrl-C."


def test_interrupt_stops_the_server_and_its_kernels(project):
    with serve(project) as lab:
        lab.call("POST", "api/kernels")
        kernels = lab.kernels()
        assert kernels
        lab.process.send_signal(signal.SIGINT)
        assert lab.process.wait(timeout=20) == 0
        assert not any(kernel.is_running() for kernel in kernels)
