"""The last digits, against 60-digit arithmetic: at most 4 units in the last place (ulp).

Inputs are seeded and drawn where libraries lose digits; the name of a test is a row of the table.
SciPy answers the same inputs and must not be nearer than ours by more than the noise of half a ulp.
"""

import mpmath
import numpy as np
import pytest
import scipy.special
from mpmath import mp, mpf

from lossutils import (
    binary_cross_entropy,
    log1mexp,
    log_sigmoid,
    log_softmax,
    logsumexp,
    sigmoid,
    sigmoid_binary_cross_entropy,
    softmax,
    softmax_cross_entropy,
    softplus,
)

ROWS, CLASSES, NUMBERS = 1000, 5, 2000

every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.fixture(autouse=True)
def sixty_digits():
    with mpmath.workdps(60):
        yield


def assert_accurate(got, exact, scipys=None):
    # The exact values as pairs of floats, 106 bits: the rest is quick.
    high = np.array([float(e) for e in exact])
    low = np.array([float(e - h) for e, h in zip(exact, high.tolist(), strict=True)])
    error = ulps(got, high, low)
    assert error <= 4
    assert scipys is None or error <= ulps(scipys, high, low) + 0.5


def ulps(got, high, low):
    """Largest error of `got`, in units of the last place of the exact values."""
    error = np.abs(np.ravel(got).astype(float) - high - low)
    return np.max(error / np.spacing(np.abs(high).astype(got.dtype)))


def numbers(x):
    return [mpf(v) for v in np.ravel(x).tolist()]


# Rows of logits


def confident(rng, dtype):
    """One class leads by 15 to 80, at any offset."""
    x = rng.normal(0, 3, (ROWS, CLASSES)) + rng.uniform(-50, 50, (ROWS, 1))
    leader = rng.integers(CLASSES, size=(ROWS, 1))
    lead = x.max(axis=-1, keepdims=True) + rng.uniform(15, 80, (ROWS, 1))
    np.put_along_axis(x, leader, lead, axis=-1)
    return x.astype(dtype)


def ordinary(rng, dtype):
    return rng.normal(0, rng.choice([0.1, 1, 3, 10], (ROWS, 1)), (ROWS, CLASSES)).astype(dtype)


def huge(rng, dtype):
    """Up to 1e4 in size; half of the rows lie close together there."""
    spread = rng.uniform(-1e4, 1e4, (ROWS // 2, CLASSES))
    close = rng.choice([-1e4, 1e4], (ROWS // 2, 1)) + rng.normal(0, 5, (ROWS // 2, CLASSES))
    return np.concatenate([spread, close]).astype(dtype)


every_row = pytest.mark.parametrize("draw", [confident, ordinary, huge])


def exact_nll(row):
    """-log p of every class, as a sum of positive terms: no digits of the 60 are lost."""
    row = numbers(row)
    k = max(range(len(row)), key=row.__getitem__)
    rest = mp.fsum(mp.exp(v - row[k]) for i, v in enumerate(row) if i != k)
    return [mp.log1p(rest) + (row[k] - v) for v in row]


def exact_rows(x):
    return np.array([exact_nll(row) for row in x], dtype=object)


@every_dtype
@every_row
def test_cross_entropy_and_gradient(draw, dtype, rng):
    x = draw(rng, dtype)
    y = np.where(rng.random(ROWS) < 0.5, x.argmax(axis=-1), rng.integers(CLASSES, size=ROWS))
    cost, hot = exact_rows(x), np.arange(CLASSES) == y[:, None]
    loss, grad = softmax_cross_entropy(x, y, return_grad=True)
    assert_accurate(loss, cost[hot], -scipy.special.log_softmax(x, axis=-1)[hot])
    exact = [mp.expm1(-c) if h else mp.exp(-c) for c, h in zip(cost.flat, hot.flat, strict=True)]
    assert_accurate(grad, exact, scipy.special.softmax(x, axis=-1) - hot.astype(dtype))


@every_dtype
@every_row
def test_log_softmax_and_softmax(draw, dtype, rng):
    x = draw(rng, dtype)
    cost = exact_rows(x).ravel()
    assert_accurate(log_softmax(x), -cost, scipy.special.log_softmax(x, axis=-1))
    exact = [mp.exp(-c) for c in cost]
    assert_accurate(softmax(x), exact, scipy.special.softmax(x, axis=-1))


@every_dtype
@every_row
def test_logsumexp(draw, dtype, rng):
    x = np.abs(draw(rng, dtype))  # near a result of 0 the conditioning is the input's
    exact = exact_rows(x)[:, 0] + numbers(x[:, 0])
    assert_accurate(logsumexp(x), exact, scipy.special.logsumexp(x, axis=-1))


@every_dtype
@every_row
def test_soft_labels(draw, dtype, rng):
    x, q = draw(rng, dtype), rng.dirichlet(np.ones(CLASSES), ROWS).astype(dtype)
    exact = np.sum(exact_rows(x) * np.reshape(numbers(q), q.shape), axis=-1)
    assert_accurate(softmax_cross_entropy(x, q), exact)


@every_dtype
def test_one_hot_gradient_of_confident_rows(dtype, rng):
    x = confident(rng, dtype)
    hot = x == x.max(axis=-1, keepdims=True)
    _, grad = softmax_cross_entropy(x, hot.astype(dtype), return_grad=True)
    costs = zip(exact_rows(x).flat, hot.flat, strict=True)
    assert_accurate(grad, [mp.expm1(-c) if h else mp.exp(-c) for c, h in costs])


@every_dtype
@pytest.mark.parametrize("size", [1000, 32000, 128256])
def test_long_rows(size, dtype, rng):
    # Few values, each many times, in random order: 200 exponentials make an exact sum.
    values = rng.normal(0, 3, (12, 200)).astype(dtype)
    drawn = rng.integers(200, size=(12, size))
    x = np.take_along_axis(values, drawn, axis=-1)
    counts = [np.bincount(row, minlength=200).tolist() for row in drawn]
    terms = [zip(n, numbers(v), strict=True) for n, v in zip(counts, values, strict=True)]
    exact = [mp.log(mp.fsum(n * mp.exp(v) for n, v in row)) for row in terms] - x[:, 0].astype(
        float
    )
    loss = softmax_cross_entropy(x, np.zeros(12, int))
    assert_accurate(loss, exact, -scipy.special.log_softmax(x, axis=-1)[:, 0])


# Single numbers


def tails(rng, dtype):
    """Both signs, out to where exp reaches the smallest float."""
    end = 740 if dtype == np.float64 else 100
    return rng.uniform(-end, end, NUMBERS).astype(dtype)


def middle(rng, dtype):
    return rng.normal(0, 4, NUMBERS).astype(dtype)


def near_0(rng, dtype):
    return (rng.choice([-1, 1], NUMBERS) * 10 ** rng.uniform(-30, 0, NUMBERS)).astype(dtype)


def binary_labels(rng, dtype):
    """Hard, soft, and so near to 1 that 1 - y is small, in turn."""
    u = rng.uniform(0, 1, NUMBERS)
    kind = np.arange(NUMBERS) % 3
    return np.choose(kind, [np.round(u), u, 1 - 1e-6 * u]).astype(dtype)


every_number = pytest.mark.parametrize("draw", [tails, middle, near_0])


def exact_softplus(x):
    return np.array([max(v, 0) + mp.log1p(mp.exp(-abs(v))) for v in numbers(x)], dtype=object)


@every_dtype
@every_number
def test_sigmoid(draw, dtype, rng):
    x = draw(rng, dtype)
    exact = [1 / (1 + mp.exp(-v)) for v in numbers(x)]
    assert_accurate(sigmoid(x), exact, scipy.special.expit(x))


@every_dtype
@every_number
def test_softplus_and_log_sigmoid(draw, dtype, rng):
    x = draw(rng, dtype)
    assert_accurate(softplus(x), exact_softplus(x), -scipy.special.log_expit(-x))
    assert_accurate(log_sigmoid(x), -exact_softplus(-x), scipy.special.log_expit(x))


@every_dtype
@every_number
def test_binary_cross_entropy_with_logits(draw, dtype, rng):
    z, y = draw(rng, dtype), binary_labels(rng, dtype)
    exact_y = np.array(numbers(y))
    exact = exact_y * exact_softplus(-z) + (1 - exact_y) * exact_softplus(z)
    log_p, log_q = scipy.special.log_expit(z), scipy.special.log_expit(-z)
    assert_accurate(sigmoid_binary_cross_entropy(z, y), exact, -(y * log_p + (1 - y) * log_q))


@every_dtype
@every_number
def test_gradient_of_binary_cross_entropy_with_logits(draw, dtype, rng):
    z, y = draw(rng, dtype), rng.integers(0, 2, NUMBERS)
    _, grad = sigmoid_binary_cross_entropy(z, y, return_grad=True)
    sign = (1 - 2 * y).tolist()
    exact = [s / (1 + mp.exp(-s * v)) for s, v in zip(sign, numbers(z), strict=True)]
    assert_accurate(grad, exact, scipy.special.expit(z) - y.astype(dtype))


@every_dtype
def test_binary_cross_entropy_of_probabilities(dtype, rng):
    small = (10 ** rng.uniform(-30, -0.3, NUMBERS)).astype(dtype)
    p = np.where(rng.random(NUMBERS) < 0.5, small, 1 - small)
    p = np.clip(p, None, np.nextafter(dtype(1), dtype(0)))
    y = binary_labels(rng, dtype)
    pairs = zip(numbers(p), numbers(y), strict=True)
    loss = binary_cross_entropy(p, y)
    scipys = -(scipy.special.xlogy(y, p) + scipy.special.xlog1py(1 - y, -p))
    assert_accurate(loss, [-b * mp.log(a) - (1 - b) * mp.log1p(-a) for a, b in pairs], scipys)


@every_dtype
def test_gradient_of_binary_cross_entropy_of_probabilities(dtype, rng):
    p, y = rng.uniform(0.01, 0.99, NUMBERS).astype(dtype), rng.integers(0, 2, NUMBERS)
    _, grad = binary_cross_entropy(p, y, return_grad=True)
    assert_accurate(
        grad, [-1 / a if b else 1 / (1 - a) for a, b in zip(numbers(p), y, strict=True)]
    )


@every_dtype
def test_log1mexp(dtype, rng):
    low, high = (-300, 2.86) if dtype == np.float64 else (-37, 1.9)
    wide, near_switch = 10 ** rng.uniform(low, high, NUMBERS), rng.uniform(0, 2, NUMBERS)
    x = -np.concatenate([wide, near_switch]).astype(dtype)
    exact = [mp.log(-mp.expm1(v)) if v > -1 else mp.log1p(-mp.exp(v)) for v in numbers(x)]
    assert_accurate(log1mexp(x), exact)
