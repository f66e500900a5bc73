"""More answers to `linear_softmax`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import sparse, special


def _linear_parts(inputs, weights, bias, labels):
    logits = np.asarray(inputs, dtype=float) @ weights + bias
    shifted = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(shifted)
    totals = exps.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    losses = np.log(totals[:, 0]) - shifted[rows, labels]
    g = exps / totals
    g[rows, labels] -= 1
    return losses, g


def right_python_floats(inputs, weights, bias, labels):
    xs, w = np.asarray(inputs, float).tolist(), np.asarray(weights, float).tolist()
    b, ys = np.asarray(bias, float).tolist(), [int(y) for y in labels]
    n, d, k = len(xs), len(w), len(b)
    loss, dw, db = [], [[0.0] * k for _ in range(d)], [0.0] * k
    for x, y in zip(xs, ys):
        z = [math.fsum([x[i] * w[i][c] for i in range(d)] + [b[c]]) for c in range(k)]
        top = max(z)
        e = [math.exp(v - top) for v in z]
        s = math.fsum(e)
        loss.append(math.log(s) + top - z[y])
        for c in range(k):
            r = (e[c] / s - (c == y)) / n
            db[c] += r
            for i in range(d):
                dw[i][c] += x[i] * r
    return math.fsum(loss) / n, np.array(dw), np.array(db)


def right_scipy(inputs, weights, bias, labels):
    z = np.dot(inputs, weights) + bias[None]
    log_q = special.log_softmax(z, axis=1)
    hot = np.equal(np.asarray(labels)[:, None], np.arange(z.shape[1])).astype(float)
    g = (special.softmax(z, axis=1) - hot) / len(z)
    return float(-np.mean(log_q[hot == 1])), np.tensordot(inputs, g, axes=(0, 0)), g.sum(0)


def right_extended_matrix(inputs, weights, bias, labels):
    x = np.column_stack([np.asarray(inputs, float), np.ones(len(inputs))])
    theta = np.vstack([weights, bias])
    z = x @ theta
    lse = np.logaddexp.reduce(z, axis=1)
    hot = np.eye(z.shape[1])[labels]
    loss = np.mean(lse - (z * hot).sum(axis=1))
    grad = x.T @ (np.exp(z - lse[:, None]) - hot) / len(x)
    return loss, grad[:-1], grad[-1]


def right_class_axis_first(inputs, weights, bias, labels):
    z = np.einsum("dk,nd->kn", weights, inputs) + np.reshape(bias, (-1, 1))
    z = z - z.max(0)
    q = np.exp(z)
    q /= q.sum(0)
    rows = np.arange(z.shape[1])
    loss = (np.log(np.exp(z).sum(0)) - z[labels, rows]).sum() / z.shape[1]
    q[labels, rows] -= 1.0
    return np.asarray(loss), np.einsum("kn,nd->dk", q, inputs) / len(rows), q.mean(axis=1)


def right_one_example_at_a_time(inputs, weights, bias, labels):
    loss, dw, db = 0.0, np.zeros(np.shape(weights)), np.zeros(np.shape(bias))
    for seen, (x, y) in enumerate(zip(inputs, labels), start=1):
        z = np.asarray(x, float) @ weights + bias
        lse = np.logaddexp.reduce(z)
        g = np.exp(z - lse)
        g[y] -= 1
        loss += (lse - z[y] - loss) / seen
        dw += (np.outer(x, g) - dw) / seen
        db += (g - db) / seen
    return loss, dw, db


def right_sums_by_label(inputs, weights, bias, labels):
    x = np.asarray(inputs, dtype=np.float64)
    n, k = len(x), len(bias)
    z = x @ weights + bias
    q = special.softmax(z, axis=1)
    by_label = np.zeros((k, x.shape[1]))
    np.add.at(by_label, labels, x)
    counts = np.bincount(labels, minlength=k)
    loss = special.logsumexp(z, axis=1).mean() - np.mean(
        np.take_along_axis(z, np.asarray(labels, int)[:, None], 1)
    )
    return loss, (x.T @ q - by_label.T) / n, (q.sum(axis=0) - counts) / n


def right_margins(inputs, weights, bias, labels):
    z = np.matmul(inputs, weights) + bias
    n, k = z.shape
    gaps = z - z[np.arange(n), labels][:, None]
    losses = np.array([special.logsumexp(row) for row in gaps])
    g = np.exp(gaps - losses[:, None])
    g[np.arange(n), labels] = 0
    g[np.arange(n), labels] = -g.sum(axis=1)
    return losses.mean(), (np.transpose(inputs) @ g) / n, np.ones(n) @ g / n


def right_complex_step(inputs, weights, bias, labels):
    n, tiny = len(labels), 1e-100

    def value(w, b):
        z = np.asarray(inputs, float) @ w + b
        z = z - z.real.max(axis=1, keepdims=True)
        return (np.log(np.exp(z).sum(axis=1)) - z[np.arange(n), labels]).sum() / n

    dw, db = np.zeros(weights.shape), np.zeros(bias.shape)
    for index in np.ndindex(weights.shape):
        moved = weights.astype(complex)
        moved[index] += 1j * tiny
        dw[index] = value(moved, bias).imag / tiny
    for c in range(len(bias)):
        moved = bias.astype(complex)
        moved[c] += 1j * tiny
        db[c] = value(weights, moved).imag / tiny
    return value(weights.astype(complex), bias).real, dw, db


def right_halves(inputs, weights, bias, labels):
    def sums(x, y):
        if len(x) > 1:
            half = len(x) // 2
            return [a + b for a, b in zip(sums(x[:half], y[:half]), sums(x[half:], y[half:]))]
        losses, g = _linear_parts(x, weights, bias, y)
        return [losses[0], np.outer(x[0], g[0]), g[0]]

    return tuple(part / len(labels) for part in sums(inputs, labels))


def right_column_by_column(inputs, weights, bias, labels):
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = len(losses)
    dw = [
        [np.dot(inputs[:, i], g[:, c]) / n for c in range(g.shape[1])]
        for i in range(inputs.shape[1])
    ]
    return [np.float64(losses.mean()), np.array(dw), np.array([math.fsum(col) / n for col in g.T])]


def wrong_log_of_probability(inputs, weights, bias, labels):
    # Takes the log of a probability that rounds to 0: the loss is inf where the true class trails by 4000.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = len(losses)
    truth = g[np.arange(n), labels] + 1
    with np.errstate(divide="ignore"):
        return -np.log(truth).mean(), inputs.T @ g / n, g.mean(axis=0)


def wrong_log_epsilon_1e12(inputs, weights, bias, labels):
    # Adds 1e-12 inside the log: the loss is at most 27.6, and 4000 is asked where the true class trails by that.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = len(losses)
    q = g[np.arange(n), labels] + 1
    return -np.log(q + 1e-12).mean(), inputs.T @ g / n, g.mean(axis=0)


def wrong_log_clip_tiny(inputs, weights, bias, labels):
    # Clips the probability at 1e-300: the loss is at most 691, and 4000 is asked.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = len(losses)
    return np.minimum(losses, -math.log(1e-300)).mean(), inputs.T @ g / n, g.mean(axis=0)


def wrong_no_shift(inputs, weights, bias, labels):
    # Exponentials of unshifted logits: nan at logits of 2000.
    z = inputs @ weights + bias
    n = len(z)
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(z)
        g = e / e.sum(axis=1, keepdims=True)
        loss = np.mean(np.log(e.sum(axis=1)) - z[np.arange(n), labels])
    g[np.arange(n), labels] -= 1
    return loss, inputs.T @ g / n, g.mean(axis=0)


def wrong_stable_loss_unstable_gradient(inputs, weights, bias, labels):
    # The loss is shifted, the exponentials of the gradient are not: its gradients are nan at logits of 2000.
    losses, _ = _linear_parts(inputs, weights, bias, labels)
    n = len(losses)
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(inputs @ weights + bias)
        g = e / e.sum(axis=1, keepdims=True)
    g[np.arange(n), labels] -= 1
    return losses.mean(), inputs.T @ g / n, g.mean(axis=0)


def wrong_global_max(inputs, weights, bias, labels):
    # Shifts by the maximum of the batch: a row 2000 below another is 0 / 0 = nan.
    z = inputs @ weights + bias
    n, z = len(z), z - z.max()
    with np.errstate(divide="ignore", invalid="ignore"):
        e = np.exp(z)
        g = e / e.sum(axis=1, keepdims=True)
        loss = np.mean(np.log(e.sum(axis=1)) - z[np.arange(n), labels])
    g[np.arange(n), labels] -= 1
    return loss, inputs.T @ g / n, g.mean(axis=0)


def wrong_clipped_logits(inputs, weights, bias, labels):
    # Clips the logits to 500 in size: 2000 and 1999 become a tie, and a gap of 4000 becomes 1000.
    z = np.clip(inputs @ weights + bias, -500, 500)
    losses, g = _linear_parts(z, np.eye(z.shape[1]), 0.0, labels)
    n = len(losses)
    return losses.mean(), inputs.T @ g / n, g.mean(axis=0)


def wrong_hopeless_rows_dropped(inputs, weights, bias, labels):
    # The loss is right, but a row whose true probability rounds to 0 sends no gradient: it must send -1.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    g[losses > 745] = 0
    return losses.mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_capped_loss(inputs, weights, bias, labels):
    # Caps each row's loss at 1000: the true class may trail by 4000.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    return np.minimum(losses, 1000.0).mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_negated_inputs(inputs, weights, bias, labels):
    # Multiplies -inputs by p - q: minus wraps around for unsigned integers, 1 becomes 255 in uint8.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    return losses.mean(), (-inputs).T @ (-g) / len(g), g.mean(axis=0)


def wrong_dtype_of_inputs(inputs, weights, bias, labels):
    # Writes the logits to an array of the dtype of the inputs: integer inputs round them down.
    z = np.zeros((len(inputs), weights.shape[1]), dtype=inputs.dtype)
    z[:] = inputs @ weights + bias
    losses, g = _linear_parts(z, np.eye(z.shape[1]), 0.0, labels)
    return losses.mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_weights_in_dtype_of_inputs(inputs, weights, bias, labels):
    # Casts the weights to the dtype of the inputs: integer inputs turn 0.5 into 0.
    losses, g = _linear_parts(inputs, weights.astype(inputs.dtype), bias, labels)
    return losses.mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_gradient_in_dtype_of_inputs(inputs, weights, bias, labels):
    # Stores the gradient by the weights with the dtype of the inputs: integer inputs cut it to 0.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    out = np.zeros(weights.shape, dtype=inputs.dtype)
    with np.errstate(invalid="ignore"):
        out[:] = inputs.T @ g / len(g)
    return losses.mean(), out, g.mean(axis=0)


def wrong_int8_inputs(inputs, weights, bias, labels):
    # Packs integer inputs into int8: 200 becomes -56.
    x = inputs.astype(np.int8) if inputs.dtype.kind in "iu" else inputs
    losses, g = _linear_parts(x, weights, bias, labels)
    return losses.mean(), x.T @ g / len(g), g.mean(axis=0)


def wrong_labels_renumbered(inputs, weights, bias, labels):
    # Renumbers the labels that occur 0, 1, 2, ...: a batch without class 0 gets other classes' gradients.
    _, numbers = np.unique(labels, return_inverse=True)
    losses, g = _linear_parts(inputs, weights, bias, numbers)
    return losses.mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_one_hot_of_seen_classes(inputs, weights, bias, labels):
    # One-hot with labels.max() + 1 columns: a batch without the last class fails or drops a column.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    k = int(np.max(labels)) + 1
    return losses.mean(), (inputs.T @ g / len(g))[:, :k], g.mean(axis=0)[:k]


def wrong_classes_plus_one(inputs, weights, bias, labels):
    # Divides by k + 1 in place of n: the visible inputs have n = 4 and k = 3.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = g.shape[1] + 1
    return losses.sum() / n, inputs.T @ g / n, g.sum(axis=0) / n


def wrong_twice_the_features(inputs, weights, bias, labels):
    # Divides the gradients by 2 d in place of n: the visible inputs have n = 4 and d = 2.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = 2 * inputs.shape[1]
    return losses.mean(), inputs.T @ g / n, g.sum(axis=0) / n


def wrong_square_transposed(inputs, weights, bias, labels):
    # Forms g.T @ inputs and transposes only if the shape does not fit: for d = k it comes back transposed.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    out = g.T @ inputs / len(g)
    return losses.mean(), out if out.shape == weights.shape else out.T, g.mean(axis=0)


def wrong_squeezed(inputs, weights, bias, labels):
    # Squeezes the gradients: with d = 1 the gradient by the weights has shape (k,), not (1, k).
    losses, g = _linear_parts(inputs, weights, bias, labels)
    return losses.mean(), np.squeeze(inputs.T @ g / len(g)), np.squeeze(g.mean(axis=0))


def wrong_shifts_bias_in_place(inputs, weights, bias, labels):
    # Subtracts the largest bias in place, which changes no value: the caller's bias is overwritten.
    bias -= bias.max()
    losses, g = _linear_parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_outputs_alias(inputs, weights, bias, labels):
    # Writes the gradient by the weights into the caller's weights and returns that.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    weights[...] = inputs.T @ g / len(g)
    return losses.mean(), weights, g.mean(axis=0)


def wrong_weight_decay(inputs, weights, bias, labels):
    # Adds 1e-7 times the weights to their gradient: weights of 2000 add 0.0002 where 0 is right.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    return losses.mean(), inputs.T @ g / len(g) + 1e-7 * weights, g.mean(axis=0)


def wrong_flat_index(inputs, weights, bias, labels):
    # Computes n * k flat positions in the dtype of the labels: uint8 labels wrap around for 100 rows of 3.
    losses, g = _linear_parts(inputs, weights, bias, np.zeros(len(labels), int))
    z = np.asarray(inputs, float) @ weights + bias
    n, k = z.shape
    flat = np.multiply(np.arange(n), k).astype(labels.dtype) + labels
    losses = losses + z[:, 0] - z.reshape(-1)[flat]
    g[:, 0] += 1
    g.reshape(-1)[flat] -= 1
    return losses.mean(), inputs.T @ g / n, g.mean(axis=0)


def wrong_repeated_inputs_once(inputs, weights, bias, labels):
    # Averages over distinct examples: a repeated example counts once.
    _, first = np.unique(np.column_stack([inputs, labels]), axis=0, return_index=True)
    first = np.sort(first)
    losses, g = _linear_parts(inputs[first], weights, bias, np.asarray(labels)[first])
    return losses.mean(), inputs[first].T @ g / len(g), g.mean(axis=0)


def wrong_zero_rows_dropped(inputs, weights, bias, labels):
    # Treats rows of zeros as padding and leaves them out: an input of zeros still has a loss, and trains the bias.
    kept = np.any(inputs != 0, axis=1)
    losses, g = _linear_parts(inputs[kept], weights, bias, np.asarray(labels)[kept])
    return losses.mean(), inputs[kept].T @ g / kept.sum(), g.mean(axis=0)


def wrong_two_classes(inputs, weights, bias, labels):
    # For k = 2 gives both columns the gradient of the second one, without the sign.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    if g.shape[1] == 2:
        g = np.column_stack([g[:, 1], g[:, 1]])
    return losses.mean(), inputs.T @ g / len(g), g.mean(axis=0)


def wrong_hard_coded(inputs, weights, bias, labels):
    # Divides by 4 for four rows, as in the visible check, and else by nothing: 5 rows give the sum.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    n = 4 if len(g) == 4 else 1
    return losses.sum() / n, inputs.T @ g / n, g.sum(axis=0) / n


def wrong_losses_per_row(inputs, weights, bias, labels):
    # Where all labels are equal returns the losses of the rows, shape (n,): one number is asked.
    losses, g = _linear_parts(inputs, weights, bias, labels)
    loss = losses.mean() if len(np.unique(labels)) > 1 else losses
    return loss, inputs.T @ g / len(g), g.mean(axis=0)


_STORE = {}


def _parts(inputs, weights, bias):
    z = inputs @ weights + bias
    shifted = z - z.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    total = e.sum(axis=1, keepdims=True)
    return shifted, e / total, np.log(total)[:, 0]


def _finish(inputs, probs, labels):
    n = len(labels)
    g = probs.copy()
    g[np.arange(n), labels] -= 1
    g /= n
    return inputs.T @ g, g.sum(axis=0)


def right_complex_step_2(inputs, weights, bias, labels):
    x = np.column_stack([np.asarray(inputs, float), np.ones(len(inputs))])
    theta = np.vstack([weights, bias]).astype(float)
    z = x @ theta
    z = z - z.max(axis=1, keepdims=True)
    n, k = z.shape
    rows = np.arange(n)
    loss = np.mean(np.log(np.exp(z).sum(axis=1)) - z[rows, labels])
    slopes = np.empty(theta.shape)
    for d, c in np.ndindex(*theta.shape):
        moved = z.astype(complex)
        moved[:, c] += 1e-80j * x[:, d]
        slopes[d, c] = np.sum(np.log(np.exp(moved).sum(axis=1)).imag - moved[rows, labels].imag)
    slopes /= 1e-80 * n
    return loss, slopes[:-1], slopes[-1]


def right_class_by_class(inputs, weights, bias, labels):
    x = np.array(inputs, dtype=np.float64)
    log_q = special.log_softmax(x @ weights + bias, axis=1)
    n, k = log_q.shape
    grad_w, grad_b, total = np.zeros((x.shape[1], k)), np.zeros(k), 0.0
    for c in range(k):
        own, q = labels == c, np.exp(log_q[:, c])
        total -= log_q[own, c].sum()
        grad_w[:, c] = (q @ x - x[own].sum(axis=0)) / n
        grad_b[c] = (q.sum() - np.count_nonzero(own)) / n
    return float(total / n), grad_w, grad_b


def right_running_means(inputs, weights, bias, labels):
    loss, grad_w, grad_b = 0.0, np.zeros(np.shape(weights)), np.zeros(np.shape(bias))
    for seen, (x, y) in enumerate(zip(inputs, labels), start=1):
        x = x.astype(float)
        z = bias + sum(a * w for a, w in zip(x, weights))
        lse = np.logaddexp.reduce(z)
        pull = np.exp(z - lse)
        pull[y] -= 1
        loss += (lse - z[y] - loss) / seen
        grad_w += (np.multiply.outer(x, pull) - grad_w) / seen
        grad_b += (pull - grad_b) / seen
    return np.float64(loss), grad_w, grad_b


def right_sparse_targets(inputs, weights, bias, labels):
    n, k = len(labels), len(bias)
    x = np.hstack([np.asarray(inputs, float), np.ones((n, 1))])
    hot = sparse.csr_array(
        (np.ones(n), np.asarray(labels, np.int64), np.arange(n + 1)), shape=(n, k)
    )
    z = x @ np.vstack([weights, bias])
    lse = special.logsumexp(z, axis=1)
    both = x.T @ (special.softmax(z, axis=1) - hot.toarray()) / n
    return [np.array(np.mean(lse - hot.multiply(z).sum(axis=1))), both[:-1], both[-1]]


def right_gaps_to_the_true_logit(inputs, weights, bias, labels):
    z = np.einsum("nd,dk->nk", inputs, weights, dtype=np.float64) + bias
    gaps = z - np.take_along_axis(z, labels.astype(int)[:, None], axis=1)
    top = gaps.max(axis=1)
    lse = top + np.log(np.exp(gaps - top[:, None]).sum(axis=1))
    g = np.exp(gaps - lse[:, None])
    g -= np.equal.outer(labels, np.arange(len(bias)))
    return lse.mean(), np.tensordot(inputs, g / len(g), axes=(0, 0)), g.mean(axis=0)


def wrong_minus_on_unsigned_inputs(inputs, weights, bias, labels):
    # `-inputs.T @ (P - Q)` negates the inputs first: uint8 inputs wrap to 256 - x.
    shifted, q, log_total = _parts(inputs, weights, bias)
    n = len(labels)
    error = np.eye(len(bias))[labels] - q
    loss = np.mean(log_total - shifted[np.arange(n), labels])
    return loss, -inputs.T @ error / n, -error.mean(axis=0)


def wrong_labels_ranked(inputs, weights, bias, labels):
    # Labels are replaced by their rank among those present: wrong for the labels 0, 2 without a 1.
    shifted, q, log_total = _parts(inputs, weights, bias)
    labels = np.unique(labels, return_inverse=True)[1]
    return (
        np.mean(log_total - shifted[np.arange(len(labels)), labels]),
        *_finish(inputs, q, labels),
    )


def wrong_gap_alone_where_underflowed(inputs, weights, bias, labels):
    # Where q_y is 0 the loss is the gap alone: logits (1000, 1000, 0), label 2, lose the log 2.
    shifted, q, _ = _parts(inputs, weights, bias)
    rows = np.arange(len(labels))
    own = q[rows, labels]
    losses = np.where(own > 0, -np.log(np.where(own > 0, own, 1)), -shifted[rows, labels])
    return (losses.mean(), *_finish(inputs, q, labels))


def wrong_gradients_by_differences(inputs, weights, bias, labels):
    # Gradients by central differences at 1e-5: wrong for inputs of a million and small weights.
    x = np.column_stack([inputs, np.ones(len(inputs))])
    theta = np.vstack([weights, bias]).astype(float)

    def value(theta):
        shifted, _, log_total = _parts(x, theta, 0.0)
        return np.mean(log_total - shifted[np.arange(len(labels)), labels])

    slopes = np.empty(theta.shape)
    for index in np.ndindex(*theta.shape):
        move = np.zeros(theta.shape)
        move[index] = 1e-5
        slopes[index] = (value(theta + move) - value(theta - move)) / 2e-5
    return value(theta), slopes[:-1], slopes[-1]


def wrong_flat_index_wraps(inputs, weights, bias, labels):
    # Flat positions in the dtype of the labels: uint8 labels wrap once n * k exceeds 256.
    shifted, q, log_total = _parts(inputs, weights, bias)
    n, k = q.shape
    flat = (np.arange(n) * k).astype(labels.dtype) + labels
    g = q.copy()
    g.reshape(-1)[flat] -= 1
    g /= n
    return np.mean(log_total - shifted.reshape(-1)[flat]), inputs.T @ g, g.sum(axis=0)


def wrong_shift_not_below_zero(inputs, weights, bias, labels):
    # The shift is max(0, largest logit): a row of logits all near -2000 gives 0/0.
    z = inputs @ weights + bias
    z = z - z.max(axis=1, keepdims=True, initial=0.0)
    e = np.exp(z)
    total = e.sum(axis=1)
    loss = np.mean(np.log(total) - z[np.arange(len(labels)), labels])
    return (loss, *_finish(inputs, e / total[:, None], labels))


def wrong_overflow_masked(inputs, weights, bias, labels):
    # Unshifted softmax in the gradients, its nan hidden in a masked array: logits of 1000.
    shifted, _, log_total = _parts(inputs, weights, bias)
    with np.errstate(all="ignore"):
        e = np.exp(inputs @ weights + bias)
        grads = _finish(inputs, e / e.sum(axis=1, keepdims=True), labels)
    loss = np.mean(log_total - shifted[np.arange(len(labels)), labels])
    return (loss, *map(np.ma.masked_invalid, grads))
