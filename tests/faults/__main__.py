"""Plants every kind of fault, judges each, and prints the table of `docs/tested.md`.

`python -m tests.faults [TIMES] [WORD]`: so many of each kind (default 10), of the kinds whose name
or module has the word. Each that is not told, or that moves a total, is printed before the table.
"""

import sys
from collections.abc import Iterator, Sequence

from tests.faults.every import every_kind
from tests.faults.kinds import drawn

HEAD = (
    "| Fault | In the | Planted | Told at the right cell | Totals changed untold |",
    "| --- | --- | --- | --- | --- |",
)


def main(arguments: Sequence[str]) -> Iterator[str]:
    """The lines that say what comes of the faults."""
    times = int(next((a for a in arguments if a.isdigit()), 10))
    word = next((a for a in arguments if not a.isdigit()), "")
    rows, all_told, all_untold = [], 0, 0
    for kind in every_kind():
        if word not in f"{kind.plant.__module__} {kind.plant.__name__} {kind.name}":
            continue
        verdicts = list(drawn(kind, times))
        told = sum(verdict.told for _, verdict in verdicts)
        untold = sum(bool(verdict.untold) for _, verdict in verdicts)
        rows.append(f"| {kind.name} | {kind.workbook} | {times} | {told} | {untold} |")
        all_told, all_untold = all_told + told, all_untold + untold
        for number, (fault, verdict) in enumerate(verdicts):
            if verdict.untold or not verdict.told:
                yield f"{kind.name} #{number} at {fault.spots[:2]}: told: {verdict.told}; "
                yield f"    found: {verdict.found[:6]}; moved: {verdict.untold[:4]}"
    yield from (*HEAD, *rows)
    planted = times * len(rows)
    yield f"| **{len(rows)} kinds** | | **{planted}** | **{all_told}** | **{all_untold}** |"


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
