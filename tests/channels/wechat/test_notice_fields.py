"""Fields of notices: what each kind may hold, and that all of our words fit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.wechat.notice_fields import write
from bot.channels.wechat.templates import WeChatTemplate, WrongTemplate, check_template
from dialogs.notices import STATUSES, brief_words
from handlers.notice_templates import KINDS, NoticeKind
from tests.rows import NUMBER
from tests.talks import SCRIPT

AT = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # the next day in China
ROOMY = {"thing1": "what", "thing2": "how", "time3": "time", "date4": "date"}
OF_STEP = {"character_string5": "case_number", "phrase6": "status"}


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("thing1", "一" * 20, "一" * 20),
        ("thing1", "一" * 21, "一" * 19 + "…"),
        ("thing1", "第一行\n第二行", "第一行 第二行"),
        ("thing1", "  ", None),
        ("phrase2", "已下令付钱", "已下令付钱"),
        ("phrase2", "已下令公司付钱", None),
        ("phrase2", "受理ok", None),
        ("character_string3", NUMBER, NUMBER),
        ("character_string3", "编号 1", None),
        ("character_string3", "x" * 33, None),
        ("time4", "2026-11-25 00:30", "2026-11-25 00:30"),
        ("time4", "15:01", "15:01"),
        ("time4", "昨天", None),
        ("date5", "2026年11月25日", "2026年11月25日"),
        ("date5", "15:01", None),
        ("amount6", "24000.50元", "24000.50元"),
        ("amount6", "两万四", None),
        ("phone_number7", "12333", "12333"),
        ("phone_number7", "1" * 18, None),
        ("name8", "王建国", "王建国"),
        ("name8", "中国人民解放军建筑公司", "中国人民解放军建筑…"),
        ("name8", "A" * 20, "A" * 20),
        ("const9", "受理", "受理"),
        ("number10", "12.5", "12.5"),
        ("number10", "十二", None),
        ("keyword1", "x", None),
        ("thing", "x", None),
    ],
)
def test_each_kind_of_field_has_a_length_and_an_alphabet(field: str, value: str, written: str | None) -> None:
    assert write(field, value) == written


@pytest.mark.parametrize("status", [*STATUSES, "something_new"])
def test_every_status_fits_into_a_notice_uncut(status: str) -> None:
    values = brief_words(SCRIPT, "progress", (NUMBER, status), AT)
    filled = WeChatTemplate("t", {**ROOMY, **OF_STEP}).filled(values)
    assert filled["phrase6"] == values["status"]
    assert filled["time3"] == "2026-11-25 00:30"
    assert not any("…" in text for text in filled.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_notice_fits_uncut(kind: NoticeKind) -> None:
    filled = WeChatTemplate("t", ROOMY).filled(brief_words(SCRIPT, kind, None, AT))
    assert set(filled) == set(ROOMY)
    assert not any("…" in text for text in filled.values())


def test_what_is_told_on_a_phone_that_others_look_at_names_no_wages_and_no_office() -> None:
    told = "".join(brief_words(SCRIPT, "neutral", (NUMBER, "accepted"), AT).values())
    assert NUMBER not in told
    assert not any(word in told for word in ("工资", "欠", "投诉", "案", "编号", "劳动", "工作人员", "登记"))


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        ("progress", {}, "at least one field"),
        ("progress", {"keyword1": "what"}, "none of WeChat's"),
        ("progress", {"thing1": "foreman"}, "none of case_number"),
        ("progress", {"phrase1": "=a"}, "cannot hold"),
        ("neutral", {"thing1": "case_number"}, "only notices of progress"),
        ("message", {"phrase1": "status"}, "only notices of progress"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_at_the_start(
    kind: NoticeKind, fields: dict[str, str], why: str
) -> None:
    with pytest.raises(WrongTemplate, match=why):
        check_template(kind, "t", fields)


def test_a_value_that_its_field_cannot_hold_is_never_sent_cut() -> None:
    with pytest.raises(WrongTemplate, match="phrase1"):
        WeChatTemplate("t", {"phrase1": "what"}).filled(brief_words(SCRIPT, "message", None, AT))
