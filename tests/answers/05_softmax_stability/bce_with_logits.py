"""Answers to `bce_with_logits`."""

import numpy as np


def right_two_softplus(logits, labels):
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0) + np.log1p(e)
    return loss, np.where(logits >= 0, 1, e) / (1 + e) - labels


def wrong_usual_form_cancels_for_soft_labels(logits, labels):
    """two nearly equal numbers must not be subtracted"""
    loss = np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))
    with np.errstate(over="ignore"):
        return loss, 1 / (1 + np.exp(-logits)) - labels


def right_logaddexp(logits, labels):
    loss = labels * np.logaddexp(0, -logits) + (1 - labels) * np.logaddexp(0, logits)
    return loss, 0.5 * (1 + np.tanh(logits / 2)) - labels


def right_loop(logits, labels):
    loss, gradient = np.empty(logits.shape), np.empty(logits.shape)
    for i in np.ndindex(logits.shape):
        z, y = logits[i], labels[i]
        e = np.exp(-abs(z))
        loss[i] = np.log1p(e) + (y * -z if z < 0 else (1 - y) * z)
        gradient[i] = (1 / (1 + e) if z >= 0 else e / (1 + e)) - y
    return loss, gradient


def wrong_log_of_sigmoid(logits, labels):
    """returns nan"""
    p = 1 / (1 + np.exp(-logits))
    return -labels * np.log(p) - (1 - labels) * np.log(1 - p), p - labels


def wrong_clipped_probability(logits, labels):
    """returns a wrong value"""
    p = 1 / (1 + np.exp(-logits))
    q = np.clip(p, 1e-12, 1 - 1e-12)
    return -labels * np.log(q) - (1 - labels) * np.log(1 - q), p - labels


def wrong_plain_log(logits, labels):
    """rounded away"""
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0) + np.log(1 + e)
    return loss, np.where(logits >= 0, 1, e) / (1 + e) - labels


def wrong_cancels_at_hard_labels(logits, labels):
    """rounded away"""
    e = np.exp(-np.abs(logits))
    softplus = np.maximum(logits, 0) + np.log1p(e)
    return softplus - logits * labels, np.where(logits >= 0, 1, e) / (1 + e) - labels


def wrong_overflows(logits, labels):
    """returns"""
    with np.errstate(over="ignore"):
        loss = labels * np.log1p(np.exp(-logits)) + (1 - labels) * np.log1p(np.exp(logits))
    return loss, 1 / (1 + np.exp(-logits)) - labels


def wrong_gradient_sign(logits, labels):
    """sign is flipped"""
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0) + np.log1p(e)
    return loss, labels - np.where(logits >= 0, 1, e) / (1 + e)


def wrong_labels_swapped(logits, labels):
    """opposite labels"""
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(logits, 0) + (1 - labels) * np.maximum(-logits, 0) + np.log1p(e)
    return loss, np.where(logits >= 0, 1, e) / (1 + e) - labels


def wrong_positive_term_only(logits, labels):
    """1 - y is missing"""
    e = np.exp(-np.abs(logits))
    loss = labels * (np.maximum(-logits, 0) + np.log1p(e))
    return loss, np.where(logits >= 0, 1, e) / (1 + e) - labels


def wrong_mean_gradient(logits, labels):
    """divided by the number"""
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0) + np.log1p(e)
    return loss, (np.where(logits >= 0, 1, e) / (1 + e) - labels) / logits.size


def wrong_thresholds_labels(logits, labels):
    """returns a wrong value"""
    labels = (labels > 0.5).astype(float)
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0) + np.log1p(e)
    return loss, np.where(logits >= 0, 1, e) / (1 + e) - labels


def wrong_mean_loss(logits, labels):
    """returns shape"""
    e = np.exp(-np.abs(logits))
    loss = labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0) + np.log1p(e)
    return loss.mean(), np.where(logits >= 0, 1, e) / (1 + e) - labels
