"""A wording says what its data are; a council's own stands in its place; its faults are told."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from svtools.documents import wording
from svtools.documents.blocks import Heading, Paragraph, words
from svtools.documents.markdown import blocks
from svtools.documents.wording import rendered
from svtools.errors import InputError

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Renders `shipped` wordings, with those that the council has of its own."""
    templates, council = tmp_path / "templates", tmp_path / "council"

    def fill(folder: Path, files: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")

    def said(shipped: str, own: dict[str, str] | None = None, **data: Any) -> str:
        fill(templates, {"page.md.j2": shipped, "shared.md.j2": SHARED})
        fill(council / "documents", own or {})
        return rendered("page.md.j2", data, council)

    monkeypatch.setattr(wording, "templates_folder", lambda: templates)
    return said


SHARED = "{% macro strong(words) %}**{{ words }}**{% endmacro %}"


def shown(markdown: str) -> list[str]:
    return [
        words(block.text) for block in blocks(markdown) if isinstance(block, Heading | Paragraph)
    ]


def test_a_councils_own_wording_stands_in_place_of_the_one_that_ships(say: Say) -> None:
    assert say("Ours.") == "Ours."
    assert say("Ours.", {"page.md.j2": "Theirs."}) == "Theirs."


def test_a_council_may_replace_the_shared_words_alone(say: Say) -> None:
    text = '{% from "shared.md.j2" import strong %}{{ strong("Hear") }}'
    own = {"shared.md.j2": "{% macro strong(words) %}*{{ words }}*{% endmacro %}"}
    assert (say(text), say(text, own)) == ("**Hear**", "*Hear*")


@pytest.mark.parametrize(
    "text",
    [
        "# No heading", "- no list", "1. no list", "a\n\n# b", "*a* _b_ `c`", "[a](b) ![c](d)",
        "<b>a</b> &amp; b", "~~~", "a | b", "=", "+ a", "> a",
    ],
)  # fmt: skip
def test_data_never_set_out_the_page(say: Say, text: str) -> None:
    (found,) = blocks(say("{{ name }}", name=text))
    assert isinstance(found, Paragraph)
    assert words(found.text) == " ".join(text.split())
    assert len(found.text) == 1 or not any(run.strong or run.link for run in found.text)


def test_what_is_markdown_already_stands_as_it_is(say: Say) -> None:
    assert shown(say("{{ text }}", text=Markup("# A *word*"))) == ["A word"]


@pytest.mark.parametrize("own", ["One\n{{ headlin }}", "One\n{{ front.headlin }}"])
def test_an_unknown_name_is_told_with_its_file_and_line(say: Say, own: str) -> None:
    with pytest.raises(InputError) as told:
        say("", {"page.md.j2": own}, front=SimpleNamespace(headline=1), year="2025-26")
    assert str(told.value) == (
        "The wording page.md.j2, line 2: it names 'headlin', which isn't there. "
        "It may name: front, year."
    )


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("a\n{% if %}", r"page\.md\.j2, line 2: "),
        ('{% include "other.md.j2" %}', "asks for a wording 'other.md.j2'"),
        ("{{ 1 / 0 }}", r"line 1: it can't be followed"),
        ("{{ ''.__class__.__mro__ }}", "it can't be followed|isn't there"),
        ("{{ a | nothing }}", "nothing"),
    ],
)
def test_a_wording_that_cant_be_followed_is_told_in_words(say: Say, own: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        say("", {"page.md.j2": own}, a=1)


def test_a_misspelt_wording_is_not_passed_over(say: Say) -> None:
    with pytest.raises(InputError, match=r"No document uses the wording pages\.md\.j2.*page\.md"):
        say("", {"pages.md.j2": "Never read."})


def test_letters_of_another_encoding_are_told(say: Say, tmp_path: Path) -> None:
    say("")
    (tmp_path / "council" / "documents" / "page.md.j2").write_bytes("£5".encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8"):
        say("")


def test_a_space_beside_data_is_kept(say: Say) -> None:
    assert say('{{ one }}{{ "; " }}{{ two }}', one="a\n b ", two="c") == "a b ; c"


@pytest.mark.parametrize(
    "own",
    [
        '{% extends "page.md.j2" %}',
        '{% include "page.md.j2" %}',
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    ],
)
def test_a_wording_without_end_is_told_how_to_build_on_the_one_that_ships(
    say: Say, own: str
) -> None:
    with pytest.raises(InputError) as told:
        say("Ours.", {"page.md.j2": own})
    assert "page.md.j2, line 1: it extends, includes or calls itself" in told.value.what
    assert "'shipped/page.md.j2'" in told.value.remedy


def test_a_councils_own_may_build_on_the_one_that_ships(say: Say) -> None:
    shipped = "{% block front %}Ours.{% endblock %} And more."
    own = '{% extends "shipped/page.md.j2" %}{% block front %}Theirs.{% endblock %}'
    assert say(shipped, {"page.md.j2": own}) == "Theirs. And more."
    assert say(shipped, {"page.md.j2": '{% include "shipped/page.md.j2" %}'}) == "Ours. And more."
