"""More answers to `uncertainty_total`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _assembled(loss, s, precision):
    return np.sum(precision * loss + s / 2), precision, 0.5 - precision * loss


def _factors(is_class):
    return np.where(is_class, 1.0, 0.5)


def right_python_floats(losses, log_variances, is_class):
    terms, by_loss, by_s = [], [], []
    for loss, s, kind in zip(losses, log_variances, is_class):
        precision = math.exp(-float(s)) if kind else math.exp(-float(s)) / 2
        terms += [precision * float(loss), float(s) / 2]
        by_loss.append(precision)
        by_s.append(0.5 - precision * float(loss))
    return math.fsum(terms), np.array(by_loss), np.array(by_s)


def right_log_domain(losses, log_variances, is_class):
    log_precision = (
        np.log1p(np.asarray(is_class, float)) - math.log(2) - np.asarray(log_variances, float)
    )
    with np.errstate(divide="ignore"):
        weighted = np.exp(np.log(np.asarray(losses, float)) + log_precision)
    return (
        np.array(weighted.sum() + 0.5 * np.sum(log_variances, dtype=float)),
        np.exp(log_precision),
        0.5 - weighted,
    )


def right_variance_quotient(losses, log_variances, is_class):
    loss, s = np.asarray(losses, np.longdouble), np.asarray(log_variances, np.longdouble)
    doubled = np.exp(s) * (2 - np.asarray(is_class, int))
    total = np.add.reduce(s) / 2 + np.dot(loss, 1 / doubled)
    return (
        float(total),
        (1 / doubled).astype(float),
        ((doubled - 2 * loss) / (2 * doubled)).astype(float),
    )


def right_complex_step(losses, log_variances, is_class):
    h, losses, log_variances = 1e-30, np.array(losses, float), np.array(log_variances, float)
    cost = lambda loss, s: np.where(is_class, 1, 0.5) * np.exp(-s) * loss + 0.5 * s
    by_loss = cost(losses + 1j * h, log_variances).imag / h
    by_s = cost(losses, log_variances + 1j * h).imag / h
    return cost(losses, log_variances).sum(), by_loss, by_s


def right_by_kind(losses, log_variances, is_class):
    losses, log_variances = losses.astype(float), log_variances.astype(float)
    class_rows, by_loss, by_s = (
        np.flatnonzero(is_class),
        np.exp(-log_variances),
        np.full(len(losses), 0.5),
    )
    square_rows = np.setdiff1d(np.arange(len(losses)), class_rows)
    by_loss[square_rows] *= 0.5
    total = 0.0
    for rows in (square_rows, class_rows):
        by_s[rows] -= by_loss[rows] * losses[rows]
        total += by_loss[rows] @ losses[rows] + log_variances[rows].sum() / 2
    return [total, by_loss, by_s]


def wrong_exponent_capped(losses, log_variances, is_class):
    # Cuts the exponent off at 30: shown by s = -60.
    precision = _factors(is_class) * np.exp(np.minimum(-log_variances, 30))
    return _assembled(losses, log_variances, precision)


def wrong_weight_floored(losses, log_variances, is_class):
    # Raises e^-s to at least 1e-6: shown by s = 60 with a loss of 1e8.
    precision = _factors(is_class) * np.maximum(np.exp(-log_variances), 1e-6)
    return _assembled(losses, log_variances, precision)


def wrong_variance_epsilon(losses, log_variances, is_class):
    # Divides by e^s + 1e-8: shown by s = -30.
    return _assembled(losses, log_variances, _factors(is_class) / (np.exp(log_variances) + 1e-8))


def wrong_loss_clipped(losses, log_variances, is_class):
    # Raises losses to at least 1e-12: shown by a loss 0 with s = -100.
    return _assembled(
        np.maximum(losses, 1e-12), log_variances, _factors(is_class) * np.exp(-log_variances)
    )


def wrong_gradient_by_division(losses, log_variances, is_class):
    # Gets the gradient by L as the term over L + 1e-12, which is 0 at L = 0: shown by a loss 0.
    total, precision, by_s = _assembled(
        losses, log_variances, _factors(is_class) * np.exp(-log_variances)
    )
    return total, precision * losses / (losses + 1e-12), by_s


def wrong_zero_loss_costs_nothing(losses, log_variances, is_class):
    # A task whose loss is 0 is left out of the total with its s / 2: shown by a loss 0 with s = 3.
    precision = _factors(is_class) * np.exp(-log_variances)
    terms = np.where(losses > 0, precision * losses + log_variances / 2, 0.0)
    return terms.sum(), precision, 0.5 - precision * losses


def wrong_total_not_negative(losses, log_variances, is_class):
    # Clips the total at 0: shown by small losses with small s, where the total is negative.
    total, *slopes = _assembled(losses, log_variances, _factors(is_class) * np.exp(-log_variances))
    return max(total, 0.0), *slopes


def wrong_single_precision(losses, log_variances, is_class):
    # Takes e^-s in float32, which overflows to inf: shown by s = -95.
    with np.errstate(all="ignore"):
        precision = np.exp(-log_variances.astype(np.float32)).astype(float)
        return _assembled(losses, log_variances, _factors(is_class) * precision)


def wrong_first_task_is_class(losses, log_variances, is_class):
    # Takes task 0 for the cross-entropy and the rest for squared errors: shown by is_class (False, True).
    factor = np.full(len(losses), 0.5)
    factor[0] = 1.0
    return _assembled(losses, log_variances, factor * np.exp(-log_variances))


def wrong_one_class_only(losses, log_variances, is_class):
    # Uses argmax to find the one cross-entropy: shown by two True, or by none.
    factor = np.where(np.arange(len(losses)) == np.argmax(is_class), 1.0, 0.5)
    return _assembled(losses, log_variances, factor * np.exp(-log_variances))


def wrong_same_kind_as_first(losses, log_variances, is_class):
    # Gives 1 to the tasks of the first one's kind and 1/2 to the others: shown by is_class (False, True).
    factor = np.where(is_class == is_class[0], 1.0, 0.5)
    return _assembled(losses, log_variances, factor * np.exp(-log_variances))


def wrong_slope_clipped(losses, log_variances, is_class):
    # Clips the gradient by s to [-10, 10]: shown by a loss 1000 at s = 0.
    total, precision, by_s = _assembled(
        losses, log_variances, _factors(is_class) * np.exp(-log_variances)
    )
    return total, precision, np.clip(by_s, -10, 10)


def wrong_total_three_means(losses, log_variances, is_class):
    # The total is 3 times the mean over the tasks: shown by k = 2.
    precision = _factors(is_class) * np.exp(-log_variances)
    return 3 * np.mean(precision * losses + log_variances / 2), precision, 0.5 - precision * losses


def wrong_total_only_floors_s(losses, log_variances, is_class):
    # Right gradients, but the s / 2 of the total is kept above -5: shown by s = -40 with a loss 0.
    precision = _factors(is_class) * np.exp(-log_variances)
    total = np.sum(precision * losses + np.maximum(log_variances / 2, -5))
    return total, precision, 0.5 - precision * losses


def _three_values(losses, s, c, weight=None):
    weight = c * np.exp(-s) if weight is None else weight
    return np.sum(weight * losses + s / 2), weight, 0.5 - weight * losses


def right_python_loop(losses, log_variances, is_class):
    terms, by_loss, by_s = [], [], []
    for loss, s, kind in zip(losses, log_variances, is_class, strict=True):
        weight = math.exp(-float(s)) / (1 if kind else 2)
        terms += [weight * float(loss), float(s) / 2]
        by_loss.append(weight)
        by_s.append(0.5 - weight * float(loss))
    return math.fsum(terms), np.array(by_loss), np.array(by_s)


def right_factor_in_exponent(losses, log_variances, is_class):
    halves = np.logical_not(is_class).astype(float)
    weight = np.exp(-(np.asarray(log_variances, dtype=float) + np.log(2.0) * halves))
    return (
        np.einsum("i,i->", weight, losses) + 0.5 * np.sum(log_variances),
        weight,
        (1.0 - 2.0 * weight * losses) / 2.0,
    )


def right_two_groups(losses, log_variances, is_class):
    kind = np.asarray(is_class, dtype=bool)
    loss, s = np.array(losses, dtype=float), np.array(log_variances, dtype=float)
    precision = np.reciprocal(np.exp(s))
    by_loss, by_s = np.empty(len(s)), np.empty(len(s))
    total = np.float64(0)
    for rows, factor in ((kind, 1.0), (~kind, 0.5)):
        by_loss[rows] = factor * precision[rows]
        by_s[rows] = -factor * precision[rows] * loss[rows] + 0.5
        total += factor * np.dot(precision[rows], loss[rows]) + 0.5 * s[rows].sum()
    return total, by_loss, by_s


def wrong_total_not_below_zero(losses, log_variances, is_class):
    # Cuts the total off at 0: wrong for one small loss 0.01 at s = -3.
    c = np.where(is_class, 1.0, 0.5)
    total, by_loss, by_s = _three_values(losses, log_variances, c)
    return max(total, 0.0), by_loss, by_s


def wrong_exponent_clipped(losses, log_variances, is_class):
    # Clips s to -20 .. 20 in the exponential: wrong at s = -30 with any loss above 0.
    c = np.where(is_class, 1.0, 0.5)
    return _three_values(losses, log_variances, c, c * np.exp(-np.clip(log_variances, -20, 20)))


def wrong_epsilon_on_variance(losses, log_variances, is_class):
    # Divides by the variance + 1e-8: the weight at s = -20 is 1e8 at most instead of 5e8.
    c = np.where(is_class, 1.0, 0.5)
    return _three_values(losses, log_variances, c, c / (np.exp(log_variances) + 1e-8))


def wrong_loss_recovered_by_division(losses, log_variances, is_class):
    # Gets the gradient by L as (weighted loss) / L, and 0 where L is 0: the loss 0.
    c = np.where(is_class, 1.0, 0.5)
    total, weight, by_s = _three_values(losses, log_variances, c)
    cost, loss = weight * losses, np.asarray(losses, float)
    return total, np.divide(cost, loss, out=np.zeros_like(cost), where=loss > 0), by_s


def wrong_finished_task_left_out(losses, log_variances, is_class):
    # Leaves a task whose loss is 0 out of the total and of the gradient by s: the loss 0 at s = 1.
    c, active = np.where(is_class, 1.0, 0.5), np.asarray(losses) > 0
    _, weight, by_s = _three_values(losses, log_variances, c)
    return np.sum((weight * losses + log_variances / 2)[active]), weight, by_s * active


def wrong_first_task_is_the_class(losses, log_variances, is_class):
    # Takes the first task for the cross-entropy and ignores is_class: [False, True].
    c = np.full(len(losses), 0.5)
    c[0] = 1.0
    return _three_values(losses, log_variances, c)


def wrong_one_class_task_only(losses, log_variances, is_class):
    # Gives the factor 1 to the first True alone (argmax): two cross-entropies, or none.
    c = np.full(len(losses), 0.5)
    c[np.argmax(is_class)] = 1.0
    return _three_values(losses, log_variances, c)


def wrong_numeric_gradient(losses, log_variances, is_class):
    # Takes central differences of the total for s: beside a task at s = -60 the others' slopes drown.
    c = np.where(is_class, 1.0, 0.5)
    s = np.asarray(log_variances, float)
    total, weight, _ = _three_values(losses, s, c)
    by_s = [
        (_three_values(losses, s + h, c)[0] - _three_values(losses, s - h, c)[0]) / 2e-5
        for h in 1e-5 * np.eye(len(s))
    ]
    return total, weight, np.array(by_s)
