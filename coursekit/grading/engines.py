"""Where Jobs are graded: threads with interpreters of their own here, or a Dask cluster.

An engine takes Jobs one by one, keeps no more of them than its workers need, and yields each with
its Result as soon as it is there. A Job whose worker is lost is tried elsewhere, then reported.
"""

import os
import queue
import threading
from contextlib import contextmanager
from typing import Protocol

from coursekit.errors import CourseError
from coursekit.grading import worker
from coursekit.grading.job import Result, Status
from coursekit.grading.sandbox import SandboxError, StartError

AHEAD = 2  # jobs waiting for each worker, so that none of them ever waits
MOST_LOST = 2  # times that a job is tried again after its worker was lost
CONNECT_SECONDS = 20
DOES_NOT_START = "The interpreters that grade do not start, so nothing can be graded: {}"


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
                raise CourseError(DOES_NOT_START.format(result))
            yield result

    def _start(self):
        thread = threading.Thread(target=self._work, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _work(self):
        try:
            while (job := self.jobs.get()) is not None:
                self.done.put(self._grade(job))
        except BaseException as error:
            self.done.put(error)
        finally:
            worker.close()

    def _grade(self, job):
        try:
            return worker.grade_one(job, self.walled, stopping=self.stopping)
        except StartError:
            raise
        except SandboxError as error:
            return lost(job, str(error))

    def close(self):
        """End all workers, also in the middle of a job."""
        self.stopping.set()
        for _ in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join()


def lost(job, why):
    """The Result of a job that no worker could finish."""
    reason = f"no worker finished it: {why}"
    return Result(job.student, job.assignment, Status.WORKER_LOST, reason)


@contextmanager
def dask(address, *, walled=True):
    """The workers of a Dask cluster, by its scheduler's address."""
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(
            "`--scheduler` needs Dask: pip install 'distributed' here and on the workers"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise CourseError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}); start one with "
            "`dask scheduler`, workers with `dask worker ADDRESS --nworkers 2 --nthreads 1`"
        ) from None
    with client:
        yield Cluster(client, walled)


class Cluster:
    """Dask's own scheduling: a job of a lost worker goes to another one."""

    def __init__(self, client, walled):
        self.client, self.walled = client, walled
        client.run_on_scheduler(_set_allowed_failures, MOST_LOST)

    def results(self, jobs):
        from distributed import as_completed

        jobs, waiting, finished = iter(jobs), {}, as_completed([], loop=self.client.loop)
        while True:
            while len(waiting) < AHEAD * self._workers() and (job := next(jobs, None)) is not None:
                future = self.client.submit(worker.grade_one, job, self.walled, pure=False)
                waiting[future.key] = job
                finished.add(future)
            if not waiting:
                return
            future = next(finished)
            yield self._result(future, waiting.pop(future.key))

    def _workers(self):
        return max(1, sum(self.client.nthreads().values()))

    def _result(self, future, job):
        from distributed import CancelledError, KilledWorker

        try:
            return future.result()
        except CancelledError:
            raise CourseError(
                "The Dask scheduler is gone. What was graded is kept: start it again and repeat "
                "the command; it grades what is missing."
            ) from None
        except KilledWorker as error:
            return lost(job, f"{MOST_LOST + 1} workers were lost with it ({error.last_worker})")
        except StartError as error:
            raise CourseError(DOES_NOT_START.format(error)) from None
        except SandboxError as error:
            return lost(job, str(error))


def _set_allowed_failures(most, dask_scheduler=None):
    dask_scheduler.allowed_failures = most
