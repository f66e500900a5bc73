"""More answers to `bce_with_logits`, written by readers who saw only the student notebook."""

import math

import numpy as np


def sp(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def sig(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def ref(logits, labels):
    return labels * sp(-logits) + (1 - labels) * sp(logits), sig(logits) - labels


def right_eq12(logits, labels):
    return labels * sp(-logits) + (1 - labels) * sp(logits), sig(logits) - labels


def right_logaddexp_tanh(logits, labels):
    zero = np.zeros_like(logits)
    loss = labels * np.logaddexp(zero, -logits) + (1 - labels) * np.logaddexp(zero, logits)
    half = logits.dtype.type(0.5)
    return loss, half * (1 + np.tanh(logits * half)) - labels


def right_grad_digits(logits, labels):
    e = np.exp(-np.abs(logits))
    small, big = e / (1 + e), 1 / (1 + e)
    up = np.where(logits >= 0, big, small)
    down = np.where(logits >= 0, small, big)
    return labels * sp(-logits) + (1 - labels) * sp(logits), (1 - labels) * up - labels * down


def right_loops_math(logits, labels):
    loss, grad = np.empty_like(logits), np.empty_like(logits)
    for i, z in np.ndenumerate(logits):
        z, y = float(z), float(labels[i])
        l1 = math.log1p(math.exp(-abs(z)))
        loss[i] = y * (max(-z, 0.0) + l1) + (1 - y) * (max(z, 0.0) + l1)
        s = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
        grad[i] = s - y
    return loss, grad


def right_naive_sigmoid_grad(logits, labels):
    with np.errstate(over="ignore"):
        s = 1 / (1 + np.exp(-logits))
    l1 = np.log1p(np.exp(-np.abs(logits)))
    return l1 + labels * np.maximum(-logits, 0) + (1 - labels) * np.maximum(logits, 0), s - labels


def right_exp_of_logsigmoid(logits, labels):
    ls = np.minimum(logits, 0) - np.log1p(np.exp(-np.abs(logits)))
    lns = np.minimum(-logits, 0) - np.log1p(np.exp(-np.abs(logits)))
    return -(labels * ls + (1 - labels) * lns), np.exp(ls) - labels


def right_two_logit_softmax(logits, labels):
    # softmax over (z, 0) with log1p form
    m = np.maximum(logits, 0)
    o = np.minimum(logits, 0)
    l1 = np.log1p(np.exp(o - m))
    loss = np.einsum("...,...->...", labels, (m - logits) + l1) + np.einsum(
        "...,...->...", 1 - labels, m + l1
    )
    a, b = np.exp(logits - m), np.exp(-m)
    return loss, a / (a + b) - labels


def right_piecewise_index(logits, labels):
    z = logits.ravel()
    y = labels.ravel()
    pos = z >= 0
    loss, g = np.zeros_like(z), np.zeros_like(z)
    ep = np.exp(-z[pos])
    loss[pos] = np.log1p(ep) + (1 - y[pos]) * z[pos]
    g[pos] = 1 / (1 + ep) - y[pos]
    en = np.exp(z[~pos])
    loss[~pos] = np.log1p(en) - y[~pos] * z[~pos]
    g[~pos] = en / (1 + en) - y[~pos]
    return loss.reshape(logits.shape), g.reshape(logits.shape)


def right_lists(logits, labels):
    a, b = ref(logits, labels)
    return (list(a), list(b)) if a.ndim == 1 else [a, b]


def wrong_naive(logits, labels):
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-logits))
        return -labels * np.log(s) - (1 - labels) * np.log(1 - s), s - labels


def wrong_usual_form(logits, labels):
    return np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits))), sig(
        logits
    ) - labels


def wrong_usual_form_log(logits, labels):
    return np.maximum(logits, 0) - logits * labels + np.log(1 + np.exp(-np.abs(logits))), sig(
        logits
    ) - labels


def wrong_clip_p(logits, labels):
    s = np.clip(sig(logits), 1e-15, 1 - 1e-15)
    return -labels * np.log(s) - (1 - labels) * np.log(1 - s), sig(logits) - labels


def wrong_eps(logits, labels):
    s = sig(logits)
    return -labels * np.log(s + 1e-12) - (1 - labels) * np.log(1 - s + 1e-12), s - labels


def wrong_clip_logits_30(logits, labels):
    z = np.clip(logits, -30, 30)
    return labels * sp(-z) + (1 - labels) * sp(z), sig(z) - labels


def wrong_clip_logits_700(logits, labels):
    z = np.clip(logits, -700, 700)
    return labels * sp(-z) + (1 - labels) * sp(z), sig(z) - labels


def wrong_softplus_low_threshold(logits, labels):
    def f(z):
        return np.where(z < -37, 0, np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))).astype(z.dtype)

    return labels * f(-logits) + (1 - labels) * f(logits), sig(logits) - labels


def wrong_asymmetric_log1p(logits, labels):
    # keeps digits only for y = 1
    e = np.exp(-np.abs(logits))
    return labels * (np.maximum(-logits, 0) + np.log1p(e)) + (1 - labels) * (
        np.maximum(logits, 0) + np.log(1 + e)
    ), sig(logits) - labels


def wrong_unstable_negative(logits, labels):
    # exp(-z) overflows for z = -1000
    with np.errstate(all="ignore"):
        l1 = np.log1p(np.exp(-logits))
    return l1 + (1 - labels) * logits, sig(logits) - labels


def wrong_unstable_positive(logits, labels):
    with np.errstate(all="ignore"):
        l1 = np.log1p(np.exp(logits))
    return l1 - labels * logits, sig(logits) - labels


def wrong_sigmoid_grad_exp_ratio(logits, labels):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        s = e / (1 + e)
    return ref(logits, labels)[0], s - labels


def wrong_grad_clipped(logits, labels):
    s = np.clip(sig(logits), 1e-7, 1 - 1e-7).astype(logits.dtype)
    return ref(logits, labels)[0], s - labels


def wrong_hard_labels(logits, labels):
    y = labels > 0.5
    return np.where(y, sp(-logits), sp(logits)), (sig(logits) - y).astype(logits.dtype)


def wrong_loss_hard(logits, labels):
    return np.where(labels == 1, sp(-logits), sp(logits)), sig(logits) - labels


def wrong_grad_hard(logits, labels):
    s = sig(logits)
    return ref(logits, labels)[0], np.where(labels > 0.5, s - 1, s)


def wrong_signs_trick(logits, labels):
    # hard labels: softplus(-(2y-1) z)
    t = 2 * labels - 1
    return sp(-t * logits), sig(logits) - labels


def wrong_signs_trick_grad(logits, labels):
    t = np.sign(2 * labels - 1)
    return ref(logits, labels)[0], (-t * sig(-t * logits)).astype(logits.dtype)


def wrong_mean(logits, labels):
    l, g = ref(logits, labels)
    return l.mean(), g / l.size


def wrong_sum_last(logits, labels):
    l, g = ref(logits, labels)
    return (l.sum(-1), g) if l.ndim > 1 else (l, g)


def wrong_float32(logits, labels):
    a, b = ref(logits.astype(np.float32), labels.astype(np.float32))
    return a.astype(logits.dtype), b.astype(logits.dtype)


def wrong_inplace_logits(logits, labels):
    g = sig(logits) - labels
    loss = labels * sp(-logits) + (1 - labels) * sp(logits)
    np.subtract(1, labels, out=labels)
    return loss, g


def wrong_zero_at_tie(logits, labels):
    # sign(0) = 0: z = 0 gives sigmoid 0
    e = np.exp(-np.abs(logits))
    s = np.where(logits > 0, 1 / (1 + e), 0) + np.where(logits < 0, e / (1 + e), 0)
    return ref(logits, labels)[0], (s - labels).astype(logits.dtype)


def wrong_loss_zero_at_zero(logits, labels):
    l, g = ref(logits, labels)
    return np.where(logits == 0, 0, l).astype(l.dtype), g


def wrong_nan_0_times_inf(logits, labels):
    with np.errstate(all="ignore"):
        s = sig(logits)
        return -labels * np.log(s) - (1 - labels) * np.log1p(-s), s - labels


def wrong_where_y_nan_safe(logits, labels):
    s = sig(logits)
    sn = sig(-logits)
    with np.errstate(all="ignore"):
        a = np.where(labels > 0, -labels * np.log(s), 0)
        b = np.where(labels < 1, -(1 - labels) * np.log(sn), 0)
    return a + b, s - labels


def wrong_log_sig_fallback(logits, labels):
    # log(sigmoid) with linear fallback: loses small losses
    s, sn = sig(logits), sig(-logits)
    with np.errstate(all="ignore"):
        a = np.where(s > 0, -np.log(s), -logits)
        b = np.where(sn > 0, -np.log(sn), logits)
    return labels * a + (1 - labels) * b, s - labels


def wrong_only_1d(logits, labels):
    out = [
        (y * max(-z, 0) + (1 - y) * max(z, 0) + math.log1p(math.exp(-abs(z))), float(sig(z)) - y)
        for z, y in zip(logits.ravel(), labels.ravel())
    ]
    a, b = zip(*out)
    return np.array(a, logits.dtype), np.array(b, logits.dtype)


def wrong_bits(logits, labels):
    a, b = ref(logits, labels)
    return (a / np.log(2)).astype(a.dtype), b


def wrong_entropy_subtracted(logits, labels):
    a, b = ref(logits, labels)
    with np.errstate(all="ignore"):
        h = -np.nan_to_num(labels * np.log(labels)) - np.nan_to_num(
            (1 - labels) * np.log(1 - labels)
        )
    return a - h, b


def wrong_sigma_prime_grad(logits, labels):
    s = sig(logits)
    return ref(logits, labels)[0], (s - labels) * s * (1 - s)


def wrong_labels_rounded(logits, labels):
    return ref(logits, np.clip(labels, 1e-7, 1 - 1e-7).astype(labels.dtype))


def wrong_abs_at_1000_special(logits, labels):
    # values of the visible check handled by a special case, unstable elsewhere
    with np.errstate(all="ignore"):
        l, g = (
            np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits))),
            sig(logits) - labels,
        )
        s = 1 / (1 + np.exp(-logits))
        naive = -labels * np.log(s) - (1 - labels) * np.log(1 - s)
    return np.where(np.abs(logits) > 36, l, naive), g


def wrong_quadratic_small(logits, labels):
    # treats e < 1e-8 as loss e for the y = 1 side only
    e = np.exp(-np.abs(logits))
    l1 = np.where(e < 1e-4, e, np.log(1 + e))
    return labels * (np.maximum(-logits, 0) + l1) + (1 - labels) * (
        np.maximum(logits, 0) + l1
    ), sig(logits) - labels


def wrong_log_threshold(logits, labels):
    e = np.exp(-np.abs(logits))
    l1 = np.where(logits > 30, e, np.log(1 + e))
    return labels * (np.maximum(-logits, 0) + l1) + (1 - labels) * (
        np.maximum(logits, 0) + l1
    ), sig(logits) - labels


def wrong_log_threshold_both(logits, labels):
    e = np.exp(-np.abs(logits))
    l1 = np.where(np.abs(logits) > 36, e, np.log(1 + e))
    return labels * (np.maximum(-logits, 0) + l1) + (1 - labels) * (
        np.maximum(logits, 0) + l1
    ), sig(logits) - labels


def wrong_upcast_log_f32(logits, labels):
    # float32: log(1+e) done in float64, so digits lost only past 36
    e = np.exp(-np.abs(logits.astype(float)))
    l1 = np.log1p(e) if logits.dtype == np.float64 else np.log(1 + e)
    l = labels * (np.maximum(-logits, 0) + l1) + (1 - labels) * (np.maximum(logits, 0) + l1)
    return l.astype(logits.dtype), (sig(logits) - labels).astype(logits.dtype)


def wrong_hard_when_saturated(logits, labels):
    # |z| > 100: the label is taken as hard
    l, g = ref(logits, labels)
    h = (labels > 0.5).astype(labels.dtype)
    big = np.abs(logits) > 100
    return np.where(big, ref(logits, h)[0], l), g


def wrong_grad_hard_when_saturated(logits, labels):
    l, g = ref(logits, labels)
    return l, np.where(np.abs(logits) > 100, np.round(g), g)


def wrong_soft_label_float16(logits, labels):
    # label rounded to three digits
    return ref(logits, np.round(labels, 3))


def wrong_f32_overflow(logits, labels):
    # softplus with a threshold that float64 bears and float32 does not
    def f(z):
        with np.errstate(over="ignore"):
            return np.where(z > 500, z, np.log1p(np.exp(z)))

    return labels * f(-logits) + (1 - labels) * f(logits), sig(logits) - labels


def wrong_grad_exp_f32(logits, labels):
    # e^z/(1+e^z), guarded at 500: nan in float32 from 89 on
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        s = np.where(logits > 500, 1, e / (1 + e)).astype(logits.dtype)
    return ref(logits, labels)[0], s - labels


def right_stacked(logits, labels):
    return np.stack([ref(logits, labels)[0], ref(logits, labels)[1]])


def right_warns(logits, labels):
    s = 1 / (1 + np.exp(-logits))
    return ref(logits, labels)[0], s - labels


def right_log_expm1_style(logits, labels):
    # soft labels via logaddexp.reduce over a stacked axis
    pair = np.stack([np.zeros_like(logits), logits])
    up = np.logaddexp.reduce(pair, axis=0)
    down = np.logaddexp.reduce(-pair, axis=0)
    return labels * down + (1 - labels) * up, np.exp(-down) - labels


def right_case_by_half(logits, labels):
    c = np.log1p(np.exp(-np.abs(logits)))
    lin = np.where(logits > 0, (1 - labels) * logits, -labels * logits)
    with np.errstate(over="ignore"):
        return c + lin, 1 / (1 + np.exp(-logits)) - labels


def right_two_class_softmax(logits, labels):
    z = np.stack([np.zeros_like(logits), logits], -1)
    t = np.stack([1 - labels, labels], -1)
    s = z - z.max(-1, keepdims=True)
    lo = np.exp(s.min(-1, keepdims=True))
    lp = s - np.log1p(lo)
    return -(t * lp).sum(-1), np.exp(lp[..., 1]) - labels


def right_masked_assignment(logits, labels):
    loss = np.empty_like(logits)
    g = np.empty_like(logits)
    p = logits >= 0
    for sel, sg, w in ((p, 1, 1 - labels), (~p, -1, labels)):
        a = np.exp(-sg * logits[sel])
        loss[sel] = np.log1p(a) + w[sel] * sg * logits[sel]
        big = 1 / (1 + a)
        g[sel] = (big if sg == 1 else a / (1 + a)) - labels[sel]
    return loss, g


def right_atanh(logits, labels):
    e = np.exp(-np.abs(logits))
    c = 2 * np.arctanh(e / (2 + e))
    return labels * (np.fmax(-logits, 0) + c) + (1 - labels) * (np.fmax(logits, 0) + c), np.where(
        logits > 0, 1, e
    ) / (1 + e) - labels


def _sig(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def wrong_tf_weighted(logits, labels):
    return (1 - labels) * logits + np.log1p(np.exp(-np.abs(logits))) + np.maximum(-logits, 0), _sig(
        logits
    ) - labels


def wrong_usual(logits, labels):
    return np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits))), _sig(
        logits
    ) - labels


def _sp(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def wrong_softplus_by_addition(logits, labels):
    a = _sp(-logits)
    return labels * a + (1 - labels) * (logits + a), _sig(logits) - labels


def wrong_log_for_negative(logits, labels):
    with np.errstate(over="ignore"):
        pos = np.where(logits >= 0, logits + np.log1p(np.exp(-logits)), np.log(1 + np.exp(logits)))
    return labels * _sp(-logits) + (1 - labels) * pos, _sig(logits) - labels


def wrong_hard_else_usual(logits, labels):
    usual = np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))
    return np.where(labels == 1, _sp(-logits), np.where(labels == 0, _sp(logits), usual)), _sig(
        logits
    ) - labels


def wrong_zero_beyond_50(logits, labels):
    sp = lambda x: np.where(x < -50, 0, np.where(x > 50, x, _sp(x)))
    return labels * sp(-logits) + (1 - labels) * sp(logits), _sig(logits) - labels


def wrong_zero_beyond_100(logits, labels):
    sp = lambda x: np.where(x < -100, 0, np.where(x > 100, x, _sp(x)))
    return labels * sp(-logits) + (1 - labels) * sp(logits), _sig(logits) - labels


def wrong_clip_exponent_50(logits, labels):
    c = np.log1p(np.exp(-np.minimum(np.abs(logits), 50)))
    return labels * (np.maximum(-logits, 0) + c) + (1 - labels) * (np.maximum(logits, 0) + c), _sig(
        logits
    ) - labels


def wrong_gradient_clip_30(logits, labels):
    return labels * _sp(-logits) + (1 - labels) * _sp(logits), _sig(
        np.clip(logits, -15, 15)
    ) - labels


def wrong_threshold_10(logits, labels):
    sp = lambda x: np.where(x > 10, x, np.log1p(np.exp(np.minimum(x, 10))))
    return labels * sp(-logits) + (1 - labels) * sp(logits), _sig(logits) - labels


def wrong_in_place_labels(logits, labels):
    l = labels * _sp(-logits) + (1 - labels) * _sp(logits)
    labels -= _sig(logits)
    return l, -labels


def wrong_in_place_abs(logits, labels):
    sg = np.sign(logits)
    g = _sig(logits) - labels
    np.abs(logits, out=logits)
    c = np.log1p(np.exp(-logits))
    return labels * (np.maximum(-sg * logits, 0) + c) + (1 - labels) * (
        np.maximum(sg * logits, 0) + c
    ), g


def wrong_gradient_hard(logits, labels):
    return labels * _sp(-logits) + (1 - labels) * _sp(logits), np.where(
        labels > 0.999, -_sig(-logits), _sig(logits) - labels
    )


def wrong_isclose_labels_zero(logits, labels):
    y = np.where(np.isclose(labels, 0), 0, labels)
    return y * _sp(-logits) + (1 - y) * _sp(logits), _sig(logits) - y


def wrong_log_sigmoid_rounded(logits, labels):
    s, r = _sig(logits), _sig(-logits)
    with np.errstate(all="ignore"):
        sp_neg = np.where(s > 0.5, -np.log1p(-r), np.where(s > 0, -np.log(s), -logits))
        sp_pos = np.where(r > 0.5, -np.log1p(-s), np.where(r > 0, -np.log(r), logits))
    return labels * sp_neg + (1 - labels) * sp_pos, s - labels


def wrong_sum_last_axis_2d(logits, labels):
    l = labels * _sp(-logits) + (1 - labels) * _sp(logits)
    return (l.sum(-1) if l.ndim > 1 else l), _sig(logits) - labels


def wrong_soft_clip_500(logits, labels):
    hard = (labels == 0) | (labels == 1)
    z = np.where(hard, logits, np.clip(logits, -500, 500))
    return labels * _sp(-z) + (1 - labels) * _sp(z), _sig(z) - labels


def wrong_soft_clip_100(logits, labels):
    hard = (labels == 0) | (labels == 1)
    z = np.where(hard, logits, np.clip(logits, -100, 100))
    return labels * _sp(-z) + (1 - labels) * _sp(z), _sig(z) - labels


def wrong_small_label_zero_1e_6(logits, labels):
    y = np.where(labels < 1e-6, 0.0, labels)
    return y * _sp(-logits) + (1 - y) * _sp(logits), _sig(logits) - y


def wrong_gradient_from_tanh_clipped(logits, labels):
    return labels * _sp(-logits) + (1 - labels) * _sp(logits), 1 / (
        1 + np.exp(-np.clip(logits, -20, 20))
    ) - labels


def wrong_by_sign_only(logits, labels):
    # loss with respect to the harder class when the label is within 1e-3 of it
    y = np.where(labels > 0.999999, np.where(labels > 1 - 1e-15, 1, labels), labels)
    return y * _sp(-logits) + (1 - y) * _sp(logits), _sig(logits) - np.round(y, 6)


def right_branch(logits, labels):
    u = np.exp(-np.abs(logits))
    lin = np.where(logits > 0, (1 - labels) * logits, -labels * logits)
    return lin + np.log1p(u), 0.5 * (1 + np.tanh(logits / 2)) - labels


def right_logsig(logits, labels):
    def ls(x):
        return np.minimum(x, 0) - np.log1p(np.exp(-abs(x)))

    loss = -labels * ls(logits) - (1 - labels) * ls(-logits)
    return loss, np.exp(ls(logits)) - labels
