"""Losses of several tasks. Of `gradnorm` the gradient is not that of the value: see its tests."""

import jax.numpy as jnp

from cases.case import CLASSES, EXAMPLES, Case, draws, ends, normal
from lossutils.multitask import uncertainty_weighting

SHAPE = (EXAMPLES, CLASSES)


def losses(rng):
    return rng.uniform(0.05, 3, SHAPE)


def plain_uncertainty(losses, log_variances):
    sigma = jnp.exp(log_variances / 2)
    return (losses / (2 * sigma**2) + jnp.log(sigma)).sum(axis=-1)


def extremes(rng):
    return (*ends(0.0, 1e4, SHAPE)(rng), *ends(-1e4, 1e4, SHAPE)(rng))


CASES = [
    Case(
        "uncertainty_weighting",
        uncertainty_weighting,
        draws(losses, normal(*SHAPE)),
        plain_uncertainty,
        extremes,
        differentiable=2,
        non_negative=False,
    ),
]
