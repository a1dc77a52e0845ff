"""Rosters as people really make them: what is read, what is left out, and what is said to be wrong where."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cases import roster_tables
from cases.roster import Roster, letters, read_roster
from cases.roster_tables import LARGEST, RosterRefused
from nlu.identity import check_digit

FOLDER = Path(__file__).parent / "rosters"
ID = "321102198506150015"
HEAD = ["姓名", "电话", "身份证号", "天数", "欠薪金额"]
WANG = ["王建国", "13800001234", ID, 43, 12040]


def book(*rows: Sequence[Any], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    made = Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(roster: Roster) -> list[tuple[Any, ...]]:
    return [(one.name, one.phone, one.id_number, one.days, one.owed_fen) for one in roster.workers]


def wrong(roster: Roster) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in roster.faults]


def refused(content: bytes) -> str:
    with pytest.raises(RosterRefused) as caught:
        read_roster(content)
    return caught.value.code


def test_an_old_spreadsheet_with_a_title_sums_at_the_bottom_and_a_hidden_sheet() -> None:
    roster = read_roster((FOLDER / "wages.xls").read_bytes())
    assert told(roster) == [
        ("王建国", "13800001234", ID, 43, 1204000),
        ("努尔兰·哈布都拉", "13800001236", None, 30, 840000),
    ]
    assert wrong(roster) == [(4, "C", "id_wrong"), (6, "C", "id_rounded")]


def test_columns_are_known_by_many_names_and_in_any_order() -> None:
    labels = {
        "name": ["名字", "工人", "姓 名", "工友姓名", "人员姓名(全名)"],
        "phone": ["手机", "联系方式", "电话号码", "手机号", "联系电话"],
        "days": ["工日", "出勤", "出勤天数", "总工天", "工数"],
        "owed": ["金额", "工资", "欠薪", "拖欠工资（元）", "未付工资金额"],
    }
    for name, phone, days, owed in zip(*labels.values(), strict=True):
        roster = read_roster(book(["序号", owed, phone, days, name], [1, 12040, 13800001234, 43, "王建国"]))
        assert told(roster) == [("王建国", "13800001234", None, 43, 1204000)], name


def test_what_is_owed_is_said_or_earned_less_paid_or_days_by_rate() -> None:
    owed: list[tuple[list[Any], list[Any], int]] = [
        (["姓名", "应发工资", "已发工资", "欠发工资"], ["王建国", 20000, 8000, 12000], 1200000),
        (["姓名", "应发工资", "已支生活费"], ["王建国", 20000, 8000], 1200000),
        (["姓名", "工日", "单价"], ["王建国", 43, 280], 1204000),
        (["姓名", "工日", "单价", "借支"], ["王建国", 43, 280, 2000], 1004000),
        (["姓名", "欠薪（万元）"], ["王建国", 1.2], 1200000),
        (["姓名", "欠薪"], ["王建国", "1.2万"], 1200000),
        (["姓名", "欠薪"], ["王建国", "￥12,000.50元"], 1200050),
        (["姓名", "欠薪"], ["王建国", "八千五"], 850000),
    ]
    for head, row, fen in owed:
        assert [one.owed_fen for one in read_roster(book(head, row)).workers] == [fen], head


def test_a_line_above_the_table_says_in_what_unit_all_sums_are() -> None:
    assert told(read_roster(book(["单位：万元"], ["姓名", "欠薪"], ["王建国", 1.2]))) == [
        ("王建国", None, None, None, 1200000)
    ]


def test_a_second_line_of_labels_under_a_wide_one_is_read_too() -> None:
    roster = read_roster(book(["姓名", "工资", "", ""], ["", "应发", "已发", "未发"], ["王建国", 9000, 4000, 5000]))
    assert told(roster) == [("王建国", None, None, None, 500000)]


def test_names_lose_the_blanks_between_their_characters() -> None:
    rows = [["王 建 国", 1000], ["李　四", 1000], ["阿卜杜•热合曼", 1000], ["John Smith", 1000]]
    names = [one.name for one in read_roster(book(["姓名", "金额"], *rows)).workers]
    assert names == ["王建国", "李四", "阿卜杜·热合曼", "John Smith"]


def test_sums_and_lines_to_sign_are_no_workers() -> None:
    foot: list[list[Any]] = [
        ["合计", "", "", 83, 23380],
        ["", "", "", 83, 23380],
        ["制表：老孙", "", "", "", ""],
        ["负责人签字", "", "", "", ""],
    ]
    roster = read_roster(book(HEAD, WANG, [], ["李四海", "", "", 40, 11340], *foot))
    assert [one.name for one in roster.workers] == ["王建国", "李四海"] and roster.faults == ()
    assert roster.total_fen == 2338000


def test_labels_that_come_again_on_a_new_page_are_no_worker() -> None:
    roster = read_roster(book(HEAD, WANG, HEAD, ["李四海", "", "", 40, 11340]))
    assert [one.name for one in roster.workers] == ["王建国", "李四海"] and roster.faults == ()


def test_a_name_merged_over_its_months_is_one_worker_with_their_sum() -> None:
    rows = (
        ["姓名", "月份", "天数", "金额"],
        ["王建国", "3月", 20, 5600],
        [None, "4月", 23, 6440],
        ["李四海", "4月", 10, 2800],
    )
    roster = read_roster(book(*rows, change=lambda sheet: sheet.merge_cells("A2:A3")))
    assert told(roster) == [("王建国", None, None, 43, 1204000), ("李四海", None, None, 10, 280000)]


def test_one_sum_merged_over_several_people_is_asked_for_one_by_one() -> None:
    rows = (["姓名", "金额"], ["王建国", 20000], ["李四海", None])
    roster = read_roster(book(*rows, change=lambda sheet: sheet.merge_cells("B2:B3")))
    assert told(roster) == [] and wrong(roster) == [(2, "B", "amount_shared"), (3, "B", "amount_shared")]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["王建国", "13800001234", int(ID), 43, 12040], ("C", "id_rounded")),
        (["王建国", "13800001234", float(ID), 43, 12040], ("C", "id_rounded")),
        (["王建国", "13800001234", "3.21102E+17", 43, 12040], ("C", "id_rounded")),
        (["王建国", "13800001234", "32110219850615001", 43, 12040], ("C", "id_length")),
        (["王建国", "13800001234", "321102198506150016", 43, 12040], ("C", "id_wrong")),
        (["王建国", "1380000123", ID, 43, 12040], ("B", "phone_wrong")),
        (["", "13800001234", ID, 43, 12040], ("A", "name_missing")),
        (["第3组", "13800001234", ID, 43, 12040], ("A", "name_wrong")),
        (["王建国", "13800001234", ID, 43, ""], ("E", "amount_missing")),
        (["王建国", "13800001234", ID, 43, "问老孙"], ("E", "amount_wrong")),
        (["王建国", "13800001234", ID, 43, -100], ("E", "amount_negative")),
        (["王建国", "13800001234", ID, 43, 0], ("E", "amount_zero")),
        (["王建国", "13800001234", ID, 43, 12040000], ("E", "amount_odd")),
        (["王建国", "13800001234", ID, 40000, 12040], ("D", "days_wrong")),
        (["王建国", "13800001234", ID, "三月", 12040], ("D", "amount_wrong")),
    ],
)
def test_a_row_that_cannot_be_right_is_named_with_its_cell(row: list[Any], fault: tuple[str, str]) -> None:
    roster = read_roster(book(HEAD, ["李四海", "", "", 10, 2800], row))
    assert [one.name for one in roster.workers] == ["李四海"]
    assert wrong(roster) == [(3, *fault)]


def test_one_id_number_under_two_names_is_a_fault() -> None:
    roster = read_roster(book(HEAD, WANG, ["李四海", "", ID, 10, 2800]))
    assert [one.code for one in roster.faults] == ["id_twice"] and len(roster.workers) == 1


def test_phones_come_as_numbers_with_a_country_or_two_at_once() -> None:
    phones = [
        13800001234,
        13800001234.0,
        "+86 138-0000-1234",
        "8613800001234",
        "13800001234/13800001235",
        "'13800001234",
    ]
    roster = read_roster(
        book(["姓名", "电话"], *([f"王建{n}"[:2] + "国强民军华明"[n], phone] for n, phone in enumerate(phones)))
    )
    assert {one.phone for one in roster.workers} == {"13800001234"} and len(roster.workers) == 6


def test_a_formula_that_was_never_reckoned_is_a_missing_sum() -> None:
    roster = read_roster(book(["姓名", "天数", "单价", "金额"], ["王建国", 43, 280, "=B2*C2"]))
    assert told(roster) == [("王建国", None, None, 43, 1204000)]  # days and rate are there all the same
    roster = read_roster(book(["姓名", "天数", "金额"], ["王建国", 43, "=B2*280"]))
    assert wrong(roster) == [(2, "C", "amount_missing")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_texts_with_separators_in_every_usual_encoding(encoding: str, separator: str) -> None:
    lines = [separator.join(map(str, line)) for line in (["姓名", "电话", "金额"], ["王建国", "13800001234", "12040"])]
    assert told(read_roster("\r\n".join(lines).encode(encoding))) == [("王建国", "13800001234", None, None, 1204000)]


def test_a_list_without_labels_is_read_by_what_stands_in_it() -> None:
    roster = read_roster("王建国,13800001234,7200\n李四海,13800001235,6000\n孙大海,,5500\n".encode())
    assert [(one.name, one.owed_fen) for one in roster.workers] == [
        ("王建国", 720000),
        ("李四海", 600000),
        ("孙大海", 550000),
    ]


def test_names_alone_are_a_roster_without_sums() -> None:
    assert told(read_roster(book(["姓名", "电话"], ["王建国", ""]))) == [("王建国", None, None, None, None)]


def test_two_thousand_workers_are_read() -> None:
    given, family = "一二三四五六七八九十", "王李张刘陈杨赵黄周吴"
    rows = [
        [f"{family[n % 10]}{given[n // 10 % 10]}{given[n // 100 % 10]}", str(13800000000 + n), "", 10, 2800]
        for n in range(2000)
    ]
    roster = read_roster(book(HEAD, *rows))
    assert len(roster.workers) == 2000 and roster.faults == () and roster.total_fen == 2000 * 280000


def test_hidden_sheets_stay_unseen_and_others_are_read_together() -> None:
    made = Workbook()
    for name, state in (("一班", "visible"), ("二班", "visible"), ("旧的", "hidden"), ("更旧的", "veryHidden")):
        sheet = made.create_sheet(name)
        sheet.append(["姓名", "金额"])
        sheet.append([{"一班": "王建国", "二班": "李四海"}.get(name, "不该见"), 100])
        sheet.sheet_state = state
    out = io.BytesIO()
    made.save(out)
    assert [one.name for one in read_roster(out.getvalue()).workers] == ["王建国", "李四海"]


def swollen() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (70 * 1024 * 1024))
    return out.getvalue()


def far_away() -> bytes:
    """One name in the first cell and one in the last that there can be."""
    return book(["姓名"], ["王建国"], change=lambda sheet: sheet.cell(1_048_576, 16_384, "李四海"))


def packed(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"x" * (LARGEST + 1), "too_large"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "not_a_roster"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(200), "not_a_roster"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "web_page"),
        (packed("word/document.xml"), "not_a_roster"),
        (packed("xl/workbook.xml"), "broken"),
        (b"PK\x03\x04" + bytes(50), "broken"),
        (roster_tables.OLE + bytes(600), "broken"),
        (swollen(), "too_large"),
        ("今天天气不错\n".encode(), "no_names"),
        ("姓名,金额\n".encode(), "no_rows"),
        (("姓名\n" + "王建国\n" * 7000).encode(), "too_many_rows"),
    ],
)
def test_what_is_no_roster_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_small_file_that_would_fill_the_memory_is_refused() -> None:
    assert refused(far_away()) in ("broken", "too_large")


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read_roster(content)
    except RosterRefused as refusal:
        assert refusal.code


CELL = st.one_of(
    st.text(max_size=12), st.integers(), st.floats(), st.sampled_from(["合计", "姓名", ID, "王 强", "1.2万"])
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(CELL, max_size=6), max_size=8))
def test_any_cells_under_a_head_give_whole_workers_or_faults(rows: list[list[Any]]) -> None:
    written = "\n".join(
        ",".join(str(cell).replace(",", " ").replace("\n", " ").replace('"', "") for cell in row)
        for row in [HEAD, *rows]
    )
    try:
        roster = read_roster(written.encode("utf-8", "ignore"))
    except RosterRefused:
        return
    for one in roster.workers:
        assert one.name and (one.owed_fen or 0) > 0 and (one.days is None or one.days >= 0)
    assert all(fault.row >= 2 and fault.code for fault in roster.faults)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9_999), st.integers(0, 99), st.integers(1, 400)), min_size=1, max_size=30))
def test_what_was_written_is_what_is_read(people: list[tuple[int, int, int]]) -> None:
    written: list[list[Any]] = [HEAD]
    for n, (yuan, cents, days) in enumerate(people):
        body = f"32110219850615{n:03}"
        written.append(["王建国", str(13800000000 + n), body + check_digit(body), days, f"{yuan}.{cents:02}"])
    roster = read_roster("\n".join(",".join(map(str, row)) for row in written).encode("gbk"))
    assert [(one.owed_fen, one.days) for one in roster.workers] == [(y * 100 + c, Decimal(d)) for y, c, d in people]
