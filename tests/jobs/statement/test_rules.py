"""What a statement says, and what it refuses, in words; nothing is half written."""

import re
import shutil
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError, OutputError, SvtoolsError
from svtools.jobs.statement import run as job
from svtools.jobs.statement.edition import Given
from svtools.jobs.statement.run import write_statement
from svtools.jobs.statement.texts import begin, read_texts
from svtools.policy import load_council
from tests.jobs.statement import few_people
from tests.jobs.statement.published import SAMPLES, STORY, Published, publish, write_texts
from tests.making import edit


def png() -> bytes:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


PIXEL = png()


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """The samples' year alone, without Local Spend, to be changed."""
    for name in ("summary.xlsx", "contracts_register.xlsx"):
        shutil.copy(SAMPLES / name, tmp_path / name)
    return Given(
        [tmp_path / "summary.xlsx"],
        tmp_path / "contracts_register.xlsx",
        "2025-26",
        "southend",
        write_texts(tmp_path / "texts"),
    )


def emptied(path: Path, tables: Mapping[str, tuple[str, ...]]) -> None:
    """Blank columns of a workbook's sheets, or all cells of their rows where none are named."""

    def change(book: Any) -> None:
        for sheet, columns in tables.items():
            of = book[sheet]
            heads = {cell.value: cell.column for cell in of[5]}
            for row in range(6, of.max_row + 1):
                for column in [heads[c] for c in columns] or range(1, of.max_column + 1):
                    of.cell(row, column).value = None

    edit(path, change)


VALIDATED = ("Validated units", "Validated units that count", "Validated value")


def test_a_year_of_which_nothing_is_validated(given: Given, tmp_path: Path) -> None:
    (given.texts / "case_studies" / STORY).unlink()  # type: ignore[operator]
    emptied(given.summaries[0], {"Data": VALIDATED})
    made = publish(given, tmp_path / "out")
    said = made.everything["statement.html"]
    assert made.made.headline == "SVA £0 and LEVA £0 validated"
    assert "T5. What that is in people and things, as far as it is validated: nothing has" in said
    assert "T6. By contract: what was validated, £: nothing has been validated yet." in said
    assert "0% of the SVA and 0% of the LEVA promised for the year" in said
    assert "The largest contract" not in said


def test_a_year_of_which_nothing_was_promised(given: Given, tmp_path: Path) -> None:
    emptied(given.summaries[0], {"Promises": ()})
    made = publish(given, tmp_path / "out")
    said = made.everything["statement.html"]
    assert "Nothing was promised for the year" in said
    assert "No theme has promises for the year" in said
    assert made.of_csv["T1.1.1"]["As printed"] == "£0"
    assert "T2.1.4" in made.of_csv
    assert made.of_csv["T2.1.4"]["As printed"] == "not known"
    assert made.of_csv["T2.1.4"]["Figure"] == ""


def test_a_year_without_promise_or_figure_is_refused(given: Given, tmp_path: Path) -> None:
    emptied(given.summaries[0], {"Promises": (), "Data": ()})
    with pytest.raises(InputError, match="has neither a promise nor a figure for 2025-26"):
        write_statement(given, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_local_spend_its_tables_are_a_line(given: Given, tmp_path: Path) -> None:
    made = publish(given, tmp_path / "out")
    said = made.everything["statement.html"]
    assert not {"T8", "T8b", "T8c", "T8d"} & {*made.of_page}
    assert said.count("no Local Spend was given: run") == 4
    assert "How much is spent locally is not known" in said
    assert "Local" not in made.everything["figures.csv"].replace("Local economic", "").replace(
        "Local people", ""
    )


def test_promised_is_never_called_delivered(published: Published) -> None:
    for number, row in published.of_csv.items():
        said = f"{row['Row']} {row['Column']} {row['Of what']}".lower()
        if "portal" not in said:
            assert "delivered" not in said, number
    for said in published.everything.values():
        assert "not money paid" in said or "statement." not in said[:9]


def test_figures_of_the_portal_are_in_no_figure_of_the_workbooks(published: Published) -> None:
    of_portal = [name for name, row in published.of_csv.items() if "Portal: " in row["Row"]]
    assert {name.split(".")[0] for name in of_portal} == {"T1"}
    assert "C0106" not in "".join(published.of_page["T6"][1][0])


def test_measures_that_are_not_valued_have_no_pounds(published: Published) -> None:
    assert published.of_page["T4b"]
    assert not [cell for row in published.of_page["T4b"][1:] for cell in row if "£" in cell]


def test_no_supplier_is_named_but_where_the_council_says_so(
    published: Published, tmp_path: Path
) -> None:
    given = published.given
    book = openpyxl.load_workbook(given.register, read_only=True, data_only=True)
    rows = [*book["Contracts"].iter_rows(min_row=6, values_only=True)]
    book.close()
    column = rows[0].index("Supplier")
    names = {row[column] for row in rows[1:] if row[column]}
    for file, said in published.everything.items():
        assert not [name for name in names if name in said], file
    hours = {"C1": {"PJ04": 100}, "C2": {"PJ04": 50}, "C3": {"PJ04": 20}}
    texts = write_texts(tmp_path / "texts")
    (texts / "case_studies" / STORY).unlink()
    (texts / "about.yaml").write_text("name the largest supplier: yes\n", encoding="utf-8")
    of_hours = replace(few_people.year(tmp_path, hours, {}, {}), texts=texts)
    said = publish(of_hours, tmp_path / "out").everything["statement.html"]
    assert f"Its supplier is {few_people.ONE.key.supplier}." in said


def story(given: Given, text: str) -> None:
    (given.texts / "case_studies" / STORY).write_text(text, encoding="utf-8")  # type: ignore[operator]


def of_foreword(content: bytes) -> Callable[[Given], None]:
    def change(given: Given) -> None:
        (given.texts / "foreword.md").write_bytes(content)  # type: ignore[operator]

    return change


def picture(name: str, content: bytes, text: str) -> Callable[[Given], None]:
    def change(given: Given) -> None:
        (given.texts / name).write_bytes(content)  # type: ignore[operator]
        of_foreword(text.encode())(given)

    return change


REFUSED: dict[str, tuple[Callable[[Given], None], str]] = {
    "a text that isn't UTF-8": (of_foreword(b"caf\xe9"), "foreword.md is not text in UTF-8"),
    "a case study of an unknown contract": (
        lambda given: story(given, "---\ncontract: C9999\n---\nWords.\n"),
        "of the contract 'C9999', which isn't in the register",
    ),
    "a case study without a contract": (
        lambda given: story(given, "Words.\n"),
        "names no contract",
    ),
    "a case study whose first lines are no pairs": (
        lambda given: story(given, "---\nC0101\n---\nWords.\n"),
        "first lines of the case study C0107.md can't be read",
    ),
    "a case study of which nothing is validated": (
        lambda given: story(given, "---\ncontract: C0104\n---\nWords.\n"),
        "of C0104, of which nothing is validated",
    ),
    "a figure that isn't validated": (
        lambda given: story(given, "---\ncontract: C0101\n---\n{{ OP08 }}\n"),
        "names OP08, of which nothing is validated",
    ),
    "a figure that is none": (
        lambda given: story(given, "---\ncontract: C0101\n---\n{{ XX99 }}\n"),
        "names XX99, which is the code of no measure",
    ),
    "an unread name in a case study": (
        lambda given: story(given, "---\ncontract: C0101\n---\n{{ SVA validated }}\n"),
        "names '{{ SVA validated }}', in whose place no figure can be put",
    ),
    "a picture without words": (
        picture("pier.png", PIXEL, "![](pier.png)"),
        "has no words for people who can't see it",
    ),
    "a picture that isn't there": (of_foreword(b"![The pier](pier.png)"), "can't be used"),
    "a picture from elsewhere": (of_foreword(b"![The pier](../pier.png)"), "can't be used"),
    "a picture from the web": (
        of_foreword(b"![The pier](https://example.org/pier.png)"),
        "can't be used",
    ),
    "a broken picture": (
        picture("pier.png", b"no picture", "![The pier](pier.png)"),
        "pier.png can't be read",
    ),
    "a picture that breaks off": (
        picture("pier.png", PIXEL[:20], "![The pier](pier.png)"),
        "pier.png can't be read",
    ),
    "a picture within a line": (
        picture("pier.png", PIXEL, "See ![The pier](pier.png) here."),
        "pier.png",
    ),
    "a figure outside a case study": (
        of_foreword(b"{{ OP01 }} of us"),
        "foreword.md names '{{ OP01 }}'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_texts_that_cannot_be_used_are_refused(given: Given, tmp_path: Path, case: str) -> None:
    change, told = REFUSED[case]
    change(given)
    with pytest.raises(InputError) as refused:
        write_statement(given, tmp_path / "out")
    assert told in refused.value.what
    assert refused.value.remedy
    assert not (tmp_path / "out").exists()


def test_a_code_in_small_letters_is_the_measure_s(given: Given, tmp_path: Path) -> None:
    story(given, "---\ncontract: C0107\n---\nThey gave {{ AI01 }}, just {{ai01}}.\n")
    said = publish(given, tmp_path / "out").everything["statement.html"]
    (found,) = re.findall(r"They gave (.*), just (.*)\.", said)
    assert found[0] == found[1]


def test_about_yaml_has_its_own_lines_only(given: Given, tmp_path: Path) -> None:
    (given.texts / "about.yaml").write_text("colour: blue\n", encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(SvtoolsError, match="line 1: unknown key 'colour'"):
        write_statement(given, tmp_path / "out")


def test_a_picture_with_words_stands_in_both(given: Given, tmp_path: Path) -> None:
    picture("pier.png", PIXEL, "![The pier in May](pier.png)")(given)
    made = publish(given, tmp_path / "out")
    assert made.html.xpath("//img[@alt='The pier in May']")
    assert 'descr="The pier in May"' in made.word.element.xml


def test_a_missing_text_is_named_and_left_out(given: Given, tmp_path: Path) -> None:
    (given.texts / "equality.md").unlink()  # type: ignore[operator]
    made = publish(given, tmp_path / "out")
    assert made.made.texts.missing() == ["equality.md"]
    assert not made.html.xpath("//h2[text()='Equality']")


def test_a_folder_of_texts_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no folder .*--new-texts"):
        read_texts(tmp_path / "gone")


def test_texts_cannot_be_begun_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"texts is a file\."):
        begin(tmp_path / "texts")


def test_two_summaries_of_one_year(given: Given, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    shutil.copy(given.summaries[0], again)
    with pytest.raises(InputError, match=r"are both summaries of 2025-26"):
        write_statement(replace(given, summaries=[*given.summaries, again]), tmp_path / "out")


@pytest.mark.parametrize(
    ("names", "year", "told"),
    [
        (["summary 2024-25.xlsx"], "2025-26", "No summary of 2025-26 was given"),
        (["summary.xlsx"], "2023-24", "No summary of 2023-24 was given: summary.xlsx is of"),
        (["summary 2024-25.xlsx", "summary.xlsx"], "2024-25", "which is later than 2024-25"),
        (["contracts_register.xlsx"], "2025-26", "contracts_register.xlsx"),
        (["gone.xlsx"], "2025-26", "gone.xlsx"),
        ([], "2025-26", "No summary was given"),
    ],
)
def test_other_summaries_are_refused(
    given: Given, tmp_path: Path, names: list[str], year: str, told: str
) -> None:
    other = replace(given, summaries=[SAMPLES / name for name in names], year=year)
    with pytest.raises(InputError) as refused:
        write_statement(other, tmp_path / "out")
    assert told in refused.value.what


def test_a_wording_that_names_an_unknown_figure(given: Given, tmp_path: Path) -> None:
    folder = tmp_path / "council"
    shutil.copytree(load_council("southend").folder, folder)
    (folder / "documents").mkdir()
    wording = folder / "documents" / "statement.md.j2"
    for text, told in (
        ("# {{ title }}\n\n{{ profit }}\n", "statement.md.j2, line 3: it names 'profit'"),
        ("# {{ title }}\n\n```part\nT99\n```\n", "'T99'"),
    ):
        wording.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as refused:
            write_statement(replace(given, council=str(folder)), tmp_path / "out")
        assert told in refused.value.what
        assert not (tmp_path / "out").exists()


def test_the_output_cannot_be_a_file(given: Given, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises((InputError, OutputError), match="out"):
        write_statement(given, tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["texts", "texts/out"])
def test_the_output_cannot_lie_in_the_texts(given: Given, tmp_path: Path, name: str) -> None:
    """Its files would be inputs of the next edition."""
    with pytest.raises(InputError, match="whose files are read"):
        write_statement(given, tmp_path / name)


def test_what_cannot_be_put_leaves_the_draft_before_whole(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write_statement(given, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (given.texts / "foreword.md").write_text("Other words.", encoding="utf-8")  # type: ignore[operator]
    put, count = Path.replace, 0

    def refused(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == 3:
            raise PermissionError(13, "Permission denied")
        return put(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OutputError):
        job.write_statement(given, folder)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
