"""What the prose of lesson 1 says of its figures."""

import numpy as np
from claims.figures import line


def claim_halving_costs_the_same_everywhere(shown):
    q, loss = line(shown, "1.1", "$-\\log q_y$")
    for top in (0.8, 0.1, 0.02):
        costs = np.interp([top, top / 2], q, loss)
        assert abs(costs[1] - costs[0] - np.log(2)) < 0.01
    assert line(shown, "1.1", "$1 - q_y$")[1].max() < 1


def claim_streams_settle_on_the_cross_entropy(shown):
    fig, _ = shown["Figure 1.2"]
    streams = [item.get_ydata() for item in fig.axes[0].lines if len(item.get_xdata()) == 5000]
    assert len(streams) == 5
    exact = -(0.5 * np.log(0.7) + 0.3 * np.log(0.2) + 0.2 * np.log(0.1))
    assert max(abs(stream[-1] - exact) for stream in streams) < 0.04


def claim_gradients_sum_to_zero_and_fade(shown):
    fig, _ = shown["Figure 1.3"]
    pulls = []
    for axis in fig.axes:
        heights = [bar.get_height() for bar in axis.patches]
        assert abs(sum(heights[3:])) < 1e-12
        pulls.append(-heights[4])
    np.testing.assert_allclose(pulls, [0.9757, 0.6667, 0.0906], atol=1e-4)
