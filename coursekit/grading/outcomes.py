"""Where a student stands with each exercise, read off an executed notebook."""

from dataclasses import dataclass
from enum import Enum

from coursekit.restore import grade_id

TIMED_OUT = ("CellTimeoutError", "KeyboardInterrupt")  # a cell is interrupted when its time is up


class Status(Enum):
    SOLVED = "solved"
    WRONG = "wrong"
    RAISED = "raised"
    NOT_ATTEMPTED = "not attempted"
    TIMED_OUT = "timed out"
    WRITTEN = "written, not graded here"


@dataclass(frozen=True)
class Outcome:
    """Where a student stands with one exercise."""

    name: str
    title: str
    status: Status
    message: str = ""


def outcomes(notebook, untouched):
    """The Outcome of every exercise, in order. `untouched` are ids of answers as released."""
    for name, (title, cells) in _exercises(notebook).items():
        outcome = _outcome(name, title, cells)
        # A stub that still stands is no attempt, unless a cell that the student added solves it.
        if name in untouched and outcome.status is not Status.SOLVED:
            outcome = Outcome(name, title, Status.NOT_ATTEMPTED)
        yield outcome


def _exercises(notebook):
    """{exercise: (title, its graded cells)}; a prompt that was deleted leaves the id as title."""
    found = {}
    for cell in notebook.cells:
        meta = cell.metadata.get("course", {})
        name = meta.get("exercise")
        if name is None:
            continue
        title, cells = found.get(name, (name, []))
        if meta.get("role") == "prompt":
            title = cell.source.partition("\n")[0].removeprefix("### Exercise ")
        else:
            cells.append(cell)
        found[name] = title, cells
    return found


def _outcome(name, title, cells):
    if any(cell.metadata.course.role == "written" for cell in cells):
        return Outcome(name, title, Status.WRITTEN)
    for cell in cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return _failure(name, title, cell, output)
    return Outcome(name, title, Status.SOLVED)


def _failure(name, title, cell, output):
    message = output.evalue or output.ename
    if output.ename in TIMED_OUT:
        return Outcome(name, title, Status.TIMED_OUT, message)
    if output.ename == "NotAttempted":
        return Outcome(name, title, Status.NOT_ATTEMPTED)
    if output.ename == "Wrong":
        return Outcome(name, title, Status.WRONG, message)
    place = "" if output.ename == "Raised" else f"{output.ename}: "
    where = " (the answer cell itself does not run)" if grade_id(cell) == name else ""
    return Outcome(name, title, Status.RAISED, place + message + where)
