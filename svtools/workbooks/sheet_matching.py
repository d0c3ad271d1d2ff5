"""Which sheets of a workbook are those that its template declares, and what the others are."""

from collections.abc import Mapping

from svtools.workbooks.book import Book
from svtools.workbooks.book import Sheet as BookSheet
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.headings import likeness
from svtools.workbooks.items import normal
from svtools.workbooks.validation import LISTS_SHEET

LIKE_ENOUGH = 0.5


def matched_sheets(content: Content, book: Book) -> list[tuple[Sheet, BookSheet]]:
    """Each declared sheet with the workbook's: by name, by a former name, by its headings.

    What is missing, renamed, copied or none of ours is noted among the content's problems.
    """
    declared_sheets = content.template.sheets
    by_name = {normal(sheet.name): sheet for sheet in book.sheets}
    pairs: dict[str, BookSheet] = {}
    for declared in filter(content.expects, declared_sheets):
        names = [normal(name) for name in (declared.name, *declared.formerly)]
        sheet = next((by_name.pop(name) for name in names if name in by_name), None)
        if sheet:
            pairs[declared.key] = sheet
    for declared in declared_sheets:
        if declared.key not in pairs and (declared.tables or declared.fields):
            sheet = _likest(content, declared, by_name)
            if sheet:
                pairs[declared.key] = sheet
    for stranger in by_name.values():
        _tell_stranger(content, stranger, _copied(content, stranger, pairs))
    return [(s, pairs[s.key]) for s in declared_sheets if s.key in pairs]


def _likest(content: Content, declared: Sheet, spare: dict[str, BookSheet]) -> BookSheet | None:
    """The spare sheet that has most of what is declared, which is told as renamed."""
    scored = [
        (likeness(declared, sheet.rows, content.version), name) for name, sheet in spare.items()
    ]
    score, name = max(scored, default=(0.0, ""))
    if score < LIKE_ENOUGH:
        if content.expects(declared) and not declared.only_with:
            content.problems.add("missing-sheet", wanted=declared.name)
        return None
    sheet = spare.pop(name)
    content.problems.add("renamed-sheet", sheet.cell(), wanted=declared.name, found=sheet.name)
    return sheet


def _copied(content: Content, sheet: BookSheet, pairs: Mapping[str, BookSheet]) -> BookSheet | None:
    """The one that people fill in whose tables a sheet has, as a copy of it has them."""
    filled = (s for s in content.template.sheets if any(table.inputs for table in s.tables))
    version = content.version
    scored = {s.key: likeness(s, sheet.rows, version) for s in filled if s.key in pairs}
    likest = max(scored, key=scored.__getitem__, default="")
    return pairs[likest] if scored.get(likest, 0) >= LIKE_ENOUGH else None


def _tell_stranger(content: Content, stranger: BookSheet, copied: BookSheet | None) -> None:
    """Note a sheet that isn't ours, if it says anything: in our own workbook only a copy."""
    own, is_ours = content.problems.own, stranger.hidden and stranger.name == LISTS_SHEET
    is_blank = not any(value is not None for row in stranger.rows for value in row)
    if is_ours or is_blank or (own and not copied):
        return
    said = {"found": stranger.name, "hidden": ", which is hidden," if stranger.hidden else ""}
    if copied and not own and copied.rows != stranger.rows:
        content.problems.add("copied-sheet", stranger.cell(), wanted=copied.name, **said)
    else:
        content.problems.add("extra-sheet", stranger.cell(), **said)
