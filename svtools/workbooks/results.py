"""The calculated results, stored beside the formulas that were written.

XlsxWriter can't calculate: it stores 0 with every formula. formualizer calculates the written
package and changes nothing in it but those stored results, about four times as fast as writing
the workbook a second time. The same bytes come out for the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from html import unescape

import formualizer

from svtools.errors import SvtoolsError
from svtools.workbooks.cells import position
from svtools.workbooks.formula_rules import objection
from svtools.workbooks.package_parts import Parts, packed, unpacked
from svtools.workbooks.stages import calculated_in_stages, is_tall

_SHEET_NAME = re.compile(r'<sheet name="([^"]*)" sheetId="(\d+)"')
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f(?: [^>]*)?>([^<]*)</f>')

# What no formula of a workbook that goes out may give, though Excel has a way to store it.
_BROKEN = {"#NAME?": "it names something that is not there", "#REF!": "it points at no cell"}
# What stops the calculation, by formualizer's own words for it.
_STOPPED = {
    "NImpl": "it uses something that can't be calculated here",
    "Circ": "it depends on itself",
}

_Formulas = dict[tuple[str, str], str]  # by sheet and A1


def with_results(xlsx: bytes) -> bytes:
    """The workbook `xlsx`, as XlsxWriter wrote it, with every formula's result stored.

    Numbers, texts, true and false, and Excel's errors (#DIV/0!, #N/A, #VALUE!, #NUM!) are stored
    in their own types; nothing else in the package changes.

    Raises SvtoolsError for a formula outside `formula_rules`, one that names what is not there,
    points at no cell or depends on itself.
    """
    formulas = dict(_formulas(xlsx))
    for cell, formula in formulas.items():
        reason = objection(formula)
        if reason:
            raise _refusal(cell, formula, reason)
    parts = unpacked(xlsx)
    if is_tall(parts):
        calculate = partial(_calculated_parts, formulas=formulas)
        return packed(calculated_in_stages(parts, calculate))
    return _calculated(xlsx, formulas)


def _calculated_parts(parts: Parts, formulas: _Formulas) -> Parts:
    return unpacked(_calculated(packed(parts, zipfile.ZIP_STORED), formulas))


def _calculated(xlsx: bytes, formulas: _Formulas) -> bytes:
    try:
        result = formualizer.recalculate_xlsx_bytes(xlsx)
    except OSError as error:
        raise _what_stopped(xlsx, formulas, str(error)) from error
    for code, errors in result["summary"].get("error_summary", {}).items():
        if code in _BROKEN:
            sheet, _, name = errors["locations"][0].rpartition("!")
            raise _refusal((sheet, name), formulas[sheet, name], _BROKEN[code])
    return bytes(result["bytes"])


def _formulas(xlsx: bytes) -> Iterator[tuple[tuple[str, str], str]]:
    """Every formula cell's sheet and A1, with its formula."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        for name, number in _SHEET_NAME.findall(package.read("xl/workbook.xml").decode()):
            part = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            for cell, formula in _FORMULA.findall(part):
                yield (unescape(name), cell), "=" + unescape(formula)


def _what_stopped(xlsx: bytes, formulas: _Formulas, message: str) -> SvtoolsError:
    """The error that names the formula for which the calculation gave up."""
    book = formualizer.Workbook.from_bytes(xlsx)
    book.evaluate_all()
    missing = message.partition(" reference ")[2].removeprefix("in ")  # such as Beds[Plants]
    for (sheet, name), formula in formulas.items():
        row, column = position(name)
        value = book.get_value(sheet, row + 1, column + 1)
        kind = value["kind"] if isinstance(value, dict) else ""
        if kind in _STOPPED or (missing and missing in formula):
            return _refusal((sheet, name), formula, _STOPPED.get(kind, _BROKEN["#NAME?"]))
    return SvtoolsError(f"The workbook's formulas can't be calculated: {message}.")


def _refusal(cell: tuple[str, str], formula: str, reason: str) -> SvtoolsError:
    return SvtoolsError(
        f"The formula in {'!'.join(cell)} has no result to store: {reason}.",
        f"Change it in the template: {formula}",
    )
