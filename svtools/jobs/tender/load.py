"""Offers into the scoring workbook: written anew, with what the panel has entered kept."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from svtools.jobs.opening import open_declared
from svtools.jobs.tender.offers import YEARS, Offer, read_offers
from svtools.jobs.tender.pack import EVALUATORS, SCORING
from svtools.jobs.tender.terms import QUALITY
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Role, Table
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem, told
from svtools.workbooks.write import write

KEYS = {
    "evaluators": ("number",),
    "bidders": ("key",),
    "quality_marks": ("key", "criterion"),
    "offers": ("key", "measure"),
    "marks": ("key", "question", "evaluator"),
    "moderation": ("key", "question"),
}
"""What makes a row of each of the panel's tables one of its kind."""

ISSUED_AS_READ = ("bands", "measures", "questions", "scale", "quality_parts")


class Loaded:
    """Offers taken into a scoring workbook: what became of each file, and what was not kept."""

    def __init__(self, content: Content, offers: list[Offer], file: str) -> None:
        self.content = content
        self.offers = offers
        self.file = file
        self.taken = sorted(
            (o for o in offers if not o.rejected), key=lambda o: o.bidder.casefold()
        )
        self.keys = {offer.bidder: f"B{n:02d}" for n, offer in enumerate(self.taken, start=1)}
        self.entered = self._entered()

    def _entered(self) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
        """What the panel typed, by table and row, under the bidders' keys as they are now."""
        before = {row.get("key"): row.get("bidder") for row in self.content.rows("bidders")}
        entered: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {}
        for name, keys in KEYS.items():
            inputs = _inputs(template(SCORING).table(name))
            for row in self.content.rows(name):
                bidder = before.get(row.get("key") or "", "")
                values = {**row.values, "key": self.keys.get(bidder or "", "")}
                typed = {key: values[key] for key in inputs if key in values}
                entered.setdefault(name, {})[tuple(str(values.get(k, "")) for k in keys)] = typed
        return entered

    def row(self, table: str, issued: dict[str, Any]) -> dict[str, Any]:
        """An issued row with what the panel had entered in it."""
        key = tuple(str(issued.get(name, "")) for name in KEYS[table])
        return issued | self.entered.get(table, {}).get(key, {})

    def problems(self) -> list[Problem]:
        """Everything found in the offers, and what the panel put outside declared cells."""
        found = list(self.content.problems)
        for offer in self.offers:
            found += offer.problems
        return told([*found, *self._gone()])

    def _gone(self) -> Iterator[Problem]:
        """Bidders the panel had marked, whose offer is no longer in the folder."""
        for row in self.content.rows("bidders"):
            if row.get("bidder") not in self.keys:
                details = {"bidder": row.get("bidder")}
                yield Problem("bidder-gone", self.file, details=details)

    def data(self) -> dict[str, Any]:
        """The scoring workbook's data with the offers in it."""
        content = self.content
        tables = {name: _issued_rows(content, name) for name in ISSUED_AS_READ}
        if not tables["quality_parts"]:  # nobody split it: quality is one criterion
            whole = {"criterion": QUALITY, "weight": content.value("criteria.quality")}
            tables["quality_parts"] = [whole]
        return {
            **issued_fields(content),
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
            "notes": list(self._notes()),
            "record": [dict(row.values) for row in content.rows("record")],
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
        named = {key[0] for key, typed in self.entered["evaluators"].items() if typed.get("name")}
        marked = {
            key[-1] for key, typed in self.entered.get("marks", {}).items() if any(typed.values())
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
                "where": f"{problem.sheet} {problem.places}".strip(),
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
    content = open_declared(scoring, SCORING)
    loaded = Loaded(content, read_offers(folder, scoring, content), scoring.name)
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


def _issued_rows(content: Content, name: str) -> list[dict[str, Any]]:
    """The rows of a table that was only issued, as the data they were issued from."""
    columns = template(SCORING).table(name).columns
    issued = [column for column in columns if column.role is Role.ISSUED]
    return [{c.source: row.get(c.key) for c in issued} for row in content.rows(name)]


def _inputs(table: Table) -> list[str]:
    return [column.key for column in table.columns if column.role is Role.INPUT]
