"""The command line: `svtools …`.

Exit codes: 0 all well, 1 done but something needs attention, 2 could not be done. A command is
loaded when it is called, and imports the heavy rooms that it needs, so that it starts fast.
"""

import io
import sys
from typing import Annotated, NoReturn

import typer

from svtools import __version__, console
from svtools.cli.in_order import InOrder
from svtools.errors import SvtoolsError
from svtools.workbooks.apart import reading_apart

FAILED = 2

app = typer.Typer(
    cls=InOrder,
    help="A council's social value policy, put to work in Excel workbooks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> NoReturn:
    """Run a command; a user's mistake ends in words and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console may lack a letter of a file's name
            stream.reconfigure(errors="replace")
    try:
        with reading_apart():
            app(standalone_mode=True)
    except SvtoolsError as error:
        console.complain(str(error).removesuffix(error.remedy).strip(), error.remedy)
        sys.exit(FAILED)
    except OSError as error:  # what is printed goes into a file on a full disk, say
        what = f"The system refused {error.filename or 'it'} ({error.strerror or error})."
        console.complain(what, "Check the name, the folder and the disk, and run this again.")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(FAILED)
    sys.exit(0)


@app.callback(invoke_without_command=True)
def version(
    *, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """A council's social value policy, put to work in Excel workbooks."""
    if show:
        typer.echo(f"svtools {__version__}")
        raise typer.Exit
