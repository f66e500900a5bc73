"""Losses of pairs: what belongs together should score above what does not.

Scores are given, or are similarities of vectors. In a batch of pairs, the partners of the others
serve as negatives. One value per pair, in nats where a softmax or a sigmoid is taken.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_floats,
    check_between,
    check_classes,
    check_every,
    check_number,
    check_positive,
    check_shape,
    class_labels,
    results,
)
from lossutils.classification import sigmoid_binary_cross_entropy, softmax_cross_entropy

__all__ = [
    "bpr_loss",
    "info_nce",
    "log_q_correction",
    "nt_xent_loss",
    "pairwise_margin_loss",
    "siglip_loss",
    "triplet_margin_loss",
]

Loss = NDArray | tuple[NDArray, ...]


@np.errstate(all="ignore")
def pairwise_margin_loss(
    positive: ArrayLike, negative: ArrayLike, *, margin: float = 1.0, return_grad: bool = False
) -> Loss:
    """Hinge on the lead of a positive score over a negative one, in units of the scores.

        loss = max(0, margin - (positive - negative))
        grad = -1 by positive and +1 by negative where the lead is below the margin, else 0

    It is the hinge loss of the difference, and `bpr_loss` is its smooth relative.

    Parameters
    ----------
    positive, negative : arrays of one shape
        Scores of what should rank higher and lower; NaN gives NaN.
    margin : float, at least 0
        The lead that suffices.

    Returns
    -------
    loss : array of that shape and their dtype, never below 0
    grad_positive, grad_negative : the same, only if `return_grad`
        0 at the kink, where the lead is the margin.

    Raises
    ------
    ValueError
        If the shapes differ, or `margin` is negative or not finite.

    Source: Herbrich, Graepel and Obermayer, "Large margin rank boundaries for ordinal regression"
    (2000). As `torch.nn.functional.margin_ranking_loss` with target 1, whose margin is 0 if not
    given, and whose gradient at the kink is that of the slope.

    >>> pairwise_margin_loss([3.0, 1.0], [1.0, 0.5])
    array([0. , 0.5])
    """
    margin = check_number("margin", margin, 0)
    positive, negative, dtype = _scores(positive, negative)
    loss = np.maximum(margin - (positive - negative), 0)
    active = np.sign(loss)
    return results(dtype, loss, *((0 - active, active) if return_grad else ()))


@np.errstate(all="ignore")
def bpr_loss(positive: ArrayLike, negative: ArrayLike, *, return_grad: bool = False) -> Loss:
    """Bayesian personalised ranking: -log P(positive beats negative), in nats, one per pair.

        loss = softplus(-(positive - negative)) = -log sigmoid(positive - negative)
        grad = -sigmoid(negative - positive) by positive, and its opposite by negative

    It is the cross-entropy of two logits: `info_nce` with one negative. For answers in place of
    items the same formula, but for infinite scores, is `bradley_terry_loss`.

    Parameters
    ----------
    positive, negative : arrays of one shape
        Scores of the item that was chosen and of one that was not. A score of -inf never wins. NaN
        where both are -inf, where one is +inf, and where one is NaN.

    Returns
    -------
    loss : array of that shape and their dtype, never below 0
    grad_positive, grad_negative : the same, only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes differ, or an argument is complex or not numeric.

    Source: Rendle et al., "BPR: Bayesian personalized ranking from implicit feedback" (2009),
    without its penalty on the parameters.

    >>> bpr_loss([1.0, 40.0], [1.0, 0.0])
    array([6.93147181e-01, 4.24835426e-18])
    """
    positive, negative, dtype = _scores(positive, negative)
    pairs, first = np.stack([positive, negative], axis=-1), np.zeros(positive.shape, int)
    loss, grad = softmax_cross_entropy(pairs, first, return_grad=True)
    return results(dtype, loss, *(np.moveaxis(grad, -1, 0) if return_grad else ()))


@np.errstate(all="ignore")
def triplet_margin_loss(
    anchor: ArrayLike,
    positive: ArrayLike,
    negative: ArrayLike,
    *,
    margin: float = 1.0,
    return_grad: bool = False,
) -> Loss:
    """Hinge on how much nearer the positive is than the negative, one value per triplet.

        loss = max(0, margin + d(a, p) - d(a, n)),    d(x, y) = |x - y|,    u(x, y) = (x - y) / d
        grad = u(a, p) - u(a, n) by a,    -u(a, p) by p,    u(a, n) by n,    where the loss is > 0

    It is `pairwise_margin_loss` of the scores -d(a, p) and -d(a, n).

    Parameters
    ----------
    anchor, positive, negative : arrays of one shape (..., D)
        Vectors; infinite entries and NaN give NaN.
    margin : float, at least 0
        The lead in distance that suffices.

    Returns
    -------
    loss : array of shape (...), of their dtype, never below 0
        In units of distance.
    grad_anchor, grad_positive, grad_negative : arrays of shape (..., D), only if `return_grad`
        A distance of 0 has gradient 0, and so has a loss at its kink.

    Raises
    ------
    ValueError
        If the shapes differ or have no axis, or `margin` is negative or not finite.

    Sources disagree on the distance: Balntas et al., "Learning local feature descriptors with
    triplets and shallow convolutional neural networks" (2016), and
    `torch.nn.functional.triplet_margin_loss` take the Euclidean one, as here; FaceNet (Schroff et
    al., 2015) squares it. PyTorch adds 1e-6 to every difference, for the gradient at distance 0.

    >>> triplet_margin_loss([0.0, 0.0], [0.0, 2.0], [3.0, 4.0], margin=4.0)
    np.float64(1.0)
    """
    margin = check_number("margin", margin, 0)
    a, p, n, dtype = as_floats(anchor=anchor, positive=positive, negative=negative)
    if a.ndim == 0:
        raise ValueError("`anchor` must have shape (..., D), got ()")
    check_shape("positive", p, a.shape)
    check_shape("negative", n, a.shape)
    to_p, from_p = _length_and_direction(a - p)
    to_n, from_n = _length_and_direction(a - n)
    loss = np.maximum(margin + to_p - to_n, 0)
    if not return_grad:
        return results(dtype, loss[..., 0])
    active = np.sign(loss)
    by_a, by_p, by_n = from_p - from_n, 0 - from_p, from_n
    return results(dtype, loss[..., 0], active * by_a, active * by_p, active * by_n)


@np.errstate(all="ignore")
def info_nce(
    queries: ArrayLike,
    keys: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    temperature: float = 1.0,
    normalize: bool = False,
    symmetric: bool = False,
    return_grad: bool = False,
) -> Loss:
    """Cross-entropy of picking each query's key among all keys, in nats, one value per query.

        s    = queries keys^T / temperature              of unit vectors if `normalize`
        loss = logsumexp_j(s[i, j]) - s[i, y_i]
        grad = G keys / temperature by queries,    G^T queries / temperature by keys

    with G = softmax(s) - one_hot(y). If `normalize`, a gradient g by the unit vector u = x / |x|
    becomes (g - (g . u) u) / |x| by x. It is `softmax_cross_entropy(s, labels)`.
    Settings with names:

        DPR     keys = own passages, then hard negatives;    dot products, temperature 1
        MNRL    normalize=True, temperature=0.05
        CLIP    normalize=True, symmetric=True;    temperature learned, 0.07 at the start

    Parameters
    ----------
    queries : array of shape (N, D)
        Vectors whose products do not overflow (unit ones cannot); NaN gives NaN.
    keys : array of shape (M, D), M >= 1
        Candidates, the same for every query. M may be 0 where N is.
    labels : integer array of shape (N,)
        The row of the right key, in [0, M); row i for query i if not given, which needs M >= N.
    temperature : float, positive
        Divides the similarities; a small one makes the softmax look at the nearest keys alone.
    normalize : bool
        Compare directions (cosine similarity). A vector of zeros stays 0, with gradient 0.
    symmetric : bool
        Mean of two losses: of the query that picks its key, and of the key that picks its query.
        Needs M = N and no `labels`.

    Returns
    -------
    loss : array of shape (N,), of their dtype, never below 0
        log(M) where all similarities are equal.
    grad_queries : array of shape (N, D), only if `return_grad`
    grad_keys : array of shape (M, D), only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes do not fit, labels are no integers or out of range, `temperature` is not
        positive, or `symmetric` comes with labels.

    Sources: van den Oord, Li and Vinyals, "Representation learning with contrastive predictive
    coding" (2018); Karpukhin et al., "Dense passage retrieval" (2020); Henderson et al.,
    "Efficient natural language response suggestion" (2017), for MNRL; Radford et al., "CLIP"
    (2021) is "Learning transferable visual models from natural language supervision".
    `torch.nn.functional.normalize` divides by at least 1e-12: at zero its gradient is 1e12
    times the one that comes in, and shorter vectors are not made unit.

    >>> info_nce([[1.0, 0.0], [0.0, 1.0]], [[40.0, 0.0], [0.0, 0.0]])
    array([4.24835426e-18, 6.93147181e-01])
    """
    q, k, dtype = _vectors(queries=queries, keys=keys)
    s, by_vectors = _similarities(q, k, temperature, normalize)
    y = _right_keys(labels, s, symmetric)
    loss, by_s = _cross_entropy(s, y)
    if symmetric:
        other_loss, by_other = _cross_entropy(s.T, y)
        loss, by_s = (loss + other_loss) / 2, (by_s + by_other.T) / 2
    return results(dtype, loss, *(by_vectors(by_s) if return_grad else ()))


@np.errstate(all="ignore")
def nt_xent_loss(
    first: ArrayLike, second: ArrayLike, *, temperature: float = 0.5, return_grad: bool = False
) -> Loss:
    """SimCLR: each view picks its twin among all other views, in nats, one value per example.

        z    = [first; second], unit rows,    s = z z^T / temperature,    s[a, a] = -inf
        l_a  = logsumexp_b(s[a, b]) - s[a, twin(a)]              over the 2N - 1 others
        loss = (l_i + l_{i+N}) / 2                               twin(i) = i + N
        grad = (G + G^T) z / (2 temperature) by z,               G = softmax(s) - one_hot(twin)

    and from z to the views as `info_nce` does. It differs from CLIP's setting of that in that views
    of the same side are negatives too.

    Parameters
    ----------
    first, second : arrays of one shape (N, D)
        Two views of each example. A vector of zeros is similar to none, with gradient 0.
    temperature : float, positive
        Divides the cosines.

    Returns
    -------
    loss : array of shape (N,), of their dtype, never below 0
        Its mean is the paper's loss. 0 for N = 1, where the twin is the only other.
    grad_first, grad_second : arrays of shape (N, D), only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes differ or are not (N, D), or `temperature` is not positive.

    Source: Chen et al., "A simple framework for contrastive learning of visual representations"
    (2020).

    >>> nt_xent_loss([[1.0, 0.0], [0.0, 1.0]], [[2.0, 0.0], [0.0, 2.0]])
    array([0.23954477, 0.23954477])
    """
    first, second, dtype = _vectors(first=first, second=second)
    check_shape("second", second, first.shape)
    n = len(first)
    z = np.concatenate([first, second])
    s, by_vectors = _similarities(z, z, temperature, normalize=True)
    np.fill_diagonal(s, -np.inf)  # probability 0: no view may pick itself
    losses, by_s = _cross_entropy(s, np.roll(np.arange(2 * n), n))
    loss = (losses[:n] + losses[n:]) / 2
    if not return_grad:
        return results(dtype, loss)
    grad = sum(by_vectors(by_s / 2))  # z stands on both sides of the product
    return results(dtype, loss, grad[:n], grad[n:])


@np.errstate(all="ignore")
def siglip_loss(
    queries: ArrayLike,
    keys: ArrayLike,
    *,
    temperature: float = 0.1,
    bias: float = -10.0,
    normalize: bool = True,
    return_grad: bool = False,
) -> Loss:
    """Binary cross-entropy of every pair, matched or not, in nats, one value per query.

        x    = queries keys^T / temperature + bias       of unit vectors if `normalize`
        loss = sum_j softplus(-z_ij x_ij),               z = +1 on the diagonal, -1 off it
        grad = G keys / temperature by queries,          G^T queries / temperature by keys

    with G = sigmoid(x) - identity, and through the lengths as `info_nce` does. It is
    `sigmoid_binary_cross_entropy(x, identity)` summed over keys. Where `info_nce` asks which key is
    the query's, this asks of each pair whether it matches.

    Parameters
    ----------
    queries, keys : arrays of one shape (N, D)
        Row i of both belong together.
    temperature : float, positive
        Divides the similarities; 1 / t of the paper, which learns t from 10 at the start.
    bias : float
        Log-odds of a match where the similarity is 0: matches are rare. Learned in the paper, from
        -10 at the start.
    normalize : bool
        Compare directions (cosine similarity). A vector of zeros stays 0, with gradient 0.

    Returns
    -------
    loss : array of shape (N,), of their dtype, never below 0
        Its mean is the paper's loss.
    grad_queries, grad_keys : arrays of shape (N, D), only if `return_grad`

    Raises
    ------
    ValueError
        If the shapes differ or are not (N, D), `temperature` is not positive, or `bias` is not a
        finite number.

    Source: Zhai et al., "Sigmoid loss for language image pre-training" (2023). Its equation and
    its pseudocode give the bias opposite signs; this is the pseudocode, to which -10 belongs.

    >>> siglip_loss([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])
    array([0.69319258, 0.69319258])
    """
    bias = check_between("bias", bias, -np.inf, np.inf)
    q, k, dtype = _vectors(queries=queries, keys=keys)
    check_shape("keys", k, q.shape)
    s, by_vectors = _similarities(q, k, temperature, normalize)
    losses, by_s = sigmoid_binary_cross_entropy(s + bias, np.eye(len(q)), return_grad=True)
    return results(dtype, np.sum(losses, axis=-1), *(by_vectors(by_s) if return_grad else ()))


@np.errstate(all="ignore")
def log_q_correction(logits: ArrayLike, log_q: ArrayLike) -> NDArray:
    """Logits of sampled candidates, corrected for how often each is sampled.

        corrected = logits - log_q

    A candidate that is drawn often is over-represented in the sum. Drawn with probabilities q,
    candidates enter the softmax with exp(logit) / q, whose mean over draws is the sum of exp(logit)
    over all: the sampled softmax then tends to the full one. For in-batch negatives, q is the
    popularity. Gradients pass unchanged: that by `logits` is that by the corrected ones.

    Parameters
    ----------
    logits : array of shape (..., K)
        Scores of the K candidates, the right one among them; any values, NaN stays NaN.
    log_q : array of shape (K,)
        Logarithm of the probability of drawing each, finite and at most 0. The softmax does
        not see a constant added to it, so the logarithm of expected counts per batch, less that of
        the batch size, does as well; the probability of being in a batch at all does not.

    Returns
    -------
    array of logits' shape and their common dtype
        For `softmax_cross_entropy`, or any loss with a softmax.

    Raises
    ------
    ValueError
        If `log_q` is not of shape (K,), is positive (then it is no logarithm of a probability),
        or is not finite (what is never drawn cannot be a candidate).

    Sources: Bengio and Senecal, "Adaptive importance sampling to accelerate training of a neural
    probabilistic language model" (2008); Yi et al., "Sampling-bias-corrected neural modeling for
    large corpus item recommendations" (2019).

    >>> log_q_correction([[1.0, 1.0]], np.log([0.5, 0.25]))
    array([[1.69314718, 2.38629436]])
    """
    logits, log_q, dtype = as_floats(logits=logits, log_q=log_q)
    check_classes("logits", logits)
    check_shape("log_q", log_q, logits.shape[-1:])
    check_every("log_q", log_q, np.isfinite(log_q) & (log_q <= 0), "be finite and at most 0")
    return results(dtype, logits - log_q)


def _cross_entropy(s: NDArray, labels: NDArray) -> tuple[NDArray, NDArray]:
    if s.shape == (0, 0):  # an empty batch of pairs, where there is no class to speak of
        return np.zeros(0, s.dtype), s
    return softmax_cross_entropy(s, labels, return_grad=True)


def _similarities(
    q: NDArray, k: NDArray, temperature: float, normalize: bool
) -> tuple[NDArray, Callable]:
    # s = q k^T / temperature of shape (N, M), and the way back: from a gradient by s to those by
    # q and by k.
    temperature = check_positive("temperature", temperature)
    if normalize:
        (q_length, q), (k_length, k) = _length_and_direction(q), _length_and_direction(k)

    def by_vectors(by_s: NDArray) -> tuple[NDArray, NDArray]:
        by_q, by_k = by_s @ k / temperature, by_s.T @ q / temperature
        if not normalize:
            return by_q, by_k
        return _through_direction(by_q, q_length, q), _through_direction(by_k, k_length, k)

    return q @ k.T / temperature, by_vectors


def _length_and_direction(x: NDArray) -> tuple[NDArray, NDArray]:
    # |x| of shape (..., 1) and x / |x|, which is 0 for x = 0. |x| is also a function with gradient
    # x / |x|. Divided by its largest entry first, no vector is too long or too short to be squared.
    largest = np.max(np.abs(x), axis=-1, keepdims=True, initial=0)
    scaled = x / np.where(largest == 0, 1, largest)
    length = np.sqrt(np.sum(scaled**2, axis=-1, keepdims=True))  # at least 1, or 0 for x = 0
    return largest * length, scaled / np.maximum(length, 1)


def _through_direction(grad: NDArray, length: NDArray, direction: NDArray) -> NDArray:
    # From a gradient by x / |x| to that by x: the part along x is lost, the rest shrinks by |x|.
    across = grad - np.sum(grad * direction, axis=-1, keepdims=True) * direction
    return np.where(length == 0, 0, across / length)


def _scores(positive: ArrayLike, negative: ArrayLike) -> tuple[NDArray, NDArray, np.dtype]:
    positive, negative, dtype = as_floats(positive=positive, negative=negative)
    check_shape("negative", negative, positive.shape)
    return positive, negative, dtype


def _vectors(**named: ArrayLike) -> tuple[NDArray, NDArray, np.dtype]:
    a, b, dtype = as_floats(**named)
    name_a, name_b = named
    if a.ndim != 2:
        raise ValueError(f"`{name_a}` must have shape (N, D), got {a.shape}")
    if b.ndim != 2 or b.shape[1] != a.shape[1]:
        raise ValueError(f"`{name_b}` must have shape (N, {a.shape[1]}), got {b.shape}")
    return a, b, dtype


def _right_keys(labels: ArrayLike | None, s: NDArray, symmetric: bool) -> NDArray:
    n, m = s.shape
    if symmetric and m != n:
        raise ValueError(f"`keys` must have shape ({n}, D) where `symmetric` is true, got M = {m}")
    if symmetric and labels is not None:
        raise ValueError(f"`labels` must be None where `symmetric` is true, got {labels}")
    if labels is None:
        if m < n:
            raise ValueError(f"`keys` must have shape (M, D) with M >= {n}, got M = {m}")
        return np.arange(n)
    return class_labels(labels, s)[0]
