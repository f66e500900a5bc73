"""The judge's side of one submission: runs the tests here, and the student's cells in the sandbox.

A test calls an answer as it would in a notebook. What it calls is a proxy: the arguments cross to
the sandbox, and back come the value, changes to the arguments, warnings, prints or the exception.
"""

import builtins
import contextlib
import inspect
import keyword
import linecache
import os
import signal
import sys
import time
import tracemalloc
import warnings
from types import SimpleNamespace

import numpy as np

from coursekit.grading.job import SETUP, TEST
from coursekit.grading.sanitize import safe_outputs
from coursekit.grading.wire import (
    BadMessage,
    Closed,
    Late,
    decode,
    encode,
    opaque,
    plain_name,
    stray,
)

GRACE = 3.0  # seconds that the sandbox has to stop a cell by itself before it is ended
SOURCE = "<{}>"  # the file name of a cell's code, in both processes
SHOWN = 4  # times the output of one cell: what all cells that a student wrote may show together
MOST_PARAMETERS = 100
LONGEST = 200_000  # characters of a cell whose lines are kept
CANNOT_CROSS = (
    "this check calls {} with a {}, which does not cross to the sandbox: a graded answer is a "
    "function of data (tell your instructor)"
)


class CellTimeoutError(BaseException):
    """The time of a cell is up. Named as nbclient names it, which feedback knows."""

    def __init__(self):
        super().__init__("this took too long and was stopped")


class AnswerLost(BaseException):
    """The process that runs the student's code is gone. No check may take it for an answer."""


def run(job, shell, channel, results, *, done):
    """Run the job's cells from number `done` on, and send what each one left."""
    os.environ["COURSE_SEED"] = job.seed
    signal.signal(signal.SIGALRM, _time_is_up)
    warnings.formatwarning = _warning  # Python's own shows a line of code: of a hidden test
    for cell in job.cells:
        if len(cell.source) > LONGEST:  # no traceback needs a line of such a cell
            continue
        lines = cell.source.splitlines(keepends=True)
        name = SOURCE.format(cell.id)
        linecache.cache[name] = (len(cell.source), None, lines, name)
    sandbox = Sandbox(channel, job)
    left = SHOWN * job.limits.output
    for cell in job.cells[done:]:
        outputs, count = _run_cell(cell, shell, sandbox, job.limits.cell_seconds)
        most = 2 * job.limits.output
        if cell.role not in (SETUP, TEST):
            most = min(most, left)
        kept = list(safe_outputs(outputs, limit=most))
        if cell.role not in (SETUP, TEST):
            left = max(0, left - len(str(kept)))
        results.send({"index": cell.index, "outputs": kept, "count": count})
    results.send({"lost": sandbox.lost, "late": sandbox.late})


def _time_is_up(*_):
    raise CellTimeoutError


def _run_cell(cell, shell, sandbox, seconds):
    sandbox.end_of_cell = time.monotonic() + seconds
    if cell.role not in (SETUP, TEST):
        shell.count += 1
        return sandbox.run(cell), shell.count
    if cell.role == SETUP:
        sandbox.run(cell)
    else:
        sandbox.bind(shell.namespace)
    signal.setitimer(signal.ITIMER_REAL, seconds + 2 * GRACE)
    try:
        return shell.run(cell.source, cell.id), shell.count
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Sandbox:
    """The process with the student's code, as the judge sees it. Once lost it stays lost."""

    def __init__(self, channel, job):
        self.channel, self.functions, self.found = channel, job.functions, {}
        self.cells = {SOURCE.format(c.id) for c in job.cells if c.role not in (SETUP, TEST)}
        setup = [cell.id for cell in job.cells if cell.role == SETUP]
        # What the tests find set: where they set nothing else, the student's own settings hold.
        self.errors, self.filters = np.geterr(), list(warnings.filters)
        self.most = job.limits.memory
        self.end_of_cell, self.late, self.lost = 0.0, False, ""
        self._ask({"functions": list(job.functions), "setup": setup}, answer=False)

    @property
    def seconds(self):
        return self.end_of_cell - time.monotonic()

    def _ask(self, message, buffers=(), *, answer=True):
        """Send a request and wait for its reply; AnswerLost when none comes."""
        if self.lost:
            raise AnswerLost(self.lost)
        end = max(self.end_of_cell, time.monotonic()) + GRACE
        try:
            self.channel.send(message, buffers, seconds=end - time.monotonic())
            return self.channel.receive(seconds=end - time.monotonic()) if answer else None
        except Closed:
            self.lost = "the process that ran the code ended"
        except Late:
            self.late = True
            self.lost = "the code did not stop when its time was up"
        except BadMessage as error:
            self.lost = f"what came back from the code {error}"
        except MemoryError:
            self.lost = "what came back from the code is too large"
        self.channel.close()
        raise AnswerLost(self.lost)

    def run(self, cell):
        """Run a cell there; its outputs, as claimed."""
        seconds = max(self.seconds, 0.1)
        request = {"do": "cell", "source": cell.source, "name": cell.id, "seconds": seconds}
        try:
            reply, _ = self._ask(request)
        except AnswerLost as error:
            return [_error("AnswerLost", str(error))]
        found = reply.get("functions")
        self.found = found if isinstance(found, dict) else {}
        outputs = reply.get("outputs")
        if "CellTimeoutError" in _names(outputs):
            self.late = True
        return outputs

    def bind(self, namespace):
        """Let the tests see the functions that they may call as they stand now."""
        for name in self.functions:
            info = self.found.get(name)
            if isinstance(info, dict) and "kind" in info:
                namespace[name] = opaque(info["kind"])
            elif isinstance(info, dict):
                namespace[name] = Answer(name, info, self)
            elif self.lost:
                namespace[name] = Answer(name, {}, self)  # says so when it is called
            else:
                namespace.pop(name, None)

    def call(self, name, args, options):
        """Call a function there and do here what the call did."""
        if self.seconds <= 0:
            self.late = True
            raise CellTimeoutError
        buffers = []
        errors = {key: how for key, how in np.geterr().items() if how != self.errors[key]}
        filters = self._action()
        request = {"do": "call", "name": name, "seconds": self.seconds, "errors": errors}
        request |= {"filters": filters, "traced": tracemalloc.is_tracing()}
        request["arguments"] = encode((args, options), buffers)
        if kind := stray(request["arguments"]):
            raise TypeError(CANNOT_CROSS.format(name, kind))
        reply, raw = self._ask(request, buffers)
        try:
            if request["traced"]:
                _trace(reply["peak"], self.most)
            _print_again(reply["printed"])
            warned = [_known_warning(*one) for one in reply["warned"]]
        except Exception:
            self._unreadable()
        for warning in warned:
            warnings.warn_explicit(*warning)  # the test may have made an error of it
        try:
            if "error" in reply:
                return self._raise(reply["error"])
            if "changed" in reply:
                _change((args, options), decode(reply["changed"], raw))
            return decode(reply["value"], raw)
        except Exception as error:
            if getattr(error, "from_answer", False):
                raise
            self._unreadable()

    def _unreadable(self):
        self.lost = "what came back from the code cannot be read"
        self.channel.close()
        raise AnswerLost(self.lost) from None

    def _action(self):
        """What the test has set for all warnings, "always" for finer settings, "" for none."""
        if list(warnings.filters) == self.filters:
            return ""
        action, message, category, module, line = warnings.filters[0]
        plain = message is None and category is Warning and module is None and line == 0
        return action if plain else "always"

    def _raise(self, report):
        """Raise the student's exception here, from their own line."""
        names = [name for name in report["names"] if isinstance(name, str)]
        if names[0] == CellTimeoutError.__name__:
            self.late = True
            raise CellTimeoutError  # and no word of the student's: it passes a hidden check
        error = exception(names, str(report["said"]))
        for file, line in reversed(report["frames"]):
            if file in self.cells and type(line) is int and 0 < line < 100_000:
                # An empty program of that name and line, so that a traceback shows it.
                exec(compile("\n" * (line - 1) + "raise error", file, "exec"), {"error": error})
        raise error


def exception(names, said):
    """An exception that is called and caught as the student's was, and says the same."""
    base = next(filter(None, map(_builtin_exception, names)), Exception)
    body = {"__init__": lambda self: None, "__str__": lambda self: said, "from_answer": True}
    return type(plain_name(names[0]), (base,), body)()


def _builtin_exception(name):
    kind = getattr(builtins, name, None)
    plain = isinstance(kind, type) and issubclass(kind, BaseException)
    # IPython shows a SyntaxError with the line of the cell that met it: of a hidden test.
    return kind if plain and not issubclass(kind, (BaseExceptionGroup, SyntaxError)) else None


class Answer:
    """A function of the student's, as the tests call it."""

    def __init__(self, name, info, sandbox):
        self.__name__ = self.__qualname__ = name
        # Lines of this file are shown: of a student's own cells, and of nothing else.
        file = next((cell for cell in sandbox.cells if cell == info.get("file")), "")
        self.__code__ = SimpleNamespace(co_filename=file, co_name=name)
        self._sandbox = sandbox
        signature = _signature(info.get("parameters"))
        if signature is not None:
            self.__signature__ = signature

    def __call__(self, *args, **options):
        return self._sandbox.call(self.__name__, args, options)

    def __repr__(self):
        return f"<function {self.__name__}>"


def _signature(parameters):
    if not isinstance(parameters, list):
        return None
    try:
        made = []
        for name, kind, optional in parameters[:MOST_PARAMETERS]:
            if not name.isidentifier() or keyword.iskeyword(name):
                return None
            default = None if optional else inspect.Parameter.empty
            kind = list(inspect._ParameterKind)[kind]
            made.append(inspect.Parameter(name, kind, default=default))
        return inspect.Signature(made)
    except (TypeError, ValueError, AttributeError, IndexError):
        return None


def _trace(peak, most):
    """Let the test's own tracing see what the call took there: memory that is never touched."""
    with contextlib.suppress(MemoryError):
        np.zeros(min(int(peak), most), np.uint8)


def _print_again(printed):
    for name, text in printed:
        stream = sys.stderr if name == "stderr" else sys.stdout
        stream.write(str(text))


def _known_warning(names, said, file, line):
    """What `warnings.warn_explicit` takes, of the nearest kind that exists here."""
    kinds = (getattr(builtins, name, None) for name in names)
    usable = (k for k in kinds if isinstance(k, type) and issubclass(k, Warning))
    return str(said), next(usable, UserWarning), str(file), int(line)


def _warning(message, category, file, line, _=None):
    return f"{file}:{line}: {category.__name__}: {message}\n"


def _change(old, new):
    """Do to the arguments here what was done to their copies there."""
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if (old.shape, old.dtype) != (new.shape, new.dtype):
            _reshape(old, new)
        elif old.flags.writeable:
            old[...] = new
    elif isinstance(old, list) and isinstance(new, list):
        for before, after in zip(old, new, strict=False):
            _change(before, after)
        old[:] = [*old[: len(new)], *new[len(old) :]]
        for place, after in enumerate(new):
            if not isinstance(after, (np.ndarray, list, dict)):
                old[place] = after
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in old if key not in new]:
            del old[key]
        for key, after in new.items():
            if key in old and isinstance(after, (np.ndarray, list, dict)):
                _change(old[key], after)
            else:
                old[key] = after
    elif isinstance(old, tuple) and isinstance(new, tuple):
        for before, after in zip(old, new, strict=False):
            _change(before, after)


def _reshape(old, new):
    """As `x.shape = ...`, `x.dtype = ...` or `x.resize(...)` did there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy would rather have a view
        try:
            old.resize(new.nbytes // old.itemsize, refcheck=False)
            old.dtype = new.dtype
            old.resize(new.shape, refcheck=False)
            old[...] = new
        except (ValueError, TypeError, ZeroDivisionError):  # a view, or no whole number of items
            return


def _error(name, said):
    return {"output_type": "error", "ename": name, "evalue": said, "traceback": [f"{name}: {said}"]}


def _names(outputs):
    if not isinstance(outputs, list):
        return set()
    names = (output.get("ename") for output in outputs if isinstance(output, dict))
    return {name for name in names if isinstance(name, str)}
