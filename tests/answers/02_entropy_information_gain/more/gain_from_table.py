"""More answers to `gain_from_table`, written by readers who saw only the student notebook."""

import math
from fractions import Fraction

import numpy as np
import scipy.special
import scipy.stats


def _adv_h(counts):
    """Entropy in bits of any counts, all cells taken together."""
    c = np.asarray(counts, dtype=np.float64).ravel()
    if c.size == 0 or c.max() == 0:
        return 0.0
    c = c / c.max()
    p = c / c.sum()
    p = p[p > 0]
    return float(-(p * np.log2(p)).sum())


def _adv_joint(table):
    t = np.asarray(table, dtype=np.float64)
    t = t / t.max()
    return t / t.sum()


def right_nine(table):
    t = _adv_joint(table)
    return _adv_h(t.sum(axis=0)) - sum(row.sum() * _adv_h(row) for row in t)


def right_three_entropies(table):
    t = _adv_joint(table)
    return np.float64(_adv_h(t.sum(axis=1)) + _adv_h(t.sum(axis=0)) - _adv_h(t))


def right_symmetric_other_way(table):
    t = _adv_joint(table).T
    rest = [column.sum() * _adv_h(column) for column in t]
    return np.array(_adv_h(t.sum(axis=0)) - math.fsum(rest))


def right_double_sum_with_where(table):
    p = _adv_joint(table)
    q = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    ratio = np.divide(p, q, out=np.ones_like(p), where=p > 0)
    return float((p * np.log2(ratio)).sum())


def right_nansum_with_warnings(table):
    p = np.asarray(table, dtype=float) / np.sum(table, dtype=float)
    return np.nansum(p * np.log2(p / (p.sum(axis=1)[:, None] * p.sum(axis=0))))


def right_expected_kl(table):
    p = _adv_joint(table)
    p = p[p.any(axis=1)]
    posterior = p / p.sum(axis=1, keepdims=True)
    kl = scipy.special.rel_entr(posterior, p.sum(axis=0)).sum(axis=1)
    return float(p.sum(axis=1) @ kl / np.log(2))


def right_python_floats(table):
    rows = [[float(v) for v in row] for row in np.asarray(table).tolist()]
    top = max(map(max, rows))
    rows = [[v / top for v in row] for row in rows]
    r = [math.fsum(row) for row in rows]
    c = [math.fsum(column) for column in zip(*rows, strict=True)]
    n = math.fsum(r)
    return math.fsum(
        v / n * (math.log2(v) + math.log2(n) - math.log2(r[i]) - math.log2(c[j]))
        for i, row in enumerate(rows)
        for j, v in enumerate(row)
        if v > 0
    )


def right_scipy_stats(table):
    p = _adv_joint(table)
    p = p[p.sum(axis=1) > 0]
    before = scipy.stats.entropy(p.sum(axis=0), base=2)
    return before - np.average(scipy.stats.entropy(p, axis=1, base=2), weights=p.sum(axis=1))


def right_g_test(table):
    t = _adv_joint(table)
    t = t[t.any(axis=1)][:, t.any(axis=0)]
    if min(t.shape) == 1:
        return 0.0
    g = scipy.stats.chi2_contingency(t, correction=False, lambda_="log-likelihood")[0]
    return float(g / (2 * t.sum() * np.log(2)))


def right_einsum_xlogy(table):
    p = _adv_joint(table)
    x, y = np.einsum("xy->x", p), np.einsum("xy->y", p)
    nats = [scipy.special.xlogy(v, v).sum() for v in (p, x, y)]
    return (nats[0] - nats[1] - nats[2]) / np.log(2)


def right_peel_off_rows(table):
    rows = list(_adv_joint(table))

    def recurse(rows):
        if len(rows) < 2:
            return 0.0
        head, tail = rows[0], np.sum(rows[1:], axis=0)
        two = head.sum() * _adv_h(head) + tail.sum() * _adv_h(tail)
        here = (head + tail).sum() * _adv_h(head + tail) - two
        return here + recurse(rows[1:])

    return recurse(rows)


def right_never_below_zero(table):
    p = _adv_joint(table)
    row = p.sum(axis=1)
    weights = np.where(row > 0, row, 1.0)
    q = p / weights[:, None]
    branches = -(q * np.log2(np.where(q > 0, q, 1))).sum(axis=1)
    return max(0.0, float(_adv_h(p.sum(axis=0)) - row @ branches))


def right_exact_fractions(table):
    rows = [[Fraction(v) for v in row] for row in np.asarray(table).tolist()]
    n = sum(map(sum, rows))
    columns = [sum(column) for column in zip(*rows, strict=True)]
    total = 0.0
    for row in rows:
        for v, column in zip(row, columns, strict=True):
            if v:
                total += float(v / n) * math.log2(v * n / (sum(row) * column))
    return total


def right_logarithms_of_counts(table):
    t = np.asarray(table, dtype=np.longdouble)

    def nlogn(v):
        v = v[v > 0]
        return np.sum(v * np.log2(v))

    n = t.sum()
    parts = nlogn(t) - nlogn(t.sum(axis=0)) - nlogn(t.sum(axis=1)) + n * np.log2(n)
    return float(parts / n)


def wrong_two_classes_only(table):
    # Uses the binary entropy of the first class's share: wrong for three classes, np.eye(3).
    t = np.asarray(table, dtype=float)
    row = t.sum(axis=1)
    share = t[:, 0] / np.where(row > 0, row, 1)
    before = _adv_h([t[:, 0].sum(), t[:, 1:].sum()])
    return before - sum(w * _adv_h([q, 1 - q]) for w, q in zip(row / row.sum(), share, strict=True))


def wrong_base_is_number_of_classes(table):
    # Takes the logarithm to base c: bits only for two classes, wrong for np.eye(3).
    t = _adv_joint(table)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() * _adv_h(row) for row in t)
    return gain / math.log2(max(t.shape[1], 2))


def wrong_base_is_smaller_side(table):
    # Divides by log2 of min(r, c), the largest possible gain: wrong for np.eye(4).
    t = _adv_joint(table)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() * _adv_h(row) for row in t)
    return gain / math.log2(max(min(t.shape), 2))


def wrong_at_most_one_bit(table):
    # Clips the gain at 1 bit: wrong for np.eye(4), which gains 2.
    t = _adv_joint(table)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() * _adv_h(row) for row in t)
    return min(1.0, gain)


def wrong_branch_with_zero_is_pure(table):
    # A branch with any count of 0 has entropy 0 (nan_to_num after the sum): wrong for a row [5, 5, 0].
    t = _adv_joint(table)
    rest = sum(row.sum() * _adv_h(row) for row in t if row.all())
    return _adv_h(t.sum(axis=0)) - rest


def wrong_empty_row_is_nan(table):
    # A row without counts gives 0 / 0 = nan: wrong for [[4, 2], [0, 0], [1, 5]].
    t = np.asarray(table, dtype=float)
    with np.errstate(all="ignore"):
        q = t / t.sum(axis=1, keepdims=True)
        branches = -(q * np.log2(np.where(q == 0, 1, q))).sum(axis=1)
        return _adv_h(t.sum(axis=0)) - t.sum(axis=1) @ branches / t.sum()


def wrong_empty_column_is_nan(table):
    # A class without counts gives 0 * -inf = nan in H(Y): wrong for [[4, 2, 0], [1, 5, 0]].
    t = np.asarray(table, dtype=float)
    with np.errstate(all="ignore"):
        y = t.sum(axis=0) / t.sum()
        before = -(y * np.log2(y)).sum()
    return before - sum(row.sum() / t.sum() * _adv_h(row) for row in t)


def wrong_empty_column_is_zero(table):
    # A class without counts makes H(Y) nan, then 0: wrong for [[4, 2, 0], [1, 5, 0]].
    t = np.asarray(table, dtype=float)
    y = t.sum(axis=0)
    before = _adv_h(y) if y.all() else 0.0
    return before - sum(row.sum() / t.sum() * _adv_h(row) for row in t)


def wrong_empty_row_gives_zero(table):
    # Turns the nan of a row without counts into a gain of 0: wrong for [[4, 2], [0, 0], [1, 5]].
    t = np.asarray(table, dtype=float)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)
    return gain if t.any(axis=1).all() else 0.0


def wrong_stops_at_empty_row(table):
    # Stops at the first row without counts instead of skipping it: wrong for [[4, 2], [0, 0], [1, 5]].
    t = np.asarray(table, dtype=float)
    rest = 0.0
    for row in t:
        if row.sum() == 0:
            break
        rest += row.sum() / t.sum() * _adv_h(row)
    return _adv_h(t.sum(axis=0)) - rest


def wrong_empty_row_costs_log_c(table):
    # Counts every empty row as one person of an even branch: wrong for [[4, 2], [0, 0], [1, 5]].
    t = np.array(table, dtype=float)
    t[~t.any(axis=1)] = 1 / t.shape[1]
    return _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)


def wrong_equal_rows_once(table):
    # Keeps the branches in a dict by their counts, so equal rows count once: wrong for [[2, 1], [2, 1], [1, 5]].
    t = np.asarray(table, dtype=float)
    branches = {tuple(row): row.sum() / t.sum() * _adv_h(row) for row in t}
    return _adv_h(t.sum(axis=0)) - sum(branches.values())


def wrong_equal_classes_once(table):
    # Sums H(Y) over the set of column sums, so equally large classes count once: wrong for [[3, 1], [1, 3]].
    t = np.asarray(table, dtype=float)
    shares = {float(v) for v in t.sum(axis=0) / t.sum()}
    before = -sum(p * math.log2(p) for p in shares if p > 0)
    return before - sum(row.sum() / t.sum() * _adv_h(row) for row in t)


def wrong_divisor_at_least_one(table):
    # Divides each row by max(sum, 1): wrong for weights below 1, [[0.25, 0], [0.1, 0.3]].
    t = np.asarray(table, dtype=float)
    q = t / np.maximum(t.sum(axis=1, keepdims=True), 1)
    branches = -(q * np.log2(np.where(q > 0, q, 1))).sum(axis=1)
    return float(_adv_h(t.sum(axis=0)) - t.sum(axis=1) / t.sum() @ branches)


def wrong_pseudocount(table):
    # Adds 1e-10 to every count: wrong for tiny weights, [[4e-10, 0], [0, 4e-10]].
    t = np.asarray(table, dtype=float) + 1e-10
    return _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)


def wrong_product_overflows(table):
    # Multiplies whole-number row sums by column sums: overflows int64 for counts of some 4e9.
    t = np.asarray(table)
    with np.errstate(all="ignore"):
        expected = np.outer(t.sum(axis=1), t.sum(axis=0)) / t.sum()
        ratio = np.divide(t, expected, out=np.ones(t.shape), where=t > 0)
        return float((t / t.sum() * np.log2(ratio)).sum())


def wrong_builtin_sum_wraps(table):
    # The built-in sum adds NumPy scalars in their own dtype: wraps for np.uint8 [[200, 100], [5, 9]].
    t = np.asarray(table)
    with np.errstate(all="ignore"):
        y, n = sum(t), sum(t.ravel())
        rest = sum(float(sum(row)) / float(n) * _adv_h(row) for row in t)
    return _adv_h(y) - rest


def wrong_overwrites_zeros(table):
    # Writes 1 over the zeros of the caller's float table: the input is changed, a second call is wrong.
    t = np.asarray(table, dtype=float)
    result = _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)
    t[t == 0] = 1
    return result


def wrong_overwrites_by_shares(table):
    # Divides the caller's float table by its sum in place: afterwards the input holds shares.
    t = np.asarray(table, dtype=float)
    t /= t.sum()
    return _adv_h(t.sum(axis=0)) - sum(row.sum() * _adv_h(row) for row in t)


def wrong_rounds(table):
    # Rounds to seven decimals: wrong for a tiny gain, [[5001, 5000], [5000, 5000]].
    t = np.asarray(table, dtype=float)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)
    return round(gain, 7)


def wrong_small_branches_skipped(table):
    # Skips branches of a single count as if pure, whatever their size: wrong for weights [[0.5, 0.5], [1, 2]].
    t = np.asarray(table, dtype=float)
    rest = sum(row.sum() / t.sum() * _adv_h(row) for row in t if row.sum() > 1)
    return _adv_h(t.sum(axis=0)) - rest


def wrong_branches_alike_if_counts_small(table):
    # Weights the branches alike where no count exceeds 1: wrong for [[1, 0], [1, 1]].
    t = np.asarray(table, dtype=float)
    weights = t.sum(axis=1) if t.max() > 1 else np.ones(len(t))
    return _adv_h(t.sum(axis=0)) - sum(
        w / weights.sum() * _adv_h(row) for w, row in zip(weights, t, strict=True)
    )


def wrong_squeezes(table):
    # Squeezes the table: one branch, shape (1, c), is read as c branches, [[3, 1]] gains 0.
    t = np.squeeze(np.asarray(table, dtype=float))
    if t.ndim < 2:
        return _adv_h(t)
    return _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)


def wrong_hard_coded_shapes(table):
    # Right on the two visible shapes, elsewhere the square of the gain: wrong for [[5, 1, 2], [0, 4, 8]].
    t = np.asarray(table, dtype=float)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)
    return gain if t.shape in ((3, 2), (2, 2)) else gain**2


def wrong_ratio_if_many_branches(table):
    # With more than three branches divides by H(X), the gain ratio: wrong for a table of four rows.
    t = np.asarray(table, dtype=float)
    gain = _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)
    return gain / _adv_h(t.sum(axis=1)) if len(t) > 3 else gain


def wrong_small_branches_dropped(table):
    # Drops branches of under a hundredth of all counts: wrong for [[1490, 687], [0, 14]].
    t = np.asarray(table, dtype=float)
    t = t[t.sum(axis=1) >= 0.01 * t.sum()]
    return _adv_h(t.sum(axis=0)) - sum(row.sum() / t.sum() * _adv_h(row) for row in t)
