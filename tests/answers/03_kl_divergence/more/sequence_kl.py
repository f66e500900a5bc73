"""More answers to `sequence_kl`, written by readers who saw only the student notebook."""

import functools
import itertools
import math
from collections import defaultdict

import numpy as np
import scipy.sparse
import scipy.special
from scipy import sparse, special


def _pair(a, b):
    if a == 0:
        return 0.0
    return math.inf if b == 0 else a * (math.log(a) - math.log(b))


def _table(p, q):
    return scipy.special.rel_entr(p, q).sum(axis=-1)


def _weigh(mu, rows):
    hit = mu > 0
    return np.dot(mu[hit], rows[hit])


def _plain(p, q):
    with np.errstate(all="ignore"):
        return np.where(
            p > 0, p * (np.log(np.where(p > 0, p, 1.0)) - np.log(np.where(p > 0, q, 1.0))), 0.0
        ).sum(axis=-1)


def right_skeleton(p_first, p_next, q_first, q_next, length):
    safe_p, safe_q = np.where(p_next == 0, 1, p_next), np.where(p_next == 0, 1, q_next)
    with np.errstate(divide="ignore"):
        rows = np.sum(p_next * (np.log(safe_p) - np.log(safe_q)), axis=1)
        first = np.sum(
            p_first
            * (
                np.log(np.where(p_first == 0, 1, p_first))
                - np.log(np.where(p_first == 0, 1, q_first))
            )
        )
    out, mu = [first], p_first
    for _ in range(length - 1):
        out.append(np.sum(mu[mu > 0] * rows[mu > 0]))
        mu = mu @ p_next
    return np.array(out)


def right_python_floats(p_first, p_next, q_first, q_next, length):
    p0, q0, pt, qt = p_first.tolist(), q_first.tolist(), p_next.tolist(), q_next.tolist()
    k = len(p0)
    rows = [math.fsum(_pair(a, b) for a, b in zip(x, y)) for x, y in zip(pt, qt)]
    out = [math.fsum(map(_pair, p0, q0))]
    mu = p0
    while len(out) < length:
        out.append(math.fsum(m * r for m, r in zip(mu, rows) if m > 0))
        mu = [math.fsum(mu[i] * pt[i][j] for i in range(k)) for j in range(k)]
    return np.array(out)


def right_log_domain(p_first, p_next, q_first, q_next, length):
    with np.errstate(divide="ignore"):
        log_mu, log_p = np.log(p_first), np.log(p_next)
    rows = _table(p_next, q_next)
    out = np.empty(length)
    out[0] = _table(p_first, q_first)
    for t in range(1, length):
        live = np.isfinite(log_mu)
        forbidden = np.isinf(rows[live]).any()
        out[t] = np.inf if forbidden else np.exp(log_mu[live]) @ rows[live]
        if t + 1 < length:
            log_mu = np.logaddexp.reduce(log_mu[:, None] + log_p, axis=0)
    return out


def right_support_apart(p_first, p_next, q_first, q_next, length):
    reach, step = p_first > 0, p_next > 0
    rows = _table(p_next, q_next)
    endless = np.isinf(rows)
    finite = np.where(endless, 0.0, rows)
    mu = np.array(p_first, dtype=float)
    out = [float(_table(p_first, q_first))]
    for _ in range(length - 1):
        out.append(np.inf if (reach & endless).any() else float(mu @ finite))
        reach = (reach[:, None] & step).any(axis=0)
        mu = np.einsum("i,ij->j", mu, p_next)
    return out


def right_recursion_of_steps(p_first, p_next, q_first, q_next, length):
    rows = scipy.special.xlogy(p_next, p_next).sum(axis=1) - scipy.special.xlogy(
        p_next, q_next
    ).sum(axis=1)
    result = [
        scipy.special.xlogy(p_first, p_first).sum() - scipy.special.xlogy(p_first, q_first).sum()
    ]

    def block(mu, steps):
        if steps == 1:
            return [_weigh(mu, rows)], mu @ p_next
        left, mu = block(mu, steps // 2)
        right, mu = block(mu, steps - steps // 2)
        return left + right, mu

    if length > 1:
        result += block(np.asarray(p_first, dtype=float), length - 1)[0]
    return np.array(result)


def right_accumulate(p_first, p_next, q_first, q_next, length):
    chain = itertools.accumulate(itertools.repeat(p_next, length - 1), np.matmul, initial=p_first)
    rows = _table(p_next, q_next)
    later = [_weigh(mu, rows) for mu in itertools.islice(chain, length - 1)]
    return np.concatenate([[_table(p_first, q_first)], later])


def right_joint_pairs(p_first, p_next, q_first, q_next, length):
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.log(p_next) - np.log(q_next)
        out = [np.nansum(p_first * (np.log(p_first) - np.log(q_first)))]
    mu = p_first
    for _ in range(1, length):
        joint = mu[:, None] * p_next
        out.append(np.sum(joint[joint > 0] * log_ratio[joint > 0]))
        mu = joint.sum(axis=0)
    return np.asarray(out)


def right_all_mus_then_weigh(p_first, p_next, q_first, q_next, length):
    mus = np.zeros((length, len(p_first)))
    mus[0] = p_first
    for t in range(1, length):
        mus[t] = p_next.T @ mus[t - 1]
        mus[t] /= mus[t].sum()
    rows = _table(p_next, q_next)
    costs = np.zeros((length - 1, len(rows)))
    np.multiply(mus[:-1], rows, out=costs, where=mus[:-1] > 0)
    return np.hstack((_table(p_first, q_first), costs.sum(axis=1)))


def right_sparse(p_first, p_next, q_first, q_next, length):
    move = scipy.sparse.csr_array(np.asarray(p_next, dtype=float).T)
    rows, mu = _table(p_next, q_next), np.asarray(p_first, dtype=float)
    out = np.zeros(length)
    out[0] = _table(p_first, q_first)
    for t in range(1, length):
        where = np.flatnonzero(mu)
        out[t] = sum(mu[i] * rows[i] for i in where[::-1])
        mu = move @ mu
    return out


def right_start_token(p_first, p_next, q_first, q_next, length):
    k = len(p_first)
    big_p, big_q = np.zeros((k + 1, k + 1)), np.zeros((k + 1, k + 1))
    big_p[0, 1:], big_p[1:, 1:] = p_first, p_next
    big_q[0, 1:], big_q[1:, 1:] = q_first, q_next
    rows = _plain(big_p, big_q)
    mu, out = np.eye(k + 1)[0], []
    for _ in range(length):
        out.append(_weigh(mu, rows))
        mu = mu @ big_p
    return np.array(out)


def right_dictionary_walk(p_first, p_next, q_first, q_next, length):
    rows = [
        sum(_pair(a, b) for a, b in zip(x, y)) for x, y in zip(p_next.tolist(), q_next.tolist())
    ]
    out = [sum(_pair(a, b) for a, b in zip(p_first.tolist(), q_first.tolist()))]
    mass = {i: m for i, m in enumerate(p_first.tolist()) if m}
    for _ in range(length - 1):
        out.append(functools.reduce(lambda total, i: total + mass[i] * rows[i], mass, 0.0))
        moved = {}
        for i, m in mass.items():
            for j, step in enumerate(p_next[i].tolist()):
                if step and m * step:
                    moved[j] = moved.get(j, 0.0) + m * step
        mass = moved
    return np.array(out, dtype=np.float64)


def right_cost_vectors_backward(p_first, p_next, q_first, q_next, length):
    rows = _table(p_next, q_next)
    endless = np.isinf(rows)
    value, danger = np.where(endless, 0.0, rows), endless
    reach, links = p_first > 0, p_next > 0
    out = [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(np.inf if (reach & danger).any() else p_first @ value)
        value = p_next @ value
        danger = (links & danger[None, :]).any(axis=1)
    return np.array(out, dtype=float)


def wrong_zero_times_inf(p_first, p_next, q_first, q_next, length):
    # mu @ rows without a mask: a token p never writes, with an infinite row, gives nan.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    with np.errstate(all="ignore"):
        for _ in range(length - 1):
            out.append(mu @ rows)
            mu = mu @ p_next
    return np.array(out)


def wrong_any_infinite_row(p_first, p_next, q_first, q_next, length):
    # Any infinite row makes every later step inf, also one that p never reaches.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(np.inf if np.isinf(rows).any() else mu @ rows)
        mu = mu @ p_next
    return np.array(out)


def wrong_infinite_rows_dropped(p_first, p_next, q_first, q_next, length):
    # Infinite rows are left out also where p reaches them: that step must cost inf.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    rows = np.where(np.isinf(rows), 0.0, rows)
    for _ in range(length - 1):
        out.append(mu @ rows)
        mu = mu @ p_next
    return np.array(out)


def wrong_nan_to_num(p_first, p_next, q_first, q_next, length):
    # nan_to_num turns a reached infinite row into a huge finite number.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    with np.errstate(all="ignore"):
        for _ in range(length - 1):
            out.append(np.sum(np.nan_to_num(mu * rows)))
            mu = mu @ p_next
    return np.array(out)


def wrong_clip_q(p_first, p_next, q_first, q_next, length):
    # q is clipped at 1e-12: a token that q rules out and p writes costs 27 p, not inf.
    rows, mu = _table(p_next, np.clip(q_next, 1e-12, 1)), p_first
    out = [_table(p_first, np.clip(q_first, 1e-12, 1))]
    for _ in range(length - 1):
        out.append(mu @ rows)
        mu = mu @ p_next
    return np.array(out)


def wrong_epsilon(p_first, p_next, q_first, q_next, length):
    # 1e-10 is added in both logs: a token that q rules out costs about 23 p, not inf.
    rows = np.sum(p_next * (np.log(p_next + 1e-10) - np.log(q_next + 1e-10)), axis=1)
    out, mu = [np.sum(p_first * (np.log(p_first + 1e-10) - np.log(q_first + 1e-10)))], p_first
    for _ in range(length - 1):
        out.append(mu @ rows)
        mu = mu @ p_next
    return np.array(out)


def wrong_first_step_nan(p_first, p_next, q_first, q_next, length):
    # The first step is written out: p_first = 0 gives nan, as the start (1, 0, 0) shows.
    rows, mu = _table(p_next, q_next), p_first
    with np.errstate(all="ignore"):
        out = [np.sum(p_first * np.log(p_first / q_first))]
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_zero_in_both_costs_inf(p_first, p_next, q_first, q_next, length):
    # A row is infinite as soon as q_next has a zero in it, also where p_next is 0 too.
    rows, mu = _table(p_next, q_next), p_first
    rows = np.where((q_next == 0).any(axis=1), np.inf, rows)
    out = [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_infinite_for_ever(p_first, p_next, q_first, q_next, length):
    # Once a step costs inf, all later ones do: seen when q_first alone rules out a token.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(np.inf if np.isinf(out[-1]) else _weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_prefixes_q_can_write(p_first, p_next, q_first, q_next, length):
    # Prefixes that q cannot write are left out after their inf: they still count in later steps.
    rows, mu, out = (
        _table(p_next, q_next),
        np.where(q_first > 0, p_first, 0.0),
        [_table(p_first, q_first)],
    )
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu = mu @ np.where(q_next > 0, p_next, 0.0)
    return np.array(out)


def wrong_renormalised_prefixes(p_first, p_next, q_first, q_next, length):
    # Prefixes are conditioned on those q can write: wrong once q_first rules out a token of p.
    rows, out = _table(p_next, q_next), [_table(p_first, q_first)]
    mu = np.where(q_first > 0, p_first, 0.0)
    mu = mu / max(mu.sum(), 1e-300)
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_rare_prefixes_ignored(p_first, p_next, q_first, q_next, length):
    # A token reached with less than 1e-12 is ignored: its infinite row must still cost inf.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        hit = mu > 1e-12
        out.append(mu[hit] @ rows[hit])
        mu = mu @ p_next
    return np.array(out)


def wrong_isclose_zero(p_first, p_next, q_first, q_next, length):
    # np.isclose(mu, 0) also drops 1e-9: an infinite row reached with 1e-9 must cost inf.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        hit = ~np.isclose(mu, 0)
        out.append(mu[hit] @ rows[hit])
        mu = mu @ p_next
    return np.array(out)


def wrong_frozen_after_three(p_first, p_next, q_first, q_next, length):
    # The distribution stops moving after step 3: wrong from step 4 on.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for t in range(length - 1):
        out.append(_weigh(mu, rows))
        if t < 1:
            mu = mu @ p_next
    return np.array(out)


def wrong_always_three(p_first, p_next, q_first, q_next, length):
    # The length is ignored: three steps are returned, also for length 1 or 5.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(2):
        out.append(_weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_length_at_least_two(p_first, p_next, q_first, q_next, length):
    # A length of 1 returns two steps: the second is computed before the loop.
    rows = _table(p_next, q_next)
    out, mu = [_table(p_first, q_first), _weigh(p_first, rows)], p_first @ p_next
    for _ in range(length - 2):
        out.append(_weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_stationary_late(p_first, p_next, q_first, q_next, length):
    # From step 20 on the average of the visited distributions stands for mu: a periodic chain alternates.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    seen = []
    for t in range(length - 1):
        seen.append(mu)
        out.append(_weigh(mu if t < 18 else np.mean(seen[:18], axis=0), rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_stops_when_slow(p_first, p_next, q_first, q_next, length):
    # Stops when a step moves mu by less than 1e-3: a slow chain over 1000 steps goes far.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    moving = True
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        if moving:
            new = mu @ p_next
            moving = np.abs(new - mu).max() > 1e-3
            mu = new if moving else mu
    return np.array(out)


def wrong_eigenvectors(p_first, p_next, q_first, q_next, length):
    # Powers by eigenvectors: a table without a full set of them, such as a staircase, gives garbage.
    rows, out = _table(p_next, q_next), [_table(p_first, q_first)]
    values, vectors = np.linalg.eig(p_next)
    with np.errstate(all="ignore"):
        start = p_first @ vectors
        back = np.linalg.inv(vectors)
        for t in range(length - 1):
            mu = np.real((start * values**t) @ back)
            out.append(_weigh(mu, rows))
    return np.array(out)


def wrong_one_hot_row_is_free(p_first, p_next, q_first, q_next, length):
    # A row of p_next that is one-hot is taken for an end token that costs 0: q may rule it out.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    rows = np.where(p_next.max(axis=1) == 1, 0.0, rows)
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_transposed_unless_three(p_first, p_next, q_first, q_next, length):
    # The table is transposed unless k is 3: seen with k = 2 or 4.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu = mu @ (p_next if len(mu) == 3 else p_next.T)
    return np.array(out)


def wrong_three_tokens_only(p_first, p_next, q_first, q_next, length):
    # The first three tokens alone are summed: wrong for k = 4.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(_weigh(mu[:3], rows[:3]))
        mu = mu @ p_next
    return np.array(out)


def wrong_integer_start(p_first, p_next, q_first, q_next, length):
    # mu keeps the dtype of p_first: the integer start (1, 0, 0) truncates every later mu to 0.
    rows, mu = _table(p_next, q_next), p_first.copy()
    out = [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu[:] = mu @ p_next
    return np.array(out)


def wrong_start_overwritten(p_first, p_next, q_first, q_next, length):
    # p_first is overwritten by the last mu: right once, a second call with the same arrays is wrong.
    rows, mu = _table(p_next, q_next), p_first
    out = [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(_weigh(mu, rows))
        mu[:] = mu @ p_next
    return np.array(out)


def wrong_logs_in_place(p_first, p_next, q_first, q_next, length):
    # log overwrites q_next: one table for both models gives nan or a wrong mu, not 0.
    out, mu, use = [_table(p_first, q_first)], p_first, p_next > 0
    with np.errstate(all="ignore"):
        np.log(q_next, out=q_next, where=use)
        rows = np.where(use, p_next * (np.log(p_next) - q_next), 0.0).sum(axis=1)
        for _ in range(length - 1):
            out.append(_weigh(mu, rows))
            mu = mu @ p_next
    return np.array(out)


def wrong_float32_mu(p_first, p_next, q_first, q_next, length):
    # mu is float32: a token reached with 1e-50 becomes 0, and its infinite row is missed.
    rows, mu, out = _table(p_next, q_next), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        with np.errstate(all="ignore"):
            narrow = mu.astype(np.float32)
        out.append(_weigh(np.where(narrow == 0, 0.0, mu), rows))
        mu = mu @ p_next
    return np.array(out)


def wrong_infinite_if_q_cannot_reach(p_first, p_next, q_first, q_next, length):
    # A prefix that q cannot write makes later steps inf: only the step that q rules out is.
    rows, mu, nu, out = _table(p_next, q_next), p_first, q_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(np.inf if ((mu > 0) & (nu == 0)).any() else _weigh(mu, rows))
        mu, nu = mu @ p_next, nu @ q_next
    return np.array(out)


def wrong_support_of_q_decides(p_first, p_next, q_first, q_next, length):
    # Tokens that q never writes are left out of mu: wrong where q_first and q_next miss a token of p.
    rows, mu, nu, out = _table(p_next, q_next), p_first, q_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        hit = (mu > 0) & (nu > 0)
        out.append(mu[hit] @ rows[hit])
        mu, nu = mu @ p_next, nu @ q_next
    return np.array(out)


def wrong_zero_log_q(p_first, p_next, q_first, q_next, length):
    # log 0 is set to 0 in q too: a token that q rules out costs p log p, not inf.
    log_pn = np.log(p_next, out=np.zeros(p_next.shape), where=p_next > 0)
    log_qn = np.log(q_next, out=np.zeros(q_next.shape), where=q_next > 0)
    rows, mu, out = np.sum(p_next * (log_pn - log_qn), axis=1), p_first, [_table(p_first, q_first)]
    for _ in range(length - 1):
        out.append(mu @ rows)
        mu = mu @ p_next
    return np.array(out)


def wrong_visible_only(p_first, p_next, q_first, q_next, length):
    # The visible answer is returned for length 3: other tables of that length are wrong.
    if length == 3:
        return np.array([0.498223582, 0.199766791, 0.225959481])
    return np.full(length, _table(p_first, q_first))


def _row_prices(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    with np.errstate(divide="ignore"):
        gap = np.log(np.where(p > 0, p, 1.0)) - np.log(np.where(p > 0, q, 1.0))
    return np.sum(p * gap, axis=-1)


def _reached_sum(mu, prices):
    reached = mu > 0
    return np.sum(mu[reached] * prices[reached])


def right_dictionary_of_last_tokens(p_first, p_next, q_first, q_next, length):
    def price(row, other):
        if any(a > 0 and b == 0 for a, b in zip(row, other)):
            return math.inf
        return math.fsum(a * (math.log(a) - math.log(b)) for a, b in zip(row, other) if a > 0)

    table = [price(a, b) for a, b in zip(p_next.tolist(), q_next.tolist())]
    moves = p_next.tolist()
    steps, weights = [price(p_first.tolist(), q_first.tolist())], dict(enumerate(p_first.tolist()))
    while len(steps) < length:
        weights = {i: w for i, w in weights.items() if w > 0}
        steps.append(math.fsum(w * table[i] for i, w in weights.items()))
        after = defaultdict(float)
        for i, w in weights.items():
            for j, a in enumerate(moves[i]):
                after[j] += w * a
        weights = after
    return np.array(steps)


def right_start_token_and_accumulate(p_first, p_next, q_first, q_next, length):
    k = len(p_first)
    p, q = np.zeros((2, k + 1, k + 1))
    p[0, 1:], p[1:, 1:], q[0, 1:], q[1:, 1:] = p_first, p_next, q_first, q_next
    prices = special.xlogy(p, p).sum(1) - special.xlogy(p, q).sum(1)
    visits = itertools.accumulate(
        itertools.repeat(p, length - 1), lambda mu, move: mu @ move, initial=np.eye(k + 1)[0]
    )
    return np.array([np.average(prices[mu > 0], weights=mu[mu > 0]) for mu in visits])


def right_sparse_columns(p_first, p_next, q_first, q_next, length):
    prices = _row_prices(p_next, q_next)
    move = sparse.csr_array(np.asarray(p_next, dtype=float).T)
    mu = sparse.csc_array(np.asarray(p_first, dtype=float)[:, None])
    steps = [float(_row_prices(p_first, q_first))]
    for _ in range(length - 1):
        mu.eliminate_zeros()
        steps.append(float(np.dot(mu.data, prices[mu.indices])))
        mu = sparse.csc_array(move @ mu)
    return np.asarray(steps)


def right_fills_the_rest_once_nothing_moves(p_first, p_next, q_first, q_next, length):
    steps = np.empty(length)
    steps[0] = _row_prices(p_first, q_first)
    prices, mu = _row_prices(p_next, q_next), np.asarray(p_first, dtype=float)
    for t in range(1, length):
        steps[t] = _reached_sum(mu, prices)
        after = np.einsum("i,ij->j", mu, p_next)
        if np.array_equal(after, mu):
            steps[t:] = steps[t]
            break
        mu = after
    return steps


def right_finite_part_and_ruled_out_part(p_first, p_next, q_first, q_next, length):
    ruled_out = np.any((p_next > 0) & (q_next == 0), axis=1)
    finite = np.where(ruled_out, 0.0, _row_prices(p_next, q_next))
    table = np.empty((length, len(p_first)))
    table[0] = p_first
    for t in range(1, length):
        np.dot(table[t - 1], p_next, out=table[t]) if p_next.dtype == float else np.copyto(
            table[t], table[t - 1] @ p_next
        )
    steps = table[:-1] @ finite
    steps[(table[:-1][:, ruled_out] > 0).any(axis=1)] = np.inf
    return np.concatenate([np.atleast_1d(_row_prices(p_first, q_first)), steps])


def wrong_powers_by_eigenvectors(p_first, p_next, q_first, q_next, length):
    # Powers by np.linalg.eig fail for a defective table and leave 1e-17 for 0; p_next = [[0, 1, 0], [0, 0, 1], [0, 0, 1]].
    prices = _row_prices(p_next, q_next)
    values, vectors = np.linalg.eig(np.asarray(p_next, dtype=float).T)
    start = np.linalg.lstsq(vectors, np.asarray(p_first, dtype=complex), rcond=None)[0]
    steps = [_row_prices(p_first, q_first)]
    for t in range(length - 1):
        mu = np.real(vectors @ (start * values**t))
        steps.append(_reached_sum(mu, prices))
    return np.array(steps)


def wrong_stops_when_mu_is_allclose(p_first, p_next, q_first, q_next, length):
    # Repeats the last step once np.allclose(mu, moved): a slow leak never comes; p_first = [1, 0], p_next = [[1 - 1e-9, 1e-9], [0, 1]], q_next[1] = [1, 0].
    steps = np.empty(length)
    steps[0] = _row_prices(p_first, q_first)
    prices, mu = _row_prices(p_next, q_next), np.asarray(p_first, dtype=float)
    for t in range(1, length):
        steps[t] = _reached_sum(mu, prices)
        after = mu @ p_next
        if np.allclose(after, mu):
            steps[t:] = steps[t]
            break
        mu = after
    return steps


def wrong_recursion_as_deep_as_the_length(p_first, p_next, q_first, q_next, length):
    # One call inside the other for each step: RecursionError at length 1000.
    prices = _row_prices(p_next, q_next)

    def rest(mu, left):
        if left == 0:
            return []
        return [_reached_sum(mu, prices), *rest(mu @ p_next, left - 1)]

    return np.array([_row_prices(p_first, q_first), *rest(np.asarray(p_first), length - 1)])


def wrong_table_in_the_dtype_of_p_first(p_first, p_next, q_first, q_next, length):
    # Keeps mu in an array of p_first's dtype: integer p_first cuts float p_next to 0; p_first = [1, 0] (int), step 3.
    prices = _row_prices(p_next, q_next)
    table = np.zeros((length, len(p_first)), dtype=np.asarray(p_first).dtype)
    table[0] = p_first
    for t in range(1, length):
        table[t] = table[t - 1] @ p_next
    later = [_reached_sum(mu, prices) for mu in table[:-1]]
    return np.array([_row_prices(p_first, q_first), *later])


def wrong_inf_by_token_not_by_transition(p_first, p_next, q_first, q_next, length):
    # inf only if q never writes the token at that step at all, not if it never does after i; q_next = [[1, 0], [.5, .5]].
    both = (p_next > 0) & (q_next > 0)
    prices = np.sum(
        p_next * (np.log(np.where(both, p_next, 1.0)) - np.log(np.where(both, q_next, 1.0))), axis=1
    )
    mu, nu = np.asarray(p_first, dtype=float), np.asarray(q_first, dtype=float)
    steps = [_row_prices(p_first, q_first)]
    for _ in range(length - 1):
        term = _reached_sum(mu, prices)
        mu, nu = mu @ p_next, nu @ q_next
        steps.append(np.inf if np.any((mu > 0) & (nu == 0)) else term)
    return np.array(steps)


def wrong_prefixes_that_q_rules_out_are_dropped(p_first, p_next, q_first, q_next, length):
    # After an inf step, p goes on only along what q allows; p_first = [.5, .5], q_first = [1, 0]: step 2 is too small.
    prices = _row_prices(p_next, q_next)
    move = np.where(np.asarray(q_next) > 0, p_next, 0.0)
    mu = np.where(np.asarray(q_first) > 0, p_first, 0.0)
    steps = [_row_prices(p_first, q_first)]
    for _ in range(length - 1):
        steps.append(_reached_sum(mu, prices))
        mu = mu @ move
    return np.array(steps)


def wrong_only_tokens_that_may_come_first(p_first, p_next, q_first, q_next, length):
    # Keeps the rows and columns where p_first > 0: tokens that come later only are lost; p_first = [1, 0].
    kept = np.flatnonzero(p_first)
    prices = _row_prices(p_next, q_next)[kept]
    mu, move = np.asarray(p_first, dtype=float)[kept], p_next[np.ix_(kept, kept)]
    steps = [_row_prices(p_first, q_first)]
    for _ in range(length - 1):
        steps.append(_reached_sum(mu, prices))
        mu = mu @ move
    return np.array(steps)


def wrong_large_number_in_place_of_inf(p_first, p_next, q_first, q_next, length):
    # 1e300 stands for inf and is called inf again above 1e290: a rare token gives 1e280; p_first = [1, 1e-20].
    prices, mu = np.minimum(_row_prices(p_next, q_next), 1e300), np.asarray(p_first, dtype=float)
    steps = [_row_prices(p_first, q_first)]
    for _ in range(length - 1):
        term = mu @ prices
        steps.append(np.inf if term > 1e290 else term)
        mu = mu @ p_next
    return np.array(steps)
