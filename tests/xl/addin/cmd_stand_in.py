"""As much of Windows' cmd as the bundle's scripts use, on real folders of any system.

What isn't known here is an error, so that a script can't use more than is tested.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Machine:
    """A made-up Windows: its folder of programs, files in use, and what its Python ends with."""

    programs: Path
    in_use: set[Path] = field(default_factory=set)
    python: Callable[[Path], int] = lambda _: 0
    full: bool = False
    """Whether its disk is full, so that robocopy fails half-way."""

    def run(self, script: Path, argument: str = "") -> int:
        """What a script ends with."""
        return _Run(self, script, argument).code()


class _Run:
    def __init__(self, machine: Machine, script: Path, argument: str) -> None:
        self.machine, self.script, self.argument = machine, script, argument
        self.values = {"ProgramW6432": str(machine.programs)}
        self.errorlevel = 0
        self.lines = script.read_text(encoding="ascii").splitlines()

    def code(self) -> int:
        at = 0
        for _ in range(200):
            if at == len(self.lines):
                return self.errorlevel
            step = self.command(self.lines[at].strip())
            at += 1
            if step.startswith("exit "):
                return int(step.split()[-1])
            if step:
                at = self.lines.index(f":{step}")
        raise AssertionError(f"{self.script.name} doesn't end")

    def command(self, line: str) -> str:
        """Run one line; gives the label to go to, `exit` with a number, or nothing."""
        for name, value in self.values.items():
            line = line.replace(f"%{name}%", value)
        line = line.replace("%~dp0", f"{self.script.parent}\\").replace("%~1", self.argument)
        words = [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', line)]
        match words:
            case [] | ["rem" | "@echo" | "setlocal" | "echo", *_]:
                return ""
            case ["set", text]:
                self.values.update([text.split("=", 1)])
            case ["goto", str(label)]:
                return label
            case ["exit", "/b", number]:
                return f"exit {number}"
            case ["if", *_]:
                return self.condition(line)
            case ["2>nul", *_] if match := re.fullmatch(
                r'2>nul \(>>"(.+)" \(call \)\) \|\| goto (\w+)', line
            ):
                return str(match[2]) if _path(match[1]) in self.machine.in_use else ""
            case _ if not line.startswith(":"):
                self.change(words)
        return ""

    def change(self, words: list[str]) -> None:
        """Run a line that changes files, or starts Python."""
        match words:
            case ["robocopy", source, target, "/MIR", *_]:
                self.mirror(_path(source), _path(target))
            case ["ren", old, new]:
                self.rename(_path(old), new)
            case ["rmdir", "/s", "/q", folder]:
                shutil.rmtree(_path(folder))
            case [program, "-P", *_] if program.endswith("python.exe"):
                self.errorlevel = self.machine.python(_path(program))
            case _:
                raise AssertionError(f"Not known: {words}")

    def condition(self, line: str) -> str:
        match = re.fullmatch(
            r'if (not )?(defined \w+|exist ".+?"|errorlevel \d+|/i ".*?"==".*?") (.+)', line
        )
        assert match, line
        kind, _, what = match[2].partition(" ")
        what = what.strip('"')
        one, _, other = what.partition('"=="')
        match kind:
            case "defined":
                holds = what in self.values
            case "exist":
                holds = _path(what).exists()
            case "errorlevel":
                holds = self.errorlevel >= int(what)
            case _:
                holds = one.casefold() == other.casefold()
        return self.command(match[3]) if holds != bool(match[1]) else ""

    def mirror(self, source: Path, target: Path) -> None:
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(source, target)
        self.errorlevel = 8 if self.machine.full else 1

    def rename(self, old: Path, new: str) -> None:
        blocked = old.with_name(new).exists() or any(
            path.is_relative_to(old) for path in self.machine.in_use
        )
        self.errorlevel = int(blocked)
        if not blocked:
            old.rename(old.with_name(new))


def _path(text: str) -> Path:
    return Path(text.replace("\\", "/"))
