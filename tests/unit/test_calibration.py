"""Calibration: what each function promises beyond the properties of test_losses.py."""

import re

import numpy as np
import pytest
from scipy.optimize import brentq

from lossutils.calibration import (
    brier_score,
    expected_calibration_error,
    fit_temperature,
    reliability_curve,
)
from lossutils.classification import softmax_cross_entropy
from lossutils.special import softmax

ALL = [brier_score, expected_calibration_error, reliability_curve]


@pytest.mark.parametrize("measure", ALL)
@pytest.mark.parametrize("row", [[0.5, 0.6], [2.0, 1.0]])
def test_what_does_not_sum_to_1_is_refused(measure, row):
    with pytest.raises(ValueError, match=r"`probs` must (sum to 1|be in \[0, 1\]).*, got"):
        measure([row], [0])


@pytest.mark.parametrize("measure", ALL)
def test_binary_probabilities_without_classes_are_refused(measure):
    with pytest.raises(ValueError, match=r"`probs"):
        measure([0.9, 0.2, 0.7], [1, 0, 1])


@pytest.mark.parametrize("measure", [*ALL, fit_temperature])
def test_class_out_of_range_is_refused(measure):
    message = re.escape("`labels` must be in [0, 2), got 2 at index (1,)")
    with pytest.raises(ValueError, match=message):
        measure([[0.5, 0.5], [1.0, 0.0]], [0, 2])


@pytest.mark.parametrize("measure", [*ALL, fit_temperature])
def test_another_number_of_labels_is_refused(measure):
    message = re.escape("`labels` must have shape (2,), got (3,)")
    with pytest.raises(ValueError, match=message):
        measure([[0.5, 0.5], [1.0, 0.0]], [0, 1, 1])


@pytest.mark.parametrize(
    "measure", [expected_calibration_error, reliability_curve, fit_temperature]
)
def test_distributions_as_labels_are_refused(measure):
    with pytest.raises(ValueError, match=r"`labels` must be integers \(classes\), got dtype fl"):
        measure([[0.5, 0.5]], [[1.0, 0.0]])


# brier_score


def test_brier_of_known_forecasts():
    # Brier (1950), table 1: ten occasions, a score of 0.19
    rain = np.array([0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1])
    came = np.array([0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    score = brier_score(np.stack([1 - rain, rain], axis=-1), came).mean()
    assert score == pytest.approx(0.19)


def test_brier_ends():
    loss = brier_score([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]], [0, 0, 0])
    np.testing.assert_array_equal(loss, [0, 2, 0.5])


def test_brier_of_two_classes_is_twice_the_square(rng):
    p, y = rng.random(20), rng.integers(2, size=20)
    got = brier_score(np.stack([1 - p, p], axis=-1), y)
    np.testing.assert_allclose(got, 2 * (p - y) ** 2, rtol=1e-12)


def test_brier_is_proper(rng):
    truth = rng.dirichlet(np.ones(4))
    others = rng.dirichlet(np.ones(4), 100)
    expected = [truth @ brier_score([p] * 4, range(4)) for p in [truth, *others]]
    assert np.argmin(expected) == 0


def test_brier_of_one_hot_rows_is_that_of_their_classes(rng):
    p, y = rng.dirichlet(np.ones(4), 9), rng.integers(4, size=9)
    np.testing.assert_array_equal(brier_score(p, np.eye(4)[y]), brier_score(p, y))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0.0, 1.0], "(2,) (float labels are distributions; give classes as integers)"),
        ([[0.5, 1.5], [0, 1]], "`labels` must be in [0, 1], got 1.5 at index (0, 1)"),
        (["a", "b"], "`labels` must be integers (classes) or floats (distributions), got"),
        ([True, False], "or floats (distributions), got bool"),
    ],
)
def test_bad_brier_labels_are_refused(labels, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        brier_score([[0.5, 0.5], [0.5, 0.5]], labels)


# reliability_curve and expected_calibration_error


def two_classes(confidence):
    confidence = np.asarray(confidence)
    return np.stack([confidence, 1 - confidence], axis=-1)


def test_curve_holds_the_means_of_its_bins():
    probs = two_classes([0.6, 0.7, 0.9, 1.0])
    confidence, accuracy, count = reliability_curve(probs, [0, 1, 0, 0], bins=4)
    np.testing.assert_array_equal(count, [0, 0, 2, 2])
    np.testing.assert_allclose(confidence, [np.nan, np.nan, 0.65, 0.95])
    np.testing.assert_array_equal(accuracy, [np.nan, np.nan, 0.5, 1])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_bins_contain_their_right_edge(dtype):
    edges = (np.arange(5, 11) / 10).astype(dtype)
    _, _, count = reliability_curve(two_classes(edges), np.zeros(6, int), bins=10)
    np.testing.assert_array_equal(count, [0] * 4 + [1] * 6)


def test_decimal_edges_are_met_exactly():
    p = np.array([0.2] * 5)
    for bins in (5, 10, 15, 20):
        _, _, count = reliability_curve([p], [0], bins=bins)
        assert np.flatnonzero(count) == [bins // 5 - 1]


def test_first_of_equal_classes_is_the_prediction():
    _, accuracy, _ = reliability_curve([[0.5, 0.5], [0.5, 0.5]], [0, 0], bins=1)
    np.testing.assert_array_equal(accuracy, [1])


def test_curve_has_the_dtype_of_the_probs():
    confidence, accuracy, count = reliability_curve(np.float32([[1, 0]]), [0])
    assert confidence.dtype == accuracy.dtype == np.float32
    assert count.dtype.kind == "i"


def test_curve_of_nothing():
    confidence, accuracy, count = reliability_curve(np.zeros((0, 3)), np.zeros(0, int), bins=2)
    np.testing.assert_array_equal(confidence, [np.nan, np.nan])
    np.testing.assert_array_equal(accuracy, [np.nan, np.nan])
    np.testing.assert_array_equal(count, [0, 0])


def test_calibration_error_of_nothing_is_nan():
    assert np.isnan(expected_calibration_error(np.zeros((0, 3)), np.zeros(0, int)))


def test_calibration_error_of_a_loop_over_bins(rng):
    probs, y = rng.dirichlet(np.full(4, 0.4), 500), rng.integers(4, size=500)
    confidence, right = probs.max(axis=1), probs.argmax(axis=1) == y
    total = 0
    for b in range(15):
        inside = (confidence > b / 15) & (confidence <= (b + 1) / 15)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    assert expected_calibration_error(probs, y) == pytest.approx(total, rel=1e-12)


def test_one_bin_compares_the_means(rng):
    probs, y = rng.dirichlet(np.ones(3), 100), rng.integers(3, size=100)
    gap = abs(probs.max(axis=1).mean() - (probs.argmax(axis=1) == y).mean())
    assert expected_calibration_error(probs, y, bins=1) == pytest.approx(gap)


def test_base_rates_are_calibrated_and_know_nothing():
    assert expected_calibration_error(two_classes([0.75] * 4), [0, 0, 0, 1]) == 0


def test_certain_and_always_wrong_is_1():
    assert expected_calibration_error([[1.0, 0.0], [0.0, 1.0]], [1, 0]) == 1


def test_nan_reaches_the_calibration_error():
    assert np.isnan(expected_calibration_error([[0.5, 0.5], [np.nan, 0.5]], [0, 1]))


def test_leading_axes_are_all_examples(rng):
    probs, y = rng.dirichlet(np.ones(3), (4, 5)), rng.integers(3, size=(4, 5))
    folded = expected_calibration_error(probs, y)
    assert folded == expected_calibration_error(probs.reshape(20, 3), y.ravel())


@pytest.mark.parametrize("measure", [expected_calibration_error, reliability_curve])
@pytest.mark.parametrize("bins", [0, -3, 2.0, True, "15"])
def test_bins_that_do_not_count_are_refused(measure, bins):
    message = f"`bins` must be a positive integer, got {bins}"
    with pytest.raises(ValueError, match=re.escape(message)):
        measure([[0.5, 0.5]], [0], bins=bins)


# fit_temperature


def noisy(rng, temperature, shape=(2000, 10)):
    """Logits, and labels drawn from softmax(logits / temperature)."""
    x = rng.normal(0, 5, shape)
    return x, np.argmax(x / temperature + rng.gumbel(size=shape), axis=-1)


@pytest.mark.parametrize("temperature", [0.5, 1, 3])
def test_the_temperature_of_the_labels_is_found(temperature, rng):
    x, y = noisy(rng, temperature)
    assert fit_temperature(x, y) == pytest.approx(temperature, rel=0.1)


def test_temperature_of_two_classes_has_a_closed_form():
    # Right in 9 of 10 at log-odds 5: 5 / T = log 9
    got = fit_temperature([[5.0, 0.0]] * 10, [0] * 9 + [1])
    assert got == pytest.approx(5 / np.log(9), rel=1e-14)


def test_no_other_temperature_has_a_smaller_loss(rng):
    x, y = noisy(rng, 2)
    best = fit_temperature(x, y)
    here, below, above = (softmax_cross_entropy(x / (f * best), y).mean() for f in (1, 0.99, 1.01))
    assert here < min(below, above)


def test_temperature_is_the_zero_of_the_slope(rng):
    x, y = noisy(rng, 2, (300, 5))

    def slope(t):
        return np.mean(np.sum(softmax(x / t) * x, axis=-1) - x[np.arange(len(x)), y])

    assert fit_temperature(x, y) == pytest.approx(brentq(slope, 0.1, 10, xtol=1e-14), rel=1e-11)


@pytest.mark.parametrize("scale", [1e-200, 1e-8, 1e4, 1e200])
def test_temperature_is_in_units_of_the_logits(scale, rng):
    x, y = noisy(rng, 2, (100, 5))
    expected = scale * fit_temperature(x, y)
    assert fit_temperature(scale * x, y) == pytest.approx(expected, rel=1e-11, abs=0)


def test_constants_added_to_rows_change_no_temperature(rng):
    x, y = noisy(rng, 2, (100, 5))
    shifted = np.round(x, 3) + rng.integers(-10_000, 10_000, (100, 1))
    assert fit_temperature(shifted, y) == pytest.approx(fit_temperature(np.round(x, 3), y))


def test_fitted_again_the_temperature_is_1(rng):
    x, y = noisy(rng, 3)
    assert fit_temperature(x / fit_temperature(x, y), y) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("gap", [1e-6, 1e-3])
def test_one_slight_mistake_leaves_a_tiny_temperature(gap):
    x, y = [[1.0, 0.0]] * 99 + [[gap, 0.0]], [0] * 99 + [1]
    b = 1 / fit_temperature(x, y)
    # 99 / (1 + e^b) = gap / (1 + e^(-gap b))
    assert 99 / (1 + np.exp(b)) == pytest.approx(gap / (1 + np.exp(-gap * b)), rel=1e-8)


def test_temperature_is_a_float(rng):
    x, y = noisy(rng, 2, (100, 5))
    assert type(fit_temperature(x.astype(np.float32), y)) is float


def test_inputs_of_the_temperature_are_not_written_to(rng):
    x, y = noisy(rng, 2, (100, 5))
    copy = x.copy()
    fit_temperature(x, y)
    np.testing.assert_array_equal(x, copy)


@pytest.mark.parametrize("x", [[[3.0, 1.0], [0.0, 2.0]], [[1.0, 1.0], [0.0, 1.0]]])
def test_labels_that_all_are_largest_have_no_temperature(x):
    y = np.argmax(x, axis=-1)
    message = "`labels` must miss their row's largest logit.* the best temperature is 0"
    with pytest.raises(ValueError, match=message):
        fit_temperature(x, y)


@pytest.mark.parametrize("y", [[1, 1], [0, 1]])
def test_logits_that_say_nothing_have_no_temperature(y):
    message = r"`logits` must on average be larger at the label.*best temperature is infinite"
    with pytest.raises(ValueError, match=message):
        fit_temperature([[2.0, 0.0], [2.0, 0.0]], y)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((0, 5)), "`logits` must hold at least one example, got shape (0, 5)"),
        (np.zeros((0, 0)), "`logits` must have classes on its last axis, got shape (0, 0)"),
        ([[1.0, np.nan]], "`logits` must be finite, got nan at index (0, 1)"),
        ([[1.0, -np.inf]], "`logits` must be finite, got -inf"),
        ([["a", "b"]], "`logits` must hold real numbers, got dtype <U1"),
    ],
)
def test_bad_logits_have_no_temperature(x, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        fit_temperature(x, np.zeros(len(x), int))


def test_logits_without_differences_fit_every_temperature():
    with pytest.raises(ValueError, match="`logits` must differ within some row"):
        fit_temperature([[0.0, 0.0], [1.0, 1.0]], [0, 1])


def test_logits_of_very_unequal_sizes_have_a_temperature():
    expected = fit_temperature([[1.0, 0, -900], [0, 1, -900], [1, 0, -900], [1, 0, -900]], [0] * 4)
    far = fit_temperature([[1.0, 0, -1e170], [0, 1, -1e170], [1, 0, 0], [1, 0, 0]], [0] * 4)
    assert np.isfinite(expected)
    assert np.isfinite(far)
