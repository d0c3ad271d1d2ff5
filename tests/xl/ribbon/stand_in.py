# ruff: noqa: D102 - Excel says what each method is for
"""An Excel made of prepared answers, with Excel's own limits; it remembers what was done to it."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xl import ribbon
from xl.excel import LONGEST_QUESTION, Excel

SAMPLES = Path(__file__).parents[3] / "sample_workbooks"
REGISTER = SAMPLES / "contracts_register.xlsx"
TODAY = date(2026, 5, 20)
CANCEL = None
MOST_IN_A_BOX = 2_500


@dataclass
class StandIn(Excel):
    """`answers` are pairs: words of the question that is awaited, and what is answered."""

    answers: list[tuple[str, Any]] = field(default_factory=list)
    active: str = ""
    unsaved: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def active_workbook(self) -> str:
        return self.active

    def has_unsaved_changes(self, full_name: str) -> bool:
        return full_name in self.unsaved

    def pick_file(self, title: str) -> str | None:
        return _name(self._answer(title))

    def pick_folder(self, title: str, start: str = "") -> str | None:
        return _name(self._answer(title, start))

    def pick_new_file(self, title: str, suggested: str) -> str | None:
        return _name(self._answer(title, suggested))

    def ask_text(self, question: str, default: str = "") -> str | None:
        assert len(question) <= LONGEST_QUESTION
        answer: str | None = self._answer(question, default)
        return default if answer == "OK" else answer

    def ask_yes_no(self, question: str) -> bool | None:
        answer: bool | None = self._answer(question)
        assert answer in {True, False, None}
        return answer

    def tell(self, text: str, *, warning: bool = False) -> None:
        assert 0 < len(text) <= MOST_IN_A_BOX
        assert self.statuses[-1] == "", "the status bar is given back before a box waits"
        (self.warned if warning else self.told).append(text)

    def show_progress(self, text: str) -> None:
        assert len(text) <= LONGEST_QUESTION
        self.statuses.append(text)

    def open_workbook(self, path: Path) -> None:
        assert path.is_file()
        self.opened.append(path)

    def show(self, address: str) -> None:
        self.shown.append(address)

    @property
    def said(self) -> list[str]:
        """What the message boxes said."""
        return self.told + self.warned

    def _answer(self, question: str, default: str = "") -> Any:
        self.asked.append(question)
        self.defaults.append(default)
        assert self.answers, f"not awaited: {question}"
        words, answer = self.answers.pop(0)
        assert words in question
        return answer


def _name(answer: Any) -> str | None:
    return None if answer is None else str(answer)


def press(button: str, *answers: tuple[str, Any], **given: Any) -> StandIn:
    """Press a button; every prepared answer must have been asked for."""
    excel = StandIn(list(answers), **given)
    press_in(excel, button)
    assert excel.answers == []
    return excel


def press_in(excel: StandIn, button: str) -> None:
    """Press a button in this Excel, and look once what came of a job."""
    ribbon.press(button, excel, today=TODAY)
    ribbon._look(excel, TODAY)  # which hides nothing, as `look` does
    assert excel.statuses[-1] == "", "the status bar is given back"
    assert not [each for each in excel.said if "not foreseen" in each]
