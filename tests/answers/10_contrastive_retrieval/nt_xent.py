"""Answers to `nt_xent`."""

import numpy as np


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def cosines(first, second):
    z = unit(np.concatenate([first, second]).astype(float))
    return z @ z.T, np.roll(np.arange(len(z)), len(first))


def pick(s, twin):
    top = s.max(axis=1)
    return top + np.log(np.exp(s - top[:, None]).sum(axis=1)) - s[np.arange(len(s)), twin]


def exact(first, second, temperature):
    s, twin = cosines(first, second)
    s = np.where(np.eye(len(s), dtype=bool), -np.inf, s / temperature)
    return pick(s, twin).mean()


def right_where(first, second, temperature):
    return exact(first, second, temperature)


def right_diagonal_removed(first, second, temperature):
    # Rows of 2n - 1 scores; the twins keep their own index.
    s, twin = cosines(first, second)
    total = 0.0
    for a, row in enumerate(s / temperature):
        others = np.delete(row, a)
        total += np.logaddexp.reduce(others) - row[twin[a]]
    return total / len(s)


def right_four_blocks(first, second, temperature):
    a, b = unit(np.asarray(first, float)), unit(np.asarray(second, float))
    n = len(a)
    hole = np.where(np.eye(n, dtype=bool), -np.inf, 0.0)
    cross = a @ b.T / temperature
    left = np.hstack([cross, a @ a.T / temperature + hole])
    right = np.hstack([cross.T, b @ b.T / temperature + hole])
    return (pick(left, np.arange(n)).sum() + pick(right, np.arange(n)).sum()) / (2 * n)


def wrong_subtracts_the_self_term(first, second, temperature):
    """At a small temperature exp overflows, or swallows the rest: mask and"""
    s, twin = cosines(first, second)
    exps = np.exp(s / temperature)
    others = exps.sum(axis=1) - np.exp(1 / temperature)
    return -np.log(exps[np.arange(len(s)), twin] / others).mean()


def wrong_still_not_normalised(first, second, temperature):
    """not scaled"""
    z = np.concatenate([first, second])
    s = z @ z.T / temperature
    np.fill_diagonal(s, -np.inf)
    return pick(s, np.roll(np.arange(len(z)), len(first))).mean()


def wrong_no_mask(first, second, temperature):
    """meets itself"""
    s, twin = cosines(first, second)
    return pick(s / temperature, twin).mean()


def wrong_zero_on_diagonal(first, second, temperature):
    """still has the weight"""
    s, twin = cosines(first, second)
    np.fill_diagonal(s, 0)
    return pick(s / temperature, twin).mean()


def wrong_minus_one_on_diagonal(first, second, temperature):
    """returns a wrong value"""
    s, twin = cosines(first, second)
    np.fill_diagonal(s, -1)
    return pick(s / temperature, twin).mean()


def wrong_sum(first, second, temperature):
    """take the mean"""
    return 2 * len(first) * exact(first, second, temperature)


def wrong_divided_by_n(first, second, temperature):
    """there are 2n of them"""
    return 2 * exact(first, second, temperature)


def wrong_first_views_only(first, second, temperature):
    """Half of the views"""
    s, twin = cosines(first, second)
    np.fill_diagonal(s, -np.inf)
    return pick(s / temperature, twin)[: len(first)].mean()


def wrong_twin_left_out(first, second, temperature):
    """twin is missing"""
    s, twin = cosines(first, second)
    s = s / temperature
    rows = np.arange(len(s))
    np.fill_diagonal(s, -np.inf)
    others = s.copy()
    others[rows, twin] = -np.inf
    return (np.log(np.exp(others).sum(axis=1)) - s[rows, twin]).mean()


def wrong_multiplied(first, second, temperature):
    """multiplied by the temperature"""
    return exact(first, second, 1 / temperature)


def wrong_clip_loss(first, second, temperature):
    """that is CLIP's loss"""
    s = unit(first) @ unit(second).T / temperature
    own = np.arange(len(s))
    return (pick(s, own).mean() + pick(s.T, own).mean()) / 2


def wrong_adjacent_twins(first, second, temperature):
    """The twins are wrong"""
    s, _ = cosines(first, second)
    np.fill_diagonal(s, -np.inf)
    return pick(s / temperature, np.arange(len(s)) ^ 1).mean()


def wrong_no_shift(first, second, temperature):
    """A hidden check fails: temperatures"""
    s, twin = cosines(first, second)
    np.fill_diagonal(s, -np.inf)
    s = s / temperature
    return (np.log(np.exp(s).sum(axis=1)) - s[np.arange(len(s)), twin]).mean()


def wrong_epsilon_in_length(first, second, temperature):
    """A hidden check fails"""
    z = np.concatenate([first, second]).astype(float)
    z = z / (np.linalg.norm(z, axis=1, keepdims=True) + 1e-8)
    s = z @ z.T / temperature
    np.fill_diagonal(s, -np.inf)
    return pick(s, np.roll(np.arange(len(z)), len(first))).mean()


def wrong_masks_every_cosine_of_one(first, second, temperature):
    """A hidden check fails"""
    s, twin = cosines(first, second)
    s = np.where(s > 1 - 1e-12, -np.inf, s)
    return pick(s / temperature, twin).mean()
