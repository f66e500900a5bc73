"""lessons/ -> solutions/ and notebooks/: what is executed, what is compared, what is named."""

import json
import re

import nbformat
import pytest

from coursekit import cli
from coursekit.build import build, check
from coursekit.errors import LessonError
from coursekit.new import new_lesson

SLUG = "07_tiny"


def files(course):
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for folder in (course.solutions, course.notebooks)
        for path in folder.rglob("*.ipynb")
    }


def executed(course):
    return [done.slug for done in build(course) if done.executed]


def rewrite(path, change):
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def test_two_builds_are_the_same_bytes(tiny, edit):
    edit(
        tiny.source(SLUG),
        "show(fig,",
        "from ipywidgets import interact\n"
        "interact(lambda level: print(level), level=(0, 5));\nshow(fig,",
    )
    build(tiny)
    first = files(tiny)
    for path in tiny.solutions.rglob("*.ipynb"):
        path.unlink()
    build(tiny)
    assert files(tiny) == first
    assert check(tiny) == []


def test_only_what_changed_is_executed(tiny, edit):
    (tiny.root / "lossutils").mkdir()
    module = tiny.root / "lossutils" / "special.py"
    module.write_text("A = 1")
    new_lesson(tiny, "08_other")
    assert executed(tiny) == [SLUG, "08_other"]
    assert executed(tiny) == []
    edit(tiny.source(SLUG), "Read the figure here", "Look at the figure here")
    assert executed(tiny) == []
    assert "Look at the figure" in tiny.notebook(tiny.notebooks, SLUG).read_text("utf-8")
    edit(tiny.source(SLUG), '"loss at x = 3:"', '"at x = 3:"')
    assert executed(tiny) == [SLUG]
    module.write_text("A = 2")
    assert executed(tiny) == [SLUG, "08_other"]


def test_data_of_a_lesson_is_copied_beside_its_notebooks(tiny, edit):
    (tiny.lessons / SLUG).mkdir()
    (tiny.lessons / SLUG / "table.csv").write_text("a,b\n1,2\n")
    edit(
        tiny.source(SLUG),
        'print("loss at x = 3:"',
        'print(open("table.csv").read().split())\nprint("loss"',
    )
    build(tiny)
    for folder in (tiny.solutions, tiny.notebooks):
        assert (folder / SLUG / "table.csv").read_text() == "a,b\n1,2\n"
    assert check(tiny) == []


def test_student_notebook_keeps_no_answer(tiny):
    build(tiny)
    text = tiny.notebook(tiny.notebooks, SLUG).read_text("utf-8")
    for secret in ("np.square(x)", 'case_rng(\\"', "The model answer", "BEGIN SOLUTION", "HIDDEN"):
        assert secret not in text
    notebook = nbformat.reads(text, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs for cell in code)
    tests = [c for c in code if c.metadata.get("nbgrader", {}).get("grade")]
    assert [cell.metadata.tags for cell in tests] == [["raises-exception"]]


def test_failing_cell_is_named_and_nothing_is_written(tiny, edit):
    edit(tiny.source(SLUG), 'print("loss at x = 3:", 0.5', 'print("loss at x = 3:", undefined')
    new_lesson(tiny, "08_other")
    with pytest.raises(LessonError, match=r"lessons/07_tiny.md:59: raised NameError: .*undefined"):
        build(tiny)
    assert not (tiny.solutions / SLUG).exists()
    assert tiny.notebook(tiny.solutions, "08_other").exists()


def test_wrong_solution_is_named_by_its_check(tiny, edit):
    edit(tiny.source(SLUG), "return 0.5 * np.square(x)", "return np.square(x) + 0.0 * x")
    with pytest.raises(
        LessonError, match=r"cell `test_half_square_07`: raised Wrong: (.|\n)*one half"
    ):
        build(tiny)


def test_printed_memory_address_is_refused(tiny, edit):
    edit(tiny.source(SLUG), 'print("loss at x = 3:"', 'print(object(), "loss at x = 3:"')
    with pytest.raises(LessonError, match="prints a memory address"):
        build(tiny)


DRIFTS = {
    "edited solution": (
        "solutions/07_tiny/tiny.ipynb",
        lambda nb: nb.cells[0].update(source="# Another title"),
        r"differs from lessons/07_tiny.md",
    ),
    "edited student notebook": (
        "notebooks/07_tiny/tiny.ipynb",
        lambda nb: nb.cells[0].update(source="# Another title"),
        r"notebooks/07_tiny/tiny.ipynb.* differs from lessons/07_tiny.md",
    ),
    "answer synced into the student notebook": (
        "notebooks/07_tiny/tiny.ipynb",
        lambda nb: next(c for c in nb.cells if c.id == "half_square_07").update(source="x = 1"),
        r"cell `half_square_07`: differs from",
    ),
    "outputs cleared": (
        "solutions/07_tiny/tiny.ipynb",
        lambda nb: [c.update(outputs=[], execution_count=None) for c in nb.cells if "outputs" in c],
        r"outputs belong to other code, or are missing",
    ),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_drift_is_named(tiny, drift):
    build(tiny)
    name, change, message = DRIFTS[drift]
    rewrite(tiny.root / name, change)
    assert re.search(message, "\n".join(map(str, check(tiny))))


def test_changed_lesson_is_named_until_it_is_built(tiny, edit):
    build(tiny)
    edit(tiny.source(SLUG), "Half the square", "One half of the square")
    assert "differs from lessons/07_tiny.md" in str(check(tiny)[0])
    build(tiny)
    assert check(tiny) == []


def test_orphans_and_stray_files_are_named(tiny):
    build(tiny)
    (tiny.notebooks / "03_gone").mkdir()
    (tiny.solutions / SLUG / "answers.txt").write_text("secret")
    said = "\n".join(map(str, check(tiny)))
    assert "notebooks/03_gone: is built from a lesson that is gone" in said
    assert "solutions/07_tiny/answers.txt: belongs to no lesson; nbgrader would hand it" in said


def test_command_exits_1_with_the_message_alone(tiny, edit, monkeypatch, capsys):
    edit(tiny.source(SLUG), "    ### END SOLUTION\n", "")
    monkeypatch.chdir(tiny.root)
    monkeypatch.setattr("sys.argv", ["course", "build"])
    with pytest.raises(SystemExit) as stop:
        cli.run()
    assert stop.value.code == 1
    assert "BEGIN SOLUTION on line 3 is never closed" in capsys.readouterr().out


def test_project_agrees_with_its_lessons(project):
    assert check(project) == []


def test_every_code_cell_of_the_project_was_executed(project):
    for slug in project.slugs():
        notebook = json.loads(project.notebook(project.solutions, slug).read_text("utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
