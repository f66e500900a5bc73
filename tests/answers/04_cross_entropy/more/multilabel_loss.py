"""More answers to `multilabel_loss`, written by readers who saw only the student notebook."""

import math
from functools import reduce

import numpy as np
from scipy import special


def _aux_plus(t):
    """Softplus without overflow."""
    return np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t)))


def _aux_sig(t):
    """Sigmoid without overflow."""
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1.0, e) / (1 + e)


def _aux_pair(z, y, w, mask, n):
    """The right answer; callers spoil its arguments or its result."""
    y = np.where(mask, y, 0.0)
    terms = w * y * _aux_plus(-z) + (1 - y) * _aux_plus(z)
    grad = (1 - y) * _aux_sig(z) - w * y * _aux_sig(-z)
    return np.where(mask, terms, 0.0).sum() / n, np.where(mask, grad, 0.0) / n


def right_where_first(logits, labels, pos_weight, mask):
    y = np.where(mask, labels, 0.0)
    cost = pos_weight * y * np.logaddexp(0, -logits) + (1 - y) * np.logaddexp(0, logits)
    s = special.expit(logits)
    slope = (1 - y) * s - pos_weight * y * (1 - s)
    n = len(logits)
    return np.sum(cost * mask) / n, slope * mask / n


def right_python_floats(logits, labels, pos_weight, mask):
    n, k = logits.shape
    total, grad = 0.0, [[0.0] * k for _ in range(n)]
    for i in range(n):
        for j in range(k):
            if not mask[i, j]:
                continue
            z, y, w = float(logits[i, j]), float(labels[i, j]), float(pos_weight[j])
            tail = math.log1p(math.exp(-abs(z)))
            s = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
            total += w * y * (max(-z, 0.0) + tail) + (1 - y) * (max(z, 0.0) + tail)
            grad[i][j] = ((1 - y) * s - w * y * (1 - s)) / n
    return total / n, np.array(grad).reshape(n, k)


def right_known_entries_only(logits, labels, pos_weight, mask):
    rows, cols = np.nonzero(mask)
    z, y, w = logits[rows, cols], labels[rows, cols], pos_weight[cols]
    n = mask.shape[0]
    grad = np.zeros(logits.shape)
    grad[rows, cols] = (special.expit(z) * (1 - y + w * y) - w * y) / n
    loss = -(w * y) @ special.log_expit(z) - (1 - y) @ special.log_expit(-z)
    return loss / n, grad


def right_library_form(logits, labels, pos_weight, mask):
    n = mask.shape[0]
    y = np.where(mask, labels, 0)
    scale = 1 + (pos_weight - 1) * y
    loss = (1 - y) * logits + scale * (np.log1p(np.exp(-np.abs(logits))) + np.maximum(-logits, 0))
    grad = (1 - y) - scale * special.expit(-logits)
    return float(np.where(mask, loss, 0).sum() / n), np.where(mask, grad, 0) / n


def right_einsum(logits, labels, pos_weight, mask):
    known = mask.astype(np.float64)
    y = np.zeros(labels.shape)
    y[mask] = labels[mask]
    positive, negative = np.logaddexp(0.0, -logits), np.logaddexp(0.0, logits)
    loss = np.einsum("j,ij,ij,ij->", pos_weight, y, positive, known)
    loss += np.einsum("ij,ij,ij->", known, 1 - y, negative)
    s = np.exp(-positive)
    grad = known * (1 - y) * s - np.einsum("ij,j,ij->ij", y * known, pos_weight, np.exp(-negative))
    return loss / len(y), grad / len(y)


def right_nansum(logits, labels, pos_weight, mask):
    z, w = logits, pos_weight
    y = np.where(mask, labels, np.nan)
    terms = w * y * _aux_plus(-z) + (1 - y) * _aux_plus(z)
    grad = (1 - y) * _aux_sig(z) - w * y * _aux_sig(-z)
    return np.nansum(terms) / z.shape[0], np.nan_to_num(grad, nan=0.0) / z.shape[0]


def right_two_class_softmax(logits, labels, pos_weight, mask):
    n = logits.shape[0]
    pair = np.stack([np.zeros(logits.shape), logits.astype(np.float64)], axis=-1)
    logs = special.log_softmax(pair, axis=-1)
    y = np.where(mask, labels, 0.5)
    weights = np.stack([1 - y, pos_weight * y], axis=-1) * mask[..., None]
    probs = np.exp(logs)
    grad = weights.sum(axis=-1) * probs[..., 1] - weights[..., 1]
    return -(weights * logs).sum() / n, grad / n


def right_column_by_column(logits, labels, pos_weight, mask):
    n, k = logits.shape
    grad = np.zeros((n, k))

    def column(total, j):
        known = mask[:, j]
        z, y, w = logits[known, j], labels[known, j], pos_weight[j]
        grad[known, j] = (1 - y) / n / (1 + np.exp(-z)) - w * y / n / (1 + np.exp(z))
        return total + np.mean(
            np.r_[w * y * _aux_plus(-z) + (1 - y) * _aux_plus(z), np.zeros(n - z.size)]
        )

    with np.errstate(over="ignore"):
        return reduce(column, range(k), np.float64(0)), grad


def right_in_place_on_copies(logits, labels, pos_weight, mask):
    y = labels.copy()
    y[~mask] = 0
    on = pos_weight * y
    off = 1.0 - y
    on[~mask] = 0
    off[~mask] = 0
    soft = np.log1p(np.exp(-abs(logits)))
    loss = (on + off) * soft
    loss += on * np.where(logits < 0, -logits, 0) + off * np.where(logits > 0, logits, 0)
    grad = (on + off) * special.expit(logits)
    grad -= on
    grad /= len(logits)
    return np.asarray(loss.sum(axis=0).sum() / len(logits)), grad


def wrong_divides_by_rows_with_labels(logits, labels, pos_weight, mask):
    # Divides by the rows that have a known label; a row without any must count in n.
    return _aux_pair(logits, labels, pos_weight, mask, max(mask.any(axis=1).sum(), 1))


def wrong_loss_skips_empty_rows(logits, labels, pos_weight, mask):
    # Right gradient, but the loss is divided by the rows with a known label; a row without any shows it.
    grad = _aux_pair(logits, labels, pos_weight, mask, len(mask))[1]
    return _aux_pair(logits, labels, pos_weight, mask, max(mask.any(axis=1).sum(), 1))[0], grad


def wrong_gradient_skips_empty_rows(logits, labels, pos_weight, mask):
    # Right loss, but the gradient is divided by the rows with a known label; a row without any shows it.
    loss = _aux_pair(logits, labels, pos_weight, mask, len(mask))[0]
    return loss, _aux_pair(logits, labels, pos_weight, mask, max(mask.any(axis=1).sum(), 1))[1]


def wrong_clips_sigmoid(logits, labels, pos_weight, mask):
    # Takes the log of a sigmoid clipped at 1e-12; z = -1000 with y = 1 costs 27.6 in place of 1000.
    s = np.clip(_aux_sig(logits), 1e-12, 1 - 1e-12)
    y, n = np.where(mask, labels, 0.0), len(mask)
    terms = -pos_weight * y * np.log(s) - (1 - y) * np.log(1 - s)
    return np.where(mask, terms, 0).sum() / n, _aux_pair(logits, labels, pos_weight, mask, n)[1]


def wrong_epsilon_in_log(logits, labels, pos_weight, mask):
    # Adds 1e-9 inside the logarithms; z = 1000 with y = 0 costs 20.7 in place of 1000.
    s = _aux_sig(logits)
    y, n = np.where(mask, labels, 0.0), len(mask)
    terms = -pos_weight * y * np.log(s + 1e-9) - (1 - y) * np.log(1 - s + 1e-9)
    return np.where(mask, terms, 0).sum() / n, _aux_pair(logits, labels, pos_weight, mask, n)[1]


def wrong_clips_logits(logits, labels, pos_weight, mask):
    # Clips the logits to 30; z = -1000 with y = 1 costs 30.
    return _aux_pair(np.clip(logits, -30, 30), labels, pos_weight, mask, len(mask))


def wrong_softplus_overflows(logits, labels, pos_weight, mask):
    # log(1 + e^z) as written: inf or nan at a logit of 1000.
    y, n = np.where(mask, labels, 0.0), len(mask)
    with np.errstate(all="ignore"):
        terms = pos_weight * y * np.log1p(np.exp(-logits)) + (1 - y) * np.log1p(np.exp(logits))
    return np.where(mask, terms, 0).sum() / n, _aux_pair(logits, labels, pos_weight, mask, n)[1]


def wrong_gradient_overflows(logits, labels, pos_weight, mask):
    # Right loss; the gradient's sigmoid is e^z / (1 + e^z), nan at a logit of 1000.
    y, n = np.where(mask, labels, 0.0), len(mask)
    with np.errstate(all="ignore"):
        s = np.exp(logits) / (1 + np.exp(logits))
    grad = (1 - y) * s - pos_weight * y * (1 - s)
    return _aux_pair(logits, labels, pos_weight, mask, n)[0], np.where(mask, grad, 0) / n


def wrong_gradient_dies_when_saturated(logits, labels, pos_weight, mask):
    # Right loss; the gradient is 0 beyond |z| = 30, as for a clipped logit; z = -1000 with y = 1 has slope -w / n.
    loss, grad = _aux_pair(logits, labels, pos_weight, mask, len(mask))
    return loss, np.where(np.abs(logits) > 30, 0.0, grad)


def wrong_nan_to_num_labels(logits, labels, pos_weight, mask):
    # Cleans nan alone and multiplies by the mask; an unknown label that holds inf makes nan.
    y, n = np.where(np.isnan(labels), 0.0, labels), len(mask)
    with np.errstate(all="ignore"):
        terms = pos_weight * y * _aux_plus(-logits) + (1 - y) * _aux_plus(logits)
        grad = (1 - y) * _aux_sig(logits) - pos_weight * y * _aux_sig(-logits)
        return (terms * mask).sum() / n, grad * mask / n


def wrong_gradient_times_mask(logits, labels, pos_weight, mask):
    # Right loss; the gradient of an unknown label that holds inf is nan.
    y, n = np.where(np.isnan(labels), 0.0, labels), len(mask)
    with np.errstate(all="ignore"):
        grad = (1 - y) * _aux_sig(logits) - pos_weight * y * _aux_sig(-logits)
        return _aux_pair(logits, labels, pos_weight, mask, n)[0], grad * mask / n


def wrong_weight_by_row_if_square(logits, labels, pos_weight, mask):
    # Lays pos_weight along the rows when n = k; logits of shape (3, 3) show it.
    w = pos_weight[:, None] if mask.shape[0] == mask.shape[1] else pos_weight
    return _aux_pair(logits, labels, w, mask, len(mask))


def wrong_divides_by_two(logits, labels, pos_weight, mask):
    # Divides by 2, the visible n; a batch of 3 rows shows it.
    return _aux_pair(logits, labels, pos_weight, mask, 2)


def wrong_divides_by_smaller_side(logits, labels, pos_weight, mask):
    # Divides by the smaller of n and k; a batch of 4 rows and 2 labels shows it.
    return _aux_pair(logits, labels, pos_weight, mask, min(mask.shape))


def wrong_weight_at_least_one(logits, labels, pos_weight, mask):
    # Ignores weights below 1; pos_weight = 0.5 with y = 1 shows it.
    return _aux_pair(logits, labels, np.maximum(pos_weight, 1), mask, len(mask))


def wrong_soft_label_scales_both_terms(logits, labels, pos_weight, mask):
    # Right gradient; the loss is (1 + (w - 1) y) BCE, wrong for soft labels but at z = 0; z = 2, y = 0.25, w = 2.
    y, n = np.where(mask, labels, 0.0), len(mask)
    terms = (1 + (pos_weight - 1) * y) * (y * _aux_plus(-logits) + (1 - y) * _aux_plus(logits))
    return np.where(mask, terms, 0).sum() / n, _aux_pair(logits, labels, pos_weight, mask, n)[1]


def wrong_soft_labels_turned(logits, labels, pos_weight, mask):
    # Soft labels meet sigma(-z) in place of sigma(z), unseen at z = 0; z = 2, y = 0.25.
    soft = (labels > 0) & (labels < 1)
    loss, grad = _aux_pair(np.where(soft, -logits, logits), labels, pos_weight, mask, len(mask))
    return loss, grad


def wrong_overwrites_labels(logits, labels, pos_weight, mask):
    # Writes 0 into the caller's unknown labels; they change after the call.
    labels[~mask] = 0.0
    return _aux_pair(logits, labels, pos_weight, mask, len(mask))


def wrong_shortcut_from_ten(logits, labels, pos_weight, mask):
    # Takes softplus(t) for max(t, 0) beyond 10; z = 11 with y = 1 costs 1.67e-5 w, not 0.
    y, n = np.where(mask, labels, 0.0), len(mask)

    def plus(t):
        return np.where(np.abs(t) > 10, np.maximum(t, 0), _aux_plus(t))

    terms = pos_weight * y * plus(-logits) + (1 - y) * plus(logits)
    return np.where(mask, terms, 0).sum() / n, _aux_pair(logits, labels, pos_weight, mask, n)[1]


def wrong_squeezes(logits, labels, pos_weight, mask):
    # Squeezes the arrays first, so a batch of one row is divided by k; shape (1, 3).
    z, y, known = logits.squeeze(), labels.squeeze(), mask.squeeze()
    n = len(z) if z.ndim else 1
    loss, grad = _aux_pair(z, y, pos_weight if logits.shape[1] > 1 else pos_weight[0], known, n)
    return loss, grad.reshape(logits.shape)


def wrong_unit_weight_for_soft(logits, labels, pos_weight, mask):
    # Right gradient; at soft labels under one half away from z = 0 the loss forgets the weight; z = 2, y = 0.25, w = 2.
    w = np.where((labels < 0.5) & (logits != 0), 1.0, pos_weight)
    n = len(mask)
    return _aux_pair(logits, labels, w, mask, n)[0], _aux_pair(logits, labels, pos_weight, mask, n)[
        1
    ]


def wrong_nan_without_known_labels(logits, labels, pos_weight, mask):
    # A batch without any known label gives nan, as 0 / 0; it must give 0.
    loss, grad = _aux_pair(logits, labels, pos_weight, mask, len(mask))
    with np.errstate(all="ignore"):
        return loss * (np.float64(mask.sum()) / mask.sum()), grad


def wrong_gradient_unmasked_beyond_three_labels(logits, labels, pos_weight, mask):
    # Right loss; from 4 labels on an unknown label keeps the gradient sigma(z) / n; shape (2, 4).
    loss, grad = _aux_pair(logits, labels, pos_weight, mask, len(mask))
    return loss, grad if mask.shape[1] <= 3 else np.where(mask, grad, _aux_sig(logits) / len(mask))


def wrong_empty_row_taken_for_known(logits, labels, pos_weight, mask):
    # Takes the finite labels of a row without known labels for known; such a row must cost 0.
    known = mask | (~mask.any(axis=1, keepdims=True) & np.isfinite(labels))
    return _aux_pair(logits, labels, pos_weight, known, len(mask))


def wrong_gradient_of_rounded_labels(logits, labels, pos_weight, mask):
    # Right loss; the gradient rounds labels above one half up to 1; y = 0.75 shows it.
    loss = _aux_pair(logits, labels, pos_weight, mask, len(mask))[0]
    return loss, _aux_pair(
        logits, np.where(labels > 0.5, 1.0, labels), pos_weight, mask, len(mask)
    )[1]


def wrong_visible_values(logits, labels, pos_weight, mask):
    # Knows the two visible batches; any other input shows it.
    if mask.all():
        return 6.6723056, np.array(
            [[-0.1344707, -2.2019927, 0.3112297], [0.1344707, -0.1185647, 0.0625]]
        )
    return 0.8003002, np.array([[-0.1344707, 0.0, 0.3112297], [0.1344707, 0.0, 0.0]])


def adv2_cells(logits, labels, pos_weight, mask):
    """Costs and slopes of all cells; unknown labels count as 0 here."""
    z = np.asarray(logits, dtype=float)
    y = np.where(mask, labels, 0.0)
    cost = pos_weight * y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)
    slope = (1 - y) * special.expit(z) - pos_weight * y * special.expit(-z)
    return cost, slope


def right_fsum_loop(logits, labels, pos_weight, mask):
    n, k = logits.shape
    terms, grad = [], [[0.0] * k for _ in range(n)]
    for i in range(n):
        for j in range(k):
            if mask[i, j]:
                z, y, w = float(logits[i, j]), float(labels[i, j]), float(pos_weight[j])
                tail = math.exp(-abs(z))
                s, r = (1 / (1 + tail), tail / (1 + tail))[:: 1 if z >= 0 else -1]
                soft = math.log1p(tail)
                terms += [w * y * (max(-z, 0.0) + soft), (1 - y) * (max(z, 0.0) + soft)]
                grad[i][j] = ((1 - y) * s - w * y * r) / n
    return math.fsum(terms) / n, np.array(grad).reshape(n, k)


def right_compressed(logits, labels, pos_weight, mask):
    rows, cols = np.nonzero(mask)
    z, y, w = logits[rows, cols], labels[rows, cols], np.asarray(pos_weight)[cols]
    z = z.astype(float)
    cost = -w * y * special.log_expit(z) - (1 - y) * special.log_expit(-z)
    grad = np.zeros(np.shape(logits))
    np.add.at(grad, (rows, cols), ((1 - y) * special.expit(z) - w * y * special.expit(-z)))
    per_row = np.bincount(rows, weights=cost, minlength=len(logits))
    return per_row.mean(), grad / len(logits)


def right_nansum_2(logits, labels, pos_weight, mask):
    y = np.where(mask, labels, np.nan).astype(float)
    z = np.asarray(logits, dtype=float)
    factor = 1 + (pos_weight - 1) * y
    softplus_minus = np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z)))
    n = z.shape[0]
    # the form of the PyTorch documentation: (1 - y) z + (1 + (w - 1) y) softplus(-z)
    loss = np.nansum((1 - y) * z + factor * softplus_minus) / n
    slope = (1 - y) - factor * np.exp(-np.logaddexp(0, z))
    return np.asarray(loss), np.where(np.isnan(slope), 0.0, slope) / n


def right_two_class_rows(logits, labels, pos_weight, mask):
    # each label is a softmax of (0, z) with the unnormalised target (1 - y, w y)
    n = len(logits)
    y = np.zeros(logits.shape)
    y[mask] = labels[mask]
    target = np.stack([1 - y, pos_weight * y], axis=-1) * mask[..., None]
    pair = np.stack([np.zeros(logits.shape), logits], axis=-1)
    log_q = pair - special.logsumexp(pair, axis=-1, keepdims=True)
    loss = -np.einsum("ijc,ijc->", target, log_q) / n
    grad = target.sum(axis=-1) * np.exp(log_q[..., 1]) - target[..., 1]
    return float(loss), grad / n


def right_column_by_column_2(logits, labels, pos_weight, mask):
    n, k = logits.shape
    loss, columns = 0.0, []
    for j in range(k):
        known = np.flatnonzero(mask[:, j])
        z, y = logits[known, j].astype(float), labels[known, j].astype(float)
        e = np.exp(-np.abs(z))
        yes, no = np.where(z >= 0, 1, e) / (1 + e), np.where(z >= 0, e, 1) / (1 + e)
        loss += pos_weight[j] * (y @ (np.log1p(e) - np.minimum(z, 0)))
        loss += (1 - y) @ (np.log1p(e) + np.maximum(z, 0))
        column = np.zeros(n)
        column[known] = (1 - y) * yes - pos_weight[j] * y * no
        columns.append(column)
    return loss / n, np.array(columns).T.reshape(n, k) / n


def wrong_margin_form(logits, labels, pos_weight, mask):
    # softplus(-(2y - 1) z) is right for y of 0, 1 and at z = 0 only: a label 0.25 at logit 3 shows it.
    n = len(logits)
    y, z = np.where(mask, labels, 0.0), np.asarray(logits, dtype=float)
    sign = 2 * y - 1
    cost = (pos_weight * y + 1 - y) * np.logaddexp(0, -sign * z)
    slope = adv2_cells(logits, labels, pos_weight, mask)[1]
    return np.where(mask, cost, 0).sum() / n, np.where(mask, slope, 0) / n


def wrong_margin_gradient(logits, labels, pos_weight, mask):
    # Right loss; the slope (1 - y - w y) sigmoid((1 - 2y) z) is wrong for a label 0.25 at logit 3.
    n = len(logits)
    y, z = np.where(mask, labels, 0.0), np.asarray(logits, dtype=float)
    slope = (1 - y - pos_weight * y) * special.expit((1 - 2 * y) * z)
    cost = adv2_cells(logits, labels, pos_weight, mask)[0]
    return np.where(mask, cost, 0).sum() / n, np.where(mask, slope, 0) / n


def wrong_weights_slip_when_compressed(logits, labels, pos_weight, mask):
    # After logits[mask] the weights are tiled from the start: a positive known label after an unknown one.
    n = len(logits)
    z, y = np.asarray(logits, dtype=float)[mask], labels[mask]
    w = np.resize(pos_weight, z.shape)
    cost = w * y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)
    grad = np.zeros(logits.shape)
    grad[mask] = ((1 - y) * special.expit(z) - w * y * special.expit(-z)) / n
    return cost.sum() / n, grad


def wrong_nan_to_num_then_mask(logits, labels, pos_weight, mask):
    # nan_to_num, then times the mask: an unknown label `inf` becomes 1.8e308, overflows, and inf * 0 is nan.
    n = len(logits)
    y, z = np.nan_to_num(labels.astype(float)), np.asarray(logits, dtype=float)
    with np.errstate(all="ignore"):
        cost = pos_weight * y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)
        slope = (1 - y) * special.expit(z) - pos_weight * y * special.expit(-z)
        return (cost * mask).sum() / n, slope * mask / n


def wrong_number_of_axes_for_rows(logits, labels, pos_weight, mask):
    # Divides by ndim, which is 2 as the visible n: any batch of 3 rows shows it.
    n = np.ndim(logits)
    cost, slope = adv2_cells(logits, labels, pos_weight, mask)
    return np.where(mask, cost, 0).sum() / n, np.where(mask, slope, 0) / n


def wrong_switch_at_700(logits, labels, pos_weight, mask):
    # softplus becomes linear above 700 only: float32 logits of 100 overflow to an infinite loss.
    n = len(logits)
    y = np.where(mask, labels, 0).astype(logits.dtype)

    def soft(t):
        with np.errstate(over="ignore"):
            return np.where(t > 700, t, np.log1p(np.exp(t)))

    cost = pos_weight * y * soft(-logits) + (1 - y) * soft(logits)
    slope = adv2_cells(logits, labels, pos_weight, mask)[1]
    return np.where(mask, cost, 0).sum() / n, np.where(mask, slope, 0) / n


def wrong_logarithm_stops_at_minus_100(logits, labels, pos_weight, mask):
    # Logarithms are cut at -100 as in PyTorch's BCELoss: logit -1000 with label 1 costs 100, not 1000.
    n = len(logits)
    y, z = np.where(mask, labels, 0.0), np.asarray(logits, dtype=float)
    cost = pos_weight * y * np.minimum(np.logaddexp(0, -z), 100)
    cost = cost + (1 - y) * np.minimum(np.logaddexp(0, z), 100)
    slope = adv2_cells(logits, labels, pos_weight, mask)[1]
    return np.where(mask, cost, 0).sum() / n, np.where(mask, slope, 0) / n


def wrong_weight_of_the_row_if_square(logits, labels, pos_weight, mask):
    # pos_weight runs down the rows whenever it has their number: any batch with n = k shows it.
    n = len(logits)
    weight = pos_weight[:, None] if len(pos_weight) == n else pos_weight
    cost, slope = adv2_cells(logits, labels, weight, mask)
    return np.where(mask, cost, 0).sum() / n, np.where(mask, slope, 0) / n


def wrong_gradient_dies_in_saturation(logits, labels, pos_weight, mask):
    # Right loss, but the slope is 0 where |z| > 50, as behind a clip: logit 1000 with label 0 needs 1/n.
    n = len(logits)
    cost, slope = adv2_cells(logits, labels, pos_weight, mask)
    live = mask & (np.abs(logits) <= 50)
    return np.where(mask, cost, 0).sum() / n, np.where(live, slope, 0) / n
