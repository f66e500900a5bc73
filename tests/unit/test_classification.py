"""Losses of a classifier: what each promises beyond the properties of test_losses.py."""

import re

import numpy as np
import pytest
from cases.classification import WEIGHT

from lossutils import (
    binary_cross_entropy,
    hinge_loss,
    log_softmax,
    nll,
    sigmoid_binary_cross_entropy,
    sigmoid_focal_loss,
    smooth_labels,
    softmax_cross_entropy,
    softmax_focal_loss,
)

INF = np.inf


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
def test_labels_of_another_shape_are_refused(loss):
    with pytest.raises(ValueError, match=r"`labels` must have shape \(6,\), got \(5,"):
        loss(np.zeros((6, 5)), np.zeros(5, int))


def test_memory_order_of_long_rows_changes_nothing(rng):
    x = rng.normal(size=(4, 9999))
    columns = softmax_cross_entropy(np.asfortranarray(x), [1, 2, 3, 4], return_grad=True)
    rows = softmax_cross_entropy(x, [1, 2, 3, 4], return_grad=True)
    for got, expected in zip(columns, rows, strict=True):
        np.testing.assert_array_equal(got, expected)


# Labels: classes and distributions


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
def test_one_hot_rows_are_their_classes(loss, rng):
    x, y = log_softmax(rng.normal(0, 20, (50, 7))), rng.integers(7, size=50)
    hard = loss(x, y, return_grad=True)
    for got, expected in zip(loss(x, np.eye(7)[y], return_grad=True), hard, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64])
def test_every_integer_dtype_is_a_class(dtype, rng):
    x, y = rng.normal(size=(6, 5)), rng.integers(5, size=6)
    np.testing.assert_array_equal(
        softmax_cross_entropy(x, y.astype(dtype)), softmax_cross_entropy(x, y)
    )


def test_nll_of_log_softmax_is_cross_entropy(rng):
    x, y = rng.normal(size=(6, 5)), rng.integers(5, size=6)
    np.testing.assert_allclose(nll(log_softmax(x), y), softmax_cross_entropy(x, y), rtol=1e-15)


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
@pytest.mark.parametrize("bad", [-1, 5])
def test_class_out_of_range_is_refused(loss, bad):
    message = rf"`labels` must be in \[0, 5\).*, got {bad} at index \(1, 2\)"
    with pytest.raises(ValueError, match=message):
        loss(np.zeros((2, 3, 5)), [[0, 1, 2], [3, 4, bad]])


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
def test_single_class_out_of_range_is_refused_without_an_index(loss):
    with pytest.raises(ValueError, match=r"got 7$"):
        loss(np.zeros(5), 7)


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
@pytest.mark.parametrize("bad", [-0.5, 1.5, np.nan])
def test_distribution_out_of_range_is_refused(loss, bad):
    message = rf"`labels` must be in \[0, 1\], got {bad} at index \(0, 1\)"
    with pytest.raises(ValueError, match=message):
        loss(np.zeros((1, 2)), [[0.5, bad]])


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
def test_classes_given_as_floats_are_explained(loss):
    with pytest.raises(ValueError, match=r"got \(2,\) \(float labels are distributions"):
        loss(np.zeros((2, 3)), [0.0, 1.0])


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
@pytest.mark.parametrize("labels", [[True, False], ["a", "b"]])
def test_labels_of_another_kind_are_refused(loss, labels):
    with pytest.raises(ValueError, match=r"`labels` must be integers .* or floats .*, got "):
        loss(np.zeros((2, 2)), labels)


@pytest.mark.parametrize("loss", [nll, softmax_cross_entropy])
@pytest.mark.parametrize("shape", [(), (0,), (3, 0)])
def test_prediction_without_classes_is_refused(loss, shape):
    message = re.escape(f"must have classes on its last axis, got shape {shape}")
    with pytest.raises(ValueError, match=message):
        loss(np.zeros(shape), 0)


# nll


def test_nll_of_a_distribution_takes_0_times_inf_as_0():
    assert nll([0.0, -INF], [1.0, 0.0]) == 0


def test_nll_of_an_impossible_class_is_infinite():
    np.testing.assert_array_equal(nll([[0.0, -INF]], [1]), [INF])


def test_nll_of_a_certain_class_has_no_sign():
    assert not np.signbit(nll([0.0, -INF], 0))


# softmax_cross_entropy


def test_confident_loss_keeps_its_digits():
    loss, grad = softmax_cross_entropy([50.0, 0.0], 0, return_grad=True)
    assert loss == pytest.approx(np.exp(-50), rel=1e-15)
    np.testing.assert_allclose(grad, [-np.exp(-50), np.exp(-50)], rtol=1e-15)


def test_confident_distribution_keeps_its_digits():
    _, grad = softmax_cross_entropy([50.0, 0.0], [1.0, 0.0], return_grad=True)
    np.testing.assert_allclose(grad, [-np.exp(-50), np.exp(-50)], rtol=1e-15)


def test_masked_class_costs_nothing_to_the_others():
    loss, grad = softmax_cross_entropy([0.0, -INF, 0.0], 0, return_grad=True)
    assert loss == pytest.approx(np.log(2))
    np.testing.assert_array_equal(grad, [-0.5, 0, 0.5])


def test_masked_class_without_mass_in_the_distribution():
    loss, grad = softmax_cross_entropy([0.0, -INF], [1.0, 0.0], return_grad=True)
    assert loss == 0
    np.testing.assert_array_equal(grad, [0, 0])


@pytest.mark.parametrize("label", [1, [0.5, 0.5]])
def test_masked_class_as_label_is_infinite(label):
    loss, grad = softmax_cross_entropy([0.0, -INF], label, return_grad=True)
    assert loss == INF
    assert np.all(np.isfinite(grad))


@pytest.mark.parametrize("row", [[-INF, -INF], [INF, 0.0], [np.nan, 0.0]])
@pytest.mark.parametrize("label", [0, 1, [0.5, 0.5]])
def test_row_without_probabilities_is_nan(row, label):
    loss, grad = softmax_cross_entropy(row, label, return_grad=True)
    assert np.isnan(loss)
    assert np.all(np.isnan(grad))


def test_single_class_costs_nothing():
    loss, grad = softmax_cross_entropy([[3.0], [-1e4]], [0, 0], return_grad=True)
    np.testing.assert_array_equal(loss, [0, 0])
    np.testing.assert_array_equal(grad, [[0], [0]])


def test_largest_finite_logits():
    loss = softmax_cross_entropy([1.7e308, -1.7e308], 0)
    assert loss == 0


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_ignored_example_counts_nothing_whatever_its_logits(label_smoothing, rng):
    x, y = rng.normal(size=(3, 4)), np.array([1, -100, 2])
    options = {"label_smoothing": label_smoothing, "reduction": "mean", "return_grad": True}
    x[1] = [np.nan, INF, -INF, 0]
    loss, grad = softmax_cross_entropy(x, y, **options)
    kept_loss, kept_grad = softmax_cross_entropy(x[::2], y[::2], **options)
    assert loss == kept_loss
    np.testing.assert_array_equal(grad[[0, 2, 1]], [*kept_grad, np.zeros(4)])


def test_ignore_index_may_be_a_class():
    loss = softmax_cross_entropy(np.zeros((2, 4)), [0, 1], ignore_index=0)
    np.testing.assert_allclose(loss, [0, np.log(4)])


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_all_ignored_batch_costs_nothing(reduction, label_smoothing):
    loss, grad = softmax_cross_entropy(
        np.ones((2, 3)),
        [-100, -100],
        label_smoothing=label_smoothing,
        reduction=reduction,
        return_grad=True,
    )
    np.testing.assert_array_equal(loss, np.zeros_like(loss))
    np.testing.assert_array_equal(grad, np.zeros((2, 3)))


def test_mean_of_classes_without_weight_is_0():
    assert softmax_cross_entropy([[1.0, 2.0]], [0], weight=[0, 1], reduction="mean") == 0


def test_weight_0_silences_an_infinite_loss():
    assert softmax_cross_entropy([-INF, 0.0], 0, weight=[0, 1]) == 0


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_weight_counts_examples_twice(reduction, rng):
    x, y = rng.normal(size=(3, 2)), np.array([0, 1, 1])
    options = {"z_loss": 0.1, "reduction": reduction}
    weighted = softmax_cross_entropy(x, y, weight=[1, 2], **options)
    repeated = softmax_cross_entropy(x[[0, 1, 1, 2, 2]], y[[0, 1, 1, 2, 2]], **options)
    assert weighted == pytest.approx(repeated)


def test_mean_divides_by_the_weights_of_the_labels(rng):
    x, y = rng.normal(size=(4, 5)), np.array([0, 1, -100, 4])
    losses = softmax_cross_entropy(x, y, weight=WEIGHT)
    mean = softmax_cross_entropy(x, y, weight=WEIGHT, reduction="mean")
    assert mean == pytest.approx(losses.sum() / (0.5 + 2.0 + 3.0))


def test_smoothing_is_a_distribution(rng):
    x, y = rng.normal(size=(6, 5)), rng.integers(5, size=6)
    smoothed = 0.8 * np.eye(5)[y] + 0.2 / 5
    got = softmax_cross_entropy(x, y, label_smoothing=0.2)
    np.testing.assert_allclose(got, softmax_cross_entropy(x, smoothed), rtol=1e-14)


def test_z_loss_alone_moves_a_shifted_row():
    loss, grad = softmax_cross_entropy([3.0, 3.0], 0, z_loss=0.5, return_grad=True)
    log_z = 3 + np.log(2)
    assert loss == pytest.approx(np.log(2) + 0.5 * log_z**2)
    np.testing.assert_allclose(grad, [log_z / 2 - 0.5, log_z / 2 + 0.5])


def test_gradient_of_distributions_sums_to_0(rng):
    x, q = rng.normal(0, 30, (100, 6)), rng.dirichlet(np.ones(6), 100)
    _, grad = softmax_cross_entropy(x, q, return_grad=True)
    np.testing.assert_allclose(grad.sum(axis=-1), 0, atol=1e-15)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reduction": "avg"}, "`reduction` must be one of ('none', 'mean', 'sum'), got 'avg'"),
        ({"label_smoothing": 1.5}, "`label_smoothing` must be in [0, 1], got 1.5"),
        ({"label_smoothing": np.nan}, "`label_smoothing` must be in [0, 1], got nan"),
        ({"z_loss": -1e-4}, "`z_loss` must be finite and at least 0, got -0.0001"),
        ({"weight": [1.0, 2.0]}, "`weight` must have shape (3,), got (2,)"),
        ({"weight": [1, -2, 1]}, "`weight` must be finite and at least 0, got -2.0 at index (1,)"),
        ({"weight": ["a"] * 3}, "`weight` must hold real numbers, got dtype <U1"),
        ({"ignore_index": 9}, "`labels` must be in [0, 3) or 9, got -100 at index (1,)"),
    ],
)
def test_bad_option_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        softmax_cross_entropy(np.zeros((2, 3)), [0, -100], **options)


# Binary losses


def test_certain_probabilities():
    p, y = [0, 0, 1, 1, 0, 1], [0, 1, 0, 1, 0.5, 0.5]
    loss, grad = binary_cross_entropy(p, y, return_grad=True)
    np.testing.assert_array_equal(loss, [0, INF, INF, 0, INF, INF])
    np.testing.assert_array_equal(grad, [1, -INF, INF, -1, -INF, INF])


def test_probability_near_0_has_a_finite_gradient():
    _, grad = binary_cross_entropy(1e-309, 1e-10, return_grad=True)
    assert grad == pytest.approx(-1e299, rel=1e-9)


@pytest.mark.parametrize("y", [0, 1, 0.5])
def test_binary_nan_stays_nan(y):
    assert np.all(np.isnan(binary_cross_entropy(np.nan, y, return_grad=True)))
    assert np.all(np.isnan(sigmoid_binary_cross_entropy(np.nan, y, return_grad=True)))


def test_certain_logits():
    z, y = [-INF, -INF, INF, INF, INF], [0, 1, 0, 1, 0.5]
    loss, grad = sigmoid_binary_cross_entropy(z, y, return_grad=True)
    np.testing.assert_array_equal(loss, [0, INF, INF, 0, INF])
    np.testing.assert_array_equal(grad, [0, -1, 1, 0, 0.5])


def test_logits_and_probabilities_agree(rng):
    p, y = rng.uniform(0.1, 0.9, 9), rng.uniform(size=9)
    from_logits = sigmoid_binary_cross_entropy(np.log(p / (1 - p)), y)
    np.testing.assert_allclose(from_logits, binary_cross_entropy(p, y), rtol=1e-14)


def test_binary_is_the_softmax_of_z_and_0(rng):
    z, y = rng.normal(0, 30, 200), rng.integers(0, 2, 200)
    two_logits = np.stack([np.zeros_like(z), z], axis=-1)
    got = sigmoid_binary_cross_entropy(z, y)
    np.testing.assert_allclose(got, softmax_cross_entropy(two_logits, y), rtol=1e-14)


@pytest.mark.parametrize("loss", [binary_cross_entropy, sigmoid_binary_cross_entropy])
def test_booleans_are_binary_labels(loss):
    np.testing.assert_array_equal(loss([0.3, 0.6], [True, False]), loss([0.3, 0.6], [1, 0]))


@pytest.mark.parametrize("loss", [binary_cross_entropy, sigmoid_binary_cross_entropy])
@pytest.mark.parametrize("bad", [-1.0, 2.0, np.nan])
def test_binary_label_out_of_range_is_refused(loss, bad):
    message = rf"`labels` must be in \[0, 1\], got {bad} at index \(1,\)"
    with pytest.raises(ValueError, match=message):
        loss([0.3, 0.6], [0, bad])


@pytest.mark.parametrize("bad", [-0.1, 1.5, INF])
def test_probability_out_of_range_is_refused(bad):
    with pytest.raises(ValueError, match=rf"`probs` must be in \[0, 1\], got {bad} at index"):
        binary_cross_entropy([0.5, bad], [0, 1])


@pytest.mark.parametrize("pos_weight", [3.0, [1.0, 2.0], [[1.0], [2.0], [0.0]]])
def test_pos_weight_scales_the_positive_part(pos_weight, rng):
    z, w = rng.normal(size=(3, 2)), np.asarray(pos_weight)
    got = sigmoid_binary_cross_entropy(z, np.ones((3, 2)), pos_weight=w)
    np.testing.assert_allclose(got, w * sigmoid_binary_cross_entropy(z, np.ones((3, 2))))


@pytest.mark.parametrize(
    ("pos_weight", "message"),
    [
        (-1.0, "`pos_weight` must be finite and at least 0, got -1.0"),
        ([1.0, 2.0, 3.0], "`pos_weight` must broadcast to shape (3, 2), got (3,)"),
        (np.ones((1, 3, 2)), "`pos_weight` must broadcast to shape (3, 2), got (1, 3, 2)"),
    ],
)
def test_bad_pos_weight_is_refused(pos_weight, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        sigmoid_binary_cross_entropy(np.zeros((3, 2)), np.ones((3, 2)), pos_weight=pos_weight)


# Focal loss, hinge loss, smoothing


def test_focal_loss_at_one_half():
    # At p = 0.5 and gamma 2 the loss is a quarter of cross-entropy, its gradient 0.597 of that.
    loss, grad = softmax_focal_loss([0.0, 0.0], 0, return_grad=True)
    full_loss, full = softmax_cross_entropy([0.0, 0.0], 0, return_grad=True)
    assert loss == pytest.approx(full_loss / 4)
    np.testing.assert_allclose(grad / full, 0.25 * (1 + 2 * np.log(2)))
    assert grad[0] / full[0] == pytest.approx(0.597, abs=5e-4)


@pytest.mark.parametrize("gamma", [0, 0.5, 1, 2, 5])
def test_binary_focal_loss_is_the_softmax_one_of_z_and_0(gamma, rng):
    z, y = rng.normal(0, 10, 100), rng.integers(0, 2, 100)
    loss, grad = sigmoid_focal_loss(z, y, gamma=gamma, return_grad=True)
    two = np.stack([np.zeros_like(z), z], axis=-1)
    expected, slopes = softmax_focal_loss(two, y, gamma=gamma, return_grad=True)
    np.testing.assert_allclose(loss, expected, rtol=1e-13)
    np.testing.assert_allclose(grad, slopes[:, 1], rtol=1e-12)


def test_focal_loss_without_focus_is_cross_entropy(rng):
    x, y, z = rng.normal(0, 3, (9, 4)), rng.integers(4, size=9), rng.normal(0, 9, 9)
    soft = rng.random(9)
    pairs = [
        (softmax_focal_loss(x, y, gamma=0), softmax_cross_entropy(x, y)),
        (sigmoid_focal_loss(z, soft, gamma=0), sigmoid_binary_cross_entropy(z, soft)),
    ]
    for got, expected in pairs:
        np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_alpha_weighs_the_positive_label():
    both = sigmoid_focal_loss([0.3, -0.3], [1, 0], alpha=0.25)
    plain = sigmoid_focal_loss([0.3, -0.3], [1, 0])
    np.testing.assert_allclose(both / plain, [0.25, 0.75])


@pytest.mark.parametrize("gamma", [0, 0.5, 2])
def test_focal_loss_of_certain_predictions(gamma):
    loss, grad = softmax_focal_loss([[0, -INF], [-INF, 0]], [0, 0], gamma=gamma, return_grad=True)
    np.testing.assert_array_equal(loss, [0, INF])
    np.testing.assert_array_equal(grad, [[0, 0], [-1, 1]])
    loss, grad = sigmoid_focal_loss([INF, -INF], [1, 1], gamma=gamma, return_grad=True)
    np.testing.assert_array_equal(loss, [0, INF])
    np.testing.assert_array_equal(grad, [0, -1])


def test_focal_loss_of_a_nearly_certain_class_keeps_its_digits():
    loss = softmax_focal_loss([50.0, 0.0], 0)
    assert loss == pytest.approx(np.exp(-150), rel=1e-14)
    assert sigmoid_focal_loss(50.0, 1) == pytest.approx(np.exp(-150), rel=1e-14)


def test_hinge_loss_by_hand():
    loss, grad = hinge_loss([2.0, 1.0, 0.5, -1.0, -3.0], [1, 1, 1, 0, 0], return_grad=True)
    np.testing.assert_array_equal(loss, [0, 0, 0.5, 0, 0])
    np.testing.assert_array_equal(grad, [0, 0, -1, 0, 0])


def test_smoothed_labels_give_the_smoothed_loss(rng):
    x, y = rng.normal(size=(6, 5)), rng.integers(5, size=6)
    soft = smooth_labels(y, label_smoothing=0.2, classes=5)
    np.testing.assert_allclose(
        softmax_cross_entropy(x, soft), softmax_cross_entropy(x, y, label_smoothing=0.2)
    )
    np.testing.assert_allclose(smooth_labels(np.eye(5)[y], label_smoothing=0.2), soft)


def test_best_gap_under_smoothing_is_finite():
    gap = np.log(1 + 10 * 0.9 / 0.1)
    x, soft = np.zeros(10), smooth_labels(3, label_smoothing=0.1, classes=10)
    x[3] = gap
    _, grad = softmax_cross_entropy(x, soft, return_grad=True)
    np.testing.assert_allclose(grad, 0, atol=1e-16)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: softmax_focal_loss([0.0, 1.0], 0, gamma=-1), "`gamma` must be finite and at leas"),
        (lambda: softmax_focal_loss([0.0, 1.0], [1.0, 0.0]), "`labels` must be integers (classes)"),
        (lambda: softmax_focal_loss([0.0, 1.0], 2), "`labels` must be in [0, 2), got 2"),
        (lambda: sigmoid_focal_loss(0.0, 1, gamma="2"), "`gamma` must be one number, got '2'"),
        (lambda: sigmoid_focal_loss(0.0, 1, alpha=1.5), "`alpha` must be in [0, 1], got 1.5"),
        (lambda: sigmoid_focal_loss(0.0, 2), "`labels` must be in [0, 1], got 2.0"),
        (lambda: hinge_loss([0.0, 1.0], [1, -1]), "`labels` must be 0 or 1, got -1 at index (1,)"),
        (lambda: smooth_labels([1], label_smoothing=0.1), "`classes` must be given where labels"),
        (
            lambda: smooth_labels([3], label_smoothing=0.1, classes=3),
            "`labels` must be in [0, 3), got 3 at index (0,)",
        ),
        (
            lambda: smooth_labels([0.5, 0.5], label_smoothing=0.1, classes=3),
            "`classes` must be 2, the length of labels' last axis, got 3",
        ),
        (
            lambda: smooth_labels([1], label_smoothing=0.1, classes=2.0),
            "`classes` must be a positive integer, got 2.0",
        ),
        (
            lambda: smooth_labels([1], label_smoothing=[0.1], classes=2),
            "`label_smoothing` must be one number, got an array of shape (1,)",
        ),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
