"""Answers to `smoothed_ce`."""

import numpy as np


def _log_q(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def right_without_targets(logits, labels, eps):
    log_q = _log_q(logits)
    rows = np.arange(len(labels))
    grad = np.exp(log_q) - eps / logits.shape[1]
    grad[rows, labels] -= 1 - eps
    return -(1 - eps) * log_q[rows, labels] - eps * log_q.mean(axis=1), grad


def right_with_targets(logits, labels, eps):
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def right_loop_of_logits(logits, labels, eps):
    n, k = logits.shape
    losses, grads = np.empty(n), np.empty((n, k))
    for i in range(n):
        z = logits[i] - logits[i].max()
        total = np.exp(z).sum()
        losses[i] = np.log(total) - (1 - eps) * z[labels[i]] - eps * z.sum() / k
        for c in range(k):
            grads[i, c] = np.exp(z[c]) / total - eps / k - (1 - eps) * (c == labels[i])
    return losses, grads


def wrong_over_the_others(logits, labels, eps):
    """other convention"""
    k = logits.shape[1]
    p = np.eye(k)[labels]
    target = (1 - eps) * p + eps / (k - 1) * (1 - p)
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_target_sums_to_less(logits, labels, eps):
    """do not sum to 1"""
    k = logits.shape[1]
    p = np.eye(k)[labels]
    target = (1 - eps) * p + eps / k * (1 - p)
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_eps_not_divided(logits, labels, eps):
    """divided by the number of classes"""
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_predictions_smoothed(logits, labels, eps):
    """the predictions"""
    k = logits.shape[1]
    p = np.eye(k)[labels]
    q = np.exp(_log_q(logits))
    return -np.log((1 - eps) * (q * p).sum(axis=1) + eps / k), q - (1 - eps) * p - eps / k


def wrong_kl(logits, labels, eps):
    """entropy of the target"""
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    log_q = _log_q(logits)
    safe = np.where(target > 0, target, 1.0)
    return (target * (np.log(safe) - log_q)).sum(axis=1), np.exp(log_q) - target


def wrong_not_smoothed(logits, labels, eps):
    """hard label"""
    log_q = _log_q(logits)
    p = np.eye(logits.shape[1])[labels]
    return -(p * log_q).sum(axis=1), np.exp(log_q) - p


def wrong_eps_is_kept(logits, labels, eps):
    """turned around"""
    k = logits.shape[1]
    target = eps * np.eye(k)[labels] + (1 - eps) / k
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_mean_over_classes(logits, labels, eps):
    """a mean over the classes"""
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    log_q = _log_q(logits)
    return -(target * log_q).mean(axis=1), np.exp(log_q) - target


def wrong_sum_of_logs(logits, labels, eps):
    """counts fully"""
    log_q = _log_q(logits)
    rows = np.arange(len(labels))
    k = logits.shape[1]
    grad = np.exp(log_q) - (1 - eps) * np.eye(k)[labels] - eps / k
    return -(1 - eps) * log_q[rows, labels] - eps * log_q.sum(axis=1), grad


def wrong_gradient_of_hard_label(logits, labels, eps):
    """minus the smoothed target"""
    k = logits.shape[1]
    p = np.eye(k)[labels]
    target = (1 - eps) * p + eps / k
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - p


def wrong_batch_mean(logits, labels, eps):
    """take no mean over the batch"""
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    log_q = _log_q(logits)
    return -(target * log_q).sum(axis=1), (np.exp(log_q) - target) / len(labels)


def wrong_log_of_softmax(logits, labels, eps):
    """an infinite value"""
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    q = e / e.sum(axis=1, keepdims=True)
    return -(target * np.log(q)).sum(axis=1), q - target


def wrong_clipped(logits, labels, eps):
    """10,000"""
    k = logits.shape[1]
    target = (1 - eps) * np.eye(k)[labels] + eps / k
    q = np.exp(_log_q(logits))
    return -(target * np.log(q + 1e-30)).sum(axis=1), q - target


def wrong_constant_of_the_split_missing(logits, labels, eps):
    """eps ln k is missing"""
    log_q = _log_q(logits)
    k = logits.shape[1]
    p = np.eye(k)[labels]
    kl = -log_q.mean(axis=1) - np.log(k)
    return -(1 - eps) * (p * log_q).sum(axis=1) + eps * kl, np.exp(log_q) - (1 - eps) * p - eps / k
