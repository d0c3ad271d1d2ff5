"""What a pack is issued with by lot; a tender without lots is its only one."""

from collections.abc import Mapping, Sequence
from typing import Any

from svtools.jobs.tender.offered_lots import by_lot
from svtools.jobs.tender.offers import TEMPLATE as OFFER
from svtools.scoring import Scored, Tender
from svtools.workbooks.parse import template

SOCIAL, LOCAL = "Social value (SV)", "Local economic value (LEV)"


def lots_data(marking: Tender) -> dict[str, Any]:
    """The lots, and whether several suppliers may win; a tender without lots is its only one."""
    lots: list[dict[str, Any]] = [
        {"lot": lot.name, "title": lot.title, "net_value": lot.estimated_value, "lot_no": number}
        for number, lot in enumerate(marking.lots, start=1)
    ]
    alone: dict[str, Any] = {"lot": None, "lot_no": 1, "net_value_of_lot": None}
    of_each = [{**alone, **{key: lot[key] for key in ("lot", "lot_no")}} for lot in lots]
    return {
        **alone,
        **dict.fromkeys(("answers_key", "estimated_of_lot")),
        "lots": lots,
        "several": bool(lots) or marking.places > 1,
        "never": False,
        "lots_or_whole": [
            {**each, "net_value_of_lot": lot["net_value"]}
            for each, lot in zip(of_each, lots, strict=True)
        ]
        or [alone],
    }


def for_each_lot(
    rows: list[dict[str, Any]], lots: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows for each lot; themselves where there are no lots."""
    return [
        {
            **row,
            **{key: lot[key] for key in ("lot", "lot_no")},
            "title_by_lot": by_lot(row["title"], lot["lot"]),
        }
        for lot in lots
        for row in rows
    ] or rows


def parts_marked(marking: Tender) -> list[dict[str, Any]]:
    """The kinds of value that are marked, and beside the last what the units are worth of 100.

    Local economic value alone is never marked, so together they have one mark.
    """
    together = marking.quantitative.scored is Scored.WITH_LEVA
    names = (SOCIAL, LOCAL, "Both together") if together else (SOCIAL,)
    parts: list[dict[str, Any]] = [{"part": name, "worth": None} for name in names]
    parts[-1]["worth"] = 100 * marking.criteria.measures_weight
    if not marking.criteria.measures_weight:
        return []
    return [
        {**part, "part": f"{part['part']}, lot {lot.name}", "lot_no": number}
        for number, lot in enumerate(marking.lots, start=1)
        for part in parts
    ] or parts


def checks(marking: Tender) -> list[dict[str, Any]]:
    """What the offer's sheet Sign off checks; with lots the price is that of each."""
    rows: Any = template(OFFER).lists["checks"]
    what = "Your lots, a price for each, and the sum on Tender"
    of_lots = {"what": what, "sheet": "Lots"} if marking.lots else {}
    return [{**row, **(of_lots if row["what"] == "Your price" else {})} for row in rows]
