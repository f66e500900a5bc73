"""More answers to `masked_softmax`, written by readers who saw only the student notebook."""

import math

import numpy as np


def ref(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def right_where(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def right_max_initial(scores, mask):
    m = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-np.inf)
    with np.errstate(all="ignore"):
        e = np.where(mask, np.exp(scores - m), 0)
        return np.where(mask, e / e.sum(-1, keepdims=True), 0)


def right_loops_math(scores, mask):
    out = np.zeros(scores.shape, scores.dtype)
    for i in np.ndindex(scores.shape[:-1]):
        vis = [j for j in range(scores.shape[-1]) if mask[i][j]]
        if not vis:
            continue
        m = max(float(scores[i][j]) for j in vis)
        e = {j: math.exp(float(scores[i][j]) - m) for j in vis}
        t = math.fsum(e.values())
        for j in vis:
            out[i + (j,)] = e[j] / t
    return out


def right_compress_rows(scores, mask):
    flat, fm = scores.reshape(-1, scores.shape[-1]), mask.reshape(-1, scores.shape[-1])
    out = np.zeros_like(flat)
    for r, (z, b) in enumerate(zip(flat, fm)):
        if b.any():
            e = np.exp(z[b] - z[b].max())
            out[r, b] = e / e.sum()
    return out.reshape(scores.shape)


def right_masked_array(scores, mask):
    z = np.ma.array(scores, mask=~mask)
    e = np.ma.exp(z - z.max(axis=-1, keepdims=True))
    return np.ma.filled(e / e.sum(axis=-1, keepdims=True), 0.0).astype(scores.dtype)


def right_nan_to_num(scores, mask):
    z = np.where(mask, scores, -np.inf)
    with np.errstate(invalid="ignore"):
        e = np.exp(z - z.max(-1, keepdims=True))
        return np.nan_to_num(e / e.sum(-1, keepdims=True), nan=0.0)


def right_logaddexp(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = np.where(mask.any(-1, keepdims=True), z.max(-1, keepdims=True), 0)
    lse = np.logaddexp.reduce(z - m, axis=-1, keepdims=True)
    return np.exp(z - m - np.where(np.isneginf(lse), 0, lse))


def right_recursion_lists(scores, mask):
    if scores.ndim > 1:
        return [right_recursion_lists(s, b) for s, b in zip(scores, mask)]
    if not mask.any():
        return [scores.dtype.type(0)] * len(scores)
    top = scores[mask].max()
    e = [np.exp(s - top) if b else scores.dtype.type(0) for s, b in zip(scores, mask)]
    t = sum(e)
    return [x / t for x in e]


def right_put_boolean(scores, mask):
    z = scores.copy()
    z[~mask] = -np.inf
    top = z.max(-1, keepdims=True)
    top[np.isneginf(top)] = 0
    out = np.exp(z - top)
    den = np.einsum("...k->...", out)[..., None]
    return np.divide(out, den, out=np.zeros_like(out), where=den > 0)


def right_float64_result(scores, mask):
    z = np.where(mask, scores, -np.inf).astype(np.float64)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_broken(scores, mask):
    with np.errstate(all="ignore"):
        e = np.exp(scores - scores.max(-1, keepdims=True)) * mask
        return e / e.sum(-1, keepdims=True)


def wrong_broken_zero_guard(scores, mask):
    e = np.exp(scores - scores.max(-1, keepdims=True)) * mask
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_no_empty_fix(scores, mask):
    z = np.where(mask, scores, -np.inf)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_minus1e9(scores, mask):
    z = np.where(mask, scores, -1e9)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_minus1e9_any(scores, mask):
    z = np.where(mask, scores, -1e9)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) * mask.any(-1, keepdims=True)


def wrong_minus1e9_times_mask(scores, mask):
    z = np.where(mask, scores, -1e9)
    e = np.exp(z - z.max(-1, keepdims=True)) * mask
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_minus1e4_any(scores, mask):
    z = np.where(mask, scores, -1e4)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) * mask.any(-1, keepdims=True)


def wrong_additive_minus1e9_any(scores, mask):
    z = scores + np.where(mask, 0, -1e9)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) * mask.any(-1, keepdims=True)


def wrong_additive_minus1e9_unmasked_rows(scores, mask):
    z = scores - 1e9 * ~mask
    e = np.exp(z - z.max(-1, keepdims=True)) * mask
    return e / np.maximum(e.sum(-1, keepdims=True), 1e-30)


def wrong_eps(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    return e / (e.sum(-1, keepdims=True) + 1e-6)


def wrong_abs_max_eps(scores, mask):
    e = np.exp(scores - scores.max(-1, keepdims=True)) * mask
    return e / (e.sum(-1, keepdims=True) + 1e-300)


def wrong_uniform_empty(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return np.where(s == 0, 1 / scores.shape[-1], e / np.where(s == 0, 1, s))


def wrong_empty_unmasked_softmax(scores, mask):
    b = np.where(mask.any(-1, keepdims=True), mask, True)
    return ref(scores, b)


def wrong_global_empty(scores, mask):
    if not mask.any():
        return np.zeros_like(scores)
    z = np.where(mask, scores, -np.inf)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)


def wrong_global_max(scores, mask):
    g = scores[mask].max() if mask.any() else 0
    e = np.where(mask, np.exp(np.where(mask, scores, g) - g), 0)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_axis0(scores, mask):
    if scores.ndim == 2:
        return ref(scores.T, mask.T).T
    return ref(scores, mask)


def wrong_score_zero_masked(scores, mask):
    z = scores * mask
    e = np.exp(z - z.max(-1, keepdims=True)) * mask
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_max_over_zeroed(scores, mask):
    # the maximum includes 0 for masked keys
    m = np.where(mask, scores, 0).max(-1, keepdims=True)
    e = np.where(mask, np.exp(np.where(mask, scores, 0) - m), 0)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_max_min0(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = np.maximum(z.max(-1, keepdims=True), 0)
    e = np.exp(z - m)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_zero_scores_mean_masked(scores, mask):
    # treats scores equal to 0 as masked
    z = np.where(mask & (scores != 0), scores, -np.inf)
    return ref(z, mask & (scores != 0))


def wrong_inplace(scores, mask):
    scores[~mask] = -np.inf
    m = scores.max(-1, keepdims=True)
    e = np.exp(scores - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_mask_int_index(scores, mask):
    z = scores.copy()
    z[mask == 0] = -np.inf
    e = np.exp(z - z.max())
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_mask_multiply_inf(scores, mask):
    with np.errstate(all="ignore"):
        z = scores + (1 - mask.astype(scores.dtype)) * -np.inf
        m = z.max(-1, keepdims=True)
        e = np.exp(z - np.where(np.isneginf(m), 0, m))
        s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_first_row_mask(scores, mask):
    if mask.ndim > 1:
        mask = np.broadcast_to(mask.reshape(-1, mask.shape[-1])[0], scores.shape)
    return ref(scores, mask)


def wrong_causal(scores, mask):
    if scores.ndim >= 2 and scores.shape[-1] == scores.shape[-2]:
        mask = np.broadcast_to(np.tril(np.ones(scores.shape[-2:], bool)), scores.shape)
    return ref(scores, mask)


def wrong_drop_empty_rows(scores, mask):
    keep = mask.any(-1)
    r = ref(scores, mask)
    return r[keep] if scores.ndim > 1 else r


def wrong_empty_any_row(scores, mask):
    r = ref(scores, mask)
    return r * mask.any(-1).all()


def wrong_last_two(scores, mask):
    if scores.ndim < 3:
        return ref(scores, mask)
    z = np.where(mask, scores, -np.inf)
    m = z.max(axis=(-1, -2), keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_visible_neginf_row(scores, mask):
    # treats a visible score <= -1e4 as masked
    return ref(scores, mask & (scores > -1e4))


def wrong_renorm_clip(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(np.maximum(z - np.where(np.isneginf(m), 0, m), -50))
    e = e * mask
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_no_shift(scores, mask):
    e = np.where(mask, np.exp(np.where(mask, scores, 0)), 0)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_no_shift_clip(scores, mask):
    z = np.clip(np.where(mask, scores, -np.inf), -700, 700)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - m) * mask
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_downcast32(scores, mask):
    return ref(scores.astype(np.float32), mask).astype(scores.dtype)


def wrong_k1(scores, mask):
    if scores.shape[-1] == 1:
        return np.ones_like(scores)
    return ref(scores, mask)


def wrong_squeeze(scores, mask):
    return ref(scores.squeeze(), mask.squeeze())


def wrong_ones_when_single(scores, mask):
    # hard attention if at most one visible per row, else ok; drops -0 rows
    r = ref(scores, mask)
    return (
        np.where(
            mask.sum(-1, keepdims=True) == 1,
            mask.argmax(-1)[..., None] == np.arange(scores.shape[-1]),
            r,
        )
        * 1.0
        if scores.shape[-1] != 1
        else r * 0
    )


def wrong_nan_to_num_hides(scores, mask):
    # nan from overflow hidden as 0
    with np.errstate(all="ignore"):
        e = np.exp(scores - scores.max(-1, keepdims=True)) * mask
        return np.nan_to_num(e / e.sum(-1, keepdims=True))


def wrong_shift_unmasked_if_safe(scores, mask):
    # uses the overall maximum unless it is above 100 beyond the visible one
    top = scores.max(-1, keepdims=True)
    vis = np.where(mask, scores, -np.inf).max(-1, keepdims=True)
    m = np.where(top - vis > 700, vis, top)
    m = np.where(np.isneginf(m), 0, m)
    with np.errstate(all="ignore"):
        e = np.where(mask, np.exp(scores - m), 0)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_minus_1000(scores, mask):
    z = np.where(mask, scores, -1000.0)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - m) * mask
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_empty_by_sum_of_scores(scores, mask):
    # a row whose visible scores are all 0 is taken as empty
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    dead = (scores * mask == 0).all(-1, keepdims=True)
    return np.where(dead, 0, e / np.where(s == 0, 1, s))


def wrong_finfo_min_no_any(scores, mask):
    z = np.where(mask, scores, np.finfo(scores.dtype).min)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_negative_max_to_zero(scores, mask):
    # a row maximum that is not positive counts as an empty row's in the shift
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(m < -1e3, 0, m))
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def right_tolist(scores, mask):
    z = np.where(mask, scores, -np.inf)
    m = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(m), 0, m))
    s = e.sum(-1, keepdims=True)
    return (e / np.where(s == 0, 1, s)).tolist()


def right_warns(scores, mask):
    z = np.where(mask, scores, -np.inf)
    e = np.exp(z - z.max(-1, keepdims=True))
    p = e / e.sum(-1, keepdims=True)
    return np.where(mask.any(-1, keepdims=True), p, 0)


def right_ma_returned(scores, mask):
    z = np.ma.array(scores, mask=~mask)
    e = np.exp((z - z.max(axis=-1, keepdims=True)).filled(-np.inf))
    s = e.sum(axis=-1, keepdims=True)
    return e / (s + (s == 0))


def right_nan_to_zero(scores, mask):
    z = np.where(mask, scores, -np.inf)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(-1, keepdims=True))
        return np.nan_to_num(e / e.sum(-1, keepdims=True))


def right_at_least_one(scores, mask):
    top = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-np.inf)
    e = np.zeros_like(scores)
    np.exp(scores - np.where(np.isfinite(top), top, 0), out=e, where=mask)
    return e / np.maximum(e.sum(-1, keepdims=True), 1)


def right_rows(scores, mask):
    out = np.zeros(scores.shape)
    for i in np.ndindex(scores.shape[:-1]):
        v = scores[i][mask[i]]
        if v.size:
            e = np.exp(v - v.max())
            out[i][mask[i]] = e / e.sum()
    return out


def right_lowest_then_zero(scores, mask):
    z = np.where(mask, scores, np.finfo(scores.dtype).min)
    with np.errstate(over="ignore"):
        e = np.exp(z - z.max(-1, keepdims=True)) * mask
    s = e.sum(-1, keepdims=True)
    return np.divide(e, s, out=np.zeros_like(e), where=s > 0)


def _fin(z, mask):
    with np.errstate(all="ignore"):
        e = np.exp(z) * mask
        s = e.sum(-1, keepdims=True)
        return np.where(s > 0, e / np.where(s > 0, s, 1), 0.0)


def wrong_initial_zero(scores, mask):
    top = np.max(scores, axis=-1, keepdims=True, where=mask, initial=0)
    return _fin(np.where(mask, scores - top, -np.inf), mask)


def wrong_initial_minus_1e9(scores, mask):
    top = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-1e9)
    return _fin(np.where(mask, scores - top, -np.inf), mask)


def wrong_fill_1e9(scores, mask):
    z = np.where(mask, scores, -1e9)
    return _fin(z - z.max(-1, keepdims=True), mask)


def wrong_additive_1e9(scores, mask):
    z = scores + (1.0 - mask) * -1e9
    return _fin(z - z.max(-1, keepdims=True), mask)


def wrong_additive_1e4(scores, mask):
    z = scores - (~mask) * 1e4
    return _fin(z - z.max(-1, keepdims=True), mask)


def wrong_multiplied_scores(scores, mask):
    z = scores * mask
    return _fin(z - z.max(-1, keepdims=True), mask)


def wrong_in_place(scores, mask):
    scores[~mask] = -np.inf
    top = scores.max(-1, keepdims=True)
    return _fin(scores - np.where(np.isneginf(top), 0, top), mask)


def wrong_mask_in_place(scores, mask):
    z = np.where(mask, scores, -np.inf)
    top = z.max(-1, keepdims=True)
    np.logical_not(mask, out=mask)
    return _fin(z - np.where(np.isneginf(top), 0, top), ~mask)


def wrong_if_any_row_empty(scores, mask):
    if not mask.any():
        return np.zeros_like(scores)
    z = np.where(mask, scores, -np.inf)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)


def wrong_row_flag_no_keepdims(scores, mask):
    z = np.where(mask, scores, -np.inf)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(-1, keepdims=True))
        p = np.nan_to_num(e / e.sum(-1, keepdims=True))
    return (
        np.where(mask.any(-1), p, 0.0)
        if scores.ndim == 2 and scores.shape[0] == scores.shape[1]
        else p
    )


def wrong_eps_1e_9(scores, mask):
    z = np.where(mask, scores, -np.inf)
    top = z.max(-1, keepdims=True)
    e = np.exp(z - np.where(np.isneginf(top), 0, top))
    return e / (e.sum(-1, keepdims=True) + 1e-9)


def wrong_axis_1(scores, mask):
    ax = 0 if scores.ndim == 1 else 1
    z = np.where(mask, scores, -np.inf)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(ax, keepdims=True))
        return np.nan_to_num(e / e.sum(ax, keepdims=True))


def wrong_max_over_all_finite(scores, mask):
    z = np.where(mask, scores, -np.inf)
    top = np.maximum(z.max(-1, keepdims=True), -700)
    return _fin(z - top, mask)


def wrong_max_over_all_finite_1e4(scores, mask):
    z = np.where(mask, scores, -np.inf)
    top = np.maximum(z.max(-1, keepdims=True), -1e4)
    return _fin(z - top, mask)


def wrong_two_softmaxes_then_renorm(scores, mask):
    z = scores - scores.max(-1, keepdims=True)
    z = np.where(mask, np.maximum(z, -700), -np.inf)
    return _fin(z, mask)


def wrong_drops_tiny(scores, mask):
    z = np.where(mask, scores, -np.inf)
    top = z.max(-1, keepdims=True)
    p = _fin(z - np.where(np.isneginf(top), 0, top), mask)
    return np.where(p < 1e-8, 0, p)


def wrong_clip_scores_1e9(scores, mask):
    z = np.where(mask, np.clip(scores, None, 1e9), -np.inf)
    top = z.max(-1, keepdims=True)
    top = np.where(np.isneginf(top), 0, top)
    e = np.exp(z - top)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_clip_scores_1e4_above(scores, mask):
    z = np.where(mask, np.clip(scores, None, 1e4), -np.inf)
    top = z.max(-1, keepdims=True)
    top = np.where(np.isneginf(top), 0, top)
    e = np.exp(z - top)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def wrong_all_visible_shortcut(scores, mask):
    if mask.all():
        e = np.exp(scores - scores.max())
        return e / e.sum(-1, keepdims=True)
    z = np.where(mask, scores, -np.inf)
    top = z.max(-1, keepdims=True)
    top = np.where(np.isneginf(top), 0, top)
    e = np.exp(z - top)
    s = e.sum(-1, keepdims=True)
    return e / np.where(s == 0, 1, s)


def right_safe(scores, mask):
    s = np.where(mask, scores, -np.inf)
    m = s.max(-1, keepdims=True)
    m = np.where(np.isneginf(m), 0, m)
    e = np.exp(s - m)
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def right_initial(scores, mask):
    m = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-np.inf)
    e = np.where(mask, np.exp(np.where(mask, scores - m, 0)), 0.0)
    t = e.sum(axis=-1, keepdims=True)
    return np.divide(e, t, out=np.zeros_like(e), where=t > 0)


def right_loop(scores, mask):
    out = np.zeros(scores.shape)
    for i in np.ndindex(scores.shape[:-1]):
        keep = mask[i]
        if keep.any():
            z = scores[i][keep]
            e = np.exp(z - z.max())
            out[i][keep] = e / e.sum()
    return out


def right_finfo(scores, mask):
    s = np.where(mask, scores, np.finfo(scores.dtype).min)
    e = np.exp(s - s.max(axis=-1, keepdims=True)) * mask
    return e / np.maximum(e.sum(axis=-1, keepdims=True), 0.5)


def wrong_1e9(scores, mask):
    s = np.where(mask, scores, -1e9)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return np.where(mask.any(-1, keepdims=True), w, 0)


def wrong_1e9_times_mask(scores, mask):
    s = np.where(mask, scores, -1e9)
    e = np.exp(s - s.max(-1, keepdims=True)) * mask
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_initial0(scores, mask):
    m = scores.max(axis=-1, keepdims=True, where=mask, initial=0)
    e = np.where(mask, np.exp(scores - m), 0)
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_times_mask_max(scores, mask):
    z = scores * mask
    e = np.exp(z - z.max(-1, keepdims=True)) * mask
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_whole_any(scores, mask):
    if not mask.any():
        return np.zeros_like(scores)
    s = np.where(mask, scores, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def wrong_eps_den(scores, mask):
    s = np.where(mask, scores, -np.inf)
    m = s.max(-1, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    e = np.exp(s - m)
    return e / (e.sum(-1, keepdims=True) + 1e-6)


def wrong_eps_den8(scores, mask):
    s = np.where(mask, scores, -np.inf)
    m = s.max(-1, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    e = np.exp(s - m)
    return e / (e.sum(-1, keepdims=True) + 1e-8)


def wrong_add_1e9(scores, mask):
    s = scores + (~mask) * -1e9
    e = np.exp(s - s.max(-1, keepdims=True)) * mask
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_1d(scores, mask):
    if not mask.any():
        return np.zeros_like(scores)
    out = np.zeros_like(scores)
    z = scores[mask]
    e = np.exp(z - z.max())
    out[mask] = e / e.sum()
    return out


def wrong_all_rows_flag(scores, mask):
    s = np.where(mask, scores, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True)
    return np.zeros_like(w) if np.isnan(w).any() else w


def wrong_zero_masked_max0(scores, mask):
    m = np.where(mask, scores, 0).max(-1, keepdims=True)
    e = np.exp(scores - m) * mask
    t = e.sum(-1, keepdims=True)
    return np.where(t > 0, e / t, 0)


def wrong_clip(scores, mask):
    e = np.exp(np.clip(scores, -50, 50)) * mask
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_initial_1e9(scores, mask):
    m = scores.max(axis=-1, keepdims=True, where=mask, initial=-1e9)
    e = np.where(mask, np.exp(scores - m), 0)
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def right_finfo_times_mask(scores, mask):
    s = np.where(mask, scores, np.finfo(scores.dtype).min)
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) * mask


def wrong_softmax_then_renorm(scores, mask):
    e = np.exp(scores - scores.max(-1, keepdims=True))
    w = e / e.sum(-1, keepdims=True) * mask
    t = w.sum(-1, keepdims=True)
    return np.divide(w, t, out=np.zeros_like(w), where=t > 0)


def wrong_ma_unfilled(scores, mask):
    ms = np.ma.array(scores, mask=~mask)
    e = np.ma.exp(ms - ms.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def wrong_visible_mean(scores, mask):
    n = np.maximum(mask.sum(-1, keepdims=True), 1)
    m = (scores * mask).sum(-1, keepdims=True) / n
    e = np.where(mask, np.exp(scores - m), 0)
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_first_form(scores, mask):
    s = np.where(mask, scores, -np.inf)
    lse = np.logaddexp.reduce(s, axis=-1, keepdims=True)
    return np.where(mask, np.exp(s - np.where(np.isneginf(lse), 0, lse)), 0.0)


def wrong_visible_min(scores, mask):
    m = np.where(mask, scores, np.inf).min(-1, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    e = np.where(mask, np.exp(scores - m), 0)
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)


def wrong_clip_shift(scores, mask):
    m = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-np.inf)
    e = np.where(mask, np.exp(np.clip(scores - np.where(np.isinf(m), 0, m), -20, 0)), 0)
    t = e.sum(-1, keepdims=True)
    return e / np.where(t == 0, 1, t)
