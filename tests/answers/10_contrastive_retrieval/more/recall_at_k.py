"""More answers to `recall_at_k`, written by readers who saw only the student notebook."""

import bisect
import math
from fractions import Fraction

import numpy as np
from scipy.stats import rankdata


def _adv_right(scores, relevant):
    scores = np.asarray(scores)
    return scores[np.arange(len(scores)), relevant][:, None]


def right_bisect_in_a_sorted_row(scores, relevant, k):
    found = Fraction(0)
    for row, place in zip(np.asarray(scores).tolist(), np.asarray(relevant).tolist()):
        ascending = sorted(row)
        rank = len(row) - bisect.bisect_left(ascending, row[place])
        found += rank <= k
    return float(found / len(relevant))


def right_rankdata_max(scores, relevant, k):
    ranks = rankdata(-np.asarray(scores, dtype=float), method="max", axis=1)
    return np.mean(np.take_along_axis(ranks, np.asarray(relevant)[:, None], axis=1) <= k)


def right_beats_the_next_in_line(scores, relevant, k):
    scores = np.asarray(scores)
    m = scores.shape[1]
    if k >= m:
        return 1.0
    cut = np.partition(scores, m - k - 1, axis=1)[:, m - k - 1]
    return np.array((scores[np.arange(len(scores)), relevant] > cut).mean())


def right_remove_and_recurse(scores, relevant, k):
    def survives(others, value, left):
        if left == 0:
            return 0
        if not others or max(others) < value:
            return 1
        others = list(others)
        others.remove(max(others))
        return survives(others, value, left - 1)

    hits = []
    for i, place in enumerate(relevant):
        row = [float(v) for v in scores[i]]
        value = row.pop(int(place))
        hits.append(survives(row, value, int(k)))
    return math.fsum(hits) / len(hits)


def right_lexsort_marks_the_relevant_last(scores, relevant, k):
    scores = np.array(scores, dtype=float)
    total_hits = 0
    for row, place in zip(scores, relevant):
        mark = np.zeros(len(row), dtype=int)
        mark[place] = 1
        order = np.lexsort((mark, -row))
        total_hits += int(place) in order[:k].tolist()
    return np.float64(total_hits) / scores.shape[0]


def wrong_worse_of_two_stable_sorts(scores, relevant, k):
    # Two tie-breaks, by first and by last place, miss the middle one: [[1, 1, 1]], [1], k = 2.
    scores = np.asarray(scores, dtype=np.float64)
    m, wanted = scores.shape[1], np.asarray(relevant)[:, None]
    forth = np.argsort(-scores, axis=1, kind="stable")
    back = m - 1 - np.argsort(-scores[:, ::-1], axis=1, kind="stable")
    in_both = (forth[:, :k] == wanted).any(axis=1) & (back[:, :k] == wanted).any(axis=1)
    return np.count_nonzero(in_both) / len(scores)


def wrong_near_ties(scores, relevant, k):
    # Scores that are merely close count as ties: scores [[1.0, 1.000001]], relevant [1], k = 1.
    right = _adv_right(scores, relevant)
    return np.mean(((scores >= right) | np.isclose(scores, right)).sum(axis=1) <= k)


def wrong_epsilon_off_the_right_score(scores, relevant, k):
    # Takes 1e-9 off the right score, lost at 1e8 where a tie then helps: [[1e8, 1e8]], [0], k = 1.
    right = _adv_right(scores, relevant)
    others = (scores > right - 1e-9).sum(axis=1) - (right > right - 1e-9)[:, 0]
    return np.mean(1 + others <= k)


def wrong_middle_rank(scores, relevant, k):
    # Ties take their mean rank, not their last: scores [[1, 1, 1, 0]], relevant [0], k = 2.
    ranks = rankdata(-np.asarray(scores, dtype=float), method="average", axis=1)
    return np.mean(ranks[np.arange(len(ranks)), relevant] <= k)


def wrong_a_tie_costs_one_rank(scores, relevant, k):
    # However many share the right score, only one place is lost: [[1, 1, 1, 0]], [0], k = 2.
    right = _adv_right(scores, relevant)
    tied = (scores == right).sum(axis=1) > 1
    return np.mean(1 + (scores > right).sum(axis=1) + tied <= k)


def wrong_equal_rivals_count_once(scores, relevant, k):
    # Better passages with equal scores count as one: scores [[3, 3, 1]], relevant [2], k = 2.
    hits = 0
    for row, place in zip(np.asarray(scores), relevant):
        better = len(np.unique(row[row > row[place]]))
        hits += better + (row == row[place]).sum() <= k
    return hits / len(relevant)


def wrong_k_equal_to_m_wraps(scores, relevant, k):
    # The next in line is read at index -1 when k = m, so nothing is found: any scores with k = m.
    scores = np.asarray(scores)
    m = scores.shape[1]
    cut = np.sort(scores, axis=1)[:, m - k - 1]
    return np.mean(scores[np.arange(len(scores)), relevant] > cut)


def wrong_single_precision(scores, relevant, k):
    # Rounds to float32 and makes ties: scores [[1.0, 1.00000001]], relevant [1], k = 1.
    scores = np.asarray(scores, dtype=np.float32)
    return np.mean((scores >= _adv_right(scores, relevant)).sum(axis=1) <= k)


def wrong_softmax_underflow(scores, relevant, k):
    # Ranks softmax weights, equal at 0 far below the best: scores [[0, -800, -900]], [1], k = 2.
    scores = np.asarray(scores, dtype=float)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.mean((weights >= _adv_right(weights, relevant)).sum(axis=1) <= k)


def wrong_sigmoid_saturates(scores, relevant, k):
    # Ranks sigmoids, equal at 1 for large scores: scores [[40.0, 50.0]], relevant [1], k = 1.
    squashed = 1 / (1 + np.exp(-np.clip(np.asarray(scores, dtype=float), -700, 700)))
    return np.mean((squashed >= _adv_right(squashed, relevant)).sum(axis=1) <= k)


def wrong_diagonal_if_square(scores, relevant, k):
    # Takes the diagonal for the right passages if n = m: scores [[2, 1], [2, 1]], [0, 0], k = 1.
    n, m = np.shape(scores)
    place = np.arange(n) if n == m else relevant
    return np.mean((scores >= _adv_right(scores, place)).sum(axis=1) <= k)


def wrong_clipped_scores(scores, relevant, k):
    # Clips scores to [-10, 10] first and makes ties: scores [[20.0, 30.0]], relevant [1], k = 1.
    scores = np.clip(scores, -10, 10)
    return np.mean((scores >= _adv_right(scores, relevant)).sum(axis=1) <= k)


def wrong_ties_matter_at_k_1_only(scores, relevant, k):
    # Ties count against the right passage at k = 1 alone: [[3, 1, 1]], relevant [1], k = 2.
    right = _adv_right(scores, relevant)
    if k == 1:
        return np.mean((scores >= right).sum(axis=1) <= 1)
    return np.mean((scores > right).sum(axis=1) < k)


def wrong_tied_questions_left_out(scores, relevant, k):
    # Questions with a tie leave the denominator too: [[1, 1], [2, 1]], relevant [0, 0], k = 1.
    right = _adv_right(scores, relevant)
    clear = (scores == right).sum(axis=1) == 1
    found = (scores >= right).sum(axis=1) <= k
    return (found & clear).sum() / max(clear.sum(), 1)


def wrong_any_tie_in_the_row(scores, relevant, k):
    # A tie among other passages counts against it too: [[5, 1, 1]], relevant [0], k = 1.
    hits = 0
    for row, place in zip(np.asarray(scores), relevant):
        unique = len(np.unique(row)) == len(row)
        hits += bool(unique and (row >= row[place]).sum() <= k)
    return hits / len(relevant)


def wrong_ties_of_neighbours_only(scores, relevant, k):
    # Only neighbouring columns are searched for a tie: scores [[1, 0, 1]], relevant [0], k = 1.
    hits = 0
    for row, place in zip(np.asarray(scores), relevant):
        near = row[max(place - 1, 0) : place + 2]
        hits += (row > row[place]).sum() + (near == row[place]).sum() <= k
    return hits / len(relevant)


def wrong_sorted_in_place(scores, relevant, k):
    # Sorts the caller's rows: a second call with the same scores [[3.0, 1.0]], [0], k = 1 gives 0.
    right = _adv_right(scores, relevant).copy()
    scores.sort(axis=1)
    return np.mean([len(r) - np.searchsorted(r, x[0]) <= k for r, x in zip(scores, right)])


def right_bisect(scores, relevant, k):
    hits = []
    for row, r in zip(np.asarray(scores).tolist(), np.asarray(relevant).tolist()):
        hits.append(len(row) - bisect.bisect_left(sorted(row), row[r]) <= k)
    return sum(hits) / len(hits)


def right_rankdata_max_2(scores, relevant, k):
    rank = rankdata(-np.asarray(scores), method="max", axis=1)
    return np.asarray(np.take_along_axis(rank, np.asarray(relevant)[:, None], 1)[:, 0] <= k).mean()


def right_sort_key(scores, relevant, k):
    found = 0
    for row, r in zip(scores, relevant):
        order = sorted(range(len(row)), key=lambda j: (-row[j], j == r))
        found += int(r) in order[: int(k)]
    return np.float64(found) / len(relevant)


def wrong_average_rank(scores, relevant, k):
    # Tied passages share their average rank: three tied at the top count at k = 2.
    rank = rankdata(-np.asarray(scores), method="average", axis=1)
    return np.mean(rank[np.arange(len(relevant)), relevant] <= k)


def wrong_one_tie(scores, relevant, k):
    # Any number of ties costs one place only: three tied at the top count at k = 2.
    right = scores[np.arange(len(relevant)), relevant][:, None]
    ties = (scores == right).sum(axis=1) > 1
    return np.mean((scores > right).sum(axis=1) + 1 + ties <= k)


def wrong_both_orders(scores, relevant, k):
    # Top k of both stable sorts: a passage tied with one before and one after it counts at k = 2.
    down = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    up = np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :k]
    r = relevant[:, None]
    return np.mean((down == r).any(axis=1) & (up == r).any(axis=1))


def wrong_isclose(scores, relevant, k):
    # Near scores are taken for ties: 1.000001 does not beat 1.0 at k = 1.
    right = scores[np.arange(len(relevant)), relevant][:, None]
    return np.mean(((scores > right) | np.isclose(scores, right)).sum(axis=1) <= k)


def wrong_next_score(scores, relevant, k):
    # Beats place k + 1, clipped to the last: at k = m the worst passage is missed.
    best = -np.sort(-scores, axis=1)
    right = scores[np.arange(len(relevant)), relevant]
    return np.mean(right > best[:, min(k, scores.shape[1] - 1)])


def wrong_distinct_better(scores, relevant, k):
    # Better passages with equal scores take one place: [5, 5, 3] with 2 relevant counts at k = 2.
    ranks = []
    for row, r in zip(scores, relevant):
        ranks.append(len(set(row[row > row[r]])) + np.sum(row == row[r]))
    return np.mean(np.array(ranks) <= k)


def wrong_nudge_in_dtype(scores, relevant, k):
    # Takes 1e-9 from the right score in the input's dtype: [5, 4] of integers becomes [4, 4].
    s = scores.copy()
    n = np.arange(len(relevant))
    s[n, relevant] = s[n, relevant] - 1e-9
    right = s[np.arange(len(relevant)), relevant][:, None]
    return np.mean((s >= right).sum(axis=1) <= k)


def wrong_nudge_absolute(scores, relevant, k):
    # Takes 1e-9 from the right score and sorts: lost in a tie at 1e8, so position decides.
    s = np.array(scores, dtype=float)
    s[np.arange(len(relevant)), relevant] -= 1e-9
    best = np.argsort(-s, axis=1, kind="stable")[:, :k]
    return np.mean((best == relevant[:, None]).any(axis=1))
