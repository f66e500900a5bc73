"""Answers to `cross_entropy`."""

import numpy as np


def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def right_one_hot(logits, targets):
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1), np.exp(log_probs) - targets


def right_two_branches(logits, targets):
    log_probs = log_softmax(logits)
    gradient = np.exp(log_probs)
    if targets.shape == logits.shape:
        return -np.sum(targets * log_probs, axis=-1), gradient - targets
    index = targets[..., None]
    loss = -np.take_along_axis(log_probs, index, axis=-1)[..., 0]
    np.put_along_axis(gradient, index, np.take_along_axis(gradient, index, -1) - 1, axis=-1)
    return loss, gradient


def right_row_by_row(logits, targets):
    k = logits.shape[-1]
    z = logits.reshape(-1, k)
    t = targets.reshape(-1) if targets.dtype.kind in "iu" else targets.reshape(-1, k)
    loss, gradient = np.empty(len(z)), np.empty(z.shape)
    for i, (row, target) in enumerate(zip(z, t, strict=True)):
        p = np.eye(k)[target] if t.ndim == 1 else target
        lse = np.logaddexp.reduce(row.astype(float))
        loss[i] = np.sum(p * (lse - row))
        gradient[i] = np.exp(row - lse) - p
    return loss.reshape(logits.shape[:-1]), gradient.reshape(logits.shape)


def wrong_log_of_softmax(logits, targets):
    """returns an infinite value"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = exps / exps.sum(axis=-1, keepdims=True)
    return -(targets * np.log(probs)).sum(axis=-1), probs - targets


def wrong_epsilon_in_log(logits, targets):
    """A hidden check fails"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    probs = np.exp(log_softmax(logits))
    return -(targets * np.log(probs + 1e-12)).sum(axis=-1), probs - targets


def wrong_mean_gradient(logits, targets):
    """do not divide it"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1), (np.exp(log_probs) - targets) / len(logits)


def wrong_gradient_sign(logits, targets):
    """sign is flipped"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1), targets - np.exp(log_probs)


def wrong_loss_sign(logits, targets):
    """The signs are flipped"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return (targets * log_probs).sum(axis=-1), np.exp(log_probs) - targets


def wrong_argmax_of_soft_targets(logits, targets):
    """soft targets count in full"""
    if targets.dtype.kind not in "iu":
        targets = targets.argmax(axis=-1)
    hot = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(hot * log_probs).sum(axis=-1), np.exp(log_probs) - hot


def wrong_hard_targets_only(logits, targets):
    """raised an error"""
    hot = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(hot * log_probs).sum(axis=-1), np.exp(log_probs) - hot


def wrong_soft_targets_only(logits, targets):
    """raised an error"""
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1), np.exp(log_probs) - targets


def wrong_one_leading_axis(logits, targets):
    """A hidden check fails: integer targets with two leading axes"""
    if targets.dtype.kind in "iu":
        hot = np.zeros(logits.shape)
        hot[np.arange(len(targets)), targets] = 1
        targets = hot
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1), np.exp(log_probs) - targets


def wrong_gradient_by_probabilities(logits, targets):
    """with respect to the probabilities"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1), -targets / np.exp(log_probs)


def wrong_mean_loss(logits, targets):
    """returns shape"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    return -(targets * log_probs).sum(axis=-1).mean(), np.exp(log_probs) - targets


def wrong_kl_for_soft_targets(logits, targets):
    """returns a wrong value"""
    if targets.dtype.kind in "iu":
        targets = np.eye(logits.shape[-1])[targets]
    log_probs = log_softmax(logits)
    logs = np.log(np.where(targets > 0, targets, 1.0))
    return (targets * (logs - log_probs)).sum(axis=-1), np.exp(log_probs) - targets
