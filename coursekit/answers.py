"""Sample answers: tests/answers/NN_slug/<exercise>.py, read as text and never imported.

A file holds functions with the exercise's own signature. `right_<style>` are right, and
`wrong_<misconception>` are wrong, the commonest mistake first. A function's docstring is a part of
the message that a learner must get. Imports and helpers of the module go with every answer.
"""

import ast
import re
from dataclasses import dataclass

from coursekit.errors import CourseError, Problem
from coursekit.restore import grade_id, is_answer

PREFIXES = ("right_", "wrong_")
QUOTES = ('"', "'", 'r"')


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise, ready to be pasted into its cell."""

    name: str
    right: bool
    says: str
    source: str


def load(course, slug, exercise):
    """The answers to an exercise, in the order of their file.

    Raises CourseError, with file and line, when the file is missing, cannot be parsed, or lacks a
    right or a wrong answer.
    """
    path = course.answers / slug / f"{exercise}.py"
    name = course.relative(path)
    try:
        text = path.read_text("utf-8")
        body = ast.parse(text).body
    except FileNotFoundError:
        message = f"is missing; write right_... and wrong_... answers to `{exercise}` there"
        raise CourseError(str(Problem(name, message))) from None
    except SyntaxError as error:
        raise CourseError(str(Problem(name, error.msg, error.lineno or 1))) from None
    except ValueError as error:  # not UTF-8, or a null byte
        raise CourseError(str(Problem(name, str(error), 1))) from None
    functions = [node for node in body if _is_answer(node)]
    for prefix in PREFIXES:
        if not any(node.name.startswith(prefix) for node in functions):
            raise CourseError(str(Problem(name, f"has no function {prefix}...", 1)))
    rows = text.splitlines()
    shared = [_text(rows, node) for node in body if not _is_answer(node) and not _is_string(node)]
    return [_answer(rows, shared, node, exercise) for node in functions]


def _answer(rows, shared, node, exercise):
    source = "\n\n\n".join([*shared, _without_docstring(rows, node)])
    # The whole word, so that a recursive answer still calls itself.
    source = re.sub(rf"\b{node.name}\b", exercise, source)
    says = ast.get_docstring(node) or ""
    return Answer(node.name, node.name.startswith(PREFIXES[0]), says, source)


def _is_answer(node):
    return isinstance(node, ast.FunctionDef) and node.name.startswith(PREFIXES)


def _is_string(node):
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _first_line(node):
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def _text(rows, node):
    return "\n".join(rows[_first_line(node) - 1 : node.end_lineno])


def _without_docstring(rows, node):
    """The function without its docstring, which tells the checker what no student would write."""
    first, *rest = node.body
    if not _is_string(first) or not rest or not rows[first.lineno - 1].lstrip().startswith(QUOTES):
        return _text(rows, node)
    before = rows[_first_line(node) - 1 : first.lineno - 1]
    return "\n".join([*before, *rows[first.end_lineno : node.end_lineno]])


def fill(notebook, sources):
    """Put `sources`, by cell id, into the answer cells of a notebook, in place."""
    cells = {grade_id(cell): cell for cell in notebook.cells if is_answer(cell)}
    for name, source in sources.items():
        if name not in cells:
            raise CourseError(f"the notebook has no answer cell `{name}`")
        cells[name].source = source
    return notebook


def solved(solution):
    """The solution's own answers by cell id, written ones too, without nbgrader's markers."""
    return {
        grade_id(cell): re.sub(r"(?m)^.*### (BEGIN|END) SOLUTION.*\n?", "", cell.source).rstrip()
        for cell in solution.cells
        if is_answer(cell)
    }
