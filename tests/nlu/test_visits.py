"""When a worker wants to come, which case he asks about, and how content he is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlu.found import Context, Found
from nlu.normalise import normalise
from nlu.visits import find_visits

TUESDAY = date(2026, 11, 24)


def visits(text: str, today: date = TUESDAY) -> dict[str, Any]:
    taken: list[Found] = []
    return {found.field: found.value for found in find_visits(Context(normalise(text), today, None, ()), taken)}


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("我想预约明天上午去窗口", "2026-11-25", "上午"),
        ("后天下午两点半过去可以吗", "2026-11-26", "14:30"),
        ("大后天我过来", "2026-11-27", None),
        ("约个时间面谈，周四上午十点", "2026-11-26", "10:00"),
        ("礼拜五我去你们那", "2026-11-27", None),
        ("下周一上午9点过来行吗", "2026-11-30", "09:00"),
        ("下星期三下午3点预约", "2026-12-02", "15:00"),
        ("星期一能不能安排", "2026-11-30", None),
        ("预约28号下午两点去窗口", "2026-11-28", "14:00"),
        ("3号上午有空吗，我想当面说", "2026-12-03", "上午"),
        ("十二月一号九点一刻我到你们大厅", "2026-12-01", "09:15"),
        ("预约2026年12月8日14:30", "2026-12-08", "14:30"),
        ("预约1月5号", "2027-01-05", None),
        ("约好的明天，能不能改到周五", "2026-11-27", None),
        ("26号的预约推到28号下午", "2026-11-28", "下午"),
        ("明天我来不了，改成后天上午", "2026-11-26", "上午"),
        ("明早八点半我带工友去你们那面谈", "2026-11-25", "08:30"),
        ("我下午三点过去一趟，今天", "2026-11-24", "15:00"),
        ("下个月3号我能来吗", "2026-12-03", None),
        ("想约个时间当面反映", None, None),
        ("预约取消，我明天没空", None, None),
        ("聽日朝早我嚟你哋窗口", "2026-11-25", None),
    ],
)
def test_a_visit_has_its_day_and_hour(text: str, day: str | None, time: str | None) -> None:
    read = visits(text)
    assert (read.get("visit_date"), read.get("visit_time")) == (day, time)


@pytest.mark.parametrize(
    "text",
    [
        "老板说明天给钱，欠我八千",
        "他答应下周三过来结账",
        "我3月5号到工地，干到5月",
        "包工头约我明天去拿钱",
        "二十八号发工资没发",
    ],
)
def test_a_promise_is_no_visit(text: str) -> None:
    assert {"visit_date", "visit_time"} & visits(text).keys() == set()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("查一下XS202611240017", "XS202611240017"),
        ("xs 2026 1124 0017 到哪了", "XS202611240017"),
        ("ＸＳ２０２６１１２４００１７", "XS202611240017"),
        ("案号2026-1107-0032查一下", "2026-1107-0032"),
        ("编号：20261108003 办得怎么样", "20261108003"),
        ("NT-2026-00871 这个有结果没", "NT-2026-00871"),
        ("我的受理编号是2026110700156", "2026110700156"),
    ],
)
def test_a_case_number_is_found_however_it_is_written(text: str, number: str) -> None:
    assert visits(text)["case_no"] == number


@pytest.mark.parametrize(
    "text", ["证件号45102919680708399x", "身份证号码321102198506150015", "电话13800001234", "车牌苏L12345"]
)
def test_other_numbers_are_no_case_numbers(text: str) -> None:
    assert "case_no" not in visits(text)


@pytest.mark.parametrize(
    ("text", "rating", "mood"),
    [
        ("打5分", 5, None),
        ("给三分吧，一般般", 3, "neutral"),
        ("五星好评", 5, "satisfied"),
        ("评分：4", 4, None),
        ("非常满意", None, "satisfied"),
        ("不太满意", None, "dissatisfied"),
        ("一点都不满意，1分", 1, "dissatisfied"),
        ("还行吧", None, "neutral"),
        ("态度太差", None, "dissatisfied"),
    ],
)
def test_a_rating_has_points_or_a_mood(text: str, rating: int | None, mood: str | None) -> None:
    read = visits(text)
    assert (read.get("rating"), read.get("satisfaction")) == (rating, mood)


@pytest.mark.parametrize(
    "text", ["一分钱没给我", "没发一分", "差评罚款400", "一般多久给答复", "等了十分钟", "星期五发工资"]
)
def test_money_and_time_are_no_rating(text: str) -> None:
    assert {"rating", "satisfaction"} & visits(text).keys() == set()
