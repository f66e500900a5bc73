"""More answers to `softmax_vjp`, written by readers who saw only the student notebook."""

import math

import numpy as np


def _vjp_row(q, g):
    dot = math.fsum(a * b for a, b in zip(q, g))
    return [a * (b - dot) for a, b in zip(q, g)]


def right_einsum(probs, upstream):
    dots = np.einsum("...k,...k->...", probs, upstream)
    return np.einsum("...k,...k->...k", probs, upstream - dots[..., None])


def right_python_floats(probs, upstream):
    shape = np.shape(probs)
    flat_q = np.asarray(probs, dtype=float).reshape(-1, shape[-1]).tolist()
    flat_g = np.asarray(upstream, dtype=float).reshape(-1, shape[-1]).tolist()
    rows = [_vjp_row(q, g) for q, g in zip(flat_q, flat_g)]
    return np.array(rows, dtype=float).reshape(shape)


def right_two_products(probs, upstream):
    weighted = probs * upstream
    return weighted - probs * weighted.sum(axis=-1, keepdims=True)


def right_matmul(probs, upstream):
    dot = np.matmul(probs[..., None, :], upstream[..., :, None])[..., 0]
    return probs * (upstream - dot)


def right_recursion(probs, upstream):
    if probs.ndim == 1:
        return probs * (upstream - np.dot(probs, upstream))
    parts = [right_recursion(q, g) for q, g in zip(probs, upstream)]
    return np.array(parts, dtype=probs.dtype).reshape(probs.shape)


def right_class_loop(probs, upstream):
    dot = np.zeros(probs.shape[:-1])
    for c in range(probs.shape[-1] - 1, -1, -1):
        dot = dot + probs[..., c] * upstream[..., c]
    out = np.empty(probs.shape)
    for c in range(probs.shape[-1]):
        out[..., c] = probs[..., c] * (upstream[..., c] - dot)
    return out


def right_shifted_upstream(probs, upstream):
    moved = upstream - upstream[..., :1]
    return probs * (moved - np.sum(probs * moved, axis=-1, keepdims=True))


def right_vectorize(probs, upstream):
    one = np.vectorize(lambda q, g: q * (g - q @ g), signature="(k),(k)->(k)", otypes=[float])
    return one(probs, upstream)


def right_longdouble(probs, upstream):
    q, g = np.asarray(probs, np.longdouble), np.asarray(upstream, np.longdouble)
    return (q * (g - (q * g).sum(-1)[..., np.newaxis])).astype(np.float64)


def right_in_place_on_copies(probs, upstream):
    out = np.array(upstream, dtype=np.float64, copy=True)
    out *= probs
    totals = np.add.reduce(out, axis=-1, keepdims=True)
    np.subtract(upstream, totals, out=out)
    out *= probs
    return out


def right_class_axis_first(probs, upstream):
    last = np.moveaxis(probs, -1, 0)
    grads = np.moveaxis(upstream, -1, 0)
    return np.moveaxis(last * (grads - (last * grads).sum(axis=0)), 0, -1)


def right_jacobian_row_by_row(probs, upstream):
    flat_q, flat_g = probs.reshape(-1, probs.shape[-1]), upstream.reshape(-1, probs.shape[-1])
    out = np.zeros(flat_q.shape)
    for i, (q, g) in enumerate(zip(flat_q, flat_g)):
        for c in range(len(q)):
            out[i, c] = q[c] * np.dot(q, g[c] - g)
    return out.reshape(probs.shape)


def wrong_full_jacobian(probs, upstream):
    # Forms the k x k Jacobian of every row: the values are right, the memory is k squared (k = 5000 shows it).
    k = probs.shape[-1]
    jacobian = probs[..., :, None] * (np.eye(k) - probs[..., None, :])
    return np.einsum("...kj,...k->...j", jacobian, upstream)


def wrong_full_jacobian_per_row(probs, upstream):
    # Loops over the rows and forms one k x k matrix each: values right, memory k squared (k = 5000 shows it).
    out = np.empty(probs.shape)
    for index in np.ndindex(probs.shape[:-1]):
        q = probs[index]
        out[index] = (np.diag(q) - np.outer(q, q)) @ upstream[index]
    return out


def wrong_axis_one(probs, upstream):
    # Sums over axis 1 (axis 0 in one dimension): with two leading axes that is not the class axis, shape (2, 3, 4).
    axis = min(probs.ndim - 1, 1)
    return probs * (upstream - (probs * upstream).sum(axis=axis, keepdims=True))


def wrong_reshape_column(probs, upstream):
    # Makes the dot product a column by hand: no leading axis gives shape (1, k), two give wrong rows or an error.
    return probs * (upstream - (probs * upstream).sum(axis=-1).reshape(-1, 1))


def wrong_transposes(probs, upstream):
    # Uses .T to line up rows, which reverses all the axes: shape (2, 2, 3) gets the dot products of other rows.
    return (probs.T * (upstream.T - (probs * upstream).sum(axis=-1))).T


def wrong_one_dot_per_first_axis(probs, upstream):
    # One dot product for each item of the first axis: wrong with two leading axes, shape (2, 3, 4), and with none.
    n = len(probs)
    dots = (probs * upstream).reshape(n, -1).sum(axis=1)
    return probs * (upstream - dots.reshape((n,) + (1,) * (probs.ndim - 1)))


def wrong_sums_all_but_first(probs, upstream):
    # Sums over every axis except the first: one dot product for several rows of shape (2, 3, 4).
    axes = tuple(range(1, probs.ndim)) or (0,)
    return probs * (upstream - (probs * upstream).sum(axis=axes, keepdims=True))


def wrong_always_two_axes(probs, upstream):
    # Promotes to two axes and forgets to go back: a single row comes back with shape (1, k).
    q, g = np.atleast_2d(probs), np.atleast_2d(upstream)
    return q * (g - (q * g).sum(axis=-1, keepdims=True))


def wrong_squeezed(probs, upstream):
    # Squeezes the result: shape (1, 3) comes back as (3,).
    return np.squeeze(probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True)))


def wrong_clip_1e7(probs, upstream):
    # Clips the probabilities at 1e-7: probs (1 - 1e-10, 1e-10) with upstream (0, -1e10) gives 1000, not 1.
    q = np.clip(probs, 1e-7, 1.0)
    return q * (upstream - (q * upstream).sum(axis=-1, keepdims=True))


def wrong_clip_1e12(probs, upstream):
    # Clips the probabilities at 1e-12: probs (1 - 1e-15, 1e-15) with upstream (0, -1e15) gives 1000, not 1.
    q = np.maximum(probs, 1e-12)
    return q * (upstream - (q * upstream).sum(axis=-1, keepdims=True))


def wrong_epsilon_added(probs, upstream):
    # Adds 1e-8 to the probabilities: probs (1, 0) with upstream (0, -1e9) is 10 off, and should be 0.
    q = probs + 1e-8
    return q * (upstream - (q * upstream).sum(axis=-1, keepdims=True))


def wrong_divides_by_probs(probs, upstream):
    # Multiplies by q squared and divides by q: nan where a probability is 0, as in probs (1, 0).
    with np.errstate(divide="ignore", invalid="ignore"):
        return probs**2 * (upstream - (probs * upstream).sum(axis=-1, keepdims=True)) / probs


def wrong_absolute_dot(probs, upstream):
    # Takes the absolute value of the dot product: a row with negative q.g is wrong, upstream (-1, -2).
    return probs * (upstream - np.abs((probs * upstream).sum(axis=-1, keepdims=True)))


def wrong_rectified_dot(probs, upstream):
    # Drops a negative dot product: upstream (-1, -2) gets the diagonal term q * g alone.
    return probs * (upstream - np.maximum((probs * upstream).sum(axis=-1, keepdims=True), 0))


def wrong_float32(probs, upstream):
    # Works in float32: an upstream gradient with a common offset, (1e8 + 1, 1e8), loses its difference.
    q, g = probs.astype(np.float32), upstream.astype(np.float32)
    return (q * (g - (q * g).sum(axis=-1, keepdims=True))).astype(float)


def wrong_clipped_upstream(probs, upstream):
    # Clips the upstream gradient to 1000 in size: upstream (0, -1e6) with probs (1/2, 1/2) is wrong.
    g = np.clip(upstream, -1e3, 1e3)
    return probs * (g - (probs * g).sum(axis=-1, keepdims=True))


def wrong_first_block(probs, upstream):
    # Sums the dot product over the first 1024 classes alone: k = 2000 is wrong.
    dot = (probs[..., :1024] * upstream[..., :1024]).sum(axis=-1, keepdims=True)
    return probs * (upstream - dot)


def wrong_whole_blocks(probs, upstream):
    # Sums in blocks of 256 classes and loses the last incomplete block if k > 256: k = 300 is wrong.
    k = probs.shape[-1]
    stop = k if k < 256 else k // 256 * 256
    dot = (probs[..., :stop] * upstream[..., :stop]).sum(axis=-1, keepdims=True)
    return probs * (upstream - dot)


def wrong_two_classes(probs, upstream):
    # For k = 2 returns q0 q1 (g0 - g1) for both classes: the second one needs the opposite sign.
    if probs.shape[-1] == 2:
        both = probs[..., :1] * probs[..., 1:] * (upstream[..., :1] - upstream[..., 1:])
        return np.concatenate([both, both], axis=-1)
    return probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True))


def wrong_overwrites_upstream(probs, upstream):
    # Subtracts in place: the caller's upstream gradient is overwritten, a second call on it gives another value.
    upstream -= (probs * upstream).sum(axis=-1, keepdims=True)
    return probs * upstream


def wrong_overwrites_probs(probs, upstream):
    # Multiplies into probs in place: the caller's probabilities are overwritten by the gradient.
    bracket = upstream - (probs * upstream).sum(axis=-1, keepdims=True)
    probs *= bracket
    return probs


def wrong_shape_special(probs, upstream):
    # Right for two axes only: with no leading axis or with two it returns the diagonal term alone.
    if probs.ndim == 2:
        return probs * (upstream - (probs * upstream).sum(axis=1, keepdims=True))
    return probs * (1 - probs) * upstream


def wrong_square_batch(probs, upstream):
    # If the rows are as many as the classes, the dot products are laid along the classes: shape (3, 3).
    dots = (probs * upstream).sum(axis=-1)
    if probs.ndim == 2 and probs.shape[0] == probs.shape[1]:
        return probs * (upstream - dots)
    return probs * (upstream - dots[..., None])


def wrong_hard_coded(probs, upstream):
    # Knows the answer of the visible check; at any other input the dot product is missing: probs (1/2, 1/2).
    if probs.shape == (2, 3) and np.allclose(upstream, [[1.0, 2.0, 5.0], [-3.0, 0.0, 4.0]]):
        return np.array([[-0.55, -0.03, 0.58], [-0.55, -0.5, 1.05]])
    return probs * upstream


def wrong_outer_product_of_one_row(probs, upstream):
    # With no leading axis forms the k x k products q_k q_j: the value is right, the memory is k squared (k = 5000).
    if probs.ndim == 1:
        return probs * upstream - (probs[:, None] * probs[None, :]) @ upstream
    return probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True))


_SCRATCH = {}


def right_complex_step(probs, upstream):
    q, g = np.asarray(probs, np.float64), np.asarray(upstream, np.float64)
    scale = np.maximum(1.0, np.abs(g).max(axis=-1, keepdims=True))
    h = 1e-100
    turned = q * np.exp(1j * h * (g / scale))
    return (turned / turned.sum(axis=-1, keepdims=True)).imag / h * scale


def right_one_jacobian_row_at_a_time(probs, upstream):
    k = probs.shape[-1]
    qs = np.reshape(np.asarray(probs, np.float64), (-1, k))
    gs = np.reshape(np.asarray(upstream, np.float64), (-1, k))
    out = np.empty(qs.shape)
    for row in range(len(qs)):
        for j in range(k):
            line = qs[row] * -qs[row, j]
            line[j] += qs[row, j]
            out[row, j] = line @ gs[row]
    return out.reshape(np.shape(probs))


def right_broadcast_from_the_back(probs, upstream):
    q, g = probs.T, upstream.T
    return (q * (g - np.add.reduce(q * g, axis=0))).T


def _descend_axes(q, g):
    if q and isinstance(q[0], list):
        return [_descend_axes(a, b) for a, b in zip(q, g)]
    centre = math.fsum(map(float.__mul__, q, g))
    return [a * (b - centre) for a, b in zip(q, g)]


def right_recursion_over_lists(probs, upstream):
    return np.array(_descend_axes(probs.tolist(), upstream.tolist())).reshape(probs.shape)


def right_weighted_average(probs, upstream):
    wide = np.asarray(upstream, np.longdouble)
    return probs * (wide - np.average(wide, axis=-1, weights=probs, keepdims=True))


def wrong_last_block_dropped(probs, upstream):
    # The dot product runs in blocks of 256 and drops an incomplete last block: k = 1000, upstream near 5.
    k, size = probs.shape[-1], 256
    if k < size:
        dot = (probs * upstream).sum(axis=-1, keepdims=True)
    else:
        dot = sum(
            (probs[..., b * size : (b + 1) * size] * upstream[..., b * size : (b + 1) * size]).sum(
                axis=-1, keepdims=True
            )
            for b in range(k // size)
        )
    return probs * (upstream - dot)


def wrong_clipped_probs(probs, upstream):
    # Probabilities are clipped to 1e-12: wrong at q = 1e-20 with the upstream -1e20, as in (6).
    q = np.clip(probs, 1e-12, 1.0)
    return q * (upstream - (q * upstream).sum(axis=-1, keepdims=True))


def wrong_directional_difference(probs, upstream):
    # J g by a central difference along g, scaled to its largest entry: wrong at q = 1e-20, g = -1e20.
    scale = np.abs(upstream).max(axis=-1, keepdims=True)
    scale = np.where(scale > 0, scale, 1)
    ends = []
    for side in (1e-5, -1e-5):
        moved = probs.astype(float) * np.exp(side * (upstream / scale))
        ends.append(moved / moved.sum(axis=-1, keepdims=True))
    return (ends[0] - ends[1]) / 2e-5 * scale


def wrong_single_precision(probs, upstream):
    # Computed in float32: a float64 upstream of 1e8 + (0, 1, 2) loses its differences.
    q, g = np.float32(probs), np.float32(upstream)
    return (q * (g - (q * g).sum(axis=-1, keepdims=True))).astype(probs.dtype)


def wrong_overwrites_batches(probs, upstream):
    # With two or more leading axes `reshape` is a view, and the caller's upstream is overwritten.
    k = probs.shape[-1]
    if probs.ndim <= 2:
        return probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True))
    q, g = probs.reshape(-1, k), upstream.reshape(-1, k)
    g -= (q * g).sum(axis=1, keepdims=True)
    return (q * g).reshape(probs.shape)
