"""For tests of the engines alone: workers that do something else than grade."""

import pytest
from grading_helpers import graded

from coursekit.grading import worker


@pytest.fixture
def grading(monkeypatch):
    """grading(action): let every worker do `action(job)` instead of grading."""

    def replace(action):
        def grade_one(job, walled=True, *, stopping=None):
            action(job)
            return graded(job)

        monkeypatch.setattr(worker, "grade_one", grade_one)

    return replace
