"""A class run by nbgrader: its steps one by one, and the marks they leave in the gradebook.

Everything goes through nbgrader's own Python API and the folders that nbgrader_config.py names, so
that nbgrader's commands and its formgrader can take over at any point.
"""

import csv
import logging
import os
import re
import shutil
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import nbformat
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import capture_log, temp_attrs
from rich.table import Table
from sqlalchemy.exc import SAWarning
from traitlets.config import PyFileConfigLoader

from coursekit.errors import CourseError
from coursekit.grading.database import open_gradebook
from coursekit.grading.show import plain
from coursekit.restore import grade_id


@dataclass(frozen=True)
class Mark:
    """What one student has for one lesson: points by exercise, None where a person must grade."""

    student: str
    lesson: str
    points: dict
    maximum: dict
    late_penalty: float = 0.0  # taken off the total by nbgrader, where its settings ask for it

    @property
    def total(self):
        return sum(points for points in self.points.values() if points is not None)

    @property
    def to_grade(self):
        """How many exercises wait for a person."""
        return sum(points is None for points in self.points.values())


class Classroom:
    """nbgrader on the class/ folder of one course.

    A step that fails raises a CourseError naming the step, the lesson, the student and the log.
    What nbgrader says on the way is written to the log, never to the terminal.
    """

    def __init__(self, course):
        self.course = course
        self.log = course.classroom / "nbgrader.log"
        # nbgrader looks for the exchange once, when its API is made, and does without one for good.
        (course.classroom / "exchange").mkdir(parents=True, exist_ok=True)
        quiet = logging.Logger("nbgrader", logging.INFO)
        quiet.addHandler(logging.NullHandler())
        self.api = NbGraderAPI(config=configuration(course), log=quiet)
        coursedir = self.api.coursedir
        open_gradebook(coursedir.db_url, coursedir.course_id).close()  # makes missing tables

    @property
    def has_exchange(self):
        """Whether nbgrader can release and collect here; it cannot on Windows."""
        return bool(self.api.exchange_is_functional)

    def forget(self):
        """Empty the gradebook. Its file stays, because a running formgrader holds it open."""
        with self.api.gradebook as gradebook:
            for name in [student.id for student in gradebook.students]:
                gradebook.remove_student(name)
            for name in [assignment.name for assignment in gradebook.assignments]:
                gradebook.remove_assignment(name)

    def released(self):
        """Names of the lessons that the class was given, in order."""
        with self.api.gradebook as gradebook:
            return sorted(assignment.name for assignment in gradebook.assignments)

    def release(self, slug):
        """Make the student's version in class/release, record its cells, and publish it."""
        self._run("generate_assignment", slug, None, lambda: self.api.generate_assignment(slug))
        if self.has_exchange:
            self._run("release_assignment", slug, None, lambda: self.api.release_assignment(slug))

    def submit(self, student, slug, folder):
        """Hand in `folder`/`slug` for a student: a submission to collect."""
        shared = {"coursedir": self.api.coursedir, "authenticator": self.api.authenticator}
        with temp_attrs(self.api.coursedir, assignment_id=slug, student_id=student):
            app = self.api.exchange.Submit(parent=self.api, **shared)
            app.assignment_dir = str(folder)
            self._run("submit", slug, student, lambda: capture_log(app))

    def collect(self, slug):
        """Bring the newest submission of each student from the exchange to class/submitted."""
        self._run("collect", slug, None, lambda: self.api.collect(slug))

    def hand_over(self, student, slug, folder):
        """Copy `folder`/`slug` to class/submitted: submit and collect where no exchange works."""
        target = self.course.classroom / "submitted" / student / slug
        shutil.copytree(folder / slug, target, dirs_exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        (target / "timestamp.txt").write_text(stamp, "utf-8")

    def autograde(self, student, slug):
        """Run a submission with all tests, and record its points in the gradebook."""
        self._run("autograde", slug, student, lambda: self.api.autograde(slug, student))

    def feedback(self, student, slug):
        """Write the student's page. Returns its path."""
        generate = self.api.generate_feedback
        self._run("generate_feedback", slug, student, lambda: generate(slug, student))
        return self.course.notebook(self.course.classroom / "feedback" / student, slug).with_suffix(
            ".html"
        )

    def marks(self, slug):
        """A Mark for each student who handed in this lesson, by name."""
        owners = self._owners(slug)
        with self.api.gradebook as gradebook:
            submissions = gradebook.assignment_submissions(slug)
            return sorted(
                (_mark(submission, slug, owners) for submission in submissions),
                key=lambda mark: mark.student,
            )

    def _owners(self, slug):
        """The exercise that each graded cell belongs to, in the order of the released lesson."""
        released = self.course.notebook(self.course.classroom / "release", slug)
        cells = nbformat.read(released, as_version=4).cells
        graded = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
        return {grade_id(cell): cell.metadata.course.exercise for cell in graded}

    def _run(self, step, slug, student, start):
        """Call `start`, keep what nbgrader said, and raise a CourseError when it failed."""
        who = f" for {student}" if student else ""
        with warnings.catch_warnings():
            # nbgrader's models predate SQLAlchemy's warning; the rows they add are right.
            warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
            result = start()
        said, error = result.get("log", ""), result.get("error", "")
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"== {step} {slug}{who}\n{said}{error}\n")
        # nbgrader swallows Ctrl-C like any other error.
        if error.rstrip().endswith("KeyboardInterrupt"):
            raise KeyboardInterrupt
        if not result["success"]:
            raise CourseError(
                f"nbgrader {step} failed on {slug}{who}: {_reason(said, error)}\n"
                f"The whole story is at the end of {self.course.relative(self.log)}."
            )


def configuration(course):
    """nbgrader's settings as the course's own file gives them, read afresh for this root."""
    path = str(course.root)
    config = PyFileConfigLoader("nbgrader_config.py", path=path).load_config()
    # A second copy of each submission would otherwise go to the user's home.
    config.Exchange.cache = str(course.classroom / "cache")
    # One account hands in for all sample students; nbgrader would log "cheating attempt?".
    config.ExchangeCollect.check_owner = False
    return config


def _reason(log, error):
    """The exception that tells most: the first in the log, else the one that came out."""
    raised = re.findall(r"(?m)^ *[\w.]*(?:Error|Exception)\b.*$", log) or error.splitlines()[-1:]
    return raised[0].strip()


def _mark(submission, slug, owners):
    points, maximum = {}, {}
    grades = {grade.name: grade for book in submission.notebooks for grade in book.grades}
    for cell, exercise in owners.items():
        grade = grades[cell]
        maximum[exercise] = maximum.get(exercise, 0) + grade.max_score
        if grade.needs_manual_grade:  # also where an answer has changed since it got its points
            points[exercise] = None
        elif points.get(exercise, 0) is not None:
            points[exercise] = points.get(exercise, 0) + grade.score
    penalty = submission.late_submission_penalty or 0.0
    return Mark(submission.student.id, slug, points, maximum, penalty)


def write_marks(path, marks, entries=None):
    """A CSV with one row a student and lesson and one column an exercise.

    Exercise ids are unique across lessons. A cell is empty where the exercise belongs to another
    lesson, or waits for a person: `to_grade` counts those. `entries` is {lesson: {student: journal
    entry}} and gives the status. The total is without the late penalty.
    """
    exercises = list(dict.fromkeys(name for mark in marks for name in mark.points))
    partial = path.with_suffix(".partial")
    with partial.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        end = ["total", "maximum", "to_grade", "status", "late_penalty"]
        writer.writerow(["student", "lesson", *exercises, *end])
        for mark in marks:
            points = [_number(mark.points.get(name)) for name in exercises]
            total, maximum = _number(mark.total), _number(sum(mark.maximum.values()))
            status = (entries or {}).get(mark.lesson, {}).get(mark.student, {}).get("status", "")
            end = [total, maximum, mark.to_grade, status, _number(mark.late_penalty)]
            writer.writerow([_no_formula(mark.student), mark.lesson, *points, *end])
    os.replace(partial, path)


def _no_formula(text):
    """Text that a spreadsheet would compute, as text."""
    return f"'{text}" if text[:1] in tuple("=+-@") else text


def _number(points):
    return "" if points is None else f"{points:g}"


def marks_table(marks):
    """The marks as a table for the terminal, a row a student and lesson."""
    table = Table("lesson", "student", "points", "by exercise", caption="? waits for a person")
    for lesson, group in groupby(marks, key=lambda mark: mark.lesson):
        table.add_section()
        for mark in group:
            points = f"{mark.total:g} of {sum(mark.maximum.values()):g}"
            each = " ".join(_share(mark, name) for name in mark.points)
            table.add_row(lesson, plain(mark.student), points, each)
    return table


def _share(mark, name):
    points, maximum = mark.points[name], mark.maximum[name]
    style = "yellow" if points is None else "green" if points == maximum else "red"
    shown = "?" if points is None else f"{points:g}"
    return f"[{style}]{shown}/{maximum:g}[/]"
