"""For which lots an offer bids, and at what price."""

from decimal import Decimal

from svtools.numbers import pounds
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problems


def prices_of(
    content: Content, published: Content, problems: Problems
) -> dict[str, Decimal | None]:
    """The price for each lot that the offer bids for, in the tender's order.

    Without lots the one price of the offer. A lot with a price and no answer is bid for: what was
    offered is never dropped in silence.
    """
    lots = [row.get("lot") for row in published.rows("lots") if row.get("lot")]
    whole = content.value("bidder.price")
    if not lots:
        return {"": whole}
    rows = {row.get("lot"): row for row in content.rows("lots") if row.get("lot")}
    for lot in rows.keys() - set(lots):
        problems.add("offer-lot-unknown", rows[lot].cell("lot"), lot=lot)
    prices = {
        lot: rows[lot].get("price")
        for lot in lots
        if lot in rows and _is_bid_for(rows[lot], problems)
    }
    if not prices:
        problems.add("offer-no-lot", content.tables["lots"].place.whole_sheet)
    known = [price for price in prices.values() if price is not None]
    if whole is not None and len(known) == len(prices) and sum(known) != whole:
        said = {"entered": pounds(whole), "sum": pounds(sum(known, Decimal(0)))}
        problems.add("offer-lots-sum", content.fields["bidder.price"], **said)
    return prices


def by_lot(title: str, lot: str) -> str:
    """A measure's title as the offer shows it among those of other lots."""
    return f"Lot {lot}: {title}"


def _is_bid_for(row: Row, problems: Problems) -> bool:
    """Whether a lot is bid for; an answer and a price that don't go together are told."""
    answer, price = row.get("bid"), row.get("price")
    if price is not None and answer != "Yes":
        said = {"lot": row.get("lot"), "price": pounds(price), "answer": answer or "a blank"}
        loaded = "not loaded" if answer == "No" else "loaded"
        problems.add("offer-lot-answer", row.cell("bid"), loaded=loaded, **said)
    if answer == "Yes" and price is None and "price" not in row.faulty:
        problems.add("offer-lot-price", row.cell("price"), lot=row.get("lot"))
    return answer == "Yes" or (answer != "No" and price is not None)
