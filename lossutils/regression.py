"""Losses of a number: each belongs to a noise, as its negative log-likelihood, and to a best guess.

Squared error belongs to Gaussian noise and the mean, absolute error to Laplace noise and the
median, the quantile loss to a quantile. Predictions first, targets second, one value per element.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import as_floats, check_between, check_positive, check_shape, results

__all__ = ["absolute_error", "huber_loss", "quantile_loss", "squared_error"]

Loss = NDArray | tuple[NDArray, NDArray]


@np.errstate(all="ignore")
def squared_error(predictions: ArrayLike, targets: ArrayLike, *, return_grad: bool = False) -> Loss:
    """Squared difference, element by element, in squared units of the target.

        loss = (prediction - target)^2,    grad = 2 (prediction - target)

    Up to scale and a constant it is the negative log-likelihood of a Gaussian of fixed variance.
    Its mean over examples is MSE, smallest at the mean of the targets; the square root of that
    mean, RMSE, has the same minimiser.

    Parameters
    ----------
    predictions, targets : arrays of one shape
        Any values; NaN gives NaN.

    Returns
    -------
    loss : array of that shape and their dtype, never below 0
    grad : the same, only if `return_grad`
        By `predictions`.

    Raises
    ------
    ValueError
        If the shapes differ, or an argument is complex or not numeric.

    As `torch.nn.functional.mse_loss(reduction="none")` and `optax.squared_error`; `optax.l2_loss`
    is half of it, whose gradient has no 2.

    >>> squared_error([1.0, 5.0], [1.0, 2.0])
    array([0., 9.])
    """
    difference, dtype = _difference(predictions, targets)
    loss = difference**2
    return results(dtype, loss, 2 * difference if return_grad else None)


@np.errstate(all="ignore")
def absolute_error(
    predictions: ArrayLike, targets: ArrayLike, *, return_grad: bool = False
) -> Loss:
    """Absolute difference, element by element, in units of the target.

        loss = |prediction - target|,    grad = sign(prediction - target)

    Up to scale and a constant it is the negative log-likelihood of a Laplace distribution of fixed
    scale. Its mean over examples, MAE, is smallest at a median of the targets.

    Parameters
    ----------
    predictions, targets : arrays of one shape
        Any values; NaN gives NaN.

    Returns
    -------
    loss : array of that shape and their dtype, never below 0
    grad : the same, only if `return_grad`
        By `predictions`; 0 at the kink, where prediction and target are equal.

    Raises
    ------
    ValueError
        If the shapes differ, or an argument is complex or not numeric.

    As `torch.nn.functional.l1_loss(reduction="none")`, 0 at the kink included.

    >>> absolute_error([1.0, 5.0], [1.0, 2.0])
    array([0., 3.])
    """
    difference, dtype = _difference(predictions, targets)
    loss = np.abs(difference)
    return results(dtype, loss, np.sign(difference) if return_grad else None)


@np.errstate(all="ignore")
def huber_loss(
    predictions: ArrayLike, targets: ArrayLike, *, delta: float = 1.0, return_grad: bool = False
) -> Loss:
    """Half the squared error near the target, absolute error beyond, element by element.

        loss = d^2 / 2                  where |d| <= delta,    d = prediction - target
        loss = delta (|d| - delta / 2)  beyond
        grad = d cut off at -delta and delta

    Both pieces meet at |d| = delta with one slope. An outlier pulls with force delta, not more.

    Parameters
    ----------
    predictions, targets : arrays of one shape
        Any values; NaN gives NaN.
    delta : float, positive
        Where the quadratic piece ends, in units of the target.

    Returns
    -------
    loss : array of that shape and their dtype, never below 0
    grad : the same, only if `return_grad`
        By `predictions`.

    Raises
    ------
    ValueError
        If the shapes differ, or `delta` is not a positive number.

    Source: Huber, "Robust estimation of a location parameter" (1964). As
    `torch.nn.functional.huber_loss`; its `smooth_l1_loss(beta=delta)` is this divided by delta.

    >>> huber_loss([0.5, 3.0], [0.0, 0.0], delta=1.0)
    array([0.125, 2.5  ])
    """
    delta = check_positive("delta", delta)
    difference, dtype = _difference(predictions, targets)
    size = np.abs(difference)
    loss = np.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
    return results(dtype, loss, np.clip(difference, -delta, delta) if return_grad else None)


@np.errstate(all="ignore")
def quantile_loss(
    predictions: ArrayLike, targets: ArrayLike, *, quantile: float = 0.5, return_grad: bool = False
) -> Loss:
    """Pinball loss: the loss whose best constant guess is a quantile, element by element.

        loss = quantile (target - prediction)        where the prediction is too low
        loss = (1 - quantile) (prediction - target)  where it is too high
        grad = -quantile  or  1 - quantile

    At quantile 0.9 a guess too low costs nine times one too high; in balance, nine of ten targets
    lie below. At 0.5 it is half of `absolute_error`.

    Parameters
    ----------
    predictions, targets : arrays of one shape
        Any values; NaN gives NaN.
    quantile : float strictly between 0 and 1
        The share of targets that should lie below the prediction.

    Returns
    -------
    loss : array of that shape and their dtype, in units of the target, never below 0
    grad : the same, only if `return_grad`
        By `predictions`; halfway between the two slopes at the kink.

    Raises
    ------
    ValueError
        If the shapes differ, or `quantile` is not between 0 and 1.

    Source: Koenker and Bassett, "Regression quantiles" (1978). As
    `sklearn.metrics.mean_pinball_loss` before the mean.

    >>> quantile_loss([1.0, 3.0], [2.0, 2.0], quantile=0.9)
    array([0.9, 0.1])
    """
    quantile = check_between("quantile", quantile, 0, 1)
    difference, dtype = _difference(predictions, targets)
    slope = (1 + np.sign(difference)) / 2 - quantile
    loss = np.abs(slope * difference)  # of -0, which would print its sign, 0
    return results(dtype, loss, slope if return_grad else None)


def _difference(predictions: ArrayLike, targets: ArrayLike) -> tuple[NDArray, np.dtype]:
    predictions, targets, dtype = as_floats(predictions=predictions, targets=targets)
    check_shape("targets", targets, predictions.shape)
    return predictions - targets, dtype
