"""What the add-in takes of xlwings' VBA: how its DLL is declared, and its licence.

The DLL's version is in its name, so the declaration must be that of the same version. Everything
else of xlwings' module stays out: public procedures of an add-in can be called from any workbook's
cells, and some of xlwings' own start whatever command they are given.
"""

import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from svtools.errors import SvtoolsError

SOURCE = "xlwings_custom_addin.bas"
SERVE = "from xl.serving import serve; serve('$(CLSID)')"
"""What Python is started with; the DLL puts its own in the place of $(CLSID)."""

_SERVE = r"import xlwings; xlwings\.serve\('\$\(CLSID\)'\)"
_NOTICE = r"^'xlwings is distributed under.*?SUCH DAMAGE\.$"
_DECLARED = (
    r'^ *(?:Private )?(Declare PtrSafe Function XLPyDLLActivateAuto Lib "(xlwings{bits}-[^"]*)" '
    r"\(ByRef Result As Variant, [^\n]*)$"
)
_ASKED = r"^ *If 0 <> XLPyDLLActivateAuto\(XLPy, XLPyCommand, 1\) Then Err\.Raise"


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
    of_64, of_32 = (
        _once(_DECLARED.format(bits=bits), text, f"its DLL of {bits} bits") for bits in (64, 32)
    )
    _once(_ASKED, text, "the question to its DLL")  # which PythonBridge asks in the same way
    _once(_SERVE, text, "the call of its server")  # which `xl.serving` makes
    return {
        "notice": _once(_NOTICE, text, "its licence")[0],
        "declared_64": f"Private {of_64[1]}",
        "dll_64": of_64[2],
        "declared_32": f"Private {of_32[1]}",
        "dll_32": of_32[2],
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
