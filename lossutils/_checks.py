"""What the functions share: the dtype rule, and checks whose messages name argument and value."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "as_array",
    "as_floats",
    "check_axis",
    "check_between",
    "check_classes",
    "check_count",
    "check_distribution",
    "check_every",
    "check_number",
    "check_option",
    "check_positive",
    "check_range",
    "check_shape",
    "class_labels",
    "results",
    "times",
    "zeros_or_ones",
]


def as_floats(*, native: bool = False, **named: ArrayLike) -> tuple:
    """Return the named arguments as arrays to calculate with, then the dtype of the results.

    Results have the common dtype of the floats, or float64 for integers. The calculation itself
    is in float64 (NumPy's float32 exp and log are off by 2 to 3 units in the last place, and a
    loss adds them up), and `results` rounds back, once. Where many rows make that slow, `native`
    leaves float32 as it is. The arrays may be the caller's own: never write to them.

    >>> as_floats(x=[1, 2])
    (array([1., 2.]), dtype('float64'))
    """
    inputs = {name: _numbers(name, value) for name, value in named.items()}
    floats = [value for value in inputs.values() if value.dtype.kind == "f"]
    dtype = np.result_type(*floats) if floats else np.dtype(np.float64)
    stays = native and dtype == np.float32
    working = dtype if stays else np.promote_types(dtype, np.float64)
    # Contiguous rows: np.sum adds pairwise, which keeps the digits, along contiguous memory alone.
    arrays = (value.astype(working, order="C", copy=False) for value in inputs.values())
    return *arrays, dtype


def results(dtype: np.dtype, *arrays: NDArray | None) -> Any:
    """Round to the dtype the caller came with, 0-d arrays to scalars; leave out what is None.

    A single array comes back bare, so that `results(dtype, loss, grad)` serves both answers to
    `return_grad`.
    """
    given = (np.asarray(array) for array in arrays if array is not None)
    rounded = tuple(array.astype(dtype, copy=False) for array in given)
    rounded = tuple(array if array.ndim else array[()] for array in rounded)
    return rounded if len(rounded) > 1 else rounded[0]


def times(weight: NDArray, value: NDArray) -> NDArray:
    """Return weight * value with 0 * inf = 0: what has no weight costs nothing."""
    with np.errstate(invalid="ignore"):
        return np.where(weight == 0, 0, weight * value)


def check_shape(name: str, value: NDArray, shape: tuple[int, ...], note: str = "") -> None:
    """Raise ValueError unless `value` has exactly this shape: nothing is broadcast silently."""
    if value.shape != shape:
        raise ValueError(f"`{name}` must have shape {shape}, got {value.shape}{note}")


def check_option(name: str, value: object, allowed: tuple) -> None:
    """Raise ValueError unless `value` is one of the allowed ones."""
    if not any(type(value) is type(option) and value == option for option in allowed):
        raise ValueError(f"`{name}` must be one of {allowed}, got {value!r}")


def check_classes(name: str, value: NDArray) -> None:
    """Raise ValueError unless the last axis holds at least one class."""
    if value.ndim == 0 or value.shape[-1] == 0:
        raise ValueError(f"`{name}` must have classes on its last axis, got shape {value.shape}")


def check_range(name: str, value: ArrayLike, low: float, high: float = np.inf) -> None:
    """Raise ValueError unless low <= value <= high, and finite, everywhere."""
    value = _numbers(name, value)
    allowed = f"finite and at least {low}" if high == np.inf else f"in [{low}, {high}]"
    valid = (value >= low) & (value <= high) & np.isfinite(value)
    check_every(name, value, valid, f"be {allowed}")


def check_every(name: str, value: NDArray, valid: NDArray, allowed: str) -> None:
    """Raise ValueError, naming the first value that is not valid, unless all are."""
    if np.all(valid):
        return
    index = tuple(int(i) for i in np.argwhere(~valid)[0])
    place = f" at index {index}" if index else ""
    raise ValueError(f"`{name}` must {allowed}, got {value[index]}{place}")


def check_number(name: str, value: float, low: float, high: float = np.inf) -> float:
    """Return the value as a float if it is one finite number with low <= value <= high.

    Raise ValueError if not. A NumPy scalar would go on to calculate in its own, narrow dtype.
    """
    number = _one_number(name, value)
    check_range(name, number, low, high)
    return number


def check_positive(name: str, value: float) -> float:
    """Return the value as a float if it is a positive, finite number; raise ValueError if not."""
    number = _one_number(name, value)
    if not (number > 0 and np.isfinite(number)):
        raise ValueError(f"`{name}` must be a positive number, got {value}")
    return number


def check_between(name: str, value: float, low: float, high: float) -> float:
    """Return the value as a float if low < value < high; raise ValueError if not."""
    number = _one_number(name, value)
    if not low < number < high:
        raise ValueError(f"`{name}` must lie strictly between {low} and {high}, got {value}")
    return number


def check_count(name: str, value: int, most: float = np.inf) -> int:
    """Return the value if it is an integer from 1 to `most`; raise ValueError if not."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not (whole and 1 <= value <= most):
        allowed = "a positive integer" if most == np.inf else f"an integer in [1, {most}]"
        raise ValueError(f"`{name}` must be {allowed}, got {value}")
    return int(value)


def check_axis(axis: int, value: NDArray, name: str) -> None:
    """Raise ValueError unless `axis` is an axis of the value, and there is something on it."""
    whole = isinstance(axis, int | np.integer) and not isinstance(axis, bool)
    if value.ndim == 0:
        raise ValueError(f"`{name}` must have at least one axis, got shape ()")
    if not (whole and -value.ndim <= axis < value.ndim):
        allowed = f"an integer in [{-value.ndim}, {value.ndim})"
        raise ValueError(
            f"`axis` must be {allowed} for `{name}` of shape {value.shape}, got {axis}"
        )


def check_distribution(name: str, p: NDArray, axis: int | tuple[int, ...] = -1) -> None:
    """Raise ValueError unless p holds probabilities with sum 1 along `axis`; NaN may pass.

    The sum may be off by 0.01, which float16 needs and which a forgotten division exceeds.
    """
    if not isinstance(axis, tuple):
        check_axis(axis, p, name)
    if np.size(p, axis) == 0:
        raise ValueError(f"`{name}` must have outcomes on axis {axis}, got shape {p.shape}")
    check_range(name, np.where(np.isnan(p), 0, p), 0, 1)
    total = np.sum(p, axis=axis)
    valid = ~(np.abs(total - 1) > 1e-2)
    check_every(name, total, valid, f"sum to 1 along axis {axis}")


def zeros_or_ones(name: str, value: ArrayLike, shape: tuple[int, ...]) -> NDArray:
    """Check a mask, or binary labels: booleans or 0 and 1, of this shape; return booleans."""
    value = _numbers(name, value)
    check_shape(name, value, shape)
    check_every(name, value, (value == 0) | (value == 1), "be 0 or 1")
    return value == 1


def class_labels(labels: ArrayLike, logits: NDArray, ignore_index: int | None = None) -> tuple:
    """Check integer labels against logits of shape (..., K); return them with a mask of the kept.

    Ignored labels become class 0, so that the caller can index with them and mask afterwards.
    """
    labels = as_array("labels", labels)
    if labels.size == 0:
        labels = labels.astype(int)  # an empty list has no integers to show
    if labels.dtype.kind not in "iu":
        raise ValueError(f"`labels` must be integers (classes), got dtype {labels.dtype}")
    if not (
        ignore_index is None or type(ignore_index) is int or isinstance(ignore_index, np.integer)
    ):
        raise ValueError(f"`ignore_index` must be an integer, got {ignore_index!r}")
    check_shape("labels", labels, logits.shape[:-1])
    classes = logits.shape[-1]
    kept = np.ones(labels.shape, bool) if ignore_index is None else labels != ignore_index
    allowed = f"in [0, {classes})" + ("" if ignore_index is None else f" or {ignore_index}")
    check_every("labels", labels, ~kept | (labels >= 0) & (labels < classes), f"be {allowed}")
    return np.where(kept, labels, 0), kept


def as_array(name: str, value: ArrayLike) -> NDArray:
    """Return the value as a plain array; raise ValueError if it is ragged, or masked."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(
            f"`{name}` must be a plain array, got a masked one: its mask would be lost"
        )
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"`{name}` must have rows of one length, got a ragged list") from None


def _one_number(name: str, value: float) -> float:
    number = as_array(name, value)
    if number.ndim != 0:
        raise ValueError(f"`{name}` must be one number, got an array of shape {number.shape}")
    if number.dtype.kind not in "fiub":
        raise ValueError(f"`{name}` must be one number, got {value!r}")
    return float(number)


def _numbers(name: str, value: ArrayLike) -> NDArray:
    value = as_array(name, value)
    if value.dtype.kind not in "fiub":
        raise ValueError(f"`{name}` must hold real numbers, got dtype {value.dtype}")
    return value
