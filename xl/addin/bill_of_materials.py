"""What a bundle consists of, as CycloneDX 1.5 in JSON: for those who check what they install."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from xl.addin.wheels import PROJECT, Found, Wheel

_INTERPRETER = "python"


def bill_of_materials(found: Found, python_version: str, python_sha256: str) -> str:
    """The bill of a bundle: its packages and its interpreter, with checksums and licences.

    The same contents give the same text.
    """
    own = next(wheel for wheel in found.wheels if wheel.name == PROJECT)
    refs = {wheel.name: _purl(wheel.name, wheel.version) for wheel in found.wheels}
    refs[_INTERPRETER] = f"pkg:generic/{_INTERPRETER}@{python_version}"
    interpreter = {
        "type": "platform",
        "bom-ref": refs[_INTERPRETER],
        "name": _INTERPRETER,
        "version": python_version,
        "purl": refs[_INTERPRETER],
        "hashes": [{"alg": "SHA-256", "content": python_sha256}],
        "licenses": [{"license": {"id": "PSF-2.0"}}],
    }
    others = [_component(wheel, "library") for wheel in found.wheels if wheel is not own]
    sums = " ".join([python_sha256, *(wheel.sha256 for wheel in found.wheels)])
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, sums)}",
        "version": 1,
        "metadata": {"component": _component(own, "application")},
        "components": [interpreter, *others],
        "dependencies": _dependencies(found.needs, refs),
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def _dependencies(
    needs: Mapping[str, tuple[str, ...]], refs: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Who needs whom; the project needs the interpreter."""
    all_needs = {**needs, PROJECT: (*needs.get(PROJECT, ()), _INTERPRETER)}
    return [
        {"ref": ref, "dependsOn": [refs[need] for need in all_needs.get(name, ())]}
        for name, ref in refs.items()
    ]


def _component(wheel: Wheel, kind: str) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": kind,
        "bom-ref": _purl(wheel.name, wheel.version),
        "name": wheel.name,
        "version": wheel.version,
        "purl": _purl(wheel.name, wheel.version),
        "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
    }
    if licences := _licences(wheel):
        component["licenses"] = licences
    return component


def _licences(wheel: Wheel) -> list[dict[str, Any]]:
    """What the wheel says of its licence; nothing where it holds a licence's whole text."""
    if expression := wheel.metadata["License-Expression"]:
        return [{"expression": expression}]
    name = str(wheel.metadata["License"] or "").strip()
    if name and "\n" not in name:
        return [{"license": {"name": name}}]
    classifiers = wheel.metadata.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    return [{"license": {"name": each}} for each in named]


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version.replace('+', '%2B')}"
