"""Every YAML file of the project reads the same on every machine."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path.relative_to(ROOT)
    for folder in ("svtools", "templates", "sample_workbooks", "tests")
    for path in (ROOT / folder).rglob("*.yaml")
)


@pytest.mark.skipif(
    not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without its C loader"
)
@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_reads_the_same_with_and_without_the_c_loader(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")

    slowly = yaml.load(text, yaml.SafeLoader)

    assert slowly == yaml.load(text, yaml.CSafeLoader)


def test_all_rooms_with_yaml_are_looked_at() -> None:
    assert {path.parts[0] for path in FILES} == {
        "svtools",
        "templates",
        "sample_workbooks",
        "tests",
    }
