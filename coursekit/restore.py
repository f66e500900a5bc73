"""Puts a learner's answers into the whole notebook: locked cells and tests come from the solution.

What a learner wrote is found by cell id, so that cells may have been moved, doubled or deleted.
Cells that the learner added run where they were added, with the answers.
"""

import copy

import nbformat

from coursekit.errors import CourseError


def read_notebook(course, path):
    """A notebook from a learner's folder; a CourseError says what is wrong with the file."""
    name = course.relative(path)
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"{name} does not exist; `make lab` copies the notebooks there") from None
    except (ValueError, AttributeError, KeyError, RecursionError) as error:
        raise CourseError(
            f"{name} cannot be read as a notebook ({type(error).__name__}: {str(error)[:80]}). "
            "Restore it from .ipynb_checkpoints/ beside it, or move it away and run `make lab`."
        ) from None
    return notebook


def grade_id(cell):
    """The id by which nbgrader knows a cell, or None for a plain one."""
    meta = cell.metadata.get("nbgrader")
    name = meta.get("grade_id") if isinstance(meta, dict) else None
    return name if isinstance(name, str) else None


def is_answer(cell):
    """Whether a learner writes in this cell: an answer or a written answer."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def answers_of(notebook):
    """What stands in each answer cell, by id. Of doubled cells the first counts."""
    answers = {}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name is not None:
            answers.setdefault(name, cell.source)
    return answers


def added_cells(notebook, solution):
    """Code cells of the learner's own, each after the id of the known cell that precedes it."""
    known = {cell.id for cell in solution.cells} | {grade_id(cell) for cell in solution.cells}
    added, place, seen = {}, None, set()
    for cell in notebook.cells:
        name = grade_id(cell) or cell.get("id")
        if name in known and name not in seen:
            place = name
            seen.add(name)
        elif cell.cell_type == "code" and "nbgrader" not in cell.metadata and name not in known:
            added.setdefault(place, []).append(nbformat.v4.new_code_cell(cell.source))
    return added


def with_answers(solution, notebook, stubs):
    """The solution's notebook with the learner's answers in it.

    `stubs` is the student's notebook as released: it stands in where an answer cell is gone.
    Returns (notebook, the set of untouched answer ids).
    """
    theirs, released = answers_of(notebook), answers_of(stubs)
    added = added_cells(notebook, solution)
    whole, untouched = copy.deepcopy(solution), set()
    cells = added.pop(None, [])
    for cell in whole.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        name = grade_id(cell)
        if name is not None and is_answer(cell):
            cell.source = theirs.get(name, released.get(name, ""))
            if cell.source.strip() == released.get(name, "").strip():
                untouched.add(name)
        cells += [cell, *added.pop(name or cell.id, [])]
    whole.cells = cells
    return whole, untouched
