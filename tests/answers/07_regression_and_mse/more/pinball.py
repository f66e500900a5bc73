"""More answers to `pinball`, written by readers who saw only the student notebook."""

import numpy as np


def _prices(gap, taus):
    return np.maximum(-taus * gap, (1 - taus) * gap)


def _three_slopes(gap, taus):
    return np.where(gap > 0, 1 - taus, np.where(gap < 0, -taus, 0.0))


def right_two_lines_and_heaviside(predictions, targets, taus):
    gap = predictions - targets.reshape(-1, 1)
    loss = np.maximum(-taus * gap, gap - taus * gap)
    return loss, np.heaviside(gap, taus) - taus


def right_python_loops(predictions, targets, taus):
    n, m = predictions.shape
    loss, slope = np.zeros((n, m)), np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            f, y, tau = float(predictions[i, j]), float(targets[i]), float(taus[j])
            if f < y:
                loss[i, j], slope[i, j] = tau * (y - f), -tau
            elif f > y:
                loss[i, j], slope[i, j] = (1 - tau) * (f - y), 1 - tau
    return loss, slope


def right_half_absolute_plus_tilt(predictions, targets, taus):
    gap = np.subtract(predictions.T, targets).T
    tilt = 0.5 - taus
    return 0.5 * np.abs(gap) + tilt * gap, np.where(gap == 0, 0.0, 0.5 * np.sign(gap) + tilt)


def right_einsum_of_parts(predictions, targets, taus):
    late = np.clip(targets[:, np.newaxis] - predictions, 0, None)
    early = np.clip(predictions - targets[:, np.newaxis], 0, None)
    loss = np.einsum("j,ij->ij", taus, late) + np.einsum("j,ij->ij", 1 - taus, early)
    slope = np.einsum("j,ij->ij", 1 - taus, (early > 0).astype(float))
    slope -= np.einsum("j,ij->ij", taus, (late > 0).astype(float))
    return loss, slope


def right_slope_times_gap(predictions, targets, taus):
    gap = np.array(predictions, dtype=np.float64)
    gap -= np.asarray(targets, dtype=np.float64)[:, None]
    slope = np.sign(gap)
    slope[slope < 0] = 0.0
    slope -= np.broadcast_to(taus, gap.shape)
    slope[gap == 0] = 0.0
    return [slope * gap, slope]


def right_column_by_column(predictions, targets, taus):
    losses, slopes = [], []
    for column, tau in zip(predictions.T, taus, strict=True):
        below, above = column < targets, column > targets
        losses.append(
            np.select([below, above], [tau * (targets - column), (1 - tau) * (column - targets)])
        )
        slopes.append(np.select([below, above], [-tau, 1 - tau], default=0.0))
    return np.stack(losses, axis=1), np.stack(slopes, axis=1)


def wrong_tie_within_tolerance(predictions, targets, taus):
    # np.isclose calls a tie what is none: prediction 1 + 1e-9, target 1.
    gap = predictions - targets[:, None]
    slope = np.where(np.isclose(predictions, targets[:, None]), 0.0, _three_slopes(gap, taus))
    return _prices(gap, taus), slope


def wrong_targets_axis_only_if_needed(predictions, targets, taus):
    # The second axis comes only when the shapes disagree: n = m lines targets up with columns.
    try:
        gap = predictions - targets
    except ValueError:
        gap = predictions - targets[:, None]
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_taus_along_rows_of_a_square(predictions, targets, taus):
    # If taus fit the rows they are laid along them: n = m, taus [0.1, 0.9].
    gap = predictions - targets[:, None]
    prices = taus[:, None] if len(taus) == len(targets) else taus
    return _prices(gap, prices), _three_slopes(gap, prices)


def wrong_middle_slope_at_the_kink(predictions, targets, taus):
    # At the kink 0.5 - tau, the mean of both slopes, which is 0 for tau 0.5 only: a tie at 0.9.
    gap = predictions - targets[:, None]
    return _prices(gap, taus), 0.5 * np.sign(gap) + (0.5 - taus)


def wrong_sorted_taus(predictions, targets, taus):
    # The taus are sorted first: taus [0.9, 0.1].
    taus = np.sort(taus)
    gap = predictions - targets[:, None]
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_sorted_heads(predictions, targets, taus):
    # Crossing heads are sorted first: predictions [[3, 1]], taus [0.1, 0.9], target 2.
    gap = np.sort(predictions, axis=1) - targets[:, None]
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_price_rounded_to_tenths(predictions, targets, taus):
    # 1 - tau is rounded to one digit: tau 0.95, prediction above the target.
    gap = predictions - targets[:, None]
    other = np.round(1 - taus, 1)
    loss = np.maximum(-taus * gap, other * gap)
    return loss, np.where(gap > 0, other, np.where(gap < 0, -taus, 0.0))


def wrong_integer_residual(predictions, targets, taus):
    # The residual is cut to an integer: prediction 0.5, target 0.
    gap = (predictions - targets[:, None]).astype(int)
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_difference_of_sizes(predictions, targets, taus):
    # Absolute values are subtracted: prediction -1, target 2.
    gap = np.abs(predictions) - np.abs(targets)[:, None]
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_zero_targets_as_padding(predictions, targets, taus):
    # Rows whose target is 0 are masked as padding: target 0, prediction 1.
    gap = np.where(targets[:, None] == 0, 0.0, predictions - targets[:, None])
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_finite_difference_slope(predictions, targets, taus):
    # Central differences with step 1e-3 straddle the kink: prediction 1.0001, target 1.
    gap = predictions - targets[:, None]
    step = 2.0**-10
    return _prices(gap, taus), (_prices(gap + step, taus) - _prices(gap - step, taus)) / (2 * step)


def wrong_first_tie_only(predictions, targets, taus):
    # Only the first tie gets the subgradient 0: two ties.
    gap = predictions - targets[:, None]
    slope = np.where(gap > 0, 1 - taus, -taus)
    for row, column in np.argwhere(gap == 0)[:1]:
        slope[row, column] = 0.0
    return _prices(gap, taus), slope


def wrong_squeezed_result(predictions, targets, taus):
    # Axes of length 1 are squeezed away: one row or one quantile.
    gap = predictions - targets[:, None]
    return np.squeeze(_prices(gap, taus)), np.squeeze(_three_slopes(gap, taus))


def wrong_tie_in_the_median_column_only(predictions, targets, taus):
    # The kink is mended for tau 0.5 only, elsewhere it is -tau: a tie at 0.9.
    gap = predictions - targets[:, None]
    slope = np.where(gap > 0, 1 - taus, -taus)
    slope[(gap == 0) & (taus == 0.5)] = 0.0
    return _prices(gap, taus), slope


def wrong_three_quantiles_assumed(predictions, targets, taus):
    # The prices are always those of the visible check: taus [0.1, 0.5, 0.9] get 0.2 in column 0.
    prices = np.resize([0.2, 0.5, 0.9], len(taus))
    gap = predictions - targets[:, None]
    return _prices(gap, prices), _three_slopes(gap, prices)


def wrong_targets_repeated_in_the_wrong_order(predictions, targets, taus):
    # Targets are tiled, not repeated, when m is a multiple of n: two rows, four quantiles.
    n, m = predictions.shape
    if n and m % n == 0:
        gap = predictions - np.tile(targets, m).reshape(n, m)
    else:
        gap = predictions - np.repeat(targets, m).reshape(n, m)
    return _prices(gap, taus), _three_slopes(gap, taus)


def wrong_tie_after_rounding(predictions, targets, taus):
    # Ties are decided after both are rounded to six digits: 0.0000001 against 0.
    gap = predictions - targets[:, None]
    same = np.round(predictions, 6) == np.round(targets, 6)[:, None]
    return np.where(same, 0.0, _prices(gap, taus)), np.where(same, 0.0, _three_slopes(gap, taus))


def right_transposed_max(predictions, targets, taus):
    r = (predictions.T - targets).T
    loss = np.maximum(np.einsum("j,ij->ij", -taus, r), np.einsum("j,ij->ij", 1 - taus, r))
    return loss, np.heaviside(r, 0.0) - taus * (r != 0)


def right_nested_loops(predictions, targets, taus):
    n, m = predictions.shape
    loss, grad = np.zeros((n, m)), np.zeros((n, m))
    for j in range(m):
        tau = float(taus[j])
        for i in range(n):
            f, y = float(predictions[i, j]), float(targets[i])
            if f < y:
                loss[i, j], grad[i, j] = tau * (y - f), -tau
            elif f > y:
                loss[i, j], grad[i, j] = (1 - tau) * (f - y), 1 - tau
    return loss, grad


def right_slope_times_residual(predictions, targets, taus):
    y = np.repeat(targets, predictions.shape[1]).reshape(predictions.shape)
    price = np.broadcast_to(taus, predictions.shape)
    grad = np.select([predictions < y, predictions > y], [-price, 1 - price], 0.0)
    return grad * (predictions - y), grad


def wrong_second_axis_only_if_needed(predictions, targets, taus):
    # Adds the second axis only if shapes do not fit without: n = m aligns targets with columns.
    y = targets if len(targets) == predictions.shape[1] else targets[:, None]
    r = predictions - y
    loss = np.where(r > 0, (1 - taus) * r, -taus * r)
    return loss, np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))


def wrong_half_at_the_kink(predictions, targets, taus):
    # The middle subgradient 1/2 - tau at the kink, 0 for tau 0.5 only: equal, tau 0.9.
    r = predictions - targets[:, None]
    return 0.5 * np.abs(r) + (0.5 - taus) * r, 0.5 * np.sign(r) + 0.5 - taus


def wrong_isclose_at_the_kink(predictions, targets, taus):
    # Equality by np.isclose: 100000.5 against 100000 gets the gradient 0.
    r = predictions - targets[:, None]
    loss = np.maximum(-taus * r, (1 - taus) * r)
    grad = np.where(r > 0, 1 - taus, -taus)
    return loss, np.where(np.isclose(predictions, targets[:, None]), 0.0, grad)


def wrong_taus_sorted(predictions, targets, taus):
    # Sorts the taus: columns in the order 0.9, 0.1 get the other's price.
    taus = np.sort(taus)
    r = predictions - targets[:, None]
    loss = np.maximum(-taus * r, (1 - taus) * r)
    return loss, np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))


def wrong_crossing_repaired(predictions, targets, taus):
    # Sorts the heads of each row: predictions [3, 1] are scored as [1, 3].
    r = np.sort(predictions, axis=1) - targets[:, None]
    loss = np.maximum(-taus * r, (1 - taus) * r)
    return loss, np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))


def wrong_squeezed(predictions, targets, taus):
    # Squeezes the results: with one tau the shape is (n,), not (n, 1).
    r = predictions - targets[:, None]
    loss = np.maximum(-taus * r, (1 - taus) * r)
    grad = np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))
    return loss.squeeze(), grad.squeeze()


def wrong_residual_in_float32(predictions, targets, taus):
    # Subtracts in float32: 100000001.0 against 100000000.0 counts as equal.
    r = (predictions.astype(np.float32) - targets.astype(np.float32)[:, None]).astype(float)
    loss = np.maximum(-taus * r, (1 - taus) * r)
    return loss, np.where(r > 0, 1 - taus, np.where(r < 0, -taus, 0.0))


def wrong_kink_within_a_millionth(predictions, targets, taus):
    # The kink is taken 1e-6 wide, for the gradient: a residual of 1e-7 gets 0.
    r = predictions - targets[:, None]
    loss = np.maximum(-taus * r, (1 - taus) * r)
    return loss, (r > 1e-6) * (1 - taus) - (r < -1e-6) * taus
