"""More answers to `target_gradients`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import special


def _aux_logs(t, axis=-1):
    """Log-softmax, safe."""
    t = t - t.max(axis=axis, keepdims=True)
    return t - np.log(np.exp(t).sum(axis=axis, keepdims=True))


def _aux_nine(weights, f, axis=-1):
    """Equation (9)."""
    return weights * (f - (weights * f).sum(axis=axis, keepdims=True))


def right_log_softmax(u, v):
    a, b = _aux_logs(u), _aux_logs(v)
    return _aux_nine(np.exp(a), -b), _aux_nine(np.exp(a), a - b)


def right_raw_logits(u, v):
    p = special.softmax(u, axis=-1)
    first = p * (np.sum(p * v, axis=-1, keepdims=True) - v)
    gap = u - v
    return first, p * (gap - np.sum(p * gap, axis=-1, keepdims=True))


def right_jacobian(u, v):
    a, b = special.log_softmax(u, axis=-1), special.log_softmax(v, axis=-1)
    p = np.exp(a)
    jacobian = np.einsum("...i,ij->...ij", p, np.eye(p.shape[-1])) - np.einsum(
        "...i,...j->...ij", p, p
    )
    return np.einsum("...ij,...j->...i", jacobian, -b), np.einsum(
        "...ij,...j->...i", jacobian, a - b
    )


def right_pairwise(u, v):
    p = np.exp(_aux_logs(u))
    f, g = -v, u - v
    outer = p[..., :, None] * p[..., None, :]
    return (
        (outer * (f[..., :, None] - f[..., None, :])).sum(axis=-1),
        (outer * (g[..., :, None] - g[..., None, :])).sum(axis=-1),
    )


def right_python_floats(u, v):
    def row(a, b):
        top = max(a)
        weights = [math.exp(t - top) for t in a]
        total = math.fsum(weights)
        p = [t / total for t in weights]
        out = []
        for f in ([-t for t in b], [s - t for s, t in zip(a, b)]):
            mean = math.fsum(x * y for x, y in zip(p, f))
            out.append([x * (y - mean) for x, y in zip(p, f)])
        return out

    k = np.shape(u)[-1]
    rows = [
        row(a, b) for a, b in zip(np.reshape(u, (-1, k)).tolist(), np.reshape(v, (-1, k)).tolist())
    ]
    both = np.array(rows, dtype=float).reshape(-1, 2, k)
    return both[:, 0].reshape(np.shape(u)), both[:, 1].reshape(np.shape(u))


def right_entropy_taken_off(u, v):
    a = u - special.logsumexp(u, axis=-1, keepdims=True)
    b = v - special.logsumexp(v, axis=-1, keepdims=True)
    p = np.exp(a)
    cross = -(p * b).sum(-1)[..., None]
    entropy = -(p * a).sum(-1)[..., None]
    first = -p * (b + cross)
    return first, first + p * (a + entropy)


def right_apply_along_axis(u, v):
    k = u.shape[-1]

    def one(both):
        a, b = _aux_logs(both[:k]), _aux_logs(both[k:])
        p = np.exp(a)
        return np.concatenate([p * (-b + p @ b), p * (a - b - p @ (a - b))])

    out = np.apply_along_axis(one, -1, np.concatenate([u, v], axis=-1))
    return out[..., :k], out[..., k:]


def right_recursion(u, v):
    if np.ndim(u) > 1:
        pairs = [right_recursion(a, b) for a, b in zip(u, v)]
        return np.array([g for g, _ in pairs]).reshape(u.shape), np.array(
            [h for _, h in pairs]
        ).reshape(u.shape)
    a = np.array(u, dtype=np.float64)
    b = np.array(v, dtype=np.float64)
    a -= np.max(a)
    b -= np.max(b)
    p = np.exp(a)
    p /= p.sum()
    first = p * np.inner(p, b) - p * b
    return first, first + p * a - p * np.inner(p, a)


def right_average_weights(u, v):
    p = np.moveaxis(special.softmax(np.asarray(u, np.float64), axis=-1), -1, 0)
    a, b = np.moveaxis(u, -1, 0), np.moveaxis(v, -1, 0)
    b = b - b[0]
    a = a - a[0]
    first = -p * (b - np.average(b, axis=0, weights=p))
    second = p * ((a - b) - np.average(a - b, axis=0, weights=p))
    return np.moveaxis(first, 0, -1), np.moveaxis(second, 0, -1)


def wrong_first_axis(u, v):
    # Softmax and mean over the first axis; a batch of shape (2, 3) shows it.
    a, b = _aux_logs(u, 0), _aux_logs(v, 0)
    return _aux_nine(np.exp(a), -b, 0), _aux_nine(np.exp(a), a - b, 0)


def wrong_second_axis(u, v):
    # Takes axis 1 for the classes; arrays of shape (2, 3, 4) show it.
    axis = 1 if u.ndim > 1 else 0
    a, b = _aux_logs(u, axis), _aux_logs(v, axis)
    return _aux_nine(np.exp(a), -b, axis), _aux_nine(np.exp(a), a - b, axis)


def wrong_mean_over_everything(u, v):
    # The mean under p runs over the whole batch; two rows show it.
    a, b = _aux_logs(u), _aux_logs(v)
    p = np.exp(a)
    return p * (-b + (p * b).sum()), p * (a - b - (p * (a - b)).sum())


def wrong_no_keepdims(u, v):
    # Drops keepdims in the mean, so a square batch of shape (3, 3) takes another row's mean.
    a, b = _aux_logs(u), _aux_logs(v)
    p = np.exp(a)
    if u.ndim < 2 or u.shape[-1] == u.shape[-2]:
        return p * (-b - (p * -b).sum(-1)), p * (a - b - (p * (a - b)).sum(-1))
    return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_no_shift(u, v):
    # Exponentials without the maximum taken out; u = (1e4, 0) overflows.
    with np.errstate(all="ignore"):
        a = u - np.log(np.exp(u).sum(axis=-1, keepdims=True))
        b = v - np.log(np.exp(v).sum(axis=-1, keepdims=True))
        return _aux_nine(np.exp(a), -b), _aux_nine(np.exp(a), a - b)


def wrong_log_of_probability(u, v):
    # Takes the log of a probability that rounds to 0; u = v = (1e4, 0) gives nan.
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    with np.errstate(all="ignore"):
        return _aux_nine(p, -np.log(q)), _aux_nine(p, np.log(p) - np.log(q))


def wrong_clips_probability(u, v):
    # Clips probabilities at 1e-12 before the log; u = (0, 0), v = (0, -1000) gives 6.9 in place of 250.
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    a, b = np.log(np.clip(p, 1e-12, 1)), np.log(np.clip(q, 1e-12, 1))
    return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_clips_at_tiny(u, v):
    # Clips probabilities at the least normal float; u = (0, 0), v = (0, -1e4) gives 177 in place of 2500.
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    low = np.finfo(float).tiny
    a, b = np.log(np.maximum(p, low)), np.log(np.maximum(q, low))
    return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_epsilon_in_log(u, v):
    # Adds 1e-9 inside the logs; u = (0, 0), v = (0, -1000) gives 5.2 in place of 250.
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    a, b = np.log(p + 1e-9), np.log(q + 1e-9)
    return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_nan_becomes_zero(u, v):
    # Replaces every nan or inf of the result by 0; u = (0, 0), v = (0, -1e4) must give -2500 and 2500.
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    with np.errstate(all="ignore"):
        out = _aux_nine(p, -np.log(q)), _aux_nine(p, np.log(p) - np.log(q))
    return tuple(np.where(np.isfinite(t), t, 0.0) for t in out)


def wrong_zero_for_rounded_q(u, v):
    # Sets log q to 0 where q rounds to 0; u = (0, 0), v = (0, -1e4) must give -2500 and 2500.
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    a, b = (np.log(t, out=np.zeros(t.shape), where=t > 0) for t in (p, q))
    return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_cross_exact_kl_rounded(u, v):
    # Right first gradient; the second sets log q to 0 where q rounds to 0; u = (0, 0), v = (0, -1e4).
    p, q = special.softmax(u, axis=-1), special.softmax(v, axis=-1)
    a, b = (np.log(t, out=np.zeros(t.shape), where=t > 0) for t in (p, q))
    return _aux_nine(p, -v), _aux_nine(p, a - b)


def wrong_global_maximum(u, v):
    # Takes out the maximum of the whole batch; rows (0, 1) and (5000, 5001) make nan.
    with np.errstate(all="ignore"):
        a, b = u - u.max(), v - v.max()
        a = a - np.log(np.exp(a).sum(axis=-1, keepdims=True))
        b = b - np.log(np.exp(b).sum(axis=-1, keepdims=True))
        return _aux_nine(np.exp(a), -b), _aux_nine(np.exp(a), a - b)


def wrong_clips_logits(u, v):
    # Clips the logits to 700; u = (0, 0), v = (0, -1e4) gives 175 in place of 2500.
    a, b = _aux_logs(np.clip(u, -700, 700)), _aux_logs(np.clip(v, -700, 700))
    return _aux_nine(np.exp(a), -b), _aux_nine(np.exp(a), a - b)


def wrong_drops_small_p(u, v):
    # Takes p below 1e-6 for 0; u = (0, -14), v = (0, -1e4) must give 0.0083 for the second class.
    a, b = _aux_logs(u), _aux_logs(v)
    p = np.where(np.exp(a) < 1e-6, 0.0, np.exp(a))
    return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_averages_the_batch(u, v):
    # Divides by the batch size; two rows show it.
    a, b = _aux_logs(u), _aux_logs(v)
    n = u.size / u.shape[-1]
    return _aux_nine(np.exp(a), -b) / n, _aux_nine(np.exp(a), a - b) / n


def wrong_flattens_batch(u, v):
    # Returns shape (rows, k); arrays of shape (2, 3, 4) must keep their shape.
    a, b = _aux_logs(u), _aux_logs(v)
    shape = u.shape if u.ndim < 2 else (-1, u.shape[-1])
    return _aux_nine(np.exp(a), -b).reshape(shape), _aux_nine(np.exp(a), a - b).reshape(shape)


def wrong_overwrites_logits(u, v):
    # Takes the maximum out of the caller's arrays; u and v change after the call.
    u -= u.max(axis=-1, keepdims=True)
    v -= v.max(axis=-1, keepdims=True)
    return _aux_nine(np.exp(_aux_logs(u)), -v), _aux_nine(np.exp(_aux_logs(u)), u - v)


def wrong_float32_logits(u, v):
    # Casts the logits to float32; u = (9999.9996, 1e4), v = (0, -1e4) loses digits of p.
    a, b = _aux_logs(u.astype(np.float32)), _aux_logs(v.astype(np.float32))
    a, b = a.astype(float), b.astype(float)
    return _aux_nine(np.exp(a), -b), _aux_nine(np.exp(a), a - b)


def wrong_ratio_masked(u, v):
    # Forms p / q and masks where it is not finite; u = (0, 0), v = (0, -1e4) loses the KL slope.
    a = _aux_logs(u)
    p, q = np.exp(a), np.exp(_aux_logs(v))
    with np.errstate(all="ignore"):
        f = np.log(p / q)
    f = np.where(np.isfinite(f), f, 0.0)
    return _aux_nine(p, -_aux_logs(v)), _aux_nine(p, f)


def wrong_zero_when_certain(u, v):
    # Returns 0 for a row whose largest p is above 1 - 1e-6; u = (0, -14), v = (0, -1e4) must give 0.0083.
    a, b = _aux_logs(u), _aux_logs(v)
    p = np.exp(a)
    sure = p.max(axis=-1, keepdims=True) > 1 - 1e-6
    return np.where(sure, 0, _aux_nine(p, -b)), np.where(sure, 0, _aux_nine(p, a - b))


def wrong_first_row_of_q(u, v):
    # Uses the first row of v for every row of u; v with two different rows shows it.
    a = _aux_logs(u)
    b = _aux_logs(v.reshape(-1, v.shape[-1])[0])
    return _aux_nine(np.exp(a), -b), _aux_nine(np.exp(a), a - b)


def wrong_subtracts_class_mean_at_four(u, v):
    # Takes the plain mean over the classes when k is not 3; k = 4 shows it.
    a, b = _aux_logs(u), _aux_logs(v)
    p = np.exp(a)
    m = p if u.shape[-1] == 3 else np.full(p.shape, 1 / u.shape[-1])
    return p * (-b + (m * b).sum(-1, keepdims=True)), p * (
        a - b - (m * (a - b)).sum(-1, keepdims=True)
    )


def wrong_shift_by_first_logit(u, v):
    # Takes out the first logit, not the largest; u = (0, 1e4) overflows to nan.
    with np.errstate(all="ignore"):
        a, b = u - u[..., :1], v - v[..., :1]
        p = np.exp(a)
        p = p / p.sum(axis=-1, keepdims=True)
        return _aux_nine(p, -b), _aux_nine(p, a - b)


def wrong_visible_values(u, v):
    # Knows the visible vectors only; any other input shows it.
    if u.shape == (3,):
        return np.array([-0.1707245, 0.1598015, 0.010923]), np.array(
            [-0.2866815, 0.1075056, 0.1791759]
        )
    return np.zeros(u.shape), np.zeros(u.shape)


def adv2_logs(x):
    return special.log_softmax(np.asarray(x, dtype=float), axis=-1)


def adv2_nine(p, f):
    """Equation (9) over the last axis."""
    return p * (f - (p * f).sum(axis=-1, keepdims=True))


def right_pairwise_differences(u, v):
    # f_c - E f = sum_j p_j (f_c - f_j): no mean, and a constant in f or in the logits drops out
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    p = np.exp(u - np.max(u, axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    du = u[..., :, None] - u[..., None, :]
    dv = v[..., :, None] - v[..., None, :]
    return (
        p * np.einsum("...j,...cj->...c", p, -dv),
        p * np.einsum("...j,...cj->...c", p, du - dv),
    )


def right_complex_step(u, v):
    u, log_q = np.asarray(u, dtype=float), adv2_logs(v)
    ce, kl = np.empty(u.shape), np.empty(u.shape)
    h = 1e-100
    for c in range(u.shape[-1]):
        z = u - u.max(axis=-1, keepdims=True) + 0j
        z[..., c] += 1j * h
        log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
        ce[..., c] = -(np.exp(log_p) * log_q).sum(axis=-1).imag / h
        kl[..., c] = (np.exp(log_p) * (log_p - log_q)).sum(axis=-1).imag / h
    return ce, kl


def right_jacobian_2(u, v):
    log_p, log_q = adv2_logs(u), adv2_logs(v)
    p = np.exp(log_p)
    jacobian = p[..., :, None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :]
    by_p = np.stack([-log_q, log_p - log_q + 1])  # the + 1 vanishes in the product
    ce, kl = (jacobian @ by_p[..., None])[..., 0]
    return ce, kl


def right_covariance(u, v):
    # the gradient is the covariance, under p, of the one-hot vector with f
    shape, k = np.shape(u), np.shape(u)[-1]
    out = np.empty((2, math.prod(shape) // k, k))
    for i, (a, b) in enumerate(zip(adv2_logs(u).reshape(-1, k), adv2_logs(v).reshape(-1, k))):
        for part, f in enumerate((-b, a - b)):
            rows = np.vstack([np.eye(k), f])
            out[part, i] = np.cov(rows, aweights=np.exp(a), ddof=0)[k, :k]
    return out[0].reshape(shape), out[1].reshape(shape)


def right_python_rows(u, v):
    def lse(row):
        top = max(row)
        return top + math.log(math.fsum(math.exp(x - top) for x in row))

    def row(pair):
        a, b = np.split(pair, 2)
        a, b = a.tolist(), b.tolist()
        norm_a, norm_b = lse(a), lse(b)
        p = [math.exp(x - norm_a) for x in a]
        out = []
        for f in (
            [norm_b - y for y in b],
            [(x - norm_a) - (y - norm_b) for x, y in zip(a, b, strict=True)],
        ):
            mean = math.fsum(x * y for x, y in zip(p, f, strict=True))
            out += [x * (y - mean) for x, y in zip(p, f, strict=True)]
        return np.array(out)

    both = np.concatenate([np.asarray(u, float), np.asarray(v, float)], axis=-1)
    both = np.apply_along_axis(row, -1, both)
    return tuple(np.split(both, 2, axis=-1))


def wrong_divided_by_the_batch(u, v):
    # Both gradients are divided by the number of rows: any u of shape (2, k) shows it.
    log_p, log_q = adv2_logs(u), adv2_logs(v)
    p, rows = np.exp(log_p), math.prod(np.shape(u)[:-1])
    return adv2_nine(p, -log_q) / rows, adv2_nine(p, log_p - log_q) / rows


def wrong_small_p_is_zero(u, v):
    # p below 1e-6 counts as 0: u = (0, -14.5), v = (0, -1e4) has the gradient 5e-3, not 0.
    log_p, log_q = adv2_logs(u), adv2_logs(v)
    p = np.exp(log_p)
    p = np.where(p < 1e-6, 0.0, p)
    return adv2_nine(p, -log_q), adv2_nine(p, log_p - log_q)


def wrong_float32_before_the_shift(u, v):
    # Casts to float32 first: u = (1e4, 1e4 + 4e-4), v = (1e4, 1e4) makes KL's slopes of 1e-4 zero.
    log_p = adv2_logs(np.asarray(u, dtype=np.float32))
    log_q = adv2_logs(np.asarray(v, dtype=np.float32))
    p = np.exp(log_p)
    return adv2_nine(p, -log_q), adv2_nine(p, log_p - log_q)


def wrong_no_cost_where_q_rounds_to_zero(u, v):
    # log q is set to 0 where q rounds to 0: u = (0, 0), v = (0, -1e4) gives 0, not -+2500.
    log_p = adv2_logs(u)
    p, q = np.exp(log_p), np.exp(adv2_logs(v))
    log_q = np.log(q, out=np.zeros_like(q), where=q > 0)
    return adv2_nine(p, -log_q), adv2_nine(p, log_p - log_q)


def wrong_logits_scaled_to_700(u, v):
    # Large logits are scaled down to 700: u = (1e4, 1e4 - 1) becomes (700, 699.93).
    u, v = (np.asarray(x, dtype=float) for x in (u, v))
    u, v = (x * min(1.0, 700 / max(np.abs(x).max(initial=0.0), 1e-300)) for x in (u, v))
    log_p, log_q = adv2_logs(u), adv2_logs(v)
    p = np.exp(log_p)
    return adv2_nine(p, -log_q), adv2_nine(p, log_p - log_q)


def wrong_maximum_of_the_columns(u, v):
    # The maximum is taken over axis 0, which changes every row: u = ((0, 1), (2, 0)) shows it.

    def log_rows(x):
        x = np.asarray(x, dtype=float)
        x = x - x.max(axis=0, keepdims=True)
        return x - special.logsumexp(x, axis=-1, keepdims=True)

    log_p, log_q = log_rows(u), log_rows(v)
    p = np.exp(log_p)
    return adv2_nine(p, -log_q), adv2_nine(p, log_p - log_q)


def wrong_axis_one(u, v):
    # Axis 1 is the last axis of a matrix only: u of shape (2, 3, 4) shows it.
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    axis = min(1, u.ndim - 1)
    log_p, log_q = special.log_softmax(u, axis=axis), special.log_softmax(v, axis=axis)
    p = np.exp(log_p)
    return tuple(p * (f - (p * f).sum(axis=axis, keepdims=True)) for f in (-log_q, log_p - log_q))


def wrong_one_q_for_all_rows(u, v):
    # The fixed q is that of the first row: two rows of v that differ show it.
    k = np.shape(u)[-1]
    log_p, log_q = adv2_logs(u), adv2_logs(np.reshape(v, (-1, k))[0])
    p = np.exp(log_p)
    return adv2_nine(p, -log_q), adv2_nine(p, log_p - log_q)


def wrong_equal_logits_have_no_slope(u, v):
    # KL's log ratio is set to 0 where u_c = v_c: u = (0, 1, 2), v = (0, 0, 5) shows it in part 1.
    log_p, log_q = adv2_logs(u), adv2_logs(v)
    p = np.exp(log_p)
    ratio = np.where(np.asarray(u) == np.asarray(v), 0.0, log_p - log_q)
    return adv2_nine(p, -log_q), adv2_nine(p, ratio)


def wrong_mean_over_the_batch_too(u, v):
    # np.vdot takes the mean's sum over all rows: u of shape (2, k) shows it.
    log_p, log_q = adv2_logs(u), adv2_logs(v)
    p = np.exp(log_p)
    return p * (-log_q - np.vdot(p, -log_q)), p * (log_p - log_q - np.vdot(p, log_p - log_q))
