"""`course feedback`: a page for everyone, and none of a hidden test on it."""

import json
import shutil
import warnings

import pytest
from classroom_helpers import copy_course, page_text
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit import cli
from coursekit.classroom import Classroom
from coursekit.feedback import ClearTests, ExercisesOnly, HideTests
from coursekit.feedback_pages import _in_processes, submissions, write_pages
from coursekit.paths import Course

COURSE = Course.find(__file__)
SLUG = COURSE.slugs()[0]
STUDENTS = ("ada", "ben", "cleo", "dan", "eve")
HIDDEN = """visible = answer(1)
### BEGIN HIDDEN TESTS
assert answer(12345) == secret_value
### END HIDDEN TESTS"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of five: ada's notebook has been graded, the others have copies, eve's is broken."""
    course = copy_course(COURSE, tmp_path_factory.mktemp("feedback"), [SLUG])
    classroom = Classroom(course)
    classroom.release(SLUG)
    graded = course.classroom / "autograded"
    released = course.notebook(course.classroom / "release", SLUG)
    with classroom.api.gradebook as gradebook, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object of type <Submitted")  # as in Classroom
        for student in STUDENTS:
            path = course.notebook(graded / student, SLUG)
            path.parent.mkdir(parents=True)
            shutil.copyfile(released, path)
            gradebook.add_student(student)
            gradebook.add_submission(SLUG, student)
    course.notebook(graded / "eve", SLUG).write_text("{")
    return course


@pytest.fixture(scope="module")
def pages(course):
    entries = {
        SLUG: {
            "ada": {"status": "graded", "reason": "unsaid"},
            "ben": {"status": "timed out", "reason": "cell `x` ran for | 30 s <b>"},
        }
    }
    found = list(write_pages(course, submissions(course), entries, processes=2))
    return {page.student: page for page in found}


def test_everyone_has_a_page_but_who_cannot(pages):
    assert set(pages) == set(STUDENTS)
    assert [name for name, page in pages.items() if page.problem] == ["eve"]
    assert "JSON" in pages["eve"].problem
    assert all(pages[name].path.exists() for name in STUDENTS[:4])


def test_an_odd_submission_is_told_so(course, pages):
    assert "Thissubmission:timedout.cell`x`ranfor|30s<b>" in page_text(course, "ben", SLUG)
    for student in ("ada", "cleo"):
        assert "Thissubmission" not in page_text(course, student, SLUG)


def test_a_page_needs_no_network_and_holds_no_script(pages):
    page = pages["ada"].path.read_text("utf-8")
    assert "<script" not in page
    assert "Content-Security-Policy" in page


@pytest.mark.parametrize(
    ("names", "student", "wanted"),
    [((), None, STUDENTS), ((SLUG,), "ben", ["ben"]), (("other",), None, []), ((), "zoe", [])],
)
def test_pages_are_chosen_by_assignment_and_student(course, names, student, wanted):
    assert submissions(course, names, student) == [(SLUG, name) for name in wanted]


def test_command_names_what_it_could_not_write(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("sys.argv", ["course", "feedback", "1", "--student", "eve"])
    with pytest.raises(SystemExit, match="True"):
        cli.run()
    said = capsys.readouterr().out
    assert "wrote 0 pages" in said
    assert f"eve, {SLUG}: " in said


def error(*lines):
    return new_output("error", ename="E", evalue=lines[-1], traceback=["\n".join(lines)])


@pytest.mark.parametrize(
    "output",
    [
        error("kept", "----> 3 \x1b[32massert\x1b[39m answer(12345) == secret_value"),
        error("kept", "    assert answer(12345)==secret_value", "kept"),
        new_output("stream", text="kept\nassert answer(12345) == secret_value\n"),
        new_output("display_data", {"text/plain": "kept\nassert answer(12345) == secret_value"}),
    ],
    ids=["colours", "error", "stream", "plain"],
)
def test_lines_of_hidden_tests_are_taken_out_of_outputs(output):
    notebook = new_notebook(cells=[new_code_cell(HIDDEN, outputs=[output])])
    HideTests().preprocess(notebook, {})
    said = json.dumps(notebook.cells[0].outputs)
    assert "kept" in said
    assert "secret_value" not in said


def test_a_line_that_is_also_visible_is_kept():
    cells = [new_code_cell(HIDDEN, outputs=[error("assert answer(12345) == secret_value")])]
    cells.append(new_code_cell("assert answer(12345) == secret_value"))
    HideTests().preprocess(new_notebook(cells=cells), {})
    assert cells[0].outputs[0].evalue


@pytest.mark.parametrize(
    ("waits", "comment", "row"),
    [
        (True, None, "| ? of 5 &emsp; | 1.9: Derive it &emsp; | waits for a person to grade it |"),
        (False, "Well.", "| 3 of 5 &emsp; | 1.9: Derive it &emsp; | graded by hand |"),
        (False, "No response.", "| 3 of 5 &emsp; | 1.9: Derive it &emsp; | not attempted |"),
    ],
)
def test_a_written_answer_is_waiting_graded_or_blank(waits, comment, row):
    prompt = new_markdown_cell("### Exercise 1.9: Derive it")
    prompt.metadata.course = {"role": "prompt", "exercise": "derive"}
    answer = new_markdown_cell("Because.")
    answer.metadata.course = {"role": "written", "exercise": "derive"}
    answer.metadata.nbgrader = {"grade": True, "score": 3, "points": 5, "comment": comment}
    answer.metadata.nbgrader |= {"waits": waits}
    notebook, _ = ExercisesOnly().preprocess(new_notebook(cells=[prompt, answer]), {})
    assert row in notebook.cells[0].source


def test_the_marks_of_a_hidden_test_in_an_answer_break_no_page():
    cell = new_code_cell("### BEGIN HIDDEN TESTS\nx = 1")
    cell.metadata.nbgrader = {"grade": False, "solution": True, "grade_id": "f"}
    own = new_code_cell("### BEGIN HIDDEN TESTS\nx = 2\n### END HIDDEN TESTS")
    for step in (HideTests, ClearTests):
        step().preprocess(new_notebook(cells=[cell, own]), {})
    assert "x = 1" in cell.source
    assert "x = 2" in own.source


def test_a_page_that_ends_its_process_takes_no_other_with_it(course, tmp_path):
    deadly = copy_course(COURSE, tmp_path / "deadly", [SLUG])
    with (deadly.root / "nbgrader_config.py").open("a") as file:
        file.write("import os\nos._exit(1)\n")
    jobs = [(root.root, SLUG, "ada", ("", "")) for root in (deadly, course, course)]
    first = dict(_in_processes(jobs[:1], 1))
    assert first == {jobs[0]: None}


def test_lateness_is_said_on_top():
    resources = {"nbgrader": {"late_penalty": 1.5}}
    notebook, _ = ExercisesOnly().preprocess(new_notebook(), resources)
    assert notebook.cells[0].source.startswith("**Handed in late:** 1.5 points are taken off.")
