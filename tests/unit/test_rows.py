"""Blocks of rows and threads: the same numbers, in less memory, whatever the cut."""

import tracemalloc

import numpy as np
import pytest

from lossutils import log_softmax, logsumexp, softmax, softmax_cross_entropy
from lossutils._rows import by_rows, row_sums

ROWS, CLASSES = 3000, 400  # more than one block, and more than one thread


@pytest.fixture
def batch(rng):
    """Logits of every size, rows all below 0 among them, and labels."""
    x = rng.normal(0, 3, (ROWS, CLASSES)) + rng.choice([-900, -50, 0, 50, 900], (ROWS, 1))
    return x, rng.integers(CLASSES, size=ROWS)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("options", [{}, {"z_loss": 1e-4}, {"label_smoothing": 0.1}])
def test_a_row_depends_on_itself_alone(options, dtype, batch):
    x, y = batch[0].astype(dtype), batch[1]
    loss, grad = softmax_cross_entropy(x, y, return_grad=True, **options)
    for i in range(0, ROWS, 271):
        one, slope = softmax_cross_entropy(x[i], y[i], return_grad=True, **options)
        assert one == loss[i]
        np.testing.assert_array_equal(slope, grad[i])


@pytest.mark.parametrize("function", [logsumexp, softmax, log_softmax])
def test_long_arrays_are_done_as_short_ones(function, batch):
    x = batch[0]
    np.testing.assert_array_equal(function(x)[::271], function(x[::271]))


@pytest.mark.parametrize("threads", ["1", "3"])
def test_number_of_threads_changes_nothing(threads, batch, monkeypatch):
    expected = softmax_cross_entropy(*batch, return_grad=True)
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    got = softmax_cross_entropy(*batch, return_grad=True)
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("options", [{}, {"z_loss": 1e-4}, {"label_smoothing": 0.1}])
def test_gradient_may_overwrite_the_logits(options, dtype, batch):
    x, y = batch[0].astype(dtype), batch[1]
    options |= {"return_grad": True, "reduction": "mean"}
    loss, grad = softmax_cross_entropy(x, y, **options)
    own_loss, own = softmax_cross_entropy(x, y, out=x, **options)
    assert own_loss == loss
    assert np.shares_memory(own, x)
    np.testing.assert_array_equal(x, grad)


@pytest.mark.parametrize(
    ("out", "got"),
    [
        (np.empty((2, 4)), "float64 of shape \\(2, 4\\)"),
        (np.empty((2, 3), np.float32), "float32 of shape \\(2, 3\\)"),
        (np.empty((3, 2)).T, "float64 of shape \\(2, 3\\)"),
        ([[0.0] * 3] * 2, "list of shape \\(2, 3\\)"),
    ],
)
def test_gradient_that_does_not_fit_is_refused(out, got):
    message = rf"`out` must be .* shape \(2, 3\) and dtype float64, got {got}"
    with pytest.raises(ValueError, match=message):
        softmax_cross_entropy(np.zeros((2, 3)), [0, 1], return_grad=True, out=out)


def test_gradient_array_without_a_gradient_is_refused():
    with pytest.raises(ValueError, match="`out` must come with return_grad=True"):
        softmax_cross_entropy(np.zeros(3), 0, out=np.zeros(3))


def peak(function):
    tracemalloc.start()
    result = function()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result is not None
    return most


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_memory_beyond_the_input(dtype, rng):
    x = rng.normal(0, 3, (4096, 1000)).astype(dtype)
    y = rng.integers(1000, size=4096)
    assert peak(lambda: softmax_cross_entropy(x, y)) < 0.11 * x.nbytes
    with_gradient = peak(lambda: softmax_cross_entropy(x, y, return_grad=True))
    assert with_gradient < 1.15 * x.nbytes
    in_place = peak(lambda: softmax_cross_entropy(x, y, return_grad=True, out=x))
    assert in_place < 0.15 * x.nbytes


def test_failure_in_a_thread_is_raised(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    rows = np.arange(2**10)

    def fails_at_the_end(block):
        if block[-1] == rows[-1]:
            raise MemoryError
        return (block,)

    with pytest.raises(MemoryError):
        by_rows(fails_at_the_end, (rows,), (np.empty(2**10),), width=2**10)


@pytest.mark.parametrize("width", [1, 5, 509, 1000, 1021, 50257])
def test_row_sums(width, rng):
    x = rng.normal(size=(3, width))
    np.testing.assert_allclose(row_sums(x), x.sum(axis=1), rtol=1e-13, atol=1e-12)


def test_gradient_that_overlaps_the_logits_is_refused():
    memory = np.zeros((4, 3))
    with pytest.raises(ValueError, match="`out` must be `logits` itself or apart from it"):
        softmax_cross_entropy(memory[:-1], [0, 1, 2], return_grad=True, out=memory[1:])


def test_gradient_given_is_the_gradient_returned():
    out = np.empty((2, 3))
    _, grad = softmax_cross_entropy(np.zeros((2, 3)), [0, 1], return_grad=True, out=out)
    assert grad is out


def test_tiny_weights_keep_the_whole_gradient():
    x = np.float32([[60, 20, 59]])
    _, grad = softmax_cross_entropy(x, [0], weight=[1e-20] * 3, return_grad=True)
    _, plain = softmax_cross_entropy(x, [0], return_grad=True)
    np.testing.assert_allclose(grad * 1e20, plain, rtol=1e-6)


@pytest.mark.parametrize("index", [[0, 1], 1.5, "a", True])
def test_index_to_ignore_is_an_integer(index):
    with pytest.raises(ValueError, match="`ignore_index` must be an integer, got"):
        softmax_cross_entropy(np.zeros((2, 3)), [0, 1], ignore_index=index)


def test_class_of_weight_0_silences_nan():
    loss, grad = softmax_cross_entropy([[np.nan, 0.0]], [0], weight=[0, 1], return_grad=True)
    np.testing.assert_array_equal(grad, [[0, 0]])
    assert loss[0] == 0


@pytest.mark.parametrize("value", ["100000", "2,1", "²", "", "0"])
def test_thread_variable_of_any_form(value, batch, monkeypatch):
    expected = softmax_cross_entropy(*batch)
    monkeypatch.setenv("OMP_NUM_THREADS", value)
    np.testing.assert_array_equal(softmax_cross_entropy(*batch), expected)


def test_empty_list_is_the_labels_of_an_empty_batch():
    assert softmax_cross_entropy(np.zeros((0, 3)), []).shape == (0,)
