"""What a unit is worth: measure sets, counting rules and valuation."""

from svtools.measures.counting import counted, steps
from svtools.measures.headings import find_heading_row, headings, match_headings
from svtools.measures.load import load_set, open_set, shipped_editions, shipped_set, stocks_since
from svtools.measures.model import FIELDS, Counting, Measure, MeasureKind, MeasureSet
from svtools.measures.rows import Fault, flags, measure_set_from_rows, to_rows
from svtools.measures.valuation import (
    Factors,
    Line,
    Shares,
    Totals,
    double_counts,
    fte_years,
    totals,
    totals_by_theme,
    value,
)

__all__ = [
    "FIELDS",
    "Counting",
    "Factors",
    "Fault",
    "Line",
    "Measure",
    "MeasureKind",
    "MeasureSet",
    "Shares",
    "Totals",
    "counted",
    "double_counts",
    "find_heading_row",
    "flags",
    "fte_years",
    "headings",
    "load_set",
    "match_headings",
    "measure_set_from_rows",
    "open_set",
    "shipped_editions",
    "shipped_set",
    "steps",
    "stocks_since",
    "to_rows",
    "totals",
    "totals_by_theme",
    "value",
]
