"""What suppliers do to the rows, columns and sheets of a return."""

from random import Random
from typing import Any

from svtools.workbooks.cells import a1
from svtools.workbooks.parse import template
from tests.faults.judging import Fault, fault
from tests.faults.kinds import RETURN, kind
from tests.faults.year import OTHER, Sent, Spot, Year
from tests.making import by_quarter


def _other_rows(sent: Sent) -> int:
    return len(sent.rows("other"))


def _type_other(year: Year, sent: Sent, row: int, measure: object, units: list[Any]) -> None:
    for key, value in {"measure": measure, **by_quarter(units)}.items():
        if value is not None:
            year.type(sent.spot("other", row, key), value)


def _file(sent: Sent) -> Spot:
    return Spot(sent.file, "", "")


@kind(RETURN)
def unknown_code(year: Year, draw: Random) -> Fault:
    """A measure code mistyped where other delivery is chosen."""
    sent = draw.choice(year.counted())
    row = _other_rows(sent)
    code = draw.choice(("OP99", "PJ4X", "0P15", "NT1", "volunteering", "OP15/OP16", "P04"))
    _type_other(year, sent, row, code, [None, None, 12, None])
    spots = [sent.spot("other", row, key) for key in ("measure", "q3")]
    return fault("unknown-measure", "not-a-choice", at=spots, ref=sent.contract.key.ref)


@kind(RETURN)
def code_overtyped(year: Year, draw: Random) -> Fault:
    """The code of a promised measure typed over."""
    at = draw.choice(year.units())
    year.type(
        at.sent.spot("delivery", at.row, "measure"), draw.choice(("XX01", "hours", "OP", "?"))
    )
    row = [u.spot for u in year.units() if u.sent is at.sent and u.row == at.row]
    return fault("unknown-measure", at=row, ref=at.sent.contract.key.ref, measure=at.measure.code)


@kind(RETURN)
def no_code(year: Year, draw: Random) -> Fault:
    """Units of other delivery without a measure."""
    sent = draw.choice(year.counted())
    row = _other_rows(sent)
    _type_other(year, sent, row, None, [None, draw.randint(2, 40), None, None])
    spot = sent.spot("other", row, "q2")
    return fault("measure-blank", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def code_without_units(year: Year, draw: Random) -> Fault:
    """A measure of other delivery without units."""
    sent = draw.choice(year.counted())
    row = _other_rows(sent)
    _type_other(year, sent, row, draw.choice(("CS03", "PJ09", "AI08")), [])
    spot = sent.spot("other", row, "measure")
    return fault("units-blank", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def row_twice(year: Year, draw: Random) -> Fault:
    """The same row of other delivery twice."""
    index = draw.choice(list(OTHER))
    contract = year.register.contracts[index]
    sent = next(s for s in year.counted() if s.contract is contract)
    row = sent.rows("other")[0]
    units = [row.get(f"q{n}") for n in range(1, 5)]
    _type_other(year, sent, draw.randint(1, 3), row["measure"], units)
    rows = range(1, 4)
    spots = [sent.spot("other", n, f"q{q}") for n in rows for q in range(1, 5)]
    return fault("measure-twice", at=spots, ref=contract.key.ref, measure=row["measure"])


@kind(RETURN)
def promised_and_other(year: Year, draw: Random) -> Fault:
    """Promised units again as other delivery."""
    at = draw.choice(year.units())
    units = [float(at.units) if n == at.quarter else None for n in range(1, 5)]
    _type_other(year, at.sent, _other_rows(at.sent), at.measure.code, units)
    ref = at.sent.contract.key.ref
    spot = Spot(at.sent.file, "Delivery", "")
    return fault(
        "reported-both-ways", at=spot, ref=ref, measure=at.measure.code, says=at.measure.code
    )


@kind(RETURN)
def two_of_a_group(year: Year, draw: Random) -> Fault:
    """The same hours under two measures that exclude each other."""
    at = draw.choice(year.units(lambda u: "hours" in u.measure.unit))
    other = draw.choice([c for c in ("PJ04", "SW01", "AI01", "OP11") if c != at.measure.code])
    units = [float(at.units) if n == at.quarter else None for n in range(1, 5)]
    _type_other(year, at.sent, _other_rows(at.sent), other, units)
    return fault(
        "possible-double",
        at=_file(at.sent),
        ref=at.sent.contract.key.ref,
        measure=other,
        says=other,
    )


@kind(RETURN)
def table_pasted_twice(year: Year, draw: Random) -> Fault:
    """The table of promises pasted again under itself."""
    sent = draw.choice(year.counted())
    first, last = sent.spot("delivery", 0, "measure"), len(sent.rows())
    head = int(first.cell[1:]) - 1

    def paste(book: Any) -> None:
        sheet = book[first.sheet]
        down = last + draw.randint(2, 4)
        for row in range(head + (draw.random() < 0.5), head + last + 1):
            for column in range(1, sheet.max_column + 1):
                sheet.cell(row + down, column).value = sheet.cell(row, column).value

    year.edit(sent.file, paste)
    spot = Spot(sent.file, first.sheet, "")
    codes = ("measure-twice", "stray-figure", "repeated-headings", "reported-twice")
    return fault(*codes, at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def wrong_total(year: Year, draw: Random) -> Fault:
    """A row Total of one's own, whose figure isn't the sum."""
    sent = draw.choice(year.counted())
    row = _other_rows(sent)
    _type_other(year, sent, row, "Total", [None, None, None, draw.randint(500, 900)])
    spot = sent.spot("other", row, "q4")
    return fault("total-figures", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def beside_the_table(year: Year, draw: Random) -> Fault:
    """Figures in a column of one's own beside the table."""
    at = draw.choice(year.units())
    after = len(template("monitoring_return").table("delivery").columns) + draw.randint(0, 2)
    spot = at.spot._replace(cell=a1(int(at.spot.cell[1:]) - 1, after))
    year.type(spot, float(at.units))
    return fault("extra-figures", "stray-figure", at=spot, ref=at.sent.contract.key.ref)


@kind(RETURN)
def below_the_table(year: Year, draw: Random) -> Fault:
    """A figure typed below the table or above its headings."""
    sent = draw.choice(year.counted())
    first = sent.spot("delivery", 0, "q4")
    row = draw.choice((4, int(first.cell[1:]) + len(sent.rows()) + draw.randint(14, 20)))
    spot = first._replace(cell=f"{draw.choice('CEG')}{row}")
    year.type(spot, draw.choice((44, 12.5, "1,250", "30 hours")))
    return fault("stray-figure", "stray-cell", "measure-blank", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def row_deleted(year: Year, draw: Random) -> Fault:
    """The row of a promise deleted."""
    at = draw.choice(year.units())
    year.edit(at.sent.file, lambda book: book[at.spot.sheet].delete_rows(int(at.spot.cell[1:])))
    ref = at.sent.contract.key.ref
    spot = _file(at.sent)
    return fault(
        "promise-row-missing", at=spot, ref=ref, measure=at.measure.code, says=at.measure.code
    )


@kind(RETURN)
def column_deleted(year: Year, draw: Random) -> Fault:
    """The column of a quarter deleted."""
    at = draw.choice(year.units())
    column = "ABCDEFGHIJ".index(at.spot.cell[0]) + 1
    year.edit(at.sent.file, lambda book: book[at.spot.sheet].delete_cols(column))
    spot = Spot(at.sent.file, at.spot.sheet, "")
    return fault("missing-column", at=spot, ref=at.sent.contract.key.ref, says=f"Q{at.quarter}")


@kind(RETURN)
def heading_overtyped(year: Year, draw: Random) -> Fault:
    """The heading of a quarter typed over."""
    at = draw.choice(year.units())
    row = int(at.sent.spot("delivery", 0, "q1").cell[1:]) - 1
    heading = Spot(at.sent.file, at.spot.sheet, f"{at.spot.cell[0]}{row}")
    year.type(heading, draw.choice(("Apr-Jun", "Total", "2025", "Jan to Mar", "No.")))
    spot = Spot(at.sent.file, at.spot.sheet, "")
    return fault("missing-column", at=spot, ref=at.sent.contract.key.ref, says=f"Q{at.quarter}")


@kind(RETURN)
def merged(year: Year, draw: Random) -> Fault:
    """Two quarters or two measures merged into one cell."""
    at = draw.choice(year.units(lambda u: u.quarter < 4))
    column, row = at.spot.cell[0], int(at.spot.cell[1:])
    other = f"{chr(ord(column) + 1)}{row}"
    year.edit(at.sent.file, lambda book: book[at.spot.sheet].merge_cells(f"{at.spot.cell}:{other}"))
    spot = at.spot._replace(cell=other)
    return fault("merged-cells", at=spot, ref=at.sent.contract.key.ref)


@kind(RETURN)
def commented(year: Year, draw: Random) -> Fault:
    """A comment that says the figure is another."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - only here

    at = draw.choice(year.units())
    said = draw.choice(
        ("Estimate, final figure next week", "12 of these are from Q2", "Please check")
    )

    def comment(book: Any) -> None:
        book[at.spot.sheet][at.spot.cell].comment = Comment(said, "Supplier")

    year.edit(at.sent.file, comment)
    return fault("cell-comment", at=at.spot, ref=at.sent.contract.key.ref)


@kind(RETURN)
def hidden_sheet(year: Year, draw: Random) -> Fault:
    """Figures on a hidden sheet of one's own."""
    sent = draw.choice(year.counted())
    name = draw.choice(("Sheet1", "workings", "Delivery (2)"))

    def add(book: Any) -> None:
        sheet = book.create_sheet(name)
        sheet["B2"], sheet["B3"] = "hours", draw.randint(10, 90)
        sheet.sheet_state = draw.choice(("hidden", "veryHidden"))

    year.edit(sent.file, add)
    return fault("extra-sheet", at=Spot(sent.file, name, ""), ref=sent.contract.key.ref)


@kind(RETURN)
def sheet_deleted(year: Year, draw: Random) -> Fault:
    """A sheet deleted."""
    sent = draw.choice(year.counted())
    name = draw.choice(("Delivery", "Sign off", "Who benefited"))
    year.edit(sent.file, lambda book: book.remove(book[name]))
    return fault("missing-sheet", at=_file(sent), ref=sent.contract.key.ref, says=name)


@kind(RETURN)
def sheet_renamed(year: Year, draw: Random) -> Fault:
    """A sheet renamed."""
    sent = draw.choice(year.counted())
    name, new = draw.choice(("Delivery", "Sign off", "Who benefited")), "Our figures"
    year.edit(sent.file, lambda book: setattr(book[name], "title", new))
    return fault("renamed-sheet", at=Spot(sent.file, new, ""), ref=sent.contract.key.ref)
