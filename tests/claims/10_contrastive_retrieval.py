"""What the prose of lesson 10 says of its figures."""

import numpy as np
import pytest
from claims.figures import line


def claim_small_temperatures_look_at_the_hardest(shown):
    _, flat = line(shown, "10.1", "tau = 1.0")
    assert flat[-1] / flat[0] == pytest.approx(3.5, abs=0.05)
    _, steep = line(shown, "10.1", "tau = 0.02")
    assert (steep > 1e-4).sum() == 7
    for name, tau in (("tau = 0.02", 0.02), ("tau = 0.1", 0.1), ("tau = 0.3", 0.3)):
        cosines, pull = line(shown, "10.1", name)
        slopes = np.diff(np.log(pull)) / np.diff(cosines)
        np.testing.assert_allclose(slopes, 1 / tau, rtol=1e-6)


def claim_estimates_flatten_at_the_ceiling(shown):
    for size in (8, 64, 512):
        true, estimate = line(shown, "10.2", f"N = {size}")
        assert (estimate <= np.log(size)).all()
        assert estimate[-1] > np.log(size) - 0.15
        assert (np.diff(estimate) > 0).all()
    true, estimate = line(shown, "10.2", "N = 8")
    assert estimate[true == 2] < 1.5


def claim_the_lowest_loss_does_not_find_the_most(shown):
    taus, loss = line(shown, "10.3", "training loss")
    _, found = line(shown, "10.3", "held-out recall@1")
    _, seen = line(shown, "10.3", "of questions seen in training")
    fine, floor = line(shown, "10.3", "floor of a batch")
    assert taus[loss.argmin()] == 0.05
    assert found[loss.argmin()] < 0.5
    assert loss[taus == 0.5] == pytest.approx(3.01, abs=0.02)
    assert found[taus == 0.5] == pytest.approx(0.76, abs=0.02)
    assert floor[-1] == pytest.approx(3.86, abs=0.005)
    assert (loss > np.interp(taus, fine, floor)).all()
    assert seen[taus == 0.02] > 0.8
    assert found[taus == 0.02] < 0.35


def claim_each_step_of_negatives_helps_less(shown):
    counts, first = line(shown, "10.4", "recall@1")
    _, ten = line(shown, "10.4", "recall@10")
    _, lexical = line(shown, "10.4", "TF-IDF, four letters, recall@10")
    assert ten[0] > 3 * lexical[0]
    assert (np.diff(first) > 0).all()
    assert (np.diff(first, 2) < 0).all()
    assert first[counts == 127] - first[counts == 31] < 0.04
