"""The messages of lossutils.testing, as a learner meets them."""

import numpy as np
import pytest

from lossutils.testing import (
    NotAttempted,
    Raised,
    Wrong,
    case_rng,
    check,
    hidden,
    visible_checks_passed,
)


def stub(x):
    raise NotImplementedError()


def double(x):
    return 2 * x


def test_stub_is_not_attempted():
    with pytest.raises(NotAttempted, match="stub is not attempted yet"):
        check(stub, 1.0)


def test_wrong_value_shows_call_value_and_expectation():
    with pytest.raises(Wrong) as error:
        check(double, np.array([1.0, 2.0])).returns(np.array([1.0, 4.0]))
    assert str(error.value) == (
        "double returns a wrong value.\n"
        "  called with  x = [1, 2]\n"
        "  returned     [2, 4]\n"
        "  expected     [1, 4]"
    )


def test_misconception_is_named_by_its_value():
    with pytest.raises(Wrong, match=r"likely       You doubled it\."):
        check(double, 3.0).returns(3.0, mistakes={"You halved it.": 1.5, "You doubled it.": 6.0})


def test_misconception_is_not_named_for_another_value():
    with pytest.raises(Wrong) as error:
        check(double, 3.0).returns(3.0, mistakes={"You halved it.": 1.5})
    assert "likely" not in str(error.value)


def test_close_values_are_shown_with_the_digits_that_differ():
    with pytest.raises(Wrong, match=r"returned     2\.00000001\n  expected     2$"):
        check(lambda x: x + 1e-8, 2.0).returns(2.0)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "a `return` may be missing"),
        (np.ones(3), r"returns shape \(3,\), expected \(2,\)"),
        (np.array([1.0, np.nan]), "returns nan"),
        (np.array([1.0, np.inf]), "returns an infinite value"),
        ("text", "returns str, not numbers"),
        ([[1.0], [1.0, 2.0]], "not an array of numbers"),
    ],
)
def test_reason_comes_before_the_numbers(value, reason):
    with pytest.raises(Wrong, match=reason):
        check(lambda: value).returns(np.ones(2))


def test_expected_nan_and_inf_are_accepted():
    check(lambda: np.array([np.inf, np.nan])).returns(np.array([np.inf, np.nan]))


def test_lists_count_as_arrays():
    check(lambda: [1.0, 2.0]).returns(np.array([1.0, 2.0]))


def test_tuple_names_the_value_that_is_wrong():
    with pytest.raises(Wrong, match=r"value 2 of 2"):
        check(lambda: (1.0, 2.0)).returns((1.0, 3.0))


def test_missing_second_value_is_named():
    with pytest.raises(Wrong, match="must return 2 values"):
        check(lambda: 1.0).returns((1.0, 3.0))
    with pytest.raises(Wrong, match="must return several values"):
        check(lambda: (1.0,)).returns(1.0, part=1)


def test_dtype_is_asserted_when_asked():
    check(lambda: np.float32([1])).returns(np.ones(1))
    with pytest.raises(Wrong, match="returns float64, expected float32"):
        check(lambda: np.ones(1)).returns(np.ones(1), dtype=np.float32)


def test_raised_shows_the_learners_line():
    def divide(x):
        y = x - x
        return 1 / y

    with pytest.raises(Raised, match=r"ZeroDivisionError(.|\n)*of your cell: return 1 / y"):
        check(divide, 1)


def test_wrong_number_of_parameters_is_raised():
    with pytest.raises(Raised, match="TypeError"):
        check(double, 1, 2)


def test_changed_argument_is_named():
    def clear(x):
        x[:] = 0
        return x

    given = np.ones(2)
    with pytest.raises(Wrong, match="changes its argument `x`"):
        check(clear, given)
    np.testing.assert_array_equal(given, np.ones(2))


def test_warnings_and_output_to_stderr_do_not_count(capsys):
    def loud(x):
        import sys
        import warnings

        warnings.warn("loud", stacklevel=1)
        print("to stderr", file=sys.stderr)
        return x

    check(loud, 1.0).returns(1.0)
    assert capsys.readouterr().err == ""


def test_gradient_is_compared_with_the_slope():
    check(lambda x: 2 * x, np.array([1.0, 2.0])).has_gradient(np.square)
    with pytest.raises(Wrong, match="not the slope of the loss"):
        check(lambda x: 3 * x, np.array([1.0, 2.0])).has_gradient(np.square)


def test_hidden_check_says_its_hint_and_nothing_else():
    with pytest.raises(Wrong) as error, hidden("logits near 100"):
        check(double, 3.14159).returns(0.0)
    assert str(error.value) == "A hidden check fails: logits near 100."
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


def test_hidden_check_keeps_the_kind_of_failure():
    with pytest.raises(NotAttempted), hidden("anything"):
        check(stub, 1)
    with (
        pytest.raises(
            Raised, match=r"^A hidden check fails: anything \(your code raised an error\)\.$"
        ),
        hidden("anything"),
    ):
        check(double, 1, 2)


def test_notebook_shows_the_message_without_a_traceback():
    with pytest.raises(Wrong) as error:
        check(double, 1.0).returns(0.0)
    assert error.value._render_traceback_() == [f"Wrong: {error.value}"]


def test_nothing_claims_that_all_passed(capsys):
    visible_checks_passed(double)
    said = capsys.readouterr().out
    assert "visible checks passed" in said
    assert "Hidden checks run with `course check`" in said


def test_large_arrays_are_described_by_their_worst_entry():
    value = np.zeros((10, 10))
    value[3, 4] = 1
    with pytest.raises(Wrong, match=r"returned     1 at \[3, 4\], where it differs most"):
        check(lambda: value).returns(np.zeros((10, 10)))


@pytest.mark.parametrize(
    "change", ["x[0][0] = 5", "x.append(1)", "x.sort(key=len)", "x[1]['a'] = 0"]
)
def test_a_list_that_is_changed_is_a_changed_argument(change):
    given = [np.array([1.0, 2.0]), {"a": 1}]
    namespace = {}
    exec(f"def f(x):\n    {change}\n    return 1.0", namespace)
    with pytest.raises(Wrong, match="changes its argument `x`"):
        check(namespace["f"], given)


def test_class_seed_changes_the_cases(monkeypatch):
    monkeypatch.delenv("COURSE_SEED", raising=False)
    public = case_rng("x").standard_normal(3)
    np.testing.assert_array_equal(public, case_rng("x").standard_normal(3))
    monkeypatch.setenv("COURSE_SEED", "secret")
    assert not np.array_equal(public, case_rng("x").standard_normal(3))
