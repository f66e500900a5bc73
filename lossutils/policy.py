"""Losses of a policy that learns from rewards: what the advantages are, and how far a step may go.

A critic or a group of answers turns rewards into advantages; a clipped ratio turns advantages into
a loss; an estimate of the KL divergence holds the policy near a reference. Log-probabilities are
those of the tokens (or actions) that were sampled, in nats. Advantages, old and reference
log-probabilities are constants: no gradient passes through them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_floats,
    check_count,
    check_number,
    check_option,
    check_positive,
    check_shape,
    results,
    times,
    zeros_or_ones,
)
from lossutils.special import exp_excess

__all__ = [
    "generalized_advantages",
    "group_advantages",
    "grpo_loss",
    "gspo_loss",
    "kl_estimate",
    "ppo_clip_loss",
    "value_loss",
]

Loss = NDArray | tuple[NDArray, NDArray]


@np.errstate(all="ignore")
def kl_estimate(
    log_probs: ArrayLike, ref_log_probs: ArrayLike, *, kind: str = "k3", return_grad: bool = False
) -> Loss:
    """Estimate of KL(policy || reference) from samples of the policy, in nats, one per sample.

    With d = ref_log_probs - log_probs, the value and its gradient by `log_probs`:

        k1 = -d              1
        k2 = d^2 / 2         -d
        k3 = e^d - 1 - d     1 - e^d

    The mean of k1 is the divergence, but single values may be negative. k3 adds e^d - 1, of mean 0
    under a policy that can draw all that the reference can, and is never negative. k2 is biased,
    little where the two are near.

    A good value is not a good gradient. Averaged over samples of the policy, the gradient above is

        k1   0: nothing pulls
        k2   the gradient of KL(policy || reference): what was asked for
        k3   the gradient of KL(reference || policy): the other direction

    Parameters
    ----------
    log_probs, ref_log_probs : arrays of one shape (...)
        Log-probabilities of the sample under policy and reference; where both are -inf, NaN.
    kind : "k1", "k2" or "k3"

    Returns
    -------
    estimate : array of shape (...), of their common dtype; k2 and k3 never below 0
    grad : the same, only if `return_grad`
        By `log_probs`, the samples held fixed.

    Raises
    ------
    ValueError
        If the shapes differ, an argument is complex or not numeric, or `kind` is none of these.

    Source: Schulman, "Approximating KL divergence" (2020). For k3, verl cuts d off at -20 and
    20 and the value at 10, where its gradient is then 0; nothing is cut off here: e^d may be inf.

    >>> kl_estimate([-1.0, 0.0], [-1.0, -1e-9])
    array([0.e+00, 5.e-19])
    """
    check_option("kind", kind, ("k1", "k2", "k3"))
    log_probs, ref, dtype = as_floats(log_probs=log_probs, ref_log_probs=ref_log_probs)
    check_shape("ref_log_probs", ref, log_probs.shape)
    d = ref - log_probs
    if kind == "k1":
        value, grad = 0 - d, np.ones_like(d)
    elif kind == "k2":
        value, grad = d**2 / 2, 0 - d
    else:
        value, grad = exp_excess(d), 0 - np.expm1(d)
    return results(dtype, value, grad if return_grad else None)


@np.errstate(all="ignore")
def generalized_advantages(
    rewards: ArrayLike,
    values: ArrayLike,
    *,
    gamma: float = 0.99,
    lam: float = 0.95,
    last_values: ArrayLike = 0.0,
    terminated: ArrayLike | None = None,
) -> NDArray:
    """Advantages of the steps of a trajectory, by a critic, in units of the reward, one per step.

        delta_t = r_t + gamma V_(t+1) - V_t
        A_t     = delta_t + gamma lam A_(t+1) = sum_l (gamma lam)^l delta_(t+l)

    delta says how much better one step went than the critic foretold. lam = 0 stops there and
    believes the critic (bias); lam = 1 is the discounted return minus V_t and believes the rewards
    (variance). The targets of `value_loss` are A + V. Where a step ends the episode, V_(t+1) and
    A_(t+1) are 0.

    Parameters
    ----------
    rewards, values : arrays of one shape (..., T), time on the last axis
        Reward of step t, and the value of the state before it.
    gamma : float in [0, 1]
        Discount.
    lam : float in [0, 1]
        Share of the advantage of the next step that is carried on.
    last_values : float or array of shape (...)
        Value of the state after step T; 0 if the episodes end there.
    terminated : array of shape (..., T), booleans or 0 and 1
        1 where step t ended the episode; what follows is another one. A time limit is no end: cut
        the trajectory there and give `last_values`.

    Returns
    -------
    advantages : array of shape (..., T), of the common dtype of rewards and values
        Constants for the policy; not normalised.

    Raises
    ------
    ValueError
        If there is no time axis, the shapes differ, `gamma` or `lam` lies outside [0, 1], or
        `terminated` holds anything but 0 and 1.

    Source: Schulman et al., "High-dimensional continuous control using generalized advantage
    estimation" (2015). PPO implementations often standardise the advantages of a batch afterwards.

    >>> generalized_advantages([0.0, 0.0, 1.0], [0.0, 0.0, 0.5], gamma=1.0, lam=0.5)
    array([0.375, 0.75 , 0.5  ])
    """
    gamma = check_number("gamma", gamma, 0, 1)
    lam = check_number("lam", lam, 0, 1)
    rewards, values, dtype = as_floats(rewards=rewards, values=values)
    _check_last_axis("rewards", rewards, "time")
    check_shape("values", values, rewards.shape)
    goes_on = 1.0 if terminated is None else ~zeros_or_ones("terminated", terminated, rewards.shape)
    goes_on = np.broadcast_to(goes_on, rewards.shape)
    next_values = np.concatenate([values[..., 1:], _last_values(last_values, values)], axis=-1)
    next_values = next_values[..., : rewards.shape[-1]]
    advantages = rewards + times(gamma * goes_on, next_values) - values
    for t in reversed(range(rewards.shape[-1] - 1)):
        advantages[..., t] += times(gamma * lam * goes_on[..., t], advantages[..., t + 1])
    return results(dtype, advantages)


@np.errstate(all="ignore")
def group_advantages(
    rewards: ArrayLike, *, scale: bool = True, ddof: int = 1, eps: float = 1e-6
) -> NDArray:
    """Advantages of the answers to one prompt: how far each reward lies above its group's mean.

        A = (r - mean(r)) / (std(r) + eps)    or, without `scale`,    A = r - mean(r)

    The group's mean takes the place of the critic in `generalized_advantages`. The division gives
    every prompt the same weight however its rewards are spread, so that prompts which are nearly
    always or nearly never solved count more than with plain differences.

    Parameters
    ----------
    rewards : array of shape (..., G), the group on the last axis
        One reward per answer; any finite values.
    scale : bool
        Divide by the standard deviation, as GRPO does and Dr. GRPO does not.
    ddof : 0 or 1
        The sum of squares is divided by G - ddof.
    eps : float, at least 0
        Rewards that differ by less, rounding for instance, give small advantages.

    Returns
    -------
    advantages : array of shape (..., G), of rewards' dtype; float64 for integers
        Without unit if scaled. Exactly 0 for a group of equal rewards, and of one.

    Raises
    ------
    ValueError
        If there is no group, `ddof` is neither 0 nor 1, or `eps` is negative.

    Sources: Shao et al., "DeepSeekMath" (2024), whose formula has no eps and leaves ddof open;
    Liu et al., "Understanding R1-Zero-like training" (2025) for Dr. GRPO. TRL, verl and OpenRLHF
    have ddof 1 (`torch.std`) and eps 1e-4, 1e-6 and 1e-9. With the last, seven float32 rewards of
    0.1 get advantages of -0.82 in PyTorch, all from rounding. A group of one keeps its reward as
    advantage in verl.

    >>> group_advantages([1.0, 0.0, 0.0, 1.0]).round(4)
    array([ 0.866, -0.866, -0.866,  0.866])
    """
    check_option("ddof", ddof, (0, 1))
    eps = check_number("eps", eps, 0)
    rewards, dtype = as_floats(rewards=rewards)
    _check_last_axis("rewards", rewards, "a group", least=1)
    # The mean of equal rewards may round: 0.1 seven times has another mean than 0.1. Differences
    # to the first one are exact zeros, and so is their mean.
    beyond_first = rewards - rewards[..., :1]
    centred = beyond_first - np.mean(beyond_first, axis=-1, keepdims=True)
    if not scale:
        return results(dtype, centred)
    # In units of the largest, whose square can neither overflow nor underflow.
    largest = np.max(np.abs(centred), axis=-1, keepdims=True)
    centred /= np.where(largest == 0, 1, largest)
    variance = np.sum(centred**2, axis=-1, keepdims=True) / (rewards.shape[-1] - ddof)
    deviation = np.sqrt(variance) + eps / largest
    return results(dtype, np.where(centred == 0, 0, centred / deviation))


@np.errstate(all="ignore")
def ppo_clip_loss(
    log_probs: ArrayLike,
    old_log_probs: ArrayLike,
    advantages: ArrayLike,
    *,
    clip_low: float = 0.2,
    clip_high: float | None = None,
    return_grad: bool = False,
) -> Loss:
    """Clipped surrogate of proximal policy optimisation, in units of the advantage, one per action.

        r    = exp(log_probs - old_log_probs)
        loss = -min(r A, clip(r, 1 - clip_low, 1 + clip_high) A)
        grad = -r A  where r A is the smaller or both are equal,    0 elsewhere

    At r = 1 the gradient is that of the policy gradient, -A. It ends where the step has gone far
    enough in the direction that A asks for, r > 1 + clip_high for A > 0 and r < 1 - clip_low for
    A < 0; a step in the wrong direction is never clipped. The minimum is a lower bound of r A: for
    A < 0 the loss grows with r without bound.

    Parameters
    ----------
    log_probs : array of shape (...)
        Log-probabilities of the actions under the policy, any values.
    old_log_probs : array of that shape
        The same under the policy that sampled them; constants. Where both are -inf: NaN.
    advantages : array of that shape
        Constants.
    clip_low : float in [0, 1]
    clip_high : float, at least 0; `clip_low` if not given
        How far r may move below and above 1. DAPO takes 0.2 and 0.28.

    Returns
    -------
    loss : array of shape (...), of the common dtype; the sign is that of -A
        Where A = 0 it is 0, even over an r that overflows.
    grad : the same, only if `return_grad`
        By `log_probs`.

    Raises
    ------
    ValueError
        If the shapes differ, an argument is complex or not numeric, or a clip is out of range.

    Source: Schulman et al., "Proximal policy optimization algorithms" (2017). Here as there, a
    large r with A < 0 counts in full; verl bounds it (dual clip, by default at -3 A).

    >>> ppo_clip_loss(np.log([0.5, 0.5]), np.log([0.25, 0.25]), [1.0, -1.0])
    array([-1.2,  2. ])
    """
    low, high = _clip_range(clip_low, clip_high)
    log_probs, old, advantages, dtype = as_floats(
        log_probs=log_probs, old_log_probs=old_log_probs, advantages=advantages
    )
    check_shape("old_log_probs", old, log_probs.shape)
    check_shape("advantages", advantages, log_probs.shape)
    loss, grad = _clipped(log_probs - old, advantages, low, high)
    return results(dtype, loss, grad if return_grad else None)


@np.errstate(all="ignore")
def value_loss(
    values: ArrayLike,
    returns: ArrayLike,
    *,
    old_values: ArrayLike | None = None,
    clip: float | None = None,
    return_grad: bool = False,
) -> Loss:
    """Half the squared error of a critic, in squared units of the return, one value per state.

        loss = (v - R)^2 / 2,    grad = v - R

    and with `old_values` and `clip`, the larger of two, as pessimistic as `ppo_clip_loss`:

        w    = clip(v, old - clip, old + clip)
        loss = max((v - R)^2, (w - R)^2) / 2
        grad = v - R  where the first is the larger or both are equal,    0 elsewhere

    Plain, it is half of `squared_error`. Clipped, a value further than clip from its old one is
    left alone while it is nearer to its return than w is.

    Parameters
    ----------
    values : array of shape (...)
        The critic's values; NaN gives NaN.
    returns : array of that shape
        Targets; constants.
    old_values : array of that shape, together with `clip`
        The values before the update; constants.
    clip : float, positive, together with `old_values`
        In units of the return, so that a good one depends on the scale of the rewards.

    Returns
    -------
    loss : array of shape (...), of the common dtype, never below 0
    grad : the same, only if `return_grad`
        By `values`.

    Raises
    ------
    ValueError
        If the shapes differ, `clip` is not positive, or of `old_values` and `clip` one is missing.

    The clipped form is not in the PPO paper but in its code. Engstrom et al., "Implementation
    matters in deep policy gradients" (2020), count it among the optimisations that only code shows.
    verl and OpenRLHF have it with the half, as here; OpenRLHF has old + clip(v - old, -clip, clip)
    for w.

    >>> value_loss([1.0, 1.0], [2.0, -2.0], old_values=[0.0, 0.0], clip=0.5)
    array([1.125, 4.5  ])
    """
    if (old_values is None) != (clip is None):
        missing, given = ("clip", "old_values") if clip is None else ("old_values", "clip")
        raise ValueError(f"`{missing}` must be given with `{given}`, got None")
    old = values if old_values is None else old_values
    values, returns, old, dtype = as_floats(values=values, returns=returns, old_values=old)
    check_shape("returns", returns, values.shape)
    check_shape("old_values", old, values.shape)
    error = values - returns
    if clip is None:
        return results(dtype, error**2 / 2, error if return_grad else None)
    clip = check_positive("clip", clip)
    # Not old + clip(v - old): within the range that may round away from v and pass for clipped.
    clipped_error = np.clip(values, old - clip, old + clip) - returns
    size = np.maximum(np.abs(error), np.abs(clipped_error))
    grad = np.where(np.abs(error) >= size, error, 0 * size)  # 0 * NaN stays NaN
    return results(dtype, size**2 / 2, grad if return_grad else None)


@np.errstate(all="ignore")
def grpo_loss(
    log_probs: ArrayLike,
    old_log_probs: ArrayLike,
    advantages: ArrayLike,
    mask: ArrayLike,
    *,
    ref_log_probs: ArrayLike | None = None,
    beta: float = 0.0,
    clip_low: float = 0.2,
    clip_high: float | None = None,
    loss_type: str = "grpo",
    max_length: int | None = None,
    return_grad: bool = False,
) -> Loss:
    """Loss of a batch of N answers whose tokens share the advantage of their answer, a scalar.

        token_it = ppo_clip_loss(log_probs_it, old_it, A_i) + beta k3(log_probs_it, ref_it)
        loss     = sum_it w_it token_it
        grad_it  = w_it d token_it / d log_probs_it

    over the tokens of the mask. The types differ in the weight of a token alone, with n_i the
    number of tokens of answer i:

        "grpo"      w = 1 / (N n_i)          the mean over answers of the mean over tokens
        "dapo"      w = 1 / (sum_i n_i)      the mean over all tokens
        "dr_grpo"   w = 1 / (N max_length)   a sum, over a constant

    The gradient of the expected reward is a sum over tokens: only a constant weight, "dr_grpo",
    leaves it unbiased. With "grpo" a token of a long answer counts less: of two wrong answers the
    longer is blamed less per token, and wrong answers grow long. With "dapo" all tokens of a batch
    count alike, but less in a batch of long answers.

    Parameters
    ----------
    log_probs : array of shape (N, T)
        Log-probabilities of the tokens under the policy; any values.
    old_log_probs : array of shape (N, T)
        The same under the policy that sampled the answers; constants.
    advantages : array of shape (N,)
        One per answer, as of `group_advantages`; constants.
    mask : array of shape (N, T), booleans or 0 and 1
        1 on the tokens of the answer. Elsewhere loss and gradient are 0, whatever stands there.
    ref_log_probs : array of shape (N, T), needed where beta > 0
        The same under the reference; constants.
    beta : float, at least 0
        Weight of `kl_estimate(kind="k3")`.
    clip_low, clip_high : floats
        As in `ppo_clip_loss`.
    loss_type : "grpo", "dapo" or "dr_grpo"
    max_length : int, at least 1; needed for "dr_grpo", unused elsewhere
        The length up to which answers are sampled.

    Returns
    -------
    loss : scalar, of the common dtype of the log-probabilities and advantages
        0 if no token is kept. An answer without tokens adds 0, and counts in N.
    grad : array of shape (N, T), only if `return_grad`
        By `log_probs`.

    Raises
    ------
    ValueError
        If a shape does not fit, the mask holds anything but 0 and 1, an option is out of range, or
        `ref_log_probs` or `max_length` is needed and missing.

    Sources: Shao et al., "DeepSeekMath" (2024, arXiv 2402.03300); Yu et al., "DAPO" (2025, arXiv
    2503.14476); Liu et al., "Understanding R1-Zero-like training" (2025, arXiv 2503.20783), Dr.
    GRPO. DAPO's paper takes the mean over the tokens of each group; TRL and this, of the batch. An
    answer without tokens counts in N in TRL too, and not in verl. For N max_length TRL has N times
    its generation limit, as here, and verl N times T, the width of the batch.

    >>> log_probs, mask = np.zeros((2, 3)), [[1, 1, 1], [1, 0, 0]]
    >>> grpo_loss(log_probs, log_probs, [1.0, -2.0], mask)
    np.float64(0.5)
    >>> grpo_loss(log_probs, log_probs, [1.0, -2.0], mask, loss_type="dapo")
    np.float64(-0.25)
    """
    low, high = _clip_range(clip_low, clip_high)
    beta = check_number("beta", beta, 0)
    if beta > 0 and ref_log_probs is None:
        raise ValueError(f"`ref_log_probs` must be given with `beta` {beta}, got None")
    ref = log_probs if ref_log_probs is None else ref_log_probs
    x, old, ref, advantages, dtype = as_floats(
        log_probs=log_probs, old_log_probs=old_log_probs, ref_log_probs=ref, advantages=advantages
    )
    if x.ndim != 2:
        raise ValueError(f"`log_probs` must have shape (N, T), got {x.shape}")
    mask = _answers(mask, x, old, advantages)
    check_shape("ref_log_probs", ref, x.shape)
    weight = _token_weights(mask, loss_type, max_length)
    # Masked tokens take part as log-ratios of 0 and get weight 0, since NaN times 0 would be NaN.
    loss, grad = _clipped(np.where(mask, x - old, 0), advantages[:, None], low, high)
    if beta > 0:
        d = np.where(mask, ref - x, 0)
        loss, grad = loss + beta * exp_excess(d), grad - beta * np.expm1(d)
    return results(dtype, np.sum(times(weight, loss)), times(weight, grad) if return_grad else None)


@np.errstate(all="ignore")
def gspo_loss(
    log_probs: ArrayLike,
    old_log_probs: ArrayLike,
    advantages: ArrayLike,
    mask: ArrayLike,
    *,
    clip_low: float = 3e-4,
    clip_high: float | None = 4e-4,
    return_grad: bool = False,
) -> Loss:
    """Clipped surrogate with one ratio per answer, in units of the advantage, one per answer.

        s    = exp(mean_t (log_probs_t - old_t))        over the n tokens of the mask
        loss = -min(s A, clip(s, 1 - clip_low, 1 + clip_high) A)
        grad = -s A / n  on the tokens, where s A is the smaller or both are equal,    0 elsewhere

    The reward belongs to the whole answer, and so does the ratio, the n-th root of the answer's.
    Its tokens get one weight and are clipped together, where `grpo_loss` weighs each by a ratio of
    its own. It is `ppo_clip_loss` of mean log-probabilities; a mean varies less than its terms,
    hence the narrow range.

    Parameters
    ----------
    log_probs : array of shape (..., T)
        Log-probabilities of the tokens under the policy, any values.
    old_log_probs : array of that shape
        The same under the policy that sampled the answers; constants.
    advantages : array of shape (...)
        One per answer; constants.
    mask : array of shape (..., T), booleans or 0 and 1
        1 on the tokens of the answer. Elsewhere the gradient is 0, whatever stands there.
    clip_low : float in [0, 1]
    clip_high : float, at least 0; `clip_low` if None
        How far s may move below and above 1.

    Returns
    -------
    loss : array of shape (...), of the common dtype of the log-probabilities and advantages
        0 for an answer without tokens. The caller averages.
    grad : array of shape (..., T), only if `return_grad`
        By `log_probs`.

    Raises
    ------
    ValueError
        If a shape does not fit, the mask holds anything but 0 and 1, or a clip is out of range.

    Source: Zheng et al., "Group sequence policy optimization" (2025, arXiv 2507.18071), with its
    clip ranges.

    >>> gspo_loss([[-1.0, -1.0]], [[-1.0, -1.2]], [1.0], [[1, 1]])
    array([-1.0004])
    """
    low, high = _clip_range(clip_low, clip_high)
    x, old, advantages, dtype = as_floats(
        log_probs=log_probs, old_log_probs=old_log_probs, advantages=advantages
    )
    _check_last_axis("log_probs", x, "tokens")
    mask = _answers(mask, x, old, advantages)
    n = np.sum(mask, axis=-1)
    mean = np.sum(np.where(mask, x - old, 0), axis=-1) / np.maximum(n, 1)
    loss, grad = _clipped(mean, np.where(n > 0, advantages, 0), low, high)
    if not return_grad:
        return results(dtype, loss)
    return results(dtype, loss, np.where(mask, (grad / np.maximum(n, 1))[..., None], 0))


def _clipped(
    log_ratio: NDArray, advantages: NDArray, low: float, high: float
) -> tuple[NDArray, NDArray]:
    # The surrogate of PPO, and its gradient by log_ratio: d r / d log_ratio = r.
    ratio = np.exp(log_ratio)
    surrogate = times(advantages, ratio)
    bound = np.clip(ratio, low, high) * advantages
    grad = np.where(surrogate > bound, 0, 0 - surrogate)  # NaN is not larger, and stays
    return 0 - np.minimum(surrogate, bound), grad


def _token_weights(mask: NDArray, loss_type: str, max_length: int | None) -> NDArray:
    check_option("loss_type", loss_type, ("grpo", "dapo", "dr_grpo"))
    if max_length is not None:
        max_length = check_count("max_length", max_length)
    elif loss_type == "dr_grpo":
        raise ValueError("`max_length` must be given with `loss_type` 'dr_grpo', got None")
    answers = len(mask)
    if loss_type == "grpo":
        count = answers * np.sum(mask, axis=-1, keepdims=True)
    else:
        count = np.sum(mask) if loss_type == "dapo" else answers * max_length
    return mask / np.maximum(count, 1)  # where nothing is kept, 0 / 1


def _clip_range(clip_low: float, clip_high: float | None) -> tuple[float, float]:
    clip_low = check_number("clip_low", clip_low, 0, 1)
    clip_high = clip_low if clip_high is None else clip_high
    clip_high = check_number("clip_high", clip_high, 0)
    return 1 - clip_low, 1 + clip_high


def _answers(mask: ArrayLike, x: NDArray, old: NDArray, advantages: NDArray) -> NDArray:
    # Check what comes with the tokens x of shape (..., T); return the mask as booleans.
    check_shape("old_log_probs", old, x.shape)
    check_shape("advantages", advantages, x.shape[:-1])
    return zeros_or_ones("mask", mask, x.shape)


def _last_values(last_values: ArrayLike, values: NDArray) -> NDArray:
    last, _ = as_floats(last_values=last_values)
    if last.ndim:
        check_shape("last_values", last, values.shape[:-1])
    return np.broadcast_to(last, values.shape[:-1])[..., None]


def _check_last_axis(name: str, value: NDArray, holds: str, least: int = 0) -> None:
    if value.ndim == 0 or value.shape[-1] < least:
        raise ValueError(f"`{name}` must have {holds} on its last axis, got shape {value.shape}")
