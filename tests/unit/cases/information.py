"""Measures of information."""

import jax.numpy as jnp
import numpy as np

import lossutils as lu
from cases.case import Case, distributions, draws, logits


def corners(rng):
    return np.eye(5)[rng.integers(5, size=6)]


def tall(rng):
    return rng.choice([-1e4, 0, 1e4], (6, 5))


def joints(rng):
    return rng.dirichlet(np.ones(20), 6).reshape(6, 4, 5)


def joint_corners(rng):
    return np.eye(20)[rng.integers(20, size=6)].reshape(6, 4, 5)


def softmax(x):
    e = jnp.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


def plain_entropy(p, base=np.e):
    return -(p * jnp.log(p)).sum(axis=-1) / np.log(base)


def plain_cross_entropy(p, q, base=np.e):
    return -(p * jnp.log(q)).sum(axis=-1) / np.log(base)


def plain_kl(p, q, base=np.e):
    return (p * jnp.log(p / q) - p + q).sum(axis=-1) / np.log(base)


def plain_js(p, q, base=np.e):
    m = (p + q) / 2
    return (p * jnp.log(p / m) + q * jnp.log(q / m)).sum(axis=-1) / 2 / np.log(base)


def plain_mutual_information(joint, base=np.e):
    p_x, p_y = joint.sum(axis=-1, keepdims=True), joint.sum(axis=-2, keepdims=True)
    total = (joint * jnp.log(joint / (p_x * p_y)) - joint + p_x * p_y).sum(axis=(-2, -1))
    return total / np.log(base)


def of_one(loss, second, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    return Case(name, loss, draws(distributions), second, draws(corners), options=options)


def of_two(loss, second, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    return Case(
        name,
        loss,
        draws(distributions, distributions),
        second,
        draws(corners, corners),
        differentiable=2,
        options=options,
    )


CASES = [
    of_one(lu.entropy, plain_entropy),
    of_one(lu.entropy, plain_entropy, base=2),
    Case(
        "entropy_from_logits",
        lu.entropy_from_logits,
        draws(logits),
        lambda x: plain_entropy(softmax(x)),
        draws(tall),
        shift_invariant=True,
    ),
    of_two(lu.cross_entropy, plain_cross_entropy),
    of_two(lu.cross_entropy, plain_cross_entropy, base=2),
    of_two(lu.kl_divergence, plain_kl),
    of_two(lu.kl_divergence, plain_kl, base=10),
    Case(
        "kl_divergence_from_logits",
        lu.kl_divergence_from_logits,
        draws(logits, logits),
        lambda a, b: plain_kl(softmax(a), softmax(b)),
        draws(tall, tall),
        differentiable=2,
        shift_invariant=True,
    ),
    of_two(lu.js_divergence, plain_js),
    of_two(lu.js_divergence, plain_js, base=2),
    Case(
        "mutual_information",
        lu.mutual_information,
        draws(joints),
        plain_mutual_information,
        draws(joint_corners),
    ),
    of_one(lu.gini_impurity, lambda p: (p * (1 - p)).sum(axis=-1)),
]
