"""Plain rows into a measure set, naming every fault at once, and back."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from svtools.errors import InputError
from svtools.measures.model import FIELDS, Measure, MeasureKind, MeasureSet
from svtools.numbers import exact, plain

Row = Mapping[str, object]

REQUIRED = ("code", "title", "unit", "kind", "theme")
RECORD_ONLY = ("record only", "record-only", "n/a", "-", "–")
KINDS = {
    "sv": MeasureKind.SV,
    "sva": MeasureKind.SV,
    "social value": MeasureKind.SV,
    "lev": MeasureKind.LEV,
    "leva": MeasureKind.LEV,
    "local economic value": MeasureKind.LEV,
}
_AMOUNT = re.compile(r"(-?£?|£-)\s?(\d{1,3}([,\s]\d{3})+|\d+)(\.\d+)?")
YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "lasting": True,
    "no": False,
    "n": False,
    "false": False,
    "one-off": False,
    "one off": False,
}


class FaultCode(StrEnum):
    """What can be wrong with a cell of a measure set."""

    MISSING = "missing"
    DUPLICATE = "duplicate"
    NOT_A_NUMBER = "not a number"
    NEGATIVE = "negative"
    UNKNOWN_KIND = "unknown kind"
    UNKNOWN_THEME = "unknown theme"
    NOT_YES_OR_NO = "not yes or no"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: in which row (from 0) and field, what was found and what to do."""

    row_index: int
    column_key: str
    code: FaultCode
    what: str
    remedy: str


class _Refused(InputError):
    def __init__(self, code: FaultCode, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.code = code


def measure_set_from_rows(
    rows: Iterable[Row], about: MeasureSet, *, themes: Sequence[str] | None = None
) -> tuple[MeasureSet, list[Fault]]:
    """The set that `about` names, with the sound rows' measures, and every fault found.

    A row holds values by field (FIELDS); other keys and rows without any value are passed over.
    `themes` are the theme names allowed, None for any. A blank proxy is record-only, a blank
    `lasting` is one-off. With faults the set is incomplete: show them rather than use it.
    """
    allowed = None if themes is None else {name.casefold(): name for name in themes}
    measures: dict[str, Measure] = {}
    seen: dict[str, int] = {}
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        if all(_text(row.get(key)) == "" for key in FIELDS):
            continue
        values, wrong = _read(index, row, allowed)
        wrong += _duplicate(index, values.get("code", ""), seen)
        faults += wrong
        if not wrong:
            measures[values["code"]] = Measure(edition=about.edition, **values)
    return replace(about, measures=measures), faults


def to_rows(measure_set: MeasureSet) -> list[dict[str, object]]:
    """Each measure's values by field: the inverse of `measure_set_from_rows`."""
    return [
        {key: getattr(measure, key) for key in FIELDS} for measure in measure_set.measures.values()
    ]


def _read(
    index: int, row: Row, themes: Mapping[str, str] | None
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key in FIELDS:
        try:
            values[key] = _value(key, row.get(key), themes)
        except _Refused as no:
            faults.append(Fault(index, key, no.code, no.what, no.remedy))
    return values, faults


def _value(key: str, value: object, themes: Mapping[str, str] | None) -> object:
    if key in REQUIRED and _text(value) == "":
        raise _Refused(FaultCode.MISSING, f"There is no {key}.", f"Give the {key}.")
    if key == "theme":
        return _theme(value, themes)
    return _READERS.get(key, _text)(value)


def _duplicate(index: int, code: str, seen: dict[str, int]) -> list[Fault]:
    first = seen.setdefault(code.casefold(), index)
    if not code or first == index:
        return []
    what = f"The code {code} stands twice."
    return [Fault(index, "code", FaultCode.DUPLICATE, what, "Give each measure a code of its own.")]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return plain(value)
    return str(value).strip()


def _proxy(value: object) -> Decimal | None:
    text = _text(value)
    if not text or text.casefold() in RECORD_ONLY:
        return None
    if not _AMOUNT.fullmatch(text):
        raise _Refused(
            FaultCode.NOT_A_NUMBER,
            f"The proxy '{text}' is not a number.",
            "Give £ for one unit, such as 12.21, or leave it blank for record-only.",
        )
    number = exact(re.sub(r"[£,\s]", "", text))
    if number < 0:
        raise _Refused(
            FaultCode.NEGATIVE,
            f"The proxy '{text}' is below zero.",
            "Give 0 or more, or leave it blank for record-only.",
        )
    return number


def _kind(value: object) -> MeasureKind:
    text = _text(value)
    if text.casefold() in KINDS:
        return KINDS[text.casefold()]
    raise _Refused(
        FaultCode.UNKNOWN_KIND,
        f"The kind '{text}' is neither SV nor LEV.",
        "Give SV (benefit to society in general) or LEV (local jobs and local spend).",
    )


def _theme(value: object, themes: Mapping[str, str] | None) -> str:
    text = _text(value)
    if themes is None:
        return text
    if text.casefold() in themes:
        return themes[text.casefold()]
    raise _Refused(
        FaultCode.UNKNOWN_THEME,
        f"The theme '{text}' is not one of the policy's.",
        f"Give one of: {'; '.join(themes.values())}.",
    )


def _lasting(value: object) -> bool:
    text = _text(value)
    if not text:
        return False
    if text.casefold() in YES_NO:
        return YES_NO[text.casefold()]
    raise _Refused(
        FaultCode.NOT_YES_OR_NO,
        f"'{text}' is neither Yes nor No.",
        "Give Yes for a lasting benefit, No for a one-off.",
    )


_READERS: dict[str, Callable[[object], object]] = {
    "proxy": _proxy,
    "kind": _kind,
    "lasting": _lasting,
}
