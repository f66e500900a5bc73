"""Whatever a student hands in becomes a notebook that can be graded, or a reason."""

import codecs
import json
import os
from pathlib import Path

import nbformat
import pytest
from classroom_helpers import copy_course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

from coursekit.classroom import Classroom
from coursekit.errors import CourseError
from coursekit.grading.job import Limits
from coursekit.grading.restore import Assignment, load_assignment, make_job, restore
from coursekit.paths import Course

SLUG = "02_entropy_information_gain"
SHOWN, WHOLE = "assert f(1) == 1", "assert f(1) == 1\nassert f(2) == 4"
STUB = "def f(x):\n    raise NotImplementedError()"


def cell(kind, name, source, **metadata):
    content = {"id": name, "cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        content |= {"execution_count": None, "outputs": []}
    return nbformat.from_dict(content)


def tracked(kind, name, source, **flags):
    marks = dict.fromkeys(["grade", "solution", "locked", "task"], False) | {"checksum": "0" * 32}
    marks |= {"grade_id": name, "schema_version": 3, "cell_type": kind, **flags}
    return cell(kind, name, source, nbgrader=marks)


def released(test=SHOWN):
    return [
        cell("markdown", "title", "# Squares"),
        tracked("code", "setup_1", "import math", locked=True),
        cell("code", "d1", "draw()", tags=["demo"]),
        cell("markdown", "prompt_f", "### f", course={"exercise": "f", "role": "prompt"}),
        tracked("code", "f", STUB, solution=True),
        tracked("code", "test_f", test, grade=True, locked=True, points=2),
        tracked("markdown", "why", "Because", grade=True, solution=True, points=3),
    ]


@pytest.fixture
def assignment():
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "course": {"lesson": "01_squares", "version": "v1"},
    }
    return Assignment(
        name="01_squares",
        notebook="squares",
        cells=tuple(released(WHOLE)),
        shown={
            c.metadata.nbgrader.grade_id: c.source for c in released() if "nbgrader" in c.metadata
        },
        files=(("data/x.csv", b"1,2"), ("numbers.csv", b"3")),
        metadata=nbformat.from_dict(metadata),
        stamp="v1",
    )


@pytest.fixture
def hand_in(tmp_path, assignment):
    """hand_in(cells): what comes of a submission, by then checked to be a valid notebook."""

    def run(content=None, name="squares.ipynb", **changes):
        if not isinstance(content, bytes):
            book = {"cells": content if content is not None else released(), **as_saved(assignment)}
            content = json.dumps(book | changes).encode()
        (tmp_path / name).write_bytes(content)
        return graded(assignment, tmp_path)

    return run


def as_saved(assignment):
    return {"metadata": assignment.metadata, "nbformat": 4, "nbformat_minor": 5}


def graded(assignment, folder):
    """Restore, and check what must hold for any submission whatever."""
    result = restore(assignment, folder)
    nbformat.validate(result.notebook)
    CheckCellMetadata().preprocess(result.notebook, {})
    nbformat.writes(result.notebook).encode("utf-8")
    job = make_job(assignment, "ada", result, Limits(), "seed")
    by_role = {role: [c.source for c in job.cells if c.role == role] for role in ("setup", "test")}
    assert by_role == {"setup": ["import math"], "test": [WHOLE]}
    assert [c.id for c in job.cells if c.role == "answer"] in (["f"], [])
    for line in [*result.notes, result.refused]:
        line.encode("utf-8")
        assert "\n" not in line
    return result


def by_id(result, name):
    return next(c for c in result.notebook.cells if c.id == name)


def job_of(assignment, result):
    return make_job(assignment, "ada", result, Limits(), "seed")


def changed(name, source=None, **content):
    """The released cells, one of them changed."""
    cells = released()
    for c in cells:
        if c.id == name:
            c.update(content if source is None else {"source": source, **content})
    return cells


# An honest submission


def test_a_released_notebook_comes_back_without_a_note_and_untouched(hand_in):
    result = hand_in()
    assert result.notes == []
    assert result.untouched == {"f", "why"}
    assert [c.id for c in result.notebook.cells] == [c.id for c in released()]


def test_an_answer_is_kept_and_outputs_are_dropped(hand_in):
    output = {"output_type": "stream", "name": "stdout", "text": "x"}
    answer = "def f(x):\n    return x * x"
    result = hand_in(changed("f", answer, outputs=[output], execution_count=3))
    assert by_id(result, "f").source == answer
    assert by_id(result, "f").outputs == []
    assert result.untouched == {"why"}
    assert result.notes == []


def test_roles_follow_the_flags_and_demonstrations_are_not_run(assignment, hand_in):
    cells = released()
    cells[3:3] = [cell("code", "mine", "y = 1"), cell("code", "blank", " ")]
    job = job_of(assignment, hand_in(cells))
    assert [(c.index, c.id, c.role) for c in job.cells] == [
        (1, "setup_1", "setup"),
        (3, "own-1", "own"),
        (6, "f", "answer"),
        (7, "test_f", "test"),
    ]
    assert job.functions == ("f",)
    assert job.files == assignment.files


# Cells that were tampered with, moved or lost


def test_a_changed_test_or_setup_is_restored(hand_in):
    assert hand_in(changed("test_f", "pass")).notes == [
        "test cell `test_f` had been changed; restored"
    ]
    assert hand_in(changed("setup_1", "import os")).notes == [
        "setup cell `setup_1` had been changed; restored"
    ]


@pytest.mark.parametrize("flags", [{"solution": True}, {"points": 100}, {"locked": False}])
def test_changed_grading_marks_are_restored(assignment, hand_in, flags):
    cells = released()
    cells[5].metadata.nbgrader.update(flags)
    result = hand_in(cells)
    assert result.notes == ["the grading marks of test cell `test_f` had been changed; restored"]
    assert by_id(result, "test_f").metadata.nbgrader == assignment.known["test_f"].metadata.nbgrader


@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_a_cell_turned_to_another_type_runs_again(hand_in, kind):
    result = hand_in(changed("test_f", cell_type=kind))
    assert by_id(result, "test_f").cell_type == "code"
    assert result.notes == [f"test cell `test_f` had been made a {kind} cell; it is code again"]


def test_a_demo_tag_does_not_stop_a_test(hand_in):
    cells = released()
    cells[5].metadata.tags = ["demo"]
    assert "tagged `demo`" in hand_in(cells).notes[0]


def test_missing_cells_are_put_back_in_their_place(hand_in):
    for gone in (["f"], ["test_f"], ["setup_1"], ["f", "test_f", "why"]):
        result = hand_in([c for c in released() if c.id not in gone])
        order = [c.id for c in result.notebook.cells]
        assert order.index("setup_1") < order.index("f") < order.index("test_f")
        assert order.index("test_f") < order.index("why")
        assert len(result.notes) == len(gone)
        assert all("was missing; put back" in note for note in result.notes)
    assert by_id(result, "f").source == STUB


def test_an_empty_notebook_gets_every_graded_cell_back(hand_in):
    result = hand_in([])
    assert [c.id for c in result.notebook.cells] == ["setup_1", "f", "test_f", "why"]


def test_the_last_of_doubled_cells_counts_and_the_earlier_becomes_plain(assignment, hand_in):
    twice = changed("f", "f = 1")[4]
    result = hand_in([twice, *changed("f", "f = 2")])
    answers = [(c.id, c.source) for c in job_of(assignment, result).cells if "f =" in c.source]
    assert answers == [("own-1", "f = 1"), ("f", "f = 2")]
    assert "nbgrader" not in result.notebook.cells[0].metadata
    assert result.notes == ["answer cell `f` stands there twice; the last one counts"]


def test_a_cell_of_another_lesson_becomes_plain(hand_in):
    extra = tracked("code", "test_g", "pass", grade=True, locked=True, points=50)
    result = hand_in([*released(), extra])
    assert by_id(result, "test_g").metadata == {}
    assert "`test_g` is not of this lesson" in result.notes[0]


def test_an_answer_that_lost_its_metadata_is_known_by_its_cell_id(hand_in):
    result = hand_in(changed("f", "f = abs", metadata={}))
    assert by_id(result, "f").source == "f = abs"
    assert by_id(result, "f").metadata.nbgrader.solution
    assert "had lost its metadata" in result.notes[0]


def test_an_emptied_prompt_is_back_because_feedback_needs_its_title(hand_in):
    assert by_id(hand_in(changed("prompt_f", "")), "prompt_f").source == "### f"


@pytest.mark.parametrize("value", [None, 3, {"a": 1}, ["x", 3], [[]], True])
def test_a_source_that_is_no_text_is_survived(hand_in, value):
    for name in ("f", "test_f", "title", "d1"):
        cells = changed(name)
        next(c for c in cells if c.id == name)["source"] = value
        assert hand_in(cells).notes


@pytest.mark.parametrize("value", [None, 3, "x", [], {"nbgrader": [], "tags": {"a": 1}}])
def test_metadata_that_are_no_dict_are_survived(hand_in, value):
    for name in ("f", "test_f", "title", "d1"):
        result = hand_in(changed(name, metadata=value))
        assert not result.refused
        assert result.notes or name in ("title", "d1")


def test_cells_that_are_no_cells_are_left_out(hand_in):
    result = hand_in([None, 3, "x", [], {}, *released()])
    assert [c.id for c in result.notebook.cells][1:] == [c.id for c in released()]
    assert len(result.notes) == 6


@pytest.mark.parametrize("key", [None, 3, "", "no spaces", "x" * 65, "setup_1", "title"])
def test_cell_ids_are_made_valid_and_unique(hand_in, key):
    assert not hand_in([cell("code", key, "y = 1"), *released()]).notes


def test_nul_bytes_and_lone_surrogates_are_replaced(hand_in):
    for name in ("f", "title"):
        result = hand_in(changed(name, "a\x00b\ud800"))
        assert by_id(result, name).source == "a\ufffdb\ufffd"
        assert "characters that are no text" in result.notes[0]


def test_attached_pictures_of_an_answer_in_words_are_kept_where_they_are_well_formed(hand_in):
    good = {"a.png": {"image/png": "aGk="}}
    cells = changed("title", attachments={**good, "b": 3, "c": {"image/png": 4}})
    assert by_id(hand_in(cells), "title").attachments == good


# The file


UNREADABLE = {
    "empty": b"",
    "blank": b" \n",
    "malformed": b'{"cells": [',
    "zeros": bytes(100),
    "no object": b"[]",
    "no cells": b"{}",
    "cells no list": b'{"cells": {"a": 1}}',
    "deep": b'{"cells": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "binary": bytes(range(128, 256)),
    "broken utf-16": codecs.BOM_UTF16_LE + b"{",
    "many parts": b'{"cells": [' + b"[]," * 2_000_000 + b"[]]}",
    "many cells": json.dumps({"cells": [{}] * 6_000}).encode(),
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_file_is_refused_and_the_stubs_stand_in(hand_in, data):
    result = hand_in(data)
    assert "squares.ipynb" in result.refused
    assert result.untouched == {"f", "why"}
    assert [c.id for c in result.notebook.cells] == [c.id for c in released()]


def test_a_file_over_the_limit_is_refused_without_reading_it_all(assignment, tmp_path):
    with (tmp_path / "squares.ipynb").open("wb") as file:
        file.truncate(101 << 20)
    assert "larger than 100 MB" in graded(assignment, tmp_path).refused


def test_other_encodings_are_read(assignment, hand_in):
    book = {"cells": changed("f", "# é\nf = 1"), **as_saved(assignment)}
    text = json.dumps(book, ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        result = hand_in(text.encode(encoding))
        assert (by_id(result, "f").source, result.notes) == ("# é\nf = 1", [])
    result = hand_in(text.encode("latin-1"))
    assert by_id(result, "f").source == "# é\nf = 1"
    assert "Latin-1" in result.notes[0]


def test_nan_and_huge_numbers_are_survived(hand_in):
    data = json.dumps({"cells": released(), "metadata": {}, "nbformat": 4}).encode()
    for number in (b"NaN", b"-Infinity", b"1e999", b"9" * 5000):
        result = hand_in(data.replace(b'"execution_count": null', b'"execution_count": ' + number))
        assert (result.refused, result.notes) == ("", [])


@pytest.mark.parametrize("version", [3, 5, None, "four", [[]], -1])
def test_another_format_version_is_read_with_a_note(hand_in, version):
    assert "format" in hand_in(nbformat=version).notes[0]


def test_format_3_is_read(hand_in):
    cells = changed("f", "f = 1")
    for c in cells:
        if c.cell_type == "code":
            c["input"] = c.pop("source")
        del c["id"]
    cells.insert(0, {"cell_type": "heading", "level": 2, "source": "Old"})
    book = {"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3}
    result = hand_in(json.dumps(book).encode())
    assert result.notebook.cells[0].source == "## Old"
    assert by_id(result, "f").source == "f = 1"


def test_another_kernel_or_version_of_the_lesson_is_noted(hand_in, assignment):
    metadata = {"kernelspec": {"name": "ir"}, "course": {"version": "v0"}, "widgets": {}}
    result = hand_in(metadata=metadata)
    assert result.notebook.metadata == assignment.metadata
    assert len(result.notes) == 2


def test_outputs_of_30_mb_are_dropped(assignment, hand_in, tmp_path):
    output = {"output_type": "stream", "name": "stdout", "text": ["0.12, " * 10 + "\n"] * 480_000}
    hand_in(changed("d1", outputs=[output]))
    assert (tmp_path / "squares.ipynb").stat().st_size > 30e6
    assert len(nbformat.writes(restore(assignment, tmp_path).notebook)) < 1e6


def test_notes_of_a_hopeless_file_stay_few(hand_in):
    assert len(hand_in([None] * 500).notes) == 21


# The folder


def test_a_notebook_under_another_name_is_found(hand_in):
    result = hand_in(changed("f", "f = 1"), name="squares (1).ipynb")
    assert by_id(result, "f").source == "f = 1"
    assert result.notes == [
        "the notebook was handed in as `squares (1).ipynb` instead of `squares.ipynb`"
    ]


def test_two_notebooks_under_other_names_are_refused_by_name(hand_in):
    hand_in(name="a.ipynb")
    assert "`a.ipynb`, `b.ipynb`" in hand_in(name="b.ipynb").refused


def test_no_notebook_at_all_is_refused(assignment, tmp_path):
    assert graded(assignment, tmp_path).refused == "there is no `squares.ipynb`"
    assert "cannot be read" in graded(assignment, tmp_path / "absent").refused


@pytest.mark.parametrize("name", ["squares.ipynb", "kl.ipynb"])
def test_the_notebook_of_another_lesson_is_refused_by_its_name(hand_in, name):
    cells = [tracked("code", "setup_1", "", locked=True), tracked("code", "g", "", solution=True)]
    result = hand_in(cells, name, metadata={"course": {"lesson": "03_kl"}})
    assert "`03_kl`" in result.refused


def test_links_pipes_and_folders_are_never_read(assignment, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps({"cells": released()}))
    for n, make in enumerate((lambda p: p.symlink_to(secret), os.mkfifo, Path.mkdir)):
        folder = tmp_path / str(n)
        folder.mkdir()
        make(folder / "squares.ipynb")
        assert graded(assignment, folder).refused
        (folder / "squares.ipynb").rename(folder / "other.ipynb")
        assert graded(assignment, folder).refused


def test_files_beside_the_notebook_are_named_and_not_used(assignment, tmp_path, hand_in):
    (tmp_path / "numpy.py").write_text("raise SystemExit")
    (tmp_path / "numbers.csv").write_text("changed")
    (tmp_path / "timestamp.txt").write_text("now")
    result = hand_in()
    assert result.notes == ["`numpy.py` beside the notebook is not used"]
    assert job_of(assignment, result).files == assignment.files


def test_odd_file_names_make_readable_notes(tmp_path, hand_in):
    for name in (b"a\nb`c", b"\xff\xfe", b"x" * 200):
        (tmp_path / os.fsdecode(name)).touch()
    assert len(hand_in().notes) == 1


# Anything

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nbgrader", "grade_id", "tags", "course"]), inner)
    ),
    max_leaves=6,
)
KEYS = ["id", "cell_type", "metadata", "source", "attachments", "level", "input"]


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(KEYS), JSON), min_size=1, max_size=6
    ),
    whole=st.dictionaries(st.sampled_from(["metadata", "nbformat", "worksheets"]), JSON),
)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_that_json_can_hold_raises(hand_in, changes, whole):
    cells = released()
    for number, key, value in changes:
        cells[number][key] = value
    hand_in(cells, **whole)


# Beside nbgrader, on a real lesson


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    project = Course.find(__file__)
    course = copy_course(project, tmp_path_factory.mktemp("class") / "course", [SLUG])
    classroom = Classroom(course)
    classroom.release(SLUG)
    return classroom


@pytest.fixture
def lesson(classroom):
    with classroom.api.gradebook as gradebook:
        return load_assignment(gradebook, classroom.course, SLUG)


def release_notebook(classroom):
    path = classroom.course.notebook(classroom.course.classroom / "release", SLUG)
    return nbformat.read(path, as_version=4)


def by_nbgrader(classroom, lesson, notebook, steps):
    names = {"notebook": lesson.notebook, "assignment": SLUG}
    resources = {"nbgrader": {**names, "db_url": classroom.api.coursedir.db_url}}
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def by_us(lesson, notebook, folder):
    nbformat.write(notebook, folder / f"{lesson.notebook}.ipynb")
    return restore(lesson, folder).notebook


def content(notebook):
    cells = notebook.cells
    return [(c.cell_type, c.source, c.metadata.get("nbgrader") or None) for c in cells]


def busy_student(notebook):
    """Answers, moves, adds, edits, and tampers with what is locked."""
    cells = notebook.cells
    for n, c in enumerate(cells):
        marks = c.metadata.get("nbgrader", {})
        if marks.get("solution"):
            c.source += f"\n# answer {n}"
        elif marks.get("locked"):
            c.source = f"# tampered {n}"
            if marks.grade:
                marks.points = 50
        elif n % 5 == 0:
            c.source += "\nedited"
        if c.cell_type == "code":
            c.execution_count = n
            c.metadata.collapsed = True
    cells[10:10] = [nbformat.v4.new_code_cell("mine = 1"), nbformat.v4.new_markdown_cell("Note")]
    cells.append(cells.pop(3))
    cells[-4], cells[-8] = cells[-8], cells[-4]
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    return notebook


def test_a_busy_submission_is_sanitised_as_nbgrader_does(classroom, lesson, tmp_path):
    ours = by_us(lesson, busy_student(release_notebook(classroom)), tmp_path)
    steps = [ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
    theirs = by_nbgrader(classroom, lesson, busy_student(release_notebook(classroom)), steps)
    assert content(ours) == content(theirs)
    assert ours.metadata.kernelspec == theirs.metadata.kernelspec
    assert [c.metadata.get("tags") for c in ours.cells] == [
        c.metadata.get("tags") for c in theirs.cells
    ]


def test_doubled_cells_are_sanitised_as_nbgrader_does(classroom, lesson, tmp_path):
    def doubled():
        notebook = busy_student(release_notebook(classroom))
        answers = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]
        notebook.cells[5:5] = [nbformat.from_dict({**c, "id": f"copy-{c.id}"}) for c in answers]
        return notebook

    ours = by_us(lesson, doubled(), tmp_path)
    # Not CheckCellMetadata: it fails on what DeduplicateIds leaves, and ends the whole batch.
    steps = [ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells]
    assert content(ours) == content(by_nbgrader(classroom, lesson, doubled(), steps))


def test_a_released_lesson_is_restored_with_its_hidden_tests(classroom, lesson, tmp_path):
    ours = by_us(lesson, release_notebook(classroom), tmp_path)
    tests = [c.source for c in ours.cells if c.id.startswith("test_")]
    assert all("BEGIN HIDDEN TESTS" in source for source in tests)
    assert restore(lesson, tmp_path).notes == []
    assert [name for name, _ in lesson.files] == ["README.md", "titanic.csv"]


def test_without_a_release_folder_the_assignment_is_made_from_the_solution(
    classroom, lesson, monkeypatch
):
    monkeypatch.setattr("coursekit.grading.restore._release", lambda course: course.root / "gone")
    with classroom.api.gradebook as gradebook:
        assert load_assignment(gradebook, classroom.course, SLUG) == lesson


def test_what_is_missing_is_named_with_the_remedy(classroom, monkeypatch):
    with classroom.api.gradebook as gradebook:
        with pytest.raises(CourseError, match="nbgrader generate_assignment 09_none"):
            load_assignment(gradebook, classroom.course, "09_none")
        monkeypatch.setattr("coursekit.grading.restore._release", lambda course: course.root / "no")
        with pytest.raises(CourseError, match=r"neither no/.* nor solutions/.* exists"):
            load_assignment(gradebook, Course(Path("/nowhere")), SLUG)
