"""More answers to `sigmoid_slopes`, written by readers who saw only the student notebook."""

import math
from decimal import Decimal, localcontext

import numpy as np
from scipy import special
from scipy.special import expit


def _both_sides(logits):
    small = np.exp(-np.abs(logits))
    big, little = 1 / (1 + small), small / (1 + small)
    return np.where(logits >= 0, big, little), np.where(logits >= 0, little, big)


def _from_sides(one, zero, labels):
    error = (1 - labels) * one - labels * zero
    bell = one * zero
    return error, 2 * error * bell, 2 * bell**2 + 2 * error * bell * (zero - one)


def _plain_sigmoid(logits):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-logits))


def right_expit_of_both_signs(logits, labels):
    one, zero = special.expit(logits), special.expit(-logits)
    error = one * (1 - labels) - zero * labels
    bell = one * zero
    return error, 2 * error * bell, 2 * bell * (bell + error * (zero - one))


def right_python_floats(logits, labels):
    out = [np.empty(np.shape(logits)) for _ in range(3)]
    for index in np.ndindex(np.shape(logits)):
        z, y = float(logits[index]), float(labels[index])
        small = math.exp(-abs(z))
        one, zero = 1 / (1 + small), small / (1 + small)
        if z < 0:
            one, zero = zero, one
        error = math.fsum([(1 - y) * one, -y * zero])
        out[0][index] = error
        out[1][index] = 2 * error * one * zero
        out[2][index] = 2 * one * zero * (one * zero + error * (zero - one))
    return out


def right_log_domain(logits, labels):
    log_one, log_zero = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
    error = (1 - labels) * np.exp(log_one) - labels * np.exp(log_zero)
    bell = np.exp(log_one + log_zero)
    square = (1 - labels) * np.exp(2 * log_one + log_zero) - labels * np.exp(log_one + 2 * log_zero)
    return (
        error,
        2 * square,
        2 * np.exp(2 * (log_one + log_zero)) - 2 * error * bell * np.tanh(logits / 2),
    )


def right_hyperbolic(logits, labels):
    half = np.asarray(logits, dtype=np.float64) / 2
    sech = 1 / np.cosh(half)
    one, zero = 0.5 * np.exp(half) * sech, 0.5 * np.exp(-half) * sech
    bell = (0.5 * sech) ** 2
    error = (1 - labels) * one - labels * zero
    return error, 2 * error * bell, 2 * bell * (bell - error * np.tanh(half))


def right_mixture_of_two_labels(logits, labels):
    one = special.expit(logits)
    zero = special.expit(-logits)
    if_one = (-zero, -2 * one * zero**2, 2 * one * zero**2 * (3 * one - 1))
    if_zero = (one, 2 * one**2 * zero, 2 * one**2 * zero * (3 * zero - 1))
    return tuple(labels * a + (1 - labels) * b for a, b in zip(if_one, if_zero, strict=True))


def right_mirrored_logits(logits, labels):
    z = np.array(logits, dtype=float)
    y = np.array(labels, dtype=float)
    swap = z > 0
    z[swap] *= -1
    y[swap] = 1 - y[swap]
    power = np.exp(z)
    one, zero = power / (1 + power), 1 / (1 + power)
    rest = np.where(swap, labels, 1 - y)
    error = rest * one - y * zero
    bell = power / (1 + power) ** 2
    turn = np.where(swap, -1.0, 1.0)
    return turn * error, turn * 2 * error * bell, 2 * bell**2 + 2 * error * bell * (zero - one)


def wrong_rounded_difference(logits, labels):
    # q - y is subtracted after rounding: y = 1, z = 40 gives 0.
    one, zero = _both_sides(logits)
    error = one - labels
    bell = one * zero
    return error, 2 * error * bell, 2 * bell**2 + 2 * error * bell * (zero - one)


def wrong_probability_clipped(logits, labels):
    # q is clipped to [1e-12, 1 - 1e-12]: z = -40, y = 0.
    one, zero = (np.clip(side, 1e-12, 1 - 1e-12) for side in _both_sides(logits))
    return _from_sides(one, zero, labels)


def wrong_logits_clipped_at_50(logits, labels):
    # Logits are clipped to 50 against overflow: z = 100, y = 1.
    return _from_sides(*_both_sides(np.clip(logits, -50, 50)), labels)


def wrong_exponential_overflows(logits, labels):
    # e^z / (1 + e^z) is inf / inf: z = 1000.
    with np.errstate(all="ignore"):
        one = np.exp(logits) / (1 + np.exp(logits))
    return _from_sides(one, 1 / (1 + np.exp(np.minimum(logits, 700))), labels)


def wrong_slope_from_rounded_complement(logits, labels):
    # q' is q (1 - q) with a rounded 1 - q: y = 0, z = 40 gives slope 0.
    one, zero = _both_sides(logits)
    error = (1 - labels) * one - labels * zero
    bell = one * (1 - one)
    return error, 2 * error * bell, 2 * bell**2 + 2 * error * bell * (1 - 2 * one)


def wrong_rounded_complement_in_curvature_only(logits, labels):
    # The slopes are right, the curvature uses q - q^2: y = 0, z = 40.
    one, zero = _both_sides(logits)
    error, slope, _ = _from_sides(one, zero, labels)
    bell = one - one**2
    return error, slope, 2 * bell**2 + 2 * error * bell * (zero - one)


def wrong_bell_by_one_sided_power(logits, labels):
    # q' is e^-z / (1 + e^-z)^2, inf / inf: z = -1000.
    one, zero = _both_sides(logits)
    error = (1 - labels) * one - labels * zero
    with np.errstate(all="ignore"):
        bell = np.exp(-logits) / (1 + np.exp(-logits)) ** 2
    return error, 2 * error * bell, 2 * bell**2 + 2 * error * bell * (zero - one)


def wrong_good_for_label_one_only(logits, labels):
    # The error is (1 - y) - sigma(-z), which cancels for y = 0: z = -40.
    one, zero = _both_sides(logits)
    error = (1 - labels) - zero
    bell = one * zero
    return error, 2 * error * bell, 2 * bell**2 + 2 * error * bell * (zero - one)


def wrong_small_number_added(logits, labels):
    # 1e-12 is added to both probabilities: z = 40, y = 1.
    one, zero = _both_sides(logits)
    return _from_sides(one + 1e-12, zero + 1e-12, labels)


def wrong_saturated_set_to_zero(logits, labels):
    # Beyond 36 the smaller side is taken for 0: z = 40, y = 1.
    one, zero = _both_sides(logits)
    one, zero = np.where(logits < -36, 0.0, one), np.where(logits > 36, 0.0, zero)
    return _from_sides(one, zero, labels)


def wrong_labels_clipped(logits, labels):
    # Labels are clipped to [1e-7, 1 - 1e-7]: z = 40, y = 1.
    return _from_sides(*_both_sides(logits), np.clip(labels, 1e-7, 1 - 1e-7))


def wrong_single_precision(logits, labels):
    # Computed in float32: z = 110, y = 1 underflows, and nowhere nine digits.
    one, zero = _both_sides(logits.astype(np.float32))
    return tuple(part.astype(float) for part in _from_sides(one, zero, labels.astype(np.float32)))


def wrong_logit_zero_left_out(logits, labels):
    # Two strict masks leave a logit of 0 without a probability: z = 0.
    small = np.exp(-np.abs(logits))
    one, zero = np.zeros_like(small), np.zeros_like(small)
    one[logits > 0], zero[logits > 0] = (
        (1 / (1 + small))[logits > 0],
        (small / (1 + small))[logits > 0],
    )
    one[logits < 0], zero[logits < 0] = (
        (small / (1 + small))[logits < 0],
        (1 / (1 + small))[logits < 0],
    )
    return _from_sides(one, zero, labels)


def wrong_tanh_sigmoid(logits, labels):
    # (1 + tanh(z / 2)) / 2 cancels for negative logits: z = -40, y = 0.
    one = 0.5 * (1 + np.tanh(logits / 2))
    zero = 0.5 * (1 - np.tanh(logits / 2))
    return _from_sides(one, zero, labels)


def wrong_tail_without_denominator(logits, labels):
    # From |z| = 10 on e^-|z| stands for e^-|z| / (1 + e^-|z|): z = 12, y = 1 has four digits.
    one, zero = _both_sides(logits)
    one = np.where(logits < -10, np.exp(np.minimum(logits, 0)), one)
    zero = np.where(logits > 10, np.exp(-np.maximum(logits, 0)), zero)
    return _from_sides(one, zero, labels)


def wrong_curvature_by_differences_of_the_plain_slope(logits, labels):
    # Central differences of a slope that cancels: y = 1, z = 40.
    one, zero = _both_sides(logits)
    step = 1e-5
    slopes = []
    for z in (logits - step, logits + step):
        q = _plain_sigmoid(z)
        slopes.append(2 * (q - labels) * q * (1 - q))
    return *_from_sides(one, zero, labels)[:2], (slopes[1] - slopes[0]) / (2 * step)


def wrong_square_slope_from_the_rounded_error(logits, labels):
    # Only the slope of the square uses a rounded q - y: y = 1, z = 40.
    one, zero = _both_sides(logits)
    error, _, bend = _from_sides(one, zero, labels)
    return error, 2 * (one - labels) * one * zero, bend


def wrong_bend_by_label_one_and_its_mirror(logits, labels):
    # Soft labels above one half are rounded up in the curvature: y = 0.9.
    one, zero = _both_sides(logits)
    error, slope, _ = _from_sides(one, zero, labels)
    hard = np.where(labels > 0.5, 1.0, labels)
    return error, slope, _from_sides(one, zero, hard)[2]


def wrong_soft_label_above_half(logits, labels):
    # Soft labels above one half are taken for 1 everywhere: y = 0.9.
    return _from_sides(*_both_sides(logits), np.where(labels > 0.5, 1.0, labels))


def wrong_flat_result(logits, labels):
    # The results lose their shape: two-dimensional logits.
    return _from_sides(*_both_sides(np.ravel(logits)), np.ravel(labels))


def right_decimal(logits, labels):
    parts = []
    with localcontext() as context:
        context.prec = 60
        for z, y in zip(np.ravel(logits).tolist(), np.ravel(labels).tolist(), strict=True):
            z, y = Decimal(z), Decimal(y)
            up, down = 1 / (1 + (-z).exp()), 1 / (1 + z.exp())
            gap, slope = (1 - y) * up - y * down, up * down
            bend = 2 * slope * slope + 2 * gap * slope * (down - up)
            parts.append((float(gap), float(2 * gap * slope), float(bend)))
    table = np.array(parts, dtype=float).reshape(-1, 3)
    return tuple(table[:, i].reshape(np.shape(logits)) for i in range(3))


def right_linear_in_label(logits, labels):
    up, down = expit(logits), expit(-logits)
    ce = labels * -down + (1 - labels) * up
    mse = labels * (-2 * up * down**2) + (1 - labels) * (2 * up**2 * down)
    of_one = 2 * up * down**2 * (3 * up - 1)
    of_zero = 2 * down * up**2 * (3 * down - 1)
    return ce, mse, labels * of_one + (1 - labels) * of_zero


def right_log_domain_and_tanh(logits, labels):
    log_up, log_down = -np.logaddexp(0.0, -logits), -np.logaddexp(0.0, logits)
    gap = (1 - labels) * np.exp(log_up) - labels * np.exp(log_down)
    slope = np.exp(log_up + log_down)
    return gap, 2 * gap * slope, 2 * slope * (slope - gap * np.tanh(logits / 2))


def wrong_stable_for_label_one_only(logits, labels):
    # 1 - q is stable for the label 1 only: z = 40, y = 0 gives a slope of 0, not 8.5e-18.
    q = expit(logits)
    down = np.where(labels == 1, expit(-logits), 1 - q)
    gap = np.where(labels == 1, -down, q - labels)
    slope = q * down
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (1 - 2 * q)


def wrong_exponential_overflows_2(logits, labels):
    # exp(-z) without the absolute value: inf / inf is nan at z = -1000.
    e = np.exp(-logits)
    up, down = 1 / (1 + e), e / (1 + e)
    gap, slope = (1 - labels) * up - labels * down, up * down
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (down - up)


def wrong_logits_clipped(logits, labels):
    # Logits are clipped to 50: z = 100, y = 1 gives -1.9e-22, not -3.7e-44.
    z = np.clip(logits, -50, 50)
    up, down = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    gap, slope = (1 - labels) * up - labels * down, up * down
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (down - up)


def wrong_tail_from_twelve(logits, labels):
    # Beyond 12 the small side is e^-|z|, six digits only: z = 12.5, y = 1.
    e = np.exp(-np.abs(logits))
    small = np.where(np.abs(logits) > 12, e, e / (1 + e))
    up = np.where(logits >= 0, 1 - small, small)
    down = np.where(logits >= 0, small, 1 - small)
    gap, slope = (1 - labels) * up - labels * down, up * down
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (down - up)


def wrong_float32(logits, labels):
    # Sigmoids in float32: seven digits, and at z = 150, y = 1 the first gradient is 0.
    z, y = logits.astype(np.float32), labels.astype(np.float32)
    e = np.exp(-np.abs(z))
    up = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    down = np.where(z >= 0, e / (1 + e), 1 / (1 + e))
    gap, slope = ((1 - y) * up - y * down).astype(float), (up * down).astype(float)
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (down - up)


def wrong_curvature_by_differences(logits, labels):
    # The curvature is a central difference: seven digits, not nine, at z = 40, y = 1.

    def slopes(z):
        up, down = expit(z), expit(-z)
        gap = (1 - labels) * up - labels * down
        return gap, 2 * gap * up * down

    h = 2e-4
    bend = (slopes(logits + h)[1] - slopes(logits - h)[1]) / (2 * h)
    return *slopes(logits), bend


def wrong_labels_above_half(logits, labels):
    # Labels above one half take the branch of the label 1: z = 0, y = 0.7 gives -0.5.
    up, down = expit(logits), expit(-logits)
    gap, slope = np.where(labels > 0.5, -down, up - labels), up * down
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (down - up)


def wrong_zero_logit(logits, labels):
    # Both branches are strict, so that z = 0 has q = 0 and 1 - q = 0.
    up, down = np.zeros_like(logits), np.zeros_like(logits)
    e = np.exp(-np.abs(logits))
    high, low = logits > 0, logits < 0
    up[high], down[high] = 1 / (1 + e[high]), e[high] / (1 + e[high])
    up[low], down[low] = e[low] / (1 + e[low]), 1 / (1 + e[low])
    gap, slope = (1 - labels) * up - labels * down, up * down
    return gap, 2 * gap * slope, 2 * slope**2 + 2 * gap * slope * (down - up)
