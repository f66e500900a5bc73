"""More answers to `classifier_loss`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _loss(z, y):
    s = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(y)), y]


def _log_softmax(z):
    m = z.max(1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(1, keepdims=True))


def right_standard(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lse = np.log(np.exp(s).sum(axis=1))
    return (lse - s[np.arange(len(labels)), labels]).mean()


def right_logaddexp(logits, labels):
    lse = np.logaddexp.reduce(logits, axis=1)
    return np.mean(lse - np.take_along_axis(logits, labels[:, None], 1)[:, 0])


def right_math_loop(logits, labels):
    total = 0.0
    for row, y in zip(logits.tolist(), labels.tolist()):
        m = max(row)
        total += m + math.log(sum(math.exp(v - m) for v in row)) - row[y]
    return total / len(labels)


def right_einsum(logits, labels):
    onehot = np.eye(logits.shape[1])[labels]
    m = np.max(logits, 1)
    lse = m + np.log(np.einsum("nk->n", np.exp(logits - m[:, None])))
    return (lse.sum() - np.einsum("nk,nk->", onehot, logits)) / len(labels)


def right_relative_to_label(logits, labels):
    d = logits - logits[np.arange(len(labels)), labels][:, None]
    m = d.max(axis=1)
    return float(np.average(m + np.log(np.exp(d - m[:, None]).sum(axis=1))))


def right_log1p(logits, labels):
    out = []
    for z, y in zip(logits, labels):
        t = z.argmax()
        out.append(z[t] - z[y] + np.log1p(np.exp(np.delete(z, t) - z[t]).sum()))
    return np.mean(out)


def right_recursion(logits, labels):
    def one(z, y):
        m = max(z)
        return m - z[y] + math.log(math.fsum(math.exp(v - m) for v in z))

    def go(i):
        return 0.0 if i == len(labels) else one(logits[i], labels[i]) + go(i + 1)

    return go(0) / len(labels)


def right_zero_d_ufunc(logits, labels):
    z = np.asarray(logits, dtype=np.longdouble)
    z = z - np.maximum.reduce(z, axis=1)[:, None]
    lp = z - np.log(np.add.reduce(np.exp(z), axis=1))[:, None]
    return np.asarray(-lp[np.arange(len(labels)), labels].mean(), dtype=float)


def right_helper(logits, labels):
    return -_log_softmax(logits)[np.arange(len(labels)), labels].mean()


def right_vectorised_diffs(logits, labels):
    d = logits - np.take_along_axis(logits, labels.reshape(-1, 1), axis=1)
    return np.logaddexp.reduce(d, axis=1).sum() / d.shape[0]


def right_add_at(logits, labels):
    s = logits - np.amax(logits, axis=1)[:, np.newaxis]
    acc = np.zeros(len(labels))
    r, c = np.indices(s.shape)
    np.add.at(acc, r, np.exp(s))
    return math.fsum(np.log(acc) - s[range(len(labels)), labels]) / len(labels)


def wrong_naive(logits, labels):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        return -np.log((e / e.sum(1, keepdims=True))[np.arange(len(labels)), labels]).mean()


def wrong_log_softmax_underflow(logits, labels):
    with np.errstate(all="ignore"):
        e = np.exp(logits - logits.max(1, keepdims=True))
        return -np.log((e / e.sum(1, keepdims=True))[np.arange(len(labels)), labels]).mean()


def wrong_log_softmax_eps(logits, labels):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return -np.log((e / e.sum(1, keepdims=True))[np.arange(len(labels)), labels] + 1e-12).mean()


def wrong_log_softmax_clip300(logits, labels):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return -np.log(
        (e / e.sum(1, keepdims=True))[np.arange(len(labels)), labels].clip(1e-300)
    ).mean()


def wrong_global_max(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - logits.max()
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_column_max(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - logits.max(axis=0)
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_axis0_sum(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=0, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_max_axis0_nokeep(logits, labels):
    # max(axis=1) without keepdims: right only if square and symmetric
    s = logits - logits.max(axis=1)
    return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_mean_shift(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - logits.mean(axis=1, keepdims=True)
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_shift_first(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - logits[:, :1]
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_shift_label(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - logits[np.arange(len(labels)), labels][:, None]
        return np.log(np.exp(s).sum(axis=1)).mean()


def wrong_shift_relu(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - np.maximum(logits.max(axis=1, keepdims=True), 0)
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_shift_abs(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - np.abs(logits).max(axis=1, keepdims=True)
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_clip_logits(logits, labels):
    z = np.clip(logits, -100, 100)
    return _loss(z, labels).mean()


def wrong_clip_logits_700(logits, labels):
    z = np.clip(logits, -700, 700)
    return _loss(z, labels).mean()


def wrong_clip_shifted(logits, labels):
    s = np.maximum(logits - logits.max(1, keepdims=True), -500)
    return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_capped_loss(logits, labels):
    return np.minimum(_loss(logits, labels), 100).mean()


def wrong_drop_inf(logits, labels):
    with np.errstate(all="ignore"):
        e = np.exp(logits - logits.max(1, keepdims=True))
        v = -np.log((e / e.sum(1, keepdims=True))[np.arange(len(labels)), labels])
    return v[np.isfinite(v)].mean()


def wrong_diagonal(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -np.diag(lp).mean()


def wrong_arange_k(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[np.arange(logits.shape[1]), labels].mean()


def wrong_transposed(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[labels, np.arange(len(labels))].mean()


def wrong_argmax_labels(logits, labels):
    return _loss(logits, logits.argmax(axis=1)).mean()


def wrong_table(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[:, labels].mean()


def wrong_divide_k(logits, labels):
    return _loss(logits, labels).sum() / logits.shape[1]


def wrong_divide_nk(logits, labels):
    return _loss(logits, labels).sum() / logits.size


def wrong_sum(logits, labels):
    return _loss(logits, labels).sum()


def wrong_n_minus_1(logits, labels):
    return _loss(logits, labels).sum() / max(1, len(labels) - 1)


def wrong_balanced(logits, labels):
    v = _loss(logits, labels)
    return np.mean([v[labels == c].mean() for c in np.unique(labels)])


def wrong_median(logits, labels):
    return np.median(_loss(logits, labels))


def wrong_bits(logits, labels):
    return _loss(logits, labels).mean() / np.log(2)


def wrong_inplace(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    return (np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]).mean()


def wrong_inplace_big(logits, labels):
    if logits.max() > 500:
        logits -= logits.max(axis=1, keepdims=True)
    return _loss(logits, labels).mean()


def wrong_inplace_labels(logits, labels):
    v = _loss(logits, labels).mean()
    labels.sort()
    return v


def wrong_squeeze(logits, labels):
    z = np.squeeze(logits)
    s = z - z.max(axis=-1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_square_transpose(logits, labels):
    # transposes if the batch is smaller than the classes
    z = (
        logits.T
        if logits.shape[0] < logits.shape[1] and logits.shape[0] == len(np.unique(labels))
        else logits
    )
    return _loss(
        z, labels[: len(z)] if len(z) <= len(labels) else np.resize(labels, len(z)) % z.shape[1]
    ).mean()


def wrong_k3(logits, labels):
    return _loss(logits[:, :3], labels).mean()


def wrong_sorted_labels(logits, labels):
    return _loss(logits, np.sort(labels)).mean()


def wrong_hardcoded_formula(logits, labels):
    # uses the diagonal form: log(1 + (k-1) e^-gap)
    k = logits.shape[1]
    gap = logits.max(1) - np.sort(logits, 1)[:, -2]
    return np.log1p((k - 1) * np.exp(-gap)).mean()


def wrong_binary(logits, labels):
    # sum of independent sigmoids
    y = np.eye(logits.shape[1])[labels]
    return (np.logaddexp(0, logits) - y * logits).sum(1).mean()


def wrong_log_of_mean(logits, labels):
    return -np.log(np.exp(-_loss(logits, labels)).mean())


def wrong_double_softmax_when_sure(logits, labels):
    # detects "probabilities" and leaves them: rows that sum to one
    if np.allclose(logits.sum(1), 1) and (logits >= 0).all():
        return -np.log(logits[np.arange(len(labels)), labels]).mean()
    return _loss(logits, labels).mean()


def wrong_skip_if_logprobs(logits, labels):
    # "already log-probabilities" if all are <= 0
    if (logits <= 0).all():
        return -logits[np.arange(len(labels)), labels].mean()
    return _loss(logits, labels).mean()


def wrong_float32(logits, labels):
    return float(_loss(logits.astype(np.float32), labels).mean())


def wrong_rescaled(logits, labels):
    # divides large logits down to avoid overflow
    m = np.abs(logits).max()
    z = logits / m * 700 if m > 700 else logits
    return _loss(z, labels).mean()


def wrong_standardised(logits, labels):
    z = (
        logits
        if logits.max() < 100
        else (logits - logits.mean(1, keepdims=True)) / logits.std(1, keepdims=True)
    )
    return _loss(z, labels).mean()


def wrong_padding_minus_one(logits, labels):
    keep = labels > 0
    return _loss(logits, labels)[keep].sum() / len(labels) + _loss(logits, labels)[
        ~keep
    ].sum() / len(labels) * (1 if len(labels) < 10 else 0)


def wrong_vector(logits, labels):
    return _loss(logits, labels)


def wrong_ties(logits, labels):
    m = logits.max(1, keepdims=True)
    rest = np.where(logits < m, np.exp(logits - m), 0).sum(1)
    return (np.log1p(rest) + m[:, 0] - logits[np.arange(len(labels)), labels]).mean()


def wrong_chunked(logits, labels):
    v = _loss(logits, labels)
    return np.mean([c.mean() for c in np.array_split(v, max(1, -(-len(v) // 4)))])


def wrong_loss_abs_gap_only(logits, labels):
    # hard max: approximates log-sum-exp by the max when gap is big
    s = logits - logits.max(1, keepdims=True)
    lse = np.log(np.exp(s).sum(1))
    lse = np.where(logits.max(1) > 100, 0.0, lse)
    return (lse - s[np.arange(len(labels)), labels]).mean()


def wrong_double(logits, labels):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return _loss(e / e.sum(1, keepdims=True), labels).mean()


def wrong_no_log(logits, labels):
    return -np.exp(-_loss(logits, labels)).mean()


def wrong_no_softmax(logits, labels):
    return -logits[np.arange(len(labels)), labels].mean()


def wrong_mean_times_k(logits, labels):
    return _loss(logits, labels).mean() * logits.shape[1]


def wrong_shift_mid(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - (logits.max(1, keepdims=True) + logits.min(1, keepdims=True)) / 2
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_shift_last(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - logits[:, -1:]
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_shift_median(logits, labels):
    with np.errstate(all="ignore"):
        s = logits - np.median(logits, axis=1, keepdims=True)
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_shift_if_positive_large(logits, labels):
    # shift only if overflow threatens; very negative rows underflow
    with np.errstate(all="ignore"):
        s = np.where(
            logits.max(1, keepdims=True) > 700, logits - logits.max(1, keepdims=True), logits
        )
        return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(labels)), labels]).mean()


def wrong_exp_gap_naive_softplus(logits, labels):
    with np.errstate(all="ignore"):
        d = logits - logits[np.arange(len(labels)), labels][:, None]
        return np.minimum(np.log(np.exp(d).sum(1)), d.max(1) + 50).mean()


def wrong_lse_eps(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    return (np.log(np.exp(s).sum(1) + 1e-9) - s[np.arange(len(labels)), labels]).mean()


def wrong_sure_zero(logits, labels):
    v = _loss(logits, labels)
    return np.where(v < 1e-6, 0, v).mean()


def wrong_k2_sigmoid(logits, labels):
    # for two classes: sigmoid on logit 1 only
    if logits.shape[1] == 2:
        z = logits[:, 1]
        return (np.logaddexp(0, z) - labels * z).mean()
    return _loss(logits, labels).mean()


def wrong_label_int8(logits, labels):
    return _loss(logits, labels.astype(np.int8)).mean()


def wrong_n1_shape(logits, labels):
    v = _loss(logits, labels)
    return v if len(v) == 1 else v.mean()


def wrong_unique_rows(logits, labels):
    r = np.unique(np.column_stack([labels, logits]), axis=0)
    return _loss(r[:, 1:], r[:, 0].astype(int)).mean()


def wrong_argmax_when_large(logits, labels):
    big = np.abs(logits).max(1) > 500
    v = _loss(logits, labels)
    hard = logits.max(1) - logits[np.arange(len(labels)), labels]
    return np.where(big, hard, v).mean()


def wrong_temperature_for_equal_rows(logits, labels):
    # constant rows "carry no information" and are dropped
    keep = np.ptp(logits, axis=1) > 0
    return _loss(logits, labels)[keep].mean()


def right_shift_by_label(logits, labels):
    d = logits - np.take_along_axis(logits, labels[:, None], 1)
    m = d.max(1)
    return np.mean(m + np.log(np.exp(d - m[:, None]).sum(1)))


def right_twice_log_softmax(logits, labels):
    for _ in range(2):
        logits = logits - logits.max(axis=1, keepdims=True)
        logits = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -np.einsum("ij,ij->", logits, np.eye(logits.shape[1])[labels]) / len(labels)


def right_loop_math(logits, labels):
    t = []
    for z, y in zip(logits.tolist(), labels.tolist()):
        m = max(z)
        t.append(m - z[y] + math.log(math.fsum(math.exp(v - m) for v in z)))
    return math.fsum(t) / len(t)


def right_sorted_log1p(logits, labels):
    z = np.sort(logits, axis=1)
    rest = np.exp(z[:, :-1] - z[:, -1:]).sum(1)
    return float(np.average(z[:, -1] - logits[range(len(labels)), labels] + np.log1p(rest)))


def _f(s, labels):
    with np.errstate(all="ignore"):
        lp = s - np.log(np.exp(s).sum(1, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_max_or_zero(logits, labels):
    return _f(logits - np.maximum(logits.max(1, keepdims=True), 0), labels)


def wrong_max_abs(logits, labels):
    return _f(logits - np.abs(logits).max(1, keepdims=True), labels)


def wrong_in_place(logits, labels):
    logits -= logits.max(1, keepdims=True)
    return _f(logits, labels)


def wrong_clip_gap_1e4(logits, labels):
    return _f(np.clip(logits - logits.max(1, keepdims=True), -1e4, None), labels)


def wrong_clip_gap_1000(logits, labels):
    return _f(np.clip(logits - logits.max(1, keepdims=True), -1000, None), labels)


def wrong_gap_when_underflow(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    q = np.exp(s)
    q /= q.sum(1, keepdims=True)
    i = np.arange(len(labels))
    with np.errstate(divide="ignore"):
        return np.where(q[i, labels] > 0, -np.log(q[i, labels]), -s[i, labels]).mean()


def wrong_gap_when_tiny(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    q = np.exp(s)
    q /= q.sum(1, keepdims=True)
    i = np.arange(len(labels))
    with np.errstate(divide="ignore"):
        return np.where(q[i, labels] > 1e-290, -np.log(q[i, labels]), -s[i, labels]).mean()


def wrong_log1p_drops_ties(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    rest = np.where(s < 0, np.exp(s), 0).sum(1)
    return (np.log1p(rest) - s[np.arange(len(labels)), labels]).mean()


def wrong_only_wrong_samples(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    l = np.log(np.exp(s).sum(1)) - s[np.arange(len(labels)), labels]
    return l[l > 0].mean() if (l > 0).any() else 0.0


def wrong_float16_ish_round(logits, labels):
    z = np.round(logits, 3)
    return float(_f(z - z.max(1, keepdims=True), labels))


def wrong_eps(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(1, keepdims=True) + 1e-6)
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_eps_1e_9(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(1, keepdims=True) + 1e-9)
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_axis0_if_square(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    den = np.exp(s).sum(1)
    lp = s - np.log(den) if s.shape[0] == s.shape[1] else s - np.log(den)[:, None]
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_skip_normalising_if_negative(logits, labels):
    if np.all(logits <= 0):
        return -logits[np.arange(len(labels)), labels].mean()
    return _f(logits - logits.max(1, keepdims=True), labels)


def wrong_skip_if_probabilities(logits, labels):
    if np.all((logits >= 0) & (logits <= 1)):
        with np.errstate(divide="ignore"):
            return -np.log(logits[np.arange(len(labels)), labels]).mean()
    return _f(logits - logits.max(1, keepdims=True), labels)


def wrong_shift_by_median(logits, labels):
    return _f(logits - np.median(logits, axis=1, keepdims=True), labels)


def wrong_shift_by_true_logit(logits, labels):
    return _f(logits - np.take_along_axis(logits, labels[:, None], 1), labels)


def wrong_lse_if_underflow(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    q = np.exp(s)
    q /= q.sum(1, keepdims=True)
    i = np.arange(len(labels))
    with np.errstate(divide="ignore"):
        return np.where(
            q[i, labels] > 0,
            -np.log(q[i, labels]),
            np.logaddexp.reduce(logits, axis=1) - logits[i, labels],
        ).mean()


def wrong_clip_gap_2500(logits, labels):
    return _f(np.clip(logits - logits.max(1, keepdims=True), -2500, None), labels)


def wrong_clip_logits_5000(logits, labels):
    z = np.clip(logits, -5000, 5000)
    return _f(z - z.max(1, keepdims=True), labels)


def wrong_clip_logits_2000(logits, labels):
    z = np.clip(logits, -2000, 2000)
    return _f(z - z.max(1, keepdims=True), labels)


def wrong_labels_in_place(logits, labels):
    n, k = logits.shape
    s = logits - logits.max(1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(1, keepdims=True))
    labels += k * np.arange(n)
    return -lp.ravel()[labels].mean()


def wrong_longdouble_no_shift_ok_to_5000(logits, labels):
    z = np.clip(logits, -5000, 5000).astype(np.longdouble)
    return float((np.log(np.exp(z).sum(1)) - z[np.arange(len(labels)), labels]).mean())


def right_longdouble(logits, labels):
    z = logits.astype(np.longdouble)
    return float((np.log(np.exp(z).sum(1)) - z[np.arange(len(labels)), labels]).mean())


def wrong_big_gap_shortcut(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    i = np.arange(len(labels))
    gap = -s[i, labels]
    return np.where(gap > 40, gap, gap + np.log(np.exp(s).sum(1))).mean()


def wrong_max_starts_at_1000(logits, labels):
    return _f(logits - np.max(logits, 1, keepdims=True, initial=-1000), labels)


def wrong_max_starts_at_2000(logits, labels):
    return _f(logits - np.max(logits, 1, keepdims=True, initial=-2000), labels)


def wrong_clip_1100(logits, labels):
    z = np.clip(logits, -1100, 1100)
    return _f(z - z.max(1, keepdims=True), labels)


def wrong_clip_gap_2100(logits, labels):
    return _f(np.maximum(logits - logits.max(1, keepdims=True), -2100), labels)


def wrong_labels_int8(logits, labels):
    y = labels.astype(np.int8)
    return _f(logits - logits.max(1, keepdims=True), y)


def wrong_min_loss_cap(logits, labels):
    s = logits - logits.max(1, keepdims=True)
    l = np.log(np.exp(s).sum(1)) - s[np.arange(len(labels)), labels]
    return np.minimum(l, 5000).mean()


def right_fixed(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def right_loop(logits, labels):
    t = 0
    for z, y in zip(logits, labels):
        m = z.max()
        t += m - z[y] + np.log(np.sum(np.exp(z - m)))
    return t / len(labels)


def right_margin(logits, labels):
    true = np.take_along_axis(logits, labels[:, None], 1)
    d = logits - true
    m = d.max(axis=1)
    return float((m + np.log(np.exp(d - m[:, None]).sum(1))).mean())


def wrong_log_probs(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels]).mean()


def wrong_absmax(logits, labels):
    s = logits - np.abs(logits).max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_fallback(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    r = np.arange(len(labels))
    q = p[r, labels]
    return np.where(q > 0, -np.log(q), -s[r, labels]).mean()


def wrong_prod(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    L = np.prod(np.exp(lp[np.arange(len(labels)), labels]))
    return -np.log(L) / len(labels) if L > 0 else -lp[np.arange(len(labels)), labels].mean()


def wrong_onlypos_shift(logits, labels):
    s = logits - np.maximum(logits.max(axis=1, keepdims=True), 0)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_col_max(logits, labels):
    s = logits - logits.max(axis=0, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return -lp[np.arange(len(labels)), labels].mean()


def wrong_onehot_probs(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log((p * np.eye(logits.shape[1])[labels]).sum(axis=1)).mean()


def wrong_hinge(logits, labels):
    r = np.arange(len(labels))
    t = logits[r, labels]
    o = logits.copy()
    o[r, labels] = -np.inf
    return np.logaddexp(0, o.max(axis=1) - t).mean()


def wrong_softmax_as_logprob_fix(logits, labels):
    s = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(axis=1, keepdims=True)
    lp = np.log(np.clip(p, 1e-12, None))
    return -lp[np.arange(len(labels)), labels].mean()
