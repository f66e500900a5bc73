"""Answers to `entropy_bits`."""

import numpy as np


def right_where(counts):
    total = counts.sum(axis=-1, keepdims=True)
    p = counts / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)


def right_row_by_row(counts):
    out = np.zeros(counts.shape[:-1])
    for i in np.ndindex(out.shape):
        total = sum(counts[i].tolist())
        for n in counts[i].tolist():
            if n > 0:
                out[i] += n / total * np.log2(total / n)
    return out


def right_log_of_total(counts):
    counts = counts.astype(float)
    total = counts.sum(axis=-1)
    safe = np.where(total > 0, total, 1.0)
    n_log_n = np.sum(counts * np.log(np.where(counts > 0, counts, 1.0)), axis=-1)
    return np.where(total > 0, (np.log(safe) - n_log_n / safe) / np.log(2), 0.0)


def right_nan_of_the_term(counts):
    with np.errstate(divide="ignore", invalid="ignore"):
        p = counts / counts.sum(axis=-1, keepdims=True)
        return np.nan_to_num(-p * np.log2(p)).sum(axis=-1)


def wrong_nan(counts):
    """0 * -inf = nan"""
    p = counts / counts.sum(axis=-1, keepdims=True)
    return -(p * np.log2(p)).sum(axis=-1)


def wrong_nan_of_the_row(counts):
    """replaced for the whole row"""
    p = counts / counts.sum(axis=-1, keepdims=True)
    return np.nan_to_num(-(p * np.log2(p)).sum(axis=-1))


def wrong_empty_row_is_nan(counts):
    """give it the entropy 0"""
    p = counts / counts.sum(axis=-1, keepdims=True)
    return -(p * np.log2(np.where(p == 0, 1.0, p))).sum(axis=-1)


def wrong_in_nats(counts):
    """in nats"""
    p = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    return -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1)


def wrong_sign(counts):
    """The sign"""
    p = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    return (p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)


def wrong_one_total(counts):
    """each row is one distribution"""
    p = counts / counts.sum()
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)


def wrong_first_axis(counts):
    """returns shape"""
    p = counts / counts.sum(axis=0)
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=0)


def wrong_epsilon_in_log(counts):
    """A hidden check fails"""
    total = counts.sum(axis=-1, keepdims=True)
    p = counts / np.where(total == 0, 1, total)
    return -(p * np.log2(p + 1e-12)).sum(axis=-1)


def wrong_epsilon_in_total(counts):
    """A hidden check fails"""
    p = counts / (counts.sum(axis=-1, keepdims=True) + 1e-12)
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)


def wrong_total_at_least_one(counts):
    """A hidden check fails: weights below 1"""
    p = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)


def wrong_pseudocount(counts):
    """returns a wrong value"""
    p = (counts + 1) / (counts + 1).sum(axis=-1, keepdims=True)
    return -(p * np.log2(p)).sum(axis=-1)


def wrong_clipped_share(counts):
    """A hidden check fails"""
    total = counts.sum(axis=-1, keepdims=True)
    p = counts / np.where(total == 0, 1, total)
    return -(p * np.log2(np.clip(p, 1e-12, 1))).sum(axis=-1)


def wrong_mean_over_classes(counts):
    """sum over them"""
    total = counts.sum(axis=-1, keepdims=True)
    p = counts / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(p > 0, p, 1.0))).mean(axis=-1)


def wrong_two_axes_only(counts):
    """A hidden check fails"""
    total = counts.sum(axis=1, keepdims=True)
    p = counts / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=1)


def wrong_normalised(counts):
    """divided by the largest possible entropy"""
    total = counts.sum(axis=-1, keepdims=True)
    p = counts / np.where(total == 0, 1, total)
    h = -(p * np.log2(np.where(p > 0, p, 1.0))).sum(axis=-1)
    return h / np.log2(counts.shape[-1])


def wrong_counts_not_shares(counts):
    """Those are counts"""
    return -(counts * np.log2(np.where(counts > 0, counts, 1.0))).sum(axis=-1)
