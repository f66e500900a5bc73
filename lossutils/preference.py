"""Losses of a preference: of two answers one was chosen, or one answer was liked or not.

Bradley and Terry make the choice a coin whose log-odds are the gap of two rewards. DPO puts the
policy's log-ratio to a reference in place of the reward; the others change that reward, or the
curve over the gap. A log-probability is that of a whole answer, the sum over its tokens, unless
the text says mean. Chosen first, rejected second, one value per pair.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_floats,
    check_every,
    check_number,
    check_positive,
    check_range,
    check_shape,
    results,
    times,
    zeros_or_ones,
)
from lossutils.special import exact_difference, log1mexp, sigmoid, softplus

__all__ = ["bradley_terry_loss", "dpo_loss", "ipo_loss", "kto_loss", "orpo_loss", "simpo_loss"]

Loss = NDArray | tuple[NDArray, ...]


@np.errstate(all="ignore")
def bradley_terry_loss(
    chosen: ArrayLike,
    rejected: ArrayLike,
    *,
    margin: ArrayLike = 0.0,
    return_grad: bool = False,
) -> Loss:
    """Negative log-likelihood that the chosen answer beats the rejected one, in nats, per pair.

        P(chosen beats rejected) = sigmoid(z),    z = chosen - rejected - margin
        loss = -log sigmoid(z) = softplus(-z)
        d loss / d chosen = -sigmoid(-z),    d loss / d rejected = sigmoid(-z)

    The loss of a reward model. It is `softmax_cross_entropy` of the two rewards with the chosen
    one as label. A constant added to both rewards changes nothing, so only differences of rewards
    of one prompt mean anything. Without a margin, equal rewards cost ln 2 = 0.693, where
    training starts.

    Parameters
    ----------
    chosen, rejected : arrays of one shape (...)
        Rewards, any values; NaN, or two equal infinities, give NaN.
    margin : float or array of that shape, at least 0
        The lead at which the pair counts as a tie; a smaller one counts against it.

    Returns
    -------
    loss : array of shape (...), of the rewards' dtype, never below 0
    grad_chosen, grad_rejected : the same, only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes differ, an argument is complex or not numeric, or `margin` is negative or not
        finite.

    Sources: Bradley and Terry, "Rank analysis of incomplete block designs" (1952); Ouyang et al.,
    "Training language models to follow instructions with human feedback" (2022); the margin:
    Touvron et al., "Llama 2" (2023), who take a larger one for clearer preferences.

    >>> bradley_terry_loss([1.0, 40.0], [1.0, 0.0])
    array([6.93147181e-01, 4.24835426e-18])
    """
    chosen, rejected, dtype = as_floats(chosen=chosen, rejected=rejected)
    check_shape("rejected", rejected, chosen.shape)
    margin = _margin(margin, chosen)
    gap, lost = exact_difference(chosen, rejected)
    z, lost_too = exact_difference(gap, margin)
    loss, slope = _logistic(z)
    # softplus(-z) is nearly exp(-z) for large z: a rounding of z counts there in full.
    loss += slope * (lost + lost_too)
    slope -= slope * sigmoid(z) * (lost + lost_too)
    return results(dtype, loss, *((slope, -slope) if return_grad else ()))


@np.errstate(all="ignore")
def dpo_loss(
    chosen_log_probs: ArrayLike,
    rejected_log_probs: ArrayLike,
    ref_chosen_log_probs: ArrayLike,
    ref_rejected_log_probs: ArrayLike,
    *,
    beta: float = 0.1,
    label_smoothing: float = 0.0,
    return_grad: bool = False,
) -> Loss:
    """Direct preference optimisation: a reward loss of the policy itself, in nats, one per pair.

    The policy that is best for a reward, under a KL penalty of weight beta, determines the reward:
    beta (log_probs - ref_log_probs), up to a constant of the prompt, which cancels in the gap. With
    it, `bradley_terry_loss` becomes

        h    = (chosen - ref_chosen) - (rejected - ref_rejected)
        loss = (1 - label_smoothing) softplus(-beta h) + label_smoothing softplus(beta h)
        d loss / d chosen = -d loss / d rejected = -beta (sigmoid(-beta h) - label_smoothing)

    Each gradient is at most beta in size. Training starts with policy and reference equal: h = 0,
    and the loss is ln 2. Only the gap counts: both log-probabilities may fall.

    Parameters
    ----------
    chosen_log_probs, rejected_log_probs : arrays of one shape (...)
        Log-probabilities of whole answers under the policy, any values.
    ref_chosen_log_probs, ref_rejected_log_probs : arrays of that shape
        The same under the reference; constants. Where policy and reference are both -inf: NaN.
    beta : float, positive
        Weight of the KL penalty; a large one keeps the policy near the reference.
    label_smoothing : float in [0, 0.5]
        Share of pairs whose order is taken to be wrong. With one, the best h is finite.

    Returns
    -------
    loss : array of shape (...), of the common dtype, never below 0
    grad_chosen, grad_rejected : the same, only if `return_grad`
        By the policy's log-probabilities.

    Raises
    ------
    ValueError
        If the shapes differ, an argument is complex or not numeric, or a setting is out of range.

    Sources: Rafailov et al., "Direct preference optimization" (2023); the smoothing, conservative
    DPO: Mitchell, "A note on DPO with noisy preferences" (2023). TRL's `loss_type="robust"`
    (Chowdhury et al., 2024) subtracts the second term and divides by 1 - 2 label_smoothing.

    >>> dpo_loss([-10.0], [-12.0], [-11.0], [-11.0], beta=0.5)
    array([0.31326169])
    """
    beta = check_positive("beta", beta)
    label_smoothing = check_number("label_smoothing", label_smoothing, 0, 0.5)
    h, dtype = _log_ratio_gap(
        chosen_log_probs, rejected_log_probs, ref_chosen_log_probs, ref_rejected_log_probs
    )
    loss, slope = _logistic(beta * h, label_smoothing)
    return results(dtype, loss, *((beta * slope, -beta * slope) if return_grad else ()))


@np.errstate(all="ignore")
def ipo_loss(
    chosen_log_probs: ArrayLike,
    rejected_log_probs: ArrayLike,
    ref_chosen_log_probs: ArrayLike,
    ref_rejected_log_probs: ArrayLike,
    *,
    beta: float = 0.1,
    return_grad: bool = False,
) -> Loss:
    """Identity preference optimisation: squared error of a log-ratio gap, in nats^2, one per pair.

        h    = (chosen - ref_chosen) - (rejected - ref_rejected)
        loss = (h - 1 / (2 beta))^2
        d loss / d chosen = -d loss / d rejected = 2 (h - 1 / (2 beta))

    Where every comparison went one way, `dpo_loss` falls for ever and h grows without bound; here
    the best h is 1 / (2 beta), and beyond it the loss rises again. Loss and gradient are unbounded:
    a far outlier pulls hardest. At the start h = 0 and the loss is 1 / (4 beta^2).

    Parameters
    ----------
    chosen_log_probs, rejected_log_probs : arrays of one shape (...)
        Log-probabilities of whole answers under the policy, any values.
    ref_chosen_log_probs, ref_rejected_log_probs : arrays of that shape
        The same under the reference; constants. Where policy and reference are both -inf: NaN.
    beta : float, positive
        The paper's tau: a large one keeps the policy near the reference.

    Returns
    -------
    loss : array of shape (...), of the common dtype, never below 0
    grad_chosen, grad_rejected : the same, only if `return_grad`
        By the policy's log-probabilities.

    Raises
    ------
    ValueError
        If the shapes differ, an argument is complex or not numeric, or `beta` is not positive.

    Source: Azar et al., "A general theoretical paradigm to understand learning from human
    preferences" (2023), whose h has sums over tokens, as here. TRL divides each log-ratio by its
    number of tokens, and reports that the authors did too: pass means to follow.

    >>> ipo_loss([-10.0], [-12.0], [-11.0], [-11.0], beta=0.1)
    array([9.])
    """
    beta = check_positive("beta", beta)
    h, dtype = _log_ratio_gap(
        chosen_log_probs, rejected_log_probs, ref_chosen_log_probs, ref_rejected_log_probs
    )
    excess = h - 1 / (2 * beta)
    return results(dtype, excess**2, *((2 * excess, -2 * excess) if return_grad else ()))


@np.errstate(all="ignore")
def kto_loss(
    log_probs: ArrayLike,
    ref_log_probs: ArrayLike,
    labels: ArrayLike,
    *,
    kl: float = 0.0,
    beta: float = 0.1,
    desirable_weight: float = 1.0,
    undesirable_weight: float = 1.0,
    return_grad: bool = False,
) -> Loss:
    """Kahneman-Tversky optimisation: an answer liked or not; one value per answer, without unit.

        z    = beta (log_probs - ref_log_probs - kl)
        loss = desirable_weight (1 - sigmoid(z)) = desirable_weight sigmoid(-z)       where liked
        loss = undesirable_weight (1 - sigmoid(-z)) = undesirable_weight sigmoid(z)   where not
        grad = -weight beta sigmoid(z) sigmoid(-z)  or  +weight beta sigmoid(z) sigmoid(-z)

    No pairs are needed: the reward of `dpo_loss` is compared with a reference point, the distance
    the policy has come on average. The curve is flat on both sides, so an answer that is far off
    has almost no gradient, where that of `dpo_loss` is all of beta.

    Parameters
    ----------
    log_probs : array of shape (...)
        Log-probabilities of whole answers under the policy, any values.
    ref_log_probs : array of that shape
        The same under the reference; constants. Where both are -inf: NaN.
    labels : array of that shape, booleans or 0 and 1
        1 or true is a desirable answer.
    kl : float, at least 0
        The reference point, an estimate of KL(policy || reference) over the batch; a constant for
        the gradient. The authors average log-ratios of mismatched answers and cut off at 0.
    beta : float, positive
        How soon the value saturates.
    desirable_weight, undesirable_weight : floats, at least 0
        They make up for unequal numbers of the two.

    Returns
    -------
    loss : array of shape (...), of the log-probabilities' dtype, in [0, weight]
    grad : the same, only if `return_grad`
        By `log_probs`; never larger than beta weight / 4.

    Raises
    ------
    ValueError
        If the shapes differ, labels are not 0 or 1, or a setting is out of range.

    Source: Ethayarajh et al., "KTO: model alignment as prospect theoretic optimization" (2024).

    >>> kto_loss([-10.0, -10.0], [-10.0, -500.0], [True, True])
    array([5.00000000e-01, 5.24288566e-22])
    """
    beta = check_positive("beta", beta)
    kl = check_number("kl", kl, 0)
    log_probs, ref, dtype = as_floats(log_probs=log_probs, ref_log_probs=ref_log_probs)
    check_shape("ref_log_probs", ref, log_probs.shape)
    sign, weight = _signs_and_weights(labels, log_probs, desirable_weight, undesirable_weight)
    z = sign * beta * (log_probs - ref - kl)
    # 1 - sigmoid(z) would be 0, or a rounding, as soon as sigmoid(z) is nearly 1.
    loss = weight * sigmoid(-z)
    return results(dtype, loss, -sign * beta * loss * sigmoid(z) if return_grad else None)


@np.errstate(all="ignore")
def simpo_loss(
    chosen_log_probs: ArrayLike,
    rejected_log_probs: ArrayLike,
    chosen_lengths: ArrayLike,
    rejected_lengths: ArrayLike,
    *,
    beta: float = 2.0,
    gamma: float = 1.0,
    return_grad: bool = False,
) -> Loss:
    """Simple preference optimisation: a reward loss of mean log-probs, in nats, one per pair.

        z    = beta (chosen / chosen_length - rejected / rejected_length) - gamma
        loss = softplus(-z)
        d loss / d chosen   = -beta sigmoid(-z) / chosen_length
        d loss / d rejected =  beta sigmoid(-z) / rejected_length

    It is `bradley_terry_loss` with beta times the mean log-probability of a token as reward and
    gamma as margin. No reference is needed; with sums in place of means, short answers would lead.

    Parameters
    ----------
    chosen_log_probs, rejected_log_probs : arrays of one shape (...)
        Log-probabilities of whole answers under the policy: sums over tokens, any values.
    chosen_lengths, rejected_lengths : arrays of that shape, at least 1
        Numbers of tokens; constants.
    beta : float, positive
        Scale of the reward.
    gamma : float, at least 0
        Target margin of the rewards.

    Returns
    -------
    loss : array of shape (...), of the log-probabilities' dtype, never below 0
    grad_chosen, grad_rejected : the same, only if `return_grad`
        By the log-probabilities.

    Raises
    ------
    ValueError
        If the shapes differ, a length is below 1, or a setting is out of range.

    Source: Meng, Xia and Chen, "SimPO: simple preference optimization with a reference-free
    reward" (2024). TRL's `simpo_gamma` is the same gamma.

    >>> simpo_loss([-10.0], [-30.0], [10], [15], beta=2.0, gamma=1.0)
    array([0.31326169])
    """
    beta = check_positive("beta", beta)
    gamma = check_number("gamma", gamma, 0)
    chosen, rejected, dtype = as_floats(
        chosen_log_probs=chosen_log_probs, rejected_log_probs=rejected_log_probs
    )
    check_shape("rejected_log_probs", rejected, chosen.shape)
    per_chosen = beta / _lengths("chosen_lengths", chosen_lengths, chosen)
    per_rejected = beta / _lengths("rejected_lengths", rejected_lengths, chosen)
    loss, slope = _logistic(per_chosen * chosen - per_rejected * rejected - gamma)
    gradients = (per_chosen * slope, -per_rejected * slope) if return_grad else ()
    return results(dtype, loss, *gradients)


@np.errstate(all="ignore")
def orpo_loss(
    chosen_log_probs: ArrayLike,
    rejected_log_probs: ArrayLike,
    *,
    beta: float = 0.1,
    return_grad: bool = False,
) -> Loss:
    """Odds ratio preference optimisation: likelihood and odds of the chosen, in nats, one per pair.

    With the mean log-probabilities c and r of chosen and rejected:

        log_odds(l) = log(p / (1 - p)) = l - log1mexp(l),    p = e^l
        z    = log_odds(c) - log_odds(r)
        loss = -c + beta softplus(-z)
        d loss / d c = -1 - beta sigmoid(-z) / (1 - e^c)
                     = -1 - beta / (1 - e^c + e^(c - log_odds(r)))
        d loss / d r = beta sigmoid(-z) / (1 - e^r)

    The first term is the negative log-likelihood of the chosen answer and keeps the policy there,
    so that no reference is needed; the second is `bradley_terry_loss` of the log-odds.

    Parameters
    ----------
    chosen_log_probs, rejected_log_probs : arrays of one shape (...), at most 0
        MEAN log-probabilities per token. With sums, 1 - p is 1 in every digit and odds are just
        probabilities. NaN gives NaN.
    beta : float, positive
        Weight of the second term; lambda in the paper.

    Returns
    -------
    loss : array of shape (...), of the common dtype, never below 0
        Equal c and r have odds ratio 1, also where both are 0 or -inf. Otherwise the limits hold:
        c = 0 costs 0, r = -inf costs -c, r = 0 and c = -inf cost infinity.
    grad_chosen, grad_rejected : the same, only if `return_grad`
        Limits too: by c it is -1 - beta odds(r) at c = 0, and by r infinite at r = 0. Where both
        are 0, they are -inf and inf; where both are -inf, no limit exists and that by c is NaN.

    Raises
    ------
    ValueError
        If the shapes differ, a log-probability is positive, or `beta` is not positive.

    Source: Hong, Lee and Thorne, "ORPO: monolithic preference optimization without reference
    model" (2024). TRL calls the weight `beta` as well.

    >>> orpo_loss(np.log([0.5, 1.0]), np.log([0.5, 0.5]), beta=1.0)
    array([1.38629436, 0.        ])
    """
    beta = check_positive("beta", beta)
    c, r, dtype = as_floats(
        chosen_log_probs=chosen_log_probs, rejected_log_probs=rejected_log_probs
    )
    check_shape("rejected_log_probs", r, c.shape)
    check_every("chosen_log_probs", c, ~(c > 0), "be at most 0")
    check_every("rejected_log_probs", r, ~(r > 0), "be at most 0")
    odds_c, odds_r = c - log1mexp(c), r - log1mexp(r)
    z = np.where(c == r, 0, odds_c - odds_r)
    loss = beta * softplus(-z) - c
    if not return_grad:
        return results(dtype, loss)
    # At c = 0 sigmoid(-z) / (1 - e^c) is 0 / 0; its other form has no product left to degenerate.
    grad_c = -1 - beta / (np.exp(c - odds_r) - np.expm1(c))
    return results(dtype, loss, grad_c, beta * sigmoid(-z) / (0 - np.expm1(r)))  # at r = 0 over +0


def _logistic(z: NDArray, flipped: float = 0.0) -> tuple[NDArray, NDArray]:
    # -log sigmoid(z), where a share of the labels is taken to be flipped; and its slope by z.
    loss = times(1 - flipped, softplus(-z)) + times(flipped, softplus(z))
    return loss, flipped - sigmoid(-z)


def _log_ratio_gap(
    chosen: ArrayLike, rejected: ArrayLike, ref_chosen: ArrayLike, ref_rejected: ArrayLike
) -> tuple[NDArray, np.dtype]:
    named = {
        "chosen_log_probs": chosen,
        "rejected_log_probs": rejected,
        "ref_chosen_log_probs": ref_chosen,
        "ref_rejected_log_probs": ref_rejected,
    }
    *arrays, dtype = as_floats(**named)
    chosen, rejected, ref_chosen, ref_rejected = arrays
    for name, array in zip(named, arrays, strict=True):
        check_shape(name, array, chosen.shape)
    # Log-probabilities are hundreds, log-ratios a few: first the differences that are nearly exact.
    return (chosen - ref_chosen) - (rejected - ref_rejected), dtype


def _margin(margin: ArrayLike, chosen: NDArray) -> NDArray:
    margin, _ = as_floats(margin=margin)
    if margin.ndim:
        check_shape("margin", margin, chosen.shape)
    check_range("margin", margin, 0)
    return margin


def _lengths(name: str, lengths: ArrayLike, chosen: NDArray) -> NDArray:
    lengths, _ = as_floats(**{name: lengths})
    check_shape(name, lengths, chosen.shape)
    check_range(name, lengths, 1)
    return lengths


def _signs_and_weights(
    labels: ArrayLike, like: NDArray, desirable_weight: float, undesirable_weight: float
) -> tuple[NDArray, NDArray]:
    desirable_weight = check_number("desirable_weight", desirable_weight, 0)
    undesirable_weight = check_number("undesirable_weight", undesirable_weight, 0)
    liked = zeros_or_ones("labels", labels, like.shape)
    return np.where(liked, 1, -1), np.where(liked, desirable_weight, undesirable_weight)
