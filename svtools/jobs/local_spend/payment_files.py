"""Files of payments, opened: where their headings stand, and what was taken for what."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from filecmp import cmp
from itertools import islice
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.folder_files import files_of
from svtools.jobs.local_spend.amount_columns import AMOUNTS, by_line
from svtools.jobs.local_spend.columns import (
    NONE,
    ColumnMap,
    Columns,
    find_columns,
    known_headings,
    refuse_unknown,
    words,
)
from svtools.jobs.local_spend.dates import Days, Order, days_among, order_of
from svtools.jobs.local_spend.payments import PaymentFile
from svtools.jobs.local_spend.sheets import is_blank, looks_like_payments
from svtools.jobs.local_spend.tables import (
    MOST_BYTES,
    Row,
    Table,
    first_rows,
    made_by_us,
    tables_of,
)
from svtools.spelling import letters_of
from svtools.workbooks.cells import Cell
from svtools.workbooks.opening import in_words
from svtools.workbooks.problems import Problems
from svtools.workbooks.typed import shown

_SAMPLE = 400
_MOST_NAMED = 12
_HEADINGS_OF_CONTRACTS = 2


class NotPayments(InputError):
    """A file holds something else. A folder's other files are still read."""

    may_be_payments = False
    """Whether it holds days, amounts and names nevertheless."""


def open_payments(paths: Sequence[Path], given: ColumnMap, problems: Problems) -> list[PaymentFile]:
    """The tables of payments in files, and in the files of folders.

    A folder's file that holds something else, or that was there before, is passed over and named.
    Raises InputError, with all that is wrong, where one that was named or that holds payments
    can't be used, and where none is left.
    """
    found, wrong = list[PaymentFile](), list[InputError]()
    copies = _copies([path for path, _ in _each(paths)])
    for path, in_folder in _each(paths):
        if path in copies:
            problems.file = path.name
            problems.add("spend-copy", of=copies[path].name)
            continue
        try:
            found += _opened(path, given, problems)
        except NotPayments as error:
            if not in_folder:
                wrong.append(error)
            problems.file = path.name
            code = "spend-unread" if error.may_be_payments else "spend-other-file"
            problems.add(code, reason=error.what)
        except InputError as error:
            wrong.append(error)
    if wrong:
        remedies = dict.fromkeys(error.remedy for error in wrong)
        raise InputError(
            "\n".join(dict.fromkeys(error.what for error in wrong)), " ".join(remedies)
        )
    if not found:
        raise InputError("There is no file of payments among these.", "Name a file of payments.")
    refuse_unknown(given, (each.columns.headings for each in found))
    return found


def _each(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Every file once, and whether it was found in a folder."""
    seen = set[Path]()
    for path in paths:
        files = [path / name for name in files_of(path)] if path.is_dir() else [path]
        for file in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, path.is_dir()


def _copies(paths: Sequence[Path]) -> dict[Path, Path]:
    """The files that hold the same, byte for byte, as one before them, with that one."""
    by_size: dict[int, list[Path]] = {}
    for path in paths:
        if path.is_file():
            by_size.setdefault(path.stat().st_size, []).append(path)
    copies = dict[Path, Path]()
    for size, alike in by_size.items():
        for number, path in enumerate(alike if size <= MOST_BYTES else ()):
            same = (one for one in alike[:number] if cmp(one, path, shallow=False))
            first = next(same, None)
            if first:
                copies[path] = first
    return copies


def _opened(path: Path, given: ColumnMap, problems: Problems) -> list[PaymentFile]:
    tables = tables_of(path)
    name = made_by_us(tables)
    if name:
        raise NotPayments(f"{path.name} is a {in_words(name)}, not a list of payments.", _OTHER)
    candidates = [(table, _columns(table, given)) for table in tables if not is_blank(table)]
    found = [(table, columns) for table, columns in candidates if _has_both(columns)]
    read = [(table, columns) for table, columns in found if not table.hidden]
    if found and not read:
        raise InputError(
            f"{path.name}: the sheets of payments are hidden.", "Show them in Excel and save it."
        )
    if not found:
        raise _why_not(path.name, candidates)
    problems.file = path.name
    for table, columns in candidates:
        if (table, columns) not in read:
            _name(table, columns, problems)
    return [_file(table, columns, given) for table, columns in read]


def _has_both(columns: Columns) -> bool:
    return "supplier" in columns.places and any(role in columns.places for role in AMOUNTS)


def _name(table: Table, columns: Columns, problems: Problems) -> None:
    """Name a sheet that is passed over, and whether it may hold payments."""
    sheet = Cell(table.sheet, table.order, -1, -1)
    if table.hidden and (_has_both(columns) or looks_like_payments(table)):
        problems.add("spend-unread", sheet, reason="The sheet is hidden.")
    elif looks_like_payments(table):
        problems.add("spend-unread", sheet, reason="The sheet has no known headings of payments.")
    else:
        what = "is hidden and has" if table.hidden else "has"
        problems.add("spend-other-file", sheet, reason=f"The sheet {what} no headings of payments.")


_OTHER = "Leave it out, and name files of payments alone."


def _columns(table: Table, given: ColumnMap) -> Columns:
    """The table's columns; of two with one heading the one with words is the supplier's name."""
    rows = first_rows(table)
    columns = find_columns(rows, "payments", given.named)
    places = {
        role: column for role, column in columns.places.items() if given.named.get(role) != NONE
    }
    if "amount" in places and _is_named(columns, "amount", given):  # also where another says net
        places = {role: at for role, at in places.items() if role not in {"net", "gross"}}
    sample = list(islice(table.rows(), _SAMPLE))
    if "supplier" in places:
        places |= _named_twice(columns, places, sample)
    if "amount" not in given.named:
        under = [cells for row, cells in sample if row > columns.heading_row]
        places = by_line(columns.headings, places, under)
    return replace(columns, places=places)


def _is_named(columns: Columns, role: str, given: ColumnMap) -> bool:
    """Whether a role's column is the one that the user named."""
    return letters_of(given.named.get(role, "")) == letters_of(columns.heading(role))


def _named_twice(
    columns: Columns, places: dict[str, int], rows: Sequence[tuple[int, Row]]
) -> dict[str, int]:
    """Of columns with the supplier's heading the one with most letters, and one with numbers."""
    heading = letters_of(columns.headings[places["supplier"]])
    same = [at for at, name in enumerate(columns.headings) if letters_of(name) == heading]
    if len(same) == 1:
        return {}

    def in_letters(column: int) -> int:
        texts = (shown(cells[column]) for _, cells in rows if column < len(cells))
        return sum(sum(map(str.isalpha, text)) for text in texts)

    *others, name = sorted(same, key=in_letters)
    number = {} if "supplier_id" in places or not others else {"supplier_id": others[0]}
    return {"supplier": name} | number


def _why_not(name: str, candidates: Sequence[tuple[Table, Columns]]) -> InputError:
    """Why a file can't be used: it is a list of contracts, or lacks a column."""
    columns = max((each for _, each in candidates), key=lambda each: len(each.places))
    known = {letters_of(heading) for heading in known_headings()["not_payments"]}
    of_contracts = [heading for heading in columns.headings if letters_of(heading) in known]
    if len(of_contracts) >= _HEADINGS_OF_CONTRACTS:
        said = ", ".join(of_contracts[:_MOST_NAMED])
        return NotPayments(f"{name} is a list of contracts, not of payments ({said}).", _OTHER)
    if not {"supplier", *AMOUNTS} & set(columns.places):
        refusal = NotPayments(f"{name} has no headings of payments.", f"{_OTHER} {_MAP}")
        refusal.may_be_payments = any(looks_like_payments(table) for table, _ in candidates)
        return refusal
    lacks = "amount" if "supplier" in columns.places else "supplier"
    headings = ", ".join(filter(None, columns.headings))
    return InputError(f"{name} has no column of the {words(lacks)}. It has: {headings}.", _MAP)


_MAP = "Where the headings are others, say so with --columns: for example 'amount: Paid in pounds'."


def _file(table: Table, columns: Columns, given: ColumnMap) -> PaymentFile:
    widths = [len(cells) for _, cells in islice(table.rows(), _SAMPLE)]
    usual = max(len(columns.headings), max(set(widths), key=widths.count, default=0))
    order, days = _dates(table, columns, given)
    return PaymentFile(table, columns, order, days, usual)


def _dates(table: Table, columns: Columns, given: ColumnMap) -> tuple[Order, Days]:
    """How the file's dates are written: as the user says, else as those say that read one way."""
    if given.dates:
        return Order(given.dates), Days.TRUE
    column = columns.places.get("date")
    if column is None:
        return Order.OPEN, Days.TRUE
    different = {
        cells[column]
        for row, cells in table.rows()
        if row > columns.heading_row and column < len(cells)
    }
    return order_of(different), days_among(different)
