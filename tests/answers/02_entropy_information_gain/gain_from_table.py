"""Answers to `gain_from_table`."""

import numpy as np


def H(counts):
    p = np.asarray(counts, float).ravel()
    p = p[p > 0] / p.sum()
    return -np.sum(p * np.log2(p))


def right_mutual_information(table):
    joint = table / table.sum()
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    seen = joint > 0
    return np.sum(joint[seen] * np.log2(joint[seen] / independent[seen]))


def right_parent_minus_children(table):
    gain = H(table.sum(axis=0))
    for row in table:
        if row.sum() > 0:
            gain -= row.sum() / table.sum() * H(row)
    return gain


def right_three_entropies(table):
    return H(table.sum(axis=1)) + H(table.sum(axis=0)) - H(table)


def right_the_other_way_round(table):
    weights = table.sum(axis=0) / table.sum()
    columns = table.T
    return H(table.sum(axis=1)) - sum(
        w * H(c) for w, c in zip(weights, columns, strict=True) if w > 0
    )


def right_n_log_n(table):
    def f(n):
        return np.sum(n * np.log2(np.where(n > 0, n, 1.0)))

    n = table.sum()
    return (f(table) - f(table.sum(axis=0)) - f(table.sum(axis=1)) + f(n)) / n


def wrong_unweighted_branches(table):
    """averaged without weights"""
    return H(table.sum(axis=0)) - np.mean([H(row) for row in table])


def wrong_what_remains(table):
    """what remains"""
    return sum(row.sum() / table.sum() * H(row) for row in table)


def wrong_in_nats(table):
    """in nats"""
    return np.log(2) * (H(table.sum(axis=1)) + H(table.sum(axis=0)) - H(table))


def wrong_sign(table):
    """The sign"""
    return H(table) - H(table.sum(axis=1)) - H(table.sum(axis=0))


def wrong_entropy_of_x(table):
    """the column sums"""
    return H(table.sum(axis=1)) - sum(row.sum() / table.sum() * H(row) for row in table)


def wrong_joint_entropy(table):
    """joint entropy"""
    return H(table)


def wrong_gini(table):
    """Gini"""

    def g(c):
        return 1 - np.sum((c / c.sum()) ** 2)

    return g(table.sum(axis=0)) - sum(row.sum() / table.sum() * g(row) for row in table)


def wrong_gain_ratio(table):
    """gain ratio"""
    return (H(table.sum(axis=1)) + H(table.sum(axis=0)) - H(table)) / H(table.sum(axis=1))


def wrong_nan(table):
    """0 * -inf = nan"""
    joint = table / table.sum()
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    return np.sum(joint * np.log2(joint / independent))


def wrong_nan_of_the_branch(table):
    """leave out that term alone"""
    rows = table[table.sum(axis=1) > 0]
    p = rows / rows.sum(axis=1, keepdims=True)
    branches = np.nan_to_num(-(p * np.log2(p)).sum(axis=1))
    return H(table.sum(axis=0)) - np.sum(rows.sum(axis=1) / table.sum() * branches)


def wrong_empty_branch(table):
    """never occurs changes nothing"""
    p = table / table.sum(axis=1, keepdims=True)
    branches = -(p * np.log2(np.where(p == 0, 1, p))).sum(axis=1)
    return H(table.sum(axis=0)) - np.sum(table.sum(axis=1) / table.sum() * branches)


def wrong_missing_class(table):
    """never occurs changes nothing"""
    p = table.sum(axis=0) / table.sum()
    parent = -np.sum(p * np.log2(p))
    return parent - sum(row.sum() / table.sum() * H(row) for row in table if row.sum())


def wrong_epsilon_in_log(table):
    """A hidden check fails"""
    joint = table / table.sum()
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    return np.sum(joint * np.log2((joint + 1e-9) / (independent + 1e-9)))


def wrong_pseudocounts(table):
    """returns a wrong value"""
    return right(table + 1)


def wrong_pseudocounts_for_zeros(table):
    """returns a wrong value"""
    return right(np.where(table == 0, 1, table))


def wrong_two_classes_only(table):
    """A hidden check fails: random tables"""
    p = table.sum(axis=0) / table.sum()
    gain = -sum(q * np.log2(q) for q in p[:2])
    for row in table:
        gain += row.sum() / table.sum() * sum(q * np.log2(q) for q in row[:2] / row.sum() if q)
    return gain


def wrong_error_rate(table):
    """error rate"""
    return (table.max(axis=1).sum() - table.sum(axis=0).max()) / table.sum()


def right(table):
    return H(table.sum(axis=1)) + H(table.sum(axis=0)) - H(table)


def wrong_rounded(table):
    """returns a wrong value"""
    return round(right(table), 4)


def wrong_small_gain_is_zero(table):
    """A hidden check fails: a large table"""
    gain = right(table)
    return gain if gain > 1e-3 else 0.0


def wrong_summed_branches(table):
    """summed the branches"""
    return H(table.sum(axis=0)) - sum(H(row) for row in table)


def wrong_weights_by_number_of_branches_seen(table):
    """without weights"""
    return H(table.sum(axis=0)) - np.mean([H(row) for row in table if row.sum()])


def wrong_first_two_branches(table):
    """returns a wrong value"""
    return right(table[:2])


def wrong_ignores_single_rows(table):
    """one person a branch"""
    return right(table) if (table.sum(axis=1) != 1).any() else 0.0
