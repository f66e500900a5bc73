"""Calibration: do probabilities come true as often as they say? Measures, and one remedy.

Predicted distributions `probs` of shape (..., K) against classes of shape (...); all leading axes
are examples. Brier's score is a loss, one value per example; the calibration error is a number of
the whole sample; `fit_temperature` finds the one number by which to divide the logits.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_floats,
    check_classes,
    check_count,
    check_distribution,
    check_every,
    class_labels,
    results,
)
from lossutils.classification import dense_labels

__all__ = ["brier_score", "expected_calibration_error", "fit_temperature", "reliability_curve"]

Loss = NDArray | tuple[NDArray, NDArray]

MOST_STEPS = 3000  # fewer than 30, but for logits of very unequal sizes


@np.errstate(all="ignore")
def brier_score(probs: ArrayLike, labels: ArrayLike, *, return_grad: bool = False) -> Loss:
    """Squared distance of a distribution from what happened, one value per example, without unit.

        loss = sum_k (p_k - q_k)^2,    grad = 2 (p - q),    q the label: a distribution or one-hot

    Strictly proper, as cross-entropy is: the expected loss is smallest at the true distribution
    alone. Unlike cross-entropy it is bounded: a certain prediction that fails costs 2.

    Parameters
    ----------
    probs : array of shape (..., K)
        Distributions p; NaN gives NaN.
    labels : integer array of shape (...), or float array of shape (..., K)
        Integers are classes in [0, K). Floats are distributions with entries in [0, 1]; that they
        sum to 1 is not checked.

    Returns
    -------
    loss : array of shape (...), of probs' dtype, in [0, 2]
    grad : array of shape (..., K), only if `return_grad`
        By `probs`, each entry taken as free.

    Raises
    ------
    ValueError
        If probs are no distributions, or labels have another shape, are out of range, or are
        neither integers nor floats.

    Source: Brier, "Verification of forecasts expressed in terms of probability" (1950), which sums
    over all classes. For two classes scikit-learn's `brier_score_loss` takes (p_1 - y)^2 alone,
    which is half of this.

    >>> brier_score([[0.75, 0.25], [0.0, 1.0]], [0, 0])
    array([0.125, 2.   ])
    """
    p, dtype = as_floats(probs=probs)
    check_distribution("probs", p)
    error = p - dense_labels(labels, "probs", p)
    loss = np.sum(error**2, axis=-1)
    return results(dtype, loss, 2 * error if return_grad else None)


@np.errstate(all="ignore")
def reliability_curve(
    probs: ArrayLike, labels: ArrayLike, *, bins: int = 15
) -> tuple[NDArray, NDArray, NDArray]:
    """Mean confidence and accuracy of the predicted class, by bins of confidence.

        confidence of an example = max_k p_k,    it is right if the label is argmax_k p_k
        bin b holds the examples with  b / bins < confidence <= (b + 1) / bins,    b = 0, 1, ...

    Where the accuracy lies below the confidence, the model is overconfident. Drawn against each
    other they are the reliability diagram; a calibrated model is on the diagonal.

    Parameters
    ----------
    probs : array of shape (..., K)
        Distributions. The edges of the bins are rounded to their dtype, so that a float32 0.2 lies
        on the edge 1/5.
    labels : integer array of shape (...)
        Classes in [0, K).
    bins : int, positive
        Number of bins of equal width. Confidence is at least 1 / K: bins below stay empty.

    Returns
    -------
    confidence, accuracy : arrays of shape (bins,), of probs' dtype
        Means over the examples of each bin; NaN where it has none. Of equal largest entries the
        first is the prediction. A NaN in probs makes the last bin NaN.
    count : integer array of shape (bins,)
        Examples in each bin; all 0 without examples.

    Raises
    ------
    ValueError
        If probs are no distributions, labels have another shape, are no integers or out of range,
        or `bins` is no positive integer.

    Source: Guo et al., "On calibration of modern neural networks" (2017); DeGroot and Fienberg
    (1983). Bins contain their right edge as in Guo et al. and their code, where a confidence of 0
    is in none; torchmetrics' contain their left one.

    >>> reliability_curve([[0.75, 0.25], [0.125, 0.875], [1.0, 0.0]], [0, 0, 0], bins=2)
    (array([  nan, 0.875]), array([       nan, 0.66666667]), array([0, 3]))
    """
    confidence, accuracy, count, dtype = _by_bin(probs, labels, bins)
    return *results(dtype, confidence, accuracy), count


@np.errstate(all="ignore")
def expected_calibration_error(probs: ArrayLike, labels: ArrayLike, *, bins: int = 15) -> NDArray:
    """Mean distance between confidence and accuracy, over bins of confidence; a scalar in [0, 1].

        ECE = sum_b count_b / N |accuracy_b - confidence_b|

    It sums the gaps of `reliability_curve`. It is no proper score: predicting the base rates for
    every example has an ECE near 0 and knows nothing. And it depends on the bins: over- and
    underconfidence cancel within one, and many bins with few examples add noise.

    Parameters
    ----------
    probs : array of shape (..., K)
        Distributions; NaN gives NaN.
    labels : integer array of shape (...)
        Classes in [0, K).
    bins : int, positive
        Number of bins of equal width, as in `reliability_curve`.

    Returns
    -------
    scalar of probs' dtype
        NaN without examples: nothing was measured, and 0 would claim perfect calibration.

    Raises
    ------
    ValueError
        As `reliability_curve`.

    Source: Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning" (2015);
    with these bins, Guo et al. (2017).

    >>> expected_calibration_error([[0.75, 0.25], [0.25, 0.75]], [0, 0], bins=4)
    np.float64(0.25)
    """
    confidence, accuracy, count, dtype = _by_bin(probs, labels, bins)
    gap = np.where(count > 0, np.abs(accuracy - confidence), 0)
    return results(dtype, np.sum(count * gap) / np.sum(count))


@np.errstate(all="ignore")
def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
    """Return the temperature T > 0 whose softmax(logits / T) fits held-out labels best.

        loss(b)   = mean( logsumexp(b x) - b x_y ),    b = 1 / T
        loss'(b)  = mean( E_p[x] - x_y ),              p = softmax(b x)
        loss''(b) = mean( Var_p[x] ) >= 0

    The loss is convex in b, so the zero of its slope is its minimum: there the mean logit under the
    model equals the mean logit at the labels. T > 1 cures overconfidence. The predicted class stays
    what it was, so calibration changes and accuracy does not.

    Parameters
    ----------
    logits : array of shape (..., K)
        Finite values, of data that the model was not trained on.
    labels : integer array of shape (...)
        Classes in [0, K).

    Returns
    -------
    float
        T, to a relative 1e-10 or better, as far as rounding in the mean lets the zero be seen.

    Raises
    ------
    ValueError
        If labels have another shape, are no integers or out of range, logits are not finite, or
        there are no examples. If no minimum exists: every label has its row's largest logit, and
        the loss falls as T goes to 0; or the labels' logits are on average no larger than the means
        of their rows, and it falls as T goes to infinity; or all logits of each row are equal.

    Source: Guo et al., "On calibration of modern neural networks" (2017).

    >>> round(fit_temperature([[2.0, 0.0]] * 4, [0, 0, 0, 1]), 6)  # 2 / log 3
    1.820478
    """
    x, _ = as_floats(logits=logits)
    check_classes("logits", x)
    y, _ = class_labels(labels, x)
    x, y = x.reshape(-1, x.shape[-1]), y.ravel()
    _check_sample(x)
    # A constant added to a row changes nothing. Below its largest entry no exponential overflows.
    x = x - np.max(x, axis=-1, keepdims=True)
    # And T is in units of the logits: with the largest gap as unit, their squares stay in range.
    unit = -np.min(x) or 1.0
    x /= unit
    mean_at_label = np.mean(x[np.arange(len(x)), y])
    slope, curvature = _slope(x, mean_at_label, 0.0)
    _check_minimum(mean_at_label * unit, slope * unit)
    first = -slope / curvature if curvature else np.inf
    return float(unit / _zero_of_slope(x, mean_at_label, first))


def _zero_of_slope(x: NDArray, mean_at_label: float, b: float) -> float:
    """Solve loss'(b) = 0 from a first guess of b."""
    low, high, step = 0.0, np.inf, np.inf
    b = b if np.isfinite(b) else 1.0
    for _ in range(MOST_STEPS):
        if abs(step) <= 1e-12 * b:
            break
        slope, curvature = _slope(x, mean_at_label, b)
        low, high = (b, high) if slope < 0 else (low, b)
        # Newton's step; where it leaves the bracket that is known to hold the zero, its middle.
        newton = -slope / curvature if curvature else np.copysign(np.inf, -slope)
        new = np.clip(b + newton, b / 4, 4 * b)
        if not low <= new <= high:
            new = (low + high) / 2
        step, b = new - b, new
    return b


def _slope(x: NDArray, mean_at_label: float, b: float) -> tuple[float, float]:
    """First and second derivative of the mean loss by b; rows of x have their maximum at 0."""
    p = np.exp(b * x)
    p /= np.sum(p, axis=-1, keepdims=True)
    expected = np.einsum("nk,nk->n", p, x)
    p *= (x - expected[:, None]) ** 2
    return np.mean(expected) - mean_at_label, np.sum(p) / len(x)


def _check_sample(x: NDArray) -> None:
    if len(x) == 0:
        raise ValueError(f"`logits` must hold at least one example, got shape {x.shape}")
    check_every("logits", x, np.isfinite(x), "be finite")


def _check_minimum(mean_at_label: float, slope_at_0: float) -> None:
    if mean_at_label == slope_at_0 == 0:
        raise ValueError(
            "`logits` must differ within some row, got equal ones: every temperature fits the same"
        )
    if mean_at_label == 0:
        raise ValueError(
            "`labels` must miss their row's largest logit at least once, got none that does: "
            "the best temperature is 0"
        )
    if not slope_at_0 < 0:
        raise ValueError(
            "`logits` must on average be larger at the label than in its row, got a mean excess of "
            f"{-slope_at_0:.3g}: the best temperature is infinite"
        )


def _by_bin(probs: ArrayLike, labels: ArrayLike, bins: int) -> tuple:
    """Mean confidence, accuracy and count in each bin, then the dtype of the results."""
    bins = check_count("bins", bins)
    p, dtype = as_floats(probs=probs)
    check_distribution("probs", p)
    y, _ = class_labels(labels, p)
    confidence, right = np.max(p, axis=-1).ravel(), np.ravel(np.argmax(p, axis=-1) == y)
    inner_edges = (np.arange(1, bins) / bins).astype(dtype)
    place = np.searchsorted(inner_edges, confidence, side="left")  # edge[i - 1] < it <= edge[i]
    count = np.bincount(place, minlength=bins)
    confidence, right = (
        np.bincount(place, weights=value.astype(float), minlength=bins) / count
        for value in (confidence, right)
    )
    return confidence, right, count, dtype
