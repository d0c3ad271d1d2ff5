"""How every workbook looks: fonts, colours and number formats, in one place.

Text on each fill has a contrast of at least 4.5 : 1, and a colour always stands beside a word.
"""

from collections.abc import Mapping
from typing import Any, Final

from svtools.workbooks.declaration import CellKind, Role, Tone

FONT: Final = {"font_name": "Arial", "font_size": 11}
INK: Final = "#1F2933"
RULE: Final = "#9AA5B1"
NAVY: Final = "#12436D"

FILLS: Final = {Role.INPUT: "#FFF7D6", Role.FORMULA: "#ECEFF1", Role.ISSUED: "#FFFFFF"}

TONES: Final[Mapping[Tone, tuple[str, str]]] = {
    "green": ("#D5F0DC", "#0B4F24"),
    "amber": ("#FFE3B8", "#663C00"),
    "red": ("#FBD5D5", "#7A0F0F"),
    "blue": ("#DCE9F7", NAVY),
    "grey": ("#E4E7EB", "#323F4B"),
}
"""Fill and ink of the words of a status."""

SERIES_COLOURS: Final = (NAVY, "#28A197", "#801650", "#F46A25")
"""Four colours that stay apart for colour-blind readers (Government Analysis Function)."""

LABELS_ON_SERIES: Final = ("#FFFFFF", INK, "#FFFFFF", INK)
"""The ink of a label that stands on a column of each of these colours."""

NUMBER_FORMATS: Final = {
    CellKind.TEXT: "@",
    CellKind.CHOICE: "@",
    CellKind.NUMBER: "#,##0.00",
    CellKind.INTEGER: "#,##0",
    CellKind.MONEY: "[$£-809]#,##0.00;-[$£-809]#,##0.00",
    CellKind.RATE: "0.0%",
    CellKind.DATE: "dd mmm yyyy",
}

WIDTHS: Final = {
    CellKind.TEXT: 24.0,
    CellKind.CHOICE: 18.0,
    CellKind.NUMBER: 12.0,
    CellKind.INTEGER: 10.0,
    CellKind.MONEY: 16.0,
    CellKind.RATE: 11.0,
    CellKind.DATE: 14.0,
}

NUMERIC: Final = {CellKind.NUMBER, CellKind.INTEGER, CellKind.MONEY, CellKind.RATE}


def cell(role: Role, kind: CellKind, *, locked: bool, hide_zero: bool = False) -> dict[str, Any]:
    """The format of a value's cell; with `hide_zero` it shows nothing for 0."""
    is_text = kind in {CellKind.TEXT, CellKind.CHOICE}
    # Excel shows a formula typed into an "@" cell as its text, so calculated text is General.
    is_general = is_text and role is not Role.INPUT
    number = NUMBER_FORMATS[kind]
    if hide_zero:
        number = f"{number};" if ";" in number else f"{number};-{number};"
    return {
        **FONT,
        "font_color": INK,
        "bg_color": FILLS[role],
        "border": 1,
        "border_color": RULE,
        "valign": "top",
        "align": "right" if kind in NUMERIC else "left",
        "indent": 1,
        "text_wrap": is_text,
        "num_format": "General" if is_general else number,
        "locked": locked,
    }


def under_table(kind: CellKind) -> dict[str, Any]:
    """The format of cells under a table that goes on there: as an input's, without its colours."""
    look = cell(Role.INPUT, kind, locked=False)
    return {
        name: v for name, v in look.items() if name not in {"bg_color", "border", "border_color"}
    }


def total(kind: CellKind) -> dict[str, Any]:
    """The format of a cell under a table's column: calculated, whatever stands above it."""
    return cell(Role.FORMULA, kind, locked=True) | {"bold": True, "top": 2}


def tone(name: Tone) -> dict[str, Any]:
    """The conditional format of a status word."""
    fill, ink = TONES[name]
    return {"bg_color": fill, "font_color": ink}


TITLE: Final = {**FONT, "font_size": 18, "bold": True, "font_color": NAVY}
PURPOSE: Final = {**FONT, "font_color": INK}
HEADING: Final = {**FONT, "font_size": 13, "bold": True, "font_color": NAVY}
PLAIN: Final = {**FONT, "font_color": INK, "text_wrap": True, "valign": "top"}
OVERFLOWING: Final = {**FONT, "font_color": INK, "valign": "top"}
LABEL: Final = {
    **PLAIN,
    "bold": True,
    "indent": 1,
    "border": 1,
    "border_color": RULE,
    "bg_color": "#F5F7FA",
}
HELP: Final = {**PLAIN, "italic": True, "indent": 1, "font_color": "#3E4C59"}
HEADER: Final = {
    **FONT,
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": NAVY,
    "border": 1,
    "border_color": RULE,
    "text_wrap": True,
    "valign": "vcenter",
    "align": "left",
    "indent": 1,
}
