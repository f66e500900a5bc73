"""The engines with jobs that are no notebooks: order, backpressure, losses, and the end."""

import threading
import time
from collections import Counter

import pytest
from grading_helpers import graded, job

from coursekit.errors import CourseError
from coursekit.grading import engines, worker
from coursekit.grading.job import Status
from coursekit.grading.sandbox import SandboxError, StartError


def run(workers, jobs):
    """{student: Result}, each yielded exactly once."""
    with engines.local(workers) as engine:
        found = list(engine.results(jobs))
    assert max(Counter(one.student for one in found).values(), default=1) == 1
    return {one.student: one for one in found}


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_every_job_has_its_result(workers, grading):
    grading(lambda job: time.sleep(0.001 * (hash(job.student) % 5)))
    assert run(workers, map(job, range(40))) == {job(n).student: graded(job(n)) for n in range(40)}


def test_no_jobs_start_no_worker(grading):
    grading(lambda job: pytest.fail("nothing is to be graded"))
    with engines.local(3) as engine:
        assert list(engine.results([])) == []
        assert not engine.threads


def test_a_quick_job_is_not_held_up_by_a_slow_one(grading):
    quick = threading.Event()
    grading(lambda job: None if job.student != "s00" else quick.wait(10))
    with engines.local(2) as engine:
        results = engine.results(map(job, range(6)))
        assert [next(results).student for _ in range(5)] == [f"s{n:02}" for n in range(1, 6)]
        quick.set()
        assert [one.student for one in results] == ["s00"]


@pytest.mark.parametrize("workers", [1, 3])
def test_few_jobs_are_taken_ahead(workers, grading):
    pulled, most, done = 0, 0, 0
    grading(lambda job: None)

    def jobs():
        nonlocal pulled, most
        for number in range(50):
            pulled += 1
            most = max(most, pulled - done)
            yield job(number)

    with engines.local(workers) as engine:
        for _ in engine.results(jobs()):
            done += 1
    assert (done, most) == (50, engines.AHEAD * workers)


def test_no_more_workers_than_jobs(grading):
    grading(lambda job: None)
    with engines.local(16) as engine:
        list(engine.results(map(job, range(3))))
        assert len(engine.threads) <= 3


@pytest.mark.parametrize("error", [SandboxError("s03/07_tiny: it ended"), MemoryError("it ended")])
def test_a_lost_job_is_reported_by_name_and_the_rest_is_graded(error, grading):
    def action(job):
        if job.student == "s03":
            raise error

    grading(action)
    found = run(2, map(job, range(8)))
    assert found["s03"].status is Status.WORKER_LOST
    assert found["s03"].reason.startswith("no worker finished it: ")
    assert found["s03"].reason.endswith("it ended")
    assert "s03" not in found["s03"].reason
    assert [one.status for one in found.values()].count(Status.GRADED) == 7


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StartError("no room"), "do not start, so nothing can be graded: no room"),
        (OSError(24, "Too many open files"), "cannot go on .*Too many open files"),
    ],
)
def test_what_would_befall_every_job_ends_the_run(error, said, grading):
    tried = []

    def action(job):
        tried.append(job.student)
        if job.student == "s02":
            raise error

    grading(action)
    with pytest.raises(CourseError, match=said):
        run(1, map(job, range(50)))
    assert len(tried) <= 4


def test_leaving_in_mid_run_tells_all_workers_to_end(monkeypatch):
    closed, told, begun = [], [], threading.Barrier(3)

    def grade_one(job, walled=True, *, stopping=None):
        if job.student != "s00":
            begun.wait(5)
            told.append(stopping.wait(60))
            raise worker.Stopped
        return graded(job)

    monkeypatch.setattr(worker, "grade_one", grade_one)
    monkeypatch.setattr(worker, "close", lambda: closed.append(threading.current_thread()))
    with engines.local(2) as engine:
        next(engine.results(map(job, range(20))))
        begun.wait(5)
    assert told == [True, True]
    assert len(closed) == 2
    assert not any(thread.is_alive() for thread in engine.threads)


def test_an_error_of_the_caller_ends_the_workers_too(grading):
    grading(lambda job: None)

    def jobs():
        yield from map(job, range(5))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), engines.local(2) as engine:
        list(engine.results(jobs()))
    assert not any(thread.is_alive() for thread in engine.threads)


def test_a_fault_in_the_making_of_jobs_comes_out(grading):
    grading(lambda job: None)

    def jobs():
        yield job(0)
        raise CourseError("the disk is full")

    with pytest.raises(CourseError, match="the disk is full"):
        run(2, jobs())
