"""Returns read by the workers of a Dask cluster, where `svtools consolidate --scheduler` names one.

Each batch is read in a process that its worker starts for it. Workers of Dask may have no children
by multiprocessing and may run several tasks at once; a plain Python can be ended when its time is
up and may die, and neither the worker nor another task knows of it.
"""

import faulthandler
import logging
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from svtools import __version__
from svtools.errors import InputError
from svtools.jobs.consolidation.batches import SECONDS_A_FILE

SECONDS_TO_CONNECT = 30
LAST_PORT = 65_535
BEGUN, LATE, FAILED = b".", 1, 2
"""What the child says first; its exit code when time is up, as `faulthandler` gives it, or else."""

CHILD = "from svtools.jobs.consolidation.cluster import answer; answer()"


class Cluster(Executor):
    """The workers of a cluster, each call in a process of its own for `seconds` at most."""

    def __init__(self, executor: Executor, seconds: float) -> None:
        self._executor, self._seconds = executor, seconds

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The call, by whichever worker is free."""
        return self._executor.submit(in_child, self._seconds, fn, *args, **kwargs)


@contextmanager
def cluster(
    address: str,
    folder: Path,
    *,
    seconds: float = SECONDS_A_FILE,
    tls: tuple[Path | None, ...] = (),
) -> Iterator[Cluster]:
    """The cluster of the scheduler at `address`, whose workers read in `folder`.

    `tls` are the files of the authority's certificate, of one's own and of its key; without them
    Dask's own configuration counts. The scheduler is trusted: what it sends is run here.
    Raises InputError where Dask is not installed, the scheduler or a worker can't be reached, or
    a worker has another version of svtools or doesn't see the folder.
    """
    try:
        dask: Any = import_module("distributed")  # an extra
    except ImportError:
        raise InputError(
            "Dask is not installed.", 'Install it: pip install "social-value-tools[cluster]"'
        ) from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # told in words here
    names = ("tls_ca_file", "tls_client_cert", "tls_client_key")
    files = {name: str(path) for name, path in zip(names, tls, strict=False) if path}
    _refuse_unfit_address(dask, address, files)
    security = dask.Security(require_encryption=True, **files) if files else None
    how = {"timeout": SECONDS_TO_CONNECT, "security": security, "set_as_default": False}
    try:
        client = dask.Client(address, **how)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreachable(address, error) from None
    with client:
        _refuse_unfit_workers(client, folder.absolute())
        yield Cluster(client.get_executor(), seconds)


def _refuse_unfit_address(dask: Any, address: str, files: Mapping[str, str]) -> None:
    """Raises InputError for what no client can be made of: one half made never ends."""
    try:
        _, port = dask.comm.get_address_host_port(address, strict=True)
        if port > LAST_PORT:
            raise ValueError(f"port {port} is beyond {LAST_PORT}")
        security = dask.Security(**files)
        is_encrypted = security.get_connection_args("client")["ssl_context"] is not None
    except (OSError, ValueError) as error:
        raise _unreachable(address, error) from None
    if address.startswith(("tls:", "wss:")) and not is_encrypted:
        raise InputError(
            f"The scheduler {address} asks for encryption, and no certificate was named for it.",
            "Name the TLS files with --tls-ca, --tls-cert and --tls-key.",
        )
    if files and not address.startswith(("tls:", "wss:")):
        raise InputError(
            f"TLS files were named, and the scheduler {address} would be reached without TLS.",
            "Give its address as tls://dask.example:8786, or leave the files out.",
        )


def _unreachable(address: str, error: Exception) -> InputError:
    return InputError(
        f"The scheduler {address} can't be reached ({error}).",
        "Check its address, such as tls://dask.example:8786, and the TLS files.",
    )


def _refuse_unfit_workers(client: Any, folder: Path) -> None:
    """Raises InputError, naming the worker, where one couldn't read what this machine would."""
    found = client.run(seen_by_worker, str(folder), on_error="return")
    if not found:
        raise InputError("The cluster has no workers.", "Start some: dask worker ADDRESS")
    for worker, seen in found.items():
        if isinstance(seen, Exception) or seen[0] != __version__:
            there = "no svtools" if isinstance(seen, Exception) else f"svtools {seen[0]}"
            raise InputError(
                f"The worker {worker} has {there}, and {__version__} is asked for.",
                "Install the same version on every worker.",
            )
        if not seen[1]:
            raise InputError(
                f"The worker {worker} doesn't see the folder {folder}.",
                "Name a folder that all workers share, by the same path.",
            )


def seen_by_worker(folder: str) -> tuple[str, bool]:
    """What a worker has: the version, and whether it sees a folder."""
    return __version__, Path(folder).is_dir()


def in_child(seconds: float, fn: Callable[..., Any], *args: Any) -> Any:
    """What `fn` gives, from a Python started for it.

    Raises TimeoutError after `seconds`, and ChildProcessError where it gives nothing.
    """
    done = subprocess.run(  # noqa: S603 - this very Python
        [sys.executable, "-c", CHILD],
        input=pickle.dumps((seconds, fn, args)),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.stdout and done.returncode == LATE:
        raise TimeoutError
    if done.returncode:
        raise ChildProcessError(f"The process that read ended with {done.returncode}.")
    return pickle.loads(done.stdout.removeprefix(BEGUN))  # noqa: S301 - from our own child


def answer() -> None:
    """Run, in the child, what the worker hands over.

    The child keeps the time itself, from when it is ready: it ends even where its worker is gone
    and where a library never comes back to Python.
    """
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    seconds, fn, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own worker
    out.write(BEGUN)
    out.flush()
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        given = pickle.dumps(fn(*args))
    except Exception:
        traceback.print_exc()
        sys.exit(FAILED)
    faulthandler.cancel_dump_traceback_later()
    out.write(given)
    out.flush()
