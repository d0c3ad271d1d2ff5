"""Offers into the scoring workbook: everything that the panel put there stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from svtools.jobs.opening import open_own
from svtools.jobs.tender.as_issued import as_issued, refuse_moved
from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.flag_sheets import with_flags
from svtools.jobs.tender.flagged import Flagged
from svtools.jobs.tender.offer import Offer, Offered, OfferedBid
from svtools.jobs.tender.offers import read_offers
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.panel import WITH_KEYS, Panel
from svtools.jobs.tender.scoring_rows import (
    ELSEWHERE,
    ONE_OF_A_KIND,
    refuse_unsound,
    told_of_older,
)
from svtools.jobs.tender.sealing import LOADED, is_sealed, sealed_rows, with_rows
from svtools.scoring import QUALITY, bid_label
from svtools.workbooks.content import Row
from svtools.workbooks.items import Role
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.revision import Revision, Values, row_key

BIDDER = ("bidder",)
NOT_OFFERED = Offered(None, {})


def coded(parts: Sequence[Values]) -> Iterator[tuple[str, Values]]:
    """The parts of quality, each with the short name by which formulas find it."""
    return ((f"Quality {number}", part) for number, part in enumerate(parts, start=1))


class Loaded:
    """Offers taken into a scoring workbook, and what became of each file."""

    def __init__(self, workbook: Workbook, offers: list[Offer]) -> None:
        self.content, self.changed = as_issued(workbook.content)
        self.offers = offers
        self.taken = sorted((o for o in offers if o.taken), key=lambda o: o.bidder.casefold())
        known = {
            row_key(row.values, BIDDER): row.get("key") for row in self.content.rows("bidders")
        }
        free = (f"B{n:02d}" for n in range(1, 10_000) if f"B{n:02d}" not in known.values())
        self.lots = {
            row.get("lot"): {
                "lot": row.get("lot"),
                "lot_no": row.get("lot_no"),
                "estimated": row.get("net_value"),
            }
            for row in self.content.rows("lots")
        } or {"": {"lot": None, "lot_no": 1, "estimated": None}}
        self.bids = [
            (offer, lot, bid)
            for offer in self.taken
            for lot in self.lots
            if (bid := offer.bids.get(lot)) is not None
        ]
        """Each bid that is taken: whose, for which lot, and what it offers."""
        labels = [bid_label(offer.bidder, lot) for offer, lot, _ in self.bids]
        self.keys = {
            label: known.get(row_key({"bidder": label}, BIDDER)) or next(free) for label in labels
        }
        """Each bid's key, by its label: the one it had, or the next that is free."""
        self.flagged: list[Flagged] = []
        """What is flagged of the bids as they are loaded now."""

    def problems(self) -> list[Problem]:
        """Everything found in the offers, and in what the panel entered.

        Also the bidders whom the panel had marked, whose offer is no longer in the folder.
        """
        problems = Problems(self.content.problems.file)
        problems += (p for p in self.content.problems if p.code not in ELSEWHERE)
        problems += (*self.changed, *told_of_older(self.content))
        for offer in self.offers:
            problems += offer.problems
        present = {row_key({"bidder": label}, BIDDER) for label in self.keys}
        for row in self.content.rows("bidders"):
            named = row.get("key") and row.get("bidder")
            if named and row_key(row.values, BIDDER) not in present:
                problems.add("bidder-gone", bidder=row.get("bidder"))
        return told(problems)

    def tables(self) -> dict[str, list[Values]]:
        """The issued values of each table that the offers change, by the columns' keys."""
        rows = self.content.rows
        whole = {"criterion": QUALITY, "weight": self.content.value("criteria.quality")}
        parts: list[Values] = [row.values for row in rows("quality_parts")] or [whole]
        bids = [self._whose(offer, lot) for offer, lot, _ in self.bids]
        answers = [(offer, question) for offer in self.taken for question in rows("questions")]
        tables: dict[str, list[Values]] = {
            "quality_parts": parts,
            "bidders": [
                {**whose, "number": offer.number, "price": bid.price, "file": offer.file}
                for whose, (offer, _, bid) in zip(bids, self.bids, strict=True)
            ],
            "letters": [self._letters(offer) for offer in self.taken],
            "quality_marks": [
                {**whose, **part, "code": code} for whose in bids for code, part in coded(parts)
            ],
            "offers": [
                {**whose, **self._offered(bid, measure)}
                for whose, (_, _, bid) in zip(bids, self.bids, strict=True)
                for measure in rows("measures")
            ],
            "marks": self._marks(parts),
            "answers": [
                {**self._who(offer), "question": number, "answer": offer.answers.get(number)}
                for number in (question.get("number") for question in rows("questions"))
                for offer in self.taken
            ],
            "moderation": [
                {
                    **self._who(offer),
                    "question": question.get("number"),
                    "weight": question.get("weight"),
                    "measure": question.get("measure"),
                    "answered": "yes" if question.get("number") in offer.answered else "no",
                }
                for offer, question in answers
            ],
            "results": [{"line": line} for line, _ in enumerate(self.bids, start=1)],
            "workings": bids,
            "notes": list(self._notes()),
        }
        tables |= {name: with_rows(name, tables[name]) for name in WITH_KEYS}
        return tables | self._sealed(tables)

    def _sealed(self, tables: Mapping[str, list[Values]]) -> dict[str, list[Values]]:
        """The terms as they are sealed, and what is loaded now."""
        if not is_sealed(self.content):
            return {}
        terms: list[Values] = [
            row.values
            for row in self.content.rows("sealed")
            if str(row.get("key")).partition("/")[0] not in LOADED
        ]
        loaded = (
            row for name in LOADED for row in sealed_rows(self.content.template, name, tables[name])
        )
        return {"sealed": [*terms, *loaded]}

    def _who(self, offer: Offer) -> Values:
        """Whose answers they are: once for all its lots, under the key of its first bid."""
        first = next(lot for whose, lot, _ in self.bids if whose is offer)
        key = self.keys[bid_label(offer.bidder, first)]
        return {"key": key, "bidder": offer.bidder}

    def _whose(self, offer: Offer, lot: str) -> Values:
        """Whose bid it is, and for which lot."""
        label, who = bid_label(offer.bidder, lot), self._who(offer)
        named = {"bidder": label, "name": who["bidder"], "key": self.keys[label]}
        return {**named, **self.lots[lot], "answers_key": who["key"]}

    def _letters(self, offer: Offer) -> Values:
        """Where letters go: as somebody typed it before, else as the offer says it."""
        whose = self._who(offer)
        rows = self.content.rows("letters")
        before = next((row for row in rows if row.get("key") == whose["key"]), None)
        typed = before.values if before else {}
        said = {name: typed.get(name) or text or None for name, text in offer.letters.items()}
        return {**whose, **said}

    def _offered(self, bid: OfferedBid, measure: Row) -> Values:
        offered = bid.offered.get(measure.get("code"), NOT_OFFERED)
        return {
            "measure": measure.get("code"),
            "title": measure.get("title"),
            **{name: measure.get(name) for name in ("unit", "kind", "group", "proxy")},
            "offered": offered.units,
            **{year: offered.by_year.get(year) for year in YEARS},
        }

    def _marks(self, parts: Sequence[Values]) -> list[Values]:
        """What each evaluator marks: the parts of quality of each bid, and each answer.

        A workbook from before quality was marked by evaluators has its answers alone.
        """
        questions = [row.get("number") for row in self.content.rows("questions")]
        by_evaluators = "code" in self.content.tables["marks"].place.columns
        counting = [(code, part) for code, part in coded(parts) if part["weight"] and by_evaluators]
        items = [
            item
            for offer in self.taken
            for item in (
                *(
                    {**self._whose(whose, lot), "question": part["criterion"], "code": code}
                    for whose, lot, _ in self.bids
                    for code, part in counting
                    if whose is offer
                ),
                *({**self._who(offer), "question": each, "code": each} for each in questions),
            )
        ]
        evaluators = self._evaluators()
        return [{**item, "evaluator": evaluator} for item in items for evaluator in evaluators]

    @property
    def has_evaluators(self) -> bool:
        """Whether anybody is on the sheet Evaluators."""
        return any(row.get("name") for row in self.content.rows("evaluators"))

    def _evaluators(self) -> list[str]:
        """Who has a name, and who has marked all the same; one where there is nobody yet."""
        named = {row.get("number") for row in self.content.rows("evaluators") if row.get("name")}
        columns = self.content.template.table("marks").columns
        inputs = [column.key for column in columns if column.role is Role.INPUT]
        marked = {
            row.get("evaluator")
            for row in self.content.rows("marks")
            if row.get("evaluator") and any(row.get(key) is not None for key in inputs)
        }
        return sorted(named | marked) or ["E1"]

    def _notes(self) -> Iterator[Values]:
        bidders = {offer.file: offer.bidder for offer in self.offers}
        for problem in self.problems():
            told_of = {name: getattr(problem, name) for name in ("file", "where", "what", "remedy")}
            yield {"bidder": bidders.get(problem.file, ""), **told_of}
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


def load_offers(folder: Path, scoring: Path, output: Path, *, accept_loss: bool = False) -> Loaded:
    """Read the offers of `folder` into the scoring workbook, and write that to `output`.

    Raises InputError where the workbook or the folder can't be used, or something that people put
    into the workbook can't be kept, unless `accept_loss`.
    """
    workbook = open_own(scoring, SCORING, formulas=True)
    refuse_unsound(workbook.content)
    refuse_moved(workbook.content)
    Panel(workbook.content).refuse_two_bids()
    known, _ = as_issued(workbook.content)
    loaded = Loaded(workbook, read_offers(folder, scoring, known))
    revision = Revision(workbook)
    for table, rows in loaded.tables().items():
        if not workbook.content.tables[table].is_there:  # it is newer than the workbook
            continue
        revision.put_rows(table, there(workbook, table, rows), ONE_OF_A_KIND.get(table, ()))
    with_offers = revision.saved_as(output, accept_loss=accept_loss)
    complete, loaded.flagged = with_flags(with_offers, output.name)
    replace_with(output, complete)
    return loaded


def there(workbook: Workbook, table: str, rows: Iterable[Values]) -> list[Values]:
    """The rows without the columns that an older workbook doesn't have."""
    columns = workbook.content.tables[table].place.columns
    return [{key: row[key] for key in row if key in columns} for row in rows]
