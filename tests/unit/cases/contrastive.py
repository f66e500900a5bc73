"""Losses of pairs."""

import jax.numpy as jnp

from cases.case import CLASSES, EXAMPLES, Case, draws, ends, normal
from lossutils.contrastive import (
    bpr_loss,
    info_nce,
    nt_xent_loss,
    pairwise_margin_loss,
    siglip_loss,
    triplet_margin_loss,
)

SHAPE = (EXAMPLES, CLASSES)
numbers = normal(*SHAPE)


def unit(x):
    return x / jnp.sqrt((x**2).sum(axis=-1, keepdims=True))


def picks(s, labels):
    """-log softmax(s) at the label of each row."""
    p = jnp.exp(s) / jnp.exp(s).sum(axis=-1, keepdims=True)
    return -jnp.log(p[jnp.arange(len(s)), labels])


def plain_info_nce(queries, keys, labels=None, temperature=1.0, normalize=False, symmetric=False):
    q, k = (unit(queries), unit(keys)) if normalize else (queries, keys)
    s = q @ k.T / temperature
    labels = jnp.arange(len(q)) if labels is None else labels
    return (picks(s, labels) + picks(s.T, labels)) / 2 if symmetric else picks(s, labels)


def plain_nt_xent(first, second, temperature=0.5):
    z, n = unit(jnp.concatenate([first, second])), len(first)
    e = jnp.exp(z @ z.T / temperature) * (1 - jnp.eye(2 * n))
    twin = jnp.roll(jnp.arange(2 * n), n)
    losses = -jnp.log(e[jnp.arange(2 * n), twin] / e.sum(axis=-1))
    return losses.reshape(2, n).mean(axis=0)


def plain_siglip(queries, keys, temperature=0.1, bias=-10.0, normalize=True):
    q, k = (unit(queries), unit(keys)) if normalize else (queries, keys)
    z = 2 * jnp.eye(len(q)) - 1
    return -jnp.log(1 / (1 + jnp.exp(-z * (q @ k.T / temperature + bias)))).sum(axis=-1)


def plain_pairwise_margin(positive, negative, margin=1.0):
    return jnp.maximum(margin - positive + negative, 0)


def plain_bpr(positive, negative):
    return -jnp.log(jnp.exp(positive) / (jnp.exp(positive) + jnp.exp(negative)))


def plain_triplet(anchor, positive, negative, margin=1.0):
    near = jnp.linalg.norm(anchor - positive, axis=-1)
    far = jnp.linalg.norm(anchor - negative, axis=-1)
    return jnp.maximum(near - far + margin, 0)


def contrastive(loss, second, arguments=2, by_example=True, **options):
    name = ", ".join([loss.__name__, *(f"{k} {v}" for k, v in options.items())])
    return Case(
        name,
        loss,
        draws(*[numbers] * arguments),
        second,
        ends(-1e4, 1e4, *[SHAPE] * arguments),
        differentiable=arguments,
        by_example=by_example,
        options=options,
    )


def in_batch(loss, second, **options):
    return contrastive(loss, second, by_example=False, **options)


CASES = [
    contrastive(pairwise_margin_loss, plain_pairwise_margin),
    contrastive(pairwise_margin_loss, plain_pairwise_margin, margin=0.0),
    contrastive(bpr_loss, plain_bpr),
    contrastive(triplet_margin_loss, plain_triplet, arguments=3),
    contrastive(triplet_margin_loss, plain_triplet, arguments=3, margin=0.3),
    in_batch(info_nce, plain_info_nce),
    in_batch(info_nce, plain_info_nce, temperature=2.0),
    in_batch(info_nce, plain_info_nce, normalize=True, temperature=0.05),
    in_batch(info_nce, plain_info_nce, symmetric=True),
    in_batch(info_nce, plain_info_nce, symmetric=True, normalize=True, temperature=0.07),
    in_batch(nt_xent_loss, plain_nt_xent),
    in_batch(nt_xent_loss, plain_nt_xent, temperature=0.1),
    in_batch(siglip_loss, plain_siglip),
    in_batch(siglip_loss, plain_siglip, normalize=False, temperature=2.0, bias=0.5),
]
