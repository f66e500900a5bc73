"""More answers to `cross_entropy`, written by readers who saw only the student notebook."""

import math

import numpy as np


def lsm(z):
    s = z - z.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def onehot(z, t):
    return np.eye(z.shape[-1], dtype=z.dtype)[t] if t.dtype.kind in "iu" else t.astype(z.dtype)


def ref(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    return -(t * lq).sum(-1), np.exp(lq) - t


def right_eye(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    return -(t * lq).sum(-1), np.exp(lq) - t


def right_take_along(logits, targets):
    lq = lsm(logits)
    if np.issubdtype(targets.dtype, np.integer):
        loss = -np.take_along_axis(lq, targets[..., None], -1)[..., 0]
        g = np.exp(lq)
        np.put_along_axis(
            g, targets[..., None], np.take_along_axis(g, targets[..., None], -1) - 1, -1
        )
        return loss, g
    return np.einsum("...k,...k->...", -lq, targets), np.exp(lq) - targets


def right_add_at(logits, targets):
    k = logits.shape[-1]
    z = logits.reshape(-1, k)
    q = np.exp(lsm(z))
    if targets.ndim < logits.ndim:
        t = np.zeros_like(z)
        np.add.at(t, (np.arange(len(z)), targets.reshape(-1)), 1)
    else:
        t = targets.reshape(-1, k)
    loss = np.logaddexp.reduce(z, axis=-1) - (t * z).sum(-1)
    return loss.reshape(logits.shape[:-1]), (q - t).reshape(logits.shape)


def right_loops_math(logits, targets):
    k = logits.shape[-1]
    loss = np.empty(logits.shape[:-1], logits.dtype)
    grad = np.empty(logits.shape, logits.dtype)
    soft = targets.dtype.kind == "f"
    for i in np.ndindex(logits.shape[:-1]):
        row = [float(v) for v in logits[i]]
        m = max(row)
        lse = math.log(sum(math.exp(v - m) for v in row))
        t = (
            [float(targets[i + (c,)]) for c in range(k)]
            if soft
            else [1.0 if c == targets[i] else 0.0 for c in range(k)]
        )
        loss[i] = sum(t[c] * (lse - (row[c] - m)) for c in range(k))
        for c in range(k):
            grad[i + (c,)] = math.exp(row[c] - m - lse) - t[c]
    return loss, grad


def right_comparison_onehot(logits, targets):
    t = (
        targets
        if targets.shape == logits.shape and targets.dtype.kind == "f"
        else (targets[..., None] == np.arange(logits.shape[-1]))
    )
    t = np.asarray(t, logits.dtype)
    m = logits.max(-1, keepdims=True)
    e = np.exp(logits - m)
    tot = e.sum(-1, keepdims=True)
    return ((np.log(tot) - (logits - m)) * t).sum(-1), e / tot - t


def right_log1p(logits, targets):
    # formula (8): digits of sure rows kept
    t = onehot(logits, targets)
    k = logits.argmax(-1)[..., None]
    gap = logits - np.take_along_axis(logits, k, -1)
    e = np.exp(gap)
    np.put_along_axis(e, k, 0, -1)
    rest = e.sum(-1, keepdims=True)
    lq = gap - np.log1p(rest)
    return (-lq * t).sum(-1), np.exp(lq) - t


def right_jacobian(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    q = np.exp(lq)
    J = np.eye(logits.shape[-1], dtype=logits.dtype) - q[..., None, :]  # d lq_c / d z_j
    return -np.einsum("...c,...c->...", t, lq), -np.einsum("...c,...cj->...j", t, J)


def right_recursion_lists(logits, targets):
    if logits.ndim > 1:
        pairs = [right_recursion_lists(z, t) for z, t in zip(logits, targets)]
        if not pairs:
            return np.zeros(logits.shape[:-1], logits.dtype), np.zeros_like(logits)
        return [np.stack([np.asarray(p[0]) for p in pairs]), np.stack([p[1] for p in pairs])]
    lq = lsm(logits)
    if targets.dtype.kind == "f":
        return -(lq * targets).sum(), np.exp(lq) - targets
    g = np.exp(lq)
    g[int(targets)] -= 1
    return -lq[int(targets)], g


def right_nested_lists(logits, targets):
    a, b = ref(logits, targets)
    if a.ndim == 1:
        return list(a), [list(r) for r in b]
    return a, b


def right_matmul(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    return -np.squeeze(t[..., None, :] @ lq[..., :, None], (-1, -2)), np.exp(lq) - t


def wrong_mean(logits, targets):
    l, g = ref(logits, targets)
    return l.mean(), g / l.size


def wrong_sum(logits, targets):
    l, g = ref(logits, targets)
    return l.sum(), g


def wrong_hard_only_argmax(logits, targets):
    if targets.dtype.kind == "f":
        targets = targets.argmax(-1)
    return ref(logits, targets)


def wrong_grad_argmax(logits, targets):
    l, g = ref(logits, targets)
    if targets.dtype.kind == "f":
        g = ref(logits, targets.argmax(-1))[1]
    return l, g


def wrong_loss_argmax(logits, targets):
    l, g = ref(logits, targets)
    if targets.dtype.kind == "f":
        l = ref(logits, targets.argmax(-1))[0]
    return l, g


def wrong_grad_times_t(logits, targets):
    # right for hard labels? -t*(1-q) on the soft class
    t = onehot(logits, targets)
    lq = lsm(logits)
    q = np.exp(lq)
    return -(t * lq).sum(-1), np.where(t > 0, q - 1, q) if targets.dtype.kind == "f" else q - t


def wrong_ndim_hard(logits, targets):
    # decides by targets.ndim == 1
    lq = lsm(logits)
    if targets.ndim == 1:
        t = np.eye(logits.shape[-1])[targets.astype(int)]
    else:
        t = targets
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_shape_equal_hard(logits, targets):
    # soft iff last axis equals k  -> integer targets (…, k) misread
    if targets.ndim and targets.shape[-1] == logits.shape[-1]:
        t = targets.astype(logits.dtype)
    else:
        t = np.eye(logits.shape[-1], dtype=logits.dtype)[targets.astype(int)]
    lq = lsm(logits)
    if t.shape != logits.shape:
        t = np.broadcast_to(t, logits.shape)
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_integer_valued_is_class(logits, targets):
    if np.all(targets == np.round(targets)):
        targets = targets.astype(int)
        if targets.shape == logits.shape:
            # float one-hot read as classes
            t = np.eye(logits.shape[-1])[targets].sum(-2)
            t = t / t.sum(-1, keepdims=True)
        else:
            t = np.eye(logits.shape[-1])[targets]
    else:
        t = targets
    lq = lsm(logits)
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_int64_only(logits, targets):
    lq = lsm(logits)
    t = (
        np.eye(logits.shape[-1], dtype=logits.dtype)[targets]
        if targets.dtype == np.int64
        else targets
    )
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_soft_float64_only(logits, targets):
    if targets.dtype != np.float64:
        t = np.eye(logits.shape[-1], dtype=logits.dtype)[targets.astype(int)]
    else:
        t = targets
    lq = lsm(logits)
    if t.ndim > logits.ndim:
        t = t.sum(-2)
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_float32_inside(logits, targets):
    l, g = ref(logits.astype(np.float32), targets)
    return l.astype(logits.dtype), g.astype(logits.dtype)


def wrong_log_softmax_split(logits, targets):
    t = onehot(logits, targets)
    e = np.exp(logits - logits.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    with np.errstate(all="ignore"):
        return -np.where(t > 0, t * np.log(q), 0).sum(-1), q - t


def wrong_eps(logits, targets):
    t = onehot(logits, targets)
    e = np.exp(logits - logits.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    return -(t * np.log(q + 1e-12)).sum(-1), q - t


def wrong_clip(logits, targets):
    t = onehot(logits, targets)
    e = np.exp(logits - logits.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    return -(t * np.log(np.clip(q, 1e-10, 1))).sum(-1), q - t


def wrong_clip_1em300(logits, targets):
    t = onehot(logits, targets)
    z = logits.astype(float)
    e = np.exp(z - z.max(-1, keepdims=True))
    q = e / e.sum(-1, keepdims=True)
    return (-(t * np.log(np.clip(q, 1e-300, 1))).sum(-1)).astype(logits.dtype), (q - t).astype(
        logits.dtype
    )


def wrong_global_max(logits, targets):
    t = onehot(logits, targets)
    s = logits - logits.max()
    lq = s - np.log(np.exp(s).sum(-1, keepdims=True))
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_no_max(logits, targets):
    t = onehot(logits, targets)
    lq = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_no_max_in_grad(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    e = np.exp(logits)
    return -(t * lq).sum(-1), e / e.sum(-1, keepdims=True) - t


def wrong_inplace_logits(logits, targets):
    t = onehot(logits, targets)
    logits -= logits.max(-1, keepdims=True)
    lq = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_only_2d_arange(logits, targets):
    lq = lsm(logits)
    if targets.dtype.kind == "f":
        return -(targets * lq).sum(-1), np.exp(lq) - targets
    n = np.arange(len(logits))
    g = np.exp(lq)
    g[n, targets] -= 1
    return -lq[n, targets], g


def wrong_flat_output(logits, targets):
    k = logits.shape[-1]
    l, g = ref(
        logits.reshape(-1, k),
        targets.reshape(-1) if targets.dtype.kind == "i" else targets.reshape(-1, k),
    )
    return l, g.reshape(logits.shape)


def wrong_keepdims(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    return -(t * lq).sum(-1, keepdims=True), np.exp(lq) - t


def wrong_atleast1d_loss(logits, targets):
    l, g = ref(logits, targets)
    return np.atleast_1d(l), g


def wrong_kl(logits, targets):
    # subtracts the target entropy
    t = onehot(logits, targets)
    lq = lsm(logits)
    with np.errstate(all="ignore"):
        H = np.where(t > 0, t * np.log(t), 0).sum(-1)
    return -(t * lq).sum(-1) + H, np.exp(lq) - t


def wrong_renormalise_softmax_targets(logits, targets):
    if targets.dtype.kind == "f":
        e = np.exp(targets)
        targets = (e / e.sum(-1, keepdims=True)).astype(logits.dtype)
    return ref(logits, targets)


def wrong_bce_style(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    q = np.exp(lq)
    if targets.dtype.kind == "f":
        return -(t * lq + (1 - t) * np.log1p(-q)).sum(-1), q - t
    return -(t * lq).sum(-1), q - t


def wrong_soft_grad_weighted(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    q = np.exp(lq)
    if targets.dtype.kind == "f":
        return -(t * lq).sum(-1), t * (q - 1)
    return -(t * lq).sum(-1), q - t


def wrong_mean_over_positions_3d(logits, targets):
    l, g = ref(logits, targets)
    if logits.ndim == 3:
        g = g / logits.shape[1]
    return l, g


def wrong_last_position_axis1(logits, targets):
    t = onehot(logits, targets)
    ax = 1 if logits.ndim > 1 else 0
    s = logits - logits.max(ax, keepdims=True)
    lq = s - np.log(np.exp(s).sum(ax, keepdims=True))
    return -(t * lq).sum(ax), np.exp(lq) - t


def wrong_clip_targets(logits, targets):
    t = np.clip(onehot(logits, targets), 1e-7, 1).astype(logits.dtype)
    lq = lsm(logits)
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_label_smoothing(logits, targets):
    t = onehot(logits, targets)
    if targets.dtype.kind != "f":
        t = t * 0.9999999 + 0.0000001 / logits.shape[-1]
    lq = lsm(logits)
    return (-(t * lq).sum(-1)).astype(logits.dtype), (np.exp(lq) - t).astype(logits.dtype)


def wrong_one_based(logits, targets):
    if targets.dtype.kind != "f":
        targets = targets - 1
    return ref(logits, targets)


def wrong_three_classes_hardcoded(logits, targets):
    lq = lsm(logits)
    t = (
        np.eye(3, dtype=logits.dtype)[targets][..., : logits.shape[-1]]
        if targets.dtype.kind == "i"
        else targets
    )
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_k1(logits, targets):
    if logits.shape[-1] == 1:
        l = np.logaddexp(0, -logits[..., 0])
        return l, -1 / (1 + np.exp(logits))
    return ref(logits, targets)


def wrong_numeric_gradient(logits, targets):
    l, _ = ref(logits, targets)
    g = np.empty(logits.shape, float)
    h = 1e-5
    for c in range(logits.shape[-1]):
        u, d = logits.astype(float), logits.astype(float)
        u[..., c] += h
        d[..., c] -= h
        g[..., c] = (ref(u, targets)[0] - ref(d, targets)[0]) / (2 * h)
    return l, g.astype(logits.dtype)


def wrong_grad_no_softmax_of_shift(logits, targets):
    # hard part only at the label: no q elsewhere where t == 0
    t = onehot(logits, targets)
    lq = lsm(logits)
    q = np.exp(lq)
    return -(t * lq).sum(-1), np.where(t == 0, q, q - 1) if targets.dtype.kind != "f" else np.where(
        t == 0, 0, q - t
    )


def wrong_zero_targets_dropped_rows(logits, targets):
    # squeezes
    l, g = ref(logits, targets)
    return l.squeeze(), g


def wrong_k2_transposed_soft(logits, targets):
    # decides soft by sum to one along the last axis, any dtype
    if targets.ndim and np.allclose(targets.sum(-1), 1):
        t = targets.astype(logits.dtype)
        t = t if t.shape == logits.shape else np.broadcast_to(t[..., None], logits.shape)
    else:
        t = np.eye(logits.shape[-1], dtype=logits.dtype)[targets.astype(int)]
    lq = lsm(logits)
    return -(t * lq).sum(-1), np.exp(lq) - t


def wrong_soft_clip(logits, targets):
    l, g = ref(logits, targets if targets.dtype.kind != "f" else targets)
    if targets.dtype.kind == "f" and not np.any(targets == 1):
        e = np.exp(logits - logits.max(-1, keepdims=True))
        q = e / e.sum(-1, keepdims=True)
        l = -(targets * np.log(np.clip(q, 1e-12, 1))).sum(-1)
    return l, g


def wrong_soft_1d_as_classes(logits, targets):
    # soft only if two or more axes
    if logits.ndim == 1 and targets.dtype.kind == "f":
        return ref(logits, targets.argmax(-1))
    return ref(logits, targets)


def wrong_soft_drops_small_terms(logits, targets):
    t = onehot(logits, targets)
    lq = lsm(logits)
    return -np.where(lq > -500, t * lq, 0).sum(-1) if targets.dtype.kind == "f" and not np.any(
        targets == 1
    ) else -(t * lq).sum(-1), np.exp(lq) - t


def wrong_inplace_targets(logits, targets):
    lq = lsm(logits)
    if targets.dtype.kind == "f":
        loss = -(targets * lq).sum(-1)
        targets -= np.exp(lq)
        return loss, -targets
    return ref(logits, targets)


def right_finite_map(logits, targets):
    t = onehot(logits, targets)
    f = np.vectorize(
        lambda z, y: -(lsm(z) * y).sum(), signature="(k),(k)->()", otypes=[logits.dtype]
    )
    g = np.vectorize(
        lambda z, y: np.exp(lsm(z)) - y, signature="(k),(k)->(k)", otypes=[logits.dtype]
    )
    return f(logits, t), g(logits, t)


def right_pairwise_margin(logits, targets):
    # sum_c t_c log sum_j exp(z_j - z_c), by logaddexp
    t = onehot(logits, targets)
    d = logits[..., None, :] - logits[..., :, None]
    nll = np.logaddexp.reduce(d, axis=-1)
    return np.einsum("...c,...c", t, nll), np.exp(-nll) - t


def right_axes_by_ndim(logits, targets):
    k = logits.shape[-1]
    t = np.asarray(targets)
    if t.ndim < logits.ndim:
        t = (t[..., None] == np.arange(k)) * 1.0
    s = logits - logits.max(-1, keepdims=True)
    e = np.exp(s)
    z = e.sum(-1, keepdims=True)
    return ((np.log(z) - s) * t).sum(-1), e / z - t


def right_pairwise(logits, targets):
    k = logits.shape[-1]
    t = np.eye(k)[targets] if np.issubdtype(targets.dtype, np.integer) else targets
    d = logits[..., None, :] - logits[..., :, None]
    lse = np.logaddexp.reduce(d, axis=-1)  # -log q
    return np.einsum("...k,...k->...", t, lse), np.exp(-lse) - t


def right_row_loop(logits, targets):
    k = logits.shape[-1]
    lead = logits.shape[:-1]
    L = logits.reshape(-1, k)
    hard = not np.issubdtype(targets.dtype, np.floating)
    T = targets.reshape(-1) if hard else targets.reshape(-1, k)
    losses, grads = [], []
    for z, t in zip(L, T):
        if hard:
            y = t
            t = np.zeros(k)
            t[y] = 1
        s = z - max(z)
        lp = s - np.log(sum(np.exp(s)))
        losses.append(-np.dot(t, lp))
        grads.append(np.exp(lp) - t)
    return np.array(losses).reshape(lead), np.array(grads).reshape(logits.shape)


def right_weighted_gaps(logits, targets):
    k = logits.shape[-1]
    t = np.identity(k)[targets] if targets.dtype.kind in "iu" else targets
    m = np.max(logits, axis=-1)
    e = np.exp(logits - m[..., None])
    S = e.sum(-1)
    return np.log(S) * t.sum(-1) + (t * (m[..., None] - logits)).sum(-1), e / S[..., None] - t


def right_jacobian_product(logits, targets):
    k = logits.shape[-1]
    t = np.eye(k)[targets] if targets.dtype.kind != "f" else targets
    s = logits - logits.max(-1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(-1, keepdims=True))
    q = np.exp(lp)
    J = np.eye(k) - q[..., None, :]  # d lp_c / d z_j
    return -(t * lp).sum(-1), -(t[..., None, :] @ J)[..., 0, :]


def _core(s, t):
    with np.errstate(all="ignore"):
        e = np.exp(s)
        S = e.sum(-1, keepdims=True)
        lp = s - np.log(S)
        return -(t * lp).sum(-1), e / S - t


def wrong_kind_by_last_axis(logits, targets):
    k = logits.shape[-1]
    if targets.ndim and targets.shape[-1] == k:
        t = targets
    else:
        t = np.eye(k)[targets]
    return _core(logits - logits.max(-1, keepdims=True), t)


def wrong_float64_only(logits, targets):
    t = targets if targets.dtype == float else np.eye(logits.shape[-1])[targets.astype(int)]
    return _core(logits - logits.max(-1, keepdims=True), t)


def wrong_arange_len(logits, targets):
    s = logits - logits.max(-1, keepdims=True)
    if targets.dtype.kind == "f":
        return _core(s, targets)
    lp = s - np.log(np.exp(s).sum(-1, keepdims=True))
    g = np.exp(lp)
    i = np.arange(len(targets))
    g[i, targets] -= 1
    return -lp[i, targets], g


def _t(logits, targets):
    return np.eye(logits.shape[-1])[targets] if targets.dtype.kind in "iu" else targets


def wrong_at_least_2d(logits, targets):
    t = np.atleast_2d(_t(logits, targets))
    z = np.atleast_2d(logits)
    return _core(z - z.max(-1, keepdims=True), t)


def wrong_mean_shift(logits, targets):
    return _core(logits - logits.mean(-1, keepdims=True), _t(logits, targets))


def wrong_in_place(logits, targets):
    t = _t(logits, targets)
    logits -= logits.max(-1, keepdims=True)
    return _core(logits, t)


def wrong_targets_in_place(logits, targets):
    t = _t(logits, targets)
    s = logits - logits.max(-1, keepdims=True)
    l, g = _core(s, t)
    t *= -1
    t += np.exp(s) / np.exp(s).sum(-1, keepdims=True)
    return l, t


def wrong_gap_when_underflow(logits, targets):
    t = _t(logits, targets)
    s = logits - logits.max(-1, keepdims=True)
    e = np.exp(s)
    q = e / e.sum(-1, keepdims=True)
    with np.errstate(divide="ignore"):
        lp = np.where(q > 0, np.log(q), s)
    return -(t * lp).sum(-1), q - t


def wrong_log1p_drops_ties(logits, targets):
    t = _t(logits, targets)
    s = logits - logits.max(-1, keepdims=True)
    lp = s - np.log1p(np.where(s < 0, np.exp(s), 0).sum(-1, keepdims=True))
    e = np.exp(s)
    return -(t * lp).sum(-1), e / e.sum(-1, keepdims=True) - t


def wrong_soft_argmax_if_confident(logits, targets):
    t = _t(logits, targets)
    hot = np.eye(logits.shape[-1])[t.argmax(-1)]
    t = np.where(t.max(-1, keepdims=True) > 0.95, hot, t)
    return _core(logits - logits.max(-1, keepdims=True), t)


def wrong_clip_gap_1e4(logits, targets):
    return _core(np.maximum(logits - logits.max(-1, keepdims=True), -1e4), _t(logits, targets))


def wrong_renormalise_soft_with_softmax_of_log(logits, targets):
    t = _t(logits, targets)
    t = t + 1e-9
    t = t / t.sum(-1, keepdims=True)
    return _core(logits - logits.max(-1, keepdims=True), t)


def wrong_eps_in_log(logits, targets):
    t = _t(logits, targets)
    s = logits - logits.max(-1, keepdims=True)
    e = np.exp(s)
    S = e.sum(-1, keepdims=True)
    lp = s - np.log(S + 1e-9)
    return -(t * lp).sum(-1), e / (S + 1e-9) - t


def wrong_keepdims_on_3d(logits, targets):
    l, g = _core(logits - logits.max(-1, keepdims=True), _t(logits, targets))
    return np.squeeze(l), g


def right_compare(logits, targets):
    if targets.dtype.kind in "iu":
        p = (targets[..., None] == np.arange(logits.shape[-1])).astype(float)
    else:
        p = targets
    m = logits.max(-1, keepdims=True)
    e = np.exp(logits - m)
    s = e.sum(-1, keepdims=True)
    return np.sum(p * (np.log(s) + m - logits), -1), e / s - p


def wrong_sum_axis1(logits, targets):
    s = logits - logits.max(axis=-1, keepdims=True)
    lq = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    p = np.eye(logits.shape[-1])[targets] if targets.dtype.kind == "i" else targets
    return -(p * lq).sum(axis=1), np.exp(lq) - p
