"""More answers to `focal_mean`, written by readers who saw only the student notebook."""

import math
import statistics

import numpy as np
from scipy import special
from scipy.special import logsumexp as _sp_logsumexp


def _adv_cost(z, labels):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels]


def _adv_terms(z, labels, weight, gamma):
    cost = _adv_cost(z, labels)
    return np.asarray(weight)[labels] * (-np.expm1(-cost)) ** gamma * cost


def right_plain_loops(logits, labels, weight, gamma):
    total = []
    for row, y in zip(np.asarray(logits).tolist(), np.asarray(labels).tolist(), strict=True):
        top = max(row)
        e = [math.exp(v - top) for v in row]
        norm = math.fsum(e)
        others = math.fsum(e[:y] + e[y + 1 :]) / norm
        cost = math.log(norm) + top - row[y]
        total.append(float(weight[y]) * others**gamma * cost)
    return statistics.fmean(total)


def right_repaired_in_place(logits, labels, weight, gamma):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    cost = -log_q[np.arange(len(labels)), labels]
    prob = np.exp(-cost)
    return (weight[labels] * (1 - prob) ** gamma * cost).mean()


def right_scipy_log_domain(logits, labels, weight, gamma):
    z = np.asarray(logits, dtype=np.float64)
    hot = np.eye(z.shape[1], dtype=bool)[labels]
    r = special.logsumexp(np.where(hot, -np.inf, z), axis=1) - z[hot]
    cost = -special.log_expit(-r)
    factor = np.ones_like(r) if gamma == 0 else np.exp(gamma * special.log_expit(r))
    return np.asarray(np.asarray(weight)[labels] @ (factor * cost) / len(labels))


def right_einsum_one_hot(logits, labels, weight, gamma):
    z = np.array(logits, dtype=float)
    hot = np.eye(z.shape[1])[labels]
    log_q = special.log_softmax(z, axis=1)
    others = np.einsum("nk,nk->n", special.softmax(z, axis=1), 1 - hot)
    return float(
        -np.einsum("nk,k,n,nk->", hot, np.asarray(weight, float), others**gamma, log_q) / z.shape[0]
    )


def right_class_by_class(logits, labels, weight, gamma):
    z, y = np.asarray(logits, dtype=np.longdouble), np.asarray(labels)
    total = np.longdouble(0)
    for c in range(z.shape[1]):
        lead = z[y == c] - z[y == c, c][:, None]
        if len(lead) == 0:
            continue
        top = lead.max(axis=1)
        cost = top + np.log(np.exp(lead - top[:, None]).sum(axis=1))
        total += weight[c] * (cost * (-np.expm1(-cost)) ** gamma).sum()
    return np.float64(total / len(y))


def wrong_divided_by_rivals(logits, labels, weight, gamma):
    # Divides by k - 1 instead of n: wrong unless n = k - 1.
    return _adv_terms(logits, labels, weight, gamma).sum() / (logits.shape[1] - 1)


def wrong_divided_by_classes_present(logits, labels, weight, gamma):
    # Divides by the number of different labels: wrong when a label repeats.
    return _adv_terms(logits, labels, weight, gamma).sum() / len(np.unique(labels))


def wrong_mean_of_class_means(logits, labels, weight, gamma):
    # Averages within each class, then over classes: wrong when classes have unequal numbers.
    terms = _adv_terms(logits, labels, weight, gamma)
    return np.mean([terms[np.asarray(labels) == c].mean() for c in np.unique(labels)])


def wrong_divided_by_largest_weight(logits, labels, weight, gamma):
    # Sums and divides by the largest weight, which is n only by chance.
    return _adv_terms(logits, labels, weight, gamma).sum() / np.max(weight)


def wrong_sorted_weights(logits, labels, weight, gamma):
    # Sorts the weights of the samples, so the largest goes to the last row whatever its label.
    terms = _adv_terms(logits, labels, np.ones(logits.shape[1]), gamma)
    return (np.sort(np.asarray(weight)[labels]) * terms).mean()


def wrong_global_maximum(logits, labels, weight, gamma):
    # Subtracts the maximum of the whole batch: a row at -1000 beside one at 1000 gives nan.
    z = np.asarray(logits, dtype=float) - np.max(logits)
    with np.errstate(all="ignore"):
        cost = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels]
        return (np.asarray(weight)[labels] * (1 - np.exp(-cost)) ** gamma * cost).mean()


def wrong_naive_softmax(logits, labels, weight, gamma):
    # No maximum is subtracted: nan at logits of 1000.
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(logits, dtype=float))
        q = (e / e.sum(axis=1, keepdims=True))[np.arange(len(labels)), labels]
        return (np.asarray(weight)[labels] * (1 - q) ** gamma * -np.log(q)).mean()


def wrong_log_of_softmax(logits, labels, weight, gamma):
    # Log of a softmax that underflows: inf when the true class trails by 1000.
    q = np.exp(-_adv_cost(logits, labels))
    with np.errstate(all="ignore"):
        return (np.asarray(weight)[labels] * (1 - q) ** gamma * -np.log(q)).mean()


def wrong_clip_1e8(logits, labels, weight, gamma):
    # Clips q at 1e-8: a true class that trails by 1000 costs 18.4 instead of 1000.
    q = np.clip(np.exp(-_adv_cost(logits, labels)), 1e-8, 1 - 1e-8)
    return (np.asarray(weight)[labels] * (1 - q) ** gamma * -np.log(q)).mean()


def wrong_epsilon_in_log(logits, labels, weight, gamma):
    # Adds 1e-12 in the log: a true class that trails by 1000 costs 27.6 instead of 1000.
    q = np.exp(-_adv_cost(logits, labels))
    return (np.asarray(weight)[labels] * (1 - q) ** gamma * -np.log(q + 1e-12)).mean()


def wrong_clip_logits(logits, labels, weight, gamma):
    # Clips the logits to +-500: [1000, 990] is taken for a tie.
    return _adv_terms(np.clip(logits, -500, 500), labels, weight, gamma).mean()


def wrong_whole_gamma(logits, labels, weight, gamma):
    # Cuts gamma to an integer: wrong at gamma = 0.5.
    return _adv_terms(logits, labels, weight, int(gamma)).mean()


def wrong_gamma_default(logits, labels, weight, gamma):
    # `gamma or 2.0`: gamma = 0 is taken for missing and becomes 2.
    return _adv_terms(logits, labels, weight, gamma or 2.0).mean()


def wrong_gamma_zero_unweighted(logits, labels, weight, gamma):
    # At gamma = 0 it returns plain cross-entropy without the weights.
    if gamma == 0:
        return _adv_cost(logits, labels).mean()
    return _adv_terms(logits, labels, weight, gamma).mean()


def wrong_gamma_zero_weighted_mean(logits, labels, weight, gamma):
    # At gamma = 0 it returns the weighted mean (3), divided by the weights, not by n.
    total = _adv_terms(logits, labels, weight, gamma).sum()
    return total / (np.asarray(weight)[labels].sum() if gamma == 0 else len(labels))


def wrong_squared_factor(logits, labels, weight, gamma):
    # The factor is always squared, gamma only scales it as gamma / 2: wrong for gamma = 1 or 3.
    return _adv_terms(logits, labels, weight, 2.0).mean() * gamma / 2


def wrong_weights_cut_at_three(logits, labels, weight, gamma):
    # Weights above 3 are cut to 3: wrong for a rare class of weight 10.
    return _adv_terms(logits, labels, np.minimum(weight, 3.0), gamma).mean()


def wrong_single_sample_weight(logits, labels, weight, gamma):
    # A batch of one loses its weight, as it would in (3): divide by n, not by the weight.
    terms = _adv_terms(logits, labels, weight, gamma)
    return terms.mean() if len(terms) > 1 else terms[0] / np.asarray(weight)[labels][0]


def _fm_cost(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_q[np.arange(len(labels)), labels]


def right_python_floats(logits, labels, weight, gamma):
    total = []
    for row, y in zip(np.asarray(logits, float).tolist(), labels, strict=True):
        rest = [v - row[int(y)] for c, v in enumerate(row) if c != y]
        top = max(0.0, *rest)
        norm = math.exp(-top) + math.fsum(math.exp(v - top) for v in rest)
        others = math.fsum(math.exp(v - top) for v in rest) / norm
        total.append(float(weight[int(y)]) * others**gamma * (top + math.log(norm)))
    return math.fsum(total) / len(total)


def right_class_by_class_2(logits, labels, weight, gamma):
    cost = _sp_logsumexp(logits, axis=1) - np.take_along_axis(logits, labels[:, None], 1)[:, 0]
    single = (-np.expm1(-np.abs(cost))) ** gamma * cost
    return np.dot(np.bincount(labels, weights=single, minlength=len(weight)), weight) / len(labels)


def right_all_classes_then_pick(logits, labels, weight, gamma):
    # losses of all k classes, then one of each row by a one-hot contraction
    hard = np.logaddexp.reduce(
        np.subtract(logits[:, None, :], logits[:, :, None], dtype=float), axis=2
    )
    every = np.power(-np.expm1(-hard), gamma) * hard
    one_hot = np.eye(len(weight))[labels]
    return np.asarray(np.einsum("nk,nk,k->n", one_hot, every, weight).mean())


def wrong_max_of_whole_batch(logits, labels, weight, gamma):
    # Subtracts the maximum of the batch: with rows near 1000 and near 0 the second underflows.
    shifted = logits - logits.max()
    log_q = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    cost = -log_q[np.arange(len(labels)), labels]
    return (weight[labels] * (1 - np.exp(-cost)) ** gamma * cost).mean()


def wrong_epsilon_in_log_2(logits, labels, weight, gamma):
    # Takes log(q + 1e-12): a label that trails by 1000 costs 27.6, not 1000.
    q = np.exp(-_fm_cost(logits, labels))
    return (weight[labels] * (1 - q) ** gamma * -np.log(q + 1e-12)).mean()


def wrong_zero_gamma_taken_for_default(logits, labels, weight, gamma):
    # Writes `gamma or 2.0`: at gamma = 0 it is not the weighted cross-entropy.
    cost = _fm_cost(logits, labels)
    return (weight[labels] * (1 - np.exp(-cost)) ** (gamma or 2.0) * cost).mean()


def wrong_factor_squared_always(logits, labels, weight, gamma):
    # Squares the factor whatever gamma is: any gamma but 2 shows it.
    cost = _fm_cost(logits, labels)
    return (weight[labels] * np.square(1 - np.exp(-cost)) * cost).mean()


def wrong_zero_times_infinity(logits, labels, weight, gamma):
    # Takes exp(gamma log(1 - q)): at gamma = 0 and q = 1 that is 0 times infinity, nan.
    cost = _fm_cost(logits, labels)
    return (weight[labels] * np.exp(gamma * np.log(1 - np.exp(-cost))) * cost).mean()


def wrong_mean_of_class_means_2(logits, labels, weight, gamma):
    # Averages within each class first: it is not the mean over samples if a label occurs twice.
    cost = _fm_cost(logits, labels)
    each = weight[labels] * (1 - np.exp(-cost)) ** gamma * cost
    return np.mean([each[labels == c].mean() for c in np.unique(labels)])


def wrong_repeated_labels_overwritten(logits, labels, weight, gamma):
    # Adds with sums[labels] += losses: of samples with the same label only the last counts.
    cost = _fm_cost(logits, labels)
    sums = np.zeros(len(weight))
    sums[labels] += (1 - np.exp(-cost)) ** gamma * cost
    return (weight * sums).sum() / len(labels)


def wrong_cost_capped_at_1000(logits, labels, weight, gamma):
    # Caps the cost at 1000: with logits 1000 and -1000 the second class costs 2000.
    cost = np.minimum(_fm_cost(logits, labels), 1000.0)
    return (weight[labels] * (1 - np.exp(-cost)) ** gamma * cost).mean()
