"""Losses of a classifier: a prediction over classes against its label, a class or a distribution.

Logits unless a name says probabilities. Softmax losses have the classes on the last axis and give
one value per example; binary ones give one per element. In nats, but for the hinge.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_array,
    as_floats,
    check_classes,
    check_count,
    check_number,
    check_option,
    check_range,
    check_shape,
    class_labels,
    results,
    times,
    zeros_or_ones,
)
from lossutils._rows import by_rows, row_sums
from lossutils.special import exact_product, split_off_max

__all__ = [
    "binary_cross_entropy",
    "hinge_loss",
    "nll",
    "sigmoid_binary_cross_entropy",
    "sigmoid_focal_loss",
    "smooth_labels",
    "softmax_cross_entropy",
    "softmax_focal_loss",
]

Loss = NDArray | tuple[NDArray, NDArray]


@np.errstate(all="ignore")
def nll(log_probs: ArrayLike, labels: ArrayLike, *, return_grad: bool = False) -> Loss:
    """Negative log-likelihood of the labels, in nats, one value per example.

        loss = -log_probs[y]    for a class y
        loss = -sum_j q_j log_probs[j],  0 * -inf = 0,    for a distribution q

    With `log_softmax(logits)` it is `softmax_cross_entropy(logits, labels)`.

    Parameters
    ----------
    log_probs : array of shape (..., K)
        Log-probabilities, at most 0; -inf is probability 0. They are not normalised here.
    labels : integer array of shape (...), or float array of shape (..., K)
        Classes in [0, K), or distributions with entries in [0, 1].

    Returns
    -------
    loss : array of shape (...), of log_probs' dtype
        Infinite where the label has probability 0.
    grad : array of shape (..., K), only if `return_grad`
        By `log_probs`: -1 at the class, or -q.

    Raises
    ------
    ValueError
        If labels have another shape, are out of range, or are neither integers nor floats.

    As `torch.nn.functional.nll_loss(reduction="none")`, whose classes stand on axis 1, whose labels
    are integers alone, and which has weights and an `ignore_index`.

    >>> nll(np.log([[0.25, 0.75]]), [0])
    array([1.38629436])
    """
    log_p, dtype = as_floats(log_probs=log_probs)
    labels, _ = _classes_or_distributions(labels, "log_probs", log_p)
    hard = labels.dtype.kind != "f"
    picked = _entry(log_p, labels) if hard else np.sum(times(labels, log_p), axis=-1)
    loss = 0 - picked  # 0 - 0 is 0, where -0 would print a sign
    if not return_grad:
        return results(dtype, loss)
    return results(dtype, loss, 0 - (_one_hot(labels, log_p) if hard else labels))


@np.errstate(all="ignore")
def softmax_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    z_loss: float = 0.0,
    ignore_index: int = -100,
    reduction: str = "none",
    return_grad: bool = False,
    out: NDArray | None = None,
) -> Loss:
    """Cross-entropy of softmax(logits) against classes or distributions, in nats.

    For a class y, with L = logsumexp(logits) and p = softmax(logits):

        loss = L - logits[y],    d loss / d logits = p - one_hot(y)

    In general, for a distribution q (a class is its one-hot) and its smoothing:

        q'   = (1 - label_smoothing) q + label_smoothing / K
        t    = weight * q',    W = sum_j t_j
        loss = sum_j t_j (L - logits_j) + W z_loss L^2
        grad = W p - t + 2 W z_loss L p

    Parameters
    ----------
    logits : array of shape (..., K)
        Any values; -inf is probability 0. A row all of -inf, or with +inf or NaN, gives NaN.
    labels : integer array of shape (...), or float array of shape (..., K)
        Integers are classes in [0, K), or `ignore_index`. Floats are distributions with entries in
        [0, 1]; that they sum to 1 is not checked (a row that sums to 2 counts twice).
    weight : array of shape (K,), at least 0
        Without smoothing, a class of weight 2 counts as if its examples, z-loss included, stood
        there twice.
    label_smoothing : float in [0, 1]
        Share of the target that is spread evenly over the K classes.
    z_loss : float, at least 0
        Factor of L squared, which holds the normaliser near 1. PaLM took 1e-4.
    ignore_index : int
        Integer label of examples that do not count: loss 0, gradient 0, whatever the logits.
    reduction : "none", "sum" or "mean"
        What is returned: one value per example, their sum, or the sum divided by the weights of
        the kept labels, sum weight[y]; for distributions, by the number of examples.
    out : array of logits' shape and dtype, contiguous
        Receives the gradient, so that none is allocated. It may be `logits` itself, which are then
        overwritten.

    Returns
    -------
    loss : array of shape (...), or a scalar when reduced; of logits' dtype
        Infinite where the label has probability 0. Never below 0.
    grad : array of shape (..., K), only if `return_grad`
        Gradient of the returned value's sum by `logits`; `out` if that was given.

    Raises
    ------
    ValueError
        If labels, weight or out have another shape, labels or an option are out of range, or `out`
        comes without `return_grad`.

    Conventions: the mean over nothing (empty batch, all ignored, all of weight 0) is 0 with
    gradient 0; PyTorch gives NaN. The weighted mean, and the smoothing of weighted classes, are
    those of `torch.nn.functional.cross_entropy`; Keras divides by the number of examples.
    Sources: Szegedy et al. (2016) for smoothing; Chowdhery et al., "PaLM" (2022) for z-loss.

    >>> softmax_cross_entropy([[40.0, 0.0], [0.0, 0.0]], [0, 1])
    array([4.24835426e-18, 6.93147181e-01])
    """
    x, dtype = as_floats(native=True, logits=logits)
    label_smoothing = check_number("label_smoothing", label_smoothing, 0, 1)
    z_loss = check_number("z_loss", z_loss, 0)
    check_option("reduction", reduction, ("none", "mean", "sum"))
    labels, kept = _classes_or_distributions(labels, "logits", x, ignore_index)
    weight = _class_weights(weight, x)
    grad = _gradient_array(out, x, dtype, return_grad)
    hard = labels.dtype.kind != "f"
    share = np.where(kept, weight[labels] if hard else 1.0, 0.0)
    # The divisor of the mean; where nothing counts the sum of losses is 0, and so is the mean.
    count = (np.sum(share) or 1.0) if reduction == "mean" else 1.0
    if hard and not label_smoothing:
        loss = _loss_of_classes(x, labels, share / count, z_loss, grad)
    else:
        smoothing = (label_smoothing, weight)
        loss = _loss_of_distributions(x, labels, kept / count, smoothing, z_loss, grad)
    counts = share > 0 if hard and not label_smoothing else kept
    if return_grad and not np.all(counts):
        grad[~counts] = 0  # times 0 would not do: logits may be NaN
    return results(dtype, loss if reduction == "none" else np.sum(loss), grad)


def _loss_of_classes(
    x: NDArray, y: NDArray, w: NDArray, z_loss: float, grad: NDArray | None
) -> NDArray:
    if not z_loss:
        return times(w, _class_costs(x, y, grad, w)[0])
    cost, lse = _class_costs(x, y)
    if grad is not None:
        slope = 2 * z_loss * lse
        at_y = w * (np.expm1(-cost) + slope * np.exp(-cost))
        _class_costs(x, y, grad, w * (1 + slope))
        np.put_along_axis(grad, y[..., None], at_y[..., None], axis=-1)
    return times(w, cost + z_loss * lse**2)


def _class_costs(
    x: NDArray, y: NDArray, grad: NDArray | None = None, scale: ArrayLike = 1.0
) -> tuple[NDArray, NDArray]:
    """Return -log p of the classes and the logsumexp; grad receives scale * (p - one_hot(y))."""
    x_y = _entry(x, y)
    top, rest = _normalisers(x, grad, scale)
    # -log p_y = log(1 + rest) + (x_k - x_y), two terms of one sign. Where y has nearly all of the
    # probability the loss is nearly rest, which log(sum) would round away against the 1.
    log_sum = np.log1p(rest)
    cost = log_sum + (top - x_y)
    if grad is not None:
        # p_y - 1 = exp(-cost) - 1, and expm1 keeps its digits where p_y is nearly 1.
        np.put_along_axis(grad, y[..., None], (scale * np.expm1(-cost))[..., None], axis=-1)
    return cost, top + log_sum


def _normalisers(
    x: NDArray, probs: NDArray | None = None, scale: ArrayLike = 1.0
) -> tuple[NDArray, NDArray]:
    """Sum the exponentials of every row of x (last axis), as 1 + rest times exp(top).

    Returns top = x_k, the largest entry (-inf in a row without entries), and
    rest = sum_{j != k} exp(x_j - x_k), of the shape before the last axis, in float64 at least. The
    sum stays a pair: where one class is certain, rest is all that is left of the loss. `probs`, an
    array of x's shape, receives softmax(x) times `scale`, a number or one for each row.
    """
    wide = np.promote_types(x.dtype, np.float64)
    top, rest = np.full(x.shape[:-1], -np.inf, wide), np.zeros(x.shape[:-1], wide)
    if x.size == 0:
        return top, rest
    rows, flat_top, flat_rest = _flat(x), np.ravel(top), np.ravel(rest)  # views
    width = x.shape[-1]
    if probs is not None:
        scales = np.broadcast_to(np.asarray(scale, top.dtype), top.shape).ravel()
        by_rows(_probabilities, (rows, scales, _flat(probs)), (flat_top, flat_rest), width)
        return top, rest
    by_rows(lambda x: _exponentials(x)[:2], (rows,), (flat_top, flat_rest), width)
    flat_rest *= np.exp(-flat_top)
    (far,) = np.nonzero(_is_far(flat_top, x.dtype))
    careful = np.empty(len(far), rest.dtype)
    by_rows(lambda far: (split_off_max(rows[far])[-1],), (far,), (careful,), width)
    flat_rest[far] = careful
    return top, rest


def _exponentials(x: NDArray, out: NDArray | None = None) -> tuple[NDArray, ...]:
    # exp(x - top) = exp(x) exp(-top). The product keeps the digits that the difference would round
    # away: half a unit lost from x - top = -40 is 16 units of its exponential.
    at_k = np.arange(len(x)), x.argmax(axis=-1)
    top = x[at_k]
    e = np.exp(x, out=out)
    e[at_k] = 0
    return top, row_sums(e), e, at_k


def _probabilities(x: NDArray, scale: NDArray, probs: NDArray) -> tuple[NDArray, ...]:
    own = probs.dtype != x.dtype or np.may_share_memory(probs, x)
    top, rest, e, at_k = _exponentials(x, None if own else probs)
    shift = np.exp(-top, dtype=scale.dtype)
    rest = shift * rest
    # Where the scale is tiny too, shift * scale might underflow before it meets e.
    far = _is_far(top, x.dtype) | ((scale < 1e-12) & (scale > 0))
    if far.any():
        _, _, e[far], rest[far] = split_off_max(x[far])
        shift[far] = 1
    p_k = scale / (1 + rest)
    e *= (shift * p_k).astype(e.dtype)[:, None]
    e[at_k] = p_k
    if own:
        probs[...] = e
    return top, rest


def _is_far(top: NDArray, dtype: np.dtype) -> NDArray:
    # Where exp(x) of some entry may leave the range of floats: there x is shifted first.
    return ~((top >= 0) & (top <= _largest_safe(dtype)))


@cache
def _largest_safe(dtype: np.dtype) -> float:
    return 0.4 * float(np.log(np.finfo(dtype).max))


def _flat(x: NDArray) -> NDArray:
    return x.reshape(-1, x.shape[-1])


def _loss_of_distributions(
    x: NDArray,
    labels: NDArray,
    factor: NDArray,
    smoothing: tuple[float, NDArray],
    z_loss: float,
    grad: NDArray | None,
) -> NDArray:
    label_smoothing, weight = smoothing
    classes = x.shape[-1]

    def block(x, labels, factor):
        x = x.astype(weight.dtype, copy=False)
        q = labels.astype(x.dtype) if labels.ndim == 2 else _one_hot(labels, x)
        t = weight * _smoothed(q, label_smoothing)
        return _soft_rows(x, np.where(factor == 0, 0, factor * t), z_loss, grad is not None)

    loss = np.empty(x.shape[:-1], weight.dtype)
    labels = labels.reshape(-1, *labels.shape[factor.ndim :])
    rows = x.reshape(-1, classes), labels, factor.reshape(-1, 1)
    outputs = np.ravel(loss), None if grad is None else grad.reshape(-1, classes)
    by_rows(block, rows, outputs, classes)
    return loss


def _soft_rows(x: NDArray, t: NDArray, z_loss: float, return_grad: bool) -> tuple:
    top, z, e, rest = split_off_max(x)
    # sum_j t_j (L - x_j) = mass log(1 + rest) - sum_j t_j z_j: again, positive terms alone.
    mass = np.sum(t, axis=-1)
    lse = top + np.log1p(rest)
    cost = np.log1p(rest) + times(z_loss, lse**2)
    loss = times(mass, cost) - np.sum(times(t, z), axis=-1)
    if not return_grad:
        return loss, None
    slope = 2 * z_loss * lse
    grad = e * (mass * (1 + slope) / (1 + rest))[:, None] - t
    # At the largest entry k, mass p_k - t_k cancels where p_k = 1 / (1 + rest) is nearly 1. It is
    # also the targets of the others minus mass rest / (1 + rest), both small there.
    row, k = np.arange(len(x)), np.argmax(x, axis=-1)
    t[row, k] = 0
    at_k = np.sum(t, axis=-1) + mass * (slope - rest) / (1 + rest)
    grad[row, k] = np.where(rest < 1, at_k, grad[row, k])
    return loss, grad


def _gradient_array(
    out: NDArray | None, x: NDArray, dtype: np.dtype, return_grad: bool
) -> NDArray | None:
    if out is None:
        return np.empty(x.shape, dtype) if return_grad else None
    if not return_grad:
        raise ValueError("`out` must come with return_grad=True: it receives the gradient")
    good = isinstance(out, np.ndarray) and out.flags.c_contiguous and out.flags.writeable
    if good and np.may_share_memory(out, x) and out.ctypes.data != x.ctypes.data:
        raise ValueError("`out` must be `logits` itself or apart from it, got an overlap")
    if not (good and out.shape == x.shape and out.dtype == dtype):
        raise ValueError(
            f"`out` must be a writeable contiguous array of shape {x.shape} and dtype {dtype}, got "
            f"{getattr(out, 'dtype', type(out).__name__)} of shape {np.shape(out)}"
            + ("" if good or not isinstance(out, np.ndarray) else ", not contiguous or read-only")
        )
    return out


@np.errstate(all="ignore")
def binary_cross_entropy(probs: ArrayLike, labels: ArrayLike, *, return_grad: bool = False) -> Loss:
    """Cross-entropy of a probability against a binary label, in nats, one value per element.

        loss = -y log p - (1 - y) log(1 - p),    d loss / d p = (1 - y) / (1 - p) - y / p

    with 0 log 0 = 0. It is `nll` for the two classes of probability p and 1 - p. From log-odds take
    `sigmoid_binary_cross_entropy`: a float p near 1 holds few digits of 1 - p.

    Parameters
    ----------
    probs : array of any shape
        Probabilities p of label 1, in [0, 1]; NaN gives NaN.
    labels : array of the same shape
        Targets y in [0, 1], soft ones allowed; integers and booleans too.

    Returns
    -------
    loss : array of probs' shape and dtype, never below 0
        At p = 0 or 1: infinite unless y is p as well, and then 0.
    grad : the same, only if `return_grad`
        By `probs`: +-inf where the loss is infinite; +1 at p = y = 0 and -1 at p = y = 1.

    Raises
    ------
    ValueError
        If probs or labels lie outside [0, 1], or the shapes differ.

    Where p is 0 or 1, sources disagree: PyTorch cuts the logarithms off at -100, Keras clips p to
    within 1e-7 of the ends and scikit-learn to within its dtype's rounding; here nothing is cut.

    >>> binary_cross_entropy([0.75, 0.0, 0.0], [0, 0, 1])
    array([1.38629436, 0.        ,        inf])
    """
    p, dtype = as_floats(probs=probs)
    check_range("probs", np.where(np.isnan(p), 0, p), 0, 1)
    y = _binary_labels(labels, p)
    loss = 0 - times(y, np.log(p)) - times(1 - y, np.log1p(-p))
    if not return_grad:
        return results(dtype, loss)
    # Each part is 0 where its label has no share, even over a p or 1 - p of 0.
    grad = np.where(y == 1, 0, (1 - y) / (1 - p)) - np.where(y == 0, 0, y / p)
    return results(dtype, loss, grad)


@np.errstate(all="ignore")
def sigmoid_binary_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    return_grad: bool = False,
) -> Loss:
    """Cross-entropy of sigmoid(logits) against binary labels, in nats, one value per element.

        loss = w y softplus(-z) + (1 - y) softplus(z)
        grad = (1 - y) sigmoid(z) - w y sigmoid(-z)        which is sigmoid(z) - y for w = 1

    It is `softmax_cross_entropy` for the two logits z and 0.

    Parameters
    ----------
    logits : array of any shape
        Log-odds z of label 1, any values; -inf and +inf are certainty, NaN gives NaN.
    labels : array of the same shape
        Targets y in [0, 1], soft ones allowed; integers and booleans too.
    pos_weight : array that broadcasts to logits' shape, at least 0
        Factor w of the positive part, for rare positives; 1 if not given.

    Returns
    -------
    loss : array of logits' shape and dtype, never below 0
        Infinite where a certain prediction is wrong.
    grad : the same, only if `return_grad`
        By `logits`.

    Raises
    ------
    ValueError
        If labels have another shape or lie outside [0, 1], or `pos_weight` does not fit.

    As `torch.nn.functional.binary_cross_entropy_with_logits(reduction="none")`, whose formula
    (1 - y) z + softplus(-z) cancels at negative z unless y = 1.

    >>> sigmoid_binary_cross_entropy([40.0, 0.0], [1, 1])
    array([4.24835426e-18, 6.93147181e-01])
    """
    z, dtype = as_floats(logits=logits)
    y = _binary_labels(labels, z)
    positive, negative = _pos_weight(pos_weight, z) * y, 1 - y
    # softplus(z) = max(z, 0) + log1p(e), e = exp(-|z|); no term is ever subtracted from another.
    e = np.exp(-np.abs(z))
    tail = np.log1p(e)
    loss = times(positive, np.maximum(-z, 0) + tail) + times(negative, np.maximum(z, 0) + tail)
    if not return_grad:
        return results(dtype, loss)
    p, one_minus_p = np.where(z >= 0, 1, e) / (1 + e), np.where(z >= 0, e, 1) / (1 + e)
    return results(dtype, loss, negative * p - positive * one_minus_p)


@np.errstate(all="ignore")
def softmax_focal_loss(
    logits: ArrayLike, labels: ArrayLike, *, gamma: float = 2.0, return_grad: bool = False
) -> Loss:
    """Cross-entropy scaled down where the class is already likely, in nats, one value per example.

        loss = (1 - p_y)^gamma c,    c = -log p_y,    p = softmax(logits)
        grad = (1 - p_y)^gamma (1 + gamma c p_y / (1 - p_y)) (p - one_hot(y))

    At gamma 0 it is `softmax_cross_entropy`. At p_y = 0.5 and gamma 2 the loss is a quarter of
    that, and its gradient 0.597 of that.

    Parameters
    ----------
    logits : array of shape (..., K)
        Any values; -inf is probability 0. A row all of -inf, or with +inf or NaN, gives NaN.
    labels : integer array of shape (...)
        Classes in [0, K).
    gamma : float, at least 0
        How strongly likely classes are discounted.

    Returns
    -------
    loss : array of shape (...), of logits' dtype; never below 0
        Infinite where the label has probability 0.
    grad : array of shape (..., K), only if `return_grad`
        By `logits`.

    Raises
    ------
    ValueError
        If labels have another shape, are out of range or not integers, or `gamma` is negative.

    Source: Lin et al., "Focal loss for dense object detection" (2017), whose loss is binary.

    >>> softmax_focal_loss([[0.0, 0.0]], [0])
    array([0.1732868])
    """
    gamma = check_number("gamma", gamma, 0)
    x, dtype = as_floats(native=True, logits=logits)
    check_classes("logits", x)
    y, _ = class_labels(labels, x)
    cost, _ = _class_costs(x, y)
    others = -np.expm1(-cost)  # 1 - p_y, which subtracting would cancel
    loss = others**gamma * cost
    if not return_grad:
        return results(dtype, loss)
    # c p / (1 - p) tends to 1 where p_y tends to 1, and to 0 where p_y tends to 0.
    spread = np.where(others == 0, 1, times(np.exp(-cost), cost) / others)
    grad = np.empty(x.shape, dtype)
    _class_costs(x, y, grad, others**gamma * (1 + gamma * spread))
    return results(dtype, loss, grad)


@np.errstate(all="ignore")
def sigmoid_focal_loss(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    gamma: float = 2.0,
    alpha: float | None = None,
    return_grad: bool = False,
) -> Loss:
    """Binary cross-entropy scaled down where it is already small, in nats, one value per element.

        loss of a label 1 = sigmoid(-z)^gamma softplus(-z)
        grad of a label 1 = -sigmoid(-z)^gamma (sigmoid(-z) + gamma sigmoid(z) softplus(-z))

    and for a label 0 with z in place of -z and the gradient's sign turned; a soft label mixes both.
    At gamma 0 it is `sigmoid_binary_cross_entropy`; for hard labels, `softmax_focal_loss` of the
    logits z and 0.

    Parameters
    ----------
    logits : array of any shape
        Log-odds z of label 1, any values; NaN gives NaN.
    labels : array of the same shape
        Targets in [0, 1]; integers and booleans too.
    gamma : float, at least 0
        How strongly easy examples are discounted.
    alpha : float in [0, 1]
        Weight of label 1; label 0 has 1 - alpha. Neither is weighted if not given.

    Returns
    -------
    loss : array of logits' shape and dtype, never below 0
    grad : the same, only if `return_grad`
        By `logits`.

    Raises
    ------
    ValueError
        If labels have another shape or lie outside [0, 1], or `gamma` or `alpha` is out of range.

    Source: Lin et al. (2017), who take gamma 2 and alpha 0.25, torchvision's defaults. torchvision
    and optax put a soft label into p_t, the factor's probability, as well.

    >>> sigmoid_focal_loss([0.0, 0.0], [1, 0], alpha=0.25)
    array([0.0433217, 0.1299651])
    """
    gamma = check_number("gamma", gamma, 0)
    z, dtype = as_floats(logits=logits)
    y = _binary_labels(labels, z)
    positive, negative = y, 1 - y
    if alpha is not None:
        alpha = check_number("alpha", alpha, 0, 1)
        positive, negative = alpha * y, (1 - alpha) * (1 - y)
    e = np.exp(-np.abs(z))
    p, q = np.where(z >= 0, 1, e) / (1 + e), np.where(z >= 0, e, 1) / (1 + e)  # q = 1 - p
    if_1, if_0 = np.maximum(-z, 0) + np.log1p(e), np.maximum(z, 0) + np.log1p(e)
    # The larger of p, q is 1 / (1 + e), the smaller e / (1 + e). Their powers come from |z| and
    # 1 + e with the rounding errors kept, which a power would multiply by gamma.
    exponent, lost = exact_product(gamma, np.abs(z))
    lost_of_sum = gamma * (e - ((1 + e) - 1)) / (1 + e)
    larger = (1 + e) ** -float(gamma) * (1 - lost_of_sum)
    smaller = np.exp(-exponent) * (1 - lost) * larger
    weight_1 = positive * np.where(z >= 0, smaller, larger)
    weight_0 = negative * np.where(z >= 0, larger, smaller)
    loss = times(weight_1, if_1) + times(weight_0, if_0)
    if not return_grad:
        return results(dtype, loss)
    slope_1, slope_0 = q + gamma * times(p, if_1), p + gamma * times(q, if_0)
    return results(dtype, loss, weight_0 * slope_0 - weight_1 * slope_1)


@np.errstate(all="ignore")
def hinge_loss(logits: ArrayLike, labels: ArrayLike, *, return_grad: bool = False) -> Loss:
    """Hinge of the support vector machine, in units of the score, one value per element.

        loss = max(0, 1 - z) for a label 1,    max(0, 1 + z) for a label 0
        grad = -1 where z < 1,                 +1 where z > -1,    else 0

    A right score beyond the margin of 1 costs nothing, so only examples near the border or beyond
    it shape the solution. Scores are no log-odds: no probability belongs to them.

    Parameters
    ----------
    logits : array of any shape
        Scores z for label 1, any values; NaN gives NaN.
    labels : array of the same shape
        0 or 1, booleans too.

    Returns
    -------
    loss : array of logits' shape and dtype, never below 0
    grad : the same, only if `return_grad`
        By `logits`; 0 at the kink.

    Raises
    ------
    ValueError
        If labels have another shape, or are neither 0 nor 1.

    Source: Cortes and Vapnik, "Support-vector networks" (1995). `optax.losses.hinge_loss` takes -1
    for label 0; `sklearn.metrics.hinge_loss` takes any classes, more than two as well, and
    averages.

    >>> hinge_loss([2.0, 0.5, 0.5], [1, 1, 0])
    array([0. , 0.5, 1.5])
    """
    z, dtype = as_floats(logits=logits)
    sign = np.where(zeros_or_ones("labels", labels, z.shape), 1, -1)
    loss = np.maximum(1 - sign * z, 0)
    return results(dtype, loss, 0 - sign * np.sign(loss) if return_grad else None)


def smooth_labels(
    labels: ArrayLike, *, label_smoothing: float, classes: int | None = None
) -> NDArray:
    """Targets with a share of their mass spread evenly over all K classes, without unit.

        q' = (1 - label_smoothing) q + label_smoothing / K,    q = one_hot(y) for a class y

    With them `softmax_cross_entropy` is that of its own `label_smoothing`, but for the divisor of a
    weighted mean. The best logits become
    finite: the true class leads by log(1 + K (1 - label_smoothing) / label_smoothing).

    Parameters
    ----------
    labels : integer array of shape (...), or float array of shape (..., K)
        Classes in [0, K), or distributions with entries in [0, 1].
    label_smoothing : float in [0, 1]
        The share that is spread. The true class keeps a part of it: 1/K.
    classes : int, at least 1
        K; needed where labels are classes.

    Returns
    -------
    array of shape (..., K), of labels' dtype; float64 for classes

    Raises
    ------
    ValueError
        If labels are out of range, `classes` is missing or does not fit, or `label_smoothing` is
        out of range.

    Source: Szegedy et al., "Rethinking the Inception architecture" (2016), as in PyTorch and
    `optax.smooth_labels`.

    >>> smooth_labels([1], label_smoothing=0.1, classes=2)
    array([[0.05, 0.95]])
    """
    label_smoothing = check_number("label_smoothing", label_smoothing, 0, 1)
    labels = as_array("labels", labels)
    if labels.dtype.kind not in "iuf":
        raise ValueError(f"`labels` must be integers or floats, got dtype {labels.dtype}")
    if labels.dtype.kind in "iu":
        if classes is None:
            raise ValueError("`classes` must be given where labels are integers, got None")
        classes = check_count("classes", classes)
        like = np.zeros((*labels.shape, classes))
        class_labels(labels, like)
        labels = _one_hot(labels, like)
    q, dtype = as_floats(labels=labels)
    check_classes("labels", q)
    check_range("labels", q, 0, 1)
    k = q.shape[-1]
    if classes not in (None, k):
        raise ValueError(f"`classes` must be {k}, the length of labels' last axis, got {classes}")
    return results(dtype, _smoothed(q, label_smoothing))


def _smoothed(q: NDArray, label_smoothing: float) -> NDArray:
    return (1 - label_smoothing) * q + label_smoothing / q.shape[-1]


def _entry(values: NDArray, y: NDArray) -> NDArray:
    # values[..., y[...]]: of each row the entry of its class.
    return np.take_along_axis(values, y[..., None], axis=-1)[..., 0]


def dense_labels(labels: ArrayLike, name: str, prediction: NDArray) -> NDArray:
    """Return checked labels as distributions of the prediction's shape: classes as one-hot rows."""
    labels, _ = _classes_or_distributions(labels, name, prediction)
    return labels if labels.dtype.kind == "f" else _one_hot(labels, prediction)


def _one_hot(y: NDArray, like: NDArray) -> NDArray:
    out = np.zeros_like(like)
    np.put_along_axis(out, y[..., None], 1, axis=-1)
    return out


def _classes_or_distributions(
    labels: ArrayLike, name: str, prediction: NDArray, ignore_index: int | None = None
) -> tuple[NDArray, NDArray]:
    # Integer classes with ignored ones at 0, or distributions in the prediction's dtype; and a
    # mask of the examples that are kept.
    check_classes(name, prediction)
    labels = as_array("labels", labels)
    if labels.dtype.kind in "iu" or labels.shape == (0,) != prediction.shape:
        return class_labels(labels, prediction, ignore_index)
    if labels.dtype.kind != "f":
        raise ValueError(
            f"`labels` must be integers (classes) or floats (distributions), got {labels.dtype}"
        )
    note = " (float labels are distributions; give classes as integers)"
    check_shape("labels", labels, prediction.shape, note)
    check_range("labels", labels, 0, 1)
    return labels, np.ones(labels.shape[:-1], bool)


def _binary_labels(labels: ArrayLike, prediction: NDArray) -> NDArray:
    labels, _ = as_floats(labels=labels)
    check_shape("labels", labels, prediction.shape)
    check_range("labels", labels, 0, 1)
    return labels.astype(prediction.dtype, copy=False)


def _class_weights(weight: ArrayLike | None, logits: NDArray) -> NDArray:
    if weight is None:
        return np.ones(logits.shape[-1], np.promote_types(logits.dtype, np.float64))
    weight, _ = as_floats(weight=weight)
    check_shape("weight", weight, logits.shape[-1:])
    check_range("weight", weight, 0)
    return weight


def _pos_weight(pos_weight: ArrayLike | None, logits: NDArray) -> NDArray:
    if pos_weight is None:
        return np.ones((), logits.dtype)
    pos_weight, _ = as_floats(pos_weight=pos_weight)
    fits = pos_weight.ndim <= logits.ndim and all(
        n in (1, size) for n, size in zip(pos_weight.shape[::-1], logits.shape[::-1], strict=False)
    )
    if not fits:
        raise ValueError(
            f"`pos_weight` must broadcast to shape {logits.shape}, got {pos_weight.shape}"
        )
    check_range("pos_weight", pos_weight, 0)
    return pos_weight.astype(logits.dtype, copy=False)
