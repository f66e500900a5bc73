"""What the prose of lesson 8 says of its figures."""

import numpy as np
import pytest


def claim_the_gradient_rises_above_that_of_cross_entropy(shown):
    fig, _ = shown["Figure 8.1"]
    left, right = ({x.get_label(): x for x in ax.lines} for ax in fig.axes)
    for gamma in ("0.5", "1", "2", "5"):
        assert left[f"γ = {gamma}"].get_ydata().max() < 1
        q, ratio = right[f"γ = {gamma}"].get_data()
        assert ratio.max() > 1
        assert ratio[-1] < 0.1
    assert ratio.max() == pytest.approx(1.39, abs=0.01)
    assert q[ratio.argmax()] == pytest.approx(0.06, abs=0.01)
    dots = next(x for x in fig.axes[1].lines if x.get_marker() == "o")
    np.testing.assert_allclose(dots.get_ydata(), [1.22, 0.60], atol=0.005)


def claim_each_loss_bends_the_report_in_its_own_way(shown):
    fig, _ = shown["Figure 8.2"]
    left, right = ({x.get_label(): x.get_data() for x in ax.lines} for ax in fig.axes)
    for curves in (left, right):
        for _eta, q in curves.values():
            assert (np.diff(q) > 0).all()
    for name in ("focal, γ = 2", "focal, γ = 5", "smoothing, ε = 0.1"):
        eta, q = left[name]
        assert (np.abs(q - 0.5) <= np.abs(eta - 0.5) + 1e-9).all()
    assert (left["weight 10"][1] > left["weight 10"][0]).all()
    slope = {}
    for name, (eta, q) in right.items():
        few = eta < 1e-3
        slope[name] = np.polyfit(np.log(eta[few]), np.log(q[few]), 1)[0]
    assert slope["weight 10"] == pytest.approx(1, abs=0.01)
    assert slope["focal, γ = 2"] == pytest.approx(1 / 3, abs=0.01)
    assert right["smoothing, ε = 0.1"][1].min() >= 0.05


def panels(shown, number):
    """Of each panel: confidence, lowest and highest accuracy of the bars, and share of images."""
    for ax in shown[f"Figure {number}"][0].axes:
        bars = ax.collections[0].get_segments()
        share = np.array([patch.get_height() for patch in ax.patches])
        yield np.array([[b[0, 0], b[:, 1].min(), b[:, 1].max()] for b in bars]), share[share > 0]


def claim_bars_tell_the_calibrated_model(shown):
    (raw, share), (scaled, _) = panels(shown, "8.3")
    sure = raw[:, 0] > 0.7
    assert sure.sum() == 3
    assert (raw[sure, 2] < raw[sure, 0] - 0.03).all()
    assert share[sure].sum() == pytest.approx(0.96, abs=0.01)
    meets = (scaled[:, 1] <= scaled[:, 0]) & (scaled[:, 0] <= scaled[:, 2])
    assert meets.tolist() == [True] * 7 + [False]
    assert scaled[-1, 0] - scaled[-1, 2] == pytest.approx(0.003, abs=0.0005)


def claim_focal_5_and_smoothing_are_too_modest(shown):
    _ce, _two, five, smooth = (bars for bars, _ in panels(shown, "8.4"))
    for bars in (five, smooth):
        assert (bars[:, 1] > bars[:, 0]).sum() >= 6
        assert not (bars[:, 2] < bars[:, 0]).any()
