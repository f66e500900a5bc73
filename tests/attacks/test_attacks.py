"""Submissions that attack the grading, each followed in the same warm sandbox by an honest one.

submissions/ holds an attack a file; its first lines say what it tries. tools.py stands before each
in the student's answer cell. An attack prints a line `GOT ...` when something worked that must
not. A list under the name WITH makes several attacks of a file, one with each of its items.
"""

import ast
import json
import os
import queue
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from nbformat import from_dict
from nbgrader.utils import determine_grade

from coursekit.grading import worker
from coursekit.grading.integrity import flags_of
from coursekit.grading.job import ANSWER, OWN, SETUP, TEST, Cell, Job, Limits, Result, Status
from coursekit.grading.sandbox import require_walls

pytestmark = pytest.mark.system

HERE = Path(__file__).parent
CANARY = "CANARY-SECRET"  # stands in every secret, and nowhere else
LIMITS = Limits(
    cell_seconds=1.0, wall_seconds=5.0, memory=600 << 20, processes=24, disk=8 << 20, output=100_000
)
MOST_SECONDS = LIMITS.wall_seconds + 60.0  # nothing waits for an attack without end
WORKERS = 3

OPENING = """
import numpy as np
import lossutils
from lossutils.testing import case_rng, check, hidden, visible_checks_passed
expected = np.array([0.25, 0.75])
"""
# Every line of a hidden test is secret.
TESTS = (
    """
check(softmax, np.array([0.0, np.log(3.0)])).returns(expected)
### BEGIN HIDDEN TESTS
with hidden("logits near 1000"):
    logits = case_rng("CANARY-SECRET").normal(size=7) + 1000
    powers = np.exp(logits - logits.max())  # CANARY-SECRET
    check(softmax, logits).returns(powers / powers.sum(), rtol=1e-6)  # CANARY-SECRET
### END HIDDEN TESTS
visible_checks_passed(softmax)
""",
    # Nothing stands between these calls and the answer.
    """
### BEGIN HIDDEN TESTS
first = softmax(np.array([0.0, np.log(3.0)]))  # CANARY-SECRET
assert isinstance(first, np.ndarray) and first.shape == (2,), "CANARY-SECRET"[:0]
assert np.array_equal(first.round(3), expected), "CANARY-SECRET"[:0]
second = softmax(np.log(np.array([1.0, 2.0, 5.0])))  # CANARY-SECRET
assert np.allclose(second, np.array([0.125, 0.25, 0.625]))  # CANARY-SECRET
### END HIDDEN TESTS
""",
)
HONEST = """
# CANARY-SECRET: the work of another student
def softmax(logits):
    powers = np.exp(logits - np.max(logits))
    return powers / powers.sum()
"""
# What an honest student's process finds. It must be the same after every attack.
LOOK_ROUND = """
import ctypes, json, os, resource, signal, socket, sys, threading

def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

def answers(family, place):
    try:
        with socket.socket(family) as one:
            return one.connect_ex(place)
    except OSError as error:
        return error.errno

def tree(folder):
    return sorted(f"{at}/{name}" for at, dirs, files in os.walk(folder) for name in dirs + files)

def limit(name):
    return resource.getrlimit(getattr(resource, name))

call = ctypes.CDLL(None).syscall
print(json.dumps({
    "files": [tree("/tmp"), tree("/dev/shm"), os.getcwd()],
    "processes": [pid for pid in range(1, 500) if alive(pid)],
    "open": [fd for fd in range(256) if os.path.exists(f"/dev/fd/{fd}")],
    "threads": threading.active_count(),
    "shared": [call(29, 0xE7E, 0, 0), call(68, 0xE7E, 0), call(64, 0xE7E, 0, 0)],
    "key": [call(250, 10, ring, b"user", b"left_by_eve", 0) for ring in (-4, -5, -3)],
    "socket": answers(socket.AF_UNIX, "\\0left_by_eve"),
    "port": answers(socket.AF_INET, ("127.0.0.1", 4321)),
    "environment": dict(os.environ),
    "nice": os.nice(0),
    "limits": {name: limit(name) for name in dir(resource) if name.startswith("RLIMIT")},
    "timers": [signal.getitimer(n) for n in (1, 2)],
    "blocked": str(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "handlers": [str(signal.getsignal(n)).split(" at ")[0] for n in range(1, 32)],
    "path": sys.path,
    "mask": os.umask(0o22),
}))
"""


def attacks():
    """{name: source} of every attack."""
    found = {}
    for path in sorted((HERE / "submissions").glob("*.py")):
        source = path.read_text("utf-8")
        variants = [
            node
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WITH"
        ]
        if not variants:
            found[path.stem] = source
            continue
        lines = source.splitlines(keepends=True)
        node = variants[0]
        for item in ast.literal_eval(node.value):
            mine = [*lines[: node.lineno - 1], f"WITH = {item!r}\n", *lines[node.end_lineno :]]
            found[f"{path.stem}-{item.encode('unicode_escape').decode()}"] = "".join(mine)
    return found


ATTACKS = attacks()


@dataclass(frozen=True)
class Tried:
    """An attack, and what the next student found."""

    result: Result
    seconds: float
    following: Result
    processes: int  # behind the walls, when both were done


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class with a secret in each of its files."""
    folder = tmp_path_factory.mktemp("class")
    for name in (
        "gradebook.db",
        "seed.txt",
        "solutions/softmax.ipynb",
        "submitted/other/softmax.ipynb",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{CANARY} in {name}")
    return folder


@pytest.fixture(scope="module")
def grading(classroom, request):
    """Grades the attacks that were asked for, some at a time; says what came of each."""
    require_walls()
    names = [
        item.callspec.params["name"]
        for item in request.session.items
        if hasattr(item, "callspec") and "name" in item.callspec.params
    ]
    waiting, done = queue.SimpleQueue(), {name: queue.SimpleQueue() for name in names}
    for name in names:
        waiting.put(name)
    os.environ["CLASS_TOKEN"] = f"{CANARY} of the coordinator"
    threads = [
        threading.Thread(target=grade_all, args=(waiting, done, classroom)) for _ in range(WORKERS)
    ]
    for thread in threads:
        thread.start()
    yield done
    for thread in threads:
        thread.join()
    del os.environ["CLASS_TOKEN"]


def grade_all(waiting, done, classroom):
    name = None
    try:
        grade(HONEST, "other")
        while True:
            name = waiting.get_nowait()
            done[name].put(try_one(ATTACKS[name], classroom))
    except queue.Empty:
        pass
    except BaseException as error:
        # The attack that ends its worker fails its test; the rest are done by the others.
        for place in [done[name]] if name else done.values():
            place.put(error)
    finally:
        worker.close()


def try_one(source, classroom):
    tools = (HERE / "tools.py").read_text("utf-8")
    start = time.monotonic()
    result = grade(f"CLASS = {str(classroom)!r}\n{tools}\n{source}", "eve")
    seconds = time.monotonic() - start
    following = grade(HONEST, "next")
    return Tried(result, seconds, following, processes())


def processes():
    """How many processes there are behind this worker's walls."""
    (pair,) = worker._own.pairs.values()
    parents = [psutil.Process(zygote.process.pid) for zygote in pair.zygotes]
    return sum(len(parent.children(recursive=True)) for parent in parents)


def grade(answer, student):
    cells = [(SETUP, "setup", OPENING), (ANSWER, "softmax", answer)]
    cells += [(TEST, f"test_{n}", source) for n, source in enumerate(TESTS, 1)]
    cells += [(OWN, "own-1", LOOK_ROUND)] if student == "next" else []
    return worker.grade_one(
        Job(
            student=student,
            assignment="lesson",
            notebook="softmax",
            cells=tuple(Cell(n, name, role, text) for n, (role, name, text) in enumerate(cells)),
            functions=("softmax",),
            seed=CANARY,
            limits=LIMITS,
        )
    )


def marks(result):
    """Points for the two tests, by nbgrader's own rules."""
    ran = {one.index: one.outputs for one in result.ran}
    found = []
    for index in (2, 3):
        outputs = ran.get(
            index, [{"output_type": "error", "ename": "NotRun", "evalue": "", "traceback": []}]
        )
        cell = {"cell_type": "code", "outputs": outputs, "source": "", "metadata": {}}
        cell["metadata"]["nbgrader"] = {
            "grade": True,
            "solution": False,
            "points": 1,
            "grade_id": "t",
        }
        found.append(determine_grade(from_dict(cell))[0])
    return found


def shown(result):
    """Everything of a result that a person reads."""
    return json.dumps([result.reason, [one.outputs for one in result.ran]], ensure_ascii=False)


def outside(classroom):
    """What an attack must not change: the class, and that nothing is left anywhere else."""
    kept = {path: path.read_bytes() for path in classroom.rglob("*") if path.is_file()}
    course = HERE.parents[1]
    folders = (course, course / "coursekit", course / "lossutils", Path("/tmp"), Path("/dev/shm"))
    left = [path for folder in folders for path in folder.glob("*left*")]
    return kept, left


@pytest.fixture(scope="module")
def before(classroom):
    return outside(classroom)


@pytest.fixture(scope="module")
def usual():
    """What an honest student finds where nobody attacked."""
    try:
        return found_by(grade(HONEST, "next")), processes()
    finally:
        worker.close()


def found_by(result):
    return json.loads(result.ran[-1].outputs[0]["text"])


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name, before, usual, grading, classroom):
    tried = grading[name].get(timeout=300)
    if isinstance(tried, BaseException):
        raise tried
    result, text = tried.result, shown(tried.result)

    assert marks(result) == [0, 0], text
    assert "GOT " not in text
    assert CANARY not in text
    for markup in ("<script", "onerror", "javascript:"):
        assert markup not in html_of(result)
    assert not re.search(r"\x1b(?!\[[0-9;]*m)", text.replace("\\u001b", "\x1b"))
    assert result.status in (Status.GRADED, Status.TIMED_OUT, Status.CRASHED), result.reason
    assert tried.seconds < MOST_SECONDS
    assert len(text) < 30 * LIMITS.output

    # The warm sandbox serves the next student as if nothing had been.
    assert result.tries == tried.following.tries == 1
    assert marks(tried.following) == [1, 1], shown(tried.following)
    assert (found_by(tried.following), tried.processes) == usual
    assert tried.following.status is Status.GRADED
    assert outside(classroom) == before


def html_of(result):
    """What a page shows as it is; Markdown is cleaned where it is shown."""
    found = [output["data"] for one in result.ran for output in one.outputs if "data" in output]
    kinds = ("text/html", "image/svg+xml")
    pages = str([text for data in found for kind, text in data.items() if kind in kinds])
    return re.sub("&lt;.*?&gt;", "", pages)  # what stands there as text is no markup


def many_cells(source, number):
    """A submission of one cell, many times."""
    cells = [Cell(0, "setup", SETUP, OPENING), Cell(1, "softmax", ANSWER, HONEST)]
    cells += [Cell(n + 2, f"own-{n + 1}", OWN, source) for n in range(number)]
    cells += [Cell(number + 2, "test_1", TEST, TESTS[0])]
    return Job("eve", "lesson", "softmax", tuple(cells), ("softmax",), limits=LIMITS)


@pytest.fixture(scope="module")
def warm():
    require_walls()
    yield
    worker.close()


def test_many_short_cells_end_in_time(warm):
    """The judge has something to say all the time, and still somebody looks at the clock."""
    start = time.monotonic()
    result = worker.grade_one(many_cells("import time; time.sleep(0.05)", 1000))
    assert time.monotonic() - start < MOST_SECONDS
    assert (result.status, result.reason) == (Status.TIMED_OUT, "took more than 5 seconds in all")


def test_many_cells_do_not_hold_memory(warm):
    lines = ["import os, time", "if os.fork() == 0:", "    held = b'x' * (200 << 20)"]
    lines += ["    time.sleep(60)", "time.sleep(0.1)"]
    result = worker.grade_one(many_cells("\n".join(lines), 20))
    assert (result.status, result.reason) == (Status.CRASHED, "used more than 0.586 GiB of memory")


def test_output_of_many_cells_is_limited(warm):
    """All that a student prints is bounded, and a check after it still counts."""
    result = worker.grade_one(many_cells("print('x' * 90_000)", 100))
    assert len(shown(result)) < 30 * LIMITS.output
    assert result.status is Status.GRADED
    assert "visible checks passed" in result.ran[-1].outputs[0]["text"]


def test_too_large_a_value_fails_one_check_alone(warm):
    large = "def softmax(logits):\n    return np.zeros((3000, 3000))"
    result = grade(large, "eve")
    assert result.status is Status.GRADED
    assert "bytes are more than may cross" in shown(result)


REFERENCE = {
    "import": "from lossutils import softmax",
    "name": "import lossutils\ndef softmax(z):\n    return lossutils.softmax(z)",
    "getattr": "import lossutils\nsoftmax = getattr(lossutils, 'soft' + 'max')",
    "closure": "import lossutils\nsoftmax = lossutils.softmax.__closure__[0].cell_contents",
    "map": "import lossutils\ndef softmax(z):\n    return next(map(lossutils.softmax, [z]))",
    "modules": "import sys\nsoftmax = vars(sys.modules['loss' + 'utils'])['softmax']",
    "exec": "exec(compile('import lossutils; softmax = lossutils.softmax', 'x', 'exec'))",
    "reload": "import importlib, lossutils\nsoftmax = importlib.reload(lossutils).softmax",
    "file": "exec(open('/course/lossutils/classification.py').read())",
    "scipy": "from scipy.special import softmax",
    "magic": "%run /course/lossutils/classification.py",
}


@pytest.mark.parametrize("way", REFERENCE)
def test_reference_for_an_answer_is_flagged(way):
    cells = [Cell(0, "setup", SETUP, OPENING), Cell(1, "softmax", ANSWER, REFERENCE[way])]
    assert flags_of(cells, frozenset({"numpy"}))


def test_honest_answer_is_not_flagged():
    cells = [Cell(0, "setup", SETUP, OPENING), Cell(1, "softmax", ANSWER, HONEST)]
    assert not flags_of(cells, frozenset({"numpy"}))
