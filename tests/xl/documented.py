"""What each argument of each function gives when its cell is blank, zero or words."""

from typing import Any

from xl.cells import ExcelError

VALUE, NA, DIV0 = ExcelError.VALUE, ExcelError.NA, ExcelError.DIV0
ANSWER = "any answer that is no error"

CONTRACT: dict[str, tuple[Any, Any, Any]] = {
    "category": (VALUE, VALUE, VALUE),
    "net_value": (VALUE, ANSWER, VALUE),
    "months": (VALUE, VALUE, VALUE),
    "on_date": (ANSWER, VALUE, VALUE),
    "vat_rate": (ANSWER, ANSWER, VALUE),
}
FACT: dict[str, tuple[Any, Any, Any]] = {"measure": ("", NA, NA), "measure_set": (NA, NA, NA)}
GIVES: dict[str, dict[str, tuple[Any, Any, Any]]] = {
    "SV_REQUIRED": CONTRACT | {"net_value": (VALUE, False, VALUE), "vat_rate": (True, True, VALUE)},
    "SV_MIN_WEIGHTING": CONTRACT
    | {"net_value": (VALUE, 0.0, VALUE), "vat_rate": (0.1, 0.1, VALUE)},
    "SV_REASON": CONTRACT,
    "SV_THRESHOLD": {
        "category": ("", VALUE, VALUE),
        "on_date": (ANSWER, VALUE, VALUE),
        "which": (1000000.0, VALUE, VALUE),
    },
    "SV_CHECK_WEIGHTING": CONTRACT
    | {
        "weighting": (VALUE, ANSWER, VALUE),
        "net_value": (VALUE, "OK", VALUE),
        "vat_rate": ("OK", "OK", VALUE),
    },
    "SV_REGIME": {"on_date": ("", VALUE, VALUE)},
    "SV_BENCHMARK": {
        "statistic": (VALUE, NA, NA),
        "kind": (VALUE, VALUE, VALUE),
    },
    "SV_THEMES": {"theme": (ANSWER, NA, NA)},
    "TOMS_VALUE": {
        "measure": (VALUE, NA, NA),
        "units": ("", 0.0, VALUE),
        "measure_set": (NA, NA, NA),
    },
    "TOMS_PROXY": FACT,
    "TOMS_UNIT": FACT,
    "TOMS_TITLE": FACT,
    "TOMS_KIND": FACT,
    "TOMS_THEME": FACT,
    "TOMS_TOTAL": {
        "measures": (VALUE, NA, NA),
        "units": (0.0, 0.0, VALUE),
        "kind": (15100.0, VALUE, VALUE),
        "measure_set": (NA, NA, NA),
    },
    "TOMS_LIST": {
        "theme": (ANSWER, NA, NA),
        "measure_set": (ANSWER, NA, NA),
    },
    "TOMS_CHECK": {
        "measures": (VALUE, NA, NA),
        "units": (ANSWER, ANSWER, VALUE),
        "measure_set": (NA, NA, NA),
    },
    "SV_SCORE_TARGET": {
        "value": (VALUE, 0.0, VALUE),
        "price": (VALUE, DIV0, VALUE),
        "target": (VALUE, DIV0, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "decimals": (2.5, 3.0, VALUE),
    },
    "SV_SCORE_HIGHEST": {
        "value": (VALUE, 0.0, VALUE),
        "values": (2.5, 2.5, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "decimals": (2.5, 3.0, VALUE),
    },
    "SV_SCORE_QUALITY": {
        "mark": (VALUE, 0.0, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "decimals": (4.0, 4.0, VALUE),
    },
    "SV_SCORE_PRICE": {
        "price": (VALUE, DIV0, VALUE),
        "prices": (20.0, DIV0, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "method": (32.0, VALUE, VALUE),
        "decimals": (15.56, 16.0, VALUE),
    },
    "SV_RANK": {
        "totals": (ANSWER, ANSWER, VALUE),
        "quality": (VALUE, ANSWER, VALUE),
        "social_value": (VALUE, ANSWER, VALUE),
        "prices": (VALUE, ANSWER, VALUE),
        "decimals": (ANSWER, ANSWER, VALUE),
    },
    "SV_UNUSUALLY_HIGH": {
        "values": (ANSWER, ANSWER, VALUE),
        "prices": (ANSWER, DIV0, VALUE),
    },
    "SV_PROGRESS": {
        "delivered": ("", 0.0, VALUE),
        "target": (VALUE, DIV0, VALUE),
        "elapsed": (0.5, DIV0, VALUE),
    },
    "SV_RATING": {
        "delivered": ("not reported", "well behind", VALUE),
        "target": (VALUE, "nothing due yet", VALUE),
        "elapsed": ("well behind", "nothing due yet", VALUE),
    },
    "SV_LOCAL": {"postcode": ("", VALUE, VALUE)},
    "SV_LOCAL_SPEND": {
        "postcodes": (ANSWER, ANSWER, ANSWER),
        "amounts": (ANSWER, ANSWER, VALUE),
    },
    "SV_WHY": {"function_name": (ANSWER, ANSWER, ANSWER)},
}
