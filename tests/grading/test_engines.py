"""The engines with jobs that are no notebooks: order, backpressure, losses, and the end."""

import pickle
import sys
import threading
import time
from collections import Counter
from types import SimpleNamespace

import pytest

from coursekit.errors import CourseError
from coursekit.grading import engines, worker
from coursekit.grading.job import Job, Result, Status
from coursekit.grading.sandbox import SandboxError, StartError

distributed = pytest.importorskip("distributed")


def job(number):
    return Job(f"s{number:02}", "07_tiny", "tiny", (), ())


def graded(job):
    return Result(job.student, job.assignment, Status.GRADED)


@pytest.fixture
def grading(monkeypatch):
    """grading(action): let every worker do `action(job)` instead of grading."""

    def replace(action):
        def grade_one(job, walled=True, *, stopping=None):
            action(job)
            return graded(job)

        monkeypatch.setattr(worker, "grade_one", grade_one)

    return replace


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


def test_leaving_in_mid_run_ends_all_workers_soon(monkeypatch):
    closed, begun = [], threading.Barrier(3)

    def grade_one(job, walled=True, *, stopping=None):
        if job.student != "s00":
            begun.wait(5)
            stopping.wait(30)
            raise worker.Stopped
        return graded(job)

    monkeypatch.setattr(worker, "grade_one", grade_one)
    monkeypatch.setattr(worker, "close", lambda: closed.append(threading.current_thread()))
    with engines.local(2) as engine:
        next(engine.results(map(job, range(20))))
        begun.wait(5)
        start = time.monotonic()
    assert time.monotonic() - start < 1
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


# Dask, without its processes: what the cluster makes of losses


class Futures:
    """As much of a Dask client as Cluster uses; workers die of the jobs in `deadly`.

    A worker takes `AHEAD` jobs and, when it dies, all that it has not done are said to be lost.
    """

    status = "running"
    scheduler = SimpleNamespace(address="tcp://127.0.0.1:8786")

    def __init__(self, deadly=(), workers=2):
        self.deadly, self.workers, self.tried, self.most = deadly, workers, Counter(), 0
        self.pending = []

    def nthreads(self):
        return {f"tcp://127.0.0.1:{n}": 1 for n in range(self.workers)}

    def submit(self, function, data, walled, pure):
        future = SimpleNamespace(key=object(), data=data, function=function)
        future.add_done_callback = lambda done: self._add(future, done)
        return future

    def _add(self, future, done):
        self.pending.append((future, done))
        self.most = max(self.most, len(self.pending))

    def work(self):
        """What one worker makes of the jobs that it holds."""
        taken, self.pending = self.pending[: engines.AHEAD], self.pending[engines.AHEAD :]
        dies = False
        for future, done in taken:
            student = pickle.loads(future.data).student
            dies = dies or student in self.deadly
            self.tried[student] += dies
            future.result = self._die if dies else lambda f=future: f.function(f.data, True)
            done(future)

    def _die(self):
        last = SimpleNamespace(address="tcp://127.0.0.1:1")
        raise distributed.KilledWorker("key", last, 0)


@pytest.fixture
def cluster(monkeypatch):
    def make(**settings):
        client = Futures(**settings)
        found = engines.Cluster(client, walled=True)
        looked = found._next_finished

        def next_finished():
            while found.finished.empty():
                client.work()
            return looked()

        monkeypatch.setattr(found, "_next_finished", next_finished)
        return found, client

    return make


def test_who_shares_a_lost_worker_is_not_blamed(cluster, grading):
    grading(lambda job: None)
    engine, client = cluster(deadly=("s03",))
    found = {one.student: one for one in engine.results(map(job, range(12)))}
    assert len(found) == 12
    assert [name for name, one in found.items() if one.status is not Status.GRADED] == ["s03"]
    assert "3 workers were lost with it" in found["s03"].reason
    assert client.tried["s03"] == 1 + engines.MOST_LOST


def test_each_of_several_that_end_their_worker_is_named(cluster, grading):
    grading(lambda job: None)
    engine, _ = cluster(deadly=("s00", "s01", "s07"), workers=3)
    found = {one.student: one.status for one in engine.results(map(job, range(12)))}
    unfinished = {name for name, status in found.items() if status is not Status.GRADED}
    assert (len(found), unfinished) == (12, {"s00", "s01", "s07"})


def test_a_cluster_too_gets_few_jobs_ahead(cluster, grading):
    grading(lambda job: None)
    engine, client = cluster(workers=3)
    assert len(list(engine.results(map(job, range(30))))) == 30
    assert client.most == engines.AHEAD * 3


def test_a_scheduler_that_is_gone_ends_the_run(cluster, grading):
    grading(lambda job: None)
    engine, client = cluster()
    results = engine.results(map(job, range(9)))
    next(results)
    client.status = "connecting"
    with pytest.raises(CourseError, match=r"scheduler is gone\. What was graded is kept"):
        list(results)


def test_a_cluster_that_stays_empty_ends_the_run(monkeypatch, grading):
    grading(lambda job: None)
    monkeypatch.setattr(engines, "EMPTY_SECONDS", 0.0)
    monkeypatch.setattr(engines, "LOOK_SECONDS", 0.01)
    engine = engines.Cluster(Futures(), walled=True)
    results = engine.results(map(job, range(9)))
    engine.client.workers = 1
    monkeypatch.setattr(engine.client, "nthreads", iter([{"a": 1}, {}, {}, {}, {}]).__next__)
    with pytest.raises(CourseError, match="has no workers; start some on each machine"):
        next(results)


class Ready(Futures):
    """A client whose workers answer what `missing_walls` gives there."""

    def __init__(self, why):
        super().__init__()
        self.why, self.allowed = why, [3]

    def wait_for_workers(self, number, timeout):
        if self.why is TimeoutError:
            raise TimeoutError

    def run(self, function, on_error):
        return {"tcp://10.0.0.7:1": "", "tcp://10.0.0.8:1": self.why}

    def run_on_scheduler(self, function, most):
        scheduler = SimpleNamespace(allowed_failures=self.allowed[-1])
        before = function(most, dask_scheduler=scheduler)
        self.allowed.append(scheduler.allowed_failures)
        return before


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("bubblewrap is missing", r"cannot grade \(tcp://10\.0\.0\.8:1\): bubblewrap is missing"),
        (ModuleNotFoundError("coursekit"), r"cannot grade \(tcp://10\.0\.0\.8:1\): coursekit"),
        (TimeoutError, r"the Dask scheduler at tcp://127\.0\.0\.1:8786 has no workers"),
    ],
)
def test_a_cluster_that_cannot_grade_is_refused(why, said):
    with pytest.raises(CourseError, match=said), engines.Cluster(Ready(why), walled=True):
        pass


def test_the_schedulers_own_setting_is_put_back():
    client = Ready("")
    with engines.Cluster(client, walled=True):
        assert client.allowed[-1] == 0
    assert client.allowed[-1] == 3


def test_without_dask_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(CourseError, match="pip install distributed"),
        engines.dask("tcp://127.0.0.1:1"),
    ):
        pass
