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

import json
import os
import re
import shutil
import sqlite3
from collections import defaultdict
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from subprocess import CalledProcessError
from types import SimpleNamespace
from urllib.parse import quote_from_bytes

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.v4.nbjson import BytesEncoder
from nbgrader import api as db
from nbgrader.converters import Autograde
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    GetGrades,
    OverwriteCells,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from nbgrader.utils import parse_utc as utc
from sqlalchemy import bindparam, event, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from coursekit.errors import CourseError
from coursekit.grading.job import ODD, Status
from coursekit.lab import environment
from coursekit.restore import grade_id

BUSY_SECONDS = 30.0  # how long SQLite waits for another writer; nbgrader's own writes take 0.01
BACKUPS = 10
TO_LOOK_AT = "To look at: "

STUDENT, ASSIGNMENT = db.Student.__table__, db.Assignment.__table__
NOTEBOOK, CELL = db.Notebook.__table__, db.BaseCell.__table__
HANDED_IN, COPY = db.SubmittedAssignment.__table__, db.SubmittedNotebook.__table__
GRADE, COMMENT = db.Grade.__table__, db.Comment.__table__


@dataclass(frozen=True)
class Graded:
    """A submission that was run: its notebook with all outputs in place, and what is known of it.

    A test cell without an execution count and without outputs did not run, and earns nothing.
    """

    student: str
    assignment: str
    notebook_name: str
    notebook: nbformat.NotebookNode
    timestamp: datetime | None
    digest: str
    status: Status
    reason: str = ""
    flags: dict = field(default_factory=dict)  # answer cell -> sentences
    outcomes: dict = field(default_factory=dict)  # exercise -> (status, message)
    seconds: dict = field(default_factory=dict)
    files: tuple = ()  # (relative path, bytes) of the lesson's data
    stamp: str = ""
    notes: tuple = ()


@dataclass(frozen=True)
class Entry:
    """What the journal says of one student's submission."""

    student: str
    assignment: str
    notebook_name: str
    digest: str
    status: Status
    reason: str
    flags: dict
    outcomes: dict
    seconds: dict
    stamp: str
    notes: tuple
    scores: dict  # grade cell -> what grading gave it, None where a person must
    recorded: str

    def to_json(self):
        return json.dumps({**asdict(self), "status": self.status.value}, indent=1)

    @classmethod
    def from_json(cls, text):
        data = json.loads(text)
        data["status"] = Status(data["status"])
        data["outcomes"] = {name: tuple(said) for name, said in data["outcomes"].items()}
        data["notes"] = tuple(data["notes"])
        return cls(**data)


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
            _share(self._engine)
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
            return _scores(connection, entry) == entry.scores

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
            rows.save(marks, before if before and before.digest == graded.digest else None)
            if self._steps.late is not None:
                rows.save_penalty(self._steps.late)
            self._journal.forget(graded.assignment, graded.student)
        return _entry(graded, marks, rows.notes)

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
            self._say(f"{_shown(self._coursedir.db_url)} is not copied: its server keeps backups.")
        self._backed_up = True

    @contextmanager
    def _trouble(self, doing):
        """Turn what the database or the disk refuses into a CourseError."""
        url = _shown(self._coursedir.db_url)
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, db.InvalidEntry) as error:
            raise CourseError(f"cannot {doing} the gradebook {url}: {_remedy(error)}") from error
        except ModuleNotFoundError as error:
            raise CourseError(
                f"cannot {doing} the gradebook {url}: its driver is missing, "
                f"`pip install {error.name}`"
            ) from error
        except (OSError, CalledProcessError, UnicodeError) as error:
            text = f"cannot {doing} the gradebook {url}, or its folders: {error}"
            raise CourseError(text) from error


# What the outputs are worth


@dataclass
class Marks:
    """What a notebook earns: the automatic score of each grade cell, the automatic comments."""

    scores: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    to_look_at: set = field(default_factory=set)  # grade cells of flagged exercises
    notes: list = field(default_factory=list)


class Steps:
    """The steps that nbgrader is configured to take after a notebook has run, in their order.

    What executes is left out: it must be an ExecutePreprocessor, as SandboxExecute is, or it would
    run here once more. Where nbgrader saves grades, they are read; the Recorder saves them.
    """

    OWN_DATABASE = (SaveCells, OverwriteCells, GetGrades)  # they open a gradebook for themselves

    def __init__(self, converter):
        exporter = converter.exporter_class(parent=converter, config=converter.config)
        exporter._preprocessors = []
        for step in converter.autograde_preprocessors:
            exporter.register_preprocessor(step)
        found = exporter._preprocessors
        self.late = next((s for s in found if isinstance(s, AssignLatePenalties)), None)
        skipped = (ExecutePreprocessor, AssignLatePenalties, *self.OWN_DATABASE)
        self._steps = [_quick(step) for step in found if not isinstance(step, skipped)]
        self._converter = converter

    def run(self, graded):
        """The text of the autograded notebook, and its Marks."""
        notebook = nbformat.from_dict(json.loads(_clean(json.dumps(graded.notebook, **COMPACT))))
        exercises, resources, marks = _exercises(notebook), self._resources(graded), None
        for step in self._steps:
            if isinstance(step, SaveAutoGrades):
                marks = read_marks(notebook, graded, exercises)
                continue
            try:
                notebook, resources = step(notebook, resources)
            except ValidationError as error:
                raise ValueError(f"nbgrader's metadata is broken: {error.message}") from error
        marks = marks or read_marks(notebook, graded, exercises)
        return nbformat.v4.writes(notebook) + "\n", marks

    def _resources(self, graded):
        coursedir = self._converter.coursedir
        folder = coursedir.format_path(
            coursedir.submitted_directory, graded.student, graded.assignment
        )
        return {
            "metadata": {"name": graded.notebook_name, "path": folder},
            "unique_key": graded.notebook_name,
            "output_files_dir": f"{graded.notebook_name}_files",
            "nbgrader": {
                "student": graded.student,
                "assignment": graded.assignment,
                "notebook": graded.notebook_name,
                "db_url": coursedir.db_url,
            },
        }


COMPACT = {"ensure_ascii": False, "cls": BytesEncoder}


def _quick(step):
    """nbgrader's check of the cells' metadata takes 9 ms; most cells were seen before."""
    if type(step) is not CheckCellMetadata:
        return step
    validator = Remembering()

    def check(notebook, resources):
        validator.validate_nb(notebook)
        return notebook, resources

    return check


class Remembering(MetadataValidator):
    """Checks a cell's metadata once for the whole class."""

    def __init__(self):
        super().__init__()
        self._seen = set()

    def validate_cell(self, cell):
        key = cell.cell_type, json.dumps(cell.metadata.get("nbgrader"), sort_keys=True)
        if key not in self._seen:
            super().validate_cell(cell)
            self._seen.add(key)


def read_marks(notebook, graded, exercises):
    """The Marks of a notebook, by nbgrader's rules; then what an instructor should look at."""
    marks = Marks()
    for cell in notebook.cells:
        name = grade_id(cell)
        if is_grade(cell):
            marks.scores[name] = _score(cell, marks)
        if is_solution(cell) or is_task(cell):
            same = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            marks.comments[name] = "No response." if same and not is_task(cell) else None
    for name, sentences in graded.flags.items():
        _comment(marks, name, TO_LOOK_AT + " ".join(sentences))
        exercise = exercises.get(name)
        marks.to_look_at |= {n for n in marks.scores if exercise and exercises.get(n) == exercise}
    reason = graded.reason or (graded.status.value if graded.status in ODD else "")
    if reason:
        _comment(marks, next(iter(marks.comments), None), reason)
    return marks


def _score(cell, marks):
    """nbgrader's score. A test that did not run, or whose number makes no sense, earns nothing."""
    name = grade_id(cell)
    is_test = cell.cell_type == "code" and not is_solution(cell)
    if is_test and cell.source.strip() and not cell.outputs and cell.execution_count is None:
        marks.notes.append(f"`{name}` did not run")
        return 0
    try:
        return determine_grade(cell)[0]
    except (ValueError, KeyError) as error:
        marks.notes.append(f"`{name}`: {error}")
        marks.to_look_at.add(name)
        return 0


def _comment(marks, name, text):
    if name not in marks.comments:
        marks.notes.append(f"{name or 'no answer cell'}: {text}")
        return
    before = marks.comments[name]
    marks.comments[name] = _clean(f"{before}\n{text}" if before else text)


def _exercises(notebook):
    """The exercise of each cell that nbgrader knows, by id.

    Where the metadata is silent, an answer belongs to the first test after it, and the two are
    known by the test's id.
    """
    found, waiting = {}, []
    for cell in notebook.cells:
        name, meta = grade_id(cell), cell.metadata.get("course")
        exercise = meta.get("exercise") if isinstance(meta, dict) else None
        if name is None:
            continue
        if exercise is None and is_grade(cell):
            exercise = name
        if exercise is None and is_solution(cell):
            waiting.append(name)
        elif exercise is not None:
            found[name] = exercise
            if is_grade(cell):
                found.update(dict.fromkeys(waiting, exercise))
                waiting = []
    return found


def _clean(text):
    """Without what no file and no database takes: halves of surrogate pairs, and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


# Rows


@dataclass(frozen=True)
class Lesson:
    """The rows of an assignment that stay as they are while a class is graded."""

    id: str
    notebooks: dict  # name -> id
    grades: dict  # notebook id -> {cell name: cell id}
    comments: dict

    @classmethod
    def read(cls, connection, name):
        id_ = connection.scalar(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == name))
        if id_ is None:
            raise CourseError(
                f"the gradebook does not know `{name}`; release it: "
                f"`nbgrader generate_assignment {name}`"
            )
        wanted = select(NOTEBOOK.c.name, NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id == id_)
        notebooks = dict(connection.execute(wanted).all())
        grades, comments = defaultdict(dict), defaultdict(dict)
        wanted = select(CELL).where(CELL.c.notebook_id.in_(notebooks.values()))
        for cell in connection.execute(wanted):
            if cell.type in ("GradeCell", "TaskCell"):
                grades[cell.notebook_id][cell.name] = cell.id
            if cell.type in ("SolutionCell", "TaskCell"):
                comments[cell.notebook_id][cell.name] = cell.id
        return cls(id_, notebooks, grades, comments)


class Rows:
    """The rows of one submission, within one transaction."""

    def __init__(self, connection, lesson, graded):
        self._connection, self._lesson, self._graded = connection, lesson, graded
        mine = (HANDED_IN.c.assignment_id == ASSIGNMENT.c.id) & (
            HANDED_IN.c.student_id == graded.student
        )
        wanted = select(
            ASSIGNMENT.c.duedate, HANDED_IN.c.id, HANDED_IN.c.timestamp, HANDED_IN.c.extension
        ).select_from(ASSIGNMENT.outerjoin(HANDED_IN, mine))
        self._row = connection.execute(wanted.where(ASSIGNMENT.c.id == lesson.id)).first()
        self.notes = []

    @property
    def lesson_is_gone(self):
        return self._row is None

    def ensure(self, create_student):
        """Make what is missing of student, submission, and one grade and comment a cell."""
        if self._graded.notebook_name not in self._lesson.notebooks:
            raise CourseError(
                f"the gradebook does not know the notebook `{self._graded.notebook_name}` of "
                f"`{self._graded.assignment}`"
            )
        self._ensure_student(create_student)
        self._ensure_submission()
        found = self._select(COPY, COPY.c.assignment_id == self._submission)
        self._copies = {row.notebook_id: row.id for row in found}
        for notebook in self._lesson.notebooks.values():
            if notebook not in self._copies:
                copy = self._copies[notebook] = db.new_uuid()
                new = {"id": copy, "notebook_id": notebook, "assignment_id": self._submission}
                self._connection.execute(insert(COPY), new)
        self._mine = self._lesson.notebooks[self._graded.notebook_name]
        for notebook in self._copies.keys() & set(self._lesson.notebooks.values()):
            self._ensure_cells(GRADE, self._lesson.grades, notebook)
            self._ensure_cells(COMMENT, self._lesson.comments, notebook)

    def _ensure_student(self, create):
        name = self._graded.student
        if self._connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == name)) is not None:
            return
        if not create:
            raise CourseError(
                f"the gradebook has no student `{name}`, and Autograde.create_student is False; "
                f"`nbgrader db student add {name}`"
            )
        self._connection.execute(insert(STUDENT), {"id": name})

    def _ensure_submission(self):
        time = utc(self._graded.timestamp)
        self._timestamp = time or self._row.timestamp
        self._submission = self._row.id or db.new_uuid()
        if self._row.id is None:
            new = {
                "id": self._submission,
                "assignment_id": self._lesson.id,
                "student_id": self._graded.student,
                "timestamp": time,
            }
            self._connection.execute(insert(HANDED_IN), new)
        elif time != self._row.timestamp and time is not None:
            mine = HANDED_IN.c.id == self._submission
            self._connection.execute(update(HANDED_IN).where(mine).values(timestamp=time))

    def _ensure_cells(self, table, cells, notebook):
        copy = self._copies[notebook]
        known = {row.cell_id for row in self._select(table, table.c.notebook_id == copy)}
        new = [
            {"cell_id": cell, "notebook_id": copy}
            for cell in cells[notebook].values()
            if cell not in known
        ]
        if new:
            self._connection.execute(insert(table), new)

    def zero_missing(self, is_missing):
        """No points for a notebook of the lesson that was not handed in."""
        for name, notebook in self._lesson.notebooks.items():
            if notebook != self._mine and is_missing(name):
                here = GRADE.c.notebook_id == self._copies[notebook]
                zero = {"auto_score": 0, "needs_manual_grade": False}
                self._connection.execute(update(GRADE).where(here).values(zero))
                self.notes.append(f"{name}.ipynb was not handed in")

    def save(self, marks, same):
        """Write scores and comments. `same` is the Entry of an earlier grading of this submission.

        As nbgrader does it, a score given by hand stays, and asks to be looked at again; unless
        nothing has changed since a person cleared that mark.
        """
        rows = self._by_name(GRADE, self._lesson.grades, marks.scores)
        changed = []
        for name, score in marks.scores.items():
            row, looks = rows[name], name in marks.to_look_at
            asks = score is None or row.manual_score is not None or looks
            if same and same.flags == _plain(self._graded.flags) and not row.needs_manual_grade:
                asks = asks and not same.scores.get(name, "new") == row.auto_score == score
            changed.append({"row": row.id, "auto": score, "asks": asks})
        self._update(GRADE, {"auto_score": "auto", "needs_manual_grade": "asks"}, changed)
        rows = self._by_name(COMMENT, self._lesson.comments, marks.comments)
        said = [{"row": rows[name].id, "text": text} for name, text in marks.comments.items()]
        self._update(COMMENT, {"auto_comment": "text"}, said)

    def save_penalty(self, step):
        """What the configured plugin takes off for lateness, between 0 and the score."""
        penalty, late = None, self._seconds_late()
        if late > 0:
            step.init_plugin()
            score = self._score()
            penalty = step.plugin_inst.late_submission_penalty(self._graded.student, score, late)
            self.notes.append(f"{late:g} seconds late")
        if penalty is not None:
            penalty = step._check_late_penalty(SimpleNamespace(score=score), penalty)
        mine = COPY.c.id == self._copies[self._mine]
        self._connection.execute(update(COPY).where(mine).values(late_submission_penalty=penalty))

    def _seconds_late(self):
        if self._timestamp is None or self._row.duedate is None:
            return 0
        due = self._row.duedate + self._row.extension if self._row.extension else self._row.duedate
        return max(0, (self._timestamp - due).total_seconds())

    def _score(self):
        copy = self._copies[self._mine]
        return self._connection.scalar(
            select(db.SubmittedNotebook.score).where(db.SubmittedNotebook.id == copy)
        )

    def _by_name(self, table, cells, names):
        cells, copy = cells[self._mine], self._copies[self._mine]
        unknown = [name for name in names if name not in cells]
        if unknown:
            raise CourseError(
                f"the gradebook has no cell `{unknown[0]}` in `{self._graded.assignment}`: the "
                "lesson changed since it was released; release it again"
            )
        rows = {row.cell_id: row for row in self._select(table, table.c.notebook_id == copy)}
        return {name: rows[cells[name]] for name in names}

    def _select(self, table, condition):
        # No formgrader writes between this and the update; SQLite locked everything at the start.
        return self._connection.execute(select(table).where(condition).with_for_update()).all()

    def _update(self, table, columns, rows):
        if rows:
            values = {column: bindparam(name) for column, name in columns.items()}
            statement = update(table).where(table.c.id == bindparam("row")).values(values)
            self._connection.execute(statement, rows)


def _scores(connection, entry):
    """The automatic scores of a notebook as the gradebook has them."""
    path = (
        GRADE.join(CELL, CELL.c.id == GRADE.c.cell_id)
        .join(COPY, COPY.c.id == GRADE.c.notebook_id)
        .join(NOTEBOOK, NOTEBOOK.c.id == COPY.c.notebook_id)
        .join(HANDED_IN, HANDED_IN.c.id == COPY.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == HANDED_IN.c.assignment_id)
    )
    wanted = select(CELL.c.name, GRADE.c.auto_score).select_from(path)
    wanted = wanted.where(
        ASSIGNMENT.c.name == entry.assignment,
        HANDED_IN.c.student_id == entry.student,
        NOTEBOOK.c.name == entry.notebook_name,
        CELL.c.name.in_(entry.scores),
    )
    return dict(connection.execute(wanted).all())


def _entry(graded, marks, notes):
    return Entry(
        student=graded.student,
        assignment=graded.assignment,
        notebook_name=graded.notebook_name,
        digest=graded.digest,
        status=graded.status,
        reason=graded.reason,
        flags=_plain(graded.flags),
        outcomes=dict(graded.outcomes),
        seconds=dict(graded.seconds),
        stamp=graded.stamp,
        notes=(*graded.notes, *marks.notes, *notes),
        scores=marks.scores,
        recorded=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _plain(flags):
    return {name: list(sentences) for name, sentences in flags.items()}


# The database


def open_gradebook(db_url, course_id):
    """nbgrader's Gradebook, its tables made where they are missing.

    nbgrader asks the program `alembic` for their version, by its bare name; it lies beside this
    Python, which need not be on the PATH.
    """
    before = os.environ.get("PATH")
    os.environ["PATH"] = environment()["PATH"]
    try:
        return db.Gradebook(db_url, course_id)
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before


def _share(engine):
    """Let a formgrader read and write while this engine does: WAL, short waits, no lost update."""

    @event.listens_for(engine, "connect")
    def settle(connection, _):
        connection.isolation_level = None  # transactions begin below, not in sqlite3
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        with suppress(sqlite3.OperationalError):  # someone is reading; the next run will do it
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection):
        only_read = connection.get_execution_options().get("only_read")
        connection.exec_driver_sql("BEGIN" if only_read else "BEGIN IMMEDIATE")

    engine.dispose()  # the Gradebook's own connection knows nothing of this


def back_up(engine):
    """Copy an SQLite database to backups/ beside it. Returns the copy, or None without a file."""
    with closing(engine.raw_connection()) as pooled:
        source = pooled.driver_connection
        file = source.execute("PRAGMA database_list").fetchone()[2]
        if not file:
            return None
        folder = Path(file).parent / "backups"
        folder.mkdir(exist_ok=True)
        path = _new_name(folder, Path(file).stem)
        partial = path.with_suffix(".partial")
        try:
            with closing(sqlite3.connect(partial)) as target:
                source.backup(target)
            shutil.copymode(file, partial)
            os.replace(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            path.unlink()
            raise
    for old in _backups(folder, Path(file).stem)[:-BACKUPS]:
        old.unlink()
    return path


def _new_name(folder, stem):
    """A file that this call, and no other, has made."""
    now = datetime.now().strftime("%Y%m%d-%H%M%S")
    for number in range(1, 1000):
        path = folder / (f"{stem}-{now}.db" if number == 1 else f"{stem}-{now}-{number}.db")
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
            return path
    raise FileExistsError(path)


def _backups(folder, stem):
    """All backups, oldest first."""
    form = re.compile(rf"{re.escape(stem)}-(\d{{8}}-\d{{6}})(?:-(\d+))?\.db")
    found = [(form.fullmatch(path.name), path) for path in folder.iterdir()]
    dated = [((match[1], int(match[2] or 1)), path) for match, path in found if match]
    return [path for _, path in sorted(dated)]


def _shown(url):
    """A database's address without its password."""
    with suppress(SQLAlchemyError):
        return make_url(url).render_as_string(hide_password=True)
    return "with an address that cannot be read"


def _remedy(error):
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "locked" in said:
        advice = "another program holds it; close it, or wait until it is done, and run this again"
    elif "no such column" in said or "no such table" in said or "does not exist" in said:
        advice = "it was made by an older nbgrader: copy it, then `nbgrader db upgrade`"
    else:
        advice = (
            "check that it runs, may be written and has room (CourseDirectory.db_url in "
            "nbgrader_config.py), and run this again"
        )
    return f"{said}. Nothing is lost: {advice}."


# Files


class Folders:
    """The autograded/ folder of a class."""

    def __init__(self, converter):
        self._coursedir = converter.coursedir
        self._mode = int(str(converter.permissions), 8)
        step = converter.coursedir.autograded_directory
        self.root = Path(os.path.normpath(self._coursedir.format_path(step, ".", ".")))

    def write(self, graded, text):
        """Put the notebook and its data in place; whatever was there before is gone."""
        path = self._path(self._coursedir.autograded_directory, graded)
        mark = sha256(os.fsencode(path.name)).hexdigest()[:16]
        new, old = path.with_name(f".new-{mark}"), path.with_name(f".old-{mark}")
        _remove(new)
        _remove(old)
        new.mkdir(parents=True)
        stamp = self._stamp(graded)
        files = dict(graded.files) | ({"timestamp.txt": stamp} if stamp else {})
        for name, data in {**files, f"{graded.notebook_name}.ipynb": text.encode()}.items():
            self._put(new, name, data)
        self._open_to_group(new)
        if os.path.lexists(path):
            os.rename(path, old)
        os.rename(new, path)
        _remove(old)

    def holds(self, student, assignment, notebook_name):
        """Whether the autograded notebook is there."""
        step = self._coursedir.autograded_directory
        folder = Path(self._coursedir.format_path(step, student, assignment))
        try:
            return (folder / f"{notebook_name}.ipynb").stat().st_size > 0
        except OSError:
            return False

    def lacks(self, graded, notebook_name):
        """Whether the student did not hand in this notebook."""
        folder = self._path(self._coursedir.submitted_directory, graded)
        return not (folder / f"{notebook_name}.ipynb").exists()

    def _path(self, step, graded):
        for name in (graded.student, graded.assignment, graded.notebook_name):
            if name in ("", ".", "..") or "/" in name:
                raise CourseError(f"`{name}` cannot be the name of a student or a lesson")
        return Path(self._coursedir.format_path(step, graded.student, graded.assignment))

    def _stamp(self, graded):
        """timestamp.txt as it was handed in, unless that is already the next submission's."""
        if graded.timestamp is None:
            return None
        file = self._path(self._coursedir.submitted_directory, graded) / "timestamp.txt"
        with suppress(OSError, ValueError, OverflowError):
            data = file.read_bytes()
            if utc(data.decode().strip()) == utc(graded.timestamp):
                return data
        return f"{utc(graded.timestamp):%Y-%m-%d %H:%M:%S.%f} UTC".encode()

    def _put(self, folder, name, data):
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts:
            raise CourseError(f"`{name}` is not a path inside a lesson's folder")
        path = folder / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(self._mode)

    def _open_to_group(self, folder):
        if not self._coursedir.groupshared:
            return
        for path in (folder, *(p for p in folder.rglob("*") if p.is_dir()), self.root):
            mode = path.stat().st_mode
            if mode & 0o2770 != 0o2770:
                with suppress(PermissionError):  # another instructor's folder
                    path.chmod((mode | 0o2770) & 0o2777)


def _remove(path):
    """Remove a folder, read-only ones too."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        for folder, _, _ in os.walk(path):
            os.chmod(folder, 0o700)
        shutil.rmtree(path)


class Journal:
    """One small file a student and assignment."""

    def __init__(self, root):
        self.root = root

    def write(self, entry):
        path = self._path(entry.assignment, entry.student)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(entry.to_json(), "utf-8")
        os.replace(partial, path)

    def read(self, assignment, student):
        """The Entry of a student, or None: also where a file was cut short or is from elsewhere."""
        entry = _read_entry(self._path(assignment, student))
        same = entry and (entry.assignment, entry.student) == (assignment, student)
        return entry if same else None

    def all(self, assignment):
        folder = self._folder(assignment)
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        return [entry for entry in map(_read_entry, files) if entry is not None]

    def forget(self, assignment, student):
        self._path(assignment, student).unlink(missing_ok=True)

    def _folder(self, assignment):
        return self.root / _file_name(assignment)

    def _path(self, assignment, student):
        return self._folder(assignment) / f"{_file_name(student)}.json"


def _read_entry(path):
    try:
        return Entry.from_json(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _file_name(name):
    """The name itself where every file system takes it and tells it apart, else something like it.

    Two names that differ in case alone are one file on some systems.
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", name) and not name.endswith("."):
        return name
    data = os.fsencode(name)
    return f"{quote_from_bytes(data, safe='')[:64]}~{sha256(data).hexdigest()[:16]}"
