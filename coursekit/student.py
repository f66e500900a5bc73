"""The student's version of a notebook, by nbgrader's own preprocessors in nbgrader's own order.

`nbgrader generate_assignment` and `course build` share this list and write the same notebook.
"""

import copy

from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells
from nbgrader.utils import is_grade, is_solution


class StudentVersion(NbGraderPreprocessor):
    """Let an unsolved notebook run to its end, and drop what only the builder needs."""

    def preprocess_cell(self, cell, resources, index):
        # JupyterLab's "Run All" stops at the first error unless the cell is tagged so.
        if is_grade(cell) and not is_solution(cell):
            cell.metadata.tags = ["raises-exception"]
        return cell, resources

    def preprocess(self, notebook, resources):
        notebook.metadata.get("course", {}).pop("outputs", None)
        notebook.metadata.pop("widgets", None)
        return super().preprocess(notebook, resources)


PIPELINE = [*GenerateAssignment.class_traits()["preprocessors"].default(), StudentVersion]


def student_version(notebook, name):
    """A copy of the instructor's notebook with solutions, hidden tests and outputs taken out."""
    notebook = copy.deepcopy(notebook)
    resources = {"metadata": {"name": name}, "nbgrader": {"notebook": name}}
    for step in PIPELINE:
        if step is not SaveCells:  # the gradebook's rows are written when a class is released
            notebook, resources = step().preprocess(notebook, resources)
    return notebook
