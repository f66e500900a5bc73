"""Answers to `huber`."""

import numpy as np


def right_inner_and_rest(predictions, targets, delta):
    residual = np.subtract(predictions, targets, dtype=np.float64)
    inner = np.minimum(np.abs(residual), delta)
    return inner**2 / 2 + delta * (np.abs(residual) - inner), np.clip(residual, -delta, delta)


def right_where(predictions, targets, delta):
    r = predictions.astype(float) - targets.astype(float)
    size = np.abs(r)
    loss = np.where(size <= delta, 0.5 * r * r, delta * (size - 0.5 * delta))
    return loss, np.where(size <= delta, r, delta * np.sign(r))


def right_loop(predictions, targets, delta):
    loss, gradient = np.zeros(predictions.shape), np.zeros(predictions.shape)
    for i in np.ndindex(predictions.shape):
        r = float(predictions[i]) - float(targets[i])
        if abs(r) < delta:
            loss[i], gradient[i] = r * r / 2, r
        else:
            loss[i], gradient[i] = delta * (abs(r) - delta / 2), delta if r > 0 else -delta
    return loss, gradient


def right_from_the_gradient(predictions, targets, delta):
    r = predictions.astype(np.float64) - targets
    g = np.clip(r, -delta, delta)
    return g * (r - g / 2), g


def wrong_smooth_l1(predictions, targets, delta):
    """Smooth L1"""
    r = predictions.astype(float) - targets
    g = np.clip(r, -delta, delta)
    return g * (r - g / 2) / delta, g / delta


def wrong_square_without_half(predictions, targets, delta):
    """jump at delta"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    loss = np.where(size <= delta, r**2, delta * (size - delta / 2))
    return loss, np.clip(r, -delta, delta)


def wrong_offset_without_half(predictions, targets, delta):
    """do not meet at delta"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    return np.where(size <= delta, r**2 / 2, delta * (size - delta)), np.clip(r, -delta, delta)


def wrong_no_offset(predictions, targets, delta):
    """lost its offset"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    return np.where(size <= delta, r**2 / 2, delta * size), np.clip(r, -delta, delta)


def wrong_slope_one_outside(predictions, targets, delta):
    """the slope is delta, not 1"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    loss = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
    return loss, np.where(size <= delta, r, np.sign(r))


def wrong_no_sign_outside(predictions, targets, delta):
    """the sign of the residual"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    loss = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
    return loss, np.where(size <= delta, r, delta)


def wrong_outliers_are_dropped(predictions, targets, delta):
    """an outlier still pulls"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    loss = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
    return loss, np.where(size <= delta, r, 0.0)


def wrong_by_targets(predictions, targets, delta):
    """gradient by the targets"""
    r = targets.astype(float) - predictions
    g = np.clip(r, -delta, delta)
    return g * (r - g / 2), g


def wrong_averaged(predictions, targets, delta):
    """returns shape"""
    r = predictions.astype(float) - targets
    g = np.clip(r, -delta, delta)
    return np.mean(g * (r - g / 2)), g / r.size


def wrong_masks_multiply(predictions, targets, delta):
    """A hidden check fails: residuals of 1e200"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    inside = size <= delta
    loss = inside * r**2 / 2 + ~inside * delta * (size - delta / 2)
    return loss, np.clip(r, -delta, delta)


def wrong_unsigned_wraps(predictions, targets, delta):
    """returns a wrong value"""
    r = (predictions - targets).astype(float)
    g = np.clip(r, -delta, delta)
    return g * (r - g / 2), g


def wrong_integer_buffers(predictions, targets, delta):
    """raised an error"""
    loss, gradient = np.zeros_like(predictions), np.zeros_like(predictions)
    for i in np.ndindex(predictions.shape):
        r = float(predictions[i]) - float(targets[i])
        g = min(max(r, -delta), delta)
        loss[i], gradient[i] = g * (r - g / 2), g
    return loss, gradient


def wrong_pseudo_huber(predictions, targets, delta):
    """returns a wrong value"""
    r = predictions.astype(float) - targets
    root = np.sqrt(1 + (r / delta) ** 2)
    return delta**2 * (root - 1), r / root


def wrong_joint_falls_to_zero(predictions, targets, delta):
    """returns a wrong value"""
    r = predictions.astype(float) - targets
    size = np.abs(r)
    loss = (size < delta) * np.minimum(size, delta) ** 2 / 2
    loss += np.where(size > delta, delta * (size - delta / 2), 0.0)
    return loss, np.clip(r, -delta, delta)
