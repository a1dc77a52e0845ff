"""Which kinds of evidence a sentence says that the worker has."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.evidence import find_evidence
from nlu.found import Context
from nlu.normalise import normalise

TODAY = date(2026, 11, 24)


def kinds(text: str, asked: str | None = None) -> list[str]:
    normal = normalise(text)
    return sorted(found.value for found in find_evidence(Context(normal, TODAY, asked, ())))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("有欠条", ["iou"]),
        ("他给我打了张条子，写着年底给", ["iou"]),
        ("老板写过保证书的", ["iou"]),
        ("打了个白条给我", ["iou"]),
        ("立了字据，按了手印", ["iou"]),
        ("签过字的结算单", ["wage_sheet"]),
        ("工资条我每个月都留着", ["wage_sheet"]),
        ("考勤本有，工资表也有", ["attendance", "wage_sheet"]),
        ("我有记工的本子", ["attendance"]),
        ("每天出工我都记在本子上", ["attendance"]),
        ("钉钉打卡记录", ["attendance"]),
        ("微信聊天记录还在", ["chat"]),
        ("他在微信里承认欠我九千", ["chat"]),
        ("微信上他认了这个数", ["chat"]),
        ("短信截图我存了", ["chat"]),
        ("有转账记录和录音", ["recording", "transfer"]),
        ("银行卡流水打出来了", ["transfer"]),
        ("支付宝转账截图", ["transfer"]),
        ("工地门口的照片我有", ["photo"]),
        ("拍了几张干活的照片", ["photo"]),
        ("还有一段视频", ["video"]),
        ("门口监控拍到我们上班", ["video"]),
        ("打电话我录音了", ["recording"]),
        ("我偷偷录了他的音", ["recording"]),
        ("工友都能给我作证", ["witness"]),
        ("同村的三个人可以证明", ["witness"]),
        ("工牌还在", ["work_card"]),
        ("有厂牌和出入证", ["work_card"]),
        ("签了劳动合同", ["contract"]),
        ("合同、欠条、考勤表都有", ["attendance", "contract", "iou"]),
        ("有欠条 有合同 有照片", ["contract", "iou", "photo"]),
        ("欠条拍照了", ["iou"]),
        ("有工资条的照片", ["wage_sheet"]),
        ("打了欠条不认账", ["iou"]),
        ("他发微信说年底给我九千，微信为证", ["chat"]),
        ("手机录了，他亲口说的", ["recording"]),
        ("证据漏了照片", ["photo"]),
        ("钱没给打了个欠条给我", ["iou"]),
        ("有他的语音，还有交易记录", ["recording", "transfer"]),
        ("你没写录音，我有的", ["recording"]),
    ],
)
def test_what_he_has_is_named(text: str, wanted: list[str]) -> None:
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("没签合同", []),
        ("没有签劳动合同，但是有欠条", ["iou"]),
        ("合同没签，工资条有", ["wage_sheet"]),
        ("没有合同也没有欠条", []),
        ("没合同、欠条，只有聊天记录", ["chat"]),
        ("老板不给打欠条", []),
        ("不肯签合同", []),
        ("从来没给过工资条", []),
        ("欠条丢了", []),
        ("聊天记录被我删了，转账还有", ["transfer"]),
        ("手机坏了照片都没了", []),
        ("莫得合同", []),
        ("冇签合同，有打卡记录", ["attendance"]),
        ("让他写欠条他不写", []),
        ("他答应给我打欠条", []),
        ("工牌被收走了", []),
        ("没有工友愿意作证", []),
        ("不是没合同，是签了没给我", ["contract"]),
        ("原来说没有欠条，后来找着了", ["iou"]),
        ("欠条写的是下个月还，没给", ["iou"]),
        ("工资条签了字没给钱", ["wage_sheet"]),
        ("老板不肯签合同", []),
        ("合同他不愿意签", []),
        ("没人肯给我作证", []),
        ("签的是空白工资表", []),
    ],
)
def test_what_is_denied_lost_or_promised_is_left_out(text: str, wanted: list[str]) -> None:
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "聊天截图能当证据吗",
        "没有欠条能投诉吗",
        "录音算不算",
        "有欠条可以直接起诉不",
        "工友作证行不行",
        "要不要合同",
        "老板微信转我两千",
        "工资卡在包工头手里",
        "打卡里了，他说",
        "加我微信，同号",
        "我是拍短视频的，欠我工资",
        "我在合同工那个组",
        "老板的车牌我记得",
        "出勤四十天",
        "跟老板是口头合同",
        "他跟甲方有合同纠纷",
        "工资结算完了没给",
        "要负责人开身份证明",
    ],
)
def test_what_is_asked_about_or_only_sounds_like_it_is_no_evidence(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("微信、照片、欠条", ["chat", "iou", "photo"]),
        ("什么都没有", ["none"]),
        ("啥证据没得，就一张嘴", ["none"]),
        ("没有", ["none"]),
        ("都没有", ["none"]),
        ("只有打卡", ["attendance"]),
        ("转账有两笔", ["transfer"]),
        ("工友", ["witness"]),
        ("没欠条，别的也没有", ["none"]),
        ("有", []),
    ],
)
def test_an_answer_to_the_question_for_evidence_may_be_one_word(text: str, wanted: list[str]) -> None:
    assert kinds(text, "evidence") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("有合同", ["contract"]),
        ("签了一份，老板拿走了", ["contract"]),
        ("签过", ["contract"]),
        ("有，签的一年", ["contract"]),
        ("没签", []),
        ("没有", []),
        ("不给签", []),
        ("没签，有工资表", ["wage_sheet"]),
        ("不知道签没签", []),
    ],
)
def test_a_yes_to_the_question_for_a_contract_is_one(text: str, wanted: list[str]) -> None:
    assert kinds(text, "evidence_contract") == wanted


def test_nothing_at_all_is_said_without_being_asked() -> None:
    assert kinds("我什么证据都没有，老板欠我八千") == ["none"]


@pytest.mark.parametrize("asked", ["employer", "project", "person"])
def test_a_card_that_bears_the_name_asked_for_is_only_where_it_was_read(asked: str) -> None:
    assert kinds("工牌上印的是天成劳务", asked) == []
