"""More answers to `clip_loss`, written by readers who saw only the student notebook."""

import math

import numpy as np
from scipy.special import log_softmax, logsumexp, softmax


def _adv_mask(groups):
    groups = np.asarray(groups)
    return (groups[:, None] == groups) & ~np.eye(len(groups), dtype=bool)


def _adv_rows(masked):
    top = masked.max(axis=1, keepdims=True)
    weights = np.exp(masked - top)
    whole = weights.sum(axis=1, keepdims=True)
    return (top + np.log(whole))[:, 0] - np.diag(masked), weights / whole - np.eye(len(masked))


def _adv_both(masked, divisor):
    a, g = _adv_rows(masked)
    b, h = _adv_rows(masked.T)
    return (a.sum() + b.sum()) / divisor, (g + h.T) / divisor


def _adv_fill(scores, mask, value=-np.inf):
    return np.where(mask, value, np.asarray(scores, dtype=float))


def right_plain_loops(scores, groups):
    n = len(groups)
    total_loss, grad = 0.0, [[0.0] * n for _ in range(n)]
    for i in range(n):
        kept = [j for j in range(n) if j == i or groups[j] != groups[i]]
        for across in (True, False):
            line = [float(scores[i][j] if across else scores[j][i]) for j in kept]
            top = max(line)
            mass = [math.exp(v - top) for v in line]
            whole = math.fsum(mass)
            total_loss += top + math.log(whole) - float(scores[i][i])
            for j, w in zip(kept, mass):
                r, c = (i, j) if across else (j, i)
                grad[r][c] += (w / whole - (i == j)) / (2 * n)
    return total_loss / (2 * n), np.array(grad)


def right_scipy_softmax(scores, groups):
    n = len(scores)
    masked = _adv_fill(scores, _adv_mask(groups))
    diagonal = np.arange(n)
    rows, columns = log_softmax(masked, axis=1), log_softmax(masked, axis=0)
    loss = -0.5 * (rows[diagonal, diagonal].mean() + columns[diagonal, diagonal].mean())
    grad = (softmax(masked, axis=1) + softmax(masked, axis=0)) / (2 * n)
    grad[diagonal, diagonal] -= 1 / n
    return np.array(loss), grad


def right_logaddexp_of_the_leads(scores, groups):
    s = np.array(scores, dtype=float)
    s[_adv_mask(groups)] = -np.inf
    own = np.diagonal(s)
    by_row, by_column = s - own[:, None], s - own[None, :]
    r, c = np.logaddexp.reduce(by_row, axis=1), np.logaddexp.reduce(by_column, axis=0)
    grad = np.exp(by_row - r[:, None]) + np.exp(by_column - c[None, :]) - 2 * np.eye(len(s))
    return float(np.mean(r + c) / 2), grad / (2 * len(s))


def right_weights_of_logsumexp(scores, groups):
    s = np.asarray(scores, dtype=np.float64)
    n = len(s)
    keep = 1.0 - _adv_mask(groups)
    r = logsumexp(s, axis=1, b=keep, keepdims=True)
    c = logsumexp(s, axis=0, b=keep, keepdims=True)
    with np.errstate(over="ignore"):
        q = np.where(keep > 0, np.exp(s - r), 0) + np.where(keep > 0, np.exp(s - c), 0)
    return (r.sum() + c.sum() - 2 * np.trace(s)) / (2 * n), (q - 2 * np.eye(n)) / (2 * n)


def right_stacked_directions(scores, groups):
    s = np.ma.array(np.array(scores, dtype=float), mask=_adv_mask(groups))
    both = np.stack([s.filled(-np.inf), s.filled(-np.inf).T])
    both -= both.max(axis=-1, keepdims=True)
    weights = np.exp(both)
    whole = weights.sum(axis=-1)
    loss = np.mean(np.log(whole) - np.einsum("kii->ki", both))
    g = weights / whole[..., None] - np.eye(len(s))
    return loss, (g[0] + g[1].T) / (2 * len(s))


def right_dropped_columns(scores, groups):
    s, groups = np.asarray(scores, dtype=np.longdouble), np.asarray(groups)
    n = s.shape[0]
    grad, losses = np.zeros((n, n), dtype=np.longdouble), []
    for i in range(n):
        kept = np.append(np.flatnonzero(groups != groups[i]), i)  # the positive stands last
        for line, out in ((s[i], grad[i]), (s[:, i], grad[:, i])):
            z = line[kept] - line[kept].max()
            e = np.exp(z)
            losses.append(np.log(e.sum()) - z[-1])
            e /= e.sum()
            e[-1] -= 1
            out[kept] += e
    return np.float64(np.mean(losses)), (grad / (2 * n)).astype(float)


def wrong_pairs_off_the_diagonal(scores, groups):
    # Divides by n(n - 1), which is 2n at n = 3 only: any scores with n = 4.
    return _adv_both(_adv_fill(scores, _adv_mask(groups)), max(len(scores) * (len(scores) - 1), 1))


def wrong_six_for_every_size(scores, groups):
    # Divides by 6 whatever n is: any scores with n = 2.
    return _adv_both(_adv_fill(scores, _adv_mask(groups)), 6)


def wrong_group_zero_is_no_group(scores, groups):
    # Takes group 0 for 'no group' and masks nothing in it: groups [0, 0, 1].
    groups = np.asarray(groups)
    mask = _adv_mask(groups) & (groups > 0)
    return _adv_both(_adv_fill(scores, mask), 2 * len(scores))


def wrong_masks_the_first_of_a_group_only(scores, groups):
    # Masks pairs with the first member of a group alone: entry (1, 2) of groups [4, 4, 4, 7] stays.
    _, first = np.unique(groups, return_index=True)
    leads = np.isin(np.arange(len(groups)), first)
    mask = _adv_mask(groups) & (leads[:, None] | leads)
    return _adv_both(_adv_fill(scores, mask), 2 * len(scores))


def wrong_gradient_masks_one_partner(scores, groups):
    # Right loss, but its gradient masks one partner a row: groups of three, as [4, 4, 4, 7].
    mask = _adv_mask(groups)
    one = mask & (np.cumsum(mask, axis=1) == 1)
    one = one | one.T
    n = len(scores)
    loss, _ = _adv_both(_adv_fill(scores, mask), 2 * n)
    return loss, _adv_both(_adv_fill(scores, one), 2 * n)[1]


def wrong_neighbours_are_not_masked(scores, groups):
    # Adjacent pairs stay in the sums though they are of one group: groups [4, 4, 7].
    place = np.arange(len(groups))
    mask = _adv_mask(groups) & (np.abs(place[:, None] - place) > 1)
    return _adv_both(_adv_fill(scores, mask), 2 * len(scores))


def wrong_mask_of_minus_thirty(scores, groups):
    # Fills -30 for -inf: scores near -90 (cosine -0.9 at temperature 0.01) with two of one group.
    mask = _adv_mask(groups)
    loss, grad = _adv_both(_adv_fill(scores, mask, -30.0), 2 * len(scores))
    return loss, np.where(mask, 0, grad)


def wrong_probability_clipped(scores, groups):
    # Clips probabilities at 1e-12: a positive 100 below a negative adds only 27.6.
    masked, n = _adv_fill(scores, _adv_mask(groups)), len(scores)
    loss, grad = _adv_both(masked, 2 * n)
    parts = [np.minimum(_adv_rows(m)[0], -np.log(1e-12)) for m in (masked, masked.T)]
    return (parts[0].sum() + parts[1].sum()) / (2 * n), grad


def wrong_epsilon_in_the_log(scores, groups):
    # log(q + 1e-9): a positive 100 below a negative adds only 20.7.
    masked, n = _adv_fill(scores, _adv_mask(groups)), len(scores)
    _, grad = _adv_both(masked, 2 * n)
    parts = [-np.log(np.exp(-_adv_rows(m)[0]) + 1e-9) for m in (masked, masked.T)]
    return (parts[0].sum() + parts[1].sum()) / (2 * n), grad


def wrong_saturated_gradient(scores, groups):
    # Right loss, but the gradient sees scores clipped to +-10: scores of 20 and 30.
    mask, n = _adv_mask(groups), len(scores)
    loss, _ = _adv_both(_adv_fill(scores, mask), 2 * n)
    return loss, _adv_both(_adv_fill(np.clip(scores, -10, 10), mask), 2 * n)[1]


def wrong_scores_clipped(scores, groups):
    # Clips scores to +-50 before the loss: scores of 60 and 90 become a tie.
    return _adv_both(_adv_fill(np.clip(scores, -50, 50), _adv_mask(groups)), 2 * len(scores))


def wrong_overflow(scores, groups):
    # Exponentials of raw scores: nan at float64 scores of 1000, or float32 scores of 100.
    keep, n = ~_adv_mask(groups), len(scores)
    with np.errstate(all="ignore"):
        e = np.where(keep, np.exp(scores), 0)
        r, c = e / e.sum(axis=1, keepdims=True), e / e.sum(axis=0)
        loss = -(np.log(np.diag(r)).sum() + np.log(np.diag(c)).sum()) / (2 * n)
    return loss, (r + c - 2 * np.eye(n)) / (2 * n)


def wrong_shift_by_a_masked_score(scores, groups):
    # The maximum is taken before the mask: inf if a masked score is 1000 above the others.
    s, n = np.asarray(scores, dtype=float), len(scores)
    keep = ~_adv_mask(groups)
    parts, grads = [], []
    with np.errstate(all="ignore"):
        for m in (s, s.T):
            e = np.where(keep, np.exp(m - m.max(axis=1, keepdims=True)), 0)
            q = e / e.sum(axis=1, keepdims=True)
            parts.append(-np.log(np.diag(q)).sum())
            grads.append(q - np.eye(n))
    return (parts[0] + parts[1]) / (2 * n), (grads[0] + grads[1].T) / (2 * n)


def wrong_mean_over_rows_with_negatives(scores, groups):
    # Divides by the rows that have a negative: nan, not 0, if all pairs are of one group or n = 1.
    masked = _adv_fill(scores, _adv_mask(groups))
    some = np.sum(np.isfinite(masked).sum(axis=1) > 1)
    with np.errstate(all="ignore"):
        return _adv_both(masked, 2 * some)


def wrong_one_group_only(scores, groups):
    # Masks just the group with the most members: groups [4, 4, 7, 7] leave one of two unmasked.
    values, counts = np.unique(groups, return_counts=True)
    mask = _adv_mask(groups) & (np.asarray(groups) == values[counts.argmax()])
    return _adv_both(_adv_fill(scores, mask), 2 * len(scores))


def wrong_gradient_of_whole_numbers(scores, groups):
    # The gradient is stored in the dtype of the scores and cut off to 0: scores of integers.
    loss, grad = _adv_both(_adv_fill(scores, _adv_mask(groups)), 2 * len(scores))
    stored = np.zeros_like(scores)
    stored[:] = grad
    return loss, stored


def wrong_masked_in_place(scores, groups):
    # Writes -inf into the caller's scores: a later call with other groups has lost entries.
    scores[_adv_mask(groups)] = -np.inf
    return _adv_both(np.asarray(scores, dtype=float), 2 * len(scores))


def _mask(groups):
    return (groups[:, None] == groups) & ~np.eye(len(groups), dtype=bool)


def _rows(s):
    z = s - s.max(axis=1, keepdims=True)
    e = np.exp(z)
    t = e.sum(axis=1, keepdims=True)
    return np.diag(np.log(t) - z), e / t


def _both(scores, mask):
    s = np.where(mask, -np.inf, scores)
    n, (a, p), (b, q) = len(s), _rows(s), _rows(s.T)
    return (a.sum() + b.sum()) / (2 * n), (p + q.T - 2 * np.eye(n)) / (2 * n)


def right_masked_reductions(scores, groups):
    s, groups = np.asarray(scores, float), np.asarray(groups)
    n = len(s)
    keep = np.not_equal.outer(groups, groups)
    np.fill_diagonal(keep, True)
    loss, gradient = 0.0, -np.eye(n) / n
    for axis in (0, 1):
        lse = logsumexp(s, axis=axis, b=keep, keepdims=True)
        loss += np.sum(lse) / (2 * n)
        gradient += np.exp(s - lse, where=keep, out=np.zeros((n, n))) / (2 * n)
    return np.asarray(loss - np.trace(s) / n), gradient


def right_python_differences(scores, groups):
    s, g = np.asarray(scores, float).tolist(), np.asarray(groups).tolist()
    n = len(g)
    terms, gradient = [], np.zeros((n, n))
    for i in range(n):
        for cells in ([(i, j) for j in range(n)], [(j, i) for j in range(n)]):
            cells = [(a, b) for a, b in cells if a == b or g[a] != g[b]]
            top = max(s[a][b] for a, b in cells)
            total = math.fsum(math.exp(s[a][b] - top) for a, b in cells)
            terms.append(math.log(total) + (top - s[i][i]))
            for a, b in cells:
                gradient[a, b] += (math.exp(s[a][b] - top) / total - (a == b)) / (2 * n)
    return math.fsum(terms) / (2 * n), gradient


def right_lead_matrix(scores, groups):
    s = np.array(scores, dtype=np.float64)
    n, own = len(s), np.diag(s).copy()
    drop = np.equal.outer(groups, groups) ^ np.identity(n, dtype=bool)
    s[drop] = -np.inf
    by_row, by_column = s - own[:, None], s - own
    a = np.logaddexp.reduce(by_row, axis=1)
    b = np.logaddexp.reduce(by_column, axis=0)
    gradient = (np.exp(by_row - a[:, None]) + np.exp(by_column - b)) / 2 / n
    gradient.flat[:: n + 1] -= 1 / n
    return float(np.mean([a.mean(), b.mean()])), gradient


def wrong_one_hot_groups(scores, groups):
    # Groups as rows of an identity: the group -1 wraps to the last one, groups [-1, 0, 1].
    hot = np.eye(groups.max() + 1)[groups]
    return _both(scores, (hot @ hot.T > 0) & ~np.eye(len(groups), dtype=bool))


def wrong_first_of_group(scores, groups):
    # Only the first pair of a group is masked against the others: groups [4, 4, 4].
    mask, seen = np.zeros(scores.shape, bool), {}
    for i, g in enumerate(groups.tolist()):
        if g in seen:
            mask[i, seen[g]] = mask[seen[g], i] = True
        else:
            seen[g] = i
    return _both(scores, mask)


def wrong_mask_minus_50(scores, groups):
    # The masked score is -50, not -inf: it counts where the scores are near -60.
    mask = _mask(groups)
    s = np.where(mask, -50.0, scores)
    loss, gradient = _both(s, np.zeros_like(mask))
    return loss, np.where(mask, 0.0, gradient)


def wrong_log_clipped(scores, groups):
    # The probability is clipped at 1e-12: a lag of 100 gives 27.6.
    s = np.where(_mask(groups), -np.inf, scores)
    n, (_, p), (_, q) = len(s), _rows(s), _rows(s.T)
    own = np.concatenate([np.diag(p), np.diag(q)])
    loss = -np.log(np.maximum(own, 1e-12)).mean()
    return loss, (p + q.T - 2 * np.eye(n)) / (2 * n)


def wrong_divides_by_off_diagonal(scores, groups):
    # Divided by the n(n - 1) negatives: equals 2n at n = 3, not at n = 4.
    n = len(scores)
    loss, gradient = _both(scores, _mask(groups))
    return loss * 2 / max(n - 1, 1), gradient * 2 / max(n - 1, 1)


def wrong_neighbours_only(scores, groups):
    # A pair is compared with the next and the last one only: groups [4, 7, 4, 9].
    n = len(groups)
    mask = np.zeros((n, n), bool)
    i = np.arange(n)
    for shift in (1, -1):
        mask[i, (i + shift) % n] = groups == np.roll(groups, -shift)
    np.fill_diagonal(mask, False)
    return _both(scores, mask)


def wrong_gradient_global_max(scores, groups):
    # Right loss; the gradient's softmax has one maximum for all rows: scores near 0 and 1000.
    s = np.where(_mask(groups), -np.inf, scores)
    n = len(s)
    e = np.exp(s - s.max())
    p = e / (e.sum(axis=1, keepdims=True) + 1e-300)
    q = e / (e.sum(axis=0, keepdims=True) + 1e-300)
    return _both(scores, _mask(groups))[0], (p + q - 2 * np.eye(n)) / (2 * n)


def wrong_int_buffer(scores, groups):
    # The gradient takes the dtype of `scores`: integer scores truncate it to 0.
    loss, gradient = _both(scores, _mask(groups))
    out = np.zeros_like(scores)
    out[:] = gradient
    return loss, out
