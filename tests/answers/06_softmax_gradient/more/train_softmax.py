"""More answers to `train_softmax`, written by readers who saw only the student notebook."""

import itertools
import math

import numpy as np
from scipy import linalg, special


def _train_rate(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]


def _train_extend(inputs):
    return np.column_stack([np.asarray(inputs, dtype=float), np.ones(len(inputs))])


def _train_value(x, w, labels):
    z = x @ w
    lse = np.logaddexp.reduce(z, axis=1)
    return np.mean(lse - z[np.arange(len(x)), labels]), np.exp(z - lse[:, None])


def _train_loop(x, labels, k, steps, rate):
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    for _ in range(steps):
        loss, q = _train_value(x, w, labels)
        losses.append(loss)
        w = w - rate * (x.T @ (q - hot)) / len(x)
    losses.append(_train_value(x, w, labels)[0])
    return w, np.array(losses)


def right_singular_values(inputs, labels, k, steps):
    x = np.hstack([inputs.astype(np.float64), np.ones((len(inputs), 1))])
    top = np.linalg.svd(x, compute_uv=False)[0] ** 2 / len(x)
    w, losses = np.zeros((x.shape[1], k)), np.empty(steps + 1)
    for t in range(steps + 1):
        log_q = special.log_softmax(x @ w, axis=1)
        losses[t] = -log_q[np.arange(len(x)), labels].mean()
        if t < steps:
            w -= 2 / top * (x.T @ (np.exp(log_q) - np.eye(k)[labels])) / len(x)
    return w, losses


def right_spectral_norm(inputs, labels, k, steps):
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, 2 * len(x) / np.linalg.norm(x, 2) ** 2)


def right_gram_of_examples(inputs, labels, k, steps):
    x = _train_extend(inputs)
    n = len(x)
    kernel = x @ x.T
    rate = 2 * n / np.linalg.eigvalsh(kernel).max()
    hot, dual, losses = np.eye(k)[labels], np.zeros((n, k)), []
    for t in range(steps + 1):
        z = kernel @ dual
        z -= z.max(axis=1, keepdims=True)
        e = np.exp(z)
        losses.append(np.mean(np.log(e.sum(axis=1)) - z[np.arange(n), labels]))
        if t < steps:
            dual += rate / n * (hot - e / e.sum(axis=1, keepdims=True))
    return x.T @ dual, np.asarray(losses)


def right_separate_bias(inputs, labels, k, steps):
    x = np.asarray(inputs, dtype=float)
    n, d = x.shape
    s = np.ones((d + 1, d + 1))
    s[:d, :d] = x.T @ x / n
    s[:d, d] = s[d, :d] = x.mean(axis=0)
    beta = linalg.eigh(s, eigvals_only=True, subset_by_index=[d, d])[0] / 2
    w, b, losses = np.zeros((d, k)), np.zeros(k), []
    for t in range(steps + 1):
        z = x @ w + b
        losses.append(special.logsumexp(z, axis=1).mean() - z[np.arange(n), labels].mean())
        if t == steps:
            break
        g = special.softmax(z, axis=1)
        g[np.arange(n), labels] -= 1
        w, b = w - x.T @ g / n / beta, b - g.mean(axis=0) / beta
    return np.vstack([w, b]), np.array(losses)


def right_python_floats(inputs, labels, k, steps):
    x = [[float(v) for v in row] + [1.0] for row in inputs]
    n, m = len(x), len(x[0])
    s = [[math.fsum(r[i] * r[j] for r in x) / n for j in range(m)] for i in range(m)]
    beta = max(float(v) for v in np.linalg.eigvalsh(np.array(s))) / 2
    w, losses = [[0.0] * k for _ in range(m)], []
    for t in range(steps + 1):
        step, rows = [[0.0] * k for _ in range(m)], []
        for r, y in zip(x, labels):
            z = [sum(r[i] * w[i][c] for i in range(m)) for c in range(k)]
            top = max(z)
            e = [math.exp(v - top) for v in z]
            whole = sum(e)
            rows.append(math.log(whole) + top - z[y])
            for c in range(k):
                pull = e[c] / whole - (1.0 if c == y else 0.0)
                for i in range(m):
                    step[i][c] += r[i] * pull / n
        losses.append(math.fsum(rows) / n)
        if t < steps:
            w = [[w[i][c] - step[i][c] / beta for c in range(k)] for i in range(m)]
    return np.array(w), np.array(losses)


def right_accumulate(inputs, labels, k, steps):
    x = _train_extend(inputs)
    hot, rate = np.eye(k)[labels], _train_rate(x)

    def move(w, _):
        return w - rate / len(x) * np.einsum("nd,nk->dk", x, special.softmax(x @ w, axis=1) - hot)

    path = list(itertools.accumulate(range(steps), move, initial=np.zeros((x.shape[1], k))))
    return path[-1], np.array([_train_value(x, w, labels)[0] for w in path])


def right_class_axis_first(inputs, labels, k, steps):
    xt = np.vstack([np.transpose(inputs), np.ones(len(inputs))]).astype(float)
    n = xt.shape[1]
    eta = 2 / np.max(np.real(np.linalg.eigvals(xt @ xt.T / n)))
    w, counts = np.zeros((k, xt.shape[0])), np.zeros((k, xt.shape[0]))
    np.add.at(counts, np.asarray(labels, int), xt.T)
    losses = [math.log(k)]
    for _ in range(steps):
        w += eta / n * (counts - special.softmax(w @ xt, axis=0) @ xt.T)
        z = w @ xt
        losses.append((special.logsumexp(z, axis=0) - z[labels, np.arange(n)]).sum() / n)
    return w.T, np.array(losses)


def right_example_by_example(inputs, labels, k, steps):
    x = _train_extend(inputs)
    s = sum(np.outer(r, r) for r in x) / len(x)
    eta = 1 / (0.5 * linalg.eigvalsh(s).max())
    w, losses = np.zeros((x.shape[1], k)), np.zeros(steps + 1)
    for t in range(steps + 1):
        total = np.zeros_like(w)
        for r, y in zip(x, labels):
            z = r @ w
            log_q = z - np.logaddexp.reduce(z)
            losses[t] -= log_q[y] / len(x)
            g = np.exp(log_q)
            g[y] -= 1
            total += np.outer(r, g)
        if t < steps:
            w = w - eta * total / len(x)
    return [w, losses]


def wrong_uint8_ones(inputs, labels, k, steps):
    # Appends ones with the dtype of the inputs: uint8 products wrap around at 256 in S.
    extended = np.column_stack([inputs, np.ones(len(inputs), dtype=inputs.dtype)])
    rate = 2 / max(np.linalg.eigvalsh(extended.T @ extended / len(extended))[-1], 1e-3)
    return _train_loop(extended.astype(float), labels, k, steps, rate)


def wrong_uint8_block(inputs, labels, k, steps):
    # Builds S from inputs.T @ inputs before the conversion: uint8 products wrap around at 256.
    n, d = inputs.shape
    s = np.ones((d + 1, d + 1))
    s[:d, :d] = inputs.T @ inputs / n
    s[:d, d] = s[d, :d] = inputs.mean(axis=0)
    return _train_loop(_train_extend(inputs), labels, k, steps, 2 / np.linalg.eigvalsh(s)[-1])


def wrong_uint8_squares(inputs, labels, k, steps):
    # Fills the diagonal of S from inputs ** 2 in the inputs' dtype: uint8 squares wrap around at 256.
    x = _train_extend(inputs)
    s = x.T @ x / len(x)
    diagonal = np.append((inputs**2).mean(axis=0), 1.0)
    np.fill_diagonal(s, diagonal)
    return _train_loop(x, labels, k, steps, 2 / np.linalg.eigvalsh(s)[-1])


def wrong_negated_inputs(inputs, labels, k, steps):
    # Adds the gradient formed with -inputs: minus wraps around for unsigned integers, 1 becomes 255 in uint8.
    x, mirrored = _train_extend(inputs), np.column_stack([-inputs, np.full(len(inputs), -1.0)])
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    for t in range(steps + 1):
        loss, q = _train_value(x, w, labels)
        losses.append(loss)
        if t < steps:
            w = w + _train_rate(x) * mirrored.T @ (q - hot) / len(x)
    return w, np.array(losses)


def wrong_classes_seen(inputs, labels, k, steps):
    # Takes the number of classes from the labels: a class without examples has no column, and the first loss is less than ln k.
    x = _train_extend(inputs)
    return _train_loop(x, labels, int(np.max(labels)) + 1, steps, _train_rate(x))


def wrong_labels_renumbered(inputs, labels, k, steps):
    # Renumbers the labels that occur 0, 1, 2, ...: with labels 1 and 2 alone the columns are shifted.
    x = _train_extend(inputs)
    numbers = np.unique(labels, return_inverse=True)[1]
    return _train_loop(x, numbers, k, steps, _train_rate(x))


def wrong_unseen_class_frozen(inputs, labels, k, steps):
    # Trains only the columns of classes that occur: an unseen class must be pushed down.
    x = _train_extend(inputs)
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    seen = np.isin(np.arange(k), labels)
    for t in range(steps + 1):
        loss, q = _train_value(x, w, labels)
        losses.append(loss)
        if t < steps:
            w = w - _train_rate(x) * x.T @ ((q - hot) * seen) / len(x)
    return w, np.array(losses)


def wrong_at_least_one_step(inputs, labels, k, steps):
    # Takes one step even for steps = 0: two losses and trained weights come back.
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, max(steps, 1), _train_rate(x))


def wrong_no_losses_without_steps(inputs, labels, k, steps):
    # Returns no loss for steps = 0: the loss before the first step, ln k, is asked.
    x = _train_extend(inputs)
    w, losses = _train_loop(x, labels, k, steps, _train_rate(x))
    return w, losses if steps else losses[:0]


def wrong_first_eigenvalue(inputs, labels, k, steps):
    # Takes the first of `np.linalg.eigvals`, which come in no order: the largest comes last for inputs (0.1, 0), (0.1, 9), (-0.2, -9).
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, 2 / np.linalg.eigvals(x.T @ x / len(x))[0].real)


def wrong_power_from_bias(inputs, labels, k, steps):
    # Power iteration from the bias direction: with centred inputs it stays there and finds 1, not the largest.
    x = _train_extend(inputs)
    s = x.T @ x / len(x)
    v = np.zeros(len(s))
    v[-1] = 1
    for _ in range(300):
        v = s @ v
        v /= np.linalg.norm(v)
    return _train_loop(x, labels, k, steps, 2 / (v @ s @ v))


def wrong_power_from_ones(inputs, labels, k, steps):
    # Power iteration from (1, ..., 1): inputs (a, -a), whose main direction is orthogonal to it, get too long a step.
    x = _train_extend(inputs)
    s = x.T @ x / len(x)
    v = np.ones(len(s))
    for _ in range(300):
        v = s @ v
        v /= np.linalg.norm(v)
    return _train_loop(x, labels, k, steps, 2 / (v @ s @ v))


def wrong_rate_at_most_one(inputs, labels, k, steps):
    # Caps the rate at 1: small inputs, below 1 in size, allow up to 2.
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, min(_train_rate(x), 1.0))


def wrong_rate_at_least_small(inputs, labels, k, steps):
    # Keeps the rate at 0.001 at least: inputs of 0 to 255 need less, and the loss goes up.
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, max(_train_rate(x), 1e-3))


def wrong_scales_pixels(inputs, labels, k, steps):
    # Divides integer inputs by 255 first, as one does with pixels: rate, weights and losses are those of other inputs.
    x = np.asarray(inputs, float) / (255.0 if inputs.dtype.kind in "iu" else 1.0)
    x = _train_extend(x)
    return _train_loop(x, labels, k, steps, _train_rate(x))


def wrong_five_rows(inputs, labels, k, steps):
    # Divides S by k + 2 in place of n: the visible inputs have n = 5 and k = 3.
    x = _train_extend(inputs)
    rate = 2 / np.linalg.eigvalsh(x.T @ x / (k + 2))[-1]
    return _train_loop(x, labels, k, steps, rate)


def wrong_loss_over_d_plus_three(inputs, labels, k, steps):
    # Divides the sum of the losses by d + 3 in place of n: the visible inputs have n = 5 and d = 2.
    x = _train_extend(inputs)
    w, losses = _train_loop(x, labels, k, steps, _train_rate(x))
    return w, losses * len(x) / (inputs.shape[1] + 3)


def wrong_sample_for_s(inputs, labels, k, steps):
    # Takes S from the first 16 rows: later rows that are larger show it.
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, _train_rate(x[:16]))


def wrong_minibatches(inputs, labels, k, steps):
    # Steps on batches of 32 rows in turn: more than 32 rows show it.
    x, labels = _train_extend(inputs), np.asarray(labels)
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    for t in range(steps + 1):
        losses.append(_train_value(x, w, labels)[0])
        if t < steps:
            part = (np.arange(min(32, len(x))) + 32 * t) % len(x)
            q = special.softmax(x[part] @ w, axis=1)
            w = w - _train_rate(x) * x[part].T @ (q - hot[part]) / len(part)
    return w, np.array(losses)


def wrong_rate_decays(inputs, labels, k, steps):
    # Divides the rate by 10 every ten steps: more than 10 steps show it.
    x = _train_extend(inputs)
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    for t in range(steps + 1):
        loss, q = _train_value(x, w, labels)
        losses.append(loss)
        if t < steps:
            w = w - _train_rate(x) * 0.1 ** (t // 10) * x.T @ (q - hot) / len(x)
    return w, np.array(losses)


def wrong_stops_early(inputs, labels, k, steps):
    # Stops when the loss falls by less than 0.001 and repeats the last one: a hundred steps show it.
    x = _train_extend(inputs)
    w, losses = _train_loop(x, labels, k, steps, _train_rate(x))
    slow = np.flatnonzero(-np.diff(losses) < 1e-3)
    if len(slow) == 0:
        return w, losses
    stop = int(slow[0]) + 1
    w, short = _train_loop(x, labels, k, stop, _train_rate(x))
    return w, np.append(short, np.full(steps - stop, short[-1]))


def wrong_ones_not_repeated(inputs, labels, k, steps):
    # Appends no ones if the last column is ones already: shape (d, k), not (d + 1, k).
    x = np.asarray(inputs, float)
    x = x if np.all(x[:, -1] == 1) else _train_extend(x)
    return _train_loop(x, labels, k, steps, _train_rate(x))


def wrong_weights_of_integer_inputs(inputs, labels, k, steps):
    # Cuts the weights to whole numbers for integer inputs, as an array of their dtype would: they are small fractions.
    x = _train_extend(inputs)
    if inputs.dtype.kind == "f":
        return _train_loop(x, labels, k, steps, _train_rate(x))
    w = _train_loop(x, labels, k, steps, _train_rate(x))[0]
    with np.errstate(invalid="ignore"):
        whole = np.trunc(w)
    return whole, np.array(
        [_train_value(x, 0 * w, labels)[0]] * steps + [_train_value(x, whole, labels)[0]]
    )


def wrong_log_clip(inputs, labels, k, steps):
    # Clips the probability at 0.001 in the loss: one outlier against many rows has a larger loss than 6.9.
    x = _train_extend(inputs)
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    for t in range(steps + 1):
        q = _train_value(x, w, labels)[1]
        losses.append(-np.log(np.clip(q[np.arange(len(x)), labels], 1e-3, 1.0)).mean())
        if t < steps:
            w = w - _train_rate(x) * x.T @ (q - hot) / len(x)
    return w, np.array(losses)


def wrong_epsilon_1e7(inputs, labels, k, steps):
    # Adds 1e-7 inside the log: the loss of one outlier among thousands of rows exceeds 16.1.
    x = _train_extend(inputs)
    w, hot, losses = np.zeros((x.shape[1], k)), np.eye(k)[labels], []
    for t in range(steps + 1):
        q = _train_value(x, w, labels)[1]
        losses.append(-np.log(q[np.arange(len(x)), labels] + 1e-7).mean())
        if t < steps:
            w = w - _train_rate(x) * x.T @ (q - hot) / len(x)
    return w, np.array(losses)


def wrong_centres_unsigned(inputs, labels, k, steps):
    # Centres inputs without negative entries and moves the mean into the bias row: another rate and another path, uint8 inputs show it.
    x = np.asarray(inputs, float)
    middle = x.mean(axis=0) if np.all(x >= 0) else np.zeros(x.shape[1])
    w, losses = _train_loop(
        _train_extend(x - middle), labels, k, steps, _train_rate(_train_extend(x - middle))
    )
    w[-1] -= middle @ w[:-1]
    return w, losses


def wrong_one_loss_short(inputs, labels, k, steps):
    # Beyond two steps forgets the loss after the last one: steps numbers come back, not steps + 1.
    x = _train_extend(inputs)
    w, losses = _train_loop(x, labels, k, steps, _train_rate(x))
    return w, losses if steps <= 2 else losses[:-1]


def wrong_two_classes(inputs, labels, k, steps):
    # For k = 2 takes the curvature bound 1/4 of the one-logit form: the rate asked is 1 / (lambda / 2).
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, _train_rate(x) * (2 if k == 2 else 1))


def wrong_curvature_one_over_k(inputs, labels, k, steps):
    # Takes the curvature 1/k at uniform probabilities for more than three classes: the bound asked is 1/2.
    x = _train_extend(inputs)
    return _train_loop(x, labels, k, steps, _train_rate(x) * (k / 2 if k > 3 else 1))


def wrong_overwrites_inputs(inputs, labels, k, steps):
    # Scales float inputs by the rate in place: the caller gets other inputs back.
    x = _train_extend(inputs)
    rate = _train_rate(x)
    if inputs.dtype.kind == "f":
        inputs *= rate
    return _train_loop(x, labels, k, steps, rate)


_RATES = {}


def _extended(inputs):
    return np.column_stack([np.asarray(inputs, float), np.ones(len(inputs))])


def _run(x, labels, k, steps, rate):
    n = len(x)
    weights, losses = np.zeros((x.shape[1], k)), []
    for turn in range(steps + 1):
        z = x @ weights
        z = z - z.max(axis=1, keepdims=True)
        total = np.exp(z).sum(axis=1, keepdims=True)
        losses.append(np.mean(np.log(total[:, 0]) - z[np.arange(n), labels]))
        if turn < steps:
            g = np.exp(z) / total
            g[np.arange(n), labels] -= 1
            weights = weights - rate * (x.T @ g) / n
    return weights, np.array(losses)


def right_dual_coefficients(inputs, labels, k, steps):
    x = _extended(inputs)
    n = len(x)
    gram = x @ x.T
    rate = 2 / linalg.eigh(gram / n, eigvals_only=True, subset_by_index=[n - 1, n - 1])[0]
    hot = np.eye(k)[labels]
    pulls, losses = np.zeros((n, k)), []
    for _ in range(steps):
        z = gram @ pulls
        losses.append(-special.log_softmax(z, axis=1)[hot > 0].mean())
        pulls -= rate / n * (special.softmax(z, axis=1) - hot)
    losses.append(-special.log_softmax(gram @ pulls, axis=1)[hot > 0].mean())
    return x.T @ pulls, np.array(losses)


def right_principal_axes(inputs, labels, k, steps):
    x = _extended(inputs)
    values, axes = np.linalg.eigh(x.T @ x / len(x))
    rotated, losses = _run(x @ axes, labels, k, steps, 2 / values.max())
    return axes @ rotated, losses


def right_accumulated_states(inputs, labels, k, steps):
    x = np.pad(inputs.astype(np.float64), ((0, 0), (0, 1)), constant_values=1.0)
    rate = 2 * len(x) / np.linalg.norm(x, 2) ** 2
    hot = np.equal.outer(labels, np.arange(k)).astype(float)

    def step(weights, _):
        return weights - rate * np.einsum(
            "nd,nk->dk", x, special.softmax(x @ weights, axis=1) - hot
        ) / len(x)

    states = list(itertools.accumulate(range(steps), step, initial=np.zeros((x.shape[1], k))))
    logits = x @ np.array(states)
    losses = (special.logsumexp(logits, axis=2) - (logits * hot).sum(axis=2)).mean(axis=1)
    return states[-1], losses


def right_repeated_squaring(inputs, labels, k, steps):
    x = _extended(inputs)
    s = x.T @ x / len(x)
    power = s / np.trace(s)
    for _ in range(80):
        power = power @ power
        power /= np.trace(power)
    return _run(x, labels, k, steps, 2 / np.sum(power * s))


def right_all_but_the_first_class(inputs, labels, k, steps):
    x = _extended(inputs)
    n = len(x)
    eta = 1 / (0.5 * np.linalg.svd(x / np.sqrt(n), compute_uv=False)[0] ** 2)
    free = np.zeros((x.shape[1], max(k - 1, 0)))
    losses = np.empty(steps + 1)
    for turn in range(steps + 1):
        rest = x @ free
        z = np.hstack([-rest.sum(axis=1, keepdims=True), rest])
        lse = np.logaddexp.reduce(z, axis=1)
        losses[turn] = np.mean(lse - np.take_along_axis(z, labels.astype(int)[:, None], 1)[:, 0])
        if turn == steps:
            return np.hstack([-free.sum(axis=1, keepdims=True), free]), losses
        q = np.exp(rest - lse[:, None])
        free = free - eta / n * (x.T @ (q - (labels[:, None] == np.arange(1, k))))


def wrong_power_iteration_from_ones(inputs, labels, k, steps):
    # Power iteration from a vector of ones: two columns a and -a hide the top eigenvector from it.
    x = _extended(inputs)
    s, v = x.T @ x / len(x), np.ones(x.shape[1])
    for _ in range(1000):
        v = s @ v
        v /= np.linalg.norm(v)
    return _run(x, labels, k, steps, 2 / (v @ s @ v))


def wrong_first_of_eig(inputs, labels, k, steps):
    # The first of the unsorted `np.linalg.eigvals`: inputs (1, 0), (-1, 0), (0, 3), (0, -3).
    x = _extended(inputs)
    return _run(x, labels, k, steps, 2 / np.linalg.eigvals(x.T @ x / len(x))[0].real)


def wrong_accelerated_from_the_third_step(inputs, labels, k, steps):
    # Nesterov's sequence: its first two steps are plain descent, wrong for steps of 3 or more.
    x = _extended(inputs)
    rate = 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]
    hot = np.eye(k)[labels]
    point = weights = np.zeros((x.shape[1], k))
    losses, t = [np.log(k)], 1.0
    for _ in range(steps):
        fresh = point - rate * x.T @ (special.softmax(x @ point, axis=1) - hot) / len(x)
        t, old = (1 + np.sqrt(1 + 4 * t * t)) / 2, t
        point = fresh + (old - 1) / t * (fresh - weights)
        weights = fresh
        losses.append(-special.log_softmax(x @ weights, axis=1)[hot > 0].mean())
    return weights, np.array(losses)


def wrong_stops_when_it_stalls(inputs, labels, k, steps):
    # Stops once a step lowers the loss by less than 1e-3 and repeats the last: wrong for many steps.
    x = _extended(inputs)
    rate = 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]
    weights, losses = _run(x, labels, k, steps, rate)
    stalled = np.flatnonzero(losses[:-1] - losses[1:] < 1e-3)
    if len(stalled):
        weights, short = _run(x, labels, k, int(stalled[0]), rate)
        losses = np.append(short, np.full(steps - stalled[0], short[-1]))
    return weights, losses


def wrong_wide_gram_over_its_columns(inputs, labels, k, steps):
    # With more columns than rows the smaller X X' is used and divided by d + 1: n = 4, d = 10.
    x = _extended(inputs)
    n, m = x.shape
    s = x.T @ x / n if n >= m else x @ x.T / m
    return _run(x, labels, k, steps, 2 / np.linalg.eigvalsh(s)[-1])


def wrong_labels_ranked(inputs, labels, k, steps):
    # Labels are replaced by their rank among those present: wrong for the labels 0, 2 without a 1.
    x = _extended(inputs)
    ranks = np.unique(labels, return_inverse=True)[1]
    return _run(x, ranks, k, steps, 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1])


def wrong_rate_kept_per_shape(inputs, labels, k, steps):
    # The rate is kept from the first call of a shape: a second call with other inputs of it is wrong.
    x = _extended(inputs)
    if x.shape not in _RATES:
        _RATES[x.shape] = 2 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]
    return _run(x, labels, k, steps, _RATES[x.shape])
