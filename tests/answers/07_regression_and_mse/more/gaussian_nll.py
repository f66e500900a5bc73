"""More answers to `gaussian_nll`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import stats

_HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


def _assemble(unit, log_vars, by_mean):
    square = unit**2
    return 0.5 * (log_vars + square) + _HALF_LOG_TWO_PI, by_mean, 0.5 * (1 - square)


def _good_parts(means, log_vars, targets):
    shrink = np.exp(-log_vars / 2)
    unit = (means - targets) * shrink
    return unit, shrink, unit * shrink


def right_divide_by_sigma_twice(means, log_vars, targets):
    sigma = np.exp(0.5 * log_vars)
    unit = (means - targets) / sigma
    loss = np.log(np.sqrt(2 * np.pi)) + log_vars / 2 + unit * unit / 2
    return loss, unit / sigma, 0.5 - 0.5 * unit * unit


def right_log_domain_with_sign(means, log_vars, targets):
    gap = means - targets
    with np.errstate(divide="ignore"):
        log_size = np.log(np.abs(gap))
    square = np.exp(2 * (log_size - log_vars / 2))
    loss = 0.5 * (log_vars + square + np.log(2 * np.pi))
    return loss, np.sign(gap) * np.exp(log_size - log_vars), 0.5 * (1 - square)


def right_python_floats(means, log_vars, targets):
    rows = []
    for f, s, y in zip(means.tolist(), log_vars.tolist(), targets.tolist(), strict=True):
        half = math.exp(-s / 2)
        unit = (f - y) * half
        loss = math.fsum([s / 2, unit * unit / 2, math.log(2 * math.pi) / 2])
        rows.append((loss, unit * half, (1 - unit * unit) / 2))
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def right_scipy_logpdf(means, log_vars, targets):
    width = np.exp(log_vars / 2)
    loss = -stats.norm.logpdf(targets, loc=means, scale=width)
    unit = (means - targets) / width
    return loss, unit / width, -0.5 * (unit - 1) * (unit + 1)


def right_powers_of_two_in_place(means, log_vars, targets):
    shrink = np.asarray(log_vars, dtype=np.float64) * (-0.5 / math.log(2))
    np.exp2(shrink, out=shrink)
    unit = np.array(means, dtype=np.float64)
    unit -= targets
    unit *= shrink
    square = np.einsum("i,i->i", unit, unit)
    unit *= shrink
    loss = square + log_vars
    loss += math.log(math.tau)
    loss /= 2
    return [loss, unit, (1 - square) / 2]


def right_quarter_steps(means, log_vars, targets):
    quarter = np.exp(-log_vars / 4)
    unit = targets - means
    unit = unit * quarter * quarter
    pull = -unit * quarter * quarter
    return -(-0.5 * log_vars - 0.5 * unit**2 - 0.9189385332046727), pull, (1 - unit**2) / 2


def wrong_square_times_precision(means, log_vars, targets):
    # r^2 e^-s underflows and overflows on the way: r = 1e-200, s = -1000.
    gap = means - targets
    _, _, by_mean = _good_parts(means, log_vars, targets)
    with np.errstate(all="ignore"):
        square = gap**2 * np.exp(-log_vars)
    return 0.5 * (log_vars + square) + _HALF_LOG_TWO_PI, by_mean, 0.5 * (1 - square)


def wrong_square_over_variance(means, log_vars, targets):
    # r^2 / e^s is inf / inf: r = 1e200, s = 1000.
    gap = means - targets
    _, _, by_mean = _good_parts(means, log_vars, targets)
    with np.errstate(all="ignore"):
        square = gap**2 / np.exp(log_vars)
    return 0.5 * (log_vars + square) + _HALF_LOG_TWO_PI, by_mean, 0.5 * (1 - square)


def wrong_pull_times_whole_precision(means, log_vars, targets):
    # The loss is right, the pull r e^-s overflows: r = 1e-200, s = -1000, and r = 0 gives nan.
    unit, _, _ = _good_parts(means, log_vars, targets)
    with np.errstate(all="ignore"):
        by_mean = (means - targets) * np.exp(-log_vars)
    return _assemble(unit, log_vars, by_mean)


def wrong_variance_floor(means, log_vars, targets):
    # 1e-12 is added to the variance: s = -40, r = 1e-9.
    sigma = np.sqrt(np.exp(np.minimum(log_vars, 700)) + 1e-12)
    sigma = np.where(log_vars > 600, np.exp(log_vars / 2), sigma)
    unit = (means - targets) / sigma
    return _assemble(unit, log_vars, unit / sigma)


def wrong_log_variance_clipped_in_the_exponent(means, log_vars, targets):
    # s is clipped to 700 in the exponent: s = -1000, r = 1e-200.
    unit, _, by_mean = _good_parts(means, np.clip(log_vars, -700, 700), targets)
    return _assemble(unit, log_vars, by_mean)


def wrong_log_variance_clipped_everywhere(means, log_vars, targets):
    # s is bounded by 20 on both sides, as in training code: s = 100, r = 0.
    bounded = np.clip(log_vars, -20, 20)
    unit, _, by_mean = _good_parts(means, bounded, targets)
    return _assemble(unit, bounded, by_mean)


def wrong_pull_from_the_square(means, log_vars, targets):
    # The pull is the square divided by r, 0 / 0 for a residual of 0.
    unit, _, _ = _good_parts(means, log_vars, targets)
    with np.errstate(all="ignore"):
        by_mean = unit**2 / (means - targets)
    return _assemble(unit, log_vars, by_mean)


def wrong_no_loss_for_zero_residual(means, log_vars, targets):
    # A residual of 0 makes the whole loss 0, s and the constant too: r = 0, s = 1.
    unit, _, by_mean = _good_parts(means, log_vars, targets)
    loss, by_mean, by_log_var = _assemble(unit, log_vars, by_mean)
    return np.where(unit == 0, 0.0, loss), by_mean, by_log_var


def wrong_no_width_slope_for_zero_residual(means, log_vars, targets):
    # A residual of 0 makes the slope by s 0 instead of one half: r = 0.
    unit, _, by_mean = _good_parts(means, log_vars, targets)
    loss, by_mean, by_log_var = _assemble(unit, log_vars, by_mean)
    return loss, by_mean, np.where(means == targets, 0.0, by_log_var)


def wrong_log_of_the_exponential(means, log_vars, targets):
    # The log-variance is taken back from e^s, which is infinite: s = 1000.
    unit, _, by_mean = _good_parts(means, log_vars, targets)
    with np.errstate(all="ignore"):
        back = np.log(np.exp(log_vars))
    return _assemble(unit, back, by_mean)


def wrong_single_precision(means, log_vars, targets):
    # Computed in float32: s = -1000 overflows.
    parts = (np.asarray(part, dtype=np.float32) for part in (means, log_vars, targets))
    f, s, y = parts
    with np.errstate(all="ignore"):
        unit, _, by_mean = _good_parts(f, s, y)
        return tuple(np.asarray(part, dtype=float) for part in _assemble(unit, s, by_mean))


def wrong_unit_residual_clipped(means, log_vars, targets):
    # The residual in units of sigma is clipped to 1e6: r = 1e50, s = 0.
    shrink = np.exp(-log_vars / 2)
    unit = np.clip((means - targets) * shrink, -1e6, 1e6)
    return _assemble(unit, log_vars, unit * shrink)


def wrong_width_floor(means, log_vars, targets):
    # The width is at least 1e-6: s = -40, r = 1e-9.
    sigma = np.maximum(np.exp(log_vars / 2), 1e-6)
    unit = (means - targets) / sigma
    return _assemble(unit, log_vars, unit / sigma)


def wrong_nan_replaced(means, log_vars, targets):
    # The plain form with nan turned into 0: r = 1e-200, s = -1000 adds nothing.
    gap = means - targets
    with np.errstate(all="ignore"):
        precision = np.exp(-log_vars)
        square = np.nan_to_num(gap**2 * precision, posinf=np.inf)
        by_mean = np.nan_to_num(gap * precision, posinf=np.inf, neginf=-np.inf)
    return 0.5 * (log_vars + square) + _HALF_LOG_TWO_PI, by_mean, 0.5 * (1 - square)


def wrong_log_size_with_epsilon(means, log_vars, targets):
    # log(|r| + 1e-13) in the log domain: r = 1e-200, s = -800, or r = 0 with s = -100.
    gap = means - targets
    log_size = np.log(np.abs(gap) + 1e-13)
    square = np.exp(2 * log_size - log_vars)
    loss = 0.5 * (log_vars + square) + _HALF_LOG_TWO_PI
    with np.errstate(over="ignore"):
        by_mean = np.sign(gap) * np.exp(log_size - log_vars)
    return loss, by_mean, 0.5 * (1 - square)


def wrong_pull_by_differences(means, log_vars, targets):
    # The pull is a central difference with step 1e-4 and loses tiny residuals: r = 1e-200, s = -800.
    unit, shrink, _ = _good_parts(means, log_vars, targets)
    step = 1e-4
    with np.errstate(all="ignore"):
        above, below = (means - targets + step) * shrink, (means - targets - step) * shrink
        by_mean = 0.5 * (above**2 - below**2) / (2 * step)
    return _assemble(unit, log_vars, by_mean)


def wrong_tiny_residual_called_zero(means, log_vars, targets):
    # Residuals that np.isclose calls 0 add nothing: r = 1e-10, s = -50.
    gap = np.where(np.isclose(means, targets), 0.0, means - targets)
    shrink = np.exp(-log_vars / 2)
    return _assemble(gap * shrink, log_vars, gap * shrink * shrink)


def wrong_slope_by_s_through_the_pull_of_r(means, log_vars, targets):
    # Loss and pull are right, the slope by s uses r^2 e^-s: r = 1e-200, s = -1000.
    unit, _, by_mean = _good_parts(means, log_vars, targets)
    loss = _assemble(unit, log_vars, by_mean)[0]
    with np.errstate(all="ignore"):
        by_log_var = 0.5 * (1 - (means - targets) ** 2 * np.exp(-log_vars))
    return loss, by_mean, by_log_var


def wrong_density_logarithm(means, log_vars, targets):
    # The loss is minus the log of the density, which underflows: r = 100, s = 0.
    unit, shrink, by_mean = _good_parts(means, log_vars, targets)
    with np.errstate(all="ignore"):
        loss = -np.log(np.exp(-(unit**2) / 2) * shrink / np.sqrt(2 * np.pi))
    return loss, by_mean, 0.5 * (1 - unit**2)


def right_log_domain(means, log_vars, targets):
    r = means - targets
    with np.errstate(divide="ignore"):
        log_size = np.log(np.abs(r))
    square = np.exp(2 * log_size - log_vars)
    by_mean = np.sign(r) * np.exp(log_size - log_vars)
    return 0.5 * (log_vars + square + np.log(2 * np.pi)), by_mean, 0.5 - 0.5 * square


def right_residual_times_gradient(means, log_vars, targets):
    width = np.exp(0.5 * log_vars)
    by_mean = (means - targets) / width / width
    half = 0.5 * (means - targets) * by_mean
    return np.log(width) + half + 0.5 * np.log(2 * np.pi), by_mean, 0.5 - half


def right_scalar_loop(means, log_vars, targets):
    rows = []
    for f, s, y in zip(means.tolist(), log_vars.tolist(), targets.tolist(), strict=True):
        root = math.exp(-s / 4)  # its square divides by the width
        u = (f - y) * root * root
        rows.append((math.log(math.tau) / 2 + s / 2 + u * u / 2, u * root * root, (1 - u * u) / 2))
    return tuple(np.array(rows, dtype=float).reshape(-1, 3).T)


def wrong_stable_for_negative_only(means, log_vars, targets):
    # For s >= 0 the plain r^2 e^-s, which is inf * 0: r = 1e200, s = 900 gives nan.
    r = means - targets
    square = np.where(log_vars < 0, (r * np.exp(-log_vars / 2)) ** 2, r**2 * np.exp(-log_vars))
    by_mean = r * np.exp(-log_vars / 2) * np.exp(-log_vars / 2)
    return 0.5 * (log_vars + square + np.log(2 * np.pi)), by_mean, 0.5 * (1 - square)


def wrong_log_variance_bounded(means, log_vars, targets):
    # Bounds s to 900 in size: r = 0, s = -1000 gives a loss of -449, not -499.
    s = np.clip(log_vars, -900, 900)
    scaled = (means - targets) * np.exp(-s / 2)
    loss = 0.5 * (s + scaled**2 + np.log(2 * np.pi))
    return loss, scaled * np.exp(-s / 2), 0.5 * (1 - scaled**2)


def wrong_floor_under_the_residual(means, log_vars, targets):
    # log max(|r|, 1e-200): at r = 0, s = -1000 the quadratic term is 2e34, not 0.
    r = means - targets
    log_size = np.log(np.maximum(np.abs(r), 1e-200))
    square = np.exp(2 * log_size - log_vars)
    by_mean = np.sign(r) * np.exp(log_size - log_vars)
    return 0.5 * (log_vars + square + np.log(2 * np.pi)), by_mean, 0.5 * (1 - square)


def wrong_loss_swallows_nan(means, log_vars, targets):
    # nan_to_num over 0 * inf, in the loss: r = 1e-195, s = -905 loses its quadratic term.
    r = means - targets
    scaled = r * np.exp(-log_vars / 2)
    square = np.nan_to_num(r**2 * np.exp(-log_vars))
    loss = 0.5 * (log_vars + square + np.log(2 * np.pi))
    return loss, scaled * np.exp(-log_vars / 2), 0.5 * (1 - scaled**2)


def wrong_width_gradient_swallows_nan(means, log_vars, targets):
    # nan_to_num over 0 * inf, in the last gradient: r = 1e-195, s = -905 gives 0.5.
    r = means - targets
    scaled = r * np.exp(-log_vars / 2)
    square = np.nan_to_num(r**2 * np.exp(-log_vars))
    loss = 0.5 * (log_vars + scaled**2 + np.log(2 * np.pi))
    return loss, scaled * np.exp(-log_vars / 2), 0.5 * (1 - square)


def wrong_no_slope_at_zero_residual(means, log_vars, targets):
    # Where the residual is 0 the gradient by s is 0 too, not 0.5: means equal to targets.
    r = means - targets
    scaled = r * np.exp(-log_vars / 2)
    loss = 0.5 * (log_vars + scaled**2 + np.log(2 * np.pi))
    return loss, scaled * np.exp(-log_vars / 2), np.where(r == 0, 0.0, 0.5 * (1 - scaled**2))


def wrong_no_loss_at_zero_residual(means, log_vars, targets):
    # Where the residual is 0 the whole loss is 0, s and constant too: means equal to targets.
    r = means - targets
    scaled = r * np.exp(-log_vars / 2)
    loss = np.where(r == 0, 0.0, 0.5 * (log_vars + scaled**2 + np.log(2 * np.pi)))
    return loss, scaled * np.exp(-log_vars / 2), 0.5 * (1 - scaled**2)
