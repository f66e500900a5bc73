"""What `course grade` says while it works, and the table at its end."""

import time
from collections import Counter

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from coursekit.grading.job import Status

SECONDS_A_LINE = 10.0  # between lines where nobody watches
LONGEST = 100  # characters of a reason in the table
STYLES = {Status.GRADED: "green", Status.NOT_ATTEMPTED: "yellow"}


def plain(text):
    """Text of others for a terminal: no markup, and no sign that moves its cursor or colours it."""
    kept = (sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)
    return escape("".join(kept))


class Silence:
    """For a caller that shows nothing."""

    def say(self, text):
        pass

    def plan(self, waiting, current):
        pass

    def done(self, graded, result, restore, record):
        pass


class Show:
    """Progress with count, rate and remaining time: a bar, or now and then a line in a log."""

    def __init__(self, console):
        self.console = console
        columns = (
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("[dim]{task.fields[last]}"),
        )
        watched = console.is_terminal
        self.progress = Progress(*columns, console=console, disable=not watched, transient=True)
        self.count = self.total = 0
        self.first = None  # when the first submission was done: starting takes its time
        self.seconds = Counter()

    def __enter__(self):
        self.progress.start()
        return self

    def __exit__(self, *_):
        self.progress.stop()

    def say(self, text):
        self.console.print(plain(text))

    def plan(self, waiting, current):
        kept = f", {current} graded already" if current else ""
        self.say(f"{waiting} to grade{kept}")
        self.total, self.start = waiting, time.monotonic()
        self.line = self.start
        self.bar = self.progress.add_task("", total=waiting, rate="", last="")

    def done(self, graded, result, restore, record):
        self.count += 1
        self.seconds.update(restore=restore, execute=result.seconds, record=record)
        now, last = time.monotonic(), f"{graded.student} {graded.assignment}"
        self.first = self.first or now
        each = self._seconds_each(now)
        speed = f"{1 / each:.1f} a second" if each < 1 else f"{each:.1f} s each"
        self.progress.update(self.bar, advance=1, rate=speed, last=plain(last))
        if self.progress.disable and self.count > 1 and now - self.line > SECONDS_A_LINE:
            self.line = now
            left = (self.total - self.count) * each
            self.say(f"{self.count} of {self.total}, {speed}, {left:.0f} s remain")

    def _seconds_each(self, now):
        """Seconds a submission; once there are two, without those until the first was there."""
        spent, count = (
            (now - self.first, self.count - 1) if self.count > 1 else (now - self.start, 1)
        )
        return max(spent / count, 1e-9)


def table(standings):
    """How the submissions stand, a row a status, then a row for each that needs a look."""
    counts = Counter(standing.status for standing in standings)
    grid = Table("", "submissions", "student", "assignment", "why", box=None, padding=(0, 2, 0, 0))
    for status in Status:
        if counts[status] or status is Status.GRADED:
            style = STYLES.get(status, "red")
            grid.add_row(f"[{style}]{status.value}[/]", str(counts[status]), "", "", "")
            for one in standings:
                if one.status is status and one.needs_a_look:
                    why = " ".join(one.why.split())
                    why = why if len(why) <= LONGEST else why[: LONGEST - 1] + "…"
                    grid.add_row("", "", plain(one.student), one.assignment, plain(why))
    return grid
