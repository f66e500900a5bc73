"""Answers to `fit_categorical`."""

import numpy as np


def right_bincount(labels, k, pseudocount=0.0):
    counts = np.bincount(labels, minlength=k) + pseudocount
    probs = counts / counts.sum()
    return probs, -np.log(probs[labels]).mean()


def right_one_hot_sum(labels, k, pseudocount=0.0):
    counts = np.eye(k)[labels].sum(axis=0)
    probs = (counts + pseudocount) / (len(labels) + k * pseudocount)
    seen = counts > 0
    return probs, float(-(counts[seen] * np.log(probs[seen])).sum() / len(labels))


def right_dictionary(labels, k, pseudocount=0.0):
    counts = dict.fromkeys(range(k), float(pseudocount))
    for label in labels.tolist():
        counts[label] += 1
    total = sum(counts.values())
    probs = [counts[c] / total for c in range(k)]
    return np.array(probs), sum(-np.log(probs[label]) for label in labels) / len(labels)


def wrong_divided_by_n(labels, k, pseudocount=0.0):
    """belong to the total"""
    probs = (np.bincount(labels, minlength=k) + pseudocount) / len(labels)
    return probs, -np.log(probs[labels]).mean()


def wrong_weighted_by_fit(labels, k, pseudocount=0.0):
    """average over the real labels"""
    counts = np.bincount(labels, minlength=k) + pseudocount
    probs = counts / counts.sum()
    safe = np.where(probs > 0, probs, 1.0)
    return probs, -(probs * np.log(safe)).sum()


def wrong_classes_seen_only(labels, k, pseudocount=0.0):
    """returns shape"""
    counts = np.bincount(labels) + pseudocount
    probs = counts / counts.sum()
    return probs, -np.log(probs[labels]).mean()


def wrong_softmax_of_counts(labels, k, pseudocount=0.0):
    """returns a wrong value"""
    counts = np.bincount(labels, minlength=k) + pseudocount
    probs = np.exp(counts - counts.max()) / np.exp(counts - counts.max()).sum()
    return probs, -np.log(probs[labels]).mean()


def wrong_nan_for_unseen(labels, k, pseudocount=0.0):
    """a class is never seen"""
    counts = np.bincount(labels, minlength=k)
    probs = (counts + pseudocount) / (len(labels) + k * pseudocount)
    return probs, -(counts * np.log(probs)).sum() / len(labels)


def wrong_pseudocount_for_unseen_only(labels, k, pseudocount=0.0):
    """returns a wrong value"""
    counts = np.bincount(labels, minlength=k).astype(float)
    counts[counts == 0] = pseudocount
    probs = counts / counts.sum()
    return probs, -np.log(probs[labels]).mean()


def wrong_ignores_pseudocount(labels, k, pseudocount=0.0):
    """returns a wrong value"""
    probs = np.bincount(labels, minlength=k) / len(labels)
    return probs, -np.log(probs[labels]).mean()


def wrong_pseudocount_in_the_loss(labels, k, pseudocount=0.0):
    """value 2 of 2"""
    counts = np.bincount(labels, minlength=k) + pseudocount
    probs = counts / counts.sum()
    safe = np.where(counts > 0, probs, 1.0)
    return probs, -(counts * np.log(safe)).sum() / len(labels)


def wrong_integer_pseudocount(labels, k, pseudocount=0.0):
    """A hidden check fails: pseudocounts below 1"""
    counts = np.bincount(labels, minlength=k) + int(pseudocount)
    probs = counts / counts.sum()
    return probs, -np.log(probs[labels]).mean()
