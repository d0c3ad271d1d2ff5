"""Which wheels a bundle takes, from made-up ones."""

from pathlib import Path

import pytest

from svtools.errors import SvtoolsError
from tests.xl.addin.made_up_bundle import OURS, OWN_NEEDS, XLWINGS, make_wheel
from xl.addin.wheels import find


def test_pandas_and_what_is_for_other_systems_stay_out(wheels: Path) -> None:
    found = find(wheels, (3, 12))
    names = [wheel.name for wheel in found.wheels]
    assert names == ["jinja2", "markupsafe", "pywin32", "social-value-tools", "xlwings"]
    assert not found.missing
    assert found.needs["social-value-tools"] == ("jinja2", "xlwings")


def test_the_newest_wheel_is_taken_and_the_most_particular(wheels: Path) -> None:
    make_wheel(wheels, "jinja2-3.1.10", needs=["MarkupSafe"])
    make_wheel(wheels, "markupsafe-3.0.2")
    make_wheel(wheels, "markupsafe-4.0rc1")
    (wheels / "notes.whl").touch()
    chosen = {wheel.name: wheel.path.name for wheel in find(wheels, (3, 12)).wheels}
    assert chosen["jinja2"].startswith("jinja2-3.1.10-")
    assert chosen["markupsafe"] == "markupsafe-3.0.2-cp312-cp312-win_amd64.whl"


def test_versions_that_do_not_fit_all_are_refused(wheels: Path) -> None:
    make_wheel(wheels, f"{OURS}", needs=[*OWN_NEEDS, "MarkupSafe<3"])
    make_wheel(wheels, "jinja2-3.1.6", needs=["MarkupSafe>=3"])
    make_wheel(wheels, "markupsafe-2.0")
    with pytest.raises(SvtoolsError, match="doesn't fit all"):
        find(wheels, (3, 12))


def test_the_dll_is_the_one_that_the_addin_asks_for(wheels: Path) -> None:
    make_wheel(wheels, "xlwings-99.0", needs=["pywin32"])
    assert XLWINGS in {wheel.version for wheel in find(wheels, (3, 12)).wheels}
    (wheels / f"xlwings-{XLWINGS}-cp312-cp312-win_amd64.whl").unlink()
    assert [str(each) for each in find(wheels, (3, 12)).missing] == [f"xlwings=={XLWINGS}"]
