"""`course check`: the whole checks, hidden ones too, on the learner's notebooks."""

import os
from dataclasses import dataclass
from enum import Enum

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from coursekit.build import read_solution
from coursekit.execute import PINNED, QUIET
from coursekit.restore import grade_id, read_notebook, with_answers

SECONDS_A_CELL = 30


class Status(Enum):
    SOLVED = "solved"
    WRONG = "wrong"
    RAISED = "raised"
    NOT_ATTEMPTED = "not attempted"
    TIMED_OUT = "timed out"
    WRITTEN = "written, not graded here"


@dataclass(frozen=True)
class Outcome:
    """Where a learner stands with one exercise."""

    name: str
    title: str
    status: Status
    message: str = ""


def check_work(course, slug):
    """The Outcome of every exercise of a lesson in work/, in order."""
    solution = read_solution(course, slug)
    stubs = read_notebook(course, course.notebook(course.notebooks, slug))
    path = course.notebook(course.work, slug)
    whole, untouched = with_answers(solution, read_notebook(course, path), stubs)
    timed_out = run(whole, path.parent)
    return list(_outcomes(whole, untouched, timed_out))


def run(notebook, folder):
    """Execute in place, past errors and without the demonstrations; return ids that timed out."""
    late = set()
    client = NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        kernel_name="python3",
        allow_errors=True,
        skip_cells_with_tag="demo",
        record_timing=False,
        # One line an error: a full traceback would print the tests around it.
        extra_arguments=[*QUIET, "--InteractiveShell.xmode=Minimal"],
        interrupt_on_timeout=True,
        error_on_timeout={"ename": "CellTimeoutError", "evalue": "", "traceback": []},
        resources={"metadata": {"path": str(folder if folder.is_dir() else ".")}},
    )

    def note(cell, cell_index, execute_reply, **_):
        if execute_reply["content"].get("ename") == "CellTimeoutError":
            late.add(cell.id)

    client.on_cell_executed = note
    try:
        client.execute(env={**os.environ, **PINNED})
    except (CellTimeoutError, DeadKernelError):
        unrun = [c for c in notebook.cells if c.cell_type == "code" and c.execution_count is None]
        late |= {cell.id for cell in unrun if "demo" not in cell.metadata.get("tags", [])}
    return late


def _outcomes(notebook, untouched, timed_out):
    exercise, cells = None, {}
    for cell in notebook.cells:
        meta = cell.metadata.get("course", {})
        if meta.get("role") == "prompt":
            exercise = meta.exercise
            cells[exercise] = [cell]
        elif meta.get("exercise") in cells:
            cells[meta.exercise].append(cell)
    for name, (prompt, *graded) in cells.items():
        title = prompt.source.splitlines()[0].removeprefix("### Exercise ")
        outcome = _outcome(name, title, graded, timed_out)
        # A stub that still stands is no attempt, unless a cell that the learner added solves it.
        if name in untouched and outcome.status is not Status.SOLVED:
            outcome = Outcome(name, title, Status.NOT_ATTEMPTED)
        yield outcome


def _outcome(name, title, cells, timed_out):
    if any(cell.metadata.course.role == "written" for cell in cells):
        return Outcome(name, title, Status.WRITTEN)
    for cell in cells:
        if cell.id in timed_out:
            message = f"took longer than {SECONDS_A_CELL} seconds, or ended the kernel"
            return Outcome(name, title, Status.TIMED_OUT, message)
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            message = output.evalue or output.ename
            if output.ename == "NotAttempted":
                return Outcome(name, title, Status.NOT_ATTEMPTED)
            if output.ename == "Wrong":
                return Outcome(name, title, Status.WRONG, message)
            place = "" if output.ename == "Raised" else f"{output.ename}: "
            where = "" if grade_id(cell) != name else " (the answer cell itself does not run)"
            return Outcome(name, title, Status.RAISED, place + message + where)
    return Outcome(name, title, Status.SOLVED)
