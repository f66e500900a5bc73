"""More answers to `best_column`, written by readers who saw only the student notebook."""

import math
from fractions import Fraction

import numpy as np
import scipy.special
import scipy.stats


def _adv_h(counts):
    c = np.asarray(counts, dtype=np.float64).ravel()
    c = c[c > 0]
    p = c / c.sum() if c.size else c
    return float(-(p * np.log2(p)).sum())


def _adv_gain(table):
    t = np.asarray(table, dtype=float)
    n = t.sum()
    return _adv_h(t.sum(axis=0)) - math.fsum(row.sum() / n * _adv_h(row) for row in t)


def _adv_first(gains):
    """The first of the largest, where the last bits do not count."""
    i = next(i for i, g in enumerate(gains) if g >= max(gains) - 1e-11)
    return i, float(gains[i])


def right_nine(tables):
    return _adv_first([_adv_gain(t) for t in tables])


def right_mended_broken(tables):
    gains = []
    for table in tables:
        table = np.asarray(table)
        size = table.sum(axis=1, keepdims=True)
        shares = table / np.where(size > 0, size, 1)
        branches = -(shares * np.log2(np.where(shares > 0, shares, 1))).sum(axis=1)
        overall = table.sum(axis=0) / table.sum()
        before = -(overall * np.log2(np.where(overall > 0, overall, 1))).sum()
        gains.append(before - (size[:, 0] / table.sum() * branches).sum())
    index = int(np.argmax(np.round(gains, 11)))
    return index, float(gains[index])


def right_nan_to_num_per_term(tables):
    gains = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for table in tables:
            p = table / np.sum(table)
            ratio = p / (p.sum(axis=1, keepdims=True) * p.sum(axis=0))
            gains.append(np.nan_to_num(p * np.log2(ratio)).sum())
    gains = np.array(gains)
    index = np.flatnonzero(gains > gains.max() - 1e-11)[0]
    return index, gains[index]


def right_with_warnings(tables):
    best, found = 0, -1.0
    for i, table in enumerate(tables):
        p = np.asarray(table) / np.asarray(table).sum()
        terms = p * np.log2(p / np.outer(p.sum(axis=1), p.sum(axis=0)))
        gain = terms[p > 0].sum()
        if gain > found + 1e-11:
            best, found = i, gain
    return best, found


def right_python_loops(tables):
    best = None
    for i, table in enumerate(tables):
        rows = [[float(v) for v in row] for row in np.asarray(table).tolist()]
        n = math.fsum(map(math.fsum, rows))
        columns = [math.fsum(c) for c in zip(*rows, strict=True)]
        gain = 0.0
        for row in rows:
            for v, c in zip(row, columns, strict=True):
                if v:
                    gain += v / n * math.log2(v * n / math.fsum(row) / c)
        if best is None or gain - best[1] > 1e-11:
            best = i, gain
    return best


def right_exact_fractions(tables):
    gains = []
    for table in tables:
        t = [[Fraction(v) for v in row] for row in np.asarray(table).tolist()]
        n, columns = sum(map(sum, t)), [sum(c) for c in zip(*t, strict=True)]
        terms = [
            float(v / n) * math.log2(v * n / (sum(row) * c))
            for row in t
            for v, c in zip(row, columns, strict=True)
            if v
        ]
        gains.append(math.fsum(sorted(terms)))
    return list(_adv_first(gains))


def right_scipy_entropies(tables):
    gains = []
    for table in tables:
        t = np.asarray(table, dtype=float)
        t = t[t.sum(axis=1) > 0]
        rest = np.average(scipy.stats.entropy(t, axis=1, base=2), weights=t.sum(axis=1))
        gains.append(float(scipy.stats.entropy(t.sum(axis=0), base=2) - rest))
    return np.int64(_adv_first(gains)[0]), np.float64(_adv_first(gains)[1])


def right_least_entropy_left(tables):
    rest = []
    for table in tables:
        p = np.asarray(table, dtype=float) / np.sum(table)
        rest.append(
            (scipy.special.entr(p).sum() - scipy.special.entr(p.sum(axis=1)).sum()) / np.log(2)
        )
    i = next(i for i, r in enumerate(rest) if r <= min(rest) + 1e-11)
    before = scipy.special.entr(np.sum(tables[0], axis=0) / np.sum(tables[0])).sum() / np.log(2)
    return i, before - rest[i]


def right_g_statistic(tables):
    gains = []
    for table in tables:
        t = np.array(table, dtype=float)
        t = t[t.any(axis=1)][:, t.any(axis=0)]
        expected = np.einsum("i,j->ij", t.sum(axis=1), t.sum(axis=0)) / t.sum()
        g = 2 * scipy.special.xlogy(t, t / expected).sum()
        gains.append(g / (2 * t.sum() * np.log(2)))
    return _adv_first(gains)


def right_sorted_stably(tables):
    gains = [_adv_gain(np.asarray(t).T) for t in tables]
    order = sorted(range(len(gains)), key=lambda i: round(-gains[i], 11))
    return order[0], gains[order[0]]


def right_recursion(tables):
    tables = list(tables)
    if len(tables) == 1:
        return 0, _adv_gain(tables[0])
    i, found = right_recursion(tables[:-1])
    last = _adv_gain(tables[-1])
    return (len(tables) - 1, last) if last > found + 1e-11 else (i, found)


def wrong_last_of_equals(tables):
    # Takes the last of equal gains (>=): wrong for the same table twice.
    best, found = 0, -1.0
    for i, t in enumerate(tables):
        if _adv_gain(t) >= found - 1e-11:
            best, found = i, _adv_gain(t)
    return best, found


def wrong_max_of_pairs(tables):
    # max of (gain, index) prefers the larger index of equal gains: wrong for the same table twice.
    found, best = max((_adv_gain(t), i) for i, t in enumerate(tables))
    return best, found


def wrong_dict_by_gain(tables):
    # A dict from gain to index keeps the last of equal gains: wrong for the same table twice.
    where = {_adv_gain(t): i for i, t in enumerate(tables)}
    return where[max(where)], max(where)


def wrong_loose_ties(tables):
    # Takes gains within 1e-3 for equal: picks an earlier column with a truly smaller gain.
    gains = [_adv_gain(t) for t in tables]
    i = next(i for i, g in enumerate(gains) if g >= max(gains) - 1e-3)
    return i, gains[i]


def wrong_ties_by_two_digits(tables):
    # Ranks by the gain rounded to two digits: picks an earlier column with a truly smaller gain.
    gains = [_adv_gain(t) for t in tables]
    i = int(np.argmax(np.round(gains, 2)))
    return i, gains[i]


def wrong_none_without_gain(tables):
    # Starts with a gain of 0 and asks for more: index -1 where every gain is 0.
    best, found = -1, 0.0
    for i, t in enumerate(tables):
        if _adv_gain(t) > found + 1e-11:
            best, found = i, _adv_gain(t)
    return best, found


def wrong_empty_row_is_nan(tables):
    # A row without people is 0 / 0, and weight 0 times nan is nan: wrong for a table with a row [0, 0].
    gains = []
    with np.errstate(all="ignore"):
        for table in tables:
            t = np.asarray(table, dtype=float)
            shares = t / t.sum(axis=1, keepdims=True)
            branches = -(shares * np.log2(np.where(shares == 0, 1, shares))).sum(axis=1)
            gains.append(_adv_h(t.sum(axis=0)) - t.sum(axis=1) / t.sum() @ branches)
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_ignores_column_with_empty_row(tables):
    # nanargmax passes over a column with a row without people: wrong if that column is the best.
    gains = [_adv_gain(t) if np.asarray(t).any(axis=1).all() else -np.inf for t in tables]
    if max(gains) == -np.inf:
        return 0, 0.0
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_absent_class_is_nan(tables):
    # A class that never occurs gives 0 * -inf = nan in H(Y): wrong for [[3, 1, 0], [1, 3, 0]].
    gains = []
    with np.errstate(all="ignore"):
        for table in tables:
            t = np.asarray(table, dtype=float)
            overall = t.sum(axis=0) / t.sum()
            before = -(overall * np.log2(overall)).sum()
            gains.append(before - sum(r.sum() / t.sum() * _adv_h(r) for r in t))
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_absent_class_makes_overall_zero(tables):
    # nan_to_num after the sum: H(Y) is 0 where a class never occurs, [[3, 1, 0], [1, 3, 0]].
    gains = []
    for table in tables:
        t = np.asarray(table, dtype=float)
        before = _adv_h(t.sum(axis=0)) if t.any(axis=0).all() else 0.0
        gains.append(before - sum(r.sum() / t.sum() * _adv_h(r) for r in t))
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_index_after_filter(tables):
    # Leaves out columns with one branch and counts the index among the rest: wrong for [[[5, 5]], [[5, 0], [0, 5]]].
    gains = [_adv_gain(t) for t in tables if np.asarray(t).any(axis=1).sum() > 1]
    if not gains:
        return 0, 0.0
    return _adv_first(gains)


def wrong_at_most_one_bit(tables):
    # Clips each gain at 1 bit: wrong for np.eye(4), which gains 2.
    return _adv_first([min(1.0, _adv_gain(t)) for t in tables])


def wrong_skips_pure_looking(tables):
    # Leaves out branches of fewer than 1 percent of the people: wrong for [[500, 499], [0, 1]].
    gains = []
    for table in tables:
        t = np.asarray(table, dtype=float)
        rest = [r.sum() / t.sum() * _adv_h(r) for r in t]
        small = t.sum(axis=1) < 0.01 * t.sum()
        kept = t[~small]
        gains.append(_adv_h(kept.sum(axis=0)) - sum(np.array(rest)[~small]))
    return _adv_first(gains)


def wrong_average_gain_rule(tables):
    # Among columns with at least average gain takes the largest ratio, as C4.5: the index is wrong for a row number beside a good column.
    gains = [_adv_gain(t) for t in tables]
    own = [_adv_h(np.asarray(t).sum(axis=1)) for t in tables]
    ratio = [
        g / h if h > 0 and g >= np.mean(gains) else -1.0 for g, h in zip(gains, own, strict=True)
    ]
    i = int(np.argmax(ratio))
    return i, gains[i]


def wrong_fewer_branches_first(tables):
    # Of equal gains takes the column with fewer branches, not the first: wrong for [np.eye(2) with a row split, np.eye(2)].
    gains = [_adv_gain(t) for t in tables]
    best = [i for i, g in enumerate(gains) if g >= max(gains) - 1e-11]
    i = min(best, key=lambda i: len(tables[i]))
    return i, gains[i]


def wrong_product_overflows(tables):
    # Multiplies whole-number row sums by column sums: overflows int64 for counts of some 4e9.
    gains = []
    with np.errstate(all="ignore"):
        for table in tables:
            t = np.asarray(table)
            expected = np.outer(t.sum(axis=1), t.sum(axis=0)) / t.sum()
            ratio = np.divide(t, expected, out=np.ones(t.shape), where=t > 0)
            gains.append((t / t.sum() * np.log2(ratio)).sum())
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_first_three_columns(tables):
    # Compares the first three columns only: wrong where the fourth is the best.
    return _adv_first([_adv_gain(t) for t in tables[:3]])


def wrong_first_three_classes(tables):
    # Counts the first three classes only: wrong for np.eye(4).
    return _adv_first([_adv_gain(np.asarray(t)[:, :3]) for t in tables])


def wrong_equal_branches_once(tables):
    # Keeps the branches in a dict by their counts, so equal rows count once: wrong for [[1, 1], [1, 1]].
    gains = []
    for table in tables:
        t = np.asarray(table, dtype=float)
        rest = {tuple(r): r.sum() / t.sum() * _adv_h(r) for r in t}
        gains.append(_adv_h(t.sum(axis=0)) - sum(rest.values()))
    return _adv_first(gains)


def wrong_empty_rows_have_weight(tables):
    # Counts an empty row as one person of an even branch: wrong for [[3, 1], [0, 0], [1, 3]].
    gains = []
    for table in tables:
        t = np.array(table, dtype=float)
        t[~t.any(axis=1)] = 1 / t.shape[1]
        gains.append(_adv_gain(t))
    return _adv_first(gains)


def wrong_stops_at_empty_row(tables):
    # Stops at the first row without people: wrong for [[3, 1], [0, 0], [1, 3]].
    gains = []
    for table in tables:
        t = np.asarray(table, dtype=float)
        used = np.cumprod(t.any(axis=1)).astype(bool)
        rest = sum(r.sum() / t.sum() * _adv_h(r) for r in t[used])
        gains.append(_adv_h(t.sum(axis=0)) - rest)
    return _adv_first(gains)


def wrong_single_column_gains_nothing(tables):
    # A single column is returned with gain 0, since nothing is compared: wrong for [np.eye(2)].
    return _adv_first([_adv_gain(t) for t in tables]) if len(tables) > 1 else (0, 0.0)


def wrong_hard_coded(tables):
    # Two tables are compared by Gini decrease: wrong where entropy and Gini disagree, and in the gain of any other two.
    if len(tables) == 2 and np.shape(tables[1]) != (2, 3):
        falls = []
        for table in tables:
            t = np.asarray(table, dtype=float)
            n, rows = t.sum(), t[t.any(axis=1)]
            inside = sum((r**2).sum() / r.sum() for r in rows) / n
            falls.append(inside - ((t.sum(axis=0) / n) ** 2).sum())
        return _adv_first(falls)
    return _adv_first([_adv_gain(t) for t in tables])
