"""An afternoon in the formgrader: autograde in the sandbox, grade a derivation, see the marks."""

import csv
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, watched_page
from grading_helpers import until
from labtools import serve

from coursekit.answers import fill, solved
from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.grading.database import open_gradebook
from coursekit.grading.run import Grader
from coursekit.paths import Course

pytestmark = pytest.mark.system

SLUG = "01_likelihood"
# Looks for the gradebook where an ordinary kernel would find it, three folders up.
SPY = """
import os
print("user", os.getuid(), "sees", os.listdir("."), os.path.exists("{gradebook}"))


def nll_one(probs, label):
    return 0.0
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of two: ada hands in everything right, eve looks around."""
    folder = tmp_path_factory.mktemp("formgrader")
    for name in ("lessons", "solutions", "notebooks"):
        (folder / name).mkdir()
        for path in (ROOT / name).glob(f"{SLUG}*"):
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, folder / name / path.name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    course = Course(folder)
    classroom = Classroom(course)
    classroom.release(SLUG)
    answers = solved(read_solution(course, SLUG))
    spy = SPY.format(gradebook=course.classroom / "gradebook.db")
    for student, sources in (("ada", answers), ("eve", {"nll_one": spy})):
        desk = course.classroom / "students" / student
        shutil.copytree(course.classroom / "release" / SLUG, desk / SLUG)
        path = course.notebook(desk, SLUG)
        nbformat.write(fill(nbformat.read(path, as_version=4), sources), path)
        classroom.hand_over(student, SLUG, desk)
    return course


@pytest.fixture(scope="module")
def instructor(course, chromium, screenshots):
    """The formgrader in a browser, both students autograded with its button."""
    with serve(course.root) as server, watched_page(server, chromium) as page:
        page.goto(server.url("lab"))  # which logs in
        page.goto(server.url(f"formgrader/manage_submissions/{SLUG}"))
        for student in ("ada", "eve"):
            row = page.locator("tr", has=page.locator("td.student-id", has_text=student))
            row.locator("td.autograde a").click()
            dialog = page.locator("#success-modal, #error-modal")
            dialog.wait_for()
            assert "Successfully autograded" in dialog.inner_text()
            dialog.get_by_role("button", name="OK").click()
            dialog.wait_for(state="detached")
        page.screenshot(path=screenshots / "formgrader-autograded.png")
        yield server, page


@contextmanager
def notebook_row(course, student):
    with open_gradebook(f"sqlite:///{course.classroom}/gradebook.db", "loss-functions") as book:
        (row,) = book.find_submission(SLUG, student).notebooks
        yield row


def scores(course, student):
    with notebook_row(course, student) as row:
        return {grade.name: (grade.auto_score, grade.max_score) for grade in row.grades}


def handed_in(course, student):
    with notebook_row(course, student) as row:
        return row.id


def test_button_gives_the_marks_that_are_deserved(course, instructor):
    ada, eve = scores(course, "ada"), scores(course, "eve")
    assert all(got == most for name, (got, most) in ada.items() if name.startswith("test_"))
    assert {got for name, (got, _) in eve.items() if name.startswith("test_")} == {0}


def test_button_runs_student_code_in_the_sandbox(course, instructor):
    path = course.notebook(course.classroom / "autograded" / "eve", SLUG)
    cells = nbformat.read(path, as_version=4).cells
    (cell,) = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == "nll_one"]
    assert cell.outputs[0].text == "user 1000 sees [] False\n"


def test_derivation_is_graded_by_hand_and_reaches_the_marks(course, instructor, screenshots):
    server, page = instructor
    page.goto(server.url(f"formgrader/submissions/{handed_in(course, 'ada')}"))
    page.locator("input.score.needs_manual_grade").fill("3")
    page.locator("input.score.needs_manual_grade").press("Tab")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=screenshots / "formgrader-written.png", full_page=True)
    command = [str(Path(sys.executable).with_name("course")), "marks"]
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    with (course.classroom / "marks.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["ada"]["derive_nll"] == "3"
    assert rows["ada"]["to_grade"] == "0"


def test_a_flag_is_a_comment_beside_the_answer_and_asks_for_a_grade(course, instructor):
    server, page = instructor
    Grader(course).grade((SLUG,), student="eve")  # the button sets no flags
    page.goto(server.url(f"formgrader/submissions/{handed_in(course, 'eve')}"))
    comment = page.locator(".nbgrader_cell", has_text="def nll_one").locator("textarea.comment")
    places = (lambda: comment.get_attribute("placeholder"), comment.input_value)  # by a script
    until(lambda: any("imports `os`" in str(told()) for told in places), "the flag's comment")
    assert "needs_manual_grade" in page.locator("#test_nll_one").get_attribute("class")
    assert scores(course, "eve")["test_nll_one"] == (0, 1)
