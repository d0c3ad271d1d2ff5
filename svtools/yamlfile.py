"""YAML read strictly: duplicate keys refused, and every mapping knows its line."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import yaml

from svtools.errors import DeclarationError

_COLON = "mapping values are not allowed"


class Mapping(dict[str, Any]):
    """A YAML mapping that knows the `file` and `line` it was written on."""

    file: Path
    line: int

    def refuse(self, what: str, remedy: str) -> DeclarationError:
        """The error that says what is wrong with this mapping."""
        return DeclarationError(self.file, self.line, what, remedy)

    def holding(self, content: dict[str, Any]) -> "Mapping":
        """A mapping of other `content` in the same place."""
        mapping = Mapping(content)
        mapping.file, mapping.line = self.file, self.line
        return mapping

    def only(self, *allowed: str, required: Sequence[str] = ()) -> None:
        """Refuse keys that are not `allowed` or `required`, and the lack of a required one."""
        known = dict.fromkeys((*required, *allowed))
        for key in self:
            if key not in known:
                raise self.refuse(f"unknown key '{key}'.", f"Allowed here: {', '.join(known)}.")
        for key in required:
            if key not in self:
                raise self.refuse(f"'{key}' is missing.", f"Needed here: {', '.join(required)}.")


_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FAST):  # type: ignore[misc]  # the C loader, where PyYAML was built with it
    file: Path

    def content(self, node: yaml.Node) -> Any:
        """What `node` holds; a text, as most are, without the loader's detours."""
        is_text = node.tag == yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG
        return node.value if is_text else self.construct_object(node, deep=True)

    def mapping(self, node: yaml.MappingNode) -> Mapping:
        mapping = Mapping()
        mapping.file, mapping.line = self.file, node.start_mark.line + 1
        for key_node, value_node in node.value:
            key: Hashable = self.content(key_node)
            if not isinstance(key, str):
                raise mapping.refuse(f"the key {key!r} is not text.", "Put it in quotes.")
            if key in mapping:
                raise DeclarationError(
                    self.file,
                    key_node.start_mark.line + 1,
                    f"the key '{key}' stands twice.",
                    "Keep one of them.",
                )
            mapping[key] = self.content(value_node)
        return mapping


_Loader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG,
    lambda loader, node: loader.mapping(node),
)
_Loader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG,
    lambda loader, node: [loader.content(entry) for entry in node.value],
)


def read(path: Path) -> Mapping:
    """The mapping in the file at `path`.

    Dates come as `datetime.date`; numbers as int or float.
    Raises DeclarationError for a missing file, what is no UTF-8 text, bad YAML, a duplicate key or
    no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DeclarationError(path, None, "the file is not there.", f"Expected {path}.") from None
    except UnicodeDecodeError:
        raise DeclarationError(path, None, "it is not UTF-8 text.", "Save it as UTF-8.") from None
    loader = _Loader(text)
    loader.file = path
    try:
        content = loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        reason = getattr(error, "problem", None) or str(error)
        remedy = "Put quotes round the text with a colon." if _COLON in reason else "Mend it."
        raise DeclarationError(path, line, f"not valid YAML: {reason}.", remedy) from None
    finally:
        loader.dispose()
    if not isinstance(content, Mapping):
        raise DeclarationError(path, 1, "no mapping of keys to values.", "Begin with 'key: …'.")
    return content
