"""What is flagged in a student's code, and what is not."""

import nbformat
import pytest
from grading_helpers import soon

from coursekit.answers import load
from coursekit.grading.integrity import DEFAULT, Flag, allowed_by, flags, flags_of
from coursekit.grading.job import Cell
from coursekit.grading.restore import Assignment
from coursekit.paths import Course

COURSE = Course.find(__file__)
# What some right answers really import; a module's imports go with each of its answers.
UNUSUAL = ("scipy", "decimal", "fractions", "statistics", "cmath", "array", "bisect")
SETUP = "import gzip\nimport numpy as np\nimport lossutils\nfrom lossutils.testing import check"


def messages(source, allowed=DEFAULT | {"lossutils.testing.check"}):
    return [flag.message for flag in flags(source, "f", allowed=allowed)]


def assignment(**course):
    marks = {"grade": False, "solution": False, "locked": True, "grade_id": "setup_1"}
    setup = nbformat.v4.new_code_cell(SETUP, metadata={"nbgrader": marks})
    metadata = nbformat.from_dict({"course": course})
    return Assignment("01_f", "f", (setup,), {}, (), metadata)


@pytest.mark.parametrize("slug", COURSE.slugs())
def test_right_answers_are_not_flagged_unless_they_import_something_unusual(slug):
    for path in sorted((COURSE.answers / slug).rglob("*.py")):
        folder = path.parent.relative_to(COURSE.answers)
        for answer in load(COURSE, folder, path.stem):
            if answer.right:
                for message in messages(answer.source):
                    assert message.startswith(tuple(f"imports `{name}" for name in UNUSUAL)), path


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nfrom numpy.linalg import norm\nimport matplotlib.pyplot as plt",
        "from __future__ import annotations",
        "def f(x):\n    f.calls = 1\n    return type(x).__name__",
        "import lossutils\nfrom lossutils.testing import check",
        "from lossutils.plotting import PURPLE, figure",
        "class Tree:\n    def __init__(self):\n        self.left = None",
        "np.random.seed(0)\nnp.seterr(all='ignore')\nplt.rcParams['font.size'] = 9",
        "%matplotlib inline\n%timeit f(1)\nf?",
        "def compile(x):\n    return x\ncompile(1)",
        "vars = np.exp(s)\nprint(vars)",
        "def f(vars, open=1):\n    locals = [g(vars) for g in open]\n    return lambda: locals",
        'def f():\n    """Not __bold__, nor lossutils.softmax."""',
        "from IPython.display import Markdown, display\nimport time",
        "%who",
        "a note that is no Python",
        "class Tree:\n    def eval(self):\n        return self.left.eval()",
        "%timeit -n 10 -r3 f(1)\n%time f(1)",
        'def f():\n    """As lossutils does, by `__init__`."""\n    return "\\d"',
    ],
)
def test_ordinary_code_is_not_flagged(source):
    assert messages(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import lossutils\nlossutils.softmax(x)",
        "import lossutils as L\nL.softmax(x)",
        "L = lossutils\nL.softmax(x)",
        "def f(x):\n    return L.softmax(x)\nL = lossutils",
        "from lossutils import softmax",
        "from lossutils import *",
        "from lossutils.special import softmax",
        "import lossutils.special",
        "getattr(lossutils, 'softmax')(x)",
        "getattr(lossutils, name)(x)",
    ],
)
def test_the_reference_is_not_an_answer(source):
    (message,) = messages(source)
    assert "lossutils" in message


@pytest.mark.parametrize(
    "source",
    [
        "__import__('lossutils').softmax(x)",
        "import importlib\nimportlib.import_module('lossutils.special').softmax(x)",
        "import sys\nsys.modules['lossutils'].softmax(x)",
    ],
)
def test_the_reference_by_its_name_in_a_string_is_flagged_as_well(source):
    assert len([m for m in messages(source) if "in a string" in m]) == 1


def test_a_part_of_the_checks_that_the_setup_does_not_import_is_flagged():
    (message,) = messages("from lossutils.testing import CheckFailed")
    assert "part of the checks" in message


def test_what_a_lesson_allows_is_not_flagged():
    source = "import lossutils\nfrom scipy.special import expit\nlossutils.sigmoid(x)"
    assert len(messages(source)) == 2
    assert messages(source, DEFAULT | {"scipy.special", "lossutils.sigmoid"}) == []


def test_a_library_that_computes_the_answer_has_a_message_of_its_own():
    assert messages("import torch.nn.functional as F") == [
        "imports `torch.nn.functional`, a library that can compute the answer"
    ]


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("import os", "`os`"),
        ("from subprocess import run", "`subprocess`"),
        ("from . import x", "beside the notebook"),
        ("import pandas", "does not use"),
        ("eval('1')", "`eval`"),
        ("e = exec", "`exec`"),
        ("open('x')", "`open`"),
        ("vars(lossutils)[name](x)", "hands the module `lossutils` on"),
        ("vars()[name]", "`vars`"),
        ("eval = eval\neval('1')", "`eval`"),
        ("def f():\n    global eval\n    eval = 1\neval('1')", "`eval`"),
        ("class A:\n    vars = 1\n    def f(self):\n        return vars()", "`vars`"),
        ("def f(eval=1, x=eval('1')):\n    pass", "`eval`"),
        ("def f():\n    g = lambda eval: 0\n    return eval('1')", "`eval`"),
        ("def f():\n    def g():\n        open = 1\n    return open('x')", "`open`"),
        ("run -m lossutils.classification", "`%run`"),
        ("time run -m lossutils.classification", "`%run`"),
        ("cat a.txt", "`%cat`"),
        ("%precision {exec('1')}", "compute its argument"),
        ("np.testing.runstring('1', {})", "`runstring`"),
        ("np.testing.measure('1')", "`measure`"),
        ("import typing\ntyping.get_type_hints(f)", "`get_type_hints`"),
        ("import dataclasses\ndataclasses.inspect.getclosurevars(f)", "`inspect`"),
        ("locals()", "`locals`"),
        ("class A:\n    def eval(self):\n        pass\neval('1')", "`eval`"),
        ("def f(eval):\n    pass\neval('1')", "`eval`"),
        ("import enum\nenum.bltns.exec('1')", "reaches `bltns`"),
        ("np.testing._private.utils.runstring('1', {})", "which is private"),
        ("import random\nrandom._os.popen('ls')", "which is private"),
        ("x.exec('1')", "`exec`"),
        ("import operator\noperator.attrgetter('f.__closure__')", "`__closure__`"),
        ("%timeit -n1 -r 1 open('x')", "`open`"),
        ("%time --no-raise-error import os", "`os`"),
        ("%time %time %time %time %time import os", "was not looked at"),
        ("%timeit -n1 -r1 :", "was not looked at"),
        ("import os\nx = 1" + "+1" * 5000, "was not looked at"),
        ("__builtins__.x", "`__builtins__`"),
        ("f.__globals__", "`__globals__`"),
        ("().__class__.__base__.__subclasses__()", "`__subclasses__`"),
        ("getattr(f, '__code__')", "`__code__`"),
        ("f.__code__ = g", "`__code__`"),
        ("x.__class__ = Y", "assigns to `__class__`"),
        ("error.tb_frame.f_back", "`f_back`"),
        ("g.gi_frame", "`gi_frame`"),
        ("np.testing.assert_allclose = print", "changes `np.testing.assert_allclose`"),
        ("import math\ndel math.exp", "belongs to `math`"),
        ("setattr(np, 'exp', f)", "by `setattr`"),
        ("np.lib.os.getcwd()", "reaches `os`"),
        ("np.ctypeslib.x", "reaches `ctypeslib`"),
        ("from lossutils.testing import check\ncheck = print", "another meaning"),
        ("class A(np.ndarray):\n    pass", "passes for `numpy.ndarray`"),
        ("class A:\n    def __eq__(self, other):\n        return True", "`__eq__`"),
        ("get_ipython().ast_transformers", "get_ipython"),
        ("ip = get_ipython", "get_ipython"),
        ("%load_ext autoreload", "`%load_ext`"),
        ("!ls", "shell command"),
        ("files = !ls", "shell command"),
        ("%%bash\nls", "`%bash`"),
        ("%time import os", "`os`"),
    ],
)
def test_what_reaches_beyond_an_exercise_is_flagged(source, part):
    assert any(part in message for message in messages(source)), messages(source)


def test_a_flag_names_cell_and_line_also_below_a_cell_magic():
    (flag,) = flags("%%time\nx = 1\nimport os", "own-2")
    assert flag == Flag("own-2", 3, "imports `os`, which reaches beyond the exercise")
    assert str(flag) == "cell `own-2`, line 3: imports `os`, which reaches beyond the exercise"


def test_the_same_thing_is_flagged_once_a_cell():
    (flag,) = flags("open('a')\nopen('b')", "f")
    assert flag.line == 1


def test_setup_and_tests_are_not_flagged_but_tell_what_names_mean():
    cells = [
        Cell(0, "setup_1", "setup", "import os\nimport lossutils as reference"),
        Cell(1, "f", "answer", "f = reference.softmax"),
        Cell(2, "test_f", "test", "import sys"),
        Cell(3, "own-1", "own", "import numpy as numbers"),
        Cell(4, "own-2", "own", "numbers.exp = f"),
    ]
    assert [flag.cell for flag in flags_of(cells, DEFAULT)] == ["f", "own-2"]


def test_a_copy_of_the_reference_in_one_cell_is_known_in_the_next():
    cells = [
        Cell(0, "own-1", "own", "import lossutils\nL = lossutils"),
        Cell(1, "f", "answer", "def f(x):\n    return L.nll(x)"),
    ]
    assert [flag.cell for flag in flags_of(cells, DEFAULT)] == ["f"]


def test_a_lesson_allows_what_its_setup_imports_and_what_it_lists():
    allowed = allowed_by(assignment(allow=["scipy.special"]))
    assert allowed == DEFAULT | {"gzip", "lossutils", "lossutils.testing.check", "scipy.special"}
    assert messages("import gzip\nimport scipy.special", allowed) == []
    assert messages("lossutils.softmax(x)", allowed)


def test_many_flags_are_cut_short():
    found = messages("\n".join(f"import a{n}" for n in range(50)))
    assert found[-1] == "and 30 more of these"
    assert len(found) == 21


def test_a_submission_that_takes_long_is_given_up():
    cells = [Cell(n, f"own-{n}", "own", "x = " + "1 + " * (9_000 + n) + "1") for n in range(500)]
    with soon():
        assert "took too long" in flags_of(cells, DEFAULT)[-1].message


HOSTILE = {
    "syntax error": "def f(:",
    "null": "x = '\x00'",
    "brackets": "(" * 100_000,
    "minus": "-" * 50_000 + "1",
    "dots": "a" + ".b" * 50_000,
    "sums": "1" + "+1" * 50_000,
    "nested": "".join(f"{' ' * n}if 1:\n" for n in range(99)) + " " * 99 + "pass",
    "shell": "!ls\n" * 5_000,
    "magics": "%time " * 2_000 + "1",
    "long": "x = 1\n" * 50_000,
    "not text": "\ud800 = 1",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_survived_in_little_time(source):
    with soon():
        assert len(flags_of([Cell(0, "f", "answer", source)], DEFAULT)) <= 1
