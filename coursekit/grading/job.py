"""What crosses processes and machines: a Job goes to a worker, a Result comes back. Plain data."""

from dataclasses import dataclass, field
from enum import Enum

# Roles of a code cell when a submission is graded. The rest of a notebook is not run.
SETUP, ANSWER, OWN, TEST = "setup", "answer", "own", "test"


class Status(Enum):
    """What became of a submission."""

    GRADED = "graded"
    NOT_ATTEMPTED = "not attempted"  # every answer is as it was released
    TIMED_OUT = "timed out"
    CRASHED = "crashed"  # the process that ran the student's code ended, or was ended
    REFUSED = "refused"  # the file could not be read as this lesson's notebook
    WORKER_LOST = "worker lost"


# An instructor should look at these.
ODD = (Status.TIMED_OUT, Status.CRASHED, Status.REFUSED, Status.WORKER_LOST)


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    cell_seconds: float = 30.0  # one cell, calls from a test included
    wall_seconds: float = 180.0  # the whole submission
    memory: int = 2 << 30  # bytes, of one process and of all of them together
    processes: int = 32
    disk: int = 64 << 20  # bytes in its private folder, and in one file
    output: int = 1 << 20  # bytes of text and pictures kept a cell
    message: int = 64 << 20  # bytes that cross in one call


@dataclass(frozen=True)
class Cell:
    """One code cell to run: its place in the notebook, its id, its role and its source."""

    index: int
    id: str
    role: str
    source: str


@dataclass(frozen=True)
class Job:
    """One submission, ready to run anywhere."""

    student: str
    assignment: str
    notebook: str
    cells: tuple[Cell, ...]
    functions: tuple[str, ...]  # names that the tests may call
    files: tuple[tuple[str, bytes], ...] = ()  # data beside the notebook, by relative path
    seed: str = ""  # of the hidden tests' inputs; never enters the sandbox
    limits: Limits = Limits()

    @property
    def name(self):
        return f"{self.student}/{self.assignment}"


@dataclass(frozen=True)
class Ran:
    """What one cell left: nbformat outputs, already checked, and its execution count."""

    index: int
    outputs: tuple
    count: int


@dataclass(frozen=True)
class Result:
    """What came of a Job. Cells that did not run are missing from `ran`."""

    student: str
    assignment: str
    status: Status
    reason: str = ""
    ran: tuple[Ran, ...] = ()
    seconds: float = 0.0
    tries: int = field(default=1, compare=False)
