"""More answers to `calibration_error`, written by readers who saw only the student notebook."""

import bisect
import math
from bisect import bisect_left as _bisect_left
from collections import defaultdict
from fractions import Fraction

import numpy as np
from scipy import stats


def _adv_place(v, bins):
    place = np.searchsorted(np.arange(1, bins + 1) / bins, v, side="left")
    return np.minimum(place, bins - 1)


def _adv_ece(place, v, right, bins):
    gaps = np.bincount(place, weights=right - v, minlength=bins)
    return np.abs(gaps).sum() / len(v)


def _adv_basic(probs, labels):
    p = np.asarray(probs, dtype=float)
    return p.max(axis=1), (p.argmax(axis=1) == labels).astype(float)


def right_two_comparisons(probs, labels, bins):
    probs = np.asarray(probs, dtype=float)
    v, hit = probs.max(axis=-1), probs.argmax(axis=-1) == labels
    total, counts = 0.0, np.zeros(bins, dtype=int)
    for b in range(bins):
        low, high = b / bins, (b + 1) / bins
        mask = (v > low) & ((v <= high) | (b == bins - 1))
        counts[b] = mask.sum()
        if counts[b]:
            total += counts[b] / len(v) * abs(hit[mask].mean() - v[mask].mean())
    return total, counts


def right_plain_python(probs, labels, bins):
    uppers = [(b + 1) / bins for b in range(bins)]
    gap, count = defaultdict(list), [0] * bins
    for row, y in zip(np.asarray(probs).tolist(), np.asarray(labels).tolist(), strict=True):
        v = max(row)
        b = min(bisect.bisect_left(uppers, v), bins - 1)
        gap[b].append((1.0 if row.index(v) == y else 0.0) - v)
        count[b] += 1
    n = sum(count)
    return math.fsum(abs(math.fsum(g)) for g in gap.values()) / n, np.array(count)


def right_digitize_one_hot(probs, labels, bins):
    p = np.array(probs, dtype=np.float64)
    best = p.argmax(axis=1)
    v = p[np.arange(len(p)), best]
    place = np.digitize(v, np.arange(1, bins) / bins, right=True)
    member = np.equal.outer(place, np.arange(bins)).astype(float)
    n_b = member.sum(axis=0)
    safe = np.where(n_b > 0, n_b, 1)
    acc = np.einsum("nb,n->b", member, (best == labels).astype(float)) / safe
    conf = np.einsum("nb,n->b", member, v) / safe
    return np.asarray(n_b @ np.abs(acc - conf) / n_b.sum()), n_b


def right_scipy_binned(probs, labels, bins):
    p = np.asarray(probs, dtype=float)
    v, hit = p.max(axis=1), (p.argmax(axis=1) == labels).astype(float)
    edges = -np.arange(bins, -1, -1) / bins
    edges[0] = -1.0 - 1e-9
    sums, _, _ = stats.binned_statistic(-v, hit - v, statistic="sum", bins=edges)
    counts, _, _ = stats.binned_statistic(-v, v, statistic="count", bins=edges)
    return float(np.abs(sums).sum() / len(v)), counts[::-1].astype(int)


def right_sorted_slices(probs, labels, bins):
    p = np.asarray(probs, dtype=float)
    order = np.argsort(p.max(axis=1), kind="stable")
    v, hit = p.max(axis=1)[order], (p.argmax(axis=1) == np.asarray(labels))[order]
    ends = [bisect.bisect_right(v, float(Fraction(b + 1, bins))) for b in range(bins - 1)]
    ends = [0, *ends, len(v)]
    total = sum(
        abs(int(hit[s:e].sum()) - math.fsum(v[s:e])) for s, e in zip(ends, ends[1:], strict=False)
    )
    return np.float64(total / len(v)), np.diff(ends)


def wrong_last_of_ties(probs, labels, bins):
    # Of equal largest probabilities it predicts the last: shows for a row [0.4, 0.4, 0.2] of label 0.
    p = np.asarray(probs, dtype=float)
    v, k = p.max(axis=1), p.shape[1]
    right = (k - 1 - p[:, ::-1].argmax(axis=1) == labels).astype(float)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_ties_are_right(probs, labels, bins):
    # Counts a tie as right if the label is among the largest: a row [0.4, 0.4, 0.2] of label 1 is wrong.
    p = np.asarray(probs, dtype=float)
    v = p.max(axis=1)
    right = (p[np.arange(len(p)), labels] == v).astype(float)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_ece_left_edges(probs, labels, bins):
    # Counts by right edges, but the ECE by left edges: shows with confidences on an edge.
    v, right = _adv_basic(probs, labels)
    left = np.minimum(np.searchsorted(np.arange(1, bins + 1) / bins, v, side="right"), bins - 1)
    return _adv_ece(left, v, right, bins), np.bincount(_adv_place(v, bins), minlength=bins)


def wrong_ece_drops_certainty(probs, labels, bins):
    # Counts are right, but a confidence of exactly 1 does not enter the ECE: shows when it is wrong.
    v, right = _adv_basic(probs, labels)
    place = _adv_place(v, bins)
    gaps = np.bincount(place, weights=np.where(v < 1, right - v, 0.0), minlength=bins)
    return np.abs(gaps).sum() / len(v), np.bincount(place, minlength=bins)


def wrong_counts_without_minlength(probs, labels, bins):
    # Counts end at the highest bin in use: the shape is not (bins,) when the top bin is empty.
    v, right = _adv_basic(probs, labels)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place)


def wrong_first_bin_skipped(probs, labels, bins):
    # Starts at bin 1, as the first bin seems always empty: wrong for one bin, or for 0.15 of ten classes.
    v, right = _adv_basic(probs, labels)
    place = _adv_place(v, bins)
    gaps = np.bincount(place, weights=right - v, minlength=bins)
    counts = np.bincount(place, minlength=bins)
    counts[0] = 0
    return np.abs(gaps[1:]).sum() / len(v), counts


def wrong_stops_at_empty_bin(probs, labels, bins):
    # Walks down from the top and stops at the first empty bin: loses what lies below a gap.
    v, right = _adv_basic(probs, labels)
    place = _adv_place(v, bins)
    counts, total = np.bincount(place, minlength=bins), 0.0
    for b in range(bins - 1, -1, -1):
        if counts[b] == 0:
            break
        total += abs((right - v)[place == b].sum())
    return total / len(v), counts


def wrong_two_decimals(probs, labels, bins):
    # Rounds the confidence to two decimals first: 0.7549 with four bins falls to the bin below.
    v, right = _adv_basic(probs, labels)
    v = np.round(v, 2)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_top_two(probs, labels, bins):
    # Counts a label among the two largest as right: shows when the label is second.
    p = np.asarray(probs, dtype=float)
    v = p.max(axis=1)
    best = np.argsort(-p, axis=1, kind="stable")[:, :2]
    right = (best == np.asarray(labels)[:, None]).any(axis=1).astype(float)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_right_above_half(probs, labels, bins):
    # Right only if the label has more than one half: a correct prediction of 0.4 counts as a miss.
    p = np.asarray(probs, dtype=float)
    v = p.max(axis=1)
    right = (p[np.arange(len(p)), labels] > 0.5).astype(float)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_four_bins(probs, labels, bins):
    # The bins are a quarter wide whatever their number: wrong for 10 bins.
    v, right = _adv_basic(probs, labels)
    place = np.minimum(_adv_place(v, 4), bins - 1)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_edge_slack(probs, labels, bins):
    # Lets a bin reach 0.002 above its right edge: 0.501 with two bins is put below.
    v, right = _adv_basic(probs, labels)
    place = np.clip(np.ceil((v - 0.002) * bins).astype(int) - 1, 0, bins - 1)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_divided_by_distinct(probs, labels, bins):
    # Divides by the number of different confidences, not N: wrong when two rows have the same.
    v, right = _adv_basic(probs, labels)
    place = _adv_place(v, bins)
    gaps = np.bincount(place, weights=right - v, minlength=bins)
    return np.abs(gaps).sum() / len(np.unique(v)), np.bincount(place, minlength=bins)


def wrong_lone_hit_skipped(probs, labels, bins):
    # A bin of one sample enters only if the sample is wrong: a lone right prediction of 0.6 is lost.
    v, right = _adv_basic(probs, labels)
    place = _adv_place(v, bins)
    counts = np.bincount(place, minlength=bins)
    gaps = np.bincount(place, weights=right - v, minlength=bins)
    return np.abs(np.where((counts == 1) & (gaps > 0), 0.0, gaps)).sum() / len(v), counts


def wrong_three_columns(probs, labels, bins):
    # Looks at the first three classes only: wrong when a fourth has the largest probability.
    p = np.asarray(probs, dtype=float)[:, :3]
    v, right = p.max(axis=1), (p.argmax(axis=1) == labels).astype(float)
    place = _adv_place(v, bins)
    return _adv_ece(place, v, right, bins), np.bincount(place, minlength=bins)


def wrong_no_more_bins_than_rows(probs, labels, bins):
    # With more bins than samples it uses as many bins as samples and pads the counts with zeros.
    v, right = _adv_basic(probs, labels)
    used = min(bins, len(v))
    place = _adv_place(v, used)
    return _adv_ece(place, v, right, used), np.bincount(place, minlength=bins)


def wrong_even_bins(probs, labels, bins):
    # Rounds bins down to an even number: wrong for 5 or 15 bins, where the last stays empty.
    v, right = _adv_basic(probs, labels)
    used = max(bins - bins % 2, 1)
    place = _adv_place(v, used)
    return _adv_ece(place, v, right, used), np.bincount(place, minlength=bins)


def _ece_bins(v, right, place, bins):
    gaps = np.bincount(place, weights=right - v, minlength=bins)
    return np.abs(gaps).sum() / len(v), np.bincount(place, minlength=bins)


def _ece_edges(bins):
    return np.arange(1, bins) / bins


def right_bisect_and_lists(probs, labels, bins):
    edges = [b / bins for b in range(1, bins)]
    gap, count = [0.0] * bins, [0] * bins
    for row, y in zip(np.asarray(probs, float).tolist(), labels, strict=True):
        v = max(row)
        b = _bisect_left(edges, v)
        gap[b] += (row.index(v) == y) - v
        count[b] += 1
    return sum(map(abs, gap)) / sum(count), np.array(count)


def right_digitize_closed_right(probs, labels, bins):
    # the usual np.linspace edges, each bin with its own accuracy and mean confidence
    guess = probs.argmax(axis=-1)
    v = np.take_along_axis(probs, guess[:, None], axis=1).ravel()
    where = np.digitize(v, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    error, count = np.float64(0), np.zeros(bins, dtype=np.int64)
    for b in np.unique(where):
        mine = where == b
        count[b] = np.count_nonzero(mine)
        error += mine.mean() * abs((guess[mine] == labels[mine]).mean() - v[mine].mean())
    return error, count


def right_differences_of_cumulated(probs, labels, bins):
    # sort once; the samples up to each edge give cumulated sums, bins are their differences
    v = probs.max(axis=1).astype(float)
    order = np.argsort(v, kind="stable")
    v, right = v[order], (probs.argmax(axis=1) == labels)[order]
    stop = np.append(np.searchsorted(v, _ece_edges(bins), side="right"), len(v))
    up_to = np.concatenate([[0.0], np.cumsum(right - v)])[stop]
    gaps = np.diff(up_to, prepend=0.0)
    return np.array(np.linalg.norm(gaps, 1) / len(v)), np.diff(stop, prepend=0)


def wrong_last_of_equal(probs, labels, bins):
    # Predicts by argsort, so the last of equal largest probabilities: 0.5, 0.5 with label 0 shows it.
    v = probs.max(axis=1)
    guess = np.argsort(probs, axis=1, kind="stable")[:, -1]
    return _ece_bins(v, guess == labels, np.searchsorted(_ece_edges(bins), v), bins)


def wrong_tie_counts_as_right(probs, labels, bins):
    # Right if the label has the largest probability: in a tie only the first class is predicted.
    v = probs.max(axis=1)
    right = probs[np.arange(len(v)), labels] == v
    return _ece_bins(v, right, np.searchsorted(_ece_edges(bins), v), bins)


def wrong_upper_bins_missing(probs, labels, bins):
    # Counts without minlength: if the last bins are empty, their zeros are missing.
    v = probs.max(axis=1)
    place = np.searchsorted(_ece_edges(bins), v)
    gaps = np.bincount(place, weights=(probs.argmax(axis=1) == labels) - v)
    return np.abs(gaps).sum() / len(v), np.bincount(place)


def wrong_error_by_left_edges(probs, labels, bins):
    # Counts by right edges, but sums the gaps by left edges: confidences on an edge change the ECE.
    v = probs.max(axis=1)
    count = np.bincount(np.searchsorted(_ece_edges(bins), v), minlength=bins)
    place = np.searchsorted(_ece_edges(bins), v, side="right")
    return _ece_bins(v, probs.argmax(axis=1) == labels, place, bins)[0], count


def wrong_confidence_rounded(probs, labels, bins):
    # Rounds v B to 6 digits before ceil: the confidence 0.50000001 is above the edge 0.5, not on it.
    v = probs.max(axis=1)
    place = np.ceil(np.round(v * bins, 6)).astype(int) - 1
    return _ece_bins(v, probs.argmax(axis=1) == labels, place, bins)


def wrong_two_classes_by_label_one(probs, labels, bins):
    # With two classes bins the probability of label 1: the confidence is the larger of the two.
    v = probs.max(axis=1) if probs.shape[1] > 2 else probs[:, 1]
    right = probs.argmax(axis=1) == labels if probs.shape[1] > 2 else labels == 1
    return _ece_bins(v, right, np.searchsorted(_ece_edges(bins), v), bins)


def wrong_edges_by_arange_step(probs, labels, bins):
    # Edges by arange(1 / B, 1, 1 / B): with 6 bins one more edge just below 1, and 1.0 is in a 7th bin.
    v = probs.max(axis=1)
    place = np.searchsorted(np.arange(1 / bins, 1, 1 / bins), v)
    return _ece_bins(v, probs.argmax(axis=1) == labels, place, bins)
