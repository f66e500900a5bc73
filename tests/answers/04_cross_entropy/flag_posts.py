"""Answers to `flag_posts`."""

import numpy as np


def sigmoid(t):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-t))


def right_shift_then_costs(logits, pos_weight, miss, alarm):
    eta = sigmoid(logits - np.log(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def right_in_log_odds(logits, pos_weight, miss, alarm):
    t = logits - np.log(pos_weight)
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1, e) / (1 + e), t > np.log(alarm / miss)


def right_from_odds(logits, pos_weight, miss, alarm):
    s = sigmoid(logits)
    eta = s / (s + pos_weight * sigmoid(-logits))
    return eta, eta > alarm / (alarm + miss)


def right_loop(logits, pos_weight, miss, alarm):
    eta, flags = np.zeros(logits.shape), np.zeros(logits.shape, bool)
    for i in np.ndindex(logits.shape):
        t = float(logits[i]) - np.log(pos_weight)
        eta[i] = 1 / (1 + np.exp(-t)) if t > 0 else np.exp(t) / (1 + np.exp(t))
        flags[i] = miss * eta[i] > alarm * (1 - eta[i])
    return eta, flags


def wrong_not_corrected(logits, pos_weight, miss, alarm):
    """The weight is still in"""
    eta = sigmoid(logits)
    return eta, eta * miss > (1 - eta) * alarm


def wrong_shift_added(logits, pos_weight, miss, alarm):
    """shifted the wrong way"""
    eta = sigmoid(logits + np.log(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_probability_divided(logits, pos_weight, miss, alarm):
    """the weight multiplies the odds"""
    eta = sigmoid(logits) / pos_weight
    return eta, eta * miss > (1 - eta) * alarm


def wrong_log2(logits, pos_weight, miss, alarm):
    """natural logarithm of w"""
    eta = sigmoid(logits - np.log2(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_logit_divided(logits, pos_weight, miss, alarm):
    """divided the logit by w"""
    eta = sigmoid(logits / pos_weight)
    return eta, eta * miss > (1 - eta) * alarm


def wrong_cut_at_half(logits, pos_weight, miss, alarm):
    """You cut at one half"""
    eta = sigmoid(logits - np.log(pos_weight))
    return eta, eta > 0.5


def wrong_decides_on_raw_logits(logits, pos_weight, miss, alarm):
    """You flag all"""
    raw = sigmoid(logits)
    return sigmoid(logits - np.log(pos_weight)), raw * miss > (1 - raw) * alarm


def wrong_costs_exchanged(logits, pos_weight, miss, alarm):
    """exchange the two costs"""
    eta = sigmoid(logits - np.log(pos_weight))
    return eta, eta * alarm > (1 - eta) * miss


def wrong_cut_alarm_over_miss(logits, pos_weight, miss, alarm):
    """only where the post is good"""
    eta = sigmoid(logits - np.log(pos_weight))
    return eta, eta > alarm / miss


def wrong_flag_turned_around(logits, pos_weight, miss, alarm):
    """True means flag"""
    eta = sigmoid(logits - np.log(pos_weight))
    return eta, eta * miss < (1 - eta) * alarm


def wrong_inf_over_inf(logits, pos_weight, miss, alarm):
    """no inf / inf (nan came back)"""
    e = np.exp(logits - np.log(pos_weight))
    eta = e / (1 + e)
    return eta, eta * miss > (1 - eta) * alarm


def wrong_clipped(logits, pos_weight, miss, alarm):
    """A hidden check fails"""
    eta = np.clip(sigmoid(logits - np.log(pos_weight)), 1e-7, 1 - 1e-7)
    return eta, eta * miss > (1 - eta) * alarm


def wrong_clips_logits(logits, pos_weight, miss, alarm):
    """A hidden check fails"""
    eta = sigmoid(np.clip(logits, -30, 30) - np.log(pos_weight))
    return eta, eta * miss > (1 - eta) * alarm


def wrong_flags_as_numbers(logits, pos_weight, miss, alarm):
    """expected bool"""
    eta = sigmoid(logits - np.log(pos_weight))
    return eta, (eta * miss > (1 - eta) * alarm).astype(float)
