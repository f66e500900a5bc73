"""More answers to `merge_states`, written by readers who saw only the student notebook."""

import math

import numpy as np


def right_vector(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m).astype(m.dtype)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)


def right_where_branches(m_a, l_a, m_b, l_b):
    with np.errstate(all="ignore"):
        d = np.exp(-np.abs(m_a - m_b))
        big_a = m_a >= m_b
        l = np.where(big_a, l_a + l_b * d, l_a * d + l_b)
    both = np.isneginf(m_a) & np.isneginf(m_b)
    return np.where(big_a, m_a, m_b), np.where(both, 0, l).astype(l_a.dtype)


def right_loops_math(m_a, l_a, m_b, l_b):
    m, l = np.empty_like(m_a), np.empty_like(l_a)
    for i in np.ndindex(m_a.shape):
        a, b = float(m_a[i]), float(m_b[i])
        c = max(a, b)
        m[i] = c
        if c == -math.inf:
            l[i] = 0
        else:
            l[i] = float(l_a[i]) * math.exp(a - c) + float(l_b[i]) * math.exp(b - c)
    return m, l


def right_nan_to_num(m_a, l_a, m_b, l_b):
    m = np.fmax(m_a, m_b)
    with np.errstate(invalid="ignore"):
        fa, fb = np.exp(m_a - m), np.exp(m_b - m)
    return m, np.nan_to_num(fa) * l_a + np.nan_to_num(fb) * l_b


def right_list_tuple(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.nan_to_num(m, neginf=0)
    return [m, np.einsum("i...,i...->...", np.stack([l_a, l_b]), np.exp(np.stack([m_a, m_b]) - s))]


def right_stack_max(m_a, l_a, m_b, l_b):
    ms, ls = np.stack([m_a, m_b]), np.stack([l_a, l_b])
    m = ms.max(0)
    gap = np.zeros_like(ms)
    np.subtract(ms, m, out=gap, where=np.isfinite(ms))
    gap[np.isneginf(ms)] = -np.inf
    return m, (ls * np.exp(gap)).sum(0)


def right_swap_recursion(m_a, l_a, m_b, l_b):
    if m_a.ndim:
        out = [
            right_swap_recursion(*t)
            for t in zip(
                np.atleast_1d(m_a), np.atleast_1d(l_a), np.atleast_1d(m_b), np.atleast_1d(l_b)
            )
        ]
        return (
            np.array([o[0] for o in out], m_a.dtype).reshape(m_a.shape),
            np.array([o[1] for o in out], l_a.dtype).reshape(m_a.shape),
        )
    if m_b > m_a:
        m_a, l_a, m_b, l_b = m_b, l_b, m_a, l_a
    if l_b == 0:
        return m_a, l_a
    return m_a, l_a + l_b * np.exp(m_b - m_a)


def right_logaddexp_relative(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isfinite(m), m, np.zeros_like(m))
    with np.errstate(divide="ignore"):
        return m, np.exp(np.logaddexp(np.log(l_a) + (m_a - s), np.log(l_b) + (m_b - s)))


def right_lists(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), np.zeros_like(m), m)
    l = l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)
    if m.ndim != 1:
        return m, l
    return list(m), list(l)


def wrong_no_edge(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_nan_to_num_l(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    m = np.nan_to_num(m)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_m_zero(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    m = np.where(np.isneginf(m), 0, m)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_global_edge(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    if np.all(np.isneginf(m)):
        return m, np.zeros_like(l_a)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_global_early(m_a, l_a, m_b, l_b):
    if np.isneginf(m_a).any():
        return m_b.copy(), l_b.copy()
    if np.isneginf(m_b).any():
        return m_a.copy(), l_a.copy()
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_global_all_early(m_a, l_a, m_b, l_b):
    if np.isneginf(m_a).all():
        return m_b.copy(), l_b.copy()
    if np.isneginf(m_b).all():
        return m_a.copy(), l_a.copy()
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_one_max(m_a, l_a, m_b, l_b):
    g = max(m_a.max(), m_b.max())
    m = np.maximum(m_a, m_b)
    g = g if np.isfinite(g) else 0
    return m, (l_a * np.exp(m_a - g) + l_b * np.exp(m_b - g)) * np.exp(
        g - np.where(np.isneginf(m), 0, m)
    )


def wrong_unscaled(m_a, l_a, m_b, l_b):
    return np.maximum(m_a, m_b), l_a + l_b


def wrong_unstable_abs(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    return m, (l_a * np.exp(m_a) + l_b * np.exp(m_b)) / np.exp(s)


def wrong_lse_absolute(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        L = np.logaddexp(m_a + np.log(l_a), m_b + np.log(l_b))
        l = np.exp(L - m)
    return m, np.nan_to_num(l)


def wrong_a_always_bigger(m_a, l_a, m_b, l_b):
    # running: assumes m_b >= m_a for shift
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        l = np.where(m_b >= m_a, l_a * np.exp(m_a - m_b) + l_b, l_a + l_b)
    return m, np.nan_to_num(l)


def wrong_strict_ties(m_a, l_a, m_b, l_b):
    s = np.maximum(m_a, m_b)
    s0 = np.where(np.isneginf(s), 0, s)
    l = np.where(
        m_a > m_b,
        l_a + l_b * np.exp(m_b - s0),
        np.where(m_b > m_a, l_b + l_a * np.exp(m_a - s0), l_a),
    )
    return s, l.astype(l_a.dtype)


def wrong_ties_nonempty_zero(m_a, l_a, m_b, l_b):
    # equal maxima taken for two empties
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        l = l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)
    return m, np.where(m_a == m_b, 0, l).astype(l_a.dtype)


def wrong_inplace(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    l_a *= np.exp(m_a - s)
    l_a += l_b * np.exp(m_b - s)
    return m, l_a


def wrong_out_m(m_a, l_a, m_b, l_b):
    np.maximum(m_a, m_b, out=m_b)
    s = np.where(np.isneginf(m_b), 0, m_b)
    return m_b, l_a * np.exp(m_a - s) + l_b


def wrong_float32(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m).astype(np.float32)
    return m, (
        l_a * np.exp(m_a.astype(np.float32) - s) + l_b * np.exp(m_b.astype(np.float32) - s)
    ).astype(l_a.dtype)


def wrong_minus1e9(m_a, l_a, m_b, l_b):
    a = np.maximum(m_a, -1e9)
    b = np.maximum(m_b, -1e9)
    s = np.maximum(a, b)
    return np.maximum(m_a, m_b), (l_a * np.exp(a - s) + l_b * np.exp(b - s)).astype(l_a.dtype)


def wrong_minus_30000(m_a, l_a, m_b, l_b):
    a = np.maximum(m_a, -3e4).astype(m_a.dtype)
    b = np.maximum(m_b, -3e4).astype(m_a.dtype)
    s = np.maximum(a, b)
    return np.maximum(m_a, m_b), l_a * np.exp(a - s) + l_b * np.exp(b - s)


def wrong_m_minus1e9(m_a, l_a, m_b, l_b):
    a = np.maximum(m_a, -1e9)
    b = np.maximum(m_b, -1e9)
    s = np.maximum(a, b)
    return s.astype(m_a.dtype), (l_a * np.exp(a - s) + l_b * np.exp(b - s)).astype(l_a.dtype)


def wrong_eps(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s) + 1e-9


def wrong_empty_l1(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    l = l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)
    return m, np.where(l == 0, 1, l).astype(l.dtype)


def wrong_sign(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    return m, l_a * np.exp(s - m_a) + l_b * np.exp(s - m_b)


def wrong_min(m_a, l_a, m_b, l_b):
    m = np.minimum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def right_b_empty_where(m_a, l_a, m_b, l_b):
    # treat l == 0 only on the b side
    m = np.where(l_b == 0, m_a, np.maximum(m_a, m_b))
    with np.errstate(all="ignore"):
        l = np.where(l_b == 0, l_a, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m))
    return m, l


def right_a_empty_where(m_a, l_a, m_b, l_b):
    m = np.where(l_a == 0, m_b, np.maximum(m_a, m_b))
    with np.errstate(all="ignore"):
        l = np.where(
            l_a == 0, l_b, l_a * np.exp(m_a - m) + np.where(m_b == m, l_b, l_b * np.exp(m_b - m))
        )
    return m, l


def wrong_ignore_empty_if_one_b(m_a, l_a, m_b, l_b):
    # treats l_b as 1 new element (formula 9)
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    return m, l_a * np.exp(m_a - s) + np.exp(m_b - s)


def wrong_returns_lse(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    with np.errstate(divide="ignore"):
        return m, m + np.log(l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s))


def wrong_only_1d(m_a, l_a, m_b, l_b):
    m = np.array([max(a, b) for a, b in zip(m_a.ravel(), m_b.ravel())], m_a.dtype)
    s = np.where(np.isneginf(m), 0, m).astype(m_a.dtype)
    return m, l_a.ravel() * np.exp(m_a.ravel() - s) + l_b.ravel() * np.exp(m_b.ravel() - s)


def wrong_subnormal_drop(m_a, l_a, m_b, l_b):
    # drops the smaller block when gap > 10
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m).astype(m_a.dtype)
    fa, fb = np.exp(m_a - s), np.exp(m_b - s)
    fa[m_a - s < -10] = 0
    fb[m_b - s < -10] = 0
    return m, l_a * fa + l_b * fb


def wrong_drop_gap20(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m).astype(m_a.dtype)
    fa = np.where(m_a - s < -20, 0, np.exp(m_a - s)).astype(l_a.dtype)
    fb = np.where(m_b - s < -20, 0, np.exp(m_b - s)).astype(l_a.dtype)
    return m, l_a * fa + l_b * fb


def wrong_isinf_any_positive_shift(m_a, l_a, m_b, l_b):
    # maximum clipped at 0 in exponents (as if -inf or any negative became 0)
    m = np.maximum(m_a, m_b)
    s = np.maximum(m, 0)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)


def wrong_fill_zero_per_side(m_a, l_a, m_b, l_b):
    # an empty block's maximum becomes 0 before the maximum is taken
    a = np.where(np.isneginf(m_a), 0, m_a).astype(m_a.dtype)
    b = np.where(np.isneginf(m_b), 0, m_b).astype(m_b.dtype)
    s = np.maximum(a, b)
    both = np.isneginf(m_a) & np.isneginf(m_b)
    return np.where(both, -np.inf, s).astype(m_a.dtype), l_a * np.exp(a - s) + l_b * np.exp(b - s)


def wrong_fill_zero_exponent_only(m_a, l_a, m_b, l_b):
    # exponents relative to max(0, .) when either side is empty
    m = np.maximum(m_a, m_b)
    e = np.isneginf(m_a) | np.isneginf(m_b)
    s = np.where(e, np.maximum(m, 0), m).astype(m.dtype)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)


def wrong_abs_max(m_a, l_a, m_b, l_b):
    # the maximum by magnitude decides which block is rescaled
    m = np.where(np.abs(m_a) > np.abs(m_b), m_a, m_b)
    m = np.where(np.isneginf(m), np.maximum(m_a, m_b), m)
    s = np.where(np.isneginf(m), 0, m).astype(m_a.dtype)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)


def wrong_tie_counts_once(m_a, l_a, m_b, l_b):
    # at a tie the maximum itself is counted once: l_a + l_b - 1
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m).astype(m_a.dtype)
    l = l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)
    return m, np.where((m_a == m_b) & np.isfinite(m), l - 1, l).astype(l.dtype)


def right_warns(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    l = l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)
    return m, np.where(np.isneginf(m), np.zeros_like(l), l)


def right_sigmoid_free_stacked(m_a, l_a, m_b, l_b):
    pair = np.stack([m_a, m_b], -1)
    m = np.max(pair, -1)
    w = np.where(
        np.isneginf(pair), 0, np.exp(pair - np.where(np.isneginf(m), 0, m)[..., None])
    ).astype(m.dtype)
    return np.stack([m, (w * np.stack([l_a, l_b], -1)).sum(-1)])
