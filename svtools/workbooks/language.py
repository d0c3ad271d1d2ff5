"""A workbook that says in which language it is written, as screen readers need it.

XlsxWriter says nothing of a workbook's language, and that its charts are in American English.
"""

import io
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

LANGUAGE = "en-GB"


class EnglishWorkbook(Workbook):  # type: ignore[misc]  # it ships no type hints
    """XlsxWriter's workbook, in British English; it must be made in memory."""

    def _get_packager(self) -> Any:
        return _EnglishPackager()


class _EnglishPackager(Packager):  # type: ignore[misc]
    def _create_package(self) -> list[tuple[Any, str, bool]]:
        return [self._spoken(*part) for part in super()._create_package()]

    def _spoken(self, part: Any, name: str, is_binary: bool) -> tuple[Any, str, bool]:
        if name == "docProps/core.xml":
            said = f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
            part = io.StringIO(part.getvalue().replace("</cp:coreProperties>", said))
        elif name.startswith("xl/charts/"):
            part = io.StringIO(part.getvalue().replace('"en-US"', f'"{LANGUAGE}"'))
        return part, name, is_binary
