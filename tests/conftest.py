"""No test sees the settings of whoever runs it; commands are run as the console script does."""

import pytest

from svtools.cli import app as cli
from svtools.settings import FOLDER_VARIABLE, VARIABLES
from tests.commands import Ran, Run


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in VARIABLES.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.getbasetemp() / "nobody"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `svtools` with these arguments."""

    def ran(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["svtools", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ran(ended.value.code, *capsys.readouterr())

    return ran
