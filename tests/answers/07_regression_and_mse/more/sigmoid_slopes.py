"""More answers to `sigmoid_slopes`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special


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
