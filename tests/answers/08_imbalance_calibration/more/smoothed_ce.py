"""More answers to `smoothed_ce`, written by readers who saw only the student notebook."""

import math
from functools import reduce

import numpy as np
from scipy import special
from scipy.special import logsumexp as _sp_logsumexp


def _adv_log_q(z):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _adv_target(shape, labels, eps):
    target = np.full(shape, eps / shape[1], dtype=float)
    target[np.arange(len(labels)), labels] += 1 - eps
    return target


def _adv_both(z, labels, eps):
    log_q = _adv_log_q(z)
    target = _adv_target(log_q.shape, labels, eps)
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def right_plain_loops(logits, labels, eps):
    losses, grads = [], []
    for row, y in zip(np.asarray(logits).tolist(), np.asarray(labels).tolist(), strict=True):
        k, top = len(row), max(row)
        lse = math.log(math.fsum(math.exp(v - top) for v in row))
        p = [eps / k + (1 - eps if c == y else 0) for c in range(k)]
        losses.append(math.fsum(t * (lse - (v - top)) for t, v in zip(p, row, strict=True)))
        grads.append([math.exp(v - top - lse) - t for t, v in zip(p, row, strict=True)])
    return np.array(losses), np.array(grads).reshape(np.shape(logits))


def right_scipy_rel_entr(logits, labels, eps):
    z = np.asarray(logits, dtype=np.float64)
    hot = np.eye(z.shape[1])[labels]
    p = hot + eps * (1 / z.shape[1] - hot)
    losses = special.logsumexp(z - (p * z).sum(axis=1, keepdims=True), axis=1)
    return losses, special.softmax(z, axis=1) - p


def right_three_terms(logits, labels, eps):
    k = logits.shape[1]
    log_q = special.log_softmax(np.asarray(logits, dtype=float), axis=1)
    hard = -log_q[np.arange(len(labels)), labels]
    kl_from_uniform = -log_q.mean(axis=1) - math.log(k)
    losses = (1 - eps) * hard + eps * kl_from_uniform + eps * math.log(k)
    grad = np.exp(log_q) - eps / k
    grad[np.arange(len(labels)), labels] -= 1 - eps
    return losses, grad


def right_column_reduction(logits, labels, eps):
    columns = list(np.asarray(logits, dtype=float).T)
    k = len(columns)
    lse = reduce(np.logaddexp, columns)
    true = np.choose(labels, columns)
    losses = (1 - eps) * (lse - true) + eps / k * reduce(np.add, [lse - c for c in columns])
    grad = np.stack(
        [np.exp(c - lse) - eps / k - (1 - eps) * (labels == j) for j, c in enumerate(columns)],
        axis=1,
    )
    return losses, grad


def right_mixture_of_labels(logits, labels, eps):
    z = np.array(logits, dtype=np.longdouble)
    n, k = z.shape
    losses, grad = np.zeros(n, np.longdouble), np.zeros((n, k), np.longdouble)
    for c in range(k):
        lead = z - z[:, c : c + 1]
        top = lead.max(axis=1)
        lse = top + np.log(np.exp(lead - top[:, None]).sum(axis=1))
        share = eps / k + np.where(np.asarray(labels) == c, 1 - eps, 0)
        losses += share * lse
        part = np.exp(lead - lse[:, None])
        part[:, c] -= 1
        grad += share[:, None] * part
    return losses.astype(float), grad.astype(float)


def wrong_naive_softmax(logits, labels, eps):
    # No maximum is subtracted: logits of 1000 overflow to nan.
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        q = e / e.sum(axis=1, keepdims=True)
        target = _adv_target(q.shape, labels, eps)
        return -(target * np.log(q)).sum(axis=1), q - target


def wrong_clip_at_1e12(logits, labels, eps):
    # Clips q at 1e-12 before the log: a spread of 1000 costs at most 27.6 nats.
    q = np.exp(_adv_log_q(logits))
    target = _adv_target(q.shape, labels, eps)
    return -(target * np.log(np.clip(q, 1e-12, 1))).sum(axis=1), q - target


def wrong_epsilon_in_log(logits, labels, eps):
    # Adds 1e-9 in the log: right at moderate logits, at a spread of 1000 far too small.
    q = np.exp(_adv_log_q(logits))
    target = _adv_target(q.shape, labels, eps)
    return -(target * np.log(q + 1e-9)).sum(axis=1), q - target


def wrong_log_of_softmax(logits, labels, eps):
    # Takes the log of the softmax: at a spread of 1000 q underflows, the loss is inf, at eps = 0 nan.
    q = np.exp(_adv_log_q(logits))
    target = _adv_target(q.shape, labels, eps)
    with np.errstate(all="ignore"):
        return -(target * np.log(q)).sum(axis=1), q - target


def wrong_underflow_dropped(logits, labels, eps):
    # Drops the terms whose q underflows to 0 (as if 0 log 0): at a spread of 1000 the loss is too small.
    q = np.exp(_adv_log_q(logits))
    target = _adv_target(q.shape, labels, eps)
    return -(target * np.log(np.where(q > 0, q, 1.0))).sum(axis=1), q - target


def wrong_global_max(logits, labels, eps):
    # Subtracts the maximum of the batch: a row at -5000 beside a row at 5000 gives nan.
    z = logits - logits.max()
    with np.errstate(all="ignore"):
        log_q = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        target = _adv_target(z.shape, labels, eps)
        return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_shift_by_mean(logits, labels, eps):
    # Subtracts the row's mean, not its maximum: a row such as [5000, 0, -5000] overflows.
    z = logits - logits.mean(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        log_q = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        target = _adv_target(z.shape, labels, eps)
        return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_clip_logits_1000(logits, labels, eps):
    # Clips the logits to +-1000, but they reach 10,000: a lead of 9000 the wrong way costs too little.
    return _adv_both(np.clip(logits, -1000, 1000), labels, eps)


def wrong_zero_eps_becomes_default(logits, labels, eps):
    # `eps or 0.1`: eps = 0 is taken for missing and smoothed by 0.1.
    return _adv_both(logits, labels, eps or 0.1)


def wrong_four_classes(logits, labels, eps):
    # Divides eps by 4 whatever the number of classes: wrong for k = 3 or 10.
    log_q = _adv_log_q(logits)
    target = np.full(log_q.shape, eps / 4)
    target[np.arange(len(labels)), labels] += 1 - eps
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_twice_the_batch(logits, labels, eps):
    # Divides eps by twice the batch size, which is k only when k = 2 n.
    log_q = _adv_log_q(logits)
    target = np.full(log_q.shape, eps / (2 * len(labels)))
    target[np.arange(len(labels)), labels] += 1 - eps
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_eps_capped(logits, labels, eps):
    # Caps eps at 0.5 so that the label keeps most: wrong for eps = 0.9 or 1.
    return _adv_both(logits, labels, min(eps, 0.5))


def wrong_loss_capped(logits, labels, eps):
    # Caps minus the log at 100, as some binary losses do: wrong at a spread of 1000.
    log_q = _adv_log_q(logits)
    target = _adv_target(log_q.shape, labels, eps)
    return -(target * np.maximum(log_q, -100.0)).sum(axis=1), np.exp(log_q) - target


def wrong_gradient_zero_when_sure(logits, labels, eps):
    # Loss right; the gradient is 0 once q_y exceeds 1 - eps / 2, though it should pull back past (9).
    losses, grad = _adv_both(logits, labels, eps)
    q = np.exp(_adv_log_q(logits))[np.arange(len(labels)), labels]
    return losses, np.where((q > 1 - eps / 2)[:, None], 0.0, grad)


def wrong_gradient_never_negative_lead(logits, labels, eps):
    # Loss right; the label's entry of the gradient is at most 0, though past the best lead it is above.
    losses, grad = _adv_both(logits, labels, eps)
    rows = np.arange(len(labels))
    grad[rows, labels] = np.minimum(grad[rows, labels], 0.0)
    return losses, grad


def wrong_first_of_equal_labels(logits, labels, eps):
    # Each label is smoothed once: a second sample of the same class keeps only eps / k at its label.
    log_q = _adv_log_q(logits)
    target = np.full(log_q.shape, eps / log_q.shape[1])
    classes, first = np.unique(labels, return_index=True)
    target[first, classes] += 1 - eps
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_crude_lse_at_spread(logits, labels, eps):
    # Takes the maximum for the log-sum-exp when a row spreads over more than 3: wrong for [4, 4, 0].
    z = np.asarray(logits, dtype=float)
    losses, grad = _adv_both(z, labels, eps)
    top = z.max(axis=1)
    crude = top - (_adv_target(z.shape, labels, eps) * z).sum(axis=1)
    return np.where(np.ptp(z, axis=1) > 3, crude, losses), grad


def wrong_overwrites_logits(logits, labels, eps):
    # Writes the softmax into the caller's logits: a second call on the same array is wrong.
    target = _adv_target(logits.shape, labels, eps)
    log_q = _adv_log_q(logits)
    losses = -(target * log_q).sum(axis=1)
    np.exp(log_q, out=logits)
    return losses, logits - target


def _sce_log_q(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _sce_finish(log_q, labels, eps):
    n, k = log_q.shape
    target = np.full((n, k), eps / k)
    target[np.arange(n), labels] += 1 - eps
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def right_kl_form(logits, labels, eps):
    z = np.array(logits, dtype=float)
    k = z.shape[1]
    log_q = z - _sp_logsumexp(z, axis=1, keepdims=True)
    hard = -np.take_along_axis(log_q, labels[:, None], axis=1)[:, 0]
    kl = -np.log(k) - log_q.mean(axis=1)
    p = (labels[:, None] == range(k)) * 1.0
    q = np.exp(log_q)
    grad = (1 - eps) * (q - p) + eps * (q - 1 / k)
    return (1 - eps) * hard + eps * kl + eps * np.log(k), grad


def right_python_floats(logits, labels, eps):
    losses, grads = [], []
    for row, y in zip(np.asarray(logits, float).tolist(), np.asarray(labels).tolist(), strict=True):
        k, top = len(row), max(row)
        powers = [math.exp(v - top) for v in row]
        lse = math.log(math.fsum(powers))
        target = [eps / k + ((1 - eps) if c == y else 0.0) for c in range(k)]
        losses.append(math.fsum(t * (lse + top - v) for t, v in zip(target, row, strict=True)))
        norm = math.fsum(powers)
        grads.append([p / norm - t for p, t in zip(powers, target, strict=True)])
    return np.array(losses), np.array(grads)


def right_mixture_of_all_labels(logits, labels, eps):
    # the mean of the k hard losses, mixed with the true one; leads taken from pairwise differences
    gaps = np.subtract(logits[:, None, :], logits[:, :, None], dtype=float)  # [i, c, j]: z_j - z_c
    hard = np.logaddexp.reduce(gaps, axis=2)
    q = np.exp(-hard)
    rows = np.arange(len(labels))
    grad = q - eps / logits.shape[1]
    np.subtract.at(grad, (rows, labels), 1 - eps)
    return eps * np.average(hard, axis=1) + (1 - eps) * hard[rows, labels], grad


def wrong_max_of_whole_batch(logits, labels, eps):
    # Subtracts the maximum of the batch: with rows near 10000 and near 0 the second underflows.
    shifted = logits - logits.max()
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _sce_finish(log_q, labels, eps)


def wrong_epsilon_in_log_2(logits, labels, eps):
    # Takes log(q + 1e-12): no class costs more than 27.6, so logits 100 and 0 show it.
    n, k = logits.shape
    q = np.exp(_sce_log_q(logits))
    target = np.full((n, k), eps / k)
    target[np.arange(n), labels] += 1 - eps
    return -(target * np.log(q + 1e-12)).sum(axis=1), q - target


def wrong_classes_counted_from_labels(logits, labels, eps):
    # Takes k = labels.max() + 1: too small whenever no sample of the batch has the last class.
    k = labels.max() + 1
    log_q = _sce_log_q(logits)
    target = np.full(logits.shape, eps / k)
    target[np.arange(len(labels)), labels] += 1 - eps
    return -(target * log_q).sum(axis=1), np.exp(log_q) - target


def wrong_zero_taken_for_default(logits, labels, eps):
    # Writes `eps or 0.1`: at eps = 0 it smooths by 0.1 in place of the hard label.
    return _sce_finish(_sce_log_q(logits), labels, eps or 0.1)


def wrong_zero_log_zero(logits, labels, eps):
    # Sets log q to 0 where q underflows to 0: logits 1000 and 0 then cost nothing.
    n, k = logits.shape
    q = np.exp(_sce_log_q(logits))
    target = np.full((n, k), eps / k)
    target[np.arange(n), labels] += 1 - eps
    return -(target * np.log(np.where(q > 0, q, 1.0))).sum(axis=1), q - target


def wrong_shift_by_largest_size(logits, labels, eps):
    # Subtracts the largest |logit| of the row: a row of -1000 and -999 underflows to log 0.
    shifted = logits - np.abs(logits).max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _sce_finish(log_q, labels, eps)


def wrong_logits_clipped(logits, labels, eps):
    # Clips the logits to 700 against overflow: logits 1000 and 900 become equal.
    return _sce_finish(_sce_log_q(np.clip(logits, -700, 700)), labels, eps)
