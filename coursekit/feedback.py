"""What a student reads after grading: the exercises alone, under a table of points and reasons."""

import html
import re

import nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor


class ExercisesOnly(NbGraderPreprocessor):
    """Drop the lesson around the exercises; keep the student's own code; put a summary on top."""

    def preprocess(self, notebook, resources):
        kept = [cell for cell in notebook.cells if _belongs(cell)]
        summary = nbformat.v4.new_markdown_cell(_summary(kept))
        notebook.cells = [summary, *kept]
        return notebook, resources


TIMED_OUT = ("KeyboardInterrupt", "CellTimeoutError")  # a cell is interrupted when its time is up

# Grading puts the whole tests back into a submission; a student reads them without hidden ones.
PIPELINE = [GetGrades, ClearHiddenTests, ExercisesOnly, CSSHTMLHeaderPreprocessor]


def _belongs(cell):
    of_lesson = "nbgrader" in cell.metadata or "demo" in cell.metadata.get("tags", [])
    own_code = cell.cell_type == "code" and not of_lesson
    return own_code or "exercise" in cell.metadata.get("course", {})


def _summary(cells):
    rows = ["| points | exercise | what to look at |", "|---|---|---|"]
    for cell in cells:
        meta = cell.metadata.get("course", {})
        if meta.get("role") == "prompt":
            title = cell.source.splitlines()[0].removeprefix("### Exercise ")
            own = [
                c for c in cells if c.metadata.get("course", {}).get("exercise") == meta.exercise
            ]
            rows.append(f"| {_points(own)} &emsp; | {title} &emsp; | {_reason(own)} |")
    return "\n".join(rows)


def _points(cells):
    graded = [c.metadata.nbgrader for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
    return f"{sum(g.score for g in graded):g} of {sum(g.points for g in graded):g}"


def _reason(cells):
    """What the first failed check said: the likely mistake, or else its first line."""
    if any(cell.metadata.get("course", {}).get("role") == "written" for cell in cells):
        return "graded by hand"
    for cell in cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                if output.ename in TIMED_OUT:
                    return "did not finish in time: look for a loop that does not end"
                said = output.evalue or output.ename
                likely = re.search(r"(?m)^ +likely +(.*)$", said)
                reason = likely[1] if likely else said.partition("\n")[0]
                return html.escape(reason).replace("|", "&#124;")
    return ""
