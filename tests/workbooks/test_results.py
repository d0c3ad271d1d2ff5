"""Stored results: right, in their own types, and nothing else touched."""

import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from svtools.workbooks.results import with_results

from svtools.errors import SvtoolsError
from svtools.workbooks import stages
from svtools.workbooks.formula_rules import FUNCTIONS, objection
from svtools.workbooks.parse import template
from svtools.workbooks.write import BookWriter
from tests.libreoffice import differences, needs_libreoffice
from tests.making import contract, register_data, register_of
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


def members(xlsx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize(
    ("formula", "kind", "value"),
    [
        ("=1/4", None, "0.25"),
        ('="a"&"b"', "str", "ab"),
        ('=""', "str", ""),
        ('="<a> & b"', "str", "&lt;a&gt; &amp; b"),
        ("=1>0", "b", "1"),
        ("=1/0", "e", "#DIV/0!"),
        ("=NA()", "e", "#N/A"),
        ('="a"+1', "e", "#VALUE!"),
    ],
)
def test_a_result_is_stored_in_its_own_type(formula: str, kind: str | None, value: str) -> None:
    sheet = members(with_results(workbook(formula)))["xl/worksheets/sheet1.xml"].decode()
    cell = re.search(r'<c r="A1"(?: t="(\w+)")?><f>[^<]*</f><v>([^<]*)</v></c>', sheet)
    assert cell
    assert cell.groups() == (kind, value)


def test_rows_and_totals_of_a_table_are_calculated(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(with_results(workbook("=1")))
    results = {a1: cell.value for (_, a1), cell in cells_of(path).items() if cell.formula}
    shares, values = {"D2": 1, "D3": "", "D4": 0}, {"E2": 42, "E3": 0, "E4": 0, "E5": 42}
    assert results == {"A1": 1, **shares, **values}


def test_only_results_change() -> None:
    """Charts, tables, validations, x14 formats and protection stay byte for byte."""
    before = workbook("=1+1", '="text"')
    after = members(with_results(before))
    result = re.compile(rb'( t="\w+")?(><f>[^<]*</f>)<v>[^<]*</v>')
    assert list(after) == list(members(before))
    for name, content in members(before).items():
        assert result.sub(rb"\2", after[name]) == result.sub(rb"\2", content), name


def test_the_same_bytes_come_out_for_the_same_bytes() -> None:
    before = workbook(*SAME_EVERYWHERE)
    after = with_results(before)
    assert with_results(before) == after
    with zipfile.ZipFile(io.BytesIO(after)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=A1", "depends on itself"),
        ("=SUM(", "can't be read"),
        ("=SUM((Delivery!A1,Delivery!A2))", "can't be calculated here"),
        ("=SUM(Nowhere[Units])", "names something that is not there"),
        ("=SUM(Delivery[Units])", "names something that is not there"),
        ("=SUM(Delivery[[#This Row],[Measure]])", "names something that is not there"),
        ("=no_such_name", "names something that is not there"),
        ("=Nowhere!A1", "points at no cell"),
        ("=INDEX(Delivery[Measure],99)", "points at no cell"),
        ("=AGGREGATE(14,6,Delivery[£ per unit],1)", "not a function known"),
        ("=SUMPRODUCT(LEN(Delivery[Measure]))", "LEN is given a whole column"),
    ],
)
def test_a_formula_without_a_result_is_refused_with_its_place(formula: str, reason: str) -> None:
    with pytest.raises(SvtoolsError, match=reason) as refused:
        with_results(workbook(formula))
    assert refused.value.what.startswith("The formula in Answers!A1 has no result to store: ")
    assert refused.value.remedy == f"Change it in the template: {formula}"


@pytest.mark.parametrize("sheet", ["Supplier's page", "Settings"])
def test_the_place_is_named_on_any_sheet(sheet: str) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("First")
        book.add_worksheet(sheet).write_formula("AB12", "=Nowhere!A1")
    with pytest.raises(SvtoolsError) as refused:
        with_results(stream.getvalue())
    assert refused.value.what.startswith(f"The formula in {sheet}!AB12 has no result")


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
    path.write_bytes(with_results(workbook(*SAME_EVERYWHERE)))
    assert differences(path) == []


def test_a_sheet_with_more_formulas_than_the_engine_takes_has_the_same_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contracts = [contract(f"C{n}") for n in range(40)]
    lots = [contract("C50", lot, net_value=Decimal(90_000)) for lot in "123"]
    call_off = contract("C60", parent="C1")
    data = register_data(register_of(*((each, {}) for each in (*contracts, *lots, call_off))))
    raw = BookWriter(template("contracts_register"), data, blank=False).run()
    at_once = parts_of(with_results(raw))
    monkeypatch.setattr(stages, "MOST_AT_ONCE", 700)

    assert parts_of(with_results(raw)) == at_once


def test_a_total_and_a_sentence_about_a_tall_table_are_calculated_after_its_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Beds")
    double, total = "=Beds[[#This Row],[Bed]]*2", "SUBTOTAL(109,Beds[Double])"
    columns = [
        {"header": "Double", "formula": double, "total_function": total},
        {"header": "Bed"},
    ]
    sheet.add_table(4, 0, 10, 1, {"name": "Beds", "columns": columns, "total_row": True})
    for row in range(5, 10):
        sheet.write_number(row, 1, row)
    sheet.write_formula("A3", '="All: "&SUM(Beds[Double])')
    book.close()
    at_once = parts_of(with_results(stream.getvalue()))
    monkeypatch.setattr(stages, "MOST_AT_ONCE", 3)

    assert parts_of(with_results(stream.getvalue())) == at_once
    assert b"All: 70" in b"".join(at_once.values())
