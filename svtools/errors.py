"""Every exception the toolkit raises on purpose.

    SvtoolsError
    ├── InputError          a value that a caller gave can't be used
    ├── DeclarationError    a YAML file of the toolkit or of a council contradicts itself
    ├── UnreadableFile      a file that somebody sent can't be read as a workbook
    └── OutputError         a file can't be written where it was asked for

Each carries what was found and what to do about it, in words an officer can act on.
"""

from functools import partial
from pathlib import Path


class SvtoolsError(Exception):
    """The root: catch this to catch all of them."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".rstrip()


class InputError(SvtoolsError, ValueError):
    """A value that a caller gave can't be used; `remedy` names the allowed ones.

    `about` are the attributes of the class that refused it, where it says so.
    """

    about: tuple[str, ...] = ()


class DeclarationError(SvtoolsError):
    """A YAML file (parameters, measure set, template) is wrong at `file`, `line`."""

    def __init__(self, file: Path | str, line: int | None, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.file = Path(file)
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        return DeclarationError, (self.file, self.line, self.what, self.remedy)

    def __str__(self) -> str:
        where = f"{self.file.name}, line {self.line}" if self.line else self.file.name
        return f"{where}: {self.what} {self.remedy}".rstrip()


class UnreadableFile(SvtoolsError):
    """A file can't be read as a workbook; `code` is its entry in the problem catalogue."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(f"{code} {details}" if details else code)
        self.code = code
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        return partial(UnreadableFile, self.code, **self.details), ()


class OutputError(SvtoolsError):
    """A file can't be written where it was asked for."""
