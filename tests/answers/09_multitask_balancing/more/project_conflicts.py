"""More answers to `project_conflicts`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _surgery(rows, plan, conflict=lambda v, g: v @ g < 0, square=lambda g: g @ g):
    rows = np.array(rows, dtype=float)
    out = rows.copy()
    for i, order in enumerate(plan):
        for j in order:
            if j != i and conflict(out[i], rows[j]):
                out[i] = out[i] - (out[i] @ rows[j]) / square(rows[j]) * rows[j]
    return out


def _meet(vector, others):
    if not others:
        return vector
    g, *rest = others
    dot = np.vdot(vector, g)
    return _meet(vector - dot / np.vdot(g, g) * g if dot < 0 else vector, rest)


def right_python_floats(gradients, orders):
    rows = [[float(x) for x in row] for row in gradients]
    result = []
    for i, order in enumerate(orders):
        v = list(rows[i])
        for j in order:
            g = rows[int(j)]
            dot = math.fsum(x * y for x, y in zip(v, g))
            if j != i and dot < 0:
                factor = dot / math.fsum(y * y for y in g)
                v = [x - factor * y for x, y in zip(v, g)]
        result.append(v)
    return np.array(result)


def right_all_tasks_at_once(gradients, orders):
    g = np.asarray(gradients, dtype=float)
    size = np.linalg.norm(g, axis=1, keepdims=True)
    units = np.divide(g, size, out=np.zeros_like(g), where=size > 0)
    me, v = np.arange(len(g)), g.copy()
    for met in np.transpose(orders):
        along = np.einsum("kp,kp->k", v, units[met])
        v -= np.where(met == me, 0.0, np.minimum(along, 0.0))[:, None] * units[met]
    return v


def right_coefficients(gradients, orders):
    g = np.array(gradients, dtype=np.longdouble)
    gram = g @ g.T
    mix = np.eye(len(g), dtype=np.longdouble)
    for i in range(len(g)):
        for j in orders[i][orders[i] != i]:
            dot = mix[i] @ gram[:, j]
            if dot < 0:
                mix[i, j] -= dot / gram[j, j]
    return (mix @ g).astype(float)


def right_recursion(gradients, orders):
    g = np.asarray(gradients).astype(np.float64)
    return np.vstack(
        [_meet(g[i], [g[j] for j in order if j != i]) for i, order in enumerate(orders)]
    )


def right_projectors(gradients, orders):
    g = gradients.astype(np.float64)
    p = g.shape[1]
    remove = {
        j: np.eye(p) - np.outer(row, row) / (row @ row) for j, row in enumerate(g) if np.any(row)
    }
    out = np.empty(g.shape)
    for i in range(len(g)):
        v = g[i].copy()
        for j in map(int, orders[i]):
            if j == i or j not in remove or v.dot(g[j]) >= 0:
                continue
            v = remove[j] @ v
        out[i] = v
    return out


def wrong_keeps_integers(gradients, orders):
    # Edits a copy of the given dtype, so integer gradients are cut to integers: shown by ((3, 0), (-1, 2)) as integers.
    out = gradients.copy()
    for i, order in enumerate(orders):
        for j in order:
            dot = float(out[i] @ gradients[j])
            if j != i and dot < 0:
                out[i] = out[i] - dot / float(gradients[j] @ gradients[j]) * gradients[j]
    return out.astype(float)


def wrong_meets_itself(gradients, orders):
    # Does not skip itself, and an edited gradient may oppose its own original: unit rows at 0, 170, 240 degrees, order 1, 2, 0.
    rows = np.array(gradients, dtype=float)
    out = rows.copy()
    for i, order in enumerate(orders):
        for j in order:
            if out[i] @ rows[j] < 0:
                out[i] -= (out[i] @ rows[j]) / (rows[j] @ rows[j]) * rows[j]
    return out


def wrong_zero_conflicts(gradients, orders):
    # A product of 0 counts as a conflict, so a zero gradient makes nan: shown by a zero row.
    with np.errstate(all="ignore"):
        return _surgery(gradients, orders, conflict=lambda v, g: v @ g <= 0)


def wrong_square_epsilon(gradients, orders):
    # Divides by the squared length + 1e-10: shown by gradients of length 1e-5.
    return _surgery(gradients, orders, square=lambda g: g @ g + 1e-10)


def wrong_square_at_least_one(gradients, orders):
    # Divides by max(squared length, 1) to be safe at zero: shown by gradients shorter than 1.
    return _surgery(gradients, orders, square=lambda g: max(g @ g, 1.0))


def wrong_product_threshold(gradients, orders):
    # A conflict is a product below -1e-8: shown by gradients of length 1e-5.
    return _surgery(gradients, orders, conflict=lambda v, g: v @ g < -1e-8)


def wrong_cosine_threshold(gradients, orders):
    # A conflict is a cosine below -0.5: shown by two unit gradients at 100 degrees.
    return _surgery(
        gradients, orders, conflict=lambda v, g: v @ g < -0.5 * np.sqrt((v @ v) * (g @ g))
    )


def wrong_allclose_to_zero(gradients, orders):
    # Takes a gradient whose entries are below 1e-8 for zero: shown by a row of length 1e-9 that opposes another.
    return _surgery(gradients, orders, conflict=lambda v, g: not np.allclose(g, 0) and v @ g < 0)


def wrong_first_order_for_all(gradients, orders):
    # Every task uses row 0 of the orders: shown by three conflicting tasks whose rows differ.
    return _surgery(gradients, [orders[0]] * len(orders))


def wrong_descending_order(gradients, orders):
    # Ignores the orders and goes from the last task to the first: shown by three conflicting tasks in ascending order.
    return _surgery(gradients, [range(len(orders) - 1, -1, -1)] * len(orders))


def wrong_orders_as_ranks(gradients, orders):
    # Reads a row as the rank of each task (its inverse permutation): shown by the row 1, 2, 0 for task 0 of three.
    return _surgery(gradients, np.argsort(orders, axis=1))


def wrong_first_three_only(gradients, orders):
    # Meets only the first three of its row: shown by k = 4 with the last one in conflict.
    return _surgery(gradients, orders[:, :3])


def wrong_stops_at_zero(gradients, orders):
    # Leaves the loop at a zero gradient in place of going on: shown by a zero row that comes first in the order.
    rows = np.array(gradients, dtype=float)
    plan = []
    for order in orders:
        zero = [m for m, j in enumerate(order) if not rows[j].any()]
        plan.append(order[: zero[0]] if zero else order)
    return _surgery(rows, plan)


def wrong_products_of_two_columns(gradients, orders):
    # Decides on a conflict by the first two entries alone: shown by (1, 0, 1) and (1, 0, -3).
    return _surgery(gradients, orders, conflict=lambda v, g: v[:2] @ g[:2] < 0)


def _surgery_2(gradients, orders, limit=0.0, extra=0.0, itself=False):
    given = np.array(gradients, dtype=float)
    edited = given.copy()
    for i in range(len(given)):
        for j in orders[i]:
            product = edited[i] @ given[j]
            if product < limit and (itself or j != i):
                edited[i] -= product / (given[j] @ given[j] + extra) * given[j]
    return edited


def right_python_floats_2(gradients, orders):
    rows = [[float(v) for v in row] for row in gradients]
    out = []
    for i, order in enumerate(orders):
        current = list(rows[i])
        for j in (int(n) for n in order if int(n) != i):
            product = sum(x * y for x, y in zip(current, rows[j], strict=True))
            if product < 0:
                share = product / sum(y * y for y in rows[j])
                current = [x - share * y for x, y in zip(current, rows[j], strict=True)]
        out.append(current)
    return np.array(out)


def right_coefficients_of_the_rows(gradients, orders):
    g = np.asarray(gradients, dtype=float)
    gram = np.einsum("ip,jp->ij", g, g)
    mix = np.eye(len(g))
    for i, order in enumerate(orders):
        for j in order:
            product = mix[i] @ gram[:, j]
            if i != j and product < 0:
                mix[i, j] -= product / gram[j, j]
    return mix @ g


def right_recursion_on_unit_vectors(gradients, orders):
    g = np.array(gradients, dtype=np.float64)
    norm = np.linalg.norm(g, axis=1, keepdims=True)
    unit = g / np.where(norm > 0, norm, 1.0)

    def meet(vector, todo):
        if not todo:
            return vector
        along = min(0.0, float(np.vdot(vector, unit[todo[0]])))
        return meet(vector - along * unit[todo[0]], todo[1:])

    return np.stack([meet(g[i], [j for j in np.ravel(orders[i]) if j != i]) for i in range(len(g))])


def wrong_same_order_for_all(gradients, orders):
    # Uses the first row of orders for every task: rows that order two conflicts differently.
    return _surgery_2(gradients, [orders[0]] * len(orders))


def wrong_orders_read_as_ranks(gradients, orders):
    # Reads row i as ranks (argsort): for task 0 the row (1, 2, 0) becomes 2 before 1.
    return _surgery_2(gradients, np.argsort(orders, axis=1))


def wrong_meets_itself_2(gradients, orders):
    # Lets a task meet itself: directions 0, 170, 190 degrees, where task 0 in order (1, 2, 0) turns past 90.
    return _surgery_2(gradients, orders, itself=True)


def wrong_integers_stay_integers(gradients, orders):
    # Writes the edited rows into a copy of the given type: integer gradients (1, 0), (-2, 2) truncate.
    edited = np.array(gradients)
    for i in range(len(edited)):
        edited[i] = _surgery_2(gradients, orders)[i]
    return edited.astype(float)


def wrong_zero_gradient_divided(gradients, orders):
    # Projects at a product of 0 too (<=): a zero gradient gives 0 / 0 and nan for the others.
    given = np.array(gradients, dtype=float)
    edited = given.copy()
    with np.errstate(invalid="ignore"):
        for i in range(len(given)):
            for j in orders[i]:
                product = edited[i] @ given[j]
                if j != i and product <= 0:
                    edited[i] -= product / (given[j] @ given[j]) * given[j]
    return edited


def wrong_epsilon_in_square(gradients, orders):
    # Adds 1e-10 to the squared length: gradients of length 1e-6 keep nearly all of their conflict.
    return _surgery_2(gradients, orders, extra=1e-10)


def wrong_small_conflicts_ignored(gradients, orders):
    # Takes products above -1e-8 for no conflict: gradients of length 1e-5 stay as they are.
    return _surgery_2(gradients, orders, limit=-1e-8)


def wrong_conflict_of_the_originals(gradients, orders):
    # Also projects if only the originals conflict: directions 0, 120, 100 degrees, order (1, 2) for task 0.
    given = np.array(gradients, dtype=float)
    edited = given.copy()
    for i in range(len(given)):
        for j in orders[i]:
            product = edited[i] @ given[j]
            if j != i and min(product, given[i] @ given[j]) < 0:
                edited[i] -= product / (given[j] @ given[j]) * given[j]
    return edited
