"""More answers to `flag_posts`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special, stats


def _aux_stable(t):
    """Sigmoid without overflow; keeps its tail on both sides."""
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1 / (1 + e), e / (1 + e))


def _aux_one(t):
    """Sigmoid of one Python float."""
    return 1 / (1 + math.exp(-t)) if t >= 0 else math.exp(t) / (1 + math.exp(t))


def right_odds_form(logits, pos_weight, miss, alarm):
    t = logits - np.log(pos_weight)
    with np.errstate(over="ignore"):
        eta = 1 / (1 + np.exp(-t))
        rest = 1 / (1 + np.exp(t))
    return eta, eta * miss > rest * alarm


def right_log_domain(logits, pos_weight, miss, alarm):
    t = np.asarray(logits, dtype=np.float64) - math.log(pos_weight)
    eta = np.exp(-np.logaddexp(0, -t))
    return eta, t > math.log(alarm) - math.log(miss)


def right_expit(logits, pos_weight, miss, alarm):
    t = logits - np.log(pos_weight)
    return special.expit(t), np.greater(miss * special.expit(t), alarm * special.expit(-t))


def right_python_floats(logits, pos_weight, miss, alarm):
    flat = [float(z) - math.log(pos_weight) for z in np.ravel(logits)]
    eta = np.array([_aux_one(t) for t in flat]).reshape(np.shape(logits))
    flag = np.array([_aux_one(t) * miss - _aux_one(-t) * alarm > 0 for t in flat], dtype=bool)
    return eta, flag.reshape(np.shape(logits))


def right_two_branches(logits, pos_weight, miss, alarm):
    t = np.array(logits, dtype=float)
    t -= np.log(pos_weight)
    eta = np.empty_like(t)
    up = t > 0
    eta[up] = 1 / (1 + np.exp(-t[up]))
    eta[~up] = np.exp(t[~up]) / (1 + np.exp(t[~up]))
    rest = np.empty_like(t)
    rest[up] = np.exp(-t[up]) / (1 + np.exp(-t[up]))
    rest[~up] = 1 / (1 + np.exp(t[~up]))
    return eta, miss * eta > alarm * rest


def right_softmax_of_two(logits, pos_weight, miss, alarm):
    pair = np.stack([np.zeros(np.shape(logits)), logits - np.log(pos_weight)], axis=-1)
    both = special.softmax(pair, axis=-1)
    costs = both * np.array([alarm, miss])
    return both[..., 1], costs[..., 1] > costs[..., 0]


def right_logistic_cdf(logits, pos_weight, miss, alarm):
    shift = math.log(pos_weight)
    eta = stats.logistic.cdf(logits, loc=shift)
    rest = stats.logistic.sf(logits, loc=shift)
    return np.asarray(eta), np.asarray(~(alarm * rest >= miss * eta))


def right_weight_in_the_denominator(logits, pos_weight, miss, alarm):
    with np.errstate(over="ignore"):
        tail = pos_weight * np.exp(-np.asarray(logits))
        eta = 1 / (1 + tail)
        return eta, miss > alarm * tail


def right_vectorize(logits, pos_weight, miss, alarm):
    level = np.log(alarm) - np.log(miss)
    decide = np.vectorize(lambda z: bool(z - np.log(pos_weight) > level), otypes=[bool])
    sigma = np.vectorize(lambda z: _aux_one(float(z) - math.log(pos_weight)), otypes=[float])
    return sigma(logits), decide(logits)


def wrong_cut_at_cost_ratio(logits, pos_weight, miss, alarm):
    # Charges the alarm for every flag, eta miss > alarm; z = -2.3, w = 1, miss = 10, alarm = 1 (eta 0.0911) must be flagged.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta * miss > alarm


def wrong_flags_ties(logits, pos_weight, miss, alarm):
    # Flags where the costs are equal; z = 0, w = 1, miss = alarm.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta * miss >= (1 - eta) * alarm


def wrong_inf_over_inf(logits, pos_weight, miss, alarm):
    # Sigmoid as e^t / (1 + e^t): nan at a logit of 1000.
    t = logits - np.log(pos_weight)
    with np.errstate(all="ignore"):
        eta = np.exp(t) / (1 + np.exp(t))
        return eta, eta * miss > (1 - eta) * alarm


def wrong_odds_overflow(logits, pos_weight, miss, alarm):
    # Divides e^z by w and forms odds / (1 + odds): nan at a logit of 1000.
    with np.errstate(all="ignore"):
        odds = np.exp(logits) / pos_weight
        eta = odds / (1 + odds)
    return eta, odds * miss > alarm


def wrong_ignores_alarm(logits, pos_weight, miss, alarm):
    # Cuts at 1 / (1 + miss), so the alarm's cost is taken for 1; miss = alarm = 10, z = 0, w = 5.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta > 1 / (1 + miss)


def wrong_alarm_over_one_plus_miss(logits, pos_weight, miss, alarm):
    # Cuts at alarm / (1 + miss), right for alarm = 1 alone; miss = alarm = 10 cuts at 0.91.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta > alarm / (1 + miss)


def wrong_clips_before_shift(logits, pos_weight, miss, alarm):
    # Clips the logits to 30 before the shift; z = 40, w = 1e17 has eta 0.70.
    eta = _aux_stable(np.clip(logits, -30, 30) - np.log(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_clips_probability(logits, pos_weight, miss, alarm):
    # Clips eta to [1e-7, 1 - 1e-7]; z = -1000 with miss = 1e9, alarm = 1 is flagged.
    eta = np.clip(_aux_stable(logits - np.log(pos_weight)), 1e-7, 1 - 1e-7)
    return eta, eta * miss > (1 - eta) * alarm


def wrong_epsilon_in_probability(logits, pos_weight, miss, alarm):
    # Adds 1e-8 to eta; z = -1000 with miss = 1e9, alarm = 1 is flagged.
    eta = _aux_stable(logits - np.log(pos_weight)) + 1e-8
    return eta, eta * miss > (1 - eta) * alarm


def wrong_weight_at_least_one(logits, pos_weight, miss, alarm):
    # Ignores weights below 1; z = 0, w = 0.1 has eta 0.909.
    eta = _aux_stable(logits - np.log(max(pos_weight, 1.0)))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_absolute_shift(logits, pos_weight, miss, alarm):
    # Shifts down by |ln w|, the wrong way for w < 1; z = 0, w = 0.1.
    eta = _aux_stable(logits - abs(np.log(pos_weight)))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_overwrites_logits(logits, pos_weight, miss, alarm):
    # Shifts the caller's array in place; a second call with the same array shifts twice.
    logits -= np.log(pos_weight)
    eta = _aux_stable(logits)
    return eta, eta * miss > (1 - eta) * alarm


def wrong_flattens(logits, pos_weight, miss, alarm):
    # Returns flat arrays; logits of shape (2, 3) must keep their shape.
    eta = _aux_stable(np.ravel(logits) - np.log(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_at_least_1d(logits, pos_weight, miss, alarm):
    # Returns shape (1,) for a logit of shape ().
    eta = _aux_stable(np.atleast_1d(logits) - np.log(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_small_eta_by_difference(logits, pos_weight, miss, alarm):
    # Takes eta as 1 - 1 / (1 + e^t), which loses its tail; z = -40, w = 1, miss = 1e19, alarm = 1 must be flagged.
    with np.errstate(over="ignore"):
        eta = 1 - 1 / (1 + np.exp(logits - np.log(pos_weight)))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_ties_by_isclose(logits, pos_weight, miss, alarm):
    # Takes costs within 1e-8 for a tie; z = 3, w = 1, miss = alarm = 1e-9 must be flagged.
    eta = _aux_stable(logits - np.log(pos_weight))
    a, b = eta * miss, (1 - eta) * alarm
    return eta, (a > b) & ~np.isclose(a, b)


def wrong_cut_never_above_half(logits, pos_weight, miss, alarm):
    # Never cuts above one half; z = 1, w = 1, miss = 1, alarm = 10 must pass.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta > min(0.5, alarm / (alarm + miss))


def wrong_whole_cost_ratio(logits, pos_weight, miss, alarm):
    # Takes miss // alarm for the ratio of costs; z = -0.8, w = 1, miss = 5, alarm = 2 (eta 0.310 above 0.286) must be flagged.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta * (miss // alarm) > 1 - eta


def wrong_corrects_saturated_odds(logits, pos_weight, miss, alarm):
    # Corrects the saturated probability, s / (s + w (1 - s)); z = 40, w = 1e17 has eta 0.70, not 1.
    s = _aux_stable(logits)
    eta = s / (s + pos_weight * (1 - s))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_float16(logits, pos_weight, miss, alarm):
    # Decides on eta in float16; z = 9, w = 1, miss = 1, alarm = 10000 (costs 0.9999 and 1.23) must pass.
    t = logits - np.log(pos_weight)
    eta = _aux_stable(t)
    half = eta.astype(np.float16).astype(float)
    return eta, half * miss > (1 - half) * alarm


def wrong_weight_of_the_notebook(logits, pos_weight, miss, alarm):
    # Takes off ln 20 whatever the weight; z = 0, w = 1 has eta 0.5.
    eta = _aux_stable(logits - np.log(20.0))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_cut_one_eleventh(logits, pos_weight, miss, alarm):
    # Always cuts at 1/11; z = 0, w = 5, miss = alarm = 1 must pass.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta > 1 / 11


def wrong_alarm_on_the_other_side(logits, pos_weight, miss, alarm):
    # Multiplies the alarm into both costs; z = -1, w = 1, miss = 5, alarm = 3 (eta 0.269 under 0.375) must pass.
    eta = _aux_stable(logits - np.log(pos_weight))
    return eta, eta * miss * alarm > 1 - eta


def wrong_judges_row_by_first(logits, pos_weight, miss, alarm):
    # Judges a whole row by its first entry; logits of shape (2, 2) with rows (1, -9) and (-9, 1) show it.
    eta = _aux_stable(logits - np.log(pos_weight))
    first = eta if eta.ndim < 2 else np.broadcast_to(eta[..., :1], eta.shape)
    return eta, first * miss > (1 - first) * alarm


def wrong_visible_values(logits, pos_weight, miss, alarm):
    # Knows the visible values only; any other logits show it.
    if np.shape(logits) == (4,):
        return np.array([0.2697813, 0.0180617, 0.0761579, 0.7318968]), np.array(
            [True, False, False, True]
        )
    return np.zeros(np.shape(logits)), np.zeros(np.shape(logits), bool)


def wrong_skips_shift_when_large(logits, pos_weight, miss, alarm):
    # Leaves logits beyond 20 as they are; z = 25, w = 1e11 has eta 0.42, not 1.
    t = np.where(np.abs(logits) > 20, logits, logits - np.log(pos_weight))
    eta = _aux_stable(t)
    return eta, eta * miss > (1 - eta) * alarm


def adv2_eta(logits, pos_weight):
    return special.expit(np.asarray(logits, dtype=float) - np.log(pos_weight))


def adv2_flag(eta, miss, alarm):
    return eta * miss > (1 - eta) * alarm


def right_python_floats_2(logits, pos_weight, miss, alarm):
    logits = np.asarray(logits)
    eta, flag = np.empty(logits.shape), np.empty(logits.shape, dtype=bool)
    for index in np.ndindex(logits.shape):
        t = float(logits[index]) - math.log(pos_weight)
        positive = 1 / (1 + math.exp(-abs(t)))
        eta[index] = positive if t >= 0 else math.exp(t) * positive
        rest = math.exp(-t) * positive if t >= 0 else positive
        flag[index] = eta[index] * miss > rest * alarm
    return eta, flag


def right_argmin_of_costs(logits, pos_weight, miss, alarm):
    t = np.array(logits, dtype=np.float64)
    t -= np.log(pos_weight)
    small = np.exp(-np.abs(t))
    eta = np.where(t < 0, small, 1.0) / (1 + small)
    rest = np.where(t < 0, 1.0, small) / (1 + small)
    # argmin takes the first of two equal costs: a tie lets the post pass
    return eta, np.argmin(np.stack([eta * miss, rest * alarm]), axis=0) == 1


def right_logaddexp(logits, pos_weight, miss, alarm):
    z = np.asarray(logits, dtype=float)
    log_yes = -np.logaddexp(0, np.log(pos_weight) - z)
    log_no = -np.logaddexp(0, z - np.log(pos_weight))
    return np.exp(log_yes), np.asarray(log_yes + np.log(miss) > log_no + np.log(alarm))


def right_cut_on_logits(logits, pos_weight, miss, alarm):
    # no probability in the decision: z > ln(w alarm / miss), from (17) with the costs
    eta = special.softmax(
        np.stack([np.full(np.shape(logits), math.log(pos_weight)), logits]).astype(float), axis=0
    )[1]
    return np.asarray(eta), np.asarray(np.greater(logits, math.log(pos_weight * alarm / miss)))


def wrong_cut_never_above_half_2(logits, pos_weight, miss, alarm):
    # The cheaper cost is always put on top: miss 1, alarm 9 must cut at 0.9, not at 0.1.
    eta = adv2_eta(logits, pos_weight)
    return eta, eta > min(miss, alarm) / (miss + alarm)


def wrong_weight_below_one(logits, pos_weight, miss, alarm):
    # |ln w| is taken off: with pos_weight 0.1 and logit 0, eta is 10/11 and not 1/11.
    eta = special.expit(np.asarray(logits, dtype=float) - abs(np.log(pos_weight)))
    return eta, adv2_flag(eta, miss, alarm)


def wrong_clips_before_the_shift(logits, pos_weight, miss, alarm):
    # Logits are clipped to +-36 before the shift: logit 1000 with pos_weight 1e16 gives 0.30, not 1.
    z = np.clip(np.asarray(logits, dtype=float), -36, 36)
    eta = special.expit(z - np.log(pos_weight))
    return eta, adv2_flag(eta, miss, alarm)


def wrong_absolute_tolerance(logits, pos_weight, miss, alarm):
    # Costs must differ by more than 1e-9: with miss 1e-10, alarm 1e-11 nothing is ever flagged.
    eta = adv2_eta(logits, pos_weight)
    return eta, eta * miss - (1 - eta) * alarm > 1e-9


def wrong_maximum_of_the_batch(logits, pos_weight, miss, alarm):
    # The batch's maximum is taken out of every exponent: logits (1000, 0) give nan for the second.
    t = np.asarray(logits, dtype=float) - np.log(pos_weight)
    top = max(np.max(t, initial=0.0), 0.0)
    with np.errstate(all="ignore"):
        eta = np.exp(t - top) / (np.exp(t - top) + np.exp(-top))
    return eta, adv2_flag(eta, miss, alarm)


def wrong_decides_on_clipped_eta(logits, pos_weight, miss, alarm):
    # Decides on eta clipped at 1e-9: logit -100, miss 1e12, alarm 1 is flagged though it costs 4e-32.
    eta = adv2_eta(logits, pos_weight)
    return eta, adv2_flag(np.clip(eta, 1e-9, 1 - 1e-9), miss, alarm)


def wrong_decides_on_rounded_eta(logits, pos_weight, miss, alarm):
    # Decides on eta rounded to 6 digits: logit -16, w 1, miss 1e8, alarm 1 costs 11 and must be flagged.
    eta = adv2_eta(logits, pos_weight)
    return eta, adv2_flag(np.round(eta, 6), miss, alarm)


def wrong_type_of_the_first_post(logits, pos_weight, miss, alarm):
    # np.vectorize takes the type of the first result, an int at logit -1000: logits (-1000, 5) give 0, 0.

    def one(z):
        t = z - math.log(pos_weight)
        if abs(t) > 700:
            return int(t > 0)
        return 1 / (1 + math.exp(-t))

    eta = np.vectorize(one)(logits)
    return eta.astype(float), adv2_flag(eta.astype(float), miss, alarm)


def wrong_floor_division(logits, pos_weight, miss, alarm):
    # w * alarm // miss is 0 at w 1, miss 2, alarm 1: the cut is minus infinity and logit -5 is flagged.
    with np.errstate(divide="ignore"):
        cut = np.log(np.float64(pos_weight * alarm // miss))
    return adv2_eta(logits, pos_weight), np.asarray(logits) > cut


def wrong_likely_posts_are_always_flagged(logits, pos_weight, miss, alarm):
    # eta > 1/2 is flagged whatever it costs: w 1, logit 1, miss 1, alarm 10 must pass.
    eta = adv2_eta(logits, pos_weight)
    return eta, adv2_flag(eta, miss, alarm) | (eta > 0.5)
