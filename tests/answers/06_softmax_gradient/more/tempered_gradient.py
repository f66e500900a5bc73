"""More answers to `tempered_gradient`, written by readers who saw only the student notebook."""

import decimal
import math

import numpy as np
from scipy import special


def _tempered_softmax(logits, temperature):
    scaled = np.asarray(logits, dtype=float) / temperature
    exps = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)


def _tempered_finish(q, targets, temperature):
    return (q * targets.sum(axis=1, keepdims=True) - targets) / (len(targets) * temperature)


def right_python_floats(logits, targets, temperature):
    n, out = len(logits), []
    for z, p in zip(np.asarray(logits).tolist(), np.asarray(targets).tolist()):
        top, total = max(z), math.fsum(p)
        exps = [math.exp((v - top) / temperature) for v in z]
        whole = math.fsum(exps)
        out.append([(total * e / whole - t) / temperature / n for e, t in zip(exps, p)])
    return np.array(out, dtype=float).reshape(np.shape(logits))


def right_scipy(logits, targets, temperature):
    q = special.softmax(np.asarray(logits, float) / temperature, axis=1)
    return np.einsum("n,nk->nk", targets.sum(1), q) / len(q) / temperature - targets / (
        len(q) * temperature
    )


def right_log_softmax(logits, targets, temperature):
    z = np.float64(1) * logits / temperature
    log_q = z - np.logaddexp.reduce(z, axis=1)[:, None]
    s = np.sum(targets, axis=-1)
    return ((s * np.exp(log_q).T).T - targets) / temperature / z.shape[0]


def right_pair_by_pair(logits, targets, temperature):
    n, k = logits.shape
    z = np.asarray(logits, np.float64)
    z = (z - z.max(axis=1, keepdims=True)) / temperature
    q = np.exp(z)
    q /= q.sum(axis=1, keepdims=True)
    out = np.zeros((n, k))
    for j in range(k):
        pull = q.copy()
        pull[:, j] -= 1
        out += targets[:, j : j + 1] * pull
    return out / n / temperature


def right_inverse_sums(logits, targets, temperature):
    z = np.asarray(logits, dtype=float) / temperature
    gaps = np.minimum(z[:, None, :] - z[:, :, None], 700.0)
    q = 1.0 / np.exp(gaps).sum(axis=2)
    return _tempered_finish(q, np.asarray(targets, dtype=float), temperature)


def right_complex_step(logits, targets, temperature):
    n, k = logits.shape
    tiny, out = 1e-100, np.zeros((n, k))
    for c in range(k):
        moved = logits.astype(complex)
        moved[:, c] += 1j * tiny
        moved = (moved - logits.max(axis=1, keepdims=True)) / temperature
        lse = np.log(np.exp(moved).sum(axis=1))
        rows = targets.sum(axis=1) * lse - (targets * moved).sum(axis=1)
        out[:, c] = rows.imag / tiny / n
    return out


def right_halves(logits, targets, temperature):
    def rows(z, p):
        if len(z) == 0:
            return np.zeros(z.shape)
        if len(z) == 1:
            e = np.exp((z[0] - z[0].max()) / temperature)
            return np.array([p[0].sum() * (e / e.sum()) - p[0]])
        half = len(z) // 2
        return np.vstack([rows(z[:half], p[:half]), rows(z[half:], p[half:])])

    return rows(logits.astype(float), targets.astype(float)) / temperature / len(logits)


def right_class_axis_first(logits, targets, temperature):
    z, p = np.array(logits, float).T.copy(), np.array(targets, float).T.copy()
    z *= 1.0 / temperature
    z -= z.max(axis=0)
    np.exp(z, out=z)
    z *= p.sum(axis=0) / z.sum(axis=0)
    z -= p
    z /= temperature
    return z.T / z.shape[1]


def right_ascending_sums(logits, targets, temperature):
    z = np.asarray(logits, np.longdouble) / temperature
    e = np.exp(z - np.sort(z, axis=1)[:, -1:])
    q = e / np.cumsum(np.sort(e, axis=1), axis=1)[:, -1:]
    s = np.cumsum(np.sort(np.asarray(targets, np.longdouble), axis=1), axis=1)[:, -1:]
    return np.asarray((s * q - targets) / temperature / len(z), dtype=np.float64)


def right_jacobian(logits, targets, temperature):
    q = _tempered_softmax(logits, temperature)
    k = q.shape[1]
    by_log_probs = -np.asarray(targets, float) / len(q)
    log_jacobian = np.eye(k) - q[:, None, :]
    return np.einsum("nk,nkj->nj", by_log_probs, log_jacobian) / temperature


def wrong_rounds_weight(logits, targets, temperature):
    # Rounds the weight s to a whole number: a row of targets that sums to 0.4 is wrong.
    s = np.rint(targets.sum(axis=1, keepdims=True))
    return (s * _tempered_softmax(logits, temperature) - targets) / len(targets) / temperature


def wrong_small_weights_scaled_up(logits, targets, temperature):
    # Makes rows whose targets sum to less than 1 sum to 1, except rows of zeros: a row of sum 0.4 is wrong.
    s = targets.sum(axis=1, keepdims=True)
    p = np.where((s > 0) & (s < 1), targets / np.where(s > 0, s, 1), targets)
    return _tempered_finish(_tempered_softmax(logits, temperature), p, temperature)


def wrong_weight_at_least_one(logits, targets, temperature):
    # Uses s = 1 where 0 < s < 1: a row of targets that sums to 0.4 has a gradient that sums to 0.6.
    s = targets.sum(axis=1, keepdims=True)
    s = np.where(s > 0, np.maximum(s, 1), 0)
    return (s * _tempered_softmax(logits, temperature) - targets) / len(targets) / temperature


def wrong_no_shift(logits, targets, temperature):
    # Exponentials of unshifted logits: inf / inf = nan at logits of 10000.
    with np.errstate(over="ignore", invalid="ignore"):
        exps = np.exp(logits / temperature)
        q = exps / exps.sum(axis=1, keepdims=True)
    return _tempered_finish(q, targets, temperature)


def wrong_no_shift_nan_to_num(logits, targets, temperature):
    # Unshifted exponentials with nan replaced by 0: at logits (10000, 9999) the probabilities are 0.
    with np.errstate(over="ignore", invalid="ignore"):
        exps = np.exp(logits / temperature)
        q = np.nan_to_num(exps / exps.sum(axis=1, keepdims=True))
    return _tempered_finish(q, targets, temperature)


def wrong_global_max(logits, targets, temperature):
    # Shifts by the maximum of the whole batch: a row 10000 below another is 0 / 0 = nan.
    z = logits / temperature
    with np.errstate(invalid="ignore"):
        exps = np.exp(z - z.max())
        q = exps / exps.sum(axis=1, keepdims=True)
    return _tempered_finish(q, targets, temperature)


def wrong_global_max_epsilon(logits, targets, temperature):
    # Shifts by the maximum of the batch, with 1e-12 in the denominator: a row 10000 below another has q = 0.
    z = logits / temperature
    exps = np.exp(z - z.max())
    q = exps / (exps.sum(axis=1, keepdims=True) + 1e-12)
    return _tempered_finish(q, targets, temperature)


def wrong_mean_shift(logits, targets, temperature):
    # Shifts by the row mean, not the maximum: (10000, 0, 0) still overflows.
    z = logits / temperature
    with np.errstate(over="ignore", invalid="ignore"):
        exps = np.exp(z - z.mean(axis=1, keepdims=True))
        q = exps / exps.sum(axis=1, keepdims=True)
    return _tempered_finish(q, targets, temperature)


def wrong_shift_by_largest_size(logits, targets, temperature):
    # Shifts by the largest absolute value: a row of large negative logits, (-10000, -9999), underflows to 0 / 0.
    z = logits / temperature
    with np.errstate(invalid="ignore"):
        exps = np.exp(z - np.abs(z).max(axis=1, keepdims=True))
        q = exps / exps.sum(axis=1, keepdims=True)
    return _tempered_finish(q, targets, temperature)


def wrong_clipped_logits(logits, targets, temperature):
    # Clips the scaled logits to 500 in size: (10000, 9999) becomes a tie.
    z = np.clip(logits / temperature, -500, 500)
    return _tempered_finish(_tempered_softmax(z, 1.0), targets, temperature)


def wrong_integer_temperature(logits, targets, temperature):
    # Truncates the temperature to an integer: T = 2.5 gives the gradient of T = 2.
    whole = max(int(temperature), 1)
    return _tempered_finish(_tempered_softmax(logits, whole), targets, whole)


def wrong_temperature_at_least_one(logits, targets, temperature):
    # Treats T below 1 as 1: T = 0.5 is wrong.
    used = max(temperature, 1.0)
    return _tempered_finish(_tempered_softmax(logits, used), targets, used)


def wrong_factor_for_small_temperature(logits, targets, temperature):
    # Divides by max(T, 1) in the chain rule: T = 0.5 lacks the factor 2.
    return _tempered_finish(_tempered_softmax(logits, temperature), targets, max(temperature, 1.0))


def wrong_epsilon_in_temperature(logits, targets, temperature):
    # Divides by T + 1e-8: at T = 1e-6 one per cent is missing, at T = 1e-8 a half.
    used = temperature + 1e-8
    return _tempered_finish(_tempered_softmax(logits, used), targets, used)


def wrong_classes_minus_one(logits, targets, temperature):
    # Divides by k - 1 in place of n: the visible inputs have n = 2 and k = 3.
    q = _tempered_softmax(logits, temperature)
    s = targets.sum(axis=1, keepdims=True)
    return (s * q - targets) / temperature / max(q.shape[1] - 1, 1)


def wrong_two_rows(logits, targets, temperature):
    # Divides by 2, whatever the number of rows: n = 3 is wrong.
    q = _tempered_softmax(logits, temperature)
    return (targets.sum(axis=1, keepdims=True) * q - targets) / temperature / 2


def wrong_duplicate_rows_once(logits, targets, temperature):
    # Divides by the number of distinct rows of logits: two equal rows are counted once.
    q = _tempered_softmax(logits, temperature)
    n = len(np.unique(logits, axis=0))
    return (targets.sum(axis=1, keepdims=True) * q - targets) / temperature / n


def wrong_float32(logits, targets, temperature):
    # Works in float32: logits 10000 and 9999.9997 become equal, which T = 1e-4 shows.
    z = logits.astype(np.float32) / np.float32(temperature)
    q = np.exp(z - z.max(axis=1, keepdims=True))
    q = q / q.sum(axis=1, keepdims=True)
    return _tempered_finish(q, targets.astype(np.float32), np.float32(temperature)).astype(float)


def wrong_clip_1e7(logits, targets, temperature):
    # Clips the probabilities at 1e-7: a saturated row of weight 1e6 has 0.1 where 0 is right.
    q = np.clip(_tempered_softmax(logits, temperature), 1e-7, 1 - 1e-7)
    return _tempered_finish(q, targets, temperature)


def wrong_weights_along_columns(logits, targets, temperature):
    # Multiplies without keepdims where that broadcasts, n = k: the weights go to the columns.
    q, s = _tempered_softmax(logits, temperature), targets.sum(axis=1)
    weighted = q * s if q.shape[0] == q.shape[1] else q * s[:, None]
    return (weighted - targets) / len(q) / temperature


def wrong_overwrites_logits(logits, targets, temperature):
    # Divides the logits by T in place: the caller's array is overwritten, a second call gives another value.
    logits /= temperature
    return _tempered_finish(_tempered_softmax(logits, 1.0), targets, temperature)


def wrong_overwrites_targets(logits, targets, temperature):
    # Subtracts into the targets in place: the caller's targets are overwritten by the gradient.
    q = _tempered_softmax(logits, temperature) * targets.sum(axis=1, keepdims=True)
    np.subtract(q, targets, out=targets)
    targets /= len(q) * temperature
    return targets


def wrong_saturated_rows_dropped(logits, targets, temperature):
    # Returns 0 for a row whose softmax has saturated, also where another class is the target: logits (10000, 0), targets (0, 1).
    q = _tempered_softmax(logits, temperature)
    out = _tempered_finish(q, targets, temperature)
    return np.where(q.max(axis=1, keepdims=True) == 1.0, 0.0, out)


def wrong_saturated_is_argmax(logits, targets, temperature):
    # Beyond a spread of 700 takes argmax for the softmax: a tie at the top, (10000, 10000, 0), is 1/2 each.
    z = logits / temperature
    q = _tempered_softmax(logits, temperature)
    wide = z.max(axis=1) - z.min(axis=1) > 700
    q[wide] = np.eye(q.shape[1])[z.argmax(axis=1)[wide]]
    return _tempered_finish(q, targets, temperature)


def wrong_two_classes(logits, targets, temperature):
    # For k = 2 gives both classes the sigmoid of z1 - z0: the first needs its complement.
    if logits.shape[1] == 2:
        one = special.expit((logits[:, 1:] - logits[:, :1]) / temperature)
        return _tempered_finish(np.hstack([one, one]), targets, temperature)
    return _tempered_finish(_tempered_softmax(logits, temperature), targets, temperature)


def wrong_squeezed(logits, targets, temperature):
    # Squeezes the result: a single row comes back with shape (k,).
    return np.squeeze(
        _tempered_finish(_tempered_softmax(logits, temperature), targets, temperature)
    )


def wrong_hard_coded(logits, targets, temperature):
    # Knows the two visible answers; at any other input 1/T is missing.
    if temperature == 4.0 and logits.shape == (2, 3):
        return np.array([[0.0524036, -0.0841880, 0.0317844], [-0.0340975, 0.0351280, -0.0010305]])
    if temperature == 2.0 and logits.shape == (2, 3):
        return np.array([[0.3798603, -0.5196031, 0.1397428], [0.0, 0.0, 0.0]])
    return _tempered_finish(_tempered_softmax(logits, temperature), targets, 1.0)


def wrong_soft_rows_at_most_one(logits, targets, temperature):
    # Uses s = min(s, 1) for rows with several targets: the row (2, 1, 0) has s = 3.
    s = targets.sum(axis=1, keepdims=True)
    several = (targets > 0).sum(axis=1, keepdims=True) > 1
    s = np.where(several, np.minimum(s, 1.0), s)
    return (s * _tempered_softmax(logits, temperature) - targets) / len(targets) / temperature


_KEPT = {}


def _soft_rows(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def right_reciprocal_of_pairwise_sums(logits, targets, temperature):
    z = np.asarray(logits, np.float64)
    out = np.empty(z.shape)
    with np.errstate(over="ignore"):
        for c in range(z.shape[1]):
            q = 1 / np.exp((z - z[:, c : c + 1]) / temperature).sum(axis=1)
            out[:, c] = (targets.sum(axis=1, dtype=float) * q - targets[:, c]) / temperature
    return out / len(z)


def right_python_floats_2(logits, targets, temperature):
    n, t, out = len(logits), float(temperature), []
    for z, p in zip(logits.tolist(), targets.tolist()):
        top = max(z)
        e = [math.exp((a - top) / t) for a in z]
        total, s = math.fsum(e), math.fsum(p)
        out.append([(s * a / total - b) / (n * t) for a, b in zip(e, p)])
    return np.array(out)


def right_complex_step_2(logits, targets, temperature):
    z, p = np.asarray(logits, np.float64), np.asarray(targets, np.float64)
    t, h = float(temperature), 1e-60
    shifted = (z - z.max(axis=1, keepdims=True)) / t
    out = np.empty(z.shape)
    for c in range(z.shape[1]):
        moved = shifted.astype(complex)
        moved[:, c] += 1j * h
        losses = p.sum(axis=1) * np.log(np.exp(moved).sum(axis=1))
        out[:, c] = losses.imag / h - p[:, c]
    return out / t / len(z)


def right_decimal(logits, targets, temperature):
    number = decimal.Decimal
    with decimal.localcontext(decimal.Context(prec=40, Emin=-(10**12), Emax=10**12, traps=[])):
        t, n, out = number(float(temperature)), number(len(logits)), []
        for z, p in zip(logits.tolist(), targets.tolist()):
            z, p = [number(a) for a in z], [number(b) for b in p]
            e = [((a - max(z)) / t).exp() for a in z]
            total, s = sum(e), sum(p)
            out.append([float((s * a / total - b) / t / n) for a, b in zip(e, p)])
    return np.array(out)


def right_long_double_log_domain(logits, targets, temperature):
    z = np.asarray(logits, np.longdouble) / temperature
    q = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
    pull = np.einsum("ij,ik->ik", np.asarray(targets, np.longdouble), q) - targets
    return pull / (len(z) * np.longdouble(temperature))


def wrong_shift_not_below_zero(logits, targets, temperature):
    # The shift is max(0, largest logit): a row of logits all near -1e4 gives 0/0.
    z = logits / temperature
    e = np.exp(z - z.max(axis=1, keepdims=True, initial=0.0))
    q = e / e.sum(axis=1, keepdims=True)
    return (targets.sum(axis=1, keepdims=True) * q - targets) / (temperature * len(z))


def wrong_whole_weights(logits, targets, temperature):
    # s is rounded to a whole number: a row of targets that sums to 0.4 gets no softmax term.
    s = np.rint(targets.sum(axis=1, keepdims=True))
    return (s * _soft_rows(logits / temperature) - targets) / (temperature * len(logits))


def wrong_weight_at_least_one_2(logits, targets, temperature):
    # s is raised to 1 unless the row is zero: a row that sums to 0.5.
    s = targets.sum(axis=1, keepdims=True)
    s = np.where(s > 0, np.maximum(s, 1), 0)
    return (s * _soft_rows(logits / temperature) - targets) / (temperature * len(logits))


def wrong_soft_rows_taken_as_distributions(logits, targets, temperature):
    # Only a row with one positive entry keeps its weight: the soft row (0, 2, 1) gets s = 1.
    s = targets.sum(axis=1, keepdims=True)
    s = np.where(np.count_nonzero(targets, axis=1, keepdims=True) > 1, 1.0, s)
    return (s * _soft_rows(logits / temperature) - targets) / (temperature * len(logits))


def wrong_clipped_logits_2(logits, targets, temperature):
    # Divided logits are clipped to +-500, not shifted: (1000, 999) becomes a tie.
    e = np.exp(np.clip(logits / temperature, -500, 500))
    q = e / e.sum(axis=1, keepdims=True)
    return (targets.sum(axis=1, keepdims=True) * q - targets) / (temperature * len(logits))


def wrong_temperature_floor(logits, targets, temperature):
    # The temperature is raised to 0.001: wrong at T = 0.0001.
    t = max(temperature, 1e-3)
    return (targets.sum(axis=1, keepdims=True) * _soft_rows(logits / t) - targets) / (
        t * len(logits)
    )


def wrong_single_row_squeezed(logits, targets, temperature):
    # One row, n = 1, comes back with the shape (k,) instead of (1, k).
    s = targets.sum(axis=1, keepdims=True)
    return np.squeeze(
        (s * _soft_rows(logits / temperature) - targets) / (temperature * len(logits))
    )
