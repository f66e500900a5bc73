"""Losses of a student that imitates a teacher."""

import jax.numpy as jnp

import lossutils as lu
from cases.case import Case, draws, logits
from cases.information import plain_kl, softmax, tall


def plain_distillation(student, teacher, temperature=1.0, beta=0.0):
    q, p = softmax(student / temperature), softmax(teacher / temperature)
    if beta in (0, 1):
        divergence = plain_kl(q, p) if beta else plain_kl(p, q)
    else:
        m = beta * p + (1 - beta) * q
        to_teacher, to_student = p * jnp.log(p / m), q * jnp.log(q / m)
        divergence = (beta * to_teacher + (1 - beta) * to_student).sum(axis=-1)
    return temperature**2 * divergence


def distillation(**options):
    name = ", ".join(["distillation_loss", *(f"{k} {v}" for k, v in options.items())])
    return Case(
        name,
        lu.distillation_loss,
        draws(logits, logits),
        plain_distillation,
        draws(tall, tall),
        shift_invariant=True,
        options=options,
    )


CASES = [
    distillation(),
    distillation(beta=1),
    distillation(beta=0.5),
    distillation(temperature=3, beta=0.1),
    distillation(temperature=0.5),
]
