"""Answers to `code_cost`."""

import numpy as np


def costs(p, q):
    ideal = whole = floor = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0:
            length = -np.log2(b) if b > 0 else np.inf
            ideal += a * length
            whole += a * np.ceil(length)
            floor -= a * np.log2(a)
    return ideal, whole, ideal - floor


def right_keep_the_used(p, q):
    used = p > 0
    p, lengths = p[used], -np.log2(q[used])
    return p @ lengths, p @ np.ceil(lengths), p @ (lengths + np.log2(p))


def right_loop(p, q):
    return costs(p, q)


def right_where(p, q):
    with np.errstate(all="ignore"):
        lengths = np.where(p > 0, -np.log2(q), 0.0)
        waste = np.where(p > 0, p * (np.log2(p) - np.log2(q)), 0.0)
        return np.sum(p * lengths), np.sum(p * np.ceil(lengths)), np.sum(waste)


def right_inverse_probabilities(p, q):
    used = p > 0
    lengths = np.log2(1 / q[used])
    entropy = -np.sum(p[used] * np.log2(p[used]))
    ideal = np.sum(p[used] * lengths)
    # 1 / q overflows below 1e-308 alone, and is exact at powers of two
    return ideal, np.sum(p[used] * np.ceil(lengths)), ideal - entropy


def wrong_direction(p, q):
    """p draws, q sets the lengths"""
    return costs(q, p)


def wrong_nats(p, q):
    """in nats"""
    used = p > 0
    p, lengths = p[used], -np.log(q[used])
    return p @ lengths, p @ np.ceil(lengths), p @ (lengths + np.log(p))


def wrong_rounds_the_mean(p, q):
    """you rounded the mean"""
    ideal, _, waste = costs(p, q)
    return ideal, np.ceil(ideal), waste


def wrong_rounds_down(p, q):
    """You rounded down"""
    used = p > 0
    ideal, _, waste = costs(p, q)
    return ideal, p[used] @ np.floor(-np.log2(q[used])), waste


def wrong_rounds_to_nearest(p, q):
    """rounded to the nearest"""
    used = p > 0
    ideal, _, waste = costs(p, q)
    return ideal, p[used] @ np.round(-np.log2(q[used])), waste


def wrong_floor_plus_one(p, q):
    """needs no further bit"""
    used = p > 0
    ideal, _, waste = costs(p, q)
    return ideal, p[used] @ (np.floor(-np.log2(q[used])) + 1), waste


def wrong_no_word_for_zero(p, q):
    """0 * log(0) is nan"""
    lengths = -np.log2(q)
    return p @ lengths, p @ np.ceil(lengths), p @ (lengths + np.log2(p))


def wrong_waste_is_nan(p, q):
    """The waste has its own"""
    used = p > 0
    lengths = -np.log2(q[used])
    return p[used] @ lengths, p[used] @ np.ceil(lengths), np.sum(p * (np.log2(p) - np.log2(q)))


def wrong_drops_impossible_symbols(p, q):
    """expected     (inf, inf, inf)"""
    used = (p > 0) & (q > 0)
    p, lengths = p[used], -np.log2(q[used])
    return p @ lengths, p @ np.ceil(lengths), p @ (lengths + np.log2(p))


def wrong_clipped(p, q):
    """expected     (inf, inf, inf)"""
    return costs(p, np.clip(q, 1e-12, 1))


def wrong_quotient_of_logarithms(p, q):
    """its whole length is exact"""
    used = p > 0
    ideal, _, waste = costs(p, q)
    return ideal, p[used] @ np.ceil(-np.log(q[used]) / np.log(2)), waste


def wrong_waste_of_whole_bits(p, q):
    """waste of the whole lengths"""
    ideal, whole, waste = costs(p, q)
    return ideal, whole, whole - ideal + waste


def wrong_reverse_kl(p, q):
    """That is KL(q || p)"""
    ideal, whole, _ = costs(p, q)
    return ideal, whole, costs(q, p)[2]


def wrong_order_of_the_split(p, q):
    """cross-entropy minus entropy"""
    ideal, whole, waste = costs(p, q)
    return ideal, whole, -waste


def wrong_threshold_for_used(p, q):
    """A hidden check fails"""
    used = p > 1e-5
    p, lengths = p[used], -np.log2(q[used])
    return p @ lengths, p @ np.ceil(lengths), p @ (lengths + np.log2(p))


def wrong_rounds_each_weighted_term(p, q):
    """returns a wrong value"""
    used = p > 0
    ideal, _, waste = costs(p, q)
    return ideal, np.ceil(-p[used] * np.log2(q[used])).sum(), waste


def wrong_waste_clipped_by_epsilon(p, q):
    """expected     (inf, inf, inf)"""
    ideal, whole, _ = costs(p, q)
    return ideal, whole, np.sum(p * np.log2((p + 1e-12) / (q + 1e-12)))


def wrong_tiny_probabilities_dropped(p, q):
    """so all three are inf"""
    used = p > 1e-12
    p, lengths = p[used], -np.log2(q[used])
    return p @ lengths, p @ np.ceil(lengths), p @ (lengths + np.log2(p))
