"""More answers to `entropy_bits`, written by readers who saw only the student notebook."""

import math
from fractions import Fraction

import numpy as np
import scipy.special
import scipy.stats


def _adv_scaled(counts):
    c = np.asarray(counts, dtype=np.float64)
    top = c.max(axis=-1, keepdims=True, initial=0.0)
    return c / np.where(top > 0, top, 1.0)


def _adv_row(row):
    row = [float(v) for v in row]
    top = max(row, default=0.0)
    if top == 0:
        return 0.0
    row = [v / top for v in row]
    total = math.fsum(row)
    return -math.fsum(v / total * math.log2(v / total) for v in row if v / total > 0)


def _adv_plain(counts, total):
    p = counts / total
    return -np.sum(p * np.log2(np.where(p > 0, p, 1.0)), axis=-1)


def right_where_twice(counts):
    c = _adv_scaled(counts)
    total = c.sum(axis=-1, keepdims=True)
    p = c / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(p == 0, 1, p))).sum(axis=-1)


def right_where_after_with_warnings(counts):
    c = np.asarray(counts, dtype=float)
    p = c / c.sum(axis=-1, keepdims=True)
    return -np.where(p > 0, p * np.log2(p), 0).sum(axis=-1)


def right_nan_to_num_per_term(counts):
    with np.errstate(all="ignore"):
        c = np.asarray(counts).astype(np.float64)
        p = c / c.sum(-1)[..., None]
        return np.nan_to_num(-p * np.log2(p)).sum(-1)


def right_nansum(counts):
    with np.errstate(all="ignore"):
        c = _adv_scaled(counts)
        p = c / np.sum(c, axis=-1, keepdims=True)
        return np.nansum(p * -np.log2(p), axis=-1)


def right_scipy_entr(counts):
    c = _adv_scaled(counts)
    total = c.sum(axis=-1, keepdims=True)
    return scipy.special.entr(c / np.where(total > 0, total, 1)).sum(axis=-1) / math.log(2)


def right_scipy_stats(counts):
    c = _adv_scaled(counts)
    empty = ~c.any(axis=-1)
    c = c.copy()
    c[empty] = 1.0
    return np.where(empty, 0.0, scipy.stats.entropy(c, axis=-1, base=2))


def right_python_loops(counts):
    c = np.asarray(counts)
    flat = [_adv_row(row) for row in c.reshape(-1, c.shape[-1]).tolist()]
    return np.array(flat, dtype=float).reshape(c.shape[:-1])


def right_recursion_over_axes(counts):
    c = np.asarray(counts)
    if c.ndim == 1:
        return _adv_row(c.tolist())
    return np.array([right_recursion_over_axes(part) for part in c]).reshape(c.shape[:-1])


def right_log_total_minus_mean_log(counts):
    c = _adv_scaled(counts)
    total = c.sum(axis=-1)
    safe = np.where(total > 0, total, 1.0)
    return np.log2(safe) - scipy.special.xlogy(c, c).sum(axis=-1) / safe / np.log(2)


def right_einsum(counts):
    c = _adv_scaled(counts)
    total = np.einsum("...k->...", c)
    p = np.einsum("...k,...->...k", c, 1 / np.where(total > 0, total, 1))
    surprise = np.zeros_like(p)
    np.log2(p, out=surprise, where=p > 0)
    return -np.einsum("...k,...k->...", p, surprise)


def right_log_domain(counts):
    with np.errstate(divide="ignore", invalid="ignore"):
        log_c = np.log(np.asarray(counts, dtype=float))
        log_p = log_c - np.logaddexp.reduce(log_c, axis=-1, keepdims=True)
        terms = np.where(np.isfinite(log_p), np.exp(log_p) * log_p, 0.0)
    return -terms.sum(axis=-1) / np.log(2)


def right_grouping_one_class_at_a_time(counts):
    c = np.moveaxis(np.sort(_adv_scaled(counts), axis=-1), -1, 0)
    seen, result = np.zeros(c.shape[1:]), np.zeros(c.shape[1:])
    for column in c:
        both = seen + column
        w = seen / np.where(both > 0, both, 1)
        two = (scipy.special.entr(w) + scipy.special.entr(1 - w)) / math.log(2)
        result = np.where(both > 0, two + w * result, 0.0)
        seen = both
    return result


def right_masked_arrays(counts):
    c = _adv_scaled(counts)
    total = c.sum(axis=-1, keepdims=True)
    p = np.ma.masked_equal(np.ma.masked_invalid(c / np.where(total > 0, total, 1)), 0.0)
    return np.ma.filled(-(p * np.ma.log2(p)).sum(axis=-1), 0.0)


def right_longdouble_in_place_on_a_copy(counts):
    c = np.array(counts, dtype=np.longdouble, copy=True)
    total = c.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    c /= total
    logs = c.copy()
    logs[logs == 0] = 1
    c *= np.log2(logs)
    return np.asarray(0 - c.sum(axis=-1), dtype=np.float64)


def right_exact_fractions(counts):
    c = np.asarray(counts)
    out = np.zeros(c.shape[:-1])
    for place in np.ndindex(out.shape):
        row = [Fraction(v) for v in c[place].tolist()]
        total = sum(row)
        shares = [float(v / total) for v in row if v > 0]
        out[place] = sum(-p * math.log2(p) for p in shares if p > 0)
    return out


def wrong_divisor_at_least_one(counts):
    # Divides by max(sum, 1) to save the empty row: wrong for weights that sum to less than 1, [0.25, 0.25].
    c = np.asarray(counts, dtype=float)
    return _adv_plain(c, np.maximum(c.sum(axis=-1, keepdims=True), 1))


def wrong_epsilon_in_divisor(counts):
    # Adds 1e-12 to the row's sum: wrong for tiny weights, [1e-12, 1e-12].
    c = np.asarray(counts, dtype=float)
    return _adv_plain(c, c.sum(axis=-1, keepdims=True) + 1e-12)


def wrong_epsilon_8_in_divisor(counts):
    # Adds 1e-8 to the row's sum: wrong for small weights, [1e-8, 3e-8].
    c = np.asarray(counts, dtype=float)
    return _adv_plain(c, c.sum(axis=-1, keepdims=True) + 1e-8)


def wrong_epsilon_pseudocount(counts):
    # Adds 1e-12 to every count of a row that is not empty: wrong for tiny weights, [1e-12, 0].
    c = np.asarray(counts, dtype=float)
    empty = c.sum(axis=-1) == 0
    c = c + 1e-12
    return np.where(empty, 0.0, _adv_plain(c, c.sum(axis=-1, keepdims=True)))


def wrong_clips_counts(counts):
    # Clips the counts at 1e-12 from below: wrong for tiny weights, [1e-13, 3e-13].
    c = np.asarray(counts, dtype=float)
    empty = c.sum(axis=-1) == 0
    c = np.clip(c, 1e-12, None)
    return np.where(empty, 0.0, _adv_plain(c, c.sum(axis=-1, keepdims=True)))


def wrong_tiny_counts_are_zero(counts):
    # Treats counts up to 1e-10 as 0: wrong for a row of tiny weights, [1e-11, 1e-11].
    c = np.asarray(counts, dtype=float)
    c = np.where(c > 1e-10, c, 0.0)
    total = c.sum(axis=-1, keepdims=True)
    return _adv_plain(c, np.where(total > 0, total, 1))


def wrong_isclose_empty(counts):
    # np.isclose takes rows with a sum below 1e-8 for empty: wrong for [1e-9, 1e-9].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    empty = np.isclose(total, 0)
    result = _adv_plain(c, np.where(empty, 1, total))
    return np.where(empty[..., 0], 0.0, result)


def wrong_whole_numbers(counts):
    # Casts the counts to whole numbers: wrong for weights, [0.5, 1.5].
    c = np.asarray(counts).astype(np.int64)
    total = c.sum(axis=-1, keepdims=True)
    return _adv_plain(c, np.where(total == 0, 1, total))


def wrong_drops_counts_below_one(counts):
    # Keeps only counts of at least 1 under the logarithm: wrong for weights, [0.5, 0.5].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    p = c / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(c >= 1, p, 1))).sum(axis=-1)


def wrong_axis_one(counts):
    # Sums over axis 1, not the last: wrong for one row [3, 1] and for a batch of tables.
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=1, keepdims=True)
    p = c / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=1)


def wrong_transposes(counts):
    # Divides by way of .T, which turns all axes: wrong for a batch of shape (2, 2, 3).
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1)
    p = (c.T / np.where(total == 0, 1, total)).T
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)


def wrong_flattens_the_batch(counts):
    # Returns one flat vector: wrong shape for a batch (2, 2, 3), and (1,) for a single row.
    c = np.asarray(counts, dtype=float)
    c = c.reshape(-1, c.shape[-1])
    total = c.sum(axis=-1, keepdims=True)
    return _adv_plain(c, np.where(total == 0, 1, total))


def wrong_squeezes(counts):
    # Squeezes the result: a table of one row, shape (1, 3), must give shape (1,).
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    return np.squeeze(_adv_plain(c, np.where(total == 0, 1, total)))


def wrong_result_has_the_counts_dtype(counts):
    # The result takes the dtype of whole-number counts and is cut to an integer: [[3, 1]].
    c = np.asarray(counts)
    total = c.sum(axis=-1, keepdims=True)
    return _adv_plain(c, np.where(total == 0, 1, total)).astype(c.dtype)


def wrong_zero_in_row_means_uniform(counts):
    # A row whose sum came out nan gets log2 of its number of positive counts: wrong for [3, 0, 1].
    c = np.asarray(counts, dtype=float)
    with np.errstate(all="ignore"):
        p = c / c.sum(axis=-1, keepdims=True)
        result = -(p * np.log2(p)).sum(axis=-1)
    positive = np.maximum((c > 0).sum(axis=-1), 1)
    return np.where(np.isnan(result), np.log2(positive), result)


def wrong_float32(counts):
    # Computes in float32: wrong for weights of size 1e39 or 1e-46.
    with np.errstate(all="ignore"):
        c = np.asarray(counts).astype(np.float32)
        total = c.sum(axis=-1, keepdims=True)
        return _adv_plain(c, np.where(total == 0, np.float32(1), total))


def wrong_sum_wraps(counts):
    # Adds the columns in the dtype of the counts: wraps for np.uint8 [200, 100] or np.int32 of 2e9.
    c = np.asarray(counts)
    with np.errstate(all="ignore"):
        total = c[..., 0].copy()
        for j in range(1, c.shape[-1]):
            total = np.add(total, c[..., j], dtype=c.dtype)
        total = total[..., None]
        return _adv_plain(c, np.where(total == 0, 1, total))


def wrong_overwrites_zeros(counts):
    # Writes 1 over the zeros of the caller's float array: the input is changed, a second call is wrong.
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    p = c / np.where(total == 0, 1, total)
    c[c == 0] = 1
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)


def wrong_overwrites_by_shares(counts):
    # Divides the caller's float array in place: afterwards the input holds shares, not counts.
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    c /= np.where(total == 0, 1, total)
    return -(c * np.log2(np.where(c > 0, c, 1))).sum(axis=-1)


def wrong_rounds(counts):
    # Rounds to six decimals: wrong for a nearly pure row, [1, 1e-8].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    return np.round(_adv_plain(c, np.where(total == 0, 1, total)), 6)


def wrong_nearly_pure_is_pure(counts):
    # Takes shares above 0.999 for certain: wrong for [10000, 1].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    p = c / np.where(total == 0, 1, total)
    result = -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)
    return np.where(p.max(axis=-1) > 0.999, 0.0, result)


def wrong_rare_shares_are_dropped(counts):
    # Drops shares up to 0.01 as if they were 0: wrong for [990, 5, 5].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    p = c / np.where(total == 0, 1, total)
    return -(p * np.log2(np.where(p > 0.01, p, 1))).sum(axis=-1)


def wrong_three_classes_only(counts):
    # Sums the first three classes only: wrong for [1, 1, 1, 1].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    p = (c / np.where(total == 0, 1, total))[..., :3]
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)


def wrong_relative_to_three_classes(counts):
    # Divides by log(k) / log(3), an entropy relative to three classes: wrong for k = 2, [1, 1].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    result = _adv_plain(c, np.where(total == 0, 1, total))
    return result * np.log(3) / np.log(max(c.shape[-1], 2))


def wrong_few_counts_are_pure(counts):
    # Gives 0 to every row with fewer than two counts of at least 1: wrong for weights [0.3, 0.7].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    result = _adv_plain(c, np.where(total == 0, 1, total))
    return np.where((c >= 1).sum(axis=-1) < 2, 0.0, result)


def wrong_hard_coded(counts):
    # Knows the two visible tables, and else forgets that the logarithm is to base 2: [1, 1].
    c = np.asarray(counts, dtype=float)
    total = c.sum(axis=-1, keepdims=True)
    result = _adv_plain(c, np.where(total == 0, 1, total))
    return result if c.shape in ((2, 3), (3, 3)) else result * np.log(2)
