"""The last digits, against 60-digit arithmetic: the rows that the benchmark prints.

Inputs are seeded and drawn where libraries lose digits. SciPy answers the same inputs and must not
be nearer than ours by more than the noise of half a ulp.
"""

import numpy as np
import pytest

from benchmarks.accuracy import BAR, ROWS, errors

EACH = [(row, dtype) for row in ROWS for dtype in row.dtypes]


@pytest.mark.parametrize(
    ("row", "dtype"), EACH, ids=[f"{row.name}, {dtype.__name__}" for row, dtype in EACH]
)
def test_digits(row, dtype, rng):
    ours, scipys, _ = errors(row, rng, dtype)
    assert ours <= BAR
    assert scipys is None or ours <= scipys + 0.5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_errors_are_in_units_of_the_last_place(dtype):
    entropy = next(row for row in ROWS if row.name == "entropy")
    off = type(entropy)(
        **{**vars(entropy), "ours": lambda p: np.nextafter(entropy.ours(p), dtype(9))}
    )
    plain, moved = (errors(row, np.random.default_rng(0), dtype)[0] for row in (entropy, off))
    assert moved == pytest.approx(plain + 1, abs=0.5)
