"""The one list of losses: a loss that joins `CASES` inherits every property test.

A case names a loss with its options, how to draw its arguments (the first is the prediction, all
have one entry per example on axis 0), and a second formula: the definition, written without any
care for digits. Its optional fields switch on what not every loss has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

import lossutils as lu

CLASSES = 5
EXAMPLES = 6
WEIGHT = np.array([0.5, 2.0, 1.0, 0.0, 3.0])
POS_WEIGHT = np.array([0.5, 2.0, 1.0, 4.0, 3.0])


@dataclass(frozen=True)
class Case:
    name: str
    loss: Callable
    draw: Callable[[np.random.Generator], tuple]
    second: Callable
    extremes: tuple[float, float]  # predictions at the ends of what is legal
    shift_invariant: bool = False  # a constant added to an example's logits changes nothing
    reduced: bool = False  # returns one number rather than one per example
    options: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.options:
            object.__setattr__(self, "loss", partial(self.loss, **self.options))
            object.__setattr__(self, "second", partial(self.second, **self.options))


def logits(rng):
    return rng.normal(0, 3, (EXAMPLES, CLASSES))


def classes(rng):
    return rng.integers(CLASSES, size=EXAMPLES)


def some_ignored(rng):
    return np.where(np.arange(EXAMPLES) % 3 == 1, -100, classes(rng))


def distributions(rng):
    return rng.dirichlet(np.ones(CLASSES), EXAMPLES)


def log_probs(rng):
    return np.log(distributions(rng))


def probs(rng):
    return rng.uniform(0.05, 0.95, (EXAMPLES, CLASSES))


def bits(rng):
    return rng.integers(0, 2, (EXAMPLES, CLASSES))


def draws(*parts):
    return lambda rng: tuple(part(rng) for part in parts)


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
    log_z = np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    losses = (t * (log_z - logits + z_loss * log_z**2)).sum(axis=-1)
    count = len(labels) if np.asarray(labels).dtype.kind == "f" else (weight * q).sum()
    return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / count}[reduction]


def plain_binary(probs, labels):
    return -labels * np.log(probs) - (1 - labels) * np.log(1 - probs)


def plain_sigmoid_binary(logits, labels, pos_weight=1.0):
    p = 1 / (1 + np.exp(-logits))
    return -pos_weight * labels * np.log(p) - (1 - labels) * np.log(1 - p)


def cross_entropy(name, labels, **options):
    return Case(
        f"softmax_cross_entropy, {name}",
        lu.softmax_cross_entropy,
        draws(logits, labels),
        plain_cross_entropy,
        extremes=(-1e4, 1e4),
        shift_invariant="z_loss" not in options,
        reduced="reduction" in options,
        options=options,
    )


def binary(name, labels, **options):
    return Case(
        f"sigmoid_binary_cross_entropy, {name}",
        lu.sigmoid_binary_cross_entropy,
        draws(logits, labels),
        plain_sigmoid_binary,
        extremes=(-1e4, 1e4),
        options=options,
    )


CASES = [
    Case("nll, classes", lu.nll, draws(log_probs, classes), plain_nll, (-1e4, 0.0)),
    Case("nll, distributions", lu.nll, draws(log_probs, distributions), plain_nll, (-1e4, 0.0)),
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
        (0, 1),
    ),
    Case(
        "binary_cross_entropy, soft",
        lu.binary_cross_entropy,
        draws(probs, probs),
        plain_binary,
        (0, 1),
    ),
    binary("bits", bits),
    binary("soft", probs),
    binary("weighted", probs, pos_weight=POS_WEIGHT),
]
