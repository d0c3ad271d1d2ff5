"""What suppliers answer beside their units: number, quarter, dates, statements, lists."""

from datetime import date
from random import Random

from tests.faults.judging import Fault, fault
from tests.faults.kinds import RETURN, kind
from tests.faults.year import Sent, Year

COMPLETED, NUMBER, QUARTER = "sign_off.date_completed", "report.return_number", "report.quarter"
STATEMENTS = ("sign_off.own_contract", "sign_off.once_only")


def _two(sent: Sent) -> bool:
    """Whether the contract has an earlier return, too."""
    return sent.number == 2


def _at(sent: Sent, name: str, *codes: str, says: str = "") -> Fault:
    return fault(*codes, at=sent.field(name), ref=sent.contract.key.ref, says=says)


@kind(RETURN)
def date_of_another_year(year: Year, draw: Random) -> Fault:
    """Completed in another year: 2025 or 2027 for 2026."""
    sent = draw.choice(year.counted(lambda s: s.quarter == 4))
    day = date(draw.choice((2025, 2027, 2028)), 4, draw.randint(1, 28))
    year.type(sent.field(COMPLETED), day, number_format="dd/mm/yyyy")
    return _at(sent, COMPLETED, "completed-early", "completed-ahead")


@kind(RETURN)
def american_text(year: Year, draw: Random) -> Fault:
    """Completed on a day in American order, as text: 04/12/2026."""
    sent = draw.choice(year.counted(lambda s: s.quarter == 4))
    day = draw.randint(5, 28)
    codes = ("interpreted",) if day <= 12 else ("not-a-date",)
    year.type(sent.field(COMPLETED), f"04/{day:02}/2026")
    return _at(sent, COMPLETED, *codes)


@kind(RETURN)
def american_date(year: Year, draw: Random) -> Fault:
    """Completed on a day that an American program took for a later month."""
    sent = draw.choice(year.counted(lambda s: s.quarter == 4))
    day = date(2026, draw.randint(6, 12), 4)
    year.type(sent.field(COMPLETED), day, number_format="dd/mm/yyyy")
    return _at(sent, COMPLETED, "completed-ahead")


@kind(RETURN)
def unreadable_date(year: Year, draw: Random) -> Fault:
    """Completed on what is no date: 'mid April', '31/04/2026', a quarter."""
    sent = draw.choice(year.counted())
    text = draw.choice(("mid April", "31/04/2026", "April 2026", "Q4", "last week", "2026", "10.4"))
    year.type(sent.field(COMPLETED), text)
    return _at(sent, COMPLETED, "not-a-date")


@kind(RETURN)
def before_the_end(year: Year, draw: Random) -> Fault:
    """Completed before the quarter was over."""
    sent = draw.choice(year.counted(lambda s: s.quarter == 4))
    day = date(2026, draw.randint(1, 3), draw.randint(1, 28))
    year.type(sent.field(COMPLETED), day, number_format="dd/mm/yyyy")
    return _at(sent, COMPLETED, "completed-early", "completed-in-quarter")


@kind(RETURN)
def blank_answer(year: Year, draw: Random) -> Fault:
    """An answer that is needed left blank."""
    sent = draw.choice(year.counted())
    name = draw.choice((NUMBER, QUARTER, COMPLETED, "sign_off.completed_by", *STATEMENTS))
    year.type(sent.field(name), None)
    return _at(sent, name, "required-blank")


@kind(RETURN)
def number_in_words(year: Year, draw: Random) -> Fault:
    """A return number in words: 'second', '2 of 4', 'final'."""
    sent = draw.choice(year.counted(_two))
    year.type(sent.field(NUMBER), draw.choice(("second", "2 of 4", "final", "2a", "n/a", "2.5")))
    return _at(sent, NUMBER, "not-a-whole-number", "interpreted")


@kind(RETURN)
def same_number(year: Year, draw: Random) -> Fault:
    """The number of the earlier return again, over other figures."""
    sent = draw.choice(year.counted(_two))
    year.type(sent.field(NUMBER), 1)
    earlier = next(s for s in year.sent if s.contract is sent.contract and s is not sent)
    spots = [earlier.field(NUMBER)._replace(sheet="", cell=""), sent.field(NUMBER)]
    return fault("same-number", "same-number-undecided", at=spots, ref=sent.contract.key.ref)


@kind(RETURN)
def numbers_turned_round(year: Year, draw: Random) -> Fault:
    """The last return with a lower number than the first."""
    sent = draw.choice(year.counted(_two))
    earlier = next(s for s in year.sent if s.contract is sent.contract and s is not sent)
    year.type(sent.field(NUMBER), 1)
    year.type(earlier.field(NUMBER), 2)
    spot = earlier.field(COMPLETED)
    return fault("number-order", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def earlier_quarter(year: Year, draw: Random) -> Fault:
    """An earlier quarter reported than the figures go to."""
    sent = draw.choice(year.counted(lambda s: s.quarter == 4))
    year.type(sent.field(QUARTER), f"Q{draw.randint(1, 3)}")
    spots = [sent.spot("delivery", n, "q4") for n in range(len(sent.rows()))]
    return fault("quarter-ahead", at=spots, ref=sent.contract.key.ref)


@kind(RETURN)
def later_quarter(year: Year, draw: Random) -> Fault:
    """A later quarter reported than the figures go to."""
    sent = draw.choice(year.counted(_two))
    spots = [sent.spot("delivery", n, "q4") for n in range(len(sent.rows()))]
    for spot in spots:
        year.type(spot, None)
    return fault("quarter-blank", at=spots, ref=sent.contract.key.ref)


@kind(RETURN)
def quarter_in_other_words(year: Year, draw: Random) -> Fault:
    """A quarter that is none: 'Jan-Mar', 'Q5', 'year end'."""
    sent = draw.choice(year.counted())
    year.type(sent.field(QUARTER), draw.choice(("Jan-Mar", "Q5", "year end", "4 of 4", "all", "Q")))
    return _at(sent, QUARTER, "not-a-choice")


@kind(RETURN)
def statement_denied(year: Year, draw: Random) -> Fault:
    """No to one of the statements that are signed."""
    sent = draw.choice(year.counted())
    name = draw.choice(STATEMENTS)
    year.type(sent.field(name), draw.choice(("No", "no", "N")))
    return _at(sent, name, "attested-no")


@kind(RETURN)
def statement_evaded(year: Year, draw: Random) -> Fault:
    """Another answer than Yes or No to a statement."""
    sent = draw.choice(year.counted())
    name = draw.choice(STATEMENTS)
    year.type(sent.field(name), draw.choice(("mostly", "see note", "partly", "I think so", "?")))
    return _at(sent, name, "not-a-choice")


@kind(RETURN)
def nil_with_units(year: Year, draw: Random) -> Fault:
    """A nil return that has units."""
    sent = draw.choice(year.counted(lambda s: any(row.get(f"q{s.quarter}") for row in s.rows())))
    year.type(sent.field("sign_off.nil_return"), draw.choice(("Yes", "yes", "Y")))
    rows = [n for n, row in enumerate(sent.rows()) if row.get(f"q{sent.quarter}")]
    spots = [sent.spot("delivery", n, f"q{sent.quarter}") for n in rows]
    return fault("nil-with-units", at=spots, ref=sent.contract.key.ref)


@kind(RETURN)
def evidence_not_there(year: Year, draw: Random) -> Fault:
    """Evidence by the name of a file that was never sent."""
    sent = draw.choice(year.counted())
    spot = sent.spot("delivery", draw.randint(0, 1), "proof")
    year.type(spot, draw.choice(("invoices Q4.pdf", "IMG_2044.jpg", "see timesheets.xlsx")))
    return fault("evidence-missing", at=spot, ref=sent.contract.key.ref)


@kind(RETURN)
def unusable_in_lists(year: Year, draw: Random) -> Fault:
    """Words for units of who benefited, or a quarter that is none."""
    sent = draw.choice(year.counted())
    table, key, values, code = draw.choice(
        (
            ("beneficiaries", "units", ("lots", "a dozen", "all 12"), "not-a-number"),
            ("beneficiaries", "quarter", ("Spring", "Q6"), "not-a-choice"),
        )
    )
    spot = sent.spot(table, 0, key)
    year.type(spot, draw.choice(values))
    return fault(code, at=spot, ref=sent.contract.key.ref)
