"""The calculated results, stored beside the formulas that were written.

XlsxWriter can't calculate: it stores 0 with every formula. formualizer calculates the written
package and changes nothing in it but those stored results, about four times as fast as writing
the workbook a second time. The same bytes come out for the same bytes.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator

import formualizer

from svtools.errors import SvtoolsError
from svtools.workbooks.cells import position
from svtools.workbooks.formula_rules import objection

_SHEET_NAME = re.compile(r'<sheet name="([^"]*)" sheetId="(\d+)"')
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f(?: [^>]*)?>([^<]*)</f>')

# What no formula of a workbook that goes out may give, though Excel has a way to store it.
_BROKEN = {"#NAME?": "it names something that is not there", "#REF!": "it points at no cell"}
# What stops the calculation, by formualizer's own words for it, the plainest cause first.
_STOPPED = {
    "Error": "it can't be read",
    "NImpl": "it uses something that can't be calculated here",
    "Circ": "it depends on itself",
    "Name": _BROKEN["#NAME?"],
}

_Formulas = dict[tuple[str, str], str]  # by sheet and A1


class UncalculatedFormula(SvtoolsError):
    """A written formula whose result can't be stored: `sheet`, `cell`, `formula`, `reason`."""

    def __init__(self, sheet: str, cell: str, formula: str, reason: str) -> None:
        super().__init__(
            f"The formula in {sheet}!{cell} has no result to store: {reason}.",
            f"Change it in the template: {formula}",
        )
        self.sheet, self.cell, self.formula, self.reason = sheet, cell, formula, reason

    def __reduce__(self) -> tuple[object, ...]:
        return UncalculatedFormula, (self.sheet, self.cell, self.formula, self.reason)


def with_results(xlsx: bytes) -> bytes:
    """The workbook `xlsx`, as XlsxWriter wrote it, with every formula's result stored.

    Numbers, texts, true and false, and Excel's errors (#DIV/0!, #N/A, #VALUE!, #NUM!) are stored
    in their own types; nothing else in the package changes.

    Raises UncalculatedFormula for a formula outside `formula_rules`, one that names what is not
    there, points at no cell or depends on itself.
    """
    formulas = dict(_formulas(xlsx))
    for place, formula in formulas.items():
        reason = objection(formula)
        if reason:
            raise UncalculatedFormula(*place, formula, reason)
    try:
        result = formualizer.recalculate_xlsx_bytes(xlsx)
    except OSError as error:
        raise _what_stopped(xlsx, formulas, str(error)) from error
    for kind, found in result["summary"].get("error_summary", {}).items():
        if kind in _BROKEN:
            sheet, _, cell = found["locations"][0].rpartition("!")
            raise UncalculatedFormula(sheet, cell, formulas[sheet, cell], _BROKEN[kind])
    return bytes(result["bytes"])


def _formulas(xlsx: bytes) -> Iterator[tuple[tuple[str, str], str]]:
    """Every formula cell's sheet and A1, with its formula."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        for name, number in _SHEET_NAME.findall(package.read("xl/workbook.xml").decode()):
            part = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            for cell, formula in _FORMULA.findall(part):
                yield (html.unescape(name), cell), "=" + html.unescape(formula)


def _what_stopped(xlsx: bytes, formulas: _Formulas, message: str) -> SvtoolsError:
    """The error that names the formula for which the calculation gave up."""
    for (sheet, cell), formula in formulas.items():
        snippet = message.rpartition(" in ")[2]
        if "[" in snippet and snippet in formula:  # a reference to a table or column not there
            return UncalculatedFormula(sheet, cell, formula, _BROKEN["#NAME?"])
    kinds = _kinds(xlsx, formulas)
    for kind, reason in _STOPPED.items():
        for place, found in kinds.items():
            if found == kind:
                return UncalculatedFormula(*place, formulas[place], reason)
    return SvtoolsError(f"The workbook's formulas can't be calculated: {message}.")


def _kinds(xlsx: bytes, formulas: _Formulas) -> dict[tuple[str, str], str | None]:
    """The kind of error, if any, that each formula gives when it is calculated by itself."""
    book = formualizer.Workbook.from_bytes(xlsx)
    book.evaluate_all()
    values = {}
    for sheet, name in formulas:
        row, column = position(name)
        values[sheet, name] = book.get_value(sheet, row + 1, column + 1)
    return {
        cell: value.get("kind") if isinstance(value, dict) else None
        for cell, value in values.items()
    }
