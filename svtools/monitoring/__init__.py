"""Delivered against promised: years and quarters, what is due when, and ratings in words."""

from svtools.monitoring.local_spend import (
    ENOUGH_KNOWN,
    LocalSpend,
    Place,
    fewest_to_know,
    local_spend,
    spend_by_place,
)
from svtools.monitoring.ratings import (
    Progress,
    ProgressBands,
    StatutoryBands,
    StatutoryRating,
    rating,
    statutory_rating,
)
from svtools.monitoring.split import by_year, due_by, places_of, split_by_days
from svtools.monitoring.years import FinancialYear, Quarter, quarter_of, quarters_between

__all__ = [
    "ENOUGH_KNOWN",
    "FinancialYear",
    "LocalSpend",
    "Place",
    "Progress",
    "ProgressBands",
    "Quarter",
    "StatutoryBands",
    "StatutoryRating",
    "by_year",
    "due_by",
    "fewest_to_know",
    "local_spend",
    "places_of",
    "quarter_of",
    "quarters_between",
    "rating",
    "spend_by_place",
    "split_by_days",
    "statutory_rating",
]
