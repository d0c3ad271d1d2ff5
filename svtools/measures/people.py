"""Words that tell whether a measure counts people, and people of whom few may not be told."""

from functools import cache
from pathlib import Path

from svtools import yamlfile
from svtools.measures.headings import in_bare_words

POUND = "£"


def names_people(unit: str) -> bool:
    """Whether a unit's words are of people, as staff and FTE are; pounds never are."""
    return POUND not in unit and _names("people", unit)


def names_sensitive(title: str) -> bool:
    """Whether a title's words are of people such as care leavers or those leaving prison."""
    return _names("sensitive", title)


def _names(key: str, text: str) -> bool:
    said = f" {in_bare_words(text)} "
    return any(f" {words} " in said for words in _words()[key])


@cache
def _words() -> dict[str, tuple[str, ...]]:
    content = yamlfile.read(Path(__file__).with_name("people.yaml"))
    return {key: tuple(map(in_bare_words, words)) for key, words in content.items()}
