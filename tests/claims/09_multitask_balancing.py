"""What the prose of lesson 9 says of its figures."""

import numpy as np
import pytest
from claims.figures import line


def claim_minima_lie_at_ln_l(shown):
    for loss in (10.0, 1.0, 0.1):
        s, total = line(shown, "9.1", f"L = {loss:g}")
        assert s[total.argmin()] == pytest.approx(np.log(loss), abs=0.02)
        assert total.min() == pytest.approx((1 + np.log(loss)) / 2, abs=0.001)
        assert (total.min() < 0) == (loss < np.exp(-1))


def claim_the_sum_harms_task_1_at_150_degrees_only(shown):
    fig, _ = shown["Figure 9.2"]
    ends = [
        {
            item.get_label().split(":")[0]: item.get_xdata()[0]
            for item in axis.lines
            if ":" in item.get_label()
        }
        for axis in fig.axes
    ]
    assert [e["sum"] < 0 for e in ends] == [False, False, True]
    assert all(e["PCGrad"] > 0 and e["MGDA"] > 0 for e in ends)
    assert ends[0]["PCGrad"] == pytest.approx(ends[0]["sum"])
    (mgda,) = [item for item in fig.axes[2].lines if item.get_label().startswith("MGDA")]
    assert np.hypot(mgda.get_xdata()[0], mgda.get_ydata()[0]) == pytest.approx(0.34, abs=0.005)


def claim_the_unit_decides_whom_the_trunk_hears(shown):
    assert line(shown, "9.3", "equal, grey levels")[1].min() > 0.98
    assert line(shown, "9.3", "equal, share of full")[1].max() < 0.05
    assert 0.3 < np.median(line(shown, "9.3", "equal, deviations")[1]) < 0.6
    assert np.median(line(shown, "9.3", "MGDA, grey levels")[1]) < 0.1


def point(fig, panel, name):
    (found,) = [item for item in fig.axes[panel].lines if item.get_label() == name]
    return np.array([found.get_xdata()[0], found.get_ydata()[0]])


def claim_good_units_bring_all_methods_together(shown):
    fig, _ = shown["Figure 9.4"]
    names = [item.get_label() for item in fig.axes[1].lines if item.get_label() != "fixed weights"]
    assert len(names) == 9
    middle = np.array([point(fig, 1, name) for name in names])
    assert np.ptp(middle[:, 0]) < 0.07
    assert np.ptp(middle[:, 1]) < 0.05
    warm = [point(fig, panel, "uncertainty, s at its best") for panel in range(3)]
    np.testing.assert_allclose(warm, [warm[0]] * 3, atol=0.005)
    np.testing.assert_allclose(point(fig, 0, "DWA"), point(fig, 0, "equal weights"), atol=0.01)


def claim_no_method_goes_far_below_the_line(shown):
    """Beside every point some fixed weights are better, or at most 0.03 worse, in both losses."""
    fig, _ = shown["Figure 9.4"]
    sweep = np.stack(line_of(fig), axis=-1)
    for panel in range(3):
        for item in fig.axes[panel].lines:
            if item.get_label() != "fixed weights":
                here = point(fig, panel, item.get_label())
                assert np.any(np.all(sweep <= here + 0.03, axis=1)), item.get_label()


def line_of(fig):
    (found,) = [item for item in fig.axes[0].lines if item.get_label() == "fixed weights"]
    return np.asarray(found.get_xdata()), np.asarray(found.get_ydata())
