"""The properties that every loss has; each test runs over the one list of cases."""

import jax
import numpy as np
import pytest
from cases import CASES

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def some_cases(condition):
    chosen = [case for case in CASES if condition(case)]
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case.name)


# The gradient


@every_case
def test_gradient_matches_central_difference(case, rng):
    arguments = case.draw(rng)
    fixed = arguments[case.differentiable :]
    free = arguments[: case.differentiable]
    steps = [1e-5 * rng.standard_normal(x.shape) for x in free]
    up = case.loss(*(x + step for x, step in zip(free, steps, strict=True)), *fixed)
    down = case.loss(*(x - step for x, step in zip(free, steps, strict=True)), *fixed)
    _, gradients = case.gradients(*arguments)
    slope = sum(np.sum(g * step) for g, step in zip(gradients, steps, strict=True))
    np.testing.assert_allclose(np.sum(up - down), 2 * slope, rtol=1e-5)


@every_case
def test_gradient_is_that_of_automatic_differentiation(case, rng):
    arguments = case.draw(rng)

    def total(*free):
        return case.second(*free, *arguments[case.differentiable :]).sum()

    free = arguments[: case.differentiable]
    expected = jax.grad(total, argnums=tuple(range(case.differentiable)))(*free)
    _, gradients = case.gradients(*arguments)
    for got, other in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(got, other, rtol=1e-9, atol=1e-12)


@every_case
def test_gradient_comes_with_the_same_loss(case, rng):
    arguments = case.draw(rng)
    loss, gradients = case.gradients(*arguments)
    np.testing.assert_array_equal(loss, case.loss(*arguments))
    assert [g.shape for g in gradients] == [x.shape for x in arguments[: case.differentiable]]


# The value


@every_case
def test_second_formula(case, rng):
    arguments = case.draw(rng)
    np.testing.assert_allclose(case.loss(*arguments), case.second(*arguments), rtol=1e-11)


@some_cases(lambda case: case.shift_invariant)
def test_shift_of_all_logits_changes_nothing(case, rng):
    x, *rest = case.draw(rng)
    x = np.round(x, 3)
    shifted, slopes = case.gradients(x + 1e3, *rest)
    loss, gradients = case.gradients(x, *rest)
    np.testing.assert_allclose(shifted, loss, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(slopes, gradients, rtol=1e-10, atol=1e-12)


@some_cases(lambda case: case.by_example)
def test_one_example_is_its_row_of_the_batch(case, rng):
    arguments = case.draw(rng)
    one, slopes = case.gradients(*(array[0] for array in arguments))
    loss, gradients = case.gradients(*arguments)
    np.testing.assert_array_equal(one, loss[0])
    for slope, gradient in zip(slopes, gradients, strict=True):
        np.testing.assert_array_equal(slope, gradient[0])


@some_cases(lambda case: case.by_example)
def test_leading_axes_are_all_batch(case, rng):
    arguments = case.draw(rng)
    loss = case.loss(*arguments)
    folded = case.loss(*(array.reshape(2, 3, *array.shape[1:]) for array in arguments))
    np.testing.assert_array_equal(folded, loss.reshape(2, 3, *loss.shape[1:]))


# Types and memory


@every_case
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_results_have_the_dtype_of_the_prediction(case, dtype, rng):
    loss, gradients = case.gradients(*case.cast(case.draw(rng), dtype))
    assert {loss.dtype, *(g.dtype for g in gradients)} == {np.dtype(dtype)}


@every_case
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_floats_are_rounded_at_the_end(case, dtype, rng):
    narrow = case.cast(case.draw(rng), dtype)
    wide_loss, wide_gradients = case.gradients(*case.cast(narrow, np.float64))
    loss, gradients = case.gradients(*narrow)
    for got, wide in zip([loss, *gradients], [wide_loss, *wide_gradients], strict=True):
        unit = np.spacing(np.abs(wide).astype(dtype)).astype(float)
        assert np.all(np.abs(got.astype(float) - wide) <= case.narrow_ulps * unit)


@every_case
def test_integers_become_float64(case, rng):
    whole = [np.round(array).astype(int) for array in case.extremes(rng)]
    rest = case.draw(rng)[len(whole) :]
    loss = case.loss(*whole, *rest)
    assert loss.dtype == np.float64
    np.testing.assert_array_equal(loss, case.loss(*(x.astype(float) for x in whole), *rest))


@every_case
def test_inputs_are_not_written_to(case, rng):
    arguments = case.draw(rng)
    copies = [array.copy() for array in arguments]
    case.gradients(*arguments)
    for array, copy in zip(arguments, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


@every_case
def test_results_are_not_views_of_inputs(case, rng):
    arguments = case.draw(rng)
    loss, gradients = case.gradients(*arguments)
    for result in (loss, *gradients):
        assert not any(np.shares_memory(result, array) for array in arguments)


@every_case
def test_memory_order_changes_nothing(case, rng):
    arguments = case.draw(rng)
    strided = [np.repeat(np.asfortranarray(array), 2, axis=0)[::2] for array in arguments]
    np.testing.assert_array_equal(case.loss(*strided), case.loss(*arguments))


@every_case
def test_lists_are_taken(case, rng):
    arguments = case.draw(rng)
    lists = [array.tolist() for array in arguments]
    np.testing.assert_array_equal(case.loss(*lists), case.loss(*arguments))


# The ends of the domain


@every_case
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_give_numbers(case, dtype, rng):
    ends = case.extremes(rng)
    rest = case.draw(rng)[len(ends) :]
    loss, gradients = case.gradients(*case.cast([*ends, *rest], dtype))
    assert not np.any(np.isnan(loss))
    assert not any(np.any(np.isnan(gradient)) for gradient in gradients)
    assert not case.non_negative or np.all(loss >= 0)


@every_case
def test_nan_reaches_loss_and_gradient(case, rng):
    x, *rest = case.draw(rng)
    loss, gradients = case.gradients(np.full_like(x, np.nan), *rest)
    assert np.any(np.isnan(loss))
    assert case.linear or any(np.any(np.isnan(gradient)) for gradient in gradients)


@some_cases(lambda case: case.empty)
def test_empty_batch(case, rng):
    arguments = [array[:0] for array in case.draw(rng)]
    loss, gradients = case.gradients(*arguments)
    assert np.sum(loss) == 0
    assert [g.shape for g in gradients] == [x.shape for x in arguments[: case.differentiable]]
    assert not case.by_example or loss.shape[0] == 0


# What is refused


def refused(case, arguments):
    with pytest.raises(ValueError, match=r"`\w+` must ") as caught:
        case.loss(*arguments)
    return str(caught.value)


@every_case
def test_another_number_of_examples_is_refused(case, rng):
    arguments = case.draw(rng)
    for i in range(1, len(arguments)):
        changed = [*arguments]
        changed[i] = changed[i][:-1]
        assert "shape" in refused(case, changed)


@every_case
def test_masked_arrays_are_refused(case, rng):
    arguments = case.draw(rng)
    for i, argument in enumerate(arguments):
        changed = [*arguments]
        changed[i] = np.ma.masked_array(argument, np.zeros(argument.shape))
        assert "masked" in refused(case, changed)


@every_case
def test_ragged_lists_are_refused(case, rng):
    arguments = case.draw(rng)
    for i in range(len(arguments)):
        changed = [*arguments]
        changed[i] = [[1.0, 2.0], [3.0]]
        assert "ragged" in refused(case, changed)


@some_cases(lambda case: any(isinstance(v, int | float) for v in case.options.values()))
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_settings_narrow_nothing(case, dtype, rng):
    arguments = case.draw(rng)
    numbers = {name: v for name, v in case.options.items() if isinstance(v, float)}
    narrow = {name: dtype(value) for name, value in numbers.items()}
    wide = {name: float(value) for name, value in narrow.items()}
    got, expected = (case.loss(*arguments, **options) for options in (narrow, wide))
    np.testing.assert_array_equal(got, expected)


@every_case
def test_text_is_refused(case, rng):
    arguments = case.draw(rng)
    for i in range(len(arguments)):
        changed = [*arguments]
        changed[i] = changed[i].astype(str)
        assert "<U" in refused(case, changed)
