"""Executes an instructor's notebook so that its outputs are the same on every machine."""

import json
import os
import re

import nbformat
import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from coursekit.errors import LessonError

SECONDS_A_CELL = 60
# One BLAS thread and a fixed hash seed: stored outputs must not depend on the machine.
PINNED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
QUIET = ["--log-level=ERROR"]  # the kernel warns of local TCP at every start
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


class Client(NotebookClient):
    """nbclient's, which can sleep on a reply that has come, up to the whole timeout of a cell.

    It updates an Output widget through the very socket on which it waits for the cell's reply, and
    sending consumes the event that the reply raised (nbclient's issue 312). Looking again wakes it.
    """

    def process_message(self, msg, cell, cell_index):
        output = super().process_message(msg, cell, cell_index)
        self.kc.shell_channel.socket.get(zmq.EVENTS)
        return output


def execute(course, lesson):
    """Run the lesson's notebook in place. Raises LessonError at the cell that fails."""
    folder = course.lessons / lesson.slug
    notebook = lesson.notebook
    client = Client(
        notebook,
        timeout=SECONDS_A_CELL,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=QUIET,
        resources={"metadata": {"path": str(folder if folder.is_dir() else course.lessons)}},
    )
    try:
        client.execute(env={**os.environ, **PINNED})
    except CellTimeoutError:
        cell = _first_unfinished(notebook)
        raise LessonError(
            [lesson.problem(cell, f"took longer than {SECONDS_A_CELL} seconds")]
        ) from None
    except (CellExecutionError, DeadKernelError) as error:
        cell = _failed(notebook) or _first_unfinished(notebook)
        why = f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else "the kernel died"
        if why.startswith("FileNotFoundError"):
            why += f" (a lesson's data lies in lessons/{lesson.slug}/)"
        raise LessonError([lesson.problem(cell, f"raised {why}")]) from None
    notebook.metadata.language_info = {"name": "python"}  # the rest is the machine's, not ours
    _name_widgets(notebook)
    leaks = [
        lesson.problem(cell, "prints a memory address, which changes at every run: print a value")
        for cell in notebook.cells
        if re.search(r"\bat 0x[0-9a-f]{6,}", str(cell.get("outputs", "")))
    ]
    if leaks:
        raise LessonError(leaks)


def _failed(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get(
                "tags", []
            ):
                return cell
    return None


def _first_unfinished(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return next((cell for cell in code if cell.execution_count is None), code[-1])


def _name_widgets(notebook):
    """Replace the random ids of widgets by their rank, so that two builds are the same bytes."""
    saved = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state")
    if not saved:
        return
    text = {key: json.dumps(model, sort_keys=True) for key, model in saved.items()}
    pattern = re.compile("|".join(saved))
    # Widgets refer to one another: walk from those that a cell shows, in the order of the page.
    ranked = {}
    waiting = pattern.findall(nbformat.writes(nbformat.from_dict({**notebook, "metadata": {}})))
    waiting += sorted(saved, key=lambda key: pattern.sub("", text[key]))
    while waiting:
        key = waiting.pop(0)
        if key not in ranked:
            ranked[key] = f"{len(ranked):032x}"
            waiting = pattern.findall(text[key]) + waiting
    whole = pattern.sub(lambda match: ranked[match[0]], nbformat.writes(notebook))
    fresh = nbformat.reads(whole, as_version=4)
    state = fresh.metadata.widgets[WIDGET_STATE].state
    for model in state.values():
        if "msg_id" in model.get("state", {}):
            model["state"]["msg_id"] = ""
    notebook.cells, notebook.metadata = fresh.cells, fresh.metadata
