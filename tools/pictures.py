"""Pictures of the sample workbooks for the pages, and the README's own of how they follow.

LibreOffice prints a workbook, poppler draws the page, Pillow crops it: poppler alone neither finds
where a page's white begins nor makes the small files. Where a program or the font is missing,
`missing` says so and the pictures in `docs` stay as they are.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from svtools import yamlfile
from svtools.workbooks.book import open_book
from svtools.workbooks.parse import template
from svtools.workbooks.read import identify

PROGRAMS = {
    "soffice": "LibreOffice Calc (apt install libreoffice-calc)",
    "pdftoppm": "poppler (apt install poppler-utils)",
    "fc-match": "fontconfig (apt install fontconfig)",
}
FONTS = {"Arial", "Liberation Sans"}
DOTS_PER_INCH, ABOVE_FOOTER = 250, 0.94
WIDTH, MARGIN, LINE = 1400, 24, 2
BESIDE, STRIP, GAP = 560, 1900, 116
GREY, SECONDARY, TITLE, COLOURS = "#9AA5B1", "#52606D", "#12436D", 96
SECONDS = 300
SPECS: Any = yamlfile.read(Path(__file__).with_suffix(".yaml"))
PICTURES, README = SPECS["pictures"], SPECS["readme"]


def missing() -> str | None:
    """What has to be installed before pictures can be made here; None where all is there."""
    package = next((PROGRAMS[program] for program in PROGRAMS if not shutil.which(program)), "")
    if package:
        return f"{package} is not installed"
    if run("fc-match", "-f", "%{family[0]}", "Arial") not in FONTS:
        return "neither Arial nor Liberation Sans is there (apt install fonts-liberation)"
    return None


def build_pictures(samples: Path, folder: Path) -> Iterator[Path]:
    """Make every picture of the pages from the workbooks in `samples`, each path as it is written.

    Raises ValueError where a workbook doesn't print such a sheet.
    """
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        images = _images(samples, Path(scratch))
    for name, image in images.items():
        yield save(_framed(image, WIDTH), folder / f"{name}.png")
    yield save(_one_below_another(images), folder / README["file"])


def _images(samples: Path, scratch: Path) -> dict[str, Image.Image]:
    for name, spec in PICTURES.items():
        _copy(samples / spec["workbook"], spec, scratch / f"{name}.xlsx")
    print_all(scratch)
    return {
        name: _cut(_page(scratch / f"{name}.pdf", spec["sheet"]), spec["tall"])
        for name, spec in PICTURES.items()
    }


def _copy(workbook: Path, spec: Any, path: Path) -> None:
    """The picture's workbook as it is, or without the columns that aren't shown."""
    if "columns" not in spec:
        shutil.copyfile(workbook, path)
        return
    book = openpyxl.load_workbook(workbook)
    sheet = book[spec["sheet"]]
    dimensions = sheet.column_dimensions
    for run in list(dimensions.values()):  # a file may say the width of neighbours together
        for number in range(run.min, run.max + 1):
            dimensions[get_column_letter(number)].width = run.width
        run.max = run.min
    letters = {cell.value: cell.column_letter for row in sheet.iter_rows() for cell in row}
    declared = template(identify(open_book(workbook))[0])
    (table,) = (table for owner, table in declared.tables() if owner.name == spec["sheet"])
    for column in table.columns:
        dimensions[letters[column.label]].hidden = column.key not in spec["columns"]
    sheet.col_breaks = ColBreak()  # what is shown stands on one page
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(path)


def _page(pdf: Path, sheet: str) -> Image.Image:
    """The sheet's first page without its footer."""
    page = first_page(pdf, sheet, DOTS_PER_INCH)
    return page.crop((0, 0, page.width, int(page.height * ABOVE_FOOTER)))


def first_page(pdf: Path, sheet: str, dots: int) -> Image.Image:
    """The sheet's first page, known by the name in its footer.

    Raises ValueError where the workbook doesn't print the sheet.
    """
    texts = run("pdftotext", "-layout", str(pdf), "-").split("\f")
    footer = re.compile(rf"(^ *|\.xlsx), {re.escape(sheet)}(  .*)?$", re.MULTILINE)
    numbers = [n for n, text in enumerate(texts, 1) if footer.search(text)]
    if not numbers:
        raise ValueError(f"{pdf.stem}: the workbook prints no sheet {sheet}.")
    root = pdf.with_name(f"{pdf.stem} {numbers[0]}")
    only = ("-f", str(numbers[0]), "-singlefile", "-r", str(dots))
    run("pdftoppm", "-png", *only, str(pdf), str(root))
    return Image.open(f"{root}.png").convert("RGB")


def _trimmed(image: Image.Image) -> Image.Image:
    return image.crop(ImageChops.invert(image).getbbox())


def _cut(image: Image.Image, tall: float) -> Image.Image:
    """The top of the image up to `tall` for a width of 1, at a line or a gap between two rows."""
    image = _trimmed(image)
    most = min(int(image.width * tall), image.height)
    rows = range(most, most * 4 // 5, -1) if most < image.height else [most]
    lines = {y: image.crop((0, y - 1, image.width, y)).getcolors(image.width) for y in rows}
    end = min(rows, key=lambda y: len(lines[y] or ()))
    return _trimmed(image.crop((0, 0, image.width, end)))


def _framed(image: Image.Image, width: int) -> Image.Image:
    """The image in this width, with a thin line around it."""
    fitted = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    return ImageOps.expand(ImageOps.expand(fitted, MARGIN, "white"), LINE, GREY)


def _one_below_another(images: Mapping[str, Image.Image]) -> Image.Image:
    """The README's picture: each step's words, its workbook, and what leads on to the next."""
    steps = README["steps"]
    strips = [_framed(_cut(images[step["picture"]], step["tall"]), STRIP) for step in steps]
    height = sum(strip.height + GAP for strip in strips) - GAP
    whole = Image.new("RGB", (BESIDE + STRIP + 2 * (MARGIN + LINE), height), "white")
    draw = ImageDraw.Draw(whole)
    plain, bold = (
        ImageFont.truetype(run("fc-match", "-f", "%{file}", name), size)
        for name, size in (("Arial", 38), ("Arial:bold", 54))
    )
    top = 0
    for step, strip in zip(steps, strips, strict=True):
        draw.text((MARGIN, top + MARGIN), step["heading"], TITLE, bold)
        draw.text((MARGIN, top + MARGIN + 84), step["words"], SECONDARY, plain, spacing=14)
        whole.paste(strip, (BESIDE, top))
        top += strip.height + GAP
        if "then" in step:
            x, y = BESIDE + 40, top - 100  # where the arrow begins
            draw.text((x + 50, y + 18), step["then"], SECONDARY, plain)
            draw.line((x, y, x, y + 70), TITLE, 8)
            draw.line((x - 24, y + 46, x, y + 72, x + 24, y + 46), TITLE, 8, joint="curve")
    return whole


def print_all(folder: Path) -> None:
    """Print every workbook in `folder` to a PDF beside it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    to_pdf = ("--headless", "--convert-to", "pdf", "--outdir", str(folder))
    run("soffice", profile, *to_pdf, *map(str, sorted(folder.glob("*.xlsx"))))


def save(image: Image.Image, path: Path, colours: int = COLOURS) -> Path:
    """Save the image with few colours; its path."""
    image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def run(*command: str) -> str:
    """What a program prints."""
    return subprocess.run(  # noqa: S603 - the programs named above
        command, capture_output=True, check=True, encoding="utf-8", timeout=SECONDS
    ).stdout
