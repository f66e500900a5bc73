"""Grades one Job: `grade_one`. A worker, on this machine or another, runs nothing else."""

import contextlib
import hashlib
import pickle
import socket
import threading
import time
from collections import OrderedDict

from coursekit.grading.job import SETUP, TEST, Ran, Result, Status
from coursekit.grading.sandbox import SandboxError, StartError, Zygote
from coursekit.grading.sanitize import safe_outputs
from coursekit.grading.wire import BadMessage, Channel, Closed, Late

LOOK_SECONDS = 0.25  # between looks at memory and at the clock
LAST_SECONDS = 15.0  # that the judge has to finish once the sandbox is ended
WARM = 2  # lessons whose interpreters a worker keeps
TRIES = 3
PARALLEL, PARALLEL_SECONDS = 1.3, 2.0  # processors that a submission may keep busy, and slack

_own = threading.local()


class Stopped(Exception):
    """Grading was asked to stop."""


class Stalled(Exception):
    """The judge did not come to an end, though the student's process is gone."""


def grade_one(job, walled=True, *, stopping=None):
    """The Result of a Job. Interpreters are kept warm between calls of one thread.

    Raises SandboxError when the interpreters fail again and again, and Stopped soon after
    `stopping` is set.
    """
    start = time.perf_counter()
    for trial in range(1, TRIES + 1):
        try:
            pair = _pair(job, walled)
            status, reason, ran = _grade(job, pair, stopping)
            break
        except Stalled:  # of hostile replies, most likely: a second try would take as long
            _forget(job, walled)
            status, reason, ran = Status.TIMED_OUT, "its checks did not come to an end", ()
            break
        except SandboxError as error:
            _forget(job, walled)
            if trial == TRIES:
                raise type(error)(f"{job.name}: {error}") from None
    seconds = time.perf_counter() - start
    return Result(job.student, job.assignment, status, reason, ran, seconds, trial)


def close():
    """End the interpreters of this thread."""
    for pair in getattr(_own, "pairs", {}).values():
        pair.close()
    _own.pairs = OrderedDict()


def opening(job):
    """The setup cells with which the job opens: the same for a whole class, so run once."""
    cells = []
    for cell in job.cells:
        if cell.role != SETUP:
            break
        cells.append(cell)
    return cells


class Pair:
    """Sandbox and judge of one lesson, with its opening cells run in both."""

    def __init__(self, job, walled):
        setup = {"files": job.files, "limits": job.limits, "walled": walled}
        # The judge compiles the tests once for the class. They stay out of the sandbox.
        tests = [cell for cell in job.cells if cell.role == TEST]
        known = {"sandbox": opening(job), "judge": [*opening(job), *tests]}
        self.zygotes = []
        try:
            for role, cells in known.items():  # both start before either is waited for
                self.zygotes.append(Zygote(role, prelude=cells, **setup))
            self.sandbox, self.judge = self.zygotes
            self.sandbox.wait()
            kept = 2 * job.limits.output
            self.opened = [
                Ran(index, safe_outputs(outputs, limit=kept), count)
                for index, outputs, count in self.judge.wait()
            ]
        except SandboxError as error:
            self.close()
            raise StartError(str(error)) from None
        except BaseException:
            self.close()
            raise

    def close(self):
        for zygote in self.zygotes:
            zygote.close()


def _key(job, walled):
    prelude = [(cell.id, cell.source) for cell in opening(job)]
    data = pickle.dumps((prelude, job.files, job.limits, walled))
    return hashlib.sha256(data).hexdigest()


def _pair(job, walled):
    pairs = _own.__dict__.setdefault("pairs", OrderedDict())
    key = _key(job, walled)
    if key not in pairs:
        while len(pairs) >= WARM:
            pairs.popitem(last=False)[1].close()
        pairs[key] = Pair(job, walled)
    pairs.move_to_end(key)
    return pairs[key]


def _forget(job, walled):
    pair = getattr(_own, "pairs", {}).pop(_key(job, walled), None)
    if pair is not None:
        pair.close()


def _grade(job, pair, stopping):
    """(status, reason, ran) of a job that both children work on."""
    answers, theirs = socket.socketpair()
    results, judges = socket.socketpair()
    with contextlib.ExitStack() as stack:
        for sock in (answers, theirs, results, judges):
            stack.enter_context(sock)
        channel = Channel(results, 1 << 30)
        try:
            # The judge reads its job while the sandbox builds its walls.
            pair.judge.start(answers, judges)
            channel.send({}, [pickle.dumps(job)])
            pair.sandbox.start(theirs)
        except BaseException:
            # Half a pair would leave the next submission with this one's child.
            raise SandboxError("the interpreters did not start a child") from None
        for sock in (answers, theirs, judges):
            sock.close()
        watch = _Watch(job.limits, pair, stopping)
        ran, last = _collect(channel, watch)
        ended = pair.sandbox.stop()
        pair.judge.stop()
    status, reason = _verdict(last, watch.ended, ended)
    by_place = {one.index: one for one in [*pair.opened, *ran]}
    return status, reason, tuple(by_place[place] for place in sorted(by_place))


class _Watch:
    """Looks at the clock, memory and processors, and ends the sandbox when it takes too much."""

    def __init__(self, limits, pair, stopping):
        self.limits, self.pair, self.stopping = limits, pair, stopping
        self.end = time.monotonic() + limits.wall_seconds
        self.next = time.monotonic() + LOOK_SECONDS
        self.ended = None  # (status, reason)
        self.first = None  # (when, processor seconds until then)

    def look(self):
        """Called at every turn: also many short cells come to an end."""
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + LOOK_SECONDS
        if self.stopping is not None and self.stopping.is_set():
            raise Stopped
        if self.ended:
            if now > self.end + LAST_SECONDS:
                raise Stalled
            return
        if now > self.end:
            reason = f"took more than {self.limits.wall_seconds:g} seconds in all"
            self.ended = (Status.TIMED_OUT, reason)
        elif reason := self._too_much(now):
            self.ended = (Status.CRASHED, reason)
            self.end = now
        if self.ended:
            self.pair.sandbox.stop()

    def _too_much(self, now):
        memory, busy = self.pair.sandbox.use()
        self.first = self.first or (now, busy)
        if memory > self.limits.memory and self.pair.sandbox.own_memory() > self.limits.memory:
            return f"used more than {self.limits.memory / 2**30:.3g} GiB of memory"
        # An answer has one thread; what keeps more busy takes the time of other submissions.
        if busy - self.first[1] > PARALLEL * (now - self.first[0]) + PARALLEL_SECONDS:
            return "kept several processors busy at once"
        return ""


def _collect(channel, watch):
    """(Ran of each cell, the judge's last word), as the judge reports them."""
    ran = []
    try:
        while True:
            ready = channel.ready(LOOK_SECONDS)
            watch.look()
            if not ready:
                continue
            message, _ = channel.receive(seconds=LAST_SECONDS)
            if "index" not in message:
                return ran, message
            ran.append(Ran(message["index"], tuple(message["outputs"]), message["count"]))
    except (Closed, Late, BadMessage) as error:
        raise SandboxError(f"the judge {error}") from None


def _verdict(last, watched, ended):
    """What became of the submission, from the judge's last word and how the sandbox ended."""
    if watched:
        return watched
    if last["late"]:
        return Status.TIMED_OUT, last["lost"] or "a cell took too long"
    if last["lost"]:
        how = f" ({ended})" if ended and ended != "killed" else ""
        return Status.CRASHED, last["lost"] + how
    return Status.GRADED, ""
