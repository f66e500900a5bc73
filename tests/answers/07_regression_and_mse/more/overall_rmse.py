"""More answers to `overall_rmse`, written by readers who saw only the student notebook."""

import math
from functools import reduce

import numpy as np


def _flat_gap(predictions, targets):
    return np.ravel(predictions) - np.ravel(targets)


def _halves(batches):
    if len(batches) == 1:
        predictions, targets = batches[0]
        gap = predictions.reshape(-1) - targets.reshape(-1)
        return float(np.sum(gap**2)), gap.size
    middle = len(batches) // 2
    left, right = _halves(batches[:middle]), _halves(batches[middle:])
    return left[0] + right[0], left[1] + right[1]


def right_one_long_norm(batches):
    predictions = np.concatenate([np.reshape(pair[0], -1) for pair in batches])
    targets = np.concatenate([np.reshape(pair[1], -1) for pair in batches])
    return np.linalg.norm(predictions - targets) / np.sqrt(len(targets))


def right_fsum_over_python_floats(batches):
    squares = []
    for predictions, targets in batches:
        for f, y in zip(predictions.flat, targets.flat, strict=True):
            squares.append((float(f) - float(y)) ** 2)
    return math.sqrt(math.fsum(squares) / len(squares))


def right_recursion_by_halves(batches):
    total, count = _halves(list(batches))
    return (total / count) ** 0.5


def right_hypot_of_batch_norms(batches):
    norms = [math.dist(f.ravel().tolist(), y.ravel().tolist()) for f, y in batches]
    return np.array(math.hypot(*norms) / math.sqrt(sum(f.size for f, _ in batches)))


def right_running_mean_of_squares(batches):
    mse, seen = 0.0, 0
    for predictions, targets in batches:
        gap = predictions.reshape(len(predictions), 1) - targets.reshape(len(targets), 1)
        if gap.size == 0:
            continue
        seen += gap.size
        mse += (np.mean(gap * gap) - mse) * gap.size / seen
    return np.sqrt(mse)


def right_reduce_with_einsum(batches):
    def add(carried, pair):
        gap = np.array(pair[0], dtype=float).ravel()
        gap -= np.asarray(pair[1], dtype=float).ravel()
        return carried[0] + np.einsum("i,i->", gap, gap), carried[1] + len(gap)

    total, count = reduce(add, batches, (0.0, 0))
    return float(np.sqrt(total / count))


def wrong_empty_batch_is_nan(batches):
    # MSEs are weighted by n, but the mean of an empty batch is nan: one batch of shape (0,).
    total, count = 0.0, 0
    with np.errstate(all="ignore"):
        for predictions, targets in batches:
            square = np.square(_flat_gap(predictions, targets))
            total, count = (
                total + np.divide(square.sum(), square.size) * square.size,
                count + square.size,
            )
    return np.sqrt(total / count)


def wrong_only_predictions_flattened(batches):
    # Targets keep their shape (n, 1): predictions (n,), targets (n, 1) is a table.
    total, count = 0.0, 0
    for predictions, targets in batches:
        square = (predictions.ravel() - targets) ** 2
        total, count = total + square.sum(), count + square.size
    return np.sqrt(total / count)


def wrong_targets_follow_two_axes_only(batches):
    # Targets get an axis if the predictions have one, not the reverse: (n,) against (n, 1).
    total, count = 0.0, 0
    for predictions, targets in batches:
        if predictions.ndim == 2:
            targets = targets.reshape(predictions.shape)
        square = (predictions - targets) ** 2
        total, count = total + square.sum(), count + square.size
    return np.sqrt(total / count)


def wrong_predictions_transposed(batches):
    # Transposing mends (n, 1) against (n,) only: both of shape (n, 1) make a table.
    total, count = 0.0, 0
    for predictions, targets in batches:
        square = (predictions.T - targets) ** 2
        total, count = total + square.sum(), count + square.size
    return np.sqrt(total / count)


def wrong_count_of_the_last_axis(batches):
    # The count is the targets' last axis, 1 for targets of shape (n, 1).
    total, count = 0.0, 0
    for predictions, targets in batches:
        total += np.sum(_flat_gap(predictions, targets) ** 2)
        count += targets.shape[-1]
    return np.sqrt(total / count)


def wrong_zero_targets_left_out(batches):
    # Targets of 0 are taken for padding: predictions [3, 1], targets [0, 1].
    total, count = 0.0, 0
    for predictions, targets in batches:
        kept = targets.ravel() != 0
        total += np.sum(_flat_gap(predictions, targets)[kept] ** 2)
        count += kept.sum()
    return np.sqrt(total / max(count, 1))


def wrong_batch_of_zeros_skipped(batches):
    # Empty is tested by any(): a batch whose predictions are all 0 is skipped.
    total, count = 0.0, 0
    for predictions, targets in batches:
        if not predictions.any():
            continue
        total += np.sum(_flat_gap(predictions, targets) ** 2)
        count += predictions.size
    return np.sqrt(total / max(count, 1))


def wrong_stops_at_an_empty_batch(batches):
    # The loop ends at the first empty batch: an empty batch between two others.
    total, count = 0.0, 0
    for predictions, targets in batches:
        if predictions.size == 0:
            break
        total += np.sum(_flat_gap(predictions, targets) ** 2)
        count += predictions.size
    return np.sqrt(total / max(count, 1))


def wrong_empty_batch_counts_one(batches):
    # An empty batch counts as one value: one empty and one full batch.
    total, count = 0.0, 0
    for predictions, targets in batches:
        total += np.sum(_flat_gap(predictions, targets) ** 2)
        count += max(predictions.size, 1)
    return np.sqrt(total / count)


def wrong_only_the_last_count_is_kept(batches):
    # Two batches are merged rightly, but the count is not carried on: three unequal batches.
    score, count = 0.0, 0
    for predictions, targets in batches:
        gap = _flat_gap(predictions, targets)
        if gap.size:
            score = np.sqrt((score**2 * count + np.sum(gap**2)) / (count + gap.size))
            count = gap.size
    return score


def wrong_first_and_last_batch(batches):
    # Only the first and the last batch are used: three batches.
    gaps = [_flat_gap(*pair) for pair in (batches[0], batches[-1])]
    if len(batches) == 1:
        gaps = gaps[:1]
    gap = np.concatenate(gaps)
    return np.sqrt(np.sum(gap**2) / max(gap.size, 1))


def wrong_integer_residuals(batches):
    # Residuals are cut to integers: predictions [0.5], targets [0.0].
    gap = np.concatenate([_flat_gap(*pair) for pair in batches]).astype(int)
    return np.sqrt(np.mean(gap**2))


def wrong_overwrites_shared_predictions(batches):
    # Subtracts into the predictions, so an array that stands in two batches is wrong the second time.
    total, count = 0.0, 0
    for predictions, targets in batches:
        flat = predictions.reshape(-1)
        flat -= targets.reshape(-1)
        total, count = total + np.dot(flat, flat), count + flat.size
    return np.sqrt(total / count)


def wrong_repeated_pairs_counted_once(batches):
    # Equal pairs are collected in a set: a pair (f, y) that occurs twice.
    pairs = {
        (float(f), float(y))
        for predictions, targets in batches
        for f, y in zip(predictions.flat, targets.flat, strict=True)
    }
    return math.sqrt(sum((f - y) ** 2 for f, y in pairs) / len(pairs))


def wrong_sorted_before_the_difference(batches):
    # Both are sorted first, so each prediction meets another's target: [2, 1] against [1, 2].
    gap = np.concatenate([np.sort(np.ravel(f)) - np.sort(np.ravel(y)) for f, y in batches])
    return np.sqrt(np.mean(gap**2))


def wrong_batches_by_size(batches):
    # Batches are kept by their size, so one of an equal size is lost: two batches of three values.
    kept = {len(pair[0]): _flat_gap(*pair) for pair in batches}
    gap = np.concatenate(list(kept.values()))
    return np.sqrt(np.mean(gap**2))


def right_concatenated_norm(batches):
    ends = np.concatenate([np.ravel(p) - np.ravel(t) for p, t in batches])
    return np.linalg.norm(ends) / np.sqrt(ends.size)


def right_exact_sum(batches):
    squares = [
        (p - t) ** 2
        for predictions, targets in batches
        for p, t in zip(predictions.flat, targets.flat, strict=True)
    ]
    return math.sqrt(math.fsum(squares) / len(squares))


def right_recursive_merge(batches):
    def merge(part):
        if len(part) == 1:
            d = part[0][0].reshape(-1) - part[0][1].reshape(-1)
            return float(np.einsum("i,i->", d, d)), d.size
        (a, n), (b, m) = merge(part[: len(part) // 2]), merge(part[len(part) // 2 :])
        return a + b, n + m

    total, count = merge(batches)
    return np.array((total / count) ** 0.5)


def wrong_mean_of_empty(batches):
    # Mean times count: an empty batch has the mean nan, and nan * 0 is nan.
    total, count = 0.0, 0
    for predictions, targets in batches:
        d = predictions.ravel() - targets.ravel()
        total, count = total + np.mean(d**2) * d.size, count + d.size
    return np.sqrt(total / count)


def wrong_only_predictions_flattened_2(batches):
    # Flattens the predictions alone: (n,) against targets (n, 1) is still a table.
    total, count = 0.0, 0
    for predictions, targets in batches:
        d = predictions.ravel() - targets
        total, count = total + np.sum(d**2), count + d.size
    return np.sqrt(total / count)


def wrong_targets_always_a_column(batches):
    # Makes the targets a column: predictions (n,) and targets (n,) become a table.
    total, count = 0.0, 0
    for predictions, targets in batches:
        d = predictions - targets.reshape(-1, 1)
        total, count = total + np.sum(d**2), count + len(predictions)
    return np.sqrt(total / count)


def wrong_stops_at_empty(batches):
    # Stops at an empty batch instead of skipping it: a batch after an empty one is lost.
    total, count = 0.0, 0
    for predictions, targets in batches:
        if len(targets) == 0 and count > 0:
            break
        d = predictions.ravel() - targets.ravel()
        total, count = total + np.sum(d**2), count + d.size
    return np.sqrt(total / count)


def wrong_empty_counts_one(batches):
    # An empty batch counts as one value, against a division by zero: one empty batch beside.
    total, count = 0.0, 0
    for predictions, targets in batches:
        d = predictions.ravel() - targets.ravel()
        total, count = total + np.sum(d**2), count + max(d.size, 1)
    return np.sqrt(total / count)


def wrong_empty_first(batches):
    # A running mean that divides by the count so far: 0 / 0 if the first batch is empty.
    mean, count = np.float64(0.0), np.int64(0)
    for predictions, targets in batches:
        d = predictions.ravel() - targets.ravel()
        count = count + d.size
        mean = mean + (np.sum(d**2) - d.size * mean) / count
    return np.sqrt(mean)


def wrong_zeros_taken_for_empty(batches):
    # Skips batches by any(): predictions that are all zero count as an empty batch.
    total, count = 0.0, 0
    for predictions, targets in batches:
        if not predictions.any():
            continue
        d = predictions.ravel() - targets.ravel()
        total, count = total + np.sum(d**2), count + d.size
    return np.sqrt(total / count) if count else 0.0
