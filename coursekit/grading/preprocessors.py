"""nbgrader's own autograding in the sandbox: `nbgrader autograde`, and the formgrader's button.

Both run the preprocessors that nbgrader_config.py names; `SandboxExecute` stands there in the place
of nbgrader's `Execute`. What they cannot do is read a broken file: `course grade` does.
"""

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool

from coursekit.grading import worker
from coursekit.grading.restore import Restored, load_assignment, make_job
from coursekit.grading.run import put_outputs
from coursekit.grading.sandbox import require_walls
from coursekit.grading.settings import Grading
from coursekit.paths import Course


class SandboxExecute(Execute):
    """Run a restored submission in the sandbox, its tests in the judge."""

    walled = Bool(True, help="False runs student code unprotected").tag(config=True)

    def preprocess(self, notebook, resources, km=None):
        if self.walled:
            require_walls()
        about = resources["nbgrader"]
        coursedir = CourseDirectory(parent=self)
        course, settings = Course(Path(coursedir.root)), Grading(parent=self)
        with Gradebook(about["db_url"], coursedir.course_id) as gradebook:
            assignment = load_assignment(gradebook, course, about["assignment"])
        restored = Restored(notebook, [], frozenset())
        seed = settings.class_seed(course.classroom)
        job = make_job(assignment, about["student"], restored, settings.limits(), seed)
        try:
            put_outputs(notebook, job, worker.grade_one(job, self.walled))
        finally:
            worker.close()
        return notebook, resources


PIPELINE = [
    SandboxExecute if step is Execute else step
    for step in Autograde.class_traits()["autograde_preprocessors"].default()
]
