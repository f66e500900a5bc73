"""What the prose of lesson 3 says of its figures."""

import numpy as np
import pytest
from claims.figures import line


def peak(shown, name):
    x, density = line(shown, "3.1", name)
    return x[np.argmax(density)], density


def coin_line(shown, label):
    """From the left panel of figure 3.3, p = 0.2."""
    fig, _ = shown["Figure 3.3"]
    (found,) = [item for item in fig.axes[0].lines if item.get_label() == label]
    return np.asarray(found.get_xdata(), float), np.asarray(found.get_ydata(), float)


def minima(values):
    inner = values[1:-1]
    return np.flatnonzero((inner < values[:-2]) & (inner < values[2:])) + 1


def claim_forward_fit_peaks_in_the_gap_and_reverse_fit_on_the_larger_bump(shown):
    middle, forward = peak(shown, "forward KL(target || model)")
    bump, reverse = peak(shown, "reverse KL(model || target)")
    assert middle == pytest.approx(-0.5)
    assert bump == pytest.approx(-2)
    assert 1 / (forward.max() * np.sqrt(2 * np.pi)) == pytest.approx(2.4)
    assert 1 / (reverse.max() * np.sqrt(2 * np.pi)) == pytest.approx(0.6)


def claim_forward_fit_puts_its_mass_where_the_target_has_none(shown):
    x, model = line(shown, "3.1", "forward KL(target || model)")
    target = 0.7 * np.exp(-(((x + 2) / 0.6) ** 2) / 2) / 0.6
    target += 0.3 * np.exp(-(((x - 3) / 0.8) ** 2) / 2) / 0.8
    gap = (x >= -0.5) & (x < 1.5)
    assert (model[gap].sum() / model.sum()) == pytest.approx(0.30, abs=0.005)
    assert (target[gap].sum() / target.sum()) == pytest.approx(0.013, abs=0.001)


def claim_forward_has_one_valley_and_reverse_one_on_each_bump(shown):
    means, forward = line(shown, "3.2", "forward")
    assert means[minima(forward)] == pytest.approx([-0.5])
    means, reverse = line(shown, "3.2", "reverse")
    left, shallow, right = minima(reverse)
    assert means[[left, right]] == pytest.approx([-2, 3])
    assert reverse[left] == pytest.approx(-np.log(0.7), abs=0.01)
    assert reverse[right] == pytest.approx(-np.log(0.3), abs=0.01)
    assert reverse[shallow] > reverse[right]
    assert reverse[right] / reverse[left] > 3


def claim_reverse_is_bounded_and_js_below_ln_2(shown):
    _, back = coin_line(shown, "KL(q || p)")
    assert back[0] == pytest.approx(-np.log(0.8), abs=0.01)
    assert back[-1] == pytest.approx(-np.log(0.2), abs=0.01)
    _, js = coin_line(shown, "JS")
    assert js.max() < np.log(2)
    _, there = coin_line(shown, "KL(p || q)")
    assert there[-1] > 5


def claim_all_start_as_parabolas_and_js_as_a_quarter(shown):
    q, parabola = coin_line(shown, "parabola (4)")
    near = (np.abs(q - 0.2) < 0.011) & (np.abs(q - 0.2) > 1e-6)
    for name, share in (("KL(p || q)", 1), ("KL(q || p)", 1), ("JS", 0.25)):
        _, values = coin_line(shown, name)
        np.testing.assert_allclose(values[near] / parabola[near], share, rtol=0.06)
