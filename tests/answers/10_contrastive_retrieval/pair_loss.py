"""Answers to `pair_loss`."""

import numpy as np


def exact(first, second, same, margin):
    gap = np.subtract(first, second, dtype=float)
    d = np.linalg.norm(gap, axis=1)
    short = np.clip(margin - d, 0, None)
    direction = np.divide(gap, d[:, None], out=np.zeros_like(gap), where=d[:, None] > 0)
    gradient = np.where(same[:, None], gap, -short[:, None] * direction)
    return 0.5 * np.where(same, d * d, short**2), gradient


def right_where(first, second, same, margin):
    return exact(first, second, same, margin)


def right_loop(first, second, same, margin):
    losses, gradient = [], np.zeros(first.shape)
    for i, (x, y) in enumerate(zip(first, second, strict=True)):
        d = float(np.sqrt(np.sum((x - y) ** 2)))
        if same[i]:
            losses.append(d * d / 2)
            gradient[i] = x - y
        elif d < margin:
            losses.append((margin - d) ** 2 / 2)
            if d > 0:
                gradient[i] = (d - margin) / d * (x - y)
        else:
            losses.append(0.0)
    return np.array(losses), gradient


def right_nan_to_num(first, second, same, margin):
    gap = first - second
    d = np.sqrt(np.einsum("nd,nd->n", gap, gap))
    with np.errstate(all="ignore"):
        push = np.nan_to_num((gap.T / d).T)
    short = np.maximum(0.0, margin - d) * ~same
    return (same * d**2 + short**2) / 2, same[:, None] * gap - short[:, None] * push


def wrong_no_half(first, second, same, margin):
    """factor 1/2"""
    loss, gradient = exact(first, second, same, margin)
    return 2 * loss, 2 * gradient


def wrong_sign(first, second, same, margin):
    """sign is flipped"""
    loss, gradient = exact(first, second, same, margin)
    return loss, -gradient


def wrong_nan_at_zero(first, second, same, margin):
    """0 / 0"""
    gap = first - second
    d = np.linalg.norm(gap, axis=1)
    short = np.maximum(margin - d, 0)
    factor = np.where(same, 1, -short / d)
    return np.where(same, d**2, short**2) / 2, factor[:, None] * gap


def wrong_epsilon(first, second, same, margin):
    """A hidden check fails: rows far from 0 and close together: take the"""
    gap = first - second
    d = np.linalg.norm(gap, axis=1)
    short = np.maximum(margin - d, 0)
    factor = np.where(same, 1, -short / (d + 1e-8))
    return np.where(same, d**2, short**2) / 2, factor[:, None] * gap


def wrong_same_inverted(first, second, same, margin):
    """returns a wrong value"""
    return exact(first, second, ~same, margin)


def wrong_no_hinge(first, second, same, margin):
    """returns a wrong value"""
    gap = first - second
    d = np.linalg.norm(gap, axis=1)
    factor = np.where(same, 1, -(margin - d) / np.where(d == 0, 1, d))
    return np.where(same, d**2, (margin - d) ** 2) / 2, factor[:, None] * gap


def wrong_hinge_not_squared(first, second, same, margin):
    """returns a wrong value"""
    gap = first - second
    d = np.linalg.norm(gap, axis=1)
    factor = np.where(same, 1, -1.0 * (d < margin) / np.where(d == 0, 1, d))
    return np.where(same, d**2 / 2, np.maximum(margin - d, 0)), factor[:, None] * gap


def wrong_squared_distance_in_margin(first, second, same, margin):
    """returns a wrong value"""
    gap = first - second
    d2 = (gap**2).sum(axis=1)
    short = np.maximum(margin - d2, 0)
    factor = np.where(same, 1, -1.0 * (short > 0))
    return np.where(same, d2, short) / 2, factor[:, None] * gap


def wrong_distance_missing_in_gradient(first, second, same, margin):
    """not the direction"""
    loss, _ = exact(first, second, same, margin)
    gap = first - second
    short = np.maximum(margin - np.linalg.norm(gap, axis=1), 0)
    return loss, np.where(same, 1, -short)[:, None] * gap


def wrong_pushes_beyond_margin(first, second, same, margin):
    """returns a wrong value"""
    loss, _ = exact(first, second, same, margin)
    gap = first - second
    d = np.linalg.norm(gap, axis=1)
    factor = np.where(same, 1, -(margin - d) / np.where(d == 0, 1, d))
    return loss, factor[:, None] * gap


def wrong_mean(first, second, same, margin):
    """returns shape"""
    loss, gradient = exact(first, second, same, margin)
    return loss.mean(), gradient
