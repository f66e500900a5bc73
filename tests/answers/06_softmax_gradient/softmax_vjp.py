"""Answers to `softmax_vjp`."""

import numpy as np


def right_weighted_mean(probs, upstream):
    return probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True))


def right_einsum(probs, upstream):
    dot = np.einsum("...k,...k->...", probs, upstream)
    return probs * upstream - probs * dot[..., None]


def right_row_by_row(probs, upstream):
    out = np.empty(probs.shape)
    for i in np.ndindex(probs.shape[:-1]):
        out[i] = probs[i] * (upstream[i] - probs[i] @ upstream[i])
    return out


def wrong_diagonal_only(probs, upstream):
    """off-diagonal entries"""
    return probs * (1 - probs) * upstream


def wrong_no_dot_product(probs, upstream):
    """the dot product is missing"""
    return probs * upstream


def wrong_factor_in_front(probs, upstream):
    """The factor q in front"""
    return upstream - (probs * upstream).sum(axis=-1, keepdims=True)


def wrong_plain_mean(probs, upstream):
    """not a plain mean"""
    return probs * (upstream - upstream.mean(axis=-1, keepdims=True))


def wrong_one_dot_for_the_batch(probs, upstream):
    """each row has its own"""
    return probs * (upstream - np.sum(probs * upstream))


def wrong_sign(probs, upstream):
    """sign is flipped"""
    return probs * ((probs * upstream).sum(axis=-1, keepdims=True) - upstream)


def wrong_unweighted_sum(probs, upstream):
    """weight it by q"""
    return probs * (upstream - upstream.sum(axis=-1, keepdims=True))


def wrong_first_axis(probs, upstream):
    """classes are on the last"""
    return probs * (upstream - (probs * upstream).sum(axis=0, keepdims=True))


def wrong_full_jacobian(probs, upstream):
    """A hidden check fails: k = 2000"""
    jacobian = probs[..., None] * (np.eye(probs.shape[-1]) - probs[..., None, :])
    return (jacobian * upstream[..., None, :]).sum(axis=-1)


def wrong_full_jacobian_row_by_row(probs, upstream):
    """A hidden check fails: k = 2000"""
    out = np.empty(probs.shape)
    for i in np.ndindex(probs.shape[:-1]):
        out[i] = (np.diag(probs[i]) - np.outer(probs[i], probs[i])) @ upstream[i]
    return out


def wrong_two_axes_only(probs, upstream):
    """AxisError"""
    return probs * (upstream - (probs * upstream).sum(axis=1, keepdims=True))


def wrong_clips_upstream(probs, upstream):
    """clip nothing"""
    upstream = np.clip(upstream, -1e6, 1e6)
    return probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True))


def wrong_through_the_logarithm(probs, upstream):
    """probabilities of exactly 0"""
    by_log = probs * upstream
    return by_log - np.exp(np.log(probs)) * by_log.sum(axis=-1, keepdims=True) + 0 * np.log(probs)


def wrong_divides_by_rows(probs, upstream):
    """returns a wrong value"""
    out = probs * (upstream - (probs * upstream).sum(axis=-1, keepdims=True))
    return out / len(out)


def wrong_float32_inside(probs, upstream):
    """A hidden check fails"""
    q, g = probs.astype(np.float32), upstream.astype(np.float32)
    return (q * (g - (q * g).sum(axis=-1, keepdims=True))).astype(float)
