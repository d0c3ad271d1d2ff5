"""`svtools addin …`: the Excel add-in, from building it to checking a machine."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import CouncilOption, Force, council_of, end, refuse_to_replace

addin_app = typer.Typer(
    help="The Excel add-in: build, install, check, uninstall.", no_args_is_help=True
)


@addin_app.command("build")
def build_addin(
    output: Annotated[Path, typer.Option("--output", help="The folder to write it into.")],
) -> None:
    """Make the add-in file, on any system and without Excel.

    Example: svtools addin build --output addin
    """
    from xl.addin.build import build

    console.say(f"Wrote {build(output)}.")


@addin_app.command("bundle")
def bundle(
    output: Annotated[Path, typer.Option("--output", help="The folder to write it into.")],
    python: Annotated[
        Path,
        typer.Option(
            metavar="ZIP", help="python.org's 'Windows embeddable package (64-bit)', a .zip."
        ),
    ],
    python_sha256: Annotated[
        str | None,
        typer.Option(
            metavar="CHECKSUM", help="Its SHA-256, where this tool doesn't know the version."
        ),
    ] = None,
    wheels: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The packages as wheels for 64-bit Windows; default: pip downloads them now.",
        ),
    ] = None,
) -> None:
    """Make the folder that IT installs for all users of a machine, with its own Python.

    Only without --wheels is the network used, and only now: installing fetches nothing.

    Example: svtools addin bundle --python python-3.12.10-embed-amd64.zip --output bundle
    """
    from xl.addin.bundle import write_bundle

    made = write_bundle(output, python, python_sha256, wheels)
    console.say(
        f"Wrote {made.folder}: bundle {made.id}, {made.packages} packages, "
        f"{made.packed / 1e6:.0f} MB packed. READ_ME.txt in it says how to install it."
    )


@addin_app.command("lite")
def lite(
    output: Annotated[Path, typer.Option("--output", help="The workbook to write.")],
    council: CouncilOption = None,
    measures: Annotated[
        Path | None, typer.Option(help="The measure set that it goes by: a file, or a register.")
    ] = None,
    force: Force = False,
) -> None:
    """Write the calculator with the functions inside, for xlwings Lite from Excel's store.

    Example: svtools addin lite --output social_value.xlsx
    """
    from xl.addin.lite import write_lite

    refuse_to_replace(output, force=force)
    write_lite(output, council_of(council), measures)
    console.say(f"Wrote {output}.")


@addin_app.command("install")
def install_addin(
    council: Annotated[
        Path | None, typer.Option(help="The council, by name or folder, for all functions.")
    ] = None,
    measures: Annotated[
        Path | None, typer.Option(help="The council's own measure set or register.")
    ] = None,
    edition: Annotated[
        Path | None,
        typer.Option(
            metavar="NAME",
            help="The edition of the set that ships whose figures functions give; "
            "default: the one used here before, at first the newest.",
        ),
    ] = None,
    postcodes: Annotated[
        Path | None, typer.Option(help="List of the council's postcodes, for SV_LOCAL.")
    ] = None,
) -> None:
    """Put the add-in into this person's Excel (Windows); needs no administrator rights.

    Example: svtools addin install --council our_council
    """
    from xl.addin.install import install, of_this_user

    chosen = {
        "council": council,
        "measures": measures,
        "edition": edition,
        "postcodes": postcodes,
    }
    for path in install(of_this_user(), chosen):
        console.say(f"Wrote {path}.")
    console.say(
        "One step is left. In Excel: File > Options > Add-ins > Go…, "
        "tick 'Social Value Tools', OK. Then: svtools addin check"
    )


@addin_app.command("check")
def check_addin() -> None:
    """Say what the add-in still needs on this machine, and what to ask IT for (Windows).

    Example: svtools addin check
    """
    from xl.addin.check import Machine, check, ticket
    from xl.addin.install import of_this_user
    from xl.windows_registry import Registry

    machine = Machine(of_this_user(), Registry())
    findings = check(machine)
    rows = [(f.subject, f.found, f.remedy or "OK") for f in findings]
    console.table(("What", "What was found", "What to do"), rows)
    console.say(f"For a request to IT:\n{ticket(machine, findings)}")
    end(attention=any(f.remedy for f in findings))


@addin_app.command("uninstall")
def uninstall_addin() -> None:
    """Take away what 'svtools addin install' wrote (Windows).

    Example: svtools addin uninstall
    """
    from xl.addin.install import of_this_user, uninstall
    from xl.windows_registry import Registry

    removed, kept = uninstall(of_this_user(), Registry())
    for path in removed:
        console.say(f"Removed {path}.")
    for path in kept:
        console.say(f"Kept {path}: it was not written by the installation, or it was edited since.")
    if not removed:
        console.say("The add-in was not installed.")
