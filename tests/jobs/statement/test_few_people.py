"""Nobody finds a small number of people by subtracting figures or dividing £ by a unit's value."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.statement import making
from svtools.jobs.statement.document import all_tables
from svtools.jobs.statement.edition import sha256
from svtools.jobs.statement.inputs import read_inputs
from svtools.jobs.statement.issued import issue
from svtools.jobs.statement.protection import protected
from svtools.jobs.statement.run import write_statement
from svtools.jobs.statement.tables_of_measures import is_sensitive
from svtools.jobs.statement.tables_of_value import by_contract as by_contract_of
from svtools.jobs.statement.tables_of_value import funnel
from svtools.jobs.statement.trace import trace
from tests.jobs.statement import few_people as few
from tests.jobs.statement.published import Published, publish, write_texts
from tests.making import YEAR, council, measure


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("few_people")
    return publish(few.year(folder), folder / "statement")


def reader(of: Published, units: few.Units = few.REPORTED, wards: object = few.WARDS) -> few.Reader:
    codes = {
        number: str(table.lines[row].cells[0]).partition(" ")[0]
        for table in of.made.tables.values()
        if table.number in {"T11", "T12"}
        for number, row, _, _ in table.figures()
    }
    return few.Reader(units, wards, codes)  # type: ignore[arg-type]


def seen(of: Published, **given: object) -> list[few.Row]:
    by = reader(of, **given)  # type: ignore[arg-type]
    text = (of.folder / "figures.csv").read_text(encoding="utf-8-sig")
    return [*by.known(text), *by.ties()]


def test_the_reader_finds_them_where_nothing_is_withheld(published: Published) -> None:
    """So that the tests below can fail."""
    by = reader(published)
    rows = [
        by.sum_of(
            {
                "Number": number,
                "Row": table.lines[row].name,
                "Column": table.head[column + 1],
            }
        )
        for table in all_tables(published.made.inputs)
        for number, row, column, _ in table.figures()
    ]
    hidden = few.secrets(few.REPORTED, few.WARDS)
    assert len(hidden) > 10
    assert len(few.found(hidden, [*rows, *by.ties()])) > 6


def test_nobody_finds_a_small_number(published: Published) -> None:
    hidden = few.secrets(few.REPORTED, few.WARDS)
    assert few.found(hidden, seen(published)) == []


def test_headline_and_themes_are_always_told(published: Published) -> None:
    told = [row["As printed"] for n, row in published.of_csv.items() if n[:3] in {"T1.", "T2."}]
    assert told
    assert "withheld" not in told


def test_not_all_is_withheld(published: Published) -> None:
    told = [row for row in published.of_csv.values() if row["As printed"] != "withheld"]
    assert len(told) > len(published.of_csv) * 0.7
    assert published.of_csv["T4.2.3"]["Figure"] or published.of_csv["T4.1.3"]["Figure"]


def test_what_is_withheld_stands_in_no_file(published: Published) -> None:
    withheld = [
        (number, figure)
        for table in published.made.tables.values()
        for number, _, _, figure in table.figures()
        if figure.is_withheld
    ]
    assert withheld
    for number, figure in withheld:
        row = published.of_csv[number]
        assert (row["Figure"], row["As printed"]) == ("", "withheld")
        assert published.of_workbook[number]["Figure"] is None
        table, line, column = number.split(".")
        assert published.of_page[table][int(line)][int(column)] == "withheld"
        assert published.of_word[table][int(line)][int(column)] == "withheld"
        for file, said in published.everything.items():
            if figure.value and figure.value > 1000:
                assert f"{figure.value:,.0f}" not in said, (file, number)
    many = len(withheld)
    assert f"{many} figures are withheld" in published.everything["statement.html"]


def test_a_withheld_figure_is_not_traced(published: Published) -> None:
    number = next(n for n, row in published.of_csv.items() if row["As printed"] == "withheld")
    said = trace(published.folder, number)
    assert "It is withheld" in said[2]
    assert not [line for line in said if "cell" in line]


CORRECTED = {**few.REPORTED, "C3": {"OP01": 3, "SW05": 22}}


@pytest.fixture
def two_editions(published: Published, tmp_path: Path) -> tuple[Published, Published]:
    """An edition that was issued, and one in which C3 corrected a number by 2."""
    shutil.copytree(published.folder.parent, tmp_path / "first")
    first = tmp_path / "first" / "statement"
    issue(first, date(2026, 6, 30))
    given = replace(few.year(tmp_path / "corrected", CORRECTED), earlier=first)
    return published, publish(given, tmp_path / "second")


def test_an_earlier_edition_doesn_t_tell_by_difference(
    two_editions: tuple[Published, Published],
) -> None:
    """What is as it was is the same quantity in both; what was corrected is another one."""
    first, second = two_editions
    changed = {
        ("reported", "C3", "SW05"), ("validated", "C3", "SW05"),
        ("ward", "not stated", "SW05"), ("group", "not stated", "SW05"),
    }  # fmt: skip
    later = [
        {((*part, "new") if part in changed else part): weight for part, weight in row.items()}
        for row in seen(second, units=CORRECTED)
    ]
    hidden = few.secrets(few.REPORTED, few.WARDS)
    assert few.found(hidden, [*seen(first), *later]) == []


@pytest.mark.parametrize(("ref", "code"), [("C2", "OP01"), ("C1", "OP03"), ("C2", "SW05")])
def test_a_case_study_of_few_people_is_refused(
    published: Published, tmp_path: Path, ref: str, code: str
) -> None:
    texts = write_texts(tmp_path / "texts")
    story = f"---\ncontract: {ref}\n---\nThey were {{{{ {code} }}}}.\n"
    (texts / "case_studies" / "C0107.md").write_text(story, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        write_statement(replace(published.given, texts=texts), tmp_path / "out")
    assert f"would tell a number of people that is withheld ({code})" in refused.value.what
    assert not (tmp_path / "out").exists()


def test_a_case_study_doesn_t_tell_by_difference(published: Published, tmp_path: Path) -> None:
    """9 of the 11 people are C2's: told beside the whole, C1's 2 would be known."""
    texts = write_texts(tmp_path / "texts")
    story = "---\ncontract: C2\n---\nThey were {{ OP03 }}.\n"
    (texts / "case_studies" / "C0107.md").write_text(story, encoding="utf-8")
    made = publish(replace(published.given, texts=texts), tmp_path / "out")
    assert "They were 9 people." in made.everything["statement.html"]
    hidden = few.secrets(few.REPORTED, few.WARDS)
    told: few.Row = {("validated", "C2", "OP03"): 1.0}
    assert few.found(hidden, [*seen(made), told]) == []


def test_making_again_is_the_same(published: Published) -> None:
    assert making.made_again(published.folder).tables == published.made.tables


def test_a_count_of_the_whole_council_is_told_though_one_contract_has_it(
    published: Published,
) -> None:
    """3 people, and nothing says of which contract."""
    of_csv = published.of_csv.values()
    said = [
        row["As printed"]
        for row in of_csv
        if row["Row"].startswith("OP04") or row["Row"] == measure("OP04").title
    ]
    assert said.count("3") == 3  # T4 reported and validated, T5
    assert "withheld" not in said
    assert published.made.tables["T5"].head == ("What", "Validated", "Unit")


ALONE: few.Units = {
    "C1": {"OP01": 2, "SW05": 40, "PJ04": 100},
    "C2": {"OP03": 9, "SW05": 30, "PJ04": 50},
    "C3": {"SW05": 20},
}


def by_contract(of: Published, column: str = "") -> set[str]:
    return {
        row["As printed"]
        for number, row in of.of_csv.items()
        if number.startswith(("T6.", "T6b.")) and row["Column"].startswith(column)
    }


def test_nothing_is_told_by_contract_where_the_headline_is_one_contract_s(tmp_path: Path) -> None:
    """All LEVA is 2 people's: any other contract without LEVA would help to say whose they are."""
    made = publish(few.year(tmp_path, ALONE), tmp_path / "out")
    assert by_contract(made) == {"withheld"}
    assert [r["As printed"] for n, r in made.of_csv.items() if n[:3] == "T5."].count("2") == 1


def test_two_contracts_hide_each_other_s_part_of_the_headline(tmp_path: Path) -> None:
    units = {**ALONE, "C3": {"OP16": 70_000}}
    made = publish(few.year(tmp_path, units), tmp_path / "out")
    assert "withheld" in by_contract(made, "LEVA")
    assert by_contract(made, "SVA") != {"withheld"}
    assert few.found([{("validated", "C1", "OP01"): 1.0}], seen(made, units=units)) == []


def test_a_contract_s_people_are_those_of_all_its_suppliers(tmp_path: Path) -> None:
    """2 at one supplier and 2 at another are 4 under the contract's name."""
    units: few.Units = {"C1": {"OP01": 2}, "C2": {"OP01": 2}, "C3": {"OP02": 20, "PJ04": 50}}
    given = few.year(tmp_path, units, {}, {})
    inputs = read_inputs(given.summaries, given.register, YEAR, council())
    both = Key("C1", "", "Two Ltd")
    rows = [
        replace(row, contract=both) if row.contract == few.TWO.key else row
        for row in inputs.all_amounts
    ]
    inputs.__dict__["all_amounts"] = rows
    tables, found = protected([by_contract_of(inputs), funnel(inputs)], inputs, {})
    assert [line.name[:2] for line in tables[0].lines] == ["C1", "C3", "Al"]
    assert {"T6.1.2", "T6.2.2", "T6.1.3"} <= found.withheld
    assert not found.withheld & {"T1.4.2", "T6.3.2"}


def test_a_total_doesn_t_tell_that_all_its_cells_are_the_least_or_the_most(tmp_path: Path) -> None:
    """1 and 1 of 2, 4 and 4 of 8; of 3 nobody knows which is the 1, of 7 which is the 4."""
    cells = {"OP03": (1, 1), "OP04": (4, 4), "OP02": (1, 2), "OP01": (3, 4)}
    units: few.Units = {
        "C1": {"PJ04": 100},
        "C2": {code: sum(both) for code, both in cells.items()},
        "C3": {"PJ04": 50},
    }
    wards = {code: {"Leigh": a, "Milton": b} for code, (a, b) in cells.items()}
    made = publish(few.year(tmp_path, units, wards, {}), tmp_path / "out")
    told = {
        row["Row"][:4]: row["As printed"]
        for number, row in made.of_csv.items()
        if number.startswith(("T4.", "T4b.")) and row["Column"] == "Reported"
    }
    assert {r["As printed"] for n, r in made.of_csv.items() if n[:4] == "T11."} == {"withheld"}
    assert {code: told[code] for code in cells} == {
        "OP03": "withheld", "OP04": "withheld", "OP02": "3", "OP01": "7",
    }  # fmt: skip


def test_a_measure_that_is_not_known_is_taken_to_be_sensitive(published: Published) -> None:
    inputs = published.made.inputs
    (known,) = inputs.register.sets
    assert is_sensitive(inputs, ("gone-2020", "OP01"))
    assert is_sensitive(inputs, (known, "ZZ99"))
    assert not is_sensitive(inputs, (known, "OP01"))


@pytest.fixture
def issued(published: Published, tmp_path: Path) -> tuple[Published, Path]:
    """An issued edition with texts, and what the next is made from."""
    shutil.copytree(published.folder.parent, tmp_path / "year")
    year = tmp_path / "year"
    given = replace(
        published.given,
        summaries=[year / path.name for path in published.given.summaries],
        register=year / published.given.register.name,
        texts=write_texts(year / "texts"),
    )
    story = "---\ncontract: C2\n---\nThey gave {{ PJ04 }}.\n"
    (year / "texts" / "case_studies" / "C0107.md").write_text(story, encoding="utf-8")
    made = publish(given, year / "with texts")
    issue(made.folder, date(2026, 6, 30))
    return made, tmp_path / "next"


def test_texts_may_be_mended_after_an_edition_is_issued(issued: tuple[Published, Path]) -> None:
    first, folder = issued
    (first.given.texts / "corrections.md").write_text("We were wrong.\n", encoding="utf-8")  # type: ignore[operator]
    (first.given.texts / "foreword.md").unlink()  # type: ignore[operator]
    assert trace(first.folder, "T1.1.1")
    write_statement(replace(first.given, earlier=first.folder), folder)


def test_a_case_study_must_be_as_it_was_when_it_told(issued: tuple[Published, Path]) -> None:
    first, folder = issued
    (first.given.texts / "case_studies" / "C0107.md").unlink()  # type: ignore[operator]
    assert trace(first.folder, "T1.1.1")
    with pytest.raises(InputError) as refused:
        write_statement(replace(first.given, earlier=first.folder), folder)
    assert "C0107.md is not there" in refused.value.what
    assert "workbooks and case studies" in refused.value.remedy


@pytest.mark.parametrize(
    ("rehashed", "says"), [(False, "isn't known any more"), (True, "come out otherwise")]
)
def test_what_was_printed_is_what_was_told(
    issued: tuple[Published, Path], rehashed: bool, says: str
) -> None:
    """Another version of the tool, or another council's folder, would work out something else."""
    first, folder = issued
    figures, manifest = (first.folder / name for name in ("figures.csv", "manifest.json"))
    before = figures.read_bytes()
    after = re.sub(rb"(T1\.1\.1,.*),[^,]*\r\n", rb"\1,not known\r\n", before)
    assert after != before
    figures.write_bytes(after)
    if rehashed:
        said = manifest.read_text(encoding="utf-8")
        manifest.write_text(said.replace(sha256(before), sha256(after)), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        write_statement(replace(first.given, earlier=first.folder), folder)
    assert says in refused.value.what
    assert not folder.exists()
