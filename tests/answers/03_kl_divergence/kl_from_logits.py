"""Answers to `kl_from_logits`."""

import numpy as np


def log_probs(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def right_log_probs(p_logits, q_logits):
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, log_ratio = np.exp(log_p), log_p - log_q
    kl = (p * log_ratio).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (log_ratio - kl), np.exp(log_q) - p


def right_row_by_row(p_logits, q_logits):
    kl, by_p, by_q = [], [], []
    for a, b in zip(p_logits, q_logits, strict=True):
        log_p, log_q = a - np.logaddexp.reduce(a), b - np.logaddexp.reduce(b)
        p = np.exp(log_p)
        value = np.sum(p * (log_p - log_q))
        kl.append(value)
        by_p.append(p * (log_p - log_q - value))
        by_q.append(np.exp(log_q) - p)
    return np.array(kl), np.array(by_p), np.array(by_q)


def right_centred_difference(p_logits, q_logits):
    p, q = np.exp(log_probs(p_logits)), np.exp(log_probs(q_logits))
    d = p_logits - q_logits
    mean = (p * d).sum(axis=-1, keepdims=True)
    lse_p = p_logits.max(axis=-1) - log_probs(p_logits).max(axis=-1)
    lse_q = q_logits.max(axis=-1) - log_probs(q_logits).max(axis=-1)
    return mean[:, 0] - (lse_p - lse_q), p * (d - mean), q - p


def right_jacobian(p_logits, q_logits):
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    jacobian = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
    return (p * r).sum(axis=1), np.einsum("nj,njc->nc", r, jacobian), np.exp(log_q) - p


def wrong_log_of_softmax(p_logits, q_logits):
    """rounded to 0 before its logarithm"""
    p, q = np.exp(log_probs(p_logits)), np.exp(log_probs(q_logits))
    with np.errstate(all="ignore"):
        r = np.where(p > 0, np.log(p) - np.log(q), 0.0)
        kl = (p * r).sum(axis=-1, keepdims=True)
        return kl[:, 0], p * (r - kl), q - p


def wrong_no_shift(p_logits, q_logits):
    """returns nan"""
    p = np.exp(p_logits) / np.exp(p_logits).sum(axis=-1, keepdims=True)
    q = np.exp(q_logits) / np.exp(q_logits).sum(axis=-1, keepdims=True)
    r = np.log(p / q)
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (r - kl), q - p


def wrong_swapped(p_logits, q_logits):
    """KL(q || p)"""
    p_logits, q_logits = q_logits, p_logits
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], np.exp(log_q) - p, p * (r - kl)


def wrong_both_signs(p_logits, q_logits):
    """Both gradients have the wrong sign"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (kl - r), p - np.exp(log_q)


def wrong_sign_by_q(p_logits, q_logits):
    """it is q - p"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (r - kl), p - np.exp(log_q)


def wrong_weights_held_constant(p_logits, q_logits):
    """the weights move too"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, q = np.exp(log_p), np.exp(log_q)
    return (p * (log_p - log_q)).sum(axis=-1), p - q, q - p


def wrong_kl_not_taken_off(p_logits, q_logits):
    """not taken off the log-ratio"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    return (p * r).sum(axis=-1), p * r, np.exp(log_q) - p


def wrong_gradient_by_probabilities(p_logits, q_logits):
    """by the probabilities p"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    return (p * r).sum(axis=-1), r + 1, np.exp(log_q) - p


def wrong_factor_p_missing(p_logits, q_logits):
    """the factor p is missing"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], r - kl, np.exp(log_q) - p


def wrong_gradients_in_other_order(p_logits, q_logits):
    """in the wrong order"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], np.exp(log_q) - p, p * (r - kl)


def wrong_mean_gradients(p_logits, q_logits):
    """each belongs to its row"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    n = len(p)
    return kl[:, 0], p * (r - kl) / n, (np.exp(log_q) - p) / n


def wrong_epsilon_in_log(p_logits, q_logits):
    """A hidden check fails"""
    p, q = np.exp(log_probs(p_logits)), np.exp(log_probs(q_logits))
    r = np.log(p + 1e-12) - np.log(q + 1e-12)
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (r - kl), q - p


def wrong_one_maximum_for_all(p_logits, q_logits):
    """A hidden check fails"""
    a, b = p_logits - p_logits.max(), q_logits - q_logits.max()
    log_p = a - np.log(np.exp(a).sum(axis=-1, keepdims=True))
    log_q = b - np.log(np.exp(b).sum(axis=-1, keepdims=True))
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (r - kl), np.exp(log_q) - p


def wrong_difference_of_logits(p_logits, q_logits):
    """returns a wrong value (value 1 of 3)"""
    p, q = np.exp(log_probs(p_logits)), np.exp(log_probs(q_logits))
    d = p_logits - q_logits
    mean = (p * d).sum(axis=-1, keepdims=True)
    return mean[:, 0], p * (d - mean), q - p


def wrong_kl_clipped_ratio(p_logits, q_logits):
    """returns a wrong value"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), np.clip(log_p - log_q, -30, 30)
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (r - kl), np.exp(log_q) - p


def wrong_mean_kl(p_logits, q_logits):
    """take no mean or sum"""
    log_p, log_q = log_probs(p_logits), log_probs(q_logits)
    p, r = np.exp(log_p), log_p - log_q
    kl = (p * r).sum(axis=-1, keepdims=True)
    return kl.mean(), p * (r - kl), np.exp(log_q) - p
