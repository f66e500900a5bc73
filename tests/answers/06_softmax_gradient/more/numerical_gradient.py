"""More answers to `numerical_gradient`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special


def _numerical_loss(w, x, labels):
    z = x @ w
    z = z - z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels])


def _numerical_differences(value, w, step):
    out = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[index] += step
        down[index] -= step
        out[index] = (value(up) - value(down)) / (2 * step)
    return out


def right_python_floats(weights, inputs, labels, step):
    w, x = np.asarray(weights, float).tolist(), np.asarray(inputs, float).tolist()
    d, k = np.shape(weights)
    step = float(step)

    def value():
        total = []
        for row, y in zip(x, labels):
            z = [sum(row[i] * w[i][c] for i in range(d)) for c in range(k)]
            top = max(z)
            total.append(math.log(sum(math.exp(v - top) for v in z)) + top - z[y])
        return math.fsum(total) / len(total)

    out = []
    for i in range(d):
        for c in range(k):
            kept = w[i][c]
            w[i][c] = kept + step
            high = value()
            w[i][c] = kept - step
            low = value()
            w[i][c] = kept
            out.append((high - low) / (2.0 * step))
    return np.array(out).reshape(d, k)


def right_all_at_once(weights, inputs, labels, step):
    w, x = np.asarray(weights, np.float64), np.asarray(inputs, np.float64)
    d, k = w.shape
    moves = step * np.eye(d * k).reshape(d * k, d, k)

    def values(stack):
        z = x @ stack
        return (np.logaddexp.reduce(z, axis=2) - z[:, np.arange(len(labels)), labels]).mean(axis=1)

    return ((values(w + moves) - values(w - moves)) / (2 * step)).reshape(d, k)


def right_moves_one_column(weights, inputs, labels, step):
    w, x = np.array(weights, dtype=float), np.array(inputs, dtype=float)
    z, n = x @ w, len(x)
    out = np.empty(w.shape)
    for d, c in np.ndindex(*w.shape):
        ends = []
        for side in (step, -step):
            moved = z.copy()
            moved[:, c] += side * x[:, d]
            lse = special.logsumexp(moved, axis=1)
            ends.append(
                np.sum(lse - np.take_along_axis(moved, np.asarray(labels, int)[:, None], 1)[:, 0])
            )
        out[d, c] = (ends[0] - ends[1]) / n / (2 * step)
    return out


def right_closed_form(weights, inputs, labels, step):
    x = np.asarray(inputs, float)
    z = x @ np.asarray(weights, float)
    log_q = z - np.logaddexp.reduce(z, axis=1)[:, None]
    out = np.zeros(np.shape(weights))
    for c in range(z.shape[1]):
        others = np.delete(log_q, c, axis=1)
        rest = special.logsumexp(others, axis=1) if others.shape[1] else np.full(len(x), -np.inf)
        for d in range(x.shape[1]):
            move = step * x[:, d]
            rise = np.logaddexp(rest, log_q[:, c] + move) - np.logaddexp(rest, log_q[:, c] - move)
            out[d, c] = np.mean(rise - 2 * move * (np.asarray(labels) == c)) / (2 * step)
    return out


def right_restores_on_a_copy(weights, inputs, labels, step):
    w, x = np.array(weights, dtype=np.float64), inputs.astype(np.float64)
    out = np.zeros_like(w)
    cursor = np.nditer(w, flags=["multi_index"])
    for _ in cursor:
        index = cursor.multi_index
        kept = w[index]
        w[index] = kept + step
        up = _numerical_loss(w, x, labels)
        w[index] = kept - step
        down = _numerical_loss(w, x, labels)
        w[index] = kept
        out[index] = (up - down) / 2 / step
    return out


def right_row_by_row_differences(weights, inputs, labels, step):
    w = np.asarray(weights, dtype=float)
    total = np.zeros(w.shape)
    for x, y in zip(np.asarray(inputs, dtype=float), labels):
        total += _numerical_differences(lambda v: special.logsumexp(x @ v) - (x @ v)[y], w, step)
    return total / len(inputs)


def right_flat_vector(weights, inputs, labels, step):
    shape = np.shape(weights)
    flat, x = np.asarray(weights, float).ravel().copy(), np.asarray(inputs, float)

    def value(vector):
        return -special.log_softmax(x @ vector.reshape(shape), axis=1)[
            np.arange(len(x)), labels
        ].mean()

    def slopes():
        for i in range(flat.size):
            e = np.zeros(flat.size)
            e[i] = step
            yield (value(flat + e) - value(flat - e)) / (2 * step)

    return np.fromiter(slopes(), dtype=float, count=flat.size).reshape(shape)


def right_longdouble(weights, inputs, labels, step):
    w, x = np.asarray(weights, np.longdouble), np.asarray(inputs, np.longdouble)
    return _numerical_differences(
        lambda v: _numerical_loss(v, x, labels), w, np.longdouble(step)
    ).astype(float)


def right_margins(weights, inputs, labels, step):
    w, x, h = np.asarray(weights, float), np.asarray(inputs, float), float(step)

    def value(v):
        z = np.einsum("nd,dk->nk", x, v)
        gaps = z - z[np.arange(len(z)), labels][:, None]
        top = gaps.max(axis=1)
        return float(np.average(top + np.log(np.exp(gaps - top[:, None]).sum(axis=1))))

    return np.array(
        [
            [
                (value(w + h * np.outer(a, b)) - value(w - h * np.outer(a, b))) / (2 * h)
                for b in np.eye(w.shape[1])
            ]
            for a in np.eye(w.shape[0])
        ]
    )


def wrong_integer_copy(weights, inputs, labels, step):
    # Moves a copy with the dtype of the weights: integer weights round the step away, step 0.5 on weights 1, 2.
    x = inputs.astype(float)
    out = np.zeros(weights.shape)
    for index in np.ndindex(weights.shape):
        up, down = weights.copy(), weights.copy()
        up[index] = weights[index] + step
        down[index] = weights[index] - step
        out[index] = (_numerical_loss(up, x, labels) - _numerical_loss(down, x, labels)) / (
            2 * step
        )
    return out


def wrong_float32_copy(weights, inputs, labels, step):
    # Converts integers only: float32 weights swallow a step of 1e-8 or round one of 1e-5.
    w = weights.copy() if weights.dtype.kind == "f" else weights.astype(float)
    return _numerical_differences(
        lambda v: _numerical_loss(v, inputs.astype(float), labels), w, step
    )


def wrong_float32_basis(weights, inputs, labels, step):
    # Adds step times a basis matrix with the dtype of the weights: float32 weights stay in float32.
    out = np.zeros(weights.shape)
    for index in np.ndindex(weights.shape):
        unit = np.zeros_like(weights)
        unit[index] = 1
        up, down = weights + step * unit, weights - step * unit
        out[index] = (
            _numerical_loss(up, inputs, labels) - _numerical_loss(down, inputs, labels)
        ) / (2 * step)
    return out


def wrong_float32_inputs(weights, inputs, labels, step):
    # Works in float32 where the inputs are float32, though the weights are float64: step 1e-5 is rounding noise.
    w = weights.astype(inputs.dtype if inputs.dtype.kind == "f" else float)
    return _numerical_differences(
        lambda v: _numerical_loss(v, inputs, labels), w, w.dtype.type(step)
    )


def wrong_result_dtype(weights, inputs, labels, step):
    # Stores the differences in zeros_like(weights): integer weights cut them to whole numbers.
    w = weights.astype(float)
    out = np.zeros_like(weights)
    out[...] = _numerical_differences(
        lambda v: _numerical_loss(v, inputs.astype(float), labels), w, step
    )
    return out


def wrong_result_float32(weights, inputs, labels, step):
    # Rounds each loss to float32 before subtracting: a step of 1e-5 leaves two digits.
    x = inputs.astype(float)
    return _numerical_differences(
        lambda v: float(np.float32(_numerical_loss(v, x, labels))), weights.astype(float), step
    )


def wrong_flat_view(weights, inputs, labels, step):
    # Moves entries through reshape(-1), a view only in C order: Fortran-ordered weights never move, all zeros.
    w, x = weights.astype(float), inputs.astype(float)
    flat = w.reshape(-1)
    out = np.zeros(w.size)
    for i in range(w.size):
        kept = flat[i]
        flat[i] = kept + step
        up = _numerical_loss(w, x, labels)
        flat[i] = kept - step
        down = _numerical_loss(w, x, labels)
        flat[i] = kept
        out[i] = (up - down) / (2 * step)
    return out.reshape(w.shape)


def wrong_memory_order(weights, inputs, labels, step):
    # Fills the result in memory order, ravel("K"): Fortran-ordered weights get a shuffled gradient.
    w, x = weights.astype(float), inputs.astype(float)
    slopes = _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)
    return slopes.ravel("K" if w.flags.c_contiguous else "F").reshape(w.shape)


def wrong_capped_step(weights, inputs, labels, step):
    # Uses a step of at most 1: step 5 is wrong.
    x = inputs.astype(float)
    return _numerical_differences(
        lambda v: _numerical_loss(v, x, labels), weights.astype(float), min(step, 1.0)
    )


def wrong_derivative_for_small_steps(weights, inputs, labels, step):
    # Returns the exact derivative for steps below 0.2: at step 0.1 the difference is not the derivative.
    w, x = weights.astype(float), inputs.astype(float)
    if step < 0.2:
        return x.T @ (special.softmax(x @ w, axis=1) - np.eye(w.shape[1])[labels]) / len(x)
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)


def wrong_derivative_for_large_steps(weights, inputs, labels, step):
    # Returns the exact derivative for steps above 1, as the difference "would be inaccurate".
    w, x = weights.astype(float), inputs.astype(float)
    if step > 1:
        return x.T @ (special.softmax(x @ w, axis=1) - np.eye(w.shape[1])[labels]) / len(x)
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)


def wrong_relative_step(weights, inputs, labels, step):
    # Scales the step by max(1, |w|): a weight of 3 moves by 3h.
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        h = step * max(1.0, abs(w[index]))
        up, down = w.copy(), w.copy()
        up[index] += h
        down[index] -= h
        out[index] = (_numerical_loss(up, x, labels) - _numerical_loss(down, x, labels)) / (2 * h)
    return out


def wrong_zero_weights_skipped(weights, inputs, labels, step):
    # Leaves out weights that are 0: their slope is not 0.
    w, x = weights.astype(float), inputs.astype(float)
    out = _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)
    return np.where(w != 0, out, 0.0)


def wrong_no_shift(weights, inputs, labels, step):
    # Exponentials of unshifted logits: inf - inf = nan at step 1000.
    w, x = weights.astype(float), inputs.astype(float)

    def value(v):
        z = x @ v
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(x)), labels])

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return _numerical_differences(value, w, step)


def wrong_log_epsilon(weights, inputs, labels, step):
    # Takes log(q + 1e-12): at step 100 the loss saturates at 27.6.
    w, x = weights.astype(float), inputs.astype(float)

    def value(v):
        q = special.softmax(x @ v, axis=1)[np.arange(len(x)), labels]
        return -np.log(q + 1e-12).mean()

    return _numerical_differences(value, w, step)


def wrong_log_clip(weights, inputs, labels, step):
    # Clips q to [1e-7, 1 - 1e-7] before the log: at step 100 the loss saturates at 16.1.
    w, x = weights.astype(float), inputs.astype(float)

    def value(v):
        q = special.softmax(x @ v, axis=1)[np.arange(len(x)), labels]
        return -np.log(np.clip(q, 1e-7, 1 - 1e-7)).mean()

    return _numerical_differences(value, w, step)


def wrong_log_of_probability(weights, inputs, labels, step):
    # Takes the log of a softmax that rounds to 0: inf at step 1000.
    w, x = weights.astype(float), inputs.astype(float)

    def value(v):
        return -np.log(special.softmax(x @ v, axis=1)[np.arange(len(x)), labels]).mean()

    with np.errstate(divide="ignore", invalid="ignore"):
        return _numerical_differences(value, w, step)


def wrong_global_max(weights, inputs, labels, step):
    # Shifts by the maximum of the batch: at step 1000 some rows have a log-sum-exp of -inf.
    w, x = weights.astype(float), inputs.astype(float)

    def value(v):
        z = x @ v
        z = z - z.max()
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(x)), labels])

    with np.errstate(divide="ignore", invalid="ignore"):
        return _numerical_differences(value, w, step)


def wrong_labels_renumbered(weights, inputs, labels, step):
    # Renumbers the labels that occur 0, 1, 2, ...: a batch without class 0 is trained on other classes.
    w, x = weights.astype(float), inputs.astype(float)
    numbers = np.unique(labels, return_inverse=True)[1]
    return _numerical_differences(lambda v: _numerical_loss(v, x, numbers), w, step)


def wrong_columns_without_label(weights, inputs, labels, step):
    # Moves only the columns of classes that occur: a class without examples has a slope too.
    w, x = weights.astype(float), inputs.astype(float)
    out = _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)
    out[:, ~np.isin(np.arange(w.shape[1]), labels)] = 0
    return out


def wrong_last_column_from_sum(weights, inputs, labels, step):
    # Without examples of the last class fills its column by minus the sum of the others: true of the derivative, not at large steps.
    w, x = weights.astype(float), inputs.astype(float)
    out = _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)
    if not np.any(np.asarray(labels) == w.shape[1] - 1):
        out[:, -1] = -out[:, :-1].sum(axis=1)
    return out


def wrong_classes_plus_one(weights, inputs, labels, step):
    # Divides by k + 1 in place of n: the visible inputs have n = 4 and k = 3.
    w, x = weights.astype(float), inputs.astype(float)
    value = _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)
    return value * len(x) / (w.shape[1] + 1)


def wrong_square_transposed(weights, inputs, labels, step):
    # Returns the transposed matrix where the shape hides it, d = k.
    w, x = weights.astype(float), inputs.astype(float)
    out = _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step)
    return out.T if w.shape[0] == w.shape[1] else out


def wrong_integer_step(weights, inputs, labels, step):
    # Rounds a step above 1 to a whole number: step 2.5 is wrong.
    w, x = weights.astype(float), inputs.astype(float)
    h = step if step < 1 else float(round(step))
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, h)


def wrong_moves_callers_weights(weights, inputs, labels, step):
    # Moves the caller's float array up, down and back by adding: rounding leaves it changed, integers fail.
    out = np.zeros(weights.shape)
    for index in np.ndindex(weights.shape):
        weights[index] += step
        up = _numerical_loss(weights, inputs, labels)
        weights[index] -= 2 * step
        down = _numerical_loss(weights, inputs, labels)
        weights[index] += step
        out[index] = (up - down) / (2 * step)
    return out


def wrong_uint8_inputs_doubled(weights, inputs, labels, step):
    # Moves the lower logits up by 2 h times the input, doubled in its own dtype: uint8 inputs above 127 wrap around.
    w, x = weights.astype(float), inputs.astype(float)
    span = inputs * (2 if inputs.dtype.kind in "iu" else 2.0)
    out = np.zeros(w.shape)
    rows = np.arange(len(x))
    for d, c in np.ndindex(w.shape):
        low = x @ w
        low[:, c] -= step * x[:, d]
        high = low.copy()
        high[:, c] += step * span[:, d]
        rise = special.logsumexp(high, axis=1) - high[rows, labels]
        rise = rise - special.logsumexp(low, axis=1) + low[rows, labels]
        out[d, c] = rise.mean() / (2 * step)
    return out


def wrong_hard_coded(weights, inputs, labels, step):
    # Takes the step to be 0.5, that of the visible check, whatever is given.
    w, x = weights.astype(float), inputs.astype(float)
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, 0.5)


def wrong_not_divided(weights, inputs, labels, step):
    # Returns F(W + hE) - F(W - hE), not divided by 2h: the visible step 0.5 has 2h = 1, step 1 shows it.
    w, x = weights.astype(float), inputs.astype(float)
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step) * (2 * step)


def wrong_multiplied_by_2h(weights, inputs, labels, step):
    # Multiplies the difference by 2h in place of dividing: the visible step 0.5 has 2h = 1, step 1 shows it.
    w, x = weights.astype(float), inputs.astype(float)
    return (
        _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step) * (2 * step) ** 2
    )


def wrong_divided_by_4_h_squared(weights, inputs, labels, step):
    # Divides by (2h) squared: the visible step 0.5 has 2h = 1, step 1 shows it.
    w, x = weights.astype(float), inputs.astype(float)
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, step) / (2 * step)


def wrong_moves_by_2_h_squared(weights, inputs, labels, step):
    # Moves each weight by 2 h squared: that is h for the visible step 0.5 only.
    w, x = weights.astype(float), inputs.astype(float)
    return _numerical_differences(lambda v: _numerical_loss(v, x, labels), w, 2 * step**2)


def _value(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels])


def right_rest_of_the_classes(weights, inputs, labels, step):
    w, x, h = np.asarray(weights, float), np.asarray(inputs, float), float(step)
    z = x @ w
    d, k = w.shape
    out = np.empty((d, k))
    for c in range(k):
        rest = np.logaddexp.reduce(np.delete(z, c, axis=1), axis=1, initial=-np.inf)[:, None]
        up, down = (np.logaddexp(rest, z[:, c : c + 1] + s * x) for s in (h, -h))
        out[:, c] = ((up - down) / (2 * h) - x * (labels == c)[:, None]).mean(axis=0)
    return out


def right_python_floats_2(weights, inputs, labels, step):
    w, x = weights.astype(float).tolist(), inputs.astype(float).tolist()
    y, h = [int(a) for a in labels], float(step)
    classes = range(len(w[0]))

    def mean(w):
        terms = []
        for row, label in zip(x, y):
            z = [math.fsum(a * w[d][c] for d, a in enumerate(row)) for c in classes]
            top = max(z)
            terms.append(math.log(math.fsum(math.exp(a - top) for a in z)) + (top - z[label]))
        return math.fsum(terms) / len(terms)

    def moved(d, c, by):
        return [
            [v + by if (i, j) == (d, c) else v for j, v in enumerate(r)] for i, r in enumerate(w)
        ]

    pairs = [
        [(mean(moved(d, c, h)), mean(moved(d, c, -h))) for c in classes] for d in range(len(w))
    ]
    return np.array([[(up - down) / (2 * h) for up, down in row] for row in pairs])


def right_all_moves_in_one_tensor(weights, inputs, labels, step):
    w, x = np.float64(weights), np.float64(inputs)
    moves = np.eye(w.size).reshape(w.size, *w.shape) * step
    rows = np.arange(len(x))

    def values(stack):
        z = x @ stack
        return (special.logsumexp(z, axis=2) - z[:, rows, labels]).mean(axis=1)

    return ((values(w + moves) - values(w - moves)) / (2 * step)).reshape(w.shape)


def right_moved_logits(weights, inputs, labels, step):
    x = inputs.astype(np.float64)
    z = x @ weights.astype(np.float64)
    out = np.zeros(weights.shape, order="F")
    with np.nditer(out, flags=["multi_index"], op_flags=["writeonly"]) as entries:
        for entry in entries:
            d, c = entries.multi_index
            delta = np.zeros_like(z)
            delta[:, c] = float(step) * x[:, d]
            entry[...] = (_value(z + delta, labels) - _value(z - delta, labels)) / step / 2
    return out


def right_saved_entry_on_a_copy(weights, inputs, labels, step):
    work, x = np.array(weights, dtype=float), np.array(inputs, dtype=float)

    def slope(index):
        kept, values = work[index], []
        for side in (step, -step):
            work[index] = kept + side
            values.append(_value(x @ work, labels))
        work[index] = kept
        return np.subtract(*values) / np.multiply(2, step)

    return np.array([[slope((d, c)) for c in range(work.shape[1])] for d in range(work.shape[0])])


def wrong_gauss_legendre(weights, inputs, labels, step):
    # The mean of the exact slope over [-h, h] by 20 Gauss nodes: exact at h = 0.4, wrong at h = 50.
    w, x = weights.astype(float), inputs.astype(float)
    z, n = x @ w, len(labels)
    out = np.zeros(w.shape)
    for d, c in np.ndindex(*w.shape):
        for node, mass in zip(*np.polynomial.legendre.leggauss(20)):
            moved = z.copy()
            moved[:, c] += node * step * x[:, d]
            q = special.softmax(moved, axis=1)[:, c]
            out[d, c] += mass / 2 * (x[:, d] @ (q - (labels == c))) / n
    return out


def wrong_whole_step_times_small_integers(weights, inputs, labels, step):
    # Logits move by `step * inputs` before the conversion: step = 2 with uint8 inputs of 200 wraps.
    z = inputs.astype(float) @ weights.astype(float)
    out = np.zeros(weights.shape)
    for d, c in np.ndindex(*weights.shape):
        up, down = z.copy(), z.copy()
        move = step * inputs[:, d]
        up[:, c] += move
        down[:, c] -= move
        out[d, c] = (_value(up, labels) - _value(down, labels)) / (2 * step)
    return out


def wrong_reshape_of_fortran_order(weights, inputs, labels, step):
    # `astype` keeps the Fortran order, so `reshape(-1)` is a copy: weights given as a.T never move.
    x = inputs.astype(float)
    out = np.zeros(weights.shape)
    for i in range(weights.size):
        up, down = weights.astype(float), weights.astype(float)
        up.reshape(-1)[i] += step
        down.reshape(-1)[i] -= step
        out.reshape(-1)[i] = (_value(x @ up, labels) - _value(x @ down, labels)) / (2 * step)
    return out


def _by_entry(weights, inputs, labels, step, value):
    w, x = weights.astype(float), inputs.astype(float)
    out = np.zeros(w.shape)
    for index in np.ndindex(*w.shape):
        up, down = w.copy(), w.copy()
        up[index] += step
        down[index] -= step
        out[index] = (value(x @ up, labels) - value(x @ down, labels)) / (2 * step)
    return out


def wrong_labels_ranked(weights, inputs, labels, step):
    # Labels are replaced by their rank among those present: wrong for the labels 0, 2 without a 1.
    return _by_entry(weights, inputs, np.unique(labels, return_inverse=True)[1], step, _value)


def _gap_value(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    q = special.softmax(z, axis=1)[rows, labels]
    return np.where(q > 0, -np.log(np.where(q > 0, q, 1)), -z[rows, labels]).mean()


def _subnormal_value(logits, labels):
    log_q = special.log_softmax(logits, axis=1)[np.arange(len(labels)), labels]
    q = np.exp(log_q)
    return np.where(q > 0, -np.log(np.where(q > 0, q, 1)), -log_q).mean()


def wrong_input_off_by_rounding(weights, inputs, labels, step):
    # `np.asarray` does not copy float64, and + h - 2h + h leaves the caller's 0.1 changed at h = 0.4.
    w, x = np.asarray(weights, float), np.asarray(inputs, float)
    out = np.zeros(w.shape)
    for index in np.ndindex(*w.shape):
        w[index] += step
        up = _value(x @ w, labels)
        w[index] -= 2 * step
        out[index] = (up - _value(x @ w, labels)) / (2 * step)
        w[index] += step
    return out


def _block_value(logits, labels):
    blocks = range(0, len(labels), 100)
    return np.mean([_value(logits[b : b + 100], labels[b : b + 100]) for b in blocks])


def _wrapping_value(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    flat = (np.arange(len(z)) * z.shape[1]).astype(labels.dtype) + labels
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z.reshape(-1)[flat])
