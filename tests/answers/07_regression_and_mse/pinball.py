"""Answers to `pinball`."""

import numpy as np


def right_larger_line(predictions, targets, taus):
    r = predictions - targets[:, None]
    slope = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return np.maximum(-taus * r, (1 - taus) * r), slope


def right_loop(predictions, targets, taus):
    loss, gradient = np.zeros(predictions.shape), np.zeros(predictions.shape)
    for i, y in enumerate(targets):
        for j, tau in enumerate(taus):
            f = predictions[i, j]
            if f < y:
                loss[i, j], gradient[i, j] = tau * (y - f), -tau
            elif f > y:
                loss[i, j], gradient[i, j] = (1 - tau) * (f - y), 1 - tau
    return loss, gradient


def right_slope_times_residual(predictions, targets, taus):
    r = predictions - np.expand_dims(targets, 1)
    slope = (r > 0) * (1 - taus) - (r < 0) * taus
    return slope * r, slope


def right_half_absolute(predictions, targets, taus):
    r = predictions - targets.reshape(-1, 1)
    loss = 0.5 * np.abs(r) + (0.5 - taus) * r
    return loss, (0.5 * np.sign(r) + 0.5 - taus) * (r != 0)


def wrong_swapped_sides(predictions, targets, taus):
    """tau and 1 - tau are exchanged"""
    r = predictions - targets[:, None]
    slope = np.where(r > 0, taus, np.where(r < 0, taus - 1, 0.0))
    return slope * r, slope


def wrong_by_targets(predictions, targets, taus):
    """gradient by the targets"""
    r = predictions - targets[:, None]
    slope = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return slope * r, -slope


def wrong_kink_right_slope(predictions, targets, taus):
    """not 1 - tau"""
    r = predictions - targets[:, None]
    slope = np.where(r >= 0, 1 - taus, -taus)
    return slope * r, slope


def wrong_kink_left_slope(predictions, targets, taus):
    """not -tau"""
    r = predictions - targets[:, None]
    slope = np.where(r > 0, 1 - taus, -taus)
    return slope * r, slope


def wrong_kink_halfway(predictions, targets, taus):
    """A hidden check fails: equal to the target"""
    r = predictions - targets[:, None]
    slope = (1 + np.sign(r)) / 2 - taus
    return slope * r, slope


def wrong_absolute_error(predictions, targets, taus):
    """weight its two sides"""
    r = predictions - targets[:, None]
    return np.abs(r), np.sign(r)


def wrong_doubled(predictions, targets, taus):
    """add up to 1"""
    r = predictions - targets[:, None]
    slope = 2 * np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return slope * r, slope


def wrong_negative_loss(predictions, targets, taus):
    """never negative"""
    r = predictions - targets[:, None]
    price = np.where(r > 0, 1 - taus, taus)
    return price * r, np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))


def wrong_targets_along_columns(predictions, targets, taus):
    """raised an error"""
    r = predictions - targets
    slope = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return slope * r, slope


def wrong_targets_along_columns_if_square(predictions, targets, taus):
    """A hidden check fails: as many samples as quantiles"""
    y = targets if len(targets) == predictions.shape[1] else targets[:, None]
    r = predictions - y
    slope = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return slope * r, slope


def wrong_sorts_the_heads(predictions, targets, taus):
    """A hidden check fails"""
    r = np.sort(predictions, axis=1) - targets[:, None]
    slope = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return slope * r, slope


def wrong_tolerant_kink(predictions, targets, taus):
    """A hidden check fails: equal to the target"""
    r = predictions - targets[:, None]
    slope = np.where(r > 0, 1 - taus, -taus)
    return slope * r, np.where(np.isclose(r, 0), 0.0, slope)


def wrong_mean_over_samples(predictions, targets, taus):
    """returns shape"""
    r = predictions - targets[:, None]
    slope = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return np.mean(slope * r), slope / len(targets)
