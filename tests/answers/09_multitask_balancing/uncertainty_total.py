"""Answers to `uncertainty_total`."""

import numpy as np


def exact(losses, log_variances, is_class):
    c = np.where(is_class, 1.0, 0.5)
    w = c * np.exp(-log_variances)
    return (w * losses + 0.5 * log_variances).sum(), w, 0.5 - w * losses


def right_vectorised(losses, log_variances, is_class):
    c = np.where(is_class, 1.0, 0.5)
    w = c * np.exp(-log_variances)
    return (w * losses + 0.5 * log_variances).sum(), w, 0.5 - w * losses


def right_loop(losses, log_variances, is_class):
    total, by_loss, by_s = 0.0, [], []
    for loss, s, kind in zip(losses, log_variances, is_class, strict=True):
        weight = np.exp(-s) if kind else np.exp(-s) / 2
        total += weight * loss + s / 2
        by_loss.append(weight)
        by_s.append(-weight * loss + 0.5)
    return total, np.array(by_loss), np.array(by_s)


def right_through_sigma(losses, log_variances, is_class):
    sigma = np.exp(log_variances / 2)
    weights = (1 + is_class) / (2 * sigma**2)
    return np.sum(weights * losses + np.log(sigma)), weights, (1 - 2 * weights * losses) / 2


def right_two_sums(losses, log_variances, is_class):
    weights = np.exp(-log_variances) / (2 - is_class.astype(int))
    return weights @ losses + np.sum(log_variances) / 2, weights, -(weights * losses - 0.5)


def wrong_half_for_all(losses, log_variances, is_class):
    """no half in front of its loss"""

    return exact(losses, log_variances, np.zeros(len(losses), bool))


def wrong_half_for_none(losses, log_variances, is_class):
    """A squared error has a half"""

    return exact(losses, log_variances, np.ones(len(losses), bool))


def wrong_kinds_exchanged(losses, log_variances, is_class):
    """True is a cross-entropy"""

    return exact(losses, log_variances, ~is_class)


def wrong_s_without_half(losses, log_variances, is_class):
    """log sigma is s / 2"""

    total, w, g = exact(losses, log_variances, is_class)
    return total + log_variances.sum() / 2, w, g + 0.5


def wrong_no_regulariser(losses, log_variances, is_class):
    """The term s / 2 is missing"""

    total, w, g = exact(losses, log_variances, is_class)
    return total - log_variances.sum() / 2, w, g - 0.5


def wrong_log_sigma(losses, log_variances, is_class):
    """that of the variance"""

    return exact(losses, 2 * log_variances, is_class)


def wrong_exponent_sign(losses, log_variances, is_class):
    """small weight"""
    w = np.where(is_class, 1.0, 0.5) * np.exp(log_variances)
    return np.sum(w * losses + log_variances / 2), w, 0.5 + w * losses


def wrong_mean(losses, log_variances, is_class):
    """the sum is asked"""

    total, w, g = exact(losses, log_variances, is_class)
    return total / len(losses), w, g


def wrong_absolute_log_variance(losses, log_variances, is_class):
    """no variance below 1 pays"""
    w = np.where(is_class, 1.0, 0.5) * np.exp(-log_variances)
    return (
        np.sum(w * losses + np.abs(log_variances) / 2),
        w,
        np.sign(log_variances) / 2 - w * losses,
    )


def wrong_total_clipped_at_zero(losses, log_variances, is_class):
    """A hidden check fails: a total below 0"""

    total, w, g = exact(losses, log_variances, is_class)
    return max(total, 0.0), w, g


def wrong_exponent_clipped(losses, log_variances, is_class):
    """A hidden check fails: a loss of 0, and log-variances"""
    w = np.where(is_class, 1.0, 0.5) * np.exp(np.clip(-log_variances, -20, 20))
    return np.sum(w * losses + log_variances / 2), w, 0.5 - w * losses


def wrong_gradient_by_variance(losses, log_variances, is_class):
    """not by its logarithm"""

    total, w, g = exact(losses, log_variances, is_class)
    return total, w, g / np.exp(log_variances)


def wrong_gradient_sign(losses, log_variances, is_class):
    """The sign is flipped"""

    total, w, g = exact(losses, log_variances, is_class)
    return total, w, -g


def wrong_factor_missing_in_gradient(losses, log_variances, is_class):
    """The factor c is missing"""

    total, _, g = exact(losses, log_variances, is_class)
    return total, np.exp(-log_variances), g
