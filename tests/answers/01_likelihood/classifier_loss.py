"""Answers to `classifier_loss`."""

import numpy as np


def right_log_softmax(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean()


def right_logsumexp_minus_label(logits, labels):
    m = logits.max(axis=1)
    lse = m + np.log(np.exp(logits - m[:, None]).sum(axis=1))
    return np.mean(lse - logits[np.arange(len(labels)), labels])


def right_logaddexp(logits, labels):
    losses = [np.logaddexp.reduce(z) - z[y] for z, y in zip(logits, labels, strict=True)]
    return sum(losses) / len(losses)


def wrong_still_twice(logits, labels):
    """still applied twice"""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    scores = probs - probs.max(axis=1, keepdims=True)
    log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean()


def wrong_no_softmax_at_all(logits, labels):
    """raw logits"""
    return -logits[np.arange(len(labels)), labels].mean()


def wrong_no_logarithm(logits, labels):
    """dropped the logarithm"""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    return -probs[np.arange(len(labels)), labels].mean()


def wrong_log_of_softmax(logits, labels):
    """rounded to 0"""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(labels)), labels]).mean()


def wrong_one_maximum_for_all_rows(logits, labels):
    """A hidden check fails"""
    shifted = logits - logits.max()
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean()


def wrong_sum(logits, labels):
    """That is the sum"""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].sum()


def wrong_no_maximum(logits, labels):
    """rounded to 0"""
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean()


def wrong_epsilon_in_log(logits, labels):
    """returns a wrong value"""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    return -np.log(probs[np.arange(len(labels)), labels] + 1e-9).mean()
