"""Answers to `best_temperature`."""

import numpy as np


def _slope(z, y, b):
    t = b * z
    t = t - t.max(axis=1, keepdims=True)
    q = np.exp(t)
    q /= q.sum(axis=1, keepdims=True)
    return ((q * z).sum(axis=1) - z[np.arange(len(y)), y]).mean()


def _bisect(logits, labels):
    low, high = 0.01, 100.0
    for _ in range(100):
        b = (low + high) / 2
        low, high = (b, high) if _slope(logits, labels, b) < 0 else (low, b)
    return 2 / (low + high)


def right_bisection(logits, labels):
    return _bisect(logits, labels)


def right_bisection_on_log_t(logits, labels):
    low, high = np.log(0.01), np.log(100)
    for _ in range(80):
        t = (low + high) / 2
        low, high = (low, t) if _slope(logits, labels, np.exp(-t)) < 0 else (t, high)
    return np.exp((low + high) / 2)


def right_golden_section(logits, labels):
    def loss(log_t):
        z = logits / np.exp(log_t)
        z = z - z.max(axis=1, keepdims=True)
        return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels]).mean()

    ratio = (5**0.5 - 1) / 2
    low, high = np.log(0.01), np.log(100)
    for _ in range(80):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return np.exp((low + high) / 2)


def right_safeguarded_newton(logits, labels):
    low, high, b = 0.01, 100.0, 1.0
    for _ in range(200):
        t = b * logits
        t = t - t.max(axis=1, keepdims=True)
        q = np.exp(t)
        q /= q.sum(axis=1, keepdims=True)
        mean = (q * logits).sum(axis=1)
        slope = (mean - logits[np.arange(len(labels)), labels]).mean()
        curve = ((q * logits**2).sum(axis=1) - mean**2).mean()
        low, high = (b, high) if slope < 0 else (low, b)
        new = b - slope / curve if curve > 0 else low
        b = new if low < new < high else (low + high) / 2
    return 1 / b


def wrong_inverse(logits, labels):
    """1 / T"""
    return 1 / _bisect(logits, labels)


def wrong_multiplied(logits, labels):
    """1 / T"""
    low, high = 0.01, 100.0
    for _ in range(100):
        t = (low + high) / 2
        low, high = (t, high) if _slope(logits, labels, t) < 0 else (low, t)
    return (low + high) / 2


def wrong_confidence_matched_to_accuracy(logits, labels):
    """mean confidence"""
    accuracy = (logits.argmax(axis=1) == labels).mean()
    low, high = np.log(0.01), np.log(100)
    for _ in range(80):
        t = (low + high) / 2
        z = logits / np.exp(t)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        confidence = (e.max(axis=1) / e.sum(axis=1)).mean()
        low, high = (t, high) if confidence > accuracy else (low, t)
    return np.exp((low + high) / 2)


def wrong_brier(logits, labels):
    """Brier"""
    p = np.eye(logits.shape[1])[labels]

    def loss(log_t):
        z = logits / np.exp(log_t)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return ((e / e.sum(axis=1, keepdims=True) - p) ** 2).sum(axis=1).mean()

    grid = np.linspace(np.log(0.01), np.log(100), 4001)
    best = grid[np.argmin([loss(t) for t in grid])]
    fine = np.linspace(best - 0.003, best + 0.003, 4001)
    return np.exp(fine[np.argmin([loss(t) for t in fine])])


def wrong_coarse_grid(logits, labels):
    """returns a wrong value"""
    grid = np.geomspace(0.01, 100, 500)
    slopes = np.array([_slope(logits, labels, 1 / t) for t in grid])
    return grid[np.abs(slopes).argmin()]


def wrong_never_below_one(logits, labels):
    """under-confident"""
    return max(1.0, _bisect(logits, labels))


def wrong_range_too_narrow(logits, labels):
    """0.01 to 100"""
    return np.clip(_bisect(logits, labels), 0.2, 5.0)


def wrong_plain_newton(logits, labels):
    """bracket"""
    b = 1.0
    for _ in range(50):
        t = b * logits
        t = t - t.max(axis=1, keepdims=True)
        q = np.exp(t)
        q /= q.sum(axis=1, keepdims=True)
        mean = (q * logits).sum(axis=1)
        slope = (mean - logits[np.arange(len(labels)), labels]).mean()
        curve = ((q * logits**2).sum(axis=1) - mean**2).mean()
        b = b - slope / curve if curve > 0 else b
    return 1 / b


def wrong_gradient_descent_too_short(logits, labels):
    """A hidden check fails"""
    b = 1.0
    for _ in range(2000):
        b = max(b - 0.05 * _slope(logits, labels, b), 1e-6)
    return 1 / b


def wrong_fits_the_predictions(logits, labels):
    """returns a wrong value"""
    return _bisect(logits, logits.argmax(axis=1))


def wrong_overflow(logits, labels):
    """A hidden check fails"""
    low, high = 0.01, 100.0
    rows = np.arange(len(labels))
    for _ in range(100):
        b = (low + high) / 2
        q = np.exp(b * logits)
        q = q / q.sum(axis=1, keepdims=True)
        slope = ((q * logits).sum(axis=1) - logits[rows, labels]).mean()
        low, high = (b, high) if slope < 0 else (low, b)
    return 2 / (low + high)
