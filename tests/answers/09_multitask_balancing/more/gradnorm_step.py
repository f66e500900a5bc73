"""More answers to `gradnorm_step`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _goal(w, n, now, first, alpha):
    g, rel = w * n, now / first
    return g.mean() * (rel / rel.mean()) ** alpha


def _finish(w):
    w = np.maximum(w, 0.01)
    return len(w) * w / w.sum()


def _plain_signs(w, n, now, first, alpha):
    return np.sign(w * n - _goal(w, n, now, first, alpha))


def right_python_floats(weights, norms, losses, initial_losses, alpha, rate):
    w, n = [float(x) for x in weights], [float(x) for x in norms]
    k = len(w)
    rel = [float(a) / float(b) for a, b in zip(losses, initial_losses)]
    parts = [a * b for a, b in zip(w, n)]
    centre, pace = math.fsum(parts) / k, math.fsum(rel) / k
    for i in range(k):
        goal = centre * (rel[i] / pace) ** alpha
        if not math.isclose(parts[i], goal, rel_tol=1e-13):
            w[i] += -rate * n[i] if parts[i] > goal else rate * n[i]
        w[i] = max(w[i], 0.01)
    whole = math.fsum(w)
    return np.array([k * x / whole for x in w])


def right_log_domain(weights, norms, losses, initial_losses, alpha, rate):
    log_g = np.log(weights) + np.log(norms)
    log_rel = np.log(losses) - np.log(initial_losses)
    log_k = math.log(len(log_g))
    log_goal = np.logaddexp.reduce(log_g) - log_k
    log_goal = log_goal + alpha * (log_rel - np.logaddexp.reduce(log_rel) + log_k)
    gap = log_g - log_goal
    moved = weights - rate * norms * ((gap > 1e-12).astype(float) - (gap < -1e-12))
    moved[moved < 0.01] = 0.01
    return moved / moved.mean()


def right_longdouble(weights, norms, losses, initial_losses, alpha, rate):
    w, n, now, first = (
        np.array(x, np.longdouble) for x in (weights, norms, losses, initial_losses)
    )
    g, rel = w * n, now / first
    goal = np.mean(g) * (rel * len(rel) / np.sum(rel)) ** np.longdouble(alpha)
    gap = g - goal
    gap[np.abs(gap) < 1e-14 * g] = 0
    w -= rate * np.sign(gap) * n
    np.clip(w, 0.01, None, out=w)
    w *= len(w) / w.sum()
    return w.astype(float)


def right_quotient_sign(weights, norms, losses, initial_losses, alpha, rate):
    k = len(weights)
    rel = np.divide(losses, initial_losses)
    gap = np.multiply(weights, norms) - np.dot(weights, norms) / k * np.power(
        k * rel / rel.sum(), alpha
    )
    still = np.isclose(gap, 0, rtol=0, atol=1e-13 * np.max(weights * norms))
    slope = norms * np.where(still, 0.0, gap / np.where(still, 1.0, np.abs(gap)))
    new = np.fmax(np.subtract(weights, rate * slope), 1e-2)
    return new * (k / np.add.reduce(new))


def right_two_masks(weights, norms, losses, initial_losses, alpha, rate):
    lengths_now = weights * norms
    pace = losses / initial_losses
    pace = pace / np.average(pace)
    goal = np.average(lengths_now) * pace**alpha
    long, short = lengths_now > goal * (1 + 1e-13), lengths_now < goal * (1 - 1e-13)
    new = weights.astype(float).copy()
    new[long] -= rate * norms[long]
    new[short] += rate * norms[short]
    new = np.where(new < 0.01, 0.01, new)
    return np.array([len(new) * x for x in new / new.sum()])


def wrong_tie_goes_up(weights, norms, losses, initial_losses, alpha, rate):
    # A task exactly at its target is pushed up: shown by equal rates and lengths 1, 2, 3, where the middle one is at 2.
    gap = weights * norms - _goal(weights, norms, losses, initial_losses, alpha)
    return _finish(weights - rate * np.where(gap > 0, 1, -1) * norms)


def wrong_mean_of_unweighted_lengths(weights, norms, losses, initial_losses, alpha, rate):
    # The mean length in the target is that of the unweighted gradients: shown by weights 0.2, 0.3 with norms 1, 2.
    rel = losses / initial_losses
    goal = norms.mean() * (rel / rel.mean()) ** alpha
    return _finish(weights - rate * np.sign(weights * norms - goal) * norms)


def wrong_floor_after_rescaling(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales first and raises to 0.01 then, so the sum is not k: shown by a large rate.
    signs = _plain_signs(weights, norms, losses, initial_losses, alpha)
    new = weights - rate * signs * norms
    return np.maximum(len(new) * new / new.sum(), 0.01)


def wrong_no_floor(weights, norms, losses, initial_losses, alpha, rate):
    # Does not raise weights below 0.01: shown by a rate that makes one negative.
    new = weights - rate * _plain_signs(weights, norms, losses, initial_losses, alpha) * norms
    return len(new) * new / new.sum()


def wrong_absolute_floor(weights, norms, losses, initial_losses, alpha, rate):
    # Takes absolute values before the floor: shown by a step that makes a weight -0.5.
    new = weights - rate * _plain_signs(weights, norms, losses, initial_losses, alpha) * norms
    return _finish(np.abs(new))


def wrong_smaller_floor(weights, norms, losses, initial_losses, alpha, rate):
    # The floor is 1e-4, as in the lesson's run, and not 0.01: shown by a step that makes a weight negative.
    new = weights - rate * _plain_signs(weights, norms, losses, initial_losses, alpha) * norms
    new = np.maximum(new, 1e-4)
    return len(new) * new / new.sum()


def wrong_keeps_old_sum(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales to the sum of the given weights: shown by weights that do not sum to k.
    new = weights - rate * _plain_signs(weights, norms, losses, initial_losses, alpha) * norms
    new = np.maximum(new, 0.01)
    return weights.sum() * new / new.sum()


def wrong_rescales_before_too(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales the given weights to sum k before the step: shown by weights that do not sum to k.
    w = len(weights) * weights / weights.sum()
    return _finish(w - rate * _plain_signs(w, norms, losses, initial_losses, alpha) * norms)


def wrong_mean_length_by_weights(weights, norms, losses, initial_losses, alpha, rate):
    # Divides the sum of the lengths by the sum of the weights, not by k: shown by weights that sum to far more than k.
    rel = losses / initial_losses
    goal = weights @ norms / weights.sum() * (rel / rel.mean()) ** alpha
    return _finish(weights - rate * np.sign(weights * norms - goal) * norms)


def wrong_rates_against_median(weights, norms, losses, initial_losses, alpha, rate):
    # Compares the rates with their median, not their mean: shown by a mean far from the median.
    rel = losses / initial_losses
    goal = np.mean(weights * norms) * (rel / np.median(rel)) ** alpha
    return _finish(weights - rate * np.sign(weights * norms - goal) * norms)


def wrong_rate_of_sums(weights, norms, losses, initial_losses, alpha, rate):
    # Divides by sum L / sum L(0) and not by the mean of L / L(0): shown by initial losses of very different size.
    goal = (
        np.mean(weights * norms)
        * (losses / initial_losses / (losses.sum() / initial_losses.sum())) ** alpha
    )
    return _finish(weights - rate * np.sign(weights * norms - goal) * norms)


def wrong_target_rescaled(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales the targets to have the mean of the lengths: shown by alpha 3 with spread rates.
    rel = losses / initial_losses
    goal = rel**alpha
    goal = np.mean(weights * norms) * goal / goal.mean()
    return _finish(weights - rate * np.sign(weights * norms - goal) * norms)


def wrong_alpha_of_the_paper(weights, norms, losses, initial_losses, alpha, rate):
    # Uses alpha 1.5 whatever is given: shown by alpha 0.
    signs = _plain_signs(weights, norms, losses, initial_losses, 1.5)
    return _finish(weights - rate * signs * norms)


def wrong_upper_clip(weights, norms, losses, initial_losses, alpha, rate):
    # Also clips at k before it rescales: shown by a step that lifts one weight above k.
    new = weights - rate * _plain_signs(weights, norms, losses, initial_losses, alpha) * norms
    return _finish(np.minimum(new, len(new)))


def _target(weights, norms, losses, initial_losses, alpha):
    ratio = np.asarray(losses, float) / initial_losses
    lengths = np.asarray(weights, float) * norms
    return lengths, lengths.mean() * (ratio / ratio.mean()) ** alpha


def _finish_2(weights, norms, sign, rate):
    moved = np.maximum(weights - rate * sign * norms, 0.01)
    return len(moved) * moved / moved.sum()


def right_python_floats_2(weights, norms, losses, initial_losses, alpha, rate):
    k = len(weights)
    lengths = [float(w) * float(n) for w, n in zip(weights, norms, strict=True)]
    ratios = [float(x) / float(y) for x, y in zip(losses, initial_losses, strict=True)]
    mean_length, mean_ratio = math.fsum(lengths) / k, math.fsum(ratios) / k
    moved = []
    for i in range(k):
        target, w = mean_length * (ratios[i] / mean_ratio) ** alpha, float(weights[i])
        if lengths[i] > target:
            w -= rate * float(norms[i])
        elif lengths[i] < target:
            w += rate * float(norms[i])
        moved.append(w if w > 0.01 else 0.01)
    return np.array([w * k / math.fsum(moved) for w in moved])


def right_logs_with_rounding_room(weights, norms, losses, initial_losses, alpha, rate):
    w, g = np.array(weights, dtype=float), np.array(norms, dtype=float)
    log_r = np.log(losses) - np.log(initial_losses)
    log_r = log_r - np.log(np.mean(np.exp(log_r)))
    gap = np.log(w * g) - np.log(np.mean(w * g)) - alpha * log_r
    gap[np.abs(gap) < 1e-12] = 0.0
    w -= rate * np.sign(gap) * g
    w[w < 0.01] = 0.01
    return w / w.mean()


def right_comparisons_of_sums(weights, norms, losses, initial_losses, alpha, rate):
    k = np.size(weights)
    lengths = np.multiply(weights, norms)
    share = np.divide(losses, initial_losses)
    target = np.add.reduce(lengths) / k * np.power(share * k / np.add.reduce(share), alpha)
    step = (lengths < target).astype(float) - (lengths > target)
    new = np.clip(np.asarray(weights) + rate * step * norms, 0.01, None)
    return new * (k / np.add.reduce(new))


def wrong_task_at_target_moves(weights, norms, losses, initial_losses, alpha, rate):
    # Raises a task exactly at its target (> or else up): weights (1, 1, 1), norms (1, 2, 3), alpha 0.
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    return _finish_2(weights, norms, np.where(lengths > target, 1.0, -1.0), rate)


def wrong_keeps_old_sum_2(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales to the sum that the weights had: weights (1, 2), which sum to 3 and not to k.
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    new = _finish_2(weights, norms, np.sign(lengths - target), rate)
    return new * np.sum(weights) / len(new)


def wrong_floor_after_rescaling_2(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales first and raises to 0.01 then: a step that takes a weight below 0 breaks the sum k.
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    moved = weights - rate * np.sign(lengths - target) * norms
    return np.maximum(len(moved) * moved / moved.sum(), 0.01)


def wrong_floored_twice(weights, norms, losses, initial_losses, alpha, rate):
    # Raises to 0.01 again after rescaling: a floored weight beside others that sum to 2 k.
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    return np.maximum(_finish_2(weights, norms, np.sign(lengths - target), rate), 0.01)


def wrong_ratio_of_sums(weights, norms, losses, initial_losses, alpha, rate):
    # Divides by sum L / sum L(0): losses (1, 90) after (2, 100), norms (0.72, 1.28), weights and alpha 1.
    lengths, _ = _target(weights, norms, losses, initial_losses, alpha)
    ratio = (np.asarray(losses) / initial_losses) / (np.sum(losses) / np.sum(initial_losses))
    return _finish_2(weights, norms, np.sign(lengths - lengths.mean() * ratio**alpha), rate)


def wrong_mean_of_unweighted_lengths_2(weights, norms, losses, initial_losses, alpha, rate):
    # Takes the mean of the unweighted lengths for the target: weights (1.8, 0.2), norms (1, 10).
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    target = target * np.mean(norms) / lengths.mean()
    return _finish_2(weights, norms, np.sign(lengths - target), rate)


def wrong_targets_share_the_total(weights, norms, losses, initial_losses, alpha, rate):
    # Rescales the targets to the total length: alpha 2, ratios (1, 0.2), weights 1, norms (1.96, 0.04).
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    target = target * lengths.mean() / target.mean()
    return _finish_2(weights, norms, np.sign(lengths - target), rate)


def wrong_floor_zero(weights, norms, losses, initial_losses, alpha, rate):
    # Raises negative weights to 0, not to 0.01: a step longer than the weight.
    lengths, target = _target(weights, norms, losses, initial_losses, alpha)
    moved = np.maximum(weights - rate * np.sign(lengths - target) * norms, 0.0)
    return len(moved) * moved / moved.sum()
