"""Answers to `focal_loss`."""

import numpy as np


def right_others_summed(logits, labels, gamma):
    rows = np.arange(len(labels))
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    q = e / e.sum(axis=1, keepdims=True)
    rest = q.copy()
    rest[rows, labels] = 0
    others = rest.sum(axis=1)  # 1 - q_y, without cancellation
    shifted = logits - logits.max(axis=1, keepdims=True)
    far = np.log(e.sum(axis=1)) - shifted[rows, labels]
    cost = np.where(others < 0.5, -np.log1p(-np.minimum(others, 0.5)), far)
    ratio = np.where(others > 0, cost / np.where(others > 0, others, 1), 1.0)
    factor = others**gamma * (1 + gamma * q[rows, labels] * ratio)
    grad = rest.copy()
    grad[rows, labels] = -others
    return others**gamma * cost, factor[:, None] * grad


def right_loop_expm1(logits, labels, gamma):
    losses, grads = [], []
    for z, y in zip(logits, labels, strict=True):
        d = np.delete(z, y) - z[y]
        m = max(d.max(), 0.0)
        cost = np.log1p(np.exp(d).sum()) if m == 0 else m + np.log(np.exp(-m) + np.exp(d - m).sum())
        u = -np.expm1(-cost)
        factor = u**gamma
        if u > 0:
            factor = factor * (1 + gamma * np.exp(-cost) * cost / u)
        q = np.exp(z - z[y] - cost)
        q[y] = -u
        losses.append(u**gamma * cost)
        grads.append(factor * q)
    return np.array(losses), np.array(grads)


def _focal(logits, labels, gamma):
    n, k = logits.shape
    mask = np.arange(k) == np.asarray(labels)[:, None]
    true = logits[mask]
    others = logits[~mask].reshape(n, k - 1)
    rest = np.logaddexp.reduce(others, axis=1)
    cost = np.logaddexp(0.0, rest - true)
    log_u = -np.logaddexp(0.0, true - rest)  # log(1 - q_y)
    u = np.exp(log_u)
    h = np.where(u > 0, cost / np.where(u > 0, u, 1.0), 1.0)
    weight = np.exp(gamma * log_u)
    pull = weight * (1 + gamma * np.exp(-cost) * h)
    q = np.exp(logits - true[:, None] - cost[:, None])
    return weight * cost, pull[:, None] * np.where(mask, -u[:, None], q)


def right_logaddexp(logits, labels, gamma):
    return _focal(logits, labels, gamma)


def _base(logits, labels):
    d = logits - logits[np.arange(len(labels)), labels][:, None]
    p = np.eye(logits.shape[1])[labels]
    top = d.max(axis=1)
    rest = (np.exp(d - top[:, None]) * np.where(top[:, None] > 0, 1, 1 - p)).sum(axis=1)
    cost = np.where(top > 0, top + np.log(rest), np.log1p(rest))
    q = np.exp(d - cost[:, None])
    u = -np.expm1(-cost)
    return cost, u, q, np.where(p > 0, -u[:, None], q)


def wrong_factor_detached(logits, labels, gamma):
    """slope of the factor"""
    cost, u, _q, grad = _base(logits, labels)
    return u**gamma * cost, (u**gamma)[:, None] * grad


def wrong_factor_of_q(logits, labels, gamma):
    """1 - q"""
    cost, _u, _q, grad = _base(logits, labels)
    qy = np.exp(-cost)
    return qy**gamma * cost, (qy**gamma * (1 - gamma * cost))[:, None] * grad


def wrong_one_minus_the_power(logits, labels, gamma):
    """power of the difference"""
    cost, _u, _q, grad = _base(logits, labels)
    qy = np.exp(-cost)
    return (1 - qy**gamma) * cost, (1 - qy**gamma + gamma * qy**gamma * cost)[:, None] * grad


def wrong_sign_of_the_second_term(logits, labels, gamma):
    """second term"""
    cost, u, _q, grad = _base(logits, labels)
    h = np.where(u > 0, cost / np.where(u > 0, u, 1), 1)
    return u**gamma * cost, (u**gamma * (1 - gamma * np.exp(-cost) * h))[:, None] * grad


def wrong_q_missing_in_the_second_term(logits, labels, gamma):
    """second term"""
    cost, u, _q, grad = _base(logits, labels)
    h = np.where(u > 0, cost / np.where(u > 0, u, 1), 1)
    return u**gamma * cost, (u**gamma * (1 + gamma * h))[:, None] * grad


def wrong_gradient_of_cross_entropy(logits, labels, gamma):
    """of cross-entropy"""
    cost, u, _q, grad = _base(logits, labels)
    return u**gamma * cost, grad


def wrong_gradient_by_the_probabilities(logits, labels, gamma):
    """by the probability"""
    cost, u, _q, _grad = _base(logits, labels)
    h = np.where(u > 0, cost / np.where(u > 0, u, 1), 1)
    slope = u**gamma * (1 + gamma * np.exp(-cost) * h) / np.exp(-cost)
    return u**gamma * cost, -slope[:, None] * np.eye(logits.shape[1])[labels]


def wrong_batch_factor(logits, labels, gamma):
    """own factor"""
    cost, _u, _q, grad = _base(logits, labels)
    factor = (1 - np.exp(-cost.mean())) ** gamma
    return factor * cost, factor * grad


def wrong_sum_over_all_classes(logits, labels, gamma):
    """only the true class"""
    _cost, _u, q, grad = _base(logits, labels)
    return ((1 - q) ** gamma * -np.log(q)).sum(axis=1), grad


def wrong_bits(logits, labels, gamma):
    """in bits"""
    cost, u, _q, grad = _base(logits, labels)
    h = np.where(u > 0, cost / np.where(u > 0, u, 1), 1)
    pull = u**gamma * (1 + gamma * np.exp(-cost) * h)
    return u**gamma * cost / np.log(2), pull[:, None] * grad


def wrong_largest_class(logits, labels, gamma):
    """most probable class"""
    return _focal(logits, logits.argmax(axis=1), gamma)


def wrong_nan_when_saturated(logits, labels, gamma):
    """leads by 1000"""
    cost, u, _q, grad = _base(logits, labels)
    pull = u**gamma + gamma * np.exp(-cost) * u ** (gamma - 1) * cost
    return u**gamma * cost, pull[:, None] * grad


def wrong_pull_of_one_when_sure(logits, labels, gamma):
    """leads by 25"""
    cost, u, _q, grad = _base(logits, labels)
    qy = np.exp(-cost)
    u = np.maximum(1 - qy, 1e-7)
    pull = u**gamma * (1 + gamma * qy * cost / u)
    return u**gamma * cost, pull[:, None] * grad


def wrong_digits_lost(logits, labels, gamma):
    """leads by 25"""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    cost, q = -log_q[rows, labels], np.exp(log_q)
    u = 1 - np.exp(-cost)
    h = np.where(u > 0, cost / np.where(u > 0, u, 1), 1)
    grad = q.copy()
    grad[rows, labels] -= 1
    return u**gamma * cost, (u**gamma * (1 + gamma * np.exp(-cost) * h))[:, None] * grad


def wrong_log_of_softmax(logits, labels, gamma):
    """trails by 2000"""
    rows = np.arange(len(labels))
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    q = e / e.sum(axis=1, keepdims=True)
    qy = q[rows, labels]
    rest = q.copy()
    rest[rows, labels] = 0
    u = rest.sum(axis=1)
    cost = np.where(u < 0.5, -np.log1p(-np.minimum(u, 0.5)), -np.log(np.maximum(qy, 1e-300)))
    h = np.where(u > 0, cost / np.where(u > 0, u, 1), 1)
    grad = rest.copy()
    grad[rows, labels] = -u
    return u**gamma * cost, (u**gamma * (1 + gamma * qy * h))[:, None] * grad


def wrong_whole_gamma_only(logits, labels, gamma):
    """ordinary random inputs"""
    return _focal(logits, labels, int(gamma))


def wrong_gradient_of_the_mean(logits, labels, gamma):
    """divided by n"""
    losses, grads = _focal(logits, labels, gamma)
    return losses, grads / len(labels)


def wrong_clipped_probability(logits, labels, gamma):
    """trails by 2000"""
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    q, rows = e / e.sum(axis=1, keepdims=True), np.arange(len(labels))
    qy = np.clip(q[rows, labels], 1e-12, 1 - 1e-12)
    pull = (1 - qy) ** gamma * (1 - gamma * qy * np.log(qy) / (1 - qy))
    q[rows, labels] -= 1
    return -((1 - qy) ** gamma) * np.log(qy), pull[:, None] * q
