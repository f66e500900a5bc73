"""What the prose of lesson 5 says of its figures."""

import numpy as np
import pytest
from claims.figures import line


def claim_each_way_dies_where_the_prose_says(shown):
    ends = {}
    for name in (
        "as written",
        "max subtracted, then log",
        "fused",
        "clipped at 1e-10",
    ):
        gaps, loss = line(shown, "5.1", name)
        ends[name] = gaps[np.isfinite(loss)][-1]
    assert ends == {
        "as written": 88.5,
        "max subtracted, then log": 103.75,
        "fused": 130.75,
        "clipped at 1e-10": 130.75,
    }
    assert line(shown, "5.1", "clipped at 1e-10")[1][-1] == pytest.approx(23.03, abs=0.01)


def claim_plain_form_loses_all_digits(shown):
    leads, error = line(shown, "5.2", "log(sum of exps)")
    assert error[leads >= 37].min() == pytest.approx(1)
    assert line(shown, "5.2", "log1p form (8)")[1].max() < 1e-15


def claim_only_the_shift_fits_the_truth(shown):
    """Each panel holds three bars, then three outlines of the true probabilities."""
    fig, _ = shown["Figure 5.3"]
    written, shifted, divided = ([bar.get_height() for bar in ax.patches] for ax in fig.axes)
    np.testing.assert_allclose(shifted[:3], shifted[3:], atol=1e-6)
    np.testing.assert_allclose(shifted[3:], [0.6652, 0.2447, 0.0900], atol=1e-4)
    assert written[:3] == [0, 0, 0]
    np.testing.assert_allclose(divided[:3], 1 / 3, atol=0.01)
