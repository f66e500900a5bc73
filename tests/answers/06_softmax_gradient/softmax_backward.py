"""Answers to `softmax_backward`."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def mean_loss(z, labels):
    s = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def by_probabilities(z, labels):
    out, rows = np.zeros(z.shape), np.arange(len(labels))
    with np.errstate(divide="ignore"):
        out[rows, labels] = -1 / softmax(z)[rows, labels]
    return out / len(labels)


def hot(z, labels):
    return np.eye(z.shape[1])[labels]


def right_zeros_then_labels(logits, labels):
    by_logits = (softmax(logits) - hot(logits, labels)) / len(labels)
    return mean_loss(logits, labels), by_probabilities(logits, labels), by_logits


def right_where(logits, labels):
    n = len(labels)
    target = np.arange(logits.shape[1]) == labels[:, None]
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    with np.errstate(over="ignore"):
        by_probs = np.where(target, -np.exp(np.where(target, -logs, 0.0)), 0.0)
    return -logs[target].mean(), by_probs / n, (np.exp(logs) - target) / n


def right_row_by_row(logits, labels):
    n, k = logits.shape
    loss, by_probs, by_logits = 0.0, np.zeros((n, k)), np.zeros((n, k))
    for i, y in enumerate(labels):
        q = softmax(logits[i : i + 1])[0]
        loss += np.logaddexp.reduce(logits[i]) - logits[i, y]
        by_probs[i, y] = -1 / q[y] if q[y] > 0 else -np.inf
        by_logits[i] = q
        by_logits[i, y] -= 1
    return loss / n, by_probs / n, by_logits / n


def wrong_as_given(logits, labels):
    """By (7) that loss is 0"""
    q = softmax(logits)
    g = q - hot(logits, labels)
    n = len(labels)
    return g.sum() / n, g / n, q * (g - (q * g).sum(axis=1, keepdims=True)) / n


def wrong_only_the_loss_repaired(logits, labels):
    """The loss is repaired"""
    q = softmax(logits)
    g, n = q - hot(logits, labels), len(labels)
    again = q * (g - (q * g).sum(axis=1, keepdims=True))
    return mean_loss(logits, labels), g / n, again / n


def wrong_same_gradient_for_both(logits, labels):
    """q - p belongs to the logits"""
    g = (softmax(logits) - hot(logits, labels)) / len(labels)
    return mean_loss(logits, labels), g, g


def wrong_through_the_softmax_twice(logits, labels):
    """once more"""
    q = softmax(logits)
    g, n = q - hot(logits, labels), len(labels)
    again = q * (g - (q * g).sum(axis=1, keepdims=True))
    return mean_loss(logits, labels), by_probabilities(logits, labels), again / n


def wrong_diagonal_only(logits, labels):
    """off-diagonal entries"""
    q, up = softmax(logits), by_probabilities(logits, labels)
    return mean_loss(logits, labels), up, q * (1 - q) * up


def wrong_loss_still_zero(logits, labels):
    """By (7) the sum of q - p is 0"""
    g = (softmax(logits) - hot(logits, labels)) / len(labels)
    return g.sum(), by_probabilities(logits, labels), g


def wrong_loss_of_absolute_values(logits, labels):
    """returns a wrong value"""
    g = (softmax(logits) - hot(logits, labels)) / len(labels)
    return np.abs(g).sum(), by_probabilities(logits, labels), g


def wrong_no_mean_by_probabilities(logits, labels):
    """missing in the gradient by the probabilities"""
    g = (softmax(logits) - hot(logits, labels)) / len(labels)
    return mean_loss(logits, labels), len(labels) * by_probabilities(logits, labels), g


def wrong_no_mean_by_logits(logits, labels):
    """missing in the gradient by the logits"""
    g = softmax(logits) - hot(logits, labels)
    return mean_loss(logits, labels), by_probabilities(logits, labels), g


def wrong_no_mean_at_all(logits, labels):
    """missing in both"""
    g = softmax(logits) - hot(logits, labels)
    return mean_loss(logits, labels), len(labels) * by_probabilities(logits, labels), g


def wrong_sum_of_losses(logits, labels):
    """the mean is asked"""
    g = (softmax(logits) - hot(logits, labels)) / len(labels)
    return len(labels) * mean_loss(logits, labels), by_probabilities(logits, labels), g


def wrong_sign_by_probabilities(logits, labels):
    """The sign of (4) is minus"""
    g = (softmax(logits) - hot(logits, labels)) / len(labels)
    return mean_loss(logits, labels), -by_probabilities(logits, labels), g


def wrong_long_way(logits, labels):
    """inf * 0 = nan"""
    q, up = softmax(logits), by_probabilities(logits, labels)
    return mean_loss(logits, labels), up, q * (up - (q * up).sum(axis=1, keepdims=True))


def wrong_zero_over_zero(logits, labels):
    """0 / 0 is nan"""
    q, p, n = softmax(logits), hot(logits, labels), len(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        return mean_loss(logits, labels), -p / q / n, (q - p) / n


def wrong_clipped_probability(logits, labels):
    """clip nothing"""
    q, p, n = softmax(logits), hot(logits, labels), len(labels)
    return mean_loss(logits, labels), -p / np.clip(q, 1e-12, 1) / n, (q - p) / n


def wrong_log_of_softmax(logits, labels):
    """rounded to 0"""
    q, n = softmax(logits), len(labels)
    with np.errstate(divide="ignore"):
        loss = -np.log(q[np.arange(n), labels]).mean()
    return loss, by_probabilities(logits, labels), (q - hot(logits, labels)) / n


def wrong_binary_terms(logits, labels):
    """returns a wrong value"""
    q, p, n = softmax(logits), hot(logits, labels), len(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_probs = np.where(p > 0, -1 / q, 1 / (1 - q)) / n
    return mean_loss(logits, labels), by_probs, (q - p) / n


def wrong_infinite_below_1e_300(logits, labels):
    """clip nothing"""
    q, rows, n = softmax(logits), np.arange(len(labels)), len(labels)
    out = np.zeros(logits.shape)
    true = q[rows, labels]
    out[rows, labels] = np.where(true > 1e-300, -1 / np.maximum(true, 1e-300), -np.inf)
    return mean_loss(logits, labels), out / n, (q - hot(logits, labels)) / n
