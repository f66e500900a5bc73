"""More answers to `tag_loss`, written by readers who saw only the student notebook."""

import math
from decimal import Decimal, localcontext
from functools import reduce

import numpy as np
from scipy import special


def _aux_costs(p, y):
    """Both guarded terms of (11), element by element."""
    with np.errstate(divide="ignore"):
        return -y * np.log(np.where(y == 0, 1.0, p)) - (1 - y) * np.log1p(-np.where(y == 1, 0.0, p))


def _aux_entry(p, y):
    """One binary loss in Python floats."""
    cost = 0.0
    if y > 0:
        cost += math.inf if p == 0 else -y * math.log(p)
    if y < 1:
        cost += math.inf if p == 1 else -(1 - y) * math.log1p(-p)
    return cost


def right_scipy(probs, labels):
    return -(special.xlogy(labels, probs) + special.xlog1py(1 - labels, -probs)).sum(axis=1).mean()


def right_python_floats(probs, labels):
    total = 0.0
    for p_row, y_row in zip(probs.tolist(), labels.tolist()):
        for p, y in zip(p_row, y_row):
            total += _aux_entry(p, y)
    return total / len(probs)


def right_nansum(probs, labels):
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.nansum(labels * np.log(probs))
        second = np.nansum((1 - labels) * np.log1p(-probs))
    return -(first + second) / probs.shape[0]


def right_relative_entropy(probs, labels):
    waste = special.rel_entr(labels, probs) + special.entr(labels)
    with np.errstate(divide="ignore"):
        away = np.where(labels < 1, np.log1p(-probs), 0.0)
    return np.mean(np.sum(waste - (1 - labels) * away, axis=1))


def right_selected_entries(probs, labels):
    on, off = labels != 0, labels != 1
    with np.errstate(divide="ignore"):
        gain = labels[on] @ np.log(probs[on]) + (1 - labels[off]) @ np.log1p(-probs[off])
    return float(-gain / len(labels))


def right_einsum(probs, labels):
    y = np.asarray(labels, dtype=np.float64)
    p = np.asarray(probs, dtype=np.float64)
    with np.errstate(divide="ignore"):
        up = np.log(p, out=np.zeros_like(p), where=y > 0)
        down = np.log1p(-p, out=np.zeros_like(p), where=y < 1)
    per_tag = -np.einsum("ij,ij->j", y, up) - np.einsum("ij,ij->j", 1 - y, down)
    return np.asarray(per_tag.sum() / p.shape[0])


def right_logit_form(probs, labels):
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.log(probs) - np.log1p(-probs)
        cost = np.logaddexp(0, z) - np.where(labels == 0, 0.0, z * labels)
        cost = np.where(z == np.inf, np.where(labels == 1, 0.0, np.inf), cost)
    return cost.sum() / len(cost)


def right_recursion(probs, labels):
    def total(p, y):
        if len(p) == 1:
            return _aux_entry(float(p[0]), float(y[0]))
        half = len(p) // 2
        return total(p[:half], y[:half]) + total(p[half:], y[half:])

    return math.fsum(total(p, y) for p, y in zip(probs, labels)) / len(probs)


def right_in_place_on_copies(probs, labels):
    up, down = probs.copy(), -probs
    up[labels == 0] = 1
    down[labels == 1] = 0
    with np.errstate(divide="ignore"):
        np.log(up, out=up)
        np.log1p(down, out=down)
    up *= labels
    down *= 1 - labels
    return np.negative(up + down).mean(axis=0).sum()


def right_reduce(probs, labels):
    pairs = zip(np.ravel(probs, order="F"), np.ravel(labels, order="F"))
    return reduce(lambda s, pair: s + _aux_entry(*pair), pairs, 0.0) / np.shape(probs)[0]


def wrong_log_of_difference(probs, labels):
    # log(1 - p) in place of log1p(-p); p = 1e-12 for an absent tag costs 1.00009e-12.
    with np.errstate(divide="ignore"):
        up = np.log(np.where(labels == 0, 1.0, probs))
        down = np.log(np.where(labels == 1, 1.0, 1 - probs))
    return -(labels * up + (1 - labels) * down).sum(axis=1).mean()


def wrong_xlogy_of_difference(probs, labels):
    # xlogy(1 - y, 1 - p) rounds 1 - p; p = 1e-17 for an absent tag costs 0.
    return -(special.xlogy(labels, probs) + special.xlogy(1 - labels, 1 - probs)).sum(axis=1).mean()


def wrong_clips_1e_7(probs, labels):
    # Clips at 1e-7; p = 0 with y = 1 costs 16.1 in place of inf.
    return _aux_costs(np.clip(probs, 1e-7, 1 - 1e-7), labels).sum(axis=1).mean()


def wrong_clips_1e_12(probs, labels):
    # Clips at 1e-12; p = 0 with y = 1 costs 27.6 in place of inf.
    return _aux_costs(np.clip(probs, 1e-12, 1 - 1e-12), labels).sum(axis=1).mean()


def wrong_clips_at_machine_epsilon(probs, labels):
    # Clips at 2.2e-16; p = 1e-20 for an absent tag costs 2.2e-16, and p = 1 costs 36.
    tiny = np.finfo(float).eps
    return _aux_costs(np.clip(probs, tiny, 1 - tiny), labels).sum(axis=1).mean()


def wrong_epsilon_in_log(probs, labels):
    # Adds 1e-15 inside the logs; p = 0 with y = 1 costs 34.5 in place of inf.
    return (
        -(labels * np.log(probs + 1e-15) + (1 - labels) * np.log1p(1e-15 - probs))
        .sum(axis=1)
        .mean()
    )


def wrong_nan_to_num(probs, labels):
    # nan_to_num turns the inf into 1.8e308 as well; p = 0 with y = 1.
    with np.errstate(all="ignore"):
        terms = labels * np.log(probs) + (1 - labels) * np.log1p(-probs)
    return -np.nan_to_num(terms).sum(axis=1).mean()


def wrong_drops_what_is_not_finite(probs, labels):
    # Leaves out infinite terms too; p = 0 with y = 1 costs 0.
    with np.errstate(all="ignore"):
        terms = labels * np.log(probs) + (1 - labels) * np.log1p(-probs)
    return -np.where(np.isfinite(terms), terms, 0.0).sum(axis=1).mean()


def wrong_guards_by_probability(probs, labels):
    # Puts 0 for log 0 whatever the factor; p = 0 with y = 1 costs 0.
    up = np.log(probs, out=np.zeros_like(probs), where=probs > 0)
    down = np.log1p(-probs, out=np.zeros_like(probs), where=probs < 1)
    return -(labels * up + (1 - labels) * down).sum(axis=1).mean()


def wrong_guards_second_log_by_probability(probs, labels):
    # Puts 0 for log(1 - p) at p = 1 whatever the factor; p = 1 with y = 0 costs 0.
    down = np.log1p(-probs, out=np.zeros_like(probs), where=probs < 1)
    return -(special.xlogy(labels, probs) + (1 - labels) * down).sum(axis=1).mean()


def wrong_clamped_logs(probs, labels):
    # Clamps each log at -100 as a library does; p = 0 with y = 1 costs 100 in place of inf.
    with np.errstate(divide="ignore"):
        up, down = np.maximum(np.log(probs), -100), np.maximum(np.log1p(-probs), -100)
    return -(labels * up + (1 - labels) * down).sum(axis=1).mean()


def wrong_rows_without_tags(probs, labels):
    # Averages over the rows that carry a tag; a row of absent tags must count.
    return _aux_costs(probs, labels).sum() / max((labels > 0).any(axis=1).sum(), 1)


def wrong_drops_rows_without_tags(probs, labels):
    # Leaves out rows without any tag, cost and count; labels of zeros in one of two rows show it.
    rows = (labels > 0).any(axis=1)
    return _aux_costs(probs[rows], labels[rows]).sum() / max(rows.sum(), 1)


def wrong_guard_by_isclose(probs, labels):
    # Takes a factor of 1e-9 for 0; y = 1e-9 with p = 0 must cost inf.
    none, full = np.isclose(labels, 0), np.isclose(labels, 1)
    with np.errstate(divide="ignore"):
        up = np.log(np.where(none, 1.0, probs))
        down = np.log1p(-np.where(full, 0.0, probs))
    return -(labels * up + (1 - labels) * down).sum(axis=1).mean()


def wrong_soft_labels_free_at_extremes(probs, labels):
    # Charges nothing for a soft label where p is 0 or 1; y = 0.5 with p = 0 must cost inf.
    edge = ((probs == 0) | (probs == 1)) & (labels > 0) & (labels < 1)
    return np.where(edge, 0.0, _aux_costs(probs, labels)).sum(axis=1).mean()


def wrong_clipped_logits(probs, labels):
    # Goes back to logits clipped to 30; p = 0 with y = 1 costs 30.
    with np.errstate(divide="ignore"):
        z = np.clip(np.log(probs) - np.log1p(-probs), -30, 30)
    return (np.logaddexp(0, z) - z * labels).sum(axis=1).mean()


def wrong_overwrites_probs(probs, labels):
    # Writes into the caller's probs; they change after the call.
    cost = _aux_costs(probs, labels).sum(axis=1).mean()
    probs[labels == 1] = 1.0
    return cost


def wrong_float32(probs, labels):
    # Casts to float32; p = 1 - 1e-9 for an absent tag costs inf in place of 20.7.
    return float(
        _aux_costs(probs.astype(np.float32), labels.astype(np.float32))
        .astype(float)
        .sum(axis=1)
        .mean()
    )


def wrong_small_p_shortcut(probs, labels):
    # Takes -log(1 - p) for p below 0.01; p = 0.009 for an absent tag costs 0.00904.
    cost = _aux_costs(probs, labels)
    return np.where((probs < 0.01) & (labels == 0), probs, cost).sum(axis=1).mean()


def wrong_product_of_probabilities(probs, labels):
    # Log of the row's likelihood, which underflows; 2000 tags at p = 0.5 cost 1386, not inf.
    with np.errstate(divide="ignore"):
        return -np.log((probs**labels * (1 - probs) ** (1 - labels)).prod(axis=1)).mean()


def wrong_p_by_difference(probs, labels):
    # Takes p as 1 - (1 - p); p = 1e-17 with y = 1 costs inf in place of 39.1.
    return _aux_costs(1 - (1 - probs), labels).sum(axis=1).mean()


def wrong_square_batch_axis(probs, labels):
    # Takes the shorter side for the rows; a batch of 4 rows and 2 tags is divided by 2.
    return _aux_costs(probs, labels).sum() / min(probs.shape)


def wrong_mean_over_many_tags(probs, labels):
    # Averages over the tags from 5 tags on; k = 5 shows it.
    cost = _aux_costs(probs, labels)
    return (cost.sum(axis=1) if probs.shape[1] < 5 else cost.mean(axis=1)).mean()


def wrong_infinite_rows_left_out(probs, labels):
    # Averages over the rows of finite cost; one row of two with p = 0 and y = 1 must make the mean inf.
    rows = _aux_costs(probs, labels).sum(axis=1)
    fine = np.isfinite(rows)
    return rows[fine].mean() if fine.any() else np.float64(np.inf)


def wrong_median_of_rows(probs, labels):
    # Takes the median over the rows, equal to the mean for one or two; three rows that cost 0.11, 0.22 and 2.30 show it.
    return np.median(_aux_costs(probs, labels).sum(axis=1))


def wrong_n_minus_one_beyond_two(probs, labels):
    # Divides by n - 1 from three rows on; three rows show it.
    n = len(probs)
    return _aux_costs(probs, labels).sum() / (n if n < 3 else n - 1)


def wrong_labels_rounded_above_half(probs, labels):
    # Rounds labels above one half up; y = 0.75 shows it.
    return _aux_costs(probs, np.where(labels > 0.5, 1.0, labels)).sum(axis=1).mean()


def wrong_visible_values(probs, labels):
    # Knows the two visible values; any other input shows it.
    return 1.1537148 if len(probs) == 2 else 0.6931472


def adv2_cost(p, y):
    """(11) for every tag, in float64."""
    p, y = np.asarray(p, dtype=float), np.asarray(y, dtype=float)
    return -special.xlogy(y, p) - special.xlog1py(1 - y, -p)


def right_nansum_2(probs, labels):
    # nan can only be 0 * -inf here, and then the tag's other term is 0 as well
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.stack([y * np.log(p), (1 - y) * np.log1p(-p)])
    return -np.nansum(terms) / p.shape[0]


def right_decimal(probs, labels):
    total = 0.0
    with localcontext() as context:
        context.prec = 50
        for p, y in zip(np.ravel(probs).tolist(), np.ravel(labels).tolist(), strict=True):
            for factor, chance in ((Decimal(y), Decimal(p)), (1 - Decimal(y), 1 - Decimal(p))):
                if factor:
                    total += float(-factor * chance.ln()) if chance else math.inf
    return total / len(probs)


def right_relative_entropy_2(probs, labels):
    # cross-entropy = entropy + KL for each coin, with 1 - p only inside log1p
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    yes = special.rel_entr(y, p) + special.entr(y)
    no = np.zeros(p.shape)
    absent = y < 1
    with np.errstate(divide="ignore"):
        np.multiply(y - 1, np.log1p(-p), out=no, where=absent)
    return np.asarray((yes + no).sum(axis=1).mean())


def right_inverse_hyperbolic(probs, labels):
    # -log(1 - p) = 2 artanh(p / (2 - p)) below one half; above it 1 - p is exact
    def absent_cost(p):
        if p == 1:
            return math.inf
        return 2 * math.atanh(p / (2 - p)) if p < 0.5 else -math.log(1 - p)

    def present_cost(p):
        return math.inf if p == 0 else -math.log(p)

    rows = []
    for p_row, y_row in zip(np.asarray(probs).tolist(), np.asarray(labels).tolist(), strict=True):
        costs = [y * present_cost(p) for p, y in zip(p_row, y_row, strict=True) if y > 0]
        costs += [(1 - y) * absent_cost(p) for p, y in zip(p_row, y_row, strict=True) if y < 1]
        rows.append(math.fsum(costs))
    return np.float64(sum(rows) / len(rows))


def right_two_lists(probs, labels):
    p, y = np.array(probs, dtype=float), np.array(labels, dtype=float)
    some, less = np.nonzero(y), np.nonzero(1 - y)
    with np.errstate(divide="ignore"):
        present = np.dot(y[some], np.log(p[some]))
        absent = np.dot((1 - y)[less], np.log1p(np.negative(p[less])))
    return float(-(present + absent)) / y.shape[0]


def wrong_agreement_is_free(probs, labels):
    # A tag with p = y costs 0, as in KL: p = y = 0.5 must cost ln 2.
    cost = np.where(np.asarray(probs) == np.asarray(labels), 0.0, adv2_cost(probs, labels))
    return cost.sum(axis=1).mean()


def wrong_rows_without_tags_do_not_count(probs, labels):
    # Averages over the rows that carry a tag: labels ((1, 0), (0, 0)) are two rows, not one.
    return adv2_cost(probs, labels).sum() / np.count_nonzero(np.asarray(labels).any(axis=1))


def wrong_first_order_below_a_hundredth(probs, labels):
    # -log(1 - p) is taken as p below 0.01: an absent tag at p = 0.009 costs 0.00904, not 0.009.
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    cost = np.where(p < 0.01, -special.xlogy(y, p) + (1 - y) * p, adv2_cost(p, y))
    return cost.sum(axis=1).mean()


def wrong_nan_to_num_2(probs, labels):
    # nan_to_num also makes 1.8e308 of inf: one present tag at p = 0 must cost inf.
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    with np.errstate(all="ignore"):
        cost = np.nan_to_num(-y * np.log(p)) + np.nan_to_num(-(1 - y) * np.log1p(-p))
    return cost.sum(axis=1).mean()


def wrong_present_is_enough(probs, labels):
    # p = 1 is free for every label above 0: label 0.5 at p = 1 must cost inf.
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    cost = np.where(p == (y > 0), 0.0, adv2_cost(p, y))
    return cost.sum(axis=1).mean()


def wrong_logarithm_stops_at_minus_100(probs, labels):
    # Logarithms are cut at -100, as in PyTorch's BCELoss: a present tag at p = 0 costs 100, not inf.
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    with np.errstate(divide="ignore"):
        cost = -y * np.maximum(np.log(p), -100) - (1 - y) * np.maximum(np.log1p(-p), -100)
    return cost.sum(axis=1).mean()


def wrong_float32_inside(probs, labels):
    # Casts to float32, where 1 - 1e-9 is 1: an absent tag at that p costs 20.7, not inf.
    return adv2_cost(np.asarray(probs, dtype=np.float32), labels).sum(axis=1).mean()


def wrong_labels_close_to_0_and_1(probs, labels):
    # Factors are guarded by isclose: label 1 - 1e-9 at p = 1, or 1e-9 at p = 0, must cost inf.
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    safe_p, safe_r = np.where(np.isclose(y, 0), 1.0, p), np.where(np.isclose(y, 1), 0.0, p)
    with np.errstate(divide="ignore"):
        cost = -y * np.log(safe_p) - (1 - y) * np.log1p(-safe_r)
    return cost.sum(axis=1).mean()


def wrong_product_of_likelihoods(probs, labels):
    # -log of the row's product (0**0 = 1 guards it): 1200 tags at p = 0.5 underflow to inf, not 832.
    p, y = np.asarray(probs, dtype=float), np.asarray(labels, dtype=float)
    small = (p < 1e-3) & (y == 0)
    likelihood = np.where(small, 1.0, p**y * (1 - p) ** (1 - y)).prod(axis=1)
    with np.errstate(divide="ignore"):
        rows = -np.log(likelihood) - np.where(small, np.log1p(-np.where(small, p, 0)), 0).sum(
            axis=1
        )
    return rows.mean()


def wrong_squeeze(probs, labels):
    # After squeeze a single column is taken for a single row and summed: shape (3, 1) is 3 times too large.
    return np.squeeze(adv2_cost(probs, labels)).sum(axis=-1).mean()
