"""Answers to `gaussian_nll`."""

import numpy as np


def right_scaled(means, log_vars, targets):
    inverse = np.exp(-log_vars / 2)
    scaled = (means - targets) * inverse
    loss = 0.5 * (log_vars + scaled**2 + np.log(2 * np.pi))
    return loss, scaled * inverse, 0.5 * (1 - scaled**2)


def right_by_width(means, log_vars, targets):
    sigma = np.exp(0.5 * log_vars)
    u = (targets - means) / sigma
    loss = np.log(sigma) + u * u / 2 + 0.9189385332046727
    return loss, -u / sigma, (1 - u) * (1 + u) / 2


def right_loop(means, log_vars, targets):
    rows = []
    for f, s, y in zip(means, log_vars, targets, strict=True):
        u = (f - y) * np.exp(-s / 2)
        rows.append(((s + u**2 + np.log(2 * np.pi)) / 2, u * np.exp(-s / 2), (1 - u**2) / 2))
    return tuple(np.array(rows).T)


def right_logs(means, log_vars, targets):
    r = means - targets
    with np.errstate(divide="ignore"):
        size = np.log(np.abs(r))
    square = np.exp(2 * size - log_vars)
    by_mean = np.sign(r) * np.exp(size - log_vars)
    return 0.5 * (log_vars + square + np.log(2 * np.pi)), by_mean, 0.5 - 0.5 * square


def wrong_no_constant(means, log_vars, targets):
    """half of log 2 pi, is missing"""
    u = (means - targets) * np.exp(-log_vars / 2)
    return 0.5 * (log_vars + u**2), u * np.exp(-log_vars / 2), 0.5 * (1 - u**2)


def wrong_log_counts_once(means, log_vars, targets):
    """half the log-variance"""
    u = (means - targets) * np.exp(-log_vars / 2)
    loss = log_vars + 0.5 * u**2 + 0.5 * np.log(2 * np.pi)
    return loss, u * np.exp(-log_vars / 2), 0.5 * (1 - u**2)


def wrong_log_width(means, log_vars, targets):
    """not of the width"""
    u = (means - targets) * np.exp(-log_vars)
    return log_vars + 0.5 * u**2 + 0.5 * np.log(2 * np.pi), u * np.exp(-log_vars), 1 - u**2


def wrong_pull_by_width(means, log_vars, targets):
    """not by the variance"""
    u = (means - targets) * np.exp(-log_vars / 2)
    return 0.5 * (log_vars + u**2 + np.log(2 * np.pi)), u, 0.5 * (1 - u**2)


def wrong_by_targets(means, log_vars, targets):
    """the other sign"""
    u = (targets - means) * np.exp(-log_vars / 2)
    loss = 0.5 * (log_vars + u**2 + np.log(2 * np.pi))
    return loss, u * np.exp(-log_vars / 2), 0.5 * (1 - u**2)


def wrong_by_variance(means, log_vars, targets):
    """multiply by it"""
    u = (means - targets) * np.exp(-log_vars / 2)
    loss = 0.5 * (log_vars + u**2 + np.log(2 * np.pi))
    return loss, u * np.exp(-log_vars / 2), 0.5 * (1 - u**2) * np.exp(-log_vars)


def wrong_forgot_the_half_of_s(means, log_vars, targets):
    """has the slope one half"""
    u = (means - targets) * np.exp(-log_vars / 2)
    loss = 0.5 * (log_vars + u**2 + np.log(2 * np.pi))
    return loss, u * np.exp(-log_vars / 2), -0.5 * u**2


def wrong_squares_first(means, log_vars, targets):
    """returns nan (from inf - inf, inf / inf, 0 / 0 or 0 * inf)"""
    r, precision = means - targets, np.exp(-log_vars)
    loss = 0.5 * (log_vars + r**2 * precision + np.log(2 * np.pi))
    return loss, r * precision, 0.5 * (1 - r**2 * precision)


def wrong_squares_first_without_nan(means, log_vars, targets):
    """returns a wrong value"""
    r = means - targets
    with np.errstate(all="ignore"):
        square = np.nan_to_num(r**2 * np.exp(-log_vars), nan=0.0)
        pull = np.nan_to_num(r * np.exp(-log_vars), nan=0.0)
    return 0.5 * (log_vars + square + np.log(2 * np.pi)), pull, 0.5 * (1 - square)


def wrong_clipped_log_variance(means, log_vars, targets):
    """returns a wrong value"""
    s = np.clip(log_vars, -10, 10)
    u = (means - targets) * np.exp(-s / 2)
    return 0.5 * (s + u**2 + np.log(2 * np.pi)), u * np.exp(-s / 2), 0.5 * (1 - u**2)


def wrong_epsilon_in_the_variance(means, log_vars, targets):
    """returns a wrong value"""
    variance = np.exp(np.clip(log_vars, None, 700)) + 1e-8
    r = means - targets
    loss = 0.5 * (log_vars + r**2 / variance + np.log(2 * np.pi))
    return loss, r / variance, 0.5 * (1 - r**2 / variance)


def wrong_loss_clipped_at_zero(means, log_vars, targets):
    """returns a wrong value"""
    u = (means - targets) * np.exp(-log_vars / 2)
    loss = np.maximum(0.5 * (log_vars + u**2 + np.log(2 * np.pi)), 0)
    return loss, u * np.exp(-log_vars / 2), 0.5 * (1 - u**2)


def wrong_log_of_the_density(means, log_vars, targets):
    """A hidden check fails: a residual of 1000 widths"""
    sigma = np.exp(log_vars / 2)
    u = (means - targets) / sigma
    density = np.exp(-(u**2) / 2) / sigma / np.sqrt(2 * np.pi)
    return -np.log(density), u / sigma, 0.5 * (1 - u**2)


def wrong_clipped_exponent(means, log_vars, targets):
    """returns a wrong value"""
    inverse = np.exp(np.clip(-log_vars / 2, -300, 300))
    u = (means - targets) * inverse
    return 0.5 * (log_vars + u**2 + np.log(2 * np.pi)), u * inverse, 0.5 * (1 - u**2)
