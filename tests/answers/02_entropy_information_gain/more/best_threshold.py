"""More answers to `best_threshold`, written by readers who saw only the student notebook."""

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np


def _adv_gini(labels):
    m = np.unique(np.asarray(labels), return_counts=True)[1].astype(float)
    return float(1 - np.sum((m / m.sum()) ** 2)) if m.size else 0.0


def _adv_scan(x, labels, impurity=_adv_gini):
    """Midpoints in rising order and the decrease at each."""
    x, labels = np.asarray(x, dtype=float), np.asarray(labels)
    values = np.unique(x)
    n, before = len(x), impurity(labels)
    middles, falls = [], []
    for low, high in itertools.pairwise(values):
        left = x <= low
        fall = before - left.sum() / n * impurity(labels[left])
        falls.append(float(fall - (~left).sum() / n * impurity(labels[~left])))
        middles.append(float(low / 2 + high / 2))
    return middles, falls


def _adv_first(middles, falls):
    """The first of the largest decreases, to 1e-9."""
    if len(falls) == 0:
        return np.nan, 0.0
    i = int(np.flatnonzero(np.asarray(falls) >= np.max(falls) - 1e-9)[0])
    return float(middles[i]), float(falls[i])


def right_loop_over_midpoints(x, labels):
    best_t, best_fall = float("nan"), -1.0
    x, labels = np.asarray(x, dtype=float), np.asarray(labels)
    values = np.unique(x)
    if len(values) == 1:
        return best_t, 0.0
    for low, high in zip(values[:-1], values[1:], strict=True):
        t, left, right = low + (high / 2 - low / 2), labels[x < high], labels[x >= high]
        rest = (len(left) * _adv_gini(left) + len(right) * _adv_gini(right)) / len(x)
        fall = _adv_gini(labels) - rest
        if fall > best_fall + 1e-9:
            best_t, best_fall = t, fall
    return best_t, best_fall


def right_cumulative_one_hot(x, labels):
    order = np.argsort(x, kind="stable")
    s = np.asarray(x, dtype=float)[order]
    classes, code = np.unique(np.asarray(labels)[order], return_inverse=True)
    left = np.eye(len(classes))[code.ravel()].cumsum(axis=0)
    total, n = left[-1], len(s)
    place = np.flatnonzero(s[1:] > s[:-1])
    if place.size == 0:
        return np.array([np.nan, 0.0])
    left, size = left[place], place + 1.0
    rest = (
        size
        - (left**2).sum(axis=1) / size
        + n
        - size
        - ((total - left) ** 2).sum(axis=1) / (n - size)
    )
    falls = 1 - ((total / n) ** 2).sum() - rest / n
    i = place[np.argmax(falls > falls.max() - 1e-9)]
    return np.array([s[i] / 2 + s[i + 1] / 2, falls.max()])


def right_exact_fractions(x, labels):
    rows = sorted(zip(np.asarray(x).tolist(), np.asarray(labels).tolist(), strict=True))
    n, right, left = len(rows), Counter(y for _, y in rows), Counter()

    def squares(counts):
        return sum(m * m for m in counts.values())

    whole, best = Fraction(squares(right), n * n), None
    for i in range(n - 1):
        left[rows[i][1]] += 1
        right[rows[i][1]] -= 1
        if rows[i][0] == rows[i + 1][0]:
            continue
        fall = (
            Fraction(squares(left), n * (i + 1)) + Fraction(squares(right), n * (n - i - 1)) - whole
        )
        if best is None or fall > best[1]:
            best = (Fraction(rows[i][0]) + Fraction(rows[i + 1][0])) / 2, fall
    return (float("nan"), 0.0) if best is None else (float(best[0]), float(best[1]))


def right_squared_distance_of_shares(x, labels):
    x, labels = np.asarray(x, dtype=float), np.asarray(labels)
    values, classes = np.unique(x), np.unique(labels)
    hot = labels[:, None] == classes
    falls = []
    for low in values[:-1]:
        left = x <= low
        apart = hot[left].mean(axis=0) - hot[~left].mean(axis=0)
        falls.append(left.mean() * (1 - left.mean()) * (apart @ apart))
    return _adv_first(values[:-1] / 2 + values[1:] / 2, falls)


def right_pairs_that_differ(x, labels):
    x, labels = np.asarray(x, dtype=np.float64), np.asarray(labels)
    differ = (labels[:, None] != labels[None, :]).astype(float)
    n, values = len(x), np.unique(x)
    falls = []
    for low in values[:-1]:
        a = (x <= low).astype(float)
        b = 1 - a
        inside = (
            np.einsum("i,ij,j", a, differ, a) / a.sum()
            + np.einsum("i,ij,j", b, differ, b) / b.sum()
        )
        falls.append(differ.sum() / n**2 - inside / n)
    return list(_adv_first(0.5 * values[:-1] + 0.5 * values[1:], falls))


def right_table_by_value(x, labels):
    values, row = np.unique(np.asarray(x, dtype=float), return_inverse=True)
    classes, column = np.unique(np.asarray(labels), return_inverse=True)
    if values.size < 2:
        return np.nan, np.float64(0)
    table = np.zeros((values.size, classes.size))
    np.add.at(table, (row.ravel(), column.ravel()), 1.0)
    left = np.cumsum(table, axis=0)[:-1]
    right = np.cumsum(table[::-1], axis=0)[::-1][1:]
    n = table.sum()
    falls = sum(np.square(t).sum(axis=1) / t.sum(axis=1) for t in (left, right)) / n
    falls = falls - np.square(table.sum(axis=0) / n).sum()
    i = np.nonzero(np.isclose(falls, falls.max(), rtol=0, atol=1e-9))[0].min()
    return np.mean(values[i : i + 2] / 2) * 2, falls[i]


def right_backwards_with_ties(x, labels):
    middles, falls = _adv_scan(x, labels)
    t, best = np.nan, 0.0
    for middle, fall in zip(reversed(middles), reversed(falls), strict=True):
        if np.isnan(t) or fall >= best - 1e-9:
            t, best = middle, max(best, fall)
    return t, best


def right_min_with_key(x, labels):
    middles, falls = _adv_scan(x, labels)
    if not middles:
        return np.array(np.nan), np.array(0.0)
    top = max(falls)
    return min(t for t, f in zip(middles, falls, strict=True) if top - f <= 1e-9), top


def right_recursion(x, labels):
    middles, falls = _adv_scan(x, labels)

    def better(lo, hi):
        if hi - lo == 1:
            return lo
        a, b = better(lo, (lo + hi) // 2), better((lo + hi) // 2, hi)
        return b if falls[b] > falls[a] + 1e-9 else a

    if not falls:
        return np.nan, 0
    i = better(0, len(falls))
    return middles[i], falls[i]


def right_python_floats(x, labels):
    x = [float(v) for v in x]
    y = [int(v) for v in labels]
    best = (float("nan"), 0.0)
    for low, high in itertools.pairwise(sorted(set(x))):
        parts = [
            [b for a, b in zip(x, y, strict=True) if (a <= low) is side] for side in (True, False)
        ]
        rest = sum(len(p) - sum(m * m for m in Counter(p).values()) / len(p) for p in parts) / len(
            x
        )
        fall = 1 - sum(m * m for m in Counter(y).values()) / len(y) ** 2 - rest
        if best[0] != best[0] or fall - best[1] > 1e-9:
            best = low / 2 + high / 2, fall
    return best


def wrong_last_of_ties(x, labels):
    # Takes the largest t of equal decreases: wrong for x = 0, 1, 2, 3 and labels 0, 1, 1, 0.
    middles, falls = _adv_scan(x, labels)
    if not falls:
        return np.nan, 0.0
    i = np.flatnonzero(np.asarray(falls) >= max(falls) - 1e-9)[-1]
    return middles[i], falls[i]


def wrong_ties_to_three_digits(x, labels):
    # Takes decreases within 1e-3 for equal: takes a smaller t with a truly smaller decrease.
    middles, falls = _adv_scan(x, labels)
    if not falls:
        return np.nan, 0.0
    i = np.flatnonzero(np.asarray(falls) >= max(falls) - 1e-3)[0]
    return middles[i], falls[i]


def wrong_nan_without_decrease(x, labels):
    # Starts with a decrease of 0 and asks for more: nan for labels of one class, where the smallest midpoint is due.
    best = np.nan, 0.0
    for t, fall in zip(*_adv_scan(x, labels), strict=True):
        if fall > best[1] + 1e-9:
            best = t, fall
    return best


def wrong_skips_first_candidate(x, labels):
    # Never tries the smallest midpoint: wrong for x = 0, 1, 2 and labels 0, 1, 1.
    middles, falls = _adv_scan(x, labels)
    return _adv_first(middles[1:], falls[1:])


def wrong_skips_last_candidate(x, labels):
    # Never tries the largest midpoint: wrong for x = 0, 1, 2 and labels 0, 0, 1.
    middles, falls = _adv_scan(x, labels)
    return _adv_first(middles[:-1], falls[:-1])


def wrong_two_rows_per_branch(x, labels):
    # Allows no branch of a single row: wrong for x = 0, 1, 2, 3 and labels 1, 0, 0, 0.
    middles, falls = _adv_scan(x, labels)
    keep = [i for i, t in enumerate(middles) if min((x <= t).sum(), (x > t).sum()) > 1]
    return _adv_first([middles[i] for i in keep], [falls[i] for i in keep])


def wrong_half_a_step_up(x, labels):
    # The threshold is the lower value plus 0.5: wrong unless the values are 1 apart, x = 0, 10.
    middles, falls = _adv_scan(x, labels)
    t, fall = _adv_first(np.unique(x)[:-1], falls)
    return t + 0.5, fall


def wrong_half_a_step_down(x, labels):
    # The threshold is the upper value minus 0.5: wrong unless the values are 1 apart, x = 0, 10.
    middles, falls = _adv_scan(x, labels)
    t, fall = _adv_first(np.unique(x)[1:], falls)
    return t - 0.5, fall


def wrong_whole_number_midpoint(x, labels):
    # Computes the midpoint in the dtype of x: whole numbers 0 and 1 give 0, not 0.5.
    middles, falls = _adv_scan(x, labels)
    t, fall = _adv_first(middles, falls)
    return (t if np.isnan(t) else float(np.asarray(t).astype(np.asarray(x).dtype))), fall


def wrong_even_spacing(x, labels):
    # Spreads the midpoints evenly from the smallest to the largest value: wrong for uneven gaps, x = 0, 1, 10.
    values = np.unique(x)
    middles = np.linspace(values[0], values[-1], 2 * len(values) - 1)[1::2]
    return _adv_first(middles, _adv_scan(x, labels)[1])


def wrong_equal_grid(x, labels):
    # Candidates on a grid of step 1 from the smallest value plus 0.5: wrong for x = 0, 0.2, 0.4.
    x, labels = np.asarray(x, dtype=float), np.asarray(labels)
    grid = x.min() + 0.5 + np.arange(min(1000.0, np.ceil(np.ptp(x) - 0.5)))
    whole, falls = _adv_gini(labels), []
    for t in grid:
        left, right = labels[x <= t], labels[x > t]
        rest = len(left) * _adv_gini(left) + len(right) * _adv_gini(right)
        falls.append(whole - rest / len(x))
    return _adv_first(grid, falls)


def wrong_rounds_x(x, labels):
    # Rounds x to six decimals to find distinct values: wrong for x = 0, 1e-8, 2e-8.
    return _adv_first(*_adv_scan(np.round(np.asarray(x, dtype=float), 6), labels))


def wrong_x_as_float32(x, labels):
    # Casts x to float32: 2**24 and 2**24 + 1 coincide, and so do 1 and 1 + 1e-9.
    return _adv_first(*_adv_scan(np.asarray(x).astype(np.float32), labels))


def wrong_x_as_whole_numbers(x, labels):
    # Casts x to whole numbers: 0.2 and 0.7 coincide.
    return _adv_first(*_adv_scan(np.asarray(x).astype(np.int64), labels))


def wrong_three_classes_only(x, labels):
    # Counts the classes 0, 1 and 2 only: wrong for labels 0 and 3.
    def impurity(y):
        return 1 - sum(np.mean(np.asarray(y) == k) ** 2 for k in range(3)) if len(y) else 0.0

    return _adv_first(*_adv_scan(x, labels, impurity))


def wrong_as_many_classes_as_distinct(x, labels):
    # Counts the classes 0 to K - 1 for K distinct labels: wrong where one is skipped, labels 0 and 5.
    k_all = len(np.unique(labels))

    def impurity(y):
        return 1 - sum(np.mean(np.asarray(y) == k) ** 2 for k in range(k_all)) if len(y) else 0.0

    return _adv_first(*_adv_scan(x, labels, impurity))


def wrong_classes_up_to_max_excluded(x, labels):
    # Forgets the largest label in range(max(labels)) where it exceeds 2: wrong for labels 0, 3.
    def impurity(y):
        top = max(int(np.max(labels)), 3)
        return 1 - sum(np.mean(np.asarray(y) == k) ** 2 for k in range(top)) if len(y) else 0.0

    return _adv_first(*_adv_scan(x, labels, impurity))


def wrong_small_counters(x, labels):
    # Squares the class counts in int16: overflows above 181 rows of a class.
    def impurity(y):
        m = np.unique(y, return_counts=True)[1].astype(np.int16)
        with np.errstate(all="ignore"):
            return float(1 - (m * m).sum() / len(y) ** 2) if len(y) else 0.0

    return _adv_first(*_adv_scan(x, labels, impurity))


def wrong_labels_in_a_byte(x, labels):
    # Stores the labels in one byte: classes 0 and 256 coincide.
    return _adv_first(*_adv_scan(x, np.asarray(labels).astype(np.uint8)))


def wrong_at_most_sixteen_candidates(x, labels):
    # Tries at most 16 midpoints, evenly chosen: wrong for a column of 100 values.
    middles, falls = _adv_scan(x, labels)
    step = max(1, -(-len(middles) // 16))
    return _adv_first(middles[::step], falls[::step])


def wrong_stops_at_first_fall(x, labels):
    # Climbs while the decrease grows over the next two midpoints, then stops: wrong with two peaks.
    middles, falls = _adv_scan(x, labels)
    if not falls:
        return np.nan, 0.0
    i = 0
    while True:
        ahead = [j for j in range(i + 1, min(i + 4, len(falls))) if falls[j] > falls[i] + 1e-9]
        if not ahead:
            return middles[i], falls[i]
        i = ahead[0]


def wrong_sorts_x_in_place(x, labels):
    # Sorts the caller's x in place after use: x and labels no longer belong together, a second call is wrong.
    result = _adv_first(*_adv_scan(x, labels))
    x.sort()
    return result


def wrong_sorts_labels_in_place(x, labels):
    # Writes the labels in the order of x into the caller's array: a second call is wrong.
    result = _adv_first(*_adv_scan(x, labels))
    labels[:] = labels[np.argsort(x, kind="stable")]
    return result


def wrong_one_row_is_an_error(x, labels):
    # Divides by n - 1 for the weight of one row: 0 / 0 for a single row, where (nan, 0) is due.
    result = _adv_first(*_adv_scan(x, labels))
    return result[0], result[1] if len(x) > 1 else np.nan


def wrong_absolute_values(x, labels):
    # Splits by the size of x without its sign: wrong for x = -1, 1.
    return _adv_first(*_adv_scan(np.abs(x), labels))


def wrong_zero_is_missing(x, labels):
    # Leaves out rows with x = 0 as missing: wrong for x = 0, 1, 2.
    x, labels = np.asarray(x), np.asarray(labels)
    return _adv_first(*_adv_scan(x[x != 0], labels[x != 0]))


def wrong_binary_gini_for_two(x, labels):
    # For two classes uses p (1 - p), half the impurity: wrong for labels 0 and 1.
    t, fall = _adv_first(*_adv_scan(x, labels))
    return t, fall / 2 if len(np.unique(labels)) == 2 else fall
