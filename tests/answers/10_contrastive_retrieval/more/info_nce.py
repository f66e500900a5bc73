"""More answers to `info_nce`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy.special import log_softmax, logsumexp


def _adv_scores(queries, keys, temperature):
    return np.asarray(queries, dtype=float) @ np.asarray(keys, dtype=float).T / temperature


def _adv_softmax(scores):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _adv_losses(scores, labels):
    top = scores.max(axis=1)
    lse = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return lse - scores[np.arange(len(scores)), labels]


def _adv_g(scores, labels):
    g = _adv_softmax(scores)
    g[np.arange(len(g)), labels] -= 1
    return g


def _adv_all(scores, labels, queries, keys, temperature):
    g = _adv_g(scores, labels)
    return _adv_losses(scores, labels), g @ keys / temperature, g.T @ queries / temperature


def right_plain_loops(queries, keys, labels, temperature):
    n, m, d = len(queries), len(keys), len(queries[0])
    losses = [0.0] * n
    gq = [[0.0] * d for _ in range(n)]
    gk = [[0.0] * d for _ in range(m)]
    for i in range(n):
        u = [float(x) for x in queries[i]]
        s = [math.fsum(a * float(b) for a, b in zip(u, keys[j])) / temperature for j in range(m)]
        top = max(s)
        mass = [math.exp(x - top) for x in s]
        whole = math.fsum(mass)
        losses[i] = math.log(whole) + (top - s[int(labels[i])])
        for j in range(m):
            slope = (mass[j] / whole - (j == labels[i])) / temperature
            for c in range(d):
                gq[i][c] += slope * float(keys[j][c])
                gk[j][c] += slope * u[c]
    return np.array(losses), np.array(gq), np.array(gk)


def right_log_softmax_einsum(queries, keys, labels, temperature):
    logq = log_softmax(np.einsum("nd,md->nm", queries, keys) / temperature, axis=1)
    losses = -np.take_along_axis(logq, np.asarray(labels)[:, None], axis=1)[:, 0]
    g = (np.exp(logq) - (np.arange(len(keys)) == np.asarray(labels)[:, None])) / temperature
    return losses, np.einsum("nm,md->nd", g, keys), np.einsum("nm,nd->md", g, queries)


def right_logaddexp_of_the_leads(queries, keys, labels, temperature):
    scores = _adv_scores(queries, keys, temperature)
    lead = scores - scores[np.arange(len(scores)), labels][:, None]
    losses = np.logaddexp.reduce(lead, axis=1)
    q = np.exp(lead - losses[:, None])
    mean_key, mean_query = q @ keys, q.T @ queries
    by_keys = np.array(mean_query, dtype=float)
    np.subtract.at(by_keys, labels, queries)
    return losses, (mean_key - np.asarray(keys)[labels]) / temperature, by_keys / temperature


def right_running_softmax(queries, keys, labels, temperature):
    u, v = np.array(queries, dtype=float), np.array(keys, dtype=float)
    n = len(u)
    top, mass, mean = np.full(n, -np.inf), np.zeros(n), np.zeros_like(u)
    for key in v:  # one key after another, rescaled as the maximum grows
        s = u @ key / temperature
        new = np.maximum(top, s)
        old, fresh = np.exp(top - new), np.exp(s - new)
        mean = mean * old[:, None] + fresh[:, None] * key
        mass, top = mass * old + fresh, new
    own = (u * v[labels]).sum(axis=1) / temperature
    losses = (top - own) + np.log(mass)
    by_keys = np.empty_like(v)
    for j, key in enumerate(v):
        share = np.exp(u @ key / temperature - top) / mass - (np.asarray(labels) == j)
        by_keys[j] = share @ u / temperature
    return losses, (mean / mass[:, None] - v[labels]) / temperature, by_keys


def right_long_double_base_two(queries, keys, labels, temperature):
    u, v = np.asarray(queries, dtype=np.longdouble), np.asarray(keys, dtype=np.longdouble)
    bits = u.dot(v.T) / np.longdouble(temperature) / np.log(np.longdouble(2))
    bits -= bits.max(axis=1, keepdims=True)
    whole = np.exp2(bits).sum(axis=1, keepdims=True)
    rows = np.arange(len(u))
    losses = (np.log2(whole[:, 0]) - bits[rows, labels]) * np.log(np.longdouble(2))
    g = np.exp2(bits) / whole
    g[rows, labels] -= 1
    g /= temperature
    return losses.astype(float), g.dot(v).astype(float), g.T.dot(u).astype(float)


def right_one_query_at_a_time(queries, keys, labels, temperature):
    keys = np.asarray(keys, dtype=np.float64)
    by_keys, parts = np.zeros(keys.shape), []
    for u, y in zip(np.asarray(queries, dtype=np.float64), labels):
        s = keys @ (u / temperature)
        lse = logsumexp(s)
        g = np.exp(s - lse)
        g[y] = -np.exp(s - lse)[np.arange(len(s)) != y].sum()
        by_keys += np.outer(g, u) / temperature
        parts.append((lse - s[y], g @ keys / temperature))
    return np.array([a for a, _ in parts]), np.stack([b for _, b in parts]), by_keys


def wrong_shared_key_gets_one_query(queries, keys, labels, temperature):
    # `by_keys[labels] -= queries` keeps one of several queries of a key: labels [0, 0] show it.
    scores = _adv_scores(queries, keys, temperature)
    q = _adv_softmax(scores)
    by_keys = q.T @ queries
    by_keys[labels] -= queries
    by_queries = (q @ keys - np.asarray(keys)[labels]) / temperature
    return _adv_losses(scores, labels), by_queries, by_keys / temperature


def wrong_number_of_queries_for_the_inverse_temperature(queries, keys, labels, temperature):
    # Gradients are multiplied by n, not divided by the temperature: n = 3 at temperature 0.5.
    losses, a, b = _adv_all(
        _adv_scores(queries, keys, temperature), labels, queries, keys, temperature
    )
    return losses, a * temperature * len(queries), b * temperature * len(queries)


def wrong_mean_over_temperature_squared(queries, keys, labels, temperature):
    # The gradient of the mean, divided by the temperature twice: n = 3, or temperature 1.
    losses, a, b = _adv_all(
        _adv_scores(queries, keys, temperature), labels, queries, keys, temperature
    )
    return losses, a / (temperature * len(queries)), b / (temperature * len(queries))


def wrong_overflow(queries, keys, labels, temperature):
    # Exponentials of the raw scores: nan at scores of 1000, as queries [[1000.0]], keys [[1.0], [0.0]].
    scores = _adv_scores(queries, keys, temperature)
    with np.errstate(all="ignore"):
        q = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        losses = -np.log(q[np.arange(len(q)), labels])
    q[np.arange(len(q)), labels] -= 1
    return losses, q @ keys / temperature, q.T @ queries / temperature


def wrong_differences_overflow(queries, keys, labels, temperature):
    # Shifts by the positive's score, not by the maximum: a negative ahead by 1000 gives inf.
    scores = _adv_scores(queries, keys, temperature)
    with np.errstate(all="ignore"):
        lead = np.exp(scores - scores[np.arange(len(scores)), labels][:, None])
        losses, q = np.log(lead.sum(axis=1)), lead / lead.sum(axis=1, keepdims=True)
    q[np.arange(len(q)), labels] -= 1
    return losses, q @ keys / temperature, q.T @ queries / temperature


def wrong_probability_clipped(queries, keys, labels, temperature):
    # Clips the probability at 1e-12: the loss never exceeds 27.6, with the positive 1000 behind.
    scores = _adv_scores(queries, keys, temperature)
    _, a, b = _adv_all(scores, labels, queries, keys, temperature)
    q = _adv_softmax(scores)[np.arange(len(scores)), labels]
    return -np.log(np.clip(q, 1e-12, 1)), a, b


def wrong_epsilon_in_the_log(queries, keys, labels, temperature):
    # log(q + 1e-8): the loss never exceeds 18.4, with the positive 1000 behind.
    scores = _adv_scores(queries, keys, temperature)
    _, a, b = _adv_all(scores, labels, queries, keys, temperature)
    return -np.log(_adv_softmax(scores)[np.arange(len(scores)), labels] + 1e-8), a, b


def wrong_one_shift_for_all_rows(queries, keys, labels, temperature):
    # Shifts by the largest score of all queries: a query with scores near -1000 beside one at 1000.
    scores = _adv_scores(queries, keys, temperature)
    with np.errstate(all="ignore"):
        weights = np.exp(scores - scores.max())
        q = weights / weights.sum(axis=1, keepdims=True)
        lse = scores.max() + np.log(weights.sum(axis=1))
    losses = lse - scores[np.arange(len(q)), labels]
    q[np.arange(len(q)), labels] -= 1
    return losses, q @ keys / temperature, q.T @ queries / temperature


def wrong_scores_clipped(queries, keys, labels, temperature):
    # Clips the scores to +-100 for stability: scores of 1000 and 900 become a tie.
    scores = np.clip(_adv_scores(queries, keys, temperature), -100, 100)
    return _adv_all(scores, labels, queries, keys, temperature)


def wrong_gradient_of_clipped_scores(queries, keys, labels, temperature):
    # Right losses, but the gradients see scores clipped to +-100: scores of 1000 and 900.
    scores = _adv_scores(queries, keys, temperature)
    _, a, b = _adv_all(np.clip(scores, -100, 100), labels, queries, keys, temperature)
    return _adv_losses(scores, labels), a, b


def wrong_diagonal_if_square(queries, keys, labels, temperature):
    # Takes key i for query i whenever n = m: labels [1, 0] with two keys show it.
    if len(queries) == len(keys):
        labels = np.arange(len(keys))
    return _adv_all(_adv_scores(queries, keys, temperature), labels, queries, keys, temperature)


def wrong_equal_keys_masked(queries, keys, labels, temperature):
    # Leaves out keys equal to the right one, which (3) keeps: two equal rows in keys show it.
    keys = np.asarray(keys)
    scores = _adv_scores(queries, keys, temperature)
    copies = (keys[labels][:, None] == keys).all(axis=2)
    copies[np.arange(len(scores)), labels] = False
    return _adv_all(np.where(copies, -np.inf, scores), labels, queries, keys, temperature)


def wrong_temperature_floor(queries, keys, labels, temperature):
    # Clips 1/temperature at 100 as CLIP does: a temperature of 0.002 shows it.
    temperature = max(temperature, 0.01)
    return _adv_all(_adv_scores(queries, keys, temperature), labels, queries, keys, temperature)


def wrong_ties_are_all_positive(queries, keys, labels, temperature):
    # Subtracts 1 at every key that scores like the positive: keys [[1.0, 0.0], [1.0, 0.0]].
    scores = _adv_scores(queries, keys, temperature)
    g = _adv_softmax(scores) - (scores == scores[np.arange(len(scores)), labels][:, None])
    return _adv_losses(scores, labels), g @ keys / temperature, g.T @ queries / temperature


def wrong_one_minus_the_rest(queries, keys, labels, temperature):
    # Takes 1 minus the negatives' mass for q: its digits are gone when the positive is 100 behind.
    scores = _adv_scores(queries, keys, temperature)
    _, a, b = _adv_all(scores, labels, queries, keys, temperature)
    rest = _adv_softmax(scores)
    rest[np.arange(len(rest)), labels] = 0
    with np.errstate(all="ignore"):
        return -np.log(np.maximum(1 - rest.sum(axis=1), 0)), a, b


def wrong_positive_share_saturates(queries, keys, labels, temperature):
    # Right losses; the gradients are dropped once the loss is under 0.01: a lead of 5 shows it.
    scores = _adv_scores(queries, keys, temperature)
    losses = _adv_losses(scores, labels)
    g = _adv_g(scores, labels) * (losses > 0.01)[:, None]
    return losses, g @ keys / temperature, g.T @ queries / temperature


def wrong_queries_scaled_in_place(queries, keys, labels, temperature):
    # Divides the caller's queries in place: a second call at temperature 0.5 differs.
    queries /= temperature
    losses, a, b = _adv_all(_adv_scores(queries, keys, 1), labels, queries, keys, 1)
    return losses, a / temperature, b


def _stable(s):
    z = s - s.max(axis=1, keepdims=True)
    e = np.exp(z)
    t = e.sum(axis=1, keepdims=True)
    return np.log(t) - z, e / t


def right_differences(queries, keys, labels, temperature):
    u, v = np.asarray(queries, float), np.asarray(keys, float)
    losses, by_u, by_v = [], [], np.zeros(v.shape)
    for x, y in zip(u, labels):
        away = v - v[y]
        lead = away @ x / temperature
        loss = np.logaddexp.reduce(lead)
        q = np.exp(lead - loss)
        losses.append(loss)
        by_u.append(q @ away / temperature)
        by_v += np.multiply.outer(q, x / temperature)
        by_v[y] -= x / temperature
    return np.array(losses), np.array(by_u), by_v


def right_python_floats(queries, keys, labels, temperature):
    u, v = np.asarray(queries, float).tolist(), np.asarray(keys, float).tolist()
    labels, tau = np.asarray(labels).tolist(), float(temperature)
    losses, weights = [], []
    for x, y in zip(u, labels):
        s = [math.fsum(a * b for a, b in zip(x, w)) / tau for w in v]
        top = max(s)
        total = math.fsum(math.exp(t - top) for t in s)
        losses.append(top - s[y] + math.log(total))
        weights.append([(math.exp(t - top) / total - (j == y)) / tau for j, t in enumerate(s)])
    dims = range(len(u[0]))
    by_u = [[math.fsum(g * w[c] for g, w in zip(row, v)) for c in dims] for row in weights]
    by_v = [
        [math.fsum(row[j] * x[c] for row, x in zip(weights, u)) for c in dims]
        for j in range(len(v))
    ]
    return np.array(losses), np.array(by_u), np.array(by_v)


def right_scaled_first_add_at(queries, keys, labels, temperature):
    u, v = np.divide(queries, temperature), np.divide(keys, temperature)
    s = np.einsum("id,jd->ij", u, np.asarray(keys, float))
    logq = s - np.logaddexp.reduce(s, axis=1, keepdims=True)
    q = np.exp(logq)
    by_u = np.einsum("ij,jd->id", q, v)
    by_v = np.einsum("ij,id->jd", q, u)
    np.subtract.at(by_u, np.arange(len(u)), v[labels])
    np.subtract.at(by_v, labels, u)
    return -np.take_along_axis(logq, np.asarray(labels)[:, None], 1)[:, 0], by_u, by_v


def wrong_duplicate_labels(queries, keys, labels, temperature):
    # keys[labels] -= ... keeps one query only: two queries with labels [0, 0].
    s = queries @ keys.T / temperature
    nll, q = _stable(s)
    by_v = q.T @ queries / temperature
    by_v[labels] -= queries / temperature
    return nll[np.arange(len(s)), labels], (q @ keys - keys[labels]) / temperature, by_v


def wrong_log_clipped(queries, keys, labels, temperature):
    # The probability is clipped at 1e-12: a lag of 100 gives a loss of 27.6.
    _, q = _stable(queries @ keys.T / temperature)
    n = np.arange(len(q))
    g = q.copy()
    g[n, labels] -= 1
    losses = -np.log(np.maximum(q[n, labels], 1e-12))
    return losses, g @ keys / temperature, g.T @ queries / temperature


def wrong_log_of_softmax(queries, keys, labels, temperature):
    # Log of a softmax that underflows: a lag of 1000 gives inf instead of 1000.
    _, q = _stable(queries @ keys.T / temperature)
    n = np.arange(len(q))
    with np.errstate(divide="ignore"):
        losses = -np.log(q[n, labels])
    q[n, labels] -= 1
    return losses, q @ keys / temperature, q.T @ queries / temperature


def wrong_gradient_global_max(queries, keys, labels, temperature):
    # Right loss; the gradient's softmax is shifted by one maximum for all rows: rows at 1000 and -1000.
    s = queries @ keys.T / temperature
    nll, _ = _stable(s)
    e = np.exp(s - s.max())
    g = e / (e.sum(axis=1, keepdims=True) + 1e-300)
    n = np.arange(len(s))
    g[n, labels] -= 1
    return nll[n, labels], g @ keys / temperature, g.T @ queries / temperature


def wrong_scores_clipped_2(queries, keys, labels, temperature):
    # Scores are clipped to +-500 before exp: 1000 against 600 looks like a tie.
    s = np.clip(queries @ keys.T / temperature, -500, 500)
    nll, g = _stable(s)
    n = np.arange(len(s))
    g[n, labels] -= 1
    return nll[n, labels], g @ keys / temperature, g.T @ queries / temperature


def wrong_masks_copies(queries, keys, labels, temperature):
    # Keys equal to the right one are masked, which is not asked: keys with two equal rows.
    s = queries @ keys.T / temperature
    n = np.arange(len(s))
    copy = (keys[labels][:, None] == keys[None]).all(axis=2)
    copy[n, labels] = False
    nll, g = _stable(np.where(copy, -np.inf, s))
    g[n, labels] -= 1
    return nll[n, labels], g @ keys / temperature, g.T @ queries / temperature


def wrong_mean_and_temperature_twice(queries, keys, labels, temperature):
    # Gradient of the mean over the squared temperature: cancels at n = 2, tau = 0.5, not at n = 3.
    s = queries @ keys.T / temperature
    nll, g = _stable(s)
    n = np.arange(len(s))
    g[n, labels] -= 1
    g = g / len(s) / temperature**2
    return nll[n, labels], g @ keys, g.T @ queries
