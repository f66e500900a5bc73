"""The cheat sheet as the browser shows and prints it."""

import pytest

from coursekit import cheatsheet
from coursekit.paths import Course

pytestmark = pytest.mark.system


@pytest.fixture
def sheet(chromium, screenshots):
    """The page as wide as a sheet of A4 on its side."""
    page = chromium.new_page()
    page.set_viewport_size({"width": 1500, "height": 1060})
    page.goto((Course.find(__file__).root / cheatsheet.PAGE).as_uri())
    page.screenshot(path=screenshots / "cheatsheet.png", full_page=True)
    yield page
    page.close()


def test_no_formula_leaves_its_column(sheet):
    wider = sheet.evaluate(
        """() => [...document.querySelectorAll("td")]
            .filter(cell => [...cell.querySelectorAll("math")].some(
                math => math.getBoundingClientRect().right > cell.getBoundingClientRect().right))
            .map(cell => cell.textContent)"""
    )
    assert wider == []


def test_print_is_a_pdf_of_few_pages(tmp_path):
    course = Course.find(__file__)
    browser = next(filter(None, map(cheatsheet.shutil.which, cheatsheet.BROWSERS)))
    cheatsheet._print(browser, course.root / cheatsheet.PAGE, tmp_path / "sheet.pdf")
    pdf = (tmp_path / "sheet.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert 1 <= pdf.count(b"/Type /Page\n") <= 3
