"""More answers to `kl_rows`, written by readers who saw only the student notebook."""

import math
from decimal import Decimal, localcontext

import numpy as np
import scipy.special
import scipy.stats
from scipy import special


def _fold(values):
    if len(values) < 2:
        return values[0] if values else 0.0
    mid = len(values) // 2
    return _fold(values[:mid]) + _fold(values[mid:])


def _term(a, b):
    if a == 0:
        return 0.0
    return math.inf if b == 0 else a * (math.log(a) - math.log(b))


def right_where_ones(p, q):
    safe_p = np.where(p == 0, 1, p)
    safe_q = np.where(p == 0, 1, q)
    return np.sum(p * (np.log(safe_p) - np.log(safe_q)), axis=-1)


def right_python_floats(p, q):
    out = []
    for row_p, row_q in zip(p.tolist(), q.tolist()):
        out.append(math.fsum(_term(a, b) for a, b in zip(row_p, row_q)))
    return np.array(out, dtype=float)


def right_xlogy_difference(p, q):
    return scipy.special.xlogy(p, p).sum(axis=1) - scipy.special.xlogy(p, q).sum(axis=1)


def right_rel_entr(p, q):
    return scipy.special.rel_entr(p, q) @ np.ones(p.shape[1])


def right_stats_entropy(p, q):
    return scipy.stats.entropy(p, q, axis=1)


def right_nansum(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nansum(p * (np.log(p) - np.log(q)), axis=1)


def right_einsum_out_where(p, q):
    live = p > 0
    log_p = np.log(p.astype(float), out=np.zeros(p.shape), where=live)
    with np.errstate(divide="ignore"):
        log_q = np.log(q.astype(float), out=np.zeros(q.shape), where=live)
    return np.einsum("ij,ij->i", p.astype(float), log_p - log_q)


def right_frexp(p, q):
    keep = p > 0
    mp, ep = np.frexp(np.where(keep, p, 1).astype(float))
    mq, eq = np.frexp(np.where(keep, q, 1).astype(float))
    with np.errstate(divide="ignore"):
        bits = np.log2(mp / np.where(mq == 0, 1.0, mq)) + (ep - eq)
    bits[mq == 0] = np.inf
    total = np.zeros(len(p))
    for c in range(p.shape[1])[::-1]:
        total[keep[:, c]] += (p[:, c] * np.where(keep[:, c], bits[:, c], 0.0))[keep[:, c]]
    return total * math.log(2)


def right_recursive_pairs(p, q):
    return np.array(
        [_fold([_term(float(a), float(b)) for a, b in zip(x, y)]) for x, y in zip(p, q)],
        dtype=float,
    )


def right_decimal(p, q):
    result = np.empty(len(p))
    for i in range(len(p)):
        total = Decimal(0)
        for a, b in zip(p[i].tolist(), q[i].tolist()):
            if a > 0 and b == 0:
                total = Decimal("Infinity")
                break
            if a > 0:
                a, b = Decimal(a), Decimal(b)
                total += a * (a.ln() - b.ln())
        result[i] = float(total)
    return result


def right_generalised_terms(p, q):
    p, q = np.array(p, dtype=np.float64), np.array(q, dtype=np.float64)
    terms = q - p
    for index in np.argwhere(p > 0):
        i, c = index
        terms[i, c] += _term(p[i, c], q[i, c])
    return terms.sum(axis=1)


def right_list_of_floats(p, q):
    return [float(sum(map(_term, a, b))) for a, b in zip(p.tolist(), q.tolist())]


def right_bincount(p, q):
    i, c = np.nonzero(p)
    with np.errstate(divide="ignore"):
        values = p[i, c] * (np.log(p[i, c]) - np.log(q[i, c]))
    return np.bincount(i, weights=values, minlength=len(p)).astype(float)


def right_infinite_rows_first(p, q):
    forbidden = ((p > 0) & (q <= 0)).any(axis=1)
    use = (p > 0) & (q > 0)
    log_odds = np.log(np.where(use, q, 1.0)) - np.log(np.where(use, p, 1.0))
    return np.where(forbidden, np.inf, -(p * log_odds).sum(axis=1))


def wrong_epsilon_inside_logs(p, q):
    # 1e-12 is added inside both logs: p = (1, 0), q = (0, 1) gives 27.6, not inf.
    return np.sum(p * (np.log(p + 1e-12) - np.log(q + 1e-12)), axis=1)


def wrong_clip_keras(p, q):
    # Both are clipped to [1e-7, 1], as Keras does: p = (1, 0), q = (0, 1) gives 16.1, not inf.
    a, b = np.clip(p, 1e-7, 1), np.clip(q, 1e-7, 1)
    return np.sum(a * np.log(a / b), axis=1)


def wrong_clip_1e_300(p, q):
    # q is clipped at 1e-300: the inf of q = 0 < p becomes 690.8.
    safe = np.where(p > 0, p, 1.0)
    return np.sum(p * (np.log(safe) - np.log(np.maximum(q, 1e-300))), axis=1)


def wrong_subnormal_floor(p, q):
    # q is floored at the smallest normal float: p = (1, 0), q = (1e-320, 1) gives 708.4, not 736.8.
    use = p > 0
    a = np.where(use, p, 1.0)
    b = np.where(use, np.maximum(q, np.finfo(float).tiny), 1.0)
    return np.where(
        (use & (q == 0)).any(axis=1), np.inf, np.sum(p * np.log(a) - p * np.log(b), axis=1)
    )


def wrong_subnormal_counts_as_zero(p, q):
    # q below 1e-300 is taken for 0: p = (0.5, 0.5), q = (1e-305, 1) gives inf, not 350.4.
    use = p > 0
    bad = (use & (q < 1e-300)).any(axis=1)
    a, b = np.where(use, p, 1.0), np.where(use & (q > 0), q, 1.0)
    return np.where(bad, np.inf, np.sum(p * (np.log(a) - np.log(b)), axis=1))


def wrong_quotient_overflows(p, q):
    # The quotient p / q is formed first: it overflows to inf at p = 0.5, q = 1e-310.
    use = p > 0
    with np.errstate(all="ignore"):
        ratio = np.where(use, p, 1.0) / np.where(use, q, 1.0)
        return np.sum(p * np.log(ratio), axis=1)


def wrong_scipy_kl_div(p, q):
    # The quotient of scipy.special.kl_div overflows: p = 0.5, q = 1e-310 gives inf.
    with np.errstate(all="ignore"):
        return scipy.special.kl_div(p, q).sum(axis=1)


def wrong_both_positive_mask(p, q):
    # Classes with q = 0 are left out although p > 0: p = (0.5, 0.5), q = (1, 0) must be inf.
    use = (p > 0) & (q > 0)
    return np.sum(
        np.where(use, p * (np.log(np.where(use, p, 1.0)) - np.log(np.where(use, q, 1.0))), 0),
        axis=1,
    )


def wrong_masked_array(p, q):
    # np.ma.log masks q = 0 also where p > 0: p = (0.5, 0.5), q = (1, 0) must be inf.
    terms = p * (np.ma.log(p) - np.ma.log(q))
    return np.asarray(terms.sum(axis=1).filled(0.0), dtype=float)


def wrong_nan_to_num(p, q):
    # nan_to_num also turns the inf of q = 0 < p into a huge finite number.
    with np.errstate(all="ignore"):
        terms = np.nan_to_num(p * (np.log(p) - np.log(q)))
        return terms.sum(axis=1)


def wrong_log_q_zeroed(p, q):
    # log 0 is replaced by 0 in log q too: p = (0.5, 0.5), q = (1, 0) gives -0.69, not inf.
    log_p = np.log(p, out=np.zeros(p.shape), where=p > 0)
    log_q = np.log(q, out=np.zeros(q.shape), where=q > 0)
    return (p * (log_p - log_q)).sum(axis=1)


def wrong_zeros_only_counted(p, q):
    # inf only if q has more zeros than p: p = (0.5, 0.5, 0), q = (0, 0.5, 0.5) must be inf.
    both = (p > 0) & (q > 0)
    terms = p * (np.log(np.where(both, p, 1.0)) - np.log(np.where(both, q, 1.0)))
    return np.where((q == 0).sum(axis=1) > (p == 0).sum(axis=1), np.inf, terms.sum(axis=1))


def wrong_one_infinite_row_for_all(p, q):
    # One infinite row makes every row infinite: seen with a finite row beside an infinite one.
    if np.any((p > 0) & (q == 0)):
        return np.full(len(p), np.inf)
    safe_p, safe_q = np.where(p == 0, 1, p), np.where(p == 0, 1, q)
    return np.sum(p * (np.log(safe_p) - np.log(safe_q)), axis=1)


def wrong_column_mask(p, q):
    # A class with p = 0 in any row is dropped from all rows: seen with two rows, one with a zero.
    live = (p > 0).all(axis=0)
    with np.errstate(divide="ignore"):
        return np.sum(p[:, live] * (np.log(p[:, live]) - np.log(q[:, live])), axis=1)


def wrong_q_renormalised_on_support(p, q):
    # q is renormalised on the support of p: (0.5, 0.5, 0) and (0.25, 0.25, 0.5) give 0, not ln 2.
    use = p > 0
    with np.errstate(all="ignore"):
        b = np.where(use, q, 0.0)
        b = b / b.sum(axis=1, keepdims=True)
        return np.sum(
            np.where(use, p * (np.log(np.where(use, p, 1.0)) - np.log(np.where(use, b, 1.0))), 0.0),
            axis=1,
        )


def wrong_generalised_on_support(p, q):
    # q - p is added on the support of p only: (0.5, 0.5, 0) and (0.25, 0.25, 0.5) give 0.19, not ln 2.
    use = p > 0
    a, b = np.where(use, p, 1.0), np.where(use, q, 1.0)
    with np.errstate(divide="ignore"):
        return np.sum(p * (np.log(a) - np.log(b)) - a + b, axis=1)


def wrong_product_underflows(p, q):
    # q = 0 is found by p * q = 0, which underflows: p = q = (1e-200, 1) gives inf, not 0.
    use = p > 0
    bad = (use & (p * q == 0)).any(axis=1)
    a, b = np.where(use, p, 1.0), np.where(use & (q > 0), q, 1.0)
    return np.where(bad, np.inf, np.sum(p * (np.log(a) - np.log(b)), axis=1))


def wrong_tiny_p_is_zero(p, q):
    # p below 1e-12 is taken for 0: p = (1e-20, 1), q = (0, 1) must be inf.
    use = p > 1e-12
    with np.errstate(divide="ignore"):
        return np.sum(p * (np.log(np.where(use, p, 1.0)) - np.log(np.where(use, q, 1.0))), axis=1)


def wrong_isclose_zero(p, q):
    # np.isclose(p, 0) holds at 1e-9 too: p = (1e-9, 1 - 1e-9), q = (0, 1) must be inf.
    none = np.isclose(p, 0)
    with np.errstate(divide="ignore"):
        return np.sum(p * (np.log(np.where(none, 1, p)) - np.log(np.where(none, 1, q))), axis=1)


def wrong_q_isclose_zero(p, q):
    # q of 1e-9 is taken for 0: p = (0.5, 0.5), q = (1e-9, 1 - 1e-9) gives inf, not 9.67.
    use = p > 0
    b = np.where(np.isclose(q, 0), 0, q)
    with np.errstate(divide="ignore"):
        return np.sum(p * (np.log(np.where(use, p, 1)) - np.log(np.where(use, b, 1))), axis=1)


def wrong_integer_output(p, q):
    # The result takes the dtype of p: integer p = (1, 0), q = (0.5, 0.5) gives 0, not ln 2.
    out = np.zeros(len(p), dtype=p.dtype)
    for i in range(len(p)):
        use = p[i] > 0
        with np.errstate(all="ignore"):
            out[i] = np.sum(p[i][use] * (np.log(p[i][use]) - np.log(q[i][use])))
    return out


def wrong_q_cast_to_p(p, q):
    # q is cast to the dtype of p: integer p = (1, 0), q = (0.5, 0.5) gives inf, not ln 2.
    b = np.array(q, dtype=p.dtype)
    with np.errstate(divide="ignore"):
        return np.sum(p * (np.log(np.where(p == 0, 1, p)) - np.log(np.where(p == 0, 1, b))), axis=1)


def wrong_integer_out_buffer(p, q):
    # The buffer of the logarithm has the dtype of the input: integer p or q raises.
    log_p = np.log(p, out=np.zeros_like(p), where=p > 0)
    with np.errstate(divide="ignore"):
        log_q = np.log(q, out=np.zeros_like(q), where=p > 0)
    return np.sum(p * (log_p - log_q), axis=1)


def wrong_q_through_float32(p, q):
    # float32 rounds q = 1e-60 to 0: p = (0.5, 0.5), q = (1e-60, 1) gives inf, not 68.4.
    with np.errstate(all="ignore"):
        narrow = np.where(p == 0, 1, q).astype(np.float32)
        wide = np.where(np.abs(q - narrow) < 1e-30, narrow.astype(float), np.where(p == 0, 1, q))
        return np.sum(p * (np.log(np.where(p == 0, 1, p)) - np.log(wide)), axis=1)


def wrong_float32_cast(p, q):
    # Both are cast to float32: q = 1e-60 becomes 0 and p = (0.5, 0.5), q = (1e-60, 1) gives inf.
    a, b = p.astype(np.float32), q.astype(np.float32)
    with np.errstate(divide="ignore"):
        return np.sum(
            a * (np.log(np.where(a == 0, 1, a)) - np.log(np.where(a == 0, 1, b))), axis=1
        ).astype(float)


def wrong_square_axis(p, q):
    # The class axis is looked up by its length: a square (k, k) input is summed over the rows.
    terms = scipy.special.rel_entr(p, q)
    return terms.sum(axis=p.shape.index(p.shape[-1]))


def wrong_stats_entropy_square(p, q):
    # scipy.stats.entropy runs over axis 0, which is taken when the input is square: rows mix.
    if p.shape[0] == p.shape[1]:
        return scipy.stats.entropy(p, q)
    return scipy.stats.entropy(p.T, q.T)


def wrong_nearly_one_hot(p, q):
    # A row with max p > 0.99 is taken for one-hot: p = (0.995, 0.005), q = (0.5, 0.5) gives 0.693, not 0.662.
    out = scipy.special.rel_entr(p, q).sum(axis=1)
    sure = p.max(axis=1) > 0.99
    top = np.argmax(p, axis=1)
    with np.errstate(divide="ignore"):
        return np.where(
            sure, -np.log(np.take_along_axis(q, top[:, None], 1)[:, 0].astype(float)), out
        )


def wrong_capped(p, q):
    # Log-ratios are capped at 100: p = (1, 0), q = (1e-200, 1) gives 100, not 460.5.
    use = p > 0
    with np.errstate(divide="ignore"):
        ratio = np.log(np.where(use, p, 1.0)) - np.log(np.where(use, q, 1.0))
    return np.sum(p * np.where(np.isinf(ratio), ratio, np.minimum(ratio, 100.0)), axis=1)


def wrong_inf_returned_as_nan(p, q):
    # Rows with q = 0 < p are returned as nan, not inf: p = (0.5, 0.5), q = (1, 0).
    total = scipy.special.rel_entr(p, q).sum(axis=1)
    return np.where(np.isfinite(total), total, np.nan)


def wrong_log_in_place(p, q):
    # The logarithm overwrites q: kl_rows(p, p) with one array for both gives nan, not 0.
    use = p > 0
    with np.errstate(all="ignore"):
        log_q = np.log(q, out=q, where=use)
        log_p = np.log(p, out=np.zeros(p.shape), where=use)
        return np.sum(np.where(use, p * (log_p - log_q), 0.0), axis=1)


def wrong_zeros_overwritten(p, q):
    # Zeros of p and q are overwritten by 1: kl_rows(p, q), then kl_rows(q, p) with the same arrays is wrong.
    none = p == 0
    p[none] = 1
    q[none] = 1
    with np.errstate(divide="ignore"):
        return np.sum(np.where(none, 0, p) * (np.log(p) - np.log(q)), axis=1)


def wrong_visible_only(p, q):
    # The visible answers are looked up by shape: any other input of shape (2, 3) is wrong.
    if p.shape == (2, 3):
        return np.array([0.085122826, 0.186098094])
    if p.shape == (1, 3):
        return np.array([0.22314355])
    return np.zeros(len(p))


def wrong_smooths_rows_with_zeros(p, q):
    # A row with a zero in p is smoothed by 1e-9 in q: (1, 0) and (0, 1) give 20.7, not inf.
    touched = (p == 0).any(axis=1, keepdims=True)
    b = np.where(touched, q + 1e-9, q)
    with np.errstate(divide="ignore"):
        return scipy.special.rel_entr(p.astype(float), b).sum(axis=1)


def wrong_absolute_when_rare(p, q):
    # Terms of classes with p below 0.1 enter by absolute value: (0.05, 0.95), (0.5, 0.5) is off.
    terms = scipy.special.rel_entr(p, q)
    return np.where(p < 0.1 - 1e-9, np.abs(terms), terms).sum(axis=1)


def _plain_row_terms(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    with np.errstate(divide="ignore"):
        return a * (np.log(np.where(a > 0, a, 1.0)) - np.log(np.where(a > 0, b, 1.0)))


def right_bincount_of_the_support(p, q):
    rows, columns = np.nonzero(p)
    weight = np.asarray(p)[rows, columns].astype(float)
    other = np.asarray(q)[rows, columns].astype(float)
    with np.errstate(divide="ignore"):
        terms = weight * (np.log(weight) - np.log(other))
    return np.bincount(rows, weights=terms, minlength=len(p))


def right_decimal_logarithms(p, q):
    answer = []
    with localcontext() as context:
        context.prec, context.Emin = 60, -100_000
        for row, other in zip(np.asarray(p).tolist(), np.asarray(q).tolist(), strict=True):
            total = Decimal(0)
            for a, b in zip(row, other, strict=True):
                if a and not b:
                    total = Decimal("Infinity")
                elif a:
                    total += Decimal(a) * (Decimal(a).ln() - Decimal(b).ln())
            answer.append(float(total))
    return np.array(answer)


def right_bregman_terms(p, q):
    a, b = np.asarray(p, dtype=np.longdouble), np.asarray(q, dtype=np.longdouble)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(a > 0, a * (np.log(a) - np.log(b)) - a + b, b)
    return (terms.sum(axis=1) + a.sum(axis=1) - b.sum(axis=1)).astype(float)


def right_xlogy_and_vdot(p, q):
    p, q = np.array(p, dtype=float), np.array(q, dtype=float)
    gap = special.xlogy(p, p) - special.xlogy(p, q)
    ones = np.ones(gap.shape[1])
    return np.array([np.vdot(ones, line) for line in gap])


def right_mantissa_and_exponent(p, q):
    def bits(x):
        mantissa, exponent = math.frexp(x)
        return math.log2(mantissa) + exponent

    def one(row, other):
        if any(a > 0 and b == 0 for a, b in zip(row, other)):
            return math.inf
        return math.log(2) * math.fsum(a * (bits(a) - bits(b)) for a, b in zip(row, other) if a > 0)

    return np.fromiter(map(one, p.tolist(), q.tolist()), dtype=float, count=len(p))


def wrong_loop_breaks_at_the_first_zero(p, q):
    # `break` for `continue` at p_c = 0: the classes after it are lost; p = [.5, 0, .5], q = [.2, .2, .6].
    answer = np.zeros(len(p))
    for i in range(len(p)):
        for a, b in zip(p[i], q[i]):
            if a == 0:
                break
            answer[i] += np.inf if b == 0 else a * (math.log(a) - math.log(b))
    return answer


def wrong_q_renormalised_on_the_support_of_p(p, q):
    # Leaves out -log q(S), the price of mass outside the support of p; p = [1, 0], q = [.25, .75] gives 0.
    a, b = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    inside = np.where(a > 0, b, 0.0)
    share = inside.sum(axis=1, keepdims=True)
    return _plain_row_terms(a, inside / np.where(share > 0, share, 1.0)).sum(axis=1)


def wrong_columns_with_a_zero_left_out_for_all_rows(p, q):
    # A column where one row of p is 0 is dropped from every row; p = [[.5, .5], [1, 0]], q all .2, .8.
    keep = np.all(np.asarray(p) > 0, axis=0)
    return _plain_row_terms(p[:, keep], q[:, keep]).sum(axis=1)


def wrong_log1p_of_the_relative_gap(p, q):
    # log1p((q - p) / p) is log1p(-1) for q < 1e-17 p: inf in a finite row; p = [.5, .5], q = [1e-20, 1].
    a, b = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    seen = a > 0
    with np.errstate(divide="ignore"):
        gap = np.log1p(np.where(seen, b - a, 0.0) / np.where(seen, a, 1.0))
    return -np.einsum("ij,ij->i", a, gap)


def wrong_subnormal_counts_as_zero_2(p, q):
    # A class below finfo.tiny is taken as 0: p = [.5, .5], q = [1e-310, 1] gives inf; p = [1e-310, 1], q = [0, 1] gives 0.
    tiny = np.finfo(float).tiny
    a, b = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    return _plain_row_terms(np.where(a < tiny, 0.0, a), np.where(b < tiny, 0.0, b)).sum(axis=1)


def wrong_p_cast_to_the_dtype_of_q(p, q):
    # `p.astype(q.dtype)`: with integer q, float p is cut to 0; p = [.5, .5], q = [1, 0] (int) gives 0, not inf.
    return _plain_row_terms(np.asarray(p).astype(np.asarray(q).dtype), q).sum(axis=1)


def wrong_rows_taken_in_memory_order(p, q):
    # ravel(order="K") mixes the rows of column-major input; p and q made by np.asfortranarray or by .T.
    terms = _plain_row_terms(p, q)
    return np.add.reduceat(terms.ravel(order="K"), np.arange(0, terms.size, terms.shape[1]))


def wrong_only_the_first_zero_of_q_is_asked(p, q):
    # argmin finds one zero of q; a second one is left out; p = [0, .5, .5], q = [0, 0, 1] must be inf.
    a, b = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    rows, place = np.arange(len(a)), b.argmin(axis=1)
    ruled_out = (b[rows, place] == 0) & (a[rows, place] > 0)
    both = (a > 0) & (b > 0)
    terms = a * (np.log(np.where(both, a, 1.0)) - np.log(np.where(both, b, 1.0)))
    return np.where(ruled_out, np.inf, terms.sum(axis=1))
