"""What the prose of lesson 2 says of its figures."""

import numpy as np
from claims.figures import line


def claim_gini_lies_close_below_the_halved_entropy(shown):
    p, entropy = line(shown, "2.1", "entropy / 2")
    _, gini = line(shown, "2.1", "Gini")
    _, error = line(shown, "2.1", "error rate")
    assert (gini <= entropy + 1e-12).all()
    assert abs((entropy - gini).max() - 0.0545) < 0.0005
    np.testing.assert_allclose([entropy[200], gini[200], error[200]], 0.5)
    assert p[200] == 0.5


def claim_the_error_rate_sees_no_gain(shown):
    fig, _ = shown["Figure 2.2"]
    gaps = []
    for axis in fig.axes:
        (bar,) = [item for item in axis.lines if item.get_label() == "gap"]
        low, high = bar.get_ydata()
        gaps.append(high - low)
    assert gaps[0] > 0.03
    assert gaps[1] > 0.03
    assert abs(gaps[2]) < 1e-12


def claim_twenty_values_of_noise_reach_the_sex(shown):
    sizes, measured = line(shown, "2.3", "shuffled column, 100 rows")
    _, theory = line(shown, "2.3", "equation (14)")
    _, sex = line(shown, "2.3", "sex, 2,201 rows")
    _, everything = line(shown, "2.3", "all of H(Y)")
    assert measured[sizes == 15] < sex[0] < measured[sizes == 20]
    np.testing.assert_allclose(measured[sizes == 20], sex[0], rtol=0.2)
    middle = (sizes >= 5) & (sizes <= 15)
    np.testing.assert_allclose(theory[middle], measured[middle], rtol=0.15)
    assert theory[sizes == 40] < 0.9 * measured[sizes == 40]
    np.testing.assert_allclose(measured[-1], everything[0])
