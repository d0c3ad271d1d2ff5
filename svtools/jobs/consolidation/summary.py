"""A consolidation as the rows of the summary workbook, with the results of its formulas.

The formulas of `templates/consolidated_summary.yaml` are live; what they give is worked out
here from the same figures and stored beside them. A test recalculates the workbook in another
engine and finds the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.breakdowns import Breakdowns
from svtools.jobs.consolidation.completeness import completeness
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.counted import BLANK, RETURN_MISSING, SETTLED, Counted
from svtools.jobs.consolidation.groups import Groups
from svtools.jobs.consolidation.messages import furthest_behind
from svtools.jobs.consolidation.portal_summary import (
    about_portal,
    by_source,
    portal_apart,
    portal_in_words,
    portal_rows,
)
from svtools.jobs.consolidation.summary_lists import (
    answer_rows,
    came_in,
    change_rows,
    corrected_in_words,
    free_rows,
    named,
    problem_rows,
    return_rows,
)
from svtools.jobs.consolidation.totals import THE_THREE, Tally, in_parts, shares
from svtools.jobs.issued_by import council_data
from svtools.jobs.register.contracts import QUARTERS, Contract, Key
from svtools.jobs.register.issued import reading_rows
from svtools.measures import MeasureKind
from svtools.monitoring import Progress, rating
from svtools.numbers import long_date, settled, shown_rate

NOTES = 5
"""So many lines the Overview has for what is to be known of its figures."""

PARTS = {"sva": MeasureKind.SV, "leva": MeasureKind.LEV}
"""What is never added up without saying so, by the ends of its columns' keys."""

IN_ORDER = ("promised", "reported", "delivered", "validated")
"""The headline's lines; what was reported has one where corrections make it another figure."""

NONE_PROMISED = "none promised"
"""In place of a rating, for a contract without promises of a kind."""

HELD_BACK = "promise held back"
"""In place of a rating that what is held back may yet change."""

NOT_VALUED = "not valued"
"""In place of a rating, for a contract whose promises of a kind are all record-only."""


def in_lines(sentences: Iterable[str]) -> list[str]:
    """The Overview's lines under its first sentence: those that say something, then blank ones."""
    said = [sentence for sentence in sentences if sentence]
    return said + [""] * (NOTES - len(said))


class Summary:
    """The summary's data: rows of each table, with keys that tie them together."""

    def __init__(self, consolidation: Consolidation) -> None:
        self.consolidation = consolidation
        self.counted = Counted(consolidation)
        self.groups = Groups(consolidation.register, consolidation.council)

    def data(self, folder: str, register: str, log: str) -> dict[str, Any]:
        """Everything the template asks for."""
        consolidation = self.consolidation
        settings = consolidation.register.settings
        returns, to_check = return_rows(consolidation), consolidation.to_check
        return {
            **council_data(consolidation.council),
            **Breakdowns(
                consolidation, self.groups, self.counted.by_contract, self.counted.by_measure
            ).data(),
            "year": str(consolidation.year),
            "as_at": consolidation.as_at,
            "as_at_words": long_date(consolidation.as_at),
            "folder": folder,
            "register": register,
            "log": log,
            "register_print": "",
            "detail": "",
            "part": "",
            "as_read": [],
            "sets": self._sets(),
            "portal": about_portal(consolidation),
            "settings": {
                "days_allowed": settings.days_allowed,
                "on_track": settings.bands.on_track,
                "behind": settings.bands.behind,
                **asdict(settings.large),
            },
            "readings": reading_rows(consolidation.council),
            "headline": list(self._headline()),
            "by_source": list(by_source(consolidation.portal, self._in_three())),
            "sources": {
                "workbook": ", ".join(self._editions()) or "no figures",
                "portal": portal_in_words(consolidation),
            },
            "portal_rows": list(portal_rows(consolidation.portal)),
            "reported": in_parts(self.counted.reported.money["delivered"]),
            "completeness": completeness(consolidation),
            "notes": in_lines(
                [
                    to_check.in_words(),
                    to_check.named(),
                    portal_apart(consolidation),
                    corrected_in_words(consolidation),
                ]
            ),
            "came_in": list(came_in(returns)),
            "by_contract": [self._contract_row(key) for key in self.counted.contracts],
            "by_measure": [self._measure_row(key) for key in self.counted.measures],
            **self._charted(),
            "returns": returns,
            "changes": list(change_rows(consolidation)),
            "problems": list(problem_rows(consolidation, register)),
            "promises": self.counted.promise_rows,
            "data": self.counted.data_rows,
            "evidence": list(free_rows(consolidation, "evidence")),
            "answers": list(answer_rows(consolidation)),
        }

    def _charted(self) -> dict[str, Any]:
        """The tables that are drawn as well, and what their charts say."""
        themes = [self._theme_row(theme) for theme in self.groups.themes(self.counted.by_theme)]
        quarters = list(self._quarter_rows())
        ended = [row for row in quarters if row["number"] in self.counted.ended]
        messages = {
            f"{part}_by_{name}": furthest_behind(part, rows, name)
            for part in PARTS
            for name, rows in (("theme", themes), ("quarter", ended))
        }
        return {"by_theme": themes, "by_quarter": quarters, "messages": messages}

    def _headline(self) -> Iterator[dict[str, Any]]:
        register, year = self.consolidation.register, self.consolidation.year
        values = [register.year_value(each, year) for _, each in self.counted.contracts.values()]
        lines = dict(self.counted.all.money)
        if self.consolidation.corrections:
            lines["reported"] = self.counted.reported.money["delivered"]
        for what in (what for what in IN_ORDER if what in lines):
            totals = lines[what]
            parts = in_parts(totals)
            names = ("sva_share", "leva_share", "share")
            of_value = zip(names, shares(parts.values(), values), strict=True)
            yield {"what": what.title(), **parts, **dict(of_value)}

    def _in_three(self) -> Iterator[dict[str, Any]]:
        """The headline without what was reported, which the Portal knows nothing of."""
        return (row for row in self._headline() if row["what"].lower() in THE_THREE)

    def _contract_row(self, key: Key) -> dict[str, Any]:
        (contract_key, contract), tally = self.counted.contracts[key], self.counted.by_contract[key]
        register, progress = self.consolidation.register, tally.progress
        compared = register.compared_with(contract, self.consolidation.year)
        return {
            "key": contract_key,
            **named(contract),
            "title": contract.title,
            **self.groups.of_contract(contract),
            "weighting_used": contract.weighting,
            "year_value": compared.value,
            "basis": compared.basis,
            **tally.results(),
            **self._standing(contract, tally, compared.value),
            "promises": tally.promises.total(),
            "behind": progress[Progress.BEHIND] + progress[Progress.WELL_BEHIND],
            "not_reported": progress[Progress.NOT_REPORTED] + progress[RETURN_MISSING],
            "missing": self.counted.missing[key],
            "reported": tally.figures.total(),
            "not_counted": self.consolidation.not_counted(contract) or None,
        }

    def _standing(
        self, contract: Contract, tally: Tally, year_value: Decimal | None
    ) -> dict[str, Any]:
        """How a contract's SVA stands, and its LEVA."""
        register, found = self.consolidation.register, dict[str, Any]()
        for part, kind in PARTS.items():
            due, delivered = getattr(tally.due, part), getattr(tally.money["delivered"], part)
            figures = tally.figures[kind]
            progress = rating(delivered if figures else None, due, register.settings.bands)
            status = self.counted.in_words(progress, contract)
            if not tally.valued[kind]:
                status = NOT_VALUED if tally.promises[kind] else NONE_PROMISED
            held_back = self._held_back(contract, kind)
            if progress in SETTLED and held_back:
                status = HELD_BACK
            found |= {
                f"due_{part}": due,
                f"held_back_{part}": held_back,
                f"progress_{part}": shown_rate(delivered / due) if due and figures else BLANK,
                f"status_{part}": status,
                f"share_{part}": settled(delivered / year_value) if year_value else BLANK,
            }
        return found

    def _held_back(self, contract: Contract, kind: MeasureKind) -> int | None:
        """How many promises of a kind, or of an unknown measure, don't count; None for none."""
        register = self.consolidation.register
        known, codes = register.measures(contract), register.held_back(contract)
        return sum(code not in known or known[code].kind is kind for code in codes) or None

    def _measure_row(self, key: tuple[str, str]) -> dict[str, Any]:
        (measure_key, measure), tally = self.counted.measures[key], self.counted.by_measure[key]
        shown = ("code", "title", "edition", "unit", "theme")
        return {
            "key": measure_key,
            **{name: getattr(measure, name) for name in shown},
            "kind": str(measure.kind),
            **self.groups.of_measure(measure),
            **{f"{what}_units": tally.units[what] for what in THE_THREE},
            **{what: tally.money[what].sleva for what in THE_THREE},
        }

    def _theme_row(self, theme: str) -> dict[str, Any]:
        year = str(self.consolidation.year)
        targets = self.consolidation.register.targets
        mine = [target for target in targets if (target.year, target.theme) == (year, theme)]
        tally = self.counted.by_theme[theme]
        sva, leva = (_sum_of(getattr(target, part) for target in mine) for part in PARTS)
        validated = tally.money["validated"]
        return {
            "theme": theme,
            **tally.results(),
            "target_sva": sva,
            "target_leva": leva,
            "reached_sva": settled(validated.sva / sva) if sva else BLANK,
            "reached_leva": settled(validated.leva / leva) if leva else BLANK,
            **_kept(tally),
        }

    def _quarter_rows(self) -> Iterator[dict[str, Any]]:
        for quarter in self.consolidation.year.quarters:
            dates = f"{quarter.start:%d %b %Y} to {quarter.end:%d %b %Y}"
            yield {
                "number": quarter.number,
                "quarter": QUARTERS[quarter.number - 1],
                "dates": dates,
                **self.counted.by_quarter[quarter.number].results(),
            }

    def _editions(self) -> list[str]:
        """The measure editions of what the workbooks promise and report."""
        return list(dict.fromkeys(measure.edition for _, measure in self.counted.measures.values()))

    def _sets(self) -> str:
        """The editions in use with their licence and notice."""
        known = self.consolidation.register.sets
        sets = [known[edition] for edition in self._editions() if edition in known]
        return "\n".join(f"{s.name} ({s.edition}), {s.licence}. {s.notice}".strip() for s in sets)


def _kept(tally: Tally) -> dict[str, Any]:
    """How much of what was promised was delivered and validated, SVA and LEVA apart."""
    money = tally.money
    return {
        f"{what}_of_{part}": settled(getattr(money[what], part) / promised) if promised else BLANK
        for part in PARTS
        for what in ("delivered", "validated")
        for promised in [getattr(money["promised"], part)]
    }


def _sum_of(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None
