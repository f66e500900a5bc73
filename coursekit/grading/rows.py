"""A submission's rows in nbgrader's gradebook, written as `nbgrader autograde` writes them."""

from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace

from nbgrader import api as db
from nbgrader.utils import parse_utc as utc
from sqlalchemy import bindparam, insert, select, update

from coursekit.errors import CourseError

STUDENT, ASSIGNMENT = db.Student.__table__, db.Assignment.__table__
NOTEBOOK, CELL = db.Notebook.__table__, db.BaseCell.__table__
HANDED_IN, COPY = db.SubmittedAssignment.__table__, db.SubmittedNotebook.__table__
GRADE, COMMENT = db.Grade.__table__, db.Comment.__table__


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
            if same and same.flags == self._graded.sentences and not row.needs_manual_grade:
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


def scores(connection, entry):
    """The automatic scores of a notebook as the gradebook has them."""
    wanted = select(CELL.c.name, GRADE.c.auto_score).select_from(_of_notebook(GRADE))
    wanted = wanted.where(*_is_entrys(entry), CELL.c.name.in_(entry.scores))
    return dict(connection.execute(wanted).all())


def has_flags(connection, entry):
    """Whether the flags still stand in the gradebook: nbgrader's own autograding drops them."""
    wanted = select(COMMENT.c.auto_comment).select_from(_of_notebook(COMMENT))
    wanted = wanted.where(*_is_entrys(entry), CELL.c.name.in_(entry.flags))
    return all(text is not None for (text,) in connection.execute(wanted))


def _of_notebook(table):
    """A table of grades or comments with all that they belong to."""
    return (
        table.join(CELL, CELL.c.id == table.c.cell_id)
        .join(COPY, COPY.c.id == table.c.notebook_id)
        .join(NOTEBOOK, NOTEBOOK.c.id == COPY.c.notebook_id)
        .join(HANDED_IN, HANDED_IN.c.id == COPY.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == HANDED_IN.c.assignment_id)
    )


def _is_entrys(entry):
    return (
        ASSIGNMENT.c.name == entry.assignment,
        HANDED_IN.c.student_id == entry.student,
        NOTEBOOK.c.name == entry.notebook_name,
    )
