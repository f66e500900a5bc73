"""Answers to `focal_mean`."""

import numpy as np


def _cost(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels]


def right_sample_by_sample(logits, labels, weight, gamma):
    cost = _cost(logits, labels)
    return (weight[labels] * (1 - np.exp(-cost)) ** gamma * cost).mean()


def right_loop(logits, labels, weight, gamma):
    total = 0.0
    for z, y in zip(logits, labels, strict=True):
        e = np.exp(z - z.max())
        others = (e.sum() - e[y]) / e.sum()
        cost = np.log(e.sum()) - (z[y] - z.max())
        total += weight[y] * max(others, 0.0) ** gamma * cost
    return total / len(labels)


def right_one_hot(logits, labels, weight, gamma):
    p = np.eye(logits.shape[1])[labels]
    top = logits.max(axis=1, keepdims=True)
    log_q = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    log_y = (p * log_q).sum(axis=1)
    return -np.dot(p @ weight, (-np.expm1(log_y)) ** gamma * log_y) / len(logits)


def wrong_factor_of_the_mean(logits, labels, weight, gamma):
    """own factor"""
    cost = (weight[labels] * _cost(logits, labels)).mean()
    return (1 - np.exp(-cost)) ** gamma * cost


def wrong_factor_of_the_unweighted_mean(logits, labels, weight, gamma):
    """of the whole batch"""
    cost = _cost(logits, labels)
    return (1 - np.exp(-cost.mean())) ** gamma * (weight[labels] * cost).mean()


def wrong_weight_inside_the_exponential(logits, labels, weight, gamma):
    """not a probability"""
    cost = weight[labels] * _cost(logits, labels)
    return ((1 - np.exp(-cost)) ** gamma * cost).mean()


def wrong_divided_by_the_weights(logits, labels, weight, gamma):
    """by the weights"""
    cost, w = _cost(logits, labels), weight[labels]
    return (w * (1 - np.exp(-cost)) ** gamma * cost).sum() / w.sum()


def wrong_sum(logits, labels, weight, gamma):
    """That is the sum"""
    cost = _cost(logits, labels)
    return (weight[labels] * (1 - np.exp(-cost)) ** gamma * cost).sum()


def wrong_weights_left_out(logits, labels, weight, gamma):
    """weights are left out"""
    cost = _cost(logits, labels)
    return ((1 - np.exp(-cost)) ** gamma * cost).mean()


def wrong_weight_raised_to_gamma(logits, labels, weight, gamma):
    """The weight went into the power: it multiplies the sample from outside."""
    cost = _cost(logits, labels)
    return ((weight[labels] * (1 - np.exp(-cost))) ** gamma * cost).mean()


def wrong_weight_of_the_prediction(logits, labels, weight, gamma):
    """predicted class"""
    cost = _cost(logits, labels)
    return (weight[logits.argmax(axis=1)] * (1 - np.exp(-cost)) ** gamma * cost).mean()


def wrong_gamma_fixed(logits, labels, weight, gamma):
    """A hidden check fails"""
    cost = _cost(logits, labels)
    return (weight[labels] * (1 - np.exp(-cost)) ** 2 * cost).mean()


def wrong_product_of_means(logits, labels, weight, gamma):
    """mean of the products"""
    cost = _cost(logits, labels)
    return ((1 - np.exp(-cost)) ** gamma).mean() * (weight[labels] * cost).mean()


def wrong_clipped(logits, labels, weight, gamma):
    """2000"""
    cost = -np.log(np.clip(np.exp(-_cost(logits, labels)), 1e-300, 1.0))
    return (weight[labels] * (1 - np.exp(-cost)) ** gamma * cost).mean()


def wrong_mean_over_the_classes_too(logits, labels, weight, gamma):
    """n times k"""
    cost = _cost(logits, labels)
    return (weight[labels] * (1 - np.exp(-cost)) ** gamma * cost).sum() / logits.size
