"""Answers to `info_nce`."""

import numpy as np


def parts(queries, keys, labels, temperature):
    s = queries @ keys.T / temperature
    s = s - s.max(axis=1, keepdims=True)
    log_q = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return log_q, np.exp(log_q) - np.eye(len(keys))[labels]


def exact(queries, keys, labels, temperature):
    log_q, g = parts(queries, keys, labels, temperature)
    loss = -log_q[np.arange(len(labels)), labels]
    return loss, g @ keys / temperature, g.T @ queries / temperature


def right_one_hot(queries, keys, labels, temperature):
    return exact(queries, keys, labels, temperature)


def right_loop(queries, keys, labels, temperature):
    losses = np.zeros(len(queries))
    by_q, by_k = np.zeros(queries.shape), np.zeros(keys.shape)
    for i, (u, y) in enumerate(zip(queries, labels, strict=True)):
        s = np.array([u @ v for v in keys]) / temperature
        lse = np.logaddexp.reduce(s.astype(float))
        losses[i] = lse - s[y]
        for j, v in enumerate(keys):
            g = (np.exp(s[j] - lse) - (j == y)) / temperature
            by_q[i] += g * v
            by_k[j] += g * u
    return losses, by_q, by_k


def right_differences(queries, keys, labels, temperature):
    # Scores relative to the positive's, scaled before the product.
    u = queries / temperature
    s = np.einsum("nd,md->nm", u, keys)
    diff = s - s[np.arange(len(s)), labels][:, None]
    loss = np.logaddexp.reduce(diff, axis=1)
    g = np.exp(diff - loss[:, None])
    np.subtract.at(g, (np.arange(len(s)), labels), 1)
    return loss, np.einsum("nm,md->nd", g, keys) / temperature, np.einsum("nm,nd->md", g, u)


def wrong_no_second_temperature(queries, keys, labels, temperature):
    """half as large"""
    loss, by_q, by_k = exact(queries, keys, labels, temperature)
    return loss, by_q * temperature, by_k * temperature


def wrong_gradient_of_mean(queries, keys, labels, temperature):
    """half as large"""
    loss, by_q, by_k = exact(queries, keys, labels, temperature)
    return loss, by_q / len(loss), by_k / len(loss)


def wrong_gradient_times_temperature(queries, keys, labels, temperature):
    """were multiplied by the temperature"""
    loss, by_q, by_k = exact(queries, keys, labels, temperature)
    return loss, by_q * temperature**2, by_k * temperature**2


def wrong_sign(queries, keys, labels, temperature):
    """sign is flipped"""
    loss, by_q, by_k = exact(queries, keys, labels, temperature)
    return loss, -by_q, -by_k


def wrong_multiplied_temperature(queries, keys, labels, temperature):
    """returns a wrong value"""
    return exact(queries, keys, labels, 1 / temperature)


def wrong_labels_are_the_diagonal(queries, keys, labels, temperature):
    """returns a wrong value"""
    return exact(queries, keys, np.arange(len(queries)), temperature)


def wrong_labels_are_zero(queries, keys, labels, temperature):
    """returns a wrong value"""
    return exact(queries, keys, np.zeros(len(queries), int), temperature)


def wrong_normalised(queries, keys, labels, temperature):
    """returns a wrong value"""
    u = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    v = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    return exact(u, v, labels, temperature)


def wrong_log_of_softmax(queries, keys, labels, temperature):
    """fuse the logarithm"""
    log_q, g = parts(queries, keys, labels, temperature)
    loss = -np.log(np.exp(log_q)[np.arange(len(labels)), labels])
    return loss, g @ keys / temperature, g.T @ queries / temperature


def wrong_one_maximum_for_all(queries, keys, labels, temperature):
    """A hidden check fails"""
    s = queries @ keys.T / temperature
    s = s - s.max()
    sums = np.exp(s).sum(axis=1, keepdims=True)
    loss = np.log(sums[:, 0]) - s[np.arange(len(s)), labels]
    g = np.exp(s) / sums - np.eye(len(keys))[labels]
    return loss, g @ keys / temperature, g.T @ queries / temperature


def wrong_softmax_over_queries(queries, keys, labels, temperature):
    """returns a wrong value"""
    s = queries @ keys.T / temperature
    log_q = s - np.log(np.exp(s).sum(axis=0))
    g = np.exp(log_q) - np.eye(len(keys))[labels]
    loss = -log_q[np.arange(len(s)), labels]
    return loss, g @ keys / temperature, g.T @ queries / temperature


def wrong_keys_get_only_their_own_query(queries, keys, labels, temperature):
    """(value 3 of 3)"""
    loss, by_q, _ = exact(queries, keys, labels, temperature)
    _, g = parts(queries, keys, labels, temperature)
    own = np.zeros(keys.shape)
    for i, y in enumerate(labels):
        own[y] += g[i, y] * queries[i] / temperature
    return loss, by_q, own


def wrong_buffered_assignment(queries, keys, labels, temperature):
    """(value 3 of 3)"""
    loss, by_q, _ = exact(queries, keys, labels, temperature)
    log_q, _ = parts(queries, keys, labels, temperature)
    by_k = np.exp(log_q).T @ queries
    by_k[labels] -= queries  # a repeated label counts once
    return loss, by_q, by_k / temperature


def wrong_positive_left_out(queries, keys, labels, temperature):
    """returns a wrong value"""
    s = queries @ keys.T / temperature
    rows = np.arange(len(s))
    others = s.copy()
    others[rows, labels] = -np.inf
    loss = np.log(np.exp(others).sum(axis=1)) - s[rows, labels]
    g = np.exp(others - np.log(np.exp(others).sum(axis=1, keepdims=True)))
    g[rows, labels] = -1
    return loss, g @ keys / temperature, g.T @ queries / temperature


def wrong_mean_loss(queries, keys, labels, temperature):
    """returns shape"""
    loss, by_q, by_k = exact(queries, keys, labels, temperature)
    return loss.mean(), by_q, by_k
