"""Answers to `sequence_kl`."""

import numpy as np


def row_kl(p, q):
    possible = p > 0
    with np.errstate(divide="ignore"):
        log_ratio = np.log(np.where(possible, p, 1.0)) - np.log(np.where(possible, q, 1.0))
    return (p * log_ratio).sum(axis=-1)


def walk(first, rows, reach, table, length):
    """The first term, and then the rows weighted by `reach`, which moves on by `table`."""
    terms = [first]
    for _ in range(length - 1):
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
        reach = reach @ table
    return np.array(terms)


def right_forward_recursion(p_first, p_next, q_first, q_next, length):
    return walk(row_kl(p_first, q_first), row_kl(p_next, q_next), p_first, p_next, length)


def right_loops(p_first, p_next, q_first, q_next, length):
    k = len(p_first)

    def kl(p, q):
        total = 0.0
        for a, b in zip(p, q, strict=True):
            if a > 0:
                total += a * np.log(a / b) if b > 0 else np.inf
        return total

    reach, terms = list(p_first), [kl(p_first, q_first)]
    while len(terms) < length:
        terms.append(sum(reach[i] * kl(p_next[i], q_next[i]) for i in range(k) if reach[i] > 0))
        reach = [sum(reach[i] * p_next[i, j] for i in range(k)) for j in range(k)]
    return np.array(terms)


def right_pairs_of_tokens(p_first, p_next, q_first, q_next, length):
    terms, reach = np.zeros(length), p_first
    terms[0] = row_kl(p_first, q_first)
    for t in range(1, length):
        joint = reach[:, None] * p_next
        with np.errstate(all="ignore"):
            terms[t] = np.where(joint > 0, joint * (np.log(p_next) - np.log(q_next)), 0.0).sum()
        reach = joint.sum(axis=0)
    return terms


def right_list(p_first, p_next, q_first, q_next, length):
    rows = row_kl(p_next, q_next)
    walks = [p_first]
    for _ in range(length - 2):
        walks.append(p_next.T @ walks[-1])
    tail = [float(sum(m * r for m, r in zip(w, rows, strict=True) if m)) for w in walks]
    return [float(row_kl(p_first, q_first)), *tail][:length]


def wrong_prefixes_from_q(p_first, p_next, q_first, q_next, length):
    """the first model writes them"""
    return walk(row_kl(p_first, q_first), row_kl(p_next, q_next), q_first, q_next, length)


def wrong_swapped(p_first, p_next, q_first, q_next, length):
    """KL(q || p)"""
    return walk(row_kl(q_first, p_first), row_kl(q_next, p_next), q_first, q_next, length)


def wrong_uniform_prefixes(p_first, p_next, q_first, q_next, length):
    """All last tokens count alike"""
    rows = row_kl(p_next, q_next)
    return np.array([row_kl(p_first, q_first), *[rows.mean()] * (length - 1)])


def wrong_never_moves_on(p_first, p_next, q_first, q_next, length):
    """never moves on"""
    rows = row_kl(p_next, q_next)
    step = np.sum(p_first * np.where(p_first > 0, rows, 0.0))
    return np.array([row_kl(p_first, q_first), *[step] * (length - 1)])


def wrong_transposed(p_first, p_next, q_first, q_next, length):
    """moved on by the transposed table"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
        reach = p_next @ reach
    return np.array(terms)


def wrong_one_step_early(p_first, p_next, q_first, q_next, length):
    """one token too early"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        reach = reach @ p_next
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
    return np.array(terms)


def wrong_running_sum(p_first, p_next, q_first, q_next, length):
    """running sum"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
        reach = reach @ p_next
    return np.cumsum(terms)


def wrong_sum_of_rows(p_first, p_next, q_first, q_next, length):
    """without weights"""
    rows = row_kl(p_next, q_next)
    return np.array([row_kl(p_first, q_first), *[rows.sum()] * (length - 1)])


def wrong_marginals(p_first, p_next, q_first, q_next, length):
    """average the KLs, not the tokens"""
    a, b, terms = p_first, q_first, []
    for _ in range(length):
        terms.append(row_kl(a, b))
        a, b = a @ p_next, b @ q_next
    return np.array(terms)


def wrong_zero_times_inf(p_first, p_next, q_first, q_next, length):
    """0 * inf is nan"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        terms.append(reach @ rows)
        reach = reach @ p_next
    return np.array(terms)


def wrong_infinite_rows_dropped(p_first, p_next, q_first, q_next, length):
    """that step is inf"""
    rows, reach = row_kl(p_next, q_next), p_first
    rows = np.where(np.isfinite(rows), rows, 0.0)
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        terms.append(reach @ rows)
        reach = reach @ p_next
    return np.array(terms)


def wrong_written_out(p_first, p_next, q_first, q_next, length):
    """nan came back"""
    rows, reach = (p_next * np.log(p_next / q_next)).sum(axis=1), p_first
    terms = [(p_first * np.log(p_first / q_first)).sum()]
    for _ in range(length - 1):
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
        reach = reach @ p_next
    return np.array(terms)


def wrong_total_alone(p_first, p_next, q_first, q_next, length):
    """returns shape"""
    rows, reach = row_kl(p_next, q_next), p_first
    total = row_kl(p_first, q_first)
    for _ in range(length - 1):
        total += np.sum(reach * np.where(reach > 0, rows, 0.0))
        reach = reach @ p_next
    return total


def wrong_first_token_forgotten(p_first, p_next, q_first, q_next, length):
    """returns a wrong value"""
    rows, reach, terms = row_kl(p_next, q_next), p_first, []
    for _ in range(length):
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
        reach = reach @ p_next
    return np.array(terms)


def wrong_always_two_tokens(p_first, p_next, q_first, q_next, length):
    """a sequence of one token"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first), np.sum(reach * np.where(reach > 0, rows, 0.0))]
    for _ in range(length - 2):
        reach = reach @ p_next
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
    return np.array(terms)


def wrong_stationary_shortcut(p_first, p_next, q_first, q_next, length):
    """returns a wrong value"""
    rows = row_kl(p_next, q_next)
    limit = np.linalg.matrix_power(p_next, 200)[0]
    step = np.sum(limit * np.where(limit > 0, rows, 0.0))
    return np.array([row_kl(p_first, q_first), *[step] * (length - 1)])


def wrong_threshold_for_reach(p_first, p_next, q_first, q_next, length):
    """probability 1e-13 is still reached"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        terms.append(np.sum(np.where(reach > 1e-10, reach * rows, 0.0)))
        reach = reach @ p_next
    return np.array(terms)


def wrong_divided_by_length(p_first, p_next, q_first, q_next, length):
    """returns a wrong value"""
    rows, reach = row_kl(p_next, q_next), p_first
    terms = [row_kl(p_first, q_first)]
    for _ in range(length - 1):
        terms.append(np.sum(reach * np.where(reach > 0, rows, 0.0)))
        reach = reach @ p_next
    return np.array(terms) / length
