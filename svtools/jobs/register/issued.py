"""What the council's workbooks are issued with: figures, themes, readings, measure sets."""

from collections.abc import Iterator, Sequence
from typing import Any

from svtools.measures import MeasureSet, to_rows
from svtools.policy import Council, statute

ABOUT = ("name", "edition", "licence", "source", "price_year", "valid_from", "valid_to", "notice")


def policy_data(council: Council) -> dict[str, Any]:
    """What a register is issued with: figures of law and policy, themes and readings."""
    first = council.in_force_from
    return {
        "council": {"name": council.name, "policy": council.policy},
        "rules": {
            "in_force": first,
            "threshold_clause": council.thresholds.dated(first).reference,
            "weighting_clause": council.minimum_weighting.dated(first).reference,
            "vat_rate": statute().vat_rate.on(first),
            "policy": list(_policy_rows(council)),
            "statutory": [
                {
                    "from": period.start,
                    "basis": str(period.value.basis),
                    "reference": period.reference,
                    **{name.replace(" ", "_"): f for name, f in period.value.figures.items()},
                }
                for period in statute().thresholds.values
            ],
            "regimes": [
                {
                    "name": regime.name,
                    "start": regime.start,
                    "any_value_words": "Yes" if regime.any_value else "No",
                    "reference": regime.reference,
                }
                for regime in statute().regimes
            ],
        },
        "themes": theme_rows(council),
        "readings": reading_rows(council),
    }


def _policy_rows(council: Council) -> Iterator[dict[str, Any]]:
    """The policy's figures from its first day on, one row for each day on which one changes."""
    figures = (council.thresholds, council.minimum_term, council.minimum_weighting)
    first = council.in_force_from
    changes = {dated.start for figure in figures for dated in figure.values}
    for day in sorted({first, *(change for change in changes if change > first)}):
        row: dict[str, Any] = {
            "from": day,
            "minimum_weighting": council.minimum_weighting.on(day),
        }
        for threshold in council.policy_thresholds(day):
            key = threshold.category.replace(" ", "_")
            row |= {key: threshold.net, f"{key}_months": threshold.months}
        yield row


def theme_rows(council: Council) -> list[dict[str, Any]]:
    """Each theme with its objectives, for a sheet."""
    return [
        {"theme": theme.name, "objectives": "\n".join(o.text for o in theme.objectives)}
        for theme in council.themes
    ]


def reading_rows(council: Council) -> list[dict[str, Any]]:
    """Each reading of the policy, for a sheet."""
    return [
        {
            "key": reading.key,
            "point": f"{reading.setting}: {reading.value}",
            "reading": reading.text,
        }
        for reading in council.readings
    ]


def set_rows(sets: Sequence[MeasureSet]) -> dict[str, list[dict[str, Any]]]:
    """Measure sets as the rows of a register's two tables."""
    return {
        "measure_sets": [{name: getattr(offered, name) for name in ABOUT} for offered in sets],
        "measures": [
            {**row, "edition": offered.edition, "lasting": "Yes" if row["lasting"] else "No"}
            for offered in sets
            for row in to_rows(offered)
        ],
    }
