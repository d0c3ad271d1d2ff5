"""A bundle's bill of materials, against what CycloneDX 1.5 asks for."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from tests.xl.addin.made_up_bundle import XLWINGS, checksum
from xl.addin.bill_of_materials import bill_of_materials
from xl.addin.wheels import find

TEXT = {"type": "string", "minLength": 1}
LICENCE = {
    "oneOf": [
        {
            "type": "object",
            "required": ["expression"],
            "properties": {"expression": TEXT},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "required": ["license"],
            "additionalProperties": False,
            "properties": {
                "license": {
                    "type": "object",
                    "oneOf": [{"required": ["id"]}, {"required": ["name"]}],
                }
            },
        },
    ]
}
HASH = {
    "type": "object",
    "required": ["alg", "content"],
    "additionalProperties": False,
    "properties": {"alg": {"const": "SHA-256"}, "content": {"pattern": "^[a-f0-9]{64}$"}},
}
COMPONENT = {
    "type": "object",
    "required": ["type", "name", "version", "bom-ref", "purl", "hashes"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": ["application", "library", "platform"]},
        "name": TEXT,
        "version": TEXT,
        "bom-ref": TEXT,
        "purl": {"pattern": "^pkg:(pypi|generic)/"},
        "hashes": {"type": "array", "items": HASH, "minItems": 1},
        "licenses": {"type": "array", "items": LICENCE, "minItems": 1},
    },
}
CYCLONEDX = {
    "type": "object",
    "required": ["bomFormat", "specVersion", "version", "components"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"const": "http://cyclonedx.org/schema/bom-1.5.schema.json"},
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.5"},
        "serialNumber": {"pattern": "^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "version": {"type": "integer", "minimum": 1},
        "metadata": {
            "type": "object", "properties": {"component": COMPONENT}, "additionalProperties": False,
        },
        "components": {"type": "array", "items": COMPONENT, "uniqueItems": True},
        "dependencies": {
            "type": "array", "uniqueItems": True,
            "items": {
                "type": "object", "required": ["ref"], "additionalProperties": False,
                "properties": {
                    "ref": TEXT,
                    "dependsOn": {"type": "array", "items": TEXT, "uniqueItems": True},
                },
            },
        },
    },
}  # fmt: skip
"""The part of CycloneDX 1.5's schema that the bill uses."""


def test_the_bill_of_materials_is_cyclonedx(python: Path, wheels: Path) -> None:
    bill = json.loads(bill_of_materials(find(wheels, (3, 12)), "3.12.9", checksum(python)))
    Draft202012Validator(CYCLONEDX).validate(bill)
    parts = {each["name"]: each for each in [bill["metadata"]["component"], *bill["components"]]}
    assert set(parts) == {
        "social-value-tools",
        "python",
        "jinja2",
        "markupsafe",
        "pywin32",
        "xlwings",
    }
    assert parts["python"]["hashes"][0]["content"] == checksum(python)
    assert parts["xlwings"]["licenses"] == [{"license": {"name": "BSD 3-clause"}}]
    assert "licenses" not in parts["pywin32"]
    refs = {each["bom-ref"] for each in parts.values()}
    assert {each["ref"] for each in bill["dependencies"]} == refs
    needs = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    assert refs.issuperset(need for each in needs.values() for need in each)
    assert needs[f"pkg:pypi/xlwings@{XLWINGS}"] == ["pkg:pypi/pywin32@311"]
