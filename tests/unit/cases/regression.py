"""Losses of a number."""

import jax.numpy as jnp

import lossutils as lu
from cases.case import Case, draws, ends, normal

numbers = normal(6, 5)


def plain_quantile(predictions, targets, quantile=0.5):
    short = targets - predictions
    return jnp.maximum(quantile * short, (quantile - 1) * short)


def plain_huber(predictions, targets, delta=1.0):
    d = jnp.abs(predictions - targets)
    return jnp.where(d <= delta, d**2 / 2, delta * d - delta**2 / 2)


def regression(loss, second, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    extremes = ends(-1e4, 1e4, (6, 5), (6, 5))
    return Case(name, loss, draws(numbers, numbers), second, extremes, options=options)


CASES = [
    regression(lu.squared_error, lambda p, t: (p - t) ** 2),
    regression(lu.absolute_error, lambda p, t: jnp.abs(p - t)),
    regression(lu.huber_loss, plain_huber),
    regression(lu.huber_loss, plain_huber, delta=0.3),
    regression(lu.quantile_loss, plain_quantile),
    regression(lu.quantile_loss, plain_quantile, quantile=0.9),
]
