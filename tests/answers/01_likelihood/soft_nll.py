"""Answers to `soft_nll`."""

import numpy as np


def right_where_before_log(probs, targets):
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(targets > 0, probs, 1.0))).sum(axis=-1)


def right_where_after_log(probs, targets):
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = targets * np.log(probs)
    return -np.where(targets == 0, 0.0, terms).sum(axis=1)


def right_loop(probs, targets):
    losses = []
    for q, p in zip(probs, targets, strict=True):
        losses.append(sum(-t * np.log(r) for t, r in zip(p, q, strict=True) if t > 0))
    return np.array(losses)


def right_masked_log(probs, targets):
    logs = np.zeros_like(probs)
    np.log(probs, out=logs, where=targets > 0)
    return -np.einsum("nk,nk->n", targets, logs)


def wrong_plain_product(probs, targets):
    """returns nan"""
    return -(targets * np.log(probs)).sum(axis=-1)


def wrong_argmax_of_targets(probs, targets):
    """soft targets count in full"""
    return -np.log(probs[np.arange(len(probs)), targets.argmax(axis=1)])


def wrong_swapped(probs, targets):
    """swapped"""
    with np.errstate(divide="ignore"):
        return -(probs * np.log(targets)).sum(axis=-1)


def wrong_binary_terms(probs, targets):
    """binary terms"""
    return -(targets * np.log(probs) + (1 - targets) * np.log(1 - probs)).sum(axis=-1)


def wrong_epsilon_inside_log(probs, targets):
    """returns a wrong value"""
    return -(targets * np.log(probs + 1e-12)).sum(axis=-1)


def wrong_clips_probabilities(probs, targets):
    """A hidden check fails"""
    return -(targets * np.log(np.clip(probs, 1e-15, 1.0))).sum(axis=-1)


def wrong_nan_to_num(probs, targets):
    """A hidden check fails"""
    return -np.nan_to_num(targets * np.log(probs)).sum(axis=-1)


def wrong_mean_over_classes(probs, targets):
    """returns a wrong value"""
    return -(targets * np.log(np.where(targets > 0, probs, 1.0))).mean(axis=-1)


def wrong_skips_probability_zero(probs, targets):
    """A hidden check fails"""
    return -(targets * np.log(np.where(probs > 0, probs, 1.0))).sum(axis=-1)


def wrong_kl_divergence(probs, targets):
    """returns a wrong value"""
    safe = np.where(targets > 0, targets, 1.0)
    return (targets * (np.log(safe) - np.log(np.where(targets > 0, probs, 1.0)))).sum(axis=-1)


def wrong_mean_over_batch(probs, targets):
    """returns shape"""
    return -(targets * np.log(np.where(targets > 0, probs, 1.0))).sum(axis=-1).mean()
