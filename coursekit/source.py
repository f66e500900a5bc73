"""Reads lessons/NN_slug.md and expands its short keys into an nbgrader notebook.

A lesson is MyST Markdown. A code cell names its role and nothing else:

    ```{code-cell}
    :role: answer
    ```

A Markdown cell that opens an exercise carries the facts about it, and every `answer`, `test` and
`written` cell after it belongs to that exercise, until the next one opens:

    +++ {"exercise": "mean_nll", "minutes": 10, "difficulty": 2, "asked": ["LQ009"]}

Roles: `setup` is locked and runs everywhere; `demo` draws and trains and is not run when grading;
`answer` is graded by the `test` cells that follow it; `written` is graded by hand.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field

import jupytext
import nbformat
import yaml
from jupytext.myst import MystMetadataParsingError

from coursekit.errors import CourseError, LessonError, Problem

ROLES = {"setup": "code", "demo": "code", "answer": "code", "test": "code", "written": "markdown"}
ROLE_KEYS = {
    "setup": {"role"},
    "demo": {"role", "tags", "error"},
    "answer": {"role"},
    "test": {"role", "points"},
    "written": {"role", "points"},
}
EXERCISE_KEYS = {"exercise", "minutes", "difficulty", "asked"}
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass
class Exercise:
    """An exercise: its facts, and its cells by role."""

    name: str
    number: str
    line: int
    prompt: nbformat.NotebookNode
    minutes: int
    difficulty: int
    reports: int
    cells: list = field(default_factory=list)

    def of_role(self, role):
        return [cell for cell in self.cells if cell.metadata.course.role == role]

    @property
    def points(self):
        return sum(cell.metadata.nbgrader.get("points", 0) for cell in self.cells)


@dataclass
class Lesson:
    """A lesson as the builder sees it: the instructor's notebook, not yet executed."""

    slug: str
    path: str
    text: str
    facts: dict
    notebook: nbformat.NotebookNode
    lines: list
    exercises: list

    def line_of(self, cell):
        return self.lines[self.notebook.cells.index(cell)]

    def problem(self, cell, message):
        """A Problem placed at `cell`, named by its id where an author gave one."""
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        return Problem(self.path, message, self.line_of(cell), name)


def read_questions(course):
    """The asked questions by id, from lessons/questions.jsonl."""
    path = course.lessons / "questions.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


def read_lesson(course, slug):
    """The lesson `slug`, expanded. Raises LessonError with every fault that stops it."""
    source = course.source(slug)
    path = course.relative(source)
    try:
        text = source.read_text("utf-8")
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist; `course new {slug}` writes a skeleton") from None
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8: byte {error.start} cannot be read") from None
    notebook, lines = _parse(path, text)
    facts = notebook.metadata.get("lesson")
    facts = facts if isinstance(facts, dict) else {}
    lesson = Lesson(slug, path, text, facts, notebook, lines, [])
    problems = _expand(lesson, read_questions(course))
    if problems:
        raise LessonError(problems)
    return lesson


def _parse(path, text):
    # The MyST reader takes `+++ words` for cell metadata and dies on it; say so with the line.
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\+\+\+\s*[^\s{]", line):
            message = "a line that starts with `+++` may hold only a JSON object after it"
            raise LessonError([Problem(path, message, number)])
    try:
        notebook = jupytext.myst.myst_to_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, yaml.YAMLError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise LessonError([Problem(path, str(error), int(line[1]) if line else None)]) from None
    except nbformat.ValidationError as error:
        what = str(error).partition("\n")[0]
        message = f"the front matter, or a cell's options above its code, cannot stand so: {what}"
        raise LessonError([Problem(path, message, _line_of_value(text, what))]) from None
    # The map counts lines from 0 and may point at blank lines before the text.
    rows = text.splitlines()
    lines = []
    for start in notebook.metadata.pop("source_map"):
        while start < len(rows) - 1 and not rows[start].strip():
            start += 1
        lines.append(start + 1)
    return notebook, lines


def _line_of_value(text, what):
    """The first option line that holds the value which a validation message quotes, if any."""
    quoted = re.match(r"'?(.*?)'? is ", what)
    rows = enumerate(text.splitlines(), 1)
    option = re.compile(rf":\w+: *{re.escape(quoted[1])}\s*$") if quoted else None
    return next((number for number, row in rows if option and option.match(row)), 1)


def _expand(lesson, questions):
    """Give every cell its id and metadata, in place; return the problems found."""
    problems, current, setups, seen = [], None, 0, {}

    def fault(line, message, cell=None):
        problems.append(Problem(lesson.path, message, line, cell))

    for cell, line in zip(lesson.notebook.cells, lesson.lines, strict=True):
        meta, cell.metadata = dict(cell.metadata), nbformat.NotebookNode()
        role = meta.get("role")
        if "exercise" in meta:
            current = _open_exercise(lesson, cell, line, meta, questions, fault)
            name = f"prompt_{current.name}"
        elif role is None and cell.cell_type == "markdown":
            if meta:
                fault(
                    line, f"unknown keys {sorted(meta)}; a Markdown cell takes `role` or `exercise`"
                )
            if re.match(r"#{1,2} ", cell.source):
                current = None
            name = None
        elif ROLES.get(role) != cell.cell_type:
            allowed = sorted(name for name, kind in ROLES.items() if kind == cell.cell_type)
            fault(
                line, f"a {cell.cell_type} cell needs `role` to be one of {allowed}, got {role!r}"
            )
            name = None
        else:
            extra = set(meta) - ROLE_KEYS[role]
            if extra:
                allowed = sorted(ROLE_KEYS[role])
                fault(line, f"unknown keys {sorted(extra)}; role `{role}` takes {allowed}")
            if role in ("answer", "test", "written"):
                name = _graded_cell(current, cell, line, role, meta, fault)
            elif role == "setup":
                setups += 1
                name = f"setup_{setups}"
                cell.metadata.nbgrader = _nbgrader(name, locked=True)
            else:
                name = None
                cell.metadata.tags = [*meta.get("tags", []), "demo"]
                if meta.get("error"):  # the lesson shows what fails: the error is the result
                    cell.metadata.tags.append("raises-exception")
        key = name or hashlib.sha256(f"{role}\n{cell.source}".encode()).hexdigest()[:12]
        seen[key] = seen.get(key, 0) + 1
        cell.id = key if seen[key] == 1 else f"{key}-{seen[key]}"
    facts = {"lesson": lesson.slug, "version": version(lesson.text)}
    if "allow" in lesson.facts:
        facts["allow"] = lesson.facts["allow"]
        if not _are_modules(facts["allow"]):
            got = repr(facts["allow"])
            fault(1, f"`lesson: allow:` lists modules like scipy.special, got {got}")
    lesson.notebook.metadata = {
        "course": facts,
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    lesson.notebook.metadata = nbformat.from_dict(lesson.notebook.metadata)
    lesson.notebook.nbformat, lesson.notebook.nbformat_minor = 4, 5
    names = [exercise.name for exercise in lesson.exercises]
    for exercise in lesson.exercises:
        exercise.prompt.source = _with_facts(exercise)
        if names.count(exercise.name) > 1:
            fault(exercise.line, f"exercise id `{exercise.name}` is used twice in this lesson")
    return problems


def _are_modules(names):
    """Whether this is a list of what answers may import beyond the usual."""
    whole = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return whole and all(part.isidentifier() for name in names for part in name.split("."))


def _open_exercise(lesson, cell, line, meta, questions, fault):
    name = str(meta["exercise"])
    number = f"{int(lesson.slug[:2])}.{len(lesson.exercises) + 1}"
    if cell.cell_type != "markdown" or not cell.source.startswith("### "):
        fault(line, "an exercise opens with a `### ` heading in a Markdown cell", name)
    if not IDENTIFIER.match(name):
        fault(line, "an exercise id is a lower-case Python name, like `mean_nll`", name)
    extra, missing = set(meta) - EXERCISE_KEYS, EXERCISE_KEYS - set(meta)
    if extra or missing:
        fault(line, f"exercise keys: missing {sorted(missing)}, unknown {sorted(extra)}", name)
    minutes, difficulty = meta.get("minutes"), meta.get("difficulty")
    if not isinstance(minutes, int) or minutes <= 0:
        fault(line, f"`minutes` must be a positive whole number, got {minutes!r}", name)
        minutes = 0
    if difficulty not in range(1, 6):
        fault(line, f"`difficulty` must be 1 to 5, got {difficulty!r}", name)
    asked = meta.get("asked", [])
    if not isinstance(asked, list):
        fault(line, f"`asked` must be a list of question ids, got {asked!r}", name)
        asked = []
    for question in set(asked) - set(questions):
        fault(line, f"`asked` names {question}, which lessons/questions.jsonl lacks", name)
    reports = sum(questions[q]["frequency"] for q in asked if q in questions)
    exercise = Exercise(name, number, line, cell, minutes, difficulty, reports)
    cell.metadata.course = nbformat.from_dict({"exercise": name, "role": "prompt"})
    lesson.exercises.append(exercise)
    return exercise


def _graded_cell(exercise, cell, line, role, meta, fault):
    if exercise is None:
        fault(line, f"this `{role}` cell stands outside every exercise")
        return None
    points = meta.get("points")
    if role != "answer" and not (isinstance(points, int) and points > 0):
        fault(line, f"`points` must be a positive whole number, got {points!r}", exercise.name)
        points = 0
    cell.metadata.course = nbformat.from_dict({"exercise": exercise.name, "role": role})
    earlier = len(exercise.of_role(role))
    suffix = f"_{earlier + 1}" if earlier else ""
    name = exercise.name + suffix if role != "test" else f"test_{exercise.name}{suffix}"
    if role == "answer" and earlier:
        fault(line, "an exercise has one answer cell", exercise.name)
    cell.metadata.nbgrader = _nbgrader(
        name,
        locked=role == "test",
        grade=role != "answer",
        solution=role != "test",
        **({"points": points} if role != "answer" else {}),
    )
    exercise.cells.append(cell)
    return name


def _with_facts(exercise):
    """The prompt with the exercise's number in its heading and a line of facts below it."""
    heading, _, body = exercise.prompt.source.partition("\n")
    asked = f"asked in {_count(exercise.reports, 'report')}"
    facts = [
        _count(exercise.points, "point"),
        f"about {_count(exercise.minutes, 'minute')}",
        f"difficulty {exercise.difficulty} of 5",
        asked if exercise.reports else "asked as a follow-up",
    ]
    return f"### Exercise {exercise.number}: {heading[4:]}\n\n*{' · '.join(facts)}*\n{body}"


def _count(number, noun):
    return f"{number} {noun}{'s' * (number != 1)}"


def _nbgrader(name, *, locked=False, grade=False, solution=False, **extra):
    return nbformat.from_dict(
        {
            "grade": grade,
            "grade_id": name,
            "locked": locked,
            "schema_version": 3,
            "solution": solution,
            "task": False,
            **extra,
        }
    )


def version(text):
    """A short stamp of a source text, to tell one version of a lesson from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
