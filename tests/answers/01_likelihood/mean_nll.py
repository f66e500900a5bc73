"""Answers to `mean_nll`."""

import numpy as np


def right_two_index_arrays(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].mean()


def right_take_along_axis(log_probs, labels):
    return -np.take_along_axis(log_probs, labels[:, None], axis=1).mean()


def right_loop(log_probs, labels):
    total = 0.0
    for row, label in zip(log_probs, labels, strict=True):
        total -= row[label]
    return total / len(labels)


def right_flat_index(log_probs, labels):
    n, k = log_probs.shape
    return -np.sum(log_probs.ravel()[k * np.arange(n) + labels]) / n


def right_boolean_mask(log_probs, labels):
    mask = labels[:, None] == np.arange(log_probs.shape[1])
    return -log_probs[mask].mean()


def wrong_every_row_with_every_label(log_probs, labels):
    """n x n table"""
    return -log_probs[:, labels].mean()


def wrong_divided_by_classes_too(log_probs, labels):
    """n * k"""
    return -log_probs[np.arange(len(labels)), labels].sum() / log_probs.size


def wrong_sum(log_probs, labels):
    """That is the sum"""
    return -log_probs[np.arange(len(labels)), labels].sum()


def wrong_log_of_mean_probability(log_probs, labels):
    """averaged the probabilities"""
    return -np.log(np.exp(log_probs[np.arange(len(labels)), labels]).mean())


def wrong_most_probable_class(log_probs, labels):
    """use the labels"""
    return -log_probs.max(axis=1).mean()


def wrong_sign(log_probs, labels):
    """The sign"""
    return log_probs[np.arange(len(labels)), labels].mean()


def wrong_in_bits(log_probs, labels):
    """in bits"""
    return -log_probs[np.arange(len(labels)), labels].mean() / np.log(2)


def wrong_through_probabilities(log_probs, labels):
    """whose probability is 0"""
    probs = np.exp(log_probs)
    return -np.log(probs[np.arange(len(labels)), labels]).mean()


def wrong_unbiased_denominator(log_probs, labels):
    """returns a wrong value"""
    return -log_probs[np.arange(len(labels)), labels].sum() / (len(labels) - 1)


def wrong_per_sample_losses(log_probs, labels):
    """returns shape"""
    return -log_probs[np.arange(len(labels)), labels]
