"""Questions of law: every topic answered with its source, several in one message, more on request, and back again."""

from __future__ import annotations

import re

import pytest

from dialogs.replies import Reply
from tests.talks import SCRIPT, DialogAlone, Message, dialog_alone

RESPONSES = SCRIPT.domain["responses"]
TOPICS = [name.removeprefix("utter_faq_") for name in RESPONSES if name.startswith("utter_faq_")]
QUESTIONS = {
    "no_contract": ["没签合同能投诉吗", "我没有合同，还能要回来吗", "没签劳动合同怎么办"],
    "evidence": ["要什么证据", "没有欠条，聊天记录算证据吗", "要准备什么材料"],
    "cost": ["要钱吗", "投诉收费吗", "要不要交钱"],
    "processing_time": ["多久能处理", "几天有结果", "要等多长时间"],
    "who_pays": ["这钱该谁给", "老板跑了找谁要", "总包要不要负责"],
    "time_limit": ["去年的工资还能要吗", "过了两年还能投诉吗", "有没有时效"],
    "arbitration": ["怎么申请劳动仲裁", "那仲裁呢", "仲裁要多久"],
    "anonymity": ["你们能保密吗", "老板会不会知道是我告的", "能匿名吗"],
    "legal_aid": ["能申请法律援助吗", "有没有免费的律师", "法律援助怎么申请"],
    "where": ["去哪里投诉", "要到哪个部门", "你们办公室在哪"],
    "eligibility": ["临时工能投诉吗", "超过六十岁能投诉吗", "我能替我爸投诉吗"],
    "wage_deposit": ["工资保证金能用吗", "保证金是怎么回事", "工地有没有保证金"],
    "criminal": ["欠薪犯法吗", "能报警抓他吗", "老板会坐牢吗"],
    "blacklist": ["能把老板拉黑名单吗", "会上失信名单吗", "能让他坐不了高铁吗"],
    "lawsuit": ["能直接去法院起诉吗", "打官司行不行", "有欠条能起诉吗"],
    "scope": ["工程款你们管吗", "材料款能一起要吗", "工伤你们管不管"],
    "right": ["老板扣我工资合法吗", "拿东西抵工资行吗", "公司能扣我的钱吗"],
    "procedure": ["投诉要走什么流程", "怎么投诉", "登记完了下一步怎么办"],
}
FORM = ["鼎立劳务欠我八千", "同意"]


async def said(*lines: str, to: DialogAlone | None = None) -> tuple[Reply, ...]:
    alone = to or dialog_alone()
    turn = None
    for number, line in enumerate(lines):
        turn = await alone.hear(Message(f"key-{number}-{line}", line))
    assert turn is not None
    return turn.replies


def text(name: str) -> str:
    return str(RESPONSES[name][0]["text"])


def test_every_topic_has_questions_here() -> None:
    assert sorted(QUESTIONS) == sorted(set(TOPICS) - {"other"})


@pytest.mark.parametrize("topic", QUESTIONS)
def test_an_answer_names_its_article_and_date(topic: str) -> None:
    assert re.search(r"（[^）]*(?:第 [\d、]+ 条|号)[^）]*\d{4} 年 \d{1,2} 月[^）]*）", text(f"utter_faq_{topic}"))


@pytest.mark.asyncio
@pytest.mark.parametrize(("topic", "question"), [(topic, one) for topic in QUESTIONS for one in QUESTIONS[topic]])
async def test_a_question_is_answered_anywhere_and_the_same_question_follows(topic: str, question: str) -> None:
    assert text(f"utter_faq_{topic}") in [reply.text for reply in await said(question)]
    alone = dialog_alone()
    before = await said(*FORM, to=alone)
    after = await said(question, to=alone)
    assert text(f"utter_faq_{topic}") in [reply.text for reply in after]
    assert after[-1] == before[-1]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("message", "topics"),
    [
        ("没签合同能投诉吗，要不要钱，多久能处理", ["no_contract", "cost", "processing_time"]),
        ("多久能处理？要钱吗？", ["processing_time", "cost"]),
        ("要钱吗？收费吗？", ["cost"]),
        ("去哪里投诉\n要什么证据", ["where", "evidence"]),
    ],
)
async def test_each_question_of_a_message_is_answered_once(message: str, topics: list[str]) -> None:
    assert [reply.text for reply in await said(message)][: len(topics)] == [text(f"utter_faq_{t}") for t in topics]


@pytest.mark.asyncio
@pytest.mark.parametrize("topic", QUESTIONS)
@pytest.mark.parametrize("more", ["还有呢", "说详细点", "那怎么办"])
async def test_more_is_told_of_the_last_answer(topic: str, more: str) -> None:
    alone = dialog_alone()
    before = await said(*FORM, to=alone)
    after = await said(QUESTIONS[topic][0], more, to=alone)
    assert [reply.text for reply in after[:2]] == [text(f"utter_more_{topic}"), text("utter_more_person")]
    assert after[-1] == before[-1]


@pytest.mark.asyncio
async def test_what_is_not_in_the_bank_is_not_made_up() -> None:
    replies = await said("公积金贷款利率是多少")
    assert all("第" not in reply.text for reply in replies)


@pytest.mark.asyncio
@pytest.mark.parametrize("question", ["为什么要身份证", "要身份证干嘛", "问这个干什么", "为啥"])
async def test_why_something_is_asked_is_told_and_it_is_asked_again(question: str) -> None:
    alone = dialog_alone()
    before = await said(*FORM, "王建国", to=alone)
    replies = await said(question, to=alone)
    assert [reply.text for reply in replies] == [text("utter_why_id_number"), before[-1].text]
    skipped = await said("跳过", to=alone)
    assert skipped[0].text == text("utter_skipped")
