"""Answers to `calibration_error`."""

import numpy as np


def right_searchsorted(probs, labels, bins):
    confidence = probs.max(axis=1)
    right = probs.argmax(axis=1) == labels
    place = np.searchsorted(np.arange(1, bins) / bins, confidence, side="left")
    gaps = np.bincount(place, weights=right - confidence, minlength=bins)
    return np.abs(gaps).sum() / len(labels), np.bincount(place, minlength=bins)


def right_loop_over_bins(probs, labels, bins):
    confidence, guess = probs.max(axis=1), probs.argmax(axis=1)
    error, counts = 0.0, []
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        counts.append(inside.sum())
        if inside.any():
            accuracy = (guess[inside] == labels[inside]).mean()
            error += inside.mean() * abs(accuracy - confidence[inside].mean())
    return error, np.array(counts)


def right_ceil(probs, labels, bins):
    sums, counts = [0.0] * bins, [0] * bins
    for row, label in zip(probs, labels, strict=True):
        v = float(max(row))
        b = min(int(np.ceil(v * bins)) - 1, bins - 1)
        sums[b] += float(int(np.argmax(row)) == label) - v
        counts[b] += 1
    return sum(abs(s) for s in sums) / len(labels), counts


def _by_bin(probs, labels, bins, place=None):
    v, hit = probs.max(axis=1), (probs.argmax(axis=1) == labels).astype(float)
    if place is None:
        place = np.ceil(v * bins).astype(int) - 1
    n = np.bincount(place, minlength=bins)
    acc = np.bincount(place, weights=hit, minlength=bins) / np.maximum(n, 1)
    conf = np.bincount(place, weights=v, minlength=bins) / np.maximum(n, 1)
    return acc, conf, n


def wrong_bins_weigh_equally(probs, labels, bins):
    """weighs as much"""
    acc, conf, n = _by_bin(probs, labels, bins)
    return np.abs(acc - conf)[n > 0].mean(), n


def wrong_mean_over_all_bins(probs, labels, bins):
    """divided by the number of bins"""
    acc, conf, n = _by_bin(probs, labels, bins)
    return np.abs(acc - conf).mean(), n


def wrong_signed(probs, labels, bins):
    """absolute value of each bin"""
    acc, conf, n = _by_bin(probs, labels, bins)
    return (n / n.sum() * (conf - acc)).sum(), n


def wrong_absolute_of_the_sum(probs, labels, bins):
    """absolute value of each bin"""
    acc, conf, n = _by_bin(probs, labels, bins)
    return abs((n / n.sum() * (conf - acc)).sum()), n


def wrong_sample_by_sample(probs, labels, bins):
    """sample by sample"""
    v, hit = probs.max(axis=1), probs.argmax(axis=1) == labels
    return np.abs(hit - v).mean(), _by_bin(probs, labels, bins)[2]


def wrong_largest_gap(probs, labels, bins):
    """largest gap"""
    acc, conf, n = _by_bin(probs, labels, bins)
    return np.abs(acc - conf)[n > 0].max(), n


def wrong_squared_gaps(probs, labels, bins):
    """That is the root of the mean square: (12) takes absolute values."""
    acc, conf, n = _by_bin(probs, labels, bins)
    return np.sqrt((n / n.sum() * (acc - conf) ** 2).sum()), n


def wrong_probability_of_the_label(probs, labels, bins):
    """the largest probability"""
    v = probs[np.arange(len(labels)), labels]
    hit = (probs.argmax(axis=1) == labels).astype(float)
    place = np.clip(np.ceil(v * bins).astype(int) - 1, 0, bins - 1)
    n = np.bincount(place, minlength=bins)
    return np.abs(np.bincount(place, weights=hit - v, minlength=bins)).sum() / n.sum(), n


def wrong_middle_of_the_bin(probs, labels, bins):
    """middle of the bin"""
    acc, _, n = _by_bin(probs, labels, bins)
    middle = (np.arange(bins) + 0.5) / bins
    return (n / n.sum() * np.abs(acc - middle)).sum(), n


def wrong_left_edge_belongs(probs, labels, bins):
    """right edge"""
    v = probs.max(axis=1)
    place = np.minimum(np.floor(v * bins).astype(int), bins - 1)
    acc, conf, n = _by_bin(probs, labels, bins, place)
    return (n / n.sum() * np.abs(acc - conf)).sum(), n


def wrong_certain_ones_dropped(probs, labels, bins):
    """confidence of exactly 1"""
    v, hit = probs.max(axis=1), probs.argmax(axis=1) == labels
    keep = v < 1
    place = np.ceil(v[keep] * bins).astype(int) - 1
    gaps = np.bincount(place, weights=hit[keep] - v[keep], minlength=bins)
    return np.abs(gaps).sum() / len(v), np.bincount(place, minlength=bins)


def wrong_empty_bin_is_nan(probs, labels, bins):
    """empty bin"""
    v, hit = probs.max(axis=1), (probs.argmax(axis=1) == labels).astype(float)
    place = np.ceil(v * bins).astype(int) - 1
    n = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        acc = np.bincount(place, weights=hit, minlength=bins) / n
        conf = np.bincount(place, weights=v, minlength=bins) / n
    return (n / n.sum() * np.abs(acc - conf)).sum(), n


def wrong_bins_from_the_lowest_confidence(probs, labels, bins):
    """from 0 to 1"""
    v = probs.max(axis=1)
    edges = np.linspace(v.min(), v.max(), bins + 1)
    place = np.searchsorted(edges[1:-1], v, side="left")
    acc, conf, n = _by_bin(probs, labels, bins, place)
    return (n / n.sum() * np.abs(acc - conf)).sum(), n


def wrong_equal_counts(probs, labels, bins):
    """from 0 to 1"""
    v = probs.max(axis=1)
    place = np.argsort(np.argsort(v)) * bins // len(v)
    acc, conf, n = _by_bin(probs, labels, bins, place)
    return (n / n.sum() * np.abs(acc - conf)).sum(), n


def wrong_last_of_ties(probs, labels, bins):
    """the first of equal"""
    v = probs.max(axis=1)
    guess = probs.shape[1] - 1 - probs[:, ::-1].argmax(axis=1)
    hit = (guess == labels).astype(float)
    place = np.ceil(v * bins).astype(int) - 1
    gaps = np.bincount(place, weights=hit - v, minlength=bins)
    return np.abs(gaps).sum() / len(v), np.bincount(place, minlength=bins)


def wrong_ties_right_if_label_is_among_them(probs, labels, bins):
    """the first of equal"""
    v = probs.max(axis=1)
    hit = (probs[np.arange(len(labels)), labels] == v).astype(float)
    place = np.ceil(v * bins).astype(int) - 1
    gaps = np.bincount(place, weights=hit - v, minlength=bins)
    return np.abs(gaps).sum() / len(v), np.bincount(place, minlength=bins)


def wrong_counts_of_filled_bins_only(probs, labels, bins):
    """returns shape"""
    acc, conf, n = _by_bin(probs, labels, bins)
    return (n / n.sum() * np.abs(acc - conf)).sum(), n[n > 0]


def wrong_edges_by_histogram(probs, labels, bins):
    """right edge"""
    v, hit = probs.max(axis=1), (probs.argmax(axis=1) == labels).astype(float)
    edges = np.linspace(0, 1, bins + 1)
    gaps = np.histogram(v, edges, weights=hit - v)[0]
    return np.abs(gaps).sum() / len(v), np.histogram(v, edges)[0]
