"""Which return it is, and what becomes of files on their way."""

from random import Random

from tests.faults.judging import Fault, fault
from tests.faults.kinds import RETURN, kind
from tests.faults.patching import change_parts
from tests.faults.year import FOLDER, Sent, Spot, Year

OWN = ("C101", "C102", "C107", "C108", "C109", "C110", "C111", "C112")
"""References with one row in the register."""


def _single(sent: Sent) -> bool:
    return sent.contract.key.ref in OWN


def _file(sent: Sent) -> Spot:
    return Spot(sent.file, "", "")


def _at(sent: Sent, key: str, *codes: str) -> Fault:
    spots = (sent.field(f"contract.{key}"), _file(sent))
    return fault(*codes, at=spots, ref=sent.contract.key.ref)


@kind(RETURN)
def another_year(year: Year, draw: Random) -> Fault:
    """The workbook of another year."""
    sent = draw.choice(year.counted())
    said = draw.choice(("2024-25", "2026-27", "2024/25", "FY25", ""))
    year.type(sent.field("contract.year"), said or None)
    return _at(sent, "year", "other-year")


@kind(RETURN)
def another_contract(year: Year, draw: Random) -> Fault:
    """The reference of another contract."""
    sent = draw.choice(year.counted(_single))
    other = draw.choice([ref for ref in OWN if ref != sent.contract.key.ref])
    year.type(sent.field("contract.ref"), other)
    return _at(sent, "ref", "contradicts-contract")


@kind(RETURN)
def unknown_reference(year: Year, draw: Random) -> Fault:
    """A reference that the register doesn't have."""
    sent = draw.choice(year.counted(_single))
    ref = sent.contract.key.ref
    year.type(
        sent.field("contract.ref"), draw.choice((f"{ref}X", "C999", f"PO {ref[1:]}", ref[:-1]))
    )
    return _at(sent, "ref", "unknown-contract")


@kind(RETURN)
def no_reference(year: Year, draw: Random) -> Fault:
    """No reference at all."""
    sent = draw.choice(year.counted())
    year.type(sent.field("contract.ref"), None)
    return _at(sent, "ref", "unknown-reference")


@kind(RETURN)
def no_lot(year: Year, draw: Random) -> Fault:
    """No lot, or one that isn't there."""
    sent = draw.choice(year.counted(lambda s: bool(s.contract.key.lot)))
    year.type(sent.field("contract.lot"), draw.choice((None, "7", "North")))
    return _at(sent, "lot", "unknown-contract")


@kind(RETURN)
def supplier_renamed(year: Year, draw: Random) -> Fault:
    """The supplier under a new name."""
    sent = draw.choice(year.counted(_single))
    spot = sent.field("contract.supplier")
    year.type(spot, draw.choice(("New Name plc", f"{sent.contract.key.supplier} Holdings")))
    return fault("issued-changed", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def promise_retyped(year: Year, draw: Random) -> Fault:
    """A promise lowered in the return."""
    at = draw.choice(year.units())
    spot = at.sent.spot("delivery", at.row, "promised")
    year.type(spot, draw.choice((1, 0, "half", None)))
    return fault("promise-changed", at=spot, ref=at.sent.contract.key.ref)


@kind(RETURN)
def issued_retyped(year: Year, draw: Random) -> Fault:
    """What the council sent about the contract typed over."""
    sent = draw.choice(year.counted())
    key, value = draw.choice(
        (("net_value", 95_000), ("edition", "open-2019"), ("end", "30/09/2026"), ("title", "Works"))
    )
    spot = sent.field(f"contract.{key}")
    year.type(spot, value)
    return fault("issued-changed", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def two_with_one_number(year: Year, draw: Random) -> Fault:
    """A second file with the same number and other figures."""
    at = draw.choice(year.units())
    copy = f"{FOLDER}/corrected/{at.sent.file.partition('/')[2]}"
    year.files[copy] = year.files[at.sent.file]
    year.type(at.spot._replace(file=copy), float(at.units + 1))
    spots = (_file(at.sent), Spot(copy, "", ""))
    ref = at.sent.contract.key.ref
    return fault("same-number", "same-number-undecided", at=spots, ref=ref)


@kind(RETURN)
def sent_twice(year: Year, draw: Random) -> Fault:
    """The same return twice."""
    sent = draw.choice(year.counted())
    copy = f"{FOLDER}/{draw.choice(('Copy of ', 'FW ', 'inbox/'))}{sent.file.partition('/')[2]}"
    year.files[copy] = year.files[sent.file]
    return fault("duplicate", at=(Spot(copy, "", ""), _file(sent)), ref=sent.contract.key.ref)


@kind(RETURN)
def broken_file(year: Year, draw: Random) -> Fault:
    """A file cut off on its way, empty, or saved as something else."""
    sent = draw.choice(year.counted())
    data = year.files[sent.file]
    made, code = draw.choice(
        (
            (data[: len(data) // 2], "damaged"),
            (b"", "empty"),
            (b"Measure,Q1,Q2\nPJ04,12,8\n", "csv"),
            (b"%PDF-1.7\n%made up\n", "not-a-spreadsheet"),
        )
    )
    year.files[sent.file] = made
    return fault(code, at=_file(sent), ref=sent.contract.key.ref)


@kind(RETURN)
def days_of_1904(year: Year, draw: Random) -> Fault:
    """A workbook that an old Mac counts four years further."""
    sent = draw.choice(year.counted())

    def flag(name: str, part: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return part
        if b"<workbookPr" in part:
            return part.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
        return part.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>', 1)

    change_parts(year, sent.file, flag)
    spot = sent.field("sign_off.date_completed")
    return fault("completed-ahead", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def outside_its_term(year: Year, draw: Random) -> Fault:
    """Units of a quarter in which the contract no longer ran."""
    sent = next(s for s in year.counted() if len(s.rows()) and s.quarter == 2)
    row = draw.randrange(len(sent.rows()))
    spot = sent.spot("delivery", row, draw.choice(("q3", "q4")))
    year.type(spot, draw.randint(1, 12))
    return fault("outside-term", at=spot, ref=sent.contract.key.ref)
