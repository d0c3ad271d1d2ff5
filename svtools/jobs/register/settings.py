"""The council's choices on the register's sheet Settings; those it leaves open are the tool's."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, TypeVar

from svtools.errors import InputError
from svtools.jobs.register.contracts import DAYS_ALLOWED, LargeFigures, Settings
from svtools.monitoring import ProgressBands, StatutoryBands
from svtools.numbers import percent, plain
from svtools.workbooks.content import Content
from svtools.workbooks.items import CellKind, Item

BLOCK = "settings"
Bands = TypeVar("Bands", ProgressBands, StatutoryBands)


def settings_of(content: Content) -> Settings:
    """The settings. What can't be read is told, with what counts in its place.

    Raises InputError where they contradict each other.
    """
    items = [item for _, block, item in content.template.items() if block.key == BLOCK]
    values = {item.key: content.value(f"{BLOCK}.{item.key}") for item in items}
    typed = {name: value for name, value in values.items() if value is not None}
    _tell_defaults(content, items)
    large: dict[str, Any] = {f.name: typed[f.name] for f in fields(LargeFigures) if f.name in typed}
    if "enough_returns" in large:
        large["enough_returns"] = int(large["enough_returns"])
    days = int(typed.get("days_allowed", DAYS_ALLOWED))
    whom = {name: typed[name] for name in ("send_to", "phone") if name in typed}
    bands = _bands(content, ProgressBands, typed)
    rated = _bands(content, StatutoryBands, typed)
    return Settings(days, bands, LargeFigures(**large), rated, **whom)


def _bands(content: Content, kind: type[Bands], settings: Mapping[str, Any]) -> Bands:
    """Bands of a kind. Raises InputError with their cells where they contradict each other."""
    form: Any = kind
    typed = {f.name: settings[f.name] for f in fields(form) if f.name in settings}
    try:
        return kind(**typed)
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
