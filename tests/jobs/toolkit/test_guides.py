"""The guides say what the council's folder and the core say, in plain words, in both forms."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from svtools.documents.blocks import Bullets, Heading, Paragraph, words
from svtools.documents.markdown import blocks
from svtools.documents.wording import rendered
from svtools.errors import InputError, OutputError
from svtools.folders import templates_folder
from svtools.jobs.toolkit.facts import guide
from svtools.jobs.toolkit.make import AUDIENCES, audiences_of, file_names, make_toolkits
from svtools.jobs.toolkit.measures import told_set
from svtools.measures import MeasureSet, open_set
from svtools.policy import Council, load_council
from svtools.workbooks import replacing
from tests.jobs.toolkit.councils import copy_of
from tests.looks.grades import in_all

TODAY = date(2026, 11, 26)
GUIDES = sorted(path.name for path in templates_folder().glob("toolkit_*.md.j2"))
MOST_WORDS = 1800
"""What four printed pages hold, tables included."""


def made(folder: Path, council: Council, measures: MeasureSet | None = None) -> dict[str, str]:
    """The words of every file, by its name."""
    make_toolkits(AUDIENCES, folder, council, TODAY, measures)
    return {path.name: said_in(path) for path in folder.iterdir()}


def said_in(path: Path) -> str:
    if path.suffix == ".docx":
        body = docx.Document(io.BytesIO(path.read_bytes())).element.body
        texts = [node.text or "" for node in body.iter() if str(node.tag).endswith("}t")]
        return " ".join(" ".join(texts).split())
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
        text = text.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"')
    return " ".join(text.split())


def of_guides(files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.startswith("toolkit_")}


@pytest.fixture(scope="module")
def southend(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("guides") / "southend"
    return made(folder, load_council("southend"), open_set())


def test_every_audience_has_a_page_and_a_word_file(southend: dict[str, str]) -> None:
    assert {*southend} == {*file_names(AUDIENCES)}
    assert len(of_guides(southend)) == 8


@pytest.mark.parametrize("audience", AUDIENCES)
def test_page_and_word_file_say_the_same(audience: str, southend: dict[str, str]) -> None:
    page, word = (southend[f"toolkit_{audience}.{ending}"] for ending in ("html", "docx"))
    bare = re.compile(r"[\W_]+")
    title, _, page = page.partition(" Southend-on-Sea City Council,")
    assert bare.sub("", page) in bare.sub("", word)
    assert title in word


def test_a_changed_threshold_changes_every_guide(southend: dict[str, str], tmp_path: Path) -> None:
    council = copy_of("southend", tmp_path / "council", council=("177897", "123456"))
    files = of_guides(made(tmp_path / "out", council, open_set()))
    assert [name for name, text in of_guides(southend).items() if "£177,897" not in text] == []
    assert [name for name, text in files.items() if "£123,456" not in text] == []
    assert [name for name, text in files.items() if "£177,897" in text] == []


@pytest.mark.parametrize("name", ["rotherham", "plymouth"])
def test_another_councils_guides_have_none_of_southends_words(name: str, tmp_path: Path) -> None:
    files = made(tmp_path / "out", load_council(name))
    own = load_council("southend")
    theirs = ["Southend", "2050", "9.2.", "£177,897", *(theme.name for theme in own.themes)]
    assert [(file, word) for file, text in files.items() for word in theirs if word in text] == []
    assert "measures.html" not in files


def test_contacts_stand_where_they_are_given_and_are_slots_otherwise(tmp_path: Path) -> None:
    old, new = "training:\n", "contacts:\n  equality: Equality team, 01702 000000\ntraining:\n"
    council = copy_of("southend", tmp_path / "council", guides=(old, new))
    toolkits = make_toolkits(AUDIENCES, tmp_path / "out", council, TODAY, open_set())
    files = {path.name: said_in(path) for path in toolkits.written}
    for text in of_guides(files).values():
        assert "Equality team, 01702 000000" in text
        assert "[the council adds its contact here]" in text
    assert len(toolkits.attention) == 1
    assert (
        "5 contacts (social value, tenders, returns, local business, measures page)"
        in (toolkits.attention[0])
    )


def test_values_of_a_closed_set_stand_nowhere(tmp_path: Path, southend: dict[str, str]) -> None:
    closed = replace(open_set(), licence="CC BY-NC-ND 4.0")
    toolkits = make_toolkits(
        ["providers"], tmp_path / "out", load_council("southend"), TODAY, closed
    )
    assert "£306.32" in southend["measures.html"]
    assert [path.name for path in toolkits.written if "£306.32" in said_in(path)] == []
    assert any("has no values: the licence" in sentence for sentence in toolkits.attention)


def test_the_page_of_measures_has_all_of_them_and_the_guides_some(
    southend: dict[str, str],
) -> None:
    for measure in open_set().measures.values():
        assert f"{measure.code} {measure.title}" in southend["measures.html"]
        assert measure.evidence in southend["measures.html"]
    assert "PJ01" in southend["toolkit_managers.html"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_equality_wage_and_themes_stand_in_every_guide(
    audience: str, southend: dict[str, str]
) -> None:
    text = southend[f"toolkit_{audience}.html"]
    for said in ("equality duty", "Living Wage", "Pride and Joy", "Climate Emergency", "10%"):
        assert said in text


def test_the_notice_is_plain_text_with_slots(southend: dict[str, str]) -> None:
    notice = southend["notice_text.txt"]
    assert "[share] of the total award criteria" in notice
    assert not re.search(r"[*|`\\]|\[\[", notice)


@pytest.mark.parametrize("name", GUIDES)
def test_no_figure_is_typed_in_a_wording(name: str) -> None:
    text = (templates_folder() / name).read_text(encoding="utf-8")
    said = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|^1\. ", "", text, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"£ ?\d+|\d+ ?%|\d{2,}", said) == []


def sentences(name: str) -> Iterator[str]:
    """What the wording itself says: no table, which holds the policy's and the measures' texts."""
    council = load_council("southend")
    facts = guide(council, TODAY, told_set(open_set()))

    def of(found: Any) -> Iterator[str]:
        for block in found:
            if isinstance(block, Bullets):
                for item in block.items:
                    yield from of(item)
            elif isinstance(block, Heading | Paragraph):
                yield words(block.text)

    yield from of(blocks(rendered(name, facts.data, council.folder)))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_guide_is_easy_to_read(audience: str) -> None:
    assert in_all(sentences(f"toolkit_{audience}.md.j2")).grade <= 8


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_guide_is_short(audience: str, southend: dict[str, str]) -> None:
    assert len(southend[f"toolkit_{audience}.docx"].split()) <= MOST_WORDS


def test_a_council_words_a_guide_itself(tmp_path: Path) -> None:
    council = copy_of("southend", tmp_path / "council")
    own = council.folder / "documents"
    own.mkdir()
    (own / "toolkit_managers.md.j2").write_text("# Ours\n\nFrom {{ day }}.", encoding="utf-8")
    files = made(tmp_path / "out", council, open_set())
    assert files["toolkit_managers.docx"].endswith("Ours From 26 November 2026.")
    assert "a guide for commissioners" in files["toolkit_commissioners.docx"]


def test_a_wrong_wording_writes_nothing(tmp_path: Path) -> None:
    council = copy_of("southend", tmp_path / "council")
    (council.folder / "documents").mkdir()
    (council.folder / "documents" / "toolkit_providers.md.j2").write_text("{{ pric }}")
    with pytest.raises(InputError, match=r"toolkit_providers.*names 'pric'.*may name: asked"):
        make_toolkits(AUDIENCES, tmp_path / "out", council, TODAY, open_set())
    assert not (tmp_path / "out").exists()


def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "measures.html").write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OutputError("There is no room left.")

    monkeypatch.setattr(replacing, "_take_their_places", full)
    with pytest.raises(OutputError):
        make_toolkits(AUDIENCES, out, load_council("southend"), TODAY, open_set())
    assert [path.name for path in out.iterdir()] == ["measures.html"]
    assert (out / "measures.html").read_text(encoding="utf-8") == "old"


def test_audiences_are_those_named_in_their_order() -> None:
    assert audiences_of([]) == [*AUDIENCES]
    assert audiences_of(["Providers", "managers", "providers"]) == ["managers", "providers"]
    with pytest.raises(InputError, match="no toolkit for 'buyers'"):
        audiences_of(["buyers"])
