"""Answers to `weighted_ce`."""

import numpy as np


def right_vectorised(logits, labels, weight):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    w = weight[labels]
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(logits.shape)
    grad = np.exp(log_q)
    grad[rows, labels] -= 1
    return -(w * log_q[rows, labels]).sum() / total, grad * w[:, None] / total


def right_loop(logits, labels, weight):
    loss, total, grad = 0.0, 0.0, np.zeros(logits.shape)
    for i, y in enumerate(labels):
        z = logits[i] - np.max(logits[i])
        q = np.exp(z) / np.exp(z).sum()
        loss += weight[y] * (np.log(np.exp(z).sum()) - z[y])
        grad[i] = weight[y] * (q - np.eye(len(z))[y])
        total += weight[y]
    scale = 1 / total if total > 0 else 0.0
    return loss * scale, grad * scale


def right_one_hot(logits, labels, weight):
    p = np.eye(logits.shape[1])[labels]
    w = p @ weight
    share = w / (w.sum() or 1.0)
    top = logits.max(axis=1)
    lse = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    q = np.exp(logits - lse[:, None])
    return share @ (lse - (logits * p).sum(axis=1)), share[:, None] * (q - p)


def _parts(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    grad = np.exp(log_q)
    rows = np.arange(len(labels))
    grad[rows, labels] -= 1
    return -log_q[rows, labels], grad


def wrong_divided_by_n(logits, labels, weight):
    """divided by the number of samples"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).mean(), grad * w[:, None] / len(w)


def wrong_sum(logits, labels, weight):
    """That is the sum"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).sum(), grad * w[:, None]


def wrong_sum_of_class_weights(logits, labels, weight):
    """weights of the classes"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).sum() / weight.sum(), grad * w[:, None] / weight.sum()


def wrong_weights_ignored(logits, labels, weight):
    """ignored"""
    loss, grad = _parts(logits, labels)
    return loss.mean(), grad / len(labels)


def wrong_divided_by_weight(logits, labels, weight):
    """multiplied"""
    loss, grad = _parts(logits, labels)
    w = 1 / weight[labels]
    return (w * loss).sum() / w.sum(), grad * w[:, None] / w.sum()


def wrong_weight_of_the_prediction(logits, labels, weight):
    """predicted class"""
    loss, grad = _parts(logits, labels)
    w = weight[logits.argmax(axis=1)]
    return (w * loss).sum() / w.sum(), grad * w[:, None] / w.sum()


def wrong_logits_shifted(logits, labels, weight):
    """into the logits"""
    loss, grad = _parts(logits + np.log(weight), labels)
    return loss.mean(), grad / len(labels)


def wrong_gradient_weights_every_column(logits, labels, weight):
    """by its column"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).sum() / w.sum(), grad * weight / w.sum()


def wrong_gradient_not_divided(logits, labels, weight):
    """of the divided loss"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).sum() / w.sum(), grad * w[:, None]


def wrong_gradient_weights_only_the_true_entry(logits, labels, weight):
    """the whole row"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    p = np.eye(len(weight))[labels]
    return (w * loss).sum() / w.sum(), (grad + p - w[:, None] * p) / w.sum()


def wrong_gradient_without_weights(logits, labels, weight):
    """gradient lacks the weights"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).sum() / w.sum(), grad / len(w)


def wrong_nan_without_weight(logits, labels, weight):
    """returns nan (from inf - inf, inf / inf, 0 / 0 or 0 * inf)"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    return (w * loss).sum() / w.sum(), grad * w[:, None] / w.sum()


def wrong_epsilon_in_divisor(logits, labels, weight):
    """returns a wrong value"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    total = w.sum() + 1e-8
    return (w * loss).sum() / total, grad * w[:, None] / total


def wrong_log_of_softmax(logits, labels, weight):
    """returns an infinite value"""
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    q = e / e.sum(axis=1, keepdims=True)
    w = weight[labels]
    if w.sum() == 0:
        return 0.0, np.zeros(logits.shape)
    p = np.eye(len(weight))[labels]
    loss = -np.log((q * p).sum(axis=1))
    return (w * loss).sum() / w.sum(), (q - p) * w[:, None] / w.sum()


def wrong_one_maximum_for_all_rows(logits, labels, weight):
    """returns nan (from inf - inf, inf / inf, 0 / 0 or 0 * inf)"""
    shifted = logits - logits.max()
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    w, p = weight[labels], np.eye(len(weight))[labels]
    total = w.sum() or 1.0
    loss = -(np.where(p > 0, log_q, 0.0).sum(axis=1) * w).sum() / total
    return loss, (np.exp(log_q) - p) * w[:, None] / total


def wrong_divisor_at_least_one(logits, labels, weight):
    """tiny weights"""
    loss, grad = _parts(logits, labels)
    w = weight[labels]
    total = max(w.sum(), 1.0)
    return (w * loss).sum() / total, grad * w[:, None] / total
