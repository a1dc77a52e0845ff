"""The crowd's verdict tells what was lost, doubled and out of order; nothing here is timed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.bench.api import Api, Pushed
from bot.bench.crowd import Heard, Worker, crowd_of
from bot.bench.verdict import After, Verdict, judge, key_of, notice_of
from bot.commands.bench_wechat import _sentences

WORDS = ["我帮工友登记欠薪", "同意登记吗", "您叫什么名字", "您的身份证号"]


def judged(
    answers: list[str], pushed: tuple[str, ...] = (), state: str = "sent", rows: int | None = None
) -> tuple[Verdict, Worker]:
    [worker] = crowd_of(1)
    worker.answers = [Heard(text, float(place)) for place, text in enumerate(answers)]
    worker.waits = [0.1] * len(set(answers))
    api = Api(lambda: 1.0)
    api.pushed[worker.openid] = [Pushed(text.format(notice=notice_of(worker)), 10.0) for text in pushed]
    after = After(len(worker.waits) if rows is None else rows, {key_of(worker): state})
    return judge("sqlite", [worker], api, after), worker


def test_a_talk_that_went_well_is_right() -> None:
    verdict, _ = judged(WORDS, ("{notice}",))
    assert verdict.is_right
    assert (verdict.lines, verdict.p99, verdict.notices_left) == (4, 0.1, {})


@pytest.mark.parametrize(
    ("answers", "pushed", "state", "fault"),
    [
        (WORDS[:3], ("{notice}",), "sent", "lost"),
        ([*WORDS, WORDS[3]], ("{notice}",), "sent", "doubled"),
        (WORDS, ("{notice}", WORDS[3]), "sent", "doubled"),
        ([WORDS[1], WORDS[0], *WORDS[2:]], ("{notice}",), "sent", "reordered"),
        (WORDS, (), "sent", "notices_lost"),
        (WORDS, ("{notice}", "{notice}"), "sent", "notices_doubled"),
    ],
)
def test_each_fault_is_counted_under_its_name(
    answers: list[str], pushed: tuple[str, ...], state: str, fault: str
) -> None:
    verdict, _ = judged(answers, pushed, state)
    assert getattr(verdict, fault) == 1
    assert not verdict.is_right


def test_what_may_not_have_arrived_and_is_shown_as_that_is_not_lost() -> None:
    verdict, _ = judged(WORDS, (), "unknown")
    assert verdict.is_right
    assert verdict.notices_left == {"unknown": 1}


def test_a_message_that_stands_twice_in_the_inbox_is_wrong() -> None:
    verdict, _ = judged(WORDS, ("{notice}",), rows=5)
    assert not verdict.is_right
    assert any("WRONG" in sentence for sentence in _sentences(verdict))


def test_a_repeat_is_excused_only_by_a_kill() -> None:
    verdict, _ = judged(WORDS, ("{notice}", "{notice}"))
    killed = replace(verdict, ready_again=2.0)
    assert (verdict.is_right, killed.is_right) == (False, True)
    assert any("Goal met" in sentence and "ready again" in sentence for sentence in _sentences(killed))
