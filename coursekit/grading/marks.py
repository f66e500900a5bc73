"""What the outputs of an executed notebook are worth, by nbgrader's rules."""

import json
from dataclasses import dataclass, field

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.v4.nbjson import BytesEncoder
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    GetGrades,
    OverwriteCells,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from coursekit.grading.job import ODD
from coursekit.restore import grade_id

TO_LOOK_AT = "To look at: "


@dataclass
class Marks:
    """What a notebook earns: the automatic score of each grade cell, the automatic comments."""

    scores: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    to_look_at: set = field(default_factory=set)  # grade cells of flagged exercises
    notes: list = field(default_factory=list)


class Steps:
    """The steps that nbgrader is configured to take after a notebook has run, in their order.

    What executes is left out: it must be an ExecutePreprocessor, as SandboxExecute is, or it would
    run here once more. Where nbgrader saves grades, they are read; the Recorder saves them.
    """

    OWN_DATABASE = (SaveCells, OverwriteCells, GetGrades)  # they open a gradebook for themselves

    def __init__(self, converter):
        exporter = converter.exporter_class(parent=converter, config=converter.config)
        exporter._preprocessors = []
        for step in converter.autograde_preprocessors:
            exporter.register_preprocessor(step)
        found = exporter._preprocessors
        self.late = next((s for s in found if isinstance(s, AssignLatePenalties)), None)
        skipped = (ExecutePreprocessor, AssignLatePenalties, *self.OWN_DATABASE)
        self._steps = [_quick(step) for step in found if not isinstance(step, skipped)]
        self._converter = converter

    def run(self, graded):
        """The text of the autograded notebook, and its Marks."""
        notebook = nbformat.from_dict(json.loads(_clean(json.dumps(graded.notebook, **COMPACT))))
        exercises, resources, marks = _exercises(notebook), self._resources(graded), None
        for step in self._steps:
            if isinstance(step, SaveAutoGrades):
                marks = read_marks(notebook, graded, exercises)
                continue
            try:
                notebook, resources = step(notebook, resources)
            except ValidationError as error:
                raise ValueError(f"nbgrader's metadata is broken: {error.message}") from error
        marks = marks or read_marks(notebook, graded, exercises)
        return json.dumps(notebook, **COMPACT) + "\n", marks

    def _resources(self, graded):
        coursedir = self._converter.coursedir
        folder = coursedir.format_path(
            coursedir.submitted_directory, graded.student, graded.assignment
        )
        return {
            "metadata": {"name": graded.notebook_name, "path": folder},
            "unique_key": graded.notebook_name,
            "output_files_dir": f"{graded.notebook_name}_files",
            "nbgrader": {
                "student": graded.student,
                "assignment": graded.assignment,
                "notebook": graded.notebook_name,
                "db_url": coursedir.db_url,
            },
        }


COMPACT = {"ensure_ascii": False, "cls": BytesEncoder}


def _quick(step):
    """nbgrader's check of the cells' metadata takes 9 ms; most cells were seen before."""
    if type(step) is not CheckCellMetadata:
        return step
    validator = Remembering()

    def check(notebook, resources):
        validator.validate_nb(notebook)
        return notebook, resources

    return check


class Remembering(MetadataValidator):
    """Checks a cell's metadata once for the whole class."""

    def __init__(self):
        super().__init__()
        self._seen = set()

    def validate_cell(self, cell):
        key = cell.cell_type, json.dumps(cell.metadata.get("nbgrader"), sort_keys=True)
        if key not in self._seen:
            super().validate_cell(cell)
            self._seen.add(key)


def read_marks(notebook, graded, exercises):
    """The Marks of a notebook, by nbgrader's rules; then what an instructor should look at."""
    marks = Marks()
    for cell in notebook.cells:
        name = grade_id(cell)
        if is_grade(cell):
            marks.scores[name] = _score(cell, marks)
        if is_solution(cell) or is_task(cell):
            same = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            marks.comments[name] = "No response." if same and not is_task(cell) else None
    for name, sentences in graded.flags.items():
        _comment(marks, name, TO_LOOK_AT + " ".join(sentences))
        exercise = exercises.get(name)
        marks.to_look_at |= {n for n in marks.scores if exercise and exercises.get(n) == exercise}
    reason = graded.reason or (graded.status.value if graded.status in ODD else "")
    if reason:
        _comment(marks, next(iter(marks.comments), None), reason)
    return marks


def _score(cell, marks):
    """nbgrader's score. A test that did not run, or whose number makes no sense, earns nothing."""
    name = grade_id(cell)
    is_test = cell.cell_type == "code" and not is_solution(cell)
    if is_test and cell.source.strip() and not cell.outputs and cell.execution_count is None:
        marks.notes.append(f"`{name}` did not run")
        return 0
    try:
        return determine_grade(cell)[0]
    except (ValueError, KeyError) as error:
        marks.notes.append(f"`{name}`: {error}")
        marks.to_look_at.add(name)
        return 0


def _comment(marks, name, text):
    if name not in marks.comments:
        marks.notes.append(f"{name or 'no answer cell'}: {text}")
        return
    before = marks.comments[name]
    marks.comments[name] = _clean(f"{before}\n{text}" if before else text)


def _exercises(notebook):
    """The exercise of each cell that nbgrader knows, by id.

    Where the metadata is silent, an answer belongs to the first test after it, and the two are
    known by the test's id.
    """
    found, waiting = {}, []
    for cell in notebook.cells:
        name, meta = grade_id(cell), cell.metadata.get("course")
        exercise = meta.get("exercise") if isinstance(meta, dict) else None
        if name is None:
            continue
        if exercise is None and is_grade(cell):
            exercise = name
        if exercise is None and is_solution(cell):
            waiting.append(name)
        elif exercise is not None:
            found[name] = exercise
            if is_grade(cell):
                found.update(dict.fromkeys(waiting, exercise))
                waiting = []
    return found


def _clean(text):
    """Without what no file and no database takes: halves of surrogate pairs, and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
