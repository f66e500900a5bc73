"""Information: how uncertain a distribution is, and how far one lies from another.

Distributions p, q along one axis, the first argument the one that the expectation is over. Results
are in nats unless `base` says otherwise, but `information_gain` is in bits. A sum may be off by
0.001 (float16 needs that); nothing is rescaled then, and bounds hold as far as the sum does.

Each divergence is a sum of terms that are never negative, so that no digits cancel where p and q
are close. For that, terms that sum to 0 over distributions are added:

    KL(p || q) = sum_j p_j log(p_j / q_j) - p_j + q_j
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_array,
    as_floats,
    check_axis,
    check_between,
    check_distribution,
    check_shape,
    results,
    times,
)
from lossutils._rows import along_axis
from lossutils.special import exact_difference, exp_excess, split_off_max

__all__ = [
    "cross_entropy",
    "entropy",
    "entropy_from_logits",
    "gain_ratio",
    "gini_impurity",
    "information_gain",
    "js_divergence",
    "kl_divergence",
    "kl_divergence_from_logits",
    "mutual_information",
]

Measure = NDArray | tuple[NDArray, ...]


@np.errstate(all="ignore")
def entropy(
    p: ArrayLike, *, axis: int = -1, base: float | None = None, return_grad: bool = False
) -> Measure:
    """Entropy of a distribution: the expected surprise, in nats or in units of `base`.

        H(p) = -sum_j p_j log p_j,    0 log 0 = 0,    dH / dp = -log p - 1

    0 where one outcome is certain, at most log K, where all K are equally likely.

    Parameters
    ----------
    p : array of shape (..., K, ...)
        Probabilities, with sum 1 along `axis`; NaN gives NaN.
    axis : int
        The axis of the K outcomes.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    entropy : array of shape (..., ...), of p's dtype; never below 0
    grad : array of p's shape, only if `return_grad`
        By `p`; +inf where p is 0.

    Raises
    ------
    ValueError
        If p is not a distribution along `axis`, or `base` is not above 1.

    Source: Shannon, "A mathematical theory of communication" (1948). `scipy.stats.entropy` divides
    by the sum first; here a sum that is off by more than 0.001 is refused.

    >>> entropy([0.5, 0.25, 0.25], base=2)
    np.float64(1.5)
    """
    unit = _unit(base)
    p, dtype = as_floats(p=p)
    check_distribution("p", p, axis)
    surprise = 0 - np.log(p)
    loss = np.sum(times(p, surprise), axis=axis) / unit
    return results(dtype, loss, (surprise - 1) / unit if return_grad else None)


@np.errstate(all="ignore")
def entropy_from_logits(
    logits: ArrayLike, *, axis: int = -1, base: float | None = None, return_grad: bool = False
) -> Measure:
    """Entropy of softmax(logits), in nats or in units of `base`.

        H = L - sum_j p_j x_j,    L = logsumexp(x),    p = softmax(x)
        dH / dx_j = p_j (-log p_j - H)

    With x_k the largest, H = log1p(rest) + sum_j p_j (x_k - x_j): two terms of one sign, and
    `entropy(softmax(x))` loses the first as soon as p_k rounds to 1: 2.4% at x = (40, 0).

    Parameters
    ----------
    logits : array of shape (..., K, ...)
        Any values; -inf is probability 0. A row all of -inf, or with +inf or NaN, gives NaN.
    axis : int
        The axis of the K outcomes.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    entropy : array of shape (..., ...), of logits' dtype; never below 0
    grad : array of logits' shape, only if `return_grad`

    Raises
    ------
    ValueError
        If logits have no outcomes on `axis`, or `base` is not above 1.

    The entropy bonus of policy gradients; `torch.distributions.Categorical(logits=x).entropy()`.

    >>> entropy_from_logits([40.0, 0.0])
    np.float64(1.7418252446695514e-16)
    """
    unit = _unit(base)
    x, dtype = as_floats(native=True, logits=logits)
    _check_outcomes("logits", x, axis)

    def rows(x):
        _, z, e, rest = split_off_max(x)
        p = e / (1 + rest)[:, None]
        mean_z = np.sum(times(p, z), axis=-1)
        h = (np.log1p(rest) - mean_z) / unit
        # -log p - H = (log1p(rest) - z) - (log1p(rest) - mean z): the logarithm drops out.
        return (h, times(p, mean_z[:, None] - z) / unit) if return_grad else (h,)

    return results(
        dtype, *along_axis(rows, (x,), axis, dtype, (True, False) if return_grad else (True,))
    )


@np.errstate(all="ignore")
def cross_entropy(
    p: ArrayLike,
    q: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    return_grad: bool = False,
) -> Measure:
    """Cross-entropy: the expected surprise at samples of p for one who believes q.

        H(p, q) = -sum_j p_j log q_j = H(p) + KL(p || q),    0 log 0 = 0
        dH / dp = -log q,    dH / dq = -p / q

    It is the mean code length of samples of p with a code made for q. At q = p it is H(p), not 0.

    Parameters
    ----------
    p, q : arrays of one shape (..., K, ...)
        Probabilities, with sum 1 along `axis`; NaN gives NaN.
    axis : int
        The axis of the K outcomes.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    cross_entropy : array of shape (..., ...), of their dtype; never below 0
        Infinite where q is 0 and p is not.
    grad_p, grad_q : arrays of p's shape, only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes differ, p or q is no distribution, or `base` is not above 1.

    From logits and classes take `softmax_cross_entropy`, whose first argument is the prediction.

    >>> cross_entropy([0.5, 0.5], [0.25, 0.75], base=2)
    np.float64(1.207518749639422)
    """
    unit = _unit(base)
    p, q, dtype = _pair(p, q, axis)
    surprise = 0 - np.log(q)
    loss = np.sum(times(p, surprise), axis=axis) / unit
    if not return_grad:
        return results(dtype, loss)
    return results(dtype, loss, surprise / unit, np.where(p == 0, 0, p / q) / -unit)


@np.errstate(all="ignore")
def kl_divergence(
    p: ArrayLike,
    q: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    return_grad: bool = False,
) -> Measure:
    """Kullback-Leibler divergence KL(p || q): the surprise that believing q adds, under p.

        KL(p || q) = sum_j p_j log(p_j / q_j) - p_j + q_j
        dKL / dp = log(p / q),    dKL / dq = 1 - p / q

    The last two terms sum to 0 and leave no term negative. Without them the gradients are
    log(p / q) + 1 and -p / q: a constant apart, which no step within the distributions can see.

    Parameters
    ----------
    p, q : arrays of one shape (..., K, ...)
        Probabilities, with sum 1 along `axis`; NaN gives NaN.
    axis : int
        The axis of the K outcomes.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    divergence : array of shape (..., ...), of their dtype; never below 0, and 0 where p = q
        Infinite where q is 0 and p is not. A p of 0 keeps it finite.
    grad_p, grad_q : arrays of p's shape, only if `return_grad`
        Where p and q are 0 both are 0; where p alone is 0, that by p is -inf.

    Raises
    ------
    ValueError
        If the shapes differ, p or q is no distribution, or `base` is not above 1.

    Source: Kullback and Leibler (1951). The terms are `scipy.special.kl_div`.
    `torch.nn.functional.kl_div` takes log q first and p second, and by default divides the sum by
    the number of elements.

    >>> kl_divergence([0.5, 0.5], [0.25, 0.75])
    np.float64(0.14384103622589045)
    """
    unit = _unit(base)
    p, q, dtype = _pair(p, q, axis)
    terms, log_ratio = _relative_entropy(p, q)
    loss = np.sum(terms, axis=axis) / unit
    if not return_grad:
        return results(dtype, loss)
    return results(dtype, loss, log_ratio / unit, np.where(p == q, 0, (q - p) / q) / unit)


@np.errstate(all="ignore")
def kl_divergence_from_logits(
    p_logits: ArrayLike,
    q_logits: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    return_grad: bool = False,
) -> Measure:
    """Divergence KL(p || q) of p = softmax(p_logits) from q = softmax(q_logits).

    With d = p_logits - q_logits and c = E_p[d] - d, whose mean under p is 0:

        KL = E_p[d] - (A - B) = log E_p[exp(c)] = log(1 + E_p[exp(c) - 1 - c])

    where A, B are the logsumexps: as exp(-d) = (q / p) exp(B - A), its mean under p is exp(B - A).
    The last form is a sum of terms that are never negative. The gradients are

        dKL / dp_logits = -p c,    dKL / dq_logits = q - p

    Parameters
    ----------
    p_logits, q_logits : arrays of one shape (..., K, ...)
        Any values; -inf is probability 0. A row all of -inf, or with +inf or NaN, gives NaN.
    axis : int
        The axis of the K outcomes.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    divergence : array of shape (..., ...), of their dtype; never below 0
        Infinite where q is 0 and p is not.
    grad_p, grad_q : arrays of p_logits' shape, only if `return_grad`
        By `p_logits` (not finite, and of no use, where the divergence is infinite) and `q_logits`.

    Raises
    ------
    ValueError
        If the shapes differ, there are no outcomes on `axis`, or `base` is not above 1.

    The penalty of a policy's logits against a reference's; with a teacher as p, distillation.

    >>> kl_divergence_from_logits([0.0, 1e-8], [0.0, 0.0])
    np.float64(1.2500000000000001e-17)
    """
    unit = _unit(base)
    a, b, dtype = as_floats(native=True, p_logits=p_logits, q_logits=q_logits)
    check_shape("q_logits", b, a.shape)
    _check_outcomes("p_logits", a, axis)

    def rows(a, b):
        kl, grad_a, grad_b, _ = kl_rows(a, b)
        return (kl / unit, grad_a / unit, grad_b / unit) if return_grad else (kl / unit,)

    kinds = (True, False, False) if return_grad else (True,)
    return results(dtype, *along_axis(rows, (a, b), axis, dtype, kinds))


def kl_rows(a: NDArray, b: NDArray) -> tuple[NDArray, ...]:
    """Return KL(softmax(a) || softmax(b)) of rows, its gradients, and log(softmax(a) / softmax(b)).

    `kl_divergence_from_logits` says how. A log-ratio of two probabilities 0 is 0.
    """
    top, z, e, rest = split_off_max(a)
    top_b, z_b, e_b, rest_b = split_off_max(b)
    p, q = e / (1 + rest)[:, None], e_b / (1 + rest_b)[:, None]
    # A constant in d drops out of c: d_k, k = argmax a, so that shifted logits give what they gave.
    row, k = np.arange(len(a)), np.argmax(a, axis=-1)
    d, lost = exact_difference(a.astype(p.dtype, copy=False), b.astype(p.dtype, copy=False))
    d = (d - d[row, k, None]) + (lost - lost[row, k, None])
    mean_d = np.sum(times(p, d), axis=-1)
    c = mean_d[:, None] - d
    # exp(a - a_k) exp(c) = exp(b - b_k + E_p[d]), which no p = 0 and no large c can spoil.
    offset = mean_d - z_b[row, k]
    quick = np.abs(offset) < 500
    scaled = np.where(quick, e_b.T * np.exp(offset), np.exp(z_b.T + offset)).T
    far = scaled - e - times(e, c)
    excess = np.sum(np.where(np.abs(c) < 2, e * exp_excess(c), far), axis=-1) / (1 + rest)
    kl = np.where(excess < 1e200, np.log1p(excess), np.log1p(rest_b) - np.log1p(rest) + offset)
    impossible = np.any((p > 0) & (b == -np.inf), axis=-1) & np.isfinite(top) & np.isfinite(top_b)
    # log(p / q) = KL - c, and q - p = p (exp(c - KL) - 1) keeps its digits where q is nearly p.
    log_ratio = kl[:, None] - c
    grad_b = np.where(np.abs(log_ratio) < 1, p * np.expm1(-log_ratio), q - p)
    apart = (z.T - np.log1p(rest)).T - (z_b.T - np.log1p(rest_b)).T
    log_ratio = np.where(np.isfinite(log_ratio), log_ratio, apart)
    log_ratio = np.where((a == -np.inf) & (b == -np.inf), 0, log_ratio)
    return np.where(impossible, np.inf, kl), 0 - times(p, c), grad_b, log_ratio


@np.errstate(all="ignore")
def js_divergence(
    p: ArrayLike,
    q: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    return_grad: bool = False,
) -> Measure:
    """Jensen-Shannon divergence: the mean divergence of p and q from their mixture.

        JS = KL(p || m) / 2 + KL(q || m) / 2,    m = (p + q) / 2
        dJS / dp = log(p / m) / 2,    dJS / dq = log(q / m) / 2

    Symmetric, and at most log 2, which p and q without common outcomes reach. Its square root is a
    metric. It is the mutual information of a sample and the fair coin that chose p or q.

    Parameters
    ----------
    p, q : arrays of one shape (..., K, ...)
        Probabilities, with sum 1 along `axis`; NaN gives NaN.
    axis : int
        The axis of the K outcomes.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    divergence : array of shape (..., ...), of their dtype; between 0 and log 2
    grad_p, grad_q : arrays of p's shape, only if `return_grad`
        -inf by the one that is 0 where the other is not; 0 where both are 0.

    Raises
    ------
    ValueError
        If the shapes differ, p or q is no distribution, or `base` is not above 1.

    Source: Lin, "Divergence measures based on the Shannon entropy" (1991). It is the square of
    `scipy.spatial.distance.jensenshannon`.

    >>> js_divergence([1.0, 0.0], [0.0, 1.0], base=2)
    np.float64(1.0)
    """
    unit = _unit(base)
    p, q, dtype = _pair(p, q, axis)
    m = p / 2 + q / 2
    # p = m (1 + t) and q = m (1 - t). A term is m / 2 [(1 + t) log(1 + t) + (1 - t) log(1 - t)],
    # which cancels for small t: there it is the series m / 2 (t^2 + sum_n t^2n / (n (2n - 1))).
    t = np.where(p == q, 0, (p - q) / (p + q))
    tail = _series(np.clip(t, -0.7, 0.7) ** 2, [1 / ((n + 1) * (2 * n + 1)) for n in TERMS])
    near = (p - q) * t / 4
    near += near * tail
    log_p, log_q = np.log1p(t), np.where(t < 0.5, np.log1p(-t), np.log(q / m))
    log_p = np.where(t > -0.5, log_p, np.where(m == 0, 0, np.log(p / m)))
    far = (times(p, log_p) + times(q, log_q)) / 2
    loss = np.sum(np.where(np.abs(t) < 0.7, near, far), axis=axis) / unit
    if not return_grad:
        return results(dtype, loss)
    return results(dtype, loss, log_p / (2 * unit), log_q / (2 * unit))


@np.errstate(all="ignore")
def mutual_information(
    joint: ArrayLike, *, base: float | None = None, return_grad: bool = False
) -> Measure:
    """Mutual information of the two variables of a joint distribution.

        I(X; Y) = KL(p(x, y) || p(x) p(y)) = H(Y) - H(Y | X),    dI / dp(x, y) = log ratio

    with ratio = p(x, y) / (p(x) p(y)); as in `kl_divergence`, terms that sum to 0 are added, and
    without them the gradient is log ratio - 1. 0 where X and Y are independent, at most the smaller
    of H(X) and H(Y). Estimated from a table of data it is `information_gain`.

    Parameters
    ----------
    joint : array of shape (..., X, Y)
        Probabilities, with sum 1 over the last two axes; NaN gives NaN.
    base : float above 1
        Base of the logarithm: 2 for bits. None is e, for nats.

    Returns
    -------
    information : array of shape (...), of joint's dtype; never below 0
    grad : array of joint's shape, only if `return_grad`
        By `joint`; 0 in a row or column without probability, -inf at other zeros.

    Raises
    ------
    ValueError
        If `joint` has fewer than two axes, is no distribution, or `base` is not above 1.

    Source: Shannon (1948).

    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])
    np.float64(0.6931471805599454)
    """
    unit = _unit(base)
    p, dtype = as_floats(joint=joint)
    if p.ndim < 2:
        raise ValueError(f"`joint` must have two axes at least, got shape {p.shape}")
    check_distribution("joint", p, (-2, -1))
    p_x, p_y = np.sum(p, axis=-1, keepdims=True), np.sum(p, axis=-2, keepdims=True)
    # p(y | x) against p(y): the product p(x) p(y) might underflow.
    terms, log_ratio = _relative_entropy(np.where(p_x == 0, p_y, p / p_x), p_y)
    loss = np.sum(p_x * terms, axis=(-2, -1)) / unit
    return results(dtype, loss, log_ratio / unit if return_grad else None)


def information_gain(feature: ArrayLike, labels: ArrayLike) -> float:
    """Entropy of the labels that knowing the feature removes, on average, in bits.

        gain = H(labels) - sum_v (n_v / n) H(labels where feature = v)

    It is the mutual information of two columns of a table. A column of unique values gains all of
    H(labels) and predicts nothing.

    Parameters
    ----------
    feature : array of shape (n,)
        One value a row, of any type that can be sorted; each distinct value is a branch.
    labels : array of shape (n,)
        The class of each row, of any such type.

    Returns
    -------
    gain : float, between 0 and the entropy of the labels; 0 for an empty table

    Raises
    ------
    ValueError
        If feature and labels are not two columns of one length.

    Source: Quinlan, "Induction of decision trees" (ID3, 1986).

    >>> information_gain(["hot", "hot", "cold", "cold"], [1, 1, 0, 1])
    0.3112781244591329
    """
    gain, _ = _gain_and_entropy(feature, labels)
    return gain


def gain_ratio(feature: ArrayLike, labels: ArrayLike) -> float:
    """Information gain divided by the entropy of the feature itself: a share, without unit.

        ratio = gain / H(feature)

    The divisor tends to grow with the number of branches. The ratio in turn favours features with
    one rare value, whose entropy is near 0.

    Parameters
    ----------
    feature : array of shape (n,)
        One value a row, of any type that can be sorted; each distinct value is a branch.
    labels : array of shape (n,)
        The class of each row, of any such type.

    Returns
    -------
    ratio : float, between 0 and 1; 0 where the feature has one value, which splits nothing

    Raises
    ------
    ValueError
        If feature and labels are not two columns of one length.

    Source: Quinlan (1986), who asks in addition for at least the average gain; C4.5 (1993) uses it.

    >>> gain_ratio(["a", "b", "c", "d"], [0, 0, 1, 1])
    0.5
    """
    gain, h = _gain_and_entropy(feature, labels)
    return min(1.0, gain / h) if h > 0 else 0.0  # rounding may pass 1


@np.errstate(all="ignore")
def gini_impurity(p: ArrayLike, *, axis: int = -1, return_grad: bool = False) -> Measure:
    """Chance that two independent draws from p differ: CART's measure of a node. Without unit.

        G(p) = sum_j p_j (1 - p_j) = 1 - sum_j p_j^2,    dG / dp = 1 - 2 p

    0 where one class is certain, at most 1 - 1/K. It is the Brier score of guessing p, on average.

    Parameters
    ----------
    p : array of shape (..., K, ...)
        Shares of the classes, with sum 1 along `axis`; NaN gives NaN.
    axis : int
        The axis of the K classes.

    Returns
    -------
    impurity : array of shape (..., ...), of p's dtype; never below 0
    grad : array of p's shape, only if `return_grad`
        That of the first form; the second has -2 p, a constant apart.

    Raises
    ------
    ValueError
        If p is not a distribution along `axis`.

    Source: Breiman et al., "Classification and regression trees" (1984).

    >>> gini_impurity([0.5, 0.5])
    np.float64(0.5)
    """
    p, dtype = as_floats(p=p)
    check_distribution("p", p, axis)
    loss = np.sum(p * (1 - p), axis=axis)
    return results(dtype, loss, 1 - 2 * p if return_grad else None)


TERMS = range(1, 53)  # 0.49 to the 52nd is below half a unit


def _relative_entropy(p: NDArray, q: NDArray) -> tuple[NDArray, NDArray]:
    """Return p log(p / q) - p + q, never negative, and log(p / q)."""
    # With s = (p - q) / (p + q), p = m (1 + s) and q = m (1 - s), log(p / q) = 2 atanh(s), which is
    # 2 s (1 + tail). A term is 2 m [(1 + s) atanh(s) - s] = 2 m s [s + (1 + s) tail].
    s = np.where(p == q, 0, (p - q) / (p + q))
    near_0 = np.clip(s, -0.7, 0.7)
    tail = _series(near_0**2, [1 / (2 * n + 1) for n in TERMS])
    near = (p - q) * near_0 + (p - q) * (1 + near_0) * tail
    ratio = p / q
    in_range = (ratio > 0) & np.isfinite(ratio)
    log_ratio = np.where(in_range, np.log(ratio), np.log(p) - np.log(q))
    far = times(p, log_ratio) - p + q
    close = np.abs(s) < 0.7
    return np.where(close, near, far), np.where(close, 2 * near_0 * (1 + tail), log_ratio)


def _series(x: NDArray, coefficients: list[float]) -> NDArray:
    # x c_1 + x^2 c_2 + ..., the small terms first.
    total = np.zeros_like(x)
    for c in reversed(coefficients):
        total = x * (c + total)
    return total


def _pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[NDArray, NDArray, np.dtype]:
    p, q, dtype = as_floats(p=p, q=q)
    check_shape("q", q, p.shape)
    check_distribution("p", p, axis)
    check_distribution("q", q, axis)
    return p, q, dtype


def _check_outcomes(name: str, x: NDArray, axis: int) -> None:
    check_axis(axis, x, name)
    if np.size(x, axis) == 0:
        raise ValueError(f"`{name}` must have outcomes on axis {axis}, got shape {x.shape}")


def _unit(base: float | None) -> float:
    # The logarithm of the base: what one unit is, in nats.
    if base is None:
        return 1.0
    base = check_between("base", base, 1, np.inf)
    return np.log(base)


def _gain_and_entropy(feature: ArrayLike, labels: ArrayLike) -> tuple[float, float]:
    # In bits. Only the pairs of value and label that occur are counted, not their whole table.
    row, p_x = _column("feature", feature)
    column, p_y = _column("labels", labels, len(row))
    if len(row) == 0:
        return 0.0, 0.0
    pairs, counts = np.unique(row * len(p_y) + column, return_counts=True)
    p, x, y = counts / len(row), pairs // len(p_y), pairs % len(p_y)
    terms, _ = _relative_entropy(p / p_x[x], p_y[y])
    empty = max(0.0, 1 - np.sum(p_x[x] * p_y[y]))  # what the other pairs add: p_x p_y each
    return float((np.sum(p_x[x] * terms) + empty) / np.log(2)), float(entropy(p_x, base=2))


def _column(name: str, values: ArrayLike, length: int | None = None) -> tuple[NDArray, NDArray]:
    # Of each row the number of its distinct value; and the share of the rows that each value has.
    values = as_array(name, values)
    if values.ndim != 1 or length not in (None, len(values)):
        wanted = "(n,)" if length is None else f"({length},)"
        raise ValueError(f"`{name}` must be one column, of shape {wanted}, got {values.shape}")
    try:
        distinct, number = np.unique(values, return_inverse=True)
    except TypeError:
        raise ValueError(f"`{name}` must hold values of one type, got mixed ones") from None
    return number, np.bincount(number, minlength=len(distinct)) / max(1, len(values))
