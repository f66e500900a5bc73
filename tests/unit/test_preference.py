"""Losses of a preference: what each promises beyond the properties of test_losses.py."""

import re

import numpy as np
import pytest

from lossutils import log1mexp, sigmoid_binary_cross_entropy, softmax_cross_entropy
from lossutils.preference import (
    bradley_terry_loss,
    dpo_loss,
    ipo_loss,
    kto_loss,
    orpo_loss,
    simpo_loss,
)

INF = np.inf
LN_2 = np.log(2)

with_reference = pytest.mark.parametrize("loss", [dpo_loss, ipo_loss])


def assert_same(got, expected, **tolerance):
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, **tolerance)


# bradley_terry_loss


def test_equal_rewards_cost_ln_2():
    loss, by_chosen, by_rejected = bradley_terry_loss([3.0], [3.0], return_grad=True)
    np.testing.assert_allclose(loss, [LN_2])
    np.testing.assert_array_equal([by_chosen, by_rejected], [[-0.5], [0.5]])


def test_reward_loss_is_softmax_cross_entropy_of_two_logits(rng):
    chosen, rejected = rng.normal(0, 20, (2, 50))
    logits = np.stack([chosen, rejected], axis=-1)
    cross_entropy, grad = softmax_cross_entropy(logits, np.zeros(50, int), return_grad=True)
    got = bradley_terry_loss(chosen, rejected, return_grad=True)
    assert_same(got, (cross_entropy, *grad.T), rtol=1e-13)


def test_constant_on_both_rewards_changes_nothing():
    np.testing.assert_array_equal(
        bradley_terry_loss([1.0, 2.0], [0.5, 4.0]), bradley_terry_loss([65.0, 66.0], [64.5, 68.0])
    )


def test_reward_loss_keeps_its_digits_at_both_ends():
    loss = bradley_terry_loss([50.0, -1e4, 1e4], [0.0, 0.0, -1e4])
    np.testing.assert_allclose(loss, [np.exp(-50), 1e4, 0], rtol=1e-15)


def test_margin_is_a_lead_that_counts_as_a_tie():
    assert bradley_terry_loss(5.0, 3.0, margin=2.0) == pytest.approx(LN_2)


def test_margin_may_differ_from_pair_to_pair():
    losses = bradley_terry_loss([1.0, 1.0], [0.0, 0.0], margin=[1.0, 3.0])
    np.testing.assert_allclose(losses, [LN_2, np.logaddexp(0, 2)])


def test_margin_does_not_widen_the_result():
    assert bradley_terry_loss(np.float32([1]), np.float32([0]), margin=[1.0]).dtype == np.float32


@pytest.mark.parametrize(
    ("margin", "message"),
    [
        (-1.0, "`margin` must be finite and at least 0, got -1.0"),
        ([0.0, INF], "`margin` must be finite and at least 0, got inf at index (1,)"),
        ([0.0], "`margin` must have shape (2,), got (1,)"),
        ("wide", "`margin` must hold real numbers, got dtype <U4"),
    ],
)
def test_bad_margin_is_refused(margin, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        bradley_terry_loss([1.0, 2.0], [0.0, 0.0], margin=margin)


def test_rewards_of_two_shapes_are_refused():
    with pytest.raises(ValueError, match=r"`rejected` must have shape \(2,\), got \(2, 1\)"):
        bradley_terry_loss([1.0, 2.0], [[1.0], [2.0]])


# dpo_loss


def test_dpo_starts_at_ln_2(rng):
    chosen, rejected = rng.uniform(-300, 0, (2, 9))
    loss, by_chosen, by_rejected = dpo_loss(
        chosen, rejected, chosen, rejected, beta=0.3, return_grad=True
    )
    assert_same((loss, by_chosen, by_rejected), (LN_2, -0.15, 0.15), rtol=1e-15)


def test_dpo_is_the_reward_loss_of_scaled_log_ratios(rng):
    chosen, rejected, ref_chosen, ref_rejected = rng.normal(-50, 9, (4, 20))
    rewards = 0.2 * (chosen - ref_chosen), 0.2 * (rejected - ref_rejected)
    got = dpo_loss(chosen, rejected, ref_chosen, ref_rejected, beta=0.2)
    np.testing.assert_allclose(got, bradley_terry_loss(*rewards), rtol=1e-13)


def test_smoothed_dpo_is_binary_cross_entropy_with_soft_labels(rng):
    h = rng.normal(0, 200, 50)
    got = dpo_loss(h, 0 * h, 0 * h, 0 * h, beta=0.1, label_smoothing=0.25)
    expected = sigmoid_binary_cross_entropy(0.1 * h, np.full(50, 0.75))
    np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_smoothed_dpo_is_best_at_the_log_odds_of_a_right_label():
    h = np.log(0.8 / 0.2) / 0.1
    loss, by_chosen, _ = dpo_loss(h, 0, 0, 0, label_smoothing=0.2, return_grad=True)
    assert by_chosen == pytest.approx(0, abs=1e-16)
    assert loss == pytest.approx(-0.8 * np.log(0.8) - 0.2 * np.log(0.2))


@pytest.mark.parametrize("label_smoothing", [0.0, 0.3])
def test_dpo_pulls_with_beta_at_most(label_smoothing, rng):
    h = rng.uniform(-1e4, 1e4, 1000)
    _, *gradients = dpo_loss(
        h, 0 * h, 0 * h, 0 * h, beta=0.5, label_smoothing=label_smoothing, return_grad=True
    )
    assert np.max(np.abs(gradients)) <= 0.5


def test_dpo_keeps_the_digits_of_a_pair_that_is_right():
    loss, by_chosen, _ = dpo_loss(500.0, 0.0, 0.0, 0.0, return_grad=True)
    assert loss == pytest.approx(np.exp(-50), rel=1e-14)
    assert by_chosen == pytest.approx(-0.1 * np.exp(-50), rel=1e-14)


def test_dpo_at_probability_0():
    loss = dpo_loss([-INF, -9.0], [-9.0, -INF], [-9.0, -9.0], [-9.0, -9.0])
    np.testing.assert_array_equal(loss, [INF, 0])


@with_reference
def test_probability_0_under_policy_and_reference_is_nan(loss):
    assert np.all(np.isnan(loss(-INF, -9.0, -INF, -9.0, return_grad=True)))


@with_reference
def test_reference_moves_the_target_alone(loss, rng):
    chosen, rejected, ref_chosen, ref_rejected = rng.normal(-50, 9, (4, 20))
    np.testing.assert_allclose(
        loss(chosen, rejected, ref_chosen, ref_rejected),
        loss(chosen - ref_chosen, rejected - ref_rejected, 0 * chosen, 0 * chosen),
    )


@with_reference
@pytest.mark.parametrize(
    ("place", "name"),
    [(1, "rejected_log_probs"), (2, "ref_chosen_log_probs"), (3, "ref_rejected_log_probs")],
)
def test_log_probs_of_another_shape_are_refused(loss, place, name):
    arguments = [np.zeros(3)] * 4
    arguments[place] = np.zeros((3, 1))
    with pytest.raises(ValueError, match=rf"`{name}` must have shape \(3,\), got \(3, 1\)"):
        loss(*arguments)


@with_reference
@pytest.mark.parametrize("beta", [0.0, -0.1, np.nan, INF])
def test_beta_that_is_not_positive_is_refused(loss, beta):
    with pytest.raises(ValueError, match=rf"`beta` must be a positive number, got {beta}"):
        loss(0.0, 0.0, 0.0, 0.0, beta=beta)


@pytest.mark.parametrize("label_smoothing", [-0.1, 0.6, np.nan])
def test_smoothing_beyond_a_half_is_refused(label_smoothing):
    message = rf"`label_smoothing` must be in \[0, 0.5\], got {label_smoothing}"
    with pytest.raises(ValueError, match=message):
        dpo_loss(0.0, 0.0, 0.0, 0.0, label_smoothing=label_smoothing)


# ipo_loss


def test_ipo_starts_at_a_quarter_of_the_inverse_square_of_beta():
    loss, by_chosen, by_rejected = ipo_loss(-7.0, -9.0, -7.0, -9.0, beta=0.1, return_grad=True)
    assert (loss, by_chosen, by_rejected) == (25, -10, 10)


def test_ipo_is_best_at_a_finite_gap():
    assert np.all(np.equal(ipo_loss(5.0, 0.0, 0.0, 0.0, beta=0.1, return_grad=True), 0))
    assert ipo_loss(6.0, 0.0, 0.0, 0.0, beta=0.1) == 1


def test_ipo_is_unbounded_where_dpo_is_linear():
    assert ipo_loss(-1e4, 0.0, 0.0, 0.0) == (1e4 + 5) ** 2
    assert dpo_loss(-1e4, 0.0, 0.0, 0.0) == pytest.approx(1e3)


# kto_loss


@pytest.mark.parametrize("label", [True, False])
def test_kto_starts_at_half_the_weight(label):
    weights = {"desirable_weight": 3.0, "undesirable_weight": 3.0}
    assert kto_loss(-40.0, -40.0, label, **weights) == 1.5


def test_kto_weights_belong_to_the_labels():
    loss = kto_loss([0.0, 0.0], [0.0, 0.0], [1, 0], desirable_weight=2, undesirable_weight=6)
    np.testing.assert_array_equal(loss, [1, 3])


def test_kto_pulls_liked_answers_up_and_others_down():
    _, grad = kto_loss([0.0, 0.0], [0.0, 0.0], [True, False], beta=0.4, return_grad=True)
    np.testing.assert_allclose(grad, [-0.1, 0.1])


def test_kto_reference_point_is_where_the_curve_is_steepest(rng):
    r = rng.normal(3, 20, 500)
    _, slope = kto_loss(3.0, 0.0, 1, kl=3.0, beta=0.2, return_grad=True)
    _, slopes = kto_loss(r, 0 * r, np.ones(500), kl=3.0, beta=0.2, return_grad=True)
    assert slope == pytest.approx(-0.05)
    assert np.all(np.abs(slopes) <= 0.05)


def test_kto_keeps_the_digits_of_what_is_right():
    loss, grad = kto_loss([400.0, -400.0], [0.0, 0.0], [1, 0], return_grad=True)
    np.testing.assert_allclose(loss, np.exp(-40), rtol=1e-13)
    np.testing.assert_allclose(grad, [-0.1 * np.exp(-40), 0.1 * np.exp(-40)], rtol=1e-13)


def test_kto_gives_up_what_is_far_off():
    loss, grad = kto_loss([-1e4, 1e4], [0.0, 0.0], [1, 0], return_grad=True)
    np.testing.assert_array_equal(loss, [1, 1])
    np.testing.assert_allclose(grad, 0, atol=1e-300)


def test_kto_takes_booleans_and_numbers(rng):
    r, labels = rng.normal(size=(2, 6)), np.array([0, 1, 1, 0, 1, 0])
    for kind in (bool, float, np.uint8):
        np.testing.assert_array_equal(kto_loss(*r, labels.astype(kind)), kto_loss(*r, labels))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1, 2], "`labels` must be 0 or 1, got 2 at index (1,)"),
        ([-1, 1], "`labels` must be 0 or 1, got -1 at index (0,)"),
        ([0.5, 1], "`labels` must be 0 or 1, got 0.5 at index (0,)"),
        ([[True, False]], "`labels` must have shape (2,), got (1, 2)"),
        (["a", "b"], "`labels` must hold real numbers, got dtype <U1"),
    ],
)
def test_bad_thumbs_are_refused(labels, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        kto_loss([0.0, 0.0], [0.0, 0.0], labels)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kl": -0.5}, "`kl` must be finite and at least 0, got -0.5"),
        ({"kl": [0.1, 0.2]}, "`kl` must be one number, got an array of shape (2,)"),
        ({"beta": 0.0}, "`beta` must be a positive number, got 0.0"),
        ({"desirable_weight": -1}, "`desirable_weight` must be finite and at least 0, got -1"),
        (
            {"undesirable_weight": INF},
            "`undesirable_weight` must be finite and at least 0, got inf",
        ),
    ],
)
def test_bad_kto_setting_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        kto_loss([0.0, 0.0], [0.0, 0.0], [0, 1], **options)


def test_kto_reference_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"`ref_log_probs` must have shape \(2,\), got \(\)"):
        kto_loss([0.0, 0.0], 0.0, [0, 1])


# simpo_loss


def test_simpo_is_the_reward_loss_of_means_with_a_margin(rng):
    chosen, rejected = rng.uniform(-90, 0, (2, 20))
    n, m = rng.integers(1, 50, (2, 20))
    rewards = 2.5 * chosen / n, 2.5 * rejected / m
    got = simpo_loss(chosen, rejected, n, m, beta=2.5, gamma=0.7)
    np.testing.assert_allclose(got, bradley_terry_loss(*rewards, margin=0.7), rtol=1e-12)


def test_simpo_does_not_favour_short_answers():
    assert simpo_loss(-100.0, -10.0, 100, 10, gamma=0.0) == pytest.approx(LN_2)


def test_simpo_gradient_is_shared_by_the_tokens():
    _, by_chosen, by_rejected = simpo_loss(-50.0, -5.0, 10, 1, beta=2, gamma=0, return_grad=True)
    assert (by_chosen, by_rejected) == pytest.approx((-0.1, 1.0))


def test_integer_lengths_do_not_widen_the_result():
    loss = simpo_loss(np.float32([-3]), np.float32([-4]), np.array([2]), np.array([2]))
    assert loss.dtype == np.float32


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        (([2, 0], [1, 1]), "`chosen_lengths` must be finite and at least 1, got 0.0 at index (1,)"),
        (([1, 1], [-1, 1]), "`rejected_lengths` must be finite and at least 1, got -1.0 at index"),
        (([1, np.nan], [1, 1]), "`chosen_lengths` must be finite and at least 1, got nan"),
        ((3, [1, 1]), "`chosen_lengths` must have shape (2,), got ()"),
        (([1, 1], [1]), "`rejected_lengths` must have shape (2,), got (1,)"),
    ],
)
def test_bad_lengths_are_refused(lengths, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        simpo_loss([-3.0, -3.0], [-4.0, -4.0], *lengths)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beta": -2.0}, "`beta` must be a positive number, got -2.0"),
        ({"gamma": -0.5}, "`gamma` must be finite and at least 0, got -0.5"),
    ],
)
def test_bad_simpo_setting_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        simpo_loss([-3.0], [-4.0], [1], [1], **options)


# orpo_loss


def test_orpo_of_a_tie_is_the_likelihood_and_ln_2():
    loss = orpo_loss([-0.7, -30.0], [-0.7, -30.0], beta=0.5)
    np.testing.assert_allclose(loss, [0.7 + LN_2 / 2, 30 + LN_2 / 2])


def test_orpo_by_hand():
    # Odds 3 against 1/3: the ratio is 9, and sigmoid(log 9) = 0.9.
    got = orpo_loss(np.log(0.75), np.log(0.25), beta=2.0, return_grad=True)
    expected = -np.log(0.75) - 2 * np.log(0.9), -1 - 2 * 0.1 / 0.25, 2 * 0.1 / 0.75
    assert_same(got, expected, rtol=1e-14)


def test_orpo_adds_the_reward_loss_of_log_odds(rng):
    c, r = rng.uniform(-5, -0.01, (2, 30))
    odds = bradley_terry_loss(c - log1mexp(c), r - log1mexp(r))
    np.testing.assert_allclose(orpo_loss(c, r, beta=0.3), -c + 0.3 * odds, rtol=1e-14)


def test_orpo_gradient_is_that_of_near_certainty_at_certainty():
    near = orpo_loss(-1e-14, -1.0, beta=1.0, return_grad=True)
    assert_same(orpo_loss(0.0, -1.0, beta=1.0, return_grad=True), near, atol=1e-13)


@pytest.mark.parametrize("chosen", [0.0, -5e-324, -1e-300])
def test_orpo_pull_of_a_certain_answer_is_the_odds_of_the_other(chosen):
    _, by_chosen, _ = orpo_loss(chosen, np.log(0.75), beta=1.0, return_grad=True)
    assert by_chosen == pytest.approx(-1 - 3)


@pytest.mark.parametrize(
    ("chosen", "rejected", "expected"),
    [
        (0.0, -1.0, 0),
        (0.0, -INF, 0),
        (-1.0, -INF, 1),
        (-1.0, 0.0, INF),
        (-INF, -1.0, INF),
        (-INF, 0.0, INF),
        (-INF, -INF, INF),
        (0.0, 0.0, LN_2),
    ],
)
def test_orpo_at_the_ends(chosen, rejected, expected):
    assert orpo_loss(chosen, rejected, beta=1.0) == expected


@pytest.mark.parametrize(
    ("chosen", "rejected", "expected"),
    [
        (0.0, -INF, (-1, 0)),
        (-1.0, -INF, (-1, 0)),
        (-1.0, 0.0, (-1 + 1 / np.expm1(-1), INF)),
        (-INF, -1.0, (-2, -1 / np.expm1(-1))),
        (-INF, 0.0, (-2, INF)),
        (0.0, 0.0, (-INF, INF)),
        (-INF, -INF, (np.nan, 0.5)),
    ],
)
def test_orpo_gradients_at_the_ends(chosen, rejected, expected):
    _, *gradients = orpo_loss(chosen, rejected, beta=1.0, return_grad=True)
    np.testing.assert_allclose(gradients, expected)


def test_orpo_of_unlikely_answers_is_dpo_like():
    loss = orpo_loss([-1e4, -50.0], [-1.1e4, -80.0], beta=1.0)
    np.testing.assert_allclose(loss, [1e4, 50])


@pytest.mark.parametrize(
    ("chosen", "rejected", "message"),
    [
        ([-1.0, 0.5], [-1.0, -1.0], "`chosen_log_probs` must be at most 0, got 0.5 at index (1,)"),
        (
            [-1.0, -1.0],
            [INF, -1.0],
            "`rejected_log_probs` must be at most 0, got inf at index (0,)",
        ),
        ([-1.0, -1.0], [-1.0], "`rejected_log_probs` must have shape (2,), got (1,)"),
    ],
)
def test_bad_mean_log_probs_are_refused(chosen, rejected, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        orpo_loss(chosen, rejected)


def test_orpo_weight_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match=r"`beta` must be a positive number, got -1"):
        orpo_loss([-1.0], [-1.0], beta=-1)
