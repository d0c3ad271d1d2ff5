"""The most memory that a process and all it started take together, looked at while they run."""

import threading
from pathlib import Path

PROC = Path("/proc")


class Watch:
    """Looks again and again, as long as it is entered; Linux alone tells, elsewhere it sees 0."""

    def __init__(self, seconds: float = 0.2) -> None:
        self.peak, self.most_processes = 0, 0
        self._seconds, self._over = seconds, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self, pid: int) -> None:
        """Watch the process `pid` and its children."""
        self._pid = pid
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self._seconds):
            pids = _family(self._pid)
            self.peak = max(self.peak, sum(map(_held, pids)))
            self.most_processes = max(self.most_processes, len(pids))


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for each in PROC.glob("[0-9]*"):
        try:
            stat = (each / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents.setdefault(int(stat[1]), []).append(int(each.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def _held(pid: int) -> int:
    """Bytes of a process, of those that several share its part."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
