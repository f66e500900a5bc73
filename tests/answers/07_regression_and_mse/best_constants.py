"""Answers to `best_constants`."""

import numpy as np


def right_positions(targets, tau):
    ordered, place = np.sort(targets), tau * len(targets)
    return targets.mean(), ordered[int(np.ceil(place)) - 1], ordered[int(np.floor(place))]


def right_counting_loop(targets, tau):
    n = len(targets)
    low = min(c for c in targets if sum(t <= c for t in targets) >= tau * n)
    high = max(c for c in targets if sum(t < c for t in targets) <= tau * n)
    return sum(targets) / n, low, high


def right_two_quantile_calls(targets, tau):
    low = np.quantile(targets, tau, method="inverted_cdf")
    high = -np.quantile(-targets, 1 - tau, method="inverted_cdf")
    return np.array([np.mean(targets), low, high])


def right_smallest_loss(targets, tau):
    # The loss in exact fractions: floats would blur ties.
    from fractions import Fraction

    exact, share = [Fraction(float(t)) for t in targets], Fraction(float(tau))

    def loss(c):
        return sum(share * (t - c) if c <= t else (1 - share) * (c - t) for t in exact)

    losses = [loss(c) for c in exact]
    best = [t for t, value in zip(targets, losses, strict=True) if value == min(losses)]
    return np.mean(targets), min(best), max(best)


def wrong_swapped_quantile(targets, tau):
    """tau and 1 - tau are exchanged"""
    ordered, place = np.sort(targets), (1 - tau) * len(targets)
    return targets.mean(), ordered[int(np.ceil(place)) - 1], ordered[int(np.floor(place))]


def wrong_interpolates(targets, tau):
    """np.quantile interpolates"""
    value = np.quantile(targets, tau)
    return targets.mean(), value, value


def wrong_one_end_only(targets, tau):
    """return both ends"""
    low = np.sort(targets)[int(np.ceil(tau * len(targets))) - 1]
    return targets.mean(), low, low


def wrong_not_sorted(targets, tau):
    """not sorted"""
    place = tau * len(targets)
    return targets.mean(), targets[int(np.ceil(place)) - 1], targets[int(np.floor(place))]


def wrong_always_two_neighbours(targets, tau):
    """one target alone is the minimum"""
    ordered, place = np.sort(targets), int(tau * len(targets))
    return targets.mean(), ordered[max(place - 1, 0)], ordered[place]


def wrong_median_for_mean(targets, tau):
    """squared error asks for the mean"""
    ordered, place = np.sort(targets), tau * len(targets)
    return np.median(targets), ordered[int(np.ceil(place)) - 1], ordered[int(np.floor(place))]


def wrong_drops_ties(targets, tau):
    """A hidden check fails: ties"""
    ordered = np.unique(targets)
    place = tau * len(ordered)
    return targets.mean(), ordered[int(np.ceil(place)) - 1], ordered[int(np.floor(place))]


def wrong_grid_search(targets, tau):
    """A hidden check fails"""
    grid = np.union1d(np.linspace(targets.min(), targets.max(), 2001), targets)
    gap = grid[:, None] - targets
    loss = np.maximum(-tau * gap, (1 - tau) * gap).mean(axis=1)
    flat = grid[loss <= loss.min() + 1e-6]
    return targets.mean(), flat[0], flat[-1]


def wrong_rounds_the_position(targets, tau):
    """round up, not down"""
    ordered, place = np.sort(targets), tau * len(targets)
    if place == int(place):
        return targets.mean(), ordered[int(place) - 1], ordered[int(place)]
    middle = ordered[max(round(place) - 1, 0)]
    return targets.mean(), middle, middle


def wrong_order_statistics_of_numpy(targets, tau):
    """one target alone is the minimum"""
    low = np.quantile(targets, tau, method="lower")
    return targets.mean(), low, np.quantile(targets, tau, method="higher")
