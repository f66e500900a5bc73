"""The stable exponentials and logarithms: against SciPy, then their conventions at the edges."""

import re
from functools import partial

import numpy as np
import pytest
import scipy.special

from lossutils.special import (
    log1mexp,
    log_sigmoid,
    log_softmax,
    logsumexp,
    online_logsumexp,
    sigmoid,
    softmax,
    softplus,
)

INF, NAN = np.inf, np.nan
REDUCTIONS = [logsumexp, softmax, log_softmax]
ELEMENTWISE = [sigmoid, log_sigmoid, softplus, log1mexp]

every_reduction = pytest.mark.parametrize("function", REDUCTIONS)
every_elementwise = pytest.mark.parametrize("function", ELEMENTWISE)
every_function = pytest.mark.parametrize("function", REDUCTIONS + ELEMENTWISE)


# Every function


@pytest.mark.parametrize(
    ("function", "second"),
    [
        (partial(logsumexp, axis=0), partial(scipy.special.logsumexp, axis=0)),
        (partial(logsumexp, axis=1), partial(scipy.special.logsumexp, axis=1)),
        (logsumexp, partial(scipy.special.logsumexp, axis=-1)),
        (
            partial(logsumexp, axis=1, keepdims=True),
            partial(scipy.special.logsumexp, axis=1, keepdims=True),
        ),
        (partial(softmax, axis=0), partial(scipy.special.softmax, axis=0)),
        (softmax, partial(scipy.special.softmax, axis=-1)),
        (partial(log_softmax, axis=1), partial(scipy.special.log_softmax, axis=1)),
        (log_softmax, partial(scipy.special.log_softmax, axis=-1)),
        (sigmoid, scipy.special.expit),
        (log_sigmoid, scipy.special.log_expit),
        (softplus, lambda x: np.logaddexp(x, 0)),
    ],
)
def test_second_formula(function, second, rng):
    x = rng.normal(0, 3, (3, 4, 5))
    np.testing.assert_allclose(function(x), second(x), rtol=1e-11)


def test_log1mexp_second_formula(rng):
    x = -rng.uniform(0.1, 3, 100)
    np.testing.assert_allclose(log1mexp(x), np.log(1 - np.exp(x)), rtol=1e-13)


@every_function
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_dtype_is_kept(function, dtype):
    x = np.array([[-1.0, -2.0, -3.0]], dtype)
    assert function(x).dtype == dtype
    assert function(x[:0]).dtype == dtype


@every_function
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_floats_are_rounded_once(function, dtype, rng):
    x = -rng.uniform(0, 30, (50, 6)).astype(dtype)
    wide = function(x.astype(np.float64))
    if function is softmax and dtype == np.float32:  # calculated in float32, for speed
        np.testing.assert_array_max_ulp(function(x), wide.astype(dtype), maxulp=4)
    else:
        np.testing.assert_array_equal(function(x), wide.astype(dtype))


@every_function
@pytest.mark.parametrize("x", [[-1, -2], [False, True], np.array([0, 3], np.uint8)])
def test_integers_become_float64(function, x):
    result = function(x)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, function(np.asarray(x, float)))


@every_function
def test_input_is_not_written_to(function, rng):
    x = rng.normal(size=(4, 5))
    copy = x.copy()
    result = function(x)
    np.testing.assert_array_equal(x, copy)
    assert not np.shares_memory(result, x)


@every_function
@pytest.mark.parametrize("scale", [1e4, 1e300])
def test_extremes_give_numbers(function, scale, rng):
    x = scale * rng.uniform(-1, 0 if function is log1mexp else 1, (50, 6))
    assert not np.any(np.isnan(function(x)))


@every_function
def test_memory_order_changes_nothing(function, rng):
    x = -rng.uniform(0, 9, (6, 300))
    np.testing.assert_array_equal(function(np.asfortranarray(x)[::2]), function(x[::2].copy()))


@every_function
@pytest.mark.parametrize("x", ["text", [1j], [None]])
def test_what_is_not_real_is_refused(function, x):
    with pytest.raises(ValueError, match="`x` must hold real numbers, got dtype"):
        function(x)


# logsumexp, softmax, log_softmax


@every_reduction
def test_number_without_an_axis_is_refused(function):
    with pytest.raises(
        ValueError, match=re.escape("`x` must have at least one axis, got shape ()")
    ):
        function(3.0)


@every_reduction
def test_axis_out_of_range_is_refused(function):
    with pytest.raises(ValueError, match=r"`axis` must be an integer in \[-2, 2\) .*, got 2"):
        function(np.zeros((2, 3)), axis=2)


@every_reduction
def test_axis_is_the_last_after_moving(function, rng):
    x = rng.normal(size=(3, 4, 5))
    expected = function(np.moveaxis(x, 1, -1))
    expected = expected if function is logsumexp else np.moveaxis(expected, -1, 1)
    np.testing.assert_array_equal(function(x, axis=1), expected)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([-INF, -INF], -INF),
        ([-INF, 2.0], 2.0),
        ([INF, 0.0], INF),
        ([INF, -INF], INF),
        ([INF, INF], INF),
        ([NAN, INF], NAN),
        ([NAN, 0.0], NAN),
        ([-INF], -INF),
        ([5.0], 5.0),
        ([], -INF),
        ([1e308, 1e308], 1e308),
    ],
)
def test_logsumexp_at_the_edges(row, expected):
    np.testing.assert_array_equal(logsumexp(row), expected)
    np.testing.assert_array_equal(online_logsumexp([row]), expected)


@pytest.mark.parametrize("function", [softmax, log_softmax])
@pytest.mark.parametrize("row", [[-INF, -INF], [INF, 0.0], [INF, INF], [NAN, 0.0], [NAN], [-INF]])
def test_row_without_probabilities_is_nan(function, row):
    np.testing.assert_array_equal(function(row), np.full(len(row), NAN))


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_bad_row_leaves_the_others_alone(function):
    x = [[NAN, 1.0], [0.0, 1.0], [-INF, -INF]]
    np.testing.assert_array_equal(function(x)[1], function(x[1]))


def test_softmax_of_a_masked_entry_is_0():
    np.testing.assert_array_equal(softmax([0.0, -INF, 0.0]), [0.5, 0, 0.5])
    np.testing.assert_array_equal(log_softmax([0.0, -INF]), [0, -INF])


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0,), (2, 0, 3)])
def test_empty_arrays_keep_their_shape(shape):
    assert softmax(np.zeros(shape)).shape == shape
    assert log_softmax(np.zeros(shape)).shape == shape
    np.testing.assert_array_equal(logsumexp(np.zeros(shape)), np.full(shape[:-1], -INF))


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_shift_changes_nothing(function, rng):
    x = np.round(rng.normal(0, 3, (20, 6)), 3)
    np.testing.assert_allclose(function(x + 4096), function(x), rtol=1e-9)


def test_shift_moves_logsumexp(rng):
    x = rng.normal(0, 3, (20, 6))
    np.testing.assert_allclose(logsumexp(x + 1e4), logsumexp(x) + 1e4, rtol=1e-15)


def test_softmax_is_the_gradient_of_logsumexp(rng):
    x, step = rng.normal(size=(2, 20, 6))
    rise = logsumexp(x + 1e-5 * step) - logsumexp(x - 1e-5 * step)
    np.testing.assert_allclose(rise, 2e-5 * np.sum(softmax(x) * step, axis=-1), rtol=1e-6)


def test_softmax_sums_to_1(rng):
    np.testing.assert_allclose(softmax(rng.normal(0, 30, (100, 50))).sum(axis=-1), 1, rtol=1e-14)


def test_log_softmax_is_its_logarithm(rng):
    x = rng.normal(0, 5, (20, 6))
    np.testing.assert_allclose(np.exp(log_softmax(x)), softmax(x), rtol=1e-14)


def test_row_gives_a_scalar():
    assert isinstance(logsumexp([1.0, 2.0]), np.float64)
    assert logsumexp([1.0, 2.0], keepdims=True).shape == (1,)


# online_logsumexp


@pytest.mark.parametrize("cuts", [[], [1], [10], [3, 3, 17], range(1, 40)])
def test_blocks_give_the_whole(cuts, rng):
    x = rng.normal(0, 20, (3, 4, 40))
    blocks = np.split(x, cuts, axis=-1)
    np.testing.assert_allclose(online_logsumexp(blocks), logsumexp(x), rtol=1e-14)


def test_blocks_are_consumed_one_by_one():
    blocks = iter([[1.0], [2.0]])
    assert online_logsumexp(blocks) == pytest.approx(logsumexp([1.0, 2.0]))
    assert next(blocks, None) is None


@pytest.mark.parametrize(
    "row",
    [[-INF, -INF, 3.0], [3.0, -INF, -INF], [1e4, -1e4, 1e4], [INF, -INF, 0.0], [0.0, NAN, INF]],
)
def test_blocks_at_the_edges(row):
    np.testing.assert_array_equal(online_logsumexp([[x] for x in row]), logsumexp(row))


def test_blocks_are_not_written_to(rng):
    x = rng.normal(size=(2, 6))
    copy = x.copy()
    online_logsumexp(np.split(x, 3, axis=-1))
    np.testing.assert_array_equal(x, copy)


@pytest.mark.parametrize(
    ("dtypes", "expected"),
    [("ee", "e"), ("ef", "f"), ("fd", "d"), ("li", "d"), ("ff", "f")],
)
def test_blocks_have_a_common_dtype(dtypes, expected):
    blocks = [np.ones((2, 3), dtype) for dtype in dtypes]
    assert online_logsumexp(blocks).dtype == expected


def test_blocks_of_an_empty_batch():
    assert online_logsumexp([np.zeros((0, 3)), np.zeros((0, 2))]).shape == (0,)


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([], "`blocks` must yield at least one array, got none"),
        ([1.0, 2.0], "`blocks` must have at least one axis, got shape ()"),
        ([np.ones((2, 3)), np.ones((4, 5))], "`blocks` must have shape (2, 5), got (4, 5)"),
        ([np.ones((2, 3)), 1.0], "`blocks` must have at least one axis, got shape ()"),
        ([["a"]], "`blocks` must hold real numbers, got dtype <U1"),
    ],
)
def test_bad_blocks_are_refused(blocks, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        online_logsumexp(blocks)


# Element by element


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (sigmoid, [0, 0.5, 1, NAN]),
        (log_sigmoid, [-INF, -np.log(2), 0, NAN]),
        (softplus, [0, np.log(2), INF, NAN]),
    ],
)
def test_elementwise_edges(function, expected):
    np.testing.assert_array_equal(function([-INF, 0.0, INF, NAN]), expected)


def test_log1mexp_edges():
    np.testing.assert_array_equal(log1mexp([-INF, 0.0, 1.0, INF, NAN]), [0, -INF, NAN, NAN, NAN])


@every_elementwise
@pytest.mark.parametrize("shape", [(), (1,), (0,), (2, 3), (2, 0)])
def test_shape_is_kept(function, shape):
    assert np.shape(function(np.full(shape, -1.0))) == shape


@every_elementwise
def test_number_gives_a_scalar(function):
    assert isinstance(function(-1.0), np.float64)
    assert isinstance(function(np.float32(-1)), np.float32)


def test_sigmoids_of_both_signs_sum_to_1(rng):
    x = rng.normal(0, 10, 1000)
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


def test_sigmoid_is_the_slope_of_softplus(rng):
    x = rng.normal(0, 3, 100)
    slope = (softplus(x + 1e-5) - softplus(x - 1e-5)) / 2e-5
    np.testing.assert_allclose(slope, sigmoid(x), rtol=1e-6)


def test_softplus_is_minus_log_sigmoid_mirrored(rng):
    x = rng.normal(0, 100, 1000)
    np.testing.assert_array_equal(softplus(x), -log_sigmoid(-x))


def test_log1mexp_undoes_itself(rng):
    x = -rng.uniform(0.1, 3, 100)
    np.testing.assert_allclose(log1mexp(log1mexp(x)), x, rtol=1e-13)
