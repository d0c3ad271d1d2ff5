"""The council's choices on the register's sheet Settings; those it leaves open are the tool's."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.contracts import DAYS_ALLOWED, LargeFigures, Settings
from svtools.monitoring import ProgressBands
from svtools.numbers import percent, plain
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import CellKind, Item

BLOCK = "settings"


def settings_of(content: Content) -> Settings:
    """The settings. What can't be read is told, with what counts in its place.

    Raises InputError where they contradict each other.
    """
    items = [item for _, block, item in content.template.items() if block.key == BLOCK]
    values = {item.key: content.value(f"{BLOCK}.{item.key}") for item in items}
    typed = {name: value for name, value in values.items() if value is not None}
    _tell_defaults(content, items)
    bands: dict[str, Any] = {n: typed[n] for n in ("on_track", "behind") if n in typed}
    large: dict[str, Any] = {f.name: typed[f.name] for f in fields(LargeFigures) if f.name in typed}
    if "enough_returns" in large:
        large["enough_returns"] = int(large["enough_returns"])
    days = int(typed.get("days_allowed", DAYS_ALLOWED))
    whom = {name: typed[name] for name in ("send_to", "phone") if name in typed}
    return Settings(days, _bands(content, bands), LargeFigures(**large), **whom)


def _bands(content: Content, typed: Mapping[str, Any]) -> ProgressBands:
    """The bands. Raises InputError with their cells where they contradict each other."""
    try:
        return ProgressBands(**typed)
    except InputError as error:
        cells = [content.fields[f"{BLOCK}.{name}"].cell for name in typed]
        where = f"{content.problems.file}, {' and '.join(map(str, cells))}"
        raise InputError(f"{where}: {error.what}", error.remedy) from None


def _tell_defaults(content: Content, items: list[Item]) -> None:
    """Note each setting that says something which can't be used, so that the default counts."""
    faulty = {cell for problem in content.problems for cell in problem.cells}
    for item in items:
        field = content.fields[f"{BLOCK}.{item.key}"]
        if item.default is not None and field.value is None and field.cell in faulty:
            in_words = percent if item.kind is CellKind.RATE else plain
            said = in_words(Decimal(str(item.default)))
            content.problems.add("setting-default", field, label=item.label, default=said)
