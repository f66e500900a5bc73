"""Measures of information: their laws, their known values, their limits."""

import re
from functools import partial

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon

from lossutils import (
    cross_entropy,
    entropy,
    entropy_from_logits,
    gain_ratio,
    gini_impurity,
    information_gain,
    js_divergence,
    kl_divergence,
    kl_divergence_from_logits,
    log_softmax,
    mutual_information,
    softmax,
    softmax_cross_entropy,
)

INF = np.inf
P, Q = [0.7, 0.2, 0.1], [0.5, 0.3, 0.2]


def weights(shape):
    """Tables of weights, zeros and very small ones among them, and at least one of size."""
    entries = st.one_of(st.just(0.0), st.floats(1e-300, 1.0), st.floats(0.1, 1.0))
    return arrays(float, shape, elements=entries).filter(lambda w: w.sum() > 0.1)


def distributions(*shape):
    return weights(shape).map(lambda w: w / w.sum())


def channels(inputs, outputs):
    """A distribution over the outputs for each input."""
    rows = st.lists(distributions(outputs), min_size=inputs, max_size=inputs)
    return rows.map(np.stack)


# Laws


@given(distributions(4), distributions(4))
def test_gibbs(p, q):
    assert kl_divergence(p, q) >= 0
    assert cross_entropy(p, q) >= entropy(p) - 1e-12


@given(distributions(4))
def test_divergence_from_itself_is_exactly_0(p):
    assert kl_divergence(p, p) == 0
    assert js_divergence(p, p) == 0


@given(distributions(4), distributions(4))
def test_cross_entropy_is_entropy_plus_divergence(p, q):
    whole = entropy(p) + kl_divergence(p, q)
    np.testing.assert_allclose(cross_entropy(p, q), whole, rtol=1e-12, atol=1e-12)


@given(distributions(5))
def test_entropy_lies_between_0_and_log_k(p):
    assert 0 <= entropy(p) <= np.log(5) * (1 + 1e-15)


@given(distributions(3, 4))
def test_chain_rule_of_entropy(joint):
    p_x = joint.sum(axis=1)
    given_x = [entropy(row / row.sum()) if row.sum() > 0 else 0 for row in joint]
    expected = entropy(p_x) + p_x @ given_x
    np.testing.assert_allclose(entropy(joint.ravel()), expected, rtol=1e-12, atol=1e-12)


@given(distributions(3, 4))
def test_mutual_information_is_what_the_entropies_lack(joint):
    apart = entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1))
    lack = apart - entropy(joint.ravel())
    np.testing.assert_allclose(mutual_information(joint), lack, rtol=1e-11, atol=1e-12)


@given(distributions(4), distributions(4), channels(4, 3))
def test_processing_brings_distributions_no_farther_apart(p, q, channel):
    for divergence in (kl_divergence, js_divergence):
        assert divergence(p @ channel, q @ channel) <= divergence(p, q) + 1e-12


@given(distributions(3, 4), channels(4, 3))
def test_processing_adds_no_information(joint, channel):
    assert mutual_information(joint @ channel) <= mutual_information(joint) + 1e-12


@given(distributions(4), distributions(4))
def test_js_is_symmetric_and_at_most_log_2(p, q):
    assert js_divergence(p, q) == pytest.approx(js_divergence(q, p), rel=1e-14)
    assert 0 <= js_divergence(p, q) <= np.log(2) * (1 + 1e-15)


@given(distributions(3), distributions(3), distributions(3))
def test_root_of_js_obeys_the_triangle_inequality(p, q, r):
    direct, *detour = (np.sqrt(js_divergence(*pair)) for pair in [(p, r), (p, q), (q, r)])
    assert direct <= sum(detour) + 1e-9


@given(distributions(4))
def test_gini_is_the_chance_that_two_draws_differ(p):
    np.testing.assert_allclose(gini_impurity(p), 1 - np.sum(np.outer(p, p).diagonal()), atol=1e-15)


@given(arrays(int, 12, elements=st.integers(0, 2)), arrays(int, 12, elements=st.integers(0, 3)))
def test_gain_lies_between_0_and_the_entropy_of_the_labels(feature, labels):
    counts = np.unique(labels, return_counts=True)[1]
    assert 0 <= information_gain(feature, labels) <= entropy(counts / 12, base=2) + 1e-12
    assert 0 <= gain_ratio(feature, labels) <= 1 + 1e-12


# Known values


def test_bits_of_fair_choices():
    np.testing.assert_allclose(entropy(np.full((3, 8), 1 / 8), base=2), [3, 3, 3])


def test_values_of_the_worked_example():
    assert entropy(P) == pytest.approx(0.8018, abs=5e-5)
    assert cross_entropy(P, Q) == pytest.approx(0.8869, abs=5e-5)
    assert kl_divergence(P, Q) == pytest.approx(0.0851, abs=5e-5)


def test_entropy_of_english_letters_of_equal_chance():
    # Shannon, "Prediction and entropy of printed English" (1951): log2 26 = 4.70 bits a letter.
    assert entropy(np.full(26, 1 / 26), base=2) == pytest.approx(4.70, abs=5e-3)


def test_entropy_agrees_with_scipy(rng):
    p = rng.dirichlet(np.ones(6), 10)
    np.testing.assert_allclose(entropy(p), scipy.stats.entropy(p, axis=-1), rtol=1e-13)


def test_js_is_scipys_distance_squared(rng):
    p, q = rng.dirichlet(np.ones(6), (2, 10))
    expected = jensenshannon(p, q, axis=-1) ** 2
    np.testing.assert_allclose(js_divergence(p, q), expected, rtol=1e-10)


def test_gain_of_quinlans_outlook():
    # Quinlan (1986), table 1 and section 4: the gain of outlook is 0.246 bits, its split 1.578.
    outlook = ["sunny"] * 5 + ["overcast"] * 4 + ["rain"] * 5
    play = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]
    assert information_gain(outlook, play) == pytest.approx(0.2467, abs=5e-5)
    assert gain_ratio(outlook, play) == pytest.approx(0.2467 / 1.5774, abs=5e-4)


def test_a_column_of_unique_values_gains_everything():
    labels = [0, 1, 1, 0]
    assert information_gain([3, 1, 4, 2], labels) == pytest.approx(1)
    assert gain_ratio([3, 1, 4, 2], labels) == pytest.approx(0.5)


def test_each_input_of_xor_alone_gains_nothing():
    assert information_gain([0, 0, 1, 1], [0, 1, 1, 0]) == pytest.approx(0, abs=1e-15)


def test_table_without_rows_or_splits_gains_nothing():
    assert information_gain([], []) == gain_ratio([], []) == 0
    assert gain_ratio(["a", "a"], [0, 1]) == 0


# Logits


def test_entropy_from_logits_is_that_of_the_softmax(rng):
    x = rng.normal(0, 3, (20, 6))
    np.testing.assert_allclose(entropy_from_logits(x), entropy(softmax(x)), rtol=1e-12)


def test_divergence_from_logits_is_that_of_the_softmaxes(rng):
    a, b = rng.normal(0, 5, (2, 20, 6))
    expected = kl_divergence(softmax(a), softmax(b))
    np.testing.assert_allclose(kl_divergence_from_logits(a, b), expected, rtol=1e-10)


def test_divergence_from_logits_near_0_is_half_the_variance(rng):
    a, step = rng.normal(size=6), 1e-9 * rng.normal(size=6)
    variance = softmax(a) @ (step - softmax(a) @ step) ** 2
    assert kl_divergence_from_logits(a, a + step) == pytest.approx(variance / 2, rel=1e-6)


def test_divergence_of_far_logits_is_their_gap():
    assert kl_divergence_from_logits([1e4, 0.0], [0.0, 1e4]) == 1e4
    assert kl_divergence_from_logits([1e4, 0.0], [0.0, 0.0]) == pytest.approx(np.log(2))


def test_soft_cross_entropy_is_entropy_plus_divergence(rng):
    a, b = rng.normal(0, 3, (2, 20, 6))
    whole = entropy_from_logits(a) + kl_divergence_from_logits(a, b)
    np.testing.assert_allclose(softmax_cross_entropy(b, softmax(a)), whole, rtol=1e-13)


def test_masked_logits_are_outcomes_of_probability_0():
    a, b = [0.0, 1.0, -INF], [0.5, 0.2, -INF]
    assert kl_divergence_from_logits(a, b) == kl_divergence_from_logits(a[:2], b[:2])
    assert entropy_from_logits(a) == entropy_from_logits(a[:2])
    assert kl_divergence_from_logits([0.0, -INF], [0.0, 0.0]) == pytest.approx(np.log(2))


def test_missing_support_is_infinite_not_nan():
    assert kl_divergence_from_logits([0.0, 0.0], [0.0, -INF]) == INF
    assert kl_divergence_from_logits([0.0, 0.0, -INF], [-INF, 0.0, 0.0]) == INF
    np.testing.assert_array_equal(kl_divergence([P, [1, 0, 0]], [[0.5, 0.5, 0]] * 2) == INF, [1, 0])
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == INF
    assert js_divergence([1.0, 0.0], [0.0, 1.0]) == pytest.approx(np.log(2))


@pytest.mark.parametrize("row", [[-INF, -INF], [INF, 0.0], [np.nan, 0.0]])
def test_row_without_probabilities_is_nan(row):
    assert np.isnan(entropy_from_logits(row))
    assert np.isnan(kl_divergence_from_logits(row, [0.0, 0.0]))
    assert np.isnan(kl_divergence_from_logits([0.0, 0.0], row))


def test_outcome_that_neither_knows_costs_nothing():
    for measure in (cross_entropy, kl_divergence, js_divergence):
        assert measure([*P, 0], [*Q, 0]) == pytest.approx(measure(P, Q))


@pytest.mark.parametrize("measure", [kl_divergence, js_divergence])
def test_gradients_at_zeros(measure):
    _, by_p, by_q = measure([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], return_grad=True)
    assert by_p[1] == by_q[0] == -INF
    assert by_p[2] == by_q[2] == 0


# Axes and units


@pytest.mark.parametrize(
    "measure", [entropy, gini_impurity, entropy_from_logits, partial(entropy, base=3)]
)
def test_axis_of_one_distribution(measure, rng):
    p = rng.dirichlet(np.ones(4), (3, 2))
    value, grad = measure(p, return_grad=True)
    moved, slope = measure(np.moveaxis(p, -1, 0), axis=0, return_grad=True)
    np.testing.assert_allclose(moved, value, rtol=1e-14)
    np.testing.assert_allclose(slope, np.moveaxis(grad, -1, 0), rtol=1e-14)


@pytest.mark.parametrize(
    "measure", [cross_entropy, kl_divergence, js_divergence, kl_divergence_from_logits]
)
def test_axis_of_two_distributions(measure, rng):
    p, q = rng.dirichlet(np.ones(4), (2, 3))
    one = measure(p.T, q.T, axis=0, return_grad=True)
    for got, expected in zip(one, measure(p, q, return_grad=True), strict=True):
        np.testing.assert_allclose(got.T, expected, rtol=1e-13)


def test_bits_are_nats_over_log_2(rng):
    p, q = rng.dirichlet(np.ones(4), (2, 3))
    for measure in (cross_entropy, kl_divergence, js_divergence, kl_divergence_from_logits):
        np.testing.assert_allclose(measure(p, q, base=2), measure(p, q) / np.log(2), rtol=1e-15)
    x = log_softmax(p)
    np.testing.assert_allclose(entropy_from_logits(x, base=2), entropy_from_logits(x) / np.log(2))


# What is refused

ONE = [entropy, gini_impurity]
TWO = [cross_entropy, kl_divergence, js_divergence]


@pytest.mark.parametrize("measure", ONE + TWO)
@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.5, 0.6], "`p` must sum to 1 along axis -1, got 1.1"),
        ([[0.5, 0.5], [2.0, -1.0]], "`p` must be in [0, 1], got 2.0 at index (1, 0)"),
        ([[0.5, 0.5], [0.5, 0.25]], "`p` must sum to 1 along axis -1, got 0.75 at index (1,)"),
        ([], "`p` must have outcomes on axis -1, got shape (0,)"),
        (1.0, "`p` must have at least one axis, got shape ()"),
        ([1 + 0j], "`p` must hold real numbers, got dtype complex128"),
    ],
)
def test_no_distribution_is_refused(measure, p, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        measure(*([p] if measure in ONE else [p, p]))


@pytest.mark.parametrize("measure", TWO)
def test_second_distribution_is_checked_too(measure):
    with pytest.raises(ValueError, match=re.escape("`q` must have shape (2,), got (3,)")):
        measure([0.5, 0.5], [0.5, 0.5, 0.0])
    with pytest.raises(ValueError, match=re.escape("`q` must sum to 1 along axis -1, got 0.5")):
        measure([0.5, 0.5], [0.5, 0.0])


@pytest.mark.parametrize("base", [0, 1, 0.5, -2, INF, [2, 2]])
def test_bad_base_is_refused(base):
    message = "be one number" if np.ndim(base) else "lie strictly between 1 and inf"
    with pytest.raises(ValueError, match=f"`base` must {message}, got"):
        entropy([0.5, 0.5], base=base)


def test_base_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="`base` must be one number, got '2'"):
        entropy([0.5, 0.5], base="2")


def test_axis_that_is_not_there_is_refused():
    for measure in (entropy, entropy_from_logits):
        with pytest.raises(ValueError, match=r"`axis` must be an integer in \[-1, 1\) .*, got 1"):
            measure([0.5, 0.5], axis=1)


@pytest.mark.parametrize("shape", [(0,), (2, 0)])
def test_logits_without_outcomes_are_refused(shape):
    message = re.escape(f"must have outcomes on axis -1, got shape {shape}")
    with pytest.raises(ValueError, match=message):
        entropy_from_logits(np.zeros(shape))
    with pytest.raises(ValueError, match=message):
        kl_divergence_from_logits(np.zeros(shape), np.zeros(shape))


@pytest.mark.parametrize(
    ("joint", "message"),
    [
        ([0.5, 0.5], "`joint` must have two axes at least, got shape (2,)"),
        ([[0.5, 0.6]], "`joint` must sum to 1 along axis (-2, -1), got 1.1"),
    ],
)
def test_no_joint_distribution_is_refused(joint, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        mutual_information(joint)


@pytest.mark.parametrize("measure", [information_gain, gain_ratio])
def test_columns_of_another_length_are_refused(measure):
    with pytest.raises(ValueError, match=re.escape("of shape (2,), got (3,)")):
        measure([1, 2], [0, 1, 1])
    with pytest.raises(ValueError, match="`feature` must hold values of one type, got mixed ones"):
        measure([1, None], [0, 1])
    with pytest.raises(ValueError, match=re.escape("`feature` must be one column, of shape (n,)")):
        measure([[1, 2]], [0, 1])


def test_information_agrees_with_scipys_terms(rng):
    p, q = rng.dirichlet(np.ones(6), (2, 10))
    expected = scipy.special.kl_div(p, q).sum(axis=-1)
    np.testing.assert_allclose(kl_divergence(p, q), expected, rtol=1e-12)


def test_unique_values_need_no_table(rng):
    values = rng.permutation(30_000)
    assert information_gain(values, -values) == pytest.approx(np.log2(30_000))
