"""The project's own promises: one list of dependencies, a whole lock, a short README."""

import re
import subprocess
import sys
import tomllib

import yaml


def dependencies(project):
    data = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))["project"]
    return data["dependencies"], data["optional-dependencies"]


def test_conda_environment_lists_the_same_packages(project):
    needed, extras = dependencies(project)
    conda = yaml.safe_load((project.root / "environment.yml").read_text("utf-8"))["dependencies"]
    (pip,) = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    assert pip[0] == "-c requirements.lock"
    assert pip[-1] == "-e ."
    assert sorted(pip[1:-1]) == sorted([*needed, *extras["test"]])
    assert "python>=3.11" in conda


def test_lock_pins_every_package(project):
    needed, extras = dependencies(project)
    lock = (project.root / "requirements.lock").read_text("utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==", lock, flags=re.M))
    names = {re.sub(r"\[.*", "", name) for group in [needed, *extras.values()] for name in group}
    assert names <= pinned
    assert "://" not in lock


def test_lossutils_loads_numpy_alone():
    code = (
        "import sys, numpy; before = set(sys.modules); import lossutils;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    outside = set(done.stdout.split()) - {"lossutils"} - set(sys.stdlib_module_names)
    assert outside <= {"numpy"}


def test_engine_does_not_import_the_reference(project):
    for path in (project.root / "coursekit").rglob("*.py"):
        assert not re.search(r"^\s*(import|from) lossutils", path.read_text("utf-8"), flags=re.M)


def test_notebooks_never_import_the_engine(project):
    for path in project.lessons.glob("*.md"):
        assert "coursekit" not in path.read_text("utf-8")


def test_readme_is_short_and_its_paths_exist(project):
    text = (project.root / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    for name in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (project.root / name).exists(), name


def test_ci_runs_the_readmes_test_command(project):
    command = "make test"
    assert command in (project.root / "README.md").read_text("utf-8")
    assert command in (project.root / ".ci" / "run").read_text("utf-8")
