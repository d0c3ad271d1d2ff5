"""Returns accepted as a whole: the sheet By return of the log.

An acceptance is carried out once, on the figures that stood in the log when it was typed: what
changed since, or comes later, waits for somebody to look at it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from svtools.jobs.consolidation.checking import Checked, Figure, reported_worths
from svtools.jobs.consolidation.totals import total
from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.validation_log.decided import BY_RETURN, Decided, Values, key_of, lacking
from svtools.jobs.validation_log.entries import Entry, Log, same_units
from svtools.jobs.validation_log.entries import key_of as figure_key
from svtools.jobs.validation_log.spelling import year_as_spelt
from svtools.measures import MeasureKind
from svtools.monitoring import FinancialYear
from svtools.numbers import how_many, long_date
from svtools.spelling import folded_key
from svtools.workbooks.content import Row
from svtools.workbooks.problems import Problems

TYPED = ("accepted", "evidence", "accepted_by", "accepted_on")
"""What an acceptance needs."""

KEPT = (*TYPED, "note", "outcome")
"""What stays in a row whatever the return says."""

Following = tuple[int | None, str | None]
"""The number of a return and the quarter that it reports, where they are known."""

ReturnKey = tuple[Any, ...]
Rows = Mapping[ReturnKey, Row]


class Before(NamedTuple):
    """The log as it was read, which is what whoever accepted a return had before them."""

    log: Log
    decided: Decided


def with_acceptances(
    carried: Log,
    before: Before,
    checked: Iterable[Checked],
    year: FinancialYear,
    as_at: date,
    problems: Problems,
) -> Log:
    """The log with what was accepted by return; each return's row is put into what is decided.

    What can't be carried out is told.
    """
    log, decided, counted = dict(carried), before.decided, list(checked)
    found = sorted(decided.rows.get(BY_RETURN, ()), key=_is_typed)
    known = {_key(row.values): row for row in found}  # of a row and its copy that which is typed
    rows: dict[ReturnKey, dict[str, Any]] = {}
    for each in counted:
        values = _issued(each, year)
        row = known.get(_key(values))
        outcome = row.get("outcome") if row else None
        if row and not outcome and _is_complete(row, problems):
            outcome = _carry_out(log, before.log, each.figures, row, year, as_at, problems)
        of_row = {key: row.get(key) for key in KEPT if key not in row.faulty} if row else {}
        entries = [log[figure_key(figure, str(year))] for figure in each.figures]
        validated = sum(entry.validated is not None for entry in entries)
        done = {"validated": validated, "outcome": outcome, "state": _state(entries)}
        rows[_key(values)] = {**values, **of_row, **done}
    kept = [_kept(row, rows, year, problems) for row in known.values()]
    new: list[Values] = [values for key, values in rows.items() if key not in known]
    decided.issued[BY_RETURN] = kept + new
    return log


def following_returns(decided: Decided, year: FinancialYear) -> dict[Key, Following]:
    """For each contract of which returns of `year` were counted, what its next one is."""
    following: dict[Key, Following] = {}
    for row in decided.rows.get(BY_RETURN, ()):
        number, quarter = row.get("number"), row.get("quarter")
        if row.get("year") != str(year) or number is None or quarter not in QUARTERS:
            continue
        key = Key(*row.texts("ref", "lot", "supplier"))
        after = QUARTERS[min(QUARTERS.index(quarter) + 1, len(QUARTERS) - 1)]
        following[key] = max(following.get(key, (0, "")), (int(number) + 1, after))
    return following


def _key(values: Values) -> ReturnKey:
    year, *names, number = key_of(values, BY_RETURN)
    ref, lot, supplier = (str(name or "") for name in names)
    return year_as_spelt(str(year)), *folded_key(ref, lot, supplier), number


def _is_typed(row: Row) -> bool:
    """Whether somebody typed an acceptance into a row, or a part of one."""
    return any(row.get(key) is not None or key in row.faulty for key in TYPED)


def _issued(checked: Checked, year: FinancialYear) -> dict[str, Any]:
    """What the log shows of a return that counts."""
    key, supplier_return = checked.contract.key, checked.supplier_return
    quarter = supplier_return.quarter
    shown: dict[str, Any] = {
        "year": str(year),
        "ref": key.ref,
        "lot": key.lot or None,
        "supplier": key.supplier,
        "number": supplier_return.number,
        "quarter": QUARTERS[quarter - 1] if quarter else None,
        "file": supplier_return.file,
        "figures": len(checked.figures),
    }
    for part, kind in (("sva", MeasureKind.SV), ("leva", MeasureKind.LEV)):
        worths = zip(checked.figures, reported_worths(checked.figures), strict=True)
        promises = [promise for promise in checked.promises if promise.measure.kind is kind]
        shown[part] = total(worth for figure, worth in worths if figure.measure.kind is kind)
        shown[f"promised_{part}"] = total(
            worth for promise in promises for worth in promise.worths[: quarter or len(QUARTERS)]
        )
    return shown


def _is_complete(row: Row, problems: Problems) -> bool:
    """Whether a return is accepted; what an acceptance lacks is told."""
    if not _is_typed(row):
        return False
    cells, labels = lacking(row, BY_RETURN, *TYPED)
    if labels:
        problems.add(
            "acceptance-incomplete", *cells, labels=labels, ref=_ref(row), number=_number(row)
        )
    return not labels


def _ref(row: Row) -> str:
    """The contract as messages name it."""
    return Key(str(row.get("ref") or ""), str(row.get("lot") or ""), "").label


def _number(row: Row) -> str:
    """The return number as messages name it."""
    return str(row.get("number") or "blank")


def _carry_out(
    log: Log,
    before: Log,
    figures: Iterable[Figure],
    row: Row,
    year: FinancialYear,
    as_at: date,
    problems: Problems,
) -> str:
    """Validate in `log` what a row accepts; in words what became of it."""
    accepted, changed = 0, 0
    for figure in figures:
        key = figure_key(figure, str(year))
        seen, entry = before.get(key), log[key]
        if entry.validated is not None:
            continue
        if seen is None or not same_units(seen.reported, figure.as_reported) or entry.history:
            changed += 1
            continue
        log[key] = replace(
            entry,
            closed=False,
            validated=entry.counted,
            evidence=entry.evidence or row.get("evidence"),
            validated_by=row.get("accepted_by"),
            validated_on=row.get("accepted_on"),
        )
        accepted += 1
    if changed:
        count = how_many(changed, "figure")
        problems.add(
            "acceptance-in-part",
            row.cell("accepted"),
            changed=count,
            ref=_ref(row),
            number=_number(row),
        )
    return f"{how_many(accepted, 'figure')} validated by this acceptance, as at {long_date(as_at)}"


def _state(entries: Sequence[Entry]) -> str:
    """How far a return is validated; a figure of 0 needs no validation."""
    open_ones = [entry for entry in entries if entry.validated is None]
    if not any(entry.counted for entry in open_ones):
        return "validated" if any(entry.counted for entry in entries) else "none reported"
    return "in part" if len(open_ones) < len(entries) else "to validate"


def _kept(
    row: Row, rows: Mapping[ReturnKey, Values], year: FinancialYear, problems: Problems
) -> Values:
    """A row of the log as it is to be."""
    if year_as_spelt(str(row.get("year"))) != str(year):
        return row.values
    if _key(row.values) in rows:
        return rows[_key(row.values)]
    if row.get("accepted") and not row.get("outcome"):
        problems.add(
            "acceptance-superseded", row.cell("accepted"), ref=_ref(row), number=_number(row)
        )
    return {**row.values, "state": "no longer counts"}
