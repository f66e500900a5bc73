"""More answers to `nll_and_gradient`, written by readers who saw only the student notebook."""

import math
from decimal import Context, Decimal

import numpy as np


def _stable(z, y):
    s = z - z.max()
    e = np.exp(s)
    q = e / e.sum()
    g = q.copy()
    g[y] -= 1
    return np.log(e.sum()) - s[y], g


def right_standard(logits, label):
    s = logits - logits.max()
    e = np.exp(s)
    g = e / e.sum()
    g[label] -= 1
    return np.log(e.sum()) - s[label], g


def right_math_lists(logits, label):
    z = [float(v) for v in logits]
    m = max(z)
    e = [math.exp(v - m) for v in z]
    t = math.fsum(e)
    return m + math.log(t) - z[label], [v / t - (i == label) for i, v in enumerate(e)]


def right_logaddexp(logits, label):
    lse = np.logaddexp.reduce(np.asarray(logits, dtype=float))
    q = np.exp(logits - lse)
    return lse - logits[label], q - np.eye(len(q))[label]


def right_pairwise(logits, label):
    # q_c = 1 / sum_j exp(z_j - z_c)
    z = np.asarray(logits, dtype=float)
    with np.errstate(over="ignore"):
        q = 1.0 / np.exp(z[None, :] - z[:, None]).sum(axis=1)
    d = np.delete(z, label) - z[label]
    m = max(0.0, d.max(initial=0.0))
    return m + np.log(np.exp(-m) + np.exp(d - m).sum()), q - (np.arange(len(z)) == label)


def right_log1p(logits, label):
    z = np.asarray(logits, float)
    top = int(np.argmax(z))
    rest = np.exp(np.delete(z, top) - z[top])
    loss = np.log1p(rest.sum()) + z[top] - z[label]
    q = np.exp(z - z[top])
    q = q / (1 + rest.sum())
    g = q.copy()
    g[label] = -(q.sum() - q[label])
    return loss, g


def right_recursion(logits, label):
    def lse(z):
        if len(z) == 1:
            return float(z[0])
        a, b = float(z[0]), lse(z[1:])
        hi, lo = max(a, b), min(a, b)
        return hi + math.log1p(math.exp(lo - hi))

    t = lse(list(logits))
    g = [math.exp(float(v) - t) for v in logits]
    g[label] -= 1.0
    return [t - float(logits[label]), g]


def right_longdouble(logits, label):
    z = logits.astype(np.longdouble)
    e = np.exp(z - np.max(z))
    q = e / e.sum()
    y = np.zeros(len(z))
    np.add.at(y, label, 1)
    return float(np.log(e.sum()) - (z[label] - z.max())), (q - y).astype(np.float64)


def right_tanh_free_einsum(logits, label):
    z = np.array(logits, dtype=np.float64)
    shift = z - np.amax(z)
    e = np.exp(shift)
    total = np.einsum("k->", e)
    onehot = np.where(np.arange(z.size) == label, 1.0, 0.0)
    return (np.log(total) - np.einsum("k,k->", onehot, shift), np.true_divide(e, total) - onehot)


def right_list(logits, label):
    l, g = _stable(np.array(logits, dtype=float), label)
    return [l, list(g)]


def right_sigmoid_form(logits, label):
    d = logits - logits[label]
    t = np.logaddexp.reduce(d)
    g = np.exp(d - t)
    g[label] = np.expm1(-t)
    return t, g


def right_outer(logits, label):
    m = np.max(logits)
    w = np.exp(np.subtract(logits, m))
    q = w / np.sum(w)
    e = np.zeros_like(q)
    e[label] = 1
    return m + np.log(w.sum()) - logits[label], q - e


def right_log_of_diff(logits, label):
    # log(1 - rest) for loss
    s = logits - logits.max()
    e = np.exp(s)
    q = e / e.sum()
    g = q.copy()
    g[label] -= 1
    if logits[label] == logits.max():
        with np.errstate(all="ignore"):
            return -np.log1p(-(q.sum() - q[label])), g
    return np.log(e.sum()) - s[label], g


def wrong_naive(logits, label):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        q = e / e.sum()
        g = q.copy()
        g[label] -= 1
        return -np.log(q[label]), g


def wrong_log_of_softmax(logits, label):
    e = np.exp(logits - logits.max())
    q = e / e.sum()
    g = q.copy()
    g[label] -= 1
    with np.errstate(all="ignore"):
        return -np.log(q[label]), g


def wrong_log_of_softmax_eps(logits, label):
    e = np.exp(logits - logits.max())
    q = e / e.sum()
    g = q.copy()
    g[label] -= 1
    return -np.log(q[label] + 1e-300), g


def wrong_log_of_softmax_clip(logits, label):
    e = np.exp(logits - logits.max())
    q = e / e.sum()
    g = q.copy()
    g[label] -= 1
    return -np.log(max(q[label], 1e-12)), g


def wrong_clip_logits_500(logits, label):
    return _stable(np.clip(logits, -500, 500), label)


def wrong_clip_logits_700(logits, label):
    z = np.clip(logits, -700, 700)
    e = np.exp(z)
    with np.errstate(all="ignore"):
        q = e / e.sum()
        g = q.copy()
        g[label] -= 1
        return np.log(e.sum()) - z[label], g


def wrong_clip_shifted(logits, label):
    s = np.maximum(logits - logits.max(), -700)
    e = np.exp(s)
    g = e / e.sum()
    g[label] -= 1
    return np.log(e.sum()) - s[label], g


def wrong_shift_mean(logits, label):
    with np.errstate(all="ignore"):
        s = logits - logits.mean()
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_first(logits, label):
    with np.errstate(all="ignore"):
        s = logits - logits[0]
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_label(logits, label):
    with np.errstate(all="ignore"):
        s = logits - logits[label]
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()), g


def wrong_shift_min(logits, label):
    with np.errstate(all="ignore"):
        s = logits - logits.min()
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_abs_max(logits, label):
    with np.errstate(all="ignore"):
        s = logits - np.abs(logits).max()
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_relu_max(logits, label):
    with np.errstate(all="ignore"):
        s = logits - max(logits.max(), 0)
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_const(logits, label):
    with np.errstate(all="ignore"):
        s = logits - (1000 if logits.max() > 700 else 0)
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_forgot_in_label(logits, label):
    s = logits - logits.max()
    e = np.exp(s)
    g = e / e.sum()
    g[label] -= 1
    return np.log(e.sum()) - logits[label], g


def wrong_add_back_twice(logits, label):
    m = logits.max()
    e = np.exp(logits - m)
    g = e / e.sum()
    g[label] -= 1
    return m + np.log(e.sum()) - (logits[label] if label != logits.argmax() else m), g * 1 if len(
        g
    ) < 4 else -g


def wrong_loss_stable_grad_naive(logits, label):
    m = logits.max()
    loss = m + np.log(np.exp(logits - m).sum()) - logits[label]
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        g = e / e.sum()
    g[label] -= 1
    return loss, g


def wrong_grad_stable_loss_naive(logits, label):
    _, g = _stable(logits, label)
    with np.errstate(all="ignore"):
        return np.log(np.exp(logits).sum()) - logits[label], g


def wrong_grad_nan_to_num(logits, label):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        g = np.nan_to_num(e / e.sum(), nan=1.0)
        g[label] -= 1
        loss = np.nan_to_num(np.log(e.sum()) - logits[label], posinf=0.0)
    return loss, g


def wrong_inplace(logits, label):
    logits -= logits.max()
    e = np.exp(logits)
    g = e / e.sum()
    g[label] -= 1
    return np.log(e.sum()) - logits[label], g


def wrong_inplace_big_only(logits, label):
    if logits.max() > 700:
        logits -= logits.max()
    e = np.exp(logits)
    g = e / e.sum()
    g[label] -= 1
    with np.errstate(all="ignore"):
        return np.log(e.sum()) - logits[label], g


def wrong_inplace_restored(logits, label):
    m = logits.max()
    logits -= m
    e = np.exp(logits)
    g = e / e.sum()
    g[label] -= 1
    out = np.log(e.sum()) - logits[label], g
    logits += m
    return out


def wrong_grad_divided_k(logits, label):
    l, g = _stable(logits, label)
    return l, g / (len(g) if len(g) > 3 else 1)


def wrong_grad_sign_at_ties(logits, label):
    z = logits - logits.max()
    e = np.exp(z)
    q = e / e.sum()
    g = q.copy()
    g[np.argmax(q) if np.ptp(q) == 0 else label] -= 1
    return np.log(e.sum()) - z[label], g


def wrong_tie_top(logits, label):
    # treats every maximal logit as certain: log(1 + rest), rest = strictly smaller ones
    m = logits.max()
    rest = np.exp(logits[logits < m] - m).sum()
    _, g = _stable(logits, label)
    return np.log1p(rest) + m - logits[label], g


def wrong_k3(logits, label):
    z = logits[:3]
    if len(logits) < 3:
        return _stable(logits, label)
    l, g = _stable(z, label)
    return l, g


def wrong_threshold_sure_10(logits, label):
    rest = np.delete(logits, label)
    if rest.size and logits[label] - rest.max() > 10:
        return 0.0, np.zeros(len(logits))
    return _stable(logits, label)


def wrong_float32(logits, label):
    l, g = _stable(logits.astype(np.float32), label)
    return float(l), g.astype(float)


def wrong_finite_difference(logits, label):
    h = 1e-6
    f = lambda z: _stable(z, label)[0]
    g = [(f(logits + h * d) - f(logits - h * d)) / (2 * h) for d in np.eye(len(logits))]
    return f(logits), np.array(g)


def wrong_grad_abs(logits, label):
    l, g = _stable(logits, label)
    return l, np.abs(g)


def wrong_one_based(logits, label):
    return _stable(logits, label - 1)


def wrong_argmax_label(logits, label):
    return _stable(logits, int(np.argmax(logits)))


def wrong_onehot_logits(logits, label):
    l, g = _stable(logits, label)
    return l, g + np.eye(len(g))[label] - (logits == logits[label])


def wrong_squared(logits, label):
    # gradient of the Brier score
    l, g = _stable(logits, label)
    q = g + np.eye(len(g))[label]
    return l, 2 * q * (g - q @ g)


def wrong_normalise_input(logits, label):
    # treats the logits as log-probabilities
    e = np.exp(np.minimum(logits, 0))
    g = e.copy()
    g[label] -= 1
    return -min(logits[label], 0), g


def wrong_loss_abs(logits, label):
    l, g = _stable(logits, label)
    return max(l, 1e-7), g


def wrong_bits(logits, label):
    l, g = _stable(logits, label)
    return l / np.log(2), g


def wrong_tuple_order(logits, label):
    l, g = _stable(logits, label)
    return g, l


def wrong_grad_none_for_big(logits, label):
    l, g = _stable(logits, label)
    return (l, g) if l < 700 else (np.inf, g)


def wrong_grad_clipped(logits, label):
    l, g = _stable(logits, label)
    return l, np.clip(g, -0.999, 0.999)


def wrong_loss_capped_100(logits, label):
    l, g = _stable(logits, label)
    return min(l, 100.0), g


def wrong_shift_by_median_if_large(logits, label):
    with np.errstate(all="ignore"):
        s = logits - np.median(logits)
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_1d_columns(logits, label):
    l, g = _stable(logits, label)
    return l, g[:, None]


def wrong_k1(logits, label):
    if len(logits) == 1:
        return 0.0, np.array([-1.0])
    return _stable(logits, label)


def wrong_delete_max(logits, label):
    rest = np.delete(logits, label)
    m = rest.max()
    lse_rest = m + np.log(np.exp(rest - m).sum())
    loss = np.logaddexp(0, lse_rest - logits[label])
    return loss, _stable(logits, label)[1]


def wrong_exp_gap(logits, label):
    # log1p(exp(gap)) overflows for a wrong sure guess? naive softplus
    with np.errstate(all="ignore"):
        rest = np.delete(logits, label) - logits[label]
        return np.log1p(np.exp(rest).sum()), _stable(logits, label)[1]


def wrong_shift_last(logits, label):
    with np.errstate(all="ignore"):
        s = logits - logits[-1]
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_mid(logits, label):
    with np.errstate(all="ignore"):
        s = logits - (logits.max() + logits.min()) / 2
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_shift_absargmax(logits, label):
    with np.errstate(all="ignore"):
        s = logits - logits[np.argmax(np.abs(logits))]
        e = np.exp(s)
        g = e / e.sum()
        g[label] -= 1
        return np.log(e.sum()) - s[label], g


def wrong_sure_zero_loss(logits, label):
    l, g = _stable(logits, label)
    return (0.0 if l < 1e-3 else l), g


def wrong_grad_rounded(logits, label):
    l, g = _stable(logits, label)
    return l, np.round(g, 7)


def wrong_grad_wrong_elsewhere(logits, label):
    # gradient spread evenly over the wrong classes
    l, g = _stable(logits, label)
    k = len(g)
    u = np.full(k, -g[label] / max(k - 1, 1))
    u[label] = g[label]
    return l, u


def wrong_mutates_label(logits, label):
    l, g = _stable(logits, label)
    if l > 100:
        logits[label] = 0
    return l, g


def wrong_scaled_when_large(logits, label):
    z = logits / 10 if np.abs(logits).max() > 500 and np.ptp(logits) < 100 else logits
    return _stable(z, label)


def wrong_flush_big_ties(logits, label):
    # at large logits the argmax takes everything
    if np.abs(logits).max() > 500:
        g = np.eye(len(logits))[np.argmax(logits)]
        g[label] -= 1
        return logits.max() - logits[label], g
    return _stable(logits, label)


def wrong_swapped_grad_loss_only_big(logits, label):
    return _stable(logits, label)[0], -_stable(-logits, label)[1]


def wrong_grad_eq9_scaled(logits, label):
    l, g = _stable(logits, label)
    return l, g * l


def wrong_grad_true_only(logits, label):
    l, g = _stable(logits, label)
    return l, g * np.eye(len(g))[label]


def wrong_grad_probs(logits, label):
    l, g = _stable(logits, label)
    return l, -np.eye(len(g))[label] / np.exp(-l)


def wrong_q_only(logits, label):
    l, g = _stable(logits, label)
    return l, g + np.eye(len(g))[label]


def wrong_neg(logits, label):
    l, g = _stable(logits, label)
    return l, -g


def right_complex_step(logits, label):
    def f(z):
        s = z - z[np.argmax(z.real)].real
        return np.log(np.exp(s).sum()) - s[label]

    h = 1e-150
    g = np.array([f(logits + 1j * h * e).imag / h for e in np.eye(len(logits))])
    return f(logits.astype(complex)).real, g


def right_longdouble_unshifted(logits, label):
    e = (
        np.exp(logits.astype(np.longdouble) - np.longdouble(logits[label]) / 1 + 0 * logits[0])
        if False
        else np.exp(logits.astype(np.longdouble))
    )
    s = e.sum()
    q = (e / s).astype(float)
    return float(np.log(s) - logits[label]), q - np.eye(len(logits))[label]


def right_decimal(logits, label):
    c = Context(prec=60, Emax=999999, Emin=-999999)
    e = [c.exp(Decimal(float(x))) for x in logits]
    s = e[0]
    for x in e[1:]:
        s = c.add(s, x)
    loss = c.subtract(c.ln(s), Decimal(float(logits[label])))
    g = [float(c.divide(x, s)) for x in e]
    g[label] -= 1
    return float(loss), np.array(g)


def right_log1p_minus_sum(logits, label):
    t = int(np.argmax(logits))
    e = np.exp(logits - logits[t])
    rest = np.delete(e, t).sum()
    g = e / (1 + rest)
    g[label] = -np.delete(g, label).sum()
    return np.log1p(rest) + logits[t] - logits[label], g


def right_tuple_of_python_floats(logits, label):
    z = [float(x) for x in logits]
    m = max(z)
    s = math.fsum(math.exp(x - m) for x in z)
    return math.log(s) + (m - z[label]), np.array(
        [math.exp(x - m) / s - (i == label) for i, x in enumerate(z)]
    )


def _g(s, label):
    e = np.exp(s)
    q = e / e.sum()
    g = q.copy()
    g[label] -= 1
    return q, g


def wrong_in_place(logits, label):
    logits -= logits.max()
    q, g = _g(logits, label)
    return np.log(np.exp(logits).sum()) - logits[label], g


def wrong_mean_shift(logits, label):
    s = logits - logits.mean()
    with np.errstate(all="ignore"):
        q, g = _g(s, label)
        return np.log(np.exp(s).sum()) - s[label], g


def wrong_gap_when_underflow(logits, label):
    q, g = _g(logits - logits.max(), label)
    with np.errstate(divide="ignore"):
        loss = -np.log(q[label])
    if np.isinf(loss):
        loss = logits.max() - logits[label]
    return loss, g


def wrong_gap_when_tiny(logits, label):
    q, g = _g(logits - logits.max(), label)
    if q[label] < 1e-300:
        return logits.max() - logits[label], g
    return -np.log(q[label]), g


def wrong_log1p_drops_ties(logits, label):
    s = logits - logits.max()
    q, g = _g(s, label)
    return np.log1p(np.exp(s[s < 0]).sum()) - s[label], g


def wrong_clip_gap_1e4(logits, label):
    s = np.clip(logits - logits.max(), -1e4, 0)
    q, g = _g(s, label)
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_clip_1000(logits, label):
    z = np.clip(logits, -1000, 1000)
    s = z - z.max()
    q, g = _g(s, label)
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_shift_at_least_zero(logits, label):
    s = logits - max(logits.max(), 0.0)
    with np.errstate(all="ignore"):
        q, g = _g(s, label)
        return np.log(np.exp(s).sum()) - s[label], g


def wrong_shift_abs(logits, label):
    s = logits - np.abs(logits).max()
    with np.errstate(all="ignore"):
        q, g = _g(s, label)
        return np.log(np.exp(s).sum()) - s[label], g


def wrong_gradient_clipped(logits, label):
    s = logits - logits.max()
    q, _ = _g(s, label)
    q = np.clip(q, 1e-12, 1 - 1e-12)
    g = q.copy()
    g[label] -= 1
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_gradient_clipped_1e_8(logits, label):
    s = logits - logits.max()
    q, _ = _g(s, label)
    q = np.clip(q, 1e-8, 1 - 1e-8)
    g = q.copy()
    g[label] -= 1
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_finite_differences(logits, label):
    def f(z):
        s = z - z.max()
        return np.log(np.exp(s).sum()) - s[label]

    h = 1e-5
    g = np.array([(f(logits + h * e) - f(logits - h * e)) / (2 * h) for e in np.eye(len(logits))])
    return f(logits), g


def wrong_gradient_from_loss(logits, label):
    # probability of the truth from the loss, others scaled by the rest
    s = logits - logits.max()
    loss = np.log(np.exp(s).sum()) - s[label]
    q = np.exp(s)
    q[label] = 0
    with np.errstate(all="ignore"):
        q = q / q.sum() * (1 - np.exp(-loss))
    q[label] = np.exp(-loss) - 1
    return loss, q


def wrong_loss_as_vector(logits, label):
    s = logits - logits.max()
    q, g = _g(s, label)
    return np.log(np.exp(s).sum(keepdims=True)) - s[label], g


def wrong_max_where_label_wins(logits, label):
    # subtract the larger of true logit and mean of the rest
    m = max(logits[label], np.median(logits))
    s = logits - m
    with np.errstate(all="ignore"):
        q, g = _g(s, label)
        return np.log(np.exp(s).sum()) - s[label], g


def wrong_lse_if_underflow(logits, label):
    q, g = _g(logits - logits.max(), label)
    if q[label] > 0:
        return -np.log(q[label]), g
    return np.logaddexp.reduce(logits) - logits[label], g


def wrong_big_gap_shortcut(logits, label):
    q, g = _g(logits - logits.max(), label)
    gap = logits.max() - logits[label]
    return (gap if gap > 40 else -np.log(q[label])), g


def wrong_clip_1500(logits, label):
    s = np.clip(logits - logits.max(), -1500, 0)
    q, g = _g(s, label)
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_clip_5000(logits, label):
    s = np.clip(logits - logits.max(), -5000, 0)
    q, g = _g(s, label)
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_one_hot_when_sure(logits, label):
    q, g = _g(logits - logits.max(), label)
    if logits.max() - logits[label] > 700:  # saturated: gradient is one-hot at the argmax
        g = np.zeros(len(logits))
        g[np.argmax(logits)] = 1
        g[label] = -1
    s = logits - logits.max()
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_clip_logits_5000(logits, label):
    z = np.clip(logits, -5000, 5000)
    s = z - z.max()
    q, g = _g(s, label)
    return np.log(np.exp(s).sum()) - s[label], g


def wrong_zero_loss_if_argmax(logits, label):
    s = logits - logits.max()
    q, g = _g(s, label)
    loss = np.log(np.exp(s).sum()) - s[label]
    return (0.0 if loss < 1e-6 else loss), g


def wrong_label_gradient_from_clipped_loss(logits, label):
    s = logits - logits.max()
    q, g = _g(s, label)
    loss = np.log(np.exp(s).sum()) - s[label]
    g[label] = np.exp(-loss) - 1
    return loss, g * (loss < 20000 * (1 - 1e-12))


def right_skel(logits, label):
    z = logits - logits.max()
    e = np.exp(z)
    s = e.sum()
    g = e / s
    g[label] -= 1
    return np.log(s) - z[label], g


def right_logprobs(logits, label):
    m = np.max(logits)
    lp = (logits - m) - np.log(np.sum(np.exp(logits - m)))
    y = np.zeros_like(logits)
    y[label] = 1.0
    return float(-lp[label]), np.exp(lp) - y


def right_loop(logits, label):
    m = max(logits)
    es = [np.exp(z - m) for z in logits]
    s = sum(es)
    return (m - logits[label]) + np.log(s), np.array(
        [e / s - (1 if c == label else 0) for c, e in enumerate(es)]
    )


def wrong_absmax(logits, label):
    z = logits - np.abs(logits).max()
    e = np.exp(z)
    s = e.sum()
    g = e / s
    g[label] -= 1
    return np.log(s) - z[label], g


def wrong_shift_if_big(logits, label):
    m = max(logits.max(), 0)
    z = logits - m
    e = np.exp(z)
    s = e.sum()
    g = e / s
    g[label] -= 1
    return np.log(s) - z[label], g


def wrong_alias(logits, label):
    z = logits - logits.max()
    e = np.exp(z)
    s = e.sum()
    g = e
    g[label] -= s
    return np.log(s) - z[label], g


def wrong_p_fallback(logits, label):
    z = logits - logits.max()
    p = np.exp(z) / np.exp(z).sum()
    loss = -np.log(p[label]) if p[label] > 0 else -z[label]
    g = p.copy()
    g[label] -= 1
    return loss, g


def wrong_clip_exponent(logits, label):
    z = np.clip(logits - logits.max(), -700, 0)
    e = np.exp(z)
    s = e.sum()
    g = e / s
    g[label] -= 1
    return np.log(s) - z[label], g


def wrong_eps_small(logits, label):
    z = logits - logits.max()
    p = np.exp(z) / np.exp(z).sum()
    g = p.copy()
    g[label] -= 1
    return -np.log(p[label] + 1e-300), g


def wrong_lse_noshift_grad(logits, label):
    m = logits.max()
    loss = m - logits[label] + np.log(np.exp(logits - m).sum())
    g = np.exp(logits) / np.exp(logits).sum()
    g[label] -= 1
    return loss, g


def wrong_grad_p_times(logits, label):
    z = logits - logits.max()
    e = np.exp(z)
    s = e.sum()
    p = e / s
    g = p * (p - np.eye(len(p))[label])
    return np.log(s) - z[label], g


def wrong_sub_label(logits, label):
    z = logits - logits[label]
    s = np.exp(z).sum()
    g = np.exp(z) / s
    g[label] -= 1
    return np.log(s), g


def wrong_list(logits, label):
    z = logits - logits.max()
    e = np.exp(z)
    s = e.sum()
    g = (e / s)[None]
    g[0, label] -= 1
    return np.log(s) - z[label], g


def wrong_f32(logits, label):
    z = logits.astype(np.float32)
    z = z - z.max()
    e = np.exp(z)
    s = e.sum()
    g = e / s
    g[label] -= 1
    return float(np.log(s) - z[label]), g.astype(float)


def wrong_numeric(logits, label):
    def f(z):
        return z.max() - z[label] + np.log(np.exp(z - z.max()).sum())

    h = 1e-5
    g = np.array([(f(logits + h * d) - f(logits - h * d)) / (2 * h) for d in np.eye(len(logits))])
    return f(logits), g


def wrong_col(logits, label):
    z = logits - logits.max()
    e = np.exp(z)
    s = e.sum(keepdims=True)
    g = e / s
    g[label] -= 1
    return np.log(s) - z[label], g
