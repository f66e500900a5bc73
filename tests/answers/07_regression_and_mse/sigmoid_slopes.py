"""Answers to `sigmoid_slopes`."""

import numpy as np


def two_sides(z):
    e = np.exp(-np.abs(z))
    large, small = 1 / (1 + e), e / (1 + e)
    return np.where(z >= 0, large, small), np.where(z >= 0, small, large)


def right_two_sides(logits, labels):
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (down - up)


def right_overflow_to_zero(logits, labels):
    up, down = 1 / (1 + np.exp(-logits)), 1 / (1 + np.exp(logits))
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, 2 * slope * (slope + error * (1 - 2 * up))


def right_loop_with_expm1(logits, labels):
    out = np.zeros((3, *logits.shape))
    for i in np.ndindex(logits.shape):
        z, y = logits[i], labels[i]
        up = np.exp(-np.logaddexp(0, -z))
        down = np.exp(-np.logaddexp(0, z))
        error = up - y if 0 < y < 1 else (up if y == 0 else -down)
        out[(0, *i)] = error
        out[(1, *i)] = 2 * error * up * down
        out[(2, *i)] = 2 * (up * down) ** 2 - 2 * error * up * down * np.tanh(z / 2)
    return tuple(out)


def wrong_plain_difference(logits, labels):
    """returns a wrong value"""
    up, down = two_sides(logits)
    error, slope = up - labels, up * down
    return error, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (down - up)


def wrong_one_minus_q(logits, labels):
    """returns a wrong value"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * (1 - up)
    return error, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (1 - 2 * up)


def wrong_overflow(logits, labels):
    """A hidden check fails: logits of 1000"""
    e = np.exp(logits)
    up, down = e / (1 + e), 1 / (1 + e)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (down - up)


def wrong_clipped_logits(logits, labels):
    """returns a wrong value"""
    up, down = two_sides(np.clip(logits, -30, 30))
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (down - up)


def wrong_no_chain_rule(logits, labels):
    """the chain rule adds"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error, 2 * slope**2 + 2 * error * slope * (down - up)


def wrong_extra_factor_in_ce(logits, labels):
    """cancels"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error * slope, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (down - up)


def wrong_no_two(logits, labels):
    """factor 2 of the square"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, error * slope, slope**2 + error * slope * (down - up)


def wrong_gauss_newton_only(logits, labels):
    """changes with z too"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, 2 * slope**2


def wrong_curvature_of_ce(logits, labels):
    """curvature of cross-entropy"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, slope


def wrong_label_one_formula(logits, labels):
    """y = 1 was used for every label"""
    up, down = two_sides(logits)
    error, slope = (1 - labels) * up - labels * down, up * down
    return error, 2 * error * slope, 2 * up * down**2 * (3 * up - 1)


def wrong_hard_labels_only(logits, labels):
    """returns a wrong value"""
    up, down = two_sides(logits)
    error, slope = np.where(labels > 0.5, -down, up), up * down
    return error, 2 * error * slope, 2 * slope**2 + 2 * error * slope * (down - up)


def wrong_sign(logits, labels):
    """prediction minus label"""
    up, down = two_sides(logits)
    error, slope = labels * down - (1 - labels) * up, up * down
    return error, 2 * error * slope, 2 * slope**2 - 2 * error * slope * (down - up)


def wrong_finite_difference(logits, labels):
    """returns a wrong value"""
    up, down = two_sides(logits)
    error, slope, h = (1 - labels) * up - labels * down, up * down, 1e-4
    ahead, back = two_sides(logits + h)[0] - labels, two_sides(logits - h)[0] - labels
    return error, 2 * error * slope, (ahead**2 - 2 * error**2 + back**2) / h**2
