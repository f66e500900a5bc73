"""Every error that a user of `course` can mend. The command prints the message and no traceback."""

from dataclasses import dataclass


class CourseError(Exception):
    """Something the user can mend; the message says what, where and how."""


@dataclass(frozen=True)
class Problem:
    """One fault in a file, placed as closely as it is known."""

    path: str
    message: str
    line: int | None = None
    cell: str | None = None

    def __str__(self):
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return (
            f"{place}, cell `{self.cell}`: {self.message}"
            if self.cell
            else f"{place}: {self.message}"
        )


class LessonError(CourseError):
    """One or more faults in a lesson's source."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
