"""Losses of a preference."""

import jax.numpy as jnp
import numpy as np

from cases.case import EXAMPLES, Case, draws, ends, normal
from lossutils.preference import (
    bradley_terry_loss,
    dpo_loss,
    ipo_loss,
    kto_loss,
    orpo_loss,
    simpo_loss,
)

rewards = normal(EXAMPLES, scale=2.0)


def answers(rng):
    """Log-probabilities of whole answers."""
    return rng.uniform(-60, -5, EXAMPLES)


def tokens(rng):
    """Mean log-probabilities of the tokens of an answer."""
    return rng.uniform(-3, -0.05, EXAMPLES)


def lengths(rng):
    return rng.integers(20, 40, EXAMPLES)


def thumbs(rng):
    return rng.permutation(np.arange(EXAMPLES) % 2)


def pairs_with_reference(rng):
    chosen, rejected = answers(rng), answers(rng)
    return chosen, rejected, chosen + rng.normal(0, 5, 6), rejected + rng.normal(0, 5, 6)


def answers_with_reference(rng):
    log_probs = answers(rng)
    return log_probs, log_probs + rng.normal(0, 5, EXAMPLES), thumbs(rng)


def sigmoid(z):
    return 1 / (1 + jnp.exp(-z))


def plain_bradley_terry(chosen, rejected, margin=0.0):
    return -jnp.log(sigmoid(chosen - rejected - margin))


def plain_dpo(chosen, rejected, ref_chosen, ref_rejected, beta=0.1, label_smoothing=0.0):
    z = beta * (chosen - rejected) - beta * (ref_chosen - ref_rejected)
    e = label_smoothing
    return -(1 - e) * jnp.log(sigmoid(z)) - e * jnp.log(1 - sigmoid(z))


def plain_ipo(chosen, rejected, ref_chosen, ref_rejected, beta=0.1):
    return (chosen - rejected - (ref_chosen - ref_rejected) - 0.5 / beta) ** 2


def plain_kto(
    log_probs, ref, labels, kl=0.0, beta=0.1, desirable_weight=1.0, undesirable_weight=1.0
):
    reward = log_probs - ref
    liked = desirable_weight * (1 - sigmoid(beta * (reward - kl)))
    disliked = undesirable_weight * (1 - sigmoid(beta * (kl - reward)))
    return jnp.where(jnp.asarray(labels) == 1, liked, disliked)


def plain_simpo(chosen, rejected, chosen_lengths, rejected_lengths, beta=2.0, gamma=1.0):
    gap = chosen / chosen_lengths - rejected / rejected_lengths
    return -jnp.log(sigmoid(beta * gap - gamma))


def plain_orpo(chosen, rejected, beta=0.1):
    p, q = jnp.exp(chosen), jnp.exp(rejected)
    ratio = p / (1 - p) / (q / (1 - q))
    return -chosen - beta * jnp.log(sigmoid(jnp.log(ratio)))


def preference(loss, second, draw, extremes, differentiable=2, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    return Case(name, loss, draw, second, extremes, differentiable=differentiable, options=options)


def of_rewards(**options):
    extremes = ends(-1e4, 1e4, (6,), (6,))
    draw = draws(rewards, rewards)
    return preference(bradley_terry_loss, plain_bradley_terry, draw, extremes, **options)


def with_reference(loss, second, **options):
    extremes = ends(-1e4, 0, (6,), (6,), (6,), (6,))
    return preference(loss, second, pairs_with_reference, extremes, **options)


def of_single_answers(**options):
    extremes = ends(-1e4, 0, (6,), (6,))
    return preference(
        kto_loss, plain_kto, answers_with_reference, extremes, differentiable=1, **options
    )


def with_lengths(**options):
    draw = draws(answers, answers, lengths, lengths)
    return preference(simpo_loss, plain_simpo, draw, ends(-1e4, 0, (6,), (6,)), **options)


def of_odds(**options):
    draw = draws(tokens, tokens)
    return preference(orpo_loss, plain_orpo, draw, ends(-1e4, 0, (6,), (6,)), **options)


CASES = [
    of_rewards(),
    of_rewards(margin=1.5),
    with_reference(dpo_loss, plain_dpo),
    with_reference(dpo_loss, plain_dpo, beta=0.5),
    with_reference(dpo_loss, plain_dpo, label_smoothing=0.2),
    with_reference(dpo_loss, plain_dpo, label_smoothing=0.5),
    with_reference(ipo_loss, plain_ipo),
    with_reference(ipo_loss, plain_ipo, beta=0.5),
    of_single_answers(),
    of_single_answers(kl=2.5),
    of_single_answers(beta=0.5, desirable_weight=1.3, undesirable_weight=0.7),
    with_lengths(),
    with_lengths(beta=2.5, gamma=0.0),
    of_odds(),
    of_odds(beta=1.0),
]
