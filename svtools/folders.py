"""Where the toolkit's own files are, in a checkout, an editable and a plain install alike."""

from pathlib import Path

from svtools.errors import InputError
from svtools.settings import setting

DEFAULT_COUNCIL = "southend"

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """The folder of workbook declarations and documents.

    A wheel carries it inside the package; a checkout has it beside the package.
    """
    packed = _PACKAGE / "_templates"
    return packed if packed.is_dir() else _PACKAGE.parent / "templates"


def parameters_folder() -> Path:
    """The folder that holds the statutory figures and the councils that ship with the toolkit."""
    return _PACKAGE / "policy" / "parameters"


def general_folder() -> Path:
    """The folder of the tool's own readings and lists, for every council without its own."""
    return parameters_folder() / "general"


def councils() -> tuple[str, ...]:
    """The names of the councils that ship with the toolkit."""
    folders = (file.parent for file in parameters_folder().glob("*/council.yaml"))
    return tuple(sorted(folder.name for folder in folders))


def _full_name(council: str) -> str:
    """A council's own name, as its file gives it."""
    text = (parameters_folder() / council / "council.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("council:"))
    return line.partition(":")[2].strip().casefold()


def council_folder(named: Path | str | None = None) -> Path:
    """The folder of a council's policy: the one named, else the user's setting, else Southend's.

    A council that ships goes by its name, any other by its folder.
    """
    chosen = named or setting("council")
    if not chosen:
        return parameters_folder() / DEFAULT_COUNCIL
    name = str(chosen).casefold()
    for known in councils():
        if name in {known, _full_name(known)}:
            return parameters_folder() / known
    folder = Path(chosen)
    if not folder.is_dir():
        raise InputError(
            f"There is no council '{chosen}'.",
            f"Give one of {', '.join(councils())}, or a folder that holds council.yaml; left out, "
            f"it is {DEFAULT_COUNCIL}.",
        )
    return folder
