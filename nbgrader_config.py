"""nbgrader's configuration: where a class lies, and how its notebooks are made and run."""

from pathlib import Path

from coursekit import exchange, feedback, shown, student
from coursekit.grading import preprocessors

ROOT = Path(__file__).parent if "__file__" in globals() else Path.cwd()

c = get_config()  # traitlets defines it when it reads this file

c.CourseDirectory.course_id = "loss-functions"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.db_url = f"sqlite:///{ROOT / 'class' / 'gradebook.db'}"
# The instructor's notebooks are built; everything else of a class lives under class/. Releasing
# writes there too, so that a class keeps the version it was given when the lessons move on.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "class/release"
c.CourseDirectory.submitted_directory = "class/submitted"
c.CourseDirectory.autograded_directory = "class/autograded"
c.CourseDirectory.feedback_directory = "class/feedback"

# nbgrader opens its gradebook and its exchange, and makes the folder of neither.
(ROOT / "class" / "exchange").mkdir(parents=True, exist_ok=True)
c.Exchange.root = str(ROOT / "class" / "exchange")
c.ExchangeFactory.collect = exchange.Collect

c.CsvExportPlugin.to = str(ROOT / "class" / "grades.csv")

# The list that `course build` uses in process, so that both make the same student notebook.
c.GenerateAssignment.preprocessors = student.PIPELINE

# A student reads the exercises, with points and reasons, and no hidden test.
c.GenerateFeedback.preprocessors = feedback.PIPELINE
c.GenerateFeedback.exporter_class = shown.FeedbackExporter

# Nothing that a student wrote runs in a browser, in feedback or in the formgrader. Jupyter's own
# option reaches HTML outputs and JavaScript; the filters reach Markdown, comments and formulas.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = shown.FILTERS
c.HTMLExporter.preprocessors = [shown.SafeToShow]

# Student code runs in a sandbox, also behind the formgrader's Autograde button. Seconds of a cell
# are nbgrader's own setting; `c.Grading` has the limits of a whole submission (coursekit/grading).
c.Autograde.autograde_preprocessors = preprocessors.PIPELINE
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 30
