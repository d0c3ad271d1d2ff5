"""What else is considered before a tender: what the law's rows ask of it, and what is blank."""

from collections.abc import Iterator

from svtools.jobs.tender.record import Record
from svtools.policy import Council, Requirement, considerations, to_consider
from svtools.policy.wording import named

COMMUNITY, RESERVED, RESERVED_FOR = "community", "reserved", "reserved_for"
NOT_RESERVED = "No"
DEPENDING = (RESERVED, "public_interest")
"""What is asked of some contracts alone, so that a blank record can't say whether it is."""


def laid_down() -> dict[str, str]:
    """Where each thing that is considered is laid down, as the record's helps name it."""
    by_kind: dict[str, list[str]] = {}
    for row in considerations():
        by_kind.setdefault(row.of, []).append(row.reference)
    return {of: "; ".join(references) for of, references in by_kind.items()}


def wanted(council: Council, asked: Requirement | None) -> dict[str, str]:
    """What is to be considered for a contract, and why, as sentences without a full stop.

    Without a contract: what there is to consider for most.
    """
    found = dict(_by_law(council, asked))
    if COMMUNITY in council.clauses:
        clause = named(council.clauses[COMMUNITY])
        found[COMMUNITY] = f"What bidders are asked for is agreed with the community ({clause})"
    return found


def _by_law(council: Council, asked: Requirement | None) -> Iterator[tuple[str, str]]:
    if asked:
        yield from ((of, str(row)) for of, row in to_consider(asked).items())
    elif council.has_statute:
        yield from ((row.of, str(row)) for row in considerations() if row.of not in DEPENDING)


def issued(council: Council, asked: Requirement | None) -> dict[str, str | None]:
    """What the record says is to be considered: Yes or No, blank where it isn't known yet."""
    found = wanted(council, asked)
    kinds = (*dict.fromkeys(row.of for row in considerations()), COMMUNITY)
    otherwise = "No" if asked else None
    return {of: "Yes" if of in found else otherwise for of in kinds}


def remark_considered(record: Record, asked: Requirement) -> None:
    """Tell what is to be considered and is blank, and a reservation that can't be or isn't said."""
    found = wanted(asked.council, asked)
    for name, item in record.inputs("considered"):
        of = name.partition(".")[2]
        is_there = item.since <= record.content.version
        if of in found and is_there and record.value(name) is None:
            record.remark("record-blank", name, label=item.label, asked=found[of])
    reserved = record.value(f"considered.{RESERVED}")
    if reserved in {None, NOT_RESERVED}:
        return
    if RESERVED not in found:
        law = laid_down()[RESERVED]
        record.remark("record-reserved", f"considered.{RESERVED}", reserved=reserved, law=law)
    elif record.value(f"considered.{RESERVED_FOR}") is None:
        record.remark("record-reserved-for", f"considered.{RESERVED_FOR}", reserved=reserved)
