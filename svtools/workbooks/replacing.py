"""Files put in place whole or not at all."""

import os
import tempfile
from pathlib import Path

from svtools.errors import OutputError


def replace_with(path: Path, content: bytes) -> None:
    """Put `content` at `path` through a temporary file beside it.

    Raises OutputError, with what to do, where the folder is missing or the file is open in Excel.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".svtools-", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise OutputError(
            f"Nothing can be written in the folder {path.parent} ({error.strerror}).",
            "Check that the folder exists and that you may write in it.",
        ) from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} can't be replaced ({error.strerror}).",
            "If it is open in Excel, close it there and run this again.",
        ) from None
    finally:
        beside.unlink(missing_ok=True)
