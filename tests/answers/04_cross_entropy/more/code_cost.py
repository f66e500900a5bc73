"""More answers to `code_cost`, written by readers who saw only the student notebook."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import reduce

import numpy as np
from scipy import special, stats


def _aux_sum_bits(a, b, part):
    """One of the three means by recursion on halves."""
    if len(a) == 0:
        return 0.0
    if len(a) > 1:
        half = len(a) // 2
        return _aux_sum_bits(a[:half], b[:half], part) + _aux_sum_bits(a[half:], b[half:], part)
    if a[0] == 0:
        return 0.0
    if b[0] == 0:
        return math.inf
    bits = -math.log2(b[0])
    return a[0] * (bits, math.ceil(bits), bits + math.log2(a[0]))[part]


def _aux_three(a, b):
    """A plain right answer for symbols that are drawn; callers spoil it."""
    with np.errstate(divide="ignore"):
        bits = -np.log2(b)
    return a @ bits, a @ np.ceil(bits), a @ (np.log2(a) + bits)


def right_python_loop(p, q):
    ideal = whole = waste = 0.0
    for a, b in zip(p.tolist(), q.tolist()):
        if a == 0:
            continue
        if b == 0:
            return math.inf, math.inf, math.inf
        bits = -math.log2(b)
        ideal += a * bits
        whole += a * math.ceil(bits)
        waste += a * (math.log2(a) + bits)
    return ideal, whole, waste


def right_kept_dot(p, q):
    keep = p > 0
    return _aux_three(p[keep], q[keep])


def right_frexp(p, q):
    drawn = np.flatnonzero(p)
    a, b = np.asarray(p, dtype=np.float64)[drawn], np.asarray(q, dtype=np.float64)[drawn]
    if not b.all():
        return (np.inf,) * 3
    mantissa, exponent = np.frexp(b)
    ideal = np.einsum("i,i->", a, -exponent - np.log2(mantissa))
    whole = np.einsum("i,i->", a, 1.0 - exponent)
    return ideal, whole, ideal + np.einsum("i,i->", a, np.log2(a))


def right_scipy(p, q):
    ideal = -special.xlogy(p, q).sum() / np.log(2)
    with np.errstate(divide="ignore"):
        lengths = np.where(p > 0, np.ceil(-np.log2(q)), 0)
    return ideal, np.sum(p * lengths), special.rel_entr(p, q).sum() / np.log(2)


def right_identity_with_entropy(p, q):
    with np.errstate(divide="ignore"):
        bits = -np.log2(q, out=np.zeros(q.shape), where=p > 0)
    ideal = float((p * bits).sum())
    own = float((p * -np.log2(p, out=np.zeros(p.shape), where=p > 0)).sum())
    return ideal, float((p * np.ceil(bits)).sum()), ideal - own


def right_scipy_stats(p, q):
    keep = [c for c in range(len(p)) if p[c] != 0]
    if any(q[c] == 0 for c in keep):
        return float("inf"), float("inf"), float("inf")
    whole = math.fsum(float(p[c]) * -math.floor(math.log2(q[c])) for c in keep)
    waste = stats.entropy(p, q, base=2)
    return stats.entropy(p, base=2) + waste, whole, waste


def right_recursion(p, q):
    a, b = list(map(float, p)), list(map(float, q))
    return tuple(_aux_sum_bits(a, b, part) for part in range(3))


def right_exact_lengths(p, q):
    def step(total, pair):
        a, b = pair
        if a == 0:
            return total
        if b == 0:
            return tuple(t + math.inf for t in total)
        exact, n = Fraction(b), 0
        while Fraction(1, 2**n) > exact:
            n += 1
        bits = -math.log(b) / math.log(2)
        return (
            total[0] + a * bits,
            total[1] + a * n,
            total[2] + a * (bits + math.log(a) / math.log(2)),
        )

    return reduce(step, zip(p.tolist()[::-1], q.tolist()[::-1]), (0.0, 0.0, 0.0))


def right_in_place_on_copies(p, q):
    a, b = np.array(p, dtype=float), np.array(q, dtype=float)
    b[a == 0] = 1.0
    with np.errstate(divide="ignore"):
        np.log2(b, out=b)
    np.negative(b, out=b)
    ideal = np.dot(a, b) if np.isfinite(b).all() else np.float64(np.inf)
    logs = a.copy()
    logs[a == 0] = 1.0
    waste = ideal + np.dot(a, np.log2(logs))
    np.ceil(b, out=b)
    return ideal, np.sum((a * b)[::-1]), waste


def wrong_quotient_of_logs(p, q):
    # Takes log2 as a quotient of two logarithms; q = 2^-29 gets 30 bits: p = (1, 0), q = (2^-29, 1 - 2^-29).
    keep = p > 0
    a, b = p[keep], q[keep]
    with np.errstate(divide="ignore"):
        bits = -np.log(b) / np.log(2)
    return a @ bits, a @ np.ceil(bits), a @ (bits + np.log2(a))


def wrong_ceil_minus_tolerance(p, q):
    # Rounds up after taking off 1e-9; q = (0.5 - 1e-10, 0.5 + 1e-10) needs 2 bits for the first symbol.
    keep = p > 0
    a, b = p[keep], q[keep]
    with np.errstate(divide="ignore"):
        bits = -np.log2(b)
    return a @ bits, a @ np.ceil(bits - 1e-9), a @ (bits + np.log2(a))


def wrong_rounds_bits_first(p, q):
    # Rounds the lengths to 8 decimals before the ceiling; q = (0.5 - 1e-10, 0.5 + 1e-10) shows it.
    keep = p > 0
    a, b = p[keep], q[keep]
    with np.errstate(divide="ignore"):
        bits = -np.log2(b)
    return a @ bits, a @ np.ceil(np.round(bits, 8)), a @ (bits + np.log2(a))


def wrong_drops_impossible(p, q):
    # Leaves out every symbol with q = 0; p = (0.5, 0.5), q = (1, 0) must cost inf.
    keep = (p > 0) & (q > 0)
    return _aux_three(p[keep], q[keep])


def wrong_keeps_by_q(p, q):
    # Keeps the symbols with q > 0, not those with p > 0; p = (1, 0), q = (0.5, 0.5) makes the waste nan.
    keep = q > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return _aux_three(p[keep], q[keep])


def wrong_nan_to_num(p, q):
    # Cleans up with nan_to_num, so inf becomes 1.8e308; p = (0.5, 0.5), q = (1, 0).
    with np.errstate(all="ignore"):
        bits = -np.log2(q)
        terms = p * bits, p * np.ceil(bits), p * (np.log2(p) + bits)
    return tuple(np.nan_to_num(t).sum() for t in terms)


def wrong_clips_q(p, q):
    # Clips q at 1e-12; p = (0.5, 0.5), q = (1, 0) costs 20 bits in place of inf.
    keep = p > 0
    return _aux_three(p[keep], np.clip(q[keep], 1e-12, 1.0))


def wrong_epsilon_in_log(p, q):
    # Adds 1e-10 inside the logarithm; p = (0.5, 0.5), q = (1, 0) stays finite.
    keep = p > 0
    return _aux_three(p[keep], q[keep] + 1e-10)


def wrong_waste_finite(p, q):
    # The waste leaves out the symbols with q = 0; p = (0.5, 0.5), q = (1, 0) has waste inf.
    keep = p > 0
    ideal, whole, _ = _aux_three(p[keep], q[keep])
    both = (p > 0) & (q > 0)
    return ideal, whole, _aux_three(p[both], q[both])[2]


def wrong_waste_inf_minus_inf(p, q):
    # The waste is 0 if the ideal length is infinite; p = (0.5, 0.5), q = (1, 0).
    keep = p > 0
    ideal, whole, waste = _aux_three(p[keep], q[keep])
    return ideal, whole, waste if np.isfinite(waste) else 0.0


def wrong_at_least_one_bit(p, q):
    # Gives each symbol at least one bit; p = q = (1, 0) has whole length 0.
    keep = p > 0
    a, b = p[keep], q[keep]
    ideal, _, waste = _aux_three(a, b)
    with np.errstate(divide="ignore"):
        return ideal, a @ np.maximum(np.ceil(-np.log2(b)), 1.0), waste


def wrong_integer_lengths(p, q):
    # Casts the whole lengths to int, so an infinite one turns into a huge negative; p = (0.5, 0.5), q = (1, 0).
    keep = p > 0
    a, b = p[keep], q[keep]
    ideal, _, waste = _aux_three(a, b)
    with np.errstate(all="ignore"):
        return ideal, a @ np.ceil(-np.log2(b)).astype(np.int64), waste


def wrong_renormalises_kept_q(p, q):
    # Rescales q over the drawn symbols; p = (0.5, 0.5, 0), q = (0.25, 0.25, 0.5) has ideal length 2, not 1.
    keep = p > 0
    b = q[keep]
    with np.errstate(all="ignore"):
        return _aux_three(p[keep], b / b.sum())


def wrong_trims_the_end(p, q):
    # Drops the symbols with p = 0 at the end only; p = (0, 0.5, 0.5), q = (0, 0.25, 0.75) gives nan.
    a = np.trim_zeros(p, "b")
    with np.errstate(all="ignore"):
        return _aux_three(a, q[: len(a)])


def wrong_threshold_on_p(p, q):
    # Takes p below 1e-8 for 0; p = (1 - 1e-9, 1e-9), q = (1, 0) must cost inf.
    keep = p > 1e-8
    return _aux_three(p[keep], q[keep])


def wrong_counts_zeros(p, q):
    # Says inf only if q has more zeros than p; p = (0, 1), q = (1, 0) must cost inf.
    if (q == 0).sum() > (p == 0).sum():
        return np.inf, np.inf, np.inf
    keep = (p > 0) & (q > 0)
    return _aux_three(p[keep], q[keep])


def wrong_float32_lengths(p, q):
    # Takes the logarithms in float32; q = (0.5 - 1e-9, 0.5 + 1e-9) needs 2 bits for the first symbol.
    keep = p > 0
    ideal, whole, waste = _aux_three(p[keep], q[keep].astype(np.float32))
    return ideal, whole, waste


def wrong_whole_skips_infinite(p, q):
    # The whole length leaves infinite lengths out; p = (0.5, 0.5), q = (1, 0).
    keep = p > 0
    a, b = p[keep], q[keep]
    ideal, _, waste = _aux_three(a, b)
    with np.errstate(divide="ignore"):
        bits = np.ceil(-np.log2(b))
    return ideal, a @ np.where(np.isinf(bits), 0.0, bits), waste


def wrong_caps_lengths(p, q):
    # Caps a length at 64 bits; p = (1, 0), q = (2^-100, 1) costs 100 bits, and q = 0 costs inf.
    keep = p > 0
    a, b = p[keep], q[keep]
    with np.errstate(divide="ignore"):
        bits = np.minimum(-np.log2(b), 64.0)
    return a @ bits, a @ np.ceil(bits), a @ (bits + np.log2(a))


def wrong_lengths_in_dtype_of_p(p, q):
    # Stores lengths in an array of p's dtype; an integer one-hot p = (0, 1), q = (0.3, 0.7) costs 0 bits.
    bits, waste, keep = np.zeros_like(p), np.zeros_like(p), p > 0
    with np.errstate(all="ignore"):
        bits[keep] = -np.log2(q[keep])
        waste[keep] = np.log2(p[keep]) - np.log2(q[keep])
    return p[keep] @ bits[keep], p[keep] @ np.ceil(bits[keep]), p[keep] @ waste[keep]


def wrong_waste_skips_certain_symbol(p, q):
    # Adds up the waste only where p is below 1; p = (1, 0), q = (0.5, 0.5) wastes 1 bit.
    keep = p > 0
    a, b = p[keep], q[keep]
    ideal, whole, _ = _aux_three(a, b)
    inner = a < 1
    return ideal, whole, _aux_three(a[inner], b[inner])[2]


def wrong_visible_values(p, q):
    # Knows the visible inputs only; p = q = (0.5, 0.5) has ideal length 1.
    if q[0] == 0.1:
        return 2.385261737, 2.8, 0.899786441
    return 1.2075187496, 1.5, 0.2075187496


def wrong_whole_bits_of_the_sum(p, q):
    # Rounds up p times the length, not the length; p = (0.5, 0.5), q = (0.25, 0.75) gives 2.
    keep = p > 0
    a, b = p[keep], q[keep]
    ideal, _, waste = _aux_three(a, b)
    return ideal, np.ceil(a * -np.log2(b)).sum(), waste


def wrong_waste_of_whole_code(p, q):
    # Takes the waste from the distribution of the whole lengths, not from q; p = (0.5, 0.3, 0.2), q = (0.1, 0.25, 0.65).
    keep = p > 0
    a, b = p[keep], q[keep]
    ideal, whole, _ = _aux_three(a, b)
    r = 2.0 ** -np.ceil(-np.log2(b))
    return ideal, whole, a @ np.log2(a / (r / r.sum()))


def adv2_walk(p, q, c):
    if c == len(p):
        return 0.0, 0.0, 0.0
    a, b, w = adv2_walk(p, q, c + 1)
    weight, share = float(p[c]), float(q[c])
    if weight == 0:
        return a, b, w
    if share == 0:
        return math.inf, math.inf, math.inf
    length = -math.log2(share)
    return (
        a + weight * length,
        b + weight * math.ceil(length),
        w + weight * (math.log2(weight) + length),
    )


def adv2_three(p, q, lengths, whole):
    """Ideal, whole and waste from lengths in bits, for positive p only."""
    p = p.astype(float)
    return p @ lengths, p @ whole, p @ (np.log2(p) + lengths)


def right_recursive_math(p, q):
    return adv2_walk(list(p), list(q), 0)


def right_exponent_bits(p, q):
    # q = m * 2**e with 1/2 <= m < 1, so the length rounded up is 1 - e, without any logarithm.
    ideal, whole, spent = [], [], []
    for weight, share in zip(np.asarray(p).tolist(), np.asarray(q).tolist(), strict=True):
        if weight > 0:
            if share == 0:
                return (math.inf,) * 3
            m, e = math.frexp(share)
            ideal.append(weight * (-e - math.log2(m)))
            whole.append(weight * (1 - e))
            spent.append(weight * math.log2(weight))
    return math.fsum(ideal), math.fsum(whole), math.fsum(ideal + spent)


def right_rel_entr(p, q):
    p, q = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    waste = special.rel_entr(p, q).sum() / np.log(2)
    ideal = waste + special.entr(p).sum() / np.log(2)
    with np.errstate(divide="ignore"):
        lengths = np.ceil(np.where(p > 0, -np.log2(q), 0.0))
    return ideal, np.average(lengths, weights=p), waste


def right_decimal(p, q):
    with localcontext() as context:
        context.prec = 60
        two = Decimal(2).ln()
        ideal = floor = Decimal(0)
        whole = 0.0
        for weight, share in zip(p, q, strict=True):
            if weight == 0:
                continue
            if share == 0:
                return np.array(np.inf), np.array(np.inf), np.array(np.inf)
            weight, share = Decimal(float(weight)), Decimal(float(share))
            ideal -= weight * share.ln() / two
            floor -= weight * weight.ln() / two
            bits = 0
            while Fraction(1, 2**bits) > Fraction(share):
                bits += 1
            whole += float(weight) * bits
        return np.array(float(ideal)), np.array(whole), np.array(float(ideal - floor))


def right_masked_ufuncs(p, q):
    p, q = np.array(p, dtype=float), np.array(q, dtype=float)
    paid = p > 0
    if np.any(paid & (q == 0)):
        return np.inf, np.inf, np.inf
    minus = np.log2(q, out=np.zeros_like(q), where=paid)
    own = np.log2(p, out=np.zeros_like(p), where=paid)
    up = np.negative(np.floor(minus))
    return -np.einsum("c,c", p, minus), np.inner(p, up), float(np.sum(p * (own - minus)))


def wrong_renormalises_q_where_p_pays(p, q):
    # q is renormalised over the symbols with p > 0: p = (1/2, 1/2, 0), q = (1/4, 1/4, 1/2).
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    keep = p > 0
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    q = q / q.sum()
    return adv2_three(p, q, -np.log2(q), np.ceil(-np.log2(q)))


def wrong_word_of_at_least_one_bit(p, q):
    # A whole length of 0 is raised to 1 bit: p = q = (1, 0) has whole length 0.
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    keep = p > 0
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    return adv2_three(p, q, -np.log2(q), np.maximum(1, np.ceil(-np.log2(q))))


def wrong_rounds_before_ceil(p, q):
    # Lengths are rounded to 9 digits before ceil: q_c = 0.125 * (1 - 1e-10) has 4 bits, not 3.
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    keep = p > 0
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    return adv2_three(p, q, -np.log2(q), np.ceil(np.round(-np.log2(q), 9)))


def wrong_ln_times_log2e(p, q):
    # ln q times log2(e) is exact at 2**-29 (unlike ln q / ln 2), but 2**-55 gets 56 bits.
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    keep = p > 0
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    lengths = -np.log(q) * 1.4426950408889634
    return adv2_three(p, q, lengths, np.ceil(lengths))


def wrong_normalises_q_to_the_last_bit(p, q):
    # q / q.sum(): q = (.25, .05, .55, .05, .1) sums to 1 + 2e-16, and the 2 bits of 0.25 become 3.
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    q = q / q.sum()
    keep = p > 0
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    return adv2_three(p, q, -np.log2(q), np.ceil(-np.log2(q)))


def wrong_keeps_the_first_symbols(p, q):
    # As many symbols as p has positive ones, but the first: p = (0, 1/2, 1/2), q = (1/2, 1/4, 1/4).
    count = np.count_nonzero(p)
    p, q = np.asarray(p[:count], dtype=float), np.asarray(q[:count], dtype=float)
    terms = np.array([[0.0, 0.0, 0.0]])
    for weight, share in zip(p, q, strict=True):
        if weight > 0:
            length = -np.log2(share) if share > 0 else np.inf
            row = weight * np.array([length, np.ceil(length), np.log2(weight) + length])
            terms = np.vstack([terms, row])
    return tuple(terms.sum(axis=0))


def wrong_buffer_of_dtype_p(p, q):
    # Lengths go into a buffer like p: an integer p = (0, 1, 0) with q = (.3, .2, .5) cuts 2.32 to 2.
    keep = np.asarray(p) > 0
    if np.any(np.asarray(q)[keep] == 0):
        return np.inf, np.inf, np.inf
    lengths, own = np.zeros_like(p), np.zeros_like(p)
    lengths[keep] = -np.log2(q[keep])
    own[keep] = np.log2(p[keep])
    whole = np.zeros_like(p)
    whole[keep] = np.ceil(-np.log2(q[keep]))
    return p @ lengths, p @ whole, p @ (own + lengths)


def wrong_whole_lengths_as_int(p, q):
    # astype(int) turns an infinite whole length into a huge negative one: p = (1/2, 1/2), q = (1, 0).
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    keep = p > 0
    p, q = p[keep], q[keep]
    with np.errstate(all="ignore"):
        lengths = -np.log2(q)
        return adv2_three(p, q, lengths, np.ceil(lengths).astype(int))


def wrong_float32_inside(p, q):
    # Works in float32: q_c = 0.125 - 1e-10 becomes 1/8 and gets 3 bits, q_c = 1e-60 becomes 0.
    p, q = np.asarray(p, dtype=np.float32), np.asarray(q, dtype=np.float32)
    keep = p > 0
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    return adv2_three(p, q, -np.log2(q), np.ceil(-np.log2(q)))


def wrong_p_below_1e9_is_never_drawn(p, q):
    # Symbols with p_c <= 1e-9 are left out: p = (1 - 1e-10, 1e-10), q = (1, 0) must be inf.
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    keep = p > 1e-9
    p, q = p[keep], q[keep]
    if np.any(q == 0):
        return np.inf, np.inf, np.inf
    return adv2_three(p, q, -np.log2(q), np.ceil(-np.log2(q)))
