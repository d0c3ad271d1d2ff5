"""The Portal's figures as the summary shows them: apart, and once beside those of the workbooks."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.portal_rows import (
    AMOUNTS,
    LEVA,
    NOT_KNOWN,
    POUNDS,
    SVA,
    PortalFigures,
    PortalRow,
)
from svtools.jobs.consolidation.totals import THE_THREE
from svtools.jobs.register.contracts import PORTAL, Key
from svtools.numbers import how_many, long_date

KINDS = {"sva": SVA, "leva": LEVA, "not_known": NOT_KNOWN}
BY_WORKBOOK, IN_PORTAL, BOTH = "By workbook", "In the Portal", "Both"
COUNTED, SHOWN, HELD = "counted", "in units: shown only", "held back"
OTHER_YEAR, NO_FIGURE = "of another year", "no figure"
BLANK = ""
FEW = 5


def portal_rows(portal: PortalFigures | None) -> Iterator[dict[str, Any]]:
    """A row for each figure as it was copied, and one for each row without any."""
    for row in portal.rows if portal else ():
        shared = {
            **{key: row.text(key) for key in ("lot", "supplier", "item", "year", "quarter")},
            **{key: row.text(key) for key in ("ref", "unit", "edition", "note")},
            "kind": row.kind,
            "exported": row.exported,
            "file": portal.file if portal else "",
            "sheet": row.row.place.sheet,
        }
        for what, amount in row.amounts.items():
            yield {
                **shared,
                "what": _in_three(what),
                "figure": amount.figure,
                "state": _state(row, what),
                "value": BLANK if row.counts(what) is None else row.counts(what),
                "cell": amount.cell.name,
            }
        if not row.amounts:
            blank = {"what": BLANK, "figure": None, "value": BLANK}
            yield {**shared, **blank, "state": NO_FIGURE, "cell": row.row.cell("item").name}


def _state(row: PortalRow, what: str) -> str:
    if row.other_year:
        return OTHER_YEAR
    if row.is_held(what):
        return HELD
    return COUNTED if row.row.get("unit") == POUNDS else SHOWN


def _in_three(what: str) -> str:
    """A column of Portal figures as the summary calls it: what is reported is Delivered."""
    return dict(zip(AMOUNTS, THE_THREE, strict=True))[what].title()


def by_source(
    portal: PortalFigures | None, headline: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Promised, delivered and validated by workbook; with Portal figures, in it and both, too."""
    by_workbook = {row["what"]: {**row, "not_known": BLANK} for row in headline}
    sources: dict[str, Mapping[str, Mapping[str, Any]]] = {BY_WORKBOOK: by_workbook}
    if portal:
        in_portal = {
            _in_three(what): {part: portal.total(what, kind) for part, kind in KINDS.items()}
            for what in AMOUNTS
        }
        both = {
            what: {part: _added(by_workbook[what][part], in_portal[what][part]) for part in KINDS}
            for what in by_workbook
        }
        sources |= {IN_PORTAL: in_portal, BOTH: both}
    for source, figures in sources.items():
        for what, parts in figures.items():
            known = {part: BLANK if parts[part] is None else parts[part] for part in KINDS}
            yield {"source": source, "what": what, **known}


def _added(*parts: Any) -> Any:
    """The sum of what is known; blank where nothing is."""
    known = [part for part in parts if part not in {None, BLANK}]
    return sum(known, Decimal(0)) if known else BLANK


def portal_apart(consolidation: Consolidation) -> str:
    """Beside the headline, which contracts are not in it since the Portal has them; none: blank."""
    keys = _in_portal(consolidation)
    if not keys:
        return ""
    labels = ", ".join(key.label for key in keys[:FEW]) + (" and others" if keys[FEW:] else "")
    their, are = ("its", "is") if len(keys) == 1 else ("their", "are")
    where = "stand apart" if consolidation.portal else "were not given"
    return (
        f"Not in the year's figures: {how_many(len(keys), 'contract')} that {are} reported in the "
        f"Portal ({labels}); {their} figures {where}."
    )


def portal_in_words(consolidation: Consolidation) -> str:
    """What the Portal's figures were valued with, and what of them is in no total."""
    portal = consolidation.portal
    if portal is None:
        left_out = _labels(_in_portal(consolidation))
        so = f", so {left_out} in no total" if left_out else ""
        return f"In the Portal: no figures were given{so}."
    counted = list(portal.counted)
    editions = _listed(row.text("edition") or "an edition that isn't named" for row in counted)
    days = sorted({row.exported for row in counted if row.exported})
    exported = _listed(map(long_date, days[:1] + days[-1:]), " to ")
    figures = [row for row in portal_rows(portal) if row["what"]]
    states = [row["state"] for row in figures]
    held, shown = portal.held_back, states.count(SHOWN)
    parts = [
        f"In the Portal: {editions or 'no figures that count'}, from {portal.file}"
        f"{f', exported {exported}' if exported else ''}; £ as the Portal gives them.",
        f"Held back: {how_many(held, 'Portal figure')}; see the sheet Problems." if held else "",
        f"In units, so shown only: {how_many(shown, 'Portal figure')}." if shown else "",
    ]
    return " ".join(filter(None, parts))


def about_portal(consolidation: Consolidation) -> str:
    """Which contracts are reported in the Portal, and what of it is in this summary."""
    portal, keys = consolidation.portal, _in_portal(consolidation)
    if portal is None:
        return f"{_labels(keys)} in no total: no Portal figures were given" if keys else "None"
    with_figures = {row.contract.key for row in portal.counted if row.contract}
    covered = ", ".join(key.label for key in keys if key in with_figures) or "no contract"
    without = ", ".join(key.label for key in keys if key not in with_figures)
    lacking = f". Without Portal figures that count: {without}" if without else ""
    return f"{portal.file}, for {covered}; shown apart from the workbooks{lacking}"


def portal_totals(portal: PortalFigures | None) -> dict[str, Any] | None:
    """What the Portal's figures come to, for a script: £ by kind, None where none was given."""
    if portal is None:
        return None
    states = [row["state"] for row in portal_rows(portal)]
    return {
        "file": portal.file,
        **{
            _in_three(what).lower(): {
                part: None if (total := portal.total(what, kind)) is None else float(total)
                for part, kind in KINDS.items()
            }
            for what in AMOUNTS
        },
        "contracts": sorted({row.contract.key.label for row in portal.counted if row.contract}),
        "counted": states.count(COUNTED),
        "held_back": portal.held_back,
        "in_units": states.count(SHOWN),
    }


def _in_portal(consolidation: Consolidation) -> list[Key]:
    """The contracts of the year that are reported in the Portal."""
    live = consolidation.register.live(consolidation.year)
    return [contract.key for contract in live if contract.reported_in == PORTAL]


def _labels(keys: list[Key]) -> str:
    verb = "is" if len(keys) == 1 else "are"
    return f"{', '.join(key.label for key in keys)} {verb}" if keys else ""


def _listed(texts: Iterable[str], between: str = ", ") -> str:
    """Each text once, in its order."""
    return between.join(dict.fromkeys(texts))
