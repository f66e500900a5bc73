"""`course check`: the whole checks, hidden ones too, on the learner's notebooks."""

import os

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from coursekit.build import read_solution
from coursekit.execute import PINNED, QUIET, Client
from coursekit.grading import worker
from coursekit.grading.job import Limits
from coursekit.grading.outcomes import Outcome, Status, outcomes
from coursekit.grading.restore import Assignment, Restored, make_job
from coursekit.grading.run import put_outputs
from coursekit.grading.sandbox import missing_walls
from coursekit.restore import read_notebook, with_answers

__all__ = ["Outcome", "Status", "check_work"]

SECONDS_A_CELL = 30


def check_work(course, slug):
    """The Outcome of every exercise of a lesson in work/, in order.

    Where bubblewrap is installed the code runs as it does when a class is graded, in a sandbox;
    elsewhere in a kernel of the learner's own.
    """
    solution = read_solution(course, slug)
    stubs = read_notebook(course, course.notebook(course.notebooks, slug))
    path = course.notebook(course.work, slug)
    whole, untouched = with_answers(solution, read_notebook(course, path), stubs)
    if missing_walls():
        run(whole, path.parent)
    else:
        grade(whole, course.notebook(course.notebooks, slug))
    return list(outcomes(whole, untouched))


def grade(notebook, released):
    """Execute in place with the engine that grades a class; its data lies beside `released`."""
    data = (file for file in sorted(released.parent.rglob("*")) if file.suffix != ".ipynb")
    assignment = Assignment(
        name=released.parent.name,
        notebook=released.stem,
        cells=tuple(nbformat.read(released, as_version=4).cells),
        shown={},
        files=tuple(
            (file.relative_to(released.parent).as_posix(), file.read_bytes())
            for file in data
            if file.is_file()
        ),
        metadata=notebook.metadata,
    )
    restored = Restored(notebook, [], frozenset())
    limits = Limits(cell_seconds=SECONDS_A_CELL)
    job = make_job(assignment, "you", restored, limits, os.environ.get("COURSE_SEED", ""))
    try:
        put_outputs(notebook, job, worker.grade_one(job))
    finally:
        worker.close()


def run(notebook, folder):
    """Execute in place in a plain kernel, past errors and without the demonstrations."""
    client = Client(
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
            _mark_late(cell)

    client.on_cell_executed = note
    try:
        client.execute(env={**os.environ, **PINNED})
    except (CellTimeoutError, DeadKernelError):
        for cell in notebook.cells:
            code = cell.cell_type == "code" and cell.execution_count is None
            if code and "demo" not in cell.metadata.get("tags", []):
                _mark_late(cell)


def _mark_late(cell):
    said = f"took longer than {SECONDS_A_CELL} seconds, or ended the kernel"
    error = nbformat.v4.new_output("error", ename="CellTimeoutError", evalue=said, traceback=[said])
    cell.outputs.insert(0, error)
