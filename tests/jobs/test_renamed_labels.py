"""An answer is known by its key: with every label renamed, as CONTRIBUTING says, figures stay."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from svtools import yamlfile
from tests.jobs.chain import ROOT, differences, figures, kept, run_chain

REPEATED = re.compile(r"\{\{ each[.\w]* \}\}")
RENAMED = re.compile(r"Anew (\d+)(?:-(\w+))?")


def test_every_label_of_every_template_can_be_renamed(tmp_path: Path) -> None:
    house, folder = tmp_path / "house", tmp_path / "work"
    for part in ("svtools", "templates"):
        shutil.copytree(ROOT / part, house / part)
    labels: list[str] = []
    for declaration in sorted((house / "templates").glob("*.yaml")):
        _rename_all(declaration, labels)
    folder.mkdir()

    run_chain(house, folder)

    now = _with_old_labels(figures(house, folder), labels)
    assert list(differences(kept(), now)) == []


def _rename_all(declaration: Path, labels: list[str]) -> None:
    """Give each sheet, field and column a new name, and put its old one into `labels`."""
    source = yamlfile.read(declaration)
    for sheet in source["sheets"]:
        key = re.sub(r"[^a-z0-9]+", "_", sheet["name"].lower())
        sheet.setdefault("key", key)
        _rename(sheet, "name", labels)
        for block in sheet.get("blocks", ()):
            if "fields" in block:
                block.setdefault("key", key)
            for field in block.get("fields", ()):
                if "use" not in field:
                    _rename(field, "label", labels)
            for column in block.get("table", {}).get("columns", ()):
                if "use" not in column:
                    _rename(column, "heading", labels)
    declaration.write_text(json.dumps(source), encoding="utf-8")  # which is YAML too


def _rename(item: dict[str, Any], what: str, labels: list[str]) -> None:
    old = item[what]
    item["formerly"] = [old, *item.get("formerly", ())]
    repeated = REPEATED.search(old)
    item[what] = f"Anew {len(labels)}" + (f"-{repeated[0]}" if repeated else "")
    labels.append(old)


def _with_old_labels(value: Any, labels: list[str]) -> Any:
    """What was said with new labels, said with the old ones."""
    if isinstance(value, dict):
        return {key: _with_old_labels(inner, labels) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_old_labels(inner, labels) for inner in value]
    if not isinstance(value, str):
        return value
    return RENAMED.sub(lambda new: REPEATED.sub(new[2] or "", labels[int(new[1])]), value)
