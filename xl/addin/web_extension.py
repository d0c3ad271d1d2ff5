"""A workbook's own part for an add-in of Excel's store: which add-in, and what it keeps there.

Source: [MS-OWEXML], Office Web Extensibility Extensions; what xlwings Lite writes into a workbook
that it has code in was looked at.
"""

import json
import uuid
from collections.abc import Mapping
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from svtools.workbooks.package_parts import packed, unpacked

ADDIN = "WA200008175"
"""xlwings Lite in Excel's store."""

_EXTENSION = "http://schemas.microsoft.com/office/webextensions/webextension/2010/11"
_PANES = "http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OF_PANES = "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes"
_OF_EXTENSION = "http://schemas.microsoft.com/office/2011/relationships/webextension"
_CONTENT = "application/vnd.ms-office.webextension"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FOLDER = "xl/webextensions/"
_PART = f"{_FOLDER}webextension1.xml"
_TYPES, _LINKS = "[Content_Types].xml", "_rels/.rels"


def with_web_extension(workbook: bytes, properties: Mapping[str, str]) -> bytes:
    """The workbook with the add-in's part, which holds each property as JSON."""
    parts = unpacked(workbook)
    link = _relationship("rIdLite", _OF_PANES, f"{_FOLDER}taskpanes.xml")
    parts[_TYPES] = parts[_TYPES].replace(b"</Types>", f"{_content_types()}</Types>".encode())
    parts[_LINKS] = parts[_LINKS].replace(b"</Relationships>", f"{link}</Relationships>".encode())
    return packed(parts | {name: text.encode() for name, text in _parts(properties).items()})


def properties_in(workbook: bytes) -> dict[str, str]:
    """What the add-in's part of a workbook holds. Raises KeyError where it has none."""
    part = ET.fromstring(unpacked(workbook)[_PART])  # noqa: S314 - a file of our own making
    return {
        str(each.get("name")): json.loads(str(each.get("value")))
        for each in part.iter(f"{{{_EXTENSION}}}property")
    }


def _content_types() -> str:
    parts = {"webextension1.xml": _CONTENT, "taskpanes.xml": f"{_CONTENT}taskpanes"}
    return "".join(
        f'<Override PartName="/{_FOLDER}{name}" ContentType="{kind}+xml"/>'
        for name, kind in parts.items()
    )


def _relationship(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'


def _parts(properties: Mapping[str, str]) -> dict[str, str]:
    held = "".join(
        f"<we:property name={_quoted(name)} value={_quoted(json.dumps(value))}/>"
        for name, value in properties.items()
    )
    own = str(uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(properties, sort_keys=True))).upper()
    store = 'version="1.0.0.0" store="{}" storeType="OMEX"/>'
    extension = (
        f'<we:webextension xmlns:we="{_EXTENSION}" id="{{{own}}}">'
        f'<we:reference id="{ADDIN.lower()}" {store.format("en-GB")}<we:alternateReferences>'
        f'<we:reference id="{ADDIN}" {store.format(ADDIN)}</we:alternateReferences>'
        f"<we:properties>{held}</we:properties><we:bindings/>"
        f'<we:snapshot xmlns:r="{_RELATIONSHIPS}"/></we:webextension>'
    )
    panes = (
        f'<wetp:taskpanes xmlns:wetp="{_PANES}"><wetp:taskpane dockstate="right" visibility="0" '
        f'width="438" row="2"><wetp:webextensionref xmlns:r="{_RELATIONSHIPS}" r:id="rId1"/>'
        "</wetp:taskpane></wetp:taskpanes>"
    )
    links = (
        f'<Relationships xmlns="{_PACKAGE}">'
        + _relationship("rId1", _OF_EXTENSION, "webextension1.xml")
        + "</Relationships>"
    )
    return {
        _PART: _XML + extension,
        f"{_FOLDER}taskpanes.xml": _XML + panes,
        f"{_FOLDER}_rels/taskpanes.xml.rels": _XML + links,
    }


def _quoted(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;", '"': "&quot;"})
