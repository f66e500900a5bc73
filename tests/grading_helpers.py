"""A class on the small lesson 07_tiny: submissions of every kind, `course grade`, and its marks."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import psutil
import pytest

from coursekit import cheatsheet
from coursekit.build import build
from coursekit.classroom import Classroom
from coursekit.grading.job import Job, Result, Status
from coursekit.new import new_lesson
from coursekit.paths import Course

SLUG, NAME, EXERCISE = "07_tiny", "tiny.ipynb", "half_square_07"
TEST, WRITTEN = f"test_{EXERCISE}", f"derive_{EXERCISE}"
RIGHT = f"def {EXERCISE}(x):\n    return 0.5 * np.square(x)\n"
WRONG = f"def {EXERCISE}(x):\n    return np.square(x)\n"
SLOW = "import time\n\ntime.sleep({})\n\n\n"
PATIENCE = 60  # seconds


def new_class(root):
    """A course of one short lesson in `root`, built and released."""
    project = Course.find(__file__)
    (root / "lessons").mkdir(parents=True)
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(project.root / name, root)
    course = Course(root)
    new_lesson(course, SLUG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cheatsheet.shutil, "which", lambda name: f"/usr/bin/{name}")
        patch.setattr(cheatsheet, "_print", lambda browser, page, path: path.write_bytes(b""))
        list(build(course))
    Classroom(course).release(SLUG)
    return course


def copy_class(course, root):
    """The same class in a folder of its own, with nothing handed in."""
    shutil.copytree(course.root, root, dirs_exist_ok=True)
    return Course(root)


def set_limits(course, **limits):
    """Narrower limits than the course has: `cell_seconds`, and what `c.Grading` takes."""
    lines = [f"c.Grading.{name} = {value}" for name, value in limits.items()]
    text = "\n".join(lines).replace("c.Grading.cell_seconds", "c.Execute.timeout")
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(text + "\n")


def folder_of(course, student):
    return course.classroom / "submitted" / student / SLUG


def released(course):
    """The student's notebook as JSON."""
    return json.loads((course.classroom / "release" / SLUG / NAME).read_text("utf-8"))


def cell_of(notebook, name):
    return next(c for c in notebook["cells"] if c["id"] == name)


def answered(course, source):
    """The notebook with `source` in the answer cell."""
    notebook = released(course)
    cell_of(notebook, EXERCISE)["source"] = source
    return notebook


def hand_in(course, student, source, name=NAME):
    """Hand in an answer, a whole notebook (a dict), or the bytes of a file. Returns its path."""
    folder = folder_of(course, student)
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(source, str):
        source = answered(course, source)
    if isinstance(source, dict):
        source = json.dumps(source).encode()
    (folder / name).write_bytes(source)
    stamp = "2026-01-05 10:00:00.000000 UTC"
    (folder / "timestamp.txt").write_text(stamp)
    return folder / name


def hand_in_slow_ones(course, count=12, seconds=0.3):
    """Submissions of a known length, every third of them wrong. Returns {student: points}."""
    points = {}
    for number in range(count):
        student, right = f"s{number:02}", number % 3 != 2
        hand_in(course, student, SLOW.format(seconds) + (RIGHT if right else WRONG))
        points[student] = float(right)
    return points


# `course grade`, in a process of its own


def start(course, *options, **how):
    """`course grade` as a process, whose output is a pipe."""
    code = "import sys; from coursekit import cli; sys.argv[0] = 'course'; cli.run()"
    words = [sys.executable, "-c", code, "grade", *map(str, options)]
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(words, cwd=course.root, **{**settings, **how})


def grade(course, *options):
    """(exit status, output) of a whole `course grade`."""
    process = start(course, *options)
    said, _ = process.communicate(timeout=3 * PATIENCE)
    return process.returncode, said


def until(condition, what, seconds=PATIENCE, pause=0.01):
    """Wait until `condition()` is true, and return what it gave."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"waited {seconds} s: {what}"
        time.sleep(pause)
    return found


@contextmanager
def soon(seconds=PATIENCE):
    """For what takes hours unless it is refused; the time of other programs does not count."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def descendants(pid):
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def interpreters(pid, role):
    """The interpreters below a process, and their children: role "sandbox" or "judge"."""
    return [p for p in descendants(pid) if role in words(p) and "bwrap" not in words(p)[0]]


def words(process):
    try:
        return process.cmdline() or [""]
    except psutil.Error:
        return [""]


def all_end(processes):
    """Whether all of these processes end on their own."""
    end = time.monotonic() + PATIENCE
    while any(map(_lives, processes)):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _lives(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# What was recorded


def gradebook(course):
    return course.classroom / "gradebook.db"


def query(course, sql):
    with closing(sqlite3.connect(gradebook(course))) as connection:
        return connection.execute(sql).fetchall()


def scores(course, cell=TEST):
    """{student: automatic score} of a cell, straight from the gradebook's rows."""
    return dict(
        query(
            course,
            f"""SELECT sa.student_id, g.auto_score FROM grade g
            JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook sn ON sn.id = g.notebook_id
            JOIN submitted_assignment sa ON sa.id = sn.assignment_id WHERE b.name = '{cell}'""",
        )
    )


def is_whole(course):
    """Whether the gradebook's file is intact, and has one grade a cell and submission."""
    doubles = "SELECT 1 FROM grade GROUP BY cell_id, notebook_id HAVING count(*) > 1"
    checked = query(course, "PRAGMA integrity_check"), query(course, "PRAGMA foreign_key_check")
    return checked == ([("ok",)], []) and not query(course, doubles)


def journal(course):
    """{student: what the journal says}, read as plain JSON."""
    folder = course.classroom / "grading" / SLUG
    entries = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
    return {entry["student"]: entry for entry in entries}


def statuses(course):
    return {student: entry["status"] for student, entry in journal(course).items()}


def recorded(course):
    """What a rerun must not change and an interrupted run must not differ in."""
    marks = {cell: scores(course, cell) for cell in (TEST, WRITTEN)}
    files = {p.parts[-3] for p in (course.classroom / "autograded").glob(f"*/{SLUG}/{NAME}")}
    return marks, statuses(course), files


def counts(said):
    """{status: submissions} of the table at the end of a run."""
    rows = re.findall(r"(?m)^([a-z][a-z ]*?) {2,}(\d+) *$", said)
    return {status: int(number) for status, number in rows}


@contextmanager
def running(process):
    """End a process, and what it started, at the end."""
    try:
        yield process
    finally:
        family = descendants(process.pid)
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
        for member in family:
            if member.is_running():
                member.kill()


# For tests of the engines alone, whose jobs are no notebooks


def job(number):
    return Job(f"s{number:02}", "07_tiny", "tiny", (), ())


def graded(job):
    return Result(job.student, job.assignment, Status.GRADED)
