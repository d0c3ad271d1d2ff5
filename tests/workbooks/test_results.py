"""Results of formulas: right, in their own types, of this workbook alone."""

import io
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import formualizer
import pytest
import xlsxwriter

from svtools.errors import SvtoolsError
from svtools.workbooks import write as press
from svtools.workbooks.declaration import Template
from svtools.workbooks.formula_rules import FUNCTIONS, objection
from svtools.workbooks.parse import parse
from svtools.workbooks.write import build, masters, write
from tests.libreoffice import differences, needs_libreoffice
from tests.workbooks.peoples_parts import parts_of
from tests.written_cells import cells_of

HEADINGS = ["Measure", "£ per unit", "Supplier's units", "Share (%)", "Value [£] #", "When"]
ROWS = [
    ("M01", 10.5, 4, datetime(2025, 4, 1)),  # noqa: DTZ001  # a sheet's dates have no zone
    ("M02", 3.25, None, datetime(2025, 7, 1)),  # noqa: DTZ001
    ("M03", 100, 0, datetime(2025, 10, 1)),  # noqa: DTZ001
]
VALUE = "Delivery[Value '[£'] '#]"

# Each allowed function at least once, over the traps: blanks, empty texts, dates, odd headings.
SAME_EVERYWHERE = f"""
=ABS(-2)*SIGN(-3)
=ADDRESS(7,2,4)&VALUE("12.5")
=AND(1>0,OR(FALSE,TRUE()),NOT(FALSE()))
=AVERAGE(Delivery[£ per unit])
=AVERAGEIF(Delivery[Measure],"M0*",Delivery[£ per unit])
=AVERAGEIFS(Delivery[£ per unit],Delivery[Measure],"M01")
=CEILING(1.2,0.5)+FLOOR(1.2,0.5)
=CHOOSE(2,"a","b","c")&CHAR(65)&CODE("A")
=COLUMN()+ROW()+ROW(Delivery[[#Headers],[Measure]])
=CONCATENATE("£",TEXT(5,"0.00"))
=COUNT(Delivery[Supplier''s units])
=COUNTA(Delivery[Supplier''s units])
=COUNTBLANK(Delivery[Supplier''s units])
=COUNTIF(Delivery[Measure],"m01")
=COUNTIFS(Delivery[Supplier''s units],"")
=COUNTIFS(Delivery[Supplier''s units],"<>")
=COUNTIFS(Delivery[When],">="&DATE(2025,7,1),Delivery[When],"<="&DATE(2025,9,30))
=DATEDIF(DATE(2024,4,1),DATE(2025,4,1),"m")
=EDATE(DATE(2024,2,29),12)-EOMONTH(DATE(2025,1,31),1)
=ERROR.TYPE(1/0)
=EXACT("YES","yes")
=FIXED(1234.567,2)
=HLOOKUP("Measure",Delivery!A1:F4,3,FALSE)
=HYPERLINK("#Delivery!A1","the delivery sheet")
=ADDRESS(ROW(INDEX(Delivery[When],2)),COLUMN(INDEX(Delivery[When],2)),4)
=IF(Blank!A1="","blank",Blank!A1)
=IFERROR(1/0,"")
=_xlfn.IFNA(NA(),"none")
=IFERROR(INDEX(Delivery[£ per unit],MATCH("M09",Delivery[Measure],0)),"not found")
=INDEX(Delivery[£ per unit],MATCH(DATE(2025,8,15),Delivery[When],1))
=INDEX(Delivery[£ per unit],MATCH(1,INDEX((Delivery[Measure]="M03")*(Delivery[£ per unit]>10),0),0))
=SUM(INDEX(Delivery[],0,2))
=SUM(INDEX(Delivery[£ per unit],1):INDEX(Delivery[£ per unit],2))
=INT(-1.5)+MOD(-3,2)+TRUNC(-1.7)
=ISBLANK(Blank!A1)
=ISERROR(1/0)
=ISERR(NA())
=ISNA(NA())
=ISNUMBER(SEARCH("B","abc"))
=ISTEXT(council)
=LARGE(Delivery[£ per unit],2)+SMALL(Delivery[£ per unit],1)
=LEFT("abc",1)&MID("£–✓",2,1)&RIGHT("abc",1)
=LEN(TRIM("  a  b "))
=MAX(Delivery[£ per unit])-MIN(Delivery[£ per unit])
=MEDIAN(Delivery[£ per unit])
=N("x")+N(3)&T("x")
=NETWORKDAYS(DATE(2025,4,1),DATE(2025,4,30))+WORKDAY(DATE(2025,4,1),10)
=PERCENTILE(Delivery[£ per unit],0.9)-QUARTILE(Delivery[£ per unit],1)
=_xlfn.PERCENTILE.INC(Delivery[£ per unit],0.25)
=PRODUCT(2,3)+SUMSQ(1,2)+POWER(2,3)
=RANK(3.25,Delivery[£ per unit])+_xlfn.RANK.EQ(100,Delivery[£ per unit])
=REPT("█",3)&REPT("░",2)
=ROUND(2.5,0)+ROUND(-1.005,2)+ROUNDUP(1.21,1)+ROUNDDOWN(1.29,1)
=ROUND(0.4+0.32+0.19+0.09,6)>=1
=ROWS(Delivery[[#All],[Measure]])*COLUMNS(Delivery[])
=SUBSTITUTE("a-b-c","-","/",2)&FIND("b","abc")
=SUBTOTAL(109,{VALUE})
=SUM(Delivery[[£ per unit]:[Supplier''s units]])
=SUMIF(Delivery[Measure],"M01",{VALUE})
=SUMIFS({VALUE},Delivery[Measure],"<>M01",Delivery[£ per unit],">"&3)
=SUMPRODUCT((Delivery[Measure]="M01")*(Delivery[£ per unit]>3)*Delivery[£ per unit])
=SUMPRODUCT(--(Delivery[Supplier''s units]<>""),Delivery[£ per unit])
=Delivery[[#Totals],[Value '[£'] '#]]*vat_rate
=TEXT(1234567.5,"£#,##0.00")&TEXT(0.237,"0.0%")&TEXT(DATE(2025,4,1),"d mmmm yyyy")
=VLOOKUP("M02",Delivery[],2,FALSE)
=WEEKDAY(DATE(2025,4,1),2)
=YEAR(DATE(2025,4,1))*10000+MONTH(DATE(2025,4,1))*100+DAY(DATE(2025,4,1))
=YEARFRAC(DATE(2024,4,1),DATE(2025,3,31),1)
=1.5&" units"
=Blank!A1&"x"
='Supplier''s page'!A1+1
="<a> & 'b' ""c"" d"
""".strip().splitlines()


def workbook(*formulas: str) -> bytes:
    """A protected table with a chart and totals; the formulas stand in Answers, column A."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    answers, delivery = book.add_worksheet("Answers"), book.add_worksheet("Delivery")
    book.add_worksheet("Blank")
    book.add_worksheet("Supplier's page").write_number("A1", 5)
    book.add_worksheet("Settings").write_row("B1", [0.2, "Made-up council"])
    book.define_name("vat_rate", "=Settings!$B$1")
    book.define_name("council", "=Settings!$C$1")
    answers.write_column(0, 0, formulas)
    delivery_table(book, delivery)
    book.close()
    return stream.getvalue()


def delivery_table(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    units = "Delivery[[#This Row],[Supplier''s units]]"
    every_unit = "Delivery[Supplier''s units]"
    formulas = {
        "Share (%)": f'=IF({units}="","",ROUND({units}/SUM({every_unit}),6))',
        "Value [£] #": f"=ROUND(Delivery[[#This Row],[£ per unit]]*{units},2)",
    }
    columns = [{"header": heading, "formula": formulas.get(heading, "")} for heading in HEADINGS]
    sheet.add_table(
        0, 0, 4, 5, {"name": "Delivery", "columns": columns, "total_row": True, "autofilter": False}
    )
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, (measure, proxy, delivered, when) in enumerate(ROWS, 1):
        sheet.write_row(number, 0, [measure, proxy, delivered])
        sheet.write_datetime(number, 5, when, date)
    sheet.write_formula(4, 4, f"=SUBTOTAL(109,{VALUE})")
    sheet.conditional_format("D2:D4", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("C2:C4", {"validate": "decimal", "criteria": ">=", "value": 0})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Delivery!$E$2:$E$4"})
    sheet.insert_chart("H2", chart)
    sheet.protect()


def calculated(xlsx: bytes) -> bytes:
    """The workbook with its formulas calculated by the engine's own reader of workbooks."""
    return bytes(formualizer.recalculate_xlsx_bytes(xlsx)["bytes"])


DECLARED = """
template: sums
version: 1
title: Sums
sheets:
  - name: Sums
    purpose: Look.
    blocks:
      - key: sums
        fields:
          - {{key: given, label: Given, issued: given}}
          - {{key: result, label: Result, formula: '{formula}'}}
      - table:
          key: beds
          rows: beds
          spare: 1
          columns:
            - {{key: bed, heading: Bed, input: number}}
            - key: twice
              heading: Twice
              formula: '=IF({{bed}}="","",2*{{bed}})'
              format: number
            - {{key: both, heading: Both, formula: '=SUM({{bed:twice}})', format: number}}
          totals: {{twice: sum, both: sum}}
"""
BEDS = [{"bed": 3}, {"bed": 4.5}]


def declared(folder: Path, formula: str = "=1") -> Template:
    path = folder / "sums.yaml"
    path.write_text(DECLARED.format(formula=formula.replace("'", "''")), encoding="utf-8")
    return parse(path)


def results(declared: Template, folder: Path, **data: object) -> dict[str, Any]:
    """The results of a workbook's formulas, by their cells."""
    path = folder / "sums.xlsx"
    write(declared, {"given": None, "beds": BEDS, **data}, path)
    return {a1: cell.value for (_, a1), cell in cells_of(path).items() if cell.formula}


@pytest.mark.parametrize(
    ("formula", "kind", "value"),
    [
        ("=1/4", None, "0.25"),
        ("=2+2", None, "4"),
        ('="a"&"b"', "str", "ab"),
        ('=""', "str", ""),
        ('="<a> & b"', "str", "&lt;a&gt; &amp; b"),
        ("=1>0", "b", "1"),
        ("=DATE(2025,4,1)", None, "45748"),
        ("=1/0", "e", "#DIV/0!"),
        ("=NA()", "e", "#N/A"),
        ('="a"+1', "e", "#VALUE!"),
        ("=POWER(-1,0.5)", "e", "#NUM!"),
    ],
)
def test_a_result_is_stored_in_its_own_type(
    tmp_path: Path, formula: str, kind: str | None, value: str
) -> None:
    book = build(declared(tmp_path, formula), {"given": None, "beds": BEDS})
    sheet = parts_of(book)["xl/worksheets/sheet1.xml"].decode()
    cell = re.search(r'<c r="B5"[^>]*?(?: t="(\w+)")?><f>[^<]*</f><v>([^<]*)</v></c>', sheet)
    assert cell
    assert cell.groups() == (kind, value)


def test_rows_and_totals_of_a_table_are_calculated(tmp_path: Path) -> None:
    found = results(declared(tmp_path, "=ROUND(SUM({beds.both}),1)"), tmp_path)
    rows = {"B8": 6, "C8": 9, "B9": 9, "C9": 13.5, "B10": "", "C10": 0}
    assert found == {"B5": 22.5, **rows, "B11": 15, "C11": 22.5}


def test_what_the_job_knows_is_looked_at_as_it_is(tmp_path: Path) -> None:
    known = [{"bed": 3, "twice": 6}, {"bed": 1, "twice": ""}]
    found = results(declared(tmp_path, "=COUNTIF({beds.twice},6)"), tmp_path, beds=known)
    assert [found[cell] for cell in ("B8", "B9", "B11")] == [6, 2, 8]  # one of it is not known
    assert found["B5"] == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"given": 1}, {"given": True}),
        ({"given": "1"}, {"given": 1}),
        ({"given": None}, {"given": ""}),
        ({"given": Decimal("0.00")}, {"given": None}),
        ({"given": date(2025, 4, 1)}, {"given": 45748}),
        ({"beds": [{"bed": 1}, {"bed": 2}]}, {"beds": [{"bed": 2}, {"bed": None}]}),
        ({"beds": [{"bed": "x"}, {"bed": 2}]}, {"beds": [{"bed": 1}, {"bed": 2}]}),
    ],
    ids=str,
)
def test_nothing_of_the_workbook_before_is_calculated_with(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any]
) -> None:
    template = declared(tmp_path, "=ISNUMBER({given})&ISTEXT({given})&ISBLANK({given})&{given}")
    results(template, tmp_path, **first)
    after = results(template, tmp_path, **second)
    masters.clear()
    assert results(template, tmp_path, **second) == after


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("={result}", "depends on itself"),
        ("=SUM(", "can't be read"),
        ("=SUM((A1,A2))", "can't be calculated here"),
        ("=no_such_name", "names something that is not there"),
        ("=Nowhere!A1", "points at no cell"),
        ("=INDEX({beds.bed},99)", "points at no cell"),
        ("=AGGREGATE(14,6,{beds.bed},1)", "not a function known"),
        ("=SUMPRODUCT(LEN({beds.bed}))", "LEN is given a whole column"),
    ],
)
def test_a_formula_without_a_result_is_refused_with_its_place(
    tmp_path: Path, formula: str, reason: str
) -> None:
    template = declared(tmp_path, formula)
    with pytest.raises(SvtoolsError, match=reason) as refused:
        build(template, {"given": None, "beds": BEDS})
    assert refused.value.what.startswith("The formula in Sums!B5 has no result to store: ")
    meant = formula.replace("{beds.bed}", "Beds[Bed]").replace("{result}", "sums_result")
    assert refused.value.remedy == f"Change it in the template: {meant}"


def test_the_row_of_a_formula_without_a_result_is_named(tmp_path: Path) -> None:
    template = declared(tmp_path)
    text = template.file.read_text(encoding="utf-8")
    template.file.write_text(text.replace("=SUM({bed:twice})", "=INDEX({bed},{bed})"))
    with pytest.raises(SvtoolsError) as refused:
        build(parse(template.file), {"given": None, "beds": [{"bed": 1}, {"bed": 2}]})
    assert refused.value.what.startswith("The formula in Sums!C9 has no result")


def test_more_formulas_than_are_kept_have_the_same_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = declared(tmp_path, "=SUM({beds.both})")
    kept = results(template, tmp_path)
    monkeypatch.setattr(press, "MOST_KEPT", 1)
    masters.clear()
    assert results(template, tmp_path) == results(template, tmp_path) == kept


@pytest.mark.parametrize("formula", SAME_EVERYWHERE)
def test_formulas_tried_everywhere_are_allowed(formula: str) -> None:
    assert objection(formula) is None


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ('=SUMPRODUCT(--ISNUMBER(SEARCH("a",Delivery[Measure])))', "SEARCH is given a whole"),
        ("=SUMPRODUCT(ROUND(T[A]*T[B],2))", "ROUND is given a whole column"),
        ("=SUMPRODUCT(1/COUNTIF(T[A],T[A]))", "COUNTIF is given a whole column"),
        ("=SUMPRODUCT(IF(T[A]>1,1,0))", "IF is given a whole column"),
        ("=SUM(T[A]*T[B])", "outside SUMPRODUCT"),
        ("=MAX((T[A]=1)*T[B])", "outside SUMPRODUCT"),
        ("=T[A]", "whole column where one cell"),
        ("=A1:A3", "whole column where one cell"),
        ("=INDEX(T[],0,2)", "whole column where one cell"),
        ("=T[[#This Row],[A]:[B]]", "whole column where one cell"),
        ("=IF(T[A]=1,2,3)", "outside SUMPRODUCT"),
        ("=COUNTA(T[#Headers])", "names no column"),
        ("=SUM(T[A]:T[B])", "a run of columns"),
        ("=IFNA(1,2)", "IFNA is not a function known"),
        ('=LOOKUP(2,1/(T[A]="x"),T[B])', "LOOKUP is not a function known"),
        ("=TODAY()", "TODAY is not a function known"),
        ("=_xlfn.XLOOKUP(1,T[A],T[B])", "XLOOKUP is not a function known"),
        ("=1+", "can't be read"),
    ],
)
def test_a_formula_that_is_not_the_same_everywhere_is_objected_to(
    formula: str, reason: str
) -> None:
    assert reason in (objection(formula) or "")


def test_every_allowed_function_is_tried() -> None:
    tried = set(re.findall(r"[A-Z_][A-Z_.]*(?=\()", " ".join(SAME_EVERYWHERE).upper()))
    assert tried == FUNCTIONS


@needs_libreoffice
def test_libreoffice_finds_the_same_results(tmp_path: Path) -> None:
    path = tmp_path / "battery.xlsx"
    path.write_bytes(calculated(workbook(*SAME_EVERYWHERE)))
    assert differences(path) == []
