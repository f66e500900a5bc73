"""Several losses, one model: how to weigh the tasks, and what to do where their gradients conflict.

Tasks on the last axis of losses, on the first of gradients. Weights by uncertainty and by speed of
learning first; then what to do about gradients that conflict.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_floats,
    check_count,
    check_every,
    check_number,
    check_positive,
    check_shape,
    results,
    times,
)
from lossutils.special import softmax

__all__ = ["dwa_weights", "gradnorm", "mgda", "pcgrad", "uncertainty_weighting"]

Loss = NDArray | tuple[NDArray, ...]


@np.errstate(all="ignore")
def uncertainty_weighting(
    losses: ArrayLike, log_variances: ArrayLike, *, return_grad: bool = False
) -> Loss:
    """Sum of losses over twice a learned variance, plus its half log, in nats, one value per row.

        total = sum_k L_k exp(-s_k) / 2 + s_k / 2,    s = log_variances = log sigma^2
        grad  = exp(-s) / 2 by losses,    (1 - exp(-s) L) / 2 by log_variances

    Where L is a squared error it is the negative log-likelihood of Gaussian noise of variance
    sigma^2, without log(2 pi) / 2. In s it is smallest at sigma^2 = L, with value
    sum_k (1 + log L_k) / 2: negative for losses below 1/e.

    Parameters
    ----------
    losses : array of shape (..., K)
        Losses L of the K tasks, at least 0 (of a negative one the total has no minimum); NaN
        gives NaN.
    log_variances : array of the same shape
        Any values. As parameters they are unconstrained, where a variance would have to stay
        positive.

    Returns
    -------
    total : array of shape (...), of their dtype
    grad_losses, grad_log_variances : arrays of shape (..., K), only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes differ, there is no task, or a loss is negative or infinite.

    Source: Kendall, Gal and Cipolla, "Multi-task learning using uncertainty to weigh losses for
    scene geometry and semantics" (2018), its form for regression. A cross-entropy it divides by
    sigma^2 without the half: pass twice the loss.

    >>> uncertainty_weighting([4.0, 1.0], np.log([4.0, 1.0]))
    np.float64(1.6931471805599454)
    """
    losses, s, dtype = _tasks(losses=losses, log_variances=log_variances)
    _check_values("losses", losses)
    precision = np.exp(-s)
    scaled = times(losses, precision)  # a loss of 0 costs nothing, however sure its task is
    total = np.sum(scaled + s, axis=-1) / 2
    return results(dtype, total, *((precision / 2, (1 - scaled) / 2) if return_grad else ()))


@np.errstate(all="ignore")
def dwa_weights(
    last_losses: ArrayLike, earlier_losses: ArrayLike, *, temperature: float = 2.0
) -> NDArray:
    """Dynamic weight average: the tasks that improve least get the largest weights.

        r = last / earlier,    weights = K softmax(r / temperature)

    They sum to K and are constants: no gradient passes. `gradnorm` pursues the same aim through
    gradients; this needs the losses alone.

    Parameters
    ----------
    last_losses, earlier_losses : arrays of one shape (..., K)
        Mean losses of the K tasks in the last epoch and the one before, positive. Their units
        cancel. In the first two epochs, which have no ratio, the paper sets r = 1.
    temperature : float, positive
        Large: all weights near 1.

    Returns
    -------
    array of shape (..., K), of their dtype, with sum K

    Raises
    ------
    ValueError
        If the shapes differ, there is no task, a loss is not positive, or `temperature` is not.

    Source: Liu, Johns and Davison, "End-to-end multi-task learning with attention" (2019).

    >>> dwa_weights([1.0, 0.5], [1.0, 1.0])
    array([1.124353, 0.875647])
    """
    temperature = check_positive("temperature", temperature)
    last, earlier, dtype = _tasks(last_losses=last_losses, earlier_losses=earlier_losses)
    _check_values("last_losses", last, positive=True)
    _check_values("earlier_losses", earlier, positive=True)
    return results(dtype, last.shape[-1] * softmax(last / earlier / temperature))


@np.errstate(all="ignore")
def gradnorm(
    weights: ArrayLike,
    grad_norms: ArrayLike,
    losses: ArrayLike,
    initial_losses: ArrayLike,
    *,
    alpha: float = 1.5,
    return_grad: bool = False,
) -> Loss:
    """Loss of the task weights: weighted gradient norms should follow the training rates.

        G      = weights grad_norms
        r      = (L / L(0)) / mean_k(L_k / L_k(0))       above 1: slower than the others
        target = mean_k(G_k) r^alpha                     a constant: no gradient passes
        loss   = sum_k |G_k - target_k|
        grad   = sign(G - target) grad_norms by weights

    A descent step raises the weights of tasks that pull less than their target. The model itself is
    trained on sum_k weights_k L_k; after each step the paper rescales the weights to sum K.

    Parameters
    ----------
    weights : array of shape (..., K)
        Weights of the K tasks, at least 0.
    grad_norms : array of the same shape
        Length of the gradient of each unweighted loss, by the last layer the tasks share; at
        least 0.
    losses, initial_losses : arrays of the same shape
        The losses L now, and L(0) at the first step; positive.
    alpha : float, at least 0
        How strongly slow tasks are favoured; 0 asks for equal gradient norms.

    Returns
    -------
    loss : array of shape (...), of their dtype, never below 0
    grad : array of shape (..., K), only if `return_grad`
        By `weights`; 0 at the kink, where a task meets its target. NaN in an argument gives NaN.

    Raises
    ------
    ValueError
        If the shapes differ, there is no task, or a value is out of its domain.

    Source: Chen et al., "GradNorm: gradient normalization for adaptive loss balancing" (2018). Like
    the paper, and unlike plain automatic differentiation, the gradient takes the target as fixed.

    >>> gradnorm([1.0, 1.0], [1.0, 3.0], [0.5, 0.5], [1.0, 1.0], return_grad=True)
    (np.float64(2.0), array([-1.,  3.]))
    """
    alpha = check_number("alpha", alpha, 0)
    weights, norms, losses, initial, dtype = _tasks(
        weights=weights, grad_norms=grad_norms, losses=losses, initial_losses=initial_losses
    )
    _check_values("weights", weights)
    _check_values("grad_norms", norms)
    _check_values("losses", losses, positive=True)
    _check_values("initial_losses", initial, positive=True)
    weighted, remaining = weights * norms, losses / initial
    rate = remaining / np.mean(remaining, axis=-1, keepdims=True)
    excess = weighted - np.mean(weighted, axis=-1, keepdims=True) * rate**alpha
    loss = np.sum(np.abs(excess), axis=-1)
    return results(dtype, loss, np.sign(excess) * norms if return_grad else None)


@np.errstate(all="ignore")
def pcgrad(gradients: ArrayLike, *, rng: "np.random.Generator | None" = None) -> NDArray:
    """Gradients without their conflicts: each loses what points against another task's gradient.

        for every task i, and every other task j in random order:
            if g_i . g_j < 0:    g_i <- g_i - (g_i . g_j) / |g_j|^2 g_j

    g_j is the original gradient, g_i the one projected so far. The update is the sum of the rows.
    Of two tasks neither then loses to first order; of more, a later projection may bring a conflict
    back. The step of `mgda` never conflicts, and is never longer.

    Parameters
    ----------
    gradients : array of shape (K, P)
        One flat gradient a task. Zeros conflict with none; infinities and NaN stay in their row.
    rng : numpy.random.Generator, optional
        For the order of the other tasks, which changes the result. Without it: 0, 1, ..., K - 1.

    Returns
    -------
    array of shape (K, P), of gradients' dtype

    Raises
    ------
    ValueError
        If `gradients` does not have two axes, or `rng` is no generator.

    Source: Yu et al., "Gradient surgery for multi-task learning" (2020).

    >>> pcgrad([[1.0, 0.0], [-1.0, 1.0]])
    array([[0.5, 0.5],
           [0. , 1. ]])
    """
    g, dtype = _task_gradients(gradients)
    if not (rng is None or isinstance(rng, np.random.Generator)):
        raise ValueError(f"`rng` must be a numpy.random.Generator or None, got {rng!r}")
    axes = _scaled(g)  # the length of g_j cancels: only its direction counts
    projected = g.copy()
    for i, row in enumerate(projected):
        order = np.arange(len(g)) if rng is None else rng.permutation(len(g))
        for j in order[order != i]:
            along = row @ axes[j]
            if along < 0:
                row -= along / (axes[j] @ axes[j]) * axes[j]
    return results(dtype, projected)


@np.errstate(all="ignore")
def mgda(gradients: ArrayLike, *, tolerance: float = 1e-12, max_iterations: int = 1000) -> NDArray:
    """Weights of the shortest convex combination of the gradients: a step that harms no task.

        w = argmin |sum_k w_k g_k|^2    over w >= 0, sum_k w_k = 1

    At d = sum_k w_k g_k every task has g_k . d >= |d|^2: a step along -d lowers all losses at
    |d|^2 or faster, and d = 0 says that no direction lowers all of them. For two tasks

        w_0 = (g_1 - g_0) . g_1 / |g_1 - g_0|^2    cut off at 0 and 1

    In general d is the point of the gradients' convex hull nearest to 0. A set of corners is grown
    by the one most opposed to d, and shrunk by those whose weight falls to 0.

    Parameters
    ----------
    gradients : array of shape (K, P), K >= 1
        One flat gradient a task. Infinite entries and NaN give NaN.
    tolerance : float, positive
        Stop where |d| is above its least value by at most this part of the longest gradient.
    max_iterations : int, at least 1
        How many times a corner is added at most; rarely more than 2 K are. Stopped there, the
        weights are the best so far.

    Returns
    -------
    array of shape (K,), of gradients' dtype, at least 0 and with sum 1
        Where several weights give the same d (equal gradients), one of them.

    Raises
    ------
    ValueError
        If `gradients` is not of shape (K, P) with K >= 1, or an option is out of range.

    Sources: Desideri, "Multiple-gradient descent algorithm" (2012); Sener and Koltun, "Multi-task
    learning as multi-objective optimization" (2018), who solve it by Frank-Wolfe. That gains digits
    slowly; this is Wolfe, "Finding the nearest point in a polytope" (1976), exact on each face.

    >>> mgda([[2.0, 0.0], [0.0, 1.0]])
    array([0.2, 0.8])
    """
    tolerance = check_positive("tolerance", tolerance)
    max_iterations = check_count("max_iterations", max_iterations)
    g, dtype = _task_gradients(gradients)
    if len(g) == 0:
        raise ValueError(f"`gradients` must have shape (K, P) with K >= 1, got {g.shape}")
    corners = _corners(g)
    if np.any(np.isnan(corners)):
        return results(dtype, np.full(len(g), np.nan))
    w = np.zeros(len(g))
    w[np.argmin(np.sum(corners**2, axis=-1))] = 1
    for _ in range(max_iterations):
        d = w @ corners
        slopes, length = corners @ d, np.sqrt(d @ d)
        # Every point of the hull has a product with d of at least min(slopes), hence at least the
        # length min(slopes) / |d|: what |d| may still lose.
        if length <= tolerance or length - np.min(slopes) / length <= tolerance:
            break
        last, w = w, _nearest_with(corners, w, np.argmin(slopes))
        if np.array_equal(w, last):  # what is left to gain is below the rounding
            break
    return results(dtype, w)


def _nearest_with(corners: NDArray, w: NDArray, new: int) -> NDArray:
    # Weights of the point nearest to 0 once corner `new` may be used. The nearest point v of the
    # plane through the corners in use is the answer if it lies between them. If not, go from w
    # towards it up to the border, drop the corner that is lost there, and look again.
    face = w > 0
    face[new] = True
    while True:
        v = np.zeros_like(w)
        v[face] = _affine_weights(corners[face])
        if not np.any(v < 0):
            return v / np.sum(v)
        reach = np.where(v < 0, w / (w - v), np.inf)
        lost = np.argmin(reach)
        w = np.maximum(w + reach[lost] * (v - w), 0)
        face[lost] = False


def _affine_weights(points: NDArray) -> NDArray:
    # The point of a plane nearest to 0, as p_k + sum_j c_j (p_j - p_k): least squares in the
    # differences, whose products are never formed (they would halve the digits). p_k is the
    # shortest: far longer points have small weights, and 1 - sum c would leave them no digits.
    k = np.argmin(np.sum(points**2, axis=-1))
    c = np.linalg.lstsq((points - points[k]).T, -points[k], rcond=None)[0]
    c[k] += 1 - np.sum(c)
    return c


def _corners(g: NDArray) -> NDArray:
    # The gradients with the longest at length 1, turned into K dimensions: of g^T = Q R, R has
    # the same lengths and angles, however many parameters there are.
    scale = np.max(np.abs(g), initial=0)
    g = (g / (scale if scale else 1)).astype(float)
    if not np.all(np.isfinite(g)):
        return np.full(g.shape, np.nan)
    corners = np.linalg.qr(g.T, mode="r").T
    longest = np.sqrt(np.max(np.sum(corners**2, axis=-1)))
    return corners / (longest if longest else 1)


def _scaled(g: NDArray) -> NDArray:
    # Rows with the largest entry at 1: neither too long nor too short to be squared.
    largest = np.max(np.abs(g), axis=-1, keepdims=True, initial=0)
    return g / np.where(largest == 0, 1, largest)


def _task_gradients(gradients: ArrayLike) -> tuple[NDArray, np.dtype]:
    g, dtype = as_floats(gradients=gradients)
    if g.ndim != 2:
        raise ValueError(f"`gradients` must have shape (K, P), got {g.shape}")
    return g, dtype


def _tasks(**named: ArrayLike) -> tuple:
    first, *rest, dtype = as_floats(**named)
    names = list(named)
    if first.ndim == 0 or first.shape[-1] == 0:
        raise ValueError(f"`{names[0]}` must have tasks on its last axis, got shape {first.shape}")
    for name, value in zip(names[1:], rest, strict=True):
        check_shape(name, value, first.shape)
    return first, *rest, dtype


def _check_values(name: str, value: NDArray, positive: bool = False) -> None:
    # NaN passes, and reaches the result.
    wrong = (value < 0) | np.isinf(value) | (positive & (value == 0))
    check_every(name, value, ~wrong, "be finite and " + ("positive" if positive else "at least 0"))
