"""More answers to `best_temperature`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy import optimize
from scipy.optimize import brentq as _brentq
from scipy.optimize import minimize_scalar as _minimize_scalar
from scipy.special import log_softmax as _sp_log_softmax
from scipy.special import softmax as _sp_softmax


def _adv_lead(logits, labels):
    z = np.asarray(logits, dtype=float)
    return z - z[np.arange(len(labels)), labels][:, None]


def _adv_slope(a, lead):
    s = a * lead
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    return ((e * lead).sum(axis=1) / e.sum(axis=1)).mean()


def _adv_loss(a, lead):
    s = a * lead
    top = s.max(axis=1)
    return (top + np.log(np.exp(s - top[:, None]).sum(axis=1))).mean()


def _adv_bisect(slope, low=0.005, high=200.0, steps=120):
    for _ in range(steps):
        a = (low + high) / 2
        if slope(a) < 0:
            low = a
        else:
            high = a
    return 2 / (low + high)


def _adv_golden(loss, low, high, steps=120):
    """Minimum of a function of log a between two values of a."""
    low, high, g = math.log(low), math.log(high), (math.sqrt(5) - 1) / 2
    left, right = high - g * (high - low), low + g * (high - low)
    at_left, at_right = loss(math.exp(left)), loss(math.exp(right))
    for _ in range(steps):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - g * (high - low)
            at_left = loss(math.exp(left))
        else:
            low, left, at_left = left, right, at_right
            right = low + g * (high - low)
            at_right = loss(math.exp(right))
    return math.exp(-(low + high) / 2)


def right_brent_in_log(logits, labels):
    lead = _adv_lead(logits, labels)
    return math.exp(
        -optimize.brentq(lambda t: _adv_slope(math.exp(t), lead), -5.5, 5.5, xtol=1e-12)
    )


def right_guarded_newton(logits, labels):
    rows = np.asarray(logits, dtype=float).tolist()
    target = math.fsum(row[int(y)] - max(row) for row, y in zip(rows, labels, strict=True))
    low, high, a = 0.005, 200.0, 1.0
    for _ in range(300):
        means, variances = [], []
        for row in rows:
            top = max(row)
            e = [math.exp(a * (v - top)) for v in row]
            norm = math.fsum(e)
            mean = math.fsum(p * (v - top) for p, v in zip(e, row, strict=True)) / norm
            means.append(mean)
            variances.append(
                math.fsum(p * (v - top - mean) ** 2 for p, v in zip(e, row, strict=True)) / norm
            )
        slope, curve = math.fsum(means) - target, math.fsum(variances)
        if slope < 0:
            low = a
        else:
            high = a
        step = a - slope / curve if curve > 0 else -1.0
        new = step if low < step < high else (low + high) / 2
        if abs(new - a) < 1e-13 * a:
            break
        a = new
    return 1 / new


def right_recursive_halving(logits, labels):
    lead = _adv_lead(logits, labels)

    def descend(low, high, depth):
        t = math.sqrt(low * high)
        if depth == 0:
            return t
        too_cold = _adv_slope(1 / t, lead) > 0
        return descend(t, high, depth - 1) if too_cold else descend(low, t, depth - 1)

    return np.float64(descend(0.005, 200.0, 60))


def right_zooming_grid(logits, labels):
    z = np.array(logits, dtype=np.float64)
    z -= z.max(axis=1, keepdims=True)
    at_label = np.take_along_axis(z, np.asarray(labels)[:, None], axis=1).mean()
    low, high = 0.005, 200.0
    for _ in range(30):
        grid = np.geomspace(low, high, 9)
        slopes = []
        for a in grid:
            e = np.exp(a * z)
            slopes.append(np.einsum("nk,nk,n->", e, z, 1 / e.sum(axis=1)) / len(z) - at_label)
        i = min(max(int((np.array(slopes) < 0).sum()), 1), 8)
        low, high = grid[i - 1], grid[i]
    return np.asarray(2 / (low + high))


def right_illinois_in_t(logits, labels):
    lead = _adv_lead(logits, labels).astype(np.longdouble)

    def value(u):
        return float(_adv_slope(math.exp(-u), lead))

    low, high = math.log(0.005), math.log(200.0)
    at_low, at_high = value(low), value(high)
    side = 0
    for step in range(400):
        u = (low + high) / 2 if step % 2 else (low * at_high - high * at_low) / (at_high - at_low)
        if not low < u < high:
            u = (low + high) / 2
        here = value(u)
        if here == 0 or high - low < 1e-13:
            break
        if here > 0:
            low, at_low = u, here
            at_high = at_high / 2 if side == 1 else at_high
            side = 1
        else:
            high, at_high = u, here
            at_low = at_low / 2 if side == -1 else at_low
            side = -1
    return float(math.exp(u))


def wrong_only_cooler(logits, labels):
    # Looks for T of at least 1 only: an under-confident model, T = 0.3, gets 1.
    lead = _adv_lead(logits, labels)
    return _adv_bisect(lambda a: _adv_slope(a, lead), 0.005, 1.0)


def wrong_bracket_to_ten(logits, labels):
    # Brackets T between 0.1 and 10: logits of the order 1000 need T = 50.
    lead = _adv_lead(logits, labels)
    return _adv_bisect(lambda a: _adv_slope(a, lead), 0.1, 10.0)


def wrong_bracket_from_a_fifth(logits, labels):
    # Brackets T between 0.05 and 100: logits of the order 0.01 need T = 0.02.
    lead = _adv_lead(logits, labels)
    return _adv_bisect(lambda a: _adv_slope(a, lead), 0.005, 20.0)


def wrong_absolute_tolerance(logits, labels):
    # Stops when the bracket of a is 1e-5 wide and returns its lower end: three digits at T = 90.
    lead = _adv_lead(logits, labels)
    low, high = 0.01, 100.0
    while high - low > 1e-5:
        a = (low + high) / 2
        low, high = (a, high) if _adv_slope(a, lead) < 0 else (low, a)
    return 1 / low


def wrong_thirds_in_t(logits, labels):
    # Search by thirds of T until it is known to 3e-5, not relatively: three digits at T = 0.02.
    lead = _adv_lead(logits, labels)
    low, high = 0.01, 100.0
    while high - low > 3e-5:
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if _adv_loss(1 / left, lead) < _adv_loss(1 / right, lead):
            high = right
        else:
            low = left
    return (low + high) / 2


def wrong_plain_newton(logits, labels):
    # Newton steps from a = 1 without a bracket: leaves the positive numbers for logits ten times larger.
    lead = _adv_lead(logits, labels)
    a = 1.0
    with np.errstate(all="ignore"):
        for _ in range(50):
            s = a * lead
            q = np.exp(s - s.max(axis=1, keepdims=True))
            q /= q.sum(axis=1, keepdims=True)
            mean = (q * lead).sum(axis=1)
            a -= mean.mean() / ((q * lead**2).sum(axis=1) - mean**2).mean()
        return 1 / a


def wrong_no_maximum(logits, labels):
    # Exponentials of the raw logits: overflow at 1000, and nan counts as uphill or downhill by chance.
    z = np.asarray(logits, dtype=float)
    rows = np.arange(len(labels))

    def slope(a):
        with np.errstate(all="ignore"):
            e = np.exp(a * z)
            return ((e * z).sum(axis=1) / e.sum(axis=1) - z[rows, labels]).mean()

    return _adv_bisect(slope)


def wrong_global_maximum(logits, labels):
    # Subtracts the maximum of the whole batch: rows near -1000 underflow beside rows near 1000.
    z = np.asarray(logits, dtype=float) - np.max(logits)
    rows = np.arange(len(labels))

    def slope(a):
        with np.errstate(all="ignore"):
            e = np.exp(a * z)
            return ((e * z).sum(axis=1) / e.sum(axis=1) - z[rows, labels]).mean()

    return _adv_bisect(slope)


def wrong_nan_rows_ignored(logits, labels):
    # Rows whose raw exponentials overflow are left out of the mean: wrong beside ordinary rows.
    z = np.asarray(logits, dtype=float)
    rows = np.arange(len(labels))

    def slope(a):
        with np.errstate(all="ignore"):
            e = np.exp(a * z)
            part = (e * z).sum(axis=1) / e.sum(axis=1) - z[rows, labels]
        return np.where(np.isfinite(part), part, 0.0).sum()

    return _adv_bisect(slope)


def wrong_clipped_probability(logits, labels):
    # Clips q at 1e-7 in the loss: a confident mistake stops counting, T comes out too small.
    lead = _adv_lead(logits, labels)

    def loss(a):
        s = a * lead
        top = s.max(axis=1)
        cost = top + np.log(np.exp(s - top[:, None]).sum(axis=1))
        return np.minimum(cost, -math.log(1e-7)).mean()

    return _adv_golden(loss, 0.01, 100.0)


def wrong_clipped_logits(logits, labels):
    # Clips the logits to +-50 first: logits of the order 1000 get another T.
    lead = _adv_lead(np.clip(logits, -50, 50), labels)
    return _adv_bisect(lambda a: _adv_slope(a, lead))


def wrong_repeats_counted_once(logits, labels):
    # Each distinct pair of row and label counts once: wrong when rows repeat.
    table = np.unique(np.column_stack([logits, labels]), axis=0)
    lead = _adv_lead(table[:, :-1], table[:, -1].astype(int))
    return _adv_bisect(lambda a: _adv_slope(a, lead))


def wrong_gradient_descent(logits, labels):
    # A thousand steps of size 0.5 on a: does not settle when the logits are 100, nor arrive when they are 0.1.
    lead = _adv_lead(logits, labels)
    a = 1.0
    for _ in range(1000):
        a = min(max(a - 0.5 * _adv_slope(a, lead), 0.01), 100.0)
    return 1 / a


def wrong_three_classes(logits, labels):
    # Leaves out a class from the fourth on unless it is the label: wrong for k = 4 or more.
    lead = _adv_lead(logits, labels).copy()
    hide = np.ones(lead.shape, dtype=bool)
    hide[:, :3] = False
    hide[np.arange(len(labels)), labels] = False
    lead = np.where(hide, -1e9, lead)
    return _adv_bisect(lambda a: _adv_slope(a, lead))


def wrong_coarse_grid(logits, labels):
    # Exact between T = 1.5 and 2.5 only; elsewhere a grid of 2000 values, three digits right.
    lead = _adv_lead(logits, labels)
    if 1.5 < (t := _adv_golden(lambda a: _adv_loss(a, lead), 0.01, 100.0)) < 2.5:
        return t
    grid = np.geomspace(0.01, 100, 2000)
    return grid[np.argmin([_adv_loss(1 / g, lead) for g in grid])]


def wrong_hopeless_rows_dropped(logits, labels):
    # Leaves out rows whose label trails by more than 5, as outliers: they are what sets T.
    lead = _adv_lead(logits, labels)
    lead = lead[lead.max(axis=1) <= 5] if (lead.max(axis=1) <= 5).any() else lead
    return _adv_bisect(lambda a: _adv_slope(a, lead))


def _bt_slope(a, z, labels):
    q = _sp_softmax(a * z, axis=1)
    return ((q * z).sum(axis=1) - z[np.arange(len(z)), labels]).mean()


def _bt_loss(a, z, labels):
    return -_sp_log_softmax(a * z, axis=1)[np.arange(len(z)), labels].mean()


def right_brentq_on_log_t(logits, labels):
    z = np.asarray(logits, dtype=float)
    gaps = z - z[np.arange(len(z)), labels][:, None]

    def slope(log_t):
        q = _sp_softmax(gaps * np.exp(-log_t), axis=1)
        return np.einsum("nk,nk->", q, gaps)

    return np.exp(_brentq(slope, np.log(0.009), np.log(110.0), xtol=1e-13, rtol=1e-13))


def right_python_floats(logits, labels):
    rows = [[float(v) - float(row[int(y)]) for v in row] for row, y in zip(logits, labels)]
    low, high = math.log(0.009), math.log(110.0)
    for _ in range(60):
        middle = (low + high) / 2
        t, terms = math.exp(middle), []
        for row in rows:
            top = max(row)
            e = [math.exp((v - top) / t) for v in row]
            terms.append(math.fsum(p * v for p, v in zip(e, row)) / math.fsum(e))
        # the expected lead over the label falls with T; it is 0 at the minimum
        if math.fsum(terms) > 0:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def right_newton_in_bracket(logits, labels):
    z = logits.astype(float) - logits.max(axis=1, keepdims=True)
    goal = z[np.arange(len(z)), labels].mean()
    low, high, a = 0.009, 110.0, 1.0
    for _ in range(300):
        q = np.exp(a * z)
        q /= q.sum(axis=1, keepdims=True)
        mean = (q * z).sum(axis=1)
        slope = mean.mean() - goal
        curve = (q * (z - mean[:, None]) ** 2).sum(axis=1).mean()
        low, high = (a, high) if slope < 0 else (low, a)
        step = a - slope / curve if curve > 0 else -1.0
        new = step if low < step < high else (low * high) ** 0.5
        if abs(new - a) <= 1e-13 * a:
            break
        a = new
    return np.array(1 / a)


def wrong_range_of_a_tenth_to_ten(logits, labels):
    # Searches T from 0.1 to 10 only: a best T of 50 comes back as 10.
    found = _minimize_scalar(
        lambda s: _bt_loss(np.exp(-s), logits, labels),
        bounds=(np.log(0.1), np.log(10)),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return float(np.exp(found.x))


def wrong_never_below_one(logits, labels):
    # Searches T from 1 upwards, as if models were only too sure: a best T of 0.4 comes back as 1.
    low, high = 0.01, 1.0
    for _ in range(80):
        a = (low + high) / 2
        low, high = (a, high) if _bt_slope(a, logits, labels) < 0 else (low, a)
    return 2 / (low + high)


def wrong_unshifted_exponential(logits, labels):
    # Bisection without subtracting the maximum: rows near 900 with a best T of 0.4 give nan.
    low, high = 0.01, 100.0
    for _ in range(80):
        a = (low + high) / 2
        e = np.exp(a * logits)
        q = e / e.sum(axis=1, keepdims=True)
        slope = ((q * logits).sum(axis=1) - logits[np.arange(len(logits)), labels]).mean()
        low, high = (a, high) if slope < 0 else (low, a)
    return 2 / (low + high)


def wrong_newton_without_bracket(logits, labels):
    # Newton from a = 1 without a bracket: with logits of several hundred it runs away or divides by 0.
    a = 1.0
    for _ in range(100):
        q = _sp_softmax(a * logits, axis=1)
        mean = (q * logits).sum(axis=1)
        curve = (q * (logits - mean[:, None]) ** 2).sum(axis=1).mean()
        a -= _bt_slope(a, logits, labels) / (curve + 1e-300)
        if not 1e-6 < a < 1e6:
            break
    return 1 / a


def wrong_absolute_tolerance_2(logits, labels):
    # Halves in T until the bracket is below 1e-5: at a best T of 0.02 that is 1e-4 relative.
    low, high = 0.01, 100.0
    while high - low > 1e-5:
        t = (low + high) / 2
        low, high = (t, high) if _bt_slope(1 / t, logits, labels) > 0 else (low, t)
    return (low + high) / 2


def wrong_descent_of_fixed_length(logits, labels):
    # 5000 steps of gradient descent in T from 1: a best T of 60 is far away where the loss is flat.
    t = 1.0
    for _ in range(5000):
        t = max(t + 0.5 * _bt_slope(1 / t, logits, labels) / t**2, 0.01)
    return float(t)


def wrong_max_of_whole_batch(logits, labels):
    # Subtracts the maximum of the batch: a row that lies 500 lower becomes 0 / 0.
    z = logits - logits.max()
    low, high = 0.01, 100.0
    for _ in range(80):
        a = (low + high) / 2
        e = np.exp(a * z)
        q = e / np.maximum(e.sum(axis=1, keepdims=True), 1e-300)
        slope = ((q * z).sum(axis=1) - z[np.arange(len(z)), labels]).mean()
        low, high = (a, high) if slope < 0 else (low, a)
    return 2 / (low + high)
