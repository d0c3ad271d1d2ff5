"""`python -m tools [CHECKOUT]`: everything that is generated, built anew.

The sample workbooks from their sources, the generated pages of `docs`, and the pictures of the
workbooks where LibreOffice is there to draw them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from svtools.console import complain, say
from svtools.folders import templates_folder
from svtools.workbooks.formula_rules import refuse_formulas
from svtools.workbooks.parse import template
from tools.gallery import build_gallery
from tools.pages import build_pages
from tools.pictures import build_pictures, missing
from tools.samples import build_samples


def build_all(checkout: Path) -> Iterator[Path]:
    """Rebuild every generated file of `checkout`, each path as it is written.

    Raises DeclarationError, before any, for a template's formula that isn't the same everywhere.
    """
    for path in templates_folder().glob("*.yaml"):
        refuse_formulas(template(path.stem))
    samples, docs = checkout / "sample_workbooks", checkout / "docs"
    yield from build_samples(samples)
    yield from build_pages(docs)
    if not missing():
        yield from build_pictures(samples, docs / "pictures")
        yield from build_gallery(samples, docs)


if __name__ == "__main__":
    for path in build_all(Path(*sys.argv[1:])):
        say(f"Wrote {path}.")
    if reason := missing():
        complain(f"The pictures were left as they are: {reason}.", "Install it and run this again.")
