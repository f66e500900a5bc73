"""A gradebook on a real PostgreSQL server: the same rows as in SQLite."""

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import grading_helpers as tiny
import nbformat
import pytest
from classroom_helpers import copy_course
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum
from sqlalchemy import create_engine, text

from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.errors import CourseError
from coursekit.grading.graded import Graded
from coursekit.grading.job import Status
from coursekit.grading.record import Recorder
from coursekit.paths import Course

pytestmark = pytest.mark.system

COURSE = Course.find(Path(__file__).parent)
SLUG, NAME = "01_likelihood", "likelihood"
DUE = datetime(2024, 3, 1, 12)
TABLES = {  # every column but ids, by the names of what a row belongs to
    "grade": "b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade",
    "comment": "b.name, g.auto_comment, g.manual_comment",
}
BASIC = "student_id, n.name, flagged, late_submission_penalty, timestamp, extension"
JOINS = """
    submitted_notebook sn JOIN notebook n ON n.id = sn.notebook_id
    JOIN submitted_assignment sa ON sa.id = sn.assignment_id"""


def programs():
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("no PostgreSQL server: apt-get install postgresql")
    return found[-1].parent


@pytest.fixture(scope="module")
def server():
    """The address of an empty server on this machine alone; it is gone after the tests."""
    # Not in pytest's folder: that is closed to the user who runs the server.
    root = Path(tempfile.mkdtemp(prefix="course-postgres-"))
    user = {"user": "postgres"} if os.geteuid() == 0 else {}  # it refuses to run as root
    if user:
        shutil.chown(root, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, bin_ = root / "data", programs()

    def run(program, *arguments):
        command = [bin_ / program, "-D", data, *arguments]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, **user)
        assert done.returncode == 0, done.stderr

    try:
        run("initdb", "--username=course", "--auth=trust", "--encoding=UTF8", "--no-sync")
        settings = f"-p {port} -k {root} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "start", "--wait", "--silent", "-l", root / "log", "-o", settings)
        try:
            yield f"postgresql+psycopg://course@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "--wait", "--silent", "-m", "immediate")
    finally:
        shutil.rmtree(root)


@pytest.fixture(scope="module")
def classes(server, tmp_path_factory):
    """{url: Classroom}: one lesson released by nbgrader into each kind of database."""
    found = {}
    for name, url in (("sqlite", None), ("postgres", server)):
        course = copy_course(COURSE, tmp_path_factory.mktemp(name), [SLUG])
        if url:
            with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
                config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
        with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
        classroom = Classroom(course)
        classroom.release(SLUG)
        url = classroom.api.coursedir.db_url
        with Gradebook(url, "loss-functions") as book:
            book.update_or_create_assignment(SLUG, duedate=DUE)
        found[url] = classroom
    return found


def run_by_hand(fails=(), untouched=False):
    """A submission as the engine leaves it: every test has run, and some failed."""
    notebook = read_solution(COURSE, SLUG)
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], 1
        if meta and meta.solution:
            meta.checksum = compute_checksum(cell) if untouched else "0" * 32
        if meta and meta.grade and meta.grade_id in fails:
            cell.outputs = [
                nbformat.v4.new_output("error", ename="Wrong", evalue="2", traceback=[])
            ]
    return notebook


def submissions():
    tests = [f"test_{name}" for name in ("nll_one", "mean_nll", "nll_and_gradient")]
    right = Graded("ada", SLUG, NAME, run_by_hand(), DUE, "1", Status.GRADED)
    yield right
    yield replace(right, student="ben", notebook=run_by_hand(tests), timestamp=None)
    yield replace(right, student="cleo", notebook=run_by_hand(tests, untouched=True), digest="2")
    yield replace(right, student="dan", timestamp=DUE + timedelta(days=1))
    yield replace(right, student="äöü 'x' \\ %s", flags={"nll_one": ["reads a file.", "∑ 🎲"]})
    yield replace(right, student="eve", status=Status.CRASHED, reason="the memory \0 was used up")


def rows(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {"submitted": connection.execute(text(f"SELECT {BASIC} FROM {JOINS}")).all()}
        for table, columns in TABLES.items():
            sql = f"""SELECT student_id, n.name, {columns} FROM {JOINS}
                JOIN {table} g ON g.notebook_id = sn.id JOIN base_cell b ON b.id = g.cell_id"""
            found[table] = connection.execute(text(sql)).all()
    engine.dispose()
    return {table: sorted(map(_same, found[table]), key=repr) for table in found}


def _same(row):
    """SQLite keeps truth as a number and time as text."""
    plain = (int(value) if isinstance(value, bool) else value for value in row)
    return tuple(f"{v:%F %T.%f}" if isinstance(v, datetime) else v for v in plain)


def grade_by_hand(url):
    with Gradebook(url, "loss-functions") as book:
        grade = book.find_grade("test_nll_one", NAME, SLUG, "ben")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        book.find_comment("nll_one", NAME, SLUG, "ben").manual_comment = "almost"
        book.db.commit()


def test_rows_equal_sqlites_also_after_grading_by_hand(classes, server):
    said = {}
    for url, classroom in classes.items():
        say = said.setdefault(url, []).append
        api = classroom.api
        with Recorder(api.coursedir, api.config, say=say) as book:
            for one in submissions():
                book.record(one)
                assert book.is_current(one.student, SLUG, one.digest)
    sqlite, postgres = classes
    assert rows(postgres) == rows(sqlite)
    assert len(rows(postgres)["submitted"]) == 6
    assert said == {
        sqlite: [],
        server: [f"{server} is not copied: its server keeps backups."],
    }
    for url, classroom in classes.items():
        grade_by_hand(url)
        api = classroom.api
        with Recorder(api.coursedir, api.config) as book:
            for one in submissions():
                book.record(one if one.student == "ada" else replace(one, digest="new"))
    assert rows(postgres) == rows(sqlite)
    assert ("ben", NAME, "test_nll_one", 0.0, 0.5, None, 1) in rows(postgres)["grade"]


def test_marks_are_read_through_nbgraders_models(classes):
    sqlite, postgres = ({m.student: m for m in room.marks(SLUG)} for room in classes.values())
    assert postgres == sqlite


def test_nbgraders_own_pages_and_commands_work(classes, server):
    """Its autograding, feedback, and what the formgrader asks for."""
    classroom = classes[server]
    desk = classroom.course.classroom / "students" / "fay"
    shutil.copytree(classroom.course.classroom / "release" / SLUG, desk / SLUG)
    classroom.hand_over("fay", SLUG, desk)
    classroom.autograde("fay", SLUG)
    assert classroom.feedback("fay", SLUG).exists()
    api = classroom.api
    assert api.get_assignment(SLUG)["num_submissions"] >= 1
    assert api.get_notebook_submissions(SLUG, NAME)
    assert api.get_students()


def test_a_server_that_is_away_is_an_error_that_names_it(classes, server):
    api = Classroom(classes[server].course).api
    api.coursedir.db_url = "postgresql+psycopg://me:secret@127.0.0.1:1/x"
    with (
        pytest.raises(CourseError, match=r"(?s)me:\*\*\*@127.*refused.*check that it runs"),
        Recorder(api.coursedir, api.config),
    ):
        pass


def marks_in(url):
    with Gradebook(url, "loss-functions") as book:
        found = book.assignment_submissions(tiny.SLUG)
        grades = [(one.student.id, g) for one in found for n in one.notebooks for g in n.grades]
        return {(who, g.name): (g.auto_score, g.needs_manual_grade) for who, g in grades}


def test_course_grade_records_the_same_marks(server, tmp_path):
    url = server.replace("/postgres", "/tiny")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE tiny"))
    engine.dispose()
    sqlite = tiny.new_class(tmp_path / "sqlite")
    postgres = tiny.copy_class(sqlite, tmp_path / "postgres")
    with (postgres.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    shutil.rmtree(postgres.classroom)
    Classroom(postgres).release(tiny.SLUG)
    points = {}
    for course in (sqlite, postgres):
        points = tiny.hand_in_slow_ones(course, count=4, seconds=0)
        tiny.hand_in(course, "ends", f"import os\ndef {tiny.EXERCISE}(x):\n    os._exit(0)")
        assert tiny.grade(course)[0] == 1
        assert "0 to grade, 5 graded already" in tiny.grade(course)[1]
    marks = marks_in(url)
    assert marks == marks_in(f"sqlite:///{tiny.gradebook(sqlite)}")
    assert {who: marks[who, tiny.TEST][0] for who in points} == points
