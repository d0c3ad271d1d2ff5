"""`python -m tools.release`: the wheel and the add-in as a release carries them.

Nothing is fetched: hatchling builds the wheel, this project the add-in.
"""

import contextlib
import hashlib
from pathlib import Path
from typing import Annotated

import typer
from hatchling.build import build_wheel

from svtools.console import say
from xl.addin.build import build

SUMS = "SHA256SUMS"


def release(checkout: Path, output: Path) -> list[Path]:
    """Build both from `checkout` into `output`, with a list that `sha256sum --check` reads."""
    folder = output.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(checkout):
        wheel = folder / build_wheel(str(folder))
    parts = [wheel, build(folder)]
    lines = [f"{hashlib.sha256(part.read_bytes()).hexdigest()}  {part.name}\n" for part in parts]
    sums = folder / SUMS
    sums.write_text("".join(lines), encoding="utf-8")
    return [*parts, sums]


def main(
    output: Annotated[Path, typer.Option(help="The folder to write into.")] = Path("dist"),
) -> None:
    """Build the wheel and the add-in of this checkout, with their SHA-256 sums."""
    for path in release(Path(__file__).parent.parent, output):
        say(f"Wrote {path}.")


if __name__ == "__main__":
    typer.run(main)
