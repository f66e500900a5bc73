"""What the unit tests share: one seeded generator, and Hypothesis that draws the same each time."""

import hypothesis
import numpy as np
import pytest

hypothesis.settings.register_profile("same", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("same")


@pytest.fixture
def rng():
    return np.random.default_rng(20261)
