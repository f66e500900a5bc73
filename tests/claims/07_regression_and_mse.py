"""What the prose of lesson 7 says of its figures."""

import numpy as np
import pytest
from claims.figures import line


def claim_three_losses_have_three_valleys(shown):
    best = {}
    for name in ("squared", "absolute", "nine to one"):
        promises, losses = line(shown, "7.1", name)
        best[name] = promises[losses.argmin()]
    assert best == pytest.approx({"squared": 35.5, "absolute": 29.5, "nine to one": 63.4}, abs=0.1)
    promises, losses = line(shown, "7.1", "nine to one")
    assert losses[np.abs(promises - 29.5).argmin()] == pytest.approx(1.97, abs=0.02)


def claim_huber_goes_from_the_median_to_the_clean_mean_to_the_spoilt_mean(shown):
    deltas, best = line(shown, "7.2", "Huber")
    mean, median = line(shown, "7.2", "mean")[1][0], line(shown, "7.2", "median")[1][0]
    assert best[0] == pytest.approx(median, abs=0.2)
    assert best[-1] == pytest.approx(mean, rel=1e-3)
    assert (np.diff(best) > -0.05).all()
    assert best[deltas < 8].max() < 30.6
    assert best[np.abs(deltas - 100).argmin()] == pytest.approx(36.3, abs=0.7)
    assert best[deltas < 500].max() < 42
    tanh = line(shown, "7.2", "log-cosh")[1]
    assert np.abs(tanh).max() < 1


def claim_squared_error_dies_below_minus_ln_2(shown):
    fig, _ = shown["Figure 7.3"]
    ce, mse = (np.asarray(item.get_ydata()) for item in fig.axes[1].lines)
    z = np.asarray(fig.axes[1].lines[0].get_xdata())
    assert z[mse.argmax()] == pytest.approx(-np.log(2), abs=0.02)
    assert mse.max() == pytest.approx(8 / 27, abs=1e-4)
    assert mse[0] < 0.001
    assert ce[0] > 0.999
    squared = np.asarray(fig.axes[0].lines[1].get_ydata())
    assert squared[0] == pytest.approx(1, abs=1e-3)
    assert (np.diff(squared, 2)[z[1:-1] < -0.71] < 0).all()


def claim_time_out_of_the_mistake_is_fixed_up_to_the_limit(shown):
    rates, steps = line(shown, "7.4", "CE")
    assert len(rates) == 13
    assert steps[rates == 8] == 22
    assert steps.min() == 1
    slow = rates <= 16
    np.testing.assert_allclose((rates * steps)[slow], 170, rtol=0.05)
    rates, steps = line(shown, "7.4", "MSE")
    np.testing.assert_allclose((rates * steps)[slow], 32_000, rtol=0.05)
    assert (rates[np.argmin(steps)], steps.min()) == (2048, 25)
    path = line(shown, "7.4", "MSE, rate 8")[1]
    assert path[2000] == pytest.approx(0.486, abs=1e-3)
    assert path[-1] >= 0.98
    assert line(shown, "7.4", "MSE, rate 64")[1][-1] >= 0.98
