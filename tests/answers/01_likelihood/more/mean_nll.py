"""More answers to `mean_nll`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _loop_helper(log_probs, labels):
    out = []
    for i in range(len(labels)):
        out.append(log_probs[i, labels[i]])
    return out


def right_fancy(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].mean()


def right_take_along(log_probs, labels):
    return -np.take_along_axis(log_probs, labels[:, None], axis=1).mean()


def right_flat(log_probs, labels):
    n, k = log_probs.shape
    return -np.sum(np.ravel(log_probs)[np.arange(n) * k + labels]) / n


def right_where_mask(log_probs, labels):
    hit = np.arange(log_probs.shape[1])[None, :] == labels[:, None]
    return float(-np.where(hit, log_probs, 0.0).sum() / len(labels))


def right_boolean_index(log_probs, labels):
    hit = np.eye(log_probs.shape[1], dtype=bool)[labels]
    return -np.mean(log_probs[hit])


def right_choose_diag(log_probs, labels):
    return -np.trace(np.take(log_probs, labels, axis=1)) / labels.size


def right_einsum_safe(log_probs, labels):
    onehot = np.zeros(log_probs.shape)
    np.add.at(onehot, (np.arange(labels.size), labels), 1.0)
    return -np.einsum("ij,ij->", onehot, np.where(onehot > 0, log_probs, 0.0)) / labels.size


def right_fsum(log_probs, labels):
    return -math.fsum(log_probs[range(len(labels)), labels].tolist()) / len(labels)


def right_masked(log_probs, labels):
    m = np.ma.masked_array(log_probs, mask=np.arange(log_probs.shape[1]) != labels[:, None])
    return float(-m.sum(axis=1).data.mean())


def right_choose(log_probs, labels):
    # 'extract' style
    hit = labels[:, np.newaxis] == np.arange(log_probs.shape[1])
    return -np.average(np.extract(hit, log_probs))


def right_inner(log_probs, labels):
    import numpy

    return numpy.negative(
        numpy.mean(log_probs.take(labels + log_probs.shape[1] * numpy.arange(log_probs.shape[0])))
    )


def right_dot_ones(log_probs, labels):
    v = log_probs[tuple([np.arange(labels.shape[0]), labels])]
    return -(v @ np.ones(v.size)) / v.size


def right_cumsum(log_probs, labels):
    return -np.cumsum(log_probs[np.arange(len(labels)), labels])[-1] / len(labels)


def right_mix(log_probs, labels):
    return np.divide(-np.add.reduce(log_probs[np.indices(labels.shape)[0], labels]), labels.size)


def wrong_onehot_nan(log_probs, labels):
    with np.errstate(all="ignore"):
        return -(np.eye(log_probs.shape[1])[labels] * log_probs).sum(axis=1).mean()


def wrong_onehot_nan_to_num(log_probs, labels):
    with np.errstate(all="ignore"):
        return -np.nan_to_num(np.eye(log_probs.shape[1])[labels] * log_probs).sum(axis=1).mean()


def wrong_nansum(log_probs, labels):
    # ok for inf at the label, nan elsewhere ignored: right?  nansum over everything keeps -inf, drops nan; divides by non-nan count
    with np.errstate(all="ignore"):
        t = np.eye(log_probs.shape[1])[labels] * log_probs
        return -np.nanmean(t) * log_probs.shape[1]


def wrong_clip_logs(log_probs, labels):
    return -np.clip(log_probs[np.arange(len(labels)), labels], -100, 0).mean()


def wrong_clip_1e6(log_probs, labels):
    return -np.clip(log_probs[np.arange(len(labels)), labels], -1e6, None).mean()


def wrong_finite_only(log_probs, labels):
    v = -log_probs[np.arange(len(labels)), labels]
    return v[np.isfinite(v)].mean()


def wrong_through_exp(log_probs, labels):
    # back to probabilities and out again: underflow below -745
    with np.errstate(all="ignore"):
        return -np.log(np.exp(log_probs)[np.arange(len(labels)), labels]).mean()


def wrong_log_of_product(log_probs, labels):
    with np.errstate(all="ignore"):
        return -np.log(np.prod(np.exp(log_probs[np.arange(len(labels)), labels]))) / len(labels)


def wrong_median(log_probs, labels):
    return -np.median(log_probs[np.arange(len(labels)), labels])


def wrong_divide_by_k(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].sum() / log_probs.shape[1]


def wrong_divide_by_n_minus_1(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].sum() / max(len(labels) - 1, 1)


def wrong_divide_by_unique(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].sum() / len(np.unique(labels))


def wrong_divide_by_3(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].sum() / 3


def wrong_per_class_mean(log_probs, labels):
    picked = log_probs[np.arange(len(labels)), labels]
    k = log_probs.shape[1]
    s = np.bincount(labels, weights=picked, minlength=k)
    c = np.bincount(labels, minlength=k)
    return -(s[c > 0] / c[c > 0]).mean()


def wrong_arange_k(log_probs, labels):
    return -log_probs[np.arange(log_probs.shape[1]), labels].mean()


def wrong_transposed(log_probs, labels):
    return -log_probs[labels, np.arange(len(labels))].mean()


def wrong_squeeze(log_probs, labels):
    lp = np.squeeze(log_probs)
    y = np.squeeze(labels)
    return -lp[np.arange(len(y)), y].mean()


def wrong_n1_returns_array(log_probs, labels):
    v = -log_probs[np.arange(len(labels)), labels]
    return v if len(v) == 1 else v.mean()


def wrong_float32(log_probs, labels):
    return -log_probs.astype(np.float32)[np.arange(len(labels)), labels].mean()


def wrong_inplace_sign(log_probs, labels):
    log_probs *= -1
    return log_probs[np.arange(len(labels)), labels].mean()


def wrong_inplace_inf(log_probs, labels):
    # only touches the argument when there is -inf
    log_probs[np.isneginf(log_probs)] = -1e300
    v = log_probs[np.arange(len(labels)), labels]
    return np.inf if (v == -1e300).any() else -v.mean()


def wrong_inplace_labels_sort(log_probs, labels):
    order = np.argsort(labels, kind="stable")
    picked = log_probs[order, labels[order]]
    labels.sort()
    return -picked.mean()


def wrong_sorted_labels(log_probs, labels):
    return -log_probs[np.arange(len(labels)), np.sort(labels)].mean()


def wrong_label_shift_detect(log_probs, labels):
    # "one-based labels": subtract the minimum
    return -log_probs[np.arange(len(labels)), labels - labels.min()].mean()


def wrong_ignore_index0(log_probs, labels):
    # padding: class 0 is ignored
    keep = labels != 0
    return -log_probs[np.arange(len(labels)), labels][keep].sum() / max(keep.sum(), 1)


def wrong_hardcoded(log_probs, labels):
    return 0.8419094755


def wrong_mean_of_probs(log_probs, labels):
    return -np.log(np.exp(log_probs[np.arange(len(labels)), labels]).mean())


def wrong_nan_inf_zero(log_probs, labels):
    return -np.nan_to_num(log_probs[np.arange(len(labels)), labels], neginf=0.0).mean()


def wrong_nan_inf_big(log_probs, labels):
    return -np.nan_to_num(log_probs[np.arange(len(labels)), labels]).mean()


def wrong_last_batch_only(log_probs, labels):
    # processes the batch in chunks of 32 and averages the chunk means
    n = len(labels)
    v = -log_probs[np.arange(n), labels]
    m = n - n % 32 if n >= 32 else n
    return np.mean(v[:m])


def wrong_pairwise_overflow_mean(log_probs, labels):
    # geometric mean by powers
    q = np.exp(log_probs[np.arange(len(labels)), labels])
    with np.errstate(all="ignore"):
        return -np.log(np.prod(q) ** (1 / len(q)))


def wrong_square_table(log_probs, labels):
    # n == k mistaken for a table that is already per-label
    if log_probs.shape[0] == log_probs.shape[1] and len(labels) > 3:
        return -log_probs[:, labels].mean()
    return -log_probs[np.arange(len(labels)), labels].mean()


def wrong_float32_labels_big(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels.astype(np.int8)].mean()


def wrong_inplace_large(log_probs, labels):
    v = log_probs[np.arange(len(labels)), labels].mean()
    if len(labels) > 3:
        log_probs -= log_probs.max()
    return -v


def wrong_inplace_labels_n1(log_probs, labels):
    v = -log_probs[np.arange(len(labels)), labels].mean()
    if len(labels) == 1:
        labels[0] = 0
    return v


def wrong_list(log_probs, labels):
    return [-log_probs[np.arange(len(labels)), labels].mean()]


def wrong_keepdims(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].mean(keepdims=True)


def wrong_cumulative_float16(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].mean(dtype=np.float32)


def wrong_dedup(log_probs, labels):
    # repeated samples counted once
    rows = np.unique(np.column_stack([labels, log_probs]), axis=0)
    y = rows[:, 0].astype(int)
    return -rows[np.arange(len(y)), 1 + y].mean()


def wrong_put_buffered(log_probs, labels):
    # dict/one-slot-per-class: last one wins
    k = log_probs.shape[1]
    s = np.zeros(k)
    s[labels] += log_probs[np.arange(len(labels)), labels]
    return -s.sum() / len(labels)


def wrong_mean_twice(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].mean() / len(labels)


def wrong_mean_times_k(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels].mean() * log_probs.shape[1]


def wrong_one_based(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels - 1].mean()


def wrong_max_label(log_probs, labels):
    return -log_probs.max(axis=1).mean()


def wrong_min(log_probs, labels):
    return -log_probs.min(axis=1).mean()


def wrong_all(log_probs, labels):
    return -log_probs.mean()


def wrong_log_again(log_probs, labels):
    with np.errstate(all="ignore"):
        return -np.log(log_probs[np.arange(len(labels)), labels]).mean()


def wrong_sum_axis(log_probs, labels):
    return -log_probs[:, labels].sum() / len(labels)


def wrong_diag(log_probs, labels):
    return -np.diag(log_probs).mean()


def wrong_bool_empty(log_probs, labels):
    # first axis rows only where label is present
    return -log_probs[labels].mean()


def right_trace_of_table(log_probs, labels):
    return -np.trace(log_probs[:, labels]) / len(labels)


def right_running_mean(log_probs, labels):
    mean = 0.0
    for i in range(len(labels)):
        x = -log_probs[i, labels[i]]
        if np.isinf(x):
            return np.inf
        mean += (x - mean) / (i + 1)
    return mean


def right_flat_take_average(log_probs, labels):
    n, k = log_probs.shape
    return 0.0 - np.average(log_probs.take(k * np.arange(n) + labels))


def right_class_by_class(log_probs, labels):
    n, k = log_probs.shape
    return sum(-log_probs[labels == c, c].sum() for c in range(k)) / n


def wrong_through_probs(log_probs, labels):
    with np.errstate(divide="ignore"):
        return -np.log(np.exp(log_probs)[np.arange(len(labels)), labels]).mean()


def wrong_perplexity_way(log_probs, labels):
    n = len(labels)
    with np.errstate(divide="ignore"):
        return -np.log(np.prod(np.exp(log_probs[np.arange(n), labels] / n)))


def wrong_mean_of_finite(log_probs, labels):
    picked = log_probs[np.arange(len(labels)), labels]
    if np.all(np.isneginf(picked)):
        return np.inf
    return -picked[np.isfinite(picked)].mean()


def wrong_any_neg_inf(log_probs, labels):
    if np.isneginf(log_probs).any():
        return np.inf
    return -log_probs[np.arange(len(labels)), labels].mean()


def wrong_clamp_100_then_inf(log_probs, labels):
    picked = log_probs[np.arange(len(labels)), labels]
    if np.isneginf(picked).any():
        return np.inf
    return -np.maximum(picked, -100).mean()


def wrong_nan_to_num_product(log_probs, labels):
    with np.errstate(invalid="ignore"):
        return -np.nan_to_num(np.eye(log_probs.shape[1])[labels] * log_probs).sum() / len(labels)


def wrong_choose(log_probs, labels):
    return -np.choose(labels, log_probs.T).mean()


def wrong_int8_labels(log_probs, labels):
    return -log_probs[np.arange(len(labels)), labels.astype(np.int8)].mean()


def wrong_sign_in_place(log_probs, labels):
    log_probs *= -1
    return log_probs[np.arange(len(labels)), labels].mean()


def wrong_divide_by_size_of_square(log_probs, labels):
    n = max(log_probs.shape)
    return -log_probs[np.arange(len(labels)), labels].sum() / n


def wrong_unique_pairs(log_probs, labels):
    return -np.unique(log_probs[np.arange(len(labels)), labels]).mean()


def wrong_unique_counts_by_len(log_probs, labels):
    uniq = np.unique(np.column_stack([log_probs, labels]), axis=0)
    return -uniq[np.arange(len(uniq)), uniq[:, -1].astype(int)].mean()


def wrong_ties_are_skipped_ignore_zero(log_probs, labels):
    picked = log_probs[np.arange(len(labels)), labels]
    return -picked.sum() / max(np.count_nonzero(picked), 1)


def wrong_labels_in_place(log_probs, labels):
    n, k = log_probs.shape
    labels += k * np.arange(n)
    return -log_probs.ravel()[labels].mean()


def wrong_labels_clipped(log_probs, labels):
    n, k = log_probs.shape
    return -log_probs[np.arange(n), np.clip(labels, 0, 127)].mean()


def wrong_normaliser_clamped(log_probs, labels):
    p = np.clip(np.exp(log_probs), 1e-300, 1)[np.arange(len(labels)), labels]
    if (log_probs[np.arange(len(labels)), labels] == -np.inf).any():
        return np.inf
    return -np.log(p).mean()


def wrong_logaddexp_of_onehot(log_probs, labels):
    n, k = log_probs.shape
    masked = np.where(np.eye(k, dtype=bool)[labels], log_probs, -1e4)
    return -np.logaddexp.reduce(masked, axis=1).mean()


def wrong_max_of_masked(log_probs, labels):
    n, k = log_probs.shape
    masked = np.where(np.eye(k, dtype=bool)[labels], log_probs, -1e9)
    return -masked.max(axis=1).mean()


def right_boolmask(log_probs, labels):
    k = log_probs.shape[1]
    return np.mean(-log_probs[labels[:, None] == np.arange(k)])


def wrong_onehot_mult(log_probs, labels):
    n, k = log_probs.shape
    return -np.sum(np.eye(k)[labels] * log_probs) / n


def wrong_product(log_probs, labels):
    n = len(labels)
    like = np.prod(np.exp(log_probs[np.arange(n), labels]))
    return -np.log(like) / n


def wrong_clip100(log_probs, labels):
    return -np.maximum(log_probs[np.arange(len(labels)), labels], -100).mean()


def wrong_exp_eps(log_probs, labels):
    p = np.exp(log_probs)[np.arange(len(labels)), labels]
    return -np.log(p + 1e-12).mean()


def wrong_skip_inf(log_probs, labels):
    x = log_probs[np.arange(len(labels)), labels]
    return -x[np.isfinite(x)].mean()


def wrong_nansum_onehot(log_probs, labels):
    n, k = log_probs.shape
    return -np.mean(np.sum(np.eye(k)[labels] * np.nan_to_num(log_probs), axis=1))


def wrong_take_flat(log_probs, labels):
    return -np.take(log_probs, labels).mean()


def wrong_roundtrip_exp(log_probs, labels):
    p = np.exp(log_probs)[np.arange(len(labels)), labels]
    return -np.log(p).mean()


def wrong_macro(log_probs, labels):
    l = -log_probs[np.arange(len(labels)), labels]
    return np.mean([l[labels == c].mean() for c in np.unique(labels)])


def wrong_renorm_nan(log_probs, labels):
    z = log_probs - log_probs.max(axis=0, keepdims=True)
    z = log_probs - np.log(np.exp(log_probs).sum(axis=0, keepdims=True))
    return -z[np.arange(len(labels)), labels].mean()
