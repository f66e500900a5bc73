"""`course check`: whole checks on work/, hidden ones too, exercise by exercise."""

import re

import nbformat
import pytest

from coursekit import cli, progress
from coursekit.paths import Course
from coursekit.progress import Status, check_work

SLUG = "01_likelihood"
ANSWERS = {
    "nll_one": "def nll_one(probs, label):\n    with np.errstate(all='ignore'):\n"
    "        return -np.log(probs[label])",
    "mean_nll": "def mean_nll(log_probs, labels):\n    return -log_probs[:, labels].mean()",
    "soft_nll": "def soft_nll(probs, targets):\n    return targets @ np.log(probs)",
    "fit_categorical": "def fit_categorical(labels, k, pseudocount=0.0):\n    while True:\n"
    "        pass",
    "classifier_loss": "def classifier_loss(logits, labels)\n    return 0",
}


ENGINES = ["kernel", pytest.param("sandbox", marks=pytest.mark.system)]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    """Where student code runs: without bubblewrap in a kernel, with it in the sandbox."""
    patch = pytest.MonkeyPatch()
    if request.param == "kernel":
        patch.setattr(progress, "missing_walls", lambda: "not asked for in this test")
    yield request.param
    patch.undo()


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, project, engine):
    """The lesson's outcomes for one notebook that meets every case."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("lessons", "solutions", "notebooks"):
        (folder / name).symlink_to(project.root / name)
    course = Course(folder)
    notebook = nbformat.read(course.notebook(course.notebooks, SLUG), as_version=4)
    for cell in notebook.cells:
        if cell.id in ANSWERS:
            cell.source = ANSWERS[cell.id]
    path = course.notebook(course.work, SLUG)
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    patch = pytest.MonkeyPatch()
    patch.setattr(progress, "SECONDS_A_CELL", 3)
    yield {outcome.name: outcome for outcome in check_work(course, SLUG)}
    patch.undo()


def test_right_answer_is_solved(outcomes):
    assert outcomes["nll_one"].status is Status.SOLVED


def test_wrong_answer_comes_with_its_misconception(outcomes):
    assert outcomes["mean_nll"].status is Status.WRONG
    assert "n x n table" in outcomes["mean_nll"].message


def test_raising_answer_comes_with_the_learners_line(outcomes):
    assert outcomes["soft_nll"].status is Status.RAISED
    assert "at line 2 of your cell: return targets @ np.log(probs)" in outcomes["soft_nll"].message


def test_endless_loop_times_out_and_the_rest_is_still_checked(outcomes):
    assert outcomes["fit_categorical"].status is Status.TIMED_OUT
    assert outcomes["classifier_loss"].status is Status.RAISED


def test_stub_is_not_attempted(outcomes):
    assert outcomes["nll_and_gradient"].status is Status.NOT_ATTEMPTED
    assert outcomes["derive_nll"].status is Status.NOT_ATTEMPTED


def test_answer_in_a_cell_of_the_learners_own_counts(project, tmp_path, engine):
    for name in ("lessons", "solutions", "notebooks"):
        (tmp_path / name).symlink_to(project.root / name)
    course = Course(tmp_path)
    notebook = nbformat.read(course.notebook(course.notebooks, SLUG), as_version=4)
    place = [cell.id for cell in notebook.cells].index("nll_one")
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(ANSWERS["nll_one"]))
    path = course.notebook(course.work, SLUG)
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    outcomes = {outcome.name: outcome.status for outcome in check_work(course, SLUG)}
    assert outcomes.pop("nll_one") is Status.SOLVED
    assert set(outcomes.values()) == {Status.NOT_ATTEMPTED}


def test_syntax_error_points_at_the_answer_cell(outcomes):
    message = outcomes["classifier_loss"].message
    assert "SyntaxError" in message
    assert "the answer cell itself does not run" in message


def test_command_reports_and_says_what_to_do_next(project, tmp_path, monkeypatch, capsys, engine):
    for name in ("lessons", "solutions", "notebooks", "nbgrader_config.py"):
        (tmp_path / name).symlink_to(project.root / name)
    target = tmp_path / "work" / SLUG / "likelihood.ipynb"
    target.parent.mkdir(parents=True)
    target.write_bytes(project.notebook(project.notebooks, SLUG).read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["course", "check", "1"])
    cli.run()
    said = capsys.readouterr().out
    assert "not attempted  1.1: One guess" in said
    assert re.search(r"0 of \d+ exercises solved", said)
    assert "Next: exercise 1.1: One guess in work/01_likelihood/likelihood.ipynb" in said
