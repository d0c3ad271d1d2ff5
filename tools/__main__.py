"""`python -m tools [CHECKOUT]`: everything that is generated, built anew.

The sample workbooks are rebuilt from their sources, then the generated pages of `docs`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from svtools.console import say
from svtools.workbooks.formula_rules import refuse_formulas
from tools.pages import build_pages, templates
from tools.samples import build_samples


def build_all(checkout: Path) -> Iterator[Path]:
    """Rebuild every generated file of `checkout`, each path as it is written.

    Raises DeclarationError, before any, for a template's formula that isn't the same everywhere.
    """
    for declared in templates():
        refuse_formulas(declared)
    yield from build_samples(checkout / "sample_workbooks")
    yield from build_pages(checkout / "docs")


if __name__ == "__main__":
    for path in build_all(Path(*sys.argv[1:])):
        say(f"Wrote {path}.")
