"""Answers to `kl_rows`."""

import numpy as np


def right_where_before_log(p, q):
    possible = p > 0
    with np.errstate(divide="ignore"):
        log_ratio = np.log(np.where(possible, p, 1.0)) - np.log(np.where(possible, q, 1.0))
    return (p * log_ratio).sum(axis=-1)


def right_loop(p, q):
    out = []
    for a, b in zip(p, q, strict=True):
        total = 0.0
        for x, y in zip(a, b, strict=True):
            if x > 0:
                total += np.inf if y == 0 else x * (np.log(x) - np.log(y))
        out.append(total)
    return np.array(out)


def right_masked_cross_entropy_minus_entropy(p, q):
    with np.errstate(all="ignore"):
        surprise = np.where(p > 0, -p * np.log(q), 0.0).sum(axis=1)
        own = np.where(p > 0, -p * np.log(p), 0.0).sum(axis=1)
    return surprise - own


def right_terms_that_are_never_negative(p, q):
    with np.errstate(all="ignore"):
        log_ratio = np.log(p) - np.log(q)
        return np.where(p > 0, p * log_ratio - p + q, q * 1.0).sum(axis=-1)


def right_log_of_quotient_with_rescue(p, q):
    out = np.zeros(len(p))
    for i in range(len(p)):
        keep = p[i] > 0
        with np.errstate(divide="ignore"):
            out[i] = np.dot(p[i][keep], np.log(p[i][keep]) - np.log(q[i][keep]))
    return out


def right_nansum(p, q):
    with np.errstate(all="ignore"):
        return np.nansum(p * (np.log(p) - np.log(q)), axis=-1)


def wrong_swapped(p, q):
    """averaged over q"""
    with np.errstate(all="ignore"):
        return np.where(q > 0, q * (np.log(q) - np.log(p)), 0.0).sum(axis=-1)


def wrong_written_out(p, q):
    """a class with p = 0 must cost 0"""
    return np.sum(p * np.log(p / q), axis=-1)


def wrong_nan_to_num(p, q):
    """You left out what q rules out"""
    terms = p * (np.log(p) - np.log(q))
    return np.nan_to_num(terms, posinf=0.0).sum(axis=-1)


def wrong_epsilon(p, q):
    """returns a wrong value"""
    return np.sum(p * np.log((p + 1e-10) / (q + 1e-10)), axis=-1)


def wrong_epsilon_1e_300(p, q):
    """returns a wrong value"""
    return np.sum(p * (np.log(p + 1e-300) - np.log(q + 1e-300)), axis=-1)


def wrong_clipped_like_keras(p, q):
    """returns a wrong value"""
    p, q = np.clip(p, 1e-7, 1), np.clip(q, 1e-7, 1)
    return np.sum(p * np.log(p / q), axis=-1)


def wrong_skips_zeros_of_q(p, q):
    """You left out what q rules out"""
    keep = (p > 0) & (q > 0)
    a, b = np.where(keep, p, 1.0), np.where(keep, q, 1.0)
    return np.sum(np.where(keep, p * (np.log(a) - np.log(b)), 0.0), axis=-1)


def wrong_quotient_overflows(p, q):
    """form no huge quotient"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / np.where(p > 0, q, 1)), 0.0).sum(
            axis=-1
        )


def wrong_renormalises_over_support_of_p(p, q):
    """A hidden check fails: a class with p = 0 costs 0"""
    q = np.where(p > 0, q, 0.0)
    q = q / q.sum(axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).sum(axis=-1)


def wrong_threshold_for_zero(p, q):
    """q = 0 under a positive p, however small"""
    possible = p > 1e-12
    with np.errstate(divide="ignore"):
        log_ratio = np.log(np.where(possible, p, 1.0)) - np.log(np.where(possible, q, 1.0))
    return (p * log_ratio).sum(axis=-1)


def wrong_cross_entropy(p, q):
    """entropy of p is not taken off"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, -p * np.log(q), 0.0).sum(axis=-1)


def wrong_entropy_minus_cross_entropy(p, q):
    """KL is the cross-entropy minus the entropy"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log(q) - np.log(p)), 0.0).sum(axis=-1)


def wrong_mean_over_classes(p, q):
    """already make it an average"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).mean(axis=-1)


def wrong_bits(p, q):
    """in bits"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log2(p) - np.log2(q)), 0.0).sum(axis=-1)


def wrong_unweighted(p, q):
    """The weights p are missing"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, np.log(p) - np.log(q), 0.0).sum(axis=-1)


def wrong_ratio_of_logs(p, q):
    """ratio of logarithms"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * np.log(p) / np.log(q), 0.0).sum(axis=-1)


def wrong_absolute_values(p, q):
    """absolute values"""
    with np.errstate(all="ignore"):
        return np.abs(np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)).sum(axis=-1)


def wrong_symmetrised(p, q):
    """averaged both directions"""
    with np.errstate(all="ignore"):
        r = np.log(p) - np.log(q)
        return (np.where(p > 0, p * r, 0.0) - np.where(q > 0, q * r, 0.0)).sum(axis=-1) / 2


def wrong_first_axis(p, q):
    """returns shape"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).sum(axis=0)


def wrong_batch_mean(p, q):
    """take no mean or sum"""
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).sum(axis=-1).mean()


def wrong_infinite_where_both_are_zero(p, q):
    """returns an infinite value"""
    with np.errstate(all="ignore"):
        kl = np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).sum(axis=-1)
    return np.where((q == 0).any(axis=-1), np.inf, kl)


def wrong_renormalised_after_floor(p, q):
    """returns a wrong value"""
    q = np.maximum(q, 1e-15)
    q = q / q.sum(axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).sum(axis=-1)


def wrong_zero_row_where_any_is_zero(p, q):
    """A hidden check fails"""
    keep = p * q > 0
    a, b = np.where(keep, p, 1.0), np.where(keep, q, 1.0)
    kl = np.sum(np.where(keep, p * (np.log(a) - np.log(b)), 0.0), axis=-1)
    return np.where(np.any((q == 0) & (p > 1e-6), axis=-1), np.inf, kl)
