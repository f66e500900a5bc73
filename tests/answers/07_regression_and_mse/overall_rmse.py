"""Answers to `overall_rmse`."""

import numpy as np


def right_sum_and_count(batches):
    total, count = 0.0, 0
    for predictions, targets in batches:
        total += np.sum((predictions.reshape(-1) - targets.reshape(-1)) ** 2)
        count += targets.size
    return np.sqrt(total / count)


def right_concatenate(batches):
    f = np.concatenate([p.ravel() for p, _ in batches])
    y = np.concatenate([t.ravel() for _, t in batches])
    return np.linalg.norm(f - y) / np.sqrt(len(y))


def right_weighted_mses(batches):
    kept = [(p.flatten(), t.flatten()) for p, t in batches if t.size]
    sizes = np.array([len(t) for _, t in kept])
    mses = np.array([np.mean((p - t) ** 2) for p, t in kept])
    return np.sqrt(np.average(mses, weights=sizes))


def right_value_by_value(batches):
    squares = []
    for predictions, targets in batches:
        for f, y in zip(predictions.ravel(), targets.ravel(), strict=True):
            squares.append((f - y) ** 2)
    return (sum(squares) / len(squares)) ** 0.5


def wrong_as_given(batches):
    """n x n table"""
    return np.mean([np.sqrt(np.mean((p - t) ** 2)) for p, t in batches])


def wrong_still_broadcasts(batches):
    """n x n table"""
    squares = [((p - t) ** 2).ravel() for p, t in batches]
    return np.sqrt(np.mean(np.concatenate(squares)))


def wrong_mean_of_roots(batches):
    """a mean of the batches' roots"""
    return np.mean([np.sqrt(np.mean((p.ravel() - t.ravel()) ** 2)) for p, t in batches])


def wrong_weighted_roots(batches):
    """Weighted by the batch sizes"""
    roots = [np.sqrt(np.mean((p.ravel() - t.ravel()) ** 2)) for p, t in batches]
    return np.average(roots, weights=[t.size for _, t in batches])


def wrong_mean_of_mses(batches):
    """the weight of three"""
    return np.sqrt(np.mean([np.mean((p.ravel() - t.ravel()) ** 2) for p, t in batches]))


def wrong_no_root(batches):
    """the root is missing"""
    f = np.concatenate([p.ravel() for p, _ in batches])
    y = np.concatenate([t.ravel() for _, t in batches])
    return np.mean((f - y) ** 2)


def wrong_divides_by_batches(batches):
    """returns a wrong value"""
    total = sum(np.sum((p.ravel() - t.ravel()) ** 2) for p, t in batches)
    return np.sqrt(total / len(batches))


def wrong_last_batch_only(batches):
    """Only the last batch counts"""
    for p, t in batches:
        score = np.sqrt(np.mean((p.ravel() - t.ravel()) ** 2))
    return score


def wrong_absolute(batches):
    """mean absolute error"""
    f = np.concatenate([p.ravel() for p, _ in batches])
    y = np.concatenate([t.ravel() for _, t in batches])
    return np.mean(np.abs(f - y))


def wrong_flattens_predictions_only(batches):
    """A hidden check fails"""
    total, count = 0.0, 0
    for p, t in batches:
        total += np.sum((p.ravel() - t) ** 2)
        count += t.size
    return np.sqrt(total / count)


def wrong_empty_batch_is_nan(batches):
    """A hidden check fails: an empty batch"""
    sizes = np.array([t.size for _, t in batches])
    mses = np.array([np.mean((p.ravel() - t.ravel()) ** 2) for p, t in batches])
    return np.sqrt(np.sum(mses * sizes) / sizes.sum())


def wrong_stops_at_empty_batch(batches):
    """A hidden check fails: an empty batch"""
    total, count = 0.0, 0
    for p, t in batches:
        if t.size == 0:
            break
        total += np.sum((p.ravel() - t.ravel()) ** 2)
        count += t.size
    return np.sqrt(total / max(count, 1))


def wrong_squeeze_makes_numbers(batches):
    """returns a wrong value"""
    total, count = 0.0, 0
    for p, t in batches:
        p, t = np.squeeze(p), np.squeeze(t)
        total += np.sum((p - t) ** 2)
        count += len(t) if t.ndim else 0
    return np.sqrt(total / max(count, 1))


def wrong_standard_deviation(batches):
    """returns a wrong value"""
    f = np.concatenate([p.ravel() for p, _ in batches])
    y = np.concatenate([t.ravel() for _, t in batches])
    return np.std(f - y)
