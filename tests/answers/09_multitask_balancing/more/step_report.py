"""More answers to `step_report`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _honest_cosines(rows):
    gram = rows @ rows.T
    size = np.sqrt(np.diag(gram))
    size = np.where(size == 0, 1.0, size)
    return gram / np.outer(size, size)


def _honest_report(rows, w):
    rows, w = np.asarray(rows, float), np.asarray(w, float)
    gram = rows @ rows.T
    return w * np.sqrt(np.diag(gram)), _honest_cosines(rows), -gram @ w


def _polar_product(u, v):
    return (np.sum((u + v) ** 2) - np.sum((u - v) ** 2)) / 4


def right_python_floats(gradients, weights):
    rows = [[float(x) for x in row] for row in gradients]
    w = [float(x) for x in weights]
    size = [math.hypot(*row) for row in rows]
    dots = [[math.fsum(x * y for x, y in zip(one, two)) for two in rows] for one in rows]
    cosines = [
        [
            dots[i][j] / (size[i] * size[j]) if size[i] > 0 and size[j] > 0 else 0.0
            for j in range(len(w))
        ]
        for i in range(len(w))
    ]
    slopes = [-math.fsum(w[j] * dots[i][j] for j in range(len(w))) for i in range(len(w))]
    return np.array([a * b for a, b in zip(w, size)]), np.array(cosines), np.array(slopes)


def right_einsum_longdouble(gradients, weights):
    g, w = np.asarray(gradients, np.longdouble), np.asarray(weights, np.longdouble)
    dots = np.einsum("ip,jp->ij", g, g)
    scale = np.sqrt(np.einsum("ii,jj->ij", dots, dots))
    cosines = np.divide(dots, scale, out=np.zeros_like(dots), where=scale > 0)
    slopes = -np.einsum("ij,j->i", dots, w)
    return [
        np.sqrt(w**2 * np.diag(dots)).astype(float),
        cosines.astype(float),
        slopes.astype(float),
    ]


def right_unit_rows(gradients, weights):
    gradients, weights = gradients.astype(float), weights.astype(float)
    weighted = weights[:, None] * gradients
    units = np.array(gradients, dtype=float)
    for row in units:
        if row.any():
            row /= np.linalg.norm(row)
    step = -weighted.sum(axis=0)
    return np.linalg.norm(weighted, axis=1), np.inner(units, units), (gradients * step).sum(axis=1)


def right_polarised_units(gradients, weights):
    gradients = np.array(gradients, dtype=float)
    size = np.hypot.reduce(gradients, axis=1)
    units = [row / length if length else row * 0.0 for row, length in zip(gradients, size)]
    cosines = np.array([[_polar_product(u, v) for v in units] for u in units])
    parts = size * weights
    return parts, cosines, -(size * (cosines * parts).sum(axis=1))


def right_blas_per_task(gradients, weights):
    from scipy.linalg import blas

    g = np.ascontiguousarray(gradients, dtype=np.float64)
    k = len(g)
    parts, cosines, slopes = np.empty(k), np.zeros((k, k)), np.zeros(k)
    for i in range(k):
        parts[i] = blas.dnrm2(weights[i] * g[i])
        for j in range(i, k):
            dot = blas.ddot(g[i], g[j])
            slopes[i] -= weights[j] * dot
            if j > i:
                slopes[j] -= weights[i] * dot
            if g[i].any() and g[j].any():
                cosines[i, j] = cosines[j, i] = dot / blas.dnrm2(g[i]) / blas.dnrm2(g[j])
    return parts, cosines, slopes


def wrong_cosines_of_weighted_rows(gradients, weights):
    # Cosines come from w_i g_i, so a task of weight 0 has cosine 0: shown by a weight 0 with a nonzero gradient.
    parts, _, slopes = _honest_report(gradients, weights)
    return parts, _honest_cosines(weights[:, None] * gradients), slopes


def wrong_epsilon_in_denominator(gradients, weights):
    # Adds 1e-8 to the product of the lengths: shown by gradients of length 1e-5.
    parts, _, slopes = _honest_report(gradients, weights)
    size = np.linalg.norm(gradients, axis=1)
    return parts, gradients @ gradients.T / (np.outer(size, size) + 1e-8), slopes


def wrong_zero_test_by_sum(gradients, weights):
    # Takes a row whose entries sum to 0 for a zero gradient: shown by the row (1, -1).
    parts, cosines, slopes = _honest_report(gradients, weights)
    alive = gradients.sum(axis=1) != 0
    return parts, np.where(np.outer(alive, alive), cosines, 0.0), slopes


def wrong_zero_test_by_first_entry(gradients, weights):
    # Takes a row whose first entry is 0 for a zero gradient: shown by the row (0, 1).
    parts, cosines, slopes = _honest_report(gradients, weights)
    alive = gradients[:, 0] != 0
    return parts, np.where(np.outer(alive, alive), cosines, 0.0), slopes


def wrong_zero_test_all_entries(gradients, weights):
    # np.all in place of np.any: a row with one zero entry counts as zero, shown by the row (0, 2).
    parts, cosines, slopes = _honest_report(gradients, weights)
    alive = np.all(gradients != 0, axis=1)
    return parts, cosines * alive * alive[:, None], slopes


def wrong_short_counts_as_zero(gradients, weights):
    # A gradient shorter than 1e-6 counts as zero in the cosines: shown by a row of length 1e-7.
    parts, cosines, slopes = _honest_report(gradients, weights)
    alive = np.linalg.norm(gradients, axis=1) > 1e-6
    return parts, cosines * np.outer(alive, alive), slopes


def wrong_no_slope_without_weight(gradients, weights):
    # Gives a task of weight 0 the slope 0, though the others move it: shown by a weight 0.
    parts, cosines, slopes = _honest_report(gradients, weights)
    return parts, cosines, np.where(weights > 0, slopes, 0.0)


def wrong_help_is_ignored(gradients, weights):
    # Counts others in the slope only where they conflict: shown by two tasks with a positive product.
    parts, cosines, _ = _honest_report(gradients, weights)
    gram = gradients @ gradients.T
    return parts, cosines, -(np.where(np.eye(len(gram)) > 0, gram, np.minimum(gram, 0)) @ weights)


def wrong_only_conflicts_reported(gradients, weights):
    # Cosines between different tasks are cut off at 0: shown by two tasks at 60 degrees.
    parts, cosines, slopes = _honest_report(gradients, weights)
    return parts, np.where(np.eye(len(cosines)) > 0, cosines, np.minimum(cosines, 0)), slopes


def wrong_two_columns(gradients, weights):
    # The lengths come from the first two entries alone: shown by p = 3 with a third entry.
    _, cosines, slopes = _honest_report(gradients, weights)
    return weights * np.hypot(gradients[:, 0], gradients[:, 1]), cosines, slopes


def wrong_three_tasks(gradients, weights):
    # The step has the first three tasks only: shown by k = 4.
    parts, cosines, _ = _honest_report(gradients, weights)
    return parts, cosines, -gradients @ (weights[:3] @ gradients[:3])


def wrong_rounded(gradients, weights):
    # Rounds all values to 7 decimals: shown by gradients of length 1e-5, whose slopes become 0.
    return tuple(np.round(part, 7) for part in _honest_report(gradients, weights))


def wrong_squeezed(gradients, weights):
    # Squeezes the cosines: shown by a single task, where the shape is () and not (1, 1).
    parts, cosines, slopes = _honest_report(gradients, weights)
    return parts, np.squeeze(cosines), slopes


def wrong_length_at_least_one(gradients, weights):
    # Divides by max(length, 1) to be safe at zero: shown by gradients of length 0.1.
    parts, _, slopes = _honest_report(gradients, weights)
    size = np.maximum(np.linalg.norm(gradients, axis=1), 1.0)
    return parts, gradients @ gradients.T / np.outer(size, size), slopes


def _gram_report(g, w, lengths, zero):
    gram = g @ g.T
    safe = np.where(zero, 1.0, lengths)
    cosines = gram / np.outer(safe, safe)
    cosines[zero] = 0.0
    cosines[:, zero] = 0.0
    return w * lengths, cosines, -gram @ w


def right_python_floats_2(gradients, weights):
    rows = [[float(v) for v in row] for row in gradients]
    w = [float(v) for v in weights]
    k = len(rows)
    norm = [math.hypot(*row) for row in rows]
    total = [math.fsum(w[i] * rows[i][c] for i in range(k)) for c in range(len(rows[0]))]
    cosines = np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            if norm[i] > 0 and norm[j] > 0:
                cosines[i, j] = math.fsum(
                    x / norm[i] * (y / norm[j]) for x, y in zip(rows[i], rows[j], strict=True)
                )
    slopes = [-math.fsum(x * y for x, y in zip(row, total, strict=True)) for row in rows]
    return np.array([a * b for a, b in zip(w, norm, strict=True)]), cosines, np.array(slopes)


def right_unit_rows_einsum(gradients, weights):
    g = np.array(gradients, dtype=float)
    w = np.asarray(weights, dtype=float)
    norm = np.sqrt(np.einsum("ip,ip->i", g, g))
    unit = np.divide(g, norm[:, None], out=np.zeros_like(g), where=norm[:, None] > 0)
    cosines = np.einsum("ip,jp->ij", unit, unit)
    return norm * w, cosines, -norm * np.einsum("ij,j->i", cosines, w * norm)


def right_nan_to_zero(gradients, weights):
    g = np.asarray(gradients, dtype=float)
    weighted = np.asarray(weights)[:, None] * g
    norm = np.linalg.norm(g, axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = (g @ g.T) / (norm @ norm.T)
    cosines = np.where(np.isnan(cosines), 0.0, cosines)
    return np.linalg.norm(weighted, axis=1), cosines, np.dot(g, -np.sum(weighted, axis=0))


def wrong_weighted_cosines(gradients, weights):
    # Takes the cosines of the weighted gradients: a weight 0 makes them 0 (any nonzero row).
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    scaled = w[:, None] * g
    lengths = np.linalg.norm(scaled, axis=1)
    _, cosines, _ = _gram_report(scaled, w, lengths, lengths == 0)
    return lengths, cosines, -g @ scaled.sum(axis=0)


def wrong_maximum_with_one(gradients, weights):
    # Divides by max(length, 1) instead of replacing a length 0: wrong for any row shorter than 1.
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    lengths = np.linalg.norm(g, axis=1)
    safe = np.maximum(lengths, 1.0)
    gram = g @ g.T
    return w * lengths, gram / np.outer(safe, safe), -gram @ w


def wrong_zero_if_any_entry_zero(gradients, weights):
    # Calls a row zero as soon as one entry is 0 (all for any): wrong for the row (1, 0).
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    return _gram_report(g, w, np.linalg.norm(g, axis=1), ~g.all(axis=1))


def wrong_zero_if_sum_zero(gradients, weights):
    # Calls a row zero if its entries sum to 0: wrong for the row (1, -1).
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    return _gram_report(g, w, np.linalg.norm(g, axis=1), g.sum(axis=1) == 0)


def wrong_epsilon_in_cosine(gradients, weights):
    # Adds 1e-8 to the product of the lengths: cosines of rows of length 1e-5 nearly vanish.
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    lengths = np.linalg.norm(g, axis=1)
    gram = g @ g.T
    return w * lengths, gram / (np.outer(lengths, lengths) + 1e-8), -gram @ w


def wrong_isclose_to_zero(gradients, weights):
    # Tests for a zero length with isclose: rows of length 1e-9 count as zero.
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    lengths = np.linalg.norm(g, axis=1)
    return _gram_report(g, w, lengths, np.isclose(lengths, 0))


def wrong_slope_divided_by_weight(gradients, weights):
    # Gets the slope of L_i from that of w_i L_i by division, 0 if w_i = 0: a weight 0 beside others.
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    lengths = np.linalg.norm(g, axis=1)
    report = _gram_report(g, w, lengths, lengths == 0)
    own = -(np.outer(w, w) * (g @ g.T)).sum(axis=1)
    return report[0], report[1], np.divide(own, w, out=np.zeros_like(own), where=w > 0)


def wrong_diagonal_set_to_one_by_weight(gradients, weights):
    # Puts 1 on the diagonal wherever the weighted length is positive and else 0: a weight 0 on a row.
    g, w = np.asarray(gradients, float), np.asarray(weights, float)
    lengths = np.linalg.norm(g, axis=1)
    report = _gram_report(g, w, lengths, lengths == 0)
    np.fill_diagonal(report[1], (report[0] > 0).astype(float))
    return report
