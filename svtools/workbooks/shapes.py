"""What each key of a declaration holds, so that a slip in the YAML is refused where it stands.

`name: 2025` is a number to YAML, `on: yes` is true: said here, with what to do about it.
"""

from typing import Any

from svtools.yamlfile import Mapping

_TEXT, _LIST, _MAPPING = "text", "a list", "keys with values"
_WHOLE, _NUMBER, _YES_NO = "a whole number", "a number", "true or false"

_TEXT_KEYS = """
    template title name purpose key heading label issued input formula format by choices_from help
    rows use for kind alt categories plain step
"""
_SHAPES = {
    **dict.fromkeys(_TEXT_KEYS.split(), _TEXT),
    **dict.fromkeys(
        ("sheets", "blocks", "text", "fields", "columns", "choices", "formerly", "series"), _LIST
    ),
    **dict.fromkeys(("lists", "status", "totals", "chart"), _MAPPING),
    **dict.fromkeys(("version", "spare", "since"), _WHOLE),
    **dict.fromkeys(("min", "max", "width"), _NUMBER),
    **dict.fromkeys(("protected", "hidden", "required", "stacked"), _YES_NO),
}
_TYPES: dict[str, type[Any] | tuple[type[Any], ...]] = {
    _TEXT: str,
    _LIST: list,
    _MAPPING: Mapping,
    _WHOLE: int,
    _NUMBER: (int, float),
    _YES_NO: bool,
}
_REMEDIES = {
    _TEXT: "Put it in quotes.",
    _LIST: "Write [one, two], or a line with '- ' for each.",
    _MAPPING: "Write 'key: value', one on each line.",
    _WHOLE: "Write digits only, 0 or more.",
    _NUMBER: "Write digits only.",
    _YES_NO: "Write true or false.",
}
_OF_MAPPINGS = ("sheets", "blocks", "fields", "columns")
_OF_TEXTS = ("formerly", "series")
_NEVER_EMPTY = ("sheets", "fields", "columns", "series")


def check_shapes(source: Mapping) -> None:
    """Refuse values of the wrong shape in `source` and in everything under it."""
    for key, value in source.items():
        shape = _shape(source, key)
        if shape and not _is(shape, value):
            raise source.refuse(f"'{key}' must be {shape}, not {value!r}.", _REMEDIES[shape])
        if key == "lists":
            _check_lists(value)
        elif isinstance(value, list):
            _check_list(source, key, value)
        elif isinstance(value, Mapping) and key in {"table", "chart"}:
            check_shapes(value)


def _shape(source: Mapping, key: str) -> str | None:
    if key == "table":  # a chart names its table, a block declares one
        return _TEXT if "categories" in source else _MAPPING
    return _SHAPES.get(key)


def _is(shape: str, value: object) -> bool:
    if isinstance(value, bool) and shape != _YES_NO:
        return False
    return isinstance(value, _TYPES[shape]) and not (shape == _WHOLE and value < 0)


def _check_list(source: Mapping, key: str, values: list[Any]) -> None:
    if not values and key in _NEVER_EMPTY:
        raise source.refuse(f"'{key}' is empty.", "Give at least one.")
    for value in values:
        if key in _OF_MAPPINGS and not isinstance(value, Mapping):
            raise source.refuse(f"{value!r} can't stand in '{key}'.", _REMEDIES[_MAPPING])
        if key in _OF_TEXTS and not isinstance(value, str):
            raise source.refuse(f"{value!r} in '{key}' is not text.", _REMEDIES[_TEXT])
        if isinstance(value, Mapping):
            check_shapes(value)


def _check_lists(lists: Mapping) -> None:
    for name, values in lists.items():
        if not isinstance(values, list):
            raise lists.refuse(f"'{name}' must be a list, not {values!r}.", _REMEDIES[_LIST])
