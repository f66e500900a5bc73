"""Each lesson as a learner finds it, after "Run All Cells" in a real browser."""

import pytest

pytestmark = pytest.mark.system


def tags(cell):
    return cell["metadata"].get("tags", [])


def errors(cell):
    return [out for out in cell.get("outputs", []) if out["output_type"] == "error"]


def test_unsolved_lesson_runs_to_its_end(ran):
    code = [cell for cell in ran.cells() if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))


def test_every_check_of_an_unsolved_lesson_says_not_attempted(ran):
    for cell in ran.cells():
        names = [error["ename"] for error in errors(cell)]
        assert names == (["NotAttempted"] if "raises-exception" in tags(cell) else [])


def test_every_figure_is_drawn_with_its_caption_below(ran):
    images = ran.panel.locator(".jp-OutputArea-output img").all()
    assert images
    for image in images:
        assert image.evaluate("image => image.naturalWidth") > 200
        child = image.locator("xpath=ancestor::div[contains(@class, 'jp-OutputArea-child')][1]")
        assert len(child.locator("xpath=following-sibling::div[1]//em").text_content()) > 20


def test_mathematics_is_typeset(ran):
    assert ran.panel.locator("mjx-container").count() > 0
    assert ran.panel.locator("mjx-merror, [data-mjx-error]").count() == 0
    assert "$" not in "".join(ran.panel.locator(".jp-MarkdownCell p").all_text_contents())


def test_slider_moves_its_figure(ran):
    control = ran.panel.locator(".jupyter-widgets.widget-interact").first
    before = control.locator("img").get_attribute("src")
    control.get_by_role("slider").first.press("ArrowRight")
    control.locator(f"img:not([src='{before}'])").wait_for()
