"""Answers to `dynamic_weights`."""

import numpy as np


def exact(history, temperature):
    if len(history) < 2:
        return np.ones(history.shape[1])
    r = history[-1] / history[-2] / temperature
    e = np.exp(r - np.max(r))
    return len(r) * e / np.sum(e)


def right_shifted(history, temperature):
    if len(history) < 2:
        return np.ones(history.shape[1])
    r = history[-1] / history[-2] / temperature
    e = np.exp(r - np.max(r))
    return len(r) * e / np.sum(e)


def right_loop(history, temperature):
    t, k = history.shape
    if t <= 1:
        return np.full(k, 1.0)
    r = [history[t - 1, i] / history[t - 2, i] for i in range(k)]
    e = [np.exp((x - max(r)) / temperature) for x in r]
    return np.array([k * x / sum(e) for x in e])


def right_differences(history, temperature):
    k = history.shape[1]
    if history.shape[0] < 2:
        return np.ones(k)
    r = history[-1] / history[-2]
    with np.errstate(over="ignore"):
        return k / np.exp((r[None, :] - r[:, None]) / temperature).sum(axis=1)


def wrong_ratio_upside_down(history, temperature):
    """upside down"""

    if len(history) < 2:
        return np.ones(history.shape[1])
    return exact(history[::-1][:2] if len(history) == 2 else history[[-1, -2]], temperature)


def wrong_sum_one(history, temperature):
    """must sum to the number of tasks"""

    return exact(history, temperature) / history.shape[1]


def wrong_times_temperature(history, temperature):
    """multiplied by the temperature"""

    return exact(history, 1 / temperature)


def wrong_temperature_ignored(history, temperature):
    """The temperature is ignored"""

    return exact(history, 1.0)


def wrong_difference(history, temperature):
    """units must cancel"""
    if len(history) < 2:
        return np.ones(history.shape[1])
    r = (history[-1] - history[-2]) / temperature
    e = np.exp(r - r.max())
    return len(r) * e / e.sum()


def wrong_first_two_epochs(history, temperature):
    """the last two count"""

    return exact(history[:2], temperature)


def wrong_against_the_first_epoch(history, temperature):
    """as GradNorm does"""

    return exact(history[[0, -1]] if len(history) > 1 else history, temperature)


def wrong_no_softmax(history, temperature):
    """go through a softmax"""
    if len(history) < 2:
        return np.ones(history.shape[1])
    r = history[-1] / history[-2]
    return len(r) * r / r.sum()


def wrong_no_shift(history, temperature):
    """A hidden check fails: a loss that jumps"""
    if len(history) < 2:
        return np.ones(history.shape[1])
    e = np.exp(history[-1] / history[-2] / temperature)
    return len(e) * e / e.sum()


def wrong_clipped_exponent(history, temperature):
    """A hidden check fails: a loss that jumps"""
    if len(history) < 2:
        return np.ones(history.shape[1])
    e = np.exp(np.minimum(history[-1] / history[-2] / temperature, 500))
    return len(e) * e / e.sum()


def wrong_needs_two_epochs(history, temperature):
    """raised an error"""
    r = history[-1] / history[-2] / temperature
    e = np.exp(r - r.max())
    return len(r) * e / e.sum()


def wrong_ones_through_two_epochs(history, temperature):
    """A hidden check fails: random histories of two epochs or more"""

    if len(history) <= 2:
        return np.ones(history.shape[1])
    return exact(history, temperature)


def wrong_empty_history(history, temperature):
    """A hidden check fails: no finished epoch"""

    if len(history) == 1:
        return np.ones(history.shape[1])
    return exact(np.stack([history[-2], history[-1]]), temperature)
