"""Measure sets written in YAML: their proxies calculated from figures with a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from svtools import yamlfile
from svtools.errors import InputError
from svtools.measures.model import FIELDS, MeasureSet
from svtools.measures.rows import measure_set_from_rows
from svtools.numbers import money, plain, pounds
from svtools.schema import NOT_EMPTY, build, rule

SETS = Path(__file__).parent / "sets"
OPEN_SET = "open-2026"
"""The newest edition of the open set, with which new workbooks begin."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure that proxies are calculated from."""

    title: str
    value: Annotated[Decimal, rule(lambda number: number > 0, "above 0", "Give such a number.")]
    source: str
    year: object


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFile(MeasureSet):
    """A measure set as its YAML holds it: measures as rows, and what their proxies come from.

    `based_on` is the edition beside it of which it only says what changed.
    """

    rows: Annotated[tuple[yamlfile.Mapping, ...], NOT_EMPTY] = field(metadata={"key": "measures"})
    figures: Mapping[str, Figure] = field(default_factory=dict)
    counting_rule: str = ""
    based_on: str = ""


def open_set() -> MeasureSet:
    """The open set that comes with the toolkit, newest edition. It is not the National TOMs."""
    return shipped_set(OPEN_SET)


@cache
def shipped_editions() -> dict[str, Path]:
    """The files of the sets that come with the toolkit, by edition, the oldest first."""
    return {path.stem: path for path in sorted(SETS.glob("*.yaml"))}


@cache
def shipped_set(edition: str) -> MeasureSet:
    """A set that comes with the toolkit. Raises InputError for another edition."""
    shipped = shipped_editions()
    if edition not in shipped:
        raise InputError(
            f"No measure set '{edition}' comes with the toolkit.",
            f"There is: {', '.join(shipped)}.",
        )
    return load_set(shipped[edition])


@cache
def stocks_since(edition: str) -> dict[str, str]:
    """The measures that an edition counts as flows and a later one of the same set as stocks.

    By code, with that later edition; none for a set that doesn't come with the toolkit.
    """
    if edition not in shipped_editions():
        return {}
    measures, family = shipped_set(edition).measures, {edition}
    found: dict[str, str] = {}
    for later, path in shipped_editions().items():
        if yamlfile.read(path).get("based_on") in family:
            family.add(later)
            for code, measure in shipped_set(later).measures.items():
                is_flow = code in measures and not measures[code].counting.is_stock
                if is_flow and measure.counting.is_stock:
                    found.setdefault(code, later)
    return found


def load_set(path: Path, *, themes: Sequence[str] | None = None) -> MeasureSet:
    """The measure set in the YAML file at `path`.

    A `proxy` is a number in £, null (record-only), or `{figure, times, over}`, whose names
    stand under `figures`: it is calculated, rounded to pence, and its derivation, source and
    year are written from the figures. `counting_rule` at the top is added to every measure's.
    With `based_on` the file says only what differs from the edition of that name beside it: keys of
    the head, figures by name, and keys of measures by code.
    Raises DeclarationError with everything that is wrong, at the line of the first fault.
    """
    content = _whole(yamlfile.read(path))
    # A blank says nothing, and a price year or an edition may be a mere number.
    head = {
        key: str(value) if isinstance(value, int | float) else value
        for key, value in content.items()
        if value is not None
    }
    file = build(content.holding(head), SetFile)
    about = MeasureSet(**{entry.name: getattr(file, entry.name) for entry in fields(MeasureSet)})
    measure_set, faults = measure_set_from_rows(
        [_row(row, file) for row in file.rows], about, themes=themes
    )
    if faults:
        told = [
            f"{file.rows[fault.row_index].get('code', 'a measure')}: {fault.what} {fault.remedy}"
            for fault in faults
        ]
        raise file.rows[faults[0].row_index].refuse(told[0], " ".join(told[1:]))
    return measure_set


def _whole(content: yamlfile.Mapping, *later: Path) -> yamlfile.Mapping:
    """A file with what it leaves to the edition that it is based on."""
    edition = content.get("based_on")
    if edition is None:
        return content
    path = content.file.with_name(f"{edition}.yaml")
    if path in (content.file, *later):
        raise content.refuse(f"it is based on itself, by '{edition}'.", "Name an older edition.")
    base = _whole(yamlfile.read(path), content.file, *later)
    changes = {row.get("code"): row for row in content.get("measures") or ()}
    measures = [
        changes[code].holding({**row, **changes.pop(code)})
        if (code := row["code"]) in changes
        else row
        for row in base["measures"]
    ]
    return content.holding(
        {
            **base,
            **content,
            "figures": content.holding({**base["figures"], **(content.get("figures") or {})}),
            "measures": [*measures, *changes.values()],
        }
    )


def _row(entry: yamlfile.Mapping, file: SetFile) -> dict[str, object]:
    entry.only(*FIELDS)
    row = dict(entry)
    row["counting_rule"] = f"{entry.get('counting_rule', '')} {file.counting_rule}".strip()
    if isinstance(entry.get("proxy"), yamlfile.Mapping):
        row |= _derived(entry["proxy"], file.figures)
    return row


def _derived(proxy: yamlfile.Mapping, figures: Mapping[str, Figure]) -> dict[str, object]:
    """The proxy, its derivation in words, its source and year, from {figure, times, over}."""
    proxy.only("times", "over", required=("figure",))
    for name in proxy.values():
        if name not in figures:
            known = ", ".join(figures)
            raise proxy.refuse(f"there is no figure '{name}'.", f"There are: {known}.")
    used = {part: figures[name] for part, name in proxy.items()}
    first, times, over = used["figure"], used.get("times"), used.get("over")
    sources = dict.fromkeys(figure.source for figure in (first, times, over) if figure)
    value = money(first.value * (times.value if times else 1) / (over.value if over else 1))
    words = f"{first.title} ({pounds(first.value)})"
    words += f" × {times.title} ({plain(times.value)})" if times else ""
    words += f" ÷ {over.title} ({plain(over.value)})" if over else ""
    return {
        "proxy": value,
        "derivation": f"{words} = {pounds(value)}",
        "proxy_source": "; ".join(sources),
        "proxy_year": first.year,
    }
