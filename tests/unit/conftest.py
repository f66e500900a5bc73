"""What the unit tests share: a seeded generator, Hypothesis that repeats itself, JAX in float64."""

import hypothesis
import jax
import numpy as np
import pytest

jax.config.update("jax_enable_x64", True)
hypothesis.settings.register_profile("same", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("same")


@pytest.fixture
def rng():
    return np.random.default_rng(20261)
