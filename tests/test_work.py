"""work/: copied once, never overwritten, updated with the learner's answers in it."""

import nbformat
import pytest

from coursekit import cli
from coursekit.build import build
from coursekit.errors import CourseError
from coursekit.work import copy_notebooks, update

SLUG = "07_tiny"
MINE = "def half_square_07(x):\n    return x * x / 2"


@pytest.fixture
def learner(tiny):
    """The tiny course, built and copied to work/."""
    build(tiny)
    copy_notebooks(tiny)
    return tiny


def write(course, change):
    path = course.notebook(course.work, SLUG)
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def mine(course):
    return nbformat.read(course.notebook(course.work, SLUG), as_version=4)


def answer(notebook, source=MINE):
    next(cell for cell in notebook.cells if cell.id == "half_square_07").source = source


def change_lesson(course, edit):
    edit(course.source(SLUG), "Half the square", "One half of the square")
    build(course)


def test_copies_once_and_never_overwrites(tiny):
    build(tiny)
    assert copy_notebooks(tiny) == ([SLUG], [], [])
    write(tiny, answer)
    before = tiny.notebook(tiny.work, SLUG).read_bytes()
    assert copy_notebooks(tiny) == ([], [], [])
    assert tiny.notebook(tiny.work, SLUG).read_bytes() == before


def test_lesson_that_is_not_built_is_named(tiny):
    assert copy_notebooks(tiny) == ([], [], [SLUG])
    assert not (tiny.work / SLUG / "tiny.ipynb").exists()


def test_changed_lesson_is_named_and_left_alone(learner, edit):
    write(learner, answer)
    before = learner.notebook(learner.work, SLUG).read_bytes()
    change_lesson(learner, edit)
    assert copy_notebooks(learner) == ([], [SLUG], [])
    assert learner.notebook(learner.work, SLUG).read_bytes() == before


def test_update_keeps_answers_and_added_cells(learner, edit):
    def work(notebook):
        answer(notebook)
        place = [cell.id for cell in notebook.cells].index("half_square_07")
        notebook.cells.insert(place + 1, nbformat.v4.new_code_cell("# my own try"))
        next(c for c in notebook.cells if c.id == "derive_half_square_07").source = "My proof."

    write(learner, work)
    change_lesson(learner, edit)
    backup, carried, gone = update(learner, SLUG)
    fresh = mine(learner)
    sources = [cell.source for cell in fresh.cells]
    assert (carried, gone) == (2, [])
    assert MINE in sources
    assert sources.index("# my own try") == sources.index(MINE) + 1
    assert "My proof." in sources
    assert any("One half of the square" in source for source in sources)
    assert "One half of the square" not in backup.read_text("utf-8")
    assert copy_notebooks(learner) == ([], [], [])


def test_update_keeps_the_answer_to_an_exercise_that_is_gone(learner, edit):
    write(learner, answer)
    text = learner.source(SLUG).read_text("utf-8").replace("half_square", "semi_square")
    learner.source(SLUG).write_text(text, "utf-8")
    build(learner)
    _, _, gone = update(learner, SLUG)
    assert "half_square_07" in gone
    assert MINE in [cell.source for cell in mine(learner).cells[-4:]]


def test_every_update_has_a_backup_of_its_own(learner):
    first, _, _ = update(learner, SLUG)
    second, _, _ = update(learner, SLUG)
    assert first != second
    assert first.exists()


def test_unreadable_notebook_is_named_with_a_remedy(learner):
    learner.notebook(learner.work, SLUG).write_text("{ not json", "utf-8")
    with pytest.raises(CourseError, match=r"work/07_tiny/tiny.ipynb cannot be read as a notebook"):
        update(learner, SLUG)
    assert learner.notebook(learner.work, SLUG).read_text() == "{ not json"


def test_missing_work_says_how_to_make_it(tiny, monkeypatch, capsys):
    build(tiny)
    monkeypatch.chdir(tiny.root)
    monkeypatch.setattr("sys.argv", ["course", "check"])
    with pytest.raises(SystemExit):
        cli.run()
    assert "`make lab` copies the notebooks there" in capsys.readouterr().out


def test_command_outside_a_course_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["course", "build"])
    with pytest.raises(SystemExit):
        cli.run()
    assert "is not inside a course" in capsys.readouterr().out
