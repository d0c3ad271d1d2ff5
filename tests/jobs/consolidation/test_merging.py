"""A year in parts: what is decided over all returns comes out as in one run."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError, SvtoolsError, UnreadableFile
from svtools.folders import templates_folder
from svtools.jobs.consolidation import job_files, merging
from svtools.jobs.consolidation.as_read import as_rows, as_text, from_rows, from_text
from svtools.jobs.consolidation.consolidation import read_folder
from svtools.jobs.consolidation.merging import Merged, brought_side_by_side, merge
from svtools.jobs.consolidation.part import Part, consolidate_part
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.register import Register
from svtools.jobs.years.summaries import read_summaries
from svtools.monitoring import FinancialYear
from svtools.policy import load_council
from svtools.workbooks.parse import parse
from svtools.workbooks.write import build
from tests.jobs.consolidation.cases import CASES, FIXTURES
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    edit,
    register_of,
    save_register,
    save_return,
    sheet_rows,
)

pytestmark = pytest.mark.usefixtures("merged")
OLDER_TEMPLATES = FIXTURES / "older_templates"
COUNT = 15
DIRECTORATES = ("Adults", "Children", "")
CONTRACTS = [
    contract(f"C{n:03}", directorate=DIRECTORATES[n % 3], title=f"Made-up service {n}")
    for n in range(COUNT)
]


@pytest.fixture(scope="module")
def register() -> Register:
    return register_of(*((each, {"PJ04": 40, "OP08": 52, "OP01": 4}) for each in CONTRACTS))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, register: Register) -> Path:
    """A register, its returns in one folder, and the same in three: what counts lies apart."""
    folder = tmp_path_factory.mktemp("house")
    save_register(folder / "register.xlsx", register)
    for name, part in files(folder / "made", register):
        whole, own = folder / "whole" / name, folder / part / name
        for path in (whole, own):
            path.parent.mkdir(exist_ok=True)
            shutil.copyfile(folder / "made" / name, path)
    return folder


def files(folder: Path, register: Register) -> Iterator[tuple[str, str]]:
    """Every file with the part that it lies in; what belongs together lies in several parts."""
    for n, each in enumerate(CONTRACTS[:-1]):
        ref, units = each.key.ref, {"PJ04": (n, 20, None, None), "OP08": (13, 13, None, None)}
        if n % 5 != 4:
            save_return(folder / f"{ref}.xlsx", register, each, units, quarter="Q2", number=1)
            yield f"{ref}.xlsx", f"part {n % 3 + 1}"
        if n % 4 == 0:  # a later version, in another part, that leaves a figure blank
            later = {"PJ04": (n + 1, None, 10, None), "OP01": (1, 1, 1, None)}
            save_return(folder / f"{ref} Q3.xlsx", register, each, later, quarter="Q3", number=2)
            yield f"{ref} Q3.xlsx", f"part {(n + 1) % 3 + 1}"
        if n % 6 == 1:  # a copy, in a third part
            shutil.copyfile(folder / f"{ref}.xlsx", folder / f"{ref} - Copy.xlsx")
            yield f"{ref} - Copy.xlsx", f"part {(n + 2) % 3 + 1}"
    nil = {"sign_off.nil_return": "Yes", "sign_off.date_completed": date(2026, 5, 28)}
    save_return(folder / "nil.xlsx", register, CONTRACTS[-1], {}, quarter="Q4", answers=nil)
    yield "nil.xlsx", "part 2"
    save_return(
        folder / "later.xlsx",
        register,
        CONTRACTS[0],
        {"PJ04": (99, 1, 1, 1)},
        number=3,
        beside={"PJ04": {"proof": "photo of the hedge.pdf"}},
        notes={"PJ04": " = ümlauts,  two blanks and a\nline "},
    )
    yield "later.xlsx", "part 3"
    (folder / "photo of the hedge.pdf").write_bytes(b"%PDF-1.4 made up")
    yield "photo of the hedge.pdf", "part 1"
    (folder / "C002 final.xlsx").write_bytes(b"PK no workbook")
    yield "C002 final.xlsx", "part 1"
    (folder / "unknown.docx").write_bytes(b"nothing")
    yield "unknown.docx", "part 3"


def part(house: Path, name: str, folder: str = "", **changes: Any) -> Part:
    given = {"as_at": AS_AT} | changes
    register = given.pop("register", house / "register.xlsx")
    summary = house / f"{name}.xlsx"
    return consolidate_part(house / (folder or name), register, YEAR, summary, council(), **given)


@pytest.fixture(scope="module")
def merged(house: Path) -> Merged:
    parts = [part(house, f"part {n}").summary for n in (1, 2, 3)]
    (house / "merged").mkdir()
    return merge(parts, house / "register.xlsx", house / "merged" / "summary.xlsx", council())


@pytest.fixture(scope="module")
def whole(house: Path) -> Path:
    (house / "one").mkdir()
    summary = house / "one" / "summary.xlsx"
    consolidate(house / "whole", house / "register.xlsx", YEAR, summary, council(), as_at=AS_AT)
    return summary


def cells(path: Path) -> dict[tuple[str, str], Any]:
    """Every cell of a workbook but that which says which folder it was made from."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        if row[0].value != "Folder of returns"
        for cell in row
    }


def test_three_parts_come_out_as_one_run_cell_by_cell(merged: Merged, whole: Path) -> None:
    assert cells(merged.outcome.summary) == cells(whole)


def test_so_do_the_log_and_the_list_of_what_is_overdue(merged: Merged, whole: Path) -> None:
    assert cells(merged.outcome.log) == cells(whole.with_name("validation_log.xlsx"))
    assert merged.outcome.overdue.read_bytes() == whole.with_name("overdue.csv").read_bytes()


def test_what_is_decided_over_all_parts_is_there(merged: Merged) -> None:
    counts = merged.outcome.as_json()
    expected = {"superseded": 4, "duplicate": 3, "rejected": 2, "not_a_return": 1}
    assert {name: counts[name] for name in expected} == expected
    assert not merged.overlapping


def test_a_return_is_the_same_after_it_was_written_down(house: Path) -> None:
    for folder in (house / "whole", CASES):
        for each in read_folder(folder):
            again = from_text(as_text(each))
            assert again == each
            assert again.problems == each.problems
            assert again.problems.file == each.file


def test_a_long_return_stands_in_several_cells(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svtools.jobs.consolidation.as_read.MOST_LETTERS", 50)
    returns = read_folder(house / "part 3")
    rows = list(as_rows(returns))
    assert max(len(row["text"]) for row in rows) <= 52
    assert list(from_rows(rows)) == [as_text(each) for each in returns]


def test_a_file_in_two_parts_counts_once_and_is_told(house: Path, merged: Merged) -> None:
    again = house / "again"
    again.mkdir()
    shutil.copyfile(house / "whole" / "C001.xlsx", again / "C001.xlsx")
    parts = [*(house / f"part {n}.xlsx" for n in (1, 2, 3)), part(house, "again").summary]
    (house / "overlap").mkdir()
    summary = house / "overlap" / "summary.xlsx"
    made = merge(parts, house / "register.xlsx", summary, council())
    assert list(made.overlapping) == ["C001.xlsx"]
    assert cells(summary) == cells(merged.outcome.summary)


def test_different_files_of_one_name_are_both_kept(house: Path, register: Register) -> None:
    for name, units in (("north", (1, 1, 1, 1)), ("south", (2, 2, 2, 2))):
        each = CONTRACTS[0 if name == "north" else 1]
        save_return(house / name / "return.xlsx", register, each, {"PJ04": units})
    parts = [part(house, name).summary for name in ("north", "south")]
    (house / "both").mkdir()
    made = merge(parts, house / "register.xlsx", house / "both" / "summary.xlsx", council())
    consolidation = made.outcome.consolidation
    assert [each.file for each in consolidation.returns] == [
        "north/return.xlsx",
        "south/return.xlsx",
    ]
    assert sum(figure.units for figure in consolidation.figures) == 12


def test_parts_of_one_name_are_told_apart_from_one_named_with_a_number() -> None:
    def made(path: str) -> merging.Part:
        return merging.Part(Path(path), {}, AS_AT, "", "", {path: Return(file="f.xlsx")})

    _, returns = brought_side_by_side([made(path) for path in ("x/a", "y/a", "a 1")])
    assert sorted(each.file for each in returns) == ["a 1/f.xlsx", "a 2/f.xlsx", "a 3/f.xlsx"]


def test_a_part_from_which_nothing_came_is_merged(house: Path) -> None:
    (house / "nothing").mkdir()
    empty = part(house, "nothing", directorate="Children").summary
    (house / "nothing came").mkdir()
    summary = house / "nothing came" / "summary.xlsx"
    made = merge([house / "part 2.xlsx", empty], house / "register.xlsx", summary, council())
    assert made.outcome.consolidation.matched


def test_a_part_whose_sheet_of_returns_is_gone_is_refused(house: Path) -> None:
    changed = house / "sheet gone.xlsx"
    shutil.copyfile(house / "part 1.xlsx", changed)
    edit(changed, lambda book: book.remove(book["Returns as read"]))
    refuses(house, [changed, house / "part 2.xlsx"], "doesn't hold its returns")


def test_runs_by_directorate_come_out_as_one_run(house: Path, whole: Path) -> None:
    made = [
        part(house, name, "whole", directorate=name)
        for name in ("adults", "Children", "not stated")
    ]
    (house / "by directorate").mkdir()
    summary = house / "by directorate" / "summary.xlsx"
    outcome = merge([each.summary for each in made], house / "register.xlsx", summary, council())
    assert cells(summary) == cells(whole)
    assert outcome.without == []
    assert set(outcome.overlapping) == {
        "C002 final.xlsx", "photo of the hedge.pdf", "unknown.docx",
    }  # fmt: skip


def test_a_directorate_without_a_part_is_named(house: Path) -> None:
    made = [part(house, name, "whole", directorate=name) for name in ("Adults", "not stated")]
    (house / "two of three").mkdir()
    summary = house / "two of three" / "summary.xlsx"
    outcome = merge([each.summary for each in made], house / "register.xlsx", summary, council())
    assert outcome.without == ["Children"]


def test_a_directorate_owes_only_its_own_returns(house: Path) -> None:
    made = part(house, "adults", "whole", directorate="Adults")
    owing = {expected.contract.directorate for expected in made.consolidation.expected}
    assert owing == {"Adults"}
    assert made.of_others


def test_a_directorate_that_the_register_has_not_is_refused_with_those_that_it_has(
    house: Path,
) -> None:
    with pytest.raises(InputError) as refused:
        part(house, "none", "whole", directorate="Parks")
    assert "'Parks'" in refused.value.what
    assert "'Adults', 'Children' and 'not stated'" in refused.value.remedy


def test_parts_as_at_different_days_are_refused_with_both(house: Path) -> None:
    other = part(house, "later", "part 2", as_at=date(2026, 7, 1)).summary
    refuses(house, [house / "part 1.xlsx", other], "as at 1 June 2026", "as at 1 July 2026")


def test_parts_of_different_years_are_refused_with_both(house: Path) -> None:
    other = consolidate_part(
        house / "part 2",
        house / "register.xlsx",
        FinancialYear(2024),
        house / "year before.xlsx",
        council(),
        as_at=AS_AT,
    ).summary
    refuses(house, [house / "part 1.xlsx", other], "of the year 2025-26", "of the year 2024-25")


def test_parts_made_by_different_policies_of_one_council_are_refused_with_both(
    house: Path,
) -> None:
    newer = replace(council(), policy="Social Value Policy 2031")
    other = consolidate_part(
        house / "part 2",
        house / "register.xlsx",
        YEAR,
        house / "newer policy.xlsx",
        newer,
        as_at=AS_AT,
    ).summary
    said = f"by the policy {council().policy}", "by the policy Social Value Policy 2031"
    refuses(house, [house / "part 1.xlsx", other], *said)


def test_all_that_differs_is_told_at_once(house: Path) -> None:
    another = save_register(house / "third.xlsx", register_of((CONTRACTS[0], {"PJ04": 1})))
    day = date(2026, 7, 2)
    other = part(house, "third part", "part 2", register=another, as_at=day).summary
    parts = [house / "part 1.xlsx", other]
    refuses(house, parts, "third.xlsx (", "as at 1 June 2026", "as at 2 July 2026")


def test_parts_of_another_council_are_refused_with_both(house: Path) -> None:
    with pytest.raises(InputError) as refused:
        merge(
            [house / "part 1.xlsx", house / "part 2.xlsx"],
            house / "register.xlsx",
            house / "refused.xlsx",
            load_council("rotherham"),
        )
    assert council().name in refused.value.what
    assert load_council("rotherham").name in refused.value.what


def test_parts_made_with_different_registers_are_refused_with_both(house: Path) -> None:
    another = save_register(house / "another.xlsx", register_of((CONTRACTS[0], {"PJ04": 1})))
    other = part(house, "another part", "part 2", register=another).summary
    refuses(house, [house / "part 1.xlsx", other], "register.xlsx (", "another.xlsx (")


def test_the_same_register_under_another_name_is_the_same(house: Path) -> None:
    copied = Path(shutil.copyfile(house / "register.xlsx", house / "copied.xlsx"))
    other = part(house, "copied part", "part 2", register=copied).summary
    (house / "renamed register").mkdir()
    summary = house / "renamed register" / "summary.xlsx"
    made = merge([house / "part 1.xlsx", other], copied, summary, council())
    assert made.outcome.consolidation.matched


def test_another_register_than_the_parts_were_made_with_is_refused(house: Path) -> None:
    another = save_register(house / "other.xlsx", register_of((CONTRACTS[0], {"PJ04": 1})))
    parts = [house / "part 1.xlsx", house / "part 2.xlsx"]
    with pytest.raises(InputError, match=r"other\.xlsx is another now"):
        merge(parts, another, house / "refused.xlsx", council())


def test_a_summary_that_is_no_part_is_refused(house: Path, whole: Path) -> None:
    refuses(house, [house / "part 1.xlsx", whole], "doesn't hold its returns")


def test_a_summary_of_version_2_is_no_part_and_is_read_all_the_same(
    house: Path, merged: Merged
) -> None:
    older, copy = house / "older.xlsx", Path(shutil.copytree(templates_folder(), house / "copy"))
    declared = copy / "consolidated_summary.yaml"
    shutil.copyfile(OLDER_TEMPLATES / "consolidated_summary_2.yaml", declared)
    its_own = dict.fromkeys(("in_portal", "check_first", "to_check", "corrected"), "")
    older.write_bytes(build(parse(declared), merged.outcome.data | its_own))
    refuses(house, [house / "part 1.xlsx", older], "doesn't hold its returns")
    assert read_summaries([older], council())[0].delivered


def test_a_part_is_not_taken_for_the_year(house: Path) -> None:
    with pytest.raises(InputError, match=r"part 1\.xlsx is a part of its year only"):
        read_summaries([house / "part 1.xlsx"], council())


def test_one_part_alone_is_nothing_to_merge(house: Path) -> None:
    refuses(house, [house / "part 1.xlsx"] * 2, "nothing to merge")
    refuses(
        house, [house / "part 1.xlsx", house / "one" / ".." / "part 1.xlsx"], "nothing to merge"
    )


def test_a_part_that_is_named_twice_is_one(house: Path, merged: Merged) -> None:
    named = [house / f"part {n}.xlsx" for n in (1, 2, 3)]
    again = [*named, house / "merged" / ".." / "part 2.xlsx"]
    (house / "twice").mkdir()
    made = merge(again, house / "register.xlsx", house / "twice" / "summary.xlsx", council())
    assert not made.overlapping
    assert cells(made.outcome.summary) == cells(merged.outcome.summary)


def test_a_part_that_is_not_there_is_named(house: Path) -> None:
    with pytest.raises(SvtoolsError, match=r"gone\.xlsx"):
        merge(
            [house / "part 1.xlsx", house / "gone.xlsx"],
            house / "register.xlsx",
            house / "refused.xlsx",
            council(),
        )
    assert not (house / "refused.xlsx").exists()


@pytest.mark.parametrize("there", ["a return", "no workbook"])
def test_what_is_no_summary_is_never_written_over(house: Path, there: str) -> None:
    path = house / f"{there}.xlsx"
    if there == "a return":
        shutil.copyfile(house / "whole" / "C001.xlsx", path)
    else:
        path.write_bytes(b"somebody's own")
    before = path.read_bytes()
    with pytest.raises(InputError, match="is there and no summary"):
        merge([house / f"part {n}.xlsx" for n in (1, 2)], house / "register.xlsx", path, council())
    with pytest.raises(InputError, match="is there and no summary"):
        consolidate_part(
            house / "part 1", house / "register.xlsx", YEAR, path, council(), as_at=AS_AT
        )
    assert path.read_bytes() == before


def test_a_summary_that_is_there_is_replaced(house: Path, merged: Merged) -> None:
    folder = Path(shutil.copytree(house / "merged", house / "run again"))
    edit(folder / "summary.xlsx", lambda book: book.move_sheet(book.sheetnames[0], 3))
    parts = [house / f"part {n}.xlsx" for n in (1, 2, 3)]
    made = merge(parts, house / "register.xlsx", folder / "summary.xlsx", council())
    assert made.outcome.as_json()["rows"] == merged.outcome.as_json()["rows"]


def test_a_part_is_never_written_over(house: Path) -> None:
    parts = [house / "part 1.xlsx", house / "part 2.xlsx"]
    with pytest.raises(InputError, match="One of the parts"):
        merge(parts, house / "register.xlsx", parts[0], council())


@pytest.mark.parametrize("change", ["text", "file", "gone"])
def test_a_part_whose_returns_somebody_changed_is_refused(house: Path, change: str) -> None:
    changed = house / f"changed {change}.xlsx"
    shutil.copyfile(house / "part 1.xlsx", changed)

    def spoil(book: Any) -> None:
        sheet = book["Returns as read"]
        row = next(n for n in range(1, 20) if sheet.cell(n, 1).value == "File") + 1
        if change == "gone":
            sheet.cell(row, 3).value = None
        elif change == "file":
            sheet.cell(row, 1).value = "other.xlsx"
        else:
            sheet.cell(row, 3).value = sheet.cell(row, 3).value[:-9]

    edit(changed, spoil)
    refuses(house, [changed, house / "part 2.xlsx"], "was changed")


def test_a_part_has_no_log_and_no_list_of_what_is_overdue(house: Path) -> None:
    assert not (house / "validation_log.xlsx").exists()
    assert not (house / "overdue.csv").exists()
    about = sheet_rows(house / "part 1.xlsx", "Returns as read")
    assert about[0]["File"]


def refuses(house: Path, parts: list[Path], *said: str) -> None:
    with pytest.raises(InputError) as refused:
        merge(parts, house / "register.xlsx", house / "refused.xlsx", council())
    assert all(text in refused.value.what for text in said)
    assert not (house / "refused.xlsx").exists()


def test_what_stands_where_the_summary_goes_is_read_apart_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking_off(*_: object) -> str:
        raise UnreadableFile("crashed")

    monkeypatch.setattr(job_files, "apart", breaking_off)
    files = job_files.files_of_job(tmp_path / "register.xlsx", tmp_path / "summary.xlsx")
    files.summary.write_bytes(b"")
    with pytest.raises(InputError, match="is there and no summary"):
        job_files.refuse_to_overwrite(None, files)
