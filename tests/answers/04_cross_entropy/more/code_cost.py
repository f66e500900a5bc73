"""More answers to `code_cost`, written by readers who saw only the student notebook."""

import math
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
