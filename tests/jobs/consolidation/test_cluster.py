"""Returns read on a Dask cluster: the same as here, whatever happens to its workers."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dask
import distributed
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from svtools import __version__
from svtools.cli.app import app
from svtools.errors import InputError
from svtools.jobs.consolidation import batches, cluster
from svtools.jobs.consolidation.batches import read_all
from tests.jobs.consolidation.misbehaving import DIES, KILLS, RAISES, SLEEPS, misbehaving
from tests.making import (
    YEAR,
    codes,
    consolidated,
    contract,
    council,
    register_of,
    save_register,
    save_return,
)

CONTRACTS = [contract(f"C{number}") for number in range(4)]
REGISTER = register_of(*((each, {"OP01": 4}) for each in CONTRACTS))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two workers, which gives a task up when it loses its worker."""
    sure = {"distributed.scheduler.allowed-failures": 0, "distributed.comm.timeouts.connect": "9s"}
    with (
        dask.config.set(sure),
        LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=":0") as started,  # type: ignore[no-untyped-call]
    ):
        yield started.scheduler_address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four good returns, one for each contract."""
    for number, each in enumerate(CONTRACTS):
        save_return(tmp_path / f"{number}.xlsx", REGISTER, each, {"OP01": (number, 1, 0, 0)})
    return tmp_path


def test_harmful_files_are_rejected_and_the_rest_goes_on(
    scheduler: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that harm their process, and a worker that is killed half-way."""
    monkeypatch.setattr(batches, "read_batch", misbehaving)
    (folder / KILLS).touch()
    heard: list[int] = []
    names = ["0.xlsx", "1.xlsx", "2.xlsx", DIES, RAISES, "3.xlsx"]

    with cluster.cluster(scheduler, folder) as workers:
        found = read_all(folder, names, executor=workers, read_one=heard.append)

    monkeypatch.undo()
    good = [made for made in found if not made.rejected]
    assert (folder / "killed").exists()
    assert [made.file for made in found] == names
    assert [codes(made.problems) for made in found if made.rejected] == [["crashed"]] * 2
    assert good == read_all(folder, [made.file for made in good])
    assert sum(heard) == len(names)


def test_a_file_that_never_ends_is_rejected(
    scheduler: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "read_batch", misbehaving)

    with cluster.cluster(scheduler, folder, seconds=0.5) as workers:
        (found,) = read_all(folder, [SLEEPS], executor=workers, seconds=0.5)

    assert codes(found.problems) == ["timed-out"]
    assert "longer than 0.5 seconds" in found.problems[0].what


def test_the_figures_are_those_of_one_machine(scheduler: str, folder: Path) -> None:
    given: Any = (folder, REGISTER, YEAR, council())
    with cluster.cluster(scheduler, folder) as workers:
        there = consolidated(*given, as_at=date(2026, 6, 1), executor=workers)

    here = consolidated(*given, as_at=date(2026, 6, 1))

    assert there.returns == here.returns
    assert [*there.figures] == [*here.figures] != []


def test_workers_that_would_read_otherwise_are_refused(
    scheduler: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pytest.raises(InputError, match="doesn't see the folder"),
        cluster.cluster(scheduler, folder / "gone"),
    ):
        pass
    monkeypatch.setattr(cluster, "__version__", "9.9")
    with (
        pytest.raises(InputError, match=f"has svtools {__version__}, and 9.9 is asked for"),
        cluster.cluster(scheduler, folder),
    ):
        pass


def test_a_scheduler_that_is_not_there_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 0.2)
    with (
        pytest.raises(InputError, match="can't be reached"),
        cluster.cluster("tcp://127.0.0.1:9", folder),
    ):
        pass


@pytest.mark.parametrize(
    ("address", "tls", "said"),
    [
        ("foo", (), "foo can't be reached .*tcp://"),
        ("http://x:1", (), "unknown address scheme 'http'"),
        ("tcp://x", (), "missing port"),
        ("tcp://x:65536", (), "port 65536 is beyond 65535"),
        ("tls://x:1", (), "no certificate was named for it"),
        ("tls://x:1", (Path("gone.pem"),) * 3, "No such file"),
    ],
)
def test_no_client_is_made_of_an_address_that_can_not_be(
    address: str, tls: tuple[Path, ...], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that was never connected keeps its process from ending."""
    monkeypatch.setattr(distributed, "Client", None)
    with pytest.raises(InputError, match=said), cluster.cluster(address, folder, tls=tls):
        pass


def test_without_dask_it_says_how_to_get_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(InputError, match=r"social-value-tools\[cluster\]"),
        cluster.cluster("tcp://x:1", folder),
    ):
        pass


def test_the_command_passes_scheduler_and_tls_files_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def connect(address: str, **how: Any) -> None:
        asked.extend([address, how["security"]])
        raise OSError("made up")

    class Security(dict[str, Any]):
        def get_connection_args(self, _: str) -> dict[str, Any]:
            return {"ssl_context": "made up"}

    dask_like = SimpleNamespace(Client=connect, Security=Security, comm=distributed.comm)
    monkeypatch.setattr(cluster, "import_module", lambda _: dask_like)
    register = save_register(folder.parent / "register.xlsx", REGISTER)
    named = ["--register", register, "--year", YEAR, "--output", folder.parent / "summary.xlsx"]
    tls = ["--tls-ca", "ca.pem", "--tls-cert", "me.pem", "--tls-key", "key.pem"]
    given = ["consolidate", folder, *named, "--scheduler", "tls://x:1", *tls]

    done = CliRunner().invoke(app, [str(each) for each in given])

    assert isinstance(done.exception, InputError)
    assert "tls://x:1 can't be reached (made up)" in done.exception.what
    assert asked == [
        "tls://x:1",
        {
            "require_encryption": True,
            "tls_ca_file": "ca.pem",
            "tls_client_cert": "me.pem",
            "tls_client_key": "key.pem",
        },
    ]
