"""Answers to `train_softmax`."""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def descend(x, labels, k, steps, rate, factor=1.0):
    hot, w, losses = np.eye(k)[labels], np.zeros((x.shape[1], k)), []
    for _ in range(steps):
        logs = log_softmax(x @ w)
        losses.append(-np.mean((hot * logs).sum(axis=1)))
        w = w - factor * rate * x.T @ (np.exp(logs) - hot) / len(x)
    losses.append(-np.mean((hot * log_softmax(x @ w)).sum(axis=1)))
    return w, np.array(losses)


def extend(inputs):
    return np.column_stack([inputs.astype(float), np.ones(len(inputs))])


def largest(x):
    return np.linalg.eigvalsh(x.T @ x / len(x))[-1]


def right_eigenvalue(inputs, labels, k, steps):
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / largest(x))


def right_spectral_norm(inputs, labels, k, steps):
    x = np.hstack([inputs, np.ones((len(inputs), 1))])
    beta = np.linalg.norm(x, 2) ** 2 / (2 * len(x))
    return descend(x, labels, k, steps, 1 / beta)


def right_small_gram_matrix(inputs, labels, k, steps):
    # x x^T has the same largest eigenvalue as x^T x.
    x = extend(inputs)
    rate = 2 * len(x) / np.max(np.linalg.eigvalsh(x @ x.T))
    w, b = np.zeros((x.shape[1] - 1, k)), np.zeros(k)
    losses, n = np.empty(steps + 1), len(x)
    for t in range(steps + 1):
        logs = log_softmax(x[:, :-1] @ w + b)
        losses[t] = -sum(logs[i, y] for i, y in enumerate(labels)) / n
        if t == steps:
            break
        g = np.exp(logs)
        for i, y in enumerate(labels):
            g[i, y] -= 1
        w, b = w - rate / n * x[:, :-1].T @ g, b - rate / n * g.sum(axis=0)
    return np.vstack([w, b]), losses


def wrong_rate_without_the_ones(inputs, labels, k, steps):
    """without the column of ones"""
    return descend(extend(inputs), labels, k, steps, 2 / largest(inputs.astype(float)))


def wrong_no_mean_in_the_curvature(inputs, labels, k, steps):
    """1/n is missing in S"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / largest(x) / len(x))


def wrong_forgets_the_half(inputs, labels, k, steps):
    """half the rate"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 1 / largest(x))


def wrong_takes_the_limit(inputs, labels, k, steps):
    """the limit (14) itself"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 4 / largest(x))


def wrong_beta_as_the_rate(inputs, labels, k, steps):
    """beta as the rate"""
    x = extend(inputs)
    return descend(x, labels, k, steps, largest(x) / 2)


def wrong_smallest_eigenvalue(inputs, labels, k, steps):
    """smallest eigenvalue"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / np.linalg.eigvalsh(x.T @ x / len(x))[0])


def wrong_trace(inputs, labels, k, steps):
    """the trace of S"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / np.trace(x.T @ x / len(x)))


def wrong_singular_value_not_squared(inputs, labels, k, steps):
    """singular value"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / np.linalg.norm(x, 2))


def wrong_gradient_of_the_sum(inputs, labels, k, steps):
    """1/n is missing in the gradient"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / largest(x), factor=len(x))


def wrong_no_bias(inputs, labels, k, steps):
    """returns"""
    x = inputs.astype(float)
    return descend(x, labels, k, steps, 2 / largest(x))


def wrong_ones_first(inputs, labels, k, steps):
    """the bias is the last row"""
    x = np.column_stack([np.ones(len(inputs)), inputs.astype(float)])
    return descend(x, labels, k, steps, 2 / largest(x))


def wrong_centres_the_inputs(inputs, labels, k, steps):
    """returns a wrong value"""
    x = extend(inputs - inputs.mean(axis=0))
    return descend(x, labels, k, steps, 2 / largest(x))


def wrong_no_loss_before_the_first_step(inputs, labels, k, steps):
    """returns shape"""
    x = extend(inputs)
    w, losses = descend(x, labels, k, steps, 2 / largest(x))
    return w, losses[1:]


def wrong_no_loss_after_the_last_step(inputs, labels, k, steps):
    """returns shape"""
    x = extend(inputs)
    w, losses = descend(x, labels, k, steps, 2 / largest(x))
    return w, losses[:-1]


def wrong_one_step_too_many(inputs, labels, k, steps):
    """One step too many"""
    x = extend(inputs)
    w, losses = descend(x, labels, k, steps + 1, 2 / largest(x))
    return w, losses[:-1]


def wrong_list_of_classes_from_the_labels(inputs, labels, k, steps):
    """A hidden check fails"""
    x = extend(inputs)
    return descend(x, labels, int(labels.max()) + 1, steps, 2 / largest(x))


def wrong_products_of_uint8_wrap_around(inputs, labels, k, steps):
    """A hidden check fails: inputs as uint8"""
    ones = np.ones((len(inputs), 1), inputs.dtype)
    narrow = np.hstack([inputs, ones])
    s = (narrow.T @ narrow) / len(inputs)
    return descend(extend(inputs), labels, k, steps, 2 / np.linalg.eigvalsh(s)[-1])


def wrong_half_step_for_the_bias(inputs, labels, k, steps):
    """returns a wrong value"""
    x = extend(inputs)
    rate = np.full((x.shape[1], 1), 2 / largest(x))
    rate[-1] /= 2
    return descend(x, labels, k, steps, rate)


def wrong_sample_by_sample(inputs, labels, k, steps):
    """returns a wrong value"""
    x, w = extend(inputs), np.zeros((inputs.shape[1] + 1, k))
    hot, losses = np.eye(k)[labels], []
    for t in range(steps + 1):
        losses.append(-np.mean((hot * log_softmax(x @ w)).sum(axis=1)))
        if t < steps:
            for i in range(len(x)):
                g = np.exp(log_softmax(x[i : i + 1] @ w)) - hot[i]
                w = w - 2 / largest(x) / len(x) * x[i : i + 1].T @ g
    return w, np.array(losses)


def wrong_frobenius_norm(inputs, labels, k, steps):
    """Frobenius norm"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / np.linalg.norm(x.T @ x / len(x)))


def wrong_first_of_unsorted_eigenvalues(inputs, labels, k, steps):
    """returns a wrong value"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / np.linalg.svd(x.T @ x / len(x))[1][1])


def wrong_rate_from_the_labels(inputs, labels, k, steps):
    """returns a wrong value"""
    x = extend(inputs)
    return descend(x, labels, k, steps, k / largest(x))


def wrong_covariance_with_n_minus_1(inputs, labels, k, steps):
    """returns a wrong value"""
    x = extend(inputs)
    return descend(x, labels, k, steps, 2 / largest(x) * (len(x) - 1) / len(x))


def wrong_rounds_the_losses(inputs, labels, k, steps):
    """A hidden check fails: random data"""
    x = extend(inputs)
    w, losses = descend(x, labels, k, steps, 2 / largest(x))
    return w, np.round(losses, 6)
