"""More answers to `huber`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special


def _float_gap(predictions, targets):
    return np.asarray(predictions, dtype=np.float64) - np.asarray(targets, dtype=np.float64)


def _linear_or_square(gap, delta):
    size = np.abs(gap)
    inner = np.minimum(size, delta)
    return inner * (size - inner / 2)


def right_product_with_the_slope(predictions, targets, delta):
    gap = _float_gap(predictions, targets)
    slope = np.clip(gap, -delta, delta)
    return slope * (gap - 0.5 * slope), slope


def right_minimum_and_copysign(predictions, targets, delta):
    gap = np.subtract(predictions, targets, dtype=float)
    size = np.fabs(gap)
    inner = np.minimum(size, float(delta))
    return np.multiply(inner, size - inner / 2), np.copysign(inner, gap)


def right_python_floats(predictions, targets, delta):
    loss, slope = np.empty(np.shape(predictions)), np.empty(np.shape(predictions))
    delta = float(delta)
    for index in np.ndindex(loss.shape):
        gap = float(predictions[index]) - float(targets[index])
        if abs(gap) <= delta:
            loss[index], slope[index] = gap * gap / 2, gap
        else:
            loss[index] = delta * (abs(gap) - delta / 2)
            slope[index] = math.copysign(delta, gap)
    return loss, slope


def right_boolean_index_on_copies(predictions, targets, delta):
    slope = np.array(predictions, dtype=float)
    slope -= targets
    loss = np.array(np.abs(slope))
    far = loss > delta
    near = ~far
    loss[near] **= 2
    loss[near] /= 2
    loss[far] -= delta / 2
    loss[far] *= delta
    slope[far] = np.sign(slope[far]) * delta
    return [loss, slope]


def right_scipy(predictions, targets, delta):
    gap = np.asarray(predictions).astype(float) - np.asarray(targets).astype(float)
    return np.asarray(special.huber(delta, gap)), np.maximum(np.minimum(gap, delta), -delta)


def right_units_of_delta(predictions, targets, delta):
    gap = _float_gap(predictions, targets)
    low, high = np.minimum(gap + delta, 0.0), np.maximum(gap - delta, 0.0)
    outside = (gap < -delta) | (gap > delta)
    middle = np.where(outside, 0.0, gap)
    loss = middle * middle / 2 + delta * (np.where(outside, delta / 2, 0.0) + high - low)
    return loss, middle + delta * ((gap > delta) * 1.0 - (gap < -delta))


def right_vectorized_recursion(predictions, targets, delta):
    def one(gap):
        if gap < 0:
            loss, slope = one(-gap)
            return loss, -slope
        return (gap * gap / 2, gap) if gap <= delta else (delta * gap - delta * delta / 2, delta)

    gap = _float_gap(predictions, targets)
    return np.vectorize(one, otypes=[float, float])(gap)


def wrong_mask_times_infinity(predictions, targets, delta):
    # Both pieces are multiplied by masks, 0 times inf is nan: a residual of 1e200.
    gap = _float_gap(predictions, targets)
    near = np.abs(gap) <= delta
    with np.errstate(all="ignore"):
        loss = near * gap**2 / 2 + (~near) * delta * (np.abs(gap) - delta / 2)
    return loss, np.clip(gap, -delta, delta)


def wrong_subtracts_unsigned(predictions, targets, delta):
    # Unsigned integers wrap around in the subtraction: predictions [3], targets [5] as uint32.
    gap = (predictions - targets).astype(float)
    return _linear_or_square(gap, delta), np.clip(gap, -delta, delta)


def wrong_signed_after_subtraction(predictions, targets, delta):
    # Cast to int64 after the subtraction mends uint64 only: [3] and [5] as uint32.
    gap = predictions - targets
    if gap.dtype.kind == "u":
        gap = gap.astype(np.int64)
    gap = gap.astype(float)
    return _linear_or_square(gap, delta), np.clip(gap, -delta, delta)


def wrong_buffers_like_the_predictions(predictions, targets, delta):
    # Results go into arrays of the predictions' dtype: integers [1] and [0] lose the half.
    gap = _float_gap(predictions, targets)
    loss, slope = np.zeros_like(predictions), np.zeros_like(predictions)
    loss[...] = _linear_or_square(gap, delta)
    slope[...] = np.clip(gap, -delta, delta)
    return loss.astype(float), slope.astype(float)


def wrong_slope_zero_at_delta(predictions, targets, delta):
    # Two strict comparisons leave the slope 0 where the residual equals delta: [2.0], [0.0], 2.
    gap = _float_gap(predictions, targets)
    slope = np.where(np.abs(gap) < delta, gap, 0.0)
    slope = np.where(np.abs(gap) > delta, np.sign(gap) * delta, slope)
    return _linear_or_square(gap, delta), slope


def wrong_difference_of_squares(predictions, targets, delta):
    # Half of r^2 minus excess^2 is inf - inf = nan: a residual of 1e200.
    gap = _float_gap(predictions, targets)
    excess = np.maximum(np.abs(gap) - delta, 0)
    with np.errstate(all="ignore"):
        loss = (gap**2 - excess**2) / 2
    return loss, np.clip(gap, -delta, delta)


def wrong_sign_by_division(predictions, targets, delta):
    # The sign is r / |r|, which is nan for a residual of 0: [1.0], [1.0].
    gap = _float_gap(predictions, targets)
    with np.errstate(all="ignore"):
        slope = gap / np.abs(gap) * np.minimum(np.abs(gap), delta)
    return _linear_or_square(gap, delta), slope


def wrong_offset_is_one(predictions, targets, delta):
    # The linear piece is delta (|r| - 1), right for delta = 2 only: residual 4, delta 1.
    gap = _float_gap(predictions, targets)
    size = np.abs(gap)
    inner = np.minimum(size, delta)
    loss = np.where(size <= delta, inner**2 / 2, delta * (size - 1))
    return loss, np.clip(gap, -delta, delta)


def wrong_square_over_delta(predictions, targets, delta):
    # The square is divided by delta, not by 2, the same at delta = 2: residual 1, delta 4.
    gap = _float_gap(predictions, targets)
    inner = np.clip(gap, -delta, delta)
    loss = np.where(np.abs(gap) <= delta, inner**2 / delta, delta * (np.abs(gap) - delta / 2))
    return loss, inner


def wrong_half_of_the_size_inside(predictions, targets, delta):
    # Inside the loss is |r| / 2, without the square, the same at r = 1: residual 0.5, delta 1.
    gap = _float_gap(predictions, targets)
    size = np.abs(gap)
    loss = np.where(size <= delta, size / 2, delta * (size - delta / 2))
    return loss, np.clip(gap, -delta, delta)


def wrong_slope_without_sign_inside(predictions, targets, delta):
    # Inside the slope is |r|: a residual of -0.5 with delta 1.
    gap = _float_gap(predictions, targets)
    slope = np.where(np.abs(gap) <= delta, np.abs(gap), np.sign(gap) * delta)
    return _linear_or_square(gap, delta), slope


def wrong_slope_is_sign_inside(predictions, targets, delta):
    # Inside the slope is the sign of r, the same at r = 1: residual 0.5, delta 1.
    gap = _float_gap(predictions, targets)
    slope = np.where(np.abs(gap) <= delta, np.sign(gap), np.sign(gap) * delta)
    return _linear_or_square(gap, delta), slope


def wrong_threshold_on_the_square(predictions, targets, delta):
    # r^2 is compared with delta: residual 0.6, delta 0.5.
    gap = _float_gap(predictions, targets)
    near = np.abs(gap) <= math.sqrt(delta)
    inner = np.where(near, gap, 0.0)
    loss = np.where(near, inner**2 / 2, delta * (np.abs(gap) - delta / 2))
    return loss, np.where(near, gap, np.sign(gap) * delta)


def wrong_threshold_in_the_slope_is_half(predictions, targets, delta):
    # The slope is delta from delta / 2 on: residual 0.75, delta 1.
    gap = _float_gap(predictions, targets)
    slope = np.where(np.abs(gap) <= delta / 2, gap, np.sign(gap) * delta)
    return _linear_or_square(gap, delta), slope


def wrong_delta_in_the_dtype_of_predictions(predictions, targets, delta):
    # delta is cast to the predictions' dtype, 0.5 becomes 0: integer arrays with delta 0.5.
    gap = _float_gap(predictions, targets)
    delta = float(predictions.dtype.type(delta))
    return _linear_or_square(gap, delta), np.clip(gap, -delta, delta)


def wrong_single_precision(predictions, targets, delta):
    # Computed in float32, where 1e200 is infinite: a residual of 1e200.
    with np.errstate(all="ignore"):
        gap = predictions.astype(np.float32) - targets.astype(np.float32)
    loss = _linear_or_square(gap, np.float32(delta)).astype(float)
    return loss, np.clip(gap, -delta, delta).astype(float)


def wrong_residual_limited(predictions, targets, delta):
    # Residuals are limited to 1e150 so that the square is finite: a residual of 1e200.
    gap = np.clip(_float_gap(predictions, targets), -1e150, 1e150)
    return _linear_or_square(gap, delta), np.clip(gap, -delta, delta)


def wrong_flat_result(predictions, targets, delta):
    # The results lose their shape: two-dimensional predictions.
    gap = _float_gap(predictions, targets).ravel()
    return _linear_or_square(gap, delta), np.clip(gap, -delta, delta)


def wrong_infinite_loss_replaced(predictions, targets, delta):
    # The mask's nan is replaced by 0: a residual of 1e200 costs nothing.
    gap = _float_gap(predictions, targets)
    near = np.abs(gap) <= delta
    with np.errstate(all="ignore"):
        loss = near * gap**2 / 2 + (~near) * delta * (np.abs(gap) - delta / 2)
    return np.nan_to_num(loss), np.clip(gap, -delta, delta)


def wrong_narrow_signed_integers(predictions, targets, delta):
    # Integers are made signed as int16, too narrow for them: int64 [40000] against [0].
    if np.asarray(predictions).dtype.kind in "iu":
        predictions, targets = predictions.astype(np.int16), targets.astype(np.int16)
    gap = _float_gap(predictions, targets)
    return _linear_or_square(gap, delta), np.clip(gap, -delta, delta)


def right_envelope(predictions, targets, delta):
    r = np.asarray(predictions, dtype=float) - np.asarray(targets, dtype=float)
    near = np.minimum(np.maximum(r, -delta), delta)
    return 0.5 * near * near + delta * np.abs(r - near), near


def right_python_floats_2(predictions, targets, delta):
    loss, grad = [], []
    for p, t in zip(np.ravel(predictions).tolist(), np.ravel(targets).tolist(), strict=True):
        r = float(p) - float(t)
        size = math.fabs(r)
        near = min(size, float(delta))
        loss.append(near * (size - near / 2))
        grad.append(math.copysign(near, r))
    shape = np.shape(predictions)
    return np.array(loss, dtype=float).reshape(shape), np.array(grad, dtype=float).reshape(shape)


def right_scipy_and_median(predictions, targets, delta):
    r = np.subtract(predictions, targets, dtype=np.float64)
    stack = np.stack([r, np.full_like(r, delta), np.full_like(r, -delta)])
    return special.huber(delta, r), np.median(stack, axis=0)


def wrong_gradient_by_soft_threshold(predictions, targets, delta):
    # r minus its soft threshold cancels far out: r = 1e200, delta 1 gets the gradient 0.
    r = predictions.astype(float) - targets.astype(float)
    size = np.abs(r)
    loss = np.where(size <= delta, 0.5 * r**2, delta * (size - 0.5 * delta))
    return loss, r - np.sign(r) * np.maximum(size - delta, 0.0)


def wrong_float32(predictions, targets, delta):
    # Made float by float32, where 1e200 is infinite: the loss at r = 1e200 is inf.
    r = predictions.astype(np.float32) - targets.astype(np.float32)
    size = np.abs(r)
    loss = np.where(size <= delta, 0.5 * r**2, delta * (size - 0.5 * delta))
    return loss.astype(float), np.clip(r, -delta, delta).astype(float)


def wrong_loss_in_input_dtype(predictions, targets, delta):
    # The loss goes into empty_like(predictions): integers 1 and 0, delta 2 give 0, not 0.5.
    r = predictions.astype(float) - targets.astype(float)
    size = np.abs(r)
    loss = np.empty_like(predictions)
    inside = size <= delta
    loss[inside] = 0.5 * r[inside] ** 2
    loss[~inside] = delta * (size[~inside] - 0.5 * delta)
    return loss.astype(float), np.clip(r, -delta, delta)


def wrong_mask_product(predictions, targets, delta):
    # Masks multiply, and 0 times inf is nan: r = 1e200.
    r = predictions.astype(float) - targets.astype(float)
    size = np.abs(r)
    inside = size <= delta
    loss = inside * 0.5 * r**2 + (1 - inside) * delta * (size - 0.5 * delta)
    return loss, np.clip(r, -delta, delta)


def wrong_difference_of_squares_2(predictions, targets, delta):
    # Half of r^2 - (|r| - delta)^2 is inf - inf far out: r = 1e200 gives nan.
    r = predictions.astype(float) - targets.astype(float)
    over = np.maximum(np.abs(r) - delta, 0.0)
    return 0.5 * (r**2 - over**2), np.clip(r, -delta, delta)


def wrong_offset_delta(predictions, targets, delta):
    # The offset is delta, not delta^2 / 2, the same at delta 2 only: r = 3, delta 1 gives 2.
    r = predictions.astype(float) - targets.astype(float)
    size = np.abs(r)
    loss = np.where(size <= delta, 0.5 * r**2, delta * size - delta)
    return loss, np.clip(r, -delta, delta)


def wrong_residual_limited_2(predictions, targets, delta):
    # The residual is limited to 1e150 against overflow: r = 1e200, delta 1 gives 1e150.
    r = np.clip(predictions.astype(float) - targets.astype(float), -1e150, 1e150)
    size = np.abs(r)
    loss = np.where(size <= delta, 0.5 * r**2, delta * (size - 0.5 * delta))
    return loss, np.clip(r, -delta, delta)


def wrong_size_by_root_of_square(predictions, targets, delta):
    # |r| as the root of r^2, which overflows: the loss at r = 1e200 is inf.
    r = predictions.astype(float) - targets.astype(float)
    size = np.sqrt(r**2)
    loss = np.where(size <= delta, 0.5 * r**2, delta * (size - 0.5 * delta))
    return loss, np.clip(r, -delta, delta)
