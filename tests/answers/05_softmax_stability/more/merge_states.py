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


def right_ordered(m_a, l_a, m_b, l_b):
    a_wins = m_a >= m_b
    hi, lo = np.where(a_wins, m_a, m_b), np.where(a_wins, m_b, m_a)
    lh, ll = np.where(a_wins, l_a, l_b), np.where(a_wins, l_b, l_a)
    gap = np.where(np.isneginf(lo), -np.inf, lo - np.where(np.isneginf(hi), 0, hi))
    return hi, lh + ll * np.exp(gap)


def right_lowest(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    safe = np.maximum(m, np.finfo(m.dtype).min)
    return m, l_a * np.exp(m_a - safe) + l_b * np.exp(m_b - safe)


def right_elementwise_python(m_a, l_a, m_b, l_b):
    m, l = np.empty_like(m_a), np.empty_like(l_a)
    for i in np.ndindex(m_a.shape):
        if l_a[i] == 0:
            m[i], l[i] = m_b[i], l_b[i]
        elif l_b[i] == 0:
            m[i], l[i] = m_a[i], l_a[i]
        else:
            m[i] = max(m_a[i], m_b[i])
            l[i] = l_a[i] * np.exp(m_a[i] - m[i]) + l_b[i] * np.exp(m_b[i] - m[i])
    return m, l


def right_stacked(m_a, l_a, m_b, l_b):
    M, L = np.stack([m_a, m_b]), np.stack([l_a, l_b])
    m = M.max(0)
    with np.errstate(invalid="ignore"):
        w = np.exp(M - m)
    w[np.isnan(w)] = 1
    return m, np.einsum("i...,i...->...", w, L)


def wrong_exp_of_lse(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        lse = np.logaddexp(m_a + np.log(l_a), m_b + np.log(l_b))
        return m, np.where(np.isneginf(m), 0.0, np.exp(lse - m))


def wrong_inputs_made_safe(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    a, b, c = (np.where(np.isneginf(x), 0.0, x) for x in (m_a, m_b, m))
    with np.errstate(all="ignore"):
        return m, l_a * np.exp(a - c) + l_b * np.exp(b - c)


def wrong_safe_if_either_empty(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    c = np.where(np.isinf(m_a) | np.isinf(m_b), 0.0, m)
    return m, l_a * np.exp(m_a - c) + l_b * np.exp(m_b - c)


def wrong_any_empty_returns_other(m_a, l_a, m_b, l_b):
    if np.isneginf(m_a).any():
        return m_b.copy(), l_b.copy()
    if np.isneginf(m_b).any():
        return m_a.copy(), l_a.copy()
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_all_empty_only(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    if np.isneginf(m).all():
        return m, np.zeros_like(l_a)
    with np.errstate(all="ignore"):
        return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_floor_1e9(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    c = np.maximum(m, -1e9)
    return m, l_a * np.exp(m_a - c) + l_b * np.exp(m_b - c)


def wrong_floor_1e4(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    c = np.maximum(m, -1e4)
    return m, l_a * np.exp(m_a - c) + l_b * np.exp(m_b - c)


def wrong_scale_l_in_place(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    c = np.where(np.isneginf(m), 0, m)
    l_a *= np.exp(m_a - c)
    l_a += l_b * np.exp(m_b - c)
    return m, l_a


def wrong_maximum_in_place(m_a, l_a, m_b, l_b):
    old = m_a.copy()
    np.maximum(m_a, m_b, out=m_a)
    c = np.where(np.isneginf(m_a), 0, m_a)
    return m_a, l_a * np.exp(old - c) + l_b * np.exp(m_b - c)


def wrong_first_axis_loop(m_a, l_a, m_b, l_b):
    M, L = [], []
    for a, x, b, y in zip(m_a, l_a, m_b, l_b):
        m = max(a, b)
        c = 0.0 if m == -np.inf else m
        M.append(m)
        L.append(x * np.exp(a - c) + y * np.exp(b - c))
    return np.array(M), np.array(L)


def wrong_flattened(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b).ravel()
    c = np.where(np.isneginf(m), 0, m)
    return m, l_a.ravel() * np.exp(m_a.ravel() - c) + l_b.ravel() * np.exp(m_b.ravel() - c)


def wrong_raw_exp(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        t = l_a * np.exp(m_a) + l_b * np.exp(m_b)
        return m, np.where(np.isneginf(m), 0, t * np.exp(-m))


def wrong_m_is_safe_when_negative(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    c = np.nan_to_num(m, neginf=0.0)
    w = np.exp(np.maximum(m_a, -700) - c), np.exp(np.maximum(m_b, -700) - c)
    with np.errstate(all="ignore"):
        return m, l_a * w[0] + l_b * w[1]


def wrong_safe_inputs_and_where(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    sa, sb, sm = m_a.copy(), m_b.copy(), m.copy()
    for s in (sa, sb, sm):
        s[np.isneginf(s)] = 0
    return m, l_a * np.exp(sa - sm) + l_b * np.exp(sb - sm)


def wrong_scalar_if(m_a, l_a, m_b, l_b):
    if m_a == -np.inf:
        return m_b, l_b
    if m_b == -np.inf:
        return m_a, l_a
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_mean_reference(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    c = np.where(
        np.isneginf(m_a) | np.isneginf(m_b), np.where(np.isneginf(m), 0, m), (m_a + m_b) / 2
    )
    with np.errstate(all="ignore"):
        t = l_a * np.exp(m_a - c) + l_b * np.exp(m_b - c)
        return m, t * np.exp(c - np.where(np.isneginf(m), 0, m))


def wrong_gap_only_finite(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    fa = np.exp(np.where(np.isfinite(m_a), m_a, -1e9) - np.where(np.isfinite(m), m, 0))
    fb = np.exp(np.where(np.isfinite(m_b), m_b, -1e9) - np.where(np.isfinite(m), m, 0))
    return m, l_a * fa + l_b * fb


def wrong_gap_only_finite_1e4(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        fa = np.exp(np.where(np.isfinite(m_a), m_a, -1e4) - np.where(np.isfinite(m), m, 0))
        fb = np.exp(np.where(np.isfinite(m_b), m_b, -1e4) - np.where(np.isfinite(m), m, 0))
        return m, l_a * fa + l_b * fb


def wrong_nan_to_num_inf(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    a, b, c = (
        np.nan_to_num(m_a, neginf=-1e10),
        np.nan_to_num(m_b, neginf=-1e10),
        np.nan_to_num(m, neginf=-1e10),
    )
    with np.errstate(all="ignore"):
        return m, l_a * np.exp(a - c) + l_b * np.exp(b - c)


def right_where_max(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    with np.errstate(all="ignore"):
        l = np.where(m_a > m_b, l_a + l_b * np.exp(m_b - m_a), l_b + l_a * np.exp(m_a - m_b))
    return m, np.where(np.isneginf(m), 0.0, l)


def right_safe(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0.0, m)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)


def right_bigger_smaller(m_a, l_a, m_b, l_b):
    swap = m_b > m_a
    M = np.where(swap, m_b, m_a)
    m = np.where(swap, m_a, m_b)
    L = np.where(swap, l_b, l_a)
    l = np.where(swap, l_a, l_b)
    f = np.exp(np.where(np.isneginf(m), -np.inf, m - np.where(np.isneginf(M), 0, M)))
    return M, L + l * f


def right_loop(m_a, l_a, m_b, l_b):
    m = np.empty_like(m_a)
    l = np.empty_like(l_a)
    for i in np.ndindex(m_a.shape):
        m[i] = max(m_a[i], m_b[i])
        l[i] = 0.0
        for mm, ll in ((m_a[i], l_a[i]), (m_b[i], l_b[i])):
            if ll > 0:
                l[i] += ll * np.exp(mm - m[i])
    return m, l


def wrong_unscale(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    return m, (l_a * np.exp(m_a) + l_b * np.exp(m_b)) / np.exp(s)


def wrong_return_safe(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    m = np.where(np.isneginf(m), 0.0, m)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_all_if(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    if np.all(np.isneginf(m)):
        return m, np.zeros_like(l_a)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_any_if(m_a, l_a, m_b, l_b):
    if np.any(np.isneginf(m_a)):
        return m_b, l_b
    if np.any(np.isneginf(m_b)):
        return m_a, l_a
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_logaddexp(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    lse = np.logaddexp(m_a + np.log(l_a), m_b + np.log(l_b))
    return m, np.where(np.isneginf(m), 0.0, np.exp(lse - np.where(np.isneginf(m), 0, m)))


def wrong_nan_m(m_a, l_a, m_b, l_b):
    m = np.nan_to_num(np.maximum(m_a, m_b))
    return m, np.nan_to_num(l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m))


def wrong_big_neg(m_a, l_a, m_b, l_b):
    a = np.where(np.isneginf(m_a), -1e9, m_a)
    b = np.where(np.isneginf(m_b), -1e9, m_b)
    s = np.maximum(a, b)
    return np.maximum(m_a, m_b), l_a * np.exp(a - s) + l_b * np.exp(b - s)


def wrong_max_only_lb(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isneginf(m), 0, m)
    return m, l_a * np.exp(m_a - s) + l_b


def wrong_scalar(m_a, l_a, m_b, l_b):
    if m_a[0] >= m_b[0]:
        m_a, l_a, m_b, l_b = m_b, l_b, m_a, l_a
    f = np.where(np.isneginf(m_a), 0, np.exp(np.where(np.isneginf(m_a), 0, m_a - m_b)))
    return m_b, l_b + l_a * f


def wrong_isinf_zero_l(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    l = l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)
    l = np.where(np.isinf(m_a) | np.isinf(m_b), 0.0, l)
    return m, l


def wrong_safe_zero_rule(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    s = np.where(np.isfinite(m_a) & np.isfinite(m_b), m, 0.0)
    return m, l_a * np.exp(m_a - s) + l_b * np.exp(m_b - s)


def wrong_1d_loop(m_a, l_a, m_b, l_b):
    m = np.zeros(len(m_a))
    l = np.zeros(len(m_a))
    for i in range(len(m_a)):
        m[i] = max(m_a[i], m_b[i])
        if m[i] == -np.inf:
            continue
        l[i] = l_a[i] * np.exp(m_a[i] - m[i]) + l_b[i] * np.exp(m_b[i] - m[i])
    return m, l


def right_abs_diff(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    f = np.exp(-np.abs(np.nan_to_num(m_a) - np.nan_to_num(m_b)))
    return m, np.where(m_a >= m_b, l_a + l_b * f, l_b + l_a * f)


def wrong_unscale_clip(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    t = l_a * np.exp(m_a) + l_b * np.exp(m_b)
    return m, np.where(np.isneginf(m), 0, t * np.exp(-np.where(np.isneginf(m), 0, m)))
