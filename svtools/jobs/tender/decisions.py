"""What a filled-in pre-procurement record decides: the contract's facts and the tender's terms.

And what it leaves blank though the policy asks for it, and where the register differs.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.issued_by import council_data, filled_in
from svtools.jobs.register.asking import asked_alone
from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.tender.offer_words import Sending
from svtools.jobs.tender.record import FACTS, Record, fact
from svtools.jobs.tender.rules import (
    bands_of,
    issued_terms,
    lots_of,
    parts_of,
    questions_of,
    terms_in,
    years_between,
)
from svtools.jobs.tender.statements import with_statements
from svtools.jobs.tender.terms import DEFAULT_TARGET, Terms
from svtools.measures import Measure
from svtools.numbers import percent, plain, pounds, settled
from svtools.policy import Council, Requirement, check_weighting, term_months
from svtools.scoring import AwardCriteria, CountedIn, Lot, Method, Qualitative, Quantitative, Tender
from svtools.spelling import folded_key
from svtools.workbooks.content import Row

SOCIAL_VALUE = "criteria.social_value"
NEEDED = {
    "bands": {"at_least": "From £ of value for each £", "share": "Share of the marks"},
    "questions": {
        "number": "Question", "question": "What is asked", "weight": "Share of the marks",
    },
    "quality_parts": {"criterion": "Quality criterion"},
}  # fmt: skip
"""What no row of a table may leave out, with its heading."""

OPTIONS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("method.name", "--method", "'{}'".format),
    ("criteria.social_value", "--weighting", percent),
    ("criteria.quality", "--weighting", percent),
    ("method.target", "--target", lambda target: "none" if target is None else f"£{plain(target)}"),
)
"""Terms that an option of the command line changes, by their field, as people read them."""


def contract_of(record: Record, edition: str, council: Council) -> Contract | None:
    """The contract as the record states it, for a tender that no register has.

    None where a fact is missing or can't be, which is refused.
    """
    _refuse_blanks(record, "contract")
    value, issued = record.value, record.value("requirement.edition")
    start, end = value("contract.start"), value("contract.end")
    if start and end:
        record.attempt(lambda: term_months(start, end), "contract.start", "contract.end")
    if issued and issued != edition:
        record.refuse("record-edition", "requirement.edition", found=issued, edition=edition)
    if record.refused:
        return None
    facts = {name: value(f"contract.{name}") for name in FACTS}
    key = Key(facts.pop("ref"), facts.pop("lot") or "", "")
    facts |= {"extension": int(facts["extension"] or 0), "regime": facts["regime"] or ""}
    contract = Contract(key, **facts, edition=edition)
    keys = ("contract.net_value", "contract.vat_rate", "contract.gross_value", "contract.regime")
    typed = [name for name in keys if value(name) is not None]
    record.attempt(lambda: asked_alone(contract, council), *typed)
    return None if record.refused else contract


def _refuse_blanks(record: Record, *blocks: str) -> None:
    for name, item in record.blanks(*blocks):
        record.refuse("record-undecided", name, label=item.label)


def refuse_other(record: Record, contract: Contract) -> None:
    """Raises InputError for the record of another contract or lot than the register's."""
    ref, lot = record.value("contract.ref"), record.value("contract.lot") or ""
    if ref and folded_key(ref, lot) != folded_key(*contract.key_without_supplier):
        found, wanted = Key(ref, lot, "").label, contract.key.label
        record.refuse("record-other", "contract.ref", "contract.lot", found=found, wanted=wanted)
        record.settle()


def terms_of(
    record: Record,
    known: Mapping[str, Measure],
    contract: Contract | None,
    asked: Requirement | None,
    *,
    most: int,
) -> Terms:
    """The terms that the record decides, with measures of the set `known`, `most` at the most.

    Whatever is missing or couldn't be marked is refused; raises InputError with all of it, what
    left no `contract` included.
    """
    _refuse_blanks(record, "criteria", "method")
    reason = record.value("criteria.low_reason") or ""
    share = of_all(terms_in(record.content, "criteria")).get("social_value")
    if asked and share is not None:
        answer = check_weighting(share, asked, reason_recorded=bool(reason))
        if answer.stands is False:
            record.refuse("record-weighting", SOCIAL_VALUE, fault=answer.message.rstrip("."))
    marking = _marking(record, contract, _measures(record, known, most))
    record.settle()
    links = {code: str(row.get("link") or "") for code, row in chosen_rows(record)}
    return Terms(marking, links, reason, sending_of(record))


def sending_of(record: Record) -> Sending:
    """By when and where to tenders are sent."""
    due, *texts = (record.value(f"sending.{name}") for name in ("due", "time", "to", "ask"))
    return Sending(due, *(text or "" for text in texts))


def of_all(said: Mapping[str, Any]) -> dict[str, Any]:
    """The shares as those of all criteria, where social value was given as a share of quality."""
    quality, share = said.get("quality"), said.get("social_value")
    if said.get("counted_in") != CountedIn.QUALITY or quality is None or share is None:
        return dict(said)
    return {**said, "quality": quality * (1 - share), "social_value": quality * share}


def as_recorded(criteria: AwardCriteria) -> dict[str, Decimal]:
    """Quality and social value as the record has them: the other way round."""
    if criteria.counted_in is not CountedIn.QUALITY:
        return {"criteria.quality": criteria.quality, SOCIAL_VALUE: criteria.social_value}
    quality = criteria.quality + criteria.social_value
    share = settled(criteria.social_value / quality).normalize() if quality else Decimal(0)
    return {"criteria.quality": quality, SOCIAL_VALUE: share}


def _marking(record: Record, contract: Contract | None, measures: tuple[Measure, ...]) -> Any:
    """How the record says that tenders are marked; None where it doesn't yet."""
    value = contract.net_value if contract else record.value("contract.net_value")
    split = len(record.rows("quality_parts")) > 1  # one row alone is all of quality
    parts = _whole(record, "quality_parts", {"weight": "Share of the whole"} if split else {})
    bands, questions = bands_of(_whole(record, "bands")), _whole(record, "questions")

    def criteria(**said: Any) -> AwardCriteria:
        shares = of_all(said)
        return AwardCriteria(quality_parts=parts_of(parts, shares["quality"]), **shares)

    def quantitative(method: str, target: Decimal | None = None, **said: Any) -> Quantitative:
        is_asked = method == Method.TARGET or not record.value("method.quantitative")
        used = target if is_asked else target or DEFAULT_TARGET
        return Quantitative(Method(method), used, bands, estimated_value=value, **said)

    def qualitative(**said: Any) -> Qualitative:
        weight, words = (record.value(f"method.statement_{name}") for name in ("weight", "words"))
        asked = questions_of(questions)
        pass_mark = said.get("statement_pass")
        return Qualitative(with_statements(asked, measures, weight, pass_mark, words), **said)

    rules = (
        _part(record, "criteria", criteria),
        _part(record, "quantitative", quantitative),
        _part(record, "qualitative", qualitative),
    )
    if None in rules or (rules[0].quantitative and not measures):
        return None
    years = years_between(contract.start, contract.end) if contract else None
    lots = _lots(record)
    return record.attempt(
        lambda: Tender(*rules, measures, years=years, lots=lots, **terms_in(record.content))
    )


def _lots(record: Record) -> tuple[Lot, ...]:
    """The lots that the record names; one without a value, or a sum that isn't the net value's.

    Only values that are compared have to be there.
    """
    rows = [row for row in record.rows("lots") if row.get("lot")]
    known = [row.get("net_value") for row in rows if row.get("net_value") is not None]
    whole = record.value("contract.net_value")
    if rows and len(known) == len(rows) and whole is not None and sum(known) != whole:
        said = {"sum": pounds(sum(known)), "entered": pounds(whole)}
        record.refuse("record-lots-sum", "lots.net_value", rows=rows, **said)
    if record.value("award.most_lots") and not record.value("award.lots_rule"):
        record.remark("record-lots-rule", "award.lots_rule")
    return lots_of(rows)


def _part(record: Record, name: str, make: Callable[..., Any]) -> Any:
    """A part of the rules of marking; None where a blank or a fault, which is told, leaves none."""
    said = terms_in(record.content, name)
    return None if None in said.values() else record.attempt(lambda: make(**said))


def chosen_rows(record: Record) -> list[tuple[str, Row]]:
    """The measures to ask for: code and row of each Yes."""
    return [
        (str(row.get("code") or ""), row)
        for row in record.rows("measures")
        if row.get("chosen") == "Yes"
    ]


def _measures(record: Record, known: Mapping[str, Measure], most: int) -> tuple[Measure, ...]:
    chosen = chosen_rows(record)
    edition = next((measure.edition for measure in known.values()), "")
    for code, row in chosen:
        same = [other for name, other in chosen if name == code]
        if code not in known:
            record.refuse(
                "unknown-measure", "measures.code", rows=[row], measure=code, edition=edition
            )
        elif same[0] is not row:
            record.refuse("record-measure-twice", "measures.code", rows=same, measure=code)
    if not chosen and record.value("method.quantitative") != 0:
        record.refuse("record-no-measure", "measures.chosen")
    if len(chosen) > most:
        rows, count = [row for _, row in chosen], len(chosen)
        record.refuse("record-many-measures", "measures.chosen", rows=rows, count=count, most=most)
    return tuple(known[code] for code in dict(chosen) if code in known)


def _whole(record: Record, table: str, more: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of a table that say all that they must; what one leaves out is refused."""
    needed, rows = {**NEEDED[table], **(more or {})}, record.rows(table)
    blanks = [(row, key) for row in rows for key in needed if row.get(key) is None]
    for row, key in blanks:
        if key not in row.faulty:  # it is told already
            record.refuse("record-undecided", f"{table}.{key}", rows=[row], label=needed[key])
    partial = {row.number for row, _ in blanks}
    return [row for row in rows if row.number not in partial]


def remark_gaps(record: Record, council: Council) -> None:
    """Tell what is blank of what should be considered, linked and approved before a tender.

    Each field's help names the policy's clause.
    """
    for name, item in record.blanks("considered", "sending", "approval"):
        asked = filled_in(item.help, council_data(council))
        record.remark("record-blank", name, label=item.label, asked=asked)
    served = [row for row in record.rows("themes") if row.get("chosen") == "Yes"]
    if not served:
        record.remark("record-no-theme", "themes.chosen")
    for row in served:
        if not row.get("why"):
            record.remark("record-theme", "themes.why", rows=[row], theme=row.get("theme"))
    for code, row in chosen_rows(record):
        if not row.get("link"):
            record.remark("record-link", "measures.link", rows=[row], measure=code)


def remark_late(record: Record, contract: Contract) -> None:
    """Tell an approval after the day on which the procurement commenced (the same day is in time).

    Public Services (Social Value) Act 2012, section 1: considered before the process begins.
    """
    day, commenced = record.value("approval.approved_on"), contract.commenced
    if day and commenced and day > commenced:
        record.remark("record-late", "approval.approved_on", approved=day, commenced=commenced)


def remark_options(record: Record, decided: Terms, used: Terms) -> None:
    """Tell where the command line's options changed what the record decided."""
    items = dict(record.inputs())
    before, after = issued_terms(decided.marking), issued_terms(used.marking)
    for name, option, in_words in OPTIONS:
        old, new = in_words(before[name]), in_words(after[name])
        if old != new:
            entered = "blank" if record.value(name) is None else old
            label = items[name].label
            record.remark(
                "record-option", name, label=label, option=option, given=new, entered=entered
            )


def remark_lots(record: Record, lots: Sequence[Lot]) -> None:
    """Tell where the record's lots are not the register's, which count."""
    ours = {lot.name: lot for lot in lots}
    rows = [row for row in record.rows("lots") if row.get("lot")]
    for row in rows:
        lot = ours.get(row.get("lot"))
        value, wanted = row.get("net_value"), lot.estimated_value if lot else None
        if lot is None or (value is not None and value != wanted):
            said = {"lot": row.get("lot"), "entered": "blank" if value is None else pounds(value)}
            expected = "no such lot" if lot is None else as_said(wanted) or "blank"
            record.remark("record-lot", "lots.lot", rows=[row], expected=expected, **said)


def remark_differences(record: Record, contract: Contract) -> None:
    """Tell where the record's facts are not the register's, which count."""
    for name, item in record.inputs("contract"):
        value, wanted = record.value(name), fact(contract, name.partition(".")[2])
        if value is not None and value != wanted:
            entered, expected = as_said(value), as_said(wanted) or "blank"
            record.remark(
                "record-differs", name, label=item.label, entered=entered, expected=expected
            )
