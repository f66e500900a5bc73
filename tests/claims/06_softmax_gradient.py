"""What the prose of lesson 6 says of its figures."""

import numpy as np
import pytest
from claims.figures import line


def claim_arms_of_the_v_have_the_slopes_of_15(shown):
    for name, low, best in (("float64", 1e-9, 3e-11), ("float32", 1e-6, 2e-5)):
        steps, error = line(shown, "6.1", name)
        at = error.argmin()
        assert best / 3 < error[at] < 3 * best
        right = (steps > 3 * steps[at]) & (steps < 0.5)
        left = (steps > low) & (steps < steps[at] / 3)
        slope = np.polyfit(np.log(steps[right]), np.log(error[right]), 1)[0]
        assert slope == pytest.approx(2, abs=0.1)
        slope = np.polyfit(np.log(steps[left]), np.log(error[left]), 1)[0]
        assert slope == pytest.approx(-1, abs=0.15)
        assert 1.2 < steps[at] / np.finfo(name).eps ** (1 / 3) < 5
    assert line(shown, "6.1", "float32")[1][8] == pytest.approx(1)  # the step 1e-8
    assert line(shown, "6.1", "float32")[0][8] == pytest.approx(1e-8)


def claim_the_loss_falls_at_every_step_up_to_the_limit(shown):
    fig, _ = shown["Figure 6.2"]
    runs = {item.get_label(): np.asarray(item.get_ydata()) for item in fig.axes[0].lines}
    ends = {}
    for name, losses in runs.items():
        if "limit" not in name:
            continue
        assert losses[0] == pytest.approx(np.log(10))
        ends[name.split(":")[0]] = losses[-1]
        if "20 x" in name:
            assert losses.max() > 3 * losses[0]
        else:
            assert (np.diff(losses) < 0).all()
    assert ends["pixels, limit"] == pytest.approx(0.303, abs=1e-3)
    assert ends["centred, limit"] == pytest.approx(0.075, abs=1e-3)
    assert min(ends, key=ends.get) == "pixels, 20 x limit"
    names = ("pixels, limit / 10", "pixels, limit", "centred, limit")
    assert min(names, key=ends.get) == "centred, limit"


def claim_the_coin_settles_below_4_and_swings_above(shown):
    for rate, end in (("rate 2", np.log(2)), ("rate 3.9", np.log(2)), ("rate 6", 1.361)):
        assert line(shown, "6.3", rate)[1][-1] == pytest.approx(end, abs=2e-3)
    gaps = shown["Figure 6.3"][0].axes[0].lines[2].get_ydata()
    np.testing.assert_allclose(np.abs(gaps[-2:]), 2.576, atol=1e-3)
