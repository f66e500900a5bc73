"""Student notebooks run to their end unsolved; figures hold the data that their prose claims."""

import os

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from coursekit.build import read_solution
from coursekit.execute import PINNED, QUIET
from coursekit.paths import Course

COURSE = Course.find(__file__)


@pytest.mark.parametrize("slug", COURSE.slugs())
def test_unsolved_notebook_fails_in_its_checks_only(slug):
    path = COURSE.notebook(COURSE.notebooks, slug)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
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


def line(shown, number, label):
    """x and y of the line with this label in a figure."""
    fig, _ = shown[f"Figure {number}"]
    (found,) = [item for axis in fig.axes for item in axis.lines if item.get_label() == label]
    return np.asarray(found.get_xdata(), float), np.asarray(found.get_ydata(), float)


CLAIMS = {}


def claim(slug):
    """Register a function that asserts what a lesson's prose says of its figures."""
    return lambda function: CLAIMS.setdefault(slug, []).append(function) or function


def test_figures_show_what_the_prose_says(figures):
    slug, shown = figures
    for check in CLAIMS.get(slug, []):
        check(shown)


@claim("01_likelihood")
def halving_costs_the_same_everywhere(shown):
    q, loss = line(shown, "1.1", "$-\\log q_y$")
    for top in (0.8, 0.1, 0.02):
        costs = np.interp([top, top / 2], q, loss)
        assert abs(costs[1] - costs[0] - np.log(2)) < 0.01
    assert line(shown, "1.1", "$1 - q_y$")[1].max() < 1


@claim("01_likelihood")
def streams_settle_on_the_cross_entropy(shown):
    fig, _ = shown["Figure 1.2"]
    streams = [item.get_ydata() for item in fig.axes[0].lines if len(item.get_xdata()) == 5000]
    assert len(streams) == 5
    exact = -(0.5 * np.log(0.7) + 0.3 * np.log(0.2) + 0.2 * np.log(0.1))
    assert max(abs(stream[-1] - exact) for stream in streams) < 0.04


@claim("01_likelihood")
def gradients_sum_to_zero_and_fade(shown):
    fig, _ = shown["Figure 1.3"]
    pulls = []
    for axis in fig.axes:
        heights = [bar.get_height() for bar in axis.patches]
        assert abs(sum(heights[3:])) < 1e-12
        pulls.append(-heights[4])
    np.testing.assert_allclose(pulls, [0.9757, 0.6667, 0.0906], atol=1e-4)


@claim("05_softmax_stability")
def each_way_dies_where_the_prose_says(shown):
    ends = {}
    for name in (
        "as written",
        "max subtracted, then log",
        "fused",
        "clipped at 1e-10",
    ):
        gaps, loss = line(shown, "5.1", name)
        ends[name] = gaps[np.isfinite(loss)][-1]
    assert ends == {
        "as written": 88.5,
        "max subtracted, then log": 103.75,
        "fused": 130.75,
        "clipped at 1e-10": 130.75,
    }
    assert line(shown, "5.1", "clipped at 1e-10")[1][-1] == pytest.approx(23.03, abs=0.01)


@claim("05_softmax_stability")
def plain_form_loses_all_digits(shown):
    leads, error = line(shown, "5.2", "log(sum of exps)")
    assert error[leads >= 37].min() == pytest.approx(1)
    assert line(shown, "5.2", "log1p form (8)")[1].max() < 1e-15


@claim("05_softmax_stability")
def only_the_shift_fits_the_truth(shown):
    """Each panel holds three bars, then three outlines of the true probabilities."""
    fig, _ = shown["Figure 5.3"]
    written, shifted, divided = ([bar.get_height() for bar in ax.patches] for ax in fig.axes)
    np.testing.assert_allclose(shifted[:3], shifted[3:], atol=1e-6)
    np.testing.assert_allclose(shifted[3:], [0.6652, 0.2447, 0.0900], atol=1e-4)
    assert written[:3] == [0, 0, 0]
    np.testing.assert_allclose(divided[:3], 1 / 3, atol=0.01)
