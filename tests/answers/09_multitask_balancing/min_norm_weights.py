"""Answers to `min_norm_weights`."""

import numpy as np


def exact(a, b):
    if np.all(a == b):
        return np.array([0.5, 0.5])
    scale = np.maximum(np.max(np.abs(a)), np.max(np.abs(b)))
    a, b = a / scale, b / scale
    w = np.clip((b - a) @ b / np.sum((b - a) ** 2), 0, 1)
    return np.array([w, 1 - w])


def plain(a, b):
    w = np.clip((b - a) @ b / ((b - a) @ (b - a)), 0, 1)
    return np.array([w, 1 - w])


def right_scaled_closed_form(a, b):
    if np.all(a == b):
        return np.array([0.5, 0.5])
    scale = np.maximum(np.max(np.abs(a)), np.max(np.abs(b)))
    a, b = a / scale, b / scale
    w = np.clip((b - a) @ b / np.sum((b - a) ** 2), 0, 1)
    return np.array([w, 1 - w])


def right_three_cases(a, b):
    scale = max(abs(a).max(), abs(b).max())
    if scale == 0 or (a == b).all():
        return np.full(2, 0.5)
    a, b = a / scale, b / scale
    if a @ (b - a) >= 0:
        return np.array([1.0, 0.0])
    if b @ (a - b) >= 0:
        return np.array([0.0, 1.0])
    gap = a - b
    return np.array([-gap @ b, gap @ a]) / (gap @ gap)


def right_clip_the_second(a, b):
    if not np.any(a - b):
        return np.array([0.5, 0.5])
    power = 2.0 ** np.floor(np.log2(np.max(np.abs([a, b]))))
    a, b = a / power, b / power
    second = min(max((a - b) @ a / ((a - b) @ (a - b)), 0.0), 1.0)
    return np.array([1 - second, second])


def wrong_exchanged(a, b):
    """The weights are exchanged"""

    return exact(a, b)[::-1]


def wrong_orthogonal_formula(a, b):
    """orthogonal gradients only"""
    return np.array([b @ b, a @ a]) / (a @ a + b @ b)


def wrong_inverse_lengths(a, b):
    """Inverse lengths make the parts equal"""
    n = np.array([np.sqrt(b @ b), np.sqrt(a @ a)])
    return n / n.sum()


def wrong_in_proportion_to_length(a, b):
    """the long gradient gets less"""
    n = np.array([np.sqrt(a @ a), np.sqrt(b @ b)])
    return n / n.sum()


def wrong_not_clipped(a, b):
    """may not be negative"""
    w = (b - a) @ b / ((b - a) @ (b - a))
    return np.array([w, 1 - w])


def wrong_absolute_and_rescaled(a, b):
    """do not take absolute values"""

    def base(a, b):
        w = (b - a) @ b / ((b - a) @ (b - a))
        return np.array([w, 1 - w])

    w = np.abs(base(a, b))
    return w / w.sum()


def wrong_equal_gradients_are_nan(a, b):
    """A hidden check fails: equal gradients"""

    scale = max(abs(a).max(), abs(b).max()) or 1.0
    return plain(a / scale, b / scale)


def wrong_squares_overflow(a, b):
    """A hidden check fails: lengths of 1e200"""

    return np.array([0.5, 0.5]) if np.array_equal(a, b) else plain(a, b)


def wrong_epsilon_in_denominator(a, b):
    """A hidden check fails: lengths of 1e200"""
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    scale = max(abs(a).max(), abs(b).max(), 1.0)
    a, b = a / scale, b / scale
    w = np.clip((b - a) @ b / ((b - a) @ (b - a) + 1e-18), 0, 1)
    return np.array([w, 1 - w])


def wrong_each_scaled_to_length_one(a, b):
    """returns a wrong value"""

    a, b = a / max(np.sqrt(a @ a), 1e-300), b / max(np.sqrt(b @ b), 1e-300)
    return np.array([0.5, 0.5]) if np.array_equal(a, b) else plain(a, b)


def wrong_nearly_equal_taken_for_equal(a, b):
    """A hidden check fails"""

    if np.allclose(a, b, rtol=1e-8, atol=1e-8 * abs(a).max()):
        return np.array([0.5, 0.5])
    return exact(a, b)


def wrong_clipped_at_zero_only(a, b):
    """may not be negative"""
    w = max(0.0, float((b - a) @ b / ((b - a) @ (b - a))))
    return np.array([w, 1 - w])


def wrong_zero_gradient_gets_nothing(a, b):
    """A hidden check fails: a zero gradient"""

    if not a.any() and b.any():
        return np.array([0.0, 1.0])
    if a.any() and not b.any():
        return np.array([1.0, 0.0])
    return exact(a, b)


def wrong_rounded_to_the_shorter(a, b):
    """returns a wrong value"""
    return np.array([1.0, 0.0]) if np.abs(a).max() < np.abs(b).max() else np.array([0.0, 1.0])


def wrong_scaled_by_the_product_of_sizes(a, b):
    """A hidden check fails: lengths of 1e200"""
    if np.array_equal(a, b):
        return np.array([0.5, 0.5])
    scale = np.sqrt(np.abs(a).max() or 1.0) * np.sqrt(np.abs(b).max() or 1.0)
    a, b = a / scale, b / scale
    w = np.clip((b - a) @ b / ((b - a) @ (b - a)), 0, 1)
    return np.array([w, 1 - w])
