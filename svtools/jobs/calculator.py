"""The plain calculator: one workbook of formulas, for anybody with a spreadsheet program.

What a contract needs is worked out by the register's formulas, whose declaration it uses; what an
offer is worth by those of offers. Nothing is installed and nothing runs.
"""

from typing import Any

from svtools.jobs.issued_by import council_data
from svtools.jobs.register.issued import policy_data, theme_rows
from svtools.measures import MeasureSet
from svtools.measures.valuation import FULL_TIME_HOURS, FULL_YEAR_WEEKS
from svtools.policy import Council

WORTH = (
    ("Social value added", "SVA"),
    ("Local economic value added", "LEVA"),
    ("Both together", "SLEVA"),
)

NOTHING_QUOTED = {"name": "The policy quotes none", "sva": None, "leva": None, "sleva": None}


def calculator_data(council: Council, measures: MeasureSet | None) -> dict[str, Any]:
    """What the calculator is issued with: rules, the measures of a set, the policy's benchmark.

    Without a set its sheet Measures has none, and only what is asked of a contract is told.
    """
    quoted = council.benchmark.rows if council.benchmark else ()
    offered = list(measures.measures.values()) if measures else []
    known = {theme["theme"]: theme for theme in theme_rows(council)}
    themes = dict.fromkeys([*known, *(measure.theme for measure in offered)])
    return {
        **council_data(council),
        "rules": policy_data(council)["rules"],
        "measure_set": f"{measures.name}, {measures.edition}" if measures else "No measure set",
        "notice": measures.notice if measures else "Give a measure set with --measures.",
        "measures": offered,
        "themes": [{"theme": theme} for theme in themes],
        "worth": [{"name": name, "short": short} for name, short in WORTH],
        "benchmark": quoted or [NOTHING_QUOTED],
        "examples": (),
        "fte": {"hours": FULL_TIME_HOURS, "weeks": FULL_YEAR_WEEKS},
    }
