"""Answers to `numerical_gradient`."""

import numpy as np


def mean_loss(weights, inputs, labels):
    z = inputs @ weights
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels]).mean()


def differences(weights, inputs, labels, step):
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        side = np.zeros(w.shape)
        side[i] = step
        out[i] = mean_loss(w + side, x, labels) - mean_loss(w - side, x, labels)
    return out / (2 * step)


def right_one_matrix_a_side(weights, inputs, labels, step):
    return differences(weights, inputs, labels, step)


def right_in_place_and_restored(weights, inputs, labels, step):
    w, x = np.array(weights, dtype=np.float64), np.asarray(inputs, dtype=np.float64)
    out = np.zeros(w.shape)
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            value = w[i, j]
            w[i, j] = value + step
            up = mean_loss(w, x, labels)
            w[i, j] = value - step
            down = mean_loss(w, x, labels)
            w[i, j] = value
            out[i, j] = (up - down) / (2.0 * step)
    return out


def right_logits_moved_directly(weights, inputs, labels, step):
    # Only one column of the logits changes when one weight moves.
    x = inputs.astype(float)
    z = x @ weights.astype(float)
    out = np.zeros(weights.shape)
    for d, c in np.ndindex(weights.shape):
        sides = []
        for sign in (1, -1):
            moved = z.copy()
            moved[:, c] += sign * step * x[:, d]
            lse = np.logaddexp.reduce(moved, axis=1)
            sides.append(np.mean(lse - moved[np.arange(len(labels)), labels]))
        out[d, c] = (sides[0] - sides[1]) / (2 * step)
    return out


def right_all_moves_at_once(weights, inputs, labels, step):
    moves = step * np.eye(weights.size).reshape(weights.size, *weights.shape)
    both = np.concatenate([weights + moves, weights - moves]).astype(float)
    z = inputs.astype(float) @ both
    z = z - z.max(axis=2, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=2)) - z[:, np.arange(len(labels)), labels]
    up, down = losses.mean(axis=1).reshape(2, -1)
    return ((up - down) / (2 * step)).reshape(weights.shape)


def wrong_forward_difference(weights, inputs, labels, step):
    """forward difference"""
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        side = np.zeros(w.shape)
        side[i] = step
        out[i] = (mean_loss(w + side, x, labels) - mean_loss(w, x, labels)) / step
    return out


def wrong_backward_difference(weights, inputs, labels, step):
    """backward difference"""
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        side = np.zeros(w.shape)
        side[i] = step
        out[i] = (mean_loss(w, x, labels) - mean_loss(w - side, x, labels)) / step
    return out


def wrong_analytic_gradient(weights, inputs, labels, step):
    """That is the derivative"""
    z = inputs.astype(float) @ weights.astype(float)
    q = np.exp(z - z.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    q[np.arange(len(labels)), labels] -= 1
    return inputs.T @ q / len(labels)


def wrong_own_small_step(weights, inputs, labels, step):
    """That is the derivative"""
    return differences(weights, inputs, labels, 1e-5)


def wrong_divides_by_one_step(weights, inputs, labels, step):
    """divide by 2h"""
    return 2 * differences(weights, inputs, labels, step)


def wrong_half_steps(weights, inputs, labels, step):
    """returns a wrong value"""
    return differences(weights, inputs, labels, step / 2)


def wrong_sum_of_losses(weights, inputs, labels, step):
    """it is their mean"""
    return len(labels) * differences(weights, inputs, labels, step)


def wrong_sign(weights, inputs, labels, step):
    """sign is flipped"""
    return -differences(weights, inputs, labels, step)


def wrong_never_restores(weights, inputs, labels, step):
    """restore it"""
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += step
        up = mean_loss(w, x, labels)
        w[i] -= 2 * step
        out[i] = (up - mean_loss(w, x, labels)) / (2 * step)
    return out


def wrong_moves_a_whole_column(weights, inputs, labels, step):
    """returns a wrong value"""
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for c in range(w.shape[1]):
        side = np.zeros(w.shape)
        side[:, c] = step
        rise = mean_loss(w + side, x, labels) - mean_loss(w - side, x, labels)
        out[:, c] = rise / (2 * step)
    return out


def wrong_keeps_float32(weights, inputs, labels, step):
    """convert before you move"""
    x, out = inputs.astype(weights.dtype), np.zeros(weights.shape)
    if weights.dtype.kind != "f":
        return differences(weights, inputs, labels, step)
    for i in np.ndindex(weights.shape):
        side = np.zeros_like(weights)
        side[i] = step
        rise = mean_loss(weights + side, x, labels) - mean_loss(weights - side, x, labels)
        out[i] = rise / (2 * step)
    return out


def wrong_moves_a_copy_in_its_own_dtype(weights, inputs, labels, step):
    """A hidden check fails"""
    out = np.zeros(weights.shape)
    for i in np.ndindex(weights.shape):
        up, down = weights.copy(), weights.copy()
        up[i] += weights.dtype.type(step)
        down[i] -= weights.dtype.type(step)
        out[i] = mean_loss(up, inputs, labels) - mean_loss(down, inputs, labels)
    return out / (2 * step)


def wrong_result_in_float_of_the_input(weights, inputs, labels, step):
    """a step must not be cut off"""
    return differences(weights, inputs, labels, step).astype(
        weights.dtype if weights.dtype.kind == "i" else float
    )


def wrong_changes_its_argument(weights, inputs, labels, step):
    """changes its argument"""
    out = np.zeros(weights.shape)
    for i in np.ndindex(weights.shape):
        weights[i] += step
        up = mean_loss(weights, inputs, labels)
        weights[i] -= 2 * step
        out[i] = (up - mean_loss(weights, inputs, labels)) / (2 * step)
        weights[i] += step * (1 + 1e-9)
    return out


def wrong_unstable_loss(weights, inputs, labels, step):
    """must be stable"""
    w, x = weights.astype(float), inputs.astype(float)

    def mean(w):
        e = np.exp(x @ w)
        return -np.log(e[np.arange(len(labels)), labels] / e.sum(axis=1)).mean()

    out = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        side = np.zeros(w.shape)
        side[i] = step
        out[i] = (mean(w + side) - mean(w - side)) / (2 * step)
    return out


def wrong_five_point_stencil(weights, inputs, labels, step):
    """returns a wrong value"""
    near = differences(weights, inputs, labels, step)
    return (4 * near - differences(weights, inputs, labels, 2 * step)) / 3
