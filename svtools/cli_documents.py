"""The commands for whoever works on the tool: everything that is generated, built anew."""

from pathlib import Path
from typing import Annotated

import typer


def samples(
    output: Annotated[Path, typer.Option(help="The folder to rebuild them in.")] = Path(
        "sample_workbooks"
    ),
) -> None:
    """Rebuild the sample workbooks of this project from their source.

    Example: svtools samples --output sample_workbooks
    """
    from svtools.console import say
    from svtools.jobs.samples import build_samples

    for path in build_samples(output):
        say(f"Wrote {path}.")


def documents() -> None:
    """Rebuild all that is generated in a checkout: the samples, and the pages of docs.

    Example: svtools documents
    """
    from svtools.console import say
    from svtools.jobs.documents import build_pages, pages
    from svtools.jobs.samples import build_samples
    from xl.reference import functions_page

    made = {**pages(), "functions.md": functions_page()}
    for path in (*build_samples(Path("sample_workbooks")), *build_pages(made, Path("docs"))):
        say(f"Wrote {path}.")
