"""What the prose of lesson 4 says of its figures."""

import numpy as np
import pytest
from claims.figures import line

from lossutils.plotting import BLUE, RED


def claim_floor_and_tangent(shown):
    q, cost = line(shown, "4.1", "H(p, q)")
    assert q[np.argmin(cost)] == pytest.approx(0.2)
    assert cost.min() == pytest.approx(0.5004, abs=1e-4)
    p, straight = line(shown, "4.1", "H(p, 0.2)")
    _, curved = line(shown, "4.1", "entropy of p")
    np.testing.assert_allclose(np.diff(straight, 2), 0, atol=1e-12)
    assert np.all(straight >= curved - 1e-12)
    assert p[np.argmin(straight - curved)] == pytest.approx(0.2)
    assert straight[0] - 0.005 * (straight[-1] - straight[0]) / 0.99 == pytest.approx(
        0.2231, abs=1e-4
    )


def claim_kl_stops_and_cross_entropy_runs_on(shown):
    _, kl = line(shown, "4.2", "minimise KL(p || q)")
    _, ce = line(shown, "4.2", "minimise H(p, q)")
    assert np.abs(kl - ce)[:11].max() < 0.08
    assert kl[-1] == pytest.approx(0.5, abs=1e-4)
    assert ce[100] == pytest.approx(0.97, abs=0.005)
    assert np.all(np.diff(ce) > 0)


def claim_both_fits_sort_the_posts_alike(shown):
    _, plain = line(shown, "4.3", "fitted with w = 1")
    _, weighted = line(shown, "4.3", "fitted with w = 199")
    np.testing.assert_allclose(plain, weighted, atol=0.03)
    fig, _ = shown["Figure 4.3"]
    marks = [item for item in fig.axes[1].lines if len(item.get_xdata()) == 1]
    caught = {(item.get_marker(), item.get_color()): item.get_ydata()[0] for item in marks}
    assert caught["o", BLUE] == pytest.approx(3 / 209)
    assert caught["o", RED] == pytest.approx(178 / 209)
    assert caught["s", BLUE] == pytest.approx(178 / 209, abs=0.01)
