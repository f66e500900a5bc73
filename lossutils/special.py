"""Exponentials and logarithms that neither overflow nor lose digits; every loss is built on them.

Two ideas carry the file. Shift a row by its largest entry, and no exponential can overflow. Keep
1 + s as the pair (1, s), and log1p, expm1 see the digits of s that 1 + s would round away.

Infinities are legal values here, with a meaning that the docstrings give; so NumPy's warnings
about them are off (`errstate`).
"""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import as_floats, check_axis, check_shape, results, times
from lossutils._rows import along_axis

__all__ = [
    "log1mexp",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "online_logsumexp",
    "sigmoid",
    "softmax",
    "softplus",
]


@np.errstate(all="ignore")
def logsumexp(x: ArrayLike, axis: int = -1, keepdims: bool = False) -> NDArray:
    """Logarithm of a sum of exponentials, in nats: a smooth maximum, reduced over `axis`.

        logsumexp(x) = log sum_j exp(x_j) = x_k + log1p(sum_{j != k} exp(x_j - x_k)),  k = argmax x

    Its gradient is `softmax(x)`. The cross-entropy of class y is logsumexp(x) - x_y.

    Parameters
    ----------
    x : array of shape (..., K, ...)
        Any values. -inf is a term of 0: where all are -inf (or K = 0) the result is -inf.
        +inf gives +inf; NaN gives NaN.
    axis : int
        The axis of the K terms.
    keepdims : bool
        Keep that axis, with length 1.

    Returns
    -------
    array of shape (..., ...)
        Of x's dtype; float64 for integers.

    Raises
    ------
    ValueError
        If `x` is 0-d, complex or not numeric, or has no such axis.

    Source: Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax
    functions" (2021). Same conventions as `scipy.special.logsumexp`, whose default is all axes.

    >>> logsumexp([1000.0, 1000.0])
    np.float64(1000.6931471805599)
    """

    def rows(x):
        top, _, _, rest = split_off_max(x)
        return (np.where(np.isfinite(top), top + np.log1p(rest), top),)

    out = _by_rows(rows, x, axis, reduced=True)
    return np.expand_dims(out, axis) if keepdims else out


@np.errstate(all="ignore")
def softmax(x: ArrayLike, axis: int = -1) -> NDArray:
    """Probabilities proportional to exp(x): never negative, with sum 1 along `axis`.

        softmax(x)_i = exp(x_i) / sum_j exp(x_j)

    Adding a constant to x changes nothing. Its logarithm is `log_softmax`, not log(softmax(x)),
    which is -inf as soon as a probability underflows.

    Parameters
    ----------
    x : array of shape (..., K, ...)
        Logits, any values; -inf is probability 0. A row all of -inf, or one that holds +inf or
        NaN, is all NaN.
    axis : int
        The axis of the K classes.

    Returns
    -------
    array of x's shape and dtype; float64 for integers

    Raises
    ------
    ValueError
        If `x` is 0-d, complex or not numeric, or has no such axis.

    Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs"
    (1990). Of a row with one +inf, SciPy and PyTorch make NaN too; its limit would be one-hot.

    >>> softmax([0.0, 0.0, -1000.0])
    array([0.5, 0.5, 0. ])
    """

    def rows(x):
        _, _, e, rest = split_off_max(x)
        return (e / (1 + rest)[:, None],)

    return _by_rows(rows, x, axis)


@np.errstate(all="ignore")
def log_softmax(x: ArrayLike, axis: int = -1) -> NDArray:
    """Logarithms of the softmax probabilities, in nats: x minus its logsumexp along `axis`.

        log_softmax(x)_i = x_i - logsumexp(x) = (x_i - x_k) - log1p(sum_{j != k} exp(x_j - x_k))

    with k = argmax x. Minus the entry of the true class is the cross-entropy.

    Parameters
    ----------
    x : array of shape (..., K, ...)
        Logits, any values; -inf stays -inf. A row all of -inf, or one that holds +inf or NaN,
        is all NaN.
    axis : int
        The axis of the K classes.

    Returns
    -------
    array of x's shape and dtype, never above 0; float64 for integers

    Raises
    ------
    ValueError
        If `x` is 0-d, complex or not numeric, or has no such axis.

    Source: as `logsumexp`. SciPy and PyTorch take log(sum) over all terms, the largest included,
    and return 0 for a class whose rivals sum to less than the rounding of 1.

    >>> log_softmax([40.0, 0.0])
    array([-4.24835426e-18, -4.00000000e+01])
    """

    def rows(x):
        _, z, _, rest = split_off_max(x)
        return (z - np.log1p(rest)[:, None],)

    return _by_rows(rows, x, axis)


@np.errstate(all="ignore")
def online_logsumexp(blocks: Iterable[ArrayLike]) -> NDArray:
    """Logsumexp over blocks that arrive one after the other, in nats; one block is held at a time.

    The pair (m, l) stands for all that was seen, as the number exp(m) * l:

        m = max x,    l = sum exp(x - m),    logsumexp(x) = m + log(l)

    and `merge_block` folds a block into it. The attention kernels carry the same pair.

    Parameters
    ----------
    blocks : iterable of arrays of shape (..., b)
        Consecutive parts of the last axis; b may differ and may be 0. Values as in `logsumexp`.

    Returns
    -------
    array of shape (...)
        `logsumexp` of the concatenated blocks, of their common dtype.

    Raises
    ------
    ValueError
        If there is no block, or the shapes differ before the last axis.

    Source: Milakov and Gimelshein, "Online normalizer calculation for softmax" (2018); Dao et al.,
    "FlashAttention" (2022). Next to `logsumexp` it gives up the digits of l - 1 when m is near 0.

    >>> online_logsumexp([[1000.0, 0.0], [1000.0]])
    np.float64(1000.6931471805599)
    """
    m, total, dtypes = -np.inf, 0.0, []
    if not isinstance(blocks, Iterable):
        raise ValueError(f"`blocks` must be an iterable of arrays, got {blocks!r}")
    for block in blocks:
        block, dtype = as_floats(blocks=block)
        check_axis(-1, block, "blocks")
        if dtypes:
            check_shape("blocks", block, (*np.shape(m), block.shape[-1]))
        m, total = merge_block(m, total, block)
        dtypes.append(dtype)
    if not dtypes:
        raise ValueError("`blocks` must yield at least one array, got none")
    return results(np.result_type(*dtypes), np.where(np.isfinite(m), m + np.log(total), m))


def merge_block(m: NDArray, total: NDArray, block: NDArray) -> tuple[NDArray, NDArray]:
    """Fold a block (last axis) into the running pair: the maximum m, and the sum of exp(x - m)."""
    m_new = np.maximum(m, np.max(block, axis=-1, initial=-np.inf))
    shift = np.where(m_new == -np.inf, 0, m_new)  # nothing but -inf so far: avoid -inf - -inf
    # exp(m) total = exp(m_new) (total exp(m - m_new)): the old sum is rescaled, never recomputed.
    total = total * np.exp(m - shift) + np.sum(np.exp(block - shift[..., None]), axis=-1)
    return m_new, total


@np.errstate(all="ignore")
def sigmoid(x: ArrayLike) -> NDArray:
    """Probability with log-odds x: the softmax of (x, 0), element by element.

        sigmoid(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x))

    The first form is used for x >= 0, the second below: neither overflows, and the second keeps
    the digits that its result can hold, subnormal ones too (x = -740). 1 - sigmoid(x) is
    sigmoid(-x): subtracting would cancel. The derivative is sigmoid(x) * sigmoid(-x).

    Parameters
    ----------
    x : array of any shape
        Log-odds, any values; -inf gives 0, +inf gives 1, NaN gives NaN.

    Returns
    -------
    array of x's shape and dtype, in [0, 1]; float64 for integers

    Raises
    ------
    ValueError
        If `x` is complex or not numeric.

    Same function as `scipy.special.expit`, which is 0 below x = -709.8.

    >>> sigmoid([0.0, -740.0])
    array([5.0e-001, 4.2e-322])
    """
    x, dtype = as_floats(x=x)
    e = np.exp(-np.abs(x))
    return results(dtype, np.where(x >= 0, 1, e) / (1 + e))


@np.errstate(all="ignore")
def log_sigmoid(x: ArrayLike) -> NDArray:
    """Logarithm of `sigmoid`, in nats, element by element; -log_sigmoid(x) is softplus(-x).

        log_sigmoid(x) = -log(1 + exp(-x)) = min(x, 0) - log1p(exp(-|x|))

    The derivative is sigmoid(-x).

    Parameters
    ----------
    x : array of any shape
        Log-odds, any values; -inf gives -inf, +inf gives 0, NaN gives NaN.

    Returns
    -------
    array of x's shape and dtype, never above 0; float64 for integers

    Raises
    ------
    ValueError
        If `x` is complex or not numeric.

    Same function as `torch.nn.functional.logsigmoid` and `scipy.special.log_expit`.

    >>> log_sigmoid([-1000.0, 40.0])
    array([-1.00000000e+03, -4.24835426e-18])
    """
    x, dtype = as_floats(x=x)
    return results(dtype, np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))))


@np.errstate(all="ignore")
def softplus(x: ArrayLike) -> NDArray:
    """Smooth max(x, 0), element by element: the logsumexp of (x, 0), in nats.

        softplus(x) = log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))

    It is the loss of a binary label 0 with log-odds x. The derivative is sigmoid(x).

    Parameters
    ----------
    x : array of any shape
        Any values; -inf gives 0, +inf gives +inf, NaN gives NaN.

    Returns
    -------
    array of x's shape and dtype, never below 0; float64 for integers

    Raises
    ------
    ValueError
        If `x` is complex or not numeric.

    Source: Dugas et al., "Incorporating second-order functional knowledge for better option
    pricing" (2000). PyTorch's returns x itself above a threshold of 20.

    >>> softplus([-40.0, 1000.0])
    array([4.24835426e-18, 1.00000000e+03])
    """
    x, dtype = as_floats(x=x)
    return results(dtype, np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


@np.errstate(all="ignore")
def log1mexp(x: ArrayLike) -> NDArray:
    """Logarithm of the complement of a probability with logarithm x, in nats: log(1 - exp(x)).

        log1mexp(x) = log(-expm1(x))  where -log 2 < x <= 0,    log1p(-exp(x))  below

    Near 0 the difference 1 - exp(x) is small and expm1 has its digits; far below 0 it is near 1
    and log1p has them. At -log 2 both are 1/2, and each form is good on its side.

    Parameters
    ----------
    x : array of any shape
        Log-probabilities, x <= 0. 0 gives -inf, -inf gives 0; a positive x, or NaN, gives NaN.

    Returns
    -------
    array of x's shape and dtype, never above 0; float64 for integers

    Raises
    ------
    ValueError
        If `x` is complex or not numeric.

    Source: Maechler, "Accurately computing log(1 - exp(-|a|))" (2012). Signs differ: x <= 0 here,
    as ORPO needs it; Maechler, the R package Rmpfr's and JAX's take a = -x >= 0.

    >>> log1mexp([-1e-20, -40.0])
    array([-4.60517019e+01, -4.24835426e-18])
    """
    x, dtype = as_floats(x=x)
    near_0 = x > -np.log(2)
    return results(dtype, np.where(near_0, np.log(-np.expm1(x)), np.log1p(0 - np.exp(x))))


def exp_excess(x: NDArray) -> NDArray:
    """Return exp(x) - 1 - x, never below 0: by how much exp lies above its tangent at 0.

    Below |x| = 2 the subtraction would cancel: there the series x^2/2 (1 + x/3 (1 + x/4 (...))).
    """
    near_0 = np.clip(x, -2, 2)
    tail = 0.0
    for n in range(28, 2, -1):  # 2^28 / 28! is below half a unit of the first term
        tail = near_0 / n * (1 + tail)
    square = near_0**2 / 2
    far = np.exp(x) - (1 + np.minimum(x, 1e3))
    return np.where(np.abs(x) < 2, square + square * tail, far)


def split_off_max(x: NDArray) -> tuple[NDArray, ...]:
    """Shift every row of x (last axis, not empty) by its largest entry x_k.

    Returns top = x_k, z = x - x_k, e = exp(x - x_k) and rest = sum_{j != k} e_j, in float64 at
    least; top and rest have shape (...). The sum of a row's e is 1 + rest, kept as a pair: where
    one class is certain, rest is all that is left of the loss.
    """
    x = x.astype(np.promote_types(x.dtype, np.float64), copy=False)
    k = np.argmax(x, axis=-1)[..., None]
    top = np.take_along_axis(x, k, axis=-1)
    z, lost = exact_difference(x, top)
    e = np.exp(z)
    e += e * lost  # exp(z + lost) = e (1 + lost): half a unit lost from z = -40 is 16 units of e
    z_k = top - top  # 0; or NaN where x_k is infinite, and the row has no probabilities
    np.put_along_axis(e, k, z_k, axis=-1)
    rest = np.sum(e, axis=-1)
    np.put_along_axis(e, k, 1, axis=-1)
    return top[..., 0], z, e, rest


def exact_difference(a: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    """Return a - b as rounded, and what the rounding lost: together they are a - b exactly.

    Knuth's TwoSum: from the rounded difference, see how much of b and of a it holds.
    """
    difference = a - b
    b_held = a - difference
    a_held = difference + b_held
    lost = (a - a_held) - (b - b_held)
    return difference, np.where(np.isfinite(lost), lost, 0)  # an infinite entry loses nothing


def exact_product(a: float, x: NDArray) -> tuple[NDArray, NDArray]:
    """Return a x as rounded, with 0 inf = 0, and what the rounding lost: together a x exactly.

    Dekker's product: halves of the digits have products that no rounding touches.
    """
    product = times(a, x)
    (a_high, a_low), (x_high, x_low) = _halves(np.asarray(a, x.dtype)), _halves(x)
    lost = a_low * x_low - (((product - a_high * x_high) - a_low * x_high) - a_high * x_low)
    return product, np.where(np.isfinite(lost), lost, 0)  # an infinite entry loses nothing


def _halves(x: NDArray) -> tuple[NDArray, NDArray]:
    digits = np.finfo(x.dtype).nmant + 1
    scaled = x * (2.0 ** (digits - digits // 2) + 1)
    high = scaled - (scaled - x)
    return high, x - high


def _by_rows(kernel: Callable, x: ArrayLike, axis: int, reduced: bool = False) -> NDArray:
    # The kernel's value for every row along `axis`: one number, or a row of them.
    x, dtype = as_floats(native=True, x=x)
    check_axis(axis, x, "x")
    if reduced and np.size(x, axis) == 0:
        return results(dtype, np.full(np.sum(x, axis=axis).shape, -np.inf))  # no term: log 0
    return results(dtype, *along_axis(kernel, (x,), axis, dtype, (reduced,)))
