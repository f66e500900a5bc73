"""Answers to `best_threshold`."""

import numpy as np


def gini(branch):
    if len(branch) == 0:
        return 0.0
    p = np.bincount(branch) / len(branch)
    return 1 - np.sum(p * p)


def entropy(branch):
    p = np.bincount(branch) / len(branch)
    p = p[p > 0]
    return -np.sum(p * np.log2(p))


def middles(x):
    values = np.unique(x)
    return (values[:-1] + values[1:]) / 2


def search(x, labels, candidates, measure=gini, weighted=True, slack=1e-9):
    best, decrease = np.nan, -np.inf
    for t in candidates:
        left, right = labels[x <= t], labels[x > t]
        w = len(left) / len(x) if weighted else 0.5
        fall = measure(labels) - w * measure(left) - (1 - w) * measure(right)
        if fall > decrease + slack:
            best, decrease = t, fall
    return (best, decrease) if np.isfinite(decrease) else (np.nan, 0.0)


def right_mask_loop(x, labels):
    return search(x, labels, middles(x))


def right_cumulative(x, labels):
    order = np.argsort(x)
    xs, hot = x[order], np.eye(labels.max() + 1)[labels[order]]
    left = np.cumsum(hot, axis=0)[:-1]
    right = hot.sum(axis=0) - left
    sizes = np.arange(1, len(x))
    remaining = (
        sizes * (1 - np.sum((left / sizes[:, None]) ** 2, axis=1))
        + (len(x) - sizes) * (1 - np.sum((right / (len(x) - sizes)[:, None]) ** 2, axis=1))
    ) / len(x)
    fall = gini(labels) - remaining
    fall[xs[1:] == xs[:-1]] = -np.inf
    if not np.isfinite(fall).any():
        return np.nan, 0.0
    i = np.flatnonzero(fall >= fall.max() - 1e-9)[0]
    return (xs[i] + xs[i + 1]) / 2, fall[i]


def right_plain_python(x, labels):
    rows = sorted(zip(x.tolist(), labels.tolist(), strict=True))
    n = len(rows)

    def impurity(ys):
        return sum(ys.count(c) / len(ys) * (1 - ys.count(c) / len(ys)) for c in set(ys))

    ys = [y for _, y in rows]
    found = []
    for i in range(1, n):
        if rows[i - 1][0] < rows[i][0]:
            rest = (i * impurity(ys[:i]) + (n - i) * impurity(ys[i:])) / n
            found.append((round(impurity(ys) - rest, 9), -i, impurity(ys) - rest))
    if not found:
        return float("nan"), 0.0
    _, i, fall = max(found)
    return (rows[-i - 1][0] + rows[-i][0]) / 2, fall


def wrong_separates_equal_values(x, labels):
    """separated rows with equal x"""
    order = np.argsort(x, kind="stable")
    xs, ys = x[order], labels[order]
    best, decrease = np.nan, 0.0
    for i in range(1, len(x)):
        w = i / len(x)
        fall = gini(ys) - w * gini(ys[:i]) - (1 - w) * gini(ys[i:])
        if np.isnan(best) or fall > decrease + 1e-9:
            best, decrease = (xs[i - 1] + xs[i]) / 2, fall
    return best, decrease


def wrong_unweighted(x, labels):
    """averaged without weights"""
    return search(x, labels, middles(x), weighted=False)


def wrong_entropy(x, labels):
    """use Gini impurity"""
    return search(x, labels, middles(x), measure=entropy)


def wrong_unsorted(x, labels):
    """Sort first"""
    best, decrease = np.nan, 0.0
    for i in range(1, len(x)):
        w = i / len(x)
        fall = gini(labels) - w * gini(labels[:i]) - (1 - w) * gini(labels[i:])
        if np.isnan(best) or fall > decrease + 1e-9:
            best, decrease = (x[i - 1] + x[i]) / 2, fall
    return best, decrease


def wrong_threshold_is_a_value(x, labels):
    """is the midpoint"""
    return search(x, labels, np.unique(x)[:-1])


def wrong_threshold_is_the_next_value(x, labels):
    """not the upper one"""
    t, fall = search(x, labels, middles(x))
    return (x[x > t].min() if np.isfinite(t) else t), fall


def wrong_returns_what_remains(x, labels):
    """return the decrease"""
    t, fall = search(x, labels, middles(x))
    return t, gini(labels) - fall


def wrong_last_of_equals(x, labels):
    """two equal decreases"""
    t, fall = search(x, labels, middles(x)[::-1])
    return t, fall


def wrong_constant_column_is_infinite(x, labels):
    """returns"""
    t, fall = search(x, labels, middles(x))
    return (t, fall) if np.isfinite(t) else (np.inf, 0.0)


def wrong_zero_gain_is_no_split(x, labels):
    """no split gains"""
    best, decrease = np.nan, 0.0
    for t in middles(x):
        _, fall = search(x, labels, [t])
        if fall > decrease + 1e-9:
            best, decrease = t, fall
    return best, decrease


def wrong_two_classes_only(x, labels):
    """returns a wrong value"""

    def binary(branch):
        p = np.mean(branch == 1)
        return 2 * p * (1 - p)

    return search(x, labels, middles(x), measure=binary)


def wrong_rounds_to_integers(x, labels):
    """A hidden check fails"""
    t, fall = search(x, labels, middles(np.round(x)))
    return t, fall


def wrong_steps_of_one_half(x, labels):
    """A hidden check fails"""
    return search(x, labels, np.unique(x)[:-1] + 0.5)


def wrong_skips_single_rows(x, labels):
    """A hidden check fails"""
    keep = [t for t in middles(x) if min(np.sum(x <= t), np.sum(x > t)) > 1]
    return search(x, labels, keep)


def wrong_swapped(x, labels):
    """values are swapped"""
    t, fall = search(x, labels, middles(x))
    return fall, t


def wrong_error_rate(x, labels):
    """fall of the error rate"""
    return search(x, labels, middles(x), measure=lambda b: 1 - np.bincount(b).max() / len(b))
