"""Answers to `gradnorm_step`."""

import numpy as np


def finish(moved):
    moved = np.maximum(moved, 0.01)
    return len(moved) * moved / moved.sum()


def exact(weights, norms, losses, initial_losses, alpha, rate):
    g = weights * norms
    r = losses / initial_losses
    r = r / r.mean()
    moved = np.maximum(weights - rate * np.sign(g - g.mean() * r**alpha) * norms, 0.01)
    return len(weights) * moved / moved.sum()


def right_vectorised(weights, norms, losses, initial_losses, alpha, rate):
    g = weights * norms
    r = losses / initial_losses
    r = r / r.mean()
    moved = np.maximum(weights - rate * np.sign(g - g.mean() * r**alpha) * norms, 0.01)
    return len(weights) * moved / moved.sum()


def right_loop(weights, norms, losses, initial_losses, alpha, rate):
    k = len(weights)
    lengths = [weights[i] * norms[i] for i in range(k)]
    left = [losses[i] / initial_losses[i] for i in range(k)]
    moved = []
    for i in range(k):
        target = sum(lengths) / k * (left[i] * k / sum(left)) ** alpha
        slope = norms[i] if lengths[i] > target else -norms[i] if lengths[i] < target else 0.0
        moved.append(max(weights[i] - rate * slope, 0.01))
    return np.array([k * w / sum(moved) for w in moved])


def right_compare_masks(weights, norms, losses, initial_losses, alpha, rate):
    excess = weights * norms
    share = losses / initial_losses
    excess = excess - np.mean(excess) * np.power(share * len(share) / np.sum(share), alpha)
    moved = weights - rate * norms * ((excess > 0).astype(float) - (excess < 0))
    moved[moved < 0.01] = 0.01
    return moved * (len(moved) / moved.sum())


def wrong_not_rescaled(weights, norms, losses, initial_losses, alpha, rate):
    """must be rescaled"""
    g = weights * norms
    r = losses / initial_losses
    r = r / r.mean()
    return np.maximum(weights - rate * np.sign(g - g.mean() * r**alpha) * norms, 0.01)


def wrong_sum_one(weights, norms, losses, initial_losses, alpha, rate):
    """not to 1"""

    return exact(weights, norms, losses, initial_losses, alpha, rate) / len(weights)


def wrong_uphill(weights, norms, losses, initial_losses, alpha, rate):
    """step uphill"""

    return exact(weights, norms, losses, initial_losses, alpha, -rate)


def wrong_rates_not_relative(weights, norms, losses, initial_losses, alpha, rate):
    """must have mean 1"""

    g = weights * norms
    target = g.mean() * (losses / initial_losses) ** alpha
    return finish(weights - rate * np.sign(g - target) * norms)


def wrong_rate_upside_down(weights, norms, losses, initial_losses, alpha, rate):
    """The rate is upside down"""

    return exact(weights, norms, losses, initial_losses, -alpha, rate)


def wrong_alpha_ignored(weights, norms, losses, initial_losses, alpha, rate):
    """The power alpha of r is missing"""

    return exact(weights, norms, losses, initial_losses, 0.0, rate)


def wrong_alpha_as_factor(weights, norms, losses, initial_losses, alpha, rate):
    """not a factor"""

    g = weights * norms
    r = losses / initial_losses
    return finish(weights - rate * np.sign(g - g.mean() * r / r.mean() * alpha) * norms)


def wrong_unweighted_lengths(weights, norms, losses, initial_losses, alpha, rate):
    """must be weighted"""

    r = losses / initial_losses
    target = norms.mean() * (r / r.mean()) ** alpha
    return finish(weights - rate * np.sign(norms - target) * norms)


def wrong_sign_without_length(weights, norms, losses, initial_losses, alpha, rate):
    """sign times the unweighted length"""

    g = weights * norms
    r = losses / initial_losses
    return finish(weights - rate * np.sign(g - g.mean() * (r / r.mean()) ** alpha))


def wrong_slope_has_weighted_length(weights, norms, losses, initial_losses, alpha, rate):
    """not the weighted one"""

    g = weights * norms
    r = losses / initial_losses
    return finish(weights - rate * np.sign(g - g.mean() * (r / r.mean()) ** alpha) * g)


def wrong_target_differentiated(weights, norms, losses, initial_losses, alpha, rate):
    """it is a constant"""

    g = weights * norms
    r = (losses / initial_losses / np.mean(losses / initial_losses)) ** alpha
    sign = np.sign(g - g.mean() * r)
    return finish(weights - rate * norms * (sign - np.mean(sign * r)))


def wrong_squares(weights, norms, losses, initial_losses, alpha, rate):
    """absolute values"""

    g = weights * norms
    r = losses / initial_losses
    return finish(weights - rate * 2 * (g - g.mean() * (r / r.mean()) ** alpha) * norms)


def wrong_initial_losses_ignored(weights, norms, losses, initial_losses, alpha, rate):
    """divided by the initial ones"""

    return exact(weights, norms, losses, np.ones(len(losses)), alpha, rate)


def wrong_floor_after_rescaling(weights, norms, losses, initial_losses, alpha, rate):
    """A hidden check fails: a large step"""
    g = weights * norms
    r = losses / initial_losses
    moved = weights - rate * np.sign(g - g.mean() * (r / r.mean()) ** alpha) * norms
    return np.maximum(len(moved) * moved / moved.sum(), 0.01)


def wrong_moves_at_the_target(weights, norms, losses, initial_losses, alpha, rate):
    """A hidden check fails: a task at its target"""

    g = weights * norms
    r = losses / initial_losses
    target = g.mean() * (r / r.mean()) ** alpha
    return finish(weights - rate * np.where(g >= target, 1.0, -1.0) * norms)


def wrong_power_before_the_mean(weights, norms, losses, initial_losses, alpha, rate):
    """A hidden check fails: r has mean 1 before the power"""
    g = weights * norms
    r = (losses / initial_losses) ** alpha
    moved = np.maximum(weights - rate * np.sign(g - g.mean() * r / r.mean()) * norms, 0.01)
    return len(moved) * moved / moved.sum()


def wrong_absolute_weights_for_the_floor(weights, norms, losses, initial_losses, alpha, rate):
    """A hidden check fails: a large step"""
    g = weights * norms
    r = losses / initial_losses
    moved = np.abs(weights - rate * np.sign(g - g.mean() * (r / r.mean()) ** alpha) * norms)
    return len(moved) * moved / moved.sum()
