"""What is recorded of a submission: `Graded` goes in, an `Entry` of the journal stays."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import nbformat

from coursekit.grading.job import Status


@dataclass(frozen=True)
class Graded:
    """A submission that was run: its notebook with all outputs in place, and what is known of it.

    A test cell without an execution count and without outputs did not run, and earns nothing.
    """

    student: str
    assignment: str
    notebook_name: str
    notebook: nbformat.NotebookNode
    timestamp: datetime | None
    digest: str
    status: Status
    reason: str = ""
    flags: dict = field(default_factory=dict)  # answer cell -> sentences
    outcomes: dict = field(default_factory=dict)  # exercise -> (status, message)
    seconds: dict = field(default_factory=dict)
    files: tuple = ()  # (relative path, bytes) of the lesson's data
    stamp: str = ""
    notes: tuple = ()

    @property
    def sentences(self):
        """The flags as the journal keeps them."""
        return {name: list(said) for name, said in self.flags.items()}


@dataclass(frozen=True)
class Entry:
    """What the journal says of one student's submission."""

    student: str
    assignment: str
    notebook_name: str
    digest: str
    status: Status
    reason: str
    flags: dict
    outcomes: dict
    seconds: dict
    stamp: str
    notes: tuple
    scores: dict  # grade cell -> what grading gave it, None where a person must
    recorded: str

    @classmethod
    def of(cls, graded, marks, notes):
        """The entry of a submission that has just been recorded."""
        return cls(
            student=graded.student,
            assignment=graded.assignment,
            notebook_name=graded.notebook_name,
            digest=graded.digest,
            status=graded.status,
            reason=graded.reason,
            flags=graded.sentences,
            outcomes=dict(graded.outcomes),
            seconds=dict(graded.seconds),
            stamp=graded.stamp,
            notes=(*graded.notes, *marks.notes, *notes),
            scores=marks.scores,
            recorded=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def to_json(self):
        return json.dumps({**asdict(self), "status": self.status.value}, indent=1)

    @classmethod
    def from_json(cls, text):
        data = json.loads(text)
        data["status"] = Status(data["status"])
        data["outcomes"] = {n: (str(how), str(said)) for n, (how, said) in data["outcomes"].items()}
        data["flags"] = {name: list(map(str, said)) for name, said in data["flags"].items()}
        data["scores"], data["seconds"] = dict(data["scores"]), dict(data["seconds"])
        data["notes"] = tuple(map(str, data["notes"]))
        return cls(**data)
