"""A copy of the course, its JupyterLab server and a browser, all on this machine alone."""

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from labtools import Notebook, serve

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
OPTIONS = [  # without them Chromium asks its maker's servers for updates at every start
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """The course as a fresh clone holds it."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("lessons", "solutions", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


@pytest.fixture(scope="session")
def lab(project):
    with serve(project) as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS, *root])
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        context.set_default_timeout(60_000)
        yield context
        browser.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    chosen = os.environ.get("COURSE_SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def watched_page(lab, context):
    """An empty page: nothing may go wrong on it, and it may ask for nothing from elsewhere."""
    page, problems = context.new_page(), []

    def on_request(request):
        if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1):|data:|blob:", request.url):
            problems.append(f"asks for {request.url}")

    def on_response(response):
        if response.status >= 400:
            problems.append(f"{response.status} for {response.url}")

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on("console", lambda line: line.type == "error" and problems.append(line.text))
    try:
        yield page
    finally:
        page.close()
        lab.stop_kernels()
    assert not problems


@pytest.fixture
def page(lab, chromium, screenshots, request):
    """A page of the browser, and a picture of how the test left it."""
    with watched_page(lab, chromium) as page:
        yield page
        page.screenshot(path=screenshots / f"{request.node.name}.png")


@pytest.fixture
def notebook(lab, page):
    """The first lesson, as new, open in JupyterLab."""
    return open_lesson(lab, page, lab.slugs[0])


def open_lesson(lab, page, slug):
    lab.renew(slug)
    page.goto(lab.url(f"lab/tree/work/{slug}/{slug[3:]}.ipynb", reset=""))
    notebook = Notebook(page)
    notebook.wait_until_ready()
    return notebook


def pytest_generate_tests(metafunc):
    if "ran" in metafunc.fixturenames:
        slugs = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]_*.md"))
        metafunc.parametrize("ran", slugs, indirect=True, scope="module")


@pytest.fixture(scope="module")
def ran(lab, chromium, screenshots, request):
    """Each lesson in turn, unsolved, after "Run All Cells"."""
    with watched_page(lab, chromium) as page:
        notebook = open_lesson(lab, page, request.param)
        notebook.run_all()
        notebook.unroll()
        yield notebook
        notebook.save_pictures(screenshots / request.param)
