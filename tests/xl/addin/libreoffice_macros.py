"""Opens a workbook with its macros in a running LibreOffice and prints what they give.

Run by `test_libreoffice_runs_it.py` as a module, with the Python that has LibreOffice's `uno`.
Standard input is JSON: the workbook's path, the functions to call as [module, function, arguments],
and the cells to read after recalculation. Standard output is JSON: their results.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.libreoffice_typing import connected, named

WITH_MACROS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def main(pipe: str) -> None:
    """Open the workbook, call, read, and end LibreOffice."""
    work = json.load(sys.stdin)
    desktop = connected(pipe).ServiceManager.createInstance("com.sun.star.frame.Desktop")
    options = named(Hidden=True, MacroExecutionMode=WITH_MACROS)
    book = desktop.loadComponentFromURL(Path(work["path"]).as_uri(), "_blank", 0, options)
    book.calculateAll()
    print(json.dumps({"calls": called(book, work), "cells": cells(book, work)}))  # noqa: T201
    book.close(True)
    desktop.terminate()


def called(book: Any, work: dict[str, Any]) -> list[Any]:
    """What the functions give, called as scripts of the document."""
    scripts = book.getScriptProvider()
    results = []
    for module, function, arguments in work["calls"]:
        place = f"{work['project']}.{module}.{function}?language=Basic&location=document"
        script = scripts.getScript(f"vnd.sun.star.script:{place}")
        results.append(script.invoke(tuple(arguments), (), ())[0])
    return results


def cells(book: Any, work: dict[str, Any]) -> list[str]:
    """What the cells of the first sheet show."""
    return [book.Sheets[0].getCellRangeByName(cell).String for cell in work["cells"]]


if __name__ == "__main__":
    main(sys.argv[1])
