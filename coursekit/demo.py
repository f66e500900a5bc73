"""`course demo`: one round of a class, from release to marks, with three sample students.

Only class/ is written. A class that the demo did not make is never touched.
"""

import shutil
from contextlib import contextmanager
from time import perf_counter

import nbformat
from nbgrader.api import Gradebook
from nbgrader.utils import remove, rmtree
from rich.markup import escape

from coursekit.answers import fill, load, solved
from coursekit.build import read_solution
from coursekit.classroom import Classroom, marks_table, write_marks
from coursekit.errors import CourseError
from coursekit.grading.run import Grader
from coursekit.grading.sandbox import missing_walls
from coursekit.marks_page import journal, write_marks_page

STUDENTS = {
    "ada": "everything right",
    "ben": "every second exercise wrong, in the commonest way",
    "cleo": "the notebook as it came",
}
WIDTH = 64  # of a step's line, before its seconds
NOTE = "made-by-demo.txt"
MADE = [
    *("release", "exchange", "students", "cache", "submitted", "autograded", "feedback"),
    *("grading", "backups", "marks.csv", "marks.html", "nbgrader.log"),
]


def demo(course, console):
    """Release every lesson, let the sample students hand in, grade them, and show the marks."""
    start, slugs = perf_counter(), course.slugs()
    if not slugs:
        raise CourseError("lessons/ holds no lesson to play a class with")
    work = {slug: _answers(course, slug) for slug in slugs}  # may fail: before anything is written
    _start_afresh(course)
    with _step(console, "gradebook", "class/gradebook.db"):
        classroom = Classroom(course)
        classroom.forget()
    if not classroom.has_exchange:
        console.print("nbgrader's exchange does not work here: submissions are copied instead.")
    for slug in slugs:
        with _step(console, "release", slug):
            classroom.release(slug)
    for student, habit in STUDENTS.items():
        with _step(console, "submit", f"{student}: {habit}"):
            for slug in slugs:
                _hand_in(classroom, student, slug, work[slug][student])
    _grade(classroom, slugs, console)
    marks = [mark for slug in slugs for mark in classroom.marks(slug)]
    entries = journal(course, slugs)
    write_marks(course.classroom / "marks.csv", marks, entries)
    write_marks_page(course, marks, entries)
    console.print(f"{'whole round':<{WIDTH}}{perf_counter() - start:5.1f} s\n")
    console.print(marks_table(marks))
    _what_next(course, console)


def _grade(classroom, slugs, console):
    if classroom.has_exchange:
        with _step(console, "collect", "the newest submission of each student"):
            for slug in slugs:
                classroom.collect(slug)
    # The sample students mean no harm.
    walled = not missing_walls()
    how = "student code in a sandbox" if walled else "without a sandbox: bubblewrap is missing"
    with _step(console, "grade", how):
        Grader(classroom.course, walled=walled).grade(slugs)
    for slug in slugs:
        with _step(console, "feedback", slug):
            for student in STUDENTS:
                classroom.feedback(student, slug)


@contextmanager
def _step(console, name, text):
    """Print a step with its seconds, and a spinner while it runs where someone watches."""
    start = perf_counter()
    line = escape(f"{name:<10}{text}")
    with console.status(line):
        yield
    console.print(f"{line:<{WIDTH}}{perf_counter() - start:5.1f} s")


def _answers(course, slug):
    """What each sample student writes into one lesson, by answer cell."""
    solution = read_solution(course, slug)
    right = solved(solution)
    roles = {
        cell.metadata.course.exercise: cell.metadata.course.role
        for cell in solution.cells
        if cell.metadata.get("course", {}).get("role") in ("answer", "written")
    }
    mixed = dict(right)
    coded = [name for name, role in roles.items() if role == "answer"]
    for name in coded[1::2]:
        mixed[name] = next(a.source for a in load(course, slug, name) if not a.right)
    for name in set(roles) - set(coded):
        mixed[name] = right[name].split("\n\n")[0]  # the first step of the derivation
    return {"ada": right, "ben": mixed, "cleo": {}}


def _start_afresh(course):
    """Clear what an earlier demo left; refuse to touch a class of anyone else's."""
    folder = course.classroom
    note = folder / NOTE
    others = sorted(_people(folder) - set(STUDENTS))
    if others or not (note.exists() or _is_unused(folder)):
        whose = f" (students: {', '.join(others[:5])})" if others else ""
        name = course.relative(folder)
        raise CourseError(
            f"{name}/ holds a class that the demo did not make{whose}. Rename that folder, run the "
            "demo again, and rename it back."
        )
    folder.mkdir(exist_ok=True)
    note.write_text("`make demo` made what lies here, and makes it anew each time.\n", "utf-8")
    for path in map(folder.joinpath, MADE):
        if path.is_dir():
            rmtree(str(path))
        elif path.exists():
            remove(str(path))


def _is_unused(folder):
    """Whether class/ is as JupyterLab leaves it: at most empty folders and an empty gradebook."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    database = folder / "gradebook.db"
    if not all(path.name.startswith(database.name) for path in files):  # with what SQLite adds
        return False
    if not files:
        return True
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return not gradebook.assignments and not gradebook.students


def _people(folder):
    """Everyone who is in the gradebook, has handed in, or has been collected."""
    people = {path.name for path in folder.glob("submitted/*")}
    people |= {path.name.rsplit("+", 3)[0] for path in folder.glob("exchange/*/inbound/*")}
    database = folder / "gradebook.db"
    if database.exists():
        with Gradebook(f"sqlite:///{database}") as gradebook:
            people |= {student.id for student in gradebook.students}
    return people


def _hand_in(classroom, student, slug, answers):
    """Fill the released notebook at the student's own desk and submit it."""
    course = classroom.course
    desk = course.classroom / "students" / student
    shutil.copytree(course.classroom / "release" / slug, desk / slug)
    path = course.notebook(desk, slug)
    notebook = fill(nbformat.read(path, as_version=4), answers)
    nbformat.write(notebook, path)
    submit = classroom.submit if classroom.has_exchange else classroom.hand_over
    submit(student, slug, desk)


def _what_next(course, console):
    page = course.notebook(course.classroom / "feedback" / "ben", course.slugs()[0])
    console.print(
        f"\nHow the class did:       {course.relative(course.classroom / 'marks.html')}\n"
        f"Marks of every exercise: {course.relative(course.classroom / 'marks.csv')}\n"
        f"What ben reads:          {course.relative(page.with_suffix('.html'))}\n"
        "Grade written answers:   `make lab`, then Nbgrader > Formgrader in the menu\n"
        "                         (or the page /formgrader of the same server)"
    )
