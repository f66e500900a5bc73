"""What grading leaves behind. One Recorder is the only writer of a class's marks.

For each submission it does, in this order:

    rows      in the gradebook, one transaction; the values that `nbgrader autograde` would write
    folder    autograded/STUDENT/ASSIGNMENT, made beside its place and renamed into it
    journal   grading/ASSIGNMENT/STUDENT.json, beside autograded/: what the next run needs to know

An older journal entry is removed within the transaction, just before it is committed. A kill at any
moment thus leaves an entry that is true, or none, and none means "grade it again".

The journal lies beside the autograded folder, which it describes, and not beside the database: that
may be on a server.
"""

import sqlite3
from contextlib import contextmanager
from subprocess import CalledProcessError

from nbgrader import api as db
from nbgrader.converters import Autograde
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from coursekit.errors import CourseError
from coursekit.grading.database import back_up, open_gradebook, remedy, share, shown_url
from coursekit.grading.folders import Folders, Journal
from coursekit.grading.graded import Entry
from coursekit.grading.marks import Steps
from coursekit.grading.rows import Lesson, Rows, has_flags, scores


class Recorder:
    """Records graded submissions. A context manager: the gradebook is opened once.

    `coursedir` and `config` are nbgrader's, as nbgrader_config.py gives them. `say` is called with
    a sentence for the user.

    Whatever the database or the disk refuses becomes a CourseError, and so does a lesson that the
    gradebook does not know; the submission at hand is then graded again by the next run. A notebook
    that cannot be recorded at all is a ValueError, and concerns nobody else.
    """

    def __init__(self, coursedir, config, *, say=lambda text: None):
        self._coursedir = coursedir
        self._say = say
        self._converter = Autograde(coursedir=coursedir, config=config, log=coursedir.log)
        self._steps = Steps(self._converter)
        self._folders = Folders(self._converter)
        self._journal = Journal(self._folders.root.parent / "grading")
        self._engine = None
        self._lessons = {}
        self._backed_up = False

    def __enter__(self):
        with self._trouble("open"):
            gradebook = open_gradebook(self._coursedir.db_url, self._coursedir.course_id)
        self._engine = gradebook.engine
        if self._engine.dialect.name == "sqlite":
            share(self._engine)
        return self

    def __exit__(self, *exception):
        self._engine.dispose()

    def record(self, graded):
        """Record one submission: its rows, its folder, its journal entry, in this order."""
        with self._trouble(f"record {graded.student}/{graded.assignment} in"):
            text, marks = self._steps.run(graded)
            before = self._journal.read(graded.assignment, graded.student)
            self._back_up()
            entry = self._write_rows(graded, marks, before)
            self._write_folder(graded, text)
            self._write_journal(entry)

    def is_current(self, student, assignment, digest):
        """Whether this very submission is recorded and nothing of it was lost or changed since."""
        entry = self._journal.read(assignment, student)
        if entry is None or entry.digest != digest:
            return False
        if not self._folders.holds(student, assignment, entry.notebook_name):
            return False
        with self._trouble("read"), self._engine.connect() as connection:
            connection = connection.execution_options(only_read=True)
            same = scores(connection, entry) == entry.scores
            return same and (not entry.flags or has_flags(connection, entry))

    def entries(self, assignment):
        """{student: Entry} of all whose grading was completed."""
        return {entry.student: entry for entry in self._journal.all(assignment)}

    def _write_rows(self, graded, marks, before):
        try:
            return self._transaction(graded, marks, before)
        except IntegrityError:  # the formgrader made the same student in this very moment
            return self._transaction(graded, marks, before)

    def _transaction(self, graded, marks, before):
        with self._engine.begin() as connection:
            rows = Rows(connection, self._lesson(connection, graded.assignment), graded)
            if rows.lesson_is_gone:  # and made again since it was read
                del self._lessons[graded.assignment]
                rows = Rows(connection, self._lesson(connection, graded.assignment), graded)
            rows.ensure(self._converter.create_student)
            rows.zero_missing(lambda name: self._folders.lacks(graded, name))
            same = before and before.digest == graded.digest
            if same and before.flags and not has_flags(connection, before):
                same = False  # nbgrader's own autograding came in between
            rows.save(marks, before if same else None)
            if self._steps.late is not None:
                rows.save_penalty(self._steps.late)
            self._journal.forget(graded.assignment, graded.student)
        return Entry.of(graded, marks, rows.notes)

    def _write_folder(self, graded, text):
        self._folders.write(graded, text)

    def _write_journal(self, entry):
        self._journal.write(entry)

    def _lesson(self, connection, name):
        if name not in self._lessons:
            self._lessons[name] = Lesson.read(connection, name)
        return self._lessons[name]

    def _back_up(self):
        if self._backed_up:
            return
        if self._engine.dialect.name == "sqlite":
            back_up(self._engine)
        else:
            self._say(
                f"{shown_url(self._coursedir.db_url)} is not copied: its server keeps backups."
            )
        self._backed_up = True

    @contextmanager
    def _trouble(self, doing):
        """Turn what the database or the disk refuses into a CourseError."""
        url = shown_url(self._coursedir.db_url)
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, db.InvalidEntry) as error:
            raise CourseError(f"cannot {doing} the gradebook {url}: {remedy(error)}") from error
        except ModuleNotFoundError as error:
            raise CourseError(
                f"cannot {doing} the gradebook {url}: its driver is missing, "
                f"`pip install {error.name}`"
            ) from error
        except (OSError, CalledProcessError, UnicodeError) as error:
            text = f"cannot {doing} the gradebook {url}, or its folders: {error}"
            raise CourseError(text) from error
