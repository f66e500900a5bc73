"""More answers to `focal_loss`, written by readers who saw only the student notebook."""

import math
from decimal import Decimal, localcontext

import numpy as np
from scipy import special


def _adv_rest(logits, labels):
    """Log-sum-exp of the other logits minus the true one, and all differences."""
    z = np.asarray(logits, dtype=float)
    lead = z - z[np.arange(len(labels)), labels][:, None]
    d = lead.copy()
    d[np.arange(len(labels)), labels] = -np.inf
    return np.logaddexp.reduce(d, axis=1), lead


def _adv_parts(logits, labels):
    """cost, q_y, 1 - q_y and the softmax, all with their digits."""
    r, lead = _adv_rest(logits, labels)
    cost = np.logaddexp(0.0, r)
    return cost, np.exp(-cost), np.exp(r - cost), np.exp(lead - cost[:, None])


def _adv_h(cost, others):
    return np.where(others > 0, cost / np.where(others > 0, others, 1.0), 1.0)


def _adv_gradient(force, q_all, others, labels):
    grad = force[:, None] * q_all
    grad[np.arange(len(labels)), labels] = -force * others
    return grad


def _adv_both(logits, labels, gamma):
    cost, q, others, q_all = _adv_parts(logits, labels)
    force = others**gamma * (1 + gamma * q * _adv_h(cost, others))
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def right_plain_loops(logits, labels, gamma):
    n, k = logits.shape
    losses, grad = np.zeros(n), np.zeros((n, k))
    for i in range(n):
        y = int(labels[i])
        d = [float(v) - float(logits[i, y]) for v in logits[i]]
        top = max(d)
        norm = math.fsum(math.exp(v - top) for v in d)
        rest = math.fsum(math.exp(v - top) for c, v in enumerate(d) if c != y)
        others = rest / norm
        cost = top + math.log(norm) if top > 0 else math.log1p(rest)
        h = cost / others if others > 0 else 1.0
        power = others**gamma
        force = power * (1 + gamma * math.exp(-cost) * h)
        losses[i] = power * cost
        for c in range(k):
            grad[i, c] = -force * others if c == y else force * math.exp(d[c] - top) / norm
    return losses, grad


def right_log_domain(logits, labels, gamma):
    r, lead = _adv_rest(logits, labels)
    cost = np.logaddexp(0.0, r)
    log_others = np.where(np.isneginf(r), -1e6, r - cost)
    log_q = -cost
    log_power = gamma * log_others
    losses = np.exp(log_power) * cost
    log_h = np.where(cost > 1e-300, np.log(np.maximum(cost, 1e-300)) - log_others, 0.0)
    log_force = log_power + np.log1p(gamma * np.exp(log_q + log_h))
    grad = np.exp(log_force[:, None] + lead - cost[:, None])
    grad[np.arange(len(labels)), labels] = -np.exp(log_force + log_others)
    return losses, grad


def right_scipy_logistic(logits, labels, gamma):
    z = np.asarray(logits, dtype=np.float64)
    hot = np.eye(z.shape[1], dtype=bool)[labels]
    true = z[hot]
    r = special.logsumexp(np.where(hot, -np.inf, z), axis=1) - true
    cost, others, q = -special.log_expit(-r), special.expit(r), special.expit(-r)
    with np.errstate(divide="ignore", invalid="ignore"):
        h = np.nan_to_num(cost / others, nan=1.0, posinf=1.0)
    slope = others**gamma * (1.0 + gamma * q * h)
    jacobian = np.where(hot, -others[:, None], special.softmax(z, axis=1))
    return others**gamma * cost, slope[:, None] * jacobian


def right_expm1_of_cost(logits, labels, gamma):
    z = np.asarray(logits, dtype=np.longdouble)
    rows = np.arange(len(labels))
    lead = z - z[rows, labels][:, None]
    top = lead.max(axis=1)
    e = np.exp(lead - top[:, None])
    e[rows, labels] = 0
    cost = np.where(
        top > 0,
        top + np.log(e.sum(axis=1) + np.exp(-top)),
        np.log1p(e.sum(axis=1)),
    )
    others = -np.expm1(-cost)
    small = others < 1e-300
    h = np.where(small, 1, cost / np.where(small, 1, others))
    force = others**gamma * (1 + gamma * np.exp(-cost) * h)
    grad = np.exp(lead - cost[:, None])
    grad[rows, labels] = -others
    return (others**gamma * cost).astype(float), (force[:, None] * grad).astype(float)


def right_sum_of_other_probabilities(logits, labels, gamma):
    z = np.array(logits, dtype=float)
    keep = np.arange(z.shape[1]) != np.asarray(labels)[:, None]
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    norm = e.sum(axis=1)
    prob = e / norm[:, None]
    others = np.einsum("nk,nk->n", prob, keep.astype(float))
    true = np.einsum("nk,nk->n", z, (~keep).astype(float))
    easy = others < 0.5
    cost = np.where(easy, -np.log1p(-np.where(easy, others, 0.0)), np.log(norm) - true)
    power = np.power(others, gamma)
    h = np.ones_like(cost)
    np.divide(cost, others, out=h, where=others > 0)
    force = power + gamma * power * np.exp(-cost) * h
    return power * cost, np.where(keep, prob, -others[:, None]) * force[:, None]


def wrong_one_minus_q(logits, labels, gamma):
    # 1 - q by subtraction: at a lead of 30 only three digits are right, fewer with a larger gamma.
    cost, q, _, q_all = _adv_parts(logits, labels)
    others = 1 - q
    force = others**gamma * (1 + gamma * q * _adv_h(cost, others))
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_cost_from_log_softmax(logits, labels, gamma):
    # -log q as log-sum-exp minus the logit: at a lead of 30 at most three digits are right, none with logits near 100.
    z = np.asarray(logits, dtype=float)
    top = z.max(axis=1)
    lse = top + np.log(np.exp(z - top[:, None]).sum(axis=1))
    cost = lse - z[np.arange(len(labels)), labels]
    _, q, others, q_all = _adv_parts(logits, labels)
    force = others**gamma * (1 + gamma * q * _adv_h(cost, others))
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_true_entry_by_subtraction(logits, labels, gamma):
    # Only the gradient's true entry is F (q - 1) by subtraction: digits lost at a lead of 30.
    losses, _ = _adv_both(logits, labels, gamma)
    cost, q, others, q_all = _adv_parts(logits, labels)
    force = others**gamma * (1 + gamma * q * _adv_h(cost, others))
    return losses, _adv_gradient(force, q_all, 1 - q, labels)


def wrong_nan_at_saturation(logits, labels, gamma):
    # h is 0 / 0 once 1 - q is 0: the gradient is nan at a lead of 1000.
    cost, q, others, q_all = _adv_parts(logits, labels)
    with np.errstate(all="ignore"):
        force = others**gamma * (1 + gamma * q * (cost / others))
        return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_negative_power(logits, labels, gamma):
    # Uses gamma (1 - q)^(gamma - 1) from the product rule: nan at a lead of 1000 when gamma < 1.
    cost, q, others, q_all = _adv_parts(logits, labels)
    with np.errstate(all="ignore"):
        force = others**gamma + gamma * others ** (gamma - 1) * q * cost
        return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_epsilon_in_h(logits, labels, gamma):
    # h = cost / (1 - q + 1e-8) tends to 0, not 1: at a lead of 30 the gradient lacks 1 + gamma.
    cost, q, others, q_all = _adv_parts(logits, labels)
    force = others**gamma * (1 + gamma * q * cost / (others + 1e-8))
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_h_one_too_early(logits, labels, gamma):
    # h = 1 already from 1 - q < 1e-2: at a lead of 5 the gradient has two wrong digits of five.
    cost, q, others, q_all = _adv_parts(logits, labels)
    h = np.where(others < 1e-2, 1.0, _adv_h(cost, others))
    force = others**gamma * (1 + gamma * q * h)
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_h_zero_in_limit(logits, labels, gamma):
    # h = 0 in place of its limit 1 once 1 - q < 1e-10: at a lead of 30 the factor 1 + gamma is lost.
    cost, q, others, q_all = _adv_parts(logits, labels)
    h = np.where(others < 1e-10, 0.0, _adv_h(cost, others))
    force = others**gamma * (1 + gamma * q * h)
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_factor_clipped(logits, labels, gamma):
    # Clips 1 - q at 1e-12 in the factor: at a lead of 30 and gamma = 2 the loss is 100 times too large.
    cost, q, others, q_all = _adv_parts(logits, labels)
    factor = np.maximum(others, 1e-12) ** gamma
    force = factor * (1 + gamma * q * _adv_h(cost, others))
    return factor * cost, _adv_gradient(force, q_all, others, labels)


def wrong_cost_clipped(logits, labels, gamma):
    # Clips q at 1e-12 in the log: a true class that trails by 1000 costs 27.6 instead of 1000.
    _, grad = _adv_both(logits, labels, gamma)
    _, q, others, _ = _adv_parts(logits, labels)
    cost, _, _, _ = _adv_parts(logits, labels)
    return others**gamma * np.where(q < 1e-12, -np.log(1e-12), cost), grad


def wrong_saturates_at_20(logits, labels, gamma):
    # Calls the sample solved from a lead of 20 on and returns 0, though up to 30 five digits are asked.
    r, _ = _adv_rest(logits, labels)
    losses, grad = _adv_both(logits, labels, gamma)
    return np.where(r < -20, 0.0, losses), np.where((r < -20)[:, None], 0.0, grad)


def wrong_whole_gamma(logits, labels, gamma):
    # Rounds gamma to an integer: wrong at gamma = 0.5.
    return _adv_both(logits, labels, int(gamma))


def wrong_gamma_at_least_one(logits, labels, gamma):
    # Uses max(gamma, 1) in the gradient to avoid a negative power: wrong at gamma = 0 or 0.5.
    return _adv_both(logits, labels, gamma)[0], _adv_both(logits, labels, max(gamma, 1.0))[1]


def wrong_slope_of_square(logits, labels, gamma):
    # The slope of the factor is that of the square, 2 (1 - q), at every gamma: shows at gamma = 1 or 5.
    cost, q, others, q_all = _adv_parts(logits, labels)
    force = others**gamma + 2 * others**gamma * q * _adv_h(cost, others)
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_naive_exponentials(logits, labels, gamma):
    # Exponentials of the raw logits: overflow at 1000.
    rows = np.arange(len(labels))
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(logits, dtype=float))
        q_all = e / e.sum(axis=1, keepdims=True)
        rest = q_all.copy()
        rest[rows, labels] = 0
        others = rest.sum(axis=1)
        q = q_all[rows, labels]
        cost = np.where(others < 0.5, -np.log1p(-others), -np.log(q))
        force = others**gamma * (1 + gamma * q * _adv_h(cost, others))
        return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_gradient_nan_when_lost(logits, labels, gamma):
    # q times -log q with both from the underflown softmax: 0 times inf when the true class trails by 1000.
    cost, q, others, q_all = _adv_parts(logits, labels)
    with np.errstate(all="ignore"):
        logs = np.where(q > 0, cost, np.inf)
        force = others**gamma * (1 + gamma * q * _adv_h(logs, others))
        return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def wrong_lead_over_runner_up(logits, labels, gamma):
    # From a lead of 5 on only the strongest rival is counted: three equal rivals give a third.
    r, lead = _adv_rest(logits, labels)
    d = lead.copy()
    d[np.arange(len(labels)), labels] = -np.inf
    r = np.where(r < -5, d.max(axis=1), r)
    cost = np.logaddexp(0.0, r)
    q, others, q_all = np.exp(-cost), np.exp(r - cost), np.exp(lead - cost[:, None])
    force = others**gamma * (1 + gamma * q * _adv_h(cost, others))
    return others**gamma * cost, _adv_gradient(force, q_all, others, labels)


def _fl_parts(logits, labels):
    """Cost -log q_y, the others' sum and the softmax, with all digits."""
    z = np.asarray(logits, dtype=float)
    rows = np.arange(len(labels))
    d = z - z[rows, labels][:, None]
    d[rows, labels] = -np.inf
    r = np.logaddexp.reduce(d, axis=1)
    cost = np.logaddexp(0, r)
    d[rows, labels] = 0.0
    return cost, -np.expm1(-cost), np.exp(d - cost[:, None])


def _fl_finish(cost, others, q, labels, gamma):
    rows = np.arange(len(labels))
    h = np.where(others > 0, cost / np.where(others > 0, others, 1.0), 1.0)
    pulls = others**gamma * (1 + gamma * np.exp(-cost) * h)
    grad = pulls[:, None] * q
    grad[rows, labels] = -pulls * others
    return others**gamma * cost, grad


def right_decimal_digits(logits, labels, gamma):
    losses, grads = [], []
    with localcontext() as context:
        context.prec = 60
        power = Decimal(float(gamma))
        for row, y in zip(np.asarray(logits, float).tolist(), labels, strict=True):
            e = [(Decimal(v) - Decimal(row[int(y)])).exp() for v in row]
            rest = sum(x for c, x in enumerate(e) if c != y)
            norm = 1 + rest
            cost, others = norm.ln(), rest / norm
            factor = others**power if power else Decimal(1)
            h = cost / others if others else Decimal(1)
            pulls = factor * (1 + power * h / norm)
            losses.append(float(factor * cost))
            grads.append(
                [float(-pulls * others if c == y else pulls * x / norm) for c, x in enumerate(e)]
            )
    return np.array(losses), np.array(grads)


def right_log_domain_2(logits, labels, gamma):
    z = logits.astype(np.float64)
    n, k = z.shape
    true = np.arange(k) == labels[:, None]
    d = z - (z * true).sum(1, keepdims=True)
    r = np.logaddexp.reduce(np.where(true, -np.inf, d), axis=1)  # log of the odds against
    cost = np.logaddexp(0.0, r)
    log_others = r - cost
    slope = np.where(r < -37, 1.0, cost * np.exp(-np.maximum(r, -37.0)))  # q h(q)
    factor = np.exp(gamma * log_others)
    log_pull = gamma * log_others + np.log1p(gamma * slope)
    size = np.exp(log_pull[:, None] + np.where(true, log_others[:, None], d - cost[:, None]))
    return factor * cost, np.where(true, -size, size)


def right_chain_through_odds(logits, labels, gamma):
    # the loss as a function of s = sum exp(z_c - z_y); dl/dz_c = s_c dl/ds; -sum at the label
    losses, grad = np.zeros(len(labels)), np.zeros(np.shape(logits))
    for i, y in enumerate(labels):
        z = [float(v) for v in logits[i]]
        rest = [v for c, v in enumerate(z) if c != y]
        top = max(max(rest), z[y])
        a = math.exp(z[y] - top)
        b = math.fsum(math.exp(v - top) for v in rest)
        q, others = a / (a + b), b / (a + b)
        if z[y] == top:
            cost = math.log1p(b)
        else:
            cost = top - z[y] + math.log(a + b)
        factor = math.pow(others, gamma)
        losses[i] = factor * cost
        ratio = cost / others if others > 0 else 1.0
        both = factor + gamma * factor * q * ratio
        for c in range(len(z)):
            if c != y:
                grad[i, c] = both * math.exp(z[c] - top) / (a + b)
        grad[i, y] = -math.fsum(grad[i])
    return losses, grad


def wrong_one_minus_q_2(logits, labels, gamma):
    # Takes 1 - q_y as a difference: at a lead of 30 only three digits are right.
    cost, _, q = _fl_parts(logits, labels)
    return _fl_finish(cost, 1 - q[np.arange(len(labels)), labels], q, labels, gamma)


def wrong_cost_by_log_softmax(logits, labels, gamma):
    # Takes -log q_y as log(1 + tiny) by the usual log-softmax: at a lead of 30 digits are lost.
    _, others, q = _fl_parts(logits, labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _fl_finish(-log_q[np.arange(len(labels)), labels], others, q, labels, gamma)


def wrong_power_gamma_minus_one(logits, labels, gamma):
    # Uses (1 - q)^(gamma - 1): at gamma = 0 or 0.5 and a lead of 1000 it gives nan, not 0.
    cost, others, q = _fl_parts(logits, labels)
    rows = np.arange(len(labels))
    true = q[rows, labels]
    pulls = gamma * others ** (gamma - 1) * true * cost + others**gamma
    grad = pulls[:, None] * q
    grad[rows, labels] = -pulls * others
    return others**gamma * cost, grad


def wrong_gamma_cut_to_whole(logits, labels, gamma):
    # Cuts gamma to a whole number: gamma = 0.5 gives cross-entropy, 2.5 gives gamma = 2.
    return _fl_finish(*_fl_parts(logits, labels), labels, int(gamma))


def wrong_ties_removed_with_label(logits, labels, gamma):
    # Removes every logit equal to the true one, not the true one only: logits 1, 1, 0 show it.
    d = logits - logits[np.arange(len(labels)), labels][:, None]
    r = np.logaddexp.reduce(np.where(d == 0, -np.inf, d), axis=1)
    cost = np.logaddexp(0, r)
    return _fl_finish(cost, -np.expm1(-cost), np.exp(d - cost[:, None]), labels, gamma)


def wrong_limit_of_h_too_early(logits, labels, gamma):
    # Sets h = 1 once 1 - q is below 0.001: at a lead of 8 the gradient is off in the fourth digit.
    cost, others, q = _fl_parts(logits, labels)
    rows = np.arange(len(labels))
    h = np.where(others < 1e-3, 1.0, cost / np.maximum(others, 1e-3))
    pulls = others**gamma * (1 + gamma * q[rows, labels] * h)
    grad = pulls[:, None] * q
    grad[rows, labels] = -pulls * others
    return others**gamma * cost, grad


def wrong_true_entry_by_difference(logits, labels, gamma):
    # The true entry of the gradient is F (q_y - 1) as a difference: at a lead of 30 digits are lost.
    cost, others, q = _fl_parts(logits, labels)
    h = np.where(others > 0, cost / np.where(others > 0, others, 1.0), 1.0)
    pulls = others**gamma * (1 + gamma * np.exp(-cost) * h)
    return others**gamma * cost, pulls[:, None] * (q - np.eye(logits.shape[1])[labels])


def wrong_overflow_when_label_trails(logits, labels, gamma):
    # Takes log1p(sum exp(d)): if the true class trails by 1000, exp overflows and the loss is inf.
    rows = np.arange(len(labels))
    e = np.exp(logits - logits[rows, labels][:, None])
    e[rows, labels] = 0.0
    s = e.sum(axis=1)
    e[rows, labels] = 1.0
    return _fl_finish(np.log1p(s), s / (1 + s), e / (1 + s)[:, None], labels, gamma)
