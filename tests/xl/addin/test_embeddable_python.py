"""The interpreter of a bundle: known by its checksum, and nothing else is taken."""

from pathlib import Path

import pytest

from svtools.errors import SvtoolsError
from tests.xl.addin.made_up_bundle import checksum, make_python
from xl.addin import bundle as bundling
from xl.addin.bundle import interpreter


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (("python312.dll",), "no embeddable Python"),
        (("pythonw.exe",), "no embeddable Python"),
        (("pythonw.exe", "python311.dll", "python312.dll"), "no embeddable Python"),
    ],
)
def test_another_zip_is_no_interpreter(tmp_path: Path, files: list[str], said: str) -> None:
    path = make_python(tmp_path / "other.zip", files)
    with pytest.raises(SvtoolsError, match=said):
        interpreter(path, checksum(path))
    path.write_bytes(b"no zip")
    with pytest.raises(SvtoolsError, match=said):
        interpreter(path, checksum(path))


def test_an_interpreter_of_unknown_or_wrong_checksum_is_refused(
    python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SvtoolsError, match="not that of Python 3"):
        interpreter(python)
    with pytest.raises(SvtoolsError, match="which is not 00ff"):
        interpreter(python, "00ff")
    assert interpreter(python, checksum(python).upper()).version == "3.12.9"
    monkeypatch.setattr(bundling, "KNOWN", {"3.12.99": checksum(python)})
    assert interpreter(python).version == "3.12.99"
    assert interpreter(python).minor == (3, 12)


def test_an_interpreter_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SvtoolsError, match="can't be read"):
        interpreter(tmp_path / "none.zip")


def test_known_checksums_are_of_the_right_length() -> None:
    assert {len(bytes.fromhex(each)) for each in bundling.KNOWN.values()} == {32}
