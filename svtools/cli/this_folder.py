"""`svtools.yaml`: what is what in the folder where a command runs, so that it needs no paths there.

    register: contracts_register.xlsx
    log: validation_log.xlsx
    year: 2025-26
    returns: returns
    payments: [payments/*.csv]

A path that is given wins. What a machine is set to stands elsewhere: see `svtools.settings`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from svtools import console, schema
from svtools.errors import InputError, SvtoolsError
from svtools.monitoring import FinancialYear
from svtools.yamlfile import Mapping

NAME = "svtools.yaml"
SUMMARIES = "summary ????-??.xlsx"
"""The summaries that stand in the folder under the names that they have there by default."""

IN_WORDS = {
    "register": ("The contracts register", "register: contracts_register.xlsx"),
    "returns": ("The folder of returns", "returns: returns"),
    "year": ("The financial year", "year: 2025-26"),
    "payments": ("What was paid", "payments: [payments/*.csv]"),
}


def _one_or_several(value: Any, holder: Mapping, name: str) -> Any:
    """One path or a list of them."""
    paths = value if isinstance(value, list) else [value]
    return schema.reader(tuple[str, ...])(paths, holder, name)


@dataclass(frozen=True, slots=True)
class Named:
    """What `svtools.yaml` may name; paths are from its folder."""

    register: str | None = None
    log: str | None = None
    year: object = None
    returns: str | None = None
    payments: Annotated[object, _one_or_several] = ()

    def __post_init__(self) -> None:
        if self.year is not None:
            FinancialYear.parse(str(self.year))


@dataclass(slots=True)
class ThisFolder:
    """What a command takes from the folder where it runs, where it isn't given."""

    named: Named = field(default_factory=Named)
    is_set_up: bool = False
    """Whether there is a svtools.yaml."""
    taken: list[str] = field(default_factory=list)

    @classmethod
    def read(cls) -> "ThisFolder":
        """As its svtools.yaml says. Raises DeclarationError for what is wrong in that, in words."""
        path = Path(NAME)
        return cls(schema.read(path, Named), is_set_up=True) if path.is_file() else cls()

    def register(self, given: Path | None, how: str = "--register") -> Path:
        """The contracts register; `how` it could have been given."""
        return given or Path(self._needed("register", how))

    def returns(self, given: Path | None) -> Path:
        """The folder of returns."""
        return given or Path(self._needed("returns", "as the command's first word"))

    def year(self, given: str | None) -> FinancialYear:
        """The financial year."""
        return FinancialYear.parse(given or str(self._needed("year", "--year")))

    def year_if_any(self, given: str | None) -> FinancialYear | None:
        """The financial year, where one is given or named."""
        return self.year(given) if given or self.named.year else None

    def log(self, given: Path | None, *, to_begin: bool = False) -> Path | None:
        """The validation log, if there is one; one that isn't there yet only where it may begin."""
        if given or not self.named.log or not (to_begin or Path(self.named.log).exists()):
            return given
        return Path(self._take("log", self.named.log))

    def payments(
        self, given: Sequence[Path] | None, how: str = "as the command's first words"
    ) -> list[Path]:
        """The files of payments, as `svtools.yaml` names them or by a pattern such as *.csv."""
        if given:
            return [*given]
        patterns: Any = self.named.payments
        if not patterns:
            self._needed("payments", how)
        self._take("payments", ", ".join(patterns))
        found = [path for pattern in patterns for path in _files(pattern)]
        return [*dict.fromkeys(found)]

    def summaries(self, given: Sequence[Path] | None) -> list[Path]:
        """The years' summaries: those given, else those that 'consolidate' has put here."""
        found = [*given] if given else sorted(Path().glob(SUMMARIES)) if self.is_set_up else []
        if not found:
            raise SvtoolsError(
                "No summary was given.",
                "Name the years' summaries. Without names, those called 'summary 2025-26.xlsx' and "
                f"so on are taken in a folder that has a {NAME}.",
            )
        return found

    def latest_summary(self) -> Path | None:
        """The summary of the last year that 'consolidate' has put here; None without any."""
        found = sorted(Path().glob(SUMMARIES)) if self.is_set_up else []
        return found[-1] if found else None

    def to_write(self, given: Path | None, name: str) -> Path:
        """Where to write; without --output under a `name` in this folder, where it is set up."""
        if given is None and not self.is_set_up:
            raise SvtoolsError(
                "It isn't said where to write.",
                f"Give it with --output, or begin a {NAME} in this folder.",
            )
        return given or Path(name)

    def tell(self) -> None:
        """Say what was taken from svtools.yaml, beside the answer."""
        if self.taken:
            console.remark(f"From {NAME}: {', '.join(self.taken)}.")

    def _needed(self, key: str, how: str) -> str:
        value = getattr(self.named, key)
        if not value:
            what, example = IN_WORDS[key]
            raise SvtoolsError(
                f"{what} is not named.",
                f"Give it {'with ' if how.startswith('--') else ''}{how}, or write '{example}' "
                f"in a file {NAME} in the folder where you run this.",
            )
        return self._take(key, value)

    def _take(self, key: str, value: str) -> str:
        said = f"{key} {value}"
        if said not in self.taken:
            self.taken.append(said)
        return value


def _files(pattern: str) -> list[Path]:
    """The files of a name with * or ?; a name without any as it is."""
    if not {"*", "?"} & {*pattern}:
        return [Path(pattern)]
    found = sorted(Path().glob(pattern))
    if not found:
        raise InputError(f"{NAME} names {pattern}, and there is no such file.", "Mend it there.")
    return found
