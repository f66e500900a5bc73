"""Answers to `project_conflicts`."""

import numpy as np


def variant(gradients, orders, rule):
    g = np.array(gradients, dtype=float)
    out = g.copy()
    for i in range(len(g)):
        for j in orders[i]:
            if i != j:
                rule(g, out, i, j)
    return out


def exact(gradients, orders):
    g = np.array(gradients, dtype=float)
    out = g.copy()
    for i in range(len(g)):
        for j in orders[i]:
            if i == j:
                continue
            product = out[i] @ g[j]
            if product < 0:
                out[i] = out[i] - product / (g[j] @ g[j]) * g[j]
    return out


def right_running_against_originals(gradients, orders):
    g = np.array(gradients, dtype=float)
    out = g.copy()
    for i in range(len(g)):
        for j in orders[i]:
            if i == j:
                continue
            product = out[i] @ g[j]
            if product < 0:
                out[i] = out[i] - product / (g[j] @ g[j]) * g[j]
    return out


def right_unit_vectors(gradients, orders):
    norms = np.linalg.norm(gradients, axis=1)
    units = gradients / np.where(norms > 0, norms, 1.0)[:, None]
    rows = []
    for i, order in enumerate(orders):
        g = gradients[i].astype(float)
        for j in order:
            g = g - (min(g @ units[j], 0.0) * units[j] if j != i else 0.0)
        rows.append(g)
    return np.stack(rows)


def right_all_tasks_at_once(gradients, orders):
    g = np.asarray(gradients, float)
    out, squares = g.copy(), np.sum(g**2, axis=1)
    for column in np.asarray(orders).T:  # the next task that each one meets; itself never conflicts
        other = g[column]
        along = np.minimum(np.sum(out * other, axis=1), 0)
        own = column == np.arange(len(g))
        share = np.where(own | (along == 0), 0, along / np.where(squares == 0, 1, squares)[column])
        out = out - share[:, None] * other
    return out


def wrong_in_place(gradients, orders):
    """meets the edited first gradient"""

    def rule(g, out, i, j):
        product = out[i] @ out[j]
        if product < 0:
            out[i] -= product / (out[j] @ out[j]) * out[j]

    return variant(gradients, orders, rule)


def wrong_product_of_originals(gradients, orders):
    """what the earlier ones left"""

    def rule(g, out, i, j):
        product = g[i] @ g[j]
        if product < 0:
            out[i] -= product / (g[j] @ g[j]) * g[j]

    return variant(gradients, orders, rule)


def wrong_length_not_squared(gradients, orders):
    """divided by the squared length"""

    def rule(g, out, i, j):
        product = out[i] @ g[j]
        if product < 0:
            out[i] -= product / np.sqrt(g[j] @ g[j]) * g[j]

    return variant(gradients, orders, rule)


def wrong_own_length(gradients, orders):
    """not of g_i"""

    def rule(g, out, i, j):
        product = out[i] @ g[j]
        if product < 0:
            out[i] -= product / (out[i] @ out[i]) * g[j]

    return variant(gradients, orders, rule)


def wrong_conflict_is_positive(gradients, orders):
    """A conflict is a negative product"""

    def rule(g, out, i, j):
        product = out[i] @ g[j]
        if product > 0:
            out[i] -= product / (g[j] @ g[j]) * g[j]

    return variant(gradients, orders, rule)


def wrong_projects_without_conflict(gradients, orders):
    """A hidden check fails"""

    def rule(g, out, i, j):
        out[i] -= (out[i] @ g[j]) / (g[j] @ g[j] or 1.0) * g[j]

    return variant(gradients, orders, rule)


def wrong_order_ignored(gradients, orders):
    """returns a wrong value"""

    k = len(gradients)
    return exact(gradients, np.tile(np.arange(k), (k, 1)))


def wrong_first_order_for_all(gradients, orders):
    """A hidden check fails"""

    return exact(gradients, np.tile(orders[0], (len(gradients), 1)))


def wrong_keeps_integers(gradients, orders):
    """A hidden check fails: integer gradients"""

    return exact(gradients, orders).astype(gradients.dtype)


def wrong_epsilon_in_square(gradients, orders):
    """A hidden check fails"""

    def rule(g, out, i, j):
        product = out[i] @ g[j]
        if product < 0:
            out[i] -= product / (g[j] @ g[j] + 1e-12) * g[j]

    return variant(gradients, orders, rule)


def wrong_original_length_in_edited_direction(gradients, orders):
    """returns a wrong value"""

    def rule(g, out, i, j):
        product = out[i] @ out[j]
        if product < 0:
            out[i] -= product / (g[j] @ g[j]) * g[j]

    return variant(gradients, orders, rule)


def wrong_sum_of_rows(gradients, orders):
    """returns shape"""

    return exact(gradients, orders).sum(axis=0)


def wrong_meets_itself(gradients, orders):
    """A hidden check fails"""
    g = np.array(gradients, dtype=float)
    out = g.copy()
    for i in range(len(g)):
        for j in orders[i]:
            product = out[i] @ g[j]
            if product < 0:
                out[i] -= product / (g[j] @ g[j]) * g[j]
    return out


def wrong_removes_all_conflicts_at_once(gradients, orders):
    """what the earlier ones left"""
    g = np.array(gradients, dtype=float)
    dots = g @ g.T
    squares = np.where(np.diag(dots) == 0, 1, np.diag(dots))
    return g - (np.minimum(dots, 0) / squares) @ g
