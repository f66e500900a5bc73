"""Distillation: its ends, its temperature, its teacher."""

import re

import numpy as np
import pytest

from lossutils import (
    distillation_loss,
    js_divergence,
    kl_divergence,
    kl_divergence_from_logits,
    softmax,
    softmax_cross_entropy,
)

INF = np.inf


@pytest.fixture
def pair(rng):
    return rng.normal(0, 3, (2, 20, 6))


def test_ends_are_forward_and_reverse_divergence(pair):
    student, teacher = pair
    forward = kl_divergence_from_logits(teacher, student)
    np.testing.assert_array_equal(distillation_loss(student, teacher), forward)
    reverse = kl_divergence_from_logits(student, teacher)
    np.testing.assert_array_equal(distillation_loss(student, teacher, beta=1), reverse)


def test_middle_is_jensen_shannon(pair):
    student, teacher = pair
    expected = js_divergence(softmax(student), softmax(teacher))
    np.testing.assert_allclose(distillation_loss(student, teacher, beta=0.5), expected, rtol=1e-12)


def test_middle_over_beta_tends_to_the_forward_divergence(pair):
    student, teacher = pair
    forward = kl_divergence(softmax(teacher), softmax(student))
    small = distillation_loss(student, teacher, beta=1e-9) / 1e-9
    np.testing.assert_allclose(small, forward, rtol=1e-3)


def test_forward_gradient_is_that_of_soft_cross_entropy(pair):
    student, teacher = pair
    _, grad = distillation_loss(student, teacher, return_grad=True)
    _, expected = softmax_cross_entropy(student, softmax(teacher), return_grad=True)
    np.testing.assert_allclose(grad, expected, atol=1e-15)


def test_temperature_squared_keeps_the_size_of_the_gradient(pair):
    student, teacher = pair - pair.mean(axis=-1, keepdims=True)
    _, grad = distillation_loss(student, teacher, temperature=1e3, return_grad=True)
    # Hinton, Vinyals and Dean (2015), equation 4: for centred logits (v - z) / (N T^2), times T^2.
    np.testing.assert_allclose(grad, (student - teacher) / 6, rtol=0.05, atol=0.01)


@pytest.mark.parametrize("beta", [0, 0.3, 1])
def test_student_that_equals_its_teacher_costs_nothing(beta, pair):
    loss, grad = distillation_loss(pair[0], pair[0] + 7, beta=beta, return_grad=True)
    np.testing.assert_allclose(loss, 0, atol=1e-29)
    np.testing.assert_allclose(grad, 0, atol=1e-14)


@pytest.mark.parametrize("beta", [0, 0.3, 1])
def test_near_its_teacher_the_loss_is_quadratic(beta, pair):
    teacher, step = pair[0], 1e-8 * pair[1]
    p = softmax(teacher)
    variance = np.sum(p * (step - np.sum(p * step, axis=-1, keepdims=True)) ** 2, axis=-1)
    share = beta * (1 - beta) if 0 < beta < 1 else 1
    loss = distillation_loss(teacher + step, teacher, beta=beta)
    np.testing.assert_allclose(loss, share * variance / 2, rtol=1e-6)


@pytest.mark.parametrize(("beta", "expected"), [(0, INF), (0.5, None), (1, 0)])
def test_class_that_the_student_excludes(beta, expected):
    loss, grad = distillation_loss([0.0, -INF], [50.0, 0.0], beta=beta, return_grad=True)
    assert expected is None or loss == pytest.approx(expected, abs=1e-20)
    assert not np.isnan(loss)
    assert not np.any(np.isnan(grad))


@pytest.mark.parametrize("beta", [0.01, 0.5, 0.99])
def test_far_apart_the_middle_is_an_entropy_of_the_mixture(beta):
    loss, grad = distillation_loss([1e4, 0.0], [0.0, 1e4], beta=beta, return_grad=True)
    expected = -beta * np.log(beta) - (1 - beta) * np.log(1 - beta)
    assert loss == pytest.approx(expected)
    np.testing.assert_array_equal(grad, [0, 0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": 0}, "`temperature` must be a positive number, got 0"),
        ({"temperature": -1.5}, "`temperature` must be a positive number, got -1.5"),
        ({"beta": 1.5}, "`beta` must be in [0, 1], got 1.5"),
        ({"beta": [0, 1]}, "`beta` must be one number, got an array of shape (2,)"),
    ],
)
def test_bad_option_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        distillation_loss([0.0, 1.0], [0.0, 1.0], **options)


def test_teacher_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=re.escape("`teacher` must have shape (2,), got (3,)")):
        distillation_loss([0.0, 1.0], [0.0, 1.0, 2.0])


def test_student_without_classes_is_refused():
    with pytest.raises(ValueError, match="`student` must have classes on its last axis"):
        distillation_loss(1.0, 1.0)
