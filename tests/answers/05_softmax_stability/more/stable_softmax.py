"""More answers to `stable_softmax`, written by readers who saw only the student notebook."""

import math
from functools import reduce

import numpy as np


def right_vector(logits):
    s = logits - logits.max(axis=-1, keepdims=True)
    e = np.exp(s)
    return e / e.sum(axis=-1, keepdims=True)


def right_loops_math(logits):
    out = np.empty_like(logits)
    k = logits.shape[-1]
    for idx in np.ndindex(logits.shape[:-1]):
        row = [float(v) for v in logits[idx]]
        m = max(row)
        e = [math.exp(v - m) for v in row]
        t = math.fsum(e)
        for j in range(k):
            out[idx + (j,)] = e[j] / t
    return out


def right_logaddexp(logits):
    lse = np.logaddexp.reduce(logits - logits.max(-1)[..., None], axis=-1)
    return np.exp(logits - logits.max(-1)[..., None] - lse[..., None]).astype(logits.dtype)


def right_einsum(logits):
    z = np.moveaxis(logits, -1, 0)
    e = np.exp(z - z.max(0))
    return np.moveaxis(e / np.einsum("k...->...", e), 0, -1)


def right_apply_along(logits):
    def f(r):
        e = np.exp(r - np.max(r))
        return e / np.sum(e)

    return np.apply_along_axis(f, -1, logits)


def right_pairwise_sigmoid(logits):
    # q_k = 1 / sum_j exp(z_j - z_k)
    with np.errstate(all="ignore"):
        d = logits[..., None, :] - logits[..., :, None]
        s = np.exp(d).sum(-1)
        return np.where(np.isneginf(logits), 0, 1 / s).astype(logits.dtype)


def right_recursion(logits):
    if logits.ndim == 1:
        e = np.exp(logits - logits[np.argmax(logits)])
        return e / reduce(lambda a, b: a + b, e)
    out = np.zeros_like(logits)
    for i in range(len(logits)):
        out[i] = right_recursion(logits[i])
    return out


def right_online_scan(logits):
    m = np.full(logits.shape[:-1], -np.inf, logits.dtype)
    l = np.zeros(logits.shape[:-1], logits.dtype)
    for j in range(logits.shape[-1]):
        x = logits[..., j]
        new = np.maximum(m, x)
        safe = np.where(np.isneginf(new), 0, new).astype(logits.dtype)
        l = l * np.exp(m - safe) + np.exp(x - safe)
        m = new
    return np.exp(logits - m[..., None]) / l[..., None]


def right_nested_list_of_scalars(logits):
    def go(a):
        if a.ndim > 1:
            return [go(b) for b in a]
        e = np.exp(a - max(a))
        return [x / e.sum() for x in e]

    return go(logits)


def right_upcast_and_back(logits):
    z = logits.astype(np.float64)
    e = np.exp(z - z.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(logits.dtype)


def right_fresh_copy_inplace(logits):
    z = logits.copy()
    z -= z.max(axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)
    return z


def right_reshape2d(logits):
    k = logits.shape[-1]
    z = logits.reshape(-1, k)
    e = np.exp(z - np.take_along_axis(z, z.argmax(1)[:, None], 1))
    return np.divide(e, e @ np.ones((k, 1), logits.dtype)).reshape(logits.shape)


def wrong_naive(logits):
    e = np.exp(logits)
    return e / e.sum(-1, keepdims=True)


def wrong_divide_by_max(logits):
    e = np.exp(logits / logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_global_max(logits):
    e = np.exp(logits - logits.max())
    return e / e.sum(-1, keepdims=True)


def wrong_global_max_eps(logits):
    e = np.exp(logits - logits.max())
    return e / (e.sum(-1, keepdims=True) + 1e-12)


def wrong_axis1(logits):
    if logits.ndim == 1:
        e = np.exp(logits - logits.max())
        return e / e.sum()
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def wrong_inplace(logits):
    logits -= logits.max(-1, keepdims=True)
    e = np.exp(logits)
    return e / e.sum(-1, keepdims=True)


def wrong_float64(logits):
    z = np.asarray(logits, dtype=np.float64)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_float32(logits):
    z = logits.astype(np.float32)
    e = np.exp(z - z.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(logits.dtype)


def wrong_float64_only_16(logits):
    if logits.dtype == np.float16:
        logits = logits.astype(np.float32)
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_subtract_mean(logits):
    e = np.exp(logits - logits.mean(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_subtract_absmax(logits):
    e = np.exp(logits - np.abs(logits).max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_max0(logits):
    e = np.exp(logits - np.maximum(logits.max(-1, keepdims=True), 0))
    return e / e.sum(-1, keepdims=True)


def wrong_clip500(logits):
    e = np.exp(np.clip(logits - logits.max(-1, keepdims=True), -500, 0))
    return e / e.sum(-1, keepdims=True)


def wrong_clip50(logits):
    e = np.exp(np.clip(logits - logits.max(-1, keepdims=True), -50, 0))
    return e / e.sum(-1, keepdims=True)


def wrong_clip_input(logits):
    z = np.clip(logits, -1e4, 1e4)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_nan_to_num_input(logits):
    z = np.nan_to_num(logits)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_nan_to_num_minus1e9(logits):
    z = np.where(np.isinf(logits), -1e9, logits).astype(logits.dtype)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_neginf_to_floor700(logits):
    z = np.where(np.isneginf(logits), -700, logits).astype(logits.dtype)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_neginf_to_nan(logits):
    m = logits.max(-1, keepdims=True)
    z = (logits - m) * 1.0
    e = np.exp(z + 0 * logits)
    return e / e.sum(-1, keepdims=True)


def wrong_min(logits):
    e = np.exp(logits - logits.min(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_first(logits):
    e = np.exp(logits - logits[..., :1])
    return e / e.sum(-1, keepdims=True)


def wrong_last(logits):
    e = np.exp(logits - logits[..., -1:])
    return e / e.sum(-1, keepdims=True)


def wrong_eps_sum(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / (e.sum(-1, keepdims=True) + 1e-6)


def wrong_eps_sum_1em8(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / (e.sum(-1, keepdims=True) + 1e-8)


def wrong_k1_squeeze(logits):
    z = logits.squeeze()
    if z.ndim == 0:
        z = z[None]
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_k2_sigmoid_special(logits):
    if logits.shape[-1] == 2:
        d = logits[..., 0] - logits[..., 1]
        p = 0.5 * (1 + np.tanh(d / 2))
        return np.stack([p, 1 - p], -1)
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_no_keepdims_transpose(logits):
    # right for 1-D and 2-D only
    z = logits.T
    e = np.exp(z - z.max(axis=0))
    return (
        (e / e.sum(axis=0)).T.reshape(logits.shape)
        if logits.ndim <= 2
        else np.exp(logits - logits.max(-1, keepdims=True))
        / np.exp(logits - logits.max(-1, keepdims=True)).sum(axis=(-2, -1), keepdims=True)
    )


def wrong_conditional_shift(logits):
    m = logits.max(-1, keepdims=True)
    z = np.where(m > 700, logits - m, logits)
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)


def wrong_conditional_shift_abs(logits):
    m = logits.max(-1, keepdims=True)
    z = np.where(np.abs(m) > 80, logits - m, logits)
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)


def wrong_conditional_shift_abs_max_1(logits):
    z = logits - logits.max(-1, keepdims=True) if np.abs(logits).max() > 500 else logits
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)


def wrong_renorm_round(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return np.round(e / e.sum(-1, keepdims=True), 7)


def wrong_last_two_axes(logits):
    z = logits.reshape(len(logits), -1) if logits.ndim > 1 else logits
    e = np.exp(z - z.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).reshape(logits.shape)


def wrong_flatten_lead(logits):
    k = logits.shape[-1]
    z = logits.reshape(-1, k)
    e = np.exp(z - z.max(-1, keepdims=True))
    e = e / e.sum(-1, keepdims=True)
    return e if logits.ndim > 1 else e[0]


def wrong_zero_tiny(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    q[q < 1e-10] = 0
    return q


def wrong_max_by_nanmax_isfinite(logits):
    m = np.max(logits[np.isfinite(logits)])
    e = np.exp(logits - m)
    return e / e.sum(-1, keepdims=True)


def wrong_list_python_floats(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).tolist()


def wrong_max_where_zero(logits):
    # treat exp==1 terms double at ties
    m = logits.max(-1, keepdims=True)
    e = np.where(logits == m, 1, np.exp(logits - m))
    rest = np.where(logits == m, 0, e).sum(-1, keepdims=True)
    return (e / (1 + rest)).astype(logits.dtype)


def wrong_temperature_dim(logits):
    z = logits / np.sqrt(logits.shape[-1] / 2).astype(logits.dtype)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_exp_minus_lse_absolute(logits):
    m = logits.max(-1, keepdims=True)
    lse = m + np.log(np.exp(logits - m).sum(-1, keepdims=True))
    return np.exp(logits - lse)


def wrong_k1_sigmoid(logits):
    if logits.shape[-1] == 1:
        return 1 / (1 + np.exp(-logits))
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_argmax_for_wide_rows(logits):
    # a spread above 30 counts as one-hot
    m = logits.max(-1, keepdims=True)
    e = np.where(logits < m - 30, 0, np.exp(logits - m)).astype(logits.dtype)
    return e / e.sum(-1, keepdims=True)


def wrong_argmax_where_large(logits):
    # above 700: one-hot of the maximum, ties ignored
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        p = e / e.sum(-1, keepdims=True)
    m = logits.max(-1, keepdims=True)
    s = np.exp(np.clip(logits - m, -20, 0))
    s[logits < m - 20] = 0
    return np.where(np.isfinite(p), p, s / s.sum(-1, keepdims=True)).astype(logits.dtype)


def wrong_squeeze_axes(logits):
    z = logits.reshape([n for n in logits.shape[:-1] if n != 1] + [logits.shape[-1]])
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_max_starts_at_minus_1e9(logits):
    m = np.max(logits, -1, keepdims=True, initial=-1e9).astype(logits.dtype)
    with np.errstate(all="ignore"):
        e = np.exp(logits - m)
        return e / e.sum(-1, keepdims=True)


def wrong_max_starts_at_minus_1e10(logits):
    m = np.max(logits, -1, keepdims=True, initial=-1e10).astype(logits.dtype)
    with np.errstate(all="ignore"):
        e = np.exp(logits - m)
        return e / e.sum(-1, keepdims=True)


def wrong_max_starts_at_minus_1e20(logits):
    m = np.max(logits, -1, keepdims=True, initial=-1e20).astype(logits.dtype)
    with np.errstate(all="ignore"):
        e = np.exp(logits - m)
        return e / e.sum(-1, keepdims=True)


def wrong_nan_rows_uniform(logits):
    z = logits - np.where(logits.max(-1, keepdims=True) > -1e25, logits.max(-1, keepdims=True), 0)
    with np.errstate(all="ignore"):
        e = np.exp(z)
        p = e / e.sum(-1, keepdims=True)
    return np.where(np.isnan(p), np.asarray(1 / logits.shape[-1], logits.dtype), p)


def wrong_neg_inf_is_min_minus_1000(logits):
    f = np.isfinite(logits)
    low = np.where(f, logits, np.inf).min(-1, keepdims=True)
    z = np.where(f, logits, low - np.asarray(1000, logits.dtype))
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_neg_inf_is_min_minus_100(logits):
    f = np.isfinite(logits)
    low = np.where(f, logits, np.inf).min(-1, keepdims=True)
    z = np.where(f, logits, low - np.asarray(100, logits.dtype))
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def right_pairwise_reciprocal(logits):
    with np.errstate(all="ignore"):
        d = np.exp(logits[..., None, :] - logits[..., :, None])
        out = 1 / d.sum(-1)
    return np.where(np.isneginf(logits), 0, out).astype(logits.dtype)


def right_exp2_in_double(logits):
    z = logits.astype(np.float64)
    e = np.exp2((z - np.max(z, axis=-1, keepdims=True)) * np.log2(np.e))
    return np.divide(e, e.sum(-1)[..., None]).astype(logits.dtype)


def right_moved_axis_running(logits):
    z = np.moveaxis(logits, -1, 0)
    m = np.full(z.shape[1:], -np.inf, z.dtype)
    l = np.zeros(z.shape[1:], z.dtype)
    for x in z:
        new = np.maximum(m, x)
        with np.errstate(all="ignore"):
            a = np.where(np.isneginf(m), 0, np.exp(m - new))
            b = np.where(np.isneginf(x), 0, np.exp(x - new))
        l = l * a + b
        m = new
    return np.exp(logits - m[..., None]) / l[..., None]


def _s(x):
    with np.errstate(all="ignore"):
        e = np.exp(x)
        return e / e.sum(-1, keepdims=True)


def right_sorted_and_unsorted(logits):
    order = np.argsort(logits, axis=-1)
    s = np.take_along_axis(logits, order, -1)
    e = np.exp(s - s[..., -1:])
    e /= e.sum(axis=-1, keepdims=True)
    out = np.empty_like(logits)
    np.put_along_axis(out, order, e, -1)
    return out


def right_log_softmax_exp(logits):
    s = logits - logits.max(-1, keepdims=True)
    return np.exp(s - np.log(np.exp(s).sum(-1, keepdims=True)))


def wrong_exp_minus_lse(logits):
    z = logits.astype(np.float64)
    return np.exp(z - np.logaddexp.reduce(z, axis=-1)[..., None]).astype(logits.dtype)


def wrong_axis_1_if_batched(logits):
    ax = 0 if logits.ndim == 1 else 1
    e = np.exp(logits - logits.max(axis=ax, keepdims=True))
    return e / e.sum(axis=ax, keepdims=True)


def wrong_transpose_twice(logits):
    e = np.exp((logits.T - logits.max(-1)).T)
    return (e.T / e.sum(-1)).T


def wrong_minus_1e9_for_inf(logits):
    z = np.where(np.isneginf(logits), np.asarray(-1e9, logits.dtype), logits)
    return _s(z - z.max(-1, keepdims=True))


def wrong_minus_1e30_for_inf(logits):
    z = np.where(np.isneginf(logits), np.asarray(-1e30, logits.dtype), logits)
    return _s(z - z.max(-1, keepdims=True))


def wrong_clip_1e4(logits):
    z = np.clip(logits, -1e4, 1e4)
    return _s(z - z.max(-1, keepdims=True))


def wrong_clip_shifted_700(logits):
    z = np.clip(logits - logits.max(-1, keepdims=True), -700, 0)
    return _s(z)


def wrong_clip_shifted_100(logits):
    z = np.clip(logits - logits.max(-1, keepdims=True), -100, 0)
    return _s(z)


def wrong_squeeze_rows(logits):
    z = np.atleast_2d(logits)
    out = _s(z - z.max(-1, keepdims=True))
    return out[0] if out.shape[0] == 1 else out


def wrong_in_place_view(logits):
    z = logits.reshape(-1, logits.shape[-1])
    z -= z.max(-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(-1, keepdims=True)
    return z.reshape(logits.shape)


def wrong_max_or_zero(logits):
    return _s(logits - np.max(logits, axis=-1, keepdims=True, initial=0))


def wrong_max_abs(logits):
    a = np.where(np.isfinite(logits), np.abs(logits), 0)
    return _s(logits - a.max(-1, keepdims=True))


def wrong_eps_1e_8(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / (e.sum(-1, keepdims=True) + np.asarray(1e-8, logits.dtype))


def wrong_mean_shift(logits):
    f = np.isfinite(logits)
    m = np.where(f, logits, 0).sum(-1, keepdims=True) / f.sum(-1, keepdims=True)
    return _s(logits - m)


def wrong_float32_always(logits):
    z = logits.astype(np.float32)
    return _s(z - z.max(-1, keepdims=True)).astype(logits.dtype)


def wrong_float64_out_if_small(logits):
    z = np.asarray(logits, dtype=float)
    out = _s(z - z.max(-1, keepdims=True))
    return out.astype(np.float32) if logits.dtype == np.float32 else out


def wrong_sum_axes(logits):
    ax = tuple(range(1, logits.ndim)) or 0
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(axis=ax, keepdims=True)


def wrong_argmax_at_big(logits):
    s = logits - logits.max(-1, keepdims=True)
    out = _s(s)
    big = np.abs(np.where(np.isfinite(logits), logits, 0)).max(-1, keepdims=True) > 1e10
    hot = np.arange(logits.shape[-1]) == logits.argmax(-1)[..., None]
    return np.where(big, hot.astype(logits.dtype), out)


def wrong_threshold_tiny(logits):
    p = _s(logits - logits.max(-1, keepdims=True))
    return np.where(p < 1e-12, np.asarray(0, logits.dtype), p)


def right_plain(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def right_reshape(logits):
    flat = logits.reshape(-1, logits.shape[-1])
    out = np.empty_like(flat)
    for i, row in enumerate(flat):
        e = np.exp(row - row.max())
        out[i] = e / e.sum()
    return out.reshape(logits.shape)


def right_f64_cast(logits):
    z = logits.astype(np.float64)
    z = z - np.max(z, axis=-1)[..., None]
    e = np.exp(z)
    return (e / np.sum(e, axis=-1)[..., None]).astype(logits.dtype)


def right_log(logits):
    s = logits - np.amax(logits, axis=-1, keepdims=True)
    return np.exp(s - np.log(np.exp(s).sum(-1, keepdims=True)))


def wrong_first_form(logits):
    m = logits.max(axis=-1, keepdims=True)
    lse = m + np.log(np.exp(logits - m).sum(axis=-1, keepdims=True))
    return np.exp(logits - lse)


def wrong_replace_inf(logits):
    z = np.where(np.isneginf(logits), logits.dtype.type(-1e9), logits)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_clip_shift(logits):
    s = np.clip(logits - logits.max(axis=-1, keepdims=True), -50, 0)
    e = np.exp(s)
    return e / e.sum(axis=-1, keepdims=True)


def wrong_transpose(logits):
    e = np.exp(logits.T - logits.max(axis=-1))
    return (e / e.sum(axis=0)).T


def wrong_f64(logits):
    z = np.asarray(logits, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_absmax(logits):
    e = np.exp(logits - np.abs(logits).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_mean(logits):
    e = np.exp(logits - logits.mean(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_min_initial(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True, initial=0))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_f32_always(logits):
    z = logits.astype(np.float32)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return (e / e.sum(axis=-1, keepdims=True)).astype(logits.dtype)


def wrong_eps_den(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-6)


def wrong_eps_den8(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-8)


def wrong_clip_in(logits):
    z = np.clip(logits, -1e6, 1e6)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_f16_to_f64(logits):
    z = logits if logits.dtype == np.float32 else logits.astype(np.float64)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_f64_first_form_cast(logits):
    z = logits.astype(np.float64)
    m = z.max(-1, keepdims=True)
    return np.exp(z - (m + np.log(np.exp(z - m).sum(-1, keepdims=True)))).astype(logits.dtype)


def wrong_isnan_fix(logits):
    e = np.exp(logits - logits[..., :1])
    w = e / e.sum(-1, keepdims=True)
    return np.nan_to_num(w, nan=1.0)


def wrong_logaddexp(logits):
    return np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
