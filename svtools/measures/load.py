"""Measure sets written in YAML: their proxies calculated from figures with a source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.errors import DeclarationError, InputError
from svtools.measures.model import FIELDS, MeasureSet
from svtools.measures.rows import Fault, measure_set_from_rows
from svtools.numbers import exact, money, plain, pounds
from svtools.yamlfile import Mapping

OPEN_SET = Path(__file__).parent / "sets" / "open-2025.yaml"

_TEXTS = ("name", "edition", "licence", "source", "price_year", "notice")
_DATES = ("valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure that proxies are calculated from."""

    title: str
    value: Decimal
    source: str
    year: str


@cache
def open_set() -> MeasureSet:
    """The open set that comes with the toolkit. It is not the National TOMs."""
    return load_set(OPEN_SET)


def load_set(path: Path, *, themes: Sequence[str] | None = None) -> MeasureSet:
    """The measure set in the YAML file at `path`.

    A `proxy` is a number in £, null (record-only), or `{figure, times, over}`, whose names
    stand under `figures`: it is calculated, rounded to pence, and its derivation, source and
    year are written from the figures. `counting_rule` at the top is added to every measure's.
    Raises DeclarationError with everything that is wrong, at the line of the first fault.
    """
    content = yamlfile.read(path)
    about = _about(content)
    figures = {key: _figure(content, key) for key in content.get("figures") or {}}
    entries = _entries(content)
    rule = content.get("counting_rule", "")
    rows = [_row(entry, figures, rule) for entry in entries]
    made, faults = measure_set_from_rows(rows, about, themes=themes)
    if faults:
        raise _all_of(faults, entries)
    return made


def _about(content: Mapping) -> MeasureSet:
    content.only(
        *_TEXTS, *_DATES, "counting_rule", "figures", required=("name", "edition", "measures")
    )
    values: dict[str, Any] = {key: str(content[key] or "") for key in _TEXTS if key in content}
    for key in _DATES:
        values[key] = content.get(key)
        if not isinstance(values[key], date | None):
            raise content.refuse(f"{key} '{values[key]}' is not a date.", "Write it as 2025-04-01.")
    try:
        return MeasureSet(**values)
    except InputError as error:
        raise content.refuse(error.what, error.remedy) from None


def _figure(content: Mapping, key: str) -> Figure:
    entry = content["figures"][key]
    if not isinstance(entry, Mapping):
        raise content.refuse(
            f"the figure '{key}' is a bare value.", "Give it a title and a source."
        )
    entry.only(required=("title", "value", "source", "year"))
    value = entry["value"]
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise entry.refuse(f"the value '{value}' is not a number above 0.", "Give one.")
    return Figure(entry["title"], exact(value), entry["source"], str(entry["year"]))


def _entries(content: Mapping) -> list[Mapping]:
    entries = content["measures"]
    if not isinstance(entries, list) or not entries:
        raise content.refuse("the set has no measures.", "List them under 'measures'.")
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise content.refuse(f"'{entry}' is not a measure.", "Begin each with '- code: …'.")
    return entries


def _row(entry: Mapping, figures: dict[str, Figure], rule: str) -> dict[str, object]:
    entry.only(*FIELDS)
    row = dict(entry)
    row["counting_rule"] = f"{entry.get('counting_rule', '')} {rule}".strip()
    if isinstance(entry.get("proxy"), Mapping):
        row |= _derived(entry["proxy"], figures)
    return row


def _derived(proxy: Mapping, figures: dict[str, Figure]) -> dict[str, object]:
    """The proxy, its derivation in words, its source and year, from {figure, times, over}."""
    proxy.only("times", "over", required=("figure",))
    used = {part: _named(name, proxy, figures) for part, name in proxy.items()}
    first, times, over = used["figure"], used.get("times"), used.get("over")
    value = money(first.value * (times.value if times else 1) / (over.value if over else 1))
    words = f"{first.title} ({pounds(first.value)})"
    words += f" × {times.title} ({plain(times.value)})" if times else ""
    words += f" ÷ {over.title} ({plain(over.value)})" if over else ""
    return {
        "proxy": value,
        "derivation": f"{words} = {pounds(value)}",
        "proxy_source": "; ".join(each.source for each in (first, times, over) if each),
        "proxy_year": first.year,
    }


def _named(name: str, proxy: Mapping, figures: dict[str, Figure]) -> Figure:
    if name not in figures:
        raise proxy.refuse(f"there is no figure '{name}'.", f"There are: {', '.join(figures)}.")
    return figures[name]


def _all_of(faults: Sequence[Fault], entries: Sequence[Mapping]) -> DeclarationError:
    told = [
        f"{entries[fault.row_index].get('code', 'a measure')}: {fault.what} {fault.remedy}"
        for fault in faults
    ]
    return entries[faults[0].row_index].refuse(told[0], " ".join(told[1:]))
