"""Where things lie. One object, so that tests can point the whole course at an empty folder."""

from dataclasses import dataclass
from pathlib import Path

from coursekit.errors import CourseError


@dataclass(frozen=True)
class Course:
    """The folders of a course, all below its root."""

    root: Path

    @classmethod
    def find(cls, start=None):
        """The course that holds the folder `start` (default: the current one)."""
        start = Path(start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "lessons").is_dir() and (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise CourseError(
            f"{start} is not inside a course: no folder above it holds both lessons/ and "
            "nbgrader_config.py. Change into the course's folder and try again."
        )

    @property
    def lessons(self):
        return self.root / "lessons"

    @property
    def solutions(self):
        return self.root / "solutions"

    @property
    def notebooks(self):
        return self.root / "notebooks"

    @property
    def work(self):
        return self.root / "work"

    @property
    def classroom(self):
        return self.root / "class"

    @property
    def answers(self):
        return self.root / "tests" / "answers"

    @property
    def claims(self):
        return self.root / "tests" / "claims"

    def slugs(self):
        """Names of all lessons, in order: `01_likelihood`, ..."""
        return sorted(path.stem for path in self.lessons.glob("[0-9][0-9]_*.md"))

    def select(self, names):
        """Slugs for what a user typed: `1`, `01` or `01_likelihood`; all of them for nothing."""
        slugs = self.slugs()
        chosen = []
        for name in names:
            number = name.zfill(2) if name.isdigit() else None
            matches = [slug for slug in slugs if slug == name or slug[:2] == number]
            if not matches:
                raise CourseError(f"no lesson `{name}`; there are: {', '.join(slugs) or 'none'}")
            chosen += matches
        return chosen or slugs

    def source(self, slug):
        return self.lessons / f"{slug}.md"

    def notebook(self, folder, slug):
        """`folder/01_likelihood/likelihood.ipynb`: the same layout in every folder."""
        return folder / slug / f"{slug[3:]}.ipynb"

    def relative(self, path):
        path = Path(path)
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)
