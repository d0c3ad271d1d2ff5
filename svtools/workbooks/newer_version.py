"""An older workbook of the council's own as one of the present version, in its own file.

The sheets and columns that it lacks are taken from a blank workbook of the present version; the
rest of it stays byte for byte.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from svtools.errors import InputError
from svtools.workbooks.blocks import Table
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.grafting import Graft
from svtools.workbooks.items import Role, normal
from svtools.workbooks.layout import Data
from svtools.workbooks.opening import Workbook, open_workbook
from svtools.workbooks.package_parts import packed, unpacked
from svtools.workbooks.write import build

VERSION = "made.version"


def upgraded(workbook: Workbook, data: Data) -> Workbook:
    """`workbook` as one of the present version of its template; itself where it is one.

    `data` is what a blank workbook is made from. The file is left as it is: `edited` holds the
    bytes of the other. Raises InputError where a name that the version brings is already taken,
    and where the file can't be edited.
    """
    template = workbook.content.template
    if workbook.version == template.version:
        return workbook
    rows = {table.rows: () for _, table in template.tables() if table.rows}
    graft = Graft(unpacked(workbook.path.read_bytes()), unpacked(build(template, {**data, **rows})))
    for sheet in template.sheets:
        if sheet.since > workbook.version:
            _refuse_taken(workbook, sheet)
            graft.sheet(sheet.name)
        else:
            for table in sheet.tables:
                _renew(graft, workbook, sheet, table)
    said = workbook.content.fields[VERSION].cell
    if said:
        graft.value(said, template.version)
    return opened_again(workbook, packed(graft.parts))


def _refuse_taken(workbook: Workbook, sheet: Sheet) -> None:
    if normal(sheet.name) in {normal(other.name) for other in workbook.book.sheets}:
        raise _taken(workbook, f"a sheet named '{sheet.name}'")


def _taken(workbook: Workbook, what: str) -> InputError:
    return InputError(
        f"{workbook.file} is of an earlier version and has {what} of its own. The present version "
        "brings one of that name.",
        "Give yours another name.",
    )


def _renew(graft: Graft, workbook: Workbook, sheet: Sheet, table: Table) -> None:
    """Give a table the columns that it lacks, and the formulas of today."""
    there = workbook.content.tables[table.key]
    if not there.is_there:
        return
    new = [column for column in table.columns if column.since > workbook.version]
    for column in new:
        if column.key in there.place.columns:
            raise _taken(workbook, f"a column '{column.label}'")
    heading = there.place.heading_row, min(there.place.columns.values())
    graft.columns(sheet.name, there.place.sheet, heading, [column.label for column in new])
    for column in table.columns:
        if column.role is Role.FORMULA and column not in new:
            graft.formula(sheet.name, there.place.sheet, heading, column.label)


def opened_again(workbook: Workbook, edited: bytes) -> Workbook:
    """`workbook` as it is with other bytes, which are not in its file yet."""
    with TemporaryDirectory(prefix="svtools-") as folder:
        path = Path(folder) / "upgraded.xlsx"
        path.write_bytes(edited)
        again = open_workbook(path, workbook.name, file=workbook.file, own=True)
        _ = again.content
    return replace(again, path=workbook.path, modified=workbook.modified, edited=edited)
