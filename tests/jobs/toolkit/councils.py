"""Councils for the tests of the guides: copies of those that ship, and one with many steps."""

import shutil
from pathlib import Path

from svtools.folders import parameters_folder
from svtools.policy import Council, load_council


def copy_of(name: str, folder: Path, **changes: tuple[str, str]) -> Council:
    """A council of its own: a copy, with a piece of one of its files changed."""
    made = shutil.copytree(parameters_folder() / name, folder)
    for file, (old, new) in changes.items():
        path = made / f"{file}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return load_council(made)


def of_steps(folder: Path, *rows: str) -> Council:
    """A council whose policy has these rows."""
    folder.mkdir()
    asks = "".join(f"  - {{{row}}}\n" for row in rows)
    head = "council: Stepford\npolicy: Policy\nlaw: {of: wales, authority: council}\n"
    text = f"{head}asks:\n{asks}"
    (folder / "council.yaml").write_text(text, encoding="utf-8")
    return load_council(folder)
