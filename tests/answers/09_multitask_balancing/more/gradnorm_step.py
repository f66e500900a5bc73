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
