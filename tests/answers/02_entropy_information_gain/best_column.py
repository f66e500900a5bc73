"""Answers to `best_column`."""

import numpy as np


def H(counts):
    p = np.asarray(counts, float).ravel()
    p = p[p > 0] / max(p.sum(), 1e-300)
    return -np.sum(p * np.log2(p))


def gain_of(table):
    return H(table.sum(axis=0)) + H(table.sum(axis=1)) - H(table)


def first(gains):
    index = next(i for i, g in enumerate(gains) if g > max(gains) - 1e-9)
    return index, gains[index]


def right_three_entropies(tables):
    return first([gain_of(t) for t in tables])


def right_mended(tables):
    gains = []
    for table in tables:
        sizes = table.sum(axis=1)
        kept = table[sizes > 0]
        shares = kept / kept.sum(axis=1, keepdims=True)
        branches = -(shares * np.log2(np.where(shares > 0, shares, 1))).sum(axis=1)
        overall = table.sum(axis=0) / table.sum()
        parent = -(overall * np.log2(np.where(overall > 0, overall, 1))).sum()
        gains.append(parent - (sizes[sizes > 0] / sizes.sum() * branches).sum())
    index = int(np.argmax(np.round(gains, 9)))
    return index, gains[index]


def right_loop(tables):
    best, top = 0, -1.0
    for i, table in enumerate(tables):
        remaining = sum(sum(row) / table.sum() * H(row) for row in table)
        gain = H(table.sum(axis=0)) - remaining
        if gain > top + 1e-9:
            best, top = i, gain
    return best, top


def wrong_as_given(tables):
    """count alike"""
    gains = []
    for table in tables:
        shares = table / table.sum(axis=1, keepdims=True)
        branches = np.nan_to_num(-(shares * np.log2(shares)).sum(axis=1))
        overall = table.sum(axis=0) / table.sum()
        gains.append(-(overall * np.log2(overall)).sum() - branches.mean())
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_weights_only(tables):
    """was made pure"""
    gains = []
    for table in tables:
        shares = table / table.sum(axis=1, keepdims=True)
        branches = np.nan_to_num(-(shares * np.log2(shares)).sum(axis=1))
        overall = table.sum(axis=0) / table.sum()
        weights = table.sum(axis=1) / table.sum()
        gains.append(-(overall * np.log2(overall)).sum() - weights @ branches)
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_nan_only(tables):
    """count alike"""
    gains = [H(t.sum(axis=0)) - np.mean([H(row) for row in t]) for t in tables]
    return first(gains)


def wrong_gain_ratio(tables):
    """the gain is asked"""
    return first([gain_of(t) / H(t.sum(axis=1)) if len(t) > 1 else 0.0 for t in tables])


def wrong_ratio_for_the_choice(tables):
    """returns a wrong value"""
    index, _ = first([gain_of(t) / max(H(t.sum(axis=1)), 1e-9) for t in tables])
    return index, gain_of(tables[index])


def wrong_smallest(tables):
    """smallest gain"""
    gains = [gain_of(t) for t in tables]
    return int(np.argmin(gains)), min(gains)


def wrong_in_nats(tables):
    """in nats"""
    index, gain = first([gain_of(t) for t in tables])
    return index, gain * np.log(2)


def wrong_last_of_equals(tables):
    """the first column"""
    gains = [gain_of(t) for t in tables]
    index = max(i for i, g in enumerate(gains) if g > max(gains) - 1e-9)
    return index, gains[index]


def wrong_empty_branch_is_nan(tables):
    """a value that nobody has"""
    gains = []
    for table in tables:
        weights = table.sum(axis=1) / table.sum()
        shares = table / table.sum(axis=1, keepdims=True)
        branches = -(shares * np.log2(np.where(shares == 0, 1, shares))).sum(axis=1)
        gains.append(H(table.sum(axis=0)) - weights @ branches)
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_missing_class_is_nan(tables):
    """A class that nobody has adds 0 to the entropy of all labels too."""
    gains = []
    for table in tables:
        overall = table.sum(axis=0) / table.sum()
        parent = -(overall * np.log2(overall)).sum()
        gains.append(parent - sum(r.sum() / table.sum() * H(r) for r in table if r.sum()))
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_epsilon(tables):
    """returns a wrong value"""
    gains = []
    for table in tables:
        shares = (table + 1e-4) / (table + 1e-4).sum(axis=1, keepdims=True)
        branches = -(shares * np.log2(shares)).sum(axis=1)
        overall = (table.sum(axis=0) + 1e-4) / (table.sum() + 1e-4 * table.shape[1])
        weights = table.sum(axis=1) / table.sum()
        gains.append(-(overall * np.log2(overall)).sum() - weights @ branches)
    return int(np.argmax(gains)), float(np.max(gains))


def wrong_sum_of_branches(tables):
    """You summed the branches"""
    return first([H(t.sum(axis=0)) - sum(H(row) for row in t) for t in tables])


def wrong_guards_against_many_values(tables):
    """also where it has more branches"""
    return first([gain_of(t) if len(t) <= 2 or len(t) < t.sum() / 2 else -1.0 for t in tables])


def right_plain_argmax(tables):
    gains = []
    for table in tables:
        joint = table / table.sum()
        independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
        seen = joint > 0
        gains.append(np.sum(joint[seen] * np.log2(joint[seen] / independent[seen])))
    return np.argmax(gains), max(gains)


def wrong_divides_by_number_of_classes(tables):
    """returns a wrong value"""
    return first([gain_of(t) / np.log2(t.shape[1]) for t in tables])


def wrong_mean_over_branches_with_people(tables):
    """count alike"""
    return first([H(t.sum(axis=0)) - np.mean([H(row) for row in t if row.sum()]) for t in tables])
