"""One small submission through sandbox and judge, without walls: what a test sees of an answer."""

import base64

import pytest

from coursekit.grading import worker
from coursekit.grading.job import Cell, Job, Limits, Status
from lossutils.testing import case_rng

SETUP = """
import warnings

import numpy as np

from lossutils.testing import case_rng, check, hidden, visible_checks_passed
"""


@pytest.fixture(scope="module", autouse=True)
def _warm():
    yield
    worker.close()


def job(answer, test, *, before="", seed="", **limits):
    cells = [("setup_1", "setup", SETUP), ("f", "answer", answer), ("test_f", "test", test)]
    if before:
        cells.insert(2, ("own-1", "own", before))
    places = tuple(Cell(place, *cell) for place, cell in enumerate(cells))
    return Job("ada", "07_tiny", "tiny", places, ("f",), (), seed, Limits(**limits))


def run(answer, test="check(f, 2.0).returns(4.0)", **facts):
    """(Result, outputs of each cell by place)."""
    result = worker.grade_one(job(answer, test, **facts), walled=False)
    return result, {one.index: list(one.outputs) for one in result.ran}


def told(answer, test="check(f, 2.0).returns(4.0)", **facts):
    """The error of the test cell; "" where it passes."""
    _, outputs = run(answer, test, **facts)
    errors = [out for out in outputs[max(outputs)] if out["output_type"] == "error"]
    return f"{errors[0]['ename']}: {errors[0]['evalue']}" if errors else ""


SQUARE = "def f(x):\n    return x * x"


def test_right_answer_passes_and_what_the_test_prints_is_kept():
    result, outputs = run(SQUARE, "check(f, 2.0).returns(4.0)\nvisible_checks_passed(f)")
    assert result.status is Status.GRADED
    assert outputs[2][0]["text"].startswith("f: this cell's visible checks passed")


def test_wrong_answer_is_told_what_was_called_and_what_came():
    said = told("def f(x):\n    return x")
    assert said.startswith("Wrong: f returns a wrong value")
    assert "called with  x = 2" in said


def test_exception_comes_with_the_students_line():
    said = told("def f(x):\n    y = x\n    return y[0]")
    assert said.startswith("Raised: ")
    assert "at line 3 of your cell: return y[0]" in said


def test_stub_is_not_attempted():
    assert told("def f(x):\n    raise NotImplementedError").startswith("NotAttempted: ")


def test_missing_function_is_a_name_error():
    assert told("g = 1").startswith("NameError: ")


def test_changed_argument_is_seen():
    said = told(
        "def f(x):\n    x += 1\n    return x", "check(f, np.ones(2)).returns(np.ones(2) + 1)"
    )
    assert "changes its argument `x`" in said


def test_changes_of_lists_and_dicts_reach_the_test():
    answer = "def f(a, b):\n    a.append(3)\n    a[0] = 9\n    b['k'] = [1]"
    assert (
        told(answer, "a, b = [1, 2], {}\nf(a, b)\nassert (a, b) == ([9, 2, 3], {'k': [1]})") == ""
    )


def test_warning_outside_a_check_reaches_stderr():
    answer = "def f(x):\n    warnings.warn('look out')\n    return x"
    _, outputs = run(answer, "f(1)")
    assert outputs[2][0]["name"] == "stderr"
    assert "UserWarning: look out" in outputs[2][0]["text"]


def test_setting_of_the_test_reaches_the_answer():
    answer = "def f(x):\n    return 1 / np.array(x)"
    test = "with np.errstate(divide='raise'):\n    check(f, 0.0)"
    assert "FloatingPointError" in told(answer, test)


def test_names_that_the_student_patches_stay_as_they_are_for_the_test():
    answer = "def f(x):\n    return 0\ncheck = np.isclose = np.allclose = lambda *a, **k: True"
    assert told(answer).startswith("Wrong: ")


def test_figure_of_a_students_cell_is_kept():
    before = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n1 + 1"
    _, outputs = run(SQUARE, before=before)
    pictures = [
        out["data"]["image/png"] for out in outputs[2] if "image/png" in out.get("data", {})
    ]
    assert base64.b64decode(pictures[0]).startswith(b"\x89PNG")
    assert outputs[2][-1]["data"]["text/plain"] == "2" or "2" in str(outputs[2])


def test_endless_loop_times_out_and_the_next_cell_still_runs():
    answer = "def f(x):\n    while x == 2:\n        pass\n    return x * x"
    test = "check(f, 2.0).returns(4.0)"
    result, outputs = run(answer, test, cell_seconds=1.0)
    assert result.status is Status.TIMED_OUT
    assert outputs[2][-1]["ename"] == "CellTimeoutError"


def test_ended_process_is_a_crash_and_what_ran_before_counts():
    result, outputs = run("import os\ndef f(x):\n    os._exit(3)")
    assert result.status is Status.CRASHED
    assert "exit status 3" in result.reason
    assert outputs[2][-1]["ename"] == "AnswerLost"


def test_hidden_inputs_are_drawn_from_the_seed(monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "secret")
    copied = f"def f(x):\n    return {case_rng('f').random()}"
    test = "with hidden('h'):\n    x = case_rng('f').random()\n    check(f, x).returns(x)"
    assert told(copied, test, seed="secret") == ""
    assert told(copied, test, seed="another").startswith("Wrong: A hidden check fails: h")


def test_reference_is_no_answer_but_the_lessons_own_cells_may_use_it():
    answer = "import lossutils\ndef f(x):\n    return lossutils.softmax(x)"
    assert "ReferenceCalled: lossutils.softmax is the reference" in told(answer, "check(f, [1.0])")


def test_what_an_answer_prints_under_a_hidden_check_is_dropped():
    answer = "def f(x):\n    print('told', x)\n    return x * x"
    test = "with hidden('h'):\n    check(f, 2.0).returns(4.0)\ncall = check(f, 3.0)"
    _, outputs = run(answer, test)
    assert outputs[2] == [{"output_type": "stream", "name": "stdout", "text": "told 3.0\n"}]


@pytest.mark.parametrize("kind", ["Exception", "SystemExit", "KeyboardInterrupt", "BaseException"])
def test_what_an_answer_raises_under_a_hidden_check_is_not_told(kind):
    answer = f"class Told({kind}):\n    pass\ndef f(x):\n    raise Told(x)"
    test = "with hidden('h'):\n    check(f, 2.0).returns(4.0)"
    said = told(answer, test)
    assert said.partition(": ")[2].startswith("A hidden check fails: h")
    assert "2" not in said


def test_time_out_under_a_hidden_check_says_no_word_of_the_students():
    answer = "class CellTimeoutError(BaseException):\n    pass\n"
    answer += "def f(x):\n    raise CellTimeoutError(x)"
    said = told(answer, "with hidden('h'):\n    check(f, 2.0).returns(4.0)")
    assert said == "CellTimeoutError: this took too long and was stopped"


@pytest.mark.parametrize("parameters", ["*given", "x, *given"])
def test_change_of_any_argument_is_seen(parameters):
    answer = f"def f({parameters}):\n    given[-1][0] = 7"
    test = "check(f, np.ones(1), np.ones(1), np.ones(2))"
    assert "changes its argument `argument 3`" in told(answer, test)


FLOODS = {
    "wide characters": "print('\U0001f600' * 100_000)",
    "many outputs": "[print('\\0', file=f) for f in (sys.stdout, sys.stderr) * 300]",
}


@pytest.mark.parametrize("name", FLOODS)
def test_no_output_crowds_out_the_error_of_a_check(name):
    answer = f"import sys\ndef f(x):\n    {FLOODS[name]}\n    return x"
    test = "f(2.0)\ncheck(f, 2.0).returns(4.0)"
    assert told(answer, test, output=50_000).startswith("Wrong: f returns a wrong value")


def test_author_who_passes_a_function_is_told():
    assert "calls f with a function, which does not cross" in told(
        SQUARE, "check(f, print_ := (lambda: 1))"
    )


RAW = "value = f(np.zeros(2))\nassert value.shape == (2,)"


@pytest.mark.parametrize(
    "answer",
    [
        "warnings.filterwarnings('ignore')\ndef f(x):\n    return 1 / x",
        "np.seterr(all='ignore')\ndef f(x):\n    return 1 / x",
        "np.seterr(all='raise')\ndef f(x):\n    try:\n        return 1 / x\n"
        "    except FloatingPointError:\n        return x",
    ],
)
def test_what_a_student_set_about_warnings_and_errors_holds(answer):
    result, outputs = run(answer, RAW)
    assert (outputs[2], result.status) == ([], Status.GRADED)


def test_what_a_test_sets_about_errors_holds_in_the_answer():
    answer = "np.seterr(all='ignore')\ndef f(x):\n    return 1 / x"
    test = "with np.errstate(divide='raise'):\n    f(np.zeros(2))"
    assert told(answer, test).startswith("FloatingPointError")
    test = "with warnings.catch_warnings():\n    warnings.simplefilter('error')\n    f(1)"
    assert told("def f(x):\n    warnings.warn('x')", test).startswith("UserWarning")


def test_warnings_of_a_raw_call_reach_the_test():
    _, outputs = run("def f(x):\n    return 1 / x", RAW)
    assert "divide by zero" in outputs[2][0]["text"]


@pytest.mark.parametrize(
    "change",
    ["x.shape = (4,)", "x.dtype = np.int64", "x.resize(1, refcheck=False)", "x[0, 0] = 5"],
)
def test_an_argument_of_another_shape_or_type_is_a_changed_argument(change):
    answer = f"def f(x):\n    {change}\n    return 4.0"
    assert "changes its argument `x`" in told(answer, "check(f, np.ones((2, 2))).returns(4.0)")


MEMORY = """
import tracemalloc
tracemalloc.start()
f(2.0)
peak = tracemalloc.get_traced_memory()[1]
tracemalloc.stop()
assert peak < 4_000_000, peak
"""


def test_memory_that_an_answer_takes_is_traced_by_the_test():
    assert told("def f(x):\n    return float(np.ones(1000).sum())", MEMORY) == ""
    said = told("def f(x):\n    return float(np.ones(1_000_000).sum())", MEMORY)
    assert 8_000_000 < int(said.removeprefix("AssertionError: ")) < 8_200_000


@pytest.mark.parametrize(
    "call",
    [
        "check(vars(np)['R'].softmax, x).value",
        "next(map(lossutils.softmax, [x]))",
        "np.vectorize(lossutils.softmax, signature='(n)->(n)')(x)",
    ],
)
def test_nobody_calls_the_reference_in_a_students_name(call):
    answer = f"import lossutils\nnp.R = lossutils\ndef f(x):\n    return {call}"
    assert "is the reference" in told(answer, "check(f, np.ones(2)).returns(np.ones(2) / 2)")


def test_the_reference_is_no_answer_itself():
    answer = "import lossutils\nf = lossutils.softmax"
    assert "is the reference" in told(answer, "check(f, np.ones(2)).returns(np.ones(2) / 2)")


def test_an_answer_that_turns_tracing_off_took_too_much():
    said = told("import tracemalloc\ndef f(x):\n    tracemalloc.stop()\n    return x", MEMORY)
    assert int(said.removeprefix("AssertionError: ")) > 1 << 30


def test_what_a_check_ignores_an_answer_does_not_see_either():
    answer = """def f(x):
    with warnings.catch_warnings(record=True) as caught:
        value = 1 / x
    return 0.0 if caught else value.sum()"""
    assert told(answer, "check(f, np.zeros(1)).returns(np.inf)") == ""
