"""Charts as SVG: marks alone, without a text that could shrink; words stand beside them.

drawsvg writes them: it is pure Python, and draws to SVG what is asked and nothing else. Colours are
names of the page's style, so that light, dark and paper each have their own.
"""

from collections.abc import Mapping

import drawsvg as draw
from markupsafe import escape

from svtools.documents.blocks import Bar, Kind, Stack

LONGEST = 120
"""The end of a bar's track: a promise is 100 long, and what is over it can still be seen."""

HEIGHT = 24
STACK_HEIGHT = 44
GAP = 0.35
THIN = 0.25
"""How thick a line is where a drawing is scaled with its lines."""

LINE = {"stroke_width": 1, "vector_effect": "non-scaling-stroke"}


def bar(one: Bar, ink: Mapping[str, str]) -> str:
    """A bar: the promise as an outlined track, what came of it on that, the surest last."""
    drawing = draw.Drawing(LONGEST, HEIGHT)
    for kind, share in one.lengths:
        length = min(max(share, 0) * 100, LONGEST)
        if kind is Kind.PROMISED:
            edge = {"stroke": ink["edge"], **LINE}
            drawing.append(draw.Rectangle(0.2, 3, max(length - 0.4, 0), 18, fill=ink[kind], **edge))
        else:
            inset = 10 if kind is Kind.VALIDATED else 7
            drawing.append(draw.Rectangle(0, inset, length, HEIGHT - 2 * inset, fill=ink[kind]))
    return _svg(drawing, 'aria-hidden="true"')


def stack(whole: Stack, ink: Mapping[str, str], name: str = "hatch") -> str:
    """A whole in its parts; what isn't known is hatched, by a pattern of that `name`."""
    drawing = draw.Drawing(100, STACK_HEIGHT, id_prefix=name)
    start = 0.0
    for part in whole.parts:
        width = part.share * 100
        fill = _hatch(ink) if part.kind is Kind.UNKNOWN else ink[part.kind]
        edge = {"stroke": ink["rule"], **LINE}
        drawing.append(
            draw.Rectangle(start, 0, max(width - GAP, 0), STACK_HEIGHT, fill=fill, **edge)
        )
        start += width
    return _svg(drawing, f'role="img" aria-label="{escape(whole.says)}"')


def _hatch(ink: Mapping[str, str]) -> draw.Pattern:
    pattern = draw.Pattern(1.2, 6, patternUnits="userSpaceOnUse", patternTransform="skewX(-12)")
    pattern.append(draw.Rectangle(0, 0, 1.2, 6, fill=ink["page"]))
    pattern.append(draw.Rectangle(0, 0, 0.35, 6, fill=ink["second"]))
    return pattern


def _svg(drawing: draw.Drawing, attributes: str) -> str:
    """The drawing's code, as wide as the place where it stands."""
    text: str = drawing.as_svg(header="", skip_js=True, skip_css=True)
    start = text.index("<svg")
    box = f'<svg viewBox="0 0 {drawing.width} {drawing.height}" preserveAspectRatio="none"'
    return text[start:].replace(text[start : text.index(">", start)], f"{box} {attributes}", 1)


def drawn(svg: str, width: int, height: int) -> bytes:
    """A drawing in dots, stretched to so many."""
    import resvg_py  # noqa: PLC0415 - only where a chart is drawn

    size = f'width="{width}" height="{height}" xmlns="http://www.w3.org/2000/svg"'
    thin = svg.replace('stroke-width="1"', f'stroke-width="{THIN}"')  # resvg scales lines too
    return bytes(resvg_py.svg_to_bytes(svg_string=thin.replace("<svg ", f"<svg {size} ", 1)))
