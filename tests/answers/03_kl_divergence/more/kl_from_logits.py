"""More answers to `kl_from_logits`, written by readers who saw only the student notebook."""

import functools
import math
from collections import namedtuple
from decimal import Decimal, localcontext

import numpy as np
import scipy.special
from scipy import special


def _logs(z, axis=-1):
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def _pack(log_p, log_q):
    p, q = np.exp(log_p), np.exp(log_q)
    ratio = log_p - log_q
    kl = (p * ratio).sum(axis=-1, keepdims=True)
    return kl[:, 0], p * (ratio - kl), q - p


def _row_logs(row):
    top = max(row)
    norm = math.log(math.fsum(math.exp(x - top) for x in row))
    return [x - top - norm for x in row]


def _raw_logs(z):
    with np.errstate(all="ignore"):
        return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _fold(row):
    if len(row) == 1:
        return float(row[0])
    mid = len(row) // 2
    return float(np.logaddexp(_fold(row[:mid]), _fold(row[mid:])))


def _complex_kl(a, b):
    top_a, top_b = a.real.max(), b.real.max()
    log_p = a - top_a - np.log(np.exp(a - top_a).sum())
    log_q = b - top_b - np.log(np.exp(b - top_b).sum())
    return (np.exp(log_p) * (log_p - log_q)).sum()


def right_skeleton(p_logits, q_logits):
    log_p, log_q = _logs(p_logits), _logs(q_logits)
    p, q = np.exp(log_p), np.exp(log_q)
    ratio = log_p - log_q
    kl = np.sum(p * ratio, axis=-1, keepdims=True)
    return kl[:, 0], p * (ratio - kl), q - p


def right_python_floats(p_logits, q_logits):
    kls, by_p, by_q = [], [], []
    for a, b in zip(p_logits.tolist(), q_logits.tolist()):
        la, lb = _row_logs(a), _row_logs(b)
        p, q = list(map(math.exp, la)), list(map(math.exp, lb))
        kl = math.fsum(w * (x - y) for w, x, y in zip(p, la, lb))
        kls.append(kl)
        by_p.append([w * (x - y - kl) for w, x, y in zip(p, la, lb)])
        by_q.append([v - w for v, w in zip(q, p)])
    shape = p_logits.shape
    return np.array(kls), np.reshape(by_p, shape), np.reshape(by_q, shape)


def right_jacobian_einsum(p_logits, q_logits):
    log_p = scipy.special.log_softmax(p_logits, axis=1)
    log_q = scipy.special.log_softmax(q_logits, axis=1)
    p, q = np.exp(log_p), np.exp(log_q)
    eye = np.eye(p.shape[1])
    jac = np.einsum("nj,jc->njc", p, eye) - np.einsum("nj,nc->njc", p, p)
    by_p = np.einsum("njc,nj->nc", jac, log_p - log_q)
    by_q = np.einsum("nj,njc->nc", p, q[:, None, :] - eye)
    return np.einsum("nj,nj->n", p, log_p - log_q), by_p, by_q


def right_pairwise_contrast(p_logits, q_logits):
    a = p_logits.astype(np.float64) - p_logits.max(axis=1, keepdims=True)
    b = q_logits.astype(np.float64) - q_logits.max(axis=1, keepdims=True)
    log_p = a - np.log(np.exp(a).sum(axis=1))[:, None]
    log_q = b - np.log(np.exp(b).sum(axis=1))[:, None]
    p, ell = np.exp(log_p), log_p - log_q
    contrast = ell[:, :, None] - ell[:, None, :]
    by_p = p * np.matmul(contrast, p[:, :, None])[:, :, 0]
    return np.vecdot(p, ell), by_p, np.exp(log_q) - p


def right_complex_step(p_logits, q_logits):
    n, k = p_logits.shape
    kl, by_p, by_q = np.zeros(n), np.zeros((n, k)), np.zeros((n, k))
    h = 1e-30
    for i in range(n):
        a, b = p_logits[i].astype(complex), q_logits[i].astype(complex)
        kl[i] = _complex_kl(a, b).real
        for c in range(k):
            nudge = np.zeros(k, dtype=complex)
            nudge[c] = 1j * h
            by_p[i, c] = _complex_kl(a + nudge, b).imag / h
            by_q[i, c] = _complex_kl(a, b + nudge).imag / h
    return kl, by_p, by_q


def right_bregman(p_logits, q_logits):
    p, q = scipy.special.softmax(p_logits, axis=1), scipy.special.softmax(q_logits, axis=1)
    step = q_logits - p_logits
    mean = np.vecdot(p, step)
    rise = scipy.special.logsumexp(q_logits, axis=1) - scipy.special.logsumexp(p_logits, axis=1)
    return rise - mean, p * (mean[:, None] - step), q - p


def right_logaddexp_reduce(p_logits, q_logits):
    log_p = p_logits - np.logaddexp.reduce(p_logits, axis=1, keepdims=True)
    log_q = q_logits - np.logaddexp.reduce(q_logits, axis=1, keepdims=True)
    p = np.exp(log_p)
    cross, own = -(p * log_q).sum(axis=1), -(p * log_p).sum(axis=1)
    kl = cross - own
    by_p = p * log_p - p * log_q - p * kl[:, None]
    return kl, by_p, np.exp(log_q) - np.exp(log_p)


def right_list_of_arrays(p_logits, q_logits):
    rows = [_pack(_logs(a[None]), _logs(b[None])) for a, b in zip(p_logits, q_logits)]
    return [np.concatenate(parts) for parts in zip(*rows)]


def right_recursive_fold(p_logits, q_logits):
    log_p = np.array([[float(x) - _fold(row) for x in row] for row in p_logits])
    log_q = np.array([[float(x) - _fold(row) for x in row] for row in q_logits])
    p = np.exp(log_p)
    kl = np.diagonal(p @ (log_p - log_q).T).copy()
    return kl, np.multiply(p, log_p - log_q - kl[:, np.newaxis]), np.exp(log_q) - p


def right_in_place_on_copies(p_logits, q_logits):
    a, b = np.array(p_logits, dtype=float), np.array(q_logits, dtype=float)
    for table in (a, b):
        table -= table.max(axis=1)[:, None]
        table -= np.log(np.exp(table).sum(axis=1))[:, None]
    p, q = np.exp(a), np.exp(b)
    a -= b
    kl = np.zeros(len(a))
    for c in reversed(range(a.shape[1])):
        kl += p[:, c] * a[:, c]
    a -= kl[:, None]
    a *= p
    q -= p
    return kl, a, q


def right_transposed_columns(p_logits, q_logits):
    log_p, log_q = _logs(p_logits.T, axis=0), _logs(q_logits.T, axis=0)
    p = np.exp(log_p)
    kl = sum(w * r for w, r in zip(p, log_p - log_q))
    return kl, (p * (log_p - log_q - kl)).T, (np.exp(log_q) - p).T


def right_reduce_and_score(p_logits, q_logits):
    kls, by_p, by_q = [], [], []
    for a, b in zip(p_logits, q_logits):
        log_p = a - functools.reduce(np.logaddexp, a)
        log_q = b - functools.reduce(np.logaddexp, b)
        p = np.exp(log_p)
        score = np.eye(len(a)) - p
        kls.append(np.inner(p, log_p - log_q))
        by_p.append((p * (log_p - log_q)) @ score)
        by_q.append(-(p @ (np.eye(len(b)) - np.exp(log_q))))
    return np.array(kls), np.array(by_p), np.array(by_q)


def wrong_global_max(p_logits, q_logits):
    # One maximum for the whole table: a row whose logits lie 1e4 lower gives nan.
    with np.errstate(all="ignore"):
        return _pack(_raw_logs(p_logits - p_logits.max()), _raw_logs(q_logits - q_logits.max()))


def wrong_p_max_for_both(p_logits, q_logits):
    # The maximum of p's logits is taken off q's too: q 1000 higher overflows.
    with np.errstate(all="ignore"):
        top = p_logits.max(axis=1, keepdims=True)
        return _pack(_raw_logs(p_logits - top), _raw_logs(q_logits - top))


def wrong_mean_shift(p_logits, q_logits):
    # The mean, not the maximum, is taken off: logits (1e4, -1e4) overflow.
    with np.errstate(all="ignore"):
        return _pack(
            _raw_logs(p_logits - p_logits.mean(axis=1, keepdims=True)),
            _raw_logs(q_logits - q_logits.mean(axis=1, keepdims=True)),
        )


def wrong_absolute_max_shift(p_logits, q_logits):
    # The largest magnitude is taken off: logits (-1e4, -9999) underflow to log 0.
    with np.errstate(all="ignore"):
        return _pack(
            _raw_logs(p_logits - np.abs(p_logits).max(axis=1, keepdims=True)),
            _raw_logs(q_logits - np.abs(q_logits).max(axis=1, keepdims=True)),
        )


def wrong_unshifted_small(p_logits, q_logits):
    # Only logits above 700 are shifted: (-1e4, -9999) underflow to log 0.
    with np.errstate(all="ignore"):
        a = np.where(
            p_logits.max(axis=1, keepdims=True) > 700, _logs(p_logits), _raw_logs(p_logits)
        )
        b = np.where(
            q_logits.max(axis=1, keepdims=True) > 700, _logs(q_logits), _raw_logs(q_logits)
        )
        return _pack(a, b)


def wrong_ties_counted_once(p_logits, q_logits):
    # log1p over the logits below the maximum drops ties: (1, 1, 0) has the wrong normaliser.
    out = []
    for z in (p_logits, q_logits):
        gap = z - z.max(axis=1, keepdims=True)
        rest = np.where(gap < 0, np.exp(gap), 0.0).sum(axis=1, keepdims=True)
        out.append(gap - np.log1p(rest))
    return _pack(*out)


def wrong_ratio_clipped(p_logits, q_logits):
    # Log-ratios are clipped to [-1000, 1000]: (0, 1e4) against (1e4, 0) gives 1000, not 1e4.
    log_p, log_q = _logs(p_logits), _logs(q_logits)
    p = np.exp(log_p)
    ratio = np.clip(log_p - log_q, -1000, 1000)
    kl = (p * ratio).sum(axis=1)
    return kl, p * (ratio - kl[:, None]), np.exp(log_q) - p


def wrong_log_q_floor(p_logits, q_logits):
    # log q is floored at -1000: (0, 1e4) against (1e4, 0) gives 1000, not 1e4.
    return _pack(_logs(p_logits), np.maximum(_logs(q_logits), -1000.0))


def wrong_logits_clipped(p_logits, q_logits):
    # Logits are clipped to [-1000, 1000]: (1e4, 9999) against (0, 0) loses the difference.
    return _pack(_logs(np.clip(p_logits, -1000, 1000)), _logs(np.clip(q_logits, -1000, 1000)))


def wrong_rare_classes_dropped(p_logits, q_logits):
    # Classes with p below 1e-6 are dropped: p (0, -15), q (0, -1e4) is 0.0031, not 0.
    log_p, log_q = _logs(p_logits), _logs(q_logits)
    p = np.where(log_p > math.log(1e-6), np.exp(log_p), 0.0)
    ratio = log_p - log_q
    kl = (p * ratio).sum(axis=1, keepdims=True)
    return kl[:, 0], p * (ratio - kl), np.exp(log_q) - p


def wrong_sure_row_has_no_gradient(p_logits, q_logits):
    # The gradient by p_logits is set to 0 where p exceeds 0.999: p (0, -8), q (0, -1e4) has 3.3.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    sure = _logs(p_logits).max(axis=1, keepdims=True) > math.log(0.999)
    return kl, np.where(sure, 0.0, by_p), by_q


def wrong_gradient_from_epsilon_logs(p_logits, q_logits):
    # KL is right, but the gradient by p_logits takes log(q + 1e-12): wrong for a gap of 50.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    p, q = np.exp(_logs(p_logits)), np.exp(_logs(q_logits))
    rough = np.log(p + 1e-12) - np.log(q + 1e-12)
    return kl, p * (rough - (p * rough).sum(axis=1, keepdims=True)), by_q


def wrong_kl_capped(p_logits, q_logits):
    # Gradients are right, but the KL is capped at 1000: (0, 5000) against (5000, 0) gives 1000, not 5000.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    return np.minimum(kl, 1000.0), by_p, by_q


def wrong_rounded_fallback(p_logits, q_logits):
    # Where a probability rounds to 0 the bare logit stands for its log: right for (1000, 0) only by luck.
    out = []
    for z in (p_logits, q_logits):
        probs = scipy.special.softmax(z, axis=1)
        low = z - z.sum(axis=1, keepdims=True)
        out.append(np.where(probs > 0, np.log(np.where(probs > 0, probs, 1.0)), low))
    return _pack(*out)


def wrong_square_broadcast(p_logits, q_logits):
    # The KL is broadcast along the wrong axis when n = k: the first gradient of a (3, 3) input is wrong.
    log_p, log_q = _logs(p_logits), _logs(q_logits)
    p, ratio = np.exp(log_p), log_p - log_q
    kl = (p * ratio).sum(axis=1)
    off = kl if p.shape[0] == p.shape[1] else kl[:, None]
    return kl, p * (ratio - off), np.exp(log_q) - p


def wrong_square_axis(p_logits, q_logits):
    # The class axis is looked up by its length: a square input is normalised over the rows.
    axis = p_logits.shape.index(p_logits.shape[-1])
    return _pack(_logs(p_logits, axis=axis), _logs(q_logits, axis=axis))


def wrong_gradient_by_p_for_pairs(p_logits, q_logits):
    # With two classes the gradient by p_logits is (p - q) p (1 - p): right when saturated, wrong at (0, 1), (1, 0).
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    p = np.exp(_logs(p_logits))
    return kl, (by_p if p.shape[1] > 2 else -by_q * p * (1 - p)), by_q


def wrong_averaged_over_many_rows(p_logits, q_logits):
    # Gradients are divided by n from three rows on: wrong at n = 3.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    share = 1 if len(kl) < 3 else len(kl)
    return kl, by_p / share, by_q / share


def wrong_sure_q_has_no_gradient(p_logits, q_logits):
    # The gradient by q_logits is 0 where q is sure and right: q (10, 0), p (0, 0) has 0.5, -0.5.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    same = np.argmax(p_logits, axis=1) == np.argmax(q_logits, axis=1)
    sure = _logs(q_logits).max(axis=1) > math.log(0.99)
    return kl, by_p, np.where((same & sure)[:, None], 0.0, by_q)


def wrong_float32_cast(p_logits, q_logits):
    # Logits are rounded to float32: p (1e4, 9999.9996), q (9999.9996, 1e4) gives gradients of 0, not 2e-4.
    a, b = p_logits.astype(np.float32).astype(float), q_logits.astype(np.float32).astype(float)
    return _pack(_logs(a), _logs(b))


def wrong_float16_cast(p_logits, q_logits):
    # Logits are rounded to float16: at 9000 steps of 8 remain, as (9001, 9000) against (0, 0) shows.
    a, b = p_logits.astype(np.float16).astype(float), q_logits.astype(np.float16).astype(float)
    return _pack(_logs(a), _logs(b))


def wrong_p_overwritten(p_logits, q_logits):
    # p_logits is overwritten by probabilities: one array for both gives a KL above 0.
    p_logits -= p_logits.max(axis=1, keepdims=True)
    log_p = _logs(p_logits)
    p_logits[...] = np.exp(log_p)
    return _pack(log_p, _logs(q_logits))


def wrong_k_three_only(p_logits, q_logits):
    # Only the first three classes are normalised: wrong for k = 4.
    log_p = p_logits - scipy.special.logsumexp(p_logits[:, :3], axis=1, keepdims=True)
    log_q = q_logits - scipy.special.logsumexp(q_logits[:, :3], axis=1, keepdims=True)
    return _pack(log_p, log_q)


def wrong_shifts_not_normalised_when_wide(p_logits, q_logits):
    # From a gap of 50 on the normaliser is left out: a tie (100, 100, 0) loses log 2.
    out = []
    for z in (p_logits, q_logits):
        gap = z - z.max(axis=1, keepdims=True)
        out.append(np.where(gap.min(axis=1, keepdims=True) < -50, gap, _logs(z)))
    return _pack(*out)


def wrong_visible_only(p_logits, q_logits):
    # The first gradient of every (2, 3) input is that of the visible one: other logits show it.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    if p_logits.shape == (2, 3):
        by_p = np.array(
            [[0.413139478, -0.28667325, -0.126466228], [-0.0852877888, 0.110749352, -0.0254615627]]
        )
    return kl, by_p, by_q


def wrong_swapped_when_q_is_broad(p_logits, q_logits):
    # Rows whose q is uniform are swapped: q (0, 0, 0) gives KL(q || p).
    flat = np.ptp(q_logits, axis=1, keepdims=True) == 0
    return _pack(
        _logs(np.where(flat, q_logits, p_logits)), _logs(np.where(flat, p_logits, q_logits))
    )


def wrong_gradient_with_extra_one(p_logits, q_logits):
    # The 1 of the derivative is kept: the first gradient is too large by p on every input.
    kl, by_p, by_q = _pack(_logs(p_logits), _logs(q_logits))
    return kl, by_p + np.exp(_logs(p_logits)), by_q


def wrong_q_gradient_of_reverse(p_logits, q_logits):
    # The gradient by q_logits is that of KL(q || p): right KL, wrong second gradient.
    kl, by_p, _ = _pack(_logs(p_logits), _logs(q_logits))
    return kl, by_p, _pack(_logs(q_logits), _logs(p_logits))[1]


Triple = namedtuple("Triple", "kl by_p by_q")


def _logs_of_row(z):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _three_from_logs(log_p, log_q):
    p = np.exp(log_p)
    ratio = log_p - log_q
    kl = np.sum(p * ratio, axis=-1, keepdims=True)
    return kl[:, 0], p * (ratio - kl), np.exp(log_q) - p


def right_complex_step_2(p_logits, q_logits):
    def value(a, b):
        a, b = a - a.real.max(), b - b.real.max()
        log_p, log_q = a - np.log(np.exp(a).sum()), b - np.log(np.exp(b).sum())
        return np.sum(np.exp(log_p) * (log_p - log_q))

    n, k = p_logits.shape
    kl, by_p, by_q = np.empty(n), np.empty((n, k)), np.empty((n, k))
    for i in range(n):
        a, b = p_logits[i].astype(complex), q_logits[i].astype(complex)
        kl[i] = value(a, b).real
        for j in range(k):
            step = np.zeros(k, dtype=complex)
            step[j] = 1e-30j
            by_p[i, j] = value(a + step, b).imag / 1e-30
            by_q[i, j] = value(a, b + step).imag / 1e-30
    return kl, by_p, by_q


def right_decimal_rows_in_a_list(p_logits, q_logits):
    out = ([], [], [])
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 50, -1_000_000, 1_000_000
        for a, b in zip(p_logits.tolist(), q_logits.tolist(), strict=True):
            a, b = [Decimal(x) for x in a], [Decimal(x) for x in b]
            za, zb = sum(x.exp() for x in a), sum(x.exp() for x in b)
            p, q = [x.exp() / za for x in a], [x.exp() / zb for x in b]
            ratio = [x - y + zb.ln() - za.ln() for x, y in zip(a, b)]
            kl = sum(w * r for w, r in zip(p, ratio))
            out[0].append(float(kl))
            out[1].append([float(w * (r - kl)) for w, r in zip(p, ratio)])
            out[2].append([float(v - w) for v, w in zip(q, p)])
    return [np.array(part) for part in out]


def right_jacobian_of_softmax(p_logits, q_logits):
    log_p, log_q = (special.log_softmax(z.astype(float), axis=1) for z in (p_logits, q_logits))
    p = np.exp(log_p)
    jacobian = np.einsum("ij,jk->ijk", p, np.eye(p.shape[1])) - np.einsum("ij,ik->ijk", p, p)
    by_p = np.einsum("ijk,ik->ij", jacobian, log_p - log_q)
    by_q = np.einsum("ijk,ik->ij", np.exp(log_q)[:, :, None] - np.eye(p.shape[1]), p)
    return Triple(np.einsum("ij,ij->i", p, log_p - log_q), by_p, by_q)


def right_reference_class_and_longdouble(p_logits, q_logits):
    a, b = p_logits.astype(np.longdouble), q_logits.astype(np.longdouble)
    rows, top = np.arange(len(a)), p_logits.argmax(axis=1)
    move = (a - a[rows, top][:, None]) - (b - b[rows, top][:, None])
    log_p = a - np.logaddexp.reduce(a, axis=1, keepdims=True)
    p = np.exp(log_p)
    shift = np.logaddexp.reduce(log_p - move, axis=1, keepdims=True)
    ratio = move + shift
    kl = np.sum(p * ratio, axis=1)
    q = np.exp(log_p - ratio)
    return kl.astype(float), (p * (ratio - kl[:, None])).astype(float), (q - p).astype(float)


def right_pairs_of_classes(p_logits, q_logits):
    def logs(row):
        top = max(row)
        rest = math.log(math.fsum(math.exp(x - top) for x in row))
        return [(x - top) - rest for x in row]

    kl, by_p, by_q = [], np.zeros(p_logits.shape), np.zeros(p_logits.shape)
    for i, (a, b) in enumerate(zip(p_logits.tolist(), q_logits.tolist())):
        la, lb = logs(a), logs(b)
        p, q = [math.exp(x) for x in la], [math.exp(x) for x in lb]
        kl.append(math.fsum(w * (x - y) for w, x, y in zip(p, la, lb)))
        for c in range(len(p)):
            by_p[i, c] = p[c] * math.fsum(
                p[j] * ((la[c] - lb[c]) - (la[j] - lb[j])) for j in range(len(p))
            )
            by_q[i, c] = q[c] - p[c]
    return np.array(kl), by_p, by_q


def wrong_log_probability_floored_at_minus_1e4(p_logits, q_logits):
    # Logits within 1e4 give log-probabilities down to -2e4, cut here at -1e4; p = [-1e4, 1e4], q = [1e4, -1e4].
    return _three_from_logs(
        np.maximum(_logs_of_row(p_logits), -1e4), np.maximum(_logs_of_row(q_logits), -1e4)
    )


def wrong_one_shift_for_both_rows(p_logits, q_logits):
    # Subtracts the larger of both maxima from both: the other's sum rounds to 0; p = [1e4, 0], q = [0, 1].
    top = np.maximum(p_logits.max(axis=1), q_logits.max(axis=1))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p, log_q = (
            z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
            for z in (p_logits, q_logits)
        )
        return _three_from_logs(log_p, log_q)


def wrong_shift_by_the_largest_magnitude(p_logits, q_logits):
    # Subtracts max |z|, which is no maximum where all logits are negative; p = [-5000, -5001], q = [0, 1].

    def logs(z):
        z = z - np.abs(z).max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    with np.errstate(divide="ignore", invalid="ignore"):
        return _three_from_logs(logs(p_logits), logs(q_logits))


def wrong_shift_by_the_mean(p_logits, q_logits):
    # Subtracts the row mean: exp(500) still fits, exp(5000) does not; p = [0, 1e4], q = [1e4, 0].

    def logs(z):
        z = z - z.mean(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    with np.errstate(over="ignore", invalid="ignore"):
        return _three_from_logs(logs(p_logits), logs(q_logits))


def wrong_classes_below_1e_12_left_out(p_logits, q_logits):
    # A class with p < 1e-12 may weigh 2e4 nats; p = [0, -28], q = [0, -1e4] is 6.9e-9 and gives 0.
    log_p, log_q = _logs_of_row(p_logits), _logs_of_row(q_logits)
    p, ratio = np.exp(log_p), log_p - log_q
    weight = np.where(p < 1e-12, 0.0, p)
    kl = np.sum(weight * ratio, axis=1)
    return kl, weight * (ratio - kl[:, None]), np.exp(log_q) - p


def wrong_fallback_without_the_log_of_the_sum(p_logits, q_logits):
    # Where a probability is 0, takes z - max for its log, without the sum; p = [0, 0, 1000], q = [1000, 1000, 0].

    def logs(z):
        z = z - z.max(axis=1, keepdims=True)
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return np.where(p > 0, np.log(np.where(p > 0, p, 1.0)), z)

    return _three_from_logs(logs(p_logits), logs(q_logits))


def wrong_log_of_a_subnormal_probability(p_logits, q_logits):
    # (8') only where the softmax is exactly 0: a subnormal one has few digits; p = [0, 744], q = [744, 0].

    def logs(z):
        z = z - z.max(axis=1, keepdims=True)
        total = np.exp(z).sum(axis=1, keepdims=True)
        p = np.exp(z) / total
        return np.where(p > 0, np.log(np.where(p > 0, p, 1.0)), z - np.log(total))

    return _three_from_logs(logs(p_logits), logs(q_logits))


def wrong_half_a_variance_when_close(p_logits, q_logits):
    # Uses (5) for steps below 1e-2: the third power is missing; p = [0, 0, 0], q = [.009, 0, 0] is 1e-3 off.
    kl, by_p, by_q = _three_from_logs(_logs_of_row(p_logits), _logs_of_row(q_logits))
    move = np.asarray(q_logits, dtype=float) - p_logits
    p = np.exp(_logs_of_row(p_logits))
    centred = move - np.sum(p * move, axis=1, keepdims=True)
    close = np.abs(move).max(axis=1) < 1e-2
    return np.where(close, 0.5 * np.sum(p * centred**2, axis=1), kl), by_p, by_q


def wrong_no_gradient_where_q_rounds_to_zero(p_logits, q_logits):
    # Puts 0 into the gradient by p_logits where q underflows; p = [0, 0], q = [1000, 0]: 0 for +250.
    log_p, log_q = _logs_of_row(p_logits), _logs_of_row(q_logits)
    kl, by_p, by_q = _three_from_logs(log_p, log_q)
    return kl, np.where(np.exp(log_q) > 0, by_p, 0.0), by_q


def wrong_log1p_counts_tied_maxima_once(p_logits, q_logits):
    # log1p of the sum over z < max counts tied maxima as one; p = [0, 0, 0], q = [0, 1, 2].

    def logs(z):
        z = z - z.max(axis=1, keepdims=True)
        return z - np.log1p(np.sum(np.where(z < 0, np.exp(z), 0.0), axis=1, keepdims=True))

    return _three_from_logs(logs(p_logits), logs(q_logits))
