"""Several losses, one model: what each function promises beyond the properties."""

import itertools
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import nnls

from lossutils.multitask import dwa_weights, gradnorm, mgda, pcgrad, uncertainty_weighting

INF = np.inf
STATE = {name: [1.0, 1.0] for name in ("weights", "grad_norms", "losses", "initial_losses")}


def every(*names):
    return pytest.mark.parametrize("name", names)


# uncertainty_weighting


def test_best_variance_is_the_loss(rng):
    losses = rng.uniform(0.1, 5, (4, 3))
    total, _, by_s = uncertainty_weighting(losses, np.log(losses), return_grad=True)
    np.testing.assert_allclose(total, np.sum(1 + np.log(losses), axis=-1) / 2, rtol=1e-14)
    np.testing.assert_allclose(by_s, 0, atol=1e-15)


def test_total_of_small_losses_may_be_negative():
    assert uncertainty_weighting([np.exp(-3)], [-3.0]) == pytest.approx(-1)


def test_uncertainty_weighting_is_gaussian_likelihood(rng):
    error, sigma = rng.normal(size=5), rng.uniform(0.5, 2, 5)
    density = np.exp(-((error / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    expected = -np.sum(np.log(density)) - 5 * np.log(2 * np.pi) / 2
    assert uncertainty_weighting(error**2, 2 * np.log(sigma)) == pytest.approx(expected)


def test_loss_of_0_costs_nothing_however_sure_its_task_is():
    total, by_losses, by_s = uncertainty_weighting([0.0], [-1e4], return_grad=True)
    assert total == -5000
    np.testing.assert_array_equal(by_losses, [INF])
    np.testing.assert_array_equal(by_s, [0.5])


@pytest.mark.parametrize(
    ("losses", "log_variances", "message"),
    [
        (1.0, 0.0, "`losses` must have tasks on its last axis, got shape ()"),
        (np.zeros((3, 0)), np.zeros((3, 0)), "`losses` must have tasks on its last axis, got sh"),
        (np.zeros((3, 2)), np.zeros(2), "`log_variances` must have shape (3, 2), got (2,)"),
        ([1.0, -2.0], [0.0, 0.0], "`losses` must be finite and at least 0, got -2.0 at index (1,)"),
        ([[INF, 2.0]], [[0.0, 0.0]], "`losses` must be finite and at least 0, got inf at index"),
        ([1j], [0.0], "`losses` must hold real numbers, got dtype complex128"),
    ],
)
def test_uncertainty_weighting_refuses(losses, log_variances, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        uncertainty_weighting(losses, log_variances)


# dwa_weights


def test_equal_ratios_give_weights_of_1(rng):
    earlier = rng.uniform(0.1, 9, (4, 3))
    np.testing.assert_allclose(dwa_weights(0.7 * earlier, earlier), np.ones((4, 3)))


def test_slowest_task_gets_the_largest_weight():
    weights = dwa_weights([1.0, 0.9, 3.0], [1.0, 1.0, 6.0])
    assert weights[0] > weights[1] > weights[2]
    assert np.sum(weights) == pytest.approx(3)


def test_two_tasks_are_a_sigmoid():
    # K softmax(r / T) for K = 2, r = (1, 1/2), T = 2.
    p = 1 / (1 + np.exp(-0.25))
    np.testing.assert_allclose(dwa_weights([1.0, 1.0], [1.0, 2.0]), [2 * p, 2 - 2 * p])


@pytest.mark.parametrize(("temperature", "expected"), [(1e9, [1, 1]), (1e-3, [2, 0])])
def test_temperature_levels_or_sharpens(temperature, expected):
    got = dwa_weights([1.0, 0.5], [1.0, 1.0], temperature=temperature)
    np.testing.assert_allclose(got, expected, atol=1e-8)


def test_unknown_loss_gives_unknown_weights():
    assert np.all(np.isnan(dwa_weights([np.nan, 1.0], [1.0, 1.0])))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble])
def test_weights_have_the_dtype_of_the_losses(dtype):
    assert dwa_weights(np.ones(2, dtype), np.ones(2, dtype)).dtype == dtype


@every("last_losses", "earlier_losses")
@pytest.mark.parametrize("bad", [0.0, -1.0, INF])
def test_dwa_refuses_losses_that_are_not_positive(name, bad):
    arguments = {"last_losses": [1.0, 1.0], "earlier_losses": [1.0, 1.0]} | {name: [1.0, bad]}
    message = f"`{name}` must be finite and positive, got {bad} at index (1,)"
    with pytest.raises(ValueError, match=re.escape(message)):
        dwa_weights(**arguments)


def test_dwa_refuses_other_settings():
    with pytest.raises(ValueError, match="`temperature` must be a positive number, got 0"):
        dwa_weights([1.0], [1.0], temperature=0)
    with pytest.raises(ValueError, match=r"`earlier_losses` must have shape \(1,\), got \(2,\)"):
        dwa_weights([1.0], [1.0, 1.0])
    with pytest.raises(ValueError, match=r"`last_losses` must have tasks .*, got shape \(\)"):
        dwa_weights(1.0, 1.0)


# gradnorm


def task_state(rng, *shape):
    return [rng.uniform(0.2, 3, shape) for _ in range(4)]


def plain_gradnorm(weights, grad_norms, losses, initial_losses, alpha=1.5):
    weighted = weights * grad_norms
    rate = losses / initial_losses
    rate = rate / rate.mean(axis=-1, keepdims=True)
    target = jax.lax.stop_gradient(weighted.mean(axis=-1, keepdims=True) * rate**alpha)
    return jnp.abs(weighted - target).sum(axis=-1)


@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.5])
def test_gradnorm_differentiates_with_the_target_held(alpha, rng):
    state = task_state(rng, 6, 4)
    loss, grad = gradnorm(*state, alpha=alpha, return_grad=True)
    np.testing.assert_allclose(loss, plain_gradnorm(*state, alpha=alpha), rtol=1e-13)
    expected = jax.grad(lambda *state: plain_gradnorm(*state, alpha=alpha).sum())(*state)
    np.testing.assert_allclose(grad, expected, rtol=1e-13)
    np.testing.assert_array_equal(gradnorm(*state, alpha=alpha), loss)


def test_slow_task_is_pulled_up_and_fast_task_down():
    # Ratios 1.5 and 0.5 of the mean; both gradients have norm 1.
    loss, grad = gradnorm([1, 1], [1, 1], [0.75, 0.25], [1, 1], alpha=1, return_grad=True)
    assert loss == 1
    np.testing.assert_array_equal(grad, [-1, 1])


def test_tasks_on_their_target_cost_nothing():
    # Both at the same ratio, with weights that even out the norms.
    loss, grad = gradnorm([1.0, 0.25], [1.0, 4.0], [3.0, 6.0], [6.0, 12.0], return_grad=True)
    assert loss == 0
    np.testing.assert_array_equal(grad, [0, 0])


def test_single_task_is_always_on_target(rng):
    loss, grad = gradnorm(*task_state(rng, 9, 1), return_grad=True)
    np.testing.assert_array_equal(loss, np.zeros(9))
    np.testing.assert_array_equal(grad, np.zeros((9, 1)))


def test_descent_evens_out_the_norms():
    weights, norms, losses = np.ones(2), np.array([1.0, 9.0]), np.ones(2)
    for _ in range(500):
        _, grad = gradnorm(weights, norms, losses, losses, return_grad=True)
        weights = np.maximum(weights - 1e-3 * grad, 0)
        weights *= 2 / np.sum(weights)
    np.testing.assert_allclose(weights, [1.8, 0.2], atol=0.02)


@pytest.mark.parametrize("i", range(4))
def test_gradnorm_passes_nan_on(i, rng):
    state = task_state(rng, 3)
    state[i][1] = np.nan
    loss, grad = gradnorm(*state, return_grad=True)
    assert np.isnan(loss)
    assert np.any(np.isnan(grad))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble])
def test_gradnorm_keeps_dtype_and_inputs(dtype, rng):
    state = [array.astype(dtype) for array in task_state(rng, 2, 3)]
    copies = [array.copy() for array in state]
    loss, grad = gradnorm(*state, return_grad=True)
    assert (loss.dtype, grad.dtype) == (dtype, dtype)
    np.testing.assert_array_equal(state, copies)


def test_gradnorm_of_no_example():
    loss, grad = gradnorm(*np.zeros((4, 0, 3)), return_grad=True)
    assert (loss.shape, grad.shape) == ((0,), (0, 3))


@every("grad_norms", "losses", "initial_losses")
def test_gradnorm_refuses_another_shape(name):
    with pytest.raises(ValueError, match=rf"`{name}` must have shape \(2,\), got \(1,\)"):
        gradnorm(**(STATE | {name: [1.0]}))


@every("weights", "grad_norms", "losses", "initial_losses")
def test_gradnorm_refuses_what_is_out_of_its_domain(name):
    with pytest.raises(ValueError, match=rf"`{name}` must be finite and .*, got -1.0 at index"):
        gradnorm(**(STATE | {name: [1.0, -1.0]}))


@every("losses", "initial_losses")
def test_gradnorm_refuses_a_loss_of_0(name):
    with pytest.raises(ValueError, match=rf"`{name}` must be finite and positive, got 0.0 at"):
        gradnorm(**(STATE | {name: [0.0, 1.0]}))


def test_gradnorm_refuses_other_settings():
    with pytest.raises(ValueError, match="`alpha` must be finite and at least 0, got -1"):
        gradnorm([1.0], [1.0], [1.0], [1.0], alpha=-1)
    with pytest.raises(ValueError, match=r"`weights` must have tasks .*, got shape \(\)"):
        gradnorm(1.0, 1.0, 1.0, 1.0)


# pcgrad


def test_gradients_without_conflict_stay_bit_for_bit(rng):
    g = rng.uniform(0, 1, (4, 7))
    np.testing.assert_array_equal(pcgrad(g), g)


def test_two_conflicting_gradients_become_orthogonal(rng):
    a = rng.normal(size=9)
    b = rng.normal(size=9) - 2 * a
    got = pcgrad([a, b])
    np.testing.assert_allclose(got[0], a - (a @ b) / (b @ b) * b, rtol=1e-12)
    np.testing.assert_allclose([got[0] @ b, got[1] @ a], 0, atol=1e-13)


def test_opposite_gradients_vanish(rng):
    g = rng.normal(size=5)
    np.testing.assert_allclose(pcgrad([g, -3 * g]), np.zeros((2, 5)), atol=1e-15)


def test_projection_is_off_the_original_gradients():
    # Row 2 meets row 0 and then row 1 as they came, although those have their own conflict.
    got = pcgrad([[1.0, 0.0], [-1.0, 1.0], [-1.0, -2.0]])
    np.testing.assert_allclose(got[2], [-1.0, -1.0])


def test_gradient_is_not_projected_off_itself():
    # Off 170 degrees, then off 250: the last row has turned from 0 to 160 degrees.
    angles = np.deg2rad([170, 250, 0])
    got = pcgrad(np.stack([np.cos(angles), np.sin(angles)], axis=-1))[2]
    turned = np.deg2rad(160)
    expected = np.cos(np.deg2rad(80)) ** 2 * np.array([np.cos(turned), np.sin(turned)])
    np.testing.assert_allclose(got, expected)


def test_order_of_the_projections_matters(rng):
    g = rng.normal(size=(4, 3))
    outcomes = {pcgrad(g, rng=np.random.default_rng(seed)).tobytes() for seed in range(20)}
    assert len(outcomes) > 1


def test_same_generator_gives_the_same_gradients(rng):
    g = rng.normal(size=(4, 3))
    first, second = (pcgrad(g, rng=np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_every_random_order_is_one_of_the_permutations(rng):
    g = rng.normal(size=(3, 2))
    rows = []
    for order in itertools.permutations([1, 2]):
        row = g[0]
        for j in order:
            row = row - min(row @ g[j], 0) / (g[j] @ g[j]) * g[j]
        rows.append(row)
    for seed in range(10):
        got = pcgrad(g, rng=np.random.default_rng(seed))[0]
        assert min(np.max(np.abs(got - row)) for row in rows) < 1e-14


def test_gradient_of_zeros_conflicts_with_none():
    g = [[0.0, 0.0], [1.0, -1.0], [-1.0, 0.0]]
    np.testing.assert_allclose(pcgrad(g), [[0, 0], [0, -1], [-0.5, -0.5]])


@pytest.mark.parametrize("scale", [2.0**900, 2.0**-900])
def test_lengths_of_gradients_neither_overflow_nor_underflow(scale, rng):
    g = rng.normal(size=(3, 2))
    np.testing.assert_array_equal(pcgrad(scale * g), scale * pcgrad(g))


def test_nan_stays_in_its_row():
    got = pcgrad([[np.nan, 1.0], [1.0, 0.0], [-1.0, 1.0]])
    assert np.isnan(got[0, 0])
    assert np.all(np.isfinite(got[1:]))


@pytest.mark.parametrize("function", [pcgrad, mgda])
def test_gradients_keep_their_dtype_and_are_not_written_to(function, rng):
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        g = rng.normal(size=(3, 2)).astype(dtype)
        copy = g.copy()
        assert function(g).dtype == dtype
        np.testing.assert_array_equal(g, copy)


def test_pcgrad_result_is_new(rng):
    g = np.ones((2, 3))
    assert not np.shares_memory(pcgrad(g), g)


@pytest.mark.parametrize("shape", [(0, 3), (2, 0)])
def test_pcgrad_of_nothing(shape):
    assert pcgrad(np.zeros(shape)).shape == shape


@pytest.mark.parametrize("function", [pcgrad, mgda])
def test_gradients_need_two_axes(function):
    with pytest.raises(ValueError, match=r"`gradients` must have shape \(K, P\), got \(3,\)"):
        function(np.zeros(3))
    with pytest.raises(ValueError, match=r"`gradients` must hold real numbers, got dtype <U1"):
        function([["a"]])


def test_pcgrad_refuses_a_seed():
    with pytest.raises(ValueError, match=r"`rng` must be a numpy.random.Generator or None, got 3"):
        pcgrad(np.zeros((2, 2)), rng=3)


# mgda


def shortest(gradients):
    return mgda(gradients) @ gradients


def gap(gradients):
    """By how much the worst task falls short of |d|^2, against the longest gradient."""
    d = shortest(gradients)
    return (d @ d - np.min(gradients @ d)) / np.max(np.sum(gradients**2, axis=-1))


@pytest.mark.parametrize("shift", [0, 2, -5])
def test_two_tasks_have_a_closed_form(shift, rng):
    for _ in range(50):
        a, b = rng.normal(size=(2, 4)) + shift
        share = np.clip((b - a) @ b / np.sum((a - b) ** 2), 0, 1)
        np.testing.assert_allclose(mgda([a, b]), [share, 1 - share], rtol=1e-10, atol=1e-14)


def test_three_tasks_against_a_grid_of_the_simplex(rng):
    steps = np.arange(101)
    grid = np.array([(i, j, 100 - i - j) for i in steps for j in steps[: 101 - i]]) / 100
    for _ in range(20):
        g = rng.normal(size=(3, 4)) + rng.normal(size=4)
        best = np.min(np.linalg.norm(grid @ g, axis=-1))
        length = np.linalg.norm(shortest(g))
        assert length <= best + 1e-12
        assert best <= length + 0.05


@pytest.mark.parametrize("spread", [1e-6, 1e-2, 1, 10])
def test_no_task_is_harmed(spread, rng):
    for _ in range(50):
        k, p = rng.integers(1, 20, 2)
        w = mgda(g := rng.normal(size=p) + spread * rng.normal(size=(k, p)))
        assert np.all(w >= 0)
        assert np.sum(w) == pytest.approx(1, rel=1e-14)
        assert gap(g) < 1e-12


def test_gradients_of_any_lengths(rng):
    for _ in range(50):
        g = rng.normal(size=(8, 20)) * 10.0 ** rng.uniform(-6, 6, (8, 1))
        assert gap(g) < 1e-12


def test_shortest_combination_against_scipy(rng):
    # min |sum x g|^2 + (1 - sum x)^2 over x >= 0 has its solution in the same direction.
    for _ in range(30):
        g = rng.normal(size=(7, 10)) + 0.3
        x, _ = nnls(np.vstack([g.T, np.ones(7)]), np.eye(11)[10])
        np.testing.assert_allclose(mgda(g), x / np.sum(x), atol=1e-12)


def test_orthogonal_gradients_are_weighted_by_inverse_squares():
    np.testing.assert_allclose(mgda(np.diag([1.0, 2.0, 4.0])), np.array([16, 4, 1]) / 21)


def test_gradients_around_0_cancel(rng):
    angles = 2 * np.pi * np.arange(5) / 5
    g = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    np.testing.assert_allclose(shortest(g), 0, atol=1e-15)


def test_long_opposite_gradients_cancel_next_to_a_short_one():
    np.testing.assert_allclose(mgda([[1.0, 0.0], [-1.0, 0.0], [0.0, 1e-9]]), [0.5, 0.5, 0])


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_equal_gradients(value):
    w = mgda(np.full((4, 3), value))
    assert np.all(w >= 0)
    assert np.sum(w) == 1


def test_gradient_of_zeros_is_the_shortest(rng):
    g = rng.normal(size=(4, 3))
    g[2] = 0
    np.testing.assert_array_equal(shortest(g), np.zeros(3))


def test_single_task_keeps_its_gradient():
    np.testing.assert_array_equal(mgda([[3.0, 4.0]]), [1])


def test_gradients_without_parameters():
    assert np.sum(mgda(np.zeros((3, 0)))) == 1


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_scale_of_all_gradients_changes_nothing(scale, rng):
    g = rng.normal(size=(4, 6))
    np.testing.assert_allclose(mgda(scale * g), mgda(g), atol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, INF])
def test_gradient_that_is_not_finite_gives_nan(bad):
    np.testing.assert_array_equal(mgda([[bad, 1.0], [1.0, 1.0]]), [np.nan, np.nan])


def test_one_iteration_adds_one_corner():
    assert np.count_nonzero(mgda(np.eye(5), max_iterations=1)) == 2


def test_coarse_tolerance_stops_early():
    g = [[1.0, 0.1], [1.01, -0.1]]
    np.testing.assert_array_equal(mgda(g, tolerance=0.1), [1, 0])
    np.testing.assert_allclose(mgda(g), [0.5 + 0.0201 / 2 / 0.0401, 0.5 - 0.0201 / 2 / 0.0401])


@pytest.mark.parametrize(
    ("gradients", "options", "message"),
    [
        (np.zeros((0, 3)), {}, "`gradients` must have shape (K, P) with K >= 1, got (0, 3)"),
        (np.eye(2), {"tolerance": 0}, "`tolerance` must be a positive number, got 0"),
        (np.eye(2), {"max_iterations": 0}, "`max_iterations` must be a positive integer, got 0"),
    ],
)
def test_mgda_refuses(gradients, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        mgda(gradients, **options)
