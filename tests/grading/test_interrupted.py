"""`course grade` interrupted, killed, robbed of its processes, and run twice at a time."""

import signal
import time

import pytest
from grading_helpers import (
    PATIENCE,
    all_end,
    copy_class,
    descendants,
    grade,
    hand_in_slow_ones,
    interpreters,
    is_whole,
    journal,
    new_class,
    recorded,
    running,
    scores,
    start,
    until,
)

pytestmark = pytest.mark.system

COUNT = 12
# When to strike: so many submissions recorded by this run, and then so many seconds.
KILLS = [(0, 0.0), (1, 0.0), (1, 0.07), (2, 0.15), (2, 0.11)]
INTERRUPTS = [(0, 0.0), (2, 0.1)]


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """A class that waits to be graded, and how long each submission takes at least."""
    course = new_class(tmp_path_factory.mktemp("released") / "course")
    hand_in_slow_ones(course, COUNT)
    return course


@pytest.fixture(scope="module")
def uninterrupted(handed_in, tmp_path_factory):
    """What a run that nobody disturbs records."""
    course = copy_class(handed_in, tmp_path_factory.mktemp("whole") / "course")
    grade(course, "--workers", "2")
    assert len(journal(course)) == COUNT
    assert set(scores(course).values()) == {0, 1}
    return recorded(course)


@pytest.fixture
def course(handed_in, tmp_path):
    return copy_class(handed_in, tmp_path / "course")


def at(process, course, moment):
    """Wait for a moment of a run; the processes that grade then."""
    before, (count, seconds) = len(journal(course)), moment

    def is_there():
        assert process.poll() is None, "the run ended before the moment came"
        return descendants(process.pid) and len(journal(course)) >= before + count

    until(is_there, f"{count} more recorded")
    time.sleep(seconds)
    return descendants(process.pid)


def finish(course, uninterrupted):
    """Repeat the command: what is missing is graded, and all is as if nothing had happened."""
    kept = journal(course)
    status, said = grade(course, "--workers", "2")
    already = f", {len(kept)} graded already" if kept else ""
    assert said.splitlines()[0] == f"{COUNT - len(kept)} to grade{already}"
    assert status in (0, 1), said
    after = journal(course)
    assert {name: after[name] for name in kept} == kept  # none of these was graded again
    assert recorded(course) == uninterrupted
    assert is_whole(course)


def test_killed_again_and_again_nothing_is_lost(course, uninterrupted):
    for moment in KILLS:
        with running(start(course, "--workers", "2")) as process:
            family = at(process, course, moment)
            process.kill()
            process.wait()
        assert all_end(family), f"left behind after {moment}"
        assert is_whole(course), moment
        marks = scores(course)
        assert all(marks[name] == uninterrupted[0]["test_half_square_07"][name] for name in marks)
    finish(course, uninterrupted)


@pytest.mark.parametrize("moment", INTERRUPTS, ids=["while it starts", "in mid-run"])
def test_an_interrupted_run_ends_at_once_and_says_what_is_kept(moment, course, uninterrupted):
    with running(start(course, "--workers", "2")) as process:
        family = at(process, course, moment)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert f"interrupted; {len(journal(course))} graded and kept. Repeat the command" in said
    assert "Traceback" not in said
    assert len(journal(course)) < COUNT
    assert all_end(family)
    finish(course, uninterrupted)


def test_processes_that_are_killed_are_replaced(course, uninterrupted):
    with running(start(course, "--workers", "2")) as process:
        for role, number in (("sandbox", 2), ("judge", 4), ("judge's child", 6)):
            family = at(process, course, (number - len(journal(course)), 0.1))
            victims = until(lambda role=role: victims_of(process, role), f"a {role}")
            victims[0].kill()
        said, _ = process.communicate(timeout=3 * PATIENCE)
        assert all_end(family)
    assert process.returncode in (0, 1), said
    assert recorded(course) == uninterrupted
    assert is_whole(course)


def victims_of(process, role):
    """The interpreters of a role; of the judge's children those that judge a submission."""
    found = interpreters(process.pid, role.removesuffix("'s child"))
    pids = {p.pid for p in found}
    return [p for p in found if (p.ppid() in pids) == role.endswith("child")]


def test_a_second_run_at_the_same_time_says_so(course, uninterrupted):
    with running(start(course, "--workers", "2")) as process:
        at(process, course, (1, 0.0))
        process.send_signal(signal.SIGSTOP)  # or it might be over too soon
        status, said = grade(course)
        process.send_signal(signal.SIGCONT)
        assert status == 2
        assert f"another `course grade` is at work (process {process.pid})" in said
        process.communicate(timeout=3 * PATIENCE)
    assert recorded(course) == uninterrupted
