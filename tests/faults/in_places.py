"""Figures that stand in the wrong quarter, row, column, sheet or file of a return."""

from datetime import timedelta
from random import Random
from typing import Any

from svtools.workbooks.cells import a1
from tests.faults.judging import Fault, fault
from tests.faults.kinds import RETURN, kind
from tests.faults.year import FOLDER, Sent, Spot, Units, Year
from tests.making import YEAR

Rows = list[list[float | None]]

ANSWERS = (
    *("report.return_number", "report.quarter", "sign_off.date_completed"),
    *("sign_off.completed_by", "sign_off.own_contract", "sign_off.once_only"),
)

NO_ONE_NUMBER = (
    *("12–14", "12 to 14", "30+", "~30", "<30", "30ish", "1½", "½", "2 1/2", "12/14", "1.2k"),
    *("a dozen", "twelve", "1'200", "12 14", "12 + 14", "1O0", "12²", "１２", "12 (1)", "12*"),
    *("120\nof these 20 in Q1", "7:30", "12h30", "1e3", "as Q1", "ditto", "✓", "1,20", "TBC"),
)


def _whole(sent: Sent) -> bool:
    """Whether a return is a contract's second, for the whole year."""
    return sent.number == 2


def _rows(sent: Sent) -> Rows:
    return [
        [None if row.get(f"q{n}") is None else float(row[f"q{n}"]) for n in range(1, 5)]
        for row in sent.rows()
    ]


def _has_noughts(sent: Sent) -> bool:
    """Whether a 0 stands in what was reported before."""
    return any("0" in f"{units:g}" for row in _rows(sent) for units in row[:2] if units)


def _put(year: Year, sent: Sent, rows: Rows) -> list[Spot]:
    """Type these units in place of those that stand there; their cells."""
    spots = []
    for number, row in enumerate(rows):
        for quarter, units in enumerate(row, start=1):
            spots.append(sent.spot("delivery", number, f"q{quarter}"))
            year.type(spots[-1], units)
    return spots


def _about(sent: Sent, *codes: str, at: Spot | list[Spot], says: str = "") -> Fault:
    return fault(*codes, at=at, ref=sent.contract.key.ref, says=says)


@kind(RETURN)
def year_in_the_last(year: Year, draw: Random) -> Fault:
    """The whole year in the last quarter's column, beside the quarters before it."""
    sent = draw.choice(year.counted(lambda s: len(s.contract.quarters(YEAR)) == 4))
    spots = _put(year, sent, [[*row[:3], sum(filter(None, row))] for row in _rows(sent)])
    return _about(sent, "running-total", at=spots)


@kind(RETURN)
def quarters_exchanged(year: Year, draw: Random) -> Fault:
    """Two quarters exchanged that were reported before."""
    sent = draw.choice(year.counted(_whole))
    spots = _put(year, sent, [[row[1], row[0], *row[2:]] for row in _rows(sent)])
    return _about(sent, "quarter-changed", at=spots)


@kind(RETURN)
def one_column_off(year: Year, draw: Random) -> Fault:
    """Every quarter one column to the left or right."""
    sent = draw.choice(year.counted(_whole))
    if draw.random() < 0.5:
        spots = _put(year, sent, [[*row[1:], None] for row in _rows(sent)])
    else:
        spots = _put(year, sent, [[None, *row[:3]] for row in _rows(sent)])
    return _about(sent, "quarter-blank", at=spots)


@kind(RETURN)
def rows_without_labels(year: Year, draw: Random) -> Fault:
    """Units sorted without the measures that they belong to, after a return was sent."""
    sent = draw.choice(year.counted(_whole))
    rows = _rows(sent)
    return _about(sent, "quarter-changed", at=_put(year, sent, [*rows[1:], rows[0]]))


@kind(RETURN)
def replaced(year: Year, draw: Random) -> Fault:
    """Every 0 of the figures replaced by nothing: 100 is 1."""
    sent = draw.choice(year.counted(lambda s: _whole(s) and _has_noughts(s)))
    rows = [
        [None if v is None else float(f"{v:g}".replace("0", "") or 0) for v in row]
        for row in _rows(sent)
    ]
    return _about(sent, "quarter-changed", at=_put(year, sent, rows))


@kind(RETURN)
def under_another_column(year: Year, draw: Random) -> Fault:
    """A figure typed as note or evidence in place of units."""
    at = draw.choice(year.units(lambda u: u.sent.quarter == u.quarter))
    year.type(at.spot, None)
    year.type(at.sent.spot("delivery", at.row, draw.choice(("note", "proof"))), float(at.units))
    return _about(at.sent, "quarter-blank", at=at.spot)


@kind(RETURN)
def table_of_another(year: Year, draw: Random) -> Fault:
    """The table of another contract pasted over this one's."""
    sent = draw.choice(year.counted(_whole))
    mine = {row["code"] for row in sent.rows()}
    other = draw.choice(year.counted(lambda s: mine.isdisjoint(row["code"] for row in s.rows())))
    for number, row in enumerate(other.rows()[: len(sent.rows())]):
        year.type(sent.spot("delivery", number, "measure"), row["code"])
    _put(year, sent, _rows(other)[: len(sent.rows())])
    return _about(sent, "promise-row-missing", at=Spot(sent.file, "", ""), says=min(mine))


@kind(RETURN)
def copy_of_the_sheet(year: Year, draw: Random) -> Fault:
    """The sheet Delivery copied, and the copy filled in."""
    at = draw.choice(year.units())
    name = draw.choice(("Delivery (2)", "Delivery Q4", "Delivery final"))

    def copy(book: Any) -> None:
        sheet = book.copy_worksheet(book[at.spot.sheet])
        sheet.title = name
        sheet[at.spot.cell] = float(at.units) + 5

    year.edit(at.sent.file, copy)
    return _about(at.sent, "copied-sheet", at=Spot(at.sent.file, name, ""))


@kind(RETURN)
def column_between(year: Year, draw: Random) -> Fault:
    """A column of one's own between the quarters, with figures."""
    at = draw.choice(year.units())
    column = "ABCDEFGHIJ".index(at.spot.cell[0]) + 1
    row = int(at.spot.cell[1:])
    head = int(at.sent.spot("delivery", 0, "q1").cell[1:]) - 1
    heading = draw.choice(("So far", "Half-year", "Budget", "Apr to Sep"))

    def insert(book: Any) -> None:
        sheet = book[at.spot.sheet]
        sheet.insert_cols(column)
        sheet.cell(head, column).value = heading
        sheet.cell(row, column).value = float(at.units)

    year.edit(at.sent.file, insert)
    spot = at.spot._replace(cell=a1(row - 1, column - 1))
    return _about(at.sent, "extra-figures", at=spot)


@kind(RETURN)
def heading_twice(year: Year, draw: Random) -> Fault:
    """One quarter's heading over two columns."""
    at = draw.choice(year.units())
    row = int(at.sent.spot("delivery", 0, "q1").cell[1:]) - 1
    other = draw.choice([f"Q{n}" for n in range(1, 5) if n != at.quarter])
    year.type(Spot(at.sent.file, at.spot.sheet, f"{at.spot.cell[0]}{row}"), other)
    spot = Spot(at.sent.file, at.spot.sheet, "")
    return _about(at.sent, "missing-column", at=spot, says=f"Q{at.quarter}")


@kind(RETURN)
def headings_deleted(year: Year, draw: Random) -> Fault:
    """The row of headings deleted."""
    sent = draw.choice(year.counted())
    first = sent.spot("delivery", 0, "q1")
    row = int(first.cell[1:]) - 1
    year.edit(sent.file, lambda book: book[first.sheet].delete_rows(row))
    return _about(sent, "missing-table", at=Spot(sent.file, first.sheet, ""))


@kind(RETURN)
def no_one_number(year: Year, draw: Random) -> Fault:
    """Units that are no one number: '12–14', '30+', '1½', '1.2k', 'a dozen', '7:30'."""
    at = draw.choice(year.units())
    year.type(at.spot, draw.choice(NO_ONE_NUMBER))
    return _unreadable(at)


@kind(RETURN)
def hours_as_a_time(year: Year, draw: Random) -> Fault:
    """Hours that the program keeps as a time: 37:30."""
    at = draw.choice(year.units(lambda u: u.measure.unit == "hours"))
    time = timedelta(hours=draw.randint(3, 90), minutes=draw.choice((0, 15, 30)))
    year.type(at.spot, time, draw.choice(("[h]:mm", "h:mm", "[h]:mm:ss")))
    return _unreadable(at)


@kind(RETURN)
def in_pounds(year: Year, draw: Random) -> Fault:
    """Pounds in words where hours or people are counted: '£450'."""
    at = draw.choice(year.units(lambda u: u.measure.unit != "£"))
    text = draw.choice(("£{}", "£ {}.00", "{} pounds", "{} GBP", "£{}k"))
    year.type(at.spot, text.format(draw.randint(30, 900)))
    return _unreadable(at)


def _unreadable(at: Units) -> Fault:
    made = _about(at.sent, "not-a-number", at=at.spot)
    return fault(*made.codes, at=at.spot, ref=made.ref, measure=at.measure.code)


@kind(RETURN)
def blank_sent_along(year: Year, draw: Random) -> Fault:
    """The workbook as it was sent out, unfilled, beside the return."""
    sent = draw.choice(year.counted())
    copy = f"{FOLDER}/{draw.choice(('blank ', 'template/'))}{sent.file.partition('/')[2]}"
    year.files[copy] = year.files[sent.file]
    for number in range(len(sent.rows())):
        for key in ("q1", "q2", "q3", "q4", "note", "proof"):
            year.type(sent.spot("delivery", number, key)._replace(file=copy), None)
    for name in ANSWERS:
        year.type(sent.field(name)._replace(file=copy), None)
    spot = sent.field("report.return_number")._replace(file=copy)
    return _about(sent, "required-blank", at=spot)


@kind(RETURN)
def draft_with_a_higher_number(year: Year, draw: Random) -> Fault:
    """A draft with a higher number and a row without figures."""
    sent = draw.choice(year.counted(_whole))
    copy = f"{FOLDER}/{sent.file.partition('/')[2].replace('return 2', 'draft')}"
    year.files[copy] = year.files[sent.file]
    row = draw.randrange(len(sent.rows()))
    for quarter in range(1, 5):
        year.type(sent.spot("delivery", row, f"q{quarter}")._replace(file=copy), None)
    year.type(sent.field("report.return_number")._replace(file=copy), 3)
    spot = sent.spot("delivery", row, "q4")._replace(file=copy)
    return _about(sent, "quarter-blank", at=spot)


@kind(RETURN)
def for_a_quarter_too_early(year: Year, draw: Random) -> Fault:
    """A nil return for the quarter before, with the figures of the last."""
    sent = draw.choice(year.counted(_whole))
    year.type(sent.field("sign_off.nil_return"), "Yes")
    year.type(sent.field("report.quarter"), "Q3")
    spots = [sent.spot("delivery", n, "q4") for n in range(len(sent.rows()))]
    return _about(sent, "quarter-ahead", at=spots)
