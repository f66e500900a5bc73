"""The learner's own copy of the notebooks, work/: made once, never overwritten."""

import copy
import shutil

import nbformat

from coursekit.restore import added_cells, answers_of, grade_id, is_answer, read_notebook


def copy_notebooks(course):
    """Copy lessons that work/ lacks. Returns slugs: (copied, changed since, not built)."""
    fresh, stale, unbuilt = [], [], []
    for slug in course.slugs():
        source, target = (course.notebook(f, slug) for f in (course.notebooks, course.work))
        if not source.exists():
            unbuilt.append(slug)
            continue
        _copy_data(course, slug)
        if not target.exists():
            shutil.copyfile(source, target)
            fresh.append(slug)
        elif _is_stale(course, slug):
            stale.append(slug)
    return fresh, stale, unbuilt


def _is_stale(course, slug):
    try:
        released, mine = (
            nbformat.read(course.notebook(folder, slug), as_version=4)
            for folder in (course.notebooks, course.work)
        )
    except (ValueError, AttributeError, KeyError):
        return False  # an unreadable notebook is reported when it is checked or updated
    stamps = [nb.metadata.get("course", {}).get("version") for nb in (released, mine)]
    return stamps[0] != stamps[1]


def _copy_data(course, slug):
    source, target = course.notebooks / slug, course.work / slug
    target.mkdir(parents=True, exist_ok=True)
    for path in source.rglob("*"):
        copied = target / path.relative_to(source)
        if path.is_file() and path.suffix != ".ipynb" and not copied.exists():
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)


def update(course, slug):
    """Bring one lesson in work/ to the present version, with the learner's answers in it.

    Returns (path of the backup, number of answers carried over, names of exercises that are gone).
    """
    path = course.notebook(course.work, slug)
    mine = read_notebook(course, path)
    fresh = read_notebook(course, course.notebook(course.notebooks, slug))
    backup = _free_name(path)
    shutil.copyfile(path, backup)
    updated, carried, gone = carry_over(fresh, mine)
    partial = path.with_suffix(".partial")
    nbformat.write(updated, partial)
    partial.replace(path)
    _copy_data(course, slug)
    return backup, carried, gone


def carry_over(fresh, mine):
    """`fresh` with the answers and the added cells of `mine`; nothing of `mine` is lost."""
    theirs, updated, carried = answers_of(mine), copy.deepcopy(fresh), 0
    added = added_cells(mine, fresh)
    known = {grade_id(cell) for cell in fresh.cells} - {None}
    cells = added.pop(None, [])
    for cell in updated.cells:
        name = grade_id(cell)
        if name in theirs and is_answer(cell):
            carried += theirs[name] != cell.source
            cell.source = theirs[name]
        cells += [cell, *added.pop(name or cell.id, [])]
    gone = [c for c in mine.cells if is_answer(c) and grade_id(c) not in known]
    if gone or added:
        cells.append(
            nbformat.v4.new_markdown_cell(
                "## Kept from an earlier version\n\nNothing here is graded."
            )
        )
    for cell in gone:
        new = (
            nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
        )
        cells.append(new(cell.source))
    cells += [cell for rest in added.values() for cell in rest]
    updated.cells = cells
    return updated, carried, [grade_id(cell) for cell in gone]


def _free_name(path):
    number = 1
    while (backup := path.with_name(f"{path.stem}.before-update-{number}.ipynb")).exists():
        number += 1
    return backup
