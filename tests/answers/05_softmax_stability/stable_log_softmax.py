"""Answers to `stable_log_softmax`."""

import numpy as np


def right_fused(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def wrong_adds_the_maximum_back(logits):
    """do not add the maximum back"""
    m = logits.max(axis=-1, keepdims=True)
    return logits - (m + np.log(np.exp(logits - m).sum(axis=-1, keepdims=True)))


def right_logaddexp_of_differences(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.logaddexp.reduce(shifted, axis=-1, keepdims=True)


def right_log1p_of_the_rest(logits):
    k = logits.argmax(axis=-1)[..., None]
    z = logits - np.take_along_axis(logits, k, axis=-1)
    e = np.exp(z)
    np.put_along_axis(e, k, 0, axis=-1)
    return z - np.log1p(e.sum(axis=-1, keepdims=True))


def wrong_log_of_softmax(logits):
    """returns an infinite value"""
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.log(exps / exps.sum(axis=-1, keepdims=True))


def wrong_log_of_softmax_in_float64(logits):
    """A hidden check fails: gaps between 90 and 10000"""
    z = logits.astype(np.float64)
    exps = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.log(exps / exps.sum(axis=-1, keepdims=True)).astype(logits.dtype)


def wrong_no_shift(logits):
    """returns"""
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def wrong_clipped(logits):
    """returns a wrong value"""
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.log(np.clip(exps / exps.sum(axis=-1, keepdims=True), 1e-10, 1))


def wrong_maximum_taken_off_twice(logits):
    """once too often"""
    m = logits.max(axis=-1, keepdims=True)
    return logits - m - (m + np.log(np.exp(logits - m).sum(axis=-1, keepdims=True)))


def wrong_forgot_to_add_maximum(logits):
    """returns a wrong value"""
    m = logits.max(axis=-1, keepdims=True)
    return logits - np.log(np.exp(logits - m).sum(axis=-1, keepdims=True))


def wrong_sign(logits):
    """The sign"""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=-1, keepdims=True)) - shifted


def wrong_probabilities(logits):
    """Those are the probabilities"""
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def wrong_one_maximum_for_all(logits):
    """One maximum for all rows"""
    shifted = logits - logits.max()
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def wrong_float64_result(logits):
    """returns float64, expected float32"""
    z = logits.astype(np.float64)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def wrong_in_bits(logits):
    """in bits"""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))) / np.log(2)
