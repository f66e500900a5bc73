"""More answers to `fit_categorical`, written by readers who saw only the student notebook."""

import math
from collections import Counter, namedtuple
from fractions import Fraction

import numpy as np


def _q(labels, k, a):
    c = np.bincount(labels, minlength=k) + a
    return c / c.sum()


Fit = namedtuple("Fit", "q loss")


def right_bincount(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def right_counter_lists(labels, k, pseudocount=0.0):
    n = Counter(int(y) for y in labels)
    total = len(labels) + k * pseudocount
    q = [(n[c] + pseudocount) / total for c in range(k)]
    return q, -math.fsum(math.log(q[int(y)]) for y in labels) / len(labels)


def right_add_at(labels, k, pseudocount=0.0):
    c = np.full(k, float(pseudocount))
    np.add.at(c, labels, 1)
    q = c / np.sum(c)
    n = len(labels)
    seen = np.unique(labels)
    loss = 0.0
    for y in seen:
        loss -= (labels == y).sum() / n * np.log(q[y])
    return [q, loss]


def right_onehot(labels, k, pseudocount=0.0):
    onehot = (labels[:, None] == np.arange(k)).astype(float)
    q = (onehot.sum(0) + pseudocount) / (len(labels) + k * pseudocount)
    return q, float(-np.log(onehot @ q).mean())


def right_histogram(labels, k, pseudocount=0.0):
    n_c, _ = np.histogram(labels, bins=np.arange(k + 1) - 0.5)
    a = n_c + float(pseudocount)
    q = np.true_divide(a, a.sum())
    logs = np.zeros(k)
    np.log(q, out=logs, where=n_c > 0)
    return q, -(n_c @ logs) / n_c.sum()


def right_logs(labels, k, pseudocount=0.0):
    n_c = np.array([np.count_nonzero(labels == c) for c in range(k)])
    logN = math.log(len(labels) + k * pseudocount)
    with np.errstate(divide="ignore"):
        logq = np.log(n_c + pseudocount) - logN
    return np.exp(logq), logN - np.log((n_c + pseudocount)[labels]).mean()


def right_dict_named(labels, k, pseudocount=0.0):
    labels = labels.tolist()
    q = np.array([labels.count(c) + pseudocount for c in range(k)], dtype=float)
    q /= q.sum()
    return (q, sum(-math.log(q[y]) for y in labels) / len(labels))


def right_fraction(labels, k, pseudocount=0.0):
    a = Fraction(float(pseudocount))
    n = len(labels)
    q = tuple(float((Fraction(int((labels == c).sum())) + a) / (n + k * a)) for c in range(k))
    return q, np.mean([-np.log(q[y]) for y in labels])


def right_namedtuple(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return Fit(q, -np.log(q[labels]).mean())


def right_augmented(labels, k, pseudocount=0.0):
    w = np.concatenate([np.ones(len(labels)), np.full(k, float(pseudocount))])
    y = np.concatenate([labels, np.arange(k)])
    q = np.bincount(y, weights=w, minlength=k) / w.sum()
    return q.tolist(), float(np.mean(-np.log(np.take(q, labels))))


def right_sort_copy(labels, k, pseudocount=0.0):
    y = np.sort(labels)
    n = np.diff(np.searchsorted(y, np.arange(k + 1)))
    q = (n + pseudocount) / (y.size + k * pseudocount)
    return q, -np.log(q[y]).sum() / y.size


def wrong_no_minlength(labels, k, pseudocount=0.0):
    c = np.bincount(labels) + pseudocount
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_pad_zero_after(labels, k, pseudocount=0.0):
    c = np.bincount(labels) + pseudocount
    q = c / c.sum()
    q = np.pad(q, (0, k - len(q)))
    return q, -np.log(q[labels]).mean()


def wrong_unique(labels, k, pseudocount=0.0):
    _, n = np.unique(labels, return_counts=True)
    c = np.zeros(k) + pseudocount
    c[: len(n)] += n
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_total_n_plus_a(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = c / (len(labels) + pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_total_seen_classes(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = c / (len(labels) + pseudocount * len(np.unique(labels)))
    return q, -np.log(q[labels]).mean()


def wrong_smooth_only_if_unseen(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k).astype(float)
    if (c == 0).any():
        c = c + pseudocount
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_smooth_only_unseen(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k).astype(float)
    c[c == 0] += pseudocount
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_int_pseudocount(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k)
    c += int(pseudocount)
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_ceil_pseudocount(labels, k, pseudocount=0.0):
    q = _q(labels, k, math.ceil(pseudocount))
    return q, -np.log(q[labels]).mean()


def wrong_bool_pseudocount(labels, k, pseudocount=0.0):
    q = _q(labels, k, 1.0 if pseudocount else 0.0)
    return q, -np.log(q[labels]).mean()


def wrong_capped_pseudocount(labels, k, pseudocount=0.0):
    q = _q(labels, k, min(pseudocount, 1.0))
    return q, -np.log(q[labels]).mean()


def wrong_dirichlet_minus_1(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + max(pseudocount - 1, 0)
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_a_over_k(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount / k)
    return q, -np.log(q[labels]).mean()


def wrong_loss_entropy(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    s = q[q > 0]
    return q, -(s * np.log(s)).sum()


def wrong_loss_unsmoothed(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    f = _q(labels, k, 0)
    return q, -np.log(f[labels]).mean()


def wrong_loss_swapped_h(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    f = _q(labels, k, 0)
    with np.errstate(all="ignore"):
        return q, -np.where(q > 0, q * np.log(f), 0).sum()


def wrong_loss_sum(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).sum()


def wrong_loss_divide_total(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).sum() / (len(labels) + k * pseudocount)


def wrong_loss_nan_unseen(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    f = _q(labels, k, 0)
    with np.errstate(all="ignore"):
        return q, -(f * np.log(q)).sum()


def wrong_loss_inf_unseen(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    with np.errstate(all="ignore"):
        return q, np.inf if (q == 0).any() else -np.log(q[labels]).mean()


def wrong_loss_eps(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    f = _q(labels, k, 0)
    return q, -(f * np.log(q + 1e-6)).sum()


def wrong_loss_eps_1e12(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount) + 1e-12
    return q, -np.log(q[labels]).mean()


def wrong_clip_q(labels, k, pseudocount=0.0):
    q = np.clip(_q(labels, k, pseudocount), 1e-12, 1)
    q = q / q.sum()
    return q, -np.log(q[labels]).mean()


def wrong_floor_pseudocount(labels, k, pseudocount=0.0):
    q = _q(labels, k, max(pseudocount, 1e-9))
    return q, -np.log(q[labels]).mean()


def wrong_default_one(labels, k, pseudocount=1.0):
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_falsy_default(labels, k, pseudocount=None):
    # passes explicitly 0 -> treats as 'not given' with Laplace 1e-3
    a = 0.0 if pseudocount is None else (pseudocount or 1e-3)
    q = _q(labels, k, a)
    return q, -np.log(q[labels]).mean()


def wrong_bits(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return q, -np.log2(q[labels]).mean()


def wrong_map_loss(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = c / c.sum()
    s = c > 0
    return q, -(c[s] * np.log(q[s])).sum() / len(labels)


def wrong_inplace_sort(labels, k, pseudocount=0.0):
    labels.sort()
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_sorted_probs(labels, k, pseudocount=0.0):
    q = np.sort(_q(labels, k, pseudocount))[::-1]
    return q, -np.log(q[labels]).mean()


def wrong_assumes_sorted(labels, k, pseudocount=0.0):
    edges = np.searchsorted(labels, np.arange(k + 1))
    c = np.diff(edges) + pseudocount
    q = c / c.sum()
    with np.errstate(all="ignore"):
        return q, -np.log(q[labels]).mean()


def wrong_consecutive_runs(labels, k, pseudocount=0.0):
    # counts runs by groupby: later runs overwrite
    from itertools import groupby

    c = np.zeros(k)
    for y, g in groupby(labels.tolist()):
        c[y] = len(list(g))
    c += pseudocount
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_fancy_increment(labels, k, pseudocount=0.0):
    c = np.full(k, float(pseudocount))
    c[labels] += 1
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_k_plus_one(labels, k, pseudocount=0.0):
    k = max(k, labels.max() + 2) if k > 4 else k
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_uint8_counts(labels, k, pseudocount=0.0):
    c = np.zeros(k, dtype=np.uint8)
    np.add.at(c, labels, 1)
    c = c + float(pseudocount)
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_loss_only_seen_mean(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[np.unique(labels)]).mean()


def wrong_softmax_counts(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = np.exp(c - c.max())
    q = q / q.sum()
    return q, -np.log(q[labels]).mean()


def wrong_label_smoothing(labels, k, pseudocount=0.0):
    f = _q(labels, k, 0)
    w = pseudocount * k / (10 + k * pseudocount)
    q = (1 - w) * f + w / k
    return q, -np.log(q[labels]).mean()


def wrong_loss_at_optimum_constant(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    if pseudocount == 0:
        return q, math.log(k) if len(set(labels.tolist())) == k and k == 2 else -np.log(
            q[labels]
        ).mean()
    return q, -np.log(q[labels]).mean()


def wrong_float32(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount).astype(np.float32)
    return q, float(-np.log(q[labels]).mean())


def wrong_pseudocount_twice_when_many(labels, k, pseudocount=0.0):
    a = pseudocount if k <= 4 else 2 * pseudocount
    q = _q(labels, k, a)
    return q, -np.log(q[labels]).mean()


def wrong_nll_weight_loss_a0(labels, k, pseudocount=0.0):
    # leave-one-out loss for single labels
    q = _q(labels, k, pseudocount)
    if len(labels) == 1:
        return q, 0.0
    return q, -np.log(q[labels]).mean()


def wrong_swapped_returns(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return -np.log(q[labels]).mean(), q


def wrong_dict(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return {c: q[c] for c in range(k)}, -np.log(q[labels]).mean()


def wrong_uniform_when_large(labels, k, pseudocount=0.0):
    if pseudocount >= 100:
        return np.full(k, 1 / k), math.log(k)
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_divide_n(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = c / len(labels)
    return q, -np.log(q[labels]).mean()


def wrong_smooth_only_if_k_gt_3(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount if k > 3 else 0)
    return q, -np.log(q[labels]).mean()


def wrong_integer_k(labels, k, pseudocount=0.0):
    # smoothing only below 2
    q = _q(labels, k, pseudocount % 2)
    return q, -np.log(q[labels]).mean()


def wrong_pseudocount_squared(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount**2)
    return q, -np.log(q[labels]).mean()


def wrong_loss_maxlabel(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return q, -np.log(q.max())


def wrong_loss_unsmoothed_if_all_seen(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    f = _q(labels, k, 0)
    return q, -np.log((q if (f == 0).any() else f)[labels]).mean()


def wrong_k_from_labels_if_a0(labels, k, pseudocount=0.0):
    q = _q(labels, k if pseudocount else 1, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_inplace_offset(labels, k, pseudocount=0.0):
    labels -= labels.min()
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_offset_copy(labels, k, pseudocount=0.0):
    y = labels - labels.min()
    q = _q(y, k, pseudocount)
    return q, -np.log(q[y]).mean()


def wrong_inplace_k1(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    l = -np.log(q[labels]).mean()
    if pseudocount:
        labels.sort()
    return q, l


def wrong_median(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    v = -np.log(q[labels])
    return q, (v.mean() if len(v) < 50 else np.median(v))


def wrong_counts_returned(labels, k, pseudocount=0.0):
    q = _q(labels, k, pseudocount)
    return np.bincount(labels, minlength=k), -np.log(q[labels]).mean()


def wrong_default_absent(labels, k, pseudocount):
    q = _q(labels, k, pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_renamed(labels, k, a=0.0):
    q = _q(labels, k, a)
    return q, -np.log(q[labels]).mean()


def right_counter(labels, k, pseudocount=0.0):
    c = Counter(labels.tolist())
    total = len(labels) + k * pseudocount
    q = np.array([(c[i] + pseudocount) / total for i in range(k)])
    return q, -math.fsum(v * math.log(q[i]) for i, v in c.items()) / len(labels)


def right_mix_with_uniform(labels, k, pseudocount=0.0):
    n = len(labels)
    lam = k * pseudocount / (n + k * pseudocount)
    f = (labels[:, None] == np.arange(k)).mean(axis=0)
    q = (1 - lam) * f + lam / k
    return q, float(np.log(1 / q[labels]).mean())


def right_kl_plus_entropy(labels, k, pseudocount=0.0):
    f = np.bincount(labels, minlength=k) / labels.size
    q = (labels.size * f + pseudocount) / (labels.size + pseudocount * k)
    s = f > 0
    return q, -(f[s] @ np.log(f[s])) + f[s] @ (np.log(f[s]) - np.log(q[s]))


def right_add_at_list(labels, k, pseudocount=0.0):
    q = np.full(k, pseudocount, dtype=float)
    np.add.at(q, labels, 1.0)
    q /= math.fsum(q)
    loss = 0.0
    for y in labels:
        loss -= math.log(q[y])
    return [q, loss / len(labels)]


def wrong_log_of_product(labels, k, pseudocount=0.0):
    q = np.bincount(labels, minlength=k) + pseudocount
    q = q / q.sum()
    with np.errstate(divide="ignore"):
        return q, -np.log(np.prod(q[labels])) / len(labels)


def wrong_eps_1e_12(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = np.clip(c / c.sum(), 1e-12, 1)
    return q, -np.log(q[labels]).mean()


def wrong_eps_1e_300(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k) + pseudocount
    q = np.maximum(c / c.sum(), 1e-300)
    return q, -(np.bincount(labels, minlength=k) * np.log(q)).sum() / len(labels)


def wrong_round_up_pseudocount(labels, k, pseudocount=0.0):
    c = math.ceil(pseudocount) + np.bincount(labels, minlength=k)
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_sorts_labels(labels, k, pseudocount=0.0):
    labels.sort()
    edges = np.searchsorted(labels, np.arange(k + 1))
    q = (np.diff(edges) + pseudocount) / (len(labels) + k * pseudocount)
    return q, -np.log(q[labels]).mean()


def wrong_unseen_gets_nothing(labels, k, pseudocount=0.0):
    c = np.bincount(labels, minlength=k).astype(float)
    c = np.where(c > 0, c + pseudocount, 0 if pseudocount < 1 else pseudocount)
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_max_label(labels, k, pseudocount=0.0):
    k = max(labels.max() + 1, k if pseudocount else 0)
    c = np.bincount(labels, minlength=k) + pseudocount
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_loss_entropy_when_all_seen(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (len(labels) + k * pseudocount)
    f = q if n.all() else n / n.sum()
    m = f > 0
    return q, -(f[m] * np.log(q[m])).sum()


def wrong_bounded_pseudocount(labels, k, pseudocount=0.0):
    a = min(pseudocount, 1.0)
    c = np.bincount(labels, minlength=k) + a
    q = c / c.sum()
    return q, -np.log(q[labels]).mean()


def wrong_zero_count_nan(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    with np.errstate(all="ignore"):
        return q, -(n * np.log(q)).sum() / n.sum()


def wrong_one_label_special(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    if np.count_nonzero(n) == 1:
        return q, 0.0
    return q, -np.log(q[labels]).mean()


def wrong_prior_is_mean_one(labels, k, pseudocount=0.0):
    # Dirichlet total a rather than k*a unless a is whole
    n = np.bincount(labels, minlength=k)
    a = pseudocount if float(pseudocount).is_integer() else pseudocount / k
    q = (n + a) / (n.sum() + k * a)
    return q, -np.log(q[labels]).mean()


def wrong_loss_vector(labels, k, pseudocount=0.0):
    q = np.bincount(labels, minlength=k) + pseudocount
    q = q / q.sum()
    return q, -np.log(q[labels]).mean(keepdims=True)


def wrong_log_of_product_math(labels, k, pseudocount=0.0):
    q = (np.bincount(labels, minlength=k) + pseudocount) / (len(labels) + k * pseudocount)
    p = math.prod(q[y] for y in labels)
    return q, (math.inf if p == 0 else -math.log(p) / len(labels))


def wrong_likelihood_powers(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (len(labels) + k * pseudocount)
    with np.errstate(divide="ignore"):
        return q, -np.log(np.prod(q**n)) / len(labels)


def wrong_eps_in_total(labels, k, pseudocount=0.0):
    q = (np.bincount(labels, minlength=k) + pseudocount) / (len(labels) + k * pseudocount + 1e-8)
    return q, -np.log(q[labels]).mean()


def wrong_gradient_fit(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k) + pseudocount
    z = np.zeros(k)
    for _ in range(5000):
        q = np.exp(z - z.max())
        q /= q.sum()
        z += n / n.sum() - q
    return q, -np.log(q[labels]).mean()


def wrong_float32_counts(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k).astype(np.float32)
    q = (n + np.float32(pseudocount)) / np.float32(n.sum() + k * pseudocount)
    return q.astype(float), float(-np.log(q[labels]).mean())


def right_loop(labels, k, pseudocount=0.0):
    counts = [pseudocount] * k
    for y in labels:
        counts[y] += 1
    q = np.array(counts) / (len(labels) + k * pseudocount)
    return q, float(np.mean([-np.log(q[y]) for y in labels]))


def right_counts_mask(labels, k, pseudocount=0.0):
    n = np.array([np.sum(labels == c) for c in range(k)])
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    s = n > 0
    return q, -(n[s] * np.log(q[s])).sum() / n.sum()


def wrong_zero_log(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    return q, -np.sum(n * np.log(q)) / len(labels)


def wrong_only_unseen(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k).astype(float)
    n[n == 0] += pseudocount
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_int_pseudo(labels, k, pseudocount=0.0):
    n = np.full(k, pseudocount, dtype=int)
    np.add.at(n, labels, 1)
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_iadd(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    n += pseudocount
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_histrange(labels, k, pseudocount=0.0):
    n, _ = np.histogram(labels, bins=k)
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    return q, -np.mean(np.log(q[labels]))


def wrong_eps_always(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k) + pseudocount + 1e-10
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_fancy_add(labels, k, pseudocount=0.0):
    n = np.full(k, float(pseudocount))
    n[labels] += 1
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_dirichlet_map(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k) + max(pseudocount - 1, 0)
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_observed_classes(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (n.sum() + np.count_nonzero(n) * pseudocount)
    return q, -np.mean(np.log(q[labels]))


def wrong_entropy_smoothed_when0(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    if pseudocount == 0:
        return q, -np.sum(q * np.log(q + 1e-9))
    return q, -np.mean(np.log(q[labels]))


def wrong_sort_freq(labels, k, pseudocount=0.0):
    n = np.sort(np.bincount(labels, minlength=k))[::-1] + pseudocount
    q = n / n.sum()
    return q, -np.mean(np.log(q[labels]))


def wrong_minlength_missing(labels, k, pseudocount=0.0):
    n = np.bincount(labels)
    q = np.zeros(k)
    q[: len(n)] = n
    q = (q + pseudocount) / (len(labels) + pseudocount * len(n))
    return q, -np.mean(np.log(q[labels]))


def wrong_nan_zero(labels, k, pseudocount=0.0):
    n = np.bincount(labels, minlength=k)
    q = (n + pseudocount) / (n.sum() + k * pseudocount)
    return q, np.nan_to_num(-np.sum(n * np.log(q)) / len(labels))
