"""YAML into dataclasses: the fields of a dataclass say which keys there are and what each holds.

A field without a default must be there, a key without a field must not be, and a value must be of
its field's type: str, int, float, Decimal, bool, date, object (anything), yamlfile.Mapping (as it
is), a StrEnum or Literal (one of its words), tuple[X, ...] (a list), Mapping[str, X], another
dataclass, X | None. Where one of several dataclasses may stand, `{text: …}` is a Text and
`{table: …}` a Table. `Annotated` adds what a type can't say. What is wrong is refused with file,
line and remedy; so is an InputError that a dataclass raises while it is made. Entries of a list
that have a `key` have one each. No annotation may be a string.

The `key` in a field's metadata is its key in the YAML where that is another; None is for a field
that the YAML doesn't hold.
"""

from collections import abc
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from svtools import yamlfile
from svtools.errors import DeclarationError, InputError
from svtools.numbers import exact
from svtools.yamlfile import Mapping

T = TypeVar("T")

Read = Callable[[Any, Mapping, str], Any]
"""Makes of a value what it means, or refuses it: the value, what it stands in, its name there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What knows the `line` of its file that it was read from."""

    line: int = field(default=0, compare=False, repr=False, metadata={"key": None})


class Plan(NamedTuple):
    """How a mapping becomes a dataclass: by key the field and what reads it; the keys needed.

    The content of the key `beside` may lie open, beside the others.
    """

    keys: dict[str, tuple[str, Read]]
    needed: list[str]
    beside: str | None


def read(path: Path, kind: type[T]) -> T:
    """What the YAML file at `path` holds. Raises DeclarationError for anything wrong in it."""
    return build(yamlfile.read(path), kind)


def build(source: Mapping, kind: type[T], **values: Any) -> T:
    """A `kind` from what `source` holds; `values` are of fields that it doesn't hold."""
    form: Any = kind
    plan = plan_of(form, *values)
    if plan.beside and plan.beside not in source:
        source = _gathered(source, plan)
    source.only(*plan.keys, required=plan.needed)
    for key, value in source.items():
        name, make = plan.keys[key]
        values[name] = make(value, source, f"'{key}'")
    if issubclass(get_origin(form) or form, Located):
        values["line"] = source.line
    try:
        return kind(**values)
    except InputError as error:
        raise source.refuse(error.what, error.remedy) from None


@cache
def plan_of(kind: Any, *without: str) -> Plan:
    """How a mapping becomes a `kind`, but for the fields that are `without` a key."""
    plan = Plan({}, [], None)
    for entry in fields(get_origin(kind) or kind):
        key = entry.metadata.get("key", entry.name)
        if not entry.init or not key or entry.name in without:
            continue
        hint: Any = entry.type
        if getattr(hint, "__parameters__", ()):
            hint = hint[get_args(kind)]
        plan.keys[key] = entry.name, reader(hint)
        if entry.default is MISSING and entry.default_factory is MISSING:
            plan.needed.append(key)
        if beside in getattr(hint, "__metadata__", ()) and (
            is_dataclass(hint.__origin__) or get_origin(hint.__origin__) is abc.Mapping
        ):
            plan = plan._replace(beside=key)
    return plan


def _gathered(source: Mapping, plan: Plan) -> Mapping:
    """`source` with what stands beside its keys put under the key that it belongs to."""
    rest = {key: value for key, value in source.items() if key not in plan.keys}
    known = {key: value for key, value in source.items() if key in plan.keys}
    return source.holding(known | {str(plan.beside): source.holding(rest)} if rest else known)


@cache
def reader(hint: Any) -> Read:
    """What makes a value of the type `hint` from YAML."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) in _BY_ORIGIN:
        return partial(_BY_ORIGIN[get_origin(hint)], get_args(hint))
    return partial(_record if is_dataclass(get_origin(hint) or hint) else _word, hint)


def rule(holds: Callable[[Any], object], what: str, remedy: str) -> Read:
    """For Annotated: the value must be `what`, which is where `holds` is true of it."""
    return partial(_ruled, holds, what, remedy)


def one_of(*words: str) -> Read:
    """For Annotated: the value must be one of `words`."""
    return partial(_word, words)


def beside(value: Any, *_: Any) -> Any:
    """For Annotated: the keys that the value consists of may stand beside the field's own."""
    return value


def _ruled(
    holds: Callable[[Any], object], what: str, remedy: str, value: Any, holder: Mapping, name: str
) -> Any:
    if not holds(value):
        raise holder.refuse(f"{name} must be {what}, not {_shown(value)}.", remedy)
    return value


def _word(words: Iterable[str], value: Any, holder: Mapping, name: str) -> Any:
    for word in words:
        if word == value:
            return word
    raise holder.refuse(f"{name} can't be {_shown(value)}.", f"One of {', '.join(words)}.")


def _shown(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return "keys with values" if isinstance(value, dict) else "a list" if value else "empty"
    return repr(value) if isinstance(value, str) else str(value)


Share = Annotated[Decimal, rule(lambda n: 0 <= n <= 1, "from 0 to 1", "Write 10% as 0.1.")]
Amount = Annotated[Decimal, rule(lambda n: n >= 0, "zero or more", "Leave out the minus.")]
Whole = Annotated[int, rule(lambda n: n >= 0, "zero or more", "Leave out the minus.")]
NOT_EMPTY = rule(bool, "a list of at least one", "Give one, on a line that begins with '- '.")


def _text(value: Any, holder: Mapping, name: str) -> str:
    text = type(value) is str and value.strip()
    return text or str(_ruled(lambda _: False, "text", "Put it in quotes.", value, holder, name))


# A bool is no number and a time of day no date: what counts is the exact type.
_NUMBER = rule(
    lambda v: type(v) in {int, float} and exact(v).is_finite(),
    "a number",
    "Write digits only, without £ or commas.",
)
_LIST = rule(lambda v: type(v) is list, "a list", "Write [one, two], or a line with '- ' for each.")
_KEYS = rule(
    lambda v: type(v) is Mapping, "keys with values", "Write 'key: value', one on each line."
)
_PLAIN: dict[Any, Read] = {
    str: _text,
    bool: rule(lambda v: type(v) is bool, "true or false", "Write yes or no, or true or false."),
    int: rule(lambda v: type(v) is int, "a whole number", "Write digits only."),
    float: _NUMBER,
    Decimal: lambda value, *where: exact(_NUMBER(value, *where)),
    date: rule(lambda v: type(v) is date, "a date", "Write it as 2021-12-01."),
    Mapping: _KEYS,
    object: beside,
}


def _checked(parts: tuple[Any, ...], value: Any, holder: Mapping, name: str) -> Any:
    for check in (reader(parts[0]), *parts[1:]):
        value = check(value, holder, name)
    return value


def _list(parts: tuple[Any, ...], value: Any, holder: Mapping, name: str) -> tuple[Any, ...]:
    make = reader(parts[0])
    entries = tuple(make(entry, holder, f"each of {name}") for entry in _LIST(value, holder, name))
    if "key" in getattr(parts[0], "__dataclass_fields__", ()):
        keys = [entry.key for entry in entries]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                what, line = f"'{key}' stands twice in {name}.", value[number].line
                raise DeclarationError(holder.file, line, what, "Give one of them another key.")
    return entries


def _mapping(parts: tuple[Any, ...], value: Any, holder: Mapping, name: str) -> Mapping:
    make, source = reader(parts[1]), _KEYS(value, holder, name)
    content = {key: make(source[key], source, f"'{key}'") for key in source}
    return cast("Mapping", source.holding(content))


def _record(kind: Any, value: Any, holder: Mapping, name: str) -> Any:
    if isinstance(value, get_origin(kind) or kind):
        return value
    return build(_KEYS(value, holder, name), kind)


def _either(kinds: tuple[Any, ...], value: Any, holder: Mapping, name: str) -> Any:
    if NoneType in kinds:
        return None if value is None else reader(kinds[0])(value, holder, name)
    by_key = {kind.__name__.lower(): kind for kind in kinds}
    keys = [key for key in _KEYS(value, holder, name) if key in by_key]
    if len(keys) != 1:
        raise value.refuse(f"{name} must be exactly one thing.", f"One of {', '.join(by_key)}.")
    content = value[keys[0]]
    if isinstance(content, Mapping):
        value.only(keys[0])
    return build(content if isinstance(content, Mapping) else value, by_key[keys[0]])


_BY_ORIGIN: dict[Any, Callable[..., Any]] = {
    Annotated: _checked,
    Literal: _word,
    tuple: _list,
    abc.Mapping: _mapping,
    Union: _either,
    UnionType: _either,
}
