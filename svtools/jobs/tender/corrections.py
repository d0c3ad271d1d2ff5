"""Clerical slips in the units of a tender: corrected only by what the tender itself shows."""

from svtools.numbers import plain, settled
from svtools.scoring import Correction
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problems


def correction_of(row: Row) -> Correction | None:
    """The correction of a row of the offers, with all that it needs; None where there is none."""
    if row.get("slip") is None or _gap(row):
        return None
    return Correction(row.get("offered"), row.get("slip_at"), row.get("second") or "")


def _gap(row: Row) -> str:
    """What a correction lacks."""
    if not row.get("slip_at"):
        return "the place where the tender shows it"
    rises = settled(row.get("slip")) > settled(row.get("offered") or 0)
    return "a second officer, since the units rise" if rises and not row.get("second") else ""


def unfinished(content: Content) -> Problems:
    """Corrections that don't count yet, with the cell of what they lack."""
    found = Problems(content.problems.file)
    for row in content.rows("offers"):
        gap = _gap(row) if row.get("slip") is not None else ""
        if gap:
            bidder, measure = row.texts("bidder", "measure")
            details = {"bidder": bidder, "measure": measure, "gap": gap}
            cell = row.cell("second" if row.get("slip_at") else "slip_at")
            found.add("slip-unfinished", cell, units=plain(row.get("slip")), **details)
    return found


def correction_words(row: Row) -> str:
    """For the letter: what was corrected, where the tender shows it, and who agreed to a rise."""
    slip = correction_of(row)
    if slip is None:
        return ""
    second = f" Agreed by a second officer ({slip.second_officer})." if slip.second_officer else ""
    return (
        f"{row.get('measure')}: {plain(row.get('slip'))} units instead of "
        f"{plain(slip.before or 0)}, a clerical slip that the tender itself shows "
        f"({slip.shown_at}).{second}"
    )
