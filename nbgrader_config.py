"""nbgrader's configuration: where a class lies, and how its notebooks are made and run."""

from pathlib import Path

from coursekit import feedback, student

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

c.CsvExportPlugin.to = str(ROOT / "class" / "grades.csv")

# The list that `course build` uses in process, so that both make the same student notebook.
c.GenerateAssignment.preprocessors = student.PIPELINE

# A student reads the exercises, with points and reasons, and no hidden test.
c.GenerateFeedback.preprocessors = feedback.PIPELINE

# Figures and training loops are not run when grading; one line an error keeps hidden tests hidden.
c.Execute.timeout = 30
c.Execute.skip_cells_with_tag = "demo"
c.Execute.extra_arguments = [
    "--HistoryManager.hist_file=:memory:",
    "--log-level=ERROR",
    "--InteractiveShell.xmode=Minimal",
]
