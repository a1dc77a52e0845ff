"""Consent and confirmation are said in so many words: what only resembles a yes binds nobody."""

from __future__ import annotations

import pytest

from dialogs.effects import ConsentGiven, DraftClosed
from tests.talks import DialogAlone, Message

pytestmark = pytest.mark.asyncio
YES = (
    *(
        "同意",
        "行",
        "中",
        "要得",
        "得",
        "没问题你登记吧",
        "那就登吧",
        "么得问题",
        "莫得问题",
        "冇问题",
        "啱",
        "阔以",
        "👌",
        "OK",
    ),
    *(
        "行呢",
        "整吧 同意",
        "同意的",
        "好嘛",
        "嗯同意",
        "行行行",
        "我同意",
        "成",
        "中中中",
        "得嘅",
        "当然同意",
        "登记呗",
    ),
    *("好嘞", "行，你记下来吧", "可以的谢谢", "帮我登记吧", "嗯呐", "1", "我愿意"),
    *("整吧 同意", "对着呢", "这下对了", "看过了，没问题", "好了好了"),
)
NO_YES = (
    *(
        "在镇江",
        "在苏州吴江区",
        "中建八局的",
        "三万五",
        "老板姓吴",
        "就我一个",
        "对方不给钱",
        "行李被扣了",
        "好几个人",
        "是鼎立劳务",
    ),
    *("你看着办吧", "随便", "对面工地的", "同意书在老板那", "点头", "好像是三月", "跟着老孙干的", "18 号"),
)
NO = ("不同意", "别记", "没门", "莫登", "那算了", "不登记了", "我不愿意", "不敢", "唔同意", "先不登")
SAID = "鼎立劳务在万象新城欠我两万四，三月到七月的，就我一个"
TO_CONFIRM = ("同意", "王建国", "321102198506150015", "13800001234", "在润州", "没有", "没有")


@pytest.mark.parametrize("words", YES)
async def test_a_yes_in_so_many_words_is_consent(alone: DialogAlone, words: str) -> None:
    await alone.hear(Message("m1", "鼎立劳务欠我两万四"))
    turn = await alone.hear(Message("m2", words))
    assert turn.asked not in ("consent", None)


@pytest.mark.parametrize("words", NO_YES)
async def test_what_only_resembles_a_yes_is_no_consent(alone: DialogAlone, words: str) -> None:
    await alone.hear(Message("m1", "鼎立劳务欠我两万四"))
    turn = await alone.hear(Message("m2", words))
    assert turn.asked in ("consent", None)
    assert not any(isinstance(effect, ConsentGiven | DraftClosed) for effect in turn.effects)


@pytest.mark.parametrize("words", NO)
async def test_a_no_keeps_nothing(alone: DialogAlone, words: str) -> None:
    await alone.hear(Message("m1", "鼎立劳务欠我两万四"))
    turn = await alone.hear(Message("m2", words))
    assert (turn.asked, turn.facts) == (None, {})


@pytest.mark.parametrize("words", [word for word in YES if word != "1"])
async def test_a_yes_to_the_read_back_files(alone: DialogAlone, words: str) -> None:
    for number, text in enumerate((SAID, *TO_CONFIRM)):
        turn = await alone.hear(Message(f"m{number}", text))
    assert turn.asked == "confirm"
    assert (await alone.hear(Message("last", words))).outcome == "submitted"


@pytest.mark.parametrize("words", [*NO_YES, "两万四", "鼎立劳务"])
async def test_what_only_resembles_a_yes_files_nothing(alone: DialogAlone, words: str) -> None:
    for number, text in enumerate((SAID, *TO_CONFIRM)):
        turn = await alone.hear(Message(f"m{number}", text))
    assert turn.asked == "confirm"
    assert (await alone.hear(Message("last", words))).outcome != "submitted"
