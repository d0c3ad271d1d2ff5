"""Suppliers and bidders can read their workbooks at an age of 12; officers' ask for more."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from svtools import yamlfile
from svtools.folders import templates_folder
from svtools.measures import open_set
from svtools.workbooks.parse import template
from svtools.workbooks.problems import catalogue
from tests.looks.grades import FEWEST, counted, in_all, plain, texts_of

SUPPLIERS = {"monitoring_return", "tender_offer"}
OF_SUPPLIERS, OF_OFFICERS = 7, 10
MEASURES, PROBLEMS = "measures of the open set", "problems"
TEMPLATES = sorted(path.stem for path in templates_folder().glob("*.yaml"))
GROUPS = (*TEMPLATES, MEASURES, PROBLEMS)
SOURCE: Any = yamlfile.read(Path(__file__).with_name("grades.yaml"))
EXCEPTIONS: list[dict[str, str]] = SOURCE["exceptions"]


def texts(group: str) -> Iterator[tuple[str, str]]:
    """The texts of a template, of the measures or of the problems, and where each stands."""
    if group == MEASURES:
        for each in open_set().measures.values():
            yield from ((each.code, t) for t in (each.title, each.counting_rule, each.evidence))
    elif group == PROBLEMS:
        for entry in catalogue().values():
            yield from ((entry.code, plain(text)) for text in (entry.what, entry.remedy))
    else:
        yield from texts_of(template(group))


def too_hard(texts: Iterable[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """The texts over a grade, each once; those of a few words have no grade of their own."""
    graded = [(where, text, counted(text)) for where, text in dict.fromkeys(texts)]
    return [(where, text) for where, text, c in graded if c.words >= FEWEST and c.grade > most]


@pytest.mark.parametrize("group", GROUPS)
def test_no_text_is_harder_than_its_readers_take(group: str) -> None:
    most = OF_SUPPLIERS if group in SUPPLIERS else OF_OFFICERS
    found = too_hard(texts(group), most)
    allowed = [each["text"] for each in EXCEPTIONS if each["in"] == group]
    told = [
        f"{where}: grade {counted(text).grade:.1f}: {text}"
        for where, text in found
        if not any(fnmatchcase(text, each) for each in allowed)
    ]
    assert not told, f"over grade {most}:\n" + "\n".join(told)

    needless = [each for each in allowed if not any(fnmatchcase(text, each) for _, text in found)]
    assert needless == [], "take these off tests/looks/grades.yaml"


@pytest.mark.parametrize("group", GROUPS)
def test_all_of_a_workbook_together_is_easy_enough(group: str) -> None:
    most = OF_SUPPLIERS if group in {*SUPPLIERS, MEASURES} else OF_OFFICERS
    assert in_all(text for _, text in texts(group)).grade <= most


def test_a_grade_is_that_of_flesch_and_kincaid() -> None:
    easy, hard = (
        "The cat sat on the mat.",
        "Organisational considerations necessitate clarification.",
    )
    assert counted(easy) == (1, 6, 6)
    assert counted(easy).grade == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert counted(hard).grade > 30 > OF_OFFICERS


def test_sentences_end_at_full_stops_and_colons_but_not_within_figures() -> None:
    assert counted("Full time is 1.0. Half of it: 0.5!") == (3, 8, 8)


def test_a_text_over_the_grade_is_named() -> None:
    hard = "Notwithstanding contractual stipulations, organisations communicate " * 2
    easy = "Count what you did for this contract. Leave out what you did for others."
    assert too_hard([("A", hard), ("B", easy), ("C", "Organisation")], 7) == [("A", hard)]


def test_what_formulas_say_is_read_too() -> None:
    said = [text for _, text in texts("monitoring_return")]
    formulas = [i.formula for _, i in template("monitoring_return").cells() if i.formula]
    assert any(f'"{text}"' in formula for text in said for formula in formulas)
