"""Answers to `stable_softmax`."""

import numpy as np


def right_max_shift(logits):
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def right_through_log_softmax(logits):
    m = np.max(logits, axis=-1, keepdims=True)
    return np.exp(logits - m - np.log(np.sum(np.exp(logits - m), axis=-1, keepdims=True)))


def right_row_by_row(logits):
    rows = logits.reshape(-1, logits.shape[-1])
    out = np.empty_like(rows)
    for i, row in enumerate(rows):
        e = np.exp(row - max(row))
        out[i] = e / e.sum()
    return out.reshape(logits.shape)


def right_pairwise_differences(logits):
    with np.errstate(over="ignore", invalid="ignore"):
        gaps = logits[..., None, :] - logits[..., :, None]
        gaps = np.where(np.isneginf(logits)[..., :, None], np.inf, gaps)
        return 1 / np.exp(gaps).sum(axis=-1)


def wrong_divides_by_max(logits):
    """changes the temperature"""
    exps = np.exp(logits / logits.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_no_shift(logits):
    """returns nan"""
    exps = np.exp(logits)
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_one_maximum_for_all(logits):
    """each row needs its own"""
    exps = np.exp(logits - logits.max())
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def wrong_first_axis(logits):
    """first axis"""
    exps = np.exp(logits - logits.max(axis=0, keepdims=True))
    return exps / exps.sum(axis=0, keepdims=True)


def wrong_upcasts_to_float64(logits):
    """returns float64, expected float32"""
    logits = logits.astype(np.float64)
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_subtracts_mean(logits):
    """returns nan"""
    exps = np.exp(logits - logits.mean(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_subtracts_largest_absolute(logits):
    """A hidden check fails"""
    exps = np.exp(logits - np.abs(logits).max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_one_sum(logits):
    """each row must sum to 1"""
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / exps.sum()


def wrong_order(logits):
    """turned around"""
    exps = np.exp(logits.max(axis=-1, keepdims=True) - logits)
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_clips_logits(logits):
    """returns a wrong value"""
    exps = np.exp(np.clip(logits, -80, 80))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_epsilon_in_denominator(logits):
    """A hidden check fails"""
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / (exps.sum(axis=-1, keepdims=True) + 1e-8)


def wrong_two_axes_only(logits):
    """"""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)
