"""Work on many rows a block at a time, in threads.

The losses are written for all rows at once, in several passes over them: maximum, exponential, sum.
Over a block that fits into the processor's cache these passes touch memory once, and need little of
it; and while NumPy is in one, another thread can run. What a row gives depends on that row alone.
"""

import os
import threading
from collections.abc import Callable
from functools import cache
from math import prod

import numpy as np
from numpy.typing import NDArray

__all__ = ["along_axis", "by_rows", "row_sums"]

BLOCK = 2**18  # entries: 1 MiB of float32
SHARE = 12  # what the threads hold together is at most this part of the input
THREADED = 2**18  # entries, 1 MiB of float32, from which a second thread earns its start
MOST_THREADS = 8  # more would wait for each other between the passes


def by_rows(
    kernel: Callable,
    inputs: tuple[NDArray, ...],
    outputs: tuple[NDArray | None, ...],
    width: int,
) -> None:
    """Fill the outputs with what `kernel` returns for the same rows of the inputs.

    Rows are along the first axis of every array; `width` is the number of entries that the kernel
    holds for each. The kernel takes a block of each input and returns a tuple, one array an output;
    what an output is None for is dropped. Writing an output casts to its dtype. An output may be
    one of the inputs: a block is read before it is written.
    """
    count = len(inputs[0])
    threads = min(_processors(), count) if count * width >= THREADED else 1
    entries = min(BLOCK, max(count * width // (SHARE * threads), THREADED // 4))
    step = max(1, entries // width)
    starts, turn, failures = iter(range(0, count, step)), threading.Lock(), []

    def next_start() -> int | None:
        with turn:
            return next(starts, None)

    @np.errstate(all="ignore")
    def work() -> None:
        try:
            for start in iter(next_start, None):  # a thread that is held up leaves more to others
                rows = slice(start, start + step)
                results = kernel(*(array[rows] for array in inputs))
                for output, result in zip(outputs, results, strict=True):
                    if output is not None:
                        output[rows] = result
                del results, result  # before the next block is made
        except BaseException as error:
            failures.append(error)

    others = [threading.Thread(target=work) for _ in range(1, threads)]
    for thread in others:
        thread.start()
    work()
    for thread in others:
        thread.join()
    if failures:
        raise failures[0]


def along_axis(
    kernel: Callable,
    arrays: tuple[NDArray, ...],
    axis: int,
    dtype: np.dtype,
    reduced: tuple[bool, ...],
) -> list[NDArray]:
    """Apply a kernel of `by_rows` to the rows along any axis of arrays of one shape.

    `reduced` says of each result whether it is one number a row, or a row again.
    """
    moved = [np.ascontiguousarray(np.moveaxis(array, axis, -1)) for array in arrays]
    *batch, width = moved[0].shape
    rows = prod(batch)
    results = [np.empty(batch if one else moved[0].shape, dtype) for one in reduced]
    if rows * width:
        inputs = tuple(array.reshape(rows, width) for array in moved)
        shapes = [rows if one else (rows, width) for one in reduced]
        outputs = tuple(out.reshape(shape) for out, shape in zip(results, shapes, strict=True))
        by_rows(kernel, inputs, outputs, width)
    pairs = zip(results, reduced, strict=True)
    return [out if one else np.moveaxis(out, -1, axis) for out, one in pairs]


def row_sums(x: NDArray) -> NDArray:
    """Sum every row of x (N, K).

    einsum is the quickest, but adds one entry after the other: it is given parts of at most 512,
    where K has a divisor that is not much smaller; np.sum adds in pairs.
    """
    part = _divisor(x.shape[1])
    if part < 64:
        return x.sum(axis=1)
    return np.einsum("ijk->ij", x.reshape(len(x), -1, part)).sum(axis=1)


@cache
def _divisor(count: int) -> int:
    return max(d for d in range(1, 513) if count % d == 0)


def _processors() -> int:
    # OMP_NUM_THREADS is where users of NumPy and PyTorch look.
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    if wanted.isdecimal():
        count = int(wanted)
    elif hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    return min(max(1, count), MOST_THREADS)
