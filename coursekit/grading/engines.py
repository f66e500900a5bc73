"""Where Jobs are graded: threads with interpreters of their own here, or a Dask cluster.

An engine takes Jobs one by one, keeps no more of them than its workers need, and yields each with
its Result as soon as it is there. A Job whose worker is lost is tried elsewhere, then reported.
What would befall every Job, like a machine without bubblewrap, ends the run instead.
"""

import logging
import os
import pickle
import queue
import threading
import time
from collections import Counter, deque
from contextlib import contextmanager, suppress
from typing import Protocol

from coursekit.errors import CourseError
from coursekit.grading import sandbox, worker
from coursekit.grading.job import Result, Status

AHEAD = 2  # jobs a worker, so that none of them ever waits
MOST_SAID = 2000  # characters of a reason
MOST_LOST = 2  # times that a job is tried again after its worker was lost
CONNECT_SECONDS = 5
WORKERS_SECONDS = 20  # that the first worker may take to come
LOOK_SECONDS = 1.0  # between looks at a cluster from which nothing comes
EMPTY_SECONDS = 60.0  # that a cluster may be without any worker; a lost one may come back

DOES_NOT_START = "The interpreters that grade do not start, so nothing can be graded: {}"
TROUBLE = "This machine, or a worker's, cannot go on ({}: {}). What was graded is kept."
NO_DASK = "`--scheduler` needs Dask, here and on the workers: pip install distributed"
NO_SCHEDULER = (
    "no Dask scheduler answers at {} ({}); start one with `dask scheduler`, and workers with "
    "`dask worker ADDRESS --nworkers 2 --nthreads 1`"
)
NO_WORKERS = (
    "the Dask scheduler at {} has no workers; start some on each machine with "
    "`dask worker {} --nworkers 2 --nthreads 1`, and repeat the command"
)
GONE = (
    "The Dask scheduler is gone. What was graded is kept: start it again and repeat the command; "
    "it grades what is missing."
)
NOT_READY = "A Dask worker cannot grade ({}): {}"
NOT_THERE = "the course must be installed on the scheduler and on every worker, as it is here ({})"


class Engine(Protocol):
    """Grades jobs. Knows nothing of notebooks, students or gradebooks."""

    def results(self, jobs):
        """Yield a Result for each of `jobs`, in any order."""


@contextmanager
def local(workers=0, *, walled=True):
    """As many workers as processors, or as asked for, on this machine."""
    engine = Local(workers or os.cpu_count() or 1, walled)
    try:
        yield engine
    finally:
        engine.close()


class Local:
    """Threads, each of which waits for a sandbox and a judge: two processes of its own."""

    def __init__(self, workers, walled):
        self.workers, self.walled = workers, walled
        self.jobs, self.done = queue.Queue(), queue.Queue()
        self.stopping = threading.Event()
        self.threads = []

    def results(self, jobs):
        jobs, waiting = iter(jobs), 0
        while True:
            while waiting < AHEAD * self.workers and (job := next(jobs, None)) is not None:
                self.jobs.put(job)
                waiting += 1
                if len(self.threads) < min(self.workers, waiting):
                    self._start()
            if not waiting:
                return
            result = self.done.get()
            waiting -= 1
            if isinstance(result, BaseException):
                raise result
            yield result

    def _start(self):
        thread = threading.Thread(target=self._work, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _work(self):
        try:
            while (job := self.jobs.get()) is not None and not self.stopping.is_set():
                self.done.put(attempt(job, self.walled, self.stopping))
        except BaseException as error:
            self.done.put(error)
        finally:
            worker.close()

    def close(self):
        """End all workers, also in the middle of a job."""
        self.stopping.set()
        for _ in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join()


def attempt(job, walled, stopping=None):
    """The Result of a job; or a CourseError, not raised: what would befall every other job too."""
    try:
        return worker.grade_one(job, walled, stopping=stopping)
    except worker.Stopped:
        raise
    except sandbox.StartError as error:
        return CourseError(DOES_NOT_START.format(error))
    except OSError as error:
        return CourseError(TROUBLE.format(type(error).__name__, error))
    except Exception as error:
        kind = "" if isinstance(error, sandbox.SandboxError) else f"{type(error).__name__}: "
        said = str(error).removeprefix(f"{job.name}: ")
        return lost(job, f"no worker finished it: {kind}{said}"[:MOST_SAID])


def lost(job, reason):
    """The Result of a job that no worker could finish."""
    return Result(job.student, job.assignment, Status.WORKER_LOST, reason)


@contextmanager
def dask(address, *, walled=True):
    """The workers of a Dask cluster, by its scheduler's address."""
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(NO_DASK) from None
    _silence("distributed")
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise CourseError(NO_SCHEDULER.format(address, _first_line(error))) from None
    try:
        with Cluster(client, walled) as cluster:
            yield cluster
    finally:
        with suppress(Exception):  # of a scheduler that is gone
            client.close(timeout=2)


class Cluster:
    """Dask finds a worker for each job, and says when one is lost.

    Which of the jobs on a lost worker was to blame it does not know, so the second time that a job
    is among them it waits until all others are done, and is then tried alone.
    """

    def __init__(self, client, walled):
        self.client, self.walled = client, walled
        self.waiting, self.finished = {}, queue.Queue()
        self.losses, self.threads, self.seen = Counter(), 0, time.monotonic()

    def __enter__(self):
        """Wait for a worker, see that all can grade, and take the counting of losses over."""
        address = self.client.scheduler.address
        with _no_longer_there():
            try:
                self.client.wait_for_workers(1, timeout=WORKERS_SECONDS)
            except TimeoutError:
                raise CourseError(NO_WORKERS.format(address, address)) from None
            if self.walled:
                for place, why in self.client.run(sandbox.missing_walls, on_error="return").items():
                    if why:
                        raise CourseError(NOT_READY.format(place, why))
            self.allowed = self.client.run_on_scheduler(_allow_failures, 0)
        return self

    def __exit__(self, *_):
        with suppress(Exception):
            self.client.run_on_scheduler(_allow_failures, self.allowed)

    def results(self, jobs):
        jobs, suspects = iter(jobs), deque()
        while True:
            while len(self.waiting) < AHEAD * self._workers():
                if (job := next(jobs, None)) is None:
                    break
                self._submit(job)
            if not self.waiting:
                if not suspects:
                    return
                self._submit(suspects.popleft())
            future = self._next_finished()
            job = self.waiting.pop(future.key)[0]
            result = self._result(future, job)
            if result is not None:
                yield result
            elif self.losses[job.name] < MOST_LOST:
                self._submit(job)
            else:
                suspects.append(job)

    def _submit(self, job):
        with _no_longer_there():
            data = pickle.dumps(job)  # Dask would look into anything but bytes
            future = self.client.submit(_attempt_there, data, self.walled, pure=False)
        self.waiting[future.key] = job, future
        future.add_done_callback(self.finished.put)

    def _next_finished(self):
        while True:
            with suppress(queue.Empty):
                return self.finished.get(timeout=LOOK_SECONDS)
            if not self._workers() and time.monotonic() > self.seen + EMPTY_SECONDS:
                address = self.client.scheduler.address
                raise CourseError(NO_WORKERS.format(address, address))

    def _workers(self):
        """Threads of all workers, as they were a moment ago."""
        now = time.monotonic()
        if self.client.status != "running":
            raise CourseError(GONE)
        if not self.threads or now > self.seen + LOOK_SECONDS:
            with _no_longer_there():
                self.threads = sum(self.client.nthreads().values())
            self.seen = now if self.threads else self.seen
        return self.threads

    def _result(self, future, job):
        """The Result; None where the worker was lost and the job is to be tried again."""
        from distributed import KilledWorker

        try:
            with _no_longer_there():
                result = future.result()
        except KilledWorker as error:
            self.losses[job.name] += 1
            if self.losses[job.name] <= MOST_LOST:
                return None
            where = getattr(error.last_worker, "address", "unknown")
            said = f"{self.losses[job.name]} workers were lost with it, the last at {where}"
            return lost(job, f"no worker finished it: {said}")
        if isinstance(result, CourseError):
            raise result
        return result


def _attempt_there(data, walled):
    # No exception crosses: one that cannot be read there would leave the coordinator waiting.
    return attempt(pickle.loads(data), walled)


def _allow_failures(most, dask_scheduler=None):
    """Set how often the scheduler tries a task again when its worker is lost; what was set."""
    before, dask_scheduler.allowed_failures = dask_scheduler.allowed_failures, most
    return before


@contextmanager
def _no_longer_there():
    """Turn what Dask raises when its scheduler is gone, or lacks the course, into a CourseError."""
    from distributed import CancelledError
    from distributed.comm import CommClosedError

    try:
        yield
    except (CancelledError, CommClosedError):
        raise CourseError(GONE) from None
    except (ImportError, AttributeError, RuntimeError) as error:  # it cannot read what it was sent
        raise CourseError(NOT_THERE.format(_first_line(error))) from None


def _silence(package):
    """No tracebacks amid the progress bar: the messages here say it better."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == package:  # several have handlers of their own
            logging.getLogger(name).handlers[:] = [logging.NullHandler()]


def _first_line(error):
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
