"""What an offer leaves out, or says where nobody asked: measures, statements and answers."""

from collections.abc import Sequence

from svtools.jobs.tender.contract_years import YEARS, after_the_end, by_year_of, said, years_of
from svtools.jobs.tender.offer import Offer
from svtools.numbers import plain
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problems


def check_measures(offer: Offer, content: Content, published: Content) -> None:
    """Note rows without a number, of other measures or years, and measures without a row."""
    asked = asked_codes(published)
    for row in content.rows("offers"):
        if row.get("measure") and (row.get("lot") or "") in offer.bids:
            _check_row(offer.problems, row, asked, years_of(published))
    sheet = content.tables["offers"].place.whole_sheet
    for lot, bid in offer.bids.items():
        for code in asked:
            if code not in bid.offered:
                named = f"{code} of lot {lot}" if lot else code
                offer.problems.add("offer-blank", sheet, measure=named)


def asked_codes(published: Content) -> list[str]:
    """The codes of the measures that the tender asks for."""
    return [row.get("code") for row in published.rows("measures") if row.get("code")]


def _check_row(problems: Problems, row: Row, asked: Sequence[str], years: int | None) -> None:
    measure, by_year, no_offer = label_of(row), by_year_of(row), row.get("no_offer") == "Yes"
    late = after_the_end(by_year, years)
    if no_offer and by_year:
        problems.add("offer-and-no-offer", row.cell("y1"), measure=measure)
    elif not no_offer and not by_year and row.faulty.isdisjoint(YEARS):
        problems.add("offer-blank", row.cell("y1"), measure=measure)
    if row.get("measure") not in asked:
        units = f"{plain(sum(by_year.values()))} units" if by_year else "no units"
        problems.add("offer-not-asked", row.cell("measure"), measure=measure, units=units)
    if late:
        details = {"measure": measure, "late": said(late), "years": years}
        problems.add("offer-after-end", *(row.cell(year) for year in late), **details)


def check_statements(offer: Offer, content: Content, published: Content) -> None:
    """Note method statements that are missing where units are offered, and longer ones."""
    cells = {row.get("measure"): row.cell("how") for row in content.rows("how")}
    sheet = content.tables["how"].place.whole_sheet
    for row in published.rows("questions"):
        number, code, limit = (row.get(name) for name in ("number", "measure", "words"))
        offered = any(bid.offered[code].units for bid in offer.bids.values() if code in bid.offered)
        if code and offered and number not in offer.answers:
            offer.problems.add("offer-no-answer", cells.get(code, sheet), question=number)
        words = _words(offer.answers.get(number)) if code else 0
        if limit and words > limit:
            details = {"question": number, "words": words, "limit": plain(limit)}
            offer.problems.add("offer-too-long", cells.get(code, sheet), **details)


def _words(text: str | None) -> int:
    """So many words, as the offer's own sheets count them."""
    return len([word for word in (text or "").replace("\n", " ").split(" ") if word])


def check_answers(offer: Offer, content: Content, published: Content) -> None:
    """Note questions that aren't answered or aren't asked, and answers longer than allowed.

    Words are counted as the offer's own sheet counts them.
    """
    asked = {
        row.get("number"): row.get("words")
        for row in published.rows("questions")
        if not row.get("measure")
    }
    cells = {row.get("number"): row.cell("answer") for row in content.rows("questions")}
    sheet = content.tables["questions"].place.whole_sheet
    for number in asked:
        if number and number not in offer.answered:
            offer.problems.add("offer-no-answer", cells.get(number, sheet), question=number)
    for row in content.rows("questions"):
        number, answer, limit = row.get("number"), row.get("answer"), asked.get(row.get("number"))
        words = _words(answer)
        if answer and number not in asked:
            offer.problems.add("offer-question", row.cell("number"), question=number or "a blank")
        if limit and words > limit:
            details = {"question": number, "words": words, "limit": plain(limit)}
            offer.problems.add("offer-too-long", row.cell("answer"), **details)


def label_of(row: Row) -> str:
    """A row's measure, with its lot where there are lots."""
    lot = row.get("lot")
    return f"{row.get('measure')} of lot {lot}" if lot else str(row.get("measure"))
