"""Answers to `target_gradients`."""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def parts(u, v):
    log_p, log_q = log_softmax(u), log_softmax(v)
    return np.exp(log_p), log_p, log_q


def centred(p, f):
    return p * (f - (p * f).sum(axis=-1, keepdims=True))


def right_formula_nine(u, v):
    p, log_p, log_q = parts(u, v)
    return centred(p, -log_q), centred(p, log_p - log_q)


def right_entropy_taken_off(u, v):
    p, log_p, log_q = parts(u, v)
    first = centred(p, -log_q)
    entropy = -np.sum(p * log_p, axis=-1, keepdims=True)
    return first, first + p * (log_p + entropy)


def right_by_jacobian(u, v):
    p, log_p, log_q = parts(u, v)
    jacobian = p[..., :, None] * np.eye(p.shape[-1]) - p[..., :, None] * p[..., None, :]
    by_probs = (-log_q, log_p - log_q + 1)
    return tuple((jacobian @ f[..., None])[..., 0] for f in by_probs)


def right_only_differences_of_logits(u, v):
    # (9) does not change when a constant is added to f: logits serve as well as log-probabilities
    e = np.exp(u - u.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return centred(p, -(v - v.max(axis=-1, keepdims=True))), centred(
        p, (u - u.max(axis=-1, keepdims=True)) - (v - v.max(axis=-1, keepdims=True))
    )


def right_loop(u, v):
    out = np.zeros((2, *u.shape))
    for i in np.ndindex(u.shape[:-1]):
        p, log_p, log_q = parts(np.asarray(u[i], float), np.asarray(v[i], float))
        for number, f in enumerate((-log_q, log_p - log_q)):
            mean = sum(a * b for a, b in zip(p, f, strict=True))
            for c in range(len(p)):
                out[number][i][c] = p[c] * (f[c] - mean)
    return out[0], out[1]


def wrong_as_if_target_were_fixed(u, v):
    """the formula for a fixed target"""
    p, _, log_q = parts(u, v)
    return p - np.exp(log_q), p - np.exp(log_q)


def wrong_gradient_by_second_argument(u, v):
    """gradient by the second argument"""
    p, _, log_q = parts(u, v)
    return np.exp(log_q) - p, np.exp(log_q) - p


def wrong_same_gradient_twice(u, v):
    """Your two gradients are the same"""
    p, _, log_q = parts(u, v)
    return centred(p, -log_q), centred(p, -log_q)


def wrong_mean_missing(u, v):
    """The mean under p is missing"""
    p, log_p, log_q = parts(u, v)
    return p * -log_q, p * (log_p - log_q)


def wrong_by_probabilities(u, v):
    """gradient by the probabilities"""
    _, log_p, log_q = parts(u, v)
    return -log_q, log_p - log_q + 1


def wrong_mean_over_classes(u, v):
    """not over the classes"""
    p, log_p, log_q = parts(u, v)
    f, g = -log_q, log_p - log_q
    return p * (f - f.mean(axis=-1, keepdims=True)), p * (g - g.mean(axis=-1, keepdims=True))


def wrong_exchanged(u, v):
    """The two are exchanged"""
    p, log_p, log_q = parts(u, v)
    return centred(p, log_p - log_q), centred(p, -log_q)


def wrong_entropy_added(u, v):
    """KL is H(p, q) minus H(p)"""
    p, log_p, log_q = parts(u, v)
    return centred(p, -log_q), centred(p, -log_q) + centred(p, -log_p)


def wrong_reverse_kl(u, v):
    """the gradient of KL(q || p)"""
    p, _, log_q = parts(u, v)
    return centred(p, -log_q), p - np.exp(log_q)


def wrong_plus_one_kept(u, v):
    """The + 1 from differentiating"""
    p, log_p, log_q = parts(u, v)
    return centred(p, -log_q), centred(p, log_p - log_q) + p


def wrong_sign(u, v):
    """f is minus the logarithm of q"""
    p, log_p, log_q = parts(u, v)
    return centred(p, log_q), centred(p, log_q - log_p)


def wrong_log_of_softmax(u, v):
    """A hidden check fails"""
    p, q = np.exp(log_softmax(u)), np.exp(log_softmax(v))
    return centred(p, -np.log(q)), centred(p, np.log(p / q))


def wrong_clipped_probabilities(u, v):
    """a rare class of p that q all but rules out"""
    p, q = np.exp(log_softmax(u)), np.clip(np.exp(log_softmax(v)), 1e-12, 1)
    return centred(p, -np.log(q)), centred(p, np.log(np.clip(p, 1e-12, 1) / q))


def wrong_no_shift(u, v):
    """A hidden check fails"""
    log_p = u - np.log(np.exp(u).sum(axis=-1, keepdims=True))
    log_q = v - np.log(np.exp(v).sum(axis=-1, keepdims=True))
    return centred(np.exp(log_p), -log_q), centred(np.exp(log_p), log_p - log_q)


def wrong_mean_over_everything(u, v):
    """returns a wrong value"""
    p, log_p, log_q = parts(u, v)
    f, g = -log_q, log_p - log_q
    return p * (f - (p * f).sum()), p * (g - (p * g).sum())


def wrong_summed_over_classes(u, v):
    """returns shape"""
    p, log_p, log_q = parts(u, v)
    return centred(p, -log_q).sum(axis=-1), centred(p, log_p - log_q).sum(axis=-1)


def wrong_arguments_exchanged(u, v):
    """returns a wrong value"""
    p, log_p, log_q = parts(v, u)
    return centred(p, -log_q), centred(p, log_p - log_q)


def wrong_absolute_logits_clipped(u, v):
    """A hidden check fails"""
    p, log_p, log_q = parts(np.clip(u, -500, 500), np.clip(v, -500, 500))
    return centred(p, -log_q), centred(p, log_p - log_q)
