"""Answers to `tempered_gradient`."""

import numpy as np


def softmax(z):
    exps = np.exp(z - z.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def right_one_formula(logits, targets, temperature):
    probs = softmax(logits / temperature)
    weights = targets.sum(axis=-1, keepdims=True)
    return (weights * probs - targets) / (temperature * len(logits))


def right_row_by_row(logits, targets, temperature):
    out = np.empty(logits.shape)
    for i, (z, p) in enumerate(zip(logits, targets, strict=True)):
        u = z / temperature
        q = np.exp(u - np.logaddexp.reduce(u))
        out[i] = (p.sum() * q - p) / temperature
    return out / len(out)


def right_the_long_way_class_by_class(logits, targets, temperature):
    probs = softmax(logits / temperature)
    n, k = logits.shape
    out = np.zeros((n, k))
    for c in range(k):  # a target on class c pulls with q - e_c
        out += targets[:, c : c + 1] * (probs - np.eye(k)[c])
    return out / n / temperature


def wrong_forgets_temperature_factor(logits, targets, temperature):
    """The factor 1/T is missing"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits / temperature) - targets) / len(logits)


def wrong_temperature_squared(logits, targets, temperature):
    """once too often"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits / temperature) - targets) / len(logits) / temperature**2


def wrong_multiplies_by_temperature(logits, targets, temperature):
    """the chain rule divides"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits / temperature) - targets) / len(logits) * temperature


def wrong_softmax_without_temperature(logits, targets, temperature):
    """softmax is taken at T = 1"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits) - targets) / len(logits) / temperature


def wrong_logits_times_temperature(logits, targets, temperature):
    """must flatten"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits * temperature) - targets) / len(logits) / temperature


def wrong_sum_over_rows(logits, targets, temperature):
    """their mean is asked"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits / temperature) - targets) / temperature


def wrong_mean_over_entries(logits, targets, temperature):
    """the mean is over rows"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits / temperature) - targets) / temperature / logits.size


def wrong_sign(logits, targets, temperature):
    """sign is flipped"""
    s = targets.sum(axis=-1, keepdims=True)
    return (targets - s * softmax(logits / temperature)) / temperature / len(logits)


def wrong_takes_targets_for_distributions(logits, targets, temperature):
    """needs s q - p"""
    return (softmax(logits / temperature) - targets) / temperature / len(logits)


def wrong_normalises_targets(logits, targets, temperature):
    """counts three times"""
    s = targets.sum(axis=-1, keepdims=True)
    p = targets / np.where(s > 0, s, 1)
    return (s > 0) * (softmax(logits / temperature) - p) / temperature / len(logits)


def wrong_weighted_mean(logits, targets, temperature):
    """divided by the sum of the targets"""
    s = targets.sum(axis=-1, keepdims=True)
    return (s * softmax(logits / temperature) - targets) / temperature / s.sum()


def wrong_skips_rows_of_zeros(logits, targets, temperature):
    """counts in n"""
    s = targets.sum(axis=-1, keepdims=True)
    n = max(1, np.count_nonzero(s))
    return (s * softmax(logits / temperature) - targets) / temperature / n


def wrong_overflows(logits, targets, temperature):
    """a row that is sure of a class"""
    exps = np.exp(logits / temperature)
    s = targets.sum(axis=-1, keepdims=True)
    probs = exps / exps.sum(axis=-1, keepdims=True)
    return (s * probs - targets) / temperature / len(logits)


def wrong_one_maximum_for_all(logits, targets, temperature):
    """shift each row"""
    exps = np.exp((logits - logits.max()) / temperature)
    s = targets.sum(axis=-1, keepdims=True)
    probs = exps / exps.sum(axis=-1, keepdims=True)
    return (s * probs - targets) / temperature / len(logits)


def wrong_argmax_of_targets(logits, targets, temperature):
    """returns a wrong value"""
    s = targets.sum(axis=-1, keepdims=True)
    hot = s * np.eye(logits.shape[-1])[targets.argmax(axis=-1)]
    return (s * softmax(logits / temperature) - hot) / temperature / len(logits)


def wrong_one_weight_for_all_rows(logits, targets, temperature):
    """returns a wrong value"""
    s = targets.sum() / len(targets)
    return (s * softmax(logits / temperature) - targets) / temperature / len(logits)
