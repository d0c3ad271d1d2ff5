"""A council's own measure set: from its list or our workbook into a register, and out again."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError, OutputError
from svtools.jobs.blanks import blank_register, write_blank
from svtools.jobs.register.measure_sets import export_set, import_set, read_set, set_in
from svtools.jobs.register.read import read_register
from svtools.measures import MeasureKind, MeasureSet, open_set, shipped_set
from svtools.workbooks.parse import parse
from svtools.workbooks.write import write
from tests.making import (
    EDITION,
    FIXTURES,
    contract,
    council,
    edit,
    register_cell,
    register_of,
    retyped,
    save_register,
)

HEADINGS = ("Ref", "Description", "Unit of measure", "Type", "Theme", "Proxy value (£)")
ROWS: tuple[tuple[Any, ...], ...] = (
    ("X1", "Made-up café hours", "hours", "SV", "Pride and Joy", 10.5),
    ("X2", "Made-up local jobs", "FTE", "LEV", "Opportunity and Prosperity", "£1,200.50"),
    ("X3", "Made-up counts", "events", "Social value", "Safe and Well", None),
)
PREAMBLE = (("Our own measures, made up",), (), ("Version", 3))


def sheet(path: Path, *rows: Sequence[Any], before: Sequence[Sequence[Any]] = ()) -> Path:
    """A workbook of the council's own, with other rows above its headings."""
    book = openpyxl.Workbook()
    for row in (*before, HEADINGS, *rows):
        book.active.append(list(row))
    book.save(path)
    book.close()
    return path


def text(path: Path, *rows: Sequence[Any], mark: str = ",", encoding: str = "utf-8") -> Path:
    lines = [
        mark.join(f'"{cell}"' if mark in str(cell) else str(cell or "") for cell in row)
        for row in (HEADINGS, *rows)
    ]
    path.write_text("\r\n".join(lines), encoding=encoding)
    return path


def check_the_three(found: MeasureSet) -> None:
    shown = [(m.code, m.title, m.unit, m.kind, m.theme, m.proxy) for m in found.measures.values()]
    assert shown == [
        ("X1", "Made-up café hours", "hours", MeasureKind.SV, "Pride and Joy", Decimal("10.5")),
        ("X2", "Made-up local jobs", "FTE", MeasureKind.LEV, "Opportunity and Prosperity",
         Decimal("1200.50")),
        ("X3", "Made-up counts", "events", MeasureKind.SV, "Safe and Well", None),
    ]  # fmt: skip
    assert {measure.edition for measure in found.measures.values()} == {found.edition}


def test_our_own_workbook_is_read(tmp_path: Path) -> None:
    export_set(open_set(), tmp_path / "m.xlsx", council())
    assert read_set(tmp_path / "m.xlsx", council()) == (open_set(), [])


def test_a_blank_workbook_has_no_measures(tmp_path: Path) -> None:
    write_blank("measures", tmp_path / "m.xlsx", council())
    found, _ = read_set(tmp_path / "m.xlsx", council())
    assert found.measures == {}


def test_a_list_under_other_headings_and_a_preamble_is_read(tmp_path: Path) -> None:
    found, problems = read_set(sheet(tmp_path / "ours.xlsx", *ROWS, before=PREAMBLE), council())
    assert problems == []
    assert (found.name, found.edition) == ("ours", "ours")
    check_the_three(found)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(",", "utf-8"), (",", "utf-8-sig"), (",", "cp1252"), (";", "utf-8"), ("\t", "cp1252")],
)
def test_a_text_file_is_read_whatever_program_wrote_it(
    tmp_path: Path, mark: str, encoding: str
) -> None:
    path = text(tmp_path / "ours.csv", *ROWS, mark=mark, encoding=encoding)
    found, problems = read_set(path, council(), edition="ours-2025")
    assert problems == []
    check_the_three(found)
    assert found.edition == "ours-2025"


WRONG = (
    ("X1", "", "hours", "SV", "Pride and Joy", "ten"),
    ("X1", "Again", "hours", "SVV", "No theme", -1),
    (None, "No code", None, "SV", "Pride and Joy", 1),
)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_everything_that_is_wrong_is_listed_at_once_with_its_cell(
    tmp_path: Path, kind: str
) -> None:
    path = (
        sheet(tmp_path / "ours.xlsx", *WRONG, before=PREAMBLE)
        if kind == "xlsx"
        else text(tmp_path / "ours.csv", *WRONG)
    )
    first = 5 if kind == "xlsx" else 2
    _, problems = read_set(path, council())
    assert {(p.code, p.cell_names) for p in problems} == {
        ("measure-fault", cell)
        for cell in (
            f"B{first}", f"F{first}",
            f"A{first + 1}", f"D{first + 1}", f"E{first + 1}", f"F{first + 1}",
            f"A{first + 2}", f"C{first + 2}",
        )
    }  # fmt: skip
    assert all(p.what and p.remedy for p in problems)


def test_each_fault_of_our_workbook_is_told_once(tmp_path: Path) -> None:
    export_set(open_set(), tmp_path / "m.xlsx", council())

    spoilt = {("proxy", 0): "ten", ("kind", 1): "both", ("unit", 2): None}
    proxy, kind, unit = (register_cell("measures", *at, of="measure_set") for at in spoilt)
    retyped(tmp_path / "m.xlsx", dict(zip((proxy, kind, unit), spoilt.values(), strict=True)))
    _, problems = read_set(tmp_path / "m.xlsx", council())
    assert sorted((p.cell_names, p.code) for p in problems) == [
        (unit[1], "measure-fault"),
        (proxy[1], "not-a-number"),
        (kind[1], "not-a-choice"),
    ]


def test_a_file_without_a_table_of_measures_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["What we did", "How often"])
    book.save(tmp_path / "deeds.xlsx")
    with pytest.raises(InputError, match="no table of measures"):
        read_set(tmp_path / "deeds.xlsx", council())


@pytest.mark.parametrize("name", ["none.xlsx", "none.csv"])
def test_a_file_that_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        read_set(tmp_path / name, council())


def register(folder: Path, **more: Any) -> Path:
    each = contract()
    return save_register(folder / "register.xlsx", register_of((each, {"OP01": 4})), **more)


def test_an_imported_set_stands_beside_those_in_use(tmp_path: Path) -> None:
    path = sheet(tmp_path / "ours.xlsx", *ROWS)
    found, problems = import_set(
        path, register(tmp_path), tmp_path / "new.xlsx", council(), edition="ours-2025"
    )
    assert problems == []
    made = read_register(tmp_path / "new.xlsx", council())
    assert made.problems == []
    assert list(made.sets) == [EDITION, "ours-2025"]
    assert made.sets["ours-2025"].measures == found.measures
    assert made.sets[EDITION] == open_set()


def test_importing_keeps_what_stood_in_the_register(tmp_path: Path) -> None:
    targets = [{"year": "2025-26", "theme": "Safe and Well", "sva": 5, "consulted": "Panel",
                "consulted_on": date(2025, 1, 2), "note": "Made up"}]  # fmt: skip
    activity = [{"year": "2025-26", "activity": "Grants", "area": "Grants", "value": 10}]
    years = [{"ref": "C1", "measure": "OP01", "year": "2025-26", "units": 4}]
    into = register(
        tmp_path,
        targets=targets,
        activity=activity,
        promise_years=years,
        fields={"settings.days_allowed": 14, "settings.behind": 0.5},
    )
    output = tmp_path / "new.xlsx"
    import_set(sheet(tmp_path / "ours.xlsx", *ROWS), into, output, council())
    old, new = read_register(into, council()), read_register(output, council())
    assert new.contracts == old.contracts
    assert new.promises == old.promises
    assert new.settings == old.settings
    assert new.settings.days_allowed == 14
    assert new.targets == old.targets
    known, now = (openpyxl.load_workbook(path) for path in (into, output))
    for name in ("Contracts", "Promises", "Promises by year", "Targets", "Other activity"):
        assert values(known[name]) == values(now[name]), name
    known.close()
    now.close()


def values(sheet_of: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet_of.iter_rows()]


def test_columns_of_notes_are_kept(tmp_path: Path) -> None:
    into = register(tmp_path)

    def with_notes(book: Any) -> None:
        width = book["Promises"].max_column
        book["Promises"].cell(4, width + 2).value = "Mine"
        book["Promises"].cell(5, width + 2).value = "Ask Jo"

    edit(into, with_notes)
    output = tmp_path / "new.xlsx"
    import_set(sheet(tmp_path / "ours.xlsx", *ROWS), into, output, council())
    kept = openpyxl.load_workbook(output)["Promises"]
    width = openpyxl.load_workbook(into)["Promises"].max_column
    assert [kept.cell(row, width).value for row in (4, 5)] == ["Mine", "Ask Jo"]


def test_an_edition_is_never_imported_twice(tmp_path: Path) -> None:
    path, into = sheet(tmp_path / "ours.xlsx", *ROWS), register(tmp_path)
    import_set(path, into, tmp_path / "new.xlsx", council())
    with pytest.raises(InputError, match="already has the edition 'ours'"):
        import_set(path, tmp_path / "new.xlsx", tmp_path / "newer.xlsx", council())
    assert not (tmp_path / "newer.xlsx").exists()


def test_a_set_with_faults_is_not_imported(tmp_path: Path) -> None:
    path = sheet(tmp_path / "ours.xlsx", *ROWS, *WRONG)
    _, problems = import_set(path, register(tmp_path), tmp_path / "new.xlsx", council())
    assert problems
    assert not (tmp_path / "new.xlsx").exists()


def test_a_set_goes_only_into_a_register(tmp_path: Path) -> None:
    path = sheet(tmp_path / "ours.xlsx", *ROWS)
    with pytest.raises(InputError, match="not a workbook made by this tool"):
        import_set(path, path, tmp_path / "new.xlsx", council())


def test_an_empty_set_is_not_imported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no measures"):
        import_set(
            sheet(tmp_path / "ours.xlsx"), register(tmp_path), tmp_path / "n.xlsx", council()
        )


def test_export_and_import_give_the_same_set(tmp_path: Path) -> None:
    first, _ = read_set(sheet(tmp_path / "ours.xlsx", *ROWS), council(), edition="ours-2025")
    export_set(first, tmp_path / "out.xlsx", council())
    assert set_in(tmp_path / "out.xlsx", council()) == first


def test_a_set_is_taken_from_a_register_by_its_edition(tmp_path: Path) -> None:
    into = register(tmp_path)
    output = tmp_path / "new.xlsx"
    import_set(sheet(tmp_path / "ours.xlsx", *ROWS), into, output, council())
    assert set_in(output, council()) == open_set()
    check_the_three(set_in(output, council(), edition="ours"))
    with pytest.raises(InputError, match="no edition 'theirs'"):
        set_in(output, council(), edition="theirs")


def test_a_set_with_faults_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="8 problems"):
        set_in(sheet(tmp_path / "ours.xlsx", *WRONG), council())


def test_the_output_is_told_where_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        export_set(open_set(), tmp_path / "no folder" / "out.xlsx", council())


OLDER_TEMPLATES = FIXTURES / "older_templates"
OLD = FIXTURES / "made_by_0_1_0" / "contracts_register.xlsx"


def test_a_set_of_flows_goes_into_an_older_register(tmp_path: Path) -> None:
    flows = replace(shipped_set("open-2025"), edition="ours-2031")
    export_set(flows, tmp_path / "ours.xlsx", council())
    output = tmp_path / "out.xlsx"
    import_set(tmp_path / "ours.xlsx", OLD, output, council())
    assert len(read_register(output, council()).sets["ours-2031"].measures) == len(flows.measures)


def test_a_set_with_a_stock_is_not_taken_for_flows_by_an_older_register(tmp_path: Path) -> None:
    export_set(open_set(), tmp_path / "ours.xlsx", council())
    with pytest.raises(InputError, match=r"without the column '.*'.* register refresh"):
        import_set(tmp_path / "ours.xlsx", OLD, tmp_path / "out.xlsx", council())
    assert not (tmp_path / "out.xlsx").exists()


def test_how_a_measure_counts_is_read_and_a_wrong_word_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    head = "Code,Title,Unit,Kind,Theme,How it counts,Once a year"
    rows = ["X1,One,staff,SV,Pride and Joy,Latest,", "X2,Two,staff,SV,Pride and Joy,average,no",
            "X3,Three,staff,SV,Pride and Joy,,Yes"]  # fmt: skip
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    made, problems = read_set(path, council())
    assert problems == []
    assert [(str(m.counting), m.once_a_year) for m in made.measures.values()] == [
        ("latest", False), ("average", False), ("flow", True),
    ]  # fmt: skip
    path.write_text("\n".join([head, rows[0].replace("Latest", "mostly")]), encoding="utf-8")
    (found,) = read_set(path, council())[1]
    assert (found.code, found.cell_names) == ("measure-fault", "F2")
    assert "'mostly' is no way to count" in found.what


def of_version_3(folder: Path) -> Path:
    """A register from before measure sets said what counts people, with the open set in it."""
    for older in ("contracts_register_3", "measure_set_2"):
        shutil.copyfile(OLDER_TEMPLATES / f"{older}.yaml", folder / f"{older[:-2]}.yaml")
    path = folder / "register_3.xlsx"
    write(parse(folder / "contracts_register.yaml"), blank_register(council()), path)
    return path


def test_a_register_from_before_the_columns_people_and_sensitive_is_read(tmp_path: Path) -> None:
    read = read_register(of_version_3(tmp_path), council())
    assert not [problem for problem in read.problems if problem.sheet == "Measures"]
    assert read.sets == {EDITION: open_set()}


def test_what_an_older_registers_blank_would_not_say_of_people_is_not_lost(tmp_path: Path) -> None:
    into, output = of_version_3(tmp_path), tmp_path / "out.xlsx"
    ours = replace(open_set(), edition="ours-2031")
    export_set(ours, tmp_path / "ours.xlsx", council())
    import_set(tmp_path / "ours.xlsx", into, output, council())
    told = replace(ours.measures["PJ04"], sensitive=True)
    export_set(replace(ours, measures={"PJ04": told}), tmp_path / "told.xlsx", council())
    with pytest.raises(InputError, match=r"column 'Sensitive'.* register refresh"):
        import_set(tmp_path / "told.xlsx", into, tmp_path / "told_out.xlsx", council())


def test_people_and_sensitive_are_read_from_a_list_and_a_wrong_word_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    head = "Code,Title,Unit,Kind,Theme,People,Sensitive"
    rows = ["X1,One,places,SV,Pride and Joy,Yes,yes", "X2,Two,staff,SV,Pride and Joy,no,",
            "X3,Three,staff,SV,Pride and Joy,,"]  # fmt: skip
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    made, problems = read_set(path, council())
    assert problems == []
    assert [(m.people, m.sensitive) for m in made.measures.values()] == [
        (True, True), (False, False), (True, False),
    ]  # fmt: skip
    path.write_text("\n".join([head, rows[0].replace("Yes", "mostly")]), encoding="utf-8")
    (found,) = read_set(path, council())[1]
    assert (found.code, found.cell_names) == ("measure-fault", "F2")
    assert "'mostly' is neither Yes nor No" in found.what
