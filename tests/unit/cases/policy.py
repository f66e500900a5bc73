"""Losses of a policy that learns from rewards.

Where a loss clips, some draws lie beyond the bounds and some within, none near a kink.
"""

import jax.numpy as jnp
import numpy as np

from cases.case import EXAMPLES, Case, draws, ends
from lossutils.policy import grpo_loss, gspo_loss, kl_estimate, ppo_clip_loss, value_loss

TOKENS = 8
LENGTHS = np.array([8, 5, 0, 1, 6, 3])  # one answer is empty


def actions(rng):
    return rng.uniform(-4, -0.1, EXAMPLES)


def steps(rng, shape):
    """Log-ratios: half of them within [-0.13, 0.13], half 0.37 to 0.43 away from 0."""
    size = rng.permutation(np.arange(np.prod(shape)) % 2).reshape(shape)
    return rng.choice([-1, 1], shape) * (0.1 + 0.3 * size) + rng.uniform(-0.03, 0.03, shape)


def signed(rng):
    """Advantages of both signs."""
    return rng.permutation([-1, -1, -1, 1, 1, 1]) * rng.uniform(0.5, 2, EXAMPLES)


def sampled_actions(rng):
    old = actions(rng)
    return old + steps(rng, old.shape), old, signed(rng)


def sampled_answers(rng):
    old = rng.uniform(-4, -1, (EXAMPLES, TOKENS))
    mask = np.arange(TOKENS) < LENGTHS[:, None]
    return old + steps(rng, old.shape), old, signed(rng), mask


def sampled_answers_with_reference(rng):
    log_probs, old, advantages, mask = sampled_answers(rng)
    return log_probs, old, advantages, mask, old + rng.normal(0, 1, old.shape)


def answers_that_moved(*means):
    """Answers whose mean log-ratios are these, in any order; the tokens scatter around them."""

    def draw(rng):
        _, old, advantages, mask = sampled_answers(rng)
        scatter = np.where(mask, rng.normal(0, 1e-3, old.shape), 0)
        scatter -= scatter.sum(-1, keepdims=True) / np.maximum(LENGTHS, 1)[:, None]
        return old + scatter + rng.permutation(means)[:, None], old, advantages, mask

    return draw


def moved_values(rng):
    """Values that moved by 0.1 or 0.5 from the old ones, towards their returns and away."""
    old = rng.normal(0, 1, EXAMPLES)
    move = rng.permutation([-0.5, -0.5, -0.1, 0.1, 0.5, 0.5])
    away = rng.choice([-2, 2], EXAMPLES) + rng.uniform(-0.5, 0.5, EXAMPLES)
    return old + move, old + away, old


def plain_kl(log_probs, ref, kind="k3"):
    ratio = jnp.exp(ref - log_probs)
    return {
        "k1": log_probs - ref,
        "k2": (log_probs - ref) ** 2 / 2,
        "k3": ratio - 1 - jnp.log(ratio),
    }[kind]


def plain_ppo(log_probs, old, advantages, clip_low=0.2, clip_high=None):
    high = clip_low if clip_high is None else clip_high
    ratio = jnp.exp(log_probs) / jnp.exp(old)
    inner = jnp.clip(ratio, 1 - clip_low, 1 + high)
    return jnp.maximum(-advantages * ratio, -advantages * inner)


def plain_value(values, returns):
    return (values - returns) ** 2 / 2


def plain_clipped_value(values, returns, old, clip):
    clipped = old + jnp.clip(values - old, -clip, clip)
    return jnp.maximum((values - returns) ** 2, (clipped - returns) ** 2) / 2


def clipped_value_loss(values, returns, old_values, **options):
    return value_loss(values, returns, old_values=old_values, **options)


def plain_grpo(
    log_probs,
    old,
    advantages,
    mask,
    ref=None,
    beta=0.0,
    loss_type="grpo",
    max_length=None,
    **clips,
):
    mask = np.asarray(mask)
    token = plain_ppo(log_probs, old, jnp.asarray(advantages)[:, None], **clips)
    token = mask * (token if ref is None else token + beta * plain_kl(log_probs, ref))
    if loss_type == "grpo":
        return (token.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)).mean()
    return token.sum() / (mask.sum() if loss_type == "dapo" else len(mask) * max_length)


def grpo_loss_with_reference(log_probs, old, advantages, mask, ref, **options):
    return grpo_loss(log_probs, old, advantages, mask, ref_log_probs=ref, **options)


def plain_gspo(log_probs, old, advantages, mask, clip_low=3e-4, clip_high=4e-4):
    length = np.asarray(mask).sum(axis=-1)
    mean = (mask * (log_probs - old)).sum(axis=-1) / np.maximum(length, 1)
    return (length > 0) * plain_ppo(mean, 0.0, advantages, clip_low, clip_high)


def kl(kind, **flags):
    extremes = ends(-1e4, 0, (6,), (6,))
    draw, options = draws(actions, actions), {"kind": kind}
    return Case(
        f"kl_estimate, {kind}", kl_estimate, draw, plain_kl, extremes, options=options, **flags
    )


def clipping(loss, second, draw, shape, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    return Case(
        name,
        loss,
        draw,
        second,
        ends(-1e4, 0, shape, shape),
        by_example=not loss.__name__.startswith("grpo"),
        non_negative=False,
        options=options,
    )


def ppo(**options):
    return clipping(ppo_clip_loss, plain_ppo, sampled_actions, (6,), **options)


def grpo(**options):
    return clipping(grpo_loss, plain_grpo, sampled_answers, (6, TOKENS), **options)


def grpo_with_reference(**options):
    draw = sampled_answers_with_reference
    return clipping(grpo_loss_with_reference, plain_grpo, draw, (6, TOKENS), **options)


def gspo(draw, **options):
    return clipping(gspo_loss, plain_gspo, draw, (6, TOKENS), **options)


CASES = [
    kl("k1", linear=True, non_negative=False),
    kl("k2"),
    kl("k3"),
    ppo(),
    ppo(clip_low=0.1, clip_high=0.6),
    Case(
        "value_loss", value_loss, draws(actions, actions), plain_value, ends(-1e4, 1e4, (6,), (6,))
    ),
    Case(
        "value_loss, clipped",
        clipped_value_loss,
        moved_values,
        plain_clipped_value,
        ends(-1e4, 1e4, (6,), (6,), (6,)),
        options={"clip": 0.3},
    ),
    grpo(),
    grpo(clip_low=0.2, clip_high=0.28),
    grpo(loss_type="dapo"),
    grpo(loss_type="dr_grpo", max_length=10),
    grpo_with_reference(beta=0.04),
    grpo_with_reference(beta=0.5, loss_type="dapo"),
    grpo_with_reference(beta=0.5, loss_type="dr_grpo", max_length=8),
    gspo(answers_that_moved(-7e-4, -7e-4, -1e-4, 2e-4, 8e-4, 8e-4)),
    gspo(answers_that_moved(-0.4, -0.4, -0.1, 0.1, 0.4, 0.4), clip_low=0.2, clip_high=0.28),
]
