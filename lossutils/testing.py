"""Checks for the exercises: they say what was given, what came back and what was expected.

Three outcomes are kept apart, each an exception that is shown without a traceback:

* `NotAttempted`: the stub still stands.
* `Wrong`: the answer ran and its value is wrong. The message shows the call, and names the
  misconception where one gives exactly that value.
* `Raised`: the answer itself raised; the message shows the learner's line.

    check(mean_nll, probs, labels).returns(1.2040, rtol=1e-4, mistakes={"in bits": 1.7370})
    with hidden("a float32 gap near 100"):
        check(mean_nll, probs, labels).returns(...)
"""

import copy
import hashlib
import inspect
import io
import linecache
import os
import re
import textwrap
import traceback
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import numpy as np

__all__ = [
    "CheckFailed",
    "NotAttempted",
    "Raised",
    "Wrong",
    "case_rng",
    "central_difference",
    "check",
    "hidden",
    "visible_checks_passed",
]

# What a hidden check tells of a failure besides its hint: the kind, never a value.
KINDS = {
    "raised an error": "your code raised an error",
    "changes its argument": "an argument was changed",
    "must return": "a tuple of several values is asked",
    "returns nothing": "None came back",
    "returns shape": "wrong shape",
    "returns float": "wrong dtype",
    "returns nan": "nan came back",
    "returns an infinite value": "an infinite value came back",
}
WIDTH = 12  # an array of more values than this is described, not printed


class CheckFailed(AssertionError):
    """A check that did not hold; the message is written for the learner."""

    def _render_traceback_(self):
        # IPython calls this in place of its traceback: the message says it all, and the
        # traceback would print the lines of hidden tests.
        return [f"{type(self).__name__}: {self}"]


class NotAttempted(CheckFailed):
    """The stub still stands."""


class Wrong(CheckFailed):
    """The answer ran and is wrong."""


class Raised(CheckFailed):
    """The answer raised."""


def check(function, *args, **options):
    """Call `function` on copies of the arguments and return a `Call` to make assertions on.

    Raises `NotAttempted` when the function is a stub, `Raised` when it raises, and `Wrong` when it
    changes one of its arguments. Warnings do not count against an answer: its values do.
    """
    call = Call(function, args, options)
    error = call.run()
    if isinstance(error, NotImplementedError):
        raise NotAttempted(f"{call.name} is not attempted yet.") from None
    if error is not None:
        raise Raised(f"{call.name} raised an error.\n{call.given()}{call.blame(error)}") from None
    call.require_same_inputs()
    return call


class Call:
    """One call of a learner's function, and what came of it."""

    def __init__(self, function, args, options):
        self.function, self.args, self.options = function, args, options
        self.name = getattr(function, "__name__", str(function))
        self.value = None

    def run(self):
        """Call the function on copies; keep its value and return its exception, if any."""
        self.seen = copy.deepcopy((self.args, self.options))
        printed = io.StringIO()
        try:
            # stderr would cost the student the cell: nbgrader takes any output there for an error.
            with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
                warnings.simplefilter("ignore")
                self.value = self.function(*self.seen[0], **self.seen[1])
        except Exception as error:
            return error
        finally:
            if printed.getvalue():
                print(printed.getvalue(), end="")
        return None

    def named(self):
        """(name, value) of each argument, by the function's own parameter names."""
        try:
            bound = inspect.signature(self.function).bind(*self.args, **self.options)
            return list(bound.arguments.items())
        except (TypeError, ValueError):
            return [(f"argument {n}", value) for n, value in enumerate(self.args, 1)]

    def given(self):
        lines = [f"{name} = {show(value)}" for name, value in self.named()]
        return "".join(row("" if n else "called with", line) for n, line in enumerate(lines))

    def blame(self, error):
        """The learner's own line, as far as it can be found."""
        code = getattr(self.function, "__code__", None)
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if code and frame.filename == code.co_filename]
        text = f"  {type(error).__name__}: {error}"
        if own:
            line = linecache.getline(own[-1].filename, own[-1].lineno).strip() or own[-1].line
            text += f"\n  at line {own[-1].lineno} of your cell: {line}"
        return text

    def require_same_inputs(self):
        before, after = (self.args, self.options), self.seen
        names = [name for name, _ in self.named()]
        values = [*before[0], *before[1].values()]
        now = [*after[0], *after[1].values()]
        if len(names) != len(values):  # `*args` is one name of several values
            names = [f"argument {n}" for n, _ in enumerate(values, 1)]
        for name, old, new in zip(names, values, now, strict=True):
            if not same_bits(old, new):
                raise Wrong(
                    f"{self.name} changes its argument `{name}`; work on a copy.\n"
                    f"{row('before', show(old))}{row('after', show(new))}".rstrip()
                ) from None

    def returns(self, expected, *, part=None, rtol=1e-9, atol=0.0, dtype=None, mistakes=None):
        """Assert the returned value, within `atol + rtol * |expected|`, entry by entry.

        `expected` may be a tuple, which asks for a tuple of as many values; `part` asserts one of
        several values alone. `mistakes` maps a sentence to the value that a known misconception
        gives. `dtype` is asserted when given.
        """
        value = self.value if part is None else self.part(part)
        reason = differs(value, expected, rtol, atol, dtype)
        if reason is None:
            return self
        message = f"{self.name} {reason}.\n{self.given()}"
        message += row("returned", show(value, expected))
        message += row("expected", show(expected, value)).rstrip()
        for sentence, mistake in (mistakes or {}).items():
            # A known mistake is recognised as loosely as its value is written, never more.
            if differs(value, mistake, max(rtol, 1e-6), atol, None) is None:
                message += f"\n  likely       {sentence}"
                break
        raise Wrong(message) from None

    def part(self, number):
        """One of several returned values."""
        single = isinstance(self.value, np.ndarray) and self.value.ndim < 2
        if single or not hasattr(self.value, "__len__") or len(self.value) <= number:
            raise Wrong(f"{self.name} must return several values, as a tuple.") from None
        return self.value[number]

    def has_gradient(self, loss, wrt=0, *, rtol=1e-5, atol=1e-7, part=None):
        """Assert that the value (or its `part`) is the gradient of `loss` at the same arguments.

        `loss` takes the same arguments and may return an array, which is summed. The slope is taken
        by central differences along every coordinate of argument `wrt`.
        """
        value = self.value if part is None else self.part(part)
        slope = central_difference(loss, *self.args, wrt=wrt, **self.options)
        reason = differs(value, slope, rtol, atol, None)
        if reason is not None:
            raise Wrong(
                f"{self.name} {reason}: its gradient is not the slope of the loss.\n{self.given()}"
                f"{row('gradient', show(value, slope))}{row('slope', show(slope, value))}".rstrip()
            ) from None
        return self


def central_difference(loss, *args, wrt=0, step=1e-6, **options):
    """Slope of `sum(loss(...))` by argument `wrt`, one coordinate at a time, in float64."""
    args = list(copy.deepcopy(args))
    point = np.array(args[wrt], dtype=np.float64)
    slope = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        value = point[index]
        sides = []
        for moved in (value + step, value - step):
            point[index] = moved
            args[wrt] = point.copy()
            with warnings.catch_warnings():  # as in `check`: values count, warnings do not
                warnings.simplefilter("ignore")
                sides.append(float(np.sum(loss(*args, **options))))
        point[index] = value
        slope[index] = (sides[0] - sides[1]) / (2 * step)
    return slope


def differs(value, expected, rtol, atol, dtype):
    """Why `value` is not `expected`, as the end of a sentence; None where it is."""
    if isinstance(expected, tuple):
        if not is_several(value, expected):
            return f"must return {len(expected)} values, as a tuple"
        for number, (got, want) in enumerate(zip(value, expected, strict=True), 1):
            reason = differs(got, want, rtol, atol, dtype)
            if reason:
                return f"{reason} (value {number} of {len(expected)})"
        return None
    if value is None:
        return "returns nothing (None); a `return` may be missing"
    try:
        got, want = np.asarray(value), np.asarray(expected)
    except ValueError:
        return "returns something that is not an array of numbers"
    if got.dtype.kind not in "biuf":
        return f"returns {type(value).__name__}, not numbers"
    if got.shape != want.shape:
        single = "; take no mean or sum" if got.shape == () else ""
        return f"returns shape {got.shape}, expected {want.shape}{single}"
    if dtype is not None and got.dtype != dtype:
        return f"returns {got.dtype}, expected {np.dtype(dtype)}"
    if np.isnan(got).any() and not np.isnan(want).any():
        return "returns nan (from inf - inf, inf / inf, 0 / 0 or 0 * inf)"
    if np.isinf(got).any() and not np.isinf(want).any():
        return "returns an infinite value"
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.isclose(got.astype(float), want.astype(float), rtol, atol, equal_nan=True)
    return None if close.all() else "returns a wrong value"


def is_several(value, expected):
    """Whether `value` unpacks into as many values; an array may stack them on a first axis."""
    if isinstance(value, np.ndarray):
        return value.shape == (len(expected), *np.shape(expected[0]))
    return isinstance(value, (tuple, list)) and len(value) == len(expected)


def same_bits(old, new):
    """Whether an argument is as it was, with all that it holds."""
    if type(old) is not type(new):
        return False
    if isinstance(old, np.ndarray):
        return old.shape == new.shape and old.dtype == new.dtype and old.tobytes() == new.tobytes()
    if isinstance(old, (list, tuple)):
        return len(old) == len(new) and all(map(same_bits, old, new))
    if isinstance(old, dict):
        return list(old) == list(new) and all(map(same_bits, old.values(), new.values()))
    return repr(old) == repr(new)


def show(value, beside=None):
    """A value on one line, with as many digits as tell it from `beside`."""
    if isinstance(value, tuple):
        parts = beside if isinstance(beside, (tuple, list)) else ()
        shown = (show(v, parts[n] if n < len(parts) else None) for n, v in enumerate(value))
        return "(" + ", ".join(shown) + ")"
    try:
        array = np.asarray(value)
    except ValueError:
        return repr(value)
    if array.dtype.kind not in "biuf":
        return repr(value)
    digits = 6
    if beside is not None:
        other = np.asarray(beside) if not isinstance(beside, (tuple, list)) else None
        if other is not None and other.shape == array.shape:
            digits = next((d for d in (6, 9, 12) if digit(array, d) != digit(other, d)), 6)
    if array.size > WIDTH:
        low, high = (np.nanmin(array), np.nanmax(array)) if not np.isnan(array).all() else (0, 0)
        extra = ", with nan" if np.isnan(array.astype(float)).any() else ""
        if beside is not None and np.shape(beside) == array.shape:
            with np.errstate(invalid="ignore"):
                gap = np.abs(array.astype(float) - np.asarray(beside, float))
            worst = np.unravel_index(
                int(np.argmax(np.where(np.isnan(gap), np.inf, gap))), gap.shape
            )
            index = ", ".join(map(str, worst))
            return f"{digit(array[worst], digits)} at [{index}], where it differs most{extra}"
        kind = f"{array.dtype} array of shape {array.shape}"
        return f"{kind}, from {digit(low, 4)} to {digit(high, 4)}{extra}"
    text = digit(array, digits)
    return text if array.dtype in (np.float64, np.int64) else f"{text} ({array.dtype})"


def row(label, text):
    """One row of a message, wrapped so that no reader has to scroll sideways."""
    start = f"  {label:<12} "
    return textwrap.fill(str(text), 88, initial_indent=start, subsequent_indent=" " * 15) + "\n"


def digit(array, digits):
    array = np.asarray(array)
    if array.ndim == 0:
        return f"{array.item():.{digits}g}" if array.dtype.kind == "f" else str(array.item())
    style = {"float_kind": lambda x: f"{x:.{digits}g}"}
    return " ".join(np.array2string(array, separator=", ", formatter=style).split())


@contextmanager
def hidden(hint):
    """Around hidden checks: whatever fails inside, the learner reads `hint` and nothing more.

    An answer that is not attempted stays so. What the answer prints is dropped, and what it says
    as it tries to end the program: it may have been told the hidden inputs.
    """
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    except NotAttempted:
        raise
    except BaseException as error:
        plain = isinstance(error, Exception | SystemExit | GeneratorExit)
        # Graders mark what an answer raised. A KeyboardInterrupt may also be the user's.
        if not plain and not getattr(error, "from_answer", False):
            raise
        failure = Raised if isinstance(error, Raised) else Wrong
        first = str(error).partition("\n")[0]
        kind = next((f" ({kind})" for part, kind in KINDS.items() if part in first), "")
        which = re.search(r" \(value \d of \d\)", first)
        kind += which[0] if which else ""
        raise failure(f"A hidden check fails: {hint}{kind}.") from None


def visible_checks_passed(function):
    """Say so of this cell, and no more: hidden checks have not run where the learner reads this."""
    name = function.__name__
    print(f"{name}: this cell's visible checks passed. Hidden checks run with `course check`.")


def case_rng(name):
    """A generator seeded by `name` and the class's secret: a public test with private inputs.

    The secret is the environment variable COURSE_SEED; without one the inputs are the same for all.
    """
    text = f"{os.environ.get('COURSE_SEED', '')}/{name}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
