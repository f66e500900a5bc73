"""The sandbox's side of one submission: runs its cells, and calls its functions when asked.

Everything here shares a process with hostile code and may be replaced by it. Nothing that it says
is believed further than "this is what the student's code returned".
"""

import functools
import importlib
import inspect
import signal
import sys
import traceback
import tracemalloc
import warnings

import numpy as np

from coursekit.grading.wire import BadMessage, Closed, decode, encode

MOST_WARNINGS = 20
MOST_FRAMES = 20


class CellTimeoutError(BaseException):
    """The time of a cell is up. Named as nbclient names it, which feedback knows."""


def serve(shell, channel, functions, setup_cells):
    """Answer the judge's requests until it closes the channel."""
    signal.signal(signal.SIGALRM, _time_is_up)
    may_call.update(reference_files, (f"<{cell}>" for cell in setup_cells))
    while True:
        try:
            message, buffers = channel.receive()
        except Closed:
            return
        reply, out = ACTIONS[message["do"]](shell, message, buffers)
        if message["do"] == "cell":
            reply["functions"] = {name: describe(shell, name) for name in functions}
        try:
            channel.send(reply, out)
        except BadMessage as error:  # too large; nothing has been sent
            channel.send({**reply, **left_out(error)})


def left_out(error):
    """What is sent in place of a value, and of outputs, that are too large to cross."""
    reason = {"names": ["ValueError", "Exception"], "said": str(error), "frames": []}
    return {"error": reason, "outputs": [], "printed": [], "warned": []}


def _time_is_up(*_):
    raise CellTimeoutError("this took too long and was stopped")


def run_cell(shell, message, _):
    with time_limit(message["seconds"]):
        outputs = shell.run(message["source"], message["name"])
    return {"outputs": outputs, "count": shell.count}, []


class time_limit:
    """Raise CellTimeoutError in the student's code when its time is up."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        signal.setitimer(signal.ITIMER_REAL, max(self.seconds, 0.01))

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)


def describe(shell, name):
    """What stands under a name: a function with its parameters, another value, or nothing."""
    value = shell.namespace.get(name)
    if name not in shell.namespace:
        return None
    if not callable(value):
        return {"kind": type(value).__name__}
    try:
        parameters = [
            [p.name, int(p.kind), p.default is not p.empty]
            for p in inspect.signature(value).parameters.values()
        ]
    except Exception:  # a builtin, or a callable that hides its signature
        parameters = None
    code = getattr(value, "__code__", None)
    return {"parameters": parameters, "file": getattr(code, "co_filename", "")}


def call(shell, message, buffers):
    """Call one function on the arguments that came."""
    args, options = decode(message["arguments"], buffers, {})  # one array given twice stays one
    outputs, caught, reply, out = shell.capture(), [], {}, []
    try:
        with (
            time_limit(message["seconds"]),
            np.errstate(**message["errors"]),
            recording(caught, message["filters"]),
            tracing(reply, message["traced"]),
        ):
            value = shell.namespace[message["name"]](*args, **options)
        reply["value"] = encode(value, out)
        # Nobody but the judge's own copies of the arguments can tell whether they were changed.
        after = []
        node = encode((args, options), after)
        if node != message["arguments"] or after != [bytes(b) for b in buffers]:
            reply["changed"] = encode((args, options), out)
    except BaseException as error:
        out.clear()
        reply = {"peak": reply.get("peak", 0), "error": report(error)}
    outputs.join()
    reply["printed"] = [[o["name"], o["text"]] for o in outputs if o["output_type"] == "stream"]
    reply["warned"] = caught
    return reply, out


class recording:
    """Collect the warnings of a call, as plain data; `action` is what the test does with them."""

    def __init__(self, into, action):
        self.into, self.action = into, action
        self.manager = warnings.catch_warnings(record=True)

    def __enter__(self):
        self.caught = self.manager.__enter__()
        if self.action:  # otherwise what the student lets by
            warnings.simplefilter(self.action)

    def __exit__(self, *_):
        for warning in self.caught[:MOST_WARNINGS]:
            names = [kind.__name__ for kind in warning.category.__mro__]
            place = [warning.filename, warning.lineno]
            self.into.append([names, str(warning.message)[:1000], *place])
        self.manager.__exit__(None, None, None)


class tracing:
    """Where the test traces memory, measure what the call takes at most."""

    def __init__(self, into, wanted):
        self.into, self.wanted = into, wanted

    def __enter__(self):
        if self.wanted:
            tracemalloc.start()

    def __exit__(self, *_):
        if self.wanted:
            peak = tracemalloc.get_traced_memory()[1]
            # An answer that has turned it off may have taken whatever it liked.
            self.into["peak"] = peak if tracemalloc.is_tracing() else 1 << 60
            tracemalloc.stop()


def report(error):
    """An exception as plain data: its names, its message, and where in the student's cells."""
    kind = type(error)
    try:
        said = str(error)
    except Exception:
        said = ""
    frames = [[frame.filename, frame.lineno] for frame in traceback.extract_tb(error.__traceback__)]
    own = [place for place in frames if place[0].startswith("<")]
    names = [base.__name__ for base in kind.__mro__]
    return {"names": names, "said": said[:4000], "frames": own[-MOST_FRAMES:]}


ACTIONS = {"cell": run_cell, "call": call}


class ReferenceCalled(Exception):
    """The reference was called in place of an answer."""


reference_files = set()
may_call = set()  # once a student's code runs: the reference's files and the lesson's own cells


def hide_reference(package):
    """Functions of `package` raise when a student's code calls them; the lesson's own cells may.

    Whoever calls in a student's name, like `map` or a check, may not either. A student who is set
    on it gets round this: the static check is there to see that.
    """
    try:
        importlib.import_module(package)
    except ImportError:
        return
    guarded, tools = {}, (f"{package}.testing", f"{package}.plotting")
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] != package or name in tools:
            continue
        reference_files.add(module.__file__)
        for key, value in list(vars(module).items()):
            home = value.__module__ if inspect.isfunction(value) else ""
            if home.partition(".")[0] == package and home not in tools:
                guarded.setdefault(value, _guard(value))
                setattr(module, key, guarded[value])


def _guard(function):
    @functools.wraps(function)
    def guarded(*args, **options):
        if may_call and sys._getframe(1).f_code.co_filename not in may_call:
            name = f"{function.__module__.partition('.')[0]}.{function.__name__}"
            raise ReferenceCalled(f"{name} is the reference, not an answer: write it yourself")
        return function(*args, **options)

    del guarded.__wrapped__
    return guarded
