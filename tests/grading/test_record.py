"""The gradebook, the autograded folder and the journal after grading, beside nbgrader's own."""

import copy
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from classroom_helpers import copy_course
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import Execute, SaveAutoGrades
from nbgrader.utils import determine_grade
from sqlalchemy import create_engine, text

from coursekit.answers import fill, load, solved
from coursekit.build import read_solution
from coursekit.classroom import Classroom
from coursekit.errors import CourseError
from coursekit.grading import database, record
from coursekit.grading.graded import Graded
from coursekit.grading.job import Status
from coursekit.grading.record import Recorder
from coursekit.paths import Course

COURSE = Course.find(Path(__file__).parent)
SLUG, NAME = "01_likelihood", "likelihood"
DUE = datetime(2024, 3, 1, 12)

# nbgrader as it comes, with its own way of running a notebook; lateness costs everything.
STOCK = """
from nbgrader.converters import Autograde

c.Autograde.autograde_preprocessors = Autograde.class_traits()["autograde_preprocessors"].default()
c.Execute.skip_cells_with_tag = "demo"
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]
c.LateSubmissionPlugin.penalty_method = "zero"
"""

# Every row of a class, without ids: what was graded, by the names of what it belongs to.
ROWS = {
    "grade": """
        SELECT student_id, n.name, b.name, auto_score, manual_score, extra_credit,
               needs_manual_grade
        FROM grade g JOIN base_cell b ON b.id = g.cell_id""",
    "comment": """
        SELECT student_id, n.name, b.name, auto_comment, manual_comment
        FROM comment g JOIN base_cell b ON b.id = g.cell_id""",
    "submitted_notebook": """
        SELECT student_id, n.name, flagged, late_submission_penalty
        FROM (SELECT id AS notebook_id FROM submitted_notebook) g""",
}
JOINS = """
    JOIN submitted_notebook sn ON sn.id = g.notebook_id
    JOIN notebook n ON n.id = sn.notebook_id
    JOIN submitted_assignment sa ON sa.id = sn.assignment_id"""
SUBMISSIONS = """
    SELECT student_id, a.name, timestamp, extension
    FROM submitted_assignment sa JOIN assignment a ON a.id = sa.assignment_id"""


def rows(url):
    """{table: its rows in order} of a gradebook at any address."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {t: connection.execute(text(sql + JOINS)).all() for t, sql in ROWS.items()}
        found["submitted_assignment"] = [
            (student, name, str(time), str(extension))
            for student, name, time, extension in connection.execute(text(SUBMISSIONS))
        ]
    engine.dispose()
    return {table: sorted(map(tuple, found[table]), key=repr) for table in found}


def handed_in(course, classroom):
    """Four submissions: right, wrong, untouched, and right but late."""
    solution = read_solution(course, SLUG)
    right, wrong = solved(solution), solved(solution)
    for cell in solution.cells:
        meta = cell.metadata.get("course", {})
        if meta.get("role") == "answer":
            answers = load(course, SLUG, meta.exercise)
            wrong[meta.exercise] = next(a.source for a in answers if not a.right)
    for student, answers in {"ada": right, "ben": wrong, "cleo": {}, "dan": right}.items():
        desk = course.classroom / "students" / student
        shutil.copytree(course.classroom / "release" / SLUG, desk / SLUG)
        path = course.notebook(desk, SLUG)
        nbformat.write(fill(nbformat.read(path, as_version=4), answers), path)
        classroom.hand_over(student, SLUG, desk)
        when = DUE + timedelta(hours=1 if student == "dan" else -1)
        stamp = course.classroom / "submitted" / student / SLUG / "timestamp.txt"
        stamp.write_text(f"{when} UTC", "utf-8")


def gradebook(course):
    return Gradebook(f"sqlite:///{course.classroom / 'gradebook.db'}", "loss-functions")


def recorder(course, **options):
    api = Classroom(course).api
    return Recorder(api.coursedir, api.config, **options)


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A class graded by `nbgrader autograde` alone."""
    course = copy_course(COURSE, tmp_path_factory.mktemp("stock"), [SLUG])
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(STOCK)
    classroom = Classroom(course)
    classroom.release(SLUG)
    handed_in(course, classroom)
    with gradebook(course) as book:
        book.update_or_create_assignment(SLUG, duedate=DUE)
    shutil.copytree(course.root, course.root.parent / "fresh")
    for student in ("ada", "ben", "cleo", "dan"):
        classroom.autograde(student, SLUG)
    return course


@pytest.fixture
def course(stock, tmp_path):
    """The same class, handed in and not yet graded."""
    shutil.copytree(stock.root.parent / "fresh", tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def graded(stock):
    """graded("ben", ...): what the engine would give for this student, by stock's own outputs."""

    def make(student="ada", **changes):
        path = stock.notebook(stock.classroom / "autograded" / student, SLUG)
        when = DUE + timedelta(hours=1 if student == "dan" else -1)
        notebook = nbformat.read(path, as_version=4)
        plain = Graded(student, SLUG, NAME, notebook, when, f"1 {student}", Status.GRADED)
        return replace(plain, **changes)

    return make


def by_hand(course):
    """What an instructor does in the formgrader: marks, comments, extra points."""
    with gradebook(course) as book:
        for student, cell, points in (("ben", "test_nll_one", 0.5), ("ada", "derive_nll", 4)):
            grade = book.find_grade(cell, NAME, SLUG, student)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = points, 1, False
        book.find_comment("nll_one", NAME, SLUG, "ben").manual_comment = "almost"
        book.db.commit()


def grades(course, student):
    """{cell: (automatic score, whether a person must look)}."""
    with gradebook(course) as book:
        found = book.find_submission_notebook(NAME, SLUG, student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def comments(course, student):
    with gradebook(course) as book:
        found = book.find_submission_notebook(NAME, SLUG, student).comments
        return {comment.name: comment.auto_comment for comment in found}


def autograded(course, student="ada"):
    return course.notebook(course.classroom / "autograded" / student, SLUG)


def cell(notebook, name):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def test_rows_and_folders_equal_nbgraders(stock, course, graded):
    with recorder(course) as book:
        for student in ("ada", "ben", "cleo", "dan"):
            book.record(graded(student))
    theirs, ours = (rows(f"sqlite:///{c.classroom / 'gradebook.db'}") for c in (stock, course))
    assert ours == theirs
    assert [row[3] for row in ours["submitted_notebook"]] == [None, None, None, 13]
    for student in ("ada", "ben", "cleo", "dan"):
        one, other = autograded(stock, student), autograded(course, student)
        assert nbformat.read(other, as_version=4) == nbformat.read(one, as_version=4)
        assert stat.S_IMODE(other.stat().st_mode) == stat.S_IMODE(one.stat().st_mode)
        names = [sorted(p.name for p in path.parent.iterdir()) for path in (one, other)]
        assert names[0] == names[1]
        stamps = [path.with_name("timestamp.txt").read_bytes() for path in (one, other)]
        assert stamps[0] == stamps[1]


def test_a_second_grading_keeps_what_was_given_by_hand_as_nbgrader_does(
    stock, course, graded, tmp_path
):
    theirs = Course(shutil.copytree(stock.root, tmp_path / "theirs"))
    with recorder(course) as book:
        for student in ("ada", "ben"):
            book.record(graded(student))
        by_hand(course)
        by_hand(theirs)
        before = rows(f"sqlite:///{course.classroom / 'gradebook.db'}")
        for student in ("ada", "ben"):
            book.record(graded(student, digest="another"))
            Classroom(theirs).autograde(student, SLUG)
    with recorder(course) as book:
        for student in ("cleo", "dan"):
            book.record(graded(student))
    ours = rows(f"sqlite:///{course.classroom / 'gradebook.db'}")
    assert ours == rows(f"sqlite:///{theirs.classroom / 'gradebook.db'}")
    assert ours["grade"] != before["grade"]
    assert ("ben", NAME, "test_nll_one", 0.0, 0.5, 1.0, 1) in ours["grade"]


def test_an_unchanged_submission_does_not_ask_again_for_what_a_person_has_settled(course, graded):
    flagged = graded("ada", flags={"nll_one": ["reads a file."]})
    with recorder(course) as book:
        book.record(flagged)
        assert grades(course, "ada")["test_nll_one"] == (1, True)
        with gradebook(course) as gb:
            gb.find_grade("test_nll_one", NAME, SLUG, "ada").needs_manual_grade = False
            gb.db.commit()
        book.record(graded("ben"))
        by_hand(course)
        book.record(flagged)
        assert grades(course, "ada")["test_nll_one"] == (1, False)
        assert grades(course, "ada")["derive_nll"] == (None, False)
        book.record(replace(flagged, flags={"nll_one": ["another thing."]}))
        assert grades(course, "ada")["test_nll_one"] == (1, True)
        book.record(replace(flagged, digest="changed"))
        assert grades(course, "ada")["derive_nll"] == (None, True)


def test_a_flag_is_seen_at_its_answer_and_costs_nothing(course, graded):
    flags = {"nll_and_gradient": ["takes a name from `lossutils`.", "opens a file."]}
    with recorder(course) as book:
        book.record(graded("ada"))
        plain = grades(course, "ada")
        book.record(graded("ada", flags=flags))
    assert comments(course, "ada")["nll_and_gradient"] == (
        "To look at: takes a name from `lossutils`. opens a file."
    )
    after = grades(course, "ada")
    asked = {name for name in after if after[name] != plain[name]}
    assert asked == {"test_nll_and_gradient", "test_nll_and_gradient_2"}
    assert all(after[name] == (plain[name][0], True) for name in asked)


def test_without_the_courses_metadata_a_flag_goes_to_the_first_test_after_the_answer(
    course, graded
):
    one = graded("ada", flags={"mean_nll": ["odd."]})
    for each in one.notebook.cells:
        each.metadata.pop("course", None)
    with recorder(course) as book:
        book.record(one)
    asks = {name for name, (_, asks) in grades(course, "ada").items() if asks}
    assert asks == {"test_mean_nll", "derive_nll"}


@pytest.mark.parametrize("status", [Status.REFUSED, Status.CRASHED, Status.TIMED_OUT])
def test_the_reason_of_an_odd_submission_is_shown_at_the_first_answer(course, graded, status):
    with recorder(course) as book:
        book.record(graded("cleo", status=status, reason="the file is no notebook"))
        book.record(graded("ada", status=status))
    assert comments(course, "cleo")["nll_one"] == "No response.\nthe file is no notebook"
    assert comments(course, "ada")["nll_one"] == status.value


def test_a_test_that_did_not_run_earns_nothing(course, graded):
    one = graded("ada", status=Status.CRASHED)
    test = cell(one.notebook, "test_soft_nll")
    test.outputs, test.execution_count = [], None
    assert determine_grade(test)[0] == 2, "nbgrader gives full points"
    with recorder(course) as book:
        book.record(one)
        assert book.entries(SLUG)["ada"].notes == ("`test_soft_nll` did not run",)
    assert grades(course, "ada")["test_soft_nll"] == (0, False)


def test_a_number_that_makes_no_sense_earns_nothing_and_is_looked_at(course, graded):
    one = graded("ada")
    output = nbformat.v4.new_output("execute_result", {"text/plain": "99"}, execution_count=1)
    cell(one.notebook, "test_soft_nll").outputs = [output]
    with recorder(course) as book:
        book.record(one)
    assert grades(course, "ada")["test_soft_nll"] == (0, True)


def test_a_notebook_that_was_not_handed_in_gets_zero(course, graded):
    with gradebook(course) as book:
        book.add_notebook("second", SLUG)
        book.add_grade_cell("more", "second", SLUG, max_score=3, cell_type="code")
    with recorder(course) as book:
        book.record(graded("ada"))
        assert book.entries(SLUG)["ada"].notes == ("second.ipynb was not handed in",)
    with gradebook(course) as book:
        grade = book.find_grade("more", "second", SLUG, "ada")
        assert (grade.auto_score, grade.needs_manual_grade) == (0, False)


class Half(BasePlugin):
    """Takes off half the points, and a lot more from dan's hopes than there is."""

    factor = 0.5

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        assert total_seconds_late == 3600
        return score * self.factor


@pytest.mark.parametrize(("factor", "penalty"), [(0.5, 6.5), (2, 13), (-1, 0)])
def test_the_configured_plugin_is_asked_and_kept_in_bounds(
    course, graded, monkeypatch, factor, penalty
):
    monkeypatch.setattr(Half, "factor", factor)
    api = Classroom(course).api
    api.config.AssignLatePenalties.plugin_class = Half
    with Recorder(api.coursedir, api.config) as book:
        book.record(graded("dan"))
        book.record(graded("ada"))
    found = rows(f"sqlite:///{course.classroom / 'gradebook.db'}")["submitted_notebook"]
    assert [row[3] for row in found] == [None, penalty]


def test_an_extension_is_respected(course, graded):
    with recorder(course) as book:
        book.record(graded("dan"))
        with gradebook(course) as gb:
            gb.grant_extension(SLUG, "dan", hours=2)
        book.record(graded("dan"))
    found = rows(f"sqlite:///{course.classroom / 'gradebook.db'}")["submitted_notebook"]
    assert found == [("dan", NAME, 0, None)]


def test_configured_preprocessors_shape_the_autograded_notebook_and_the_marks(course, graded):
    one, api = graded("ada"), Classroom(course).api
    test, api.config.IgnorePattern.enabled = cell(one.notebook, "test_soft_nll"), True
    test.outputs = [nbformat.v4.new_output("stream", name="stderr", text="a harmless warning")]
    answer = cell(one.notebook, "soft_nll")
    answer.outputs = [nbformat.v4.new_output("stream", name="stdout", text="x\n" * 50)]
    api.config.LimitOutput.max_lines = 3
    with Recorder(api.coursedir, api.config) as book:
        book.record(one)
    assert grades(course, "ada")["test_soft_nll"] == (0, False)
    api.config.IgnorePattern.pattern = "harmless"
    with Recorder(api.coursedir, api.config) as book:
        book.record(one)
    assert grades(course, "ada")["test_soft_nll"] == (2, False)
    written = nbformat.read(autograded(course), as_version=4)
    assert cell(written, "soft_nll").outputs[0].text == "x\nx\n... Output truncated ..."
    assert len(answer.outputs[0].text) == 100, "the caller's notebook stays as it was"


def test_text_that_no_database_takes_is_mended(course, graded):
    one = graded("ada", reason="\0 bad \ud800", flags={"nll_one": ["\ud800"]})
    cell(one.notebook, "nll_one").source = "# \ud800"
    with recorder(course) as book:
        book.record(one)
    assert comments(course, "ada")["nll_one"] == "To look at: ?\n bad ?"
    assert cell(nbformat.read(autograded(course), as_version=4), "nll_one").source == "# ?"


# Where a kill may fall: after each step, before the next.
KILLS = {
    "before the transaction": (Recorder, "_write_rows"),
    "within the transaction": (record.Rows, "save_penalty"),
    "before the commit": (record.Journal, "forget"),
    "before the folder": (Recorder, "_write_folder"),
    "before the journal": (Recorder, "_write_journal"),
}


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


def kill(*_):
    raise Killed


@pytest.mark.parametrize("place", KILLS)
def test_a_kill_anywhere_means_grade_it_again(course, graded, monkeypatch, place):
    first, second = graded("ada"), replace(graded("ben"), student="ada", timestamp=DUE)
    with recorder(course) as book:
        book.record(first)
    with monkeypatch.context() as patch, recorder(course) as book:
        patch.setattr(*KILLS[place], kill)
        with pytest.raises(Killed):
            book.record(second)
    with recorder(course) as book:
        assert not book.is_current("ada", SLUG, second.digest)
        stands = book.is_current("ada", SLUG, first.digest)
        points = {name: score for name, (score, _) in grades(course, "ada").items()}
        assert stands == (points["test_nll_one"] == 1), "current means that the marks are right"
        book.record(second)
        assert book.is_current("ada", SLUG, second.digest)
    assert grades(course, "ada")["test_nll_one"] == (0, False)
    answer = cell(nbformat.read(autograded(course), as_version=4), "nll_one").source
    assert answer == cell(second.notebook, "nll_one").source


@pytest.mark.parametrize("rename", [1, 2])
def test_a_kill_between_the_renames_is_repaired(course, graded, monkeypatch, rename):
    with recorder(course) as book:
        book.record(graded("ada"))
        calls, move = [], os.rename

        def some(old, new):
            calls.append(old)
            kill() if len(calls) == rename else move(old, new)

        with monkeypatch.context() as patch:
            patch.setattr(os, "rename", some)
            with pytest.raises(Killed):
                book.record(graded("ada", digest="next"))
        assert not book.is_current("ada", SLUG, "next")
        assert not book.is_current("ada", SLUG, "1 ada")
        book.record(graded("ada", digest="next"))
        assert book.is_current("ada", SLUG, "next")
    left = {path.name for path in autograded(course).parent.parent.iterdir()}
    assert left == {SLUG}


def test_current_means_that_rows_folder_and_digest_are_as_recorded(course, graded):
    with recorder(course) as book:
        assert not book.is_current("ada", SLUG, "1 ada")
        book.record(graded("ada"))
        assert book.is_current("ada", SLUG, "1 ada")
        assert not book.is_current("ada", SLUG, "2 ada")
        shutil.rmtree(autograded(course).parent)
        assert not book.is_current("ada", SLUG, "1 ada")
        book.record(graded("ada"))
        with gradebook(course) as gb:
            gb.find_grade("test_nll_one", NAME, SLUG, "ada").auto_score = 0.25
            gb.db.commit()
        assert not book.is_current("ada", SLUG, "1 ada"), "someone else graded it since"
        book.record(graded("ada"))
        Classroom(course).forget()
        assert not book.is_current("ada", SLUG, "1 ada")


def test_the_journal_gives_back_what_was_recorded(course, graded):
    said = {
        "status": Status.TIMED_OUT,
        "reason": "a loop",
        "flags": {"nll_one": ["odd"]},
        "outcomes": {"nll_one": ("timed out", "30 s")},
        "seconds": {"wall": 1.5},
        "stamp": "a355f951680f",
        "notes": ("a cell was deleted",),
    }
    with recorder(course) as book:
        book.record(graded("ada", **said))
        (entry,) = book.entries(SLUG).values()
        assert {name: getattr(entry, name) for name in said} == said
        assert entry.scores["test_nll_one"] == 1
        assert book.entries("02_other") == {}
        (file,) = (course.classroom / "grading" / SLUG).iterdir()
        file.write_text(file.read_text("utf-8")[:-9], "utf-8")
        assert book.entries(SLUG) == {}
        assert not book.is_current("ada", SLUG, "1 ada")


NAMES = ["Ada", "ada ", "ada.", ".ada", "ä" * 100, "a b%c+d~e", "{x}", "*", "a\\b", "%41da", "con"]


def test_any_name_of_a_student_is_safe(course, graded):
    with recorder(course) as book:
        for name in NAMES:
            book.record(replace(graded(), student=name, digest=name))
        assert all(book.is_current(name, SLUG, name) for name in NAMES)
        assert set(book.entries(SLUG)) == set(NAMES)
        for name in ("..", ".", "a/b", ""):
            with pytest.raises(CourseError, match="cannot be the name"):
                book.record(replace(graded(), student=name))
    assert len(list((course.classroom / "grading" / SLUG).iterdir())) == len(NAMES)


def test_data_lies_beside_the_notebook_and_other_files_do_not(course, graded):
    folder = course.classroom / "submitted" / "ada" / SLUG
    (folder / "notes.txt").write_text("mine", "utf-8")
    with recorder(course) as book:
        book.record(graded("ada", files=(("data/points.csv", b"1,2"),)))
        folder = autograded(course).parent
        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert files == {"likelihood.ipynb", "timestamp.txt", "data/points.csv"}
        folder.joinpath("data").chmod(0o500)
        folder.chmod(0o500)
        book.record(graded("ada", timestamp=DUE))
        files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert files == {"likelihood.ipynb", "timestamp.txt"}
        assert (folder / "timestamp.txt").read_text() == "2024-03-01 12:00:00.000000 UTC"
        for name in ("../out", "/etc/out", "a/../../out"):
            with pytest.raises(CourseError, match="not a path inside"):
                book.record(graded("ada", files=((name, b""),)))


def test_folders_shared_by_a_group_are_writable_to_it(course, graded):
    api = Classroom(course).api
    api.coursedir.groupshared = True
    with Recorder(api.coursedir, api.config) as book:
        book.record(graded("ada"))
    path = autograded(course)
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert path.parent.stat().st_mode & 0o2770 == 0o2770
    assert path.parents[2].stat().st_mode & 0o2770 == 0o2770


def test_the_gradebook_is_copied_before_a_run_first_writes(course, graded, monkeypatch):
    folder = course.classroom / "backups"
    with recorder(course) as book:
        assert not folder.exists()
        book.record(graded("ada"))
        book.record(graded("ben"))
    (first,) = folder.iterdir()
    with Gradebook(f"sqlite:///{first}", "loss-functions") as old:
        assert not old.students
        assert old.assignments
    monkeypatch.setattr(database, "BACKUPS", 3)
    (folder / "mine.db").touch()
    for _ in range(4):
        with recorder(course) as book:
            book.record(graded("ada"))
    left = {path.name for path in folder.iterdir()} - {"mine.db"}
    assert len(left) == 3
    assert first.name not in left
    assert all(name.startswith("gradebook-20") and name.endswith(".db") for name in left)


def test_a_formgrader_reads_and_writes_while_grading_goes_on(course, graded):
    path = course.classroom / "gradebook.db"
    with recorder(course) as book, closing(sqlite3.connect(path, timeout=0)) as reader:
        book.record(graded("ada"))
        reader.execute("BEGIN")
        before = reader.execute("SELECT count(*) FROM grade").fetchone()
        with gradebook(course) as formgrader:
            formgrader.find_grade("derive_nll", NAME, SLUG, "ada").manual_score = 3
            book.record(graded("ben"))
            formgrader.db.commit()
            book.record(graded("cleo"))
        assert reader.execute("SELECT count(*) FROM grade").fetchone() == before
    with gradebook(course) as gb:
        assert gb.find_grade("derive_nll", NAME, SLUG, "ada").manual_score == 3


def test_a_locked_gradebook_is_an_error_that_says_what_to_do(course, graded, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with recorder(course) as book:
        book.record(graded("ada"))
        with closing(sqlite3.connect(course.classroom / "gradebook.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CourseError, match=r"(?s)gradebook\.db: .*locked.*another program"):
                book.record(graded("ben"))
            assert book.is_current("ada", SLUG, "1 ada")
        book.record(graded("ben"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all/gradebook.db", "unable to open.*may be written"),
        ("postgresql+psycopg2://me:secret@127.0.0.1/x", r"me:\*\*\*@.*driver is missing"),
        ("nonsense", "cannot open the gradebook with an address"),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_named(course, url, said):
    api = Classroom(course).api
    api.coursedir.db_url = url
    with pytest.raises(CourseError, match=f"(?s){said}"), Recorder(api.coursedir, api.config):
        pass


def test_what_the_gradebook_does_not_know_is_named_and_nothing_is_written(course, graded):
    before = rows(f"sqlite:///{course.classroom / 'gradebook.db'}")
    changed = graded("ada")
    extra = copy.deepcopy(cell(changed.notebook, "test_nll_one"))
    extra.metadata.nbgrader.grade_id = "test_new"
    changed.notebook.cells.append(extra)
    with recorder(course) as book:
        for one, said in (
            (graded("ada", assignment="02_other"), "does not know `02_other`; release it"),
            (graded("ada", notebook_name="other"), "does not know the notebook `other`"),
            (changed, "no cell `test_new`"),
        ):
            with pytest.raises(CourseError, match=said):
                book.record(one)
    assert rows(f"sqlite:///{course.classroom / 'gradebook.db'}") == before
    assert not autograded(course).exists()


def test_a_lesson_that_was_forgotten_and_released_again_is_read_again(course, graded):
    with recorder(course) as book:
        book.record(graded("ada"))
        classroom = Classroom(course)
        classroom.forget()
        assert classroom.api.generate_assignment(SLUG)["success"]
        book.record(graded("ada"))
        assert book.is_current("ada", SLUG, "1 ada")
    assert grades(course, "ada")["test_nll_one"] == (1, False)


def test_students_are_not_made_where_the_configuration_forbids_it(course, graded):
    api = Classroom(course).api
    api.config.Autograde.create_student = False
    with (
        Recorder(api.coursedir, api.config) as book,
        pytest.raises(CourseError, match=r"no student `ada`.*nbgrader db student add ada"),
    ):
        book.record(graded("ada"))


def test_a_notebook_with_broken_metadata_concerns_nobody_else(course, graded):
    broken = graded("ben")
    cell(broken.notebook, "test_nll_one").metadata.nbgrader.points = "many"
    with recorder(course) as book:
        with pytest.raises(ValueError, match="metadata is broken: 'many' is not of type"):
            book.record(broken)
        book.record(graded("ada"))
    with gradebook(course) as gb:
        assert [student.id for student in gb.students] == ["ada"]


def test_what_executes_is_never_run_again(course, graded):
    api, calls = Classroom(course).api, []

    class Spy(Execute):
        def preprocess(self, *_):
            calls.append(self)

    api.config.Autograde.autograde_preprocessors = [Spy, SaveAutoGrades]
    with Recorder(api.coursedir, api.config) as book:
        book.record(graded("ada"))
    assert not calls
    assert grades(course, "ada")["test_nll_one"] == (1, False)
