"""More answers to `dynamic_weights`, written by readers who saw only the student notebook."""

import decimal
import math

import numpy as np
from scipy.special import logsumexp


def _shares(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def _ones_for(history):
    return np.ones(np.shape(history)[1])


def right_python_floats(history, temperature):
    epochs, tasks = history.shape
    if epochs < 2:
        return np.array([1.0] * tasks)
    ratios = [float(history[-1, i]) / float(history[-2, i]) for i in range(tasks)]
    top = max(ratios)
    raw = [math.exp((r - top) / temperature) for r in ratios]
    return np.array([tasks * x / math.fsum(raw) for x in raw])


def right_logsumexp(history, temperature):
    from scipy.special import logsumexp

    if len(history) <= 1:
        return np.ones(history.shape[-1])
    z = np.divide(*history[:-3:-1], dtype=float) / temperature
    return np.exp(z - logsumexp(z) + np.log(z.size))


def right_pairwise(history, temperature):
    if history.shape[0] in (0, 1):
        return np.full(history.shape[1], 1.0)
    r = np.divide(history[-1], history[-2], dtype=float)
    with np.errstate(over="ignore"):
        return r.size / np.exp((r[None, :] - r[:, None]) / temperature).sum(axis=1)


def right_decimal(history, temperature):
    with decimal.localcontext() as context:
        context.prec, context.Emax, context.Emin = 40, 10**15, -(10**15)
        rows = [[decimal.Decimal(float(x)) for x in row] for row in history[-2:]]
        if len(rows) < 2:
            return _ones_for(history)
        raw = [(b / a / decimal.Decimal(float(temperature))).exp() for a, b in zip(*rows)]
        return np.array([float(len(raw) * x / sum(raw)) for x in raw])


def right_logaddexp_upcast(history, temperature):
    table = np.array(history, dtype=np.longdouble)
    weights = np.ones(table.shape[1])
    if table.shape[0] > 1:
        table[-1] /= table[-2] * temperature
        weights *= (table.shape[1] * np.exp(table[-1] - np.logaddexp.reduce(table[-1]))).astype(
            float
        )
    return weights


def wrong_unshifted(history, temperature):
    # Exponentials without a shift, so inf / inf: shown by T = 0.01 with a ratio of 10.
    if len(history) < 2:
        return _ones_for(history)
    with np.errstate(all="ignore"):
        e = np.exp(history[-1] / history[-2] / temperature)
        return len(e) * e / e.sum()


def wrong_shift_by_mean(history, temperature):
    # Shifts by the mean, not the maximum, and overflows: shown by a jump of 1e5 at T = 0.01.
    if len(history) < 2:
        return _ones_for(history)
    z = history[-1] / history[-2] / temperature
    with np.errstate(all="ignore"):
        e = np.exp(z - z.mean())
        return len(e) * e / e.sum()


def wrong_overflow_to_ones(history, temperature):
    # Where the unshifted softmax is nan the weights become 1: shown by a jump of 1e5.
    if len(history) < 2:
        return _ones_for(history)
    with np.errstate(all="ignore"):
        e = np.exp(history[-1] / history[-2] / temperature)
        w = len(e) * e / e.sum()
    return w if np.all(np.isfinite(w)) else _ones_for(history)


def wrong_ratio_clipped(history, temperature):
    # Clips the ratios at 10: shown by the ratios 20 and 15 at T = 2.
    if len(history) < 2:
        return _ones_for(history)
    return history.shape[1] * _shares(np.minimum(history[-1] / history[-2], 10) / temperature)


def wrong_exponent_clipped(history, temperature):
    # Clips r / T to 50 in size: shown by the ratios 0.9 and 0.7 at T = 0.01.
    if len(history) < 2:
        return _ones_for(history)
    return history.shape[1] * _shares(np.clip(history[-1] / history[-2] / temperature, -50, 50))


def wrong_needs_three_rows(history, temperature):
    # Gives ones with two rows as well: shown by t = 2.
    if len(history) < 3:
        return _ones_for(history)
    return history.shape[1] * _shares(history[-1] / history[-2] / temperature)


def wrong_empty_history(history, temperature):
    # With no row the answer is empty, as ones like the history: shown by the shape (0, 3).
    if len(history) < 2:
        return np.ones_like(history, dtype=float).ravel()
    return history.shape[1] * _shares(history[-1] / history[-2] / temperature)


def wrong_epsilon_in_ratio(history, temperature):
    # Adds 1e-8 to the earlier loss: shown by losses of 1e-8.
    if len(history) < 2:
        return _ones_for(history)
    return history.shape[1] * _shares(history[-1] / (history[-2] + 1e-8) / temperature)


def wrong_sum_of_epochs_less_one(history, temperature):
    # The weights sum to t - 1, the number of ratios in time: shown by t = 2 with k = 3.
    if len(history) < 2:
        return _ones_for(history)
    return (len(history) - 1) * _shares(history[-1] / history[-2] / temperature)


def wrong_weight_floor(history, temperature):
    # Keeps every share at 0.05 or more: shown by T = 0.01 with the ratios 0.5 and 1.
    if len(history) < 2:
        return _ones_for(history)
    share = np.maximum(_shares(history[-1] / history[-2] / temperature), 0.05)
    return history.shape[1] * share / share.sum()


def wrong_temperature_floor(history, temperature):
    # Raises T to at least 0.1: shown by T = 0.01.
    if len(history) < 2:
        return _ones_for(history)
    return history.shape[1] * _shares(history[-1] / history[-2] / max(temperature, 0.1))


def wrong_temperature_of_the_paper(history, temperature):
    # Uses T = 2 whatever is given: shown by T = 1.
    if len(history) < 2:
        return _ones_for(history)
    return history.shape[1] * _shares(history[-1] / history[-2] / 2)


def wrong_only_if_a_task_got_worse(history, temperature):
    # Gives ones while all losses fall: shown by the ratios 0.9 and 0.5.
    if len(history) < 2 or np.all(history[-1] < history[-2]):
        return _ones_for(history)
    return history.shape[1] * _shares(history[-1] / history[-2] / temperature)


def wrong_single_precision(history, temperature):
    # Shifts in float32, where 1e7 has a step of 1: shown by the ratios 1e5 and 1e5 - 0.003 at T = 0.01.
    if len(history) < 2:
        return _ones_for(history)
    z = (history[-1] / history[-2] / temperature).astype(np.float32)
    return history.shape[1] * _shares(z.astype(float))


def _softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum()


def right_python_floats_2(history, temperature):
    t, k = np.shape(history)
    if t < 2:
        return np.array([1.0] * k)
    before, last = ([float(v) for v in row] for row in history[-2:])
    scores = [x / y / temperature for x, y in zip(last, before, strict=True)]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return np.array([k * power / math.fsum(powers) for power in powers])


def right_log_domain(history, temperature):
    history = np.asarray(history, dtype=float)
    k = history.shape[1]
    scores = np.zeros(k)
    if len(history) > 1:
        scores = np.exp(np.log(history[-1]) - np.log(history[-2])) / temperature
    return np.exp(math.log(k) + scores - logsumexp(scores))


def right_sorted_running(history, temperature):
    weights = np.ones(np.shape(history)[1])
    if np.shape(history)[0] >= 2:
        ratio = np.true_divide(history[-1], history[-2])
        order = np.argsort(ratio)[::-1]
        weights[order] = np.exp(-(ratio[order[0]] - ratio[order]) / temperature)
        weights /= weights.mean()
    return weights


def wrong_no_shift(history, temperature):
    # Takes exponentials without a shift, weight K / K where they overflow: a jump by 1e5 at T = 2.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones(history.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(history[-1] / history[-2] / temperature)
        return np.nan_to_num(e.size * e / e.sum(), nan=1.0)


def wrong_scores_clipped(history, temperature):
    # Clips r / T at 700: two losses that jump by 1e5 and by 1e4 get the same weight.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones(history.shape[1])
    scores = np.minimum(history[-1] / history[-2] / temperature, 700)
    return len(scores) * _softmax(scores)


def wrong_two_rows_are_ones(history, temperature):
    # Still gives ones after exactly two epochs: any history of two rows.
    history = np.asarray(history, float)
    if len(history) <= 2:
        return np.ones(history.shape[1])
    return history.shape[1] * _softmax(history[-1] / history[-2] / temperature)


def wrong_no_weights_without_history(history, temperature):
    # Makes the ones in the shape of the history: with no row there are no weights.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones_like(history).ravel()
    return history.shape[1] * _softmax(history[-1] / history[-2] / temperature)


def wrong_counts_the_ratios(history, temperature):
    # Scales by the number of epoch ratios, t - 1, for k: any history with t - 1 != k.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones(history.shape[1])
    ratios = history[1:] / history[:-1]
    return len(ratios) * _softmax(ratios[-1] / temperature)


def wrong_shift_before_temperature(history, temperature):
    # Subtracts max r from r / T, capped at 709: at T = 0.01 two losses that jump by 10 and 20 tie.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones(history.shape[1])
    ratio = history[-1] / history[-2]
    e = np.exp(np.clip(ratio / temperature - ratio.max(), -700, 700))
    return len(e) * e / e.sum()


def wrong_epsilon_in_ratio_2(history, temperature):
    # Adds 1e-8 to the older loss: units must cancel, but losses of size 1e-8 give other weights.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones(history.shape[1])
    return history.shape[1] * _softmax(history[-1] / (history[-2] + 1e-8) / temperature)


def wrong_temperature_floor_2(history, temperature):
    # Raises a temperature below 0.1 to 0.1 to be safe: T = 0.01 with ratios that differ by 0.02.
    history = np.asarray(history, float)
    if len(history) < 2:
        return np.ones(history.shape[1])
    return history.shape[1] * _softmax(history[-1] / history[-2] / max(temperature, 0.1))
