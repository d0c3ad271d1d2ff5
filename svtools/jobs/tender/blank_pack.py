"""A blank record, offer and scoring workbook: for where there is no register.

They are there to look at, print and fill in. The record is what an officer fills in; offer and
scoring workbooks are left open, so that they can also be used by hand.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.jobs.register.issued import theme_rows
from svtools.jobs.tender.issued_lots import SOCIAL
from svtools.jobs.tender.offer_words import IN_THE_DOCUMENTS
from svtools.jobs.tender.pack import (
    OFFER,
    RECORD,
    SCORING,
    measures_to_choose,
    pack_paths,
    terms_data,
)
from svtools.jobs.tender.rules import issued_terms
from svtools.jobs.tender.sealing import BY_HAND
from svtools.jobs.tender.terms import MOST_MEASURES, chosen_measures, default_terms
from svtools.measures import MeasureSet
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import put_all
from svtools.workbooks.write import build

BLANK_NAME = "Blank tender"
BLANK_BIDDERS = 4
BLANK_WORDS = {
    **dict.fromkeys(("price", "quality", "social_value", "quantitative", "qualitative"), "____%"),
    **dict.fromkeys(
        ("method", "scored", "gate", "price_method", "statements"), f"{IN_THE_DOCUMENTS}."
    ),
    "example": dict.fromkeys(("offered", "units", "answers", "together"), "____"),
    **dict.fromkeys(("lots_step", "lots_limit", "places"), ""),
}
"""What stands on a blank offer's start page where the terms will be."""


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
    paths = pack_paths(folder, BLANK_NAME, force=force)
    data = terms_data(terms, council)
    data["measures"] = data["units_asked"] = data["measures"] or [{}] * MOST_MEASURES
    written = issued_terms(terms.marking).items()
    record = data | {
        "contract": {"title": "", "edition": measures.edition if measures.measures else None},
        "requirement": dict.fromkeys(
            ("required", "reason", "minimum_weighting", "recommended_weighting", "advice")
        ),
        "themes": theme_rows(council),
        "measures": measures_to_choose(measures, terms),
        "quality_parts": (),
        "fields": {key: term for key, term in written if key.startswith("method.")},
    }
    open_terms = {"words": BLANK_WORDS, "terms": {}, "bands": (), "parts": [{"part": SOCIAL}]}
    offer, scoring = data | open_terms, data | _by_hand(data)
    put_all(
        folder,
        {
            paths[RECORD].name: build(template(RECORD), record),
            paths[OFFER].name: build(template(OFFER), offer, blank=True),
            paths[SCORING].name: build(template(SCORING), scoring, blank=True),
        },
    )
    return list(paths.values())


def _by_hand(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a panel without the tool fills in on the scoring workbook, beside its offers."""
    heights = {
        "quality_parts": 1,
        "bidders": BLANK_BIDDERS,
        "quality_marks": BLANK_BIDDERS,
        "offers": BLANK_BIDDERS * len(data["measures"]),
        "marks": BLANK_BIDDERS * len(data["questions"]),
        "moderation": BLANK_BIDDERS * len(data["questions"]),
    }
    return {
        "seal": BY_HAND,
        "terms": {key: data["terms"][key] for key in ("decimals", "last_step")},
        "answers": (),
        "lines": [{"line": line} for line in range(1, BLANK_BIDDERS + 1)],
        "flags": (),
        "prices": [{}] * BLANK_BIDDERS,
        **{table: [{}] * height for table, height in heights.items()},
    }
