"""Student notebooks run to their end unsolved; figures hold the data that their prose claims."""

import os
import runpy

import matplotlib as mpl
import nbformat
import numpy as np
import pytest

from coursekit.build import read_solution
from coursekit.execute import PINNED, QUIET, Client
from coursekit.paths import Course

COURSE = Course.find(__file__)


@pytest.mark.parametrize("slug", COURSE.slugs())
def test_unsolved_notebook_fails_in_its_checks_only(slug):
    path = COURSE.notebook(COURSE.notebooks, slug)
    notebook = nbformat.read(path, as_version=4)
    Client(
        notebook,
        kernel_name="python3",
        timeout=60,
        extra_arguments=QUIET,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute(env={**os.environ, **PINNED})  # stops at an error outside a `raises-exception` cell
    for cell in notebook.cells:
        errors = [out.ename for out in cell.get("outputs", []) if out.output_type == "error"]
        meta = cell.metadata.get("nbgrader", {})
        is_check = meta.get("grade", False) and not meta.get("solution", False)
        meant = "demo" in cell.metadata.get("tags", []) and "raises-exception" in cell.metadata.tags
        assert errors == (["NotAttempted"] if is_check else []) or meant, cell.source


@pytest.fixture(scope="module", params=COURSE.slugs())
def figures(request):
    """(slug, {number: (figure, caption)}) of a lesson, its code run here without a kernel."""
    from lossutils import plotting

    shown = {}
    patch = pytest.MonkeyPatch()
    patch.setattr(
        plotting,
        "show",
        lambda fig, caption: shown.update({caption.split(". ")[0]: (fig, caption)}),
    )
    patch.chdir(COURSE.notebook(COURSE.solutions, request.param).parent)  # where its data lies
    mpl.use("Agg")
    namespace, options = {"__name__": "__main__"}, np.get_printoptions()
    for cell in read_solution(COURSE, request.param).cells:
        meta = cell.metadata.get("nbgrader", {})
        plain = cell.cell_type == "code" and "nbval-ignore-output" not in cell.metadata.get(
            "tags", []
        )
        if plain and not meta.get("solution") and not meta.get("grade"):
            exec(compile(cell.source, "<cell>", "exec"), namespace)
    np.set_printoptions(**options)  # a lesson sets its own
    yield request.param, shown
    patch.undo()
    mpl.pyplot.close("all")


def test_every_figure_is_numbered_labelled_and_finite(figures):
    slug, shown = figures
    assert list(shown) == [f"Figure {int(slug[:2])}.{n}" for n in range(1, len(shown) + 1)]
    for fig, caption in shown.values():
        assert 40 < len(caption) < 130
        assert any(axis.get_ylabel() for axis in fig.axes)
        for axis in fig.axes:
            assert axis.get_title(loc="left") or axis.get_xlabel()
            for line in axis.lines:
                assert np.isfinite(np.asarray(line.get_ydata(), float)).any()


def test_figures_show_what_the_prose_says(figures):
    slug, shown = figures
    claims = runpy.run_path(str(COURSE.root / "tests" / "claims" / f"{slug}.py"))
    checks = [value for name, value in claims.items() if name.startswith("claim_")]
    assert checks
    for check in checks:
        check(shown)
