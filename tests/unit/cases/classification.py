"""Losses of a classifier."""

import jax.numpy as jnp
import numpy as np

import lossutils as lu
from cases.case import (
    CLASSES,
    EXAMPLES,
    Case,
    bits,
    classes,
    distributions,
    draws,
    ends,
    logits,
    probs,
)

WEIGHT = np.array([0.5, 2.0, 1.0, 0.0, 3.0])
POS_WEIGHT = np.array([0.5, 2.0, 1.0, 4.0, 3.0])


def some_ignored(rng):
    return np.where(np.arange(EXAMPLES) % 3 == 1, -100, classes(rng))


def log_probs(rng):
    return np.log(distributions(rng))


def dense(labels):
    """One-hot rows of classes (zeros where ignored); distributions as they are."""
    if np.asarray(labels).dtype.kind == "f":
        return labels
    return np.eye(CLASSES)[np.maximum(labels, 0)] * (labels >= 0)[:, None]


def plain_nll(log_probs, labels):
    return -(dense(labels) * log_probs).sum(axis=-1)


def plain_cross_entropy(
    logits, labels, weight=1.0, label_smoothing=0.0, z_loss=0.0, reduction="none"
):
    q = dense(labels)
    kept = q.sum(axis=-1, keepdims=True)
    t = weight * ((1 - label_smoothing) * q + kept * label_smoothing / CLASSES)
    log_z = jnp.log(jnp.exp(logits).sum(axis=-1, keepdims=True))
    losses = (t * (log_z - logits + z_loss * log_z**2)).sum(axis=-1)
    count = len(labels) if np.asarray(labels).dtype.kind == "f" else (weight * q).sum()
    return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / count}[reduction]


def plain_binary(probs, labels):
    return -labels * jnp.log(probs) - (1 - labels) * jnp.log(1 - probs)


def plain_sigmoid_binary(logits, labels, pos_weight=1.0):
    p = 1 / (1 + jnp.exp(-logits))
    return -pos_weight * labels * jnp.log(p) - (1 - labels) * jnp.log(1 - p)


def plain_softmax_focal(logits, labels, gamma=2.0):
    e = jnp.exp(logits)
    p = (dense(labels) * e).sum(axis=-1) / e.sum(axis=-1)
    return -((1 - p) ** gamma) * jnp.log(p)


def plain_sigmoid_focal(logits, labels, gamma=2.0, alpha=None):
    p = 1 / (1 + jnp.exp(-logits))
    up, down = (1, 1) if alpha is None else (alpha, 1 - alpha)
    positive = -up * (1 - p) ** gamma * jnp.log(p)
    return labels * positive - down * (1 - labels) * p**gamma * jnp.log(1 - p)


def plain_hinge(logits, labels):
    return jnp.maximum(1 - (2 * labels - 1) * logits, 0)


def focal(loss, second, labels, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    soft = labels is not classes
    draw = draws(logits, labels)
    shift = not soft
    return Case(
        name,
        loss,
        draw,
        second,
        ends(-1e4, 1e4),
        shift_invariant=shift,
        narrow_ulps=4 if shift else 0.5,
        options=options,
    )


def cross_entropy(name, labels, **options):
    return Case(
        f"softmax_cross_entropy, {name}",
        lu.softmax_cross_entropy,
        draws(logits, labels),
        plain_cross_entropy,
        ends(-1e4, 1e4),
        shift_invariant="z_loss" not in options,
        by_example="reduction" not in options,
        narrow_ulps=4,
        options=options,
    )


def binary(name, labels, **options):
    return Case(
        f"sigmoid_binary_cross_entropy, {name}",
        lu.sigmoid_binary_cross_entropy,
        draws(logits, labels),
        plain_sigmoid_binary,
        ends(-1e4, 1e4),
        options=options,
    )


def nll(name, labels):
    return Case(
        f"nll, {name}", lu.nll, draws(log_probs, labels), plain_nll, ends(-1e4, 0), linear=True
    )


CASES = [
    nll("classes", classes),
    nll("distributions", distributions),
    cross_entropy("classes", classes),
    cross_entropy("distributions", distributions),
    cross_entropy("ignored", some_ignored),
    cross_entropy("weighted", classes, weight=WEIGHT),
    cross_entropy("weighted distributions", distributions, weight=WEIGHT),
    cross_entropy("smoothed", some_ignored, label_smoothing=0.1),
    cross_entropy("smoothed distributions", distributions, label_smoothing=0.1),
    cross_entropy("z-loss", classes, z_loss=0.01),
    cross_entropy("z-loss distributions", distributions, z_loss=0.01),
    cross_entropy("sum", some_ignored, reduction="sum"),
    cross_entropy("mean", some_ignored, reduction="mean"),
    cross_entropy("mean of distributions", distributions, weight=WEIGHT, reduction="mean"),
    cross_entropy(
        "everything",
        some_ignored,
        weight=WEIGHT,
        label_smoothing=0.1,
        z_loss=0.01,
        reduction="mean",
    ),
    Case(
        "binary_cross_entropy, bits",
        lu.binary_cross_entropy,
        draws(probs, bits),
        plain_binary,
        ends(0.0, 1.0),
    ),
    Case(
        "binary_cross_entropy, soft",
        lu.binary_cross_entropy,
        draws(probs, probs),
        plain_binary,
        ends(0.0, 1.0),
    ),
    focal(lu.softmax_focal_loss, plain_softmax_focal, classes),
    focal(lu.softmax_focal_loss, plain_softmax_focal, classes, gamma=0.5),
    focal(lu.softmax_focal_loss, plain_softmax_focal, classes, gamma=0),
    focal(lu.sigmoid_focal_loss, plain_sigmoid_focal, bits),
    focal(lu.sigmoid_focal_loss, plain_sigmoid_focal, probs, gamma=0.5, alpha=0.25),
    Case("hinge_loss", lu.hinge_loss, draws(logits, bits), plain_hinge, ends(-1e4, 1e4)),
    binary("bits", bits),
    binary("soft", probs),
    binary("weighted", probs, pos_weight=POS_WEIGHT),
]
