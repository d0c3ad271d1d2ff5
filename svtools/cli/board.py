"""The board's page, and its edition for the cross-sector group."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svtools import console
from svtools.cli.options import CouncilOption, RegisterOption, council_of, end
from svtools.cli.this_folder import ThisFolder
from svtools.numbers import in_a_row

if TYPE_CHECKING:
    from svtools.jobs.board.pages import Pages


def board(
    summaries: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SUMMARY...",
            help="The latest year's summary, and the one before it for the trend. Default, beside "
            "svtools.yaml: those called summary YEAR.xlsx.",
        ),
    ] = None,
    register: RegisterOption = None,
    texts: Annotated[
        Path | None, typer.Option(help="The folder of the team's texts, as for the statement.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The folder. Default: board.")
    ] = None,
    local_spend: Annotated[
        Path | None, typer.Option(help="The workbook of 'svtools local-spend' for the year.")
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the tenders' pre-procurement records: files with 'record' in "
            "their names."
        ),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option("--as-at", help="The board's day. Default: the summary's.")
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option(help="The folder of the statement that was issued.")
    ] = None,
    council: CouncilOption = None,
) -> None:
    """Write one page for the board, and one for the cross-sector group, for the web and for Word.

    The board's is internal. The group's holds published figures alone and names no supplier.

    Example: svtools board summary.xlsx --register contracts_register.xlsx --texts texts --output
    board
    """
    from svtools.jobs.answers import day
    from svtools.jobs.board.run import write_board

    here = ThisFolder.read()
    given = here.summaries(summaries)
    hub = here.register(register)
    folder = here.to_write(output, "board")
    here.tell()
    made = write_board(
        given,
        hub,
        folder,
        council_of(council),
        texts=texts,
        local_spend=local_spend,
        records=records,
        earlier=earlier,
        as_at=day(as_at) if as_at else None,
    )
    console.say(f"{made.headline}.")
    console.say(f"Wrote board and cross_sector, each as .html and .docx, in {folder}.")
    to_do = [*_to_do(made)]
    for line in to_do:
        console.remark(line)
    end(attention=to_do)


def _to_do(made: "Pages") -> Iterator[str]:
    """What the team should know before it sends the pages out."""
    from svtools.jobs.statement.texts import BOARD

    if missing := made.texts.missing(BOARD):
        yield f"Not written yet: {in_a_row(missing)}."
    if made.suppliers_named:
        yield f"cross_sector.md names suppliers: {in_a_row(made.suppliers_named)}."
