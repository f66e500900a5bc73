"""Answers to `recall_at_k`."""

import numpy as np


def right_count(scores, relevant, k):
    right = np.take_along_axis(scores, relevant[:, None], axis=1)
    return float(np.mean(np.count_nonzero(scores >= right, axis=1) <= k))


def right_loop(scores, relevant, k):
    hits = 0
    for row, y in zip(scores, relevant, strict=True):
        ahead = sum(1 for j, s in enumerate(row) if j != y and s >= row[y])
        hits += ahead < k
    return hits / len(scores)


def right_stable_sort(scores, relevant, k):
    # Sort by falling score; among equals the relevant one comes last.
    hits = []
    for row, y in zip(scores, relevant, strict=True):
        order = sorted(range(len(row)), key=lambda j: (-row[j], j == y))
        hits.append(order.index(y) < k)
    return np.mean(hits)


def wrong_tie_counts_for_it(scores, relevant, k):
    """A tie counted for the right passage"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores > right).sum(axis=1) < k).mean()


def wrong_argsort(scores, relevant, k):
    """A tie was broken by position"""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return (best == relevant[:, None]).any(axis=1).mean()


def wrong_argsort_from_the_end(scores, relevant, k):
    """A tie was broken by position"""
    best = np.argsort(scores, axis=1, kind="stable")[:, -k:]
    return (best == relevant[:, None]).any(axis=1).mean()


def wrong_smallest(scores, relevant, k):
    """The k smallest scores"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores <= right).sum(axis=1) <= k).mean()


def wrong_too_strict(scores, relevant, k):
    """One rank too strict"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores >= right).sum(axis=1) < k).mean()


def wrong_too_generous(scores, relevant, k):
    """One rank too generous"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores >= right).sum(axis=1) <= k + 1).mean()


def wrong_count(scores, relevant, k):
    """count of questions"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores >= right).sum(axis=1) <= k).sum()


def wrong_precision(scores, relevant, k):
    """Divided by k as well"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores >= right).sum(axis=1) <= k).mean() / k


def wrong_over_passages(scores, relevant, k):
    """number of passages"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores >= right).sum(axis=1) <= k).sum() / scores.shape[1]


def wrong_down_a_column(scores, relevant, k):
    """Ranked down a column"""
    right = scores[np.arange(len(scores)), relevant]
    return ((scores[:, relevant] >= right).sum(axis=0) <= k).mean()


def wrong_ties_within_tolerance(scores, relevant, k):
    """no tie"""
    right = scores[np.arange(len(scores)), relevant][:, None]
    return ((scores >= right - 1e-9).sum(axis=1) <= k).mean()


def wrong_kth_best(scores, relevant, k):
    """A tie counted for the right passage"""
    kth = np.sort(scores, axis=1)[:, -min(k, scores.shape[1])]
    return (scores[np.arange(len(scores)), relevant] >= kth).mean()
