"""Calibration: the one loss among its measures."""

import numpy as np

from cases.case import CLASSES, EXAMPLES, Case, classes, distributions, draws, logits
from lossutils.calibration import brier_score


def inner_probs(rng):
    """Distributions that stay such when an entry moves a little."""
    e = np.exp(logits(rng) / 3)
    return e / e.sum(axis=-1, keepdims=True)


def certain(rng):
    return (np.eye(CLASSES)[rng.integers(CLASSES, size=EXAMPLES)],)


def plain_brier(probs, labels):
    if np.asarray(labels).dtype.kind != "f":
        labels = np.eye(CLASSES)[labels]
    return ((probs - labels) ** 2).sum(axis=-1)


def brier(name, labels):
    return Case(
        f"brier_score, {name}", brier_score, draws(inner_probs, labels), plain_brier, certain
    )


CASES = [brier("classes", classes), brier("distributions", distributions)]
