"""Answers to `nll_one`."""

import numpy as np


def right_index(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(probs[label])


def right_math_log(probs, label):
    import math

    p = float(probs[label])
    return math.inf if p == 0 else -math.log(p)


def right_one_hot(probs, label):
    p = np.dot(np.eye(len(probs))[label], probs)
    return np.log(1 / p) if p > 1e-307 else -np.log(p)


def right_change_of_base(probs, label):
    return -np.log2(probs[label]) * np.log(2)


def wrong_in_bits(probs, label):
    """in bits"""
    return -np.log2(probs[label])


def wrong_sign(probs, label):
    """The sign"""
    return np.log(probs[label])


def wrong_one_minus_probability(probs, label):
    """ceiling"""
    return 1 - probs[label]


def wrong_sum_over_classes(probs, label):
    """only the true one counts"""
    return -np.log(probs).sum()


def wrong_loss_of_the_favourite(probs, label):
    """most probable class"""
    return -np.log(probs.max())


def wrong_base_10(probs, label):
    """np.log"""
    return -np.log10(probs[label])


def wrong_clips_at_1e_10(probs, label):
    """must cost inf"""
    return -np.log(np.clip(probs[label], 1e-10, 1))


def wrong_adds_epsilon(probs, label):
    """A hidden check fails"""
    return -np.log(probs[label] + 1e-12)


def wrong_first_label_only(probs, label):
    """returns a wrong value"""
    return -np.log(probs[1])


def wrong_returns_nothing(probs, label):
    """may be missing"""
    -np.log(probs[label])
