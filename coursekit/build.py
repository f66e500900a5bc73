"""lessons/ -> solutions/ (executed) and notebooks/ (student), and the check that they agree."""

import hashlib
import shutil
from dataclasses import dataclass
from time import perf_counter

import nbformat

from coursekit import cheatsheet, questions
from coursekit.errors import CourseError, LessonError, Problem
from coursekit.execute import execute
from coursekit.lint import lint
from coursekit.source import read_lesson
from coursekit.student import student_version

OUTPUT_KEYS = ("outputs", "execution_count")


@dataclass(frozen=True)
class Built:
    """What a build did for one lesson."""

    slug: str
    executed: bool
    seconds: float


def build(course, names=(), *, say=lambda text: None):
    """Build the lessons in `names` (default: all). Returns a Built for each.

    All sources are read and checked before anything is executed; nothing is written for a lesson
    that fails, and the others are built all the same.
    """
    problems, lessons = [], []
    for lesson, found in _read_and_lint(course, names):
        problems += found
        if not found:
            lessons.append(lesson)
    if not names:
        problems += _repeated_across(lessons)
    done = []
    for lesson in lessons:
        try:
            done.append(_build_one(course, lesson, say))
        except LessonError as error:
            problems += error.problems
    if not names:
        for folder in _orphans(course):
            say(f"{course.relative(folder)} has no lesson any more; delete it")
        if not problems:
            questions.write_page(course, lessons)
            cheatsheet.write_page(course, lessons, say)
    if problems:
        raise LessonError(problems)
    return done


def _read_and_lint(course, names):
    """(Lesson, its Problems) of each selected lesson; None for one that cannot be read."""
    for slug in course.select(names):
        try:
            lesson = read_lesson(course, slug)
        except LessonError as error:
            yield None, error.problems
        else:
            yield lesson, lint(lesson)


def _build_one(course, lesson, say):
    start = perf_counter()
    notebook, stamp = lesson.notebook, outputs_stamp(course, lesson)
    stored = _read_built(course.notebook(course.solutions, lesson.slug))
    executed = not (stored and _adopt_outputs(notebook, stored, stamp))
    if executed:
        say(f"{lesson.slug}: executing")
        execute(course, lesson)
    notebook.metadata.course.outputs = stamp
    _write(course, lesson, course.solutions, notebook)
    _write(course, lesson, course.notebooks, student_version(notebook, lesson.slug[3:]))
    return Built(lesson.slug, executed, perf_counter() - start)


def outputs_stamp(course, lesson):
    """What the outputs of a lesson depend on: its code, its data and lossutils.

    Prose is left out, so that mending a sentence executes nothing.
    """
    digest = hashlib.sha256()
    for cell in lesson.notebook.cells:
        if cell.cell_type == "code":
            digest.update(cell.source.encode() + b"\0" + str(cell.metadata.get("tags")).encode())
    for path in [*sorted((course.root / "lossutils").glob("*.py")), *_data(course, lesson.slug)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _data(course, slug):
    """Files that a lesson reads, kept in lessons/NN_slug/ and copied beside its notebooks."""
    folder = course.lessons / slug
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _read_built(path):
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError):
        return None


def _adopt_outputs(notebook, stored, stamp):
    """Take the stored outputs over when they were made by this very code."""
    ours = [cell for cell in notebook.cells if cell.cell_type == "code"]
    theirs = [cell for cell in stored.cells if cell.cell_type == "code"]
    if stored.metadata.get("course", {}).get("outputs") != stamp or len(ours) != len(theirs):
        return False
    if any(cell.execution_count is None for cell in theirs):
        return False
    for mine, old in zip(ours, theirs, strict=True):
        for key in OUTPUT_KEYS:
            mine[key] = old[key]
    if "widgets" in stored.metadata:
        notebook.metadata.widgets = stored.metadata.widgets
    return True


def _write(course, lesson, folder, notebook):
    """Write one notebook and the lesson's data beside it; leave files alone that are right."""
    path = course.notebook(folder, lesson.slug)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook) + "\n"
    if not path.exists() or path.read_text("utf-8") != text:
        partial = path.with_suffix(".partial")
        partial.write_text(text, "utf-8")
        partial.replace(path)
    for source in _data(course, lesson.slug):
        target = path.parent / source.relative_to(course.lessons / lesson.slug)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def check(course, names=()):
    """Every Problem between the lessons and what was built from them; executes nothing."""
    problems, lessons = [], []
    for lesson, found in _read_and_lint(course, names):
        problems += found or _drift(course, lesson)
        lessons += [lesson] if lesson else []
    if not names:
        problems += _repeated_across(lessons)
        for folder in _orphans(course):
            message = "is built from a lesson that is gone; delete it"
            problems.append(Problem(course.relative(folder), message))
        problems += [*questions.drift(course, lessons), *cheatsheet.drift(course, lessons)]
    return problems


def _drift(course, lesson):
    mend = f"run `course build {lesson.slug[:2]}`"
    path = course.notebook(course.solutions, lesson.slug)
    stored = _read_built(path)
    name = course.relative(path)
    if stored is None:
        return [Problem(name, f"is missing or unreadable; {mend}")]
    if not _adopt_outputs(lesson.notebook, stored, outputs_stamp(course, lesson)):
        return [Problem(name, f"its outputs belong to other code, or are missing; {mend}")]
    problems = []
    lesson.notebook.metadata.course.outputs = stored.metadata.course.outputs
    if nbformat.writes(lesson.notebook) != nbformat.writes(stored):
        cell = _first_difference(lesson.notebook, stored)
        problems.append(Problem(name, f"differs from {lesson.path}; {mend}", cell=cell))
    path = course.notebook(course.notebooks, lesson.slug)
    student, expected = _read_built(path), student_version(lesson.notebook, lesson.slug[3:])
    name = course.relative(path)
    if student is None:
        problems.append(Problem(name, f"is missing or unreadable; {mend}"))
    elif nbformat.writes(student) != nbformat.writes(expected):
        cell = _first_difference(expected, student)
        problems.append(Problem(name, f"differs from {lesson.path}; {mend}", cell=cell))
    for folder in (course.solutions, course.notebooks):
        here = course.notebook(folder, lesson.slug).parent
        wanted = {
            path.relative_to(course.lessons / lesson.slug) for path in _data(course, lesson.slug)
        }
        wanted.add(course.notebook(folder, lesson.slug).relative_to(here))
        for path in here.rglob("*"):
            hidden = ".ipynb_checkpoints" in path.parts
            if path.is_file() and not hidden and path.relative_to(here) not in wanted:
                message = "belongs to no lesson; nbgrader would hand it to students"
                problems.append(Problem(course.relative(path), message))
    return problems


def _first_difference(expected, found):
    for ours, theirs in zip(expected.cells, found.cells, strict=False):
        if ours != theirs:
            return ours.metadata.get("nbgrader", {}).get("grade_id") or ours.id
    return None


def _orphans(course):
    slugs = set(course.slugs())
    for folder in (course.solutions, course.notebooks):
        if folder.is_dir():
            yield from (p for p in sorted(folder.iterdir()) if p.is_dir() and p.name not in slugs)


def _repeated_across(lessons):
    """Exercise ids name the files of answers and the rows of marks: one owner each."""
    owners = {}
    for lesson in lessons:
        for exercise in lesson.exercises:
            owner = owners.setdefault(exercise.name, lesson)
            if owner is not lesson:
                message = f"exercise id `{exercise.name}` is taken by {owner.path}"
                yield Problem(lesson.path, message, exercise.line)


def read_solution(course, slug):
    """The built instructor's notebook, for whoever needs the whole tests."""
    path = course.notebook(course.solutions, slug)
    notebook = _read_built(path)
    if notebook is None:
        raise CourseError(f"{course.relative(path)} is missing or unreadable; run `course build`")
    return notebook
