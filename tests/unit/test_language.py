"""Losses of a language model: what each promises beyond the properties of test_losses.py."""

import re
import tracemalloc

import numpy as np
import pytest

from lossutils.classification import softmax_cross_entropy
from lossutils.language import (
    bits_per_byte,
    linear_cross_entropy,
    lm_loss,
    load_balancing_loss,
    multi_token_loss,
    perplexity,
    token_log_probs,
)

INF = np.inf


def text(rng, shape=(3, 5), vocabulary=7):
    """Logits and token ids."""
    return rng.normal(0, 3, (*shape, vocabulary)), rng.integers(vocabulary, size=shape)


def assert_same(answer, expected, rtol=1e-13):
    for got, other in zip(answer, expected, strict=True):
        np.testing.assert_allclose(got, other, rtol=rtol, atol=1e-15)


# What all refuse


def zeros(loss):
    """Logits for 2 texts of 3 tokens and a vocabulary of 4, in the shape that the loss takes."""
    return np.zeros((2, 3, 1, 4) if loss is multi_token_loss else (2, 3, 4))


def linear(hidden, labels, **options):
    return linear_cross_entropy(hidden, np.zeros((4, 4)), labels, **options)


EACH = pytest.mark.parametrize("loss", [lm_loss, token_log_probs, multi_token_loss, linear])


@EACH
def test_labels_of_another_shape_are_refused(loss):
    with pytest.raises(ValueError, match=r"`labels` must have shape \(2, 3\), got \(3, 2\)"):
        loss(zeros(loss), np.zeros((3, 2), int))


@EACH
@pytest.mark.parametrize("bad", [-1, 4])
def test_token_out_of_range_is_refused(loss, bad):
    message = rf"`labels` must be in \[0, 4\) or -100, got {bad} at index \(1, 0\)"
    with pytest.raises(ValueError, match=message):
        loss(zeros(loss), [[0, 1, 2], [bad, 0, -100]])


@EACH
@pytest.mark.parametrize("dtype", [float, bool])
def test_labels_that_are_no_integers_are_refused(loss, dtype):
    with pytest.raises(
        ValueError, match=f"`labels` must be integers .classes., got dtype {dtype.__name__}"
    ):
        loss(zeros(loss), np.zeros((2, 3), dtype))


@pytest.mark.parametrize("loss", [lm_loss, token_log_probs])
@pytest.mark.parametrize("shape", [(), (5,), (3, 0)])
def test_logits_without_positions_or_vocabulary_are_refused(loss, shape):
    message = re.escape(f"`logits` must have shape (..., T, V), got {shape}")
    with pytest.raises(ValueError, match=message):
        loss(np.zeros(shape), np.zeros(shape[:-1], int))


@EACH
@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.uint64])
def test_every_integer_dtype_is_a_token(loss, dtype):
    labels = np.array([[0, 1, 2], [3, 2, 1]])
    logits = zeros(loss) + np.arange(4)
    np.testing.assert_array_equal(loss(logits, labels.astype(dtype)), loss(logits, labels))


@EACH
def test_ignore_index_may_be_a_token(loss, rng):
    logits, labels = zeros(loss), np.array([[0, 1, 2], [1, 1, 0]])
    logits += rng.normal(size=logits.shape)
    ignored = np.where(labels == 1, -100, labels)
    got = loss(logits, labels, ignore_index=1)
    np.testing.assert_array_equal(got, loss(logits, ignored))


# lm_loss


def test_position_predicts_the_next_token(rng):
    x, y = text(rng)
    losses = lm_loss(x, y, reduction="none")
    np.testing.assert_array_equal(losses[:, :-1], softmax_cross_entropy(x[:, :-1], y[:, 1:]))
    np.testing.assert_array_equal(losses[:, -1], 0)


def test_last_position_has_no_gradient(rng):
    x, y = text(rng)
    _, grad = lm_loss(x, y, return_grad=True)
    np.testing.assert_array_equal(grad[:, -1], 0)


def test_labels_in_place_are_met_as_they_stand(rng):
    x, y = text(rng)
    got = lm_loss(x, y, shift=False, reduction="none", return_grad=True)
    assert_same(got, softmax_cross_entropy(x, y, return_grad=True), rtol=0)


def test_uniform_guess_costs_the_logarithm_of_the_vocabulary():
    assert lm_loss(np.zeros((2, 6, 50_257)), np.ones((2, 6), int)) == pytest.approx(np.log(50_257))


@pytest.mark.parametrize("reduction", ["none", "sum", "mean", "sequence_mean"])
def test_ignored_tokens_count_nothing_whatever_their_logits(reduction, rng):
    x, y = text(rng)
    y[1, 2] = y[0] = -100
    expected = lm_loss(x, y, reduction=reduction, return_grad=True)
    x[0], x[1, 1] = np.nan, INF
    assert_same(lm_loss(x, y, reduction=reduction, return_grad=True), expected, rtol=0)


@pytest.mark.parametrize("reduction", ["none", "sum", "mean", "sequence_mean"])
@pytest.mark.parametrize("shape", [(2, 3), (2, 1), (2, 0), (0, 3)])
def test_nothing_to_predict_costs_nothing(reduction, shape):
    options = {"reduction": reduction, "return_grad": True}
    loss, grad = lm_loss(np.ones((*shape, 4)), np.full(shape, -100), **options)
    np.testing.assert_array_equal(loss, np.zeros_like(loss))
    np.testing.assert_array_equal(grad, np.zeros((*shape, 4)))


def test_means_differ_where_lengths_do(rng):
    x, y = text(rng, (3, 9))
    y[0, :-1] = y[2] = -100  # texts of 1, 8 and 0 tokens to predict
    losses = lm_loss(x, y, reduction="none").sum(axis=1)
    assert lm_loss(x, y) == pytest.approx((losses[0] + losses[1]) / 9)
    by_text = (losses[0] + losses[1] / 8) / 2
    assert lm_loss(x, y, reduction="sequence_mean") == pytest.approx(by_text)


def test_texts_of_one_length_have_one_mean(rng):
    x, y = text(rng)
    by_text = lm_loss(x, y, reduction="sequence_mean", return_grad=True)
    assert_same(by_text, lm_loss(x, y, return_grad=True))


@pytest.mark.parametrize("reduction", ["mean", "sequence_mean"])
def test_leading_axes_are_all_texts(reduction, rng):
    x, y = text(rng, (2, 3, 5))
    folded = lm_loss(x.reshape(6, 5, 7), y.reshape(6, 5), reduction=reduction)
    assert lm_loss(x, y, reduction=reduction) == folded


@pytest.mark.parametrize("reduction", ["none", "mean", "sequence_mean"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_out_receives_the_gradient(reduction, dtype, rng):
    x, y = text(rng)
    x, options = x.astype(dtype), {"reduction": reduction, "return_grad": True}
    expected, out = lm_loss(x, y, **options), np.empty_like(x)
    answer = lm_loss(x, y, out=out, **options)
    assert np.shares_memory(answer[1], out)
    assert_same(answer, expected, rtol=0)


def test_out_may_be_the_logits(rng):
    x, y = text(rng)
    expected = lm_loss(x, y, return_grad=True)
    assert_same(lm_loss(x, y, out=x, return_grad=True), expected, rtol=0)
    np.testing.assert_array_equal(x, expected[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reduction": "avg"}, "('none', 'mean', 'sum', 'sequence_mean'), got 'avg'"),
        ({"z_loss": -1.0}, "`z_loss` must be finite and at least 0, got -1.0"),
        ({"out": np.zeros(3), "return_grad": True}, "`out` must be"),
        ({"out": np.zeros((2, 3, 4))}, "`out` must"),
    ],
)
def test_bad_option_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        lm_loss(zeros(lm_loss), np.zeros((2, 3), int), **options)


# token_log_probs


def test_log_probs_are_minus_the_losses(rng):
    x, y = text(rng)
    losses, grad = lm_loss(x, y, reduction="none", return_grad=True)
    assert_same(token_log_probs(x, y, return_grad=True), (-losses, -grad), rtol=0)


def test_log_probs_of_certain_tokens_keep_their_digits():
    log_prob = token_log_probs([[50.0, 0.0]], [0], shift=False)
    np.testing.assert_allclose(log_prob, [-np.exp(-50)], rtol=1e-15)


def test_log_prob_of_an_impossible_token():
    assert token_log_probs([[0.0, -INF]], [1], shift=False) == -INF


def test_log_probs_of_ignored_tokens_have_no_sign():
    answer = token_log_probs(np.ones((2, 3)), [-100, -100], return_grad=True)
    assert not any(np.any(np.signbit(array)) for array in answer)


def test_answers_of_all_pairs_have_total_probability_1(rng):
    # Two tokens after a prompt, the second one's logits fixed: their probabilities sum to 1.
    x = np.broadcast_to(rng.normal(0, 3, (3, 4)), (16, 3, 4))
    pairs = np.stack(np.divmod(np.arange(16), 4), axis=-1)
    labels = np.pad(pairs, [(0, 0), (1, 0)], constant_values=-100)
    assert np.exp(token_log_probs(x, labels).sum(axis=-1)).sum() == pytest.approx(1)


# perplexity


def test_perplexity_of_a_fair_die():
    assert perplexity(np.full(9, np.log(6))) == pytest.approx(6)


def test_perplexity_may_exceed_the_vocabulary():
    assert perplexity(-np.log([0.001, 0.001])) == pytest.approx(1000)


def test_mean_of_perplexities_is_not_that_of_the_whole():
    losses = np.log([[2.0, 2.0], [8.0, 8.0]])
    assert perplexity(losses.ravel()) == pytest.approx(4)
    assert perplexity(losses).mean() == pytest.approx(5)


@pytest.mark.parametrize("mask", [[True, False, True], [1, 0, 1], [1.0, 0.0, 1.0]])
def test_masked_tokens_do_not_count(mask):
    value, grad = perplexity([np.log(2), np.nan, np.log(8)], mask=mask, return_grad=True)
    assert value == pytest.approx(4)
    np.testing.assert_allclose(grad, [2, 0, 2])


def test_perplexity_of_nothing_is_nan_without_gradient():
    value, grad = perplexity([1.0, 2.0], mask=[False, False], return_grad=True)
    assert np.isnan(value)
    np.testing.assert_array_equal(grad, [0, 0])


def test_perplexity_of_an_empty_text_is_nan():
    np.testing.assert_array_equal(perplexity(np.zeros((2, 0))), [np.nan, np.nan])


@pytest.mark.parametrize(
    ("losses", "mask", "message"),
    [
        (1.0, None, "`losses` must have tokens on its last axis, got shape ()"),
        ([1.0, 2.0], [True], "`mask` must have shape (2,), got (1,)"),
        ([1.0, 2.0], [0, 3], "`mask` must be 0 or 1, got 3 at index (1,)"),
        ([1.0, 2.0], [0.5, np.nan], "`mask` must be 0 or 1, got 0.5 at index (0,)"),
        ([1j], None, "`losses` must hold real numbers, got dtype complex128"),
    ],
)
def test_bad_losses_or_masks_are_refused(losses, mask, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        perplexity(losses, mask=mask)


# bits_per_byte


def test_uniform_bytes_cost_8_bits():
    assert bits_per_byte(np.full(100, np.log(256)), 100) == pytest.approx(8)


def test_bits_per_byte_do_not_depend_on_the_tokens():
    one_by_one, in_pairs = np.log([4.0, 4.0, 8.0, 2.0]), np.log([16.0, 16.0])
    assert bits_per_byte(one_by_one, 12) == pytest.approx(bits_per_byte(in_pairs, 12))
    assert perplexity(one_by_one) != pytest.approx(perplexity(in_pairs))


def test_bits_per_byte_follow_from_the_perplexity():
    losses = np.log([3.0, 5.0, 7.0])
    assert bits_per_byte(losses, 11) == pytest.approx(3 / 11 * np.log2(perplexity(losses)))


def test_bits_of_nothing_are_0():
    assert bits_per_byte([1.0, 2.0], 3, mask=[0, 0]) == 0


def test_dtype_is_that_of_the_losses():
    assert bits_per_byte(np.float32([1, 2]), np.float64(3)).dtype == np.float32


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([3, 0], "`byte_counts` must be finite and at least 1, got 0.0 at index (1,)"),
        ([3, np.nan], "`byte_counts` must be finite and at least 1, got nan"),
        (3, "`byte_counts` must have shape (2,), got ()"),
    ],
)
def test_bad_byte_counts_are_refused(counts, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        bits_per_byte(np.ones((2, 4)), counts)


# linear_cross_entropy


def model(rng, rows=20, features=4, vocabulary=9):
    """Hidden states, output embedding, and labels of which every third is ignored."""
    labels = rng.integers(vocabulary, size=rows)
    labels[::3] = -100
    return rng.normal(size=(rows, features)), rng.normal(size=(vocabulary, features)), labels


@pytest.mark.parametrize("chunk_size", [None, 1, 3, 13, np.int64(14), 1000])
@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_chunks_change_the_rounding_alone(chunk_size, reduction, rng):
    hidden, weight, labels = model(rng)
    options = {"reduction": reduction, "return_grad": True}
    loss, grad = softmax_cross_entropy(hidden @ weight.T, labels, **options)
    got = linear_cross_entropy(hidden, weight, labels, chunk_size=chunk_size, **options)
    assert_same(got, (loss, grad @ weight, grad.T @ hidden))


def test_products_are_float32_where_the_inputs_are(rng):
    hidden, weight, labels = model(rng, 200, 50, 100)
    exact = linear_cross_entropy(hidden, weight, labels, return_grad=True)
    narrow = [array.astype(np.float32) for array in (hidden, weight)]
    for got, wide in zip(
        linear_cross_entropy(*narrow, labels, return_grad=True), exact, strict=True
    ):
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, wide, rtol=1e-5, atol=1e-6 * np.max(np.abs(wide)))


def test_two_dtypes_give_the_wider_one(rng):
    hidden, weight, labels = model(rng)
    answer = linear_cross_entropy(np.float16(hidden), np.float32(weight), labels, return_grad=True)
    assert {array.dtype for array in answer} == {np.dtype(np.float32)}


def test_leading_axes_are_all_rows(rng):
    hidden, weight, labels = model(rng)
    options = {"reduction": "none", "return_grad": True}
    folded = linear_cross_entropy(hidden.reshape(4, 5, 4), weight, labels.reshape(4, 5), **options)
    flat = linear_cross_entropy(hidden, weight, labels, **options)
    for got, rows, shape in zip(folded, flat, [(4, 5), (4, 5, 4), (9, 4)], strict=True):
        np.testing.assert_array_equal(got, rows.reshape(shape))


def test_a_single_row_is_taken(rng):
    hidden, weight, _ = model(rng)
    loss, *grads = linear_cross_entropy(hidden[0], weight, 2, return_grad=True)
    assert loss == pytest.approx(softmax_cross_entropy(weight @ hidden[0], 2))
    assert [grad.shape for grad in grads] == [(4,), (9, 4)]


def test_ignored_rows_count_nothing_whatever_they_hold(rng):
    hidden, weight, labels = model(rng)
    expected = linear_cross_entropy(hidden, weight, labels, return_grad=True)
    hidden[::3] = np.nan
    got = linear_cross_entropy(hidden, weight, labels, return_grad=True)
    assert_same(got, expected, rtol=0)


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
@pytest.mark.parametrize("rows", [0, 4])
def test_no_kept_rows_cost_nothing(reduction, rows):
    hidden, weight, labels = np.ones((rows, 2)), np.ones((3, 2)), np.full(rows, -100)
    options = {"reduction": reduction, "return_grad": True}
    for array in linear_cross_entropy(hidden, weight, labels, **options):
        np.testing.assert_array_equal(array, np.zeros_like(array))


def test_without_features_all_tokens_are_equal():
    loss, *grads = linear_cross_entropy(np.ones((2, 0)), np.ones((3, 0)), [0, 2], return_grad=True)
    assert loss == pytest.approx(np.log(3))
    assert [grad.shape for grad in grads] == [(2, 0), (3, 0)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("return_grad", "times"), [(False, 1.5), (True, 2.5)])
def test_memory_is_that_of_a_chunk(dtype, return_grad, times, rng):
    hidden, weight, labels = model(rng, 512, 32, 16_384)
    hidden, weight, chunk_size = hidden.astype(dtype), weight.astype(dtype), 64
    tracemalloc.start()
    options = {"chunk_size": chunk_size, "return_grad": return_grad}
    answer = linear_cross_entropy(hidden, weight, labels, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    grads = sum(grad.nbytes for grad in answer[1:]) if return_grad else 0
    row = len(weight) * weight.itemsize
    assert peak - grads < times * chunk_size * row < len(hidden) * row


@pytest.mark.parametrize("chunk_size", [0, -1, 2.0, True, "all"])
def test_chunk_size_that_does_not_count_is_refused(chunk_size, rng):
    message = f"`chunk_size` must be a positive integer, got {chunk_size}"
    with pytest.raises(ValueError, match=re.escape(message)):
        linear_cross_entropy(*model(rng), chunk_size=chunk_size)


@pytest.mark.parametrize(
    ("hidden", "weight", "message"),
    [
        (1.0, np.ones((3, 2)), "`hidden` must have shape (..., D), got ()"),
        (np.ones((4, 2)), np.ones((3, 5)), "`weight` must have shape (V, 2) with V > 0, got (3, 5"),
        (np.ones((4, 2)), np.ones(2), "`weight` must have shape (V, 2) with V > 0, got (2,)"),
        (np.ones((4, 2)), np.ones((0, 2)), "`weight` must have shape (V, 2) with V > 0, got (0, 2"),
        ([["a", "b"]] * 4, np.ones((3, 2)), "`hidden` must hold real numbers, got dtype <U1"),
    ],
)
def test_matrices_that_do_not_fit_are_refused(hidden, weight, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        linear_cross_entropy(hidden, weight, [0, 1, 2, 0])


def test_bad_reduction_is_refused(rng):
    message = "`reduction` must be one of ('none', 'mean', 'sum'), got 'sequence_mean'"
    with pytest.raises(ValueError, match=re.escape(message)):
        linear_cross_entropy(*model(rng), reduction="sequence_mean")


# multi_token_loss


def test_one_head_is_the_language_model(rng):
    x, y = text(rng)
    y[0, 2:] = -100
    loss, grad = multi_token_loss(x[:, :, None], y, return_grad=True)
    assert_same((loss, grad[:, :, 0]), lm_loss(x, y, return_grad=True))


def test_each_head_looks_one_token_further(rng):
    x, y = rng.normal(size=(2, 6, 3, 7)), rng.integers(7, size=(2, 6))
    heads = [
        softmax_cross_entropy(x[:, : 5 - h, h], y[:, 1 + h :], reduction="mean") for h in range(3)
    ]
    assert multi_token_loss(x, y) == pytest.approx(sum(heads))


def test_heads_are_weighted(rng):
    x, y = rng.normal(size=(2, 6, 3, 7)), rng.integers(7, size=(2, 6))
    parts = [multi_token_loss(x, y, head_weights=row) for row in np.eye(3)]
    got = multi_token_loss(x, y, head_weights=[1, 0.5, 0.1])
    assert got == pytest.approx(np.dot([1, 0.5, 0.1], parts))


def test_head_of_weight_0_counts_nothing_whatever_its_logits(rng):
    x, y = rng.normal(size=(2, 6, 2, 7)), rng.integers(7, size=(2, 6))
    x[:, :, 1] = np.nan
    loss, grad = multi_token_loss(x, y, head_weights=[1, 0], return_grad=True)
    assert loss == pytest.approx(lm_loss(x[:, :, 0], y))
    np.testing.assert_array_equal(grad[:, :, 1], 0)


def test_heads_beyond_the_text_cost_nothing():
    assert multi_token_loss(np.zeros((2, 5, 4)), [0, 1]) == pytest.approx(np.log(4))


@pytest.mark.parametrize(
    ("shape", "options", "message"),
    [
        ((2, 3), {}, "`logits` must have shape (..., T, H, V), got (2, 3)"),
        ((2, 3, 0, 4), {}, "`logits` must have shape (..., T, H, V), got (2, 3, 0, 4)"),
        ((2, 3, 2, 4), {"head_weights": [1.0]}, "`head_weights` must have shape (2,), got (1,)"),
        ((2, 3, 2, 4), {"head_weights": [1, -1]}, "must be finite and at least 0, got -1.0 at"),
    ],
)
def test_bad_heads_are_refused(shape, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        multi_token_loss(np.zeros(shape), np.zeros((2, 3), int), **options)


# load_balancing_loss


@pytest.mark.parametrize("top_k", [1, 2, 4])
def test_balanced_experts_cost_1(top_k):
    x = 5 * np.array([np.roll([3, 2, 1, 0], i) for i in range(4)])
    loss, grad = load_balancing_loss(x, top_k=top_k, return_grad=True)
    assert loss == pytest.approx(1)
    np.testing.assert_allclose(grad, 0, atol=1e-16)


def test_collapse_onto_one_expert_costs_their_number():
    loss, grad = load_balancing_loss([[1e4, 0, 0, 0, 0]] * 7, return_grad=True)
    assert loss == 5
    np.testing.assert_array_equal(grad, 0)


def test_equal_probabilities_cost_1_whatever_the_choices(rng):
    assert load_balancing_loss(np.zeros((9, 4))) == pytest.approx(1)


def test_ties_go_to_the_first_experts():
    _, tied = load_balancing_loss(np.zeros((1, 3)), top_k=2, return_grad=True)
    _, chosen = load_balancing_loss([[1e-9, 1e-9, 0]], top_k=2, return_grad=True)
    np.testing.assert_allclose(tied, chosen, rtol=1e-6)


def test_descent_leaves_the_crowded_expert():
    x = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    _, grad = load_balancing_loss(x, return_grad=True)
    assert np.all(grad[:, 0] > 0)
    np.testing.assert_allclose(grad.sum(axis=1), 0, atol=1e-16)


def test_gradient_keeps_its_digits_where_the_router_is_certain():
    # f = (2/3, 1/3): E / N p_0 p_1 (f_0 - f_1)
    x = np.array([[50.0, 0.0], [50.0, 0.0], [0.0, 50.0]])
    _, grad = load_balancing_loss(x, return_grad=True)
    slope = 2 / 9 * np.exp(-50)
    np.testing.assert_allclose(grad, [[slope, -slope]] * 3, rtol=1e-14)


def test_masked_tokens_are_left_out(rng):
    x, mask = rng.normal(size=(2, 5, 4)), rng.random((2, 5)) < 0.5
    expected, slopes = load_balancing_loss(x[mask], top_k=2, return_grad=True)
    x[~mask] = np.nan
    loss, grad = load_balancing_loss(x, top_k=2, mask=mask, return_grad=True)
    assert loss == expected
    np.testing.assert_array_equal(grad[mask], slopes)
    np.testing.assert_array_equal(grad[~mask], 0)


def test_no_tokens_cost_nothing():
    loss, grad = load_balancing_loss(np.ones((2, 3)), mask=[0, 0], return_grad=True)
    assert loss == 0
    np.testing.assert_array_equal(grad, np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"top_k": 0}, "`top_k` must be an integer in [1, 3], got 0"),
        ({"top_k": 4}, "`top_k` must be an integer in [1, 3], got 4"),
        ({"top_k": 1.5}, "`top_k` must be an integer in [1, 3], got 1.5"),
        ({"mask": [True]}, "`mask` must have shape (2,), got (1,)"),
    ],
)
def test_bad_routing_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        load_balancing_loss(np.zeros((2, 3)), **options)


@pytest.mark.parametrize("shape", [(), (3, 0)])
def test_router_without_experts_is_refused(shape):
    message = f"`router_logits` must have classes on its last axis, got shape {shape}"
    with pytest.raises(ValueError, match=re.escape(message)):
        load_balancing_loss(np.zeros(shape))
