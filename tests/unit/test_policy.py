"""Losses of a policy: what each promises beyond the properties of test_losses.py."""

import re

import numpy as np
import pytest
from cases.policy import sampled_answers, sampled_answers_with_reference

from lossutils import log_softmax, squared_error
from lossutils.policy import (
    generalized_advantages,
    group_advantages,
    grpo_loss,
    gspo_loss,
    kl_estimate,
    ppo_clip_loss,
    value_loss,
)

INF = np.inf
LOSS_TYPES = [
    {"loss_type": "grpo"},
    {"loss_type": "dapo"},
    {"loss_type": "dr_grpo", "max_length": 8},
]

every_type = pytest.mark.parametrize("options", LOSS_TYPES, ids=lambda o: o["loss_type"])


# kl_estimate


def softmax_policy(rng):
    """Logits of a policy over five actions, its log-probabilities and those of a reference."""
    logits, ref = rng.normal(0, 1, (2, 5))
    return logits, log_softmax(logits), log_softmax(ref)


def mean_gradient(log_probs, ref, kind):
    """Expectation over the policy of the gradient by its logits, action by action."""
    p = np.exp(log_probs)
    _, slope = kl_estimate(log_probs, ref, kind=kind, return_grad=True)
    return np.sum((p * slope)[:, None] * (np.eye(5) - p), axis=0)


@pytest.mark.parametrize("kind", ["k1", "k3"])
def test_mean_of_k1_and_k3_is_the_divergence(kind, rng):
    _, log_probs, ref = softmax_policy(rng)
    p = np.exp(log_probs)
    mean = np.sum(p * kl_estimate(log_probs, ref, kind=kind))
    assert mean == pytest.approx(np.sum(p * (log_probs - ref)), rel=1e-13)


def test_mean_gradient_of_k1_is_0(rng):
    _, log_probs, ref = softmax_policy(rng)
    np.testing.assert_allclose(mean_gradient(log_probs, ref, "k1"), 0, atol=1e-15)


def test_mean_gradient_of_k2_is_that_of_the_divergence(rng):
    _, log_probs, ref = softmax_policy(rng)
    p, gap = np.exp(log_probs), log_probs - ref
    expected = p * (gap - np.sum(p * gap))  # d KL(p || ref) / d logits
    np.testing.assert_allclose(mean_gradient(log_probs, ref, "k2"), expected, rtol=1e-12)


def test_mean_gradient_of_k3_is_that_of_the_other_direction(rng):
    _, log_probs, ref = softmax_policy(rng)
    expected = np.exp(log_probs) - np.exp(ref)  # d KL(ref || p) / d logits
    np.testing.assert_allclose(mean_gradient(log_probs, ref, "k3"), expected, rtol=1e-12)


# Schulman (2020) prints, for samples of N(0, 1) and a reference N(mean, 1), bias and standard
# deviation of the estimates in units of the true divergence, mean^2 / 2.
@pytest.mark.parametrize(
    ("mean", "kind", "bias", "deviation"),
    [
        (0.1, "k1", 0, 20),
        (0.1, "k2", 0.002, 1.42),
        (0.1, "k3", 0, 1.42),
        (1.0, "k1", 0, 2),
        (1.0, "k2", 0.25, 1.73),
        (1.0, "k3", 0, 1.7),
    ],
)
def test_published_bias_and_deviation(mean, kind, bias, deviation):
    x, weight = np.polynomial.hermite_e.hermegauss(60)
    weight /= weight.sum()
    estimate = kl_estimate(-(x**2) / 2, -((x - mean) ** 2) / 2, kind=kind) / (mean**2 / 2)
    average = np.sum(weight * estimate)
    assert average - 1 == pytest.approx(bias, abs=6e-4)
    assert np.sqrt(np.sum(weight * (estimate - average) ** 2)) == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize("kind", ["k2", "k3"])
def test_near_estimates_keep_their_digits(kind):
    d = np.array([1e-5, -1e-9, 1e-150])
    expected = d**2 / 2 if kind == "k2" else d**2 / 2 * (1 + d / 3)
    np.testing.assert_allclose(kl_estimate(-d, 0 * d, kind=kind), expected, rtol=1e-10)


@pytest.mark.parametrize("kind", ["k1", "k2", "k3"])
def test_equal_log_probs_estimate_0(kind):
    assert kl_estimate(-1.3, -1.3, kind=kind) == 0


def test_far_estimates():
    d = np.array([-1e4, 1e4])
    k3, slope = kl_estimate(-d, 0 * d, return_grad=True)
    np.testing.assert_array_equal([k3, slope], [[1e4 - 1, INF], [1, -INF]])


@pytest.mark.parametrize("kind", ["k1", "k2", "k3"])
def test_sample_that_the_reference_excludes_is_infinite(kind):
    assert kl_estimate(-1.0, -INF, kind=kind) == INF


def test_k3_is_the_default():
    assert kl_estimate(-1.0, -2.0) == pytest.approx(np.exp(-1))


def test_unknown_kind_is_refused():
    message = "`kind` must be one of ('k1', 'k2', 'k3'), got 'k4'"
    with pytest.raises(ValueError, match=re.escape(message)):
        kl_estimate(-1.0, -1.0, kind="k4")


def test_reference_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"`ref_log_probs` must have shape \(2,\), got \(1,\)"):
        kl_estimate([-1.0, -1.0], [-1.0])


# generalized_advantages


def trajectories(rng):
    """Rewards, values, ends of episodes and last values of three trajectories of nine steps."""
    rewards, values = rng.normal(size=(2, 3, 9))
    return rewards, values, rng.random((3, 9)) < 0.3, rng.normal(size=3)


def literal_advantages(rewards, values, terminated, last_value, gamma, lam):
    """The definition, a sum over the rest of the episode for every step."""
    following = [*values[1:], last_value]
    advantages = np.zeros(len(rewards))
    for t in range(len(rewards)):
        for i in range(t, len(rewards)):
            delta = rewards[i] + gamma * (not terminated[i]) * following[i] - values[i]
            advantages[t] += (gamma * lam) ** (i - t) * delta
            if terminated[i]:
                break
    return advantages


def test_advantages_are_the_literal_sum(rng):
    rewards, values, terminated, last = trajectories(rng)
    got = generalized_advantages(
        rewards, values, gamma=0.9, lam=0.8, last_values=last, terminated=terminated
    )
    for row, one in enumerate(zip(rewards, values, terminated, last, strict=True)):
        np.testing.assert_allclose(got[row], literal_advantages(*one, 0.9, 0.8), rtol=1e-12)


def test_lam_0_is_the_surprise_of_one_step():
    got = generalized_advantages([1.0, 2.0], [3.0, 5.0], gamma=0.5, lam=0, last_values=8.0)
    np.testing.assert_array_equal(got, [1 + 2.5 - 3, 2 + 4 - 5])


def test_lam_1_is_the_return_minus_the_value():
    got = generalized_advantages([1.0, 2.0, 4.0], [3.0, 5.0, 7.0], gamma=0.5, lam=1)
    np.testing.assert_array_equal(got, [1 + 1 + 1 - 3, 2 + 2 - 5, 4 - 7])


def test_perfect_critic_leaves_no_advantage():
    rewards, values = [0.0, 0.0, 1.0], [0.81, 0.9, 1.0]
    got = generalized_advantages(rewards, values, gamma=0.9, lam=0.7)
    np.testing.assert_allclose(got, 0, atol=1e-16)


def test_two_episodes_in_a_row_are_two_trajectories(rng):
    rewards, values, _, _ = trajectories(rng)
    ends = np.arange(9) == 3
    together = generalized_advantages(rewards[0], values[0], terminated=ends)
    apart = [
        generalized_advantages(rewards[0][part], values[0][part])
        for part in (slice(4), slice(4, 9))
    ]
    np.testing.assert_allclose(together, np.concatenate(apart), rtol=1e-14)


def test_nothing_passes_the_end_of_an_episode():
    got = generalized_advantages([1.0, 1.0], [0.5, np.nan], terminated=[True, False])
    np.testing.assert_array_equal(got, [0.5, np.nan])


def test_last_value_of_an_ended_episode_is_not_read():
    got = generalized_advantages([1.0], [0.5], last_values=np.nan, terminated=[1])
    np.testing.assert_array_equal(got, [0.5])


def test_truncation_bootstraps():
    assert generalized_advantages([1.0], [0.5], gamma=0.5, last_values=4.0) == [2.5]


def test_advantages_keep_inputs_and_dtype():
    rewards, values = np.float32([1, 2]), np.float32([3, 4])
    got = generalized_advantages(rewards, values)
    assert got.dtype == np.float32
    np.testing.assert_array_equal([rewards, values], [[1, 2], [3, 4]])


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 4)])
def test_no_steps_have_no_advantages(shape):
    assert generalized_advantages(np.zeros(shape), np.zeros(shape)).shape == shape


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gamma": 1.5}, "`gamma` must be in [0, 1], got 1.5"),
        ({"lam": -0.1}, "`lam` must be in [0, 1], got -0.1"),
        ({"terminated": [0, 2]}, "`terminated` must be 0 or 1, got 2 at index (1,)"),
        ({"terminated": [True]}, "`terminated` must have shape (2,), got (1,)"),
        ({"last_values": [1.0]}, "`last_values` must have shape (), got (1,)"),
        ({"last_values": "x"}, "`last_values` must hold real numbers, got dtype <U1"),
    ],
)
def test_bad_setting_of_advantages_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        generalized_advantages([1.0, 2.0], [0.0, 0.0], **options)


def test_advantages_need_time_and_one_value_per_step():
    with pytest.raises(
        ValueError, match=r"`rewards` must have time on its last axis, got shape \("
    ):
        generalized_advantages(1.0, 1.0)
    with pytest.raises(ValueError, match=r"`values` must have shape \(2,\), got \(3,\)"):
        generalized_advantages([1.0, 2.0], [0.0, 0.0, 0.0])


# group_advantages


def test_groups_are_centred_and_scaled(rng):
    got = group_advantages(rng.normal(3, 5, (4, 8)), eps=0)
    np.testing.assert_allclose(got.mean(axis=-1), 0, atol=1e-15)
    np.testing.assert_allclose(got.std(axis=-1, ddof=1), 1, rtol=1e-14)


def test_one_right_answer_of_four_by_hand():
    np.testing.assert_allclose(group_advantages([0, 0, 1, 0], eps=0), [-0.5, -0.5, 1.5, -0.5])
    by_count = group_advantages([0, 0, 1, 0], eps=0, ddof=0)
    np.testing.assert_allclose(by_count * np.sqrt(3), [-1, -1, 3, -1])


def test_group_without_scale_is_the_difference_to_the_mean():
    got = group_advantages([[1.0, 0.0], [5.0, 2.0]], scale=False)
    np.testing.assert_array_equal(got, [[0.5, -0.5], [1.5, -1.5]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("options", [{}, {"eps": 0}, {"ddof": 0, "eps": 0}, {"scale": False}])
def test_equal_rewards_have_advantage_0(options, dtype):
    # The mean of seven times 0.1 is not 0.1: rounding must not be scaled up to a signal.
    np.testing.assert_array_equal(group_advantages(np.full(7, 0.1, dtype), **options), 0)


@pytest.mark.parametrize("options", [{}, {"eps": 0}, {"ddof": 0}, {"scale": False}])
def test_group_of_one_has_advantage_0(options):
    np.testing.assert_array_equal(group_advantages([[3.0], [-1.0]], **options), [[0], [0]])


def test_rewards_equal_but_for_rounding_have_small_advantages():
    got = group_advantages([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2])
    assert np.max(np.abs(got)) < 1e-9


@pytest.mark.parametrize("eps", [0.0, 1e-6, 1e-2])
def test_eps_is_added_to_the_deviation(eps):
    np.testing.assert_allclose(
        group_advantages([2.0, 0.0], eps=eps), np.array([1, -1]) / (2**0.5 + eps)
    )


def test_constant_on_the_rewards_of_a_group_changes_nothing(rng):
    rewards = np.round(rng.normal(size=(3, 6)), 3)
    shifted = rewards + np.array([[1e4], [-1e4], [7.0]])
    np.testing.assert_allclose(group_advantages(shifted), group_advantages(rewards), rtol=1e-10)


def test_nan_reward_stays_in_its_group():
    got = group_advantages([[1.0, np.nan, 0.0], [1.0, 1.0, 0.0]])
    assert np.all(np.isnan(got[0]))
    assert not np.any(np.isnan(got[1]))


def test_groups_keep_inputs_and_dtype():
    rewards = np.float32([1, 0, 0])
    assert group_advantages(rewards).dtype == np.float32
    assert group_advantages([1, 0, 0]).dtype == np.float64
    np.testing.assert_array_equal(rewards, [1, 0, 0])


def test_no_groups_have_no_advantages():
    assert group_advantages(np.zeros((0, 4))).shape == (0, 4)


@pytest.mark.parametrize("shape", [(), (0,), (3, 0)])
def test_empty_group_is_refused(shape):
    message = re.escape(f"`rewards` must have a group on its last axis, got shape {shape}")
    with pytest.raises(ValueError, match=message):
        group_advantages(np.zeros(shape))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ddof": 2}, "`ddof` must be one of (0, 1), got 2"),
        ({"eps": -1e-6}, "`eps` must be finite and at least 0, got -1e-06"),
    ],
)
def test_bad_setting_of_groups_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        group_advantages([1.0, 0.0], **options)


# ppo_clip_loss


def test_first_step_is_the_policy_gradient():
    loss, grad = ppo_clip_loss([-1.0, -2.0], [-1.0, -2.0], [3.0, -0.5], return_grad=True)
    np.testing.assert_array_equal([loss, grad], [[-3, 0.5], [-3, 0.5]])


@pytest.mark.parametrize(
    ("ratio", "advantage", "loss", "grad"),
    [
        (1.5, 1, -1.2, 0),  # far enough up
        (1.5, -1, 1.5, 1.5),  # up, where down was asked for
        (0.5, 1, -0.5, -0.5),  # down, where up was asked for
        (0.5, -1, 0.8, 0),  # far enough down
        (1.1, 1, -1.1, -1.1),
        (0.9, -1, 0.9, 0.9),
    ],
)
def test_gradient_ends_where_the_step_went_far_enough(ratio, advantage, loss, grad):
    got = ppo_clip_loss(np.log(ratio), 0.0, advantage, return_grad=True)
    np.testing.assert_allclose(got, (loss, grad), rtol=1e-15)


def test_at_the_bound_the_gradient_is_that_of_the_ratio():
    _, grad = ppo_clip_loss(
        np.log([2.0, 0.5]), [0.0, 0.0], [1, -1], clip_low=0.5, clip_high=1.0, return_grad=True
    )
    np.testing.assert_allclose(grad, [-2, 0.5])


def test_clip_high_is_clip_low_if_not_given():
    assert ppo_clip_loss(1.0, 0.0, 1.0, clip_low=0.3) == pytest.approx(-1.3)
    assert ppo_clip_loss(1.0, 0.0, 1.0, clip_low=0.2, clip_high=0.28) == pytest.approx(-1.28)


def test_ratio_that_overflows():
    loss, grad = ppo_clip_loss([1e4] * 3, [-1e4] * 3, [1.0, 0.0, -1.0], return_grad=True)
    np.testing.assert_array_equal(loss, [-1.2, 0, INF])
    np.testing.assert_array_equal(grad, [0, 0, INF])


def test_ratio_that_vanishes():
    loss, grad = ppo_clip_loss([-INF] * 3, [-1.0] * 3, [1.0, 0.0, -1.0], return_grad=True)
    np.testing.assert_array_equal(loss, [0, 0, 0.8])
    np.testing.assert_array_equal(grad, [0, 0, 0])


def test_loss_is_never_below_the_unclipped_one(rng):
    step, advantages = rng.normal(0, 1, (2, 500))
    assert np.all(ppo_clip_loss(step, 0 * step, advantages) >= -np.exp(step) * advantages)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_nan_anywhere_is_nan_in_loss_and_gradient(place):
    arguments = [-1.0, -1.0, 1.0]
    arguments[place] = np.nan
    assert np.all(np.isnan(ppo_clip_loss(*arguments, return_grad=True)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clip_low": -0.1}, "`clip_low` must be in [0, 1], got -0.1"),
        ({"clip_low": 1.5}, "`clip_low` must be in [0, 1], got 1.5"),
        ({"clip_high": -0.2}, "`clip_high` must be finite and at least 0, got -0.2"),
        ({"clip_high": np.nan}, "`clip_high` must be finite and at least 0, got nan"),
    ],
)
def test_bad_clip_is_refused(options, message):
    answers = np.zeros((1, 2)), np.zeros((1, 2)), [1.0], np.ones((1, 2))
    for loss, arguments in [
        (ppo_clip_loss, (0.0, 0.0, 1.0)),
        (grpo_loss, answers),
        (gspo_loss, answers),
    ]:
        with pytest.raises(ValueError, match=re.escape(message)):
            loss(*arguments, **options)


@pytest.mark.parametrize(("place", "name"), [(1, "old_log_probs"), (2, "advantages")])
def test_actions_of_another_shape_are_refused(place, name):
    arguments = [np.zeros((2, 3))] * 3
    arguments[place] = np.zeros(3)
    with pytest.raises(ValueError, match=rf"`{name}` must have shape \(2, 3\), got \(3,\)"):
        ppo_clip_loss(*arguments)


# value_loss


def test_plain_value_loss_is_half_the_squared_error(rng):
    values, returns = rng.normal(size=(2, 9))
    for got, whole in zip(
        value_loss(values, returns, return_grad=True),
        squared_error(values, returns, return_grad=True),
        strict=True,
    ):
        np.testing.assert_allclose(got, whole / 2)


@pytest.mark.parametrize(
    ("value", "target", "loss", "grad"),
    [
        (1.0, 2.0, 1.5**2 / 2, 0),  # towards the return and beyond the clip: left alone
        (1.0, -2.0, 4.5, 3),  # away from it
        (0.3, 2.0, 1.7**2 / 2, -1.7),  # within the clip
        (0.5, 2.0, 1.125, -1.5),  # at its end
        (1.0, 0.75, 0.03125, 0.25),  # clipped and plain are equally far
    ],
)
def test_value_that_moved_far_enough_is_left_alone(value, target, loss, grad):
    got = value_loss(value, target, old_values=0.0, clip=0.5, return_grad=True)
    np.testing.assert_allclose(got, (loss, grad), rtol=1e-15)


def test_rounding_is_not_taken_for_clipping(rng):
    old = rng.normal(0, 100, 2000)
    values, returns = old + rng.normal(0, 0.01, 2000), rng.normal(0, 100, 2000)
    _, grad = value_loss(values, returns, old_values=old, clip=1.0, return_grad=True)
    np.testing.assert_array_equal(grad, values - returns)


def test_clipped_value_loss_is_never_below_the_plain_one(rng):
    values, returns, old = rng.normal(size=(3, 500))
    clipped = value_loss(values, returns, old_values=old, clip=0.2)
    assert np.all(clipped >= value_loss(values, returns))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_nan_value_is_nan_in_loss_and_gradient(place):
    arguments = [1.0, 1.0, 1.0]
    arguments[place] = np.nan
    values, returns, old = arguments
    got = value_loss(values, returns, old_values=old, clip=0.1, return_grad=True)
    assert np.all(np.isnan(got))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clip": 0.2}, "`old_values` must be given with `clip`, got None"),
        ({"old_values": [1.0]}, "`clip` must be given with `old_values`, got None"),
        ({"old_values": [1.0], "clip": 0.0}, "`clip` must be a positive number, got 0.0"),
        ({"old_values": 1.0, "clip": 0.2}, "`old_values` must have shape (1,), got ()"),
    ],
)
def test_bad_value_clip_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        value_loss([1.0], [2.0], **options)


# grpo_loss


def test_first_grpo_step_is_minus_the_mean_advantage(rng):
    old, mask = rng.normal(size=(3, 5)), np.arange(5) < [[5], [2], [1]]
    assert grpo_loss(old, old, [1.0, 2.0, -6.0], mask) == pytest.approx(1)


def test_weights_of_the_tokens_by_hand():
    x, mask = np.zeros((2, 4)), np.array([[1, 1, 1, 1], [1, 0, 0, 0]])
    expected = [1 / 8, 1 / 2], [1 / 5, 1 / 5], [1 / 16, 1 / 16]
    for options, weights in zip(LOSS_TYPES, expected, strict=True):
        _, grad = grpo_loss(x, x, [-1.0, -1.0], mask, return_grad=True, **options)
        np.testing.assert_allclose(grad, mask * np.array(weights)[:, None])


def test_types_agree_on_answers_of_full_length(rng):
    log_probs, old, advantages, _ = sampled_answers(rng)
    losses = [
        grpo_loss(log_probs, old, advantages, np.ones((6, 8)), **options) for options in LOSS_TYPES
    ]
    np.testing.assert_allclose(losses, losses[0], rtol=1e-13)


def test_grpo_is_the_mean_of_clipped_tokens(rng):
    log_probs, old, advantages, _ = sampled_answers(rng)
    tokens = ppo_clip_loss(log_probs, old, np.repeat(advantages[:, None], 8, axis=1))
    got = grpo_loss(log_probs, old, advantages, np.ones((6, 8)))
    assert got == pytest.approx(tokens.mean())


@every_type
def test_beta_adds_the_k3_estimate(options, rng):
    log_probs, old, advantages, _, ref = sampled_answers_with_reference(rng)
    arguments = log_probs, old, advantages, np.ones((6, 8))
    held = grpo_loss(*arguments, ref_log_probs=ref, beta=0.3, **options)
    expected = 0.3 * np.mean(kl_estimate(log_probs, ref))
    assert held - grpo_loss(*arguments, **options) == pytest.approx(expected)


@every_type
def test_masked_tokens_count_nothing_whatever_they_hold(options, rng):
    log_probs, old, advantages, mask, ref = sampled_answers_with_reference(rng)
    options = {**options, "beta": 0.1, "return_grad": True}
    loss, grad = grpo_loss(log_probs, old, advantages, mask, ref_log_probs=ref, **options)
    for array in (log_probs, old, ref):
        array[~mask] = rng.choice([np.nan, INF, -INF], np.sum(~mask))
    same, slopes = grpo_loss(log_probs, old, advantages, mask, ref_log_probs=ref, **options)
    assert same == loss
    np.testing.assert_array_equal(slopes, np.where(mask, grad, 0))


@every_type
def test_all_masked_batch_costs_nothing(options):
    x = np.full((2, 3), np.nan)
    loss, grad = grpo_loss(x, x, [1.0, 2.0], np.zeros((2, 3)), return_grad=True, **options)
    assert loss == 0
    np.testing.assert_array_equal(grad, np.zeros((2, 3)))


def test_answer_without_tokens_counts_in_the_mean():
    x, mask = np.zeros((2, 3)), [[1, 1, 1], [0, 0, 0]]
    assert grpo_loss(x, x, [-1.0, np.nan], mask) == 0.5


@every_type
@pytest.mark.parametrize("shape", [(0, 3), (2, 0)])
def test_batch_without_tokens_costs_nothing(options, shape):
    x = np.zeros(shape)
    assert grpo_loss(x, x, np.ones(shape[0]), x, **options) == 0


def test_only_the_constant_weight_ignores_the_other_answers(rng):
    log_probs, old, advantages, mask = sampled_answers(rng)
    arguments = log_probs[:1], old[:1], advantages[:1], mask[:1]
    for options, same in zip(LOSS_TYPES, [True, False, True], strict=True):
        _, grad = grpo_loss(log_probs, old, advantages, mask, return_grad=True, **options)
        _, alone = grpo_loss(*arguments, return_grad=True, **options)
        assert np.allclose(6 * grad[0], alone[0]) == same


def test_mask_may_have_holes():
    x, mask = np.array([[1.0, -5.0, 1.0]]), [[True, False, True]]
    assert grpo_loss(x, x, [2.0], mask) == -2


def test_boolean_and_number_masks_agree(rng):
    log_probs, old, advantages, mask = sampled_answers(rng)
    for kind in (int, float, np.uint8):
        assert grpo_loss(log_probs, old, advantages, mask.astype(kind)) == grpo_loss(
            log_probs, old, advantages, mask
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"loss_type": "ppo"}, "`loss_type` must be one of ('grpo', 'dapo', 'dr_grpo'), got 'ppo'"),
        (
            {"loss_type": "dr_grpo"},
            "`max_length` must be given with `loss_type` 'dr_grpo', got None",
        ),
        ({"max_length": 0}, "`max_length` must be a positive integer, got 0"),
        ({"beta": -0.1}, "`beta` must be finite and at least 0, got -0.1"),
        ({"beta": 0.1}, "`ref_log_probs` must be given with `beta` 0.1, got None"),
        ({"ref_log_probs": np.zeros(3)}, "`ref_log_probs` must have shape (2, 3), got (3,)"),
    ],
)
def test_bad_grpo_setting_is_refused(options, message):
    x = np.zeros((2, 3))
    with pytest.raises(ValueError, match=re.escape(message)):
        grpo_loss(x, x, [1.0, -1.0], np.ones((2, 3)), **options)


@pytest.mark.parametrize(
    ("place", "bad", "message"),
    [
        (1, np.zeros((2, 4)), "`old_log_probs` must have shape (2, 3), got (2, 4)"),
        (2, np.zeros((2, 1)), "`advantages` must have shape (2,), got (2, 1)"),
        (2, np.zeros((2, 3)), "`advantages` must have shape (2,), got (2, 3)"),
        (3, np.ones(3), "`mask` must have shape (2, 3), got (3,)"),
        (3, np.full((2, 3), 0.5), "`mask` must be 0 or 1, got 0.5 at index (0, 0)"),
        (3, np.full((2, 3), "a"), "`mask` must hold real numbers, got dtype <U1"),
    ],
)
@pytest.mark.parametrize("loss", [grpo_loss, gspo_loss])
def test_bad_answers_are_refused(loss, place, bad, message):
    arguments = [np.zeros((2, 3)), np.zeros((2, 3)), np.zeros(2), np.ones((2, 3))]
    arguments[place] = bad
    with pytest.raises(ValueError, match=re.escape(message)):
        loss(*arguments)


@pytest.mark.parametrize("shape", [(), (3,), (1, 2, 3)])
def test_grpo_needs_a_batch_of_answers(shape):
    message = re.escape(f"`log_probs` must have shape (N, T), got {shape}")
    with pytest.raises(ValueError, match=message):
        grpo_loss(np.zeros(shape), np.zeros(shape), np.zeros(shape[:-1]), np.ones(shape))


# gspo_loss


def test_gspo_is_ppo_of_mean_log_probs(rng):
    log_probs, old, advantages, _ = sampled_answers(rng)
    clips = {"clip_low": 0.05, "clip_high": 0.1}
    got = gspo_loss(log_probs, old, advantages, np.ones((6, 8)), **clips)
    expected = ppo_clip_loss(log_probs.mean(axis=1), old.mean(axis=1), advantages, **clips)
    np.testing.assert_allclose(got, expected, rtol=1e-13)


def test_gspo_of_one_token_is_ppo(rng):
    step, advantages = rng.normal(0, 0.3, (2, 20))
    got = gspo_loss(
        step[:, None], np.zeros((20, 1)), advantages, np.ones((20, 1)), clip_low=0.2, clip_high=None
    )
    np.testing.assert_allclose(got, ppo_clip_loss(step, 0 * step, advantages))


def test_gspo_default_range_is_the_published_one():
    old = np.zeros((2, 4))
    loss, grad = gspo_loss(
        [[0.01] * 4, [-0.01] * 4], old, [1.0, -1.0], np.ones((2, 4)), return_grad=True
    )
    np.testing.assert_allclose(loss, [-(1 + 4e-4), 1 - 3e-4], rtol=1e-15)
    np.testing.assert_array_equal(grad, np.zeros((2, 4)))


def test_tokens_of_an_answer_share_the_gradient():
    step, mask = [[0.3, -0.3, 9.0]], [[1, 1, 0]]
    loss, grad = gspo_loss(step, np.zeros((1, 3)), [2.0], mask, return_grad=True)
    np.testing.assert_array_equal(loss, [-2])
    np.testing.assert_array_equal(grad, [[-1, -1, 0]])


def test_masked_tokens_of_gspo_count_nothing_whatever_they_hold(rng):
    log_probs, old, advantages, mask = sampled_answers(rng)
    expected = gspo_loss(log_probs, old, advantages, mask, return_grad=True)
    log_probs[~mask], old[~mask] = np.nan, INF
    got = gspo_loss(log_probs, old, advantages, mask, return_grad=True)
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_answer_without_tokens_costs_nothing():
    x = np.full((1, 3), np.nan)
    loss, grad = gspo_loss(x, x, [np.nan], np.zeros((1, 3)), return_grad=True)
    np.testing.assert_array_equal(loss, [0])
    np.testing.assert_array_equal(grad, [[0, 0, 0]])


def test_long_answer_that_moved_far_does_not_overflow():
    loss, grad = gspo_loss(
        np.full((2, 3), 1e4), np.zeros((2, 3)), [1.0, -1.0], np.ones((2, 3)), return_grad=True
    )
    np.testing.assert_array_equal(loss, [-1.0004, INF])
    np.testing.assert_array_equal(grad[0], [0, 0, 0])


def test_gspo_needs_tokens():
    with pytest.raises(
        ValueError, match=r"`log_probs` must have tokens on its last axis, got shape"
    ):
        gspo_loss(0.0, 0.0, 0.0, 1)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e160])
def test_advantages_do_not_depend_on_the_unit_of_the_reward(size):
    got = group_advantages([size, -size, 0.0], eps=0)
    np.testing.assert_allclose(got, [1, -1, 0])


def test_infinite_reward_stays_where_it_is_without_a_future():
    got = generalized_advantages([0.0, np.inf], [0.0, 0.0], lam=0)
    np.testing.assert_array_equal(got, [0, np.inf])
