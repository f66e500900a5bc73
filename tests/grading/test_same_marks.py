"""Marks of `course grade` beside those of stock `nbgrader autograde`, cell by cell.

Each lesson's class is handed in twice: every answer of tests/answers/, and a sample of those in
more/ (all of them with MORE_ANSWERS=1000). What differs by design stands at the end, case by case.
"""

import os
import sqlite3
import textwrap
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import nbformat
import pytest
from classroom_helpers import copy_course, hand_in, more_submissions, submissions

from coursekit.answers import Answer
from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.grading.folders import Journal
from coursekit.grading.run import Grader
from coursekit.paths import Course
from coursekit.restore import grade_id

pytestmark = pytest.mark.system  # needs bubblewrap

COURSE = Course.find(Path(__file__).parent)
SAMPLE = int(os.environ.get("MORE_ANSWERS", "3"))  # notebooks a lesson with answers from more/
SEED = "the secret of both classes"
ROWS = """
    SELECT sa.student_id, b.name, g.auto_score, g.needs_manual_grade
    FROM grade g JOIN base_cell b ON b.id = g.cell_id
    JOIN submitted_notebook sn ON sn.id = g.notebook_id
    JOIN submitted_assignment sa ON sa.id = sn.assignment_id"""


@dataclass(frozen=True)
class Cell:
    """What grading left of one graded cell: its mark, and what its check said."""

    score: float | None
    asks: bool  # for a person
    said: tuple


def stock_grades(course, slug, handed_in):
    """Hand in, and grade with nbgrader alone. Runs in a process of its own."""
    os.environ["COURSE_SEED"] = SEED
    classroom = Classroom(course)
    hand_in(classroom, slug, handed_in)
    _delete_a_check(course, slug)
    for student in handed_in:
        classroom.autograde(student, slug)
    return cells(course, slug)


def our_grades(course, slug, handed_in):
    hand_in(Classroom(course), slug, handed_in)
    _delete_a_check(course, slug)
    Grader(course, workers=os.cpu_count()).grade([slug])
    return cells(course, slug)


def cells(course, slug):
    """{(student, cell id): Cell} of everything that is graded."""
    with closing(sqlite3.connect(course.classroom / "gradebook.db")) as book:
        rows = book.execute(ROWS).fetchall()
    said = {}
    for student in {row[0] for row in rows}:
        path = course.notebook(course.classroom / "autograded" / student, slug)
        for cell in nbformat.read(path, as_version=4).cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            said[student, name] = tuple(
                (output.ename, output.evalue)
                for output in cell.get("outputs", [])
                if output.output_type == "error"
            )
    return {
        (student, name): Cell(score, bool(asks), said.get((student, name), ()))
        for student, name, score, asks in rows
    }


@pytest.fixture(scope="module")
def classes(request, tmp_path_factory):
    """{slug: (who handed in what, a future of stock's Cells)} of the selected lessons."""
    params = [getattr(item, "callspec", None) for item in request.session.items]
    slugs = sorted({spec.params["slug"] for spec in params if spec and "slug" in spec.params})
    pool = ProcessPoolExecutor(min(len(slugs), os.cpu_count()), get_context("spawn"))
    try:
        jobs = {}
        for slug in slugs:
            handed_in = submissions(COURSE, slug) | more_submissions(COURSE, slug, SAMPLE)
            course = copy_course(COURSE, tmp_path_factory.mktemp("stock"), [slug])
            jobs[slug] = handed_in, pool.submit(stock_grades, course, slug, handed_in)
        yield jobs
    finally:
        pool.shutdown(cancel_futures=True)


def memory_checks(slug):
    """Checks that trace memory. Stock sees too much of it; ours has a limit, and says that."""
    cells = read_solution(COURSE, slug).cells
    return {grade_id(cell) for cell in cells if "tracemalloc" in cell.source}


@pytest.mark.parametrize("slug", COURSE.slugs())
def test_a_class_of_sample_answers_gets_the_marks_of_stock_nbgrader(
    slug, classes, tmp_path, monkeypatch
):
    monkeypatch.setenv("COURSE_SEED", SEED)
    handed_in, stock = classes[slug]
    course = copy_course(COURSE, tmp_path, [slug])
    ours, theirs = our_grades(course, slug, handed_in), stock.result()
    assert ours.keys() == theirs.keys()
    entries = {entry.student: entry for entry in Journal(course.classroom / "grading").all(slug)}
    assert {entry.reason for entry in entries.values()} == {""}
    different, traced = [], memory_checks(slug)
    for (student, name), cell in ours.items():
        expected = theirs[student, name]
        if name in traced and cell.score == 0:
            expected = replace(expected, said=cell.said)
        if any(name.startswith(f"test_{flagged}") for flagged in entries[student].flags):
            # Ours asks a person to look at this exercise: it imports what the lesson does not.
            expected = replace(expected, asks=True)
        if cell != expected:
            different.append(f"{student}, {name}: stock {expected}, ours {cell}")
    compared = f"{len(ours)} cells of {len(handed_in)} submissions"
    print(f"{slug}: {compared}, {len(different)} differ")
    assert not different, f"of {compared} differ:\n" + "\n".join(different)


# What differs by design, and what comes close to it


@dataclass(frozen=True)
class Case:
    """An answer to an exercise, and whether it earns its points: in stock, and in ours."""

    name: str
    source: str
    stock: bool
    ours: bool
    asks: bool = False  # for a look: ours alone
    exercise: str = "nll_one"


RIGHT = "def nll_one(probs, label):\n    return -np.log(probs[label])\n"
CASES = [
    Case("right", RIGHT, True, True),
    Case("prints", RIGHT.replace("return", "print('working'); return"), True, True),
    Case(
        "warns",
        "import warnings\n" + RIGHT.replace("return", "warnings.warn('careful'); return"),
        True,
        True,
    ),
    Case("changes_its_argument", RIGHT.replace("return", "probs += 0.1; return"), False, False),
    Case(
        "changes_an_argument_that_was_given_twice",
        """
        def soft_nll(probs, targets):
            if probs.shape[1] > 3:
                probs[targets == 0] = 1.0
            return -(targets * np.log(np.where(targets > 0, probs, 1.0))).sum(1)
        """,
        False,
        False,
        exercise="soft_nll",
    ),
    Case(
        "returns_a_deque",
        """
        from collections import deque

        def soft_nll(probs, targets):
            with np.errstate(divide="ignore"):
                terms = targets * np.log(np.where(targets > 0, probs, 1.0))
            return deque(-np.sum(terms, axis=1))
        """,
        True,
        True,
        exercise="soft_nll",
    ),
    Case(
        "returns_an_array_of_its_own_class",
        """
        class Loss(np.ndarray):
            def __eq__(self, other):
                return True

        def nll_one(probs, label):
            return np.asarray(-np.log(probs[label])).view(Loss)
        """,
        True,
        True,
        asks=True,  # for its __eq__
    ),
    # nbgrader takes text on stderr for a failure. This handler holds on to the stream that the
    # kernel had, past the check that redirects it; ours has the call's text as a text.
    Case(
        "logs_to_stderr",
        """
        import logging

        logging.basicConfig()

        def nll_one(probs, label):
            logging.warning("working")
            return -np.log(probs[label])
        """,
        False,
        True,
        asks=True,  # for the import
    ),
    Case(
        "imports_another_library",
        "from scipy.special import entr\n\n" + RIGHT,
        True,
        True,
        asks=True,
    ),
    Case(
        "takes_the_answer_from_the_reference",
        """
        def nll_one(probs, label):
            return lossutils.nll(np.log(probs), label)
        """,
        True,
        False,
        asks=True,
    ),
    Case(
        "replaces_the_check",
        """
        class Yes:
            def __getattr__(self, name):
                return lambda *args, **options: self

        def nll_one(probs, label):
            return 0.0

        def check(*args, **options):
            return Yes()
        """,
        True,
        False,
        asks=True,
    ),
    Case(
        "reads_the_callers_variables",
        """
        import sys

        class Loss:
            def __array__(self, dtype=None, copy=None):
                frame = sys._getframe()
                while "expected" not in frame.f_locals:
                    frame = frame.f_back
                return np.asarray(frame.f_locals["expected"])

        def nll_one(probs, label):
            return Loss()
        """,
        True,
        False,
        asks=True,
    ),
    Case(
        "reads_a_variable_of_a_check",
        """
        first = probs[0]

        def soft_nll(probs, targets):
            terms = targets * np.log(np.where(targets > 0, probs, 1.0))
            return np.where((targets > 0) & (probs == 0), np.inf, -terms).sum(axis=1)
        """,
        True,
        False,
        exercise="soft_nll",
    ),
    # Stock counts a check that is gone as nothing; ours puts it back.
    Case("deletes_the_check", RIGHT, False, True),
]
BY_DESIGN = {
    "logs_to_stderr",
    "takes_the_answer_from_the_reference",
    "replaces_the_check",
    "reads_the_callers_variables",
    "reads_a_variable_of_a_check",
    "deletes_the_check",
}


def _delete_a_check(course, slug):
    path = course.notebook(course.classroom / "submitted" / "deletes_the_check", slug)
    if path.exists():
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if cell.id != "test_nll_one"]
        nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """(stock's, our) Cells of the check, by case."""
    slug = "01_likelihood"
    handed_in = {
        case.name: {
            case.exercise: Answer(case.name, True, "", textwrap.dedent(case.source).strip())
        }
        for case in CASES
    }
    stock, mine = (
        copy_course(COURSE, tmp_path_factory.mktemp(name), [slug]) for name in ("stock", "ours")
    )
    with (
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("COURSE_SEED", SEED)
        theirs = pool.submit(stock_grades, stock, slug, handed_in)
        ours = our_grades(mine, slug, handed_in)
        theirs = theirs.result()
    checks = {case.name: (case.name, f"test_{case.exercise}") for case in CASES}
    return {name: (theirs[key], ours[key]) for name, key in checks.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_differs_by_design_is_this(case, odd):
    stock, ours = odd[case.name]
    assert [bool(stock.score), bool(ours.score)] == [case.stock, case.ours], (stock, ours)
    assert [stock.asks, ours.asks] == [stock.score is None, case.asks]


def test_the_list_of_differences_is_whole():
    assert {case.name for case in CASES if case.stock != case.ours} == BY_DESIGN
