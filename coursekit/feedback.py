"""What a student reads after grading: the exercises alone, under a table of points and reasons."""

import re

import nbformat
from nbconvert.filters import strip_ansi
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Unicode

from coursekit.grading.marks import TO_LOOK_AT
from coursekit.lint import squeeze

SHORTEST_SECRET = 12  # a shorter line, like `with hidden(`, gives nothing away
NO_RESPONSE = "No response."  # nbgrader's comment on an answer that still is as released
TIMED_OUT = ("KeyboardInterrupt", "CellTimeoutError")  # a cell is interrupted when its time is up


class GetMarks(GetGrades):
    """nbgrader's, and whether a written answer still waits for a person."""

    def _get_score(self, cell, resources):
        super()._get_score(cell, resources)
        if is_solution(cell):
            meta = cell.metadata.nbgrader
            place = self.notebook_id, self.assignment_id, self.student_id
            grade = self.gradebook.find_grade(meta.grade_id, *place)
            meta["waits"] = bool(grade.needs_manual_grade)


class HideTests(NbGraderPreprocessor):
    """Drop lines of hidden tests from outputs: a traceback quotes the line that failed."""

    def preprocess(self, notebook, resources):
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        hidden = re.compile(r"(?s)BEGIN HIDDEN TESTS\n(.*?)(?:### END HIDDEN|$)")
        regions = [found[1] for cell in code for found in hidden.finditer(cell.source)]
        seen = squeeze("".join(hidden.sub("", cell.source) for cell in code))
        lines = {squeeze(line) for region in regions for line in region.splitlines()}
        secrets = {line for line in lines if len(line) >= SHORTEST_SECRET and line not in seen}
        for cell in code:
            for output in cell.outputs:
                _keep_secrets(output, secrets)
        return notebook, resources


class HideFlags(NbGraderPreprocessor):
    """Drop what the static check told the instructor: it is a question, not yet a verdict."""

    def preprocess_cell(self, cell, resources, index):
        meta = cell.metadata.get("nbgrader", {})
        if str(meta.get("comment") or "").startswith(TO_LOOK_AT):
            meta.comment = None
        return cell, resources


class ExercisesOnly(NbGraderPreprocessor):
    """Drop the lesson around the exercises; keep the student's own code; put a summary on top."""

    status = Unicode("", help="What became of the submission, where it is odd.").tag(config=True)
    reason = Unicode("", help="Why.").tag(config=True)

    def preprocess(self, notebook, resources):
        kept = [cell for cell in notebook.cells if _belongs(cell)]
        penalty = resources.get("nbgrader", {}).get("late_penalty", 0)
        parts = [*_remarks(self.status, self.reason, penalty), _summary(kept)]
        summary = nbformat.v4.new_markdown_cell("\n\n".join(parts))
        notebook.cells = [summary, *kept]
        return notebook, resources


class ClearTests(ClearHiddenTests):
    """nbgrader's, for tests alone: a student who writes its marks would break their own page."""

    def preprocess_cell(self, cell, resources, index):
        if is_grade(cell) and not is_solution(cell):
            return super().preprocess_cell(cell, resources, index)
        return cell, resources


# Grading puts the whole tests back into a submission; a student reads them without hidden ones.
PIPELINE = [
    GetMarks,
    HideFlags,
    HideTests,
    ClearTests,
    ExercisesOnly,
    CSSHTMLHeaderPreprocessor,
]


def _keep_secrets(output, secrets):
    def without(text):
        lines = text.split("\n")
        plain = [squeeze(strip_ansi(line)) for line in lines]
        told = [any(secret in line for secret in secrets) for line in plain]
        kept = [line for line, tells in zip(lines, told, strict=True) if not tells]
        return text if len(kept) == len(lines) else "\n".join(kept)

    if not secrets:
        return
    for key in ("text", "evalue"):
        if isinstance(output.get(key), str):
            output[key] = without(output[key])
    if "traceback" in output:
        output.traceback = [without(part) for part in output.traceback]
    for mime, text in output.get("data", {}).items():
        if mime.startswith("text/") and isinstance(text, str):
            output.data[mime] = without(text)


def _remarks(status, reason, penalty):
    """What has to be said before the points."""
    if status:
        yield f"**This submission: {_plain(status)}.** {_plain(reason)}"
    if status == "refused":
        yield (
            "What follows is the lesson as it was given to you. Open your notebook in Jupyter, "
            "save it, and hand it in again."
        )
    if penalty:
        yield f"**Handed in late:** {penalty:g} points are taken off."


def _plain(text):
    """Text of others, in Markdown: every sign stands for itself."""
    return re.sub(r"[^\w\s]", lambda sign: f"&#{ord(sign[0])};", text)


def _belongs(cell):
    of_lesson = "nbgrader" in cell.metadata or "demo" in cell.metadata.get("tags", [])
    own_code = cell.cell_type == "code" and not of_lesson
    return own_code or "exercise" in cell.metadata.get("course", {})


def _summary(cells):
    rows = ["| points | exercise | what to look at |", "|---|---|---|"]
    for cell in cells:
        meta = cell.metadata.get("course", {})
        if meta.get("role") == "prompt":
            title = cell.source.partition("\n")[0].removeprefix("### Exercise ")
            own = [
                c for c in cells if c.metadata.get("course", {}).get("exercise") == meta.exercise
            ]
            rows.append(f"| {_points(own)} &emsp; | {title} &emsp; | {_reason(own)} |")
    return "\n".join(rows)


def _points(cells):
    graded = [c.metadata.nbgrader for c in cells if c.metadata.get("nbgrader", {}).get("grade")]
    score = "?" if any(map(_waits, cells)) else f"{sum(g.score for g in graded):g}"
    return f"{score} of {sum(g.points for g in graded):g}"


def _waits(cell):
    return cell.metadata.get("nbgrader", {}).get("waits", False)


def _reason(cells):
    """What the first failed check said: the likely mistake, or else its first line."""
    for cell in cells:
        if cell.metadata.get("course", {}).get("role") == "written":
            if _waits(cell):
                return "waits for a person to grade it"
            blank = str(cell.metadata.nbgrader.get("comment")).startswith(NO_RESPONSE)
            return "not attempted" if blank else "graded by hand"
    for cell in cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                if output.ename in TIMED_OUT:
                    return "did not finish in time: look for a loop that does not end"
                said = output.evalue or output.ename
                likely = re.search(r"(?m)^ +likely +(.*)$", said)
                reason = likely[1] if likely else said.partition("\n")[0]
                return _plain(reason)
    return ""
