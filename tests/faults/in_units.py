"""What suppliers type where units are asked for."""

from datetime import date, datetime
from random import Random

from tests.faults.judging import Fault, fault
from tests.faults.kinds import RETURN, kind
from tests.faults.patching import formula_with_result
from tests.faults.year import Units, Year
from tests.making import YEAR

WORDS = {
    "hours": ("hrs", "hours", "h"),
    "weeks": ("wks", "weeks"),
    "people": ("people", "persons"),
    "tonnes": ("t", "tonnes"),
    "kilograms": ("kg", "kilos"),
}
WHOLE = ("people", "staff", "residents", "trees", "devices", "sessions")
TOO_MUCH = ("above-promise", "far-above-promise", "most-of-all")


def _type(year: Year, at: Units, value: object, *codes: str, says: str = "") -> Fault:
    year.type(at.spot, value)
    return _about(at, *codes, says=says)


def _about(at: Units, *codes: str, says: str = "") -> Fault:
    ref = at.sent.contract.key.ref
    return fault(*codes, at=at.spot, ref=ref, measure=at.measure.code, says=says)


@kind(RETURN)
def in_words(year: Year, draw: Random) -> Fault:
    """Units with other words: 'about 12', 'see attached'."""
    at = draw.choice(year.units())
    text = draw.choice(
        ("about {}", "{} approx", "see attached", "TBC", "{} (est.)", "{}?", "c. {}", ">{}")
    )
    return _type(year, at, text.format(at.units), "not-a-number")


@kind(RETURN)
def with_their_unit(year: Year, draw: Random) -> Fault:
    """Units with their unit: '12 hrs'."""
    at = draw.choice(year.units(lambda u: u.measure.unit in WORDS))
    word = draw.choice(WORDS[at.measure.unit])
    return _type(year, at, f"{at.units}{draw.choice(('', ' '))}{word}", "interpreted")


@kind(RETURN)
def with_another_unit(year: Year, draw: Random) -> Fault:
    """Units of another kind: '3 days' for hours, '£500' of weeks."""
    at = draw.choice(year.units(lambda u: u.measure.unit in {"hours", "weeks"}))
    text = draw.choice(("{} days", "{} sessions", "{} people", "{} mins", "{} visits"))
    return _type(year, at, text.format(draw.randint(2, 30)), "not-a-number")


@kind(RETURN)
def thousands_as_text(year: Year, draw: Random) -> Fault:
    """A number as text with separators: '1,200', '£1,200.00'."""
    at = draw.choice(year.units(lambda u: u.units >= 1000 and u.measure.unit == "£"))
    text = draw.choice(("{:,}", "£{:,}", " {:,.2f}", "{:,}.00" if at.units % 1 == 0 else "{:,}"))
    return _type(year, at, text.format(at.units), "interpreted")


@kind(RETURN)
def no_answer(year: Year, draw: Random) -> Fault:
    """No figure but a word for none: 'n/a', 'nil', '-'."""
    at = draw.choice(year.units())
    word = draw.choice(("n/a", "N/A", "nil", "none", "-", "not applicable"))
    return _type(year, at, word, "quarter-blank", "interpreted")


@kind(RETURN)
def percentage_text(year: Year, draw: Random) -> Fault:
    """A share of the promise as text: '50%'."""
    at = draw.choice(year.units())
    return _type(
        year, at, f"{draw.choice((25, 50, 80, 100))}{draw.choice(('%', ' %'))}", "not-a-number"
    )


@kind(RETURN)
def percentage_format(year: Year, draw: Random) -> Fault:
    """A share of the promise that the program took for 0.5 and shows as 50%."""
    at = draw.choice(year.units())
    year.type(at.spot, draw.choice((0.25, 0.5, 0.8, 1)), number_format="0%")
    return _about(at, "not-a-number")


@kind(RETURN)
def pounds(year: Year, draw: Random) -> Fault:
    """Their worth in £ in place of units, in a whole row."""
    at = draw.choice(year.units(lambda u: u.measure.unit in {"hours", "weeks", "FTE-years"}))
    row = [u for u in year.units() if u.sent is at.sent and u.row == at.row]
    for each in row:
        year.type(each.spot, float(each.units * (each.measure.proxy or 1)))
    spots = [each.spot for each in row]
    ref = at.sent.contract.key.ref
    return fault(*TOO_MUCH, at=spots, ref=ref, measure=at.measure.code)


@kind(RETURN)
def ten_times(year: Year, draw: Random) -> Fault:
    """Ten times too many in one quarter: a slipped point."""
    at = draw.choice(year.units())
    return _type(year, at, float(at.units * 10), *TOO_MUCH, "out-of-line")


@kind(RETURN)
def thousand_times(year: Year, draw: Random) -> Fault:
    """A thousand times too many in one quarter: £000s written out twice."""
    at = draw.choice(year.units())
    return _type(year, at, float(at.units * 1000), *TOO_MUCH)


@kind(RETURN)
def in_thousands(year: Year, draw: Random) -> Fault:
    """A whole row in thousands: 12 for £12,000."""
    at = draw.choice(year.units(lambda u: u.measure.unit == "£"))
    row = [u for u in year.units() if u.sent is at.sent and u.row == at.row]
    for each in row:
        year.type(each.spot, float(round(each.units / 1000, 1)))
    spots = [each.spot for each in row]
    ref = at.sent.contract.key.ref
    return fault("far-below-promise", at=spots, ref=ref, measure=at.measure.code)


@kind(RETURN)
def negative(year: Year, draw: Random) -> Fault:
    """A negative figure, to correct an earlier one."""
    at = draw.choice(year.units())
    value = -at.units
    typed = draw.choice((float(value), f"({at.units})", f"-{at.units}", f"{at.units}-"))
    return _type(year, at, typed, "too-low", "not-a-number")


@kind(RETURN)
def decimal_comma(year: Year, draw: Random) -> Fault:
    """A decimal comma: '12,5', '1.200,50'."""
    at = draw.choice(year.units())
    text = draw.choice(("{:.1f}", "{:.2f}")).format(at.units).replace(".", ",")
    return _type(year, at, draw.choice((text, f"1.{text.zfill(6)}")), "not-a-number")


@kind(RETURN)
def an_error(year: Year, draw: Random) -> Fault:
    """An error of a formula: #REF!, #N/A."""
    at = draw.choice(year.units())
    return _type(year, at, draw.choice(("#REF!", "#N/A", "#VALUE!", "#DIV/0!")), "cell-error")


@kind(RETURN)
def never_calculated(year: Year, draw: Random) -> Fault:
    """A formula without a result, as another program wrote it."""
    at = draw.choice(year.units())
    return _type(year, at, draw.choice(("=10+2", "=SUM(A1:A2)", "=Promises!E7")), "uncalculated")


@kind(RETURN)
def on_another_workbook(year: Year, draw: Random) -> Fault:
    """A formula on a workbook of the supplier's."""
    at = draw.choice(year.units())
    year.type(at.spot, float(at.units))
    link = draw.choice(("[1]Sheet1!B4", "'[2]Hours 2025'!$C$9", "SUM([1]Q4!A1:A9)"))
    formula_with_result(year, at.spot, link)
    return _about(at, "external-link")


@kind(RETURN)
def a_date(year: Year, draw: Random) -> Fault:
    """A date or time that the program made of '3-4' or '7:30'."""
    at = draw.choice(year.units())
    value = draw.choice((date(2026, 4, 3), datetime(2026, 3, 12, 7, 30)))  # noqa: DTZ001
    year.type(at.spot, value, number_format="d-mmm")
    return _about(at, "not-a-number")


@kind(RETURN)
def fractions_of_people(year: Year, draw: Random) -> Fault:
    """Half a person, a third of a tree."""
    at = draw.choice(year.units(lambda u: u.measure.unit in WHOLE))
    return _type(year, at, float(at.units) + draw.choice((0.5, 0.25, 0.33)), "fraction-of-one")


@kind(RETURN)
def running_total(year: Year, draw: Random) -> Fault:
    """Each quarter with those before it, in every row."""
    sent = draw.choice(year.counted(lambda s: len(s.contract.quarters(YEAR)) == 4))
    return _summed_up(year, [u for u in year.units() if u.sent is sent])


def _summed_up(year: Year, units: list[Units]) -> Fault:
    so_far: dict[int, float] = {}
    for each in units:
        so_far[each.row] = so_far.get(each.row, 0) + float(each.units)
        year.type(each.spot, so_far[each.row])
    ref = units[0].sent.contract.key.ref
    return fault("running-total", at=[each.spot for each in units], ref=ref)
