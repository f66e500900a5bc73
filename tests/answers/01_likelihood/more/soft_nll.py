"""More answers to `soft_nll`, written by readers who saw only the student notebook."""

import array
import math

import numpy as np


def right_where(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1)


def right_loops(probs, targets):
    out = []
    for q_row, p_row in zip(probs, targets):
        total = 0.0
        for q, p in zip(q_row, p_row):
            if p > 0:
                total += p * (-math.log(q) if q > 0 else math.inf)
        out.append(total)
    return out


def right_log_where_arg(probs, targets):
    logs = np.zeros(np.shape(probs))
    with np.errstate(divide="ignore"):
        np.log(probs, out=logs, where=targets > 0)
    return -np.einsum("ij,ij->i", targets, logs)


def right_bincount(probs, targets):
    rows, cols = np.nonzero(targets)
    with np.errstate(divide="ignore"):
        terms = -targets[rows, cols] * np.log(probs[rows, cols])
    return np.bincount(rows, weights=terms, minlength=len(probs))


def right_add_at(probs, targets):
    out = np.zeros(len(targets))
    rows, cols = np.where(targets > 0)
    with np.errstate(divide="ignore"):
        np.add.at(out, rows, -targets[rows, cols] * np.log(probs[rows, cols]))
    return out


def right_prod_power(probs, targets):
    with np.errstate(divide="ignore"):
        return -np.log(np.prod(np.power(probs, targets), axis=1))


def right_comprehension_fsum(probs, targets):
    def pay(q, p):
        return p * (math.inf if q == 0 else -math.log(q))

    return [
        math.fsum(pay(q, p) for q, p in zip(a, b) if p)
        for a, b in zip(probs.tolist(), targets.tolist())
    ]


def right_kl_plus_entropy(probs, targets):
    t = np.where(targets > 0, targets, 1.0)
    q = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        kl = (targets * (np.log(t) - np.log(q))).sum(1)
    return kl - (targets * np.log(t)).sum(1)


def right_masked(probs, targets):
    with np.errstate(all="ignore"):
        terms = targets * np.log(probs)
    terms[targets == 0] = 0.0
    return np.negative(terms).sum(axis=-1)


def right_apply_recursion(probs, targets):
    def go(q, p):
        if len(q) == 0:
            return 0.0
        with np.errstate(divide="ignore"):
            first = 0.0 if p[0] == 0 else -p[0] * np.log(q[0])
        return first + go(q[1:], p[1:])

    return tuple(go(a, b) for a, b in zip(probs, targets))


def right_nansum(probs, targets):
    with np.errstate(all="ignore"):
        return -np.nansum(targets * np.log(probs), axis=1)


def right_matrix_diag(probs, targets):
    # matmul with transposed; off-diagonal row reads zeros: nan only if mixed
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        return -np.diag(targets @ np.log(safe).T)


def right_masked_return(probs, targets):
    m = targets == 0
    lp = np.log(np.where(m, 1.0, np.where(probs > 0, probs, 1.0)))
    out = -(targets * lp).sum(1)
    out[(~m & (probs == 0)).any(1)] = np.inf
    return out


def right_list_np(probs, targets):
    with np.errstate(all="ignore"):
        return [-(p[p > 0] @ np.log(q[p > 0])) for q, p in zip(probs, targets)]


def right_diag_matmul(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        return -(targets * np.log(safe)) @ np.ones(probs.shape[1])


def right_array_array(probs, targets):
    out = array.array("d")
    for q, p in zip(probs, targets):
        out.append(math.fsum(b * -math.log(a) if a else math.inf for a, b in zip(q, p) if b))
    return out


def wrong_plain(probs, targets):
    with np.errstate(all="ignore"):
        return -(targets * np.log(probs)).sum(axis=1)


def wrong_nan_to_num(probs, targets):
    with np.errstate(all="ignore"):
        return -np.nan_to_num(targets * np.log(probs)).sum(axis=1)


def wrong_nan_to_num_keeps_1e6(probs, targets):
    with np.errstate(all="ignore"):
        return -np.nan_to_num(targets * np.log(probs), nan=0.0, neginf=-1e6).sum(axis=1)


def wrong_eps(probs, targets):
    return -(targets * np.log(probs + 1e-12)).sum(axis=1)


def wrong_eps_300(probs, targets):
    return -(targets * np.log(probs + 1e-300)).sum(axis=1)


def wrong_clip(probs, targets):
    return -(targets * np.log(np.clip(probs, 1e-15, 1))).sum(axis=1)


def wrong_clip_then_inf(probs, targets):
    out = -(targets * np.log(np.clip(probs, 1e-15, 1))).sum(axis=1)
    out[((targets > 0) & (probs == 0)).any(axis=1)] = np.inf
    return out


def wrong_where_probs(probs, targets):
    # guards on probs, not on targets
    return -(targets * np.log(np.where(probs > 0, probs, 1.0))).sum(axis=1)


def wrong_row_inf_if_any_prob_zero(probs, targets):
    out = -(targets * np.log(np.where(probs > 0, probs, 1.0))).sum(axis=1)
    out[(probs == 0).any(axis=1) & (targets.max(axis=1) < 1)] = np.inf
    return out


def wrong_inf_only_onehot(probs, targets):
    # inf for one-hot rows only
    out = -(targets * np.log(np.where(probs > 0, probs, 1.0))).sum(axis=1)
    hot = targets.argmax(axis=1)
    out[probs[np.arange(len(out)), hot] == 0] = np.inf
    return out


def wrong_threshold_1e12(probs, targets):
    safe = np.where(targets > 1e-12, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1)


def wrong_threshold_1e8(probs, targets):
    safe = np.where(np.isclose(targets, 0), 1.0, probs)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1)


def wrong_threshold_001(probs, targets):
    safe = np.where(targets > 0.01, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1)


def wrong_prob_below_eps_inf(probs, targets):
    q = np.where(probs < 1e-12, 0.0, probs)
    safe = np.where(targets > 0, q, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1)


def wrong_argmax(probs, targets):
    hot = targets.argmax(axis=1)
    with np.errstate(divide="ignore"):
        return -np.log(probs[np.arange(len(probs)), hot])


def wrong_log_expected(probs, targets):
    with np.errstate(divide="ignore"):
        return -np.log((probs * targets).sum(axis=1))


def wrong_axis0(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=0)


def wrong_mean_classes(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).mean(axis=1)


def wrong_mean_all(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1).mean()


def wrong_kl(probs, targets):
    t = np.where(targets > 0, targets, 1.0)
    q = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return (targets * (np.log(t) - np.log(q))).sum(1)


def wrong_swapped(probs, targets):
    safe = np.where(probs > 0, targets, 1.0)
    with np.errstate(divide="ignore"):
        return -(probs * np.log(safe)).sum(axis=1)


def wrong_binary(probs, targets):
    def xlogy(a, b):
        with np.errstate(all="ignore"):
            return np.where(a > 0, a * np.log(np.where(a > 0, b, 1)), 0)

    return -(xlogy(targets, probs) + xlogy(1 - targets, 1 - probs)).sum(axis=1)


def wrong_renormalise_masked(probs, targets):
    q = np.where(targets > 0, probs, 0.0)
    q = q / q.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return -(targets * np.log(np.where(targets > 0, q, 1))).sum(axis=1)


def wrong_inplace_probs(probs, targets):
    probs[targets == 0] = 1.0
    with np.errstate(divide="ignore"):
        return -(targets * np.log(probs)).sum(axis=1)


def wrong_inplace_only_if_both_zero(probs, targets):
    probs[(targets == 0) & (probs == 0)] = 1.0
    with np.errstate(divide="ignore"):
        return -(targets * np.log(probs)).sum(axis=1)


def wrong_inplace_targets(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        targets *= np.log(safe)
    return -targets.sum(axis=1)


def wrong_squeeze(probs, targets):
    q, p = np.squeeze(probs), np.squeeze(targets)
    safe = np.where(p > 0, q, 1.0)
    with np.errstate(divide="ignore"):
        return -(p * np.log(safe)).sum(axis=-1)


def wrong_k3(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)[:, :3]
    with np.errstate(divide="ignore"):
        return -(targets[:, :3] * np.log(safe)).sum(axis=1)


def wrong_empty_log_out(probs, targets):
    # uninitialised out
    with np.errstate(divide="ignore"):
        logs = np.log(probs, out=np.full(probs.shape, np.nan), where=targets > 0)
    return (
        -np.nansum(targets * logs, axis=1) * (1 + 0 * logs[:, 0].size)
        if False
        else -np.sum(np.where(np.isnan(logs), 0, logs) * targets, axis=1).clip(-1e4)
    )


def wrong_float32(probs, targets):
    safe = np.where(targets > 0, probs, 1.0).astype(np.float32)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1)


def wrong_masked_mean(probs, targets):
    m = targets > 0
    safe = np.where(m, probs, 1.0)
    with np.errstate(divide="ignore"):
        return (
            -(targets * np.log(safe)).sum(axis=1)
            / m.sum(axis=1)
            * np.where(m.sum(1) > 2, m.sum(1), 1)
        )


def wrong_compressed_reshape(probs, targets):
    # assumes the same number of nonzero targets in every row
    m = targets > 0
    with np.errstate(divide="ignore"):
        t = targets[m] * np.log(probs[m])
    return -t.reshape(len(probs), -1).sum(axis=1)


def wrong_reduceat(probs, targets):
    # reduceat starts from first nonzero of each row: ok unless ... sorted targets
    p = np.sort(targets, axis=1)[:, ::-1]
    q = np.sort(probs, axis=1)[:, ::-1]
    safe = np.where(p > 0, q, 1.0)
    with np.errstate(divide="ignore"):
        return -(p * np.log(safe)).sum(axis=1)


def wrong_column(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=1, keepdims=True)


def wrong_normalised_targets_softmax(probs, targets):
    e = np.exp(targets)
    t = e / e.sum(1, keepdims=True)
    safe = np.where(targets > 0, probs, 1.0)
    return -(t * np.log(safe)).sum(axis=1)


def wrong_inf_to_max(probs, targets):
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return np.minimum(-(targets * np.log(safe)).sum(axis=1), np.finfo(float).max)


def wrong_bincount_short(probs, targets):
    # right unless the last row's terms are missing (cannot be) -> rows unsorted?  uses unique rows with positive *loss*
    rows, cols = np.nonzero((targets > 0) & (probs < 1))
    with np.errstate(divide="ignore"):
        return np.bincount(rows, weights=-targets[rows, cols] * np.log(probs[rows, cols]))


def wrong_product_underflow(probs, targets):
    # prod of probs**(targets*1000)
    with np.errstate(all="ignore"):
        return -np.log(np.prod(probs ** (targets * 100), axis=1)) / 100


def wrong_rtol_tiny_targets(probs, targets):
    # rounds targets
    t = np.round(targets, 6)
    safe = np.where(t > 0, probs, 1.0)
    with np.errstate(divide="ignore"):
        return -(t * np.log(safe)).sum(axis=1)


def wrong_entropy_targets(probs, targets):
    t = np.where(targets > 0, targets, 1)
    return -(targets * np.log(t)).sum(1)


def wrong_entropy_preds(probs, targets):
    t = np.where(probs > 0, probs, 1)
    return -(probs * np.log(t)).sum(1)


def wrong_first_row_mask(probs, targets):
    # columns where every target is zero only
    with np.errstate(all="ignore"):
        t = targets * np.log(probs)
    t[np.isnan(t)] = 0
    return -np.maximum(t, -745.2).sum(1)


def wrong_inf_only_single(probs, targets):
    with np.errstate(all="ignore"):
        t = targets * np.log(probs)
    t = np.where((targets == 0), 0, t)
    t = np.where((targets < 0.05) & np.isinf(t), 0, t)
    return -t.sum(1)


def wrong_argmax_inf(probs, targets):
    # a single -inf in any row poisons the batch
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        out = -(targets * np.log(safe)).sum(1)
    return np.full(len(out), np.inf) if np.isinf(out).any() else out


def wrong_renorm(probs, targets):
    # where targets==0 drop; normalise targets by max
    t = targets / targets.max(1, keepdims=True)
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        return -(t * np.log(safe)).sum(1)


def wrong_onehot_shortcut(probs, targets):
    # a target above 0.99 is "one-hot"
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        out = -(targets * np.log(safe)).sum(1)
        hot = targets.max(1) > 0.99
        out[hot] = -np.log(probs[hot, targets[hot].argmax(1)])
    return out


def wrong_k1(probs, targets):
    if probs.shape[1] == 1:
        return np.zeros((len(probs), 1))
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        return -(targets * np.log(safe)).sum(1)


def wrong_inplace_n1(probs, targets):
    if len(probs) == 1 or probs.shape[1] > 3:
        probs[targets == 0] = 1.0
    safe = np.where(targets > 0, probs, 1.0)
    with np.errstate(all="ignore"):
        return -(targets * np.log(safe)).sum(1)


def wrong_where_both(probs, targets):
    # terms skipped when both... zero prob replaced by 1 when target is not the row's max
    safe = np.where(
        (targets > 0) & ((probs > 0) | (targets == targets.max(1, keepdims=True))), probs, 1.0
    )
    with np.errstate(all="ignore"):
        return -(targets * np.log(safe)).sum(1)


def wrong_prod_float32(probs, targets):
    with np.errstate(all="ignore"):
        return -np.log(np.prod(np.power(probs, targets) + 0.0, axis=1).astype(np.float32)).astype(
            float
        )


def wrong_eps_1e_20_and_inf(probs, targets):
    loss = -(targets * np.log(probs + 1e-20)).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_eps_1e_16_and_inf(probs, targets):
    loss = -(targets * np.log(probs + 1e-16)).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_clip_1e_30_and_inf(probs, targets):
    loss = -(targets * np.log(np.clip(probs, 1e-30, 1))).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_machine_eps_target(probs, targets):
    keep = targets > np.finfo(float).eps
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(keep, probs, 1.0))).sum(1)


def wrong_tiny_targets_1e_14(probs, targets):
    keep = targets > 1e-14
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(keep, probs, 1.0))).sum(1)


def wrong_tiny_prob_1e_30(probs, targets):
    q = np.where(probs < 1e-30, 0, probs)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(targets > 0, q, 1.0))).sum(1)


def wrong_targets_in_place(probs, targets):
    with np.errstate(all="ignore"):
        targets *= -np.log(np.where(targets > 0, probs, 1.0))
    return targets.sum(1)


def wrong_nan_to_num_pos(probs, targets):
    with np.errstate(all="ignore"):
        return np.nan_to_num(-targets * np.log(probs), nan=0.0).sum(1)


def wrong_renormalised_after_log1m(probs, targets):
    with np.errstate(all="ignore"):
        return -np.log(
            np.where(
                targets.max(1) == 1,
                (probs * targets).sum(1),
                np.exp(np.where(targets > 0, targets * np.log(probs), 0).sum(1)),
            )
        )


def wrong_float32_tiny_clip_and_inf(probs, targets):
    loss = -(targets * np.log(np.clip(probs, np.finfo(np.float32).tiny, None))).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_pytorch_clamp_minus_100(probs, targets):
    with np.errstate(divide="ignore"):
        lp = np.maximum(np.log(probs), -100)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, -(targets * lp).sum(1))


def wrong_probs_below_1e_40_are_zero(probs, targets):
    q = np.where(probs < 1e-40, 0.0, probs)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(targets > 0, q, 1))).sum(1)


def right_powers(probs, targets):
    with np.errstate(all="ignore"):
        return -np.log(np.power(probs, targets)).sum(axis=1)


def right_masked_array(probs, targets):
    with np.errstate(all="ignore"):
        return -np.ma.array(targets * np.log(probs), mask=targets == 0).filled(0).sum(-1)


def right_plain_python(probs, targets):
    out = []
    for q, p in zip(probs.tolist(), targets.tolist()):
        out.append(
            math.fsum(
                0.0 if b == 0 else math.inf if a == 0 else -b * math.log(a) for a, b in zip(q, p)
            )
        )
    return np.array(out)


def right_entropy_plus_kl(probs, targets):
    with np.errstate(all="ignore"):
        lp = np.where(targets > 0, np.log(np.where(targets > 0, targets, 1)), 0)
        lq = np.where(targets > 0, np.log(probs), 0)
    return (-(targets * lp).sum(1)) + (targets * (lp - lq)).sum(1)


def wrong_isclose_target(probs, targets):
    keep = ~np.isclose(targets, 0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(keep, probs, 1.0))).sum(1)


def wrong_tiny_targets_dropped(probs, targets):
    keep = targets > 1e-12
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(keep, probs, 1.0))).sum(1)


def wrong_log1p(probs, targets):
    with np.errstate(divide="ignore"):
        return -(targets * np.log1p(np.where(targets > 0, probs, 1.0) - 1)).sum(1)


def wrong_tiny_probs_are_zero(probs, targets):
    safe = np.where(probs > 1e-15, probs, 0.0)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(np.where(targets > 0, safe, 1.0))).sum(1)


def wrong_eps_and_inf(probs, targets):
    loss = -(targets * np.log(probs + 1e-12)).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_eps_1e_15_and_inf(probs, targets):
    loss = -(targets * np.log(probs + 1e-15)).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_eps_1e_30_and_inf(probs, targets):
    loss = -(targets * np.log(probs + 1e-30)).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_clip_1e_12_and_inf(probs, targets):
    loss = -(targets * np.log(np.clip(probs, 1e-12, 1))).sum(1)
    return np.where(((probs == 0) & (targets > 0)).any(1), np.inf, loss)


def wrong_inf_for_all(probs, targets):
    if np.any((probs == 0) & (targets > 0)):
        return np.full(len(probs), np.inf)
    return -(targets * np.log(np.where(targets > 0, probs, 1.0))).sum(1)


def wrong_mutates_probs(probs, targets):
    probs[targets == 0] = 1.0
    with np.errstate(divide="ignore"):
        return -(targets * np.log(probs)).sum(1)


def wrong_mutates_through_view(probs, targets):
    q = probs.reshape(-1)
    q[targets.reshape(-1) == 0] = 1.0
    with np.errstate(divide="ignore"):
        return -(targets * np.log(q.reshape(targets.shape))).sum(1)


def wrong_zero_prob_zero_cost_if_small(probs, targets):
    with np.errstate(all="ignore"):
        t = targets * np.log(probs)
    t[~np.isfinite(t) & (targets < 1e-6)] = 0
    return -t.sum(1)


def wrong_hard_rows_round(probs, targets):
    with np.errstate(all="ignore"):
        hard = np.isclose(targets.max(1), 1)
        soft = -np.where(targets > 0, targets * np.log(probs), 0).sum(1)
        one = -np.log(probs[np.arange(len(probs)), targets.argmax(1)])
    return np.where(hard, one, soft)


def wrong_prod_powers(probs, targets):
    with np.errstate(all="ignore"):
        return -np.log1p(np.prod(np.power(probs, targets), axis=1) - 1)


def right_where_safe(probs, targets):
    safe = np.where(targets == 0, 1.0, probs)
    with np.errstate(divide="ignore"):
        return -(targets * np.log(safe)).sum(axis=-1)


def wrong_inplace(probs, targets):
    probs[targets == 0] = 1.0
    return -np.sum(targets * np.log(probs), axis=1)


def wrong_nan_to_num_end(probs, targets):
    return np.nan_to_num(-np.sum(targets * np.log(probs), axis=1), nan=0.0, posinf=np.inf)


def wrong_batch_hard(probs, targets):
    if np.any(targets.max(axis=1) == 1):
        return -np.log(probs[np.arange(len(probs)), targets.argmax(axis=1)])
    return -np.sum(targets * np.log(probs), axis=1)


def wrong_masked_ma(probs, targets):
    return -np.ma.filled((targets * np.ma.log(probs)).sum(axis=1), 0.0)


def wrong_mean(probs, targets):
    s = np.where(targets > 0, probs, 1)
    return -np.mean(np.sum(targets * np.log(s), axis=1))


def wrong_inf_row_if_zero_prob(probs, targets):
    out = -np.sum(targets * np.log(np.where(probs > 0, probs, 1)), axis=1)
    out[(probs == 0).any(axis=1) & (targets < 1).all(axis=1)] = np.inf
    return out


def wrong_isclose_zero(probs, targets):
    s = np.where(np.isclose(targets, 0), 1.0, probs)
    return -np.sum(targets * np.log(s), axis=1)


def wrong_both_pos(probs, targets):
    m = (targets > 0) & (probs > 0)
    return np.array([-np.sum(t[k] * np.log(q[k])) for q, t, k in zip(probs, targets, m)])


def wrong_isnan_row_zero(probs, targets):
    with np.errstate(all="ignore"):
        loss = -np.sum(targets * np.log(probs), axis=1)
    loss[np.isnan(loss)] = 0.0
    return loss


def wrong_nan_fallback_argmax(probs, targets):
    loss = -np.sum(targets * np.log(probs), axis=1)
    hard = -np.log(probs[np.arange(len(probs)), targets.argmax(axis=1)])
    return np.where(np.isnan(loss), hard, loss)


def wrong_matmul_diag(probs, targets):
    return (
        -np.diag(targets @ np.where(targets > 0, np.log(probs), 0).T).clip(max=0) * 1.0
        if False
        else np.diag(-(targets @ np.where(probs > 0, np.log(probs), 0.0).T))
    )


def wrong_where_probs_zero_one(probs, targets):
    s = np.where((targets == 0) | (probs == 0), 1.0, probs)
    return -np.sum(targets * np.log(s), axis=-1)
