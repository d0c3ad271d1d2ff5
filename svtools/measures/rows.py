"""Plain rows into a measure set, naming every fault at once, and back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from svtools.errors import InputError
from svtools.measures.model import FIELDS, Counting, Measure, MeasureKind, MeasureSet
from svtools.measures.people import names_people, names_sensitive
from svtools.numbers import exact, plain

Row = Mapping[str, object]

REQUIRED = ("code", "title", "unit", "kind", "theme")
COUNTINGS = {"": Counting.FLOW, **{str(counting): counting for counting in Counting}}
RECORD_ONLY = ("", "record only", "record-only", "n/a", "-", "–")
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
    "": False,
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


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: in which row (from 0) and field, what was found and what to do."""

    row_index: int
    column_key: str
    what: str
    remedy: str


def measure_set_from_rows(
    rows: Iterable[Row], about: MeasureSet, *, themes: Sequence[str] | None = None
) -> tuple[MeasureSet, list[Fault]]:
    """The set that `about` names, with the sound rows' measures, and every fault found.

    A row holds values by field (FIELDS); other keys and rows without any value are passed over.
    `themes` are the theme names allowed, None for any. A blank proxy is record-only, a blank
    `lasting` is one-off, a blank `counting` a flow; blank `people` and `sensitive` go by the unit's
    and the title's words. With faults the set is incomplete: show them rather than use it.
    """
    allowed = None if themes is None else {name.casefold(): name for name in themes}
    measures: dict[str, Measure] = {}
    seen: dict[str, int] = {}
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        texts = {key: _text(row.get(key)) for key in FIELDS}
        if not any(texts.values()):
            continue
        texts |= flags(texts)
        values: dict[str, Any] = {}
        before = len(faults)
        for key in FIELDS:
            try:
                values[key] = _value(key, texts[key], allowed)
            except InputError as no:
                faults.append(Fault(index, key, no.what, no.remedy))
        code = values.get("code", "")
        if code and seen.setdefault(code.casefold(), index) != index:
            what = f"The code {code} stands twice."
            faults.append(Fault(index, "code", what, "Give each measure a code of its own."))
        if len(faults) == before:
            measures[code] = Measure(edition=about.edition, **values)
    return replace(about, measures=measures), faults


def flags(row: Mapping[str, str]) -> dict[str, str]:
    """What `people` and `sensitive` of a measure's row say, Yes or No where they are blank.

    A blank `people` goes by the unit's words; a blank `sensitive` by the title's, where the
    measure counts people.
    """
    people = row["people"] or _yes_no(names_people(row["unit"]))
    told = YES_NO.get(people.casefold(), True) and names_sensitive(row["title"])
    return {"people": people, "sensitive": row["sensitive"] or _yes_no(told)}


def _yes_no(said: bool) -> str:
    return "Yes" if said else "No"


def to_rows(measure_set: MeasureSet) -> list[dict[str, object]]:
    """Each measure's values by field: the inverse of `measure_set_from_rows`."""
    return [
        {key: getattr(measure, key) for key in FIELDS} for measure in measure_set.measures.values()
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return plain(value)
    return str(value).strip()


def _value(key: str, text: str, themes: Mapping[str, str] | None) -> object:
    if key in REQUIRED and not text:
        raise InputError(f"There is no {key}.", f"Give the {key}.")
    if key == "proxy":
        return _proxy(text)
    words, what, remedy = {
        "kind": (
            KINDS,
            f"The kind '{text}' is neither SV nor LEV.",
            "Give SV (benefit to society in general) or LEV (local jobs and local spend).",
        ),
        "theme": (
            themes,
            f"The theme '{text}' is not one of the policy's.",
            f"Give one of: {'; '.join((themes or {}).values())}.",
        ),
        "lasting": (
            YES_NO,
            f"'{text}' is neither Yes nor No.",
            "Give Yes for a lasting benefit, No for a one-off.",
        ),
        "once_a_year": (
            YES_NO,
            f"'{text}' is neither Yes nor No.",
            "Give Yes where each person or thing counts in one quarter of a year only, else No.",
        ),
        "people": (
            YES_NO,
            f"'{text}' is neither Yes nor No.",
            "Give Yes where the unit counts people, else No.",
        ),
        "sensitive": (
            YES_NO,
            f"'{text}' is neither Yes nor No.",
            "Give Yes for people such as care leavers or those leaving prison, else No.",
        ),
        "counting": (
            COUNTINGS,
            f"'{text}' is no way to count.",
            "Give flow (quarters add up), latest (as it stands in the last quarter reported) or "
            "average (the mean of the quarters).",
        ),
    }.get(key, (None, "", ""))
    if words is None:
        return text
    if text.casefold() not in words:
        raise InputError(what, remedy)
    return words[text.casefold()]


def _proxy(text: str) -> Decimal | None:
    if text.casefold() in RECORD_ONLY:
        return None
    if not _AMOUNT.fullmatch(text):
        raise InputError(
            f"The proxy '{text}' is not a number.",
            "Give £ for one unit, such as 12.21, or leave it blank for record-only.",
        )
    number = exact(re.sub(r"[£,\s]", "", text))
    if number < 0:
        raise InputError(
            f"The proxy '{text}' is below zero.",
            "Give 0 or more, or leave it blank for record-only.",
        )
    return number
