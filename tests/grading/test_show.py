"""What `course grade` shows: progress to who watches, lines in a log, and the table."""

import io
import os
import re
from types import SimpleNamespace

import pytest
from rich.console import Console

from coursekit.grading import show
from coursekit.grading.job import Status
from coursekit.grading.run import Standing
from coursekit.grading.show import Show, table

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests advance."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(show.time, "monotonic", lambda: clock.now)
    return clock


def shown(clock, *, watched, first=5.0, each=0.5, count=40):
    """What is printed while `count` of 40 submissions are graded."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=watched, width=120, highlight=False)
    with Show(console) as progress:
        progress.plan(40, 2)
        for number in range(count):
            clock.now += each if number else first
            graded = SimpleNamespace(student=f"s{number:02}", assignment="07_[tiny]")
            progress.done(graded, SimpleNamespace(seconds=0.1), 0.01, 0.02)
            progress.progress.refresh()
    return ESCAPES.sub("", file.getvalue())


def test_who_watches_sees_count_rate_and_remaining_time(clock):
    said = shown(clock, watched=True)
    assert "40 to grade, 2 graded already" in said
    assert "1/40 5.0 s each" in said
    assert re.search(r"21/40 2\.0 a second 0:00:\d\d s20 07_\[tiny\]", said)
    assert "remain" not in said


def test_a_log_gets_a_line_now_and_then(clock):
    lines = shown(clock, watched=False).splitlines()
    assert lines == [
        "40 to grade, 2 graded already",
        "12 of 40, 2.0 a second, 14 s remain",
        "33 of 40, 2.0 a second, 4 s remain",
    ]


def test_text_of_others_neither_colours_nor_clears_the_terminal():
    assert show.plain("[red]a\x1b[2Jb\r\u202ec\n\td") == "\\[red]a\ufffd[2Jb\ufffd\ufffdc\n\td"


def test_slow_ones_are_shown_in_seconds_each(clock):
    lines = shown(clock, watched=False, each=4.0, count=4).splitlines()
    assert lines[-1] == "3 of 40, 4.0 s each, 148 s remain"


def test_the_seconds_of_each_step_are_summed():
    with Show(Console(file=io.StringIO())) as progress:
        progress.plan(2, 0)
        for student in ("ada", "ben"):
            graded = SimpleNamespace(student=student, assignment="07_tiny")
            progress.done(graded, SimpleNamespace(seconds=2.0), 0.25, 0.5)
    assert progress.seconds == {"restore": 0.5, "execute": 4.0, "record": 1.0}


def standing(student, status, reason="", flags=()):
    return Standing(student, "07_tiny", status, reason, flags, True)


def printed(standings, width=120):
    file = io.StringIO()
    Console(file=file, width=width).print(table(standings))
    return [line.rstrip() for line in file.getvalue().splitlines()]


def test_the_table_names_only_who_needs_a_look():
    lines = printed(
        [
            standing("ada", Status.GRADED),
            standing("ben", Status.GRADED, flags=("imports `os`", "uses `open`")),
            standing("cleo", Status.REFUSED, "[b]`tiny.ipynb`\nis empty"),
            standing("dan", Status.NOT_ATTEMPTED),
        ]
    )
    assert [" ".join(line.split()) for line in lines] == [
        "submissions student assignment why",
        "graded 2",
        "ben 07_tiny flagged: imports `os` (and 1 more)",
        "not attempted 1",
        "refused 1",
        "cleo 07_tiny [b]`tiny.ipynb` is empty",
    ]


def test_a_long_reason_is_cut():
    lines = printed([standing("ada", Status.CRASHED, "x" * 1000)], width=200)
    assert lines[-1].endswith("x…")
    assert lines[-1].count("x") == show.LONGEST - 1


def test_an_empty_class_has_a_table_too():
    assert [line.split() for line in printed([])][1] == ["graded", "0"]


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_terminal_is_known_as_such(is_terminal):
    main, side = os.openpty()
    reading, writing = os.pipe()
    with os.fdopen(side if is_terminal else writing, "w") as file, Show(Console(file=file)) as one:
        assert one.progress.disable is not is_terminal
    for fd in {main, side, reading, writing} - {side if is_terminal else writing}:
        os.close(fd)
