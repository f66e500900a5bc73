"""What `course build --check` holds a lesson to, beyond being readable."""

import ast
import re

from coursekit import cheatsheet
from coursekit.errors import Problem

PARTS = [
    "How it is asked",
    "The 60-second answer",
    "Derivation",
    "See it",
    "Build it",
    "Find the bug",
    "Said in interviews, and wrong",
    "Derive it yourself",
    "What they ask next",
    "Sources",
]
MARKERS = {"SOLUTION": "answer", "HIDDEN TESTS": "test"}  # and the role of their cell
SHORTEST_TELLTALE = 15  # a shorter expression, like `shifted.sum()`, gives nothing away


def lint(lesson):
    """Every Problem of a lesson that could be expanded."""
    problems = [
        *_markers(lesson),
        *_exercises(lesson),
        *_parts(lesson),
        *_minutes(lesson),
        *cheatsheet.problems_of(lesson),
        *_given_away(lesson),
        *_endings(lesson),
    ]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _markers(lesson):
    for cell in lesson.notebook.cells:
        role = cell.metadata.get("course", {}).get("role")
        for kind, allowed in MARKERS.items():
            opened = None
            for number, line in enumerate(cell.source.splitlines(), 1):
                begins, ends = f"BEGIN {kind}" in line, f"END {kind}" in line
                if (begins or ends) and role != allowed:
                    yield lesson.problem(
                        cell, f"line {number}: `{line.strip()}` belongs in a cell of role {allowed}"
                    )
                if begins and opened:
                    yield lesson.problem(
                        cell, f"BEGIN {kind} on line {number} is inside the one on line {opened}"
                    )
                if ends and not opened:
                    yield lesson.problem(cell, f"END {kind} on line {number} was never begun")
                opened = number if begins else None if ends else opened
            if opened:
                yield lesson.problem(cell, f"BEGIN {kind} on line {opened} is never closed")


def _exercises(lesson):
    for exercise in lesson.exercises:
        prompt = exercise.prompt
        kinds = {cell.metadata.course.role for cell in exercise.cells}

        def fault(message, exercise=exercise):
            return Problem(lesson.path, message, exercise.line, exercise.name)

        if kinds not in ({"answer", "test"}, {"written"}):
            yield fault("needs an `answer` and a `test` cell, or one `written` cell")
        if "answer" in kinds:
            hints = re.findall(r"<summary>Hint \d", prompt.source)
            if len(hints) != 2:
                yield fault(f"needs two hints in <details>, has {len(hints)}")
            if not any("BEGIN SOLUTION" in cell.source for cell in exercise.of_role("answer")):
                yield fault("the answer cell marks no solution with ### BEGIN SOLUTION")
            if not any("BEGIN HIDDEN TESTS" in cell.source for cell in exercise.of_role("test")):
                yield fault("no test cell has hidden tests")
        if prompt.source.count("<details>") != prompt.source.count("</details>"):
            yield fault("a <details> is never closed")


def _parts(lesson):
    headings = [
        cell.source.splitlines()[0].removeprefix("## ")
        for cell in lesson.notebook.cells
        if cell.cell_type == "markdown" and cell.source.startswith("## ")
    ]
    found = [title for title in headings if title in PARTS]
    first = lesson.notebook.cells[0] if lesson.notebook.cells else None
    if first is None or not first.source.startswith("# "):
        yield _whole(lesson, "the lesson must open with a `# ` title")
    for part in PARTS:
        if part not in found:
            yield _whole(lesson, f"the section `## {part}` is missing")
    if [part for part in PARTS if part in found] != found:
        yield _whole(lesson, f"sections must stand in this order: {', '.join(PARTS)}")


def _minutes(lesson):
    stated, needed = lesson.facts.get("minutes"), sum(e.minutes for e in lesson.exercises)
    if not isinstance(stated, int) or stated < needed:
        yield _whole(
            lesson,
            f"`lesson: minutes:` must be a whole number, at least the {needed} of its exercises, "
            f"got {stated!r}",
        )


def _whole(lesson, message):
    return Problem(lesson.path, message, 1)


def _given_away(lesson):
    """A statement of the solution that a student can read in the same exercise."""
    for exercise in lesson.exercises:
        for answer in exercise.of_role("answer"):
            secrets = telltales(answer.source)
            visible = [exercise.prompt, *exercise.of_role("test")]
            for cell in visible:
                shown = squeeze(without_hidden(cell.source))
                for statement in secrets:
                    if squeeze(statement) in shown:
                        yield lesson.problem(cell, f"gives the solution away: `{statement}`")


def telltales(source):
    """Statements of a solution region that are long enough to be worth hiding."""
    kept = re.sub(r"(?ms)^[^\n]*BEGIN SOLUTION.*?END SOLUTION[^\n]*$", "", source)
    body = "\n".join(re.findall(r"(?ms)BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION", source))
    statements = []
    for line in body.splitlines():
        text = line.split("#")[0].strip()
        text = re.sub(r"^(return |[\w, ]+ = )", "", text)  # what is computed gives it away
        if len(squeeze(text)) >= SHORTEST_TELLTALE and squeeze(text) not in squeeze(kept):
            statements.append(text)
    return statements


def squeeze(text):
    return re.sub(r"\s+", "", text)


def without_hidden(source):
    """The cell as a student sees it."""
    return re.sub(r"(?ms)^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", "", source)


def _endings(lesson):
    """nbgrader reads a test cell's last value as partial credit, so none may end in one."""
    for exercise in lesson.exercises:
        for cell in exercise.of_role("test"):
            for source in (cell.source, without_hidden(cell.source)):
                try:
                    body = ast.parse(source).body
                except SyntaxError as error:
                    yield lesson.problem(cell, f"line {error.lineno}: {error.msg}")
                    break
                last = body[-1] if body else None
                # A bare call is fine when it returns None, which `print` and the checks do.
                if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call):
                    yield lesson.problem(cell, "ends in a value, which nbgrader takes for points")
                    break
