"""Answers to `masked_softmax`."""

import numpy as np


def right_mask_first(scores, mask):
    scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isneginf(top), 0.0, top))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1.0, total)


def right_row_by_row(scores, mask):
    out = np.zeros(scores.shape)
    for i in np.ndindex(scores.shape[:-1]):
        seen = scores[i][mask[i]]
        if seen.size:
            e = np.exp(seen - seen.max())
            out[i][mask[i]] = e / e.sum()
    return out


def right_max_with_where(scores, mask):
    top = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-1e308)
    with np.errstate(over="ignore"):
        exps = np.exp(np.minimum(scores - top, 0)) * mask
    total = exps.sum(axis=-1, keepdims=True)
    return np.divide(exps, total, out=np.zeros_like(exps), where=total > 0)


def wrong_maximum_before_mask(scores, mask):
    """returns nan"""
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_zeros_for_nan(scores, mask):
    """returns a wrong value"""
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True)) * mask
    return np.nan_to_num(exps / exps.sum(axis=-1, keepdims=True))


def wrong_empty_row_is_nan(scores, mask):
    """returns nan"""
    scores = np.where(mask, scores, -np.inf)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_empty_row_is_uniform(scores, mask):
    """returns a wrong value"""
    scores = np.where(mask, scores, -1e30)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_finite_stand_in_too_small(scores, mask):
    """A hidden check fails"""
    scores = np.where(mask, scores, -1e3)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return weights * mask.any(axis=-1, keepdims=True)


def wrong_not_renormalised(scores, mask):
    """not renormalised"""
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True) * mask


def wrong_scores_times_mask(scores, mask):
    """must become -inf"""
    scores = scores * mask
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_mask_ignored(scores, mask):
    """ignored"""
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_mask_inverted(scores, mask):
    """turned around"""
    scores = np.where(mask, -np.inf, scores)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_no_shift(scores, mask):
    """shift by their maximum"""
    exps = np.where(mask, np.exp(np.where(mask, scores, 0.0)), 0.0)
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1.0, total)


def wrong_epsilon_in_denominator(scores, mask):
    """A hidden check fails"""
    scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isneginf(top), 0.0, top))
    return exps / (exps.sum(axis=-1, keepdims=True) + 1e-6)
