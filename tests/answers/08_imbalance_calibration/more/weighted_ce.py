"""More answers to `weighted_ce`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special
from scipy.special import log_softmax as _sp_log_softmax


def _adv_log_q(z):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _adv_pieces(z, labels):
    log_q = _adv_log_q(z)
    rows = np.arange(len(labels))
    diff = np.exp(log_q)
    diff[rows, labels] -= 1
    return -log_q[rows, labels], diff


def _adv_finish(cost, diff, w, total):
    if total == 0:
        return 0.0, np.zeros_like(diff)
    return (w * cost).sum() / total, diff * (w / total)[:, None]


def right_plain_loops(logits, labels, weight):
    n, k = logits.shape
    total = math.fsum(float(weight[int(y)]) for y in labels)
    grad = np.zeros((n, k))
    if total == 0:
        return 0.0, grad
    parts = []
    for i in range(n):
        row = [float(v) for v in logits[i]]
        y = int(labels[i])
        share = float(weight[y]) / total
        top = max(row)
        lse = top + math.log(math.fsum(math.exp(v - top) for v in row))
        parts.append(share * (lse - row[y]))
        for c in range(k):
            grad[i, c] = share * (math.exp(row[c] - lse) - (1.0 if c == y else 0.0))
    return math.fsum(parts), grad


def right_scipy_average(logits, labels, weight):
    z = np.array(logits, dtype=np.float64)
    w = np.take(weight, labels).astype(np.float64)
    log_q = special.log_softmax(z, axis=1)
    losses = -np.take_along_axis(log_q, np.asarray(labels)[:, None], axis=1)[:, 0]
    if not w.any():
        return np.float64(0), np.zeros(z.shape)
    share = w / w.sum()
    return np.average(losses, weights=w), share[:, None] * (
        special.softmax(z, axis=1) - np.eye(z.shape[1])[labels]
    )


def right_einsum_zero_d(logits, labels, weight):
    hot = (np.asarray(labels)[:, None] == np.arange(logits.shape[1])).astype(float)
    w = np.einsum("nk,k->n", hot, np.asarray(weight, dtype=float))
    total = w.sum()
    share = np.divide(w, total, out=np.zeros_like(w), where=total > 0)
    log_q = _adv_log_q(logits)
    loss = np.asarray(-np.einsum("n,nk,nk->", share, hot, log_q))
    return loss, np.einsum("n,nk->nk", share, np.exp(log_q) - hot)


def right_class_by_class(logits, labels, weight):
    z = np.asarray(logits, dtype=float)
    grad = np.zeros(z.shape)
    numerator = denominator = 0.0
    for c in range(z.shape[1]):
        mine = np.flatnonzero(np.asarray(labels) == c)
        if len(mine) == 0:
            continue
        lead = z[mine] - z[mine, c][:, None]
        lse = np.logaddexp.reduce(lead, axis=1)
        q = np.exp(lead - lse[:, None])
        q[:, c] -= 1
        numerator += float(weight[c]) * lse.sum()
        denominator += float(weight[c]) * len(mine)
        grad[mine] = float(weight[c]) * q
    if denominator == 0:
        return 0, np.zeros(z.shape)
    return numerator / denominator, grad / denominator


def right_in_place_on_copy(logits, labels, weight):
    work = np.array(logits, dtype=np.longdouble)
    work -= work.max(axis=1)[:, None]
    rows = np.arange(len(labels))
    picked = work[rows, labels]
    np.exp(work, out=work)
    norm = work.sum(axis=1)
    losses = np.log(norm) - picked
    work /= norm[:, None]
    work[rows, labels] -= 1
    w = np.asarray(weight)[labels] * np.longdouble(1)
    total = w.sum()
    if total > 0:
        w /= total
    work *= w[:, None]
    return float(w @ losses), work.astype(float)


def wrong_no_guard(logits, labels, weight):
    # Divides 0 by 0: nan, not 0, when the weights of the batch sum to 0.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    with np.errstate(all="ignore"):
        share = w / w.sum()
    return (share * cost).sum(), diff * share[:, None]


def wrong_guard_loss_only(logits, labels, weight):
    # With all weights of the batch 0 the loss is 0, but the gradient is the unweighted mean's.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    if w.sum() == 0:
        return 0.0, diff / len(labels)
    return _adv_finish(cost, diff, w, w.sum())


def wrong_guard_falls_back_to_mean(logits, labels, weight):
    # With all weights of the batch 0 it returns the unweighted mean and its gradient, not 0.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    if w.sum() == 0:
        w = np.ones(len(labels))
    return _adv_finish(cost, diff, w, w.sum())


def wrong_guard_on_any_zero(logits, labels, weight):
    # Returns 0 as soon as one sample has weight 0, though the others still count.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    if (w == 0).any():
        return 0.0, np.zeros_like(diff)
    return _adv_finish(cost, diff, w, w.sum())


def wrong_divisor_at_least_one(logits, labels, weight):
    # Divides by max(sum, 1): wrong when the weights of the batch sum to less than 1, as 0.01 each.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    return _adv_finish(cost, diff, w, max(w.sum(), 1.0))


def wrong_epsilon_in_divisor(logits, labels, weight):
    # Adds 1e-8 to the divisor: too small a loss for weights of 1e-8.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    return _adv_finish(cost, diff, w, w.sum() + 1e-8)


def wrong_divisor_of_predicted(logits, labels, weight):
    # Divides by the weights of the predicted classes: shows when predictions are no permutation of labels.
    cost, diff = _adv_pieces(logits, labels)
    return _adv_finish(cost, diff, weight[labels], weight[np.argmax(logits, axis=1)].sum())


def wrong_shift_by_global_max(logits, labels, weight):
    # Subtracts the maximum of the whole batch: a row at -1000 beside a row at 1000 underflows to nan.
    z = logits - logits.max()
    rows = np.arange(len(labels))
    with np.errstate(all="ignore"):
        e = np.exp(z)
        norm = e.sum(axis=1, keepdims=True)
        cost = np.log(norm[:, 0]) - z[rows, labels]
        diff = e / norm
    diff[rows, labels] -= 1
    w = weight[labels]
    return _adv_finish(cost, diff, w, w.sum())


def wrong_clip_probability(logits, labels, weight):
    # Clips q at 1e-12 before the log: a sample that trails by 1000 costs 27.6 instead of 1000.
    _, diff = _adv_pieces(logits, labels)
    rows = np.arange(len(labels))
    q = np.exp(_adv_log_q(logits))[rows, labels]
    w = weight[labels]
    return _adv_finish(-np.log(np.clip(q, 1e-12, 1.0)), diff, w, w.sum())


def wrong_loss_capped_at_100(logits, labels, weight):
    # Caps each sample's loss at 100: wrong for a true logit that trails by 1000; the gradient is right.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    return _adv_finish(np.minimum(cost, 100.0), diff, w, w.sum())


def wrong_clip_logits(logits, labels, weight):
    # Clips the logits to +-500 first: rows such as [1000, 990, 0] lose their lead.
    cost, diff = _adv_pieces(np.clip(logits, -500, 500), labels)
    w = weight[labels]
    return _adv_finish(cost, diff, w, w.sum())


def wrong_gradient_misses_repeats(logits, labels, weight):
    # Loss right; the gradient is divided by the weights of the distinct labels plus the smallest weight once.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    loss, _ = _adv_finish(cost, diff, w, w.sum())
    return loss, _adv_finish(cost, diff, w, weight[np.unique(labels)].sum() + w.min())[1]


def wrong_gradient_skips_correct_rows(logits, labels, weight):
    # Loss right; rows that lead by 3 or more get gradient 0: shows at logits [4, 0, 0].
    cost, diff = _adv_pieces(logits, labels)
    rest = np.array(logits, dtype=float)
    rest[np.arange(len(labels)), labels] = -np.inf
    lead = logits[np.arange(len(labels)), labels] - rest.max(axis=1)
    w = weight[labels]
    loss, grad = _adv_finish(cost, diff, w, w.sum())
    return loss, np.where((lead >= 3)[:, None], 0.0, grad)


def wrong_three_classes_only(logits, labels, weight):
    # Only the first three classes enter the softmax: shows for k = 4 with a large fourth logit.
    cost, diff = _adv_pieces(logits[:, :3], np.minimum(labels, 2))
    grad = np.zeros(np.shape(logits))
    w = weight[labels]
    loss, grad[:, :3] = _adv_finish(cost, diff, w, w.sum())
    return loss, grad


def wrong_mean_of_single_sample(logits, labels, weight):
    # A batch of one is not divided by its weight, so weight 3 triples loss and gradient.
    cost, diff = _adv_pieces(logits, labels)
    w = weight[labels]
    return _adv_finish(cost, diff, w, w.sum() if len(w) > 1 else float(w.sum() > 0))


def wrong_log_of_softmax(logits, labels, weight):
    # Takes the log of the softmax: a true logit that trails by 1000 underflows and costs inf.
    _, diff = _adv_pieces(logits, labels)
    q = np.exp(_adv_log_q(logits))[np.arange(len(labels)), labels]
    with np.errstate(divide="ignore", invalid="ignore"):
        w = weight[labels]
        return _adv_finish(-np.log(q), diff, w, w.sum())


def _wce_finish(log_q, labels, scale):
    rows = np.arange(len(labels))
    grad = np.exp(log_q)
    grad[rows, labels] -= 1
    return (scale * -log_q[rows, labels]).sum(), scale[:, None] * grad


def _wce_log_q(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def right_python_floats(logits, labels, weight):
    per_row = [float(weight[int(y)]) for y in labels]
    total = math.fsum(per_row)
    grad = [[0.0] * len(row) for row in logits]
    if total <= 0:
        return 0.0, np.array(grad)
    terms = []
    for i, (row, y) in enumerate(zip(np.asarray(logits, float).tolist(), labels, strict=True)):
        top = max(row)
        powers = [math.exp(value - top) for value in row]
        norm = math.fsum(powers)
        share = per_row[i] / total
        terms.append(share * (top - row[int(y)] + math.log(norm)))
        for c, power in enumerate(powers):
            grad[i][c] = share * (power / norm - (c == y))
    return math.fsum(terms), np.array(grad)


def right_class_by_class_2(logits, labels, weight):
    k = logits.shape[1]
    log_q = _sp_log_softmax(np.asarray(logits, dtype=float), axis=1)
    counts = np.bincount(labels, minlength=k)
    norm = counts @ weight
    if norm == 0:
        return np.array(0.0), np.zeros(logits.shape)
    share = np.asarray(weight) / norm
    value, grad = 0.0, np.zeros(logits.shape)
    for c in reversed(range(k)):
        mine = labels == c
        value -= share[c] * log_q[mine, c].sum()
        grad[mine] = share[c] * (np.exp(log_q[mine]) - np.eye(k)[c])
    return np.array(value), grad


def right_einsum_pairwise(logits, labels, weight):
    one_hot = np.equal.outer(labels, np.arange(logits.shape[1])).astype(float)
    w = np.einsum("nk,k->n", one_hot, weight)
    w = np.divide(w, w.sum(), out=np.zeros_like(w), where=w.sum() > 0)
    lse = np.logaddexp.reduce(logits.astype(float), axis=1)
    lead = logits - lse[:, None]
    value = -np.einsum("n,nk,nk->", w, one_hot, lead)
    return value, np.einsum("n,nk->nk", w, np.exp(lead) - one_hot)


def wrong_divisor_at_least_1e_6(logits, labels, weight):
    # Divides by max(sum, 1e-6): weights like 1e-8 are positive, and their loss comes out too small.
    w = weight[labels]
    return _wce_finish(_wce_log_q(logits), labels, w / max(w.sum(), 1e-6))


def wrong_divisor_at_least_one_2(logits, labels, weight):
    # Divides by max(sum, 1): wrong if the weights of the batch sum to less than 1, like 1 / n_c.
    w = weight[labels]
    return _wce_finish(_wce_log_q(logits), labels, w / max(w.sum(), 1.0))


def wrong_log_q_floor_at_1000(logits, labels, weight):
    # Floors log q at -1000: logits 1000 and -1000 with the label on the second cost 2000.
    w = weight[labels]
    scale = w / w.sum() if w.sum() > 0 else 0.0 * w
    return _wce_finish(np.maximum(_wce_log_q(logits), -1000.0), labels, scale)


def wrong_max_of_whole_batch(logits, labels, weight):
    # Subtracts the maximum of the batch: with rows near 1000 and near 0 the second underflows.
    w = weight[labels]
    if w.sum() == 0:
        return 0.0, np.zeros_like(logits)
    shifted = logits - logits.max()
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _wce_finish(log_q, labels, w / w.sum())


def wrong_isclose_to_zero(logits, labels, weight):
    # Takes a sum below 1e-8 for 0 by isclose: weights of 1e-9 are positive, the loss is not 0.
    w = weight[labels]
    if np.isclose(w.sum(), 0):
        return 0.0, np.zeros_like(logits)
    return _wce_finish(_wce_log_q(logits), labels, w / w.sum())


def wrong_all_instead_of_any(logits, labels, weight):
    # Returns 0 as soon as one sample has the weight 0: the others of the batch still count.
    w = weight[labels]
    if not w.all():
        return 0.0, np.zeros_like(logits)
    return _wce_finish(_wce_log_q(logits), labels, w / w.sum())


def wrong_shift_by_largest_size(logits, labels, weight):
    # Subtracts the largest |logit| of the row: a row of -1000 and -999 underflows to log 0.
    w = weight[labels]
    scale = w / w.sum() if w.sum() > 0 else 0.0 * w
    shifted = logits - np.abs(logits).max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _wce_finish(log_q, labels, scale)


def wrong_gradient_rows_dropped(logits, labels, weight):
    # Drops the samples of weight 0, so the gradient lacks their rows if others have a weight.
    w = weight[labels]
    if w.sum() == 0:
        return 0.0, np.zeros_like(logits)
    kept = w > 0
    return _wce_finish(_wce_log_q(logits[kept]), labels[kept], w[kept] / w[kept].sum())
