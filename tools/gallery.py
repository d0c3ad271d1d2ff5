"""The page of every sheet of every workbook, with pictures of how it opens and how it prints.

A first screen is what LibreOffice draws at 100%, 96 dots an inch: the sheet is printed with its
page set-up taken off and its row and column headings on, and cut to a window of 1366 × 768.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from PIL import Image, ImageOps

from tools.pictures import GREY, SPECS, first_page, print_all, save
from tools.references import head

PAGE, FOLDER = "sheets.md", "sheets"
GALLERY: Any = SPECS["gallery"]
ABOUT = """\
How each sheet opens, at 100% in a window of 1366 × 768 as LibreOffice draws it, and for each
workbook the first page that every sheet prints. Contracts, suppliers and figures are made up:
these are [the sample workbooks](samples.md)."""
SCREEN = (1340, 510)
"""The pixels that a window of 1366 × 768 has for cells and their headings."""

WIDTH, COLOURS = 880, 40
DOTS, DOTS_OF_PAGES = 96, 40
ACROSS, GAP = 4, 12
A3 = 8
AS_ON_SCREEN = (
    (r"<pageSetUpPr[^>]*/>|<printOptions[^>]*/>", ""),
    (
        r"<pageMargins[^>]*/>",
        '<printOptions headings="1"/><pageMargins left="0" right="0" top="0" bottom="0.4"'
        ' header="0" footer="0"/>',
    ),
    (r"<pageSetup[^>]*/>", f'<pageSetup paperSize="{A3}" orientation="landscape"/>'),
)
"""What takes the page set-up off a sheet's XML."""

FOOTER = r"<oddFooter>.*?</oddFooter>", "<oddFooter>&amp;L, &amp;A</oddFooter>"
"""What says on a page which sheet it is of: as the workbooks' own footers do."""


class Shown(NamedTuple):
    """A sheet that people see: its name, what its first two lines say, its picture's name."""

    name: str
    title: str
    purpose: str
    picture: str


def build_gallery(
    samples: Path, docs: Path, keys: Collection[str] = tuple(GALLERY)
) -> Iterator[Path]:
    """Make the page, and the pictures of the workbooks that go by `keys`; each path as written."""
    folder = docs / FOLDER
    folder.mkdir(exist_ok=True)
    (docs / PAGE).write_text(gallery_page(samples), encoding="utf-8")
    yield docs / PAGE
    with tempfile.TemporaryDirectory() as scratch:
        made = set(_pictures(samples, keys, Path(scratch), folder))
    yield from sorted(made)
    if len(keys) == len(GALLERY):
        for old in set(folder.glob("*.png")) - made:
            old.unlink()


def gallery_page(samples: Path) -> str:
    """The page's text."""
    lines = head("Every sheet of every workbook", "the sample workbooks", *ABOUT.splitlines())
    for spec in GALLERY.values():
        lines.append(f"- [{spec['title']}](#{_anchor(spec['title'])}): {spec['words']}")
    for key, spec in GALLERY.items():
        title, called = spec["title"], spec["title"][0].lower() + spec["title"][1:]
        lines += ["", f"## {title}", "", f"`{spec['workbook']}`"]
        for each in shown_sheets(samples / spec["workbook"], key):
            alt = f"First screen of the sheet {each.name} of {called}: {each.title}. {each.purpose}"
            lines += ["", f"### {title}: {each.name}", "", each.purpose, ""]
            lines += [f"![{alt}]({FOLDER}/{each.picture}.png)"]
        alt = f"The first page that each sheet of {called} prints, side by side, A4 landscape"
        lines += ["", f"### {title}, printed", "", f"![{alt}]({FOLDER}/{key}_printed.png)"]
    return "\n".join(lines) + "\n"


def shown_sheets(workbook: Path, key: str) -> list[Shown]:
    """The sheets of a workbook that aren't hidden."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    shown = [
        Shown(s.title, str(s["A1"].value), str(s["A2"].value or ""), f"{key}_{_anchor(s.title)}")
        for s in sheets
    ]
    book.close()
    return shown


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", title.lower().replace(" ", "-"))


def _pictures(samples: Path, keys: Collection[str], scratch: Path, folder: Path) -> Iterator[Path]:
    on_screen, printed = scratch / "screen", scratch / "printed"
    on_screen.mkdir()
    printed.mkdir()
    workbooks = {key: samples / GALLERY[key]["workbook"] for key in keys}
    for workbook in workbooks.values():
        shutil.copyfile(workbook, printed / workbook.name)
        _without_page_setup(workbook, on_screen / workbook.name)
    print_all(on_screen)
    print_all(printed)
    for key, workbook in workbooks.items():
        shown = shown_sheets(workbook, key)
        screens = on_screen / f"{workbook.stem}.pdf"
        for each in shown:
            screen = _screen(first_page(screens, each.name, DOTS))
            yield save(screen, folder / f"{each.picture}.png", COLOURS)
        paper = printed / f"{workbook.stem}.pdf"
        pages = [first_page(paper, each.name, DOTS_OF_PAGES) for each in shown]
        yield save(_side_by_side(pages), folder / f"{key}_printed.png", COLOURS)


def _without_page_setup(workbook: Path, path: Path) -> None:
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/sheet"):
                xml = part.decode()
                for pattern, new in (*AS_ON_SCREEN, FOOTER):
                    xml = re.sub(pattern, new, xml)
                part = xml.encode()
            after.writestr(name, part)


def _screen(page: Image.Image) -> Image.Image:
    size = (WIDTH, SCREEN[1] * WIDTH // SCREEN[0])
    fitted = page.crop((0, 0, *SCREEN)).resize(size, Image.Resampling.LANCZOS)
    return ImageOps.expand(fitted, 1, GREY)


def _side_by_side(pages: Sequence[Image.Image]) -> Image.Image:
    framed = [ImageOps.expand(page, 1, GREY) for page in pages]
    width, height = (max(sizes) + GAP for sizes in zip(*(f.size for f in framed), strict=True))
    rows = -(-len(framed) // ACROSS)
    whole = Image.new("RGB", (min(ACROSS, len(framed)) * width, rows * height), "white")
    for number, page in enumerate(framed):
        whole.paste(page, (number % ACROSS * width, number // ACROSS * height))
    return whole
