"""Which formulas give the same result everywhere: Excel 2016 on, LibreOffice 7.4, and here.

The list is what was tried in LibreOffice and in formualizer and came out the same. Left out on
purpose, though they look harmless:

- IFNA, PERCENTILE.INC and other later functions without the `_xlfn.` that a file must give them;
- UPPER, LOWER, PROPER (é stays as it is in formualizer), DATEVALUE (it reads "01/04/2025" by the
  machine's language; so does VALUE "1,200", which is to be given digits and a point alone),
  LOOKUP (silently wrong over a comparison), OFFSET, INDIRECT, TODAY, NOW, RAND (a stored result
  must stay true);
- a function of one cell given a whole column, even in SUMPRODUCT (formualizer takes the first
  cell, and says nothing), and sums of a column × a column outside SUMPRODUCT (Excel 2016 takes
  the cell beside).
"""

from collections.abc import Callable
from functools import lru_cache

import formualizer

from svtools.errors import DeclarationError
from svtools.workbooks.declaration import Template
from svtools.workbooks.items import Role
from svtools.workbooks.references import expanded


def _named(names: str) -> list[str]:
    return names.split()


_ONE_CELL = _named("""
    ABS ADDRESS CEILING CHAR CHOOSE CODE COLUMN CONCATENATE DATE DATEDIF DAY EDATE EOMONTH
    ERROR.TYPE EXACT FALSE FIND FIXED FLOOR HYPERLINK IF IFERROR INT ISBLANK ISERR ISERROR ISNA
    ISNUMBER ISTEXT LEFT LEN MID MOD MONTH N NA NETWORKDAYS NOT POWER REPT RIGHT ROUND ROUNDDOWN
    ROUNDUP ROW SEARCH SIGN SUBSTITUTE T TEXT TRIM TRUE TRUNC VALUE WEEKDAY WORKDAY YEAR YEARFRAC
    _XLFN.IFNA
""")
_EVERY = _named("""
    AND AVERAGE COLUMNS COUNT COUNTA COUNTBLANK MAX MEDIAN MIN OR PRODUCT ROWS SUM SUMPRODUCT SUMSQ
""")
_FIRST = _named("COUNTIF INDEX LARGE PERCENTILE QUARTILE SMALL _XLFN.PERCENTILE.INC")
_SECOND = _named("HLOOKUP MATCH RANK VLOOKUP _XLFN.RANK.EQ")

# Which arguments, counted from 0, take a whole column or range.
_RANGES: dict[str, Callable[[int], bool]] = {
    **dict.fromkeys(_ONE_CELL, lambda _: False),
    **dict.fromkeys(_EVERY, lambda _: True),
    **dict.fromkeys(_FIRST, lambda argument: argument == 0),
    **dict.fromkeys(_SECOND, lambda argument: argument == 1),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS"), lambda argument: argument == 0 or argument % 2 == 1),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), lambda argument: argument != 1),
    "COUNTIFS": lambda argument: argument % 2 == 0,
    "SUBTOTAL": lambda argument: argument > 0,
}
FUNCTIONS = frozenset(_RANGES)


def refuse_formulas(template: Template) -> None:
    """Raise DeclarationError for the first of its formulas that can't be relied on everywhere.

    For tests, and whoever rebuilds what is generated: it needs the engine, which loads slowly.
    """
    for home, item in template.cells():
        reason = item.role is Role.FORMULA and objection(expanded(item.source, home, template))
        if reason:
            what = f"the formula of '{item.key}' won't do: {reason}."
            raise DeclarationError(template.file, item.line, what, "Change it.")


class _Refused(Exception):
    """Why a formula would not give the same result everywhere."""


@lru_cache(maxsize=4096)
def objection(formula: str) -> str | None:
    """Why `formula` can't be relied on to give the same result everywhere; None if it can."""
    try:
        if _spreads(formualizer.parse(formula), in_array=False):
            return "it gives a whole column where one cell is wanted"
    except formualizer.ParserError as error:
        return f"it can't be read ({error})"
    except _Refused as refused:
        return str(refused)
    return None


def _spreads(node: formualizer.ASTNode, *, in_array: bool) -> bool:
    """Whether `node` is more than one cell. Raises _Refused on what is not the same everywhere."""
    kind = node.node_type()
    if kind == "Function":
        return _function_spreads(node, in_array=in_array)
    if kind == "Reference":
        return _reference_spreads(node)
    spread = [_spreads(child, in_array=in_array) for child in node.children()]
    if node.get_operator() == ":":
        if any(child.node_type() == "Reference" for child in node.children()):
            raise _Refused("a run of columns is written Table[[First]:[Last]]")
        return True
    if any(spread) and not in_array:
        raise _Refused("it works down a whole column outside SUMPRODUCT")
    return any(spread)


def _function_spreads(node: formualizer.ASTNode, *, in_array: bool) -> bool:
    name = (node.get_function_name() or "").upper()
    if name not in FUNCTIONS:
        raise _Refused(f"{name} is not a function known to work alike in Excel and LibreOffice")
    array_here = in_array or name == "SUMPRODUCT"
    for argument, child in enumerate(node.children()):
        # INDEX((a=b)*(c=d),0) is how a plain formula looks up by two columns
        inside = array_here or (name == "INDEX" and argument == 0)
        if _spreads(child, in_array=inside) and not _RANGES[name](argument):
            raise _Refused(f"{name} is given a whole column where it takes one cell")
    return name == "INDEX" and any(child.get_literal_value() == 0 for child in node.children()[1:])


def _reference_spreads(node: formualizer.ASTNode) -> bool:
    reference = node.get_reference()
    if isinstance(reference, formualizer.TableRef):
        text = str(reference)
        if reference.spec in ("#Headers", "#Totals", "#All"):
            raise _Refused(f"{text} names no column: LibreOffice wants Table[[{reference.spec}],…]")
        one_row = any(part in text for part in ("[@]", "[#Totals]", "[#Headers]"))
        return not one_row or "]:[" in text
    return isinstance(reference, formualizer.RangeRef)
