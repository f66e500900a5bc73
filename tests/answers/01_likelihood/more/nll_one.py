"""More answers to `nll_one`, written by readers who saw only the student notebook."""

import cmath
import math
from decimal import Context, Decimal

import numpy as np


def right_math(probs, label):
    q = float(probs[label])
    return -math.log(q) if q > 0 else math.inf


def right_numpy(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(probs[label])


def right_onehot_where(probs, label):
    k = len(probs)
    mask = np.arange(k) == label
    with np.errstate(divide="ignore"):
        logs = np.log(np.where(mask, probs, 1.0))
    return float(-logs.sum())


def right_einsum(probs, label):
    onehot = np.eye(len(probs))[label]
    q = np.einsum("k,k->", onehot, np.asarray(probs, dtype=float))
    with np.errstate(divide="ignore"):
        return -np.log(q)


def right_take(probs, label):
    with np.errstate(divide="ignore"):
        return np.negative(np.log(np.take(probs, label)))


def right_zero_d(probs, label):
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(np.asarray(probs)[label]))


def right_log2(probs, label):
    q = float(probs[int(label)])
    if q == 0:
        return float("inf")
    return -math.log2(q) * math.log(2)


def right_recursion(probs, label):
    def go(i):
        if i == label:
            with np.errstate(divide="ignore"):
                return -np.log(probs[i])
        return go(i + 1)

    return go(0)


def right_frexp(probs, label):
    q = float(probs[label])
    if q == 0.0:
        return math.inf
    m, e = math.frexp(q)
    return -(math.log(m) + e * math.log(2.0))


def right_reciprocal_safe(probs, label):
    with np.errstate(divide="ignore"):
        return np.logaddexp.reduce([-np.log(np.longdouble(probs[label]))]).astype(float)


def right_renormalise(probs, label):
    p = np.asarray(probs, dtype=float)
    return -np.log(p[label] / p.sum())


def right_float32_in(probs, label):
    p = np.asarray(probs)
    if p[label] == 0:
        return np.inf
    return float(np.log(np.float64(1.0)) - np.log(np.float64(p[label])))


def right_tolist(probs, label):
    row = probs.tolist()
    return sum(-math.log(q) if q else math.inf for i, q in enumerate(row) if i == label)


def right_longdouble_return(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(np.longdouble(probs[label]))


def right_int_zero(probs, label):
    q = probs[label]
    if q == 1:
        return 0
    return math.inf if q == 0 else math.log(1) - math.log(q)


def right_masked(probs, label):
    m = np.ma.masked_array(probs, mask=np.arange(len(probs)) != label)
    with np.errstate(all="ignore"):
        return -np.log(m.compressed()[0])


def right_try(probs, label):
    try:
        return -math.log(probs[label])
    except ValueError:
        return math.inf


def wrong_eps_1e12(probs, label):
    return -np.log(probs[label] + 1e-12)


def wrong_eps_1e300(probs, label):
    return -np.log(probs[label] + 1e-300)


def wrong_clip(probs, label):
    return -np.log(np.clip(probs[label], 1e-10, 1.0))


def wrong_clip_then_inf(probs, label):
    # inf for 0, but everything below 1e-15 is clipped
    if probs[label] == 0:
        return np.inf
    return -np.log(max(probs[label], 1e-15))


def wrong_inf_below_eps(probs, label):
    # treats tiny probabilities as zero
    if probs[label] < 1e-12:
        return np.inf
    return -np.log(probs[label])


def wrong_zero_returns_zero(probs, label):
    return -np.log(probs[label]) if probs[label] > 0 else 0.0


def wrong_zero_returns_minus_inf(probs, label):
    return -np.log(probs[label]) if probs[label] > 0 else -np.inf


def wrong_zero_returns_nan(probs, label):
    p = np.asarray(probs)
    with np.errstate(all="ignore"):
        return -(np.eye(len(p))[label] * np.log(p)).sum()


def wrong_onehot_nan_to_num(probs, label):
    p = np.asarray(probs)
    with np.errstate(all="ignore"):
        return -np.nan_to_num(np.eye(len(p))[label] * np.log(p)).sum()


def wrong_onehot_nan_only_others(probs, label):
    # nan if another class has probability zero, right for a zero at the label
    p = np.asarray(probs, dtype=float)
    if p[label] == 0:
        return np.inf
    with np.errstate(all="ignore"):
        return -(np.eye(len(p))[label] @ np.log(p))


def wrong_renormalise_inplace(probs, label):
    probs /= probs.sum()
    return -np.log(probs[label])


def wrong_inplace_clip(probs, label):
    # zero replaced in the caller's array, then looked up right
    q = probs[label]
    np.clip(probs, 1e-12, 1, out=probs)
    with np.errstate(divide="ignore"):
        return -np.log(q)


def wrong_inplace_log(probs, label):
    with np.errstate(divide="ignore"):
        np.log(probs, out=probs)
    return -probs[label]


def wrong_softmax(probs, label):
    e = np.exp(probs - np.max(probs))
    return -np.log(e[label] / e.sum())


def wrong_float32(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(np.float32(probs[label]))


def wrong_float16(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(np.float16(probs[label]))


def wrong_rounded(probs, label):
    with np.errstate(divide="ignore"):
        return np.round(-np.log(probs[label]), 7)


def wrong_one_minus_rest(probs, label):
    # q as one minus the others: cancellation for tiny q
    p = np.asarray(probs, dtype=float)
    q = 1.0 - (p.sum() - p[label])
    with np.errstate(all="ignore"):
        return -np.log(max(q, 0.0))


def wrong_k3_only(probs, label):
    a, b, c = probs
    with np.errstate(divide="ignore"):
        return -np.log([a, b, c][label])


def wrong_mod3(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(probs[label % 3])


def wrong_label_one_based(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(probs[label - 1])


def wrong_sorted(probs, label):
    p = np.sort(probs)[::-1]
    with np.errstate(divide="ignore"):
        return -np.log(p[label])


def wrong_hardcoded(probs, label):
    return {1: 1.6094379124341003, 2: 2.302585092994046}.get(label, 0.35667494393873245)


def wrong_binary_cross_entropy(probs, label):
    p = np.asarray(probs, dtype=float)
    y = np.eye(len(p))[label]
    with np.errstate(all="ignore"):
        return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


def wrong_inf_if_any_zero(probs, label):
    if np.any(np.asarray(probs) == 0):
        return np.inf
    return -np.log(probs[label])


def wrong_argmax_inf(probs, label):
    # right unless label is 0, falsy test
    label = label or int(np.argmax(probs))
    with np.errstate(divide="ignore"):
        return -np.log(probs[label])


def wrong_array_shape1(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(np.asarray(probs)[[label]])


def wrong_log1p_minus(probs, label):
    # log q as log1p(q - 1): loses small q
    q = float(probs[label])
    return -np.log1p(q - 1.0) if q > 0 else np.inf


def wrong_string_inf(probs, label):
    return -np.log(probs[label]) if probs[label] > 0 else "inf"


def wrong_none_for_zero(probs, label):
    if probs[label] > 0:
        return -np.log(probs[label])


def wrong_math_raises(probs, label):
    return -math.log(probs[label])


def wrong_one_gives_big(probs, label):
    # certain: returns 1e-?? hack, abs of log plus eps
    with np.errstate(divide="ignore"):
        return abs(np.log(probs[label])) + 1e-5


def wrong_finite_max(probs, label):
    with np.errstate(divide="ignore"):
        return min(-np.log(probs[label]), np.finfo(float).max)


def wrong_complex(probs, label):
    if probs[label] == 0:
        return math.inf
    return -cmath.log(probs[label])


def wrong_list(probs, label):
    with np.errstate(all="ignore"):
        return [-np.log(probs[label])]


def wrong_tuple(probs, label):
    with np.errstate(all="ignore"):
        return (-np.log(probs[label]),)


def wrong_string(probs, label):
    with np.errstate(all="ignore"):
        return str(-np.log(probs[label]))


def wrong_inplace_later(probs, label):
    # in-place normalisation only when there are more than three classes
    if len(probs) > 3:
        probs[:] = probs[::-1].copy()
        with np.errstate(all="ignore"):
            return -np.log(probs[len(probs) - 1 - label])
    with np.errstate(all="ignore"):
        return -np.log(probs[label])


def wrong_inplace_zero_replaced(probs, label):
    if probs[label] == 0:
        probs[label] = np.finfo(float).tiny
        return np.inf
    return -np.log(probs[label])


def wrong_k_above_9(probs, label):
    p = probs[:9]
    with np.errstate(all="ignore"):
        return -np.log(p[label])


def wrong_label_int8(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(probs[int(np.array(label).astype(np.int8))])


def wrong_one_class(probs, label):
    # squeeze loses the axis when k = 1
    with np.errstate(all="ignore"):
        return -np.log(np.squeeze(probs)[label])


def wrong_relative_1e6(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(probs[label]) * (1 + 5e-7)


def wrong_eps_1e308(probs, label):
    # eps hack, patched at zero
    if probs[label] == 0:
        return np.inf
    return -np.log(probs[label] + 1e-305)


def wrong_eps_1e9_patched(probs, label):
    if probs[label] == 0:
        return np.inf
    return -np.log(probs[label] + 1e-9)


def wrong_close_to_one_is_zero(probs, label):
    # a sure guess is rounded to a loss of 0
    if probs[label] > 1 - 1e-6:
        return 0.0
    with np.errstate(all="ignore"):
        return -np.log(probs[label])


def wrong_isclose_zero(probs, label):
    if np.isclose(probs[label], 0):
        return np.inf
    return -np.log(probs[label])


def wrong_inf_only_if_label_last(probs, label):
    if probs[label] == 0:
        return np.inf if label == len(probs) - 1 else 1e30
    return -np.log(probs[label])


def wrong_global_state(probs, label, seen={}):
    # memoised on the label and the number of classes
    key = (label, len(probs))
    with np.errstate(all="ignore"):
        return seen.setdefault(key, -np.log(probs[label]))


def wrong_ignores_label(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(probs[0])


def wrong_label0(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(probs[label - 1 if label > 2 else label])


def wrong_mean_all(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(probs).mean()


def wrong_last(probs, label):
    with np.errstate(all="ignore"):
        return -np.log(probs[::-1][label])


def wrong_odds(probs, label):
    with np.errstate(all="ignore"):
        return np.log((1 - probs[label]) / probs[label])


def wrong_log1p(probs, label):
    return -np.log1p(probs[label])


def right_decimal(probs, label):
    q = Decimal(float(probs[label]))
    return math.inf if q == 0 else float(-q.ln(Context(prec=40)))


def right_nansum_onehot(probs, label):
    with np.errstate(all="ignore"):
        return -np.nansum(np.eye(len(probs))[label] * np.log(probs))


def right_log2_times_ln2(probs, label):
    m, e = math.frexp(probs[label])
    return (
        math.inf
        if m == 0
        else -(math.log(m) + e * math.log(2))
        if m < 1 and e < 0
        else -math.log(probs[label])
    )


def right_ufunc_where(probs, label):
    out = np.full(len(probs), np.inf)
    np.log(probs, out=out, where=np.asarray(probs) > 0)
    v = out[label]
    return abs(v)


def right_zero_d_array(probs, label):
    with np.errstate(divide="ignore"):
        return np.negative(np.log(np.take(probs, label)))[...]


def wrong_tiny_is_zero_1e_15(probs, label):
    q = probs[label]
    return np.inf if q < 1e-15 else -np.log(q)


def wrong_eps_inside(probs, label):
    q = probs[label]
    return np.inf if q == 0 else -np.log(q + 1e-12)


def wrong_eps_1e_16(probs, label):
    q = probs[label]
    return np.inf if q == 0 else -np.log(q + 1e-16)


def wrong_any_zero_is_inf(probs, label):
    if np.any(probs == 0):
        return np.inf
    return -np.log(probs[label])


def wrong_log_in_place(probs, label):
    with np.errstate(divide="ignore"):
        np.log(probs, out=probs)
    return -probs[label]


def wrong_vector_of_one(probs, label):
    with np.errstate(divide="ignore"):
        return -np.log(probs[[label]])


def wrong_clip_upper(probs, label):
    q = min(float(probs[label]), 1 - 1e-7)
    return math.inf if q == 0 else -math.log(q)


def wrong_clip_upper_1e_12(probs, label):
    q = min(float(probs[label]), 1 - 1e-12)
    return math.inf if q == 0 else -math.log(q)


def wrong_label_or_none(probs, label):
    if not label:
        label = int(np.argmax(probs))
    with np.errstate(divide="ignore"):
        return -np.log(probs[label])


def right_plain(probs, label):
    return -np.log(probs[label])


def right_math_inf(probs, label):
    p = float(probs[label])
    if p == 0:
        return math.inf
    return -math.log(p)


def right_log_inverse(probs, label):
    with np.errstate(divide="ignore"):
        return np.log(1.0 / probs[label])


def wrong_eps(probs, label):
    return -np.log(probs[label] + 1e-12)


def wrong_any_zero_inf(probs, label):
    if np.any(probs == 0):
        return np.inf
    return -np.log(probs[label])


def wrong_onehot_sum_nan(probs, label):
    return -np.sum(np.eye(len(probs))[label] * np.log(probs))


def wrong_threshold_inf(probs, label):
    p = probs[label]
    return float("inf") if p < 1e-10 else -np.log(p)


def wrong_array1(probs, label):
    return -np.log(probs[[label]])


def wrong_neg_inf(probs, label):
    if probs[label] == 0:
        return -np.inf
    return -np.log(probs[label])


def wrong_softmax_first(probs, label):
    e = np.exp(probs)
    return -np.log(e[label] / e.sum())


def wrong_nan_to_num(probs, label):
    return np.nan_to_num(-np.log(probs[label]))


def wrong_inplace(probs, label):
    probs /= probs.sum() * 1.0
    probs[probs == 0] = 1e-300
    return -np.log(probs[label]) if probs[label] > 1e-299 else np.inf


def wrong_round(probs, label):
    return round(float(-np.log(probs[label])), 4)


def wrong_inf_if_not_prob(probs, label):
    p = probs[label]
    if p <= 0 or p >= 1:
        return np.inf
    return -np.log(p)
