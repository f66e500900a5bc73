"""Answers to `merge_states`."""

import numpy as np


def right_common_maximum(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    origin = np.where(np.isneginf(m), 0.0, m)
    return m, l_a * np.exp(m_a - origin) + l_b * np.exp(m_b - origin)


def right_masked(m_a, l_a, m_b, l_b):
    m = np.maximum(m_a, m_b)
    with np.errstate(invalid="ignore"):
        a = np.where(l_a > 0, l_a * np.exp(m_a - m), 0.0)
        b = np.where(l_b > 0, l_b * np.exp(m_b - m), 0.0)
    return m, a + b


def right_sort_the_blocks(m_a, l_a, m_b, l_b):
    swap = m_b > m_a
    big, l_big = np.where(swap, m_b, m_a), np.where(swap, l_b, l_a)
    small, l_small = np.where(swap, m_a, m_b), np.where(swap, l_a, l_b)
    gap = np.where(np.isneginf(small), -np.inf, small - np.where(np.isneginf(big), 0, big))
    return big, l_big + l_small * np.exp(gap)


def right_elementwise_loop(m_a, l_a, m_b, l_b):
    m, total = np.empty(m_a.shape), np.empty(m_a.shape)
    for i in np.ndindex(m_a.shape):
        m[i] = max(m_a[i], m_b[i])
        parts = [(m_a[i], l_a[i]), (m_b[i], l_b[i])]
        total[i] = sum(s * np.exp(t - m[i]) for t, s in parts if s > 0)
    return m, total


def wrong_adds_the_sums(m_a, l_a, m_b, l_b):
    """rescale each to"""
    return np.maximum(m_a, m_b), l_a + l_b


def wrong_factor_upside_down(m_a, l_a, m_b, l_b):
    """at most 1"""
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m - m_a) + l_b * np.exp(m - m_b)


def wrong_rescales_second_only(m_a, l_a, m_b, l_b):
    """rescale each to"""
    m = np.maximum(m_a, m_b)
    return m, l_a + l_b * np.exp(m_b - m)


def wrong_rescales_first_only(m_a, l_a, m_b, l_b):
    """returns nan"""
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b


def wrong_nan_for_two_empty_blocks(m_a, l_a, m_b, l_b):
    """Two empty blocks"""
    m = np.maximum(m_a, m_b)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)


def wrong_keeps_first_maximum(m_a, l_a, m_b, l_b):
    """returns a wrong value"""
    return m_a, l_a + l_b * np.exp(m_b - m_a)


def wrong_through_plain_sums(m_a, l_a, m_b, l_b):
    """A hidden check fails"""
    m = np.maximum(m_a, m_b)
    total = l_a * np.exp(m_a) + l_b * np.exp(m_b)
    return m, np.where(np.isneginf(m), 0.0, total / np.exp(m))


def wrong_one_maximum_for_all(m_a, l_a, m_b, l_b):
    """A hidden check fails"""
    m = np.maximum(m_a, m_b)
    top = m.max() if np.isfinite(m.max()) else 0.0
    return m, l_a * np.exp(m_a - top) + l_b * np.exp(m_b - top)


def wrong_logarithm_of_sum(m_a, l_a, m_b, l_b):
    """returns a wrong value"""
    m = np.maximum(m_a, m_b)
    origin = np.where(np.isneginf(m), 0.0, m)
    return m, np.log(l_a * np.exp(m_a - origin) + l_b * np.exp(m_b - origin))


def wrong_large_negative_stand_in(m_a, l_a, m_b, l_b):
    """returns a wrong value"""
    m = np.maximum(np.maximum(m_a, m_b), -1e30)
    return m, l_a * np.exp(m_a - m) + l_b * np.exp(m_b - m)
