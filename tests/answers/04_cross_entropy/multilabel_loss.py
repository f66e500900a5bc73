"""Answers to `multilabel_loss`."""

import numpy as np


def softplus(t):
    return np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t)))


def sigmoid(t):
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1, e) / (1 + e)


def both(logits, labels, pos_weight, mask):
    y = np.where(mask, labels, 0.0)
    n = len(logits)
    costs = pos_weight * y * softplus(-logits) + (1 - y) * softplus(logits)
    grad = (1 - y) * sigmoid(logits) - pos_weight * y * sigmoid(-logits)
    return np.where(mask, costs, 0).sum() / n, np.where(mask, grad, 0) / n


def right_two_softplus(logits, labels, pos_weight, mask):
    return both(logits, labels, pos_weight, mask)


def right_loop(logits, labels, pos_weight, mask):
    n, k = logits.shape
    total, grad = 0.0, np.zeros((n, k))
    for i in range(n):
        for j in range(k):
            if mask[i, j]:
                z, y, w = float(logits[i, j]), float(labels[i, j]), pos_weight[j]
                e = np.exp(-abs(z))
                s = 1 / (1 + e) if z >= 0 else e / (1 + e)
                total += w * y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)
                grad[i, j] = ((1 - y) * s - w * y * (1 - s)) / n
    return total / n, grad


def right_usual_library_form(logits, labels, pos_weight, mask):
    y = np.where(mask, labels, 0.0)
    factor = 1 + (pos_weight - 1) * y
    costs = (1 - y) * logits + factor * (np.log1p(np.exp(-np.abs(logits))) + np.maximum(-logits, 0))
    grad = factor * sigmoid(logits) - pos_weight * y
    return (costs * mask).sum() / len(logits), grad * mask / len(logits)


def right_selects_the_known(logits, labels, pos_weight, mask):
    rows, columns = np.nonzero(mask)
    z, y, w = logits[mask], labels[mask], pos_weight[columns]
    total = np.sum(w * y * np.logaddexp(0, -z)) + np.sum((1 - y) * np.logaddexp(0, z))
    grad = np.zeros(logits.shape)
    grad[rows, columns] = (1 - y) * sigmoid(z) - w * y * sigmoid(-z)
    return total / logits.shape[0], grad / logits.shape[0]


def wrong_mean_over_labels(logits, labels, pos_weight, mask):
    """You divided by n * k"""
    loss, grad = both(logits, labels, pos_weight, mask)
    return loss / logits.shape[1], grad / logits.shape[1]


def wrong_sum(logits, labels, pos_weight, mask):
    """That is the sum"""
    loss, grad = both(logits, labels, pos_weight, mask)
    return loss * len(logits), grad * len(logits)


def wrong_divided_by_labels(logits, labels, pos_weight, mask):
    """You divided by k"""
    loss, grad = both(logits, labels, pos_weight, mask)
    ratio = logits.shape[0] / logits.shape[1]
    return loss * ratio, grad * ratio


def wrong_divided_by_known(logits, labels, pos_weight, mask):
    """number of known labels"""
    loss, grad = both(logits, labels, pos_weight, mask)
    ratio = len(logits) / max(mask.sum(), 1)
    return loss * ratio, grad * ratio


def wrong_no_weight(logits, labels, pos_weight, mask):
    """The weight is missing"""
    return both(logits, labels, np.ones(logits.shape[1]), mask)


def wrong_weight_on_both_terms(logits, labels, pos_weight, mask):
    """multiplies both terms"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    costs = pos_weight * (y * softplus(-logits) + (1 - y) * softplus(logits))
    return np.where(mask, costs, 0).sum() / n, np.where(
        mask, pos_weight * (sigmoid(logits) - y), 0
    ) / n


def wrong_weight_on_negatives(logits, labels, pos_weight, mask):
    """multiplies the negative term"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    costs = y * softplus(-logits) + pos_weight * (1 - y) * softplus(logits)
    grad = pos_weight * (1 - y) * sigmoid(logits) - y * sigmoid(-logits)
    return np.where(mask, costs, 0).sum() / n, np.where(mask, grad, 0) / n


def wrong_gradient_without_weight(logits, labels, pos_weight, mask):
    """the weight is missing in it"""
    loss, _ = both(logits, labels, pos_weight, mask)
    return loss, np.where(mask, sigmoid(logits) - labels, 0) / len(logits)


def wrong_gradient_sigma_minus_wy(logits, labels, pos_weight, mask):
    """also multiplies y * sigmoid(z)"""
    loss, _ = both(logits, labels, pos_weight, mask)
    return loss, np.where(mask, sigmoid(logits) - pos_weight * labels, 0) / len(logits)


def wrong_gradient_weighted_whole(logits, labels, pos_weight, mask):
    """belongs to the positive part"""
    loss, _ = both(logits, labels, pos_weight, mask)
    return loss, np.where(mask, pos_weight * (sigmoid(logits) - labels), 0) / len(logits)


def wrong_gradient_not_averaged(logits, labels, pos_weight, mask):
    """not divided by n"""
    loss, grad = both(logits, labels, pos_weight, mask)
    return loss, grad * len(logits)


def wrong_nan_times_zero(logits, labels, pos_weight, mask):
    """0 * nan is nan"""
    n = len(logits)
    costs = pos_weight * labels * softplus(-logits) + (1 - labels) * softplus(logits)
    grad = (1 - labels) * sigmoid(logits) - pos_weight * labels * sigmoid(-logits)
    return (costs * mask).sum() / n, grad * mask / n


def wrong_unknown_is_negative(logits, labels, pos_weight, mask):
    """became a negative one"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    costs = pos_weight * y * softplus(-logits) + (1 - y) * softplus(logits)
    grad = (1 - y) * sigmoid(logits) - pos_weight * y * sigmoid(-logits)
    return costs.sum() / n, grad / n


def wrong_gradient_not_masked(logits, labels, pos_weight, mask):
    """still pushes unknown labels down"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    loss, _ = both(logits, labels, pos_weight, mask)
    return loss, ((1 - y) * sigmoid(logits) - pos_weight * y * sigmoid(-logits)) / n


def wrong_zeroed_logits(logits, labels, pos_weight, mask):
    """it still costs ln 2"""
    z, y = np.where(mask, logits, 0.0), np.where(mask, labels, 0.0)
    loss, grad = both(z, y, pos_weight, np.ones(mask.shape, bool))
    return loss, np.where(mask, grad, 0)


def wrong_nan_alone_is_unknown(logits, labels, pos_weight, mask):
    """The mask says what is known"""
    return both(logits, labels, pos_weight, ~np.isnan(labels))


def wrong_log_of_sigmoid(logits, labels, pos_weight, mask):
    """from the logit, not from the sigmoid"""
    y, s, n = np.where(mask, labels, 0.0), sigmoid(logits), len(logits)
    costs = -pos_weight * y * np.log(s) - (1 - y) * np.log(1 - s)
    grad = (1 - y) * s - pos_weight * y * (1 - s)
    return np.where(mask, costs, 0).sum() / n, np.where(mask, grad, 0) / n


def wrong_clipped_sigmoid(logits, labels, pos_weight, mask):
    """from the logit, not from the sigmoid"""
    y, s, n = np.where(mask, labels, 0.0), np.clip(sigmoid(logits), 1e-12, 1 - 1e-12), len(logits)
    costs = -pos_weight * y * np.log(s) - (1 - y) * np.log(1 - s)
    grad = (1 - y) * s - pos_weight * y * (1 - s)
    return np.where(mask, costs, 0).sum() / n, np.where(mask, grad, 0) / n


def wrong_hardens_labels(logits, labels, pos_weight, mask):
    """Soft labels count in full"""
    return both(logits, labels > 0.5, pos_weight, mask)


def wrong_softmax_over_labels(logits, labels, pos_weight, mask):
    """That is a softmax"""
    y, n = np.where(mask, labels, 0.0) * pos_weight, len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_q = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(y * log_q).sum() / n, (y.sum(axis=1, keepdims=True) * np.exp(log_q) - y) / n


def wrong_positive_term_only(logits, labels, pos_weight, mask):
    """with 1 - y, is missing"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    costs = pos_weight * y * softplus(-logits)
    return np.where(mask, costs, 0).sum() / n, np.where(
        mask, -pos_weight * y * sigmoid(-logits), 0
    ) / n


def wrong_empty_rows_left_out(logits, labels, pos_weight, mask):
    """rows without any known label"""
    loss, grad = both(logits, labels, pos_weight, mask)
    ratio = len(logits) / max(mask.any(axis=1).sum(), 1)
    return loss * ratio, grad * ratio


def wrong_example_weight_of_positives(logits, labels, pos_weight, mask):
    """in both terms and in the weight"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    factor = np.where(y > 0.5, pos_weight, 1.0)
    costs = factor * (y * softplus(-logits) + (1 - y) * softplus(logits))
    return np.where(mask, costs, 0).sum() / n, np.where(mask, factor * (sigmoid(logits) - y), 0) / n


def wrong_weight_over_rows(logits, labels, pos_weight, mask):
    """raised an error"""
    y, n = np.where(mask, labels, 0.0), len(logits)
    costs = pos_weight[:, None] * y * softplus(-logits) + (1 - y) * softplus(logits)
    grad = (1 - y) * sigmoid(logits) - pos_weight[:, None] * y * sigmoid(-logits)
    return np.where(mask, costs, 0).sum() / n, np.where(mask, grad, 0) / n


def wrong_minus_one_taken_for_a_label(logits, labels, pos_weight, mask):
    """may also be -1, 99"""
    y = np.where(mask | ~np.isnan(labels), labels, 0.0)
    y = np.where(np.isnan(y), 0.0, y)
    n = len(logits)
    costs = pos_weight * y * softplus(-logits) + (1 - y) * softplus(logits)
    grad = (1 - y) * sigmoid(logits) - pos_weight * y * sigmoid(-logits)
    known = mask | (labels < 0)  # a guess: negative labels stand for "not annotated: absent"
    return np.where(known, costs, 0).sum() / n, np.where(known, grad, 0) / n
