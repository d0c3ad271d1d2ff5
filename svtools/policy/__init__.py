"""What the policy asks of a contract.

    >>> from datetime import date
    >>> answer = requirement("works", 1_200_000, months=24, on=date(2026, 3, 1))
    >>> answer.required, answer.clauses
    (True, ('9.2.1',))

What policy and law ask is rows of YAML in `parameters`, one folder per council and one of the law.
"""

from svtools.policy.alike import ContractsAlike, contracts_alike
from svtools.policy.ask import LADDER, NOT_ASKED, Of, Weight
from svtools.policy.category import Category, categories, category_of
from svtools.policy.considerations import Consideration, considerations, to_consider
from svtools.policy.council import Council, load_council
from svtools.policy.council_texts import (
    Benchmark,
    BenchmarkRow,
    Objective,
    OtherCouncil,
    Reading,
    Scoring,
    Theme,
)
from svtools.policy.judging import requirement
from svtools.policy.kpis import KpiAnswer, KpisAsked, assessments_in_force, kpi_law, kpis_asked
from svtools.policy.local_area import LocalArea, postcodes_in, postcodes_outside
from svtools.policy.requirement import Asked, Requirement
from svtools.policy.rules import Rule
from svtools.policy.statutory import Basis, Regime, Statute, statute
from svtools.policy.term import months_later, term_months
from svtools.policy.validated_input import ContractValue
from svtools.policy.weighting import WeightingCheck, check_weighting

__all__ = [
    "LADDER",
    "NOT_ASKED",
    "Asked",
    "Basis",
    "Benchmark",
    "BenchmarkRow",
    "Category",
    "Consideration",
    "ContractValue",
    "ContractsAlike",
    "Council",
    "KpiAnswer",
    "KpisAsked",
    "LocalArea",
    "Objective",
    "Of",
    "OtherCouncil",
    "Reading",
    "Regime",
    "Requirement",
    "Rule",
    "Scoring",
    "Statute",
    "Theme",
    "Weight",
    "WeightingCheck",
    "assessments_in_force",
    "categories",
    "category_of",
    "check_weighting",
    "considerations",
    "contracts_alike",
    "kpi_law",
    "kpis_asked",
    "load_council",
    "months_later",
    "postcodes_in",
    "postcodes_outside",
    "requirement",
    "statute",
    "term_months",
    "to_consider",
]
