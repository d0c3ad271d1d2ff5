"""What councils do on the validation log's sheets By return and Corrections."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from svtools.jobs.validation_log.entries import KEYS
from tests.faults.judging import Fault, fault
from tests.faults.kinds import LOG, kind
from tests.faults.year import LOG as FILE
from tests.faults.year import Spot, Year
from tests.making import log_cell

BY_RETURN: dict[str, Any] = {
    "accepted": "Yes",
    "evidence": "Invoices",
    "accepted_by": "Contracts officer",
    "accepted_on": date(2026, 5, 12),
}


def _type(year: Year, table: str, row: int, values: dict[str, Any]) -> None:
    for key, value in values.items():
        spot = Spot(FILE, *log_cell(key, row, table))
        year.type(spot, value, "dd/mm/yyyy" if isinstance(value, date) else None)


def _correct(year: Year, draw: Random, *codes: str, **changes: Any) -> Fault:
    """A correction of a reported figure that is as it should be, but for its changes."""
    row = changes.pop("row", 0)
    entry = draw.choice([entry for entry in year.log if entry.reported])
    values = dict(zip(KEYS, entry.key, strict=True)) | {
        "units": float(entry.reported) + 1,
        "reason": "One session was left out",
        "agreed_by": "Officer and owner",
        "agreed_on": date(2026, 5, 6),
        **changes,
    }
    _type(year, "corrections", row, {key: value for key, value in values.items() if value})
    at = Spot(FILE, "Corrections", "")
    return fault(*codes, at=at, ref=values["ref"], measure=entry.key[KEYS.index("measure")])


def _accept(year: Year, draw: Random, *codes: str, **changes: Any) -> Fault:
    row = draw.randrange(len(year.counted()))
    values = {key: value for key, value in (BY_RETURN | changes).items() if value}
    _type(year, "by_return", row, values)
    return fault(*codes, at=Spot(FILE, "By return", ""))


@kind(LOG)
def correction_unfinished(year: Year, draw: Random) -> Fault:
    """A correction without units, reason, name or day."""
    key = draw.choice(("units", "reason", "agreed_by", "agreed_on"))
    return _correct(year, draw, "correction-incomplete", "required-blank", **{key: None})


@kind(LOG)
def correction_of_nothing(year: Year, draw: Random) -> Fault:
    """A correction of what nobody reported."""
    key, value = draw.choice(
        (("measure", "AI08"), ("ref", "C199"), ("quarter", "Q9"), ("year", "2019-20"))
    )
    codes = ("correction-not-found", "correction-incomplete", "not-a-choice")
    return _correct(year, draw, *codes, **{key: value})


@kind(LOG)
def corrected_twice(year: Year, draw: Random) -> Fault:
    """Two corrections of one figure."""
    state = draw.getstate()
    _correct(year, draw)
    draw.setstate(state)
    return _correct(year, draw, "correction-twice", row=1, units=3.5)


@kind(LOG)
def correction_in_words(year: Year, draw: Random) -> Fault:
    """Corrected units in words: '+1', 'as agreed', '12 hrs'."""
    value = draw.choice(("as agreed", "12 hrs", "50%", "1.2k", "12-14", -4))
    return _correct(year, draw, "not-a-number", "too-low", units=value)


@kind(LOG)
def correction_overtaken(year: Year, draw: Random) -> Fault:
    """A correction of a figure that has changed since."""
    return _correct(year, draw, "correction-void", reported=2.25)


@kind(LOG)
def correction_to_come(year: Year, draw: Random) -> Fault:
    """Agreed on, or accepted, on a day to come."""
    day = draw.choice((date(2026, 12, 1), date(2027, 5, 6)))
    if draw.random() < 0.5:
        accepted = _accept(year, draw, "log-date", accepted_on=day)
        return replace(accepted, spots=(Spot(FILE, "Log", ""),))  # where it is validated by it
    return _correct(year, draw, "log-date-ahead", agreed_on=day)


@kind(LOG)
def acceptance_unfinished(year: Year, draw: Random) -> Fault:
    """A return accepted without evidence, name or day."""
    key = draw.choice(("evidence", "accepted_by", "accepted_on"))
    return _accept(year, draw, "acceptance-incomplete", **{key: None})


@kind(LOG)
def acceptance_in_words(year: Year, draw: Random) -> Fault:
    """A return accepted in other words than Yes and No."""
    return _accept(year, draw, "not-a-choice", accepted=draw.choice(("in part", "ok?")))
