"""Answers to `tag_loss`."""

import numpy as np


def costs(probs, labels):
    present, absent = np.where(labels > 0, probs, 1.0), np.where(labels < 1, probs, 0.0)
    return -labels * np.log(present) - (1 - labels) * np.log1p(-absent)


def right_guard_the_logarithms(probs, labels):
    return costs(probs, labels).sum(axis=1).mean()


def right_loop(probs, labels):
    total = 0.0
    for row, marks in zip(np.asarray(probs, float), labels, strict=True):
        for p, y in zip(row, marks, strict=True):
            if y > 0:
                total -= y * np.log(p)
            if y < 1:
                total -= (1 - y) * np.log1p(-p)
    return total / len(probs)


def right_zero_where_the_factor_is(probs, labels):
    with np.errstate(all="ignore"):
        a = np.where(labels == 0, 0.0, labels * np.log(probs))
        b = np.where(labels == 1, 0.0, (1 - labels) * np.log1p(-probs))
    return -(a + b).sum() / probs.shape[0]


def right_through_the_logit(probs, labels):
    # back to logits, where softplus is right; certain probabilities become +-inf
    p = np.asarray(probs, float)
    with np.errstate(all="ignore"):
        z = np.log(p) - np.log1p(-p)
        a = np.where(labels == 0, 0.0, labels * np.logaddexp(0, -z))
        b = np.where(labels == 1, 0.0, (1 - labels) * np.logaddexp(0, z))
    return np.mean(np.sum(a + b, axis=1))


def right_nansum(probs, labels):
    # nan arises only from 0 * log(0), and its partner is then 0
    terms = labels * np.log(probs) + (1 - labels) * np.log1p(-probs)
    return -np.nansum(terms, axis=1).mean()


def wrong_still_double_sigmoid(probs, labels):
    """pass through a second sigmoid"""
    return (np.logaddexp(0, probs) - probs * labels).sum(axis=1).mean()


def wrong_as_it_was(probs, labels):
    """second sigmoid is still there, and so is the mean"""
    return (np.logaddexp(0, probs) - probs * labels).mean()


def wrong_mean_over_labels(probs, labels):
    """The mean still runs over the labels"""
    return costs(probs, labels).mean()


def wrong_sum_over_rows(probs, labels):
    """That is the sum over the rows"""
    return costs(probs, labels).sum()


def wrong_mean_over_tags(probs, labels):
    """You averaged over the tags"""
    return costs(probs, labels).sum(axis=0).mean()


def wrong_present_tags_only(probs, labels):
    """absent tags count too"""
    return -(labels * np.log(np.where(labels > 0, probs, 1))).sum(axis=1).mean()


def wrong_sign_of_claim_a1(probs, labels):
    """formula of claim A1"""
    return -(labels * np.log(probs) - (1 - labels) * np.log(1 - probs)).sum(axis=1).mean()


def wrong_normalised_row(probs, labels):
    """as a softmax would"""
    q = probs / probs.sum(axis=1, keepdims=True)
    return -(labels * np.log(q)).sum(axis=1).mean()


def wrong_labels_turned_around(probs, labels):
    """log p belongs to y"""
    return costs(probs, 1 - labels).sum(axis=1).mean()


def wrong_nan(probs, labels):
    """0 * log(0) is nan"""
    return -(labels * np.log(probs) + (1 - labels) * np.log1p(-probs)).sum(axis=1).mean()


def wrong_nan_to_zero(probs, labels):
    """expected     inf"""
    terms = labels * np.log(probs) + (1 - labels) * np.log1p(-probs)
    return -np.nan_to_num(terms).sum(axis=1).mean()


def wrong_clipped(probs, labels):
    """expected     inf"""
    p = np.clip(probs, 1e-7, 1 - 1e-7)
    return -(labels * np.log(p) + (1 - labels) * np.log1p(-p)).sum(axis=1).mean()


def wrong_cut_off_at_100_like_pytorch(probs, labels):
    """expected     inf"""
    a, b = np.maximum(np.log(probs), -100), np.maximum(np.log1p(-probs), -100)
    return -(labels * a + (1 - labels) * b).sum(axis=1).mean()


def wrong_log_of_one_minus_p(probs, labels):
    """small probabilities count"""
    present, absent = np.where(labels > 0, probs, 1.0), np.where(labels < 1, probs, 0.0)
    return (-labels * np.log(present) - (1 - labels) * np.log(1 - absent)).sum(axis=1).mean()


def wrong_epsilon_in_log(probs, labels):
    """expected     inf"""
    terms = labels * np.log(probs + 1e-12) + (1 - labels) * np.log(1 - probs + 1e-12)
    return -terms.sum(axis=1).mean()


def wrong_hardens_labels(probs, labels):
    """A hidden check fails"""
    hard = np.where(labels > 0.99, 1.0, np.where(labels < 0.01, 0.0, labels))
    return costs(probs, hard).sum(axis=1).mean()


def wrong_tiny_labels_dropped(probs, labels):
    """that is present, or certain that is absent"""
    present = np.where(labels > 1e-12, probs, 1.0)
    absent = np.where(labels < 1 - 1e-12, probs, 0.0)
    return (-labels * np.log(present) - (1 - labels) * np.log1p(-absent)).sum(axis=1).mean()
