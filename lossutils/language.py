"""Losses of a language model: a token is a class, and the next token is the label.

Logits of shape (..., T, V): T positions, V tokens of the vocabulary. Labels are token ids of shape
(..., T), and `ignore_index` (-100) stands where nothing is to be
predicted. Everything rests on `softmax_cross_entropy`; what differs is which label a position
meets, and what the sum is divided by.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lossutils._checks import (
    as_array,
    as_floats,
    check_classes,
    check_count,
    check_option,
    check_range,
    check_shape,
    class_labels,
    results,
    zeros_or_ones,
)
from lossutils.classification import softmax_cross_entropy
from lossutils.special import softmax

__all__ = [
    "bits_per_byte",
    "linear_cross_entropy",
    "lm_loss",
    "load_balancing_loss",
    "multi_token_loss",
    "perplexity",
    "token_log_probs",
]

Loss = NDArray | tuple[NDArray, ...]

IGNORED = -1  # in checked token ids: no label here
CHUNK_BYTES = 2**26  # of logits that `linear_cross_entropy` makes at once; more gains little


@np.errstate(all="ignore")
def lm_loss(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    shift: bool = True,
    ignore_index: int = -100,
    z_loss: float = 0.0,
    reduction: str = "mean",
    return_grad: bool = False,
    out: NDArray | None = None,
) -> Loss:
    """Cross-entropy of a language model against the next tokens, in nats, averaged over tokens.

    With y_t = labels[t + 1] (labels[t] without `shift`), L_t = logsumexp(logits[t]) and
    p_t = softmax(logits[t]):

        loss_t = L_t - logits[t, y_t] + z_loss L_t^2
        grad_t = p_t - one_hot(y_t) + 2 z_loss L_t p_t      for "none" and "sum"
        mean          = sum_t loss_t / kept tokens, over the whole batch
        sequence_mean = the mean of each sequence, averaged over sequences

    It is `softmax_cross_entropy` with labels moved by one place. The two means differ once lengths
    do: "mean" gives each token the same weight, "sequence_mean" each sequence.

    Parameters
    ----------
    logits : array of shape (..., T, V)
        Any values, as in `softmax_cross_entropy`.
    labels : integer array of shape (..., T)
        Token ids in [0, V), or `ignore_index`.
    shift : bool
        Labels are the input tokens: position t predicts labels[t + 1], the last position nothing.
        False if labels[t] is already what position t predicts.
    ignore_index : int
        Label of what is not to be predicted: prompt or padding. It costs 0 and has gradient 0.
    z_loss : float, at least 0
        Factor of L squared.
    reduction : "none", "sum", "mean" or "sequence_mean"
        "none" leaves shape (..., T), the loss at the position that predicts and 0 where nothing is
        predicted. A sequence without kept tokens has no part in "sequence_mean".
    out : array of logits' shape and dtype, contiguous
        Receives the gradient, as in `softmax_cross_entropy`; it may be `logits` itself.

    Returns
    -------
    loss : scalar, or array of shape (..., T) for "none"; of logits' dtype
        0 if nothing is kept.
    grad : array of shape (..., T, V), only if `return_grad`
        By `logits`; `out` if that was given.

    Raises
    ------
    ValueError
        If labels have another shape, are no integers or out of range, or an option is; if `out`
        does not fit.

    "mean" is that of Hugging Face's `ForCausalLMLoss`, which moves the labels too, so that no
    logits are copied; with nothing kept it is NaN there, as in PyTorch. Source: Bengio et al., "A
    neural probabilistic language model" (2003).

    >>> lm_loss(np.zeros((3, 2)), [0, 1, -100])
    np.float64(0.6931471805599453)
    """
    check_option("reduction", reduction, ("none", "mean", "sum", "sequence_mean"))
    targets = _targets(logits, labels, shift, ignore_index)
    options = {"z_loss": z_loss, "return_grad": return_grad, "out": out}
    if reduction == "sequence_mean":
        return _weighted_loss(logits, targets, _share_of_sequences(targets), **options)
    return softmax_cross_entropy(
        logits, targets, ignore_index=IGNORED, reduction=reduction, **options
    )


@np.errstate(all="ignore")
def token_log_probs(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    shift: bool = True,
    ignore_index: int = -100,
    return_grad: bool = False,
) -> Loss:
    """Log-probability of each token given those before it, in nats, one value per position.

        log_prob_t = logits[t, y_t] - logsumexp(logits[t]),    grad_t = one_hot(y_t) - p_t

    with y_t = labels[t + 1], or labels[t] without `shift`. It is minus `lm_loss(reduction="none")`.
    Summed over the tokens of an answer it is the log-probability of the answer, which the
    preference losses take.

    Parameters
    ----------
    logits : array of shape (..., T, V)
        Any values, as in `softmax_cross_entropy`.
    labels : integer array of shape (..., T)
        Token ids in [0, V), or `ignore_index`.
    shift : bool
        As in `lm_loss`.
    ignore_index : int
        Label of tokens that do not count, such as the prompt.

    Returns
    -------
    log_probs : array of shape (..., T), of logits' dtype, never above 0
        At the position that predicts; 0 where nothing is predicted, -inf for an impossible token.
    grad : array of shape (..., T, V), only if `return_grad`
        By `logits`.

    Raises
    ------
    ValueError
        If labels have another shape, are no integers or out of range.

    Source: Rafailov et al., "Direct preference optimization" (2023), whose losses start from these
    sums.

    >>> token_log_probs(np.zeros((3, 2)), [0, 1, -100])
    array([-0.69314718,  0.        ,  0.        ])
    """
    targets = _targets(logits, labels, shift, ignore_index)
    answer = softmax_cross_entropy(logits, targets, ignore_index=IGNORED, return_grad=return_grad)
    if not return_grad:
        return 0 - answer  # 0 - 0 is 0, where -0 would print a sign
    losses, grad = answer
    return 0 - losses, np.subtract(0, grad, out=grad)


@np.errstate(all="ignore")
def perplexity(
    losses: ArrayLike, *, mask: ArrayLike | None = None, return_grad: bool = False
) -> Loss:
    """Exponential of the mean token loss: the size of a fair die that is as hard to guess.

        perplexity = exp(sum_t losses_t / T),    grad_t = perplexity / T        over the kept tokens

    Uniform guessing over V tokens has perplexity V. A model can do worse: true tokens of
    probability 0.001 give 1000 even when V is 100. The perplexity of a corpus is that of all its
    tokens together, not the mean over its texts, in which a short text counts as much as a long
    one: one token of perplexity 1 and 99 of 10 have mean 5.5 and together 9.77. Even with tokens as
    weights the mean is too high, as exp is convex.

    Parameters
    ----------
    losses : array of shape (..., T)
        Token losses in nats, such as `lm_loss(reduction="none")` without z-loss.
    mask : array of shape (..., T) of booleans, or of 0 and 1
        True for the tokens that count; all of them if not given. Positions that `lm_loss` ignored
        hold a 0 that is no loss: leave them out here.

    Returns
    -------
    perplexity : array of shape (...), of losses' dtype
        At least 1 for losses that are at least 0. NaN where nothing is kept: no text was measured,
        and 1 would claim a perfect guess.
    grad : array of shape (..., T), only if `return_grad`
        By `losses`; 0 where not kept.

    Raises
    ------
    ValueError
        If `mask` has another shape or other values, or `losses` has no axis.

    Source: Jelinek et al., "Perplexity: a measure of the difficulty of speech recognition tasks"
    (1977).

    >>> perplexity(np.log([2.0, 8.0]))
    np.float64(4.0)
    """
    losses, kept, dtype = _token_losses(losses, mask)
    count = np.sum(kept, axis=-1, keepdims=True)
    value = np.exp(np.sum(losses, axis=-1, keepdims=True) / count)
    grad = np.where(kept, value / count, 0) if return_grad else None
    return results(dtype, value[..., 0], grad)


@np.errstate(all="ignore")
def bits_per_byte(
    losses: ArrayLike,
    byte_counts: ArrayLike,
    *,
    mask: ArrayLike | None = None,
    return_grad: bool = False,
) -> Loss:
    """Token losses summed over a text, in bits per byte of that text.

        bits = sum_t losses_t / (log 2 * bytes),    grad_t = 1 / (log 2 * bytes)

    An arithmetic coder with this model would store the text in this many bits per byte, where plain
    text takes 8. The bytes belong to the text and not to the tokeniser, so models with
    different vocabularies can be compared; `perplexity` counts per token and cannot.

    Parameters
    ----------
    losses : array of shape (..., T)
        Token losses in nats, such as `lm_loss(reduction="none")` without z-loss.
    byte_counts : array of shape (...), at least 1
        Bytes (UTF-8) of each text: of those tokens that count.
    mask : array of shape (..., T) of booleans, or of 0 and 1
        True for the tokens that count; all of them if not given.

    Returns
    -------
    bits : array of shape (...), of losses' dtype
        0 where nothing is kept.
    grad : array of shape (..., T), only if `return_grad`
        By `losses`; 0 where not kept.

    Raises
    ------
    ValueError
        If a shape does not fit, a count is below 1, or `mask` has other values.

    Source: Gao et al., "The Pile" (2020).

    >>> bits_per_byte(np.log([2.0, 8.0]), 4)
    np.float64(1.0)
    """
    losses, kept, dtype = _token_losses(losses, mask)
    bytes_, _ = as_floats(byte_counts=byte_counts)
    check_shape("byte_counts", bytes_, losses.shape[:-1])
    check_range("byte_counts", bytes_, 1)
    nats = np.log(2) * bytes_  # of a text at 1 bit per byte
    bits = np.sum(losses, axis=-1) / nats
    return results(dtype, bits, kept / nats[..., None] if return_grad else None)


@np.errstate(all="ignore")
def linear_cross_entropy(
    hidden: ArrayLike,
    weight: ArrayLike,
    labels: ArrayLike,
    *,
    chunk_size: int | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    return_grad: bool = False,
) -> Loss:
    """Cross-entropy of the logits hidden @ weight.T, in nats, without ever holding them all.

        logits      = hidden @ weight.T,    loss = softmax_cross_entropy(logits, labels)
        G           = its gradient by the logits
        grad_hidden = G @ weight,    grad_weight = G.T @ hidden

    Row by row the loss needs no other row's logits. So they are made for `chunk_size` rows at a
    time, used for loss and gradient, and dropped: chunks change the rounding and nothing else. For
    8192 tokens and V = 128,256, all logits in float32 would take 3.9 GiB.

    Parameters
    ----------
    hidden : array of shape (..., D)
        Last hidden states. Row i is scored against labels[i]; nothing is shifted.
    weight : array of shape (V, D)
        The output embedding.
    labels : integer array of shape (...)
        Token ids in [0, V), or `ignore_index`.
    chunk_size : int, positive
        Rows whose logits exist at once; if not given, as many as fit into 64 MiB.
    ignore_index : int
        Label of rows that do not count. They are left out of the products.
    reduction : "none", "sum" or "mean"
        One value per row, their sum, or the sum divided by the number of kept rows.

    Returns
    -------
    loss : scalar, or array of shape (...) for "none"; of the common dtype of hidden and weight
        0 if nothing is kept.
    grad_hidden : array of shape (..., D), only if `return_grad`
    grad_weight : array of shape (V, D), only if `return_grad`

    Raises
    ------
    ValueError
        If shapes do not fit, labels are no integers or out of range, or an option is.

    Memory beyond the results: about 2 times the logits of a chunk, about 1 without gradients, where
    V is much larger than D (its rows of `hidden` add D/V of that, twice with gradients); and a copy
    of `weight` if it is float16 or not contiguous. The products
    are those of the BLAS library in the dtype of the inputs (float32 for float16), so from float32
    the logits have the rounding of a float32 product.
    Sources: Wijmans et al., "Cut your losses in large-vocabulary language models" (2024), whose
    kernel keeps the blocks on chip; Hsu et al., "Liger kernel" (2024), which takes chunks of rows
    as here.

    >>> linear_cross_entropy([[1.0], [0.0]], [[0.0], [0.0]], [0, 1], chunk_size=1)
    np.float64(0.6931471805599453)
    """
    check_option("reduction", reduction, ("none", "mean", "sum"))
    hidden, weight, dtype = _matrices(hidden, weight)
    rows = _rows_at_once(chunk_size, weight)
    tokens = _tokens(labels, (*hidden.shape[:-1], len(weight)), ignore_index)
    kept = np.flatnonzero(tokens != IGNORED)
    count = max(len(kept), 1) if reduction == "mean" else 1
    x, y = hidden.reshape(tokens.size, hidden.shape[-1]), tokens.ravel()
    losses = np.zeros(y.shape, np.promote_types(weight.dtype, np.float64))
    grad_hidden = np.zeros(x.shape, dtype) if return_grad else None
    grad_weight = np.zeros_like(weight) if return_grad else None
    for start in range(0, len(kept), rows):
        i = kept[start : start + rows]
        chunk = np.take(x, i, axis=0).astype(weight.dtype, copy=False)
        losses[i], grad = _chunk_loss(chunk, weight, y[i], count, grad_weight)
        if return_grad:
            grad_hidden[i] = grad
    loss = losses.reshape(tokens.shape) if reduction == "none" else np.sum(losses) / count
    if not return_grad:
        return results(dtype, loss)
    return results(dtype, loss, grad_hidden.reshape(hidden.shape), grad_weight)


def _chunk_loss(
    x: NDArray, weight: NDArray, y: NDArray, count: int, grad_weight: NDArray | None
) -> tuple[NDArray, NDArray | None]:
    """Losses of a few rows, their gradient by x, and grad_weight increased by theirs."""
    logits = x @ weight.T
    if grad_weight is None:
        return softmax_cross_entropy(logits, y), None
    # The gradient takes the place of its logits: of that size, one array exists.
    losses, grad = softmax_cross_entropy(logits, y, return_grad=True, out=logits)
    grad /= count
    # grad_weight += grad.T @ x, by blocks no larger than the logits; at once, NumPy would first
    # make a second array of the size of `weight`.
    block = max(1, grad.size // max(1, x.shape[1]))
    for start in range(0, len(weight), block):
        part = slice(start, start + block)
        grad_weight[part] += grad[:, part].T @ x
    return losses, grad @ weight


@np.errstate(all="ignore")
def multi_token_loss(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    head_weights: ArrayLike | None = None,
    ignore_index: int = -100,
    return_grad: bool = False,
) -> Loss:
    """Cross-entropy of several heads, each predicting one token further ahead, in nats; a scalar.

        loss = sum_h w_h mean_t ( L_th - logits[t, h, labels[t + 1 + h]] ),    h = 0, 1, ...
        grad = w_h / (kept tokens of head h) (p_th - one_hot(labels[t + 1 + h]))

    with L_th = logsumexp(logits[t, h]). Head 0 is the ordinary language model: with one head this
    is `lm_loss`. The further heads make the trunk plan ahead, and can draft tokens when decoding.

    Parameters
    ----------
    logits : array of shape (..., T, H, V)
        Any values, as in `softmax_cross_entropy`.
    labels : integer array of shape (..., T)
        The input tokens: ids in [0, V), or `ignore_index`.
    head_weights : array of shape (H,), at least 0
        Factors w of the heads; 1 if not given.
    ignore_index : int
        Label of tokens that no head is asked for.

    Returns
    -------
    loss : scalar of logits' dtype
        A head without kept tokens adds 0.
    grad : array of shape (..., T, H, V), only if `return_grad`
        By `logits`.

    Raises
    ------
    ValueError
        If a shape does not fit, labels are no integers or out of range, or a weight is below 0.

    Source: Gloeckle et al., "Better & faster large language models via multi-token prediction"
    (2024), who add the heads up, as the default here. DeepSeek-V3 (2024) keeps the main loss and
    adds a factor times the mean of D further ones, up to the divisor: weights (1, f / D, ...).

    >>> multi_token_loss(np.zeros((4, 2, 8)), [1, 2, 3, 4])
    np.float64(4.1588830833596715)
    """
    shape = as_array("logits", logits).shape
    if len(shape) < 3 or 0 in shape[-2:]:
        raise ValueError(f"`logits` must have shape (..., T, H, V), got {shape}")
    tokens = _tokens(labels, (*shape[:-2], shape[-1]), ignore_index)
    weights = _head_weights(head_weights, shape[-2])
    targets = np.stack([_ahead(tokens, 1 + h) for h in range(shape[-2])], axis=-1)
    kept = targets != IGNORED
    count = np.sum(kept, axis=tuple(range(kept.ndim - 1)))
    share = kept * (weights / np.maximum(count, 1))
    return _weighted_loss(logits, targets, share, return_grad=return_grad)


@np.errstate(all="ignore")
def load_balancing_loss(
    router_logits: ArrayLike,
    *,
    top_k: int = 1,
    mask: ArrayLike | None = None,
    return_grad: bool = False,
) -> Loss:
    """Auxiliary loss that spreads tokens over the experts of a mixture; a scalar without unit.

        p_n  = softmax(router_logits[n])
        f_i  = share of the N * top_k choices that fall on expert i
        P_i  = sum_n p_ni / N
        loss = E sum_i f_i P_i,    grad_ni = E / N p_ni (f_i - sum_j p_nj f_j)

    1 when the choices, or the probabilities, are spread evenly; near E when all go to one expert
    with probability near 1 (and top_k is 1). 1 is no lower bound: where the experts that are chosen
    less often have the larger mean probabilities, it is below. The choices are piecewise constant,
    so f is a constant of the gradient: an expert chosen too often has its probability pushed down.

    Parameters
    ----------
    router_logits : array of shape (..., E)
        Any values; NaN gives NaN. All leading axes are tokens.
    top_k : int in [1, E]
        Experts a token is sent to: those of its largest logits, the first ones where equal.
    mask : array of shape (...) of booleans, or of 0 and 1
        True for the tokens that count; all of them if not given.

    Returns
    -------
    loss : scalar of router_logits' dtype
        0 if there are no tokens.
    grad : array of shape (..., E), only if `return_grad`
        By `router_logits`.

    Raises
    ------
    ValueError
        If `top_k` is not in [1, E], or `mask` has another shape or other values.

    Source: Fedus et al., "Switch Transformers" (2021), where top_k is 1. For more choices sources
    disagree: here f sums to 1; in Hugging Face's Mixtral it sums to top_k, and so is its loss
    top_k times this one.

    >>> load_balancing_loss([[9.0, 0.0], [0.0, 9.0]]), load_balancing_loss([[1e3, 0.0]])
    (np.float64(1.0), np.float64(2.0))
    """
    logits, dtype = as_floats(router_logits=router_logits)
    check_classes("router_logits", logits)
    experts = logits.shape[-1]
    top_k = check_count("top_k", top_k, experts)
    kept = _kept(mask, logits.shape[:-1])
    x = logits[kept]
    chosen = np.argsort(-x, axis=-1, kind="stable")[:, :top_k]
    counts = np.bincount(chosen.ravel(), minlength=experts)
    p = softmax(x)
    factor = experts / max(1, len(x) * chosen.size)  # E / N for the mean, and f = counts / (N k)
    loss = factor * np.sum(p * counts)
    if not return_grad:
        return results(dtype, loss)
    # f_i - sum_j p_j f_j cancels at an expert i of probability near 1. Differences to that one's f
    # do not: its own is 0 exactly, and all others enter with their small p.
    gaps = counts - counts[chosen[:, :1]]
    grad = np.zeros_like(logits)
    grad[kept] = factor * p * (gaps - np.sum(p * gaps, axis=-1, keepdims=True))
    return results(dtype, loss, grad)


def _tokens(labels: ArrayLike, shape: tuple[int, ...], ignore_index: int) -> NDArray:
    """Check token ids against logits of this shape; IGNORED stands where none is wanted."""
    stand_in = np.broadcast_to(0, shape)  # one number: there may be no logits yet
    labels, kept = class_labels(labels, stand_in, ignore_index)
    return np.where(kept, labels.astype(np.intp), IGNORED)


def _targets(logits: ArrayLike, labels: ArrayLike, shift: bool, ignore_index: int) -> NDArray:
    shape = as_array("logits", logits).shape
    if len(shape) < 2 or shape[-1] == 0:
        raise ValueError(f"`logits` must have shape (..., T, V), got {shape}")
    tokens = _tokens(labels, shape, ignore_index)
    return _ahead(tokens, 1) if shift else tokens


def _ahead(tokens: NDArray, steps: int) -> NDArray:
    """Bring the token `steps` places later to each place; the last places get none."""
    later = tokens[..., steps:]
    out = np.full_like(tokens, IGNORED)
    out[..., : later.shape[-1]] = later
    return out


def _share_of_sequences(targets: NDArray) -> NDArray:
    # Each sequence with kept tokens weighs the same, and its tokens share that weight.
    kept = targets != IGNORED
    length = np.sum(kept, axis=-1, keepdims=True)
    return kept / np.maximum(length, 1) / max(1, np.count_nonzero(length))


def _weighted_loss(
    logits: ArrayLike,
    targets: NDArray,
    share: NDArray,
    *,
    z_loss: float = 0.0,
    return_grad: bool = False,
    out: NDArray | None = None,
) -> Loss:
    """Sum of share * token loss. A token without a share counts nothing, whatever its logits."""
    targets = np.where(share > 0, targets, IGNORED)
    options = {"z_loss": z_loss, "return_grad": return_grad, "out": out}
    answer = softmax_cross_entropy(logits, targets, ignore_index=IGNORED, **options)
    losses, grad = answer if return_grad else (answer, None)
    if return_grad:
        np.multiply(grad, share[..., None], out=grad)
    return results(losses.dtype, np.sum(share * losses), grad)


def _head_weights(head_weights: ArrayLike | None, heads: int) -> NDArray:
    if head_weights is None:
        return np.ones(heads)
    weights, _ = as_floats(head_weights=head_weights)
    check_shape("head_weights", weights, (heads,))
    check_range("head_weights", weights, 0)
    return weights


def _kept(mask: ArrayLike | None, shape: tuple[int, ...]) -> NDArray:
    return np.ones(shape, bool) if mask is None else zeros_or_ones("mask", mask, shape)


def _token_losses(losses: ArrayLike, mask: ArrayLike | None) -> tuple:
    losses, dtype = as_floats(losses=losses)
    if losses.ndim == 0:
        raise ValueError("`losses` must have tokens on its last axis, got shape ()")
    kept = _kept(mask, losses.shape)
    return np.where(kept, losses, 0), kept, dtype


def _matrices(hidden: ArrayLike, weight: ArrayLike) -> tuple[NDArray, NDArray, np.dtype]:
    hidden, weight = as_array("hidden", hidden), as_array("weight", weight)
    if hidden.ndim == 0:
        raise ValueError("`hidden` must have shape (..., D), got ()")
    if weight.ndim != 2 or len(weight) == 0 or weight.shape[1] != hidden.shape[-1]:
        raise ValueError(
            f"`weight` must have shape (V, {hidden.shape[-1]}) with V > 0, got {weight.shape}"
        )
    # No entry of either: the checks and the common dtype, without copies in float64.
    *_, dtype = as_floats(hidden=hidden[..., :0], weight=weight[:, :0])
    # BLAS knows no float16. Rows in a row make the product independent of the memory order.
    return hidden, np.ascontiguousarray(weight, np.promote_types(dtype, np.float32)), dtype


def _rows_at_once(chunk_size: int | None, weight: NDArray) -> int:
    if chunk_size is None:
        return max(1, CHUNK_BYTES // (len(weight) * weight.itemsize))
    chunk_size = check_count("chunk_size", chunk_size)
    return chunk_size
