"""More answers to `nt_xent`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy.special import log_softmax, logsumexp


def _adv_cosines(first, second):
    z = np.concatenate([first, second]).astype(float)
    z = z / np.linalg.norm(z, axis=1, keepdims=True)
    return z @ z.T


def _adv_twins(cosines):
    n = len(cosines) // 2
    return np.roll(np.arange(2 * n), n)


def _adv_losses(scores):
    """Of scores with their diagonal still in place."""
    s = scores.copy()
    np.fill_diagonal(s, -np.inf)
    top = s.max(axis=1)
    lse = top + np.log(np.exp(s - top[:, None]).sum(axis=1))
    return lse - s[np.arange(len(s)), _adv_twins(s)]


def right_plain_loops(first, second, temperature):
    views = []
    for row in [*first, *second]:
        row = [float(x) for x in row]
        length = math.hypot(*row)
        views.append([x / length for x in row])
    n, out = len(first), []
    for a in range(2 * n):
        twin = (a + n) % (2 * n)
        s = {
            b: math.fsum(x * y for x, y in zip(views[a], views[b])) / temperature
            for b in range(2 * n)
            if b != a
        }
        top = max(s.values())
        out.append(top - s[twin] + math.log(math.fsum(math.exp(v - top) for v in s.values())))
    return math.fsum(out) / len(out)


def right_diagonal_deleted(first, second, temperature):
    c = _adv_cosines(first, second)
    size = len(c)
    others = c[~np.eye(size, dtype=bool)].reshape(size, size - 1) / temperature
    twins = np.take_along_axis(c, _adv_twins(c)[:, None], axis=1)[:, 0] / temperature
    return np.mean(logsumexp(others, axis=1) - twins)


def right_four_blocks(first, second, temperature):
    a = np.asarray(first, dtype=float) / np.sqrt(np.einsum("nd,nd->n", first, first))[:, None]
    b = np.asarray(second, dtype=float) / np.sqrt(np.einsum("nd,nd->n", second, second))[:, None]
    n = len(a)
    aa, bb, ab = (x @ y.T / temperature for x, y in ((a, a), (b, b), (a, b)))
    gone = np.where(np.eye(n, dtype=bool), -np.inf, 0)
    own = np.diag(ab)
    left = logsumexp(np.hstack([aa + gone, ab]), axis=1) - own
    right = logsumexp(np.hstack([bb + gone, ab.T]), axis=1) - own
    return np.array((left.sum() + right.sum()) / (2 * n))


def right_logaddexp_of_the_leads(first, second, temperature):
    first, second = np.array(first, dtype=float), np.array(second, dtype=float)
    for side in (first, second):
        side /= np.linalg.norm(side, axis=1)[:, None]
    z, partner = np.vstack((first, second)), np.vstack((second, first))
    lead = (z @ z.T - np.sum(z * partner, axis=1)[:, None]) / temperature
    lead[np.diag_indices(len(z))] = -np.inf
    return float(np.logaddexp.reduce(lead, axis=1).mean())


def right_log_softmax_interleaved(first, second, temperature):
    z = np.stack([first, second], axis=1).reshape(2 * len(first), -1).astype(np.float64)
    z /= np.sqrt((z**2).sum(axis=1, keepdims=True))
    s = z.dot(z.T) / temperature
    np.fill_diagonal(s, -np.inf)
    place = np.arange(len(z))
    return -log_softmax(s, axis=1)[place, place ^ 1].mean()  # twins are neighbours here


def right_half_squared_distances(first, second, temperature):
    # cos = 1 - |x - y|^2 / 2 for unit rows, and the 1 drops out of the softmax.
    z = np.concatenate((first, second)).astype(np.longdouble)
    z = z / np.sqrt(np.sum(z * z, axis=1, keepdims=True))
    n, losses = len(first), []
    for i in range(2 * n):
        s = -np.sum((z - z[i]) ** 2, axis=1) / (2 * np.longdouble(temperature))
        own = s[i - n]
        s = np.delete(s, i)
        losses.append(s.max() - own + np.log(np.exp(s - s.max()).sum()))
    return float(sum(losses) / (2 * n))


def wrong_overflow(first, second, temperature):
    # Masks, but takes exponentials of raw scores: nan at temperature 0.001 with close twins.
    with np.errstate(all="ignore"):
        s = np.exp(_adv_cosines(first, second) / temperature)
        np.fill_diagonal(s, 0)
        return -np.log(s[np.arange(len(s)), _adv_twins(s)] / s.sum(axis=1)).mean()


def wrong_shift_by_the_largest_cosine(first, second, temperature):
    # Shifts all by 1/temperature: inf at 0.001 for a view whose other views all have cosine 0.
    s = np.exp((_adv_cosines(first, second) - 1) / temperature)
    np.fill_diagonal(s, 0)
    with np.errstate(all="ignore"):
        return -np.log(s[np.arange(len(s)), _adv_twins(s)] / s.sum(axis=1)).mean()


def wrong_one_shift_for_all_rows(first, second, temperature):
    # Shifts by the maximum of all views: at 0.001, one close pair and one view far from all.
    s = _adv_cosines(first, second) / temperature
    np.fill_diagonal(s, -np.inf)
    own, top = s[np.arange(len(s)), _adv_twins(s)], s.max()
    with np.errstate(all="ignore"):
        return np.mean(top + np.log(np.exp(s - top).sum(axis=1)) - own)


def wrong_probability_clipped(first, second, temperature):
    # Clips the probability at 1e-12, so a view adds 27.6 at most: opposite twins at 0.01.
    losses = _adv_losses(_adv_cosines(first, second) / temperature)
    return -np.log(np.clip(np.exp(-losses), 1e-12, 1)).mean()


def wrong_epsilon_in_the_log(first, second, temperature):
    # log(q + 1e-8), so a view adds 18.4 at most: opposite twins at temperature 0.01.
    losses = _adv_losses(_adv_cosines(first, second) / temperature)
    return -np.log(np.exp(-losses) + 1e-8).mean()


def wrong_itself_subtracted(first, second, temperature):
    # Takes its own term off the finished sum and loses the digits: temperature 0.01.
    s = _adv_cosines(first, second) / temperature
    top = s.max(axis=1, keepdims=True)
    e = np.exp(s - top)
    others = np.maximum(e.sum(axis=1) - np.diag(e), 1e-300)
    return np.mean(np.log(others) - (s - top)[np.arange(len(s)), _adv_twins(s)])


def wrong_masks_every_cosine_of_one(first, second, temperature):
    # Masks by value: a twin equal to its view, or a copy elsewhere, leaves the sum as well.
    s = _adv_cosines(first, second)
    others = np.where(s > 1 - 1e-9, -np.inf, s / temperature)
    np.fill_diagonal(others, -np.inf)
    own = s[np.arange(len(s)), _adv_twins(s)] / temperature
    with np.errstate(all="ignore"):
        return np.mean(logsumexp(others, axis=1) - own)


def wrong_copies_left_out(first, second, temperature):
    # Leaves out negatives equal to the view, as if false negatives: two equal rows in `first`.
    c = _adv_cosines(first, second)
    s, rows, twins = c / temperature, np.arange(len(c)), _adv_twins(c)
    own = s[rows, twins]
    gone = c > 1 - 1e-9
    gone[rows, twins] = False
    gone[rows, rows] = True
    return np.mean(logsumexp(np.where(gone, -np.inf, s), axis=1) - own)


def wrong_temperature_floor(first, second, temperature):
    # Uses no temperature below 0.01: 0.001 shows it, if a twin is not the nearest view.
    return _adv_losses(_adv_cosines(first, second) / max(temperature, 0.01)).mean()


def wrong_epsilon_on_the_length(first, second, temperature):
    # Divides by the length + 1e-8: rows of length 1e-8 become half as long.
    z = np.concatenate([first, second]).astype(float)
    z = z / (np.linalg.norm(z, axis=1, keepdims=True) + 1e-8)
    return _adv_losses(z @ z.T / temperature).mean()


def wrong_divided_by_the_entries(first, second, temperature):
    # Divides by n times d, which is 2n at d = 2 only: rows of three coordinates.
    return _adv_losses(_adv_cosines(first, second) / temperature).sum() / np.size(first)


def wrong_divided_by_the_pairs(first, second, temperature):
    # Divides by n(n - 1), which is 2n at n = 3 only: two examples.
    n = len(first)
    return _adv_losses(_adv_cosines(first, second) / temperature).sum() / max(n * (n - 1), 1)


def wrong_twin_three_rows_on(first, second, temperature):
    # Takes the twin three rows further on, which is n at n = 3 only: four examples.
    s = _adv_cosines(first, second) / temperature
    np.fill_diagonal(s, -np.inf)
    size = len(s)
    twins = (np.arange(size) + 3) % size
    return np.mean(logsumexp(s, axis=1) - s[np.arange(size), twins])


def wrong_whole_numbers_cut(first, second, temperature):
    # Stores the scaled rows in the dtype of the input and cuts them: integers [[3, 4]], [[4, 3]].
    z = np.concatenate([first, second])
    for i in range(len(z)):
        z[i] = z[i] / np.linalg.norm(z[i])
    return _adv_losses((z @ z.T).astype(float) / temperature).mean()


def wrong_lengths_at_least_a_hundredth(first, second, temperature):
    # Divides by no less than 0.01: shorter rows stay short, as first [[0.001, 0], [0, 1]].
    z = np.concatenate([first, second]).astype(float)
    z = z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 0.01)
    return _adv_losses(z @ z.T / temperature).mean()


def _unit(first, second):
    z = np.concatenate([first, second])
    return z / np.linalg.norm(z, axis=1, keepdims=True)


def _mean(s, n):
    top = s.max(axis=1)
    lse = top + np.log(np.exp(s - top[:, None]).sum(axis=1))
    return np.mean(lse - s[np.arange(2 * n), np.roll(np.arange(2 * n), n)])


def right_python_floats(first, second, temperature):
    rows = np.asarray(first, float).tolist() + np.asarray(second, float).tolist()
    rows = [[a / math.hypot(*row) for a in row] for row in rows]
    n, terms = len(rows) // 2, []
    for a, x in enumerate(rows):
        s = {
            b: math.fsum(p * q for p, q in zip(x, y)) / temperature
            for b, y in enumerate(rows)
            if b != a
        }
        own, top = s[(a + n) % (2 * n)], max(s.values())
        terms.append(top - own + math.log(math.fsum(math.exp(t - top) for t in s.values())))
    return math.fsum(terms) / len(terms)


def right_quadrants(first, second, temperature):
    a, b = (np.asarray(x, float) for x in (first, second))
    a, b = (x / np.sqrt(np.einsum("ij,ij->i", x, x))[:, None] for x in (a, b))
    n = len(a)
    off = np.where(np.identity(n) > 0, -np.inf, 0.0)
    cross = a @ b.T / temperature
    one = np.logaddexp.reduce(np.hstack([a @ a.T / temperature + off, cross]), axis=1)
    two = np.logaddexp.reduce(np.hstack([cross.T, b @ b.T / temperature + off]), axis=1)
    return np.asarray((one + two - 2 * np.diagonal(cross)).sum() / (2 * n))


def right_squared_distances(first, second, temperature):
    z = np.vstack([first, second]).astype(float)
    z /= np.linalg.norm(z, axis=1)[:, None]
    n, losses = len(z) // 2, []
    for a in range(2 * n):
        far = ((z - z[a]) ** 2).sum(axis=1) / 2 / temperature
        losses.append(np.logaddexp.reduce(np.delete(far[(a + n) % (2 * n)] - far, a)))
    return float(np.average(losses))


def wrong_product_floor(first, second, temperature):
    # Cosine with the lengths' product floored at 1e-8: rows of length 1e-5 get small cosines.
    z = np.concatenate([first, second])
    length = np.linalg.norm(z, axis=1)
    s = z @ z.T / np.maximum(length[:, None] * length, 1e-8) / temperature
    np.fill_diagonal(s, -np.inf)
    return _mean(s, len(first))


def wrong_subtracts_one(first, second, temperature):
    # Shifted by 1/tau, then 1 is subtracted from the sum: its digits are lost at tau = 0.001.
    z = _unit(first, second)
    n, s = len(first), (z @ z.T - 1) / temperature
    with np.errstate(all="ignore"):
        others = np.exp(s).sum(axis=1) - 1
        return np.mean(np.log(others) - s[np.arange(2 * n), np.roll(np.arange(2 * n), n)])


def wrong_shift_with_diagonal(first, second, temperature):
    # The maximum is taken before the mask: all others underflow at tau = 0.001.
    z = _unit(first, second)
    n, s = len(first), z @ z.T / temperature
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    np.fill_diagonal(e, 0.0)
    with np.errstate(divide="ignore"):
        return np.mean(np.log(e.sum(axis=1)) - s[np.arange(2 * n), np.roll(np.arange(2 * n), n)])


def wrong_diagonal_minus_100(first, second, temperature):
    # The diagonal is -100: n = 1 with opposite views at tau = 0.001 gives 900, not 0.
    z = _unit(first, second)
    s = z @ z.T / temperature
    np.fill_diagonal(s, -100.0)
    return _mean(s, len(first))


def wrong_masks_equal_views(first, second, temperature):
    # Every cosine of 1 but the twin's is masked: an equal view of another example is a negative.
    z = _unit(first, second)
    n, c = len(first), z @ z.T
    i = np.arange(2 * n)
    drop = np.isclose(c, 1.0, rtol=0, atol=1e-9)
    drop[i, np.roll(i, n)] = False
    return _mean(np.where(drop, -np.inf, c / temperature), n)


def wrong_temperature_clamped(first, second, temperature):
    # As CLIP clips 1/tau at 100: temperatures below 0.01 have no effect.
    z = _unit(first, second)
    s = z @ z.T / max(temperature, 0.01)
    np.fill_diagonal(s, -np.inf)
    return _mean(s, len(first))


def wrong_divides_by_pairs(first, second, temperature):
    # The sum is divided by n(n - 1): equals 2n at n = 3, not at n = 2.
    z, n = _unit(first, second), len(first)
    s = z @ z.T / temperature
    np.fill_diagonal(s, -np.inf)
    return _mean(s, n) * 2 / max(n - 1, 1)


def wrong_log_of_softmax(first, second, temperature):
    # Log of a softmax clipped at 1e-12: a twin far behind at tau = 0.001 gives 27.6.
    z, n = _unit(first, second), len(first)
    s = z @ z.T / temperature
    np.fill_diagonal(s, -np.inf)
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    i = np.arange(2 * n)
    return -np.log(np.maximum(p[i, np.roll(i, n)], 1e-12)).mean()
