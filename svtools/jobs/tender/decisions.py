"""What a filled-in pre-procurement record decides: the contract's facts and the tender's terms."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.terms import DEFAULT_TARGET, Question, Terms, weighting_of
from svtools.measures import Measure
from svtools.numbers import percent, settled
from svtools.policy import Council, term_months
from svtools.scoring import (
    LAST_STEP,
    Band,
    Denominator,
    Method,
    PriceMethod,
    Qualitative,
    Quantitative,
    Scored,
    SubCriterion,
)
from svtools.scoring import Question as Asked
from svtools.workbooks.content import Row

CRITERIA = ("criteria.price", "criteria.quality", "criteria.social_value")
MARKED_BY = ("method.name", "method.scored", "method.denominator")


def contract_of(record: Record, edition: str, council: Council) -> Contract | None:
    """The contract as the record states it, for a tender that no register has.

    None where a fact is missing or can't be, which is refused.
    """
    _refuse_blanks(record, "contract")
    start, end = record.value("contract.start"), record.value("contract.end")
    if start and end:
        record.attempt(lambda: term_months(start, end), "contract.start", "contract.end")
    _refuse_other_edition(record, edition)
    if record.refused:
        return None
    made = _contract(record, start, end, edition)
    places = ("contract.net_value", "contract.vat_rate", "contract.gross_value", "contract.regime")
    given = [name for name in places if record.value(name) is not None]
    record.attempt(lambda: made.requirement(council), *given)
    return None if record.refused else made


def _contract(record: Record, start: date, end: date, edition: str) -> Contract:
    value = record.value
    return Contract(
        key=Key(value("contract.ref"), value("contract.lot") or "", ""),
        title=value("contract.title"),
        category=value("contract.category"),
        net_value=value("contract.net_value"),
        start=start,
        end=end,
        extension=int(value("contract.extension") or 0),
        commenced=value("contract.commenced"),
        vat_rate=value("contract.vat_rate"),
        gross_value=value("contract.gross_value"),
        regime=value("contract.regime") or "",
        edition=edition,
    )


def _refuse_other_edition(record: Record, edition: str) -> None:
    found = record.value("requirement.edition")
    if found and found != edition:
        record.refuse("record-edition", "requirement.edition", found=found, edition=edition)


def _refuse_blanks(record: Record, *blocks: str) -> None:
    for name, item in record.inputs(*blocks):
        if item.required and record.is_blank(name):
            record.refuse("record-undecided", name, label=item.label)


def refuse_other(record: Record, contract: Contract) -> None:
    """Raises InputError for the record of another contract or lot than the register's."""
    ref, lot = record.value("contract.ref"), record.value("contract.lot") or ""
    if ref and (ref, lot) != contract.key_without_supplier:
        details = {"found": Key(ref, lot, "").label, "wanted": contract.key.label}
        record.refuse("record-other", "contract.ref", "contract.lot", **details)
        record.settle()


def terms_of(
    record: Record,
    known: Mapping[str, Measure],
    contract: Contract | None,
    council: Council,
    *,
    most: int,
) -> Terms:
    """The terms that the record decides, with measures of the set `known`, `most` at the most.

    Whatever is missing or couldn't be marked is refused; raises InputError with all of it, what
    left no `contract` included.
    """
    _refuse_blanks(record, "criteria", "method")
    _refuse_sum(record)
    if contract:
        _refuse_weighting(record, contract, council)
    questions, bands, parts = _questions(record), _bands(record), _quality_parts(record)
    measures = _measures(record, known, most)
    if all(record.value(name) is not None for name in MARKED_BY):
        net_value = contract.net_value if contract else record.value("contract.net_value")
        _refuse_unmarkable(record, bands, questions, net_value)
    record.settle()
    value = record.value
    return Terms(
        price=value("criteria.price"),
        quality=value("criteria.quality"),
        social_value=value("criteria.social_value"),
        quantitative=value("method.quantitative"),
        method=Method(value("method.name")),
        bands=bands,
        target=value("method.target") or DEFAULT_TARGET,
        scored=Scored(value("method.scored")),
        leva_reason=value("method.leva_reason") or "",
        leva_cap=value("method.leva_cap"),
        denominator=Denominator(value("method.denominator")),
        pass_mark=value("method.pass_mark"),
        both_parts=value("method.both_parts") == "Yes",
        price_method=PriceMethod(value("method.price_method") or PriceMethod.LOWEST),
        decimals=value("method.decimals"),
        last_step=value("method.last_step") or LAST_STEP,
        measures=tuple(measures.values()),
        links={code: str(row.get("link") or "") for code, row in chosen_rows(record)},
        questions=questions,
        low_reason=value("criteria.low_reason") or "",
        quality_parts=parts,
    )


def _refuse_sum(record: Record) -> None:
    shares = [record.value(name) for name in CRITERIA]
    if None not in shares and settled(sum(shares)) != 1:
        price, quality, social_value = map(percent, shares)
        record.refuse(
            "record-sum",
            *CRITERIA,
            what=f"Price {price}, quality {quality} and social value {social_value}",
            found=percent(sum(shares)),
        )


def _refuse_weighting(record: Record, contract: Contract, council: Council) -> None:
    share, reason = record.value(CRITERIA[-1]), record.value("criteria.low_reason") or ""
    if share is not None:
        answer = weighting_of(contract, council, share, reason)
        if not answer.stands:
            record.refuse("record-weighting", CRITERIA[-1], fault=answer.message.rstrip("."))


def chosen_rows(record: Record) -> list[tuple[str, Row]]:
    """The measures to ask for: code and row of each Yes."""
    return [
        (str(row.get("code") or ""), row)
        for row in record.rows("measures")
        if row.get("chosen") == "Yes"
    ]


def _measures(record: Record, known: Mapping[str, Measure], most: int) -> dict[str, Measure]:
    chosen = chosen_rows(record)
    found: dict[str, Measure] = {}
    for code, row in chosen:
        if code not in known:
            edition = next(iter(known.values())).edition if known else ""
            details = {"measure": code, "edition": edition}
            record.refuse_rows("unknown-measure", "measures", "code", [row], **details)
        elif code in found:
            twice = [each for name, each in chosen if name == code]
            record.refuse_rows("record-measure-twice", "measures", "code", twice, measure=code)
        else:
            found[code] = known[code]
    if not chosen:
        record.refuse_rows("record-no-measure", "measures", "chosen")
    if len(chosen) > most:
        rows = [row for _, row in chosen]
        counts = {"count": len(chosen), "most": most}
        record.refuse_rows("record-many-measures", "measures", "chosen", rows, **counts)
    return found


def _bands(record: Record) -> tuple[Band, ...]:
    needed = {"at_least": "From £ of value for each £", "share": "Share of the marks"}
    rows = [row for row in record.rows("bands") if _whole(record, "bands", row, needed)]
    return tuple(Band(row.get("at_least"), row.get("share")) for row in rows)


def _questions(record: Record) -> tuple[Question, ...]:
    needed = {"number": "Question", "question": "What is asked", "weight": "Share of the marks"}
    rows = [row for row in record.rows("questions") if _whole(record, "questions", row, needed)]
    found = tuple(
        Question(str(row.get("number")), row.get("question"), row.get("weight"), row.get("words"))
        for row in rows
    )
    total = settled(sum((question.weight for question in found), Decimal(0)))
    only_measures = not found and record.value("method.quantitative") == 1
    if total != 1 and not only_measures:
        shares = ", ".join(percent(question.weight) for question in found)
        what = f"The questions' shares of the marks ({shares or 'no question'})"
        details = {"what": what, "found": percent(total)}
        record.refuse_rows("record-sum", "questions", "weight", rows, **details)
    return found


def _quality_parts(record: Record) -> tuple[SubCriterion, ...]:
    """The sub-criteria of quality; one without a weight is all of quality."""
    quality = record.value("criteria.quality")
    rows = list(record.rows("quality_parts"))
    needed = {"criterion": "Quality criterion"}
    if len(rows) > 1:
        needed["weight"] = "Share of the whole"
    rows = [row for row in rows if _whole(record, "quality_parts", row, needed)]
    if quality is None:
        return ()
    parts = tuple(
        SubCriterion(
            str(row.get("criterion")),
            quality if row.get("weight") is None else row.get("weight"),
        )
        for row in rows
    )
    names = [part.name.casefold() for part in parts]
    twice = [row for row, name in zip(rows, names, strict=True) if names.count(name) > 1]
    if twice:
        record.refuse_rows("record-quality-twice", "quality_parts", "criterion", twice)
    total = settled(sum((part.weight for part in parts), Decimal(0)))
    if parts and total != settled(quality):
        shares = ", ".join(percent(part.weight) for part in parts)
        details = {"shares": shares, "found": percent(total), "expected": percent(quality)}
        record.refuse_rows("record-quality", "quality_parts", "weight", rows, **details)
    return parts


def _whole(record: Record, table: str, row: Row, needed: Mapping[str, str]) -> bool:
    """Whether the row says all that it must; what it leaves out is refused."""
    missing = [key for key in needed if row.get(key) is None]
    for key in missing:
        if key not in row.faulty:  # it is told already
            record.refuse_rows("record-undecided", table, key, [row], label=needed[key])
    return not missing


def _refuse_unmarkable(
    record: Record, bands: tuple[Band, ...], questions: Sequence[Question], net: Decimal | None
) -> None:
    """Refuse terms by which no offer could be marked."""
    value = record.value
    method = Method(value("method.name"))
    if method is Method.TARGET:
        record.attempt(lambda: Quantitative(target=value("method.target")), "method.target")
    if method is Method.BANDED:
        record.attempt(lambda: Quantitative(method=method, bands=bands), "method.name")
    _attempt_part(record, "method.leva_reason", scored=value("method.scored"),
                  leva_reason=value("method.leva_reason") or "")  # fmt: skip
    _attempt_part(record, "method.denominator", denominator=value("method.denominator"),
                  estimated_value=net)  # fmt: skip
    asked = tuple(Asked(each.number, each.weight) for each in questions)
    if settled(sum((each.weight for each in asked), Decimal(0))) == 1:
        record.attempt(lambda: Qualitative(asked, value("method.pass_mark")), "method.pass_mark")


def _attempt_part(record: Record, name: str, **part: Any) -> None:
    record.attempt(lambda: Quantitative(method=Method.HIGHEST, **part), name)
