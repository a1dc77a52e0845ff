"""Lists of sites are read as offices keep them, and each fault is named with its row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from cases.roster_tables import RosterRefused
from cases.site_registry import Registry, read_registry
from cases.sites import PartyRole, own_code, parse_site_code
from nlu.registry_words import site_key

LABELS = ("项目编码", "项目名称", "所属区县", "建设单位", "总承包单位", "劳务分包单位", "劳资专管员", "联系电话")
ROW = ("RZ-001", "万象新城三期", "镇江市润州区", "万象置业", "江南建工", "鼎立劳务、宏图劳务", "周敏", "13800001234")


def sheet(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def told(registry: Registry) -> list[tuple[int, str, str, str]]:
    return [(fault.row, fault.column, fault.field, fault.code) for fault in registry.faults]


def test_a_list_under_a_title_with_its_sums_below_is_read() -> None:
    content = sheet(["2026年在建工程清单"], LABELS, ROW, ["合计", 1], ["制表：周敏"])
    registry = read_registry(content)
    assert told(registry) == []
    (entry,) = registry.entries
    assert (entry.code, entry.name, entry.county_code, entry.row) == ("RZ-001", "万象新城三期", "321111", 3)
    assert [(party.role, party.name) for party in entry.parties] == [
        (PartyRole.OWNER, "万象置业"),
        (PartyRole.GENERAL_CONTRACTOR, "江南建工"),
        (PartyRole.SUBCONTRACTOR, "鼎立劳务"),
        (PartyRole.SUBCONTRACTOR, "宏图劳务"),
        (PartyRole.WAGE_OFFICER, "周敏"),
    ]
    assert entry.parties[-1].phone == "13800001234"


def test_a_csv_of_an_older_office_is_read() -> None:
    text = "工地名称,地址,施工单位\n枫桥雅筑,江苏省镇江市京口区学府路,江南建工\n"
    (entry,) = read_registry(text.encode("gbk")).entries
    assert (entry.name, entry.county_code, entry.code) == ("枫桥雅筑", "321102", None)
    assert [party.name for party in entry.parties] == ["江南建工"]


def test_a_county_may_stand_as_its_code_or_in_a_cell_that_covers_several_rows() -> None:
    labels = ("项目名称", "区县代码")
    registry = read_registry(sheet(labels, ["甲项目", 321111], ["乙项目", None], merged=["B2:B3"]))
    assert [(entry.name, entry.county_code) for entry in registry.entries] == [
        ("甲项目", "321111"),
        ("乙项目", "321111"),
    ]


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (1, None, ("B", "name", "site_name_missing")),
        (2, "不知道", ("C", "county", "county_unknown")),
        (0, "一号", ("A", "code", "site_code_wrong")),
        (7, "1380000", ("H", "wage_officer_phone", "phone_wrong")),
    ],
)
def test_what_is_wrong_is_told_with_its_place(place: int, value: object, fault: tuple[str, str, str]) -> None:
    row: list[object] = ["RZ-002", *ROW[1:]]
    row[place] = value
    registry = read_registry(sheet(LABELS, (ROW[0], "别的工地", *ROW[2:]), row))
    assert told(registry) == [(3, *fault)]
    assert [entry.name for entry in registry.entries] == ["别的工地"]


def test_a_site_that_comes_twice_is_taken_once() -> None:
    again = ("RZ-009", "万象新城三期 项目", *ROW[2:])
    registry = read_registry(sheet(LABELS, ROW, again))
    assert told(registry) == [(3, "", "name", "site_twice")]
    assert [entry.code for entry in registry.entries] == ["RZ-001"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0 no list", "not_a_roster"),
        ("姓名,电话\n王建国,13800001234\n".encode(), "no_sites"),
        ("工地名称,区县\n".encode(), "no_rows"),
    ],
)
def test_what_is_no_list_of_sites_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RosterRefused) as refused:
        read_registry(content)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["万象新城", "万象新城工地", "萬象新城 项目部", "万象新城（工程项目）"])
def test_a_site_is_found_however_its_name_is_written(name: str) -> None:
    assert site_key(name) == "万象新城"


def test_a_code_is_read_however_it_is_typed() -> None:
    assert parse_site_code(" ｇ 204 815 ") == "G204815"
    assert parse_site_code("一号工地") is None
    codes = {own_code("a site", attempt) for attempt in range(3)}
    assert len(codes) == 3 and all(parse_site_code(code) == code for code in codes)
