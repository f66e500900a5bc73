"""Losses of a language model."""

import jax.numpy as jnp
import numpy as np

from cases.case import CLASSES, EXAMPLES, Case, draws, ends, normal
from lossutils.language import (
    bits_per_byte,
    linear_cross_entropy,
    lm_loss,
    load_balancing_loss,
    multi_token_loss,
    perplexity,
    token_log_probs,
)

LENGTH, HEADS, FEATURES = 4, 2, 3
TOKENS = (EXAMPLES, LENGTH)

logits = normal(*TOKENS, CLASSES, scale=3)
head_logits = normal(*TOKENS, HEADS, CLASSES, scale=3)
router_logits = normal(EXAMPLES, CLASSES)


def ids(rng):
    return rng.integers(CLASSES, size=TOKENS)


def some_ignored(rng):
    """Answers of different lengths; the last text holds none."""
    prompt = np.array([0, 1, 2, 2, 3, LENGTH])[:, None]
    return np.where(np.arange(LENGTH) < prompt, -100, ids(rng))


def token_losses(rng):
    return rng.exponential(1, TOKENS)


def masks(rng):
    """At least one token of every text counts."""
    return (rng.random(TOKENS) < 0.5) | (np.arange(LENGTH) == 2)


def examples_kept(rng):
    return np.arange(EXAMPLES) % 3 != 1


def byte_counts(rng):
    return rng.integers(5, 20, size=EXAMPLES)


def plain_cross_entropy(logits, labels, z_loss=0.0):
    """Losses of all positions, 0 where the label is negative."""
    p = jnp.exp(logits) / jnp.exp(logits).sum(axis=-1, keepdims=True)
    p_y = jnp.take_along_axis(p, np.maximum(labels, 0)[..., None], axis=-1)[..., 0]
    log_z = jnp.log(jnp.exp(logits).sum(axis=-1))
    return (labels >= 0) * (z_loss * log_z**2 - jnp.log(p_y))


def shifted(labels, steps=1):
    return np.pad(labels[..., steps:], [(0, 0), (0, steps)], constant_values=-100)


def plain_lm(logits, labels, shift=True, z_loss=0.0, reduction="mean"):
    labels = shifted(labels) if shift else labels
    losses = plain_cross_entropy(logits, labels, z_loss)
    length = (labels >= 0).sum(axis=-1)
    means = [losses[i].sum() / n for i, n in enumerate(length) if n]
    return {
        "none": losses,
        "sum": losses.sum(),
        "mean": losses.sum() / length.sum(),
        "sequence_mean": sum(means) / max(len(means), 1),
    }[reduction]


def plain_log_probs(logits, labels, shift=True):
    return -plain_lm(logits, labels, shift, reduction="none")


def plain_perplexity(losses, mask):
    return jnp.exp((mask * losses).sum(axis=-1) / mask.sum(axis=-1))


def plain_bits_per_byte(losses, byte_counts, mask):
    return (mask * losses).sum(axis=-1) / byte_counts / jnp.log(2)


def linear_by_columns(hidden, columns, labels, return_grad=False, **options):
    """The loss with weight transposed: without a row of `columns` no feature fits."""
    try:
        weight = np.asanyarray(columns).T
    except ValueError:  # ragged: for the loss to refuse
        weight = columns
    answer = linear_cross_entropy(hidden, weight, labels, return_grad=return_grad, **options)
    return (*answer[:2], answer[2].T) if return_grad else answer


def plain_linear(hidden, columns, labels, chunk_size=None, reduction="mean"):
    losses = plain_cross_entropy(hidden @ columns, labels)
    count = (labels >= 0).sum()
    return {"none": losses, "sum": losses.sum(), "mean": losses.sum() / count}[reduction]


def plain_multi_token(logits, labels, head_weights=(1, 1)):
    total = 0
    for h, weight in enumerate(head_weights):
        ahead = shifted(labels, 1 + h)
        total += weight * plain_cross_entropy(logits[:, :, h], ahead).sum() / (ahead >= 0).sum()
    return total


def plain_load_balancing(router_logits, mask, top_k=1):
    x = router_logits[np.asarray(mask)]
    p = jnp.exp(x) / jnp.exp(x).sum(axis=-1, keepdims=True)
    chosen = jnp.argsort(x, axis=-1)[:, -top_k:]
    f = jnp.eye(CLASSES)[chosen].mean(axis=(0, 1))
    return CLASSES * (f * p.mean(axis=0)).sum()


def lm(name, labels, **options):
    return Case(
        f"lm_loss, {name}",
        lm_loss,
        draws(logits, labels),
        plain_lm,
        ends(-1e4, 1e4, (*TOKENS, CLASSES)),
        shift_invariant="z_loss" not in options,
        by_example=options.get("reduction") == "none",
        narrow_ulps=4,
        options=options,
    )


def log_probs(name, labels, **options):
    return Case(
        f"token_log_probs, {name}",
        token_log_probs,
        draws(logits, labels),
        plain_log_probs,
        ends(-1e4, 1e4, (*TOKENS, CLASSES)),
        shift_invariant=True,
        non_negative=False,
        narrow_ulps=4,
        options=options,
    )


def linear(name, labels, **options):
    return Case(
        f"linear_cross_entropy, {name}",
        linear_by_columns,
        draws(normal(EXAMPLES, FEATURES), normal(FEATURES, CLASSES), labels),
        plain_linear,
        ends(-1e2, 1e2, (EXAMPLES, FEATURES), (FEATURES, CLASSES)),
        differentiable=2,
        by_example=False,
        empty=False,  # a vocabulary cannot be
        narrow_ulps=100,  # products in float32, whose terms cancel
        options=options,
    )


def multi_token(name, labels, **options):
    return Case(
        f"multi_token_loss, {name}",
        multi_token_loss,
        draws(head_logits, labels),
        plain_multi_token,
        ends(-1e4, 1e4, (*TOKENS, HEADS, CLASSES)),
        shift_invariant=True,
        by_example=False,
        narrow_ulps=4,
        options=options,
    )


def load_balancing(top_k):
    return Case(
        f"load_balancing_loss, {top_k} of {CLASSES}",
        lambda router_logits, mask, **options: load_balancing_loss(
            router_logits, mask=mask, **options
        ),
        draws(router_logits, examples_kept),
        plain_load_balancing,
        ends(-1e4, 1e4),
        shift_invariant=True,
        by_example=False,
        options={"top_k": top_k},
    )


def row_ids(rng):
    return ids(rng)[:, 0]


def some_rows_ignored(rng):
    return np.where(np.arange(EXAMPLES) % 3 == 1, -100, row_ids(rng))


CASES = [
    lm("tokens", ids, reduction="none"),
    lm("ignored", some_ignored, reduction="none"),
    lm("labels in place", some_ignored, shift=False, reduction="none"),
    lm("z-loss", some_ignored, z_loss=0.01, reduction="none"),
    lm("sum", some_ignored, reduction="sum"),
    lm("mean", some_ignored),
    lm("sequence_mean", some_ignored, reduction="sequence_mean"),
    lm("everything", some_ignored, shift=False, z_loss=0.01, reduction="sequence_mean"),
    log_probs("tokens", ids),
    log_probs("ignored", some_ignored),
    log_probs("labels in place", some_ignored, shift=False),
    Case(
        "perplexity",
        lambda losses, mask, **options: perplexity(losses, mask=mask, **options),
        draws(token_losses, masks),
        plain_perplexity,
        ends(-1e4, 1e4, TOKENS),
    ),
    Case(
        "bits_per_byte",
        lambda losses, byte_counts, mask, **options: bits_per_byte(
            losses, byte_counts, mask=mask, **options
        ),
        draws(token_losses, byte_counts, masks),
        plain_bits_per_byte,
        ends(0, 1e4, TOKENS),
        linear=True,
    ),
    linear("rows", row_ids, reduction="none"),
    linear("ignored", some_rows_ignored, chunk_size=2, reduction="none"),
    linear("sum", some_rows_ignored, chunk_size=3, reduction="sum"),
    linear("mean", some_rows_ignored, chunk_size=1),
    multi_token("tokens", ids),
    multi_token("ignored", some_ignored),
    multi_token("weighted", some_ignored, head_weights=(1.0, 0.3)),
    load_balancing(1),
    load_balancing(2),
]
