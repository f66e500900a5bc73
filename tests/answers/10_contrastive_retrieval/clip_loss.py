"""Answers to `clip_loss`."""

import numpy as np


def lse(s, axis):
    top = s.max(axis=axis, keepdims=True)
    return top + np.log(np.exp(s - top).sum(axis=axis, keepdims=True))


def hide(groups):
    return (groups[:, None] == groups[None, :]) & ~np.eye(len(groups), dtype=bool)


def both(rows, columns):
    """From two masked matrices: mean of the two directions, and the gradient."""
    n = len(rows)
    by_row, by_column = lse(rows, 1), lse(columns, 0)
    loss = (by_row[:, 0] + by_column[0] - np.diag(rows) - np.diag(columns)).sum() / (2 * n)
    q = np.exp(rows - by_row) + np.exp(columns - by_column)
    return loss, (q - 2 * np.eye(n)) / (2 * n)


def exact(scores, groups):
    masked = np.where(hide(groups), -np.inf, scores)
    return both(masked, masked)


def right_two_axes(scores, groups):
    return exact(scores, groups)


def right_loop(scores, groups):
    n = len(scores)
    loss, gradient = 0.0, np.zeros((n, n))
    for i in range(n):
        keep = np.array([j == i or groups[j] != groups[i] for j in range(n)])
        at = np.flatnonzero(keep)
        for z, out in ((scores[i, at], gradient[i]), (scores[at, i], gradient[:, i])):
            z = z.astype(float)
            total = np.logaddexp.reduce(z)
            loss += total - scores[i, i]
            out[at] += np.exp(z - total)
            out[i] -= 1
    return loss / (2 * n), gradient / (2 * n)


def right_where_in_the_sum(scores, groups):
    keep = ~hide(groups)
    n = len(scores)
    s = scores.astype(float)
    loss, gradient = 0.0, np.zeros(s.shape)
    for axis in (1, 0):
        top = np.max(s, axis=axis, keepdims=True, where=keep, initial=-1e308)
        exps = np.exp(np.where(keep, s - top, -np.inf))
        sums = exps.sum(axis=axis, keepdims=True)
        loss += (np.log(sums) + top).sum() - np.trace(s)
        gradient += exps / sums - np.eye(n)
    return loss / (2 * n), gradient / (2 * n)


def row_loss(scores, groups):
    masked = np.where(hide(groups), -np.inf, scores)
    top = lse(masked, 1)
    n = len(scores)
    return (top[:, 0] - np.diag(scores)).mean(), (np.exp(masked - top) - np.eye(n)) / n


def wrong_rows_alone(scores, groups):
    """Rows alone"""
    return row_loss(scores, groups)


def wrong_columns_alone(scores, groups):
    """Columns alone"""
    loss, gradient = row_loss(scores.T, groups)
    return loss, gradient.T


def wrong_sum_of_directions(scores, groups):
    """sum of both directions"""
    loss, gradient = exact(scores, groups)
    return 2 * loss, 2 * gradient


def wrong_sum_over_pairs(scores, groups):
    """sum over pairs"""
    loss, gradient = exact(scores, groups)
    return len(scores) * loss, len(scores) * gradient


def wrong_groups_ignored(scores, groups):
    """no effect"""
    return both(scores, scores)


def wrong_own_score_masked(scores, groups):
    """returns"""
    masked = np.where(groups[:, None] == groups, -np.inf, scores)
    return both(masked, masked)


def wrong_masked_with_zero(scores, groups):
    """still has the weight"""
    masked = np.where(hide(groups), 0.0, scores)
    return both(masked, masked)


def wrong_masked_with_minus_hundred(scores, groups):
    """A hidden check fails"""
    masked = np.where(hide(groups), -1e2, scores)
    return both(masked, masked)


def wrong_masked_with_minus_1e9(scores, groups):
    """mask with -inf alone"""
    masked = np.where(hide(groups), -1e9, scores)
    return both(masked, masked)


def wrong_mask_in_rows_only(scores, groups):
    """one direction only"""
    return both(np.where(hide(groups), -np.inf, scores), scores)


def wrong_gradient_not_transposed_back(scores, groups):
    """not the slope of the loss"""
    loss, _ = exact(scores, groups)
    masked = np.where(hide(groups), -np.inf, scores)
    n = len(scores)
    q = np.exp(masked - lse(masked, 1)) + np.exp(masked.T - lse(masked.T, 1))
    return loss, (q - 2 * np.eye(n)) / (2 * n)


def wrong_gradient_not_averaged(scores, groups):
    """not the slope of the loss"""
    loss, gradient = exact(scores, groups)
    return loss, gradient * len(scores)


def wrong_no_shift(scores, groups):
    """near 1000"""
    masked = np.where(hide(groups), -np.inf, scores).astype(float)
    n = len(scores)
    exps = np.exp(masked)
    rows, columns = exps.sum(axis=1, keepdims=True), exps.sum(axis=0, keepdims=True)
    loss = (np.log(rows).sum() + np.log(columns).sum() - 2 * np.trace(scores)) / (2 * n)
    return loss, (exps / rows + exps / columns - 2 * np.eye(n)) / (2 * n)


def wrong_shift_before_mask(scores, groups):
    """A hidden check fails"""
    n, keep = len(scores), ~hide(groups)
    loss, gradient = 0.0, np.zeros((n, n))
    for axis in (1, 0):
        s = scores - scores.max(axis=axis, keepdims=True)
        exps = np.exp(s) * keep
        sums = exps.sum(axis=axis, keepdims=True)
        loss += (np.log(sums).sum() - np.trace(s)) / (2 * n)
        gradient += (exps / sums - np.eye(n)) / (2 * n)
    return loss, gradient


def wrong_groups_also_as_positives(scores, groups):
    """returns a wrong value"""
    target = (groups[:, None] == groups) / (groups[:, None] == groups).sum(axis=1, keepdims=True)
    rows, columns = scores - lse(scores, 1), scores - lse(scores, 0)
    n = len(scores)
    loss = -((target * rows).sum() + (target.T * columns).sum()) / (2 * n)
    return loss, (np.exp(rows) + np.exp(columns) - target - target.T) / (2 * n)
