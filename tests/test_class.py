"""A class from release to feedback, run by nbgrader: every sample answer gets what it deserves."""

import csv
import io
import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest
from classroom_helpers import (
    coded_exercises,
    copy_course,
    grade_everything,
    hidden_lines,
    page_text,
)
from rich.console import Console

from coursekit import cli
from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.demo import STUDENTS, _start_afresh, demo
from coursekit.errors import CourseError
from coursekit.lint import squeeze
from coursekit.paths import Course

COURSE = Course.find(Path(__file__).parent)


@pytest.fixture(scope="module")
def rounds(request, tmp_path_factory):
    """{slug: a future Round}: the selected lessons are graded side by side, a class for each."""
    params = [getattr(item, "callspec", None) for item in request.session.items]
    slugs = sorted({spec.params["graded"] for spec in params if spec and "graded" in spec.params})
    # Processes, because nbgrader changes the working directory; spawned, because it has threads.
    pool = ProcessPoolExecutor(min(len(slugs), os.cpu_count()), get_context("spawn"))
    try:
        jobs = {}
        for slug in slugs:
            course = copy_course(COURSE, tmp_path_factory.mktemp("class"), [slug])
            jobs[slug] = pool.submit(grade_everything, course, slug)
        yield jobs
    finally:
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module", params=COURSE.slugs())
def graded(request, rounds):
    return rounds[request.param].result()


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    course = copy_course(COURSE, tmp_path_factory.mktemp("demo"), COURSE.slugs()[:1])
    before = files(course)
    demo(course, Console(file=io.StringIO(), width=200))
    assert files(course) == before, "the demo wrote outside class/"
    return course


def files(course):
    """Bytes of every file of a course outside class/."""
    found = (path for path in course.root.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in found if course.classroom not in path.parents}


def marked(graded):
    """(description, Answer, points, maximum) of every answer that was handed in."""
    for student, answers in graded.handed_in.items():
        mark = graded.marks[student]
        for name, answer in answers.items():
            points, maximum = mark.points[name], mark.maximum[name]
            text = f"{graded.slug}, {name}: `{answer.name}` got {points:g} of {maximum:g}"
            yield f"{text} (student {student})", answer, points, maximum


def test_nbgrader_releases_the_very_notebook_that_the_build_wrote(graded):
    released = graded.course.notebook(graded.course.classroom / "release", graded.slug)
    built = COURSE.notebook(COURSE.notebooks, graded.slug)
    assert nbformat.read(released, as_version=4) == nbformat.read(built, as_version=4)


def test_right_answers_get_full_points_also_beside_wrong_ones(graded):
    short = [text for text, answer, got, most in marked(graded) if answer.right and got != most]
    assert not short, "\n".join(short)


def test_wrong_answers_lose_points(graded):
    full = [text for text, answer, got, most in marked(graded) if not answer.right and got >= most]
    assert not full, "\n".join(full)


def test_an_untouched_notebook_gets_nothing(graded):
    points = graded.marks["untouched"].points
    assert points == dict.fromkeys(points, 0)
    assert set(coded_exercises(COURSE, graded.slug)) <= set(points)


def test_written_answers_wait_for_a_person_and_blank_ones_do_not(graded):
    coded = set(coded_exercises(COURSE, graded.slug))
    for student, mark in graded.marks.items():
        waiting = {name for name, points in mark.points.items() if points is None}
        assert waiting == (set() if student == "untouched" else set(mark.points) - coded), student


def test_demonstrations_are_not_run(graded):
    for student in graded.handed_in:
        cells = graded.notebook("autograded", student).cells
        shown = [cell for cell in cells if "demo" in cell.metadata.get("tags", [])]
        assert shown
        run = [cell.source for cell in shown if cell.outputs or cell.execution_count is not None]
        assert not run, f"{student}: {run[:1]}"


def test_wrong_answers_are_told_why(graded):
    silent = []
    for student, answers in graded.handed_in.items():
        told = messages(graded.notebook("autograded", student))
        for name, answer in answers.items():
            heard = told.get(name, "")
            if squeeze(answer.says) not in squeeze(heard):
                text = f"{graded.slug}, {name}: `{answer.name}` is not told {answer.says!r}"
                silent.append(f"{text} but {heard!r}")
    assert not silent, "\n".join(silent)


def messages(notebook):
    """{exercise: what its failed checks said}."""
    told = {}
    for cell in notebook.cells:
        name = cell.metadata.get("course", {}).get("exercise")
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                told[name] = told.get(name, "") + output.evalue + "\n"
    return told


def test_feedback_shows_the_message_of_every_failed_check(graded):
    for student in graded.handed_in:
        page = graded.page(student)
        for said in messages(graded.notebook("autograded", student)).values():
            for paragraph in said.splitlines():
                assert squeeze(paragraph) in page, f"{student}: {paragraph}"


def test_feedback_opens_with_every_exercise_and_leaves_the_lesson_out(graded):
    titles = re.findall(r"### Exercise (.*)", "\n".join(c.source for c in solution(graded)))
    assert titles
    for student in graded.handed_in:
        page = graded.page(student)
        assert page.index(squeeze(titles[-1])) < page.index(squeeze("Exercise " + titles[0]))
        assert "The60-secondanswer" not in page


def solution(graded):
    return read_solution(COURSE, graded.slug).cells


def test_feedback_shows_no_line_of_a_hidden_test(graded):
    secrets = set(hidden_lines(read_solution(COURSE, graded.slug)))
    assert secrets
    for student in graded.handed_in:
        own = graded.notebook("submitted", student)
        known = squeeze("".join(cell.source for cell in own.cells))
        page = graded.page(student)
        leaked = [line for line in secrets if line in page and line not in known]
        assert not leaked, f"{student} can read {leaked[:3]}"


def test_a_broken_submission_is_named(graded):
    course = graded.course
    broken = course.notebook(course.classroom / "submitted" / "zoe", graded.slug)
    broken.parent.mkdir(parents=True)
    broken.write_text("{", "utf-8")
    said = f"(?s)nbgrader autograde failed on {graded.slug} for zoe: .*JSON.*class.nbgrader.log"
    with pytest.raises(CourseError, match=said):
        Classroom(course).autograde("zoe", graded.slug)


def test_demo_gives_the_three_students_their_marks(played):
    with (played.classroom / "marks.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert list(rows) == list(STUDENTS)
    coded = coded_exercises(played, played.slugs()[0])
    ada, ben, cleo = ([float(rows[name][exercise]) for exercise in coded] for name in STUDENTS)
    assert ben[::2] == ada[::2]
    assert all(lost < full for lost, full in zip(ben[1::2], ada[1::2], strict=True))
    assert set(cleo) == {0}
    assert sum(ada) == float(rows["ada"]["total"]) < float(rows["ada"]["maximum"])
    assert [rows[name]["to_grade"] for name in STUDENTS] == ["1", "1", "0"]


def test_demo_leaves_one_submission_a_student_and_a_page_for_each(played):
    slug = played.slugs()[0]
    assert [mark.student for mark in Classroom(played).marks(slug)] == list(STUDENTS)
    for student in STUDENTS:
        assert "Exercise1.1" in page_text(played, student, slug)


def test_demo_runs_again_with_the_same_marks_and_keeps_nbgrader_quiet(played, capfd):
    before = (played.classroom / "marks.csv").read_bytes()
    out = io.StringIO()
    demo(played, Console(file=out, width=200))
    assert (played.classroom / "marks.csv").read_bytes() == before
    assert capfd.readouterr() == ("", "")
    assert re.search(r"(?m)^grade +.*sandbox.* \d+\.\d s$", out.getvalue())
    assert "class/feedback/ben/" in out.getvalue().replace("\\", "/")


@pytest.mark.filterwarnings("ignore")  # nbgrader leaves files open
def test_feedback_goes_back_through_the_exchange(played):
    (slug,) = (path.name for path in (played.classroom / "release").iterdir())
    assert Classroom(played).api.release_feedback(slug)["success"]
    assert len(list((played.classroom / "exchange").rglob("feedback/*.html"))) == 3


def test_marks_of_a_class_are_written_on_request(played, monkeypatch, capsys):
    table = played.classroom / "marks.csv"
    before = table.read_bytes()
    table.unlink()
    monkeypatch.chdir(played.root)
    monkeypatch.setattr("sys.argv", ["course", "marks"])
    cli.run()
    assert table.read_bytes() == before
    assert "wrote class/marks.csv" in capsys.readouterr().out


def test_marks_say_when_there_are_none(tmp_path, monkeypatch, capsys):
    course = copy_course(COURSE, tmp_path / "course", [])
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("sys.argv", ["course", "marks"])
    with pytest.raises(SystemExit):
        cli.run()
    assert "no marks yet" in capsys.readouterr().out


def test_demo_touches_no_class_of_other_people(tmp_path):
    course = copy_course(COURSE, tmp_path / "course", COURSE.slugs()[:1])
    theirs = course.classroom / "submitted" / "zoe" / "notes.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine", "utf-8")
    with pytest.raises(CourseError, match=r"did not make \(students: zoe\)"):
        demo(course, Console(file=io.StringIO()))
    assert [path for path in course.classroom.rglob("*") if path.is_file()] == [theirs]


def test_demo_plays_in_the_class_folder_that_jupyterlab_leaves(tmp_path):
    course = copy_course(COURSE, tmp_path / "course", [])
    Classroom(course)  # an empty exchange and an empty gradebook, as after `make lab`
    _start_afresh(course)
    assert (course.classroom / "made-by-demo.txt").exists()


def test_demo_names_a_missing_answer_before_it_writes(tmp_path):
    course = copy_course(COURSE, tmp_path / "course", COURSE.slugs()[:1])
    shutil.rmtree(course.answers)
    with pytest.raises(CourseError, match=r"tests.answers.*\.py: is missing"):
        demo(course, Console(file=io.StringIO()))
    assert not course.classroom.exists()
