"""`course grade` from the command to the gradebook: every kind of submission, side by side."""

import contextlib
import copy
import io
import json
import os
import re
import sys

import pytest
from grading_helpers import (
    EXERCISE,
    NAME,
    RIGHT,
    SLUG,
    TEST,
    WRITTEN,
    WRONG,
    answered,
    cell_of,
    copy_class,
    counts,
    folder_of,
    gradebook,
    hand_in,
    is_whole,
    journal,
    new_class,
    released,
    scores,
    set_limits,
    statuses,
)
from nbgrader.api import Gradebook

from coursekit import cli
from coursekit.classroom import Classroom
from coursekit.grading import worker
from coursekit.grading.sandbox import SandboxError

ENDLESS = f"def {EXERCISE}(x):\n    while True:\n        pass\n"
EXITS = f"import os\n\n\ndef {EXERCISE}(x):\n    os._exit(0)\n"

# What `odd_class` hands in: {student: (status, points of the test, what the reason says)}.
EXPECTED = {
    "right": ("graded", 1, ""),
    "wrong": ("graded", 0, ""),
    "untouched": ("not attempted", 0, ""),
    "endless": ("timed out", 0, "took too long"),
    "exits": ("crashed", 0, "exit status 0"),
    "malformed": ("refused", 0, "`tiny.ipynb` is not valid JSON"),
    "twice": ("graded", 1, ""),
    "deleted": ("graded", 1, ""),
    "renamed": ("graded", 1, ""),
    "other_lesson": ("refused", 0, "carries the cells of lesson `08_other`"),
    "latin": ("graded", 1, ""),
    "deep": ("refused", 0, "`tiny.ipynb` is not valid JSON"),
    "shadow": ("graded", 1, ""),
    "large": ("graded", 1, ""),
    "fifo": ("refused", 0, "is not a regular file"),
    "kernel": ("graded", 1, ""),
    "empty_folder": ("refused", 0, "there is no `tiny.ipynb`"),
}
MENDED = {  # what an instructor is told of those that could be mended
    "twice": "stands there twice; the last one counts",
    "deleted": "was missing; put back",
    "renamed": "was handed in as `mine.ipynb`",
    "latin": "is not UTF-8; it was read as Latin-1",
    "shadow": "`numpy.py` beside the notebook is not used",
    "kernel": "the kernel `ir` is not used",
}
ODD = {name for name, (status, *_) in EXPECTED.items() if status not in ("graded", "not attempted")}


def course_grade(course, *options):
    """(exit status, what it printed) of `course grade`, in this process."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.setattr(sys, "argv", ["course", "grade", *options])
        patch.chdir(course.root)
        with pytest.raises(SystemExit) as end:
            cli.run()
    return end.value.code, said.getvalue()


def hand_in_all_kinds(course):
    hand_in(course, "right", RIGHT)
    hand_in(course, "wrong", WRONG)
    hand_in(course, "untouched", released(course))
    hand_in(course, "endless", ENDLESS)
    hand_in(course, "exits", EXITS)
    hand_in(course, "malformed", b'{"cells": [')
    hand_in(course, "renamed", RIGHT, name="mine.ipynb")
    hand_in(course, "deep", b"[" * 10_000 + b"]" * 10_000)
    latin = json.dumps(answered(course, f"# caf\N{LATIN SMALL LETTER E WITH ACUTE}\n{RIGHT}"))
    hand_in(course, "latin", latin.replace("\\u00e9", "\xe9").encode("latin-1"))

    twice = answered(course, RIGHT)
    place = twice["cells"].index(cell_of(twice, EXERCISE))
    first = copy.deepcopy(twice["cells"][place])
    twice["cells"].insert(place, {**first, "source": WRONG})
    hand_in(course, "twice", twice)

    deleted = answered(course, RIGHT)
    gone = ("setup_1", TEST, f"prompt_{EXERCISE}", WRITTEN)
    deleted["cells"] = [cell for cell in deleted["cells"] if cell["id"] not in gone]
    hand_in(course, "deleted", deleted)

    other = answered(course, RIGHT)
    for cell in other["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade_id", "").endswith("_07"):
            mark["grade_id"] = mark["grade_id"].replace("_07", "_08")
    other["metadata"]["course"]["lesson"] = "08_other"
    hand_in(course, "other_lesson", other)

    beside = hand_in(course, "shadow", RIGHT)
    beside.with_name("numpy.py").write_text("raise SystemExit(1)\n")

    large = answered(course, RIGHT)
    output = {"output_type": "stream", "name": "stdout", "text": "x" * (30 << 20)}
    cell_of(large, EXERCISE)["outputs"] = [output]
    hand_in(course, "large", large)

    hand_in(course, "fifo", b"").unlink()
    os.mkfifo(folder_of(course, "fifo") / NAME)

    kernel = answered(course, RIGHT)
    kernel["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    hand_in(course, "kernel", kernel)

    hand_in(course, "empty_folder", b"").unlink()


@pytest.fixture(scope="module")
def released_class(tmp_path_factory):
    return new_class(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture
def small(released_class, tmp_path):
    """A class of its own: three submissions, one of each usual kind."""
    course = copy_class(released_class, tmp_path / "course")
    hand_in(course, "ada", RIGHT)
    hand_in(course, "ben", WRONG)
    hand_in(course, "cleo", released(course))
    return course


@pytest.fixture(scope="module")
def odd_class(released_class, tmp_path_factory):
    """(course, exit status, what was printed) after all kinds were graded together."""
    course = copy_class(released_class, tmp_path_factory.mktemp("odd") / "course")
    hand_in_all_kinds(course)
    set_limits(course, cell_seconds=6, wall_seconds=40.0)
    return course, *course_grade(course)


def table_of(said):
    return said[said.index("submissions") :]


# All kinds together


@pytest.mark.system
@pytest.mark.parametrize("student", EXPECTED)
def test_each_kind_gets_what_it_deserves(student, odd_class):
    course, *_ = odd_class
    entry, (status, points, reason) = journal(course)[student], EXPECTED[student]
    assert (entry["status"], scores(course)[student]) == (status, points)
    assert reason in entry["reason"]
    assert bool(reason) == bool(entry["reason"])
    assert MENDED.get(student, "") in "\n".join(entry["notes"])


@pytest.mark.system
def test_the_table_counts_all_and_names_who_needs_a_look(odd_class):
    _, status, said = odd_class
    expected = [status for status, *_ in EXPECTED.values()]
    assert status == 1
    assert counts(said) == {name: expected.count(name) for name in expected}
    named = dict(re.findall(rf"(?m)^ +(\w+) +{SLUG} +(.+?) *$", said))
    assert named.keys() >= ODD
    for student in ODD:
        assert EXPECTED[student][2] in named[student]


@pytest.mark.system
def test_the_marks_are_nbgraders_own(odd_class):
    course, *_ = odd_class
    marks = {mark.student: mark.total for mark in Classroom(course).marks(SLUG)}
    with Gradebook(f"sqlite:///{gradebook(course)}") as book:
        theirs = {one.student.id: one.score for one in book.assignment_submissions(SLUG)}
    expected = {name: points for name, (_, points, _) in EXPECTED.items()}
    assert marks == theirs == expected
    assert set(scores(course, WRITTEN).values()) == {0}
    assert is_whole(course)


@pytest.mark.system
def test_what_did_not_run_says_so_in_the_autograded_notebook(odd_class):
    course, *_ = odd_class
    for student in ("malformed", "fifo", "exits"):
        text = (course.classroom / "autograded" / student / SLUG / NAME).read_text("utf-8")
        assert EXPECTED[student][2].partition("`tiny.ipynb`")[2] in text, student


@pytest.mark.system
def test_a_second_run_grades_nothing_and_says_the_same(odd_class):
    course, status, said = odd_class
    before = journal(course)
    again, told = course_grade(course)
    assert again == status
    assert told.splitlines()[0] == f"0 to grade, {len(EXPECTED)} graded already"
    assert table_of(told) == table_of(said)
    assert journal(course) == before


# One thing at a time


def first_line(said):
    return said.splitlines()[0]


@pytest.mark.system
def test_only_what_changed_is_graded_again(small):
    assert course_grade(small)[0] == 0
    before = journal(small)
    hand_in(small, "ben", RIGHT)
    status, said = course_grade(small)
    assert (status, first_line(said)) == (0, "1 to grade, 2 graded already")
    assert scores(small) == {"ada": 1, "ben": 1, "cleo": 0}
    after = journal(small)
    assert {name for name in after if after[name] != before[name]} == {"ben"}
    set_limits(small, wall_seconds=90.0)
    assert first_line(course_grade(small)[1]) == "3 to grade"


@pytest.mark.system
def test_options_choose_whom_to_grade(small):
    status, said = course_grade(small, "7", "--student", "ben")
    assert (status, first_line(said), counts(said)) == (0, "1 to grade", {"graded": 1})
    assert set(journal(small)) == {"ben"}
    assert first_line(course_grade(small, SLUG)[1]) == "2 to grade, 1 graded already"
    assert first_line(course_grade(small, "--force", "--workers", "1")[1]) == "3 to grade"
    assert scores(small) == {"ada": 1, "ben": 0, "cleo": 0}


@pytest.mark.system
def test_what_was_deleted_is_made_again(small):
    course_grade(small)
    marks = scores(small)
    page = small.classroom / "autograded" / "ada" / SLUG / NAME
    page.unlink()
    (small.classroom / "grading" / SLUG / "ben.json").unlink()
    assert first_line(course_grade(small)[1]) == "2 to grade, 1 graded already"
    assert page.exists()
    assert set(journal(small)) == {"ada", "ben", "cleo"}
    assert scores(small) == marks


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--student", "dan"], "nothing was handed in by `dan`: there is no class/submitted/dan"),
        (["8"], f"no assignment `8` in the gradebook; there are: {SLUG}"),
        (["07_tin"], "no assignment `07_tin` in the gradebook"),
    ],
)
def test_unknown_names_are_refused(options, said, small):
    status, told = course_grade(small, "--no-sandbox", *options)
    assert status == 2
    assert said in told
    assert not journal(small)


def test_without_bubblewrap_nothing_runs_and_the_remedy_is_named(small, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, said = course_grade(small)
    assert status == 2
    assert "bubblewrap (`bwrap`) is not installed here" in said
    assert "apt-get install bubblewrap" in said
    assert "--no-sandbox" in said
    assert not journal(small)


def test_without_bubblewrap_no_sandbox_must_be_said(small, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, said = course_grade(small, "--no-sandbox")
    assert (status, counts(said)) == (0, {"graded": 2, "not attempted": 1})
    assert scores(small) == {"ada": 1, "ben": 0, "cleo": 0}
    assert is_whole(small)


@pytest.mark.system
def test_with_and_without_walls_the_marks_are_the_same(small):
    course_grade(small, "--no-sandbox")
    before = scores(small), scores(small, WRITTEN), statuses(small)
    assert course_grade(small, "--force")[0] == 0
    assert (scores(small), scores(small, WRITTEN), statuses(small)) == before


def test_a_class_that_was_given_nothing_is_told_so(tiny):
    status, said = course_grade(tiny, "--no-sandbox")
    assert status == 2
    assert "nothing is released yet: `nbgrader generate_assignment LESSON` first" in said


def test_a_class_that_handed_in_nothing_is_no_error(released_class, tmp_path):
    course = copy_class(released_class, tmp_path / "course")
    status, said = course_grade(course, "--no-sandbox")
    assert (status, first_line(said), counts(said)) == (0, "0 to grade", {"graded": 0})


# A worker that is lost


@pytest.fixture
def losing(monkeypatch):
    """losing(student): every worker is lost with this student's submission."""
    whole = worker.grade_one

    def lose(student):
        def grade_one(job, *args, **options):
            if job.student == student:
                raise SandboxError(f"{job.name}: it ended")
            return whole(job, *args, **options)

        monkeypatch.setattr(worker, "grade_one", grade_one)

    return lose


def test_a_lost_workers_submission_is_named_and_tried_again_by_the_next_run(small, losing):
    losing("ada")
    status, said = course_grade(small, "--no-sandbox")
    assert status == 1
    assert f"worker lost 1 ada {SLUG} no worker finished it: it ended" in " ".join(said.split())
    assert scores(small) == {"ada": 0, "ben": 0, "cleo": 0}
    losing("nobody")
    status, said = course_grade(small, "--no-sandbox")
    assert (status, first_line(said)) == (0, "1 to grade, 2 graded already")
    assert scores(small) == {"ada": 1, "ben": 0, "cleo": 0}


@pytest.mark.system
def test_a_lesson_changed_since_its_release_is_said_and_graded_as_released(small):
    hand_in(small, "right", RIGHT)
    assert "has changed" not in course_grade(small)[1]
    path = small.solutions / SLUG / NAME
    text = path.read_text("utf-8")
    stamp = json.loads(text)["metadata"]["course"]["version"]
    path.write_text(text.replace(stamp, "0" * 12).replace("0.5 * np.square", "0.1 * np.square"))
    code, said = course_grade(small, "--force")
    assert (code, scores(small)["right"]) == (0, 1)
    assert f"{SLUG} has changed since it was released; graded as released" in said


@pytest.mark.system
def test_the_classs_seed_is_made_once_and_another_grades_again(small, monkeypatch):
    monkeypatch.delenv("COURSE_SEED")
    hand_in(small, "right", RIGHT)
    course_grade(small)
    seed = (small.classroom / "seed.txt").read_text()
    assert len(seed.strip()) == 32
    assert "0 to grade" in course_grade(small)[1]
    assert (small.classroom / "seed.txt").read_text() == seed
    set_limits(small, seed="'another'")
    assert "4 to grade" in course_grade(small)[1]


@pytest.mark.system
def test_what_lies_in_the_wrong_place_is_named(small):
    root = small.classroom / "submitted"
    (root / "ian" / "tiny").mkdir(parents=True)
    (root / "tiny_lee.ipynb").write_text("{}")
    said = course_grade(small)[1]
    assert "class/submitted/ian/tiny is not graded: it is not STUDENT/ASSIGNMENT" in said
    assert "class/submitted/tiny_lee.ipynb is not graded" in said


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a*", r"holds \*, \? or \["),
        ("a\x1b[2J", "holds a sign"),
        (os.fsdecode(b"\xff"), "is not UTF-8"),
    ],
    ids=["pattern", "escape", "bytes"],
)
def test_a_folder_that_is_no_students_name_is_left_out(small, name, why):
    (small.classroom / "submitted" / name / SLUG).mkdir(parents=True)
    status, said = course_grade(small, "--no-sandbox")
    assert (status, scores(small)) == (0, {"ada": 1, "ben": 0, "cleo": 0})
    assert re.search(f"is left out: its name {why}.*; rename it", said)
    assert "\x1b" not in said


def test_a_flag_in_a_cell_of_ones_own_holds_the_answer_also_a_blank_one(small):
    whole = released(small)
    answer = next(cell for cell in whole["cells"] if cell["id"] == EXERCISE)
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": []}
    own |= {"execution_count": None, "source": "import os\n\n" + RIGHT}
    whole["cells"].insert(whole["cells"].index(answer) + 1, own)
    answer["source"] = ""
    hand_in(small, "eve", whole)
    status, said = course_grade(small, "--no-sandbox")
    assert status == 1
    assert "eve" in said
    assert scores(small)["eve"] == 1
    (mark,) = (mark for mark in Classroom(small).marks(SLUG) if mark.student == "eve")
    assert mark.points[EXERCISE] is None


@pytest.mark.system
def test_flags_that_nbgraders_own_autograding_dropped_come_back(small):
    hand_in(small, "flagged", "import os\n\n\n" + RIGHT)
    status, said = course_grade(small)
    assert status == 1
    assert "flagged: cell `half_square_07`, line 1: imports `os`" in said
    Classroom(small).autograde("flagged", SLUG)
    assert "1 to grade" in course_grade(small)[1]
    assert "0 to grade" in course_grade(small)[1]
    (mark,) = [mark for mark in Classroom(small).marks(SLUG) if mark.student == "flagged"]
    assert mark.points[EXERCISE] is None, "it waits for a person"
