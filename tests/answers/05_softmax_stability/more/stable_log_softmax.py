"""More answers to `stable_log_softmax`, written by readers who saw only the student notebook."""

import math

import numpy as np


def right_vector(logits):
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def right_log1p(logits):
    k = logits.argmax(-1)[..., None]
    m = np.take_along_axis(logits, k, -1)
    e = np.exp(logits - m)
    np.put_along_axis(e, k, 0, -1)
    return (logits - m) - np.log1p(e.sum(-1, keepdims=True))


def right_logaddexp(logits):
    z = logits - logits.max(-1, keepdims=True)
    return z - np.logaddexp.reduce(z, axis=-1, keepdims=True)


def right_loops_math(logits):
    out = np.zeros(logits.shape, logits.dtype)
    for idx in np.ndindex(*logits.shape[:-1]):
        row = logits[idx].astype(float)
        m = max(row)
        ls = math.log(math.fsum(math.exp(v - m) for v in row))
        out[idx] = [(v - m) - ls for v in row]
    return out


def right_list_of_scalars(logits):
    if logits.ndim > 1:
        return [right_list_of_scalars(r) for r in logits]
    m = logits[np.argsort(logits)[-1]]
    ls = np.log(np.exp(logits - m).sum())
    return [(v - m) - ls for v in logits]


def right_einsum(logits):
    s = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    t = np.einsum("...k,k->...", np.exp(s), np.ones(s.shape[-1], s.dtype))
    return s - np.log(t)[..., np.newaxis]


def right_online_scan(logits):
    m = logits[..., 0].copy()
    l = np.ones_like(m)
    for j in range(1, logits.shape[-1]):
        x = logits[..., j]
        n = np.maximum(m, x)
        with np.errstate(invalid="ignore"):
            l = l * np.where(m == n, 1, np.exp(m - n)) + np.where(x == n, 1, np.exp(x - n))
        m = n
    if np.isneginf(logits).any():
        s = logits - logits.max(-1, keepdims=True)
        l = np.exp(s).sum(-1)
    return ((logits - m[..., None]) - np.log(l)[..., None]).astype(logits.dtype)


def right_apply_along(logits):
    def f(r):
        s = r - r.max()
        return s - np.log(np.sum(np.exp(s)))

    return np.apply_along_axis(f, logits.ndim - 1, logits)


def right_upcast_and_back(logits):
    z = logits.astype(np.longdouble)
    s = z - z.max(-1, keepdims=True)
    return (s - np.log(np.exp(s).sum(-1, keepdims=True))).astype(logits.dtype)


def wrong_log_of_softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return np.log(e / e.sum(-1, keepdims=True))


def wrong_log_of_softmax_upcast(logits):
    z = logits.astype(np.float64)
    e = np.exp(z - z.max(-1, keepdims=True))
    return np.log(e / e.sum(-1, keepdims=True)).astype(logits.dtype)


def wrong_log_clip_tiny(logits):
    z = logits.astype(np.float64)
    e = np.exp(z - z.max(-1, keepdims=True))
    return np.log(np.clip(e / e.sum(-1, keepdims=True), 1e-300, 1)).astype(logits.dtype)


def wrong_eps(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return np.log(e / e.sum(-1, keepdims=True) + 1e-12)


def wrong_eps_in_sum(logits):
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True) + 1e-8)


def wrong_eps_in_sum_1em6(logits):
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True) + 1e-6)


def wrong_no_max(logits):
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def wrong_no_max_upcast(logits):
    z = logits.astype(np.float64)
    return (z - np.log(np.exp(z).sum(-1, keepdims=True))).astype(logits.dtype)


def wrong_global_max(logits):
    s = logits - logits.max()
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_lse_then_subtract(logits):
    # z - (m + log sum): rounds log sum away when m is large
    m = logits.max(-1, keepdims=True)
    return logits - (m + np.log(np.exp(logits - m).sum(-1, keepdims=True)))


def wrong_absmax(logits):
    m = np.abs(logits).max(-1, keepdims=True)
    s = logits - m
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_first(logits):
    s = logits - logits[..., :1]
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_last(logits):
    s = logits - logits[..., -1:]
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_mean(logits):
    s = logits - logits.mean(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_median_shift(logits):
    s = (logits - np.median(logits, axis=-1, keepdims=True)).astype(logits.dtype)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_axis0_2d(logits):
    if logits.ndim == 2:
        s = logits - logits.max(0)
        return s - np.log(np.exp(s).sum(0))
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_only_2d(logits):
    z = np.atleast_2d(logits)
    s = z - z.max(1, keepdims=True)
    r = s - np.log(np.exp(s).sum(1, keepdims=True))
    return r[0] if logits.ndim == 1 else r


def wrong_inplace(logits):
    logits -= logits.max(-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def wrong_float64(logits):
    z = np.array(logits, float)
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_float32(logits):
    z = logits.astype(np.float32)
    s = z - z.max(-1, keepdims=True)
    return (s - np.log(np.exp(s).sum(-1, keepdims=True))).astype(logits.dtype)


def wrong_float16_upcast(logits):
    z = logits.astype(np.float32) if logits.dtype == np.float16 else logits
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_clip_gap(logits):
    s = np.clip(logits - logits.max(-1, keepdims=True), -1000, 0)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_clip_gap_1e4(logits):
    s = np.clip(logits - logits.max(-1, keepdims=True), -1e4, 0)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_clip_logits_1e4(logits):
    z = np.clip(logits, -1e4, 1e4)
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_neginf_finite(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.nan_to_num(s - np.log(np.exp(s).sum(-1, keepdims=True)))


def wrong_neginf_masked_1e9(logits):
    z = np.where(np.isneginf(logits), -1e9, logits).astype(logits.dtype)
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_neginf_nan(logits):
    # logaddexp.accumulate style with 0*inf
    s = logits - logits.max(-1, keepdims=True)
    e = np.exp(s)
    q = e / e.sum(-1, keepdims=True)
    return s - np.log(e.sum(-1, keepdims=True)) + 0 * q * s


def wrong_ties_dropped(logits):
    m = logits.max(-1, keepdims=True)
    s = logits - m
    rest = np.where(s == 0, 0, np.exp(s)).sum(-1, keepdims=True)
    return s - np.log1p(rest)


def wrong_ties_entropy(logits):
    s = logits - np.unique(logits).max()
    u = np.exp(
        np.array([np.unique(r) for r in s.reshape(-1, s.shape[-1])], dtype=object).astype(float)
        if False
        else s
    )
    return s - np.log(u.sum(-1, keepdims=True))


def wrong_where_fallback(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    s = logits - logits.max(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(q > 0, np.log(q), s)  # subnormal range inexact


def wrong_bits(logits):
    s = logits - logits.max(-1, keepdims=True)
    return (s - np.log(np.exp(s).sum(-1, keepdims=True))) / np.log(2).astype(logits.dtype)


def wrong_ignore_logsum_when_sure(logits):
    s = logits - logits.max(-1, keepdims=True)
    t = np.exp(s).sum(-1, keepdims=True)
    return np.where(t < 1 + 1e-6, s, s - np.log(t))


def wrong_k1(logits):
    if logits.shape[-1] == 1:
        return logits - logits + np.log(np.exp(logits - logits).sum(-1, keepdims=True) + 1)
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_k1_returns_one(logits):
    if logits.shape[-1] == 1:
        return np.ones_like(logits)
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_squeeze(logits):
    z = logits.squeeze()
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_sum_all_rows(logits):
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum())


def wrong_conditional_shift(logits):
    m = logits.max(-1, keepdims=True)
    m = np.where(m > 80, m, 0).astype(logits.dtype)
    s = logits - m
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_max0(logits):
    s = logits - np.maximum(logits.max(-1, keepdims=True), 0)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_squeeze_axes(logits):
    z = logits.reshape([n for n in logits.shape[:-1] if n != 1] + [logits.shape[-1]])
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_gap_float16_only(logits):
    # log of a softmax for float16, fused for the rest
    s = logits - logits.max(-1, keepdims=True)
    if logits.dtype == np.float16:
        e = np.exp(s)
        return np.log(e / e.sum(-1, keepdims=True))
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_first_if_2d(logits):
    # shifts by the first logit in rows of a float64 array
    c = logits[..., :1] if logits.dtype == np.float64 else logits.max(-1, keepdims=True)
    s = logits - c
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_float32_not_restored(logits):
    # sum in float64 on purpose, result not cast back
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True, dtype=np.float64))


def _ls(s):
    with np.errstate(all="ignore"):
        return s - np.log(np.exp(s).sum(-1, keepdims=True))


def wrong_minus_1e9_for_inf_then_back(logits):
    gone = logits == -np.inf
    z = np.where(gone, np.asarray(-1e9, logits.dtype), logits)
    out = _ls(z - z.max(-1, keepdims=True))
    out[gone] = -np.inf
    return out


def wrong_minus_1e30_for_inf_then_back(logits):
    gone = logits == -np.inf
    z = np.where(gone, np.asarray(-1e30, logits.dtype), logits)
    out = _ls(z - z.max(-1, keepdims=True))
    return np.where(gone, np.asarray(-np.inf, out.dtype), out)


def wrong_minus_1e4_for_inf_then_back(logits):
    gone = logits == -np.inf
    z = np.where(gone, np.asarray(-1e4, logits.dtype), logits)
    out = _ls(z - z.max(-1, keepdims=True))
    return np.where(gone, np.asarray(-np.inf, out.dtype), out)


def wrong_half_becomes_double(logits):
    s = logits.astype(np.float64)
    s = s - s.max(-1, keepdims=True)
    return _ls(s).astype(np.float32) if logits.dtype == np.float32 else _ls(s)


def wrong_gap_over_80(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.where(s < -80, s, _ls(s))


def wrong_gap_over_700(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.where(s < -700, s, _ls(s))


def wrong_gap_over_20(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.where(s < -20, s, _ls(s))


def wrong_clip_1e31_in_double(logits):
    z = logits.astype(float)
    s = z - z.max(-1, keepdims=True)
    e = np.exp(s)
    p = e / e.sum(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(p > 1e-300, np.log(p), s).astype(logits.dtype)


def right_pairwise(logits):
    out = np.empty_like(logits)
    k = logits.shape[-1]
    for c in range(k):
        with np.errstate(all="ignore"):
            d = logits - logits[..., c : c + 1]
        out[..., c] = np.where(
            np.isneginf(logits[..., c]),
            -np.inf,
            -np.logaddexp.reduce(np.where(np.isnan(d), -np.inf, d), axis=-1),
        )
    return out


def right_double_and_back(logits):
    z = logits.astype(np.longdouble)
    z = z - z.max(-1, keepdims=True)
    return (z - np.log(np.exp(z).sum(-1, keepdims=True))).astype(logits.dtype)


def right_logaddexp_of_shifted(logits):
    s = np.subtract(logits, np.amax(logits, -1)[..., None])
    return s - np.logaddexp.reduce(s, axis=-1, keepdims=True)


def right_transposed_rows(logits):
    flat = logits.reshape(-1, logits.shape[-1]).T
    flat = flat - flat.max(0)
    flat = flat - np.log(np.sum(np.exp(flat), 0))
    return flat.T.reshape(logits.shape)


def wrong_first_form_in_double(logits):
    z = logits.astype(np.float64)
    m = z.max(-1, keepdims=True)
    return (z - (m + np.log(np.exp(z - m).sum(-1, keepdims=True)))).astype(logits.dtype)


def wrong_logaddexp_double(logits):
    z = logits.astype(np.float64)
    return (z - np.logaddexp.reduce(z, axis=-1, keepdims=True)).astype(logits.dtype)


def wrong_shifted_when_underflow(logits):
    s = logits - logits.max(-1, keepdims=True)
    e = np.exp(s)
    p = e / e.sum(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(p > np.finfo(p.dtype).tiny, np.log(p), s)


def wrong_log_softmax_in_double(logits):
    z = logits.astype(np.float64)
    s = z - z.max(-1, keepdims=True)
    e = np.exp(s)
    p = e / e.sum(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(p > 0, np.log(p), s).astype(logits.dtype)


def wrong_fused_where_zero(logits):
    s = logits - logits.max(-1, keepdims=True)
    e = np.exp(s)
    p = e / e.sum(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.where(p > 0, np.log(p), s - np.log(e.sum(-1, keepdims=True)))


def wrong_log1p_drops_ties(logits):
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log1p(np.where(s < 0, np.exp(s), 0).sum(-1, keepdims=True))


def wrong_minus_1e9_mask(logits):
    z = np.where(np.isneginf(logits), np.asarray(-1e9, logits.dtype), logits)
    out = _ls(z - z.max(-1, keepdims=True))
    return np.where(np.isneginf(logits), logits, out)


def wrong_axis_1_if_batched(logits):
    ax = 0 if logits.ndim == 1 else 1
    s = logits - logits.max(axis=ax, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=ax, keepdims=True))


def wrong_in_place_view(logits):
    z = logits.reshape(-1, logits.shape[-1])
    z -= z.max(-1, keepdims=True)
    return _ls(z).reshape(logits.shape)


def wrong_clip_gap_1e9(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.where(np.isneginf(logits), logits, _ls(np.maximum(s, np.asarray(-1e9, s.dtype))))


def wrong_clip_gap_1e30(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.where(np.isneginf(logits), logits, _ls(np.maximum(s, np.asarray(-1e30, s.dtype))))


def wrong_eps_1e_8(logits):
    s = logits - logits.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True) + np.asarray(1e-8, s.dtype))


def wrong_max_or_zero(logits):
    return _ls(logits - np.max(logits, -1, keepdims=True, initial=0))


def wrong_nan_to_num(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.nan_to_num(_ls(s))


def wrong_mask_as_lowest(logits):
    s = logits - logits.max(-1, keepdims=True)
    out = _ls(s)
    return np.where(s < -1e29, np.asarray(-np.inf, s.dtype), out)


def wrong_float16_cast(logits):
    z = logits.astype(np.float32)
    s = z - z.max(-1, keepdims=True)
    return _ls(s).astype(logits.dtype)


def right_plain(logits):
    s = logits - logits.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def right_f64_cast(logits):
    z = logits.astype(np.float64)
    m = z.max(-1, keepdims=True)
    return (z - m - np.log(np.sum(np.exp(z - m), -1, keepdims=True))).astype(logits.dtype)


def right_apply(logits):
    def row(z):
        s = z - z.max()
        return s - np.log(np.exp(s).sum())

    return np.apply_along_axis(row, -1, logits)


def wrong_first_form(logits):
    m = logits.max(axis=-1, keepdims=True)
    return logits - (m + np.log(np.exp(logits - m).sum(axis=-1, keepdims=True)))


def wrong_tiny(logits):
    s = logits - logits.max(axis=-1, keepdims=True)
    p = np.exp(s)
    p = p / p.sum(axis=-1, keepdims=True)
    return np.log(np.maximum(p, np.finfo(p.dtype).tiny))


def wrong_replace_inf(logits):
    z = np.where(np.isinf(logits), logits.dtype.type(-1e9), logits)
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def wrong_replace_restore(logits):
    mask = np.isneginf(logits)
    z = np.where(mask, logits.dtype.type(-1e9), logits)
    s = z - z.max(axis=-1, keepdims=True)
    out = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    out[mask] = -np.inf
    return out


def wrong_axis1(logits):
    if logits.ndim == 1:
        s = logits - logits.max()
        return s - np.log(np.exp(s).sum())
    s = logits - logits.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def wrong_f64(logits):
    z = logits.astype(float)
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def wrong_global(logits):
    s = logits - logits.max()
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def wrong_transpose(logits):
    s = logits.T - logits.max(axis=-1)
    return (s - np.log(np.exp(s).sum(axis=0))).T


def wrong_eps_sum(logits):
    s = logits - logits.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True) + 1e-6)


def wrong_unshifted_sum_small(logits):
    m = logits.max(axis=-1, keepdims=True)
    return (logits - m) - (np.logaddexp.reduce(logits, axis=-1, keepdims=True) - m)


def wrong_pairwise(logits):
    d = logits[..., None, :] - logits[..., :, None]
    return -np.log(np.exp(d).sum(axis=-1))


def wrong_pairwise_lae(logits):
    d = logits[..., None, :] - logits[..., :, None]
    return -np.logaddexp.reduce(d, axis=-1)


def wrong_f32_always(logits):
    z = logits.astype(np.float32)
    s = z - z.max(-1, keepdims=True)
    return (s - np.log(np.exp(s).sum(-1, keepdims=True))).astype(logits.dtype)


def wrong_f64_first_form_cast(logits):
    z = logits.astype(np.float64)
    m = z.max(-1, keepdims=True)
    return (z - (m + np.log(np.exp(z - m).sum(-1, keepdims=True)))).astype(logits.dtype)
