"""`course grade --scheduler`: a real Dask scheduler and workers, which are killed in mid-run.

The workers start in an empty folder and share no file with the class; they have the installed
course and bubblewrap, as a machine elsewhere would.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from grading_helpers import (
    PATIENCE,
    all_end,
    copy_class,
    counts,
    descendants,
    grade,
    hand_in_slow_ones,
    is_whole,
    journal,
    new_class,
    recorded,
    running,
    start,
    statuses,
    until,
    words,
)

pytestmark = pytest.mark.system

COUNT = 8
DASK = str(Path(sys.executable).with_name("dask"))
WORKER = ["--nthreads", "1", "--host", "127.0.0.1", "--death-timeout", "30", "--no-dashboard"]

# Runs in the worker before it takes a job: one student's submission takes the worker with it.
DEADLY = """
import os

from coursekit.grading import worker

if not hasattr(worker, "harmless"):
    worker.harmless = worker.grade_one


def grade_one(job, *args, **options):
    if job.student == "s03":
        os._exit(1)
    return worker.harmless(job, *args, **options)


worker.grade_one = grade_one
"""


class Cluster:
    """`dask scheduler` and `dask worker` processes in an empty folder."""

    def __init__(self, folder, protocol="tcp", environment=()):
        self.folder, self.environment = folder, {**os.environ, **dict(environment)}
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.protocol, self.address = protocol, f"{protocol}://127.0.0.1:{self.port}"
        self.scheduler, self.workers = None, []

    def start_scheduler(self):
        options = ["--host", "127.0.0.1", "--port", self.port, "--protocol", self.protocol]
        self.scheduler = self._run("scheduler", *options, "--no-dashboard")

    def start_worker(self, *options):
        local = ["--protocol", self.protocol, "--local-directory", self.folder / "scratch"]
        self.workers.append(self._run("worker", self.address, *WORKER, *local, *options))

    def _run(self, *words):
        with (self.folder / f"{words[0]}.log").open("a") as log:
            return subprocess.Popen(
                [DASK, *map(str, words)],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def close(self):
        everyone = [p for p in [*self.workers, self.scheduler] if p is not None]
        family = [member for process in everyone for member in descendants(process.pid)]
        for process in [*everyone, *family]:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        for process in everyone:
            process.wait()
        assert all_end(family), "a worker left processes behind"


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each of which is watched by a nanny that restarts it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    found = Cluster(folder)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    course = new_class(tmp_path_factory.mktemp("released") / "course")
    hand_in_slow_ones(course, COUNT)
    return course


@pytest.fixture(scope="module")
def local_marks(handed_in, tmp_path_factory):
    """What a run without Dask records."""
    course = copy_class(handed_in, tmp_path_factory.mktemp("local") / "course")
    grade(course)
    assert len(journal(course)) == COUNT
    return recorded(course)


@pytest.fixture
def course(handed_in, tmp_path):
    return copy_class(handed_in, tmp_path / "course")


def worker_of(nanny):
    """The process that a nanny watches."""
    return until(
        lambda: [p for p in descendants(nanny.pid) if "spawn_main" in " ".join(words(p))],
        "a worker's process",
    )[0]


def recorded_are(course, count):
    until(lambda: len(journal(course)) >= count, f"{count} recorded", seconds=120)


def test_a_killed_worker_costs_nothing(cluster, course, local_marks):
    cluster.start_scheduler()
    cluster.start_worker()
    cluster.start_worker()
    with running(start(course, "--scheduler", cluster.address)) as process:
        recorded_are(course, 2)
        worker_of(cluster.workers[0]).kill()
        said, _ = process.communicate(timeout=180)
    assert counts(said) == {"graded": COUNT}
    assert recorded(course) == local_marks
    assert is_whole(course)


def test_a_killed_scheduler_ends_the_run_and_the_next_one_completes_it(
    cluster, course, local_marks
):
    cluster.start_scheduler()
    cluster.start_worker("--no-nanny")
    with running(start(course, "--scheduler", cluster.address)) as process:
        recorded_are(course, 2)
        cluster.scheduler.kill()
        said, _ = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode == 2
    assert "The Dask scheduler is gone. What was graded is kept" in said
    assert "Traceback" not in said
    kept = journal(course)
    assert 2 <= len(kept) < COUNT
    cluster.scheduler.wait()
    cluster.start_scheduler()
    cluster.workers[0].wait(timeout=60)  # a worker ends with its scheduler
    cluster.start_worker("--no-nanny")
    _, said = grade(course, "--scheduler", cluster.address)
    assert said.splitlines()[0] == f"{COUNT - len(kept)} to grade, {len(kept)} graded already"
    after = journal(course)
    assert {name: after[name] for name in kept} == kept
    assert recorded(course) == local_marks


def test_a_submission_that_ends_its_workers_is_named_and_the_rest_is_graded(
    cluster, course, local_marks
):
    deadly = cluster.folder / "deadly.py"
    deadly.write_text(DEADLY)
    cluster.start_scheduler()
    cluster.start_worker("--preload", deadly)
    cluster.start_worker("--preload", deadly)
    status, said = grade(course, "--scheduler", cluster.address)
    assert status == 1
    assert counts(said) == {"graded": COUNT - 1, "worker lost": 1}
    lost = journal(course)["s03"]
    assert (lost["status"], lost["digest"]) == ("worker lost", "")
    assert "no worker finished it: 3 workers were lost with it" in lost["reason"]
    expected = {**local_marks[0]["test_half_square_07"], "s03": 0}
    assert recorded(course)[0]["test_half_square_07"] == expected
    # Not the student's fault: the next run tries again, here without that cluster.
    assert grade(course)[1].splitlines()[0] == f"1 to grade, {COUNT - 1} graded already"
    assert recorded(course) == local_marks


@pytest.mark.parametrize("is_there", [False, True], ids=["no scheduler", "no workers"])
def test_what_is_missing_is_named(is_there, cluster, course):
    if is_there:
        cluster.start_scheduler()
    status, said = grade(course, "--scheduler", cluster.address)
    assert status == 2
    missing = "has no workers; start some" if is_there else "no Dask scheduler answers at"
    assert missing in said
    assert f"{cluster.address}" in said
    assert "Traceback" not in said
    assert not statuses(course)


def certificates(folder):
    """A certificate for 127.0.0.1 that is its own authority, and Dask's settings that name it."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=course", "-addext", "subjectAltName=IP:127.0.0.1"]
    words += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    comm = "DASK_DISTRIBUTED__COMM__"
    settings = {f"{comm}TLS__CA_FILE": certificate, f"{comm}REQUIRE_ENCRYPTION": "True"}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        settings |= {f"{comm}TLS__{role}__CERT": certificate, f"{comm}TLS__{role}__KEY": key}
    return {name: str(value) for name, value in settings.items()}


def test_tls_is_dasks_own(tmp_path, course, local_marks):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    settings = certificates(folder)
    cluster = Cluster(folder, "tls", settings)
    try:
        cluster.start_scheduler()
        cluster.start_worker("--no-nanny")
        environment = {**os.environ, **settings, "COLUMNS": "200"}
        with running(start(course, "--scheduler", cluster.address, env=environment)) as process:
            said, _ = process.communicate(timeout=120)
        assert counts(said) == {"graded": COUNT}
        assert recorded(course) == local_marks
        status, said = grade(course, "--force", "--scheduler", cluster.address)
        assert (status, "no Dask scheduler answers at tls://" in said) == (2, True)
        assert recorded(course) == local_marks
    finally:
        cluster.close()


def test_ctrl_c_leaves_the_cluster_usable(cluster, course, local_marks):
    cluster.start_scheduler()
    cluster.start_worker("--no-nanny")
    with running(start(course, "--scheduler", cluster.address)) as process:
        recorded_are(course, 2)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode == 130
    assert f"interrupted; {len(journal(course))} graded and kept" in said
    grade(course, "--scheduler", cluster.address)
    assert recorded(course) == local_marks
