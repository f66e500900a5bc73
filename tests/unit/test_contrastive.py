"""Losses of pairs: what each promises beyond the properties of test_losses.py."""

import re
from functools import partial

import jax
import numpy as np
import pytest
from cases.contrastive import plain_info_nce

from lossutils import (
    log_softmax,
    logsumexp,
    sigmoid_binary_cross_entropy,
    softmax,
    softmax_cross_entropy,
    softplus,
)
from lossutils.contrastive import (
    bpr_loss,
    info_nce,
    log_q_correction,
    nt_xent_loss,
    pairwise_margin_loss,
    siglip_loss,
    triplet_margin_loss,
)

INF = np.inf
COSINE_LOSSES = [partial(info_nce, normalize=True), siglip_loss, nt_xent_loss]
every_cosine_loss = pytest.mark.parametrize("loss", COSINE_LOSSES, ids=["nce", "siglip", "nt_xent"])


def pair(rng, n=6, d=5):
    return rng.normal(size=(n, d)), rng.normal(size=(n, d))


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def assert_same(got, expected, rtol=1e-12):
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=rtol, atol=1e-15)


# Scores: pairwise_margin_loss, bpr_loss


def test_margin_loss_at_before_and_after_the_kink():
    loss, by_positive, by_negative = pairwise_margin_loss(
        [1.0, 0.5, 3.0], [0.0, 0.0, 0.0], return_grad=True
    )
    np.testing.assert_array_equal(loss, [0, 0.5, 0])
    np.testing.assert_array_equal(by_positive, [0, -1, 0])
    np.testing.assert_array_equal(by_negative, [0, 1, 0])


def test_margin_gradient_of_0_has_no_sign():
    _, by_positive, by_negative = pairwise_margin_loss(5.0, 0.0, return_grad=True)
    assert not np.signbit(by_positive)
    assert not np.signbit(by_negative)


def test_bpr_of_equal_scores_is_log_2():
    loss, by_positive, by_negative = bpr_loss(7.0, 7.0, return_grad=True)
    assert loss == np.log(2)
    assert (by_positive, by_negative) == (-0.5, 0.5)


def test_bpr_is_softplus_of_the_difference(rng):
    positive, negative = rng.normal(0, 3, (2, 50))
    np.testing.assert_allclose(
        bpr_loss(positive, negative), softplus(negative - positive), rtol=1e-14
    )


@pytest.mark.parametrize("lead", [40.0, -40.0, 700.0, -1e4])
def test_bpr_keeps_its_digits(lead):
    loss, by_positive, _ = bpr_loss(lead, 0.0, return_grad=True)
    assert loss == pytest.approx(max(-lead, 0) + np.exp(-abs(lead)), rel=1e-15, abs=0)
    assert by_positive == pytest.approx(-np.exp(-lead) if lead > 0 else -1, rel=1e-15, abs=0)


def test_bpr_keeps_what_the_difference_of_scores_rounds_away():
    exact = np.longdouble(40) - np.longdouble(0.1)
    assert exact != 40 - 0.1
    assert bpr_loss(40.0, 0.1) == pytest.approx(float(np.exp(-exact)), rel=3e-16, abs=0)


def test_bpr_of_scores_that_never_win():
    np.testing.assert_array_equal(bpr_loss([-INF, 0.0], [0.0, -INF]), [INF, 0])


def test_bpr_of_sharp_scores_is_the_hinge_without_margin(rng):
    positive, negative = rng.normal(size=(2, 20))
    sharp = bpr_loss(1e4 * positive, 1e4 * negative) / 1e4
    expected = pairwise_margin_loss(positive, negative, margin=0.0)
    np.testing.assert_allclose(sharp, expected, atol=1e-4)


# triplet_margin_loss


def test_triplet_of_two_right_triangles():
    loss, by_a, by_p, by_n = triplet_margin_loss(
        [0.0, 0.0], [3.0, 4.0], [-4.0, 3.0], margin=2.0, return_grad=True
    )
    assert loss == pytest.approx(2)
    np.testing.assert_allclose(by_a, [-1.4, -0.2])
    np.testing.assert_allclose(by_p, [0.6, 0.8])
    np.testing.assert_allclose(by_n, [0.8, -0.6])


def test_triplet_is_the_margin_loss_of_minus_the_distances(rng):
    a, p, n = rng.normal(size=(3, 50, 4))
    near, far = np.linalg.norm(a - p, axis=-1), np.linalg.norm(a - n, axis=-1)
    expected = pairwise_margin_loss(-near, -far)
    np.testing.assert_allclose(triplet_margin_loss(a, p, n), expected, rtol=1e-12, atol=1e-15)


def test_triplet_gradients_sum_to_0(rng):
    _, *gradients = triplet_margin_loss(*rng.normal(size=(3, 50, 4)), return_grad=True)
    np.testing.assert_allclose(sum(gradients), 0, atol=1e-15)


def test_distance_of_0_has_gradient_0():
    zero, e = [0.0, 0.0], [1.0, 0.0]
    loss, by_a, by_p, by_n = triplet_margin_loss(zero, zero, e, margin=3.0, return_grad=True)
    assert loss == 2
    np.testing.assert_array_equal([by_a, by_p, by_n], [[1, 0], [0, 0], [-1, 0]])


def test_triplet_of_equal_vectors_costs_the_margin():
    loss, *gradients = triplet_margin_loss(*np.ones((3, 4)), margin=0.5, return_grad=True)
    assert loss == 0.5
    np.testing.assert_array_equal(gradients, np.zeros((3, 4)))


def test_triplet_at_the_kink_has_gradient_0():
    loss, *gradients = triplet_margin_loss([0.0], [1.0], [-2.0], return_grad=True)
    assert loss == 0
    np.testing.assert_array_equal(gradients, np.zeros((3, 1)))


@pytest.mark.parametrize("scale", [2.0**900, 2.0**-900])
def test_distances_neither_overflow_nor_underflow(scale, rng):
    triplet = rng.normal(size=(3, 20, 4))
    loss, *gradients = triplet_margin_loss(*triplet, margin=0.5, return_grad=True)
    scaled, *others = triplet_margin_loss(*scale * triplet, margin=scale / 2, return_grad=True)
    np.testing.assert_array_equal(scaled, scale * loss)
    np.testing.assert_array_equal(others, gradients)


@pytest.mark.parametrize("loss", [pairwise_margin_loss, triplet_margin_loss])
@pytest.mark.parametrize("margin", [-0.5, np.nan, INF])
def test_bad_margin_is_refused(loss, margin):
    arguments = [np.zeros(3)] * (3 if loss is triplet_margin_loss else 2)
    message = f"`margin` must be finite and at least 0, got {margin}"
    with pytest.raises(ValueError, match=re.escape(message)):
        loss(*arguments, margin=margin)


@pytest.mark.parametrize("loss", [pairwise_margin_loss, bpr_loss])
def test_scores_are_not_broadcast(loss):
    with pytest.raises(ValueError, match=r"`negative` must have shape \(3, 1\), got \(3,\)"):
        loss(np.zeros((3, 1)), np.zeros(3))


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ([(), (), ()], "`anchor` must have shape (..., D), got ()"),
        ([(2, 3), (3,), (2, 3)], "`positive` must have shape (2, 3), got (3,)"),
        ([(2, 3), (2, 3), (2, 4)], "`negative` must have shape (2, 3), got (2, 4)"),
    ],
)
def test_triplets_of_other_shapes_are_refused(shapes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        triplet_margin_loss(*map(np.zeros, shapes))


# info_nce


def test_equal_similarities_cost_log_of_the_number_of_keys():
    np.testing.assert_allclose(info_nce(np.zeros((2, 3)), np.ones((7, 3))), np.log([7, 7]))


def test_info_nce_is_cross_entropy_of_the_similarities(rng):
    q, k = pair(rng)
    expected = softmax_cross_entropy(q @ k.T / 0.3, np.arange(6))
    np.testing.assert_array_equal(info_nce(q, k, temperature=0.3), expected)


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("labels", [None, np.array([8, 0, 0, 3])])
def test_keys_beyond_the_queries_are_negatives(labels, normalize, rng):
    q, k = rng.normal(size=(4, 5)), rng.normal(size=(9, 5))

    def second(q, k):
        return plain_info_nce(q, k, labels=labels, normalize=normalize, temperature=0.5)

    by_q, by_k = jax.grad(lambda *a: second(*a).sum(), argnums=(0, 1))(q, k)
    options = {"labels": labels, "normalize": normalize, "temperature": 0.5}
    assert_same(info_nce(q, k, **options, return_grad=True), [second(q, k), by_q, by_k])


def test_one_hard_negative_is_bpr(rng):
    q, right, wrong = rng.normal(size=(3, 5))
    loss, by_q, by_k = info_nce([q], [right, wrong], return_grad=True)
    expected, by_right, by_wrong = bpr_loss(q @ right, q @ wrong, return_grad=True)
    assert loss[0] == pytest.approx(expected)
    assert_same(by_k, [by_right * q, by_wrong * q])
    assert_same(by_q, [by_right * right + by_wrong * wrong])


def test_labels_may_be_any_rows(rng):
    (q, k), order = pair(rng), rng.permutation(6)
    shuffled = info_nce(q, k[order], labels=np.argsort(order), return_grad=True)
    loss, by_q, by_k = info_nce(q, k, return_grad=True)
    assert_same(shuffled, [loss, by_q, by_k[order]])


def test_symmetric_is_the_mean_of_both_directions(rng):
    q, k = pair(rng)
    loss, by_q, by_k = info_nce(q, k, return_grad=True)
    other, other_by_k, other_by_q = info_nce(k, q, return_grad=True)
    means = [(loss + other) / 2, (by_q + other_by_q) / 2, (by_k + other_by_k) / 2]
    assert_same(info_nce(q, k, symmetric=True, return_grad=True), means)


def test_confident_choice_keeps_its_digits():
    keys = [[1.0, 0.0], [0.0, 1.0]]
    loss, by_q, _ = info_nce(keys[:1], keys, temperature=0.02, return_grad=True)
    assert loss[0] == pytest.approx(np.exp(-50), rel=1e-15, abs=0)
    np.testing.assert_allclose(by_q, [[-50 * np.exp(-50), 50 * np.exp(-50)]], rtol=1e-14)


@pytest.mark.parametrize("m", [0, 3])
def test_empty_batch_of_queries(m):
    loss, by_q, by_k = info_nce(np.zeros((0, 2)), np.ones((m, 2)), return_grad=True)
    assert (loss.shape, by_q.shape) == ((0,), (0, 2))
    np.testing.assert_array_equal(by_k, np.zeros((m, 2)))


@pytest.mark.parametrize(
    ("shapes", "options", "message"),
    [
        ([(3,), (3, 2)], {}, "`queries` must have shape (N, D), got (3,)"),
        ([(3, 2), (3,)], {}, "`keys` must have shape (N, 2), got (3,)"),
        ([(3, 2), (3, 4)], {}, "`keys` must have shape (N, 2), got (3, 4)"),
        ([(3, 2), (2, 2)], {}, "`keys` must have shape (M, D) with M >= 3, got M = 2"),
        (
            [(3, 2), (4, 2)],
            {"symmetric": True},
            "`keys` must have shape (3, D) where `symmetric` is true, got M = 4",
        ),
        (
            [(2, 2), (2, 2)],
            {"symmetric": True, "labels": [1, 0]},
            "`labels` must be None where `symmetric` is true, got [1, 0]",
        ),
        ([(2, 2), (3, 2)], {"labels": [0]}, "`labels` must have shape (2,), got (1,)"),
        ([(2, 2), (3, 2)], {"labels": [0, 3]}, "`labels` must be in [0, 3), got 3 at index (1,)"),
        ([(1, 2), (3, 2)], {"labels": [-100]}, "`labels` must be in [0, 3), got -100"),
        ([(1, 2), (0, 2)], {"labels": [0]}, "`labels` must be in [0, 0), got 0"),
        (
            [(1, 2), (3, 2)],
            {"labels": [0.0]},
            "`labels` must be integers (classes), got dtype float64",
        ),
        ([(1, 2), (1, 2)], {"temperature": 0}, "`temperature` must be a positive number, got 0"),
    ],
)
def test_info_nce_refuses(shapes, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        info_nce(*map(np.zeros, shapes), **options)


# Vectors made unit


@every_cosine_loss
def test_lengths_do_not_count(loss, rng):
    (q, k), lengths = pair(rng), rng.uniform(0.1, 10, (6, 1))
    np.testing.assert_allclose(loss(q * lengths, k / lengths), loss(q, k), rtol=1e-12)


@every_cosine_loss
def test_gradient_is_orthogonal_to_its_vector(loss, rng):
    q, k = pair(rng)
    _, by_q, by_k = loss(q, k, return_grad=True)
    np.testing.assert_allclose(np.sum(by_q * q, axis=-1), 0, atol=1e-14)
    np.testing.assert_allclose(np.sum(by_k * k, axis=-1), 0, atol=1e-14)


@every_cosine_loss
@pytest.mark.parametrize("scale", [2.0**900, 2.0**-900])
def test_lengths_neither_overflow_nor_underflow(loss, scale, rng):
    q, k = pair(rng)
    value, by_q, by_k = loss(q, k, return_grad=True)
    scaled, by_scaled, by_shrunk = loss(scale * q, k / scale, return_grad=True)
    np.testing.assert_array_equal(scaled, value)
    np.testing.assert_array_equal([by_scaled * scale, by_shrunk / scale], [by_q, by_k])


@every_cosine_loss
def test_vector_of_zeros_has_no_gradient(loss, rng):
    q, k = pair(rng)
    q[2] = 0
    value, by_q, by_k = loss(q, k, return_grad=True)
    np.testing.assert_array_equal(by_q[2], np.zeros(5))
    assert np.all(np.isfinite([*by_q, *by_k]))
    assert np.all(np.isfinite(value))


def test_vectors_of_zeros_are_equally_similar():
    zeros = np.zeros((3, 2))
    np.testing.assert_allclose(info_nce(zeros, zeros, normalize=True), np.log([3, 3, 3]))
    np.testing.assert_allclose(nt_xent_loss(zeros, zeros), np.log([5, 5, 5]))


@every_cosine_loss
def test_infinite_entry_gives_nan(loss):
    assert np.all(np.isnan(loss([[INF, 1.0]], [[1.0, 1.0]])))


# nt_xent_loss


def test_nt_xent_of_one_example_is_0():
    loss, by_first, by_second = nt_xent_loss([[1.0, 2.0]], [[3.0, -1.0]], return_grad=True)
    np.testing.assert_array_equal(loss, [0])
    np.testing.assert_array_equal([by_first, by_second], np.zeros((2, 1, 2)))


def test_each_view_picks_its_twin_among_the_others(rng):
    first, second = pair(rng, n=4)
    z, twins = np.concatenate([first, second]), [4, 5, 6, 7, 0, 1, 2, 3]
    options = {"normalize": True, "temperature": 0.5}
    losses = []
    for a, twin in enumerate(twins):
        others, label = np.delete(z, a, axis=0), twin - (twin > a)
        losses += [*info_nce(z[[a]], others, labels=[label], **options)]
    expected = (np.array(losses[:4]) + losses[4:]) / 2
    np.testing.assert_allclose(nt_xent_loss(first, second), expected, rtol=1e-12)


def test_nt_xent_of_identical_views_of_opposite_examples():
    # Each view meets its twin at cosine 1 and two views at -1.
    loss = nt_xent_loss([[1.0], [-1.0]], [[2.0], [-2.0]], temperature=0.05)
    np.testing.assert_allclose(loss, np.log1p(2 * np.exp([-40, -40])), rtol=1e-14)


def test_views_may_be_exchanged(rng):
    first, second = pair(rng)
    loss, by_first, by_second = nt_xent_loss(first, second, return_grad=True)
    exchanged = nt_xent_loss(second, first, return_grad=True)
    assert_same(exchanged, [loss, by_second, by_first])


@pytest.mark.parametrize(
    ("shapes", "options", "message"),
    [
        ([(3,), (3,)], {}, "`first` must have shape (N, D), got (3,)"),
        ([(3, 2), (4, 2)], {}, "`second` must have shape (3, 2), got (4, 2)"),
        ([(3, 2), (3, 4)], {}, "`second` must have shape (N, 2), got (3, 4)"),
        ([(1, 2), (1, 2)], {"temperature": -1}, "`temperature` must be a positive number, got -1"),
    ],
)
def test_nt_xent_refuses(shapes, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        nt_xent_loss(*map(np.zeros, shapes), **options)


# siglip_loss


def test_siglip_judges_every_pair_by_itself(rng):
    q, k = pair(rng, n=3)
    x = 2 * unit(q) @ unit(k).T - 1
    expected = [
        sum(sigmoid_binary_cross_entropy(x[i, j], int(i == j)) for j in range(3)) for i in range(3)
    ]
    got = siglip_loss(q, k, temperature=0.5, bias=-1.0)
    np.testing.assert_allclose(got, expected, rtol=1e-13)


def test_siglip_of_perfect_pairs_at_the_start_of_training():
    # t = 10, b = -10: a match at cosine 1 has log-odds 0; the others, at cosine 0, -10.
    loss = siglip_loss(np.eye(4), np.eye(4))
    np.testing.assert_allclose(loss, np.full(4, np.log(2) + 3 * np.log1p(np.exp(-10))))


def test_siglip_of_a_single_pair():
    loss = siglip_loss([[2.0]], [[3.0]], normalize=False, temperature=0.5, bias=-4.0)
    assert loss[0] == pytest.approx(np.log1p(np.exp(-8)), rel=1e-15)


def test_siglip_of_certain_pairs_keeps_its_digits():
    loss = siglip_loss(np.eye(2), np.eye(2), temperature=0.01, bias=-50.0)
    np.testing.assert_allclose(loss, 2 * np.log1p(np.exp([-50, -50])), rtol=1e-14)


@pytest.mark.parametrize(
    ("shapes", "options", "message"),
    [
        ([(2, 3, 4)] * 2, {}, "`queries` must have shape (N, D), got (2, 3, 4)"),
        ([(3, 2), (4, 2)], {}, "`keys` must have shape (3, 2), got (4, 2)"),
        ([(1, 2)] * 2, {"temperature": INF}, "`temperature` must be a positive number, got inf"),
        ([(1, 2)] * 2, {"bias": INF}, "`bias` must lie strictly between -inf and inf, got inf"),
    ],
)
def test_siglip_refuses(shapes, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        siglip_loss(*map(np.zeros, shapes), **options)


# log_q_correction


def test_perfect_sample_gives_the_full_softmax(rng):
    # Candidate k stands in the sample q_k n times, as often as it is drawn on average.
    x, copies = rng.normal(size=(5, 4)), np.array([1, 2, 5, 12])
    drawn = np.repeat(np.arange(4), copies)
    log_q = np.log(copies / 20)
    p = softmax(log_q_correction(x[:, drawn], log_q[drawn]))
    np.testing.assert_allclose(p @ np.eye(4)[drawn], softmax(x), rtol=1e-13)


def test_mean_over_draws_is_the_full_sum(rng):
    x, q = rng.normal(size=(5, 4)), rng.dirichlet(np.ones(4))
    corrected = log_q_correction(x, np.log(q))
    np.testing.assert_allclose(logsumexp(corrected + np.log(q)), logsumexp(x), rtol=1e-13)


def test_equal_chances_change_no_probability(rng):
    x = rng.normal(size=(5, 4))
    corrected = log_q_correction(x, np.full(4, np.log(0.1)))
    np.testing.assert_allclose(log_softmax(corrected), log_softmax(x), rtol=1e-13)


def test_correction_keeps_the_dtype_and_what_is_masked():
    got = log_q_correction(np.array([[1, -INF, np.nan]], np.float32), np.zeros(3, np.float32))
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, [[1, -INF, np.nan]])


def test_correction_of_no_example():
    assert log_q_correction(np.zeros((0, 2)), [0.0, -1.0]).shape == (0, 2)


@pytest.mark.parametrize(
    ("logits", "log_q", "message"),
    [
        (0.0, [0.0], "`logits` must have classes on its last axis, got shape ()"),
        ([1.0, 2.0], [[0.0, 0.0]], "`log_q` must have shape (2,), got (1, 2)"),
        ([1.0, 2.0], [-1.0, -INF], "`log_q` must be finite and at most 0, got -inf at index (1,)"),
        ([1.0, 2.0], [0.25, 0.75], "`log_q` must be finite and at most 0, got 0.25 at index (0,)"),
        ([1.0, 2.0], [-1.0, np.nan], "`log_q` must be finite and at most 0, got nan at index (1,)"),
        ([1.0, 2.0], ["a", "b"], "`log_q` must hold real numbers, got dtype <U1"),
    ],
)
def test_log_q_correction_refuses(logits, log_q, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        log_q_correction(logits, log_q)
