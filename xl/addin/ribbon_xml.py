"""The ribbon's XML (MS-CUSTOMUI, as of Office 2010), made from the table of buttons."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from xl.addin.vba_text import CALLBACK, RIBBON_MODULE
from xl.buttons import Button

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB = "Social value"


def ribbon_xml(buttons: Sequence[Button]) -> bytes:
    """The add-in's tab with a group for each run of buttons of the same group."""
    root = ET.Element("customUI", xmlns=NAMESPACE)
    tabs = ET.SubElement(ET.SubElement(root, "ribbon"), "tabs")
    tab = ET.SubElement(tabs, "tab", id="socialValueTab", label=TAB)
    for number, (label, members) in enumerate(
        groupby(buttons, lambda button: button.group), start=1
    ):
        group = ET.SubElement(tab, "group", id=f"socialValueGroup{number}", label=label)
        for button in members:
            ET.SubElement(group, "button", _attributes(button))
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ET.tostring(root)


def _attributes(button: Button) -> dict[str, str]:
    return {
        "id": button.id,
        "label": button.label,
        "size": "large",
        "imageMso": button.image_mso,
        "screentip": button.screentip,
        "supertip": button.supertip,
        "onAction": f"{RIBBON_MODULE}.{CALLBACK}",
        "enabled": str(button.enabled).lower(),
    }
