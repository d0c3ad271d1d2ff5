"""What a scoring workbook says in letters: criteria, marks with their reasons, and why not."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from svtools.jobs.tender.corrections import correction_of, correction_words
from svtools.jobs.tender.letters import WITHHELD, Judged, Line, Party, Subject
from svtools.jobs.tender.marking import Marked, agreed_share
from svtools.jobs.tender.offer import ADDRESSED
from svtools.jobs.tender.offer_words import per_pound
from svtools.jobs.tender.scoring_rows import answers_key, is_reduced, price_of
from svtools.numbers import percent, plain, pounds
from svtools.policy import Council
from svtools.scoring import BidMarks, Method, PriceMethod
from svtools.scoring.criteria import mark as mark_of
from svtools.workbooks.content import Content, Row

HELD_ELSEWHERE = "The reasons are given elsewhere."
NO_REASON = "No reason was recorded."
IN_THE_DOCUMENTS = "As the tender documents say"


def of_council(council: Council) -> Party:
    """The council as its letters name it."""
    head = council.letters
    if head is None:
        return Party(council.name)
    return Party(council.name, head.postal_address, head.email, head.identifier)


def subject_of(content: Content, lot: str = "", *, is_framework: bool = False) -> Subject:
    """What is bought (a lot of it), and where the criteria stand in full."""
    title, ref, only = (content.value(f"contract.{name}") or "" for name in ("title", "ref", "lot"))
    identifier, documents = (
        content.value(f"decision.{name}") or "" for name in ("identifier", "documents")
    )
    sent_on = content.value("decision.sent_on")
    return Subject(title, ref, lot or only, identifier, documents, is_framework, sent_on)


def criteria_of(marks: Marked) -> list[tuple[str, str, str]]:
    """Each criterion and sub-criterion, its weight, and how it is marked."""
    content, value = marks.content, marks.content.value
    social, share = value("criteria.social_value"), value("method.quantitative")
    price_method = str(value("method.price_method") or PriceMethod.LOWEST)
    measures = f"{_method(content)}; compared with {value('method.denominator')}"
    if not share:
        measures = "Units earn no marks"
    terms = marks.tender.criteria
    quality = f"{IN_THE_DOCUMENTS}{_least(terms.quality_needed)}"
    criteria = [
        ("Price", value("criteria.price"), price_method.capitalize()),
        ("Quality", value("criteria.quality"), quality),
        *(
            [("Social value", social, f"The parts below{_least(terms.social_value_needed)}")]
            if terms.least_social_value
            else []
        ),
        *((f"Quality: {name}", weight, IN_THE_DOCUMENTS) for name, weight in parts(marks).items()),
        ("Social value: measures", social * share, measures),
        *(
            (
                f"Social value: {row.get('number')} {row.get('question') or ''}".strip(),
                social * (1 - share) * (row.get("weight") or 0),
                "0 to 5",
            )
            for row in content.rows("questions")
        ),
    ]
    return [(name, percent(weight), scale) for name, weight, scale in criteria]


def _least(needed: Decimal) -> str:
    """The least that was published, where one was."""
    return f"; a tender with under {plain(needed)} marks is left out" if needed else ""


def _method(content: Content) -> str:
    """How value becomes marks."""
    method: str = content.value("method.name")
    if method == Method.TARGET:
        return f"{method.capitalize()}, {per_pound(content.value('method.target'))} for each £1"
    bands = (
        f", from £{plain(row.get('at_least'))} {percent(row.get('share'))}"
        for row in (content.rows("bands") if method == Method.BANDED else ())
        if row.get("share") is not None
    )
    return method.capitalize() + "".join(bands)


def parts(marks: Marked) -> dict[str, Decimal]:
    """The weights of the sub-criteria of quality; none where it is one criterion."""
    split = marks.tender.criteria.parts_of_quality
    return {part.name: part.weight for part in split} if len(split) > 1 else {}


def gives_every_reason(marks: Marked) -> bool:
    """Whether the workbook holds the reason of every quality mark, beside those of all else."""
    assessed = {bid.label for bid in marks.bids}
    reasoned: Mapping[str, list[bool]] = {name: [] for name in assessed}
    for row in marks.content.rows("quality_marks"):
        if row.get("bidder") in assessed:
            reasoned[row.get("bidder")].append(bool(row.get("rationale")))
    return all(found and all(found) for found in reasoned.values())


def judged(marks: Marked, bid: BidMarks, *, to_itself: bool) -> Judged:
    """A tender with its marks as its supplier, or another one, may read them."""
    bidder = next(r for r in marks.content.rows("bidders") if r.get("bidder") == bid.label)
    key, of_bidder = bidder.get("key"), answers_key(bidder)
    lines = tuple(_marks(marks, bid, key, of_bidder, to_itself=to_itself))
    return Judged(_party(marks.content, bid.bidder, of_bidder, bidder.get("number")), lines)


def under_the_least(marks: Marked, lot: str = "") -> dict[str, Row]:
    """The bids of a lot that were marked and earned less than the least that was published.

    By their label, with their rows of the sheet Bidders; one that wasn't assessed is none.
    """
    return {
        row.get("bidder"): row
        for row in marks.content.rows("bidders")
        if row.get("bidder") in marks.results.not_assessed
        and (row.get("lot") or "") == lot
        and row.get("excluded") != "Yes"
        and price_of(row)
    }


def judged_in_part(marks: Marked, bidder: Row) -> Judged:
    """A bid that was left out for its marks, as far as it was marked."""
    key, of_bidder = bidder.get("key"), answers_key(bidder)
    name = bidder.get("name") or bidder.get("bidder")
    party = _party(marks.content, name, of_bidder, bidder.get("number"))
    return Judged(party, tuple(_marks_in_part(marks, key, of_bidder)))


def _marks_in_part(marks: Marked, key: str, of_bidder: str) -> Iterator[Line]:
    weights = {part.name: part.weight for part in marks.tender.criteria.parts_of_quality}
    for row in marks.content.rows("quality_marks"):
        share, criterion = agreed_share(row), row.get("criterion")
        if row.get("key") == key and share is not None:
            name = f"Quality: {criterion}" if parts(marks) else "Quality"
            earned = mark_of(weights[criterion], share, marks.tender.decimals)
            yield Line(name, f"{earned:f}", _reason(row, HELD_ELSEWHERE, to_itself=True))
    yield from _answers(marks.content, of_bidder, to_itself=True)


def _answers(content: Content, key: str, *, to_itself: bool) -> Iterator[Line]:
    """The mark of each answer, with its reason."""
    for row in content.rows("moderation"):
        if row.get("key") == key:
            moderated, why = row.get("moderated"), _reason(row, NO_REASON, to_itself=to_itself)
            mark = "not marked" if moderated is None else f"{plain(moderated)} of 5"
            yield Line(f"Social value: {row.get('question')}", mark, why)


def _party(content: Content, name: str, key: str, number: str | None) -> Party:
    row = next((row for row in content.rows("letters") if row.get("key") == key), None)
    where = {column: (row.get(column) or "") if row else "" for column in ADDRESSED}
    return Party(name, **where, number=number or "")


def _marks(
    marks: Marked, bid: BidMarks, key: str, of_bidder: str, *, to_itself: bool
) -> Iterator[Line]:
    """Each criterion and sub-criterion with its mark and the reason for it."""
    price = f"the price of {pounds(bid.price)}" if to_itself else "its price"
    yield Line("Price", f"{bid.price_mark:f}", f"Worked out from {price} by the published formula.")
    reasons = {
        row.get("criterion"): _reason(row, HELD_ELSEWHERE, to_itself=to_itself)
        for row in marks.content.rows("quality_marks")
        if row.get("key") == key
    }
    split = parts(marks)
    for part in split:
        why = reasons.get(part, HELD_ELSEWHERE)
        yield Line(f"Quality: {part}", f"{bid.quality_marks[part]:f}", why)
    why = next(iter(reasons.values()), HELD_ELSEWHERE)
    together = "The criteria above together." if split else why
    yield Line("Quality", f"{bid.quality_mark:f}", together)
    words = _measures_words(marks.content, bid, key, to_itself=to_itself)
    yield Line("Social value: measures", f"{bid.measures.mark:f}", words)
    yield from _answers(marks.content, of_bidder, to_itself=to_itself)
    together = "The questions above together, by their weights."
    yield Line("Social value: answers together", f"{bid.answers.mark:f}", together)
    yield Line("Total of 100", f"{bid.total:f}", f"Rank {bid.place.rank}")


def _reason(row: Row, otherwise: str, *, to_itself: bool) -> str:
    """The reason that the bidder, or another one, may read."""
    if not to_itself and row.get("sensitive") == "Yes":
        return WITHHELD
    return row.get("rationale") or otherwise


def _measures_words(content: Content, bid: BidMarks, key: str, *, to_itself: bool) -> str:
    """What was scored, and why not more; its value in £ only for the bidder's own eyes."""
    value = f"{pounds(bid.measures.value)} of value scored: " if to_itself else ""
    return " ".join(
        (
            f"{value}£{plain(round(bid.measures.ratio, 4))} for each £1, which by the method is "
            f"{percent(round(bid.measures.share, 4))} of these marks.",
            *(f"They are 0 all the same: {gate}." for gate in bid.measures.gates),
            *(
                f"{code}: its units earn nothing, since its method statement didn't pass."
                for code in bid.measures.failed
            ),
            *(
                correction_words(row)
                for row in content.rows("offers")
                if row.get("key") == key and correction_of(row)
            ),
            *(
                _reduction_words(row, to_itself=to_itself)
                for row in content.rows("offers")
                if row.get("key") == key and is_reduced(row)
            ),
        )
    )


def _reduction_words(row: Row, *, to_itself: bool) -> str:
    measure, marked_units, offered = (row.get(k) for k in ("measure", "marked", "offered"))
    if not to_itself and row.get("sensitive") == "Yes":
        return f"{measure}: fewer units marked than offered. {WITHHELD}"
    return (
        f"{measure}: {plain(marked_units)} units marked of {plain(offered or 0)} offered "
        f"({row.get('ground')}): {row.get('reason')}."
    )


def why_not(
    bid: BidMarks,
    last: BidMarks,
    *,
    is_framework: bool = False,
    passed_over: str = "",
    departs: bool = False,
) -> str:
    """Why a tender wasn't chosen, from the marks alone; `last` is the last of those that were.

    `passed_over` says why it wasn't though it ranks before that one; where the decision `departs`
    from the marks, nobody is called the most advantageous.
    """
    who = "the most advantageous tender"
    if departs or passed_over:
        who = "the tender that was chosen"
    if is_framework:
        who = "the last tender with a place"
    if passed_over:
        return (
            f"It earned {bid.total:f} of 100; {who} earned {last.total:f}. It was not chosen all "
            f"the same: {passed_over}"
        )
    if bid.total == last.total:
        return (
            f"It earned {bid.total:f} of 100, as many as {who}, and the published tie-break put "
            "that one first."
        )
    return (
        f"It earned {bid.total:f} of 100; {who} earned {last.total:f}. The marks for each "
        "criterion are in the tables."
    )
