"""Blank tender workbooks, where there is no register: to look at, print and fill in.

The record is what an officer fills in; the tool makes offer and scoring workbooks from it. Blank
offer and scoring workbooks are left open, so that they can also be used by hand.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.jobs.register.issued import theme_rows
from svtools.jobs.tender.pack import (
    OFFER,
    RECORD,
    SCORING,
    measures_to_choose,
    pack_paths,
    terms_data,
)
from svtools.jobs.tender.rules import issued_terms
from svtools.jobs.tender.terms import MOST_MEASURES, chosen_measures, default_terms
from svtools.measures import MeasureSet
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.write import write

NAME = "Blank tender"
BIDDERS = 4
GAP = "____"
WORDS = {
    **dict.fromkeys(("price", "quality", "social_value", "quantitative", "qualitative"), f"{GAP}%"),
    "method": "How the value you offer becomes marks is said in the tender documents.",
    "scored": "",
    "gate": "",
}
"""What stands on a blank offer's start page where the terms will be."""

REQUIREMENT = ("required", "reason", "minimum_weighting", "recommended_weighting", "advice")


def blank_pack(
    council: Council,
    measures: MeasureSet,
    folder: Path,
    *,
    codes: Sequence[str] = (),
    most: int = MOST_MEASURES,
    force: bool = False,
) -> list[Path]:
    """Write a blank record, offer and scoring workbook; `codes` are asked for in all three.

    Raises InputError for a code that the set doesn't have, for more than `most`, and where a
    workbook is there already and `force` isn't given.
    """
    asked = chosen_measures(measures.measures, codes, most=most) if codes else []
    terms = default_terms(asked, Decimal(0))  # a blank record leaves the award criteria open
    paths = pack_paths(folder, NAME, force=force)
    data = terms_data(terms, council)
    data["measures"] = data["measures"] or _rows(MOST_MEASURES)
    written = issued_terms(terms.marking).items()
    record = data | {
        "contract": {"title": "", "edition": measures.edition},
        "requirement": dict.fromkeys(REQUIREMENT),
        "themes": theme_rows(council),
        "measures": measures_to_choose(measures, terms),
        "quality_parts": (),
        "fields": {key: term for key, term in written if key.startswith("method.")},
    }
    write(template(RECORD), record, paths[RECORD])
    write(template(OFFER), data | {"words": WORDS}, paths[OFFER], blank=True)
    write(template(SCORING), data | _by_hand(data), paths[SCORING], blank=True)
    return list(paths.values())


def _by_hand(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a panel without the tool fills in on the scoring workbook, beside its offers."""
    offers, answers = (BIDDERS * len(data[name]) for name in ("measures", "questions"))
    return {
        "terms": {key: data["terms"][key] for key in ("decimals", "last_step")},
        "lines": [{"line": line} for line in range(1, BIDDERS + 1)],
        "quality_parts": _rows(1),
        "bidders": _rows(BIDDERS),
        "quality_marks": _rows(BIDDERS),
        "offers": _rows(offers),
        "marks": _rows(answers),
        "moderation": _rows(answers),
    }


def _rows(count: int) -> list[Mapping[str, Any]]:
    return [{} for _ in range(count)]
