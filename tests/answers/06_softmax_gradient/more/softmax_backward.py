"""More answers to `softmax_backward`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special


def _backward_fused(logits, labels):
    z = np.asarray(logits, dtype=float)
    shifted = z - z.max(axis=1, keepdims=True)
    exps = np.exp(shifted)
    totals = exps.sum(axis=1, keepdims=True)
    rows = np.arange(len(z))
    losses = np.log(totals[:, 0]) - shifted[rows, labels]
    q = exps / totals
    g = q.copy()
    g[rows, labels] -= 1
    return losses, q, g / len(z)


def _backward_by_probs(q, labels):
    rows, out = np.arange(len(q)), np.zeros(q.shape)
    with np.errstate(divide="ignore", over="ignore"):
        out[rows, labels] = -1 / q[rows, labels] / len(q)
    return out


def right_python_floats(logits, labels):
    n, k = np.shape(logits)
    loss, by_q, by_z = [], np.zeros((n, k)), np.zeros((n, k))
    for i, (z, y) in enumerate(zip(np.asarray(logits, float).tolist(), labels)):
        top = max(z)
        e = [math.exp(v - top) for v in z]
        whole = math.fsum(e)
        loss.append(math.log(whole) + top - z[y])
        q = e[y] / whole
        by_q[i, y] = -math.inf if q == 0 else -1 / q / n
        for c in range(k):
            by_z[i, c] = (e[c] / whole - (c == y)) / n
    return math.fsum(loss) / n, by_q, by_z


def right_scipy(logits, labels):
    log_q = special.log_softmax(np.asarray(logits, float), axis=1)
    hot = np.equal(np.asarray(labels)[:, None], np.arange(log_q.shape[1]))
    q = special.softmax(np.asarray(logits, float), axis=1)
    with np.errstate(divide="ignore", over="ignore"):
        by_q = np.where(hot, -1 / q, 0.0) / len(q)
    return -log_q[hot].mean(), by_q, (q - hot) / len(q)


def right_exponential_of_loss(logits, labels):
    z = np.array(logits, dtype=np.float64)
    n, k = z.shape
    losses = np.logaddexp.reduce(z, axis=1) - z[np.arange(n), labels]
    hot = np.eye(k)[labels]
    by_q = np.zeros((n, k))
    with np.errstate(over="ignore"):
        by_q[hot > 0] = -np.exp(losses) / n
    q = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
    return np.asarray(losses.mean()), by_q, (q - hot) / n


def right_along_axis(logits, labels):
    z = np.asarray(logits, dtype=float)
    column = np.asarray(labels, dtype=int).reshape(-1, 1)
    q = np.exp(z - z.max(axis=-1, keepdims=True))
    totals = np.add.reduce(q, axis=-1, keepdims=True)
    losses = np.log(totals) + z.max(axis=-1, keepdims=True) - np.take_along_axis(z, column, 1)
    q /= totals
    truth = np.take_along_axis(q, column, 1)
    by_q, by_z = np.zeros(z.shape), q / len(z)
    with np.errstate(divide="ignore", over="ignore"):
        np.put_along_axis(by_q, column, -np.reciprocal(truth) / len(z), 1)
    np.put_along_axis(by_z, column, (truth - 1) / len(z), 1)
    return losses.mean(), by_q, by_z


def right_halves(logits, labels):
    def parts(z, y):
        if len(z) > 1:
            half = len(z) // 2
            (a, b, c), (d, e, f) = parts(z[:half], y[:half]), parts(z[half:], y[half:])
            return a + d, np.vstack([b, e]), np.vstack([c, f])
        losses, q, g = _backward_fused(z, y)
        return losses[0], _backward_by_probs(q, y), g

    loss, by_q, by_z = parts(np.asarray(logits, float), np.asarray(labels))
    return loss / len(labels), by_q / len(labels), by_z / len(labels)


def right_longdouble(logits, labels):
    z = np.asarray(logits, np.longdouble)
    z = z - z.max(axis=1, keepdims=True)
    n, rows = len(z), np.arange(len(z))
    totals = np.exp(z).sum(axis=1)
    q = (np.exp(z) / totals[:, None]).astype(np.float64)
    by_z = q.copy()
    by_z[rows, labels] -= 1
    return float((np.log(totals) - z[rows, labels]).mean()), _backward_by_probs(q, labels), by_z / n


def right_true_class_from_others(logits, labels):
    z = np.asarray(logits, dtype=float)
    n, rows = len(z), np.arange(len(z))
    gaps = z - z[rows, labels][:, None]
    losses = special.logsumexp(gaps, axis=1)
    by_z = np.exp(gaps - losses[:, None])
    truth = by_z[rows, labels].copy()
    by_z[rows, labels] = 0
    by_z[rows, labels] = -by_z.sum(axis=1)
    by_q = np.zeros_like(z)
    for i, y in enumerate(labels):
        by_q[i, y] = (
            -1 / (n * truth[i])
            if n * truth[i] > 1e-300
            else _backward_by_probs(truth[i : i + 1, None], [0])[0, 0] / n
        )
    return losses.sum() / n, by_q, by_z / n


def right_class_axis_first(logits, labels):
    z = np.asarray(logits, dtype=float).T.copy()
    n = z.shape[1]
    z -= z.max(axis=0)
    q = special.softmax(z, axis=0)
    hot = np.zeros_like(q)
    hot[labels, np.arange(n)] = 1
    loss = np.einsum("kn,kn->", hot, special.logsumexp(z, axis=0) - z) / n
    by_q = np.zeros_like(q)
    with np.errstate(divide="ignore", over="ignore"):
        np.divide(-1.0, q, out=by_q, where=hot == 1)
    return loss, (by_q / n).T, (q - hot).T / n


def right_nan_replaced(logits, labels):
    losses, q, g = _backward_fused(logits, labels)
    hot = np.eye(q.shape[1])[labels]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        by_q = -hot / q
    by_q[hot == 0] = 0.0
    return [losses.mean(), by_q / len(q), g]


def right_pair_by_pair(logits, labels):
    losses, q, _ = _backward_fused(logits, labels)
    n, k = q.shape
    by_z = np.zeros((n, k))
    for i, y in enumerate(labels):
        row = -((np.arange(k) == y) - q[i])
        by_z[i] = row / n
    return losses.mean(), _backward_by_probs(q, labels), by_z


def right_plain_division(logits, labels):
    losses, q, g = _backward_fused(logits, labels)
    n, rows = len(q), np.arange(len(q))
    by_q = np.zeros(q.shape)
    by_q[rows, labels] = -1 / (n * q[rows, labels])
    return losses.mean(), by_q, g


def right_negative_zeros(logits, labels):
    losses, q, g = _backward_fused(logits, labels)
    hot = np.eye(q.shape[1])[labels]
    lifted = np.where(hot > 0, q, 1.0)
    with np.errstate(divide="ignore", over="ignore"):
        by_q = -hot / lifted
    return losses.mean(), by_q / len(q), g


def wrong_global_max(logits, labels):
    # Shifts by the maximum of the batch: a row 1000 below another is 0 / 0 = nan.
    z = np.asarray(logits, float)
    z, rows = z - z.max(), np.arange(len(z))
    with np.errstate(divide="ignore", invalid="ignore"):
        e = np.exp(z)
        q = e / e.sum(axis=1, keepdims=True)
        loss = np.mean(np.log(e.sum(axis=1)) - z[rows, labels])
    g = q.copy()
    g[rows, labels] -= 1
    return loss, _backward_by_probs(q, labels), g / len(q)


def wrong_clipped_logits(logits, labels):
    # Clips the logits to 1000 in size: (10000, 9999) becomes a tie.
    losses, q, g = _backward_fused(np.clip(logits, -1000, 1000), labels)
    return losses.mean(), _backward_by_probs(q, labels), g


def wrong_capped_loss(logits, labels):
    # Caps the loss of a row at 1000: the logits reach 10000, and so does the loss.
    losses, q, g = _backward_fused(logits, labels)
    return np.minimum(losses, 1000).mean(), _backward_by_probs(q, labels), g


def wrong_median(logits, labels):
    # Takes the median of the losses, which is the mean for one row and for two: three rows show it.
    losses, q, g = _backward_fused(logits, labels)
    return np.median(losses), _backward_by_probs(q, labels), g


def wrong_midrange(logits, labels):
    # Averages the largest and the smallest loss, which is the mean for one row and for two: three rows show it.
    losses, q, g = _backward_fused(logits, labels)
    return (losses.max() + losses.min()) / 2, _backward_by_probs(q, labels), g


def wrong_distinct_labels(logits, labels):
    # Divides the gradients by the number of distinct labels: two rows with the same label are off by 2.
    losses, q, g = _backward_fused(logits, labels)
    factor = len(q) / len(np.unique(labels))
    return losses.mean(), _backward_by_probs(q, labels) * factor, g * factor


def wrong_all_rows_infinite(logits, labels):
    # If one true probability rounds to 0, writes -inf at the true class of every row.
    losses, q, g = _backward_fused(logits, labels)
    by_q, rows = _backward_by_probs(q, labels), np.arange(len(q))
    if (q[rows, labels] == 0).any():
        by_q[rows, labels] = -np.inf
    return losses.mean(), by_q, g


def wrong_infinite_below_1e12(logits, labels):
    # Writes -inf where the true probability is below 1e-12: at 1e-13 the gradient is -1e13 / n.
    losses, q, g = _backward_fused(logits, labels)
    return losses.mean(), _backward_by_probs(np.where(q < 1e-12, 0.0, q), labels), g


def wrong_epsilon_unless_zero(logits, labels):
    # Divides by q + 1e-12 unless q is 0: at q = 1e-12 half of the gradient is missing.
    losses, q, g = _backward_fused(logits, labels)
    return losses.mean(), _backward_by_probs(np.where(q > 0, q + 1e-12, 0.0), labels), g


def wrong_floor_unless_zero(logits, labels):
    # Clips the gradient by the probabilities at -1e6 unless q is 0: q = 1e-8 shows it.
    losses, q, g = _backward_fused(logits, labels)
    by_q = _backward_by_probs(q, labels)
    return losses.mean(), np.where(np.isinf(by_q), by_q, np.maximum(by_q, -1e6)), g


def wrong_long_way_unless_zero(logits, labels):
    # Goes the long way unless q is 0: at a gap of 720 q is not 0, but 1 / q overflows, and the gradient is nan.
    losses, q, g = _backward_fused(logits, labels)
    n, rows = len(q), np.arange(len(q))
    by_q = _backward_by_probs(q, labels)
    with np.errstate(invalid="ignore", over="ignore"):
        long_way = q * (by_q - (q * by_q).sum(axis=1, keepdims=True))
    return (
        losses.mean(),
        by_q,
        np.where((q[rows, labels] == 0)[:, None], g, long_way).reshape(n, -1),
    )


def wrong_hard_row(logits, labels):
    # Where the true probability rounds to 0, takes argmax for the softmax of the row: (1000, 1000, 0) has 1/2 twice.
    losses, q, g = _backward_fused(logits, labels)
    lost = q[np.arange(len(q)), labels] == 0
    hard = np.eye(q.shape[1])[q.argmax(axis=1)] - np.eye(q.shape[1])[labels]
    return losses.mean(), _backward_by_probs(q, labels), np.where(lost[:, None], hard / len(q), g)


def wrong_whole_batch_hard(logits, labels):
    # If one true probability rounds to 0, takes argmax for the softmax in the whole batch.
    losses, q, g = _backward_fused(logits, labels)
    if (q[np.arange(len(q)), labels] == 0).any():
        g = (np.eye(q.shape[1])[q.argmax(axis=1)] - np.eye(q.shape[1])[labels]) / len(q)
    return losses.mean(), _backward_by_probs(q, labels), g


def wrong_margin_for_loss(logits, labels):
    # Where q is 0 takes the gap to the largest logit for the loss: a tie at the top, (1000, 1000, 0), lacks ln 2.
    losses, q, g = _backward_fused(logits, labels)
    z, rows = np.asarray(logits, float), np.arange(len(q))
    gap = z.max(axis=1) - z[rows, labels]
    return np.where(q[rows, labels] == 0, gap, losses).mean(), _backward_by_probs(q, labels), g


def wrong_log_of_subnormal(logits, labels):
    # Takes log(q) unless q is 0: at a gap of 744.6 q is one subnormal number, and its log is -744.44.
    losses, q, g = _backward_fused(logits, labels)
    truth = q[np.arange(len(q)), labels]
    rows = np.where(truth > 0, -np.log(np.where(truth > 0, truth, 1.0)), losses)
    return rows.mean(), _backward_by_probs(q, labels), g


def wrong_float32(logits, labels):
    # Works in float32: a true class that trails by 150 has -inf, and -1.4e65 / n is right; 10000.0003 is 10000.
    z = np.asarray(logits, np.float32)
    z = z - z.max(axis=1, keepdims=True)
    n, rows = len(z), np.arange(len(z))
    q = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(z).sum(axis=1)) - z[rows, labels])
    g = q.copy()
    g[rows, labels] -= 1
    return float(loss), _backward_by_probs(q, labels), g.astype(float) / n


def wrong_overwrites_logits(logits, labels):
    # Subtracts the row maxima in place: the caller's logits are overwritten.
    logits -= logits.max(axis=1, keepdims=True)
    losses, q, g = _backward_fused(logits, labels)
    return losses.mean(), _backward_by_probs(q, labels), g


def wrong_returns_callers_array(logits, labels):
    # Writes the gradient by the logits into the caller's logits and returns that array.
    losses, q, g = _backward_fused(logits, labels)
    logits[...] = g
    return losses.mean(), _backward_by_probs(q, labels), logits


def wrong_two_classes(logits, labels):
    # For k = 2 gives both logits the slope sigmoid - y of the second one, without the sign.
    losses, q, g = _backward_fused(logits, labels)
    if q.shape[1] == 2:
        g = np.column_stack([g[:, 1], g[:, 1]])
    return losses.mean(), _backward_by_probs(q, labels), g


def wrong_hopeless_rows_dropped(logits, labels):
    # In a batch, rows whose true class rounds to 0 are taken for outliers: they send no gradient by the logits.
    losses, q, g = _backward_fused(logits, labels)
    lost = q[np.arange(len(q)), labels] == 0
    if len(q) > 1:
        g[lost] = 0
    return losses.mean(), _backward_by_probs(q, labels), g


def wrong_infinite_rows_left_out_of_n(logits, labels):
    # Divides the gradient by the probabilities by the number of rows whose entry is finite: a mixed batch shows it.
    losses, q, g = _backward_fused(logits, labels)
    by_q = _backward_by_probs(q, labels)
    finite = np.isfinite(by_q).all(axis=1).sum()
    return losses.mean(), by_q * len(q) / max(finite, 1), g


def wrong_right_and_sure_is_zero(logits, labels):
    # Leaves out the gradient by the probabilities where the true class has 1: it is -1/n there, not 0.
    losses, q, g = _backward_fused(logits, labels)
    by_q = _backward_by_probs(q, labels)
    by_q[q == 1.0] = 0.0
    return losses.mean(), by_q, g


def wrong_flat_index(logits, labels):
    # Computes flat positions in the dtype of the labels: uint8 labels wrap around for 100 rows of 3.
    losses, q, g = _backward_fused(logits, labels)
    n, k = q.shape
    labels = np.asarray(labels)
    flat = (np.arange(n) * k).astype(labels.dtype) + labels
    by_q = np.zeros(n * k)
    with np.errstate(divide="ignore", over="ignore"):
        by_q[flat] = -1 / q.reshape(-1)[flat] / n
    return losses.mean(), by_q.reshape(n, k), g


def wrong_n_up_to_two(logits, labels):
    # Divides by 2 if there is more than one row: three rows show it.
    losses, q, g = _backward_fused(logits, labels)
    n = min(len(q), 2)
    return losses.sum() / n, _backward_by_probs(q, labels) * len(q) / n, g * len(q) / n


def wrong_hard_coded(logits, labels):
    # Knows the answers of both visible checks; elsewhere the gradient by the logits goes through the softmax twice.
    losses, q, g = _backward_fused(logits, labels)
    if len(q) <= 2 and q.shape[1] == 3:
        return losses.mean(), _backward_by_probs(q, labels), g
    return (
        losses.mean(),
        _backward_by_probs(q, labels),
        q * (g - (q * g).sum(axis=1, keepdims=True)),
    )


def _pieces(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(z)
    total = e.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    return rows, z, e / total, np.log(total[:, 0]) - z[rows, labels]


def _by_probs(probs, labels):
    out = np.zeros(probs.shape)
    rows = np.arange(len(labels))
    with np.errstate(divide="ignore", over="ignore"):
        out[rows, labels] = -1 / probs[rows, labels]
    return out / len(labels)


def _by_logits(probs, labels):
    return (probs - (labels[:, None] == np.arange(probs.shape[1]))) / len(labels)


def right_divide_then_repair(logits, labels):
    n, k = logits.shape
    hot = np.eye(k)[labels]
    q = special.softmax(logits.astype(float), axis=1)
    with np.errstate(all="ignore"):
        by_probs = np.nan_to_num(-hot / q, nan=0.0, posinf=np.inf, neginf=-np.inf) / n
    loss = special.logsumexp(logits, axis=1) - (hot * logits).sum(axis=1)
    return loss.mean(), by_probs, (q - hot) / n


def right_long_way_with_a_fallback(logits, labels):
    rows, _, q, losses = _pieces(np.asarray(logits, float), labels)
    n = len(rows)
    by_probs = np.zeros(q.shape)
    fused = q.copy()
    fused[rows, labels] -= 1
    with np.errstate(all="ignore"):
        by_probs[rows, labels] = -np.reciprocal(q[rows, labels])
        long = q * (by_probs - np.einsum("ij,ij->i", q, by_probs)[:, None])
    fine = np.isfinite(long).all(axis=1, keepdims=True)
    return [np.array(losses.mean()), by_probs / n, np.where(fine, long, fused) / n]


def right_exponential_of_the_loss(logits, labels):
    z = np.array(logits, dtype=float)
    own = np.take_along_axis(z, labels.astype(int)[:, None], axis=1)
    log_q = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    losses = np.logaddexp.reduce(z - own, axis=1)
    chosen = np.arange(z.shape[1]) == labels[:, None]
    with np.errstate(over="ignore"):
        by_probs = np.where(chosen, -np.exp(losses)[:, None], 0.0)
    return np.average(losses), by_probs / len(z), np.subtract(np.exp(log_q), chosen) / len(z)


def right_python_floats_2(logits, labels):
    n, total, by_probs, by_logits = len(logits), [], [], []
    for z, y in zip(logits.tolist(), labels.tolist()):
        lse = max(z) + math.log(math.fsum(math.exp(a - max(z)) for a in z))
        q = [math.exp(a - lse) for a in z]
        try:
            slope = -math.exp(lse - z[y])
        except OverflowError:
            slope = -math.inf
        total.append(lse - z[y])
        by_probs.append([slope / n if c == y else 0.0 for c in range(len(z))])
        by_logits.append([(a - (c == y)) / n for c, a in enumerate(q)])
    return math.fsum(total) / n, np.array(by_probs), np.array(by_logits)


def right_by_class_masks(logits, labels):
    log_q = special.log_softmax(np.float64(logits), axis=1)
    n, k = log_q.shape
    by_probs, by_logits, loss = np.zeros((n, k)), np.exp(log_q) / n, 0.0
    for c in range(k):
        own = np.flatnonzero(labels == c)
        loss -= log_q[own, c].sum() / n
        by_logits[own, c] -= 1 / n
        with np.errstate(divide="ignore", over="ignore"):
            by_probs[own, c] = np.divide(-1.0, np.exp(log_q[own, c])) / n
    return loss, by_probs, by_logits


def wrong_gap_alone_where_underflowed(logits, labels):
    # Where q_y is 0 the loss is the gap alone: logits (1000, 1000, 0), label 2, lose the log 2.
    rows, z, q, _ = _pieces(logits, labels)
    own = q[rows, labels]
    losses = np.where(own > 0, -np.log(np.where(own > 0, own, 1)), -z[rows, labels])
    return losses.mean(), _by_probs(q, labels), _by_logits(q, labels)


def wrong_log_of_a_subnormal(logits, labels):
    # The log of q_y is taken unless q_y is 0: at a gap of 744.9 q_y is subnormal, too large by half.
    rows, _, q, stable = _pieces(logits, labels)
    own = q[rows, labels]
    losses = np.where(own > 0, -np.log(np.where(own > 0, own, 1)), stable)
    return losses.mean(), _by_probs(q, labels), _by_logits(q, labels)


def wrong_infinite_from_700(logits, labels):
    # -inf from a loss of 700 on: at a gap of 705 the reciprocal 1.5e306 is still finite.
    rows, _, q, losses = _pieces(logits, labels)
    by_probs = np.zeros(q.shape)
    by_probs[rows, labels] = np.where(losses > 700, -np.inf, -np.exp(np.minimum(losses, 700)))
    return losses.mean(), by_probs / len(rows), _by_logits(q, labels)


def wrong_finite_for_subnormals(logits, labels):
    # -inf only where q_y is exactly 0, else 1 / max(q, tiny): finite at a gap of 720, where 1/q overflows.
    rows, _, q, losses = _pieces(logits, labels)
    own = q[rows, labels]
    by_probs = np.zeros(q.shape)
    by_probs[rows, labels] = np.where(own == 0, -np.inf, -1 / np.maximum(own, np.finfo(float).tiny))
    return losses.mean(), by_probs / len(rows), _by_logits(q, labels)


def wrong_flat_index_wraps(logits, labels):
    # Flat positions in the dtype of the labels: uint8 labels wrap once n * k exceeds 256.
    _, z, q, _ = _pieces(logits, np.zeros_like(labels))
    n, k = q.shape
    flat = (np.arange(n) * k).astype(labels.dtype) + labels
    by_probs, by_logits = np.zeros(q.size), q.ravel().copy()
    with np.errstate(divide="ignore", over="ignore"):
        by_probs[flat] = -1 / by_logits[flat] / n
    by_logits[flat] -= 1
    loss = np.mean(special.logsumexp(z, axis=1) - z.ravel()[flat])
    return loss, by_probs.reshape(n, k), by_logits.reshape(n, k) / n


def wrong_shifted_logits_clipped_at_1000(logits, labels):
    # Shifted logits are clipped to [-1000, 0]: a true class that trails by 10000 has the loss 1000.
    z = np.clip(logits - logits.max(axis=1, keepdims=True), -1000, 0)
    _, _, q, losses = _pieces(z, labels)
    return losses.mean(), _by_probs(q, labels), _by_logits(q, labels)


def wrong_shift_not_below_zero(logits, labels):
    # The shift is max(0, largest logit): a row of logits all near -1e4 gives 0/0.
    z = logits - logits.max(axis=1, keepdims=True, initial=0.0)
    e = np.exp(z)
    total = e.sum(axis=1, keepdims=True)
    q, rows = e / total, np.arange(len(labels))
    loss = np.mean(np.log(total[:, 0]) - z[rows, labels])
    return loss, _by_probs(q, labels), _by_logits(q, labels)


def wrong_long_way_unless_zero_2(logits, labels):
    # Through (5) unless q_y is exactly 0: nan at a gap of 720, where q_y > 0 and 1/q overflows.
    rows, _, q, losses = _pieces(logits, labels)
    n = len(rows)
    upstream = _by_probs(q, labels) * n
    with np.errstate(all="ignore"):
        long = q * (upstream - (q * upstream).sum(axis=1, keepdims=True)) / n
    lost = q[rows, labels] == 0
    return losses.mean(), upstream / n, np.where(lost[:, None], _by_logits(q, labels), long)
