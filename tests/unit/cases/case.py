"""What a case is, and how arguments are drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

CLASSES = 5
EXAMPLES = 6


@dataclass(frozen=True)
class Case:
    """A loss with its options, how to draw its arguments, and a second formula.

    The second formula is the definition in jax.numpy, written without any care for digits. Its
    value is the second opinion, and its automatic derivative that on the gradient.
    """

    name: str
    loss: Callable
    draw: Callable[[np.random.Generator], tuple]
    second: Callable
    # The arguments at the ends of what is legal; they replace the leading ones that were drawn.
    extremes: Callable[[np.random.Generator], tuple]
    differentiable: int = 1  # so many leading arguments have a gradient
    shift_invariant: bool = False  # a constant added to an example's logits changes nothing
    by_example: bool = True  # one value per example, which depends on that example alone
    non_negative: bool = True
    linear: bool = False  # the gradient does not depend on the prediction
    empty: bool = True  # an empty batch costs nothing
    narrow_ulps: float = 0.5  # float32 and float16 against the same in float64
    options: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.options:
            object.__setattr__(self, "loss", partial(self.loss, **self.options))
            object.__setattr__(self, "second", partial(self.second, **self.options))

    def gradients(self, *arguments):
        """The loss and a list of its gradients, one for each differentiable argument."""
        loss, *gradients = self.loss(*arguments, return_grad=True)
        return loss, gradients

    def cast(self, arguments, dtype):
        """The arguments with all floats in this dtype; labels and masks stay as they are."""
        return [a.astype(dtype) if a.dtype.kind == "f" else a for a in arguments]


def draws(*parts):
    """Draw every part in turn: the arguments of a loss."""
    return lambda rng: tuple(part(rng) for part in parts)


def ends(low, high, *shapes):
    """Arrays whose entries are one of the two ends, at random."""
    shapes = shapes or ((EXAMPLES, CLASSES),)
    return lambda rng: tuple(rng.choice([low, high], shape) for shape in shapes)


def normal(*shape, scale=1.0):
    return lambda rng: rng.normal(0, scale, shape)


def logits(rng):
    return rng.normal(0, 3, (EXAMPLES, CLASSES))


def classes(rng):
    return rng.integers(CLASSES, size=EXAMPLES)


def distributions(rng):
    return rng.dirichlet(np.ones(CLASSES), EXAMPLES)


def probs(rng):
    return rng.uniform(0.05, 0.95, (EXAMPLES, CLASSES))


def bits(rng):
    return rng.integers(0, 2, (EXAMPLES, CLASSES))
