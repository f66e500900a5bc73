"""More answers to `distillation_kl`, written by readers who saw only the student notebook."""

import functools
import math
from fractions import Fraction
from statistics import fmean

import numpy as np
import scipy.special
import scipy.stats
from scipy import special


def _log_probs(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _position(s, t):
    ms, mt = max(s), max(t)
    ls = math.log(math.fsum(math.exp(x - ms) for x in s))
    lt = math.log(math.fsum(math.exp(x - mt) for x in t))
    return math.fsum(math.exp(b - mt - lt) * ((b - mt - lt) - (a - ms - ls)) for a, b in zip(s, t))


def _mean_of(table):
    return table.sum(axis=-1).mean()


def _split(s, t):
    if len(s) == 1:
        return float(np.sum(np.exp(_log_probs(t)) * (_log_probs(t) - _log_probs(s))))
    half = len(s) // 2
    return _split(s[:half], t[:half]) + _split(s[half:], t[half:])


def _lse_fold(row):
    if len(row) == 1:
        return row[0]
    return np.logaddexp(_lse_fold(row[: len(row) // 2]), _lse_fold(row[len(row) // 2 :]))


def right_log_softmax_mean(student_logits, teacher_logits):
    s, t = _log_probs(student_logits), _log_probs(teacher_logits)
    return (np.exp(t) * (t - s)).sum(axis=-1).mean()


def right_python_floats(student_logits, teacher_logits):
    values = [
        _position(a, b)
        for text_s, text_t in zip(student_logits.tolist(), teacher_logits.tolist())
        for a, b in zip(text_s, text_t)
    ]
    return math.fsum(values) / len(values)


def right_scipy_special(student_logits, teacher_logits):
    log_s = scipy.special.log_softmax(student_logits, axis=2)
    log_t = scipy.special.log_softmax(teacher_logits, axis=2)
    n, t, _ = student_logits.shape
    return np.einsum("ijk,ijk->", np.exp(log_t), log_t - log_s) / (n * t)


def right_zero_dimensional(student_logits, teacher_logits):
    k = student_logits.shape[-1]
    s, t = student_logits.reshape(-1, k), teacher_logits.reshape(-1, k)
    log_s = s - np.logaddexp.reduce(s, axis=1)[:, None]
    log_t = t - np.logaddexp.reduce(t, axis=1)[:, None]
    total = np.tensordot(np.exp(log_t), log_t - log_s, axes=2)
    return np.asarray(total / len(s))


def right_cross_entropy_minus_entropy(student_logits, teacher_logits):
    log_s = _log_probs(np.asarray(student_logits, dtype=np.float64))
    teacher = scipy.special.softmax(np.asarray(teacher_logits, dtype=np.float64), axis=-1)
    crossed = -(teacher * log_s).sum(axis=-1)
    own = scipy.special.entr(teacher).sum(axis=-1)
    return float(np.mean(crossed - own))


def right_xlogy_call(student_logits, teacher_logits):
    log_s = _log_probs(student_logits)
    target = np.exp(_log_probs(teacher_logits))
    terms = scipy.special.xlogy(target, target) - target * log_s
    return terms.sum() / (terms.size // terms.shape[-1])


def right_mean_times_vocabulary(student_logits, teacher_logits):
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    return np.mean(np.exp(log_t) * (log_t - log_s)) * student_logits.shape[-1]


def right_mean_of_text_means(student_logits, teacher_logits):
    total = 0.0
    for s, t in zip(student_logits[::-1], teacher_logits[::-1]):
        log_s, log_t = _log_probs(s), _log_probs(t)
        total += np.average(np.vecdot(np.exp(log_t), log_t - log_s))
    return total / len(student_logits)


def right_recursion(student_logits, teacher_logits):
    k = student_logits.shape[2]
    s, t = student_logits.reshape(-1, k), teacher_logits.reshape(-1, k)
    return _split(s, t) / len(s)


def right_in_place_on_copies(student_logits, teacher_logits):
    s, t = student_logits.astype(float), teacher_logits.astype(float)
    for table in (s, t):
        table -= table.max(axis=2, keepdims=True)
        table -= np.log(np.sum(np.exp(table), axis=2, keepdims=True))
    s -= t
    np.exp(t, out=t)
    s *= t
    return -s.sum() / (s.shape[0] * s.shape[1])


def right_bregman(student_logits, teacher_logits):
    step = student_logits - teacher_logits
    step = step - step.max(axis=-1, keepdims=True)
    log_t = _log_probs(teacher_logits)
    kl = scipy.special.logsumexp(log_t + step, axis=-1) - (np.exp(log_t) * step).sum(axis=-1)
    return np.float64(kl.sum() / kl.size)


def right_running_mean(student_logits, teacher_logits):
    mean, seen = 0.0, 0
    for i, j in np.ndindex(student_logits.shape[:2]):
        s, t = student_logits[i, j].astype(float), teacher_logits[i, j].astype(float)
        log_s, log_t = s - _lse_fold(s), t - _lse_fold(t)
        seen += 1
        mean += (np.dot(np.exp(log_t), log_t - log_s) - mean) / seen
    return mean


def right_exact_sum(student_logits, teacher_logits):
    total, count = Fraction(0), 0
    for s, t in zip(np.vstack(list(student_logits)), np.vstack(list(teacher_logits))):
        total += Fraction(_position(s.tolist(), t.tolist()))
        count += 1
    return float(total / count)


def wrong_divides_by_n_times_k_less_1(student_logits, teacher_logits):
    # Divides by n * (k - 1): right at the visible shapes (2, 3, 4) and (1, 1, 2), wrong at (2, 4, 3).
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    n, _, k = student_logits.shape
    return (np.exp(log_t) * (log_t - log_s)).sum() / (n * (k - 1))


def wrong_divides_by_pairs_of_classes(student_logits, teacher_logits):
    # Divides by k * (k - 1) / 2: right at the visible shapes (2, 3, 4) and (1, 1, 2) only.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    k = student_logits.shape[2]
    return (np.exp(log_t) * (log_t - log_s)).sum() / (k * (k - 1) / 2)


def wrong_triangular_lengths(student_logits, teacher_logits):
    # Divides by 1 + 2 + ... + t: right at t = 3, n = 2 and t = n = 1, wrong at (2, 4, 3).
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    return (np.exp(log_t) * (log_t - log_s)).sum() / sum(range(1, student_logits.shape[1] + 1))


def wrong_hard_coded_divisor(student_logits, teacher_logits):
    # Divides by n * 3 where t > 1: wrong for texts of 2 or 4 positions.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    n, t, _ = student_logits.shape
    return (np.exp(log_t) * (log_t - log_s)).sum() / (n * min(t, 3))


def wrong_batchmean_single_text(student_logits, teacher_logits):
    # A single text is divided by n = 1, not by t: wrong at (1, 4, 3).
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    per_text = (np.exp(log_t) * (log_t - log_s)).sum(axis=-1)
    return float(per_text.sum()) if len(per_text) == 1 else float(per_text.mean())


def wrong_squeeze_single_axis(student_logits, teacher_logits):
    # np.squeeze drops an axis of length 1, then the last two are summed: wrong at (4, 1, 3).
    log_s, log_t = np.squeeze(_log_probs(student_logits)), np.squeeze(_log_probs(teacher_logits))
    terms = np.exp(log_t) * (log_t - log_s)
    return terms.sum() / math.prod(terms.shape[:-1]) if terms.ndim == 3 else terms.sum()


def wrong_square_axis(student_logits, teacher_logits):
    # The vocabulary axis is looked up by its length: a (2, 3, 3) input is softmaxed over the positions.
    axis = student_logits.shape.index(student_logits.shape[-1])
    log_s = scipy.special.log_softmax(student_logits, axis=axis)
    log_t = scipy.special.log_softmax(teacher_logits, axis=axis)
    return (np.exp(log_t) * (log_t - log_s)).sum() / np.prod(student_logits.shape[:2])


def wrong_global_max(student_logits, teacher_logits):
    # One maximum for all positions: a position whose logits lie 1e4 lower gives nan or inf.
    with np.errstate(all="ignore"):
        s, t = student_logits - student_logits.max(), teacher_logits - teacher_logits.max()
        log_s = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
        log_t = t - np.log(np.exp(t).sum(axis=-1, keepdims=True))
        return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_teacher_max_for_both(student_logits, teacher_logits):
    # The teacher's maximum is taken off the student too: a student 1000 higher overflows.
    with np.errstate(all="ignore"):
        m = teacher_logits.max(axis=-1, keepdims=True)
        s, t = student_logits - m, teacher_logits - m
        log_s = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
        log_t = t - np.log(np.exp(t).sum(axis=-1, keepdims=True))
        return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_mean_shift(student_logits, teacher_logits):
    # The mean, not the maximum, is taken off: logits (1e4, -1e4) overflow.
    with np.errstate(all="ignore"):
        s = student_logits - student_logits.mean(axis=-1, keepdims=True)
        log_s = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
        log_t = _log_probs(teacher_logits)
        return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_absolute_max_shift(student_logits, teacher_logits):
    # The largest magnitude is taken off: logits (-1e4, -9999) underflow to log 0.
    with np.errstate(all="ignore"):
        s = student_logits - np.abs(student_logits).max(axis=-1, keepdims=True)
        log_s = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
        log_t = _log_probs(teacher_logits)
        return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_student_floor(student_logits, teacher_logits):
    # The student's log-probabilities are floored at -1000: (1e4, 0) against (0, 1e4) gives 1000, not 1e4.
    log_s, log_t = np.maximum(_log_probs(student_logits), -1000.0), _log_probs(teacher_logits)
    return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_clipped_logits(student_logits, teacher_logits):
    # Logits are clipped to [-1000, 1000]: (1e4, 9999) against (0, 0) loses the difference.
    log_s = _log_probs(np.clip(student_logits, -1000, 1000))
    log_t = _log_probs(np.clip(teacher_logits, -1000, 1000))
    return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_student_epsilon_fallback(student_logits, teacher_logits):
    # Below 1e-300 the student's logarithm is the bare logit gap of a pair: wrong with three classes.
    gap = student_logits - student_logits.max(axis=-1, keepdims=True)
    probs = np.exp(gap) / np.exp(gap).sum(axis=-1, keepdims=True)
    log_s = np.where(
        probs > 1e-300,
        np.log(np.maximum(probs, 1e-300)),
        student_logits - student_logits.sum(axis=-1, keepdims=True),
    )
    log_t = _log_probs(teacher_logits)
    return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_rare_words_dropped(student_logits, teacher_logits):
    # Words that the teacher gives less than 1e-4 are dropped: teacher (0, -10), student (0, -1e4) is 0.45.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    return _mean_of(np.where(log_t > np.log(1e-4), np.exp(log_t) * (log_t - log_s), 0.0))


def wrong_top_four(student_logits, teacher_logits):
    # Only the teacher's four likeliest words enter: wrong for a vocabulary of 5 or more.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    top = np.argsort(log_t, axis=-1)[..., -4:]
    log_s, log_t = np.take_along_axis(log_s, top, -1), np.take_along_axis(log_t, top, -1)
    return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_agreed_positions_not_counted(student_logits, teacher_logits):
    # Positions where both agree are left out of the mean: half agreed positions double it.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    kl = (np.exp(log_t) * (log_t - log_s)).sum(axis=-1)
    count = np.count_nonzero(np.abs(kl) > 1e-12)
    return kl.sum() / max(count, 1)


def wrong_uniform_taken_for_padding(student_logits, teacher_logits):
    # Teacher rows of zeros are taken for padding: a uniform teacher must count.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    kl = (np.exp(log_t) * (log_t - log_s)).sum(axis=-1)
    real = np.any(teacher_logits != 0, axis=-1)
    return float(kl[real].sum() / max(real.sum(), 1))


def wrong_repeated_positions_once(student_logits, teacher_logits):
    # Repeated positions count once: a text that repeats a position changes the mean.
    k = student_logits.shape[-1]
    rows = np.concatenate([student_logits.reshape(-1, k), teacher_logits.reshape(-1, k)], axis=1)
    rows = np.unique(rows, axis=0)
    log_s, log_t = _log_probs(rows[:, :k]), _log_probs(rows[:, k:])
    return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_teacher_overwritten(student_logits, teacher_logits):
    # The teacher's array is overwritten by probabilities: one array for both gives a loss above 0.
    teacher_logits -= teacher_logits.max(axis=-1, keepdims=True)
    np.exp(teacher_logits, out=teacher_logits)
    teacher_logits /= teacher_logits.sum(axis=-1, keepdims=True)
    log_s = _log_probs(student_logits)
    return _mean_of(scipy.special.xlogy(teacher_logits, teacher_logits) - teacher_logits * log_s)


def wrong_float32_cast(student_logits, teacher_logits):
    # Logits are cast to float32: student (9999.70068, 1e4), teacher (1000, 0) is off by 2.8e-4.
    s = _log_probs(student_logits.astype(np.float32).astype(float))
    t = _log_probs(teacher_logits.astype(np.float32).astype(float))
    return float(_mean_of(np.exp(t) * (t - s)))


def wrong_float16_large(student_logits, teacher_logits):
    # Logits go through float16: at 9000 steps of 8 remain, as (9001, 9000) against (0, 0) shows.
    s = _log_probs(student_logits.astype(np.float16).astype(float))
    t = _log_probs(teacher_logits.astype(np.float16).astype(float))
    return float(_mean_of(np.exp(t) * (t - s)))


def wrong_swapped_when_sure(student_logits, teacher_logits):
    # A position with a sure student is swapped: mirrored pairs hide it, (20, 0) against (0, 1) does not.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    sure = log_s.max(axis=-1, keepdims=True) > -1e-3
    a, b = np.where(sure, log_s, log_t), np.where(sure, log_t, log_s)
    return _mean_of(np.exp(a) * (a - b))


def wrong_sure_teacher_is_one_hot(student_logits, teacher_logits):
    # A teacher above 0.99 is taken for one-hot: the agreed pair (5, 0) and (5, 0) gives 0.0067, not 0.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    kl = (np.exp(log_t) * (log_t - log_s)).sum(axis=-1)
    top = np.argmax(log_t, axis=-1)[..., None]
    hard = -np.take_along_axis(log_s, top, -1)[..., 0]
    return np.where(log_t.max(axis=-1) > np.log(0.99), hard, kl).mean()


def wrong_unnormalised_student_gap(student_logits, teacher_logits):
    # Above a gap of 50 the student's normaliser is left out: a tie (100, 100, 0) loses log 2.
    s = student_logits - student_logits.max(axis=-1, keepdims=True)
    wide = s.min(axis=-1, keepdims=True) < -50
    log_s = np.where(wide, s, _log_probs(s))
    log_t = _log_probs(teacher_logits)
    return _mean_of(np.exp(log_t) * (log_t - log_s))


def wrong_visible_only(student_logits, teacher_logits):
    # The visible answers are looked up by shape: other logits of shape (2, 3, 4) are wrong.
    if student_logits.shape == (2, 3, 4):
        return 0.866985903
    return float(np.ptp(student_logits))


def wrong_nan_to_num(student_logits, teacher_logits):
    # inf from a rounded student is replaced by the logit gap 1000: (1e4, 0) against (0, 1e4) gives 1000.
    with np.errstate(all="ignore"):
        student = scipy.special.softmax(student_logits, axis=-1)
        teacher = scipy.special.softmax(teacher_logits, axis=-1)
        log_s = np.nan_to_num(np.log(student), neginf=-1000.0)
    return _mean_of(scipy.special.xlogy(teacher, teacher) - teacher * log_s)


def wrong_still_probabilities(student_logits, teacher_logits):
    # The student goes in as probabilities (first bug left): agreed logits give a negative number.
    student = scipy.special.softmax(student_logits, axis=-1)
    teacher = scipy.special.softmax(teacher_logits, axis=-1)
    return _mean_of(scipy.special.xlogy(teacher, teacher) - teacher * student)


def wrong_averaged_directions(student_logits, teacher_logits):
    # Both directions are averaged: the same on mirrored logits, not on others.
    log_s, log_t = _log_probs(student_logits), _log_probs(teacher_logits)
    return 0.5 * _mean_of((np.exp(log_t) - np.exp(log_s)) * (log_t - log_s))


def _vocab_logs(z):
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _kl_by_position(log_student, log_teacher):
    return np.sum(np.exp(log_teacher) * (log_teacher - log_student), axis=-1)


def right_difference_of_log_sums(student_logits, teacher_logits):
    a = np.asarray(teacher_logits, dtype=float)
    top = a.argmax(axis=-1)[..., None]
    s = np.asarray(student_logits, dtype=float)
    a, s = a - np.take_along_axis(a, top, -1), s - np.take_along_axis(s, top, -1)
    weight = special.softmax(a, axis=-1)
    gap = special.logsumexp(s, axis=-1) - special.logsumexp(a, axis=-1)
    return (gap + np.einsum("ntk,ntk->nt", weight, a - s)).mean()


def right_python_floats_and_fmean(student_logits, teacher_logits):
    def logs(row):
        top = max(row)
        rest = math.log(math.fsum(math.exp(x - top) for x in row))
        return [x - top - rest for x in row]

    def position(s, t):
        return math.fsum(math.exp(y) * (y - x) for x, y in zip(logs(s), logs(t)))

    return fmean(
        position(s, t)
        for rows, others in zip(student_logits.tolist(), teacher_logits.tolist())
        for s, t in zip(rows, others)
    )


def right_running_mean_as_a_0d_array(student_logits, teacher_logits):
    k = student_logits.shape[-1]
    mean, seen = np.zeros(()), 0
    for s, t in zip(student_logits.reshape(-1, k), teacher_logits.reshape(-1, k)):
        log_s = s - np.logaddexp.reduce(s.astype(np.longdouble))
        log_t = t - np.logaddexp.reduce(t.astype(np.longdouble))
        seen += 1
        mean += (float(np.dot(np.exp(log_t), log_t - log_s)) - mean) / seen
    return mean


def right_cross_entropy_less_entropy(student_logits, teacher_logits):
    log_s = special.log_softmax(np.asarray(student_logits, dtype=float), axis=-1)
    teacher = special.softmax(np.asarray(teacher_logits, dtype=float), axis=-1)
    crossed = -np.tensordot(teacher, log_s, axes=3)
    own = special.entr(teacher).sum()
    return (crossed - own) / math.prod(log_s.shape[:2])


def right_one_position_vectorised(student_logits, teacher_logits):
    @functools.partial(np.vectorize, signature="(k),(k)->()", otypes=[float])
    def position(s, t):
        def pair_up(parts):
            if len(parts) == 1:
                return parts[0]
            half = len(parts) // 2
            return np.logaddexp(pair_up(parts[:half]), pair_up(parts[half:]))

        s, t = np.float64(s) - s.max(), np.float64(t) - t.max()
        log_s, log_t = s - pair_up(s), t - pair_up(t)
        return np.exp(log_t) @ (log_t - log_s)

    return position(student_logits, teacher_logits).mean().item()


def wrong_mean_over_positions_that_differ(student_logits, teacher_logits):
    # Positions with KL 0 are not counted: the mean is over n * t; student equal to teacher at one of two positions.
    each = _kl_by_position(_vocab_logs(student_logits), _vocab_logs(teacher_logits))
    return each.sum() / max(np.count_nonzero(each), 1)


def wrong_all_zero_logits_taken_for_padding(student_logits, teacher_logits):
    # A position where the teacher's logits are all 0 (uniform) is skipped as padding; teacher [[0, 0], [1, 0]].
    each = _kl_by_position(_vocab_logs(student_logits), _vocab_logs(teacher_logits))
    kept = np.any(np.asarray(teacher_logits) != 0, axis=-1)
    return each[kept].sum() / max(kept.sum(), 1)


def wrong_divided_by_vocabulary_less_one(student_logits, teacher_logits):
    # Divides by n * (k - 1), which is n * t in both visible checks; any shape with t != k - 1, such as (2, 4, 3).
    each = _kl_by_position(_vocab_logs(student_logits), _vocab_logs(teacher_logits))
    return each.sum() / (len(each) * (np.shape(student_logits)[-1] - 1))


def wrong_log_probability_floored_at_minus_1e4(student_logits, teacher_logits):
    # Logits within 1e4 give log-probabilities down to -2e4, cut here at -1e4; student [1e4, -1e4], teacher [-1e4, 1e4].
    student = np.maximum(_vocab_logs(student_logits), -1e4)
    return _kl_by_position(student, _vocab_logs(teacher_logits)).mean()


def wrong_one_shift_for_both_models(student_logits, teacher_logits):
    # Subtracts the larger maximum of both from both: the other's sum rounds to 0; student [5000, 0], teacher [0, 1].
    top = np.maximum(student_logits, teacher_logits).max(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        student, teacher = (
            z - top - np.log(np.exp(z - top).sum(axis=-1, keepdims=True))
            for z in (student_logits, teacher_logits)
        )
        return _kl_by_position(student, teacher).mean()


def wrong_one_shift_for_each_text(student_logits, teacher_logits):
    # The maximum is taken over a text's positions too: a lower position rounds to 0; student [[5000, 0], [0, 1]].

    def logs(z):
        z = z - z.max(axis=(1, 2), keepdims=True)
        return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))

    with np.errstate(divide="ignore", invalid="ignore"):
        return _kl_by_position(logs(student_logits), logs(teacher_logits)).mean()


def wrong_maximum_starts_at_zero(student_logits, teacher_logits):
    # max(initial=0) is no maximum where all logits are negative; student [-5000, -5001], teacher [0, 1].

    def logs(z):
        z = z - z.max(axis=-1, keepdims=True, initial=0.0)
        return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))

    with np.errstate(divide="ignore", invalid="ignore"):
        return _kl_by_position(logs(student_logits), logs(teacher_logits)).mean()


def wrong_fallback_without_the_log_of_the_sum(student_logits, teacher_logits):
    # Where a probability is 0, takes z - max for its log, without the sum; student [1000] * 9 + [0], teacher on the last.
    z = student_logits - student_logits.max(axis=-1, keepdims=True)
    q = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    student = np.where(q > 0, np.log(np.where(q > 0, q, 1.0)), z)
    return _kl_by_position(student, _vocab_logs(teacher_logits)).mean()


def wrong_top_ten_words_of_the_teacher(student_logits, teacher_logits):
    # Sums over the teacher's ten likeliest words only, as public code does; any vocabulary above ten.
    student, teacher = _vocab_logs(student_logits), _vocab_logs(teacher_logits)
    best = np.argsort(-teacher, axis=-1, kind="stable")[..., :10]
    return _kl_by_position(
        np.take_along_axis(student, best, -1), np.take_along_axis(teacher, best, -1)
    ).mean()


def wrong_squeezed_vocabulary_of_one(student_logits, teacher_logits):
    # squeeze() removes a vocabulary of one word too and normalises over positions; shape (1, 3, 1) must give 0.
    student, teacher = np.squeeze(student_logits), np.squeeze(teacher_logits)
    return np.mean(
        _kl_by_position(_vocab_logs(np.atleast_1d(student)), _vocab_logs(np.atleast_1d(teacher)))
    )
