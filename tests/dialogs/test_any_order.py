"""Whatever is said in whatever order, a worker gets an answer, and what he made stays in one piece."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from dialogs.conversation import Turn
from dialogs.parked import MOST, drafts_in
from tests.talks import DialogAlone, Message, dialog_alone

SAYINGS = """鼎立劳务在万象新城欠我两万四，三月到七月的，有欠条，就我一个，老孙带的，工地在润州区
宏达建筑欠我9000
同意
王建国
321102198506150015
13800001234
对
不对
没有
跳过
停止
继续
重新开始
另外一件
我的投诉
进度
催一下
不投诉了
反悔了
钱到了
全到了
只到了一部分
没到
5000
老板给了五千
又给了3000，还欠一万六
一共收到一万
1
2
3
9
第二个
提醒我
不用提醒
我想约个时间过去
下周一上午我过去
改时间
换一批
取消预约
满意
不满意
打5分
别让老板知道
不用保密
这手机别人也用
我的数据
更正
删除我的数据
确认删除
撤回同意
确认撤回同意
帮我爸登记
我同意
他同意
不在
谢谢
你好
好
不
不知道
上一步
再说一遍
说简单点
人工
投诉要钱吗
谁来付钱
过了多久就不能告了
进度 XS20260001
啊啊啊
老板的电话是13900001111
321102201201010016""".splitlines()
STATUSES = ("accepted", "closed", "paid", "investigating", "withdrawn", "reopened")
TIMES = ["2026-11-26 9:00", "2026-11-27 14:00", "2027-01-05 9:00", "2027-02-02 9:00"]


def check(alone: DialogAlone, said: str, turn: Turn) -> None:
    slots = turn.conversation.slots
    drafts = [str(one["draft_id"]) for one in drafts_in(slots)]
    assert turn.replies or turn.conversation.handed_over, said
    assert all(reply.text and "{" not in reply.text for reply in turn.replies), said
    assert max(Counter(drafts).values(), default=1) == 1, said
    assert len(slots.get("parked") or ()) <= MOST, said
    filed = {state.case_number for states in alone.cases.states.values() for state in states}
    assert slots.get("case_number") is None or slots["case_number"] in filed, said


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_words_gets_answers(seed: int) -> None:
    rng = random.Random(seed)
    alone = dialog_alone()
    await alone.receive(TIMES)
    said: list[str] = []
    for count in range(60):
        text = rng.choice(SAYINGS)
        said.append(text)
        turn = await alone.hear(Message(f"m{count}", text))
        check(alone, " / ".join(said), turn)
        if alone.cases.states and rng.random() < 0.1:
            await alone.step(rng.choice(STATUSES), None)
        if rng.random() < 0.1:
            alone.later(rng.choice((1, 3, 40)))
