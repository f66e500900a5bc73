"""Answers to `distillation_kl`; `torch_kl_div` is a function of the lesson."""

# ruff: noqa: F821

import numpy as np


def log_probs(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def right_call_with_sum(student_logits, teacher_logits):
    n, t, _ = student_logits.shape
    teacher = np.exp(log_probs(teacher_logits))
    return torch_kl_div(log_probs(student_logits), teacher, reduction="sum") / (n * t)


def right_flattened_batchmean(student_logits, teacher_logits):
    k = student_logits.shape[-1]
    student = log_probs(student_logits.reshape(-1, k))
    teacher = log_probs(teacher_logits.reshape(-1, k))
    return torch_kl_div(student, teacher, reduction="batchmean", log_target=True)


def right_without_the_call(student_logits, teacher_logits):
    log_t, log_s = log_probs(teacher_logits), log_probs(student_logits)
    return (np.exp(log_t) * (log_t - log_s)).sum(axis=-1).mean()


def right_mean_times_vocabulary(student_logits, teacher_logits):
    log_t, log_s = log_probs(teacher_logits), log_probs(student_logits)
    return torch_kl_div(log_s, np.exp(log_t)) * student_logits.shape[-1]


def right_batchmean_over_positions(student_logits, teacher_logits):
    log_s, log_t = log_probs(student_logits), log_probs(teacher_logits)
    return torch_kl_div(log_s, np.exp(log_t), "batchmean") / student_logits.shape[1]


def right_loop(student_logits, teacher_logits):
    n, t, _ = student_logits.shape
    total = 0.0
    for i in range(n):
        for j in range(t):
            log_s, log_t = log_probs(student_logits[i, j]), log_probs(teacher_logits[i, j])
            total += sum(np.exp(a) * (a - b) for a, b in zip(log_t, log_s, strict=True))
    return total / (n * t)


def wrong_still_probabilities(student_logits, teacher_logits):
    """The student still goes in as probabilities"""
    n, t, _ = student_logits.shape
    student, teacher = np.exp(log_probs(student_logits)), np.exp(log_probs(teacher_logits))
    return torch_kl_div(student, teacher, reduction="sum") / (n * t)


def wrong_nothing_changed(student_logits, teacher_logits):
    """both bugs are still there"""
    student, teacher = np.exp(log_probs(student_logits)), np.exp(log_probs(teacher_logits))
    return torch_kl_div(student, teacher, reduction="batchmean")


def wrong_still_batchmean(student_logits, teacher_logits):
    """That is still `batchmean`"""
    teacher = np.exp(log_probs(teacher_logits))
    return torch_kl_div(log_probs(student_logits), teacher, reduction="batchmean")


def wrong_default_mean(student_logits, teacher_logits):
    """also divided by the vocabulary"""
    return torch_kl_div(log_probs(student_logits), np.exp(log_probs(teacher_logits)))


def wrong_swapped(student_logits, teacher_logits):
    """Student and teacher are swapped"""
    log_t, log_s = log_probs(teacher_logits), log_probs(student_logits)
    return (np.exp(log_s) * (log_s - log_t)).sum(axis=-1).mean()


def wrong_swapped_batchmean(student_logits, teacher_logits):
    """Swapped and `batchmean`"""
    student = np.exp(log_probs(student_logits))
    return torch_kl_div(log_probs(teacher_logits), student, reduction="batchmean")


def wrong_log_of_softmax(student_logits, teacher_logits):
    """a probability that rounded to 0"""
    n, t, _ = student_logits.shape
    student, teacher = np.exp(log_probs(student_logits)), np.exp(log_probs(teacher_logits))
    with np.errstate(all="ignore"):
        log_s, log_t = np.log(student), np.log(teacher)
        return np.where(teacher > 0, teacher * (log_t - log_s), 0.0).sum() / (n * t)


def wrong_epsilon(student_logits, teacher_logits):
    """returns a wrong value"""
    n, t, _ = student_logits.shape
    student, teacher = np.exp(log_probs(student_logits)), np.exp(log_probs(teacher_logits))
    return torch_kl_div(np.log(student + 1e-12), teacher, reduction="sum") / (n * t)


def wrong_clipped_at_1e_300(student_logits, teacher_logits):
    """returns a wrong value"""
    n, t, _ = student_logits.shape
    student, teacher = np.exp(log_probs(student_logits)), np.exp(log_probs(teacher_logits))
    return torch_kl_div(np.log(np.maximum(student, 1e-300)), teacher, reduction="sum") / (n * t)


def wrong_cross_entropy(student_logits, teacher_logits):
    """the teacher's entropy is not taken off"""
    teacher = np.exp(log_probs(teacher_logits))
    return -(teacher * log_probs(student_logits)).sum(axis=-1).mean()


def wrong_sum(student_logits, teacher_logits):
    """divide by the number of positions"""
    teacher = np.exp(log_probs(teacher_logits))
    return torch_kl_div(log_probs(student_logits), teacher, reduction="sum")


def wrong_divided_by_positions_of_one_text(student_logits, teacher_logits):
    """the positions of one text"""
    teacher = np.exp(log_probs(teacher_logits))
    total = torch_kl_div(log_probs(student_logits), teacher, reduction="sum")
    return total / student_logits.shape[1]


def wrong_log_target_without_flag(student_logits, teacher_logits):
    """returns"""
    n, t, _ = student_logits.shape
    log_t, log_s = log_probs(teacher_logits), log_probs(student_logits)
    with np.errstate(all="ignore"):
        return torch_kl_div(log_s, log_t, reduction="sum") / (n * t)


def wrong_flag_without_log_target(student_logits, teacher_logits):
    """returns a wrong value"""
    n, t, _ = student_logits.shape
    teacher = np.exp(log_probs(teacher_logits))
    return torch_kl_div(log_probs(student_logits), teacher, "sum", log_target=True) / (n * t)


def wrong_raw_logits(student_logits, teacher_logits):
    """returns a wrong value"""
    n, t, _ = student_logits.shape
    return torch_kl_div(student_logits, np.exp(log_probs(teacher_logits)), "sum") / (n * t)


def wrong_one_maximum_for_all(student_logits, teacher_logits):
    """A hidden check fails"""
    a, b = student_logits - student_logits.max(), teacher_logits - teacher_logits.max()
    log_s = a - np.log(np.exp(a).sum(axis=-1, keepdims=True))
    log_t = b - np.log(np.exp(b).sum(axis=-1, keepdims=True))
    return (np.exp(log_t) * (log_t - log_s)).sum(axis=-1).mean()


def wrong_over_positions(student_logits, teacher_logits):
    """You normalised over the positions"""

    def over_positions(z):
        z = z - z.max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    log_s, log_t = over_positions(student_logits), over_positions(teacher_logits)
    n, t, _ = student_logits.shape
    return (np.exp(log_t) * (log_t - log_s)).sum() / (n * t)


def wrong_per_position(student_logits, teacher_logits):
    """returns shape"""
    log_t, log_s = log_probs(teacher_logits), log_probs(student_logits)
    return (np.exp(log_t) * (log_t - log_s)).sum(axis=-1)
