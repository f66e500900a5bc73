"""More answers to `best_constants`, written by readers who saw only the student notebook."""

import math
from fractions import Fraction
from itertools import accumulate

import numpy as np


def _pick_two(values, low_place, high_place):
    ordered = np.sort(np.asarray(values, dtype=float))
    return ordered[low_place], ordered[high_place]


def _nth(values, place):
    pivot = values[len(values) // 2]
    under = [v for v in values if v < pivot]
    same = sum(1 for v in values if v == pivot)
    if place < len(under):
        return _nth(under, place)
    if place < len(under) + same:
        return pivot
    return _nth([v for v in values if v > pivot], place - len(under) - same)


def _table_of_losses(targets, tau):
    ordered = np.sort(targets)
    residual = ordered[:, None] - targets
    return ordered, np.maximum(-tau * residual, (1 - tau) * residual).mean(axis=1)


def right_exact_fractions(targets, tau):
    values = sorted(Fraction(float(v)) for v in targets)
    share = Fraction(float(tau))
    n = len(values)
    prefix = [Fraction(0), *accumulate(values)]
    losses = [
        share * (prefix[n] - prefix[i] - (n - i) * c) + (1 - share) * (i * c - prefix[i])
        for i, c in enumerate(values)
    ]
    least = min(losses)
    kept = [float(c) for c, loss in zip(values, losses, strict=True) if loss == least]
    return [float(prefix[n] / n), kept[0], kept[-1]]


def right_slopes_of_distinct_values(targets, tau):
    levels, counts = np.unique(targets, return_counts=True)
    upto = np.cumsum(counts)
    total = upto[-1]
    right_slope = upto - tau * total
    left_slope = (upto - counts) - tau * total
    optimal = (right_slope >= 0) & (left_slope <= 0)
    ends = levels[optimal]
    return np.dot(levels, counts) / total, ends.min(), ends.max()


def right_quickselect_and_fsum(targets, tau):
    values = [float(v) for v in targets]
    sixteenths = int(16 * tau) * len(values)
    low = -(-sixteenths // 16) - 1
    high = sixteenths // 16
    return math.fsum(values) / len(values), _nth(values, low), _nth(values, high)


def right_inverted_cdf_from_both_ends(targets, tau):
    values = np.array(targets, dtype=np.float64)
    low = np.quantile(values, tau, method="inverted_cdf")
    high = -np.quantile(-values, 1 - tau, method="inverted_cdf")
    return np.average(values), low, high


def right_partition_zero_d(targets, tau):
    n = targets.size
    low, high = math.ceil(n * tau) - 1, math.floor(n * tau)
    placed = np.partition(targets, sorted({low, high}))
    return np.array(np.mean(targets)), np.array(placed[low]), np.array(placed[high])


def right_counting_table(targets, tau):
    n = len(targets)
    upto = np.array([np.count_nonzero(targets <= c) for c in targets])
    below = np.array([np.count_nonzero(targets < c) for c in targets])
    low = targets[upto >= tau * n].min()
    high = targets[below <= tau * n].max()
    return np.einsum("i->", targets) / n, low, high


def wrong_even_rounding(targets, tau):
    # round(k + 0.5) goes to the even number, so odd whole tau n loses the lower end: [1, 2], 0.5.
    place = tau * len(targets)
    return (targets.mean(), *_pick_two(targets, round(place + 0.5) - 1, math.floor(place)))


def wrong_ties_dropped_by_unique(targets, tau):
    # np.unique drops ties before the places are counted: [1, 1, 1, 5], 0.5.
    levels = np.unique(targets)
    place = tau * len(levels)
    return (targets.mean(), *_pick_two(levels, math.ceil(place) - 1, math.floor(place)))


def wrong_mean_of_distinct_values(targets, tau):
    # The mean is taken over distinct values only: [1, 1, 4], any tau.
    place = tau * len(targets)
    return (np.unique(targets).mean(), *_pick_two(targets, math.ceil(place) - 1, math.floor(place)))


def wrong_upper_end_is_next_distinct_value(targets, tau):
    # Where tau n is whole the next larger value is taken even inside a tie: [1, 2, 2, 3], 0.5.
    ordered = np.sort(targets)
    place = tau * len(targets)
    low = ordered[math.ceil(place) - 1]
    larger = ordered[ordered > low]
    high = larger[0] if place == int(place) and len(larger) else low
    return targets.mean(), low, high


def wrong_higher_quantile_as_upper_end(targets, tau):
    # method="higher" counts places by n - 1: eight distinct targets with tau = 5/16 get two ends.
    low = np.quantile(targets, tau, method="inverted_cdf")
    high = np.quantile(targets, tau, method="higher")
    return targets.mean(), low, high


def wrong_losses_compared_exactly(targets, tau):
    # Rounded losses on the flat stretch are compared with ==: [0.4, 0.7, 1.1, 1.2], 0.5.
    ordered, losses = _table_of_losses(targets, tau)
    kept = ordered[losses == losses.min()]
    return targets.mean(), kept[0], kept[-1]


def wrong_losses_compared_with_isclose(targets, tau):
    # np.isclose has an absolute tolerance of 1e-8: targets of size 1e-9 all count as minima.
    ordered, losses = _table_of_losses(targets, tau)
    kept = ordered[np.isclose(losses, losses.min())]
    return targets.mean(), kept[0], kept[-1]


def wrong_whole_within_a_tenth(targets, tau):
    # tau n is called whole within 0.1, but 1/16 is nearer than that: [1, 2, ..., 17], tau = 1/16.
    place = tau * len(targets)
    whole = round(place)
    if abs(place - whole) < 0.1 and 0 < whole < len(targets):
        return (targets.mean(), *_pick_two(targets, whole - 1, whole))
    return (targets.mean(), *_pick_two(targets, int(place), int(place)))


def wrong_two_ends_if_n_divides_by_inverse_price(targets, tau):
    # Whole is decided by n % round(1 / (1 - tau)), true for 0.75 only: [1, 2, 3, 4, 5, 6], tau = 0.25.
    n = len(targets)
    place = tau * n
    if n % round(1 / (1 - tau)) == 0:
        return (targets.mean(), *_pick_two(targets, max(int(place) - 1, 0), int(place)))
    return (targets.mean(), *_pick_two(targets, int(place), int(place)))


def wrong_tau_always_the_larger_share(targets, tau):
    # tau below one half is turned into 1 - tau: [1, 2, 3, 4], tau = 0.25.
    place = max(tau, 1 - tau) * len(targets)
    return (targets.mean(), *_pick_two(targets, math.ceil(place) - 1, math.floor(place)))


def wrong_sorted_by_size(targets, tau):
    # The targets are sorted by absolute value: [-9, 1, 2, 3], tau = 0.25.
    ordered = sorted((float(v) for v in targets), key=abs)
    place = tau * len(ordered)
    return targets.mean(), ordered[math.ceil(place) - 1], ordered[math.floor(place)]


def wrong_running_maximum_from_zero(targets, tau):
    # The largest minimiser is searched from 0 upwards: all targets negative, [-4, -3, -2], 0.5.
    n = len(targets)
    low, high = math.inf, 0.0
    for c in targets:
        if np.sum(targets <= c) >= tau * n:
            low = min(low, c)
        if np.sum(targets < c) <= tau * n:
            high = max(high, c)
    return targets.mean(), low, high


def wrong_targets_cut_to_integers(targets, tau):
    # Targets go through an integer array: [0.25, 0.5, 0.75], any tau.
    whole = targets.astype(int)
    place = tau * len(targets)
    return (whole.mean(), *_pick_two(whole, math.ceil(place) - 1, math.floor(place)))


def wrong_share_cut_to_percent(targets, tau):
    # tau is cut to whole percents, so 1/16 becomes 0.06: sixteen distinct targets.
    place = int(100 * tau) * len(targets)
    return (targets.mean(), *_pick_two(targets, -(-place // 100) - 1, place // 100))


def wrong_upper_end_from_interpolated_quantile(targets, tau):
    # The upper end is the smallest target above np.quantile's value: ties, [1, 2, 2, 3], 0.5.
    low = np.quantile(targets, tau, method="inverted_cdf")
    high = np.min(targets[targets > np.quantile(targets, tau)], initial=targets.max())
    return targets.mean(), low, high if tau * len(targets) % 1 == 0 else low


def wrong_two_ends_for_even_counts(targets, tau):
    # Two ends whenever n is even, as for the median: [1, 2, 3, 4, 5, 6], tau = 0.25.
    n = len(targets)
    place = int(tau * n)
    low = max(place - 1, 0) if n % 2 == 0 else place
    return (targets.mean(), *_pick_two(targets, low, place))


def right_exact_fractions_argmin(targets, tau):
    values = [Fraction(float(t)) for t in targets]
    tau = Fraction(float(tau))
    cost = {}
    for c in set(values):
        cost[c] = sum(tau * (y - c) if c <= y else (1 - tau) * (c - y) for y in values)
    least = min(cost.values())
    best = [c for c in cost if cost[c] == least]
    return [float(sum(values) / len(values)), float(min(best)), float(max(best))]


def right_inverted_cdf_of_both_signs(targets, tau):
    low = np.quantile(targets, tau, method="inverted_cdf")
    high = -np.quantile(-targets, 1 - tau, method="inverted_cdf")
    return np.array([np.average(targets), low, high])


def right_slope_signs(targets, tau):
    n = targets.size
    at_most = (targets[None, :] <= targets[:, None]).sum(axis=1)
    below = (targets[None, :] < targets[:, None]).sum(axis=1)
    low = targets[at_most >= tau * n].min()
    high = targets[below <= tau * n].max()
    return np.einsum("i->", targets) / n, low, high


def wrong_ties_dropped_for_quantile(targets, tau):
    # np.unique drops the ties before counting: [1, 1, 1, 5], tau 0.5 gives 1 to 5.
    s = np.unique(targets)
    n = len(s)
    k = int(np.ceil(tau * n))
    return targets.mean(), s[k - 1], s[int(tau * n)]


def wrong_next_distinct_value(targets, tau):
    # The upper end is the next distinct value although ties hold it: [1, 1, 1, 5], tau 0.5.
    s = np.sort(targets)
    n = len(s)
    low = s[int(np.ceil(tau * n)) - 1]
    high = low
    if tau * n == int(tau * n) and (s > low).any():
        high = s[s > low].min()
    return s.mean(), low, high


def wrong_even_count_for_whole(targets, tau):
    # Looks at the parity of n, not at tau n: [1, 2], tau 0.25 gives 1 to 2.
    s = np.sort(targets)
    n = len(s)
    k = int(np.ceil(tau * n))
    if n % 2 == 0:
        return s.mean(), s[k - 1], s[min(k, n - 1)]
    return s.mean(), s[k - 1], s[k - 1]


def wrong_mean_of_distinct_values_2(targets, tau):
    # The mean of the distinct targets: [1, 1, 1, 5] gives 3, not 2.
    s = np.sort(targets)
    n = len(s)
    return np.unique(s).mean(), s[int(np.ceil(tau * n)) - 1], s[int(tau * n)]


def wrong_loose_test_for_whole(targets, tau):
    # Calls tau n whole within 0.1: one sixteenth over counts as whole, n = 17, tau = 1/16.
    s = np.sort(targets)
    position = tau * len(s)
    nearest = int(round(position))
    if abs(position - nearest) < 0.1 and 0 < nearest < len(s):
        return s.mean(), s[nearest - 1], s[nearest]
    k = int(np.ceil(position))
    return s.mean(), s[k - 1], s[k - 1]


def wrong_losses_isclose(targets, tau):
    # Minima found by np.isclose, which merges small losses: [1e-9, 2e-9, 3e-9], tau 0.5.
    r = targets[:, None] - targets
    losses = np.maximum(-tau * r, (1 - tau) * r).mean(axis=1)
    best = targets[np.isclose(losses, losses.min())]
    return targets.mean(), best.min(), best.max()


def wrong_losses_equal(targets, tau):
    # Minima found by == on rounded losses, so an end gets lost: [0.1, 0.2, 0.3, 0.4], tau 0.5.
    r = targets[:, None] - targets
    losses = np.maximum(-tau * r, (1 - tau) * r).mean(axis=1)
    best = targets[losses == losses.min()]
    return targets.mean(), best.min(), best.max()


def wrong_upper_end_by_method_higher(targets, tau):
    # np.quantile's "higher" counts from tau (n - 1): [1, 2, 3], tau 0.25 gives 1 to 2.
    low = np.quantile(targets, tau, method="inverted_cdf")
    return targets.mean(), low, np.quantile(targets, tau, method="higher")
