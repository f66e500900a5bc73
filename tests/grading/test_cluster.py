"""What the engine makes of a Dask cluster's losses: a client that is none, without processes."""

import pickle
import sys
from collections import Counter
from types import SimpleNamespace

import pytest
from grading_helpers import job

from coursekit.errors import CourseError
from coursekit.grading import engines
from coursekit.grading.job import Status

pytestmark = pytest.mark.system


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
        import distributed  # comes with the tests that need more than Python

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
