"""A document as one web page: no network, no script; it prints well, by day and by night."""

import base64
import re
from collections.abc import Callable
from typing import Any

import jinja2
from markupsafe import Markup

from svtools.documents import charts
from svtools.documents.blocks import Bar, Document, Heading, Picture, Stack, words
from svtools.documents.palette import DARK, LIGHT
from svtools.folders import templates_folder

PAGE = "document.html.j2"
NAMES = {name: f"var(--{name})" for name in LIGHT}
MEDIA = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def page(document: Document) -> str:
    """The document's page, a whole HTML file."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[[Any], str]] = {
        "kind": lambda block: type(block).__name__,
        "anchor": _anchors(),
        "svg": _charts(),
        "data_uri": _data_uri,
    }
    environment.filters |= filters
    return environment.get_template(PAGE).render(document=document, light=LIGHT, dark=DARK)


def _anchors() -> Callable[[Heading], str]:
    """What makes the names that links lead to, each once."""
    taken: dict[str, int] = {}

    def anchor(heading: Heading) -> str:
        name = re.sub(r"[^a-z0-9]+", "-", words(heading.text).lower()).strip("-") or "part"
        taken[name] = taken.get(name, 0) + 1
        return name if taken[name] == 1 else f"{name}-{taken[name]}"

    return anchor


def _charts() -> Callable[[Any], Markup]:
    count = 0

    def svg(chart: Bar | Stack) -> Markup:
        nonlocal count
        if isinstance(chart, Bar):
            return Markup(charts.bar(chart, NAMES))  # noqa: S704 - of numbers and our own names
        count += 1
        return Markup(charts.stack(chart, NAMES, f"hatch{count}-"))  # noqa: S704

    return svg


def _data_uri(picture: Picture) -> str:
    content = base64.b64encode(picture.content).decode()
    return f"data:{MEDIA[picture.ending]};base64,{content}"
