"""How every workbook looks: fonts, colours and number formats, in one place.

Text on each fill has a contrast of at least 4.5 : 1, and a colour always stands beside a word. Who
fills a cell is told by the mark and the tone of its heading, by its edge, and by its fill.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from svtools.workbooks.items import CellKind, Role, Tone

NORMAL: Final = {"font_name": "Arial", "font_size": 10, "font_scheme": False}
"""The workbook's own font: its digit is 7 pixels wide in every program, which widths count in."""

BODY_SIZE: Final = 11
FONT: Final = {**NORMAL, "font_size": BODY_SIZE}
INK: Final = "#1F2933"
SECONDARY: Final = "#52606D"
RULE: Final = "#9AA5B1"
HAIRLINE: Final = "#CBD2D9"
NAVY: Final = "#12436D"
OCHRE: Final = "#8A6100"
INPUT_HEAD: Final = "#F7DC83"

EDGE: Final = {"left": 5, "left_color": OCHRE}
"""Where cells to fill in begin."""

FILLS: Final = {Role.INPUT: "#FFF7D6", Role.FORMULA: "#ECEFF1", Role.ISSUED: "#FFFFFF"}

TONES: Final[Mapping[Tone, tuple[str, str]]] = {
    "green": ("#D5F0DC", "#0B4F24"),
    "amber": ("#FFE3B8", "#663C00"),
    "red": ("#FBD5D5", "#7A0F0F"),
    "blue": ("#DCE9F7", NAVY),
    "grey": ("#E4E7EB", "#323F4B"),
}
"""Fill and ink of the words of a status."""


class Series(NamedTuple):
    """A chart's series: its fill, its edge, and the ink of a label on it."""

    fill: str
    edge: str
    label: str


REPORTED: Final = Series("#3D86C6", "#3D86C6", INK)
CERTAINTY: Final = (Series("#DCE9F7", NAVY, INK), REPORTED, Series("#0B2E4F", "#0B2E4F", INK))
"""Promised, reported and validated: the surer, the darker."""

PARTS: Final = (
    Series("#616E7C", "#FFFFFF", "#FFFFFF"),
    Series("#C3CCD5", "#FFFFFF", INK),
    Series(NAVY, "#FFFFFF", "#FFFFFF"),
    Series("#28A197", "#FFFFFF", INK),
)
"""The parts of a whole, which stand on one another; they stay apart for colour-blind readers."""


TABS: Final = {"fill in": "#F2B705", "read": NAVY, "look up": RULE}
"""The colour of a sheet's tab, by what people do with it."""

BAR: Final = "#A9CBE8"
LINK: Final = "#1D5FA8"

MARKS: Final = {Role.INPUT: "✎", Role.FORMULA: "=", Role.ISSUED: ""}
"""What stands before the heading of a column that is filled in or calculated."""

NUMBER_FORMATS: Final = {
    CellKind.TEXT: "@",
    CellKind.CHOICE: "@",
    CellKind.NUMBER: "[>=1000]#,##0;General",
    CellKind.INTEGER: "#,##0",
    CellKind.MONEY: "[$£-809]#,##0.00;-[$£-809]#,##0.00",
    CellKind.RATE: "0.0%",
    CellKind.DATE: "d mmm yyyy",
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

MOST_DECIMALS: Final = 4
NUMERIC: Final = {CellKind.NUMBER, CellKind.INTEGER, CellKind.MONEY, CellKind.RATE}


def edges(role: Role, *, goes_on: bool = False) -> dict[str, Any]:
    """The lines around a cell: inputs have an edge, unless the run `goes_on`; others one below."""
    if role is not Role.INPUT:
        return {"bottom": 1, "bottom_color": HAIRLINE if role is Role.ISSUED else "#FFFFFF"}
    return {"border": 1, "border_color": RULE} | ({} if goes_on else EDGE)


def cell(
    role: Role,
    kind: CellKind,
    *,
    locked: bool,
    hide_zero: bool = False,
    places: int | None = None,
    goes_on: bool = False,
) -> dict[str, Any]:
    """The format of a value's cell.

    With `hide_zero` it shows nothing for 0, with `places` as many decimals; where a run of inputs
    `goes_on`, it has no edge of its own.
    """
    is_text = kind in {CellKind.TEXT, CellKind.CHOICE}
    # Excel shows a formula typed into an "@" cell as its text, so calculated text is General.
    is_general = is_text and role is not Role.INPUT
    number = NUMBER_FORMATS[kind] if places is None else f"#,##0.{'0' * places}"
    number = without_zero(number) if hide_zero else number
    is_number = kind in NUMERIC
    return {
        **FONT,
        "font_color": INK,
        "bg_color": FILLS[role],
        **edges(role, goes_on=goes_on),
        "valign": "vcenter",
        "align": "right" if is_number else "left",
        "indent": 0 if is_number else 1,
        "text_wrap": is_text,
        "num_format": "General" if is_general else with_air(number) if is_number else number,
        "locked": locked,
    }


def under_table(kind: CellKind) -> dict[str, Any]:
    """The format of cells under a table that goes on there: as an input's, without its colours."""
    without = {"bg_color", *edges(Role.INPUT)}
    look = cell(Role.INPUT, kind, locked=False)
    return {name: value for name, value in look.items() if name not in without}


def with_air(number: str) -> str:
    """A number format with a digit's width of air on the right: not every program keeps indents."""
    return ";".join(f"{part}_0" if part else part for part in number.split(";"))


def without_zero(number: str) -> str:
    """A number format that shows nothing for 0."""
    if number.startswith("[>"):
        return f'[=0]"";{number}'
    return f"{number};" if ";" in number else f"{number};-{number};"


def head(role: Role, kind: CellKind, *, filtered: bool = False) -> dict[str, Any]:
    """The format of a column's heading: its mark is a number format, so its text stays the same.

    One that is `filtered` has a button in its right corner, of which its text keeps clear.
    """
    is_input, is_number = role is Role.INPUT, kind in NUMERIC
    return {
        **FONT,
        "bold": True,
        "font_color": INK if is_input else "#FFFFFF",
        "bg_color": INPUT_HEAD if is_input else NAVY,
        "bottom": 2 if is_input else 1,
        "bottom_color": OCHRE if is_input else NAVY,
        "text_wrap": True,
        "valign": "bottom",
        "align": "right" if is_number else "left",
        "indent": 2 if filtered and is_number else 1,
        **marked(role),
    }


def label(role: Role) -> dict[str, Any]:
    """The format of the label beside a field, marked as a heading is."""
    return {**LABEL, **marked(role)}


def marked(role: Role) -> dict[str, Any]:
    """The number format that puts a role's mark before a text, which stays the same."""
    mark = MARKS[role]
    return {"num_format": f'General;General;General;"{mark}\u00a0"@' if mark else "General"}


def marked_label(label: str, role: Role) -> str:
    """A label as people see it, its mark before it."""
    return f"{MARKS[role]}\u00a0{label}" if MARKS[role] else label


def few_decimals(cell: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rule, from `cell` on, for numbers with more decimals than anybody reads, and their look.

    A format can't say "as many as it has, but four at most"; and one that shows all has no room.
    """
    rule = f"AND(ABS({cell})<1000,ROUND({cell},{MOST_DECIMALS})<>{cell})"
    look = {"num_format": with_air(f"0.{'0' * MOST_DECIMALS}")}
    return {"type": "formula", "criteria": rule}, look


def bar(full: float) -> dict[str, Any]:
    """The conditional format that draws a number as a bar, which is full at `full`."""
    return {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_solid": True,
        "bar_color": BAR,
        "bar_border_color": NAVY,
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": full,
    }


def total(kind: CellKind) -> dict[str, Any]:
    """The format of a cell under a table's column: calculated, whatever stands above it."""
    return cell(Role.FORMULA, kind, locked=True) | {"bold": True, "top": 2}


def tone(name: Tone) -> dict[str, Any]:
    """The conditional format of a status word."""
    fill, ink = TONES[name]
    return {"bg_color": fill, "font_color": ink, "bold": True}


TITLE_SIZE: Final = 20
TITLE: Final = {
    **FONT,
    "font_size": TITLE_SIZE,
    "bold": True,
    "font_color": NAVY,
    "valign": "vcenter",
}
PURPOSE: Final = {**FONT, "font_color": SECONDARY, "valign": "vcenter"}
HEADING: Final = {**FONT, "font_size": 13, "bold": True, "font_color": NAVY, "valign": "bottom"}
PLAIN: Final = {**FONT, "font_color": INK, "text_wrap": True, "valign": "vcenter"}
LABEL: Final = {**PLAIN, "bold": True, "indent": 1, "bottom": 1, "bottom_color": HAIRLINE}
HELP: Final = {**PLAIN, "font_size": 10, "indent": 1, "font_color": SECONDARY}
STATE: Final = {**FONT, "font_color": TONES["grey"][1], "bg_color": TONES["grey"][0], "bold": True}
"""A sheet's banner, before its words bring it a tone."""

LINK_IN_STATE: Final = {"font_color": LINK, "underline": 1, "align": "right", "bold": False}
NOTE: Final = {**PLAIN, "font_size": 10, "font_color": SECONDARY}
LINKED: Final = {**FONT, "font_color": LINK, "underline": 1, "valign": "vcenter"}
BIG: Final = {
    "font_size": 20,
    "bold": True,
    "font_color": NAVY,
    "bg_color": "#FFFFFF",
    "num_format": '[>=999500]"£"0.00,,"m";[>=10000]"£"0,"k";"£"#,##0',
}
"""What the pounds of a headline have above other cells: thousands and millions are enough."""


def group(role: Role) -> dict[str, Any]:
    """The format of the line over a group of columns."""
    colour = OCHRE if role is Role.INPUT else NAVY
    ink = "#663C00" if role is Role.INPUT else NAVY
    line = {"bottom": 5, "bottom_color": colour, "valign": "bottom"}
    return {**FONT, "bold": True, "font_color": ink, **line}
