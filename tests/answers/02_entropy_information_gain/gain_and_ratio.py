"""Answers to `gain_and_ratio`."""

from collections import Counter

import numpy as np


def H(items):
    p = np.array(list(Counter(items).values())) / len(items)
    return -np.sum(p * np.log2(p))


def parts(feature, labels):
    x, y = list(feature), list(labels)
    return H(x), H(y), H(list(zip(x, y, strict=True)))


def right_three_entropies(feature, labels):
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / x if x > 0 else 0.0


def right_branches(feature, labels):
    x, y = np.asarray(feature), list(labels)
    remaining, own = 0.0, 0.0
    for value in set(x.tolist()):
        rows = np.flatnonzero(x == value)
        share = len(rows) / len(x)
        remaining += share * H([y[i] for i in rows])
        own -= share * np.log2(share)
    gain = H(y) - remaining
    return gain, 0.0 if own == 0 else gain / own


def right_table(feature, labels):
    values, i = np.unique(feature, return_inverse=True)
    classes, j = np.unique(labels, return_inverse=True)
    joint = np.bincount(i * len(classes) + j, minlength=len(values) * len(classes))
    joint = joint.reshape(len(values), len(classes)) / len(i)
    px, py = joint.sum(axis=1), joint.sum(axis=0)
    seen = joint > 0
    gain = np.sum(joint[seen] * np.log2((joint / np.outer(px, py))[seen]))
    return gain, gain / -np.sum(px * np.log2(px)) if len(values) > 1 else 0.0


def wrong_nan_for_one_value(feature, labels):
    """returns nan"""
    x, y, both = parts(feature, labels)
    return x + y - both, np.divide(x + y - both, x)


def wrong_divided_by_label_entropy(feature, labels):
    """You divided by H(Y)"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / y if y > 0 else 0.0


def wrong_divided_by_number_of_values(feature, labels):
    """by the number of values"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / len(set(feature))


def wrong_divided_by_log_of_values(feature, labels):
    """not equally frequent"""
    x, y, both = parts(feature, labels)
    k = len(set(feature))
    return x + y - both, (x + y - both) / np.log2(k) if k > 1 else 0.0


def wrong_gain_in_nats(feature, labels):
    """gain is in nats"""
    x, y, both = parts(feature, labels)
    return np.log(2) * (x + y - both), (x + y - both) / x if x > 0 else 0.0


def wrong_units_mixed(feature, labels):
    """the other in bits"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / (x * np.log(2)) if x > 0 else 0.0


def wrong_divided_by_joint(feature, labels):
    """joint entropy"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / both if both > 0 else 0.0


def wrong_unweighted(feature, labels):
    """without weights"""
    x, y, _ = parts(feature, labels)
    feature, labels = list(feature), list(labels)
    remaining = [
        H([b for a, b in zip(feature, labels, strict=True) if a == v]) for v in sorted(set(feature))
    ]
    gain = y - np.mean(remaining)
    return gain, gain / x if x > 0 else 0.0


def wrong_swapped(feature, labels):
    """values are swapped"""
    x, y, both = parts(feature, labels)
    return (x + y - both) / x if x > 0 else 0.0, x + y - both


def wrong_glued_strings(feature, labels):
    """glued together"""
    x, y, _ = parts(feature, labels)
    both = H([str(a) + str(b) for a, b in zip(feature, labels, strict=True)])
    return x + y - both, (x + y - both) / x if x > 0 else 0.0


def wrong_small_entropy_is_zero(feature, labels):
    """one rare value"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / x if x > 0.05 else 0.0


def wrong_epsilon_in_ratio(feature, labels):
    """A hidden check fails"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / (x + 1e-6)


def wrong_two_labels_only(feature, labels):
    """returns a wrong value"""
    x = H(list(feature))
    labels = [label == labels[0] for label in labels]
    both, y = H(list(zip(feature, labels, strict=True))), H(labels)
    return x + y - both, (x + y - both) / x if x > 0 else 0.0


def wrong_codes_multiplied(feature, labels):
    """returns a wrong value"""
    _, i = np.unique(feature, return_inverse=True)
    _, j = np.unique(labels, return_inverse=True)
    x, y, both = H(i.tolist()), H(j.tolist()), H((i * j).tolist())
    return x + y - both, (x + y - both) / x if x > 0 else 0.0


def wrong_strings_only(feature, labels):
    """A hidden check fails"""
    x, y = H(list(feature)), H(list(labels))
    both = H([a + "|" + b for a, b in zip(feature, labels, strict=True)])
    return x + y - both, (x + y - both) / x if x > 0 else 0.0


def wrong_one_for_one_value(feature, labels):
    """returns a wrong value"""
    x, y, both = parts(feature, labels)
    return x + y - both, (x + y - both) / x if x > 0 else 1.0


def wrong_gain_only(feature, labels):
    """must return"""
    x, y, both = parts(feature, labels)
    return x + y - both
