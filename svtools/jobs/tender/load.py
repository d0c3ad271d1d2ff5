"""Offers into the scoring workbook: written anew, with what the panel has entered kept."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from svtools.jobs.opening import open_own
from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.offers import Offer, read_offers
from svtools.jobs.tender.pack import EVALUATORS, SCORING
from svtools.jobs.tender.previous_scoring import Before, RowKey, inputs_of
from svtools.jobs.tender.scoring_rows import ONE_OF_A_KIND, refuse_unsound, row_key
from svtools.scoring import QUALITY
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Role
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem, told
from svtools.workbooks.write import write

ISSUED_AS_READ = ("bands", "measures", "questions", "scale", "quality_parts")


class Loaded:
    """Offers taken into a scoring workbook: what became of each file, and what was not kept."""

    def __init__(self, before: Before, offers: list[Offer]) -> None:
        self.before = before
        self.content = before.content
        self.offers = offers
        self.file = before.file
        self.taken = sorted((o for o in offers if o.taken), key=lambda o: o.bidder.casefold())
        self.keys = {offer.bidder: f"B{n:02d}" for n, offer in enumerate(self.taken, start=1)}
        self.entered = before.entered()

    def row(self, table: str, issued: dict[str, Any]) -> dict[str, Any]:
        """An issued row with what the panel had entered in it."""
        key = row_key(issued, ONE_OF_A_KIND[table])
        return issued | self.entered.get(table, {}).get(key, {})

    def problems(self) -> list[Problem]:
        """Everything found in the offers, and what the panel put outside declared cells."""
        found = self.before.other_problems()
        for offer in self.offers:
            found += offer.problems
        return told([*found, *self._gone(), *self.before.not_kept(self._kept())])

    def _kept(self) -> dict[str, set[RowKey]]:
        """The rows of the new workbook, and those of bidders whom `_gone` names."""
        gone = {row_key({"bidder": name}, ("bidder",)) for name in self._names_gone()}
        kept: dict[str, set[RowKey]] = {}
        for name, keys in ONE_OF_A_KIND.items():
            kept[name] = {row_key(row, keys) for row in self.tables[name]}
            if "bidder" in keys:
                before = (row_key(row.values, keys) for row in self.content.rows(name))
                kept[name] |= {key for key in before if key[:1] in gone}
        return kept

    def _gone(self) -> Iterator[Problem]:
        """Bidders the panel had marked, whose offer is no longer in the folder."""
        for name in self._names_gone():
            yield Problem("bidder-gone", self.file, details={"bidder": name})

    def _names_gone(self) -> Iterator[str]:
        there = {row_key({"bidder": name}, ["bidder"]) for name in self.keys}
        for row in self.content.rows("bidders"):
            named = row.get("key") and row.get("bidder")
            if named and row_key(row.values, ["bidder"]) not in there:
                yield row.get("bidder")

    def data(self) -> dict[str, Any]:
        """The scoring workbook's data with the offers in it."""
        return {
            **issued_fields(self.content),
            **self.tables,
            "notes": list(self._notes()),
            "record": [dict(row.values) for row in self.content.rows("record")],
        }

    @cached_property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The tables of the scoring workbook, with the offers and what the panel entered."""
        tables = {name: self.before.issued(name) for name in ISSUED_AS_READ}
        if not tables["quality_parts"]:  # nobody split it: quality is one criterion
            whole = {"criterion": QUALITY, "weight": self.content.value("criteria.quality")}
            tables["quality_parts"] = [whole]
        return {
            **tables,
            "evaluators": [
                self.row("evaluators", {"number": f"E{n}"}) for n in range(1, EVALUATORS + 1)
            ],
            "bidders": [self._bidder(offer) for offer in self.taken],
            "lines": [{"line": line} for line, _ in enumerate(self.taken, start=1)],
            "quality_marks": list(self._quality(tables["quality_parts"])),
            "offers": list(self._offers(tables["measures"])),
            "marks": list(self._marks(tables["questions"])),
            "moderation": list(self._moderation(tables["questions"])),
        }

    def _bidder(self, offer: Offer) -> dict[str, Any]:
        issued = {
            "key": self.keys[offer.bidder],
            "bidder": offer.bidder,
            "number": offer.number,
            "offered_price": offer.price,
            "file": offer.file,
        }
        return self.row("bidders", issued)

    def _quality(self, parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for offer in self.taken:
            for part in parts:
                issued = {"key": self.keys[offer.bidder], "bidder": offer.bidder, **part}
                yield self.row("quality_marks", issued)

    def _offers(self, measures: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for offer in self.taken:
            for measure in measures:
                offered = offer.offered.get(measure["code"])
                issued = {
                    "key": self.keys[offer.bidder],
                    "bidder": offer.bidder,
                    "measure": measure["code"],
                    "unit": measure.get("unit"),
                    "kind": measure.get("kind"),
                    "exclusive_group": measure.get("exclusive_group"),
                    "proxy": measure.get("proxy"),
                    "offered": offered.units if offered else None,
                    **{year: offered.by_year.get(year) if offered else None for year in YEARS},
                }
                yield self.row("offers", issued)

    def _marks(self, questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        numbers = self._evaluators()
        for offer in self.taken:
            for question in questions:
                for number in numbers:
                    issued = {
                        "key": self.keys[offer.bidder],
                        "bidder": offer.bidder,
                        "question": question["number"],
                        "evaluator": number,
                    }
                    yield self.row("marks", issued)

    def _evaluators(self) -> list[str]:
        """Who has a name, and who has marked all the same; one where there is nobody yet."""
        named = {row.get("number") for row in self.content.rows("evaluators") if row.get("name")}
        inputs = inputs_of(template(SCORING).table("marks"))
        marked = {
            row.get("evaluator")
            for row in self.content.rows("marks")
            if row.get("evaluator") and any(row.get(key) is not None for key in inputs)
        }
        return sorted(named | marked) or ["E1"]

    def _moderation(self, questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for offer in self.taken:
            for question in questions:
                issued = {
                    "key": self.keys[offer.bidder],
                    "bidder": offer.bidder,
                    "question": question["number"],
                    "weight": question.get("weight"),
                    "answered": "yes" if question["number"] in offer.answers else "no",
                }
                yield self.row("moderation", issued)

    def _notes(self) -> Iterator[dict[str, Any]]:
        bidders = {offer.file: offer.bidder for offer in self.offers}
        for problem in self.problems():
            yield {
                "bidder": bidders.get(problem.file, ""),
                "file": problem.file,
                "where": problem.where,
                "what": problem.what,
                "remedy": problem.remedy,
            }
        for offer in self.taken:
            for part in offer.confidential:
                until = part.get("until")
                yield {
                    "bidder": offer.bidder,
                    "file": offer.file,
                    "where": "Confidential",
                    "what": f"Commercially sensitive{f' until {until}' if until else ''}: "
                    f"{part.get('part') or 'no part named'}. {part.get('why') or ''}".strip(),
                    "remedy": "Mark the rationales that would disclose it as sensitive.",
                }


def load_offers(folder: Path, scoring: Path, output: Path) -> Loaded:
    """Read the offers of `folder` into the scoring workbook, written anew to `output`.

    Raises InputError where the workbook or the folder can't be used.
    """
    workbook = open_own(scoring, SCORING)
    refuse_unsound(workbook.content)
    before = Before(workbook)
    loaded = Loaded(before, read_offers(folder, scoring, before.published()))
    write(template(SCORING), loaded.data(), output)
    return loaded


def issued_fields(content: Content) -> Mapping[str, Any]:
    """The issued fields of a workbook that was read, as the data they were issued from."""
    data: dict[str, Any] = {"fields": {}}
    for _, block, item in template(SCORING).items():
        if item.role is Role.ISSUED:
            *path, last = item.source.split(".")
            place = data
            for step in path:
                place = place.setdefault(step, {})
            place.setdefault(last, content.value(f"{block.key}.{item.key}"))
    return data
