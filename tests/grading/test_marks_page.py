"""class/marks.html says what became of a class."""

import re

import pytest

from coursekit.classroom import Mark, write_marks
from coursekit.marks_page import lesson_part, likely, marks_page

MAXIMUM = {"one": 2, "two": 3, "essay": 5}


def mark(student, one, two, essay=None, penalty=0.0):
    return Mark(student, "01_a", {"one": one, "two": two, "essay": essay}, MAXIMUM, penalty)


MARKS = [mark("ada", 2, 3, 5), mark("ben", 2, 0), mark("cleo", 0, 1), mark("dan", 0, 0, 0)]
TOLD = "one(3) is 4\n  likely <b>You</b> summed.\n  more"
ENTRIES = {
    "ben": {
        "status": "graded",
        "outcomes": {"one": ["solved", ""], "two": ["raised", "NameError: x"]},
        "flags": {"one": ["It takes `f` from lossutils."]},
        "notes": ["a cell <i>moved</i>"],
    },
    "cleo": {
        "status": "timed out",
        "reason": "cell two <script>x</script>",
        "outcomes": {"one": ["wrong", TOLD], "two": ["wrong", TOLD], "essay": ["written", ""]},
    },
    "dan": {
        "status": "not attempted",
        "outcomes": {name: ["not attempted", ""] for name in MAXIMUM},
    },
}
TITLES = {None: "1. A lesson", "one": "1.1: First & foremost"}


def part(entries=ENTRIES):
    return lesson_part("01_a", MARKS, entries, TITLES)


def test_histogram_counts_everyone_once():
    bars = part()["histogram"]
    assert [count for _, count, _ in bars] == [1, 0, 1, 0, 1, 0, 0, 0, 0, 1]
    assert max(height for *_, height in bars) == 100


def test_bars_say_what_became_of_each_exercise():
    bars = {row["title"]: [(k, n) for k, n, *_ in row["parts"]] for row in part()["exercises"]}
    assert bars == {
        "1.1: First & foremost": [("solved", 2), ("wrong", 1), ("not attempted", 1)],
        "two": [
            *(("solved", 1), ("partly solved", 1)),
            *(("raised an error", 1), ("not attempted", 1)),
        ],
        "essay": [("graded by hand", 1), ("waits for a grade", 2), ("not attempted", 1)],
    }


def test_what_could_not_be_read_is_no_missing_attempt():
    refused = {**ENTRIES["dan"], "status": "refused"}
    found = {row["title"]: row["parts"] for row in part({"dan": refused})["exercises"]}
    assert [p[:2] for p in found["two"] if p[0].startswith("not r")] == [("not readable", 1)]
    assert ("not readable", 1) in [p[:2] for p in found["essay"]]


def test_shares_are_percent_of_students():
    assert [row["share"] for row in part()["exercises"]] == ["50 %", "25 %", "by hand"]


def test_failures_are_counted_by_exercise_and_likely_mistake():
    twice = {"a": ENTRIES["cleo"], "b": ENTRIES["cleo"], "c": ENTRIES["ben"]}
    assert part(twice)["failures"] == [
        ("1.1: First & foremost", "<b>You</b> summed.", 2),
        ("two", "<b>You</b> summed.", 2),
        ("two", "NameError: x", 1),
    ]


@pytest.mark.parametrize(
    ("message", "short"),
    [(TOLD, "<b>You</b> summed."), ("first\nsecond", "first"), ("", ""), ("x" * 999, None)],
)
def test_a_message_is_cut_to_its_reason(message, short):
    assert likely(message) == (short if short is not None else "x" * 199 + "…")


def test_page_names_what_needs_a_look():
    page = marks_page(MARKS, {"01_a": ENTRIES}, {"01_a": TITLES})
    for said in (
        "timed out",
        "It takes `f` from lossutils.",
        "2 written answers wait",
        "4 students",
    ):
        assert said in page
    assert "not attempted</td>" not in page


def test_page_escapes_runs_nothing_and_asks_for_nothing():
    page = marks_page(MARKS, {"01_a": ENTRIES}, {"01_a": TITLES})
    assert "&lt;script&gt;x" in page
    assert not re.search(r"<script|<b>You|<i>moved|https?:|url\(|@import|src=", page)


@pytest.mark.parametrize("marks", [MARKS, []], ids=["no journal", "no marks"])
def test_page_is_made_from_little(marks):
    page = marks_page(marks, {}, {})
    assert "</html>" in page
    assert ("waits for a grade" in page) == bool(marks)


def test_table_ends_in_status_and_penalty(tmp_path):
    write_marks(tmp_path / "marks.csv", [mark("ben", 2, 0, penalty=1.5)], {"01_a": ENTRIES})
    head, row = (tmp_path / "marks.csv").read_text().splitlines()
    assert head.endswith(",total,maximum,to_grade,status,late_penalty")
    assert row.endswith(",2,10,1,graded,1.5")
