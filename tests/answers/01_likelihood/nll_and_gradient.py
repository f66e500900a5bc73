"""Answers to `nll_and_gradient`."""

import numpy as np


def right_shifted(logits, label):
    shifted = logits - logits.max()
    exps = np.exp(shifted)
    gradient = exps / exps.sum()
    gradient[label] -= 1
    return np.log(exps.sum()) - shifted[label], gradient


def right_log_softmax(logits, label):
    m = np.max(logits)
    log_probs = logits - (m + np.log(np.sum(np.exp(logits - m))))
    return -log_probs[label], np.exp(log_probs) - np.eye(logits.size)[label]


def right_logaddexp(logits, label):
    lse = np.logaddexp.reduce(logits)
    return lse - logits[label], np.exp(logits - lse) - (np.arange(len(logits)) == label)


def wrong_gradient_of_true_class_only(logits, label):
    """the gradient does not"""
    shifted = logits - logits.max()
    probs = np.exp(shifted) / np.exp(shifted).sum()
    gradient = np.zeros_like(probs)
    gradient[label] = probs[label] - 1
    return -np.log(probs[label]), gradient


def wrong_gradient_sign(logits, label):
    """sign is flipped"""
    shifted = logits - logits.max()
    probs = np.exp(shifted) / np.exp(shifted).sum()
    return np.log(np.exp(shifted).sum()) - shifted[label], np.eye(len(logits))[label] - probs


def wrong_gradient_by_probabilities(logits, label):
    """with respect to the probabilities"""
    shifted = logits - logits.max()
    probs = np.exp(shifted) / np.exp(shifted).sum()
    gradient = np.zeros_like(probs)
    gradient[label] = -1 / probs[label]
    return np.log(np.exp(shifted).sum()) - shifted[label], gradient


def wrong_returns_probabilities(logits, label):
    """take 1 off"""
    shifted = logits - logits.max()
    probs = np.exp(shifted) / np.exp(shifted).sum()
    return np.log(np.exp(shifted).sum()) - shifted[label], probs


def wrong_no_shift(logits, label):
    """returns"""
    exps = np.exp(logits)
    gradient = exps / exps.sum()
    gradient[label] -= 1
    return np.log(exps.sum()) - logits[label], gradient


def wrong_log_of_softmax(logits, label):
    """returns an infinite value"""
    exps = np.exp(logits - logits.max())
    probs = exps / exps.sum()
    gradient = probs.copy()
    gradient[label] -= 1
    return -np.log(probs[label]), gradient


def wrong_writes_into_input(logits, label):
    """changes its argument"""
    logits -= logits.max()
    exps = np.exp(logits)
    gradient = exps / exps.sum()
    gradient[label] -= 1
    return np.log(exps.sum()) - logits[label], gradient


def wrong_divides_by_max(logits, label):
    """returns a wrong value"""
    scaled = logits / logits.max()
    exps = np.exp(scaled)
    gradient = exps / exps.sum()
    gradient[label] -= 1
    return np.log(exps.sum()) - scaled[label], gradient


def wrong_averages_over_classes(logits, label):
    """returns a wrong value"""
    shifted = logits - logits.max()
    exps = np.exp(shifted)
    gradient = exps / exps.sum()
    gradient[label] -= 1
    return np.log(exps.sum()) - shifted[label], gradient / len(logits)
