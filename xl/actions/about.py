"""The buttons of the group Help."""

from importlib.metadata import PackageNotFoundError, metadata
from itertools import groupby
from pathlib import Path

import xl
from xl.session import Session


def help(session: Session) -> None:  # noqa: A001 - a button's id
    """Open the guides, else the project's page, else list the worksheet functions."""
    address = guides() or project_page()
    if address:
        session.excel.show(address)
    else:
        session.finish(functions_in_words())


def guides() -> str:
    """The folder of the guides; empty where this is installed without them."""
    folder = Path(xl.__file__).parent.parent / "docs"
    return str(folder) if (folder / "officers.md").is_file() else ""


def project_page() -> str:
    """The project's page on the web, where it names one."""
    try:
        named = metadata("social-value-tools").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    return next((url.partition(",")[2].strip() for url in named), "")


def functions_in_words() -> str:
    """The worksheet functions by their categories, and where to read on."""
    import xl.worksheet  # noqa: F401 - it fills the list
    from xl.registry import FUNCTIONS

    by_category = groupby(FUNCTIONS.values(), lambda function: function.category)
    lines = [
        f"{category}: {', '.join(function.name for function in functions)}"
        for category, functions in by_category
    ]
    return "\n\n".join(
        [
            "The worksheet functions of this add-in:",
            *lines,
            "For help with one, type it into a cell and press fx beside the formula bar. The "
            "guides are in the folder docs of the project from which this was installed.",
        ]
    )


def about(session: Session) -> None:
    """Version, council, policy in force, measure set and its licence."""
    from xl.worksheet.about import about as facts

    session.finish("\n".join(f"{name}: {fact}" for name, fact in facts()))
