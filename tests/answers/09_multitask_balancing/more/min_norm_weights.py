"""More answers to `min_norm_weights`, written by readers who saw only the student notebook."""

import math
from fractions import Fraction

import numpy as np


def _two(first):
    first = min(1.0, max(0.0, float(first)))
    return np.array([first, 1 - first])


def _largest(*vectors):
    return max(float(np.max(np.abs(v))) for v in vectors)


def _scaled_formula(a, b):
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    c = _largest(a, b)
    gap = b / c - a / c
    return _two(gap @ (b / c) / (gap @ gap))


def right_fractions(a, b):
    top, bottom = Fraction(0), Fraction(0)
    for x, y in zip(a, b):
        x, y = Fraction(float(x)), Fraction(float(y))
        top, bottom = top + (y - x) * y, bottom + (y - x) ** 2
    first = Fraction(1, 2) if bottom == 0 else min(Fraction(1), max(Fraction(0), top / bottom))
    return np.array([float(first), float(1 - first)])


def right_longdouble(a, b):
    a, b = np.asarray(a, np.longdouble), np.asarray(b, np.longdouble)
    gap = b - a
    if not gap.any():
        return np.full(2, 0.5)
    first = np.clip(np.sum(gap * b) / np.sum(gap * gap), 0, 1)
    return np.array([first, 1 - first], dtype=float)


def right_unit_difference(a, b):
    gap = np.subtract(b, a, dtype=float)
    length = math.hypot(*gap)
    if length == 0:
        return np.array([0.5, 0.5])
    first = float(np.dot(gap / length, b)) / length
    first = 0.0 if first < 0 else 1.0 if first > 1 else first
    return np.array((first, 1.0 - first))


def right_power_of_two(a, b):
    if (a == b).all():
        return np.array([1.0, 1.0]) / 2
    a, b = a.astype(float), b.astype(float)
    _, power = math.frexp(_largest(b - a))
    gap = np.ldexp(b - a, -power)
    for_a, for_b = math.fsum(gap * b), -math.fsum(gap * a)
    if for_a <= 0 or for_b <= 0:
        return np.array([float(for_b <= 0), float(for_a <= 0)])
    return np.array([for_a / (for_a + for_b), for_b / (for_a + for_b)])


def right_midpoint_form(a, b):
    gap = np.array(a, float) - b
    size = _largest(gap)
    if size == 0.0:
        return np.array([0.5, 0.5])
    gap /= size
    middle = np.asarray(a, float) / 2 + np.asarray(b, float) / 2
    slope = float(np.einsum("p,p->", gap, middle)) / float(np.einsum("p,p->", gap, gap))
    first = np.clip(0.5 - slope / size, 0.0, 1.0)
    return np.stack([first, 1 - first])


def wrong_unscaled(a, b):
    # No scaling, so the squares leave float64 and the weights are nan: shown by lengths of 1e200 or 1e-200.
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    with np.errstate(all="ignore"):
        first = np.clip((b - a) @ b / ((b - a) @ (b - a)), 0, 1)
    return np.array([first, 1 - first])


def wrong_overflow_means_half(a, b):
    # Where the unscaled quotient is not finite both get 0.5: shown by lengths of 1e200.
    with np.errstate(all="ignore"):
        first = (b - a) @ b / ((b - a) @ (b - a))
    return _two(first) if np.isfinite(first) else np.array([0.5, 0.5])


def wrong_scaled_by_a(a, b):
    # Divides both by the size of a: shown by a of length 1e-200 with b of 1e200.
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    with np.errstate(all="ignore"):
        c = _largest(a) or 1.0
        gap = b / c - a / c
        first = np.clip(gap @ (b / c) / (gap @ gap), 0, 1)
    return np.array([first, 1 - first])


def wrong_scaled_by_smaller(a, b):
    # Divides both by the smaller size: shown by lengths of 1e200 and 1e-200 together.
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    with np.errstate(all="ignore"):
        c = min(_largest(a), _largest(b)) or _largest(a, b)
        gap = b / c - a / c
        first = np.clip(gap @ (b / c) / (gap @ gap), 0, 1)
    return np.array([first, 1 - first])


def wrong_scaled_only_if_large(a, b):
    # Scales only what is larger than 1: shown by two gradients of length 1e-200.
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    c = max(1.0, _largest(a, b))
    gap = b / c - a / c
    with np.errstate(all="ignore"):
        first = np.clip(gap @ (b / c) / (gap @ gap), 0, 1)
    return np.array([first, 1 - first])


def wrong_scaled_by_sum(a, b):
    # Divides by the sum of all entries, which may be 0: shown by (1, -2) and (3, -2).
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    with np.errstate(all="ignore"):
        c = np.sum(a) + np.sum(b)
        gap = b / c - a / c
        first = np.clip(gap @ (b / c) / (gap @ gap), 0, 1)
    return np.array([first, 1 - first])


def wrong_denominator_epsilon(a, b):
    # Adds 1e-12 to the scaled denominator: shown by (1, -1e-7) and (1, 1e-7).
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    c = _largest(a, b)
    gap = b / c - a / c
    return _two(gap @ (b / c) / (gap @ gap + 1e-12))


def wrong_allclose_is_equal(a, b):
    # Tests equality with allclose, for which all short gradients are equal: shown by lengths of 1e-200.
    return np.array([0.5, 0.5]) if np.allclose(a, b) else _scaled_formula(a, b)


def wrong_nearly_equal_is_half(a, b):
    # After scaling, a squared distance below 1e-12 counts as equal: shown by (1, 0) and (1 + 1e-7, 0).
    c = _largest(a, b) or 1.0
    gap = b / c - a / c
    return np.array([0.5, 0.5]) if gap @ gap < 1e-12 else _scaled_formula(a, b)


def wrong_any_equal_entry(a, b):
    # np.any in place of np.all: one common entry makes them equal, shown by (1, 0) and (3, 0).
    return np.array([0.5, 0.5]) if np.any(a == b) else _scaled_formula(a, b)


def wrong_zero_has_no_say(a, b):
    # Gives a zero gradient the weight 0, where (17) gives it 1: shown by a = 0 with b nonzero.
    if not a.any() and b.any():
        return np.array([0.0, 1.0])
    if not b.any() and a.any():
        return np.array([1.0, 0.0])
    return _scaled_formula(a, b)


def wrong_half_for_zeros_only(a, b):
    # Only two zeros get 0.5; other equal gradients get (1, 0): shown by (1, 2) twice.
    if np.array_equal(a, b) and np.any(a):
        return np.array([1.0, 0.0])
    return _scaled_formula(a, b)


def wrong_no_lower_clip(a, b):
    # Cuts off at 1 but not at 0: shown by (2, 1) and (1, 0), where the first weight is -0.5.
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    c = _largest(a, b)
    gap = b / c - a / c
    first = min(1.0, gap @ (b / c) / (gap @ gap))
    return np.array([first, 1 - first])


def wrong_absolute_product(a, b):
    # Takes |a.b| for a.b: right without a conflict, shown by (1, 0) and (-1, 2).
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    c = _largest(a, b)
    x, y = a / c, b / c
    dot = abs(x @ y)
    with np.errstate(all="ignore"):
        first = np.clip((y @ y - dot) / (x @ x + y @ y - 2 * dot), 0, 1)
    return np.array([first, 1 - first])


def _pair(first):
    return np.array([first, 1.0 - first])


def _by_scaled_gap(a, b, scale):
    gap = (b - a) / scale
    return _pair(np.clip(gap @ b / (gap @ gap) / scale, 0.0, 1.0))


def right_exact_fractions(a, b):
    first = [Fraction(float(v)) for v in a]
    second = [Fraction(float(v)) for v in b]
    gap = [y - x for x, y in zip(first, second, strict=True)]
    square = sum(v * v for v in gap)
    if square == 0:
        return np.array([0.5, 0.5])
    w = sum(v * y for v, y in zip(gap, second, strict=True)) / square
    w = min(Fraction(1), max(Fraction(0), w))
    return np.array([float(w), float(1 - w)])


def right_foot_on_the_segment(a, b):
    distance = math.dist(a, b)
    if distance == 0.0:
        return np.full(2, 0.5)
    unit = [(float(y) - float(x)) / distance for x, y in zip(a, b, strict=True)]
    along = math.fsum(u * float(y) for u, y in zip(unit, b, strict=True))
    if along <= 0.0:
        return np.array([0.0, 1.0])
    if along >= distance:
        return np.array([1.0, 0.0])
    return np.array([along / distance, (distance - along) / distance])


def right_power_of_two_2(a, b):
    gap = np.subtract(b, a)
    exponent = int(np.frexp(np.max(np.abs(gap), initial=0.0))[1])
    gap = np.ldexp(gap, -exponent)
    square = np.dot(gap, gap)
    if not square > 0:
        return np.array((0.5, 0.5))
    w = np.ldexp(np.dot(gap, b) / square, -exponent)
    w = 0.0 if w < 0 else 1.0 if w > 1 else float(w)
    return np.array((w, 1 - w))


def wrong_allclose_for_equal(a, b):
    # Tests equality with allclose: any two gradients of length 1e-9 get (0.5, 0.5).
    return _pair(0.5) if np.allclose(a, b) else _by_scaled_gap(a, b, np.abs(b - a).max())


def wrong_expanded_squares(a, b):
    # Expands the squares after scaling by the largest entry: a = (1, 1e-9), b = (1, -3e-9) cancels.
    scale = max(np.abs(a).max(), np.abs(b).max(), 1e-300)
    x, y = a / scale, b / scale
    square = x @ x - 2 * (x @ y) + y @ y
    return _pair(0.5 if square <= 0 else np.clip((y @ y - x @ y) / square, 0.0, 1.0))


def wrong_equal_nonzero_gradients(a, b):
    # Gives (0.5, 0.5) to two zeros only, and (0, 1) to other equal gradients: a = b = (1, 2).
    if not a.any() and not b.any():
        return _pair(0.5)
    return _by_scaled_gap(a, b, np.abs(b - a).max() or 1.0) if np.any(a != b) else _pair(0.0)


def wrong_rescues_overflow_only(a, b):
    # Scales only after an overflow: gradients of length 1e-200 have a square gap of 0, hence halves.
    with np.errstate(over="ignore", invalid="ignore"):
        gap = b - a
        square = gap @ gap
    if square == 0:
        return _pair(0.5)
    return _by_scaled_gap(a, b, np.abs(gap).max() if np.isinf(square) else 1.0)


def wrong_one_equal_entry(a, b):
    # Calls gradients equal if any entry is (any for all): a = (1, 0, 0), b = (0, 2, 0).
    return _pair(0.5) if np.any(a == b) else _by_scaled_gap(a, b, np.abs(b - a).max())


def wrong_largest_without_sign(a, b):
    # Scales by max(gap) without absolute values, 1 if that is 0: a = (1e200, 0), b = (-2e200, 0).
    if np.array_equal(a, b):
        return _pair(0.5)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.nan_to_num(_by_scaled_gap(a, b, np.max(b - a) or 1.0))
