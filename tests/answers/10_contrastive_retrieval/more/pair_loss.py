"""More answers to `pair_loss`, written by readers who saw only the student notebook."""

import functools
import math

import numpy as np
from scipy.spatial.distance import euclidean


def _adv_parts(first, second):
    diff = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    return diff, np.sqrt((diff**2).sum(axis=1))


def _adv_direction(diff, d):
    return diff / np.where(d == 0, 1, d)[:, None]


def _adv_join(diff, d, same, margin):
    short = np.maximum(margin - d, 0)
    losses = np.where(same, d**2, short**2) / 2
    return losses, np.where(same[:, None], diff, -short[:, None] * _adv_direction(diff, d))


def right_loops_with_dist(first, second, same, margin):
    losses, slopes = [], []
    for x, y, alike in zip(first, second, same):
        d = math.dist([float(c) for c in x], [float(c) for c in y])
        diff = [float(a) - float(b) for a, b in zip(x, y)]
        if alike:
            losses.append(d * d / 2)
            slopes.append(diff)
        elif d == 0:
            losses.append(margin * margin / 2)
            slopes.append([0.0] * len(diff))
        elif d < margin:
            losses.append((margin - d) ** 2 / 2)
            slopes.append([(d - margin) * c / d for c in diff])
        else:
            losses.append(0.0)
            slopes.append([0.0] * len(diff))
    return np.array(losses), np.array(slopes)


def right_one_factor_for_the_difference(first, second, same, margin):
    diff = np.asarray(first) - np.asarray(second)
    d = np.sqrt(np.einsum("nd,nd->n", diff, diff))
    inverse = np.divide(margin, d, out=np.ones(d.shape), where=d > 0)
    factor = np.where(same, 1.0, np.minimum(1 - inverse, 0))
    residual = np.where(same, d, np.clip(margin - d, 0, None))
    return 0.5 * residual**2, np.einsum("n,nd->nd", factor, diff)


def right_signed_target(first, second, same, margin):
    # Each pair is pulled to a target distance: 0, or at least the margin.
    diff, d = _adv_parts(first, second)
    gap = d - np.where(same, 0.0, np.maximum(d, margin))
    with np.errstate(invalid="ignore"):
        along = diff / d[:, None]
    along[d == 0] = 0
    return np.square(gap) / 2, gap[:, None] * along


def right_boolean_rows(first, second, same, margin):
    first, second = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    losses, grad = np.zeros(len(first)), np.zeros(first.shape)
    first -= second
    d = np.linalg.norm(first, axis=1)
    losses[same] = d[same] ** 2 / 2
    grad[same] = first[same]
    inside = ~same & (d < margin)
    losses[inside] = (margin - d[inside]) ** 2 / 2
    pushed = inside & (d > 0)
    grad[pushed] = first[pushed] - margin * first[pushed] / d[pushed, None]
    return losses, grad


def right_scipy_row_by_row(first, second, same, margin):
    def one(x, y, alike):
        d = euclidean(x, y)
        if alike:
            return 0.5 * d**2, np.subtract(x, y, dtype=float)
        short = max(margin - d, 0.0)
        return short * short * 0.5, np.subtract(y, x, dtype=float) * (short / d if d else 0.0)

    pairs = [one(*row) for row in zip(first, second, same)]
    return np.array([p[0] for p in pairs]), np.vstack([p[1] for p in pairs])


def right_hypot_reduce_and_sign(first, second, same, margin):
    diff = np.subtract(first, second, dtype=float)
    d = np.hypot.reduce(diff, axis=1, initial=0.0)
    short = (margin - d) * np.heaviside(margin - d, 0)
    safe = d + (d == 0)
    y = same.astype(float)
    losses = y * d * d / 2 + (1 - y) * short * short / 2
    return losses, (y * d / safe - (1 - y) * short / safe)[:, None] * diff


def wrong_mean_over_coordinates(first, second, same, margin):
    # Mean over the d coordinates for the 1/2, equal only at d = 2: a same pair of shape (1, 3).
    diff, d = _adv_parts(first, second)
    losses, grad = _adv_join(diff, d, same, margin)
    return np.where(same, (diff**2).mean(axis=1), losses), grad


def wrong_divided_by_the_margin(first, second, same, margin):
    # Losses and gradients have 1/margin for the 1/2: any margin but 2 shows it.
    losses, grad = _adv_join(*_adv_parts(first, second), same, margin)
    return losses * 2 / margin, grad * 2 / margin


def wrong_loss_alone_divided_by_the_margin(first, second, same, margin):
    # The squared hinge is divided by the margin, not by 2: different pair at d = 0 with margin 1.
    losses, grad = _adv_join(*_adv_parts(first, second), same, margin)
    return np.where(same, losses, losses * 2 / margin), grad


def wrong_times_the_margin(first, second, same, margin):
    # Multiplies the difference by the margin, not by 1/d: different pair at d = 1 with margin 3.
    diff, d = _adv_parts(first, second)
    losses, _ = _adv_join(diff, d, same, margin)
    short = np.maximum(margin - d, 0)[:, None]
    return losses, np.where(same[:, None], diff, -short * margin * diff)


def wrong_same_pair_at_distance_zero(first, second, same, margin):
    # 0/0 for a pair of one class at distance 0: the gradient is nan there, and should be 0.
    diff, d = _adv_parts(first, second)
    losses, grad = _adv_join(diff, d, same, margin)
    with np.errstate(invalid="ignore"):
        pull = d[:, None] * (diff / d[:, None])
    return losses, np.where(same[:, None], pull, grad)


def wrong_epsilon_on_the_distance(first, second, same, margin):
    # Divides by d + 1e-8: a different pair at distance 1e-9 gets a tenth of its gradient.
    diff, d = _adv_parts(first, second)
    losses, _ = _adv_join(diff, d, same, margin)
    push = -np.maximum(margin - d, 0)[:, None] * diff / (d[:, None] + 1e-8)
    return losses, np.where(same[:, None], diff, push)


def wrong_epsilon_under_the_root(first, second, same, margin):
    # sqrt(d^2 + 1e-16): a different pair at distance 1e-9 gets a tenth of its gradient.
    diff, d = _adv_parts(first, second)
    d = np.sqrt(d**2 + 1e-16)
    return _adv_join(diff, d, same, margin)


def wrong_near_is_zero(first, second, same, margin):
    # Takes the gradient 0 below a distance of 1e-4, not at 0 alone: a different pair at 1e-5.
    diff, d = _adv_parts(first, second)
    losses, grad = _adv_join(diff, d, same, margin)
    return losses, np.where(((d < 1e-4) & ~same)[:, None], 0.0, grad)


def wrong_expanded_square(first, second, same, margin):
    # |x|^2 + |y|^2 - 2xy loses the digits: rows near (10000, 10000) at a distance of 0.0001.
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    d = np.sqrt(np.maximum((x * x).sum(1) + (y * y).sum(1) - 2 * (x * y).sum(1), 0))
    return _adv_join(x - y, d, same, margin)


def wrong_same_pair_within_the_margin_is_free(first, second, same, margin):
    # A pair of one class closer than the margin has loss 0: a same pair at d = 1 with margin 2.
    diff, d = _adv_parts(first, second)
    losses, grad = _adv_join(diff, d, same, margin)
    free = same & (d < margin)
    return np.where(free, 0.0, losses), np.where(free[:, None], 0.0, grad)


def wrong_margin_at_most_two(first, second, same, margin):
    # Caps the margin at 2, as for unit vectors: a different pair at d = 1 with margin 5.
    return _adv_join(*_adv_parts(first, second), same, min(margin, 2.0))


def wrong_first_two_coordinates(first, second, same, margin):
    # The distance sees two coordinates only: first [[0, 0, 1.0]], second [[0, 0, 0]].
    diff, _ = _adv_parts(first, second)
    return _adv_join(diff, np.sqrt((diff[:, :2] ** 2).sum(axis=1)), same, margin)


def wrong_square_input_masked_by_column(first, second, same, margin):
    # With n = d, `same` is laid along the columns of the gradient: n = d = 2, same [True, False].
    diff, d = _adv_parts(first, second)
    short = np.maximum(margin - d, 0)
    mask = same if diff.shape[0] == diff.shape[1] else same[:, None]
    losses = np.where(same, d**2, short**2) / 2
    return losses, np.where(mask, diff, -short[:, None] * _adv_direction(diff, d))


def wrong_gradient_clipped_to_length_five(first, second, same, margin):
    # Clips each row of the gradient to length 5: a same pair at distance 6.
    losses, grad = _adv_join(*_adv_parts(first, second), same, margin)
    length = np.linalg.norm(grad, axis=1, keepdims=True)
    return losses, grad * np.minimum(1, 5 / np.maximum(length, 5))


def wrong_difference_in_place(first, second, same, margin):
    # Subtracts in the caller's `first`: a second call, first [[3.0]], second [[1.0]], differs.
    first -= second
    return _adv_join(first, np.linalg.norm(first, axis=1), same, margin)


def _parts(first, second):
    diff = first - second
    return diff, np.sqrt((diff**2).sum(axis=1, keepdims=True))


def _join(diff, d, unit, same, margin):
    short = np.maximum(margin - d, 0)
    losses = np.where(same, d[:, 0] ** 2 / 2, short[:, 0] ** 2 / 2)
    return losses, np.where(same[:, None], diff, -short * unit)


def right_math_dist(first, second, same, margin):
    losses, rows = [], []
    for x, y, s in zip(np.asarray(first).tolist(), np.asarray(second).tolist(), same):
        d = math.dist(x, y)
        if s:
            losses.append(d * d / 2)
            rows.append([float(a - b) for a, b in zip(x, y)])
        else:
            gap = max(0.0, margin - d)
            losses.append(gap * gap / 2)
            rows.append([gap * (b - a) / d if d > 0 else 0.0 for a, b in zip(x, y)])
    return np.array(losses), np.array(rows)


def right_hypot_boolean_rows(first, second, same, margin):
    step = np.subtract(first, second, dtype=float)
    d = functools.reduce(np.hypot, step.T, np.zeros(len(step)))
    pull, push = np.asarray(same), ~np.asarray(same) & (d < margin)
    losses, gradient = np.zeros(len(d)), np.zeros(step.shape)
    losses[pull] = 0.5 * d[pull] ** 2
    losses[push] = 0.5 * (margin - d[push]) ** 2
    gradient[pull] = step[pull]
    push &= d > 0
    gradient[push] = step[push] - margin * (step[push] / d[push, None])
    return losses, gradient


def right_signed_residual(first, second, same, margin):
    step = np.asarray(first, float) - np.asarray(second, float)
    d = np.linalg.norm(step, axis=1)
    residual = np.where(same, d, np.minimum(d - margin, 0.0))
    direction = np.divide(step.T, d, out=np.zeros(step.T.shape), where=d != 0)
    return np.square(residual) / 2, (residual * direction).T


def wrong_distance_floor(first, second, same, margin):
    # The distance is floored at 1e-6 before the division: a pair at distance 1e-8 is hardly pushed.
    diff, d = _parts(first, second)
    return _join(diff, d, diff / np.maximum(d, 1e-6), same, margin)


def wrong_epsilon_added(first, second, same, margin):
    # d + 1e-8 in the denominator: at distance 1e-8 the push has half its size.
    diff, d = _parts(first, second)
    return _join(diff, d, diff / (d + 1e-8), same, margin)


def wrong_isclose(first, second, same, margin):
    # Near vectors are taken for equal: [1000, 0] and [1000.005, 0] are not pushed apart.
    diff, d = _parts(first, second)
    equal = np.isclose(first, second).all(axis=1, keepdims=True)
    return _join(diff, d, np.where(equal, 0.0, diff / np.where(equal, 1.0, d)), same, margin)


def wrong_same_pair_nan(first, second, same, margin):
    # One class as d times diff / d: 0 / 0 for an equal pair of one class.
    diff, d = _parts(first, second)
    zero = (d == 0) & ~same[:, None]
    with np.errstate(invalid="ignore"):
        unit = np.where(zero, 0.0, diff / np.where(zero, 1.0, d))
    return _join(d * unit, d, unit, same, margin)


def wrong_over_margin(first, second, same, margin):
    # The hinge is divided by the margin in place of 2: equal at margin 2, not at margin 1.
    diff, d = _parts(first, second)
    losses, gradient = _join(diff, d, diff / np.where(d == 0, 1.0, d), same, margin)
    factor = np.where(same, 1.0, 2 / margin)
    return losses * factor, gradient * factor[:, None]


def wrong_expanded_square_2(first, second, same, margin):
    # |x|^2 + |y|^2 - 2xy cancels: [1e5, 1e5] and [1e5, 1e5 + 1e-4] lose their distance.
    d2 = (first**2).sum(axis=1) + (second**2).sum(axis=1) - 2 * (first * second).sum(axis=1)
    d = np.sqrt(np.maximum(d2, 0))[:, None]
    diff = first - second
    return _join(diff, d, diff / np.where(d == 0, 1.0, d), same, margin)


def wrong_squeezed(first, second, same, margin):
    # Squeezed results: one pair gives a loss of shape () and a gradient of shape (d,).
    diff, d = _parts(first, second)
    losses, gradient = _join(diff, d, diff / np.where(d == 0, 1.0, d), same, margin)
    return np.squeeze(losses), np.squeeze(gradient)
