"""What the policy asks of a contract.

    >>> from datetime import date
    >>> answer = requirement("works", 1_200_000, months=24, on=date(2026, 3, 1))
    >>> answer.required, answer.clauses
    (True, ('9.2.1',))

Figures of law and policy are dated YAML in `parameters`, one folder per council.
"""

from svtools.policy.category import categories, category_of
from svtools.policy.council import Council, PolicyThreshold, load_council
from svtools.policy.council_texts import (
    Benchmark,
    BenchmarkRow,
    Objective,
    OtherCouncil,
    Reading,
    Theme,
)
from svtools.policy.local_area import LocalArea, postcodes_in
from svtools.policy.requirement import (
    Requirement,
    WeightingCheck,
    check_weighting,
    requirement,
    term_months,
)
from svtools.policy.statutory import Basis, Regime, Statute, statute

__all__ = [
    "Basis",
    "Benchmark",
    "BenchmarkRow",
    "Council",
    "LocalArea",
    "Objective",
    "OtherCouncil",
    "PolicyThreshold",
    "Reading",
    "Regime",
    "Requirement",
    "Statute",
    "Theme",
    "WeightingCheck",
    "categories",
    "category_of",
    "check_weighting",
    "load_council",
    "postcodes_in",
    "requirement",
    "statute",
    "term_months",
]
