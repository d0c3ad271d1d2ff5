"""Blank tender workbooks, where there is no register: to look at, print and fill in.

The record is what an officer fills in; the tool makes offer and scoring workbooks from it. Blank
offer and scoring workbooks are left open, so that they can also be used by hand.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.jobs.monitoring.pack import common_data
from svtools.jobs.register.issued import theme_rows
from svtools.jobs.tender.pack import (
    OFFER,
    RECORD,
    SCORING,
    evaluator_rows,
    measure_row,
    measures_to_choose,
    method_fields,
    pack_paths,
    questions_rows,
    scale_rows,
)
from svtools.jobs.tender.terms import MOST_MEASURES, Terms, chosen_measures
from svtools.measures import MeasureSet
from svtools.monitoring import ProgressBands
from svtools.policy import Council
from svtools.scoring import Ranges
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
    chosen = chosen_measures(measures.measures, codes, most=most) if codes else []
    nothing = Decimal(0)  # a blank record leaves the award criteria open
    terms = Terms(nothing, nothing, nothing, measures=tuple(chosen))
    paths = pack_paths(folder, NAME, force=force)
    write(template(RECORD), _record(council, measures, terms), paths[RECORD])
    for name, data in ((OFFER, _offer(council, terms)), (SCORING, _scoring(council, terms))):
        write(template(name), data, paths[name], blank=True)
    return list(paths.values())


def _record(council: Council, measures: MeasureSet, terms: Terms) -> dict[str, Any]:
    asked = ("required", "reason", "minimum_weighting", "recommended_weighting", "advice")
    return {
        **common_data(council, ProgressBands()),
        "contract": {"title": "", "edition": measures.edition},
        "requirement": dict.fromkeys(asked),
        "themes": theme_rows(council),
        "measures": measures_to_choose(measures, terms),
        "questions": questions_rows(terms),
        "quality_parts": (),
        "bands": (),
        "fields": method_fields(terms),
    }


def _offer(council: Council, terms: Terms) -> dict[str, Any]:
    return {
        **common_data(council, ProgressBands()),
        "words": WORDS,
        "measures": _measures(terms),
        "questions": questions_rows(terms),
    }


def _measures(terms: Terms) -> list[Mapping[str, Any]]:
    return [measure_row(each, terms) for each in terms.measures] or _rows(MOST_MEASURES)


def _scoring(council: Council, terms: Terms) -> dict[str, Any]:
    measures, questions = _measures(terms), questions_rows(terms)
    return {
        **common_data(council, ProgressBands()),
        "terms": {"decimals": terms.decimals, "last_step": terms.last_step},
        "measures": measures,
        "questions": questions,
        "scale": scale_rows(),
        "ranges": {"year_of_work": Ranges().year_of_work},
        "evaluators": evaluator_rows(),
        "bidders": _rows(BIDDERS),
        "lines": [{"line": line} for line in range(1, BIDDERS + 1)],
        "quality_parts": _rows(1),
        "quality_marks": _rows(BIDDERS),
        "offers": _rows(BIDDERS * len(measures)),
        "marks": _rows(BIDDERS * len(questions)),
        "moderation": _rows(BIDDERS * len(questions)),
    }


def _rows(count: int) -> list[Mapping[str, Any]]:
    return [{} for _ in range(count)]
