"""The part of xlwings' VBA that reaches Python, taken from the xlwings that is installed here.

Its version is in the names of its DLLs, so the text must be that of the same version. Only what is
needed is taken: the declarations of the DLL and the procedures that load it and ask it for Python.
The rest stays out, RunPython among it. Public procedures of an add-in can be called from any
workbook's cells, and some of xlwings' own start whatever command they are given.
"""

import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from svtools.errors import SvtoolsError

SOURCE = "xlwings_custom_addin.bas"
PROCEDURES = ("XLPyLoadDLL", "XLPy", "ParentFolder")
REPLACED = ("GetConfig", "XLPyCommand")
"""Procedures that those call, and of which this project has its own."""

SERVE = "from xl.serving import serve; serve('$(CLSID)')"
"""What Python is started with; the DLL puts its own in the place of $(CLSID)."""

_SERVE = r"import xlwings; xlwings\.serve\('\$\(CLSID\)'\)"
_VERSION = r'^Public Const XLWINGS_VERSION As String = "([\d.]+)"$'
_NOTICE = r"^'xlwings is distributed under.*?SUCH DAMAGE\.$"
_DECLARATIONS = r"^#If VBA7 Then$.*?^#End If$"
_VISIBLE = re.compile(r"^( *)(?:Private )?(Declare|Const)\b", re.MULTILINE)
_PROCEDURE = r"^(?:Public |Private )?((Function|Sub) {name}\(.*?^End \2$)"


def installed_version() -> str | None:
    """The version of xlwings that is installed here; None where none is."""
    try:
        return version("xlwings")
    except PackageNotFoundError:
        return None


def source() -> str:
    """What xlwings ships for add-ins; a SvtoolsError where it isn't installed."""
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise SvtoolsError(
            "xlwings is not installed, and the add-in needs a part of it.",
            "Run: pip install xlwings",
        )
    path = Path(spec.origin).parent / SOURCE
    try:
        text = path.read_text(encoding="cp1252")
    except OSError as error:
        raise SvtoolsError(
            f"{path}, a part of xlwings, can't be read ({error.strerror}).",
            "An antivirus may have taken it away: ask IT. Then run: pip install --force-reinstall "
            "--no-deps xlwings",
        ) from None
    return "\n".join(line.rstrip() for line in text.splitlines())


def bridge(text: str) -> dict[str, str]:
    """The parts of xlwings' module that the add-in takes, as its templates call them.

    Raises SvtoolsError where one isn't found exactly once: this version of xlwings is another.
    """
    procedures = {
        name: _once(_PROCEDURE.format(name=name), text, name)[1]
        for name in (*REPLACED, *PROCEDURES)
    }
    declarations = _once(_DECLARATIONS, text, "the declarations of its DLL")[0]
    _once(_SERVE, text, "the call of its server")  # which `xl.serving` makes
    return {
        "version": _once(_VERSION, text, "XLWINGS_VERSION")[1],
        "notice": _once(_NOTICE, text, "its licence")[0],
        "declarations": _VISIBLE.sub(r"\1Private \2", declarations),
        "procedures": "\n\n".join(f"Private {procedures[name]}" for name in PROCEDURES),
        "serve": SERVE,
    }


def _once(pattern: str, text: str, what: str) -> re.Match[str]:
    matches = list(re.finditer(pattern, text, re.MULTILINE | re.DOTALL))
    if len(matches) != 1:
        raise SvtoolsError(
            f"{SOURCE} of the installed xlwings ({installed_version()}) has {what} "
            f"{len(matches)} times, not once.",
            "This project doesn't know that version yet: install xlwings 0.37.8, or report it.",
        )
    return matches[0]
