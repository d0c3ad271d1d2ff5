"""What the guides say, as plain values: every figure is the policy's, the law's or the tool's own.

The wording names these; a council that words a guide itself finds all of them in
docs/another_council.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.register.contracts import DAYS_ALLOWED
from svtools.jobs.tender.terms import DEFAULT_TARGET, MOST_MEASURES
from svtools.jobs.toolkit.asked import Asked, asked_on, weightings_on
from svtools.jobs.toolkit.measures import ToldMeasure, ToldSet
from svtools.numbers import long_date, percent, pounds
from svtools.policy import Council, Theme, statute
from svtools.policy.council_texts import CONTACTS, Pledge
from svtools.policy.wording import named
from svtools.scoring import SCALE, AwardCriteria, Method
from svtools.scoring.qualitative import HIGHEST_MARK

EXAMPLE_PRICE = Decimal(200_000)
"""The price of the made-up bid by which the marking is explained."""

HUNDRED = Decimal(100)
EXAMPLES = 2
"""How many measures of a theme stand in a guide; the page of measures has all of them."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that a guide may say; the fields are the names that a wording has."""

    council: Mapping[str, str]
    day: str
    vat: str
    asked: Asked
    weightings: tuple[str, ...]
    recommended: str
    cited: Mapping[str, str]
    themes: tuple[Mapping[str, Any], ...]
    measures: ToldSet | None
    living_wage_measures: tuple[ToldMeasure, ...]
    marking: Mapping[str, Any]
    returns: Mapping[str, Any]
    equality: tuple[Pledge, ...]
    equality_objectives: tuple[str, ...]
    living_wage: tuple[Pledge, ...]
    small: tuple[Pledge, ...]
    market: tuple[Pledge, ...]
    training: tuple[Pledge, ...]
    contacts: tuple[Mapping[str, str], ...]

    @property
    def data(self) -> dict[str, Any]:
        """The fields by their names, for a wording."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def blank_contacts(self) -> tuple[str, ...]:
        """The keys of the contacts that the council's folder doesn't give."""
        return tuple(contact["key"] for contact in self.contacts if not contact["said"])


def guide(council: Council, day: date, told: ToldSet | None) -> Guide:
    """What the guides of a council say on a day. Raises InputError before its policy began."""
    own = council.guides
    return Guide(
        council=_names(council),
        day=long_date(day),
        vat=percent(statute().vat_rate.on(day)),
        asked=asked_on(council, day),
        weightings=weightings_on(council, day),
        recommended="" if council.recommended is None else percent(council.recommended),
        cited={topic: named(clause) for topic, clause in council.clauses.items()},
        themes=tuple(_themes(council.themes, told)),
        measures=told,
        living_wage_measures=_about_living_wage(told),
        marking=_marking(council),
        returns={"days": DAYS_ALLOWED, "reports": council.reports},
        equality=own.equality,
        equality_objectives=council.reporting.equality_objectives,
        living_wage=own.living_wage,
        small=own.small,
        market=own.market,
        training=own.training,
        contacts=tuple(
            {"key": key, "about": about, "said": own.contacts.get(key, "")}
            for key, about in CONTACTS.items()
        ),
    )


def _names(council: Council) -> dict[str, str]:
    words = council.words
    return {
        "name": council.name,
        "short": council.short_name,
        "policy": council.policy,
        "priorities": council.priorities,
        "standing": council.standing,
        "social_value": words.social_value,
        "are": words.are,
        "they_are": words.they_are,
        "theme": words.theme,
        "objective": words.objective,
    }


def _themes(themes: Iterable[Theme], told: ToldSet | None) -> list[dict[str, Any]]:
    """The council's themes in their order; where it has none, those of its measures."""
    by_theme = told.themes if told else {}
    known = [(t.name, t.aim, [o.text for o in t.objectives]) for t in themes]
    found = known or [(theme, "", []) for theme in by_theme]
    return [
        {
            "name": name,
            "aim": aim,
            "objectives": objectives,
            "measures": by_theme.get(name, ()),
            "examples": by_theme.get(name, ())[:EXAMPLES],
        }
        for name, aim, objectives in found
    ]


def _about_living_wage(told: ToldSet | None) -> tuple[ToldMeasure, ...]:
    measures = told.measures if told else []
    return tuple(measure for measure in measures if "living wage" in measure.title.casefold())


def _marking(council: Council) -> dict[str, Any]:
    """How offers are marked, where a tender doesn't decide otherwise, with a worked example."""
    practice = council.scoring
    by_measures = practice.quantitative
    if by_measures is None:
        by_measures = AwardCriteria(Decimal(0), Decimal(0), Decimal(1)).quantitative
    target = DEFAULT_TARGET if practice.target is None else practice.target
    return {
        "scale": [
            {"mark": mark, "name": said.partition(": ")[0], "means": said.partition(": ")[2]}
            for mark, said in enumerate(SCALE)
        ],
        "lowest": 0,
        "highest": HIGHEST_MARK,
        "by_measures": percent(by_measures),
        "by_answers": percent(1 - by_measures),
        "methods": [str(method) for method in Method],
        "hundred": pounds(HUNDRED),
        "target_of_hundred": pounds(target * HUNDRED),
        "most_measures": MOST_MEASURES,
        "example_price": pounds(EXAMPLE_PRICE),
        "example_full": pounds(target * EXAMPLE_PRICE),
        "example_half": pounds(target * EXAMPLE_PRICE / 2),
    }
