"""The colours of pages: the workbooks' own by day, and their counterparts by night.

Contrast of text is 4.5 : 1 or better on both, that of marks 3 : 1 against what they stand beside.
By day the surest is the darkest, by night the lightest.
"""

from collections.abc import Mapping
from typing import Final

from svtools.workbooks import theme

_PROMISED, _REPORTED, _VALIDATED = theme.CERTAINTY

LIGHT: Final[Mapping[str, str]] = {
    "ink": theme.INK,
    "second": theme.SECONDARY,
    "title": theme.NAVY,
    "link": theme.LINK,
    "page": "#FFFFFF",
    "hairline": theme.HAIRLINE,
    "rule": theme.RULE,
    "edge": _PROMISED.edge,
    "promised": _PROMISED.fill,
    "reported": _REPORTED.fill,
    "validated": _VALIDATED.fill,
    "near": "#7FB2DF",
    "elsewhere": theme.PARTS[1].fill,
    **{f"{tone}-fill": fill for tone, (fill, _) in theme.TONES.items()},
    **{f"{tone}-ink": ink for tone, (_, ink) in theme.TONES.items()},
}
DARK: Final[Mapping[str, str]] = {
    "ink": "#E6EBF0",
    "second": "#AEB9C4",
    "title": "#9CC9F0",
    "link": "#8EC3F5",
    "page": "#10181F",
    "hairline": "#33414D",
    "rule": "#7B8A99",
    "edge": "#9CC9F0",
    "promised": "#19344D",
    "reported": "#5FA8E0",
    "validated": "#F2F6FA",
    "near": "#2F6EA3",
    "elsewhere": "#5B6975",
    "green-fill": "#12331D",
    "green-ink": "#A9E5BC",
    "amber-fill": "#3D2B0C",
    "amber-ink": "#FFD79A",
    "red-fill": "#431A1A",
    "red-ink": "#FFB9B9",
    "blue-fill": "#19344D",
    "blue-ink": "#B9DAF7",
    "grey-fill": "#27323C",
    "grey-ink": "#D3DBE2",
}
