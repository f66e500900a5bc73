"""The `course` command."""

import os
import sys
from contextlib import contextmanager

import click
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from coursekit.errors import CourseError, LessonError
from coursekit.grading.show import plain
from coursekit.paths import Course

console = Console(highlight=False, soft_wrap=True, emoji=False)
STYLES = {
    "solved": "green",
    "wrong": "red",
    "raised": "red",
    "timed out": "red",
    "not attempted": "yellow",
}


def say(text):
    console.print(plain(text))


@contextmanager
def waiting(text):
    """A spinner where someone watches; one plain line where the output goes to a file."""
    if console.is_terminal:
        with console.status(plain(text)):
            yield
    else:
        say(text)
        yield


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context):
    """Build, study and grade the course on loss functions."""
    context.obj = Course.find()


def run():
    """Entry point: a CourseError is a message, not a traceback.

    Exit status: 1 where something needs a look, 2 where the command itself could not do its work.
    """
    try:
        main(standalone_mode=False)
    except LessonError as error:
        say(str(error))
        sys.exit(1)
    except CourseError as error:
        say(str(error))
        sys.exit(2)
    except SQLAlchemyError as error:
        from coursekit.grading.database import remedy

        say(f"the gradebook cannot be used: {remedy(error)}")
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        sys.exit(130)


@main.command()
@click.argument("lessons", nargs=-1)
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; name what does not agree."
)
@click.pass_obj
def build(course, lessons, only_check):
    """Build solutions/ and notebooks/ from lessons/ (all, or those named: 1, 01 or 01_slug)."""
    from coursekit.build import build, check

    if only_check:
        problems = check(course, lessons)
        for problem in problems:
            say(str(problem))
        count = len(course.select(lessons))
        say(
            f"{len(problems)} problems in {count} lessons" if problems else f"{count} lessons agree"
        )
        sys.exit(bool(problems))
    for done in build(course, lessons, say=say):
        how = "executed" if done.executed else "outputs still valid"
        say(f"{done.slug}: {how}, {done.seconds:.1f} s")


@main.command()
@click.argument("slug")
@click.pass_obj
def new(course, slug):
    """Write the skeleton of a lesson, NN_slug, with answers to test it; it builds as it stands."""
    from coursekit.new import new_lesson

    for path in new_lesson(course, slug):
        say(f"wrote {course.relative(path)}")
    say(f"next: edit them, then `course build {slug[:2]}` and `make test`")


@main.command(name="format")
@click.argument("lessons", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; name what Ruff would.")
@click.pass_obj
def format_(course, lessons, only_check):
    """Format and lint the code cells of the lessons with Ruff."""
    from coursekit.style import format_lessons

    problems = format_lessons(course, lessons, write=not only_check)
    for problem in problems:
        say(str(problem))
    sys.exit(bool(problems))


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def lab(course, options):
    """Copy new lessons to work/ and open JupyterLab there; OPTIONS go to `jupyter lab`."""
    from coursekit.lab import command, environment
    from coursekit.work import copy_notebooks

    fresh, stale, unbuilt = copy_notebooks(course)
    for slug in fresh:
        say(f"copied {slug} to work/")
    for slug in stale:
        say(f"{slug} has changed; `course update {slug[:2]}` brings it in and keeps your answers")
    for slug in unbuilt:
        say(f"{slug} is not built yet; `course build {slug[:2]}` builds it")
    say("Opening JupyterLab. Stop it with Ctrl-C.")
    arguments = command(course, options)
    os.chdir(course.root)
    if os.name == "nt":  # execvpe returns at once on Windows
        import subprocess

        sys.exit(subprocess.run(arguments, env=environment(), check=False).returncode)
    os.execve(arguments[0], arguments, environment())


@main.command()
@click.argument("lessons", nargs=-1)
@click.pass_obj
def check(course, lessons):
    """Run the whole checks on work/ and say where you stand, exercise by exercise."""
    from coursekit.progress import Status, check_work

    todo = None
    for slug in course.select(lessons):
        with waiting(f"{slug}: checking"):
            outcomes = check_work(course, slug)
        console.rule(slug, align="left")
        for outcome in outcomes:
            status = outcome.status.value
            style = STYLES.get(status, "default")
            console.print(f"  [{style}]{status:<14}[/] {plain(outcome.title)}")
            for line in outcome.message.splitlines():
                console.print(f"                 {plain(line)}")
            if todo is None and outcome.status not in (Status.SOLVED, Status.WRITTEN):
                todo = (slug, outcome)
        graded = [o for o in outcomes if o.status is not Status.WRITTEN]
        solved = sum(o.status is Status.SOLVED for o in graded)
        console.print(f"  {solved} of {len(outcomes)} exercises solved")
    console.print()
    if todo is None:
        say(
            "Next: compare your written answers with solutions/, then take the follow-up questions."
        )
        return
    slug, outcome = todo
    advice = {
        Status.NOT_ATTEMPTED: "write its answer cell; its hints open with a click",
        Status.TIMED_OUT: "look for a loop that does not end, or vectorise it",
        Status.RAISED: "mend the line named above",
        Status.WRONG: "compare what came with what was expected",
    }[outcome.status]
    path = course.relative(course.notebook(course.work, slug))
    say(f"Next: exercise {outcome.title} in {path}: {advice}.")


@main.command()
@click.argument("lessons", nargs=-1, required=True)
@click.pass_obj
def update(course, lessons):
    """Bring lessons in work/ to their present version and keep the answers."""
    from coursekit.work import update

    for slug in course.select(lessons):
        backup, carried, gone = update(course, slug)
        say(f"{slug}: updated, {carried} answers kept; the old one is {course.relative(backup)}")
        if gone:
            say(f"  kept at the end, their exercises are gone: {', '.join(gone)}")


@main.command()
@click.argument("assignments", nargs=-1)
@click.option("--student", metavar="ID", help="Grade this student's submissions alone.")
@click.option("--workers", type=click.IntRange(1), help="Submissions at a time (default: cores).")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster, like tcp://127.0.0.1:8786.")
@click.option("--force", is_flag=True, help="Grade again what is graded and unchanged.")
@click.option(
    "--no-sandbox", is_flag=True, help="Run student code with your own rights, unprotected."
)
@click.pass_obj
def grade(course, assignments, student, workers, scheduler, force, no_sandbox):
    """Grade what was handed in, student code in a sandbox; all assignments, or those named.

    Only what is new or changed is graded, so the command may be interrupted and repeated. Exit
    status: 0, or 1 when a submission needs a look, or 2 when grading itself failed.
    """
    from coursekit.grading.run import Grader
    from coursekit.grading.show import Show, table

    options = {"walled": not no_sandbox, "workers": workers or 0, "scheduler": scheduler}
    try:
        with Show(console) as show:
            grader = Grader(course, **options)
            stands = grader.grade(assignments, student=student, force=force, show=show)
    except KeyboardInterrupt:
        say(f"\ninterrupted; {show.count} graded and kept. Repeat the command to grade the rest.")
        sys.exit(130)
    # In a log a row stays a line.
    console.print(table(stands), width=None if console.is_terminal else 200)
    sys.exit(any(one.needs_a_look for one in stands))


@main.command()
@click.argument("assignments", nargs=-1)
@click.option("--student", metavar="ID", help="Write this student's pages alone.")
@click.pass_obj
def feedback(course, assignments, student):
    """Write the page that each student reads, into class/feedback: all, or ASSIGNMENTS alone."""
    from rich.progress import Progress

    from coursekit.feedback_pages import submissions, write_pages
    from coursekit.marks_page import journal

    names = course.select(assignments) if assignments else ()
    wanted = submissions(course, names, student)
    if not wanted:
        of = "".join(f" {word}" for word in [*names, *(["of", student] if student else [])])
        raise CourseError(f"nothing{of} is graded yet; `course grade` does that")
    entries = journal(course, {assignment for assignment, _ in wanted})
    problems = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("feedback", total=len(wanted))
        for page in write_pages(course, wanted, entries):
            progress.update(bar, advance=1, description=plain(f"{page.student} {page.assignment}"))
            problems += [page] if page.problem else []
    folder = course.relative(course.classroom / "feedback")
    say(f"wrote {len(wanted) - len(problems)} pages into {folder}")
    for page in problems:
        say(f"{page.student}, {page.assignment}: {page.problem}")
    sys.exit(bool(problems))


@main.command()
@click.argument("assignments", nargs=-1)
@click.pass_obj
def marks(course, assignments):
    """Write class/marks.csv, every student by every exercise, and class/marks.html to look at.

    Of all assignments, or of those named alone.
    """
    from coursekit.classroom import Classroom, marks_table, write_marks
    from coursekit.marks_page import journal, write_marks_page

    classroom = Classroom(course)
    wanted = course.select(assignments) if assignments else ()
    slugs = [slug for slug in classroom.released() if not wanted or slug in wanted]
    found = [mark for slug in slugs for mark in classroom.marks(slug)]
    if not found:
        of = f" of {', '.join(wanted)}" if wanted else ""
        raise CourseError(f"no marks{of} yet; `course grade` makes them (see README.md)")
    path = course.classroom / "marks.csv"
    entries = journal(course, slugs)
    write_marks(path, found, entries)
    page = write_marks_page(course, found, entries)
    console.print(marks_table(found))
    say(f"wrote {course.relative(path)}")
    say(f"wrote {course.relative(page)}: open it in a browser")


@main.command()
@click.pass_obj
def demo(course):
    """Play one round of a class in class/: release, submit, autograde, feedback, marks."""
    from coursekit.demo import demo

    demo(course, console)
