"""One press of a button: what is asked of the officer, read and checked."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

from svtools.errors import InputError, OutputError, UnreadableFile
from svtools.jobs.answers import day
from svtools.monitoring import FinancialYear
from svtools.workbooks.book import open_book
from svtools.workbooks.problems import Problem, told
from svtools.workbooks.read import identify
from svtools.workbooks.safety import OWN
from xl import ribbon
from xl.background import desk
from xl.background.files import Order, Outcome
from xl.excel import Cancelled, Excel
from xl.paths import is_online, local_path, path_to_write, refuse_missing

T = TypeVar("T")

MOST_LINES = 8
"""The most problems that a message box lists."""


class Session:
    """Questions to the officer, in Excel's dialogs. Each raises Cancelled on Cancel."""

    def __init__(self, excel: Excel, today: date) -> None:
        self.excel = excel
        self.today = today

    def register(self) -> Path:
        """The active workbook where it is a contracts register, else the one that is picked."""
        return self.active("contracts_register") or self.file("Choose the contracts register")

    def active(self, template: str) -> Path | None:
        """The active workbook where it is made from `template` and can be read from here."""
        name = self.excel.active_workbook()
        try:
            path = local_path(name)
            if not path.is_absolute() or identify(open_book(path, OWN))[0] != template:
                return None
        except (InputError, UnreadableFile):
            return None
        return self._agreed(name, path)

    def file(self, title: str) -> Path:
        """A workbook that is there."""
        name = _not_cancelled(self.excel.pick_file(title))
        path = local_path(name)
        refuse_missing(path)
        return self._agreed(name, path)

    def _agreed(self, name: str, path: Path) -> Path:
        """`path`, once the officer knows that a copy, or the saved state only, is read."""
        if is_online(name):
            self.insist(
                f"{path.name} is kept online. Its copy on this computer is\n\n{path}\n\n"
                "Use that copy? It may lack what was changed in the last minutes."
            )
        if self.excel.has_unsaved_changes(name):
            self.insist(
                f"{path.name} has changes that are not saved, and only what is saved counts.\n\n"
                "Go on without them?"
            )
        return path

    def folder(self, title: str, near: Path | None = None) -> Path:
        """A folder that is there."""
        path = local_path(
            _not_cancelled(self.excel.pick_folder(title, str(near.parent) if near else ""))
        )
        refuse_missing(path)
        return path

    def new_file(self, title: str, suggested: Path) -> Path:
        """Where to save a workbook; one that is there is only replaced if the officer says so."""
        while True:
            path = path_to_write(_not_cancelled(self.excel.pick_new_file(title, str(suggested))))
            if path.suffix.lower() != ".xlsx":
                path = path_to_write(f"{path}.xlsx")
            if not path.exists() or self.yes(f"{path.name} is already there. Replace it?"):
                return path

    def yes(self, question: str) -> bool:
        """Yes or No."""
        return _not_cancelled(self.excel.ask_yes_no(question))

    def insist(self, question: str) -> None:
        """Ends the action unless the answer is Yes."""
        if not self.yes(question):
            raise Cancelled

    def answer(self, question: str, default: str, read: Callable[[str], T]) -> T:
        """What `read` makes of what is typed; asked again, with the reason, until it can."""
        while True:
            typed = _not_cancelled(self.excel.ask_text(question, default))
            try:
                return read(typed.strip())
            except InputError as error:
                self.tell(str(error), warning=True)
                default = typed

    def choice(
        self,
        question: str,
        options: Sequence[str],
        meaning: Callable[[str], str] | None = None,
    ) -> str:
        """One of `options`, by its number or its words, or what other words mean."""
        numbered = {str(number): option for number, option in enumerate(options, start=1)}
        by_words = {option.casefold(): option for option in options} | numbered

        def read(typed: str) -> str:
            words = str(int(typed)) if typed.isdecimal() else typed.casefold()
            if words in by_words:
                return by_words[words]
            if meaning and not typed.isdecimal():
                with suppress(InputError):
                    return meaning(typed)
            raise InputError(
                f"'{typed}' is none of these.", f"Type a number from 1 to {len(options)}."
            )

        lines = [f"{number}  {option}" for number, option in numbered.items()]
        return self.answer("\n".join([question, *lines]), "1", read)

    def financial_year(self, default: FinancialYear) -> FinancialYear:
        """A financial year."""
        return self.answer(
            "Which financial year? For example 2025-26.", str(default), FinancialYear.parse
        )

    def day(self, question: str) -> date:
        """A day, today by default."""
        return self.answer(question, f"{self.today:%d/%m/%Y}", day)

    def alone(self) -> None:
        """Tell what came of the job before, if nobody was told; InputError while one runs."""
        if outcome := desk.ended():
            self.tell_outcome(outcome)
        desk.refuse_second()

    def refuse_open(self, *paths: Path) -> None:
        """Raises PermissionError, as is told in words, where one can't be replaced as it is open.

        Excel keeps a workbook that is open in it to itself.
        """
        for path in paths:
            if path.exists():
                path.open("r+b").close()

    def begin(self, order: Order) -> None:
        """Let a job go on beside Excel; the status bar and `tell_outcome` say what becomes of it.

        Raises InputError while another runs, SvtoolsError where it can't be started.
        """
        self.excel.show_progress("Starting …")
        desk.begin(order, ribbon.log_file())

    def tell_outcome(self, outcome: Outcome) -> None:
        """Say what came of a job, and open what it made."""
        self.finish(
            outcome.text,
            open_=Path(outcome.open) if outcome.open else None,
            show=Path(outcome.show) if outcome.show else None,
            attention=outcome.attention,
        )

    def finish(
        self,
        text: str,
        *,
        open_: Path | None = None,
        show: Path | None = None,
        attention: bool = False,
    ) -> None:
        """Open the result, then say what was made; also where Excel can't open it."""
        try:
            if open_:
                self.excel.open_workbook(open_)
            if show:
                self.excel.show(str(show))
        except OutputError as error:
            text, attention = f"{text}\n\n{error}", True
        self.tell(text, warning=attention)

    def tell(self, text: str, *, warning: bool = False) -> None:
        """A message box; the status bar is given back before it waits."""
        self.excel.show_progress("")
        self.excel.tell(text, warning=warning)


def _not_cancelled(answer: T | None) -> T:
    if answer is None:
        raise Cancelled
    return answer


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """What needs attention, by place, as lines for a message box."""
    return [f"{problem.located} {problem.remedy}" for problem in told(problems)]


def listed(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading with its lines, the first few of many; nothing where there are none."""
    if not lines:
        return []
    more = len(lines) - MOST_LINES
    rest = [f"- and {more} more, which are told once these are mended"] if more > 0 else []
    return ["", heading, *(f"- {line}" for line in lines[:MOST_LINES]), *rest]
