"""Twenty-three workers on one claim, over WeChat and the web page: totals are right, and nobody reads of another."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from bot.wiring import utc_now
from cases.embedded import EmbeddedDesk
from cases.reading import unmasked
from nlu.amounts import as_text
from nlu.identity import check_digit
from tests import whole
from tests.channels.web.service import Browser, WebService
from tests.channels.wechat.living import Living, living
from tests.dialogs.said import FULL, says
from tests.rows import Clock
from tests.wechat_users import User

pytestmark = pytest.mark.asyncio
FAMILY = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严"
GIVEN = ("建国", "大勇", "小军", "志强", "秀英", "桂芳", "永福", "家乐", "春生", "玉兰", "海涛")


@dataclass
class Worker:
    """One of them, on his own phone."""

    number: int
    phone: User | Browser
    heard_from: Callable[[str], None]
    seen: list[str] = field(default_factory=list)
    position: int = 0

    @property
    def name(self) -> str:
        return FAMILY[self.number] + GIVEN[self.number % 11]

    @property
    def mobile(self) -> str:
        return f"1380000{4000 + self.number}"

    @property
    def id_number(self) -> str:
        body = f"32110219850615{200 + self.number}"
        return body + check_digit(body)

    @property
    def days(self) -> int:
        return 31 + self.number

    @property
    def yuan(self) -> int:
        return self.days * 283

    @property
    def marks(self) -> tuple[str, ...]:
        """By what he would be known, whole or masked."""
        return (self.name, self.mobile, self.id_number, str(self.yuan), self.mobile[-4:], self.id_number[-4:])

    async def says(self, text: str) -> str:
        if isinstance(self.phone, User):
            self.heard_from(self.phone.openid)
            shown = (await self.phone.says(text)).text or ""
        else:
            told = await self.phone.say(text, self.position)
            shown = self._new(told["messages"])
        self.seen.append(shown)
        return shown

    async def reads(self) -> str:
        """What came on the web page by itself."""
        if isinstance(self.phone, Browser):
            self.seen.append(self._new((await self.phone.read(self.position))["messages"]))
        return self.seen[-1]

    def _new(self, messages: list[dict[str, object]]) -> str:
        self.position = max([self.position, *(int(str(one["id"])) for one in messages)])
        return "\n".join(str(one["text"]) for one in messages if one["from"] != "worker")

    async def joins(self, word: str) -> None:
        himself = (self.name, self.mobile, self.id_number) if self.number else ()  # of the leader they are known
        for text in (f"加入 {word}", "同意", *himself, str(self.days)):
            await self.says(text)
        read_back = await self.says(str(self.yuan))
        assert self.name in read_back and f"{self.yuan} 元" in read_back, read_back
        assert "加入好了" in await self.says("对")


async def workers_of(live: Living, web: WebService) -> list[Worker]:
    """The first is the leader; every second one writes on the web page."""
    phones: list[User | Browser] = []
    for number in range(23):
        if number % 2:
            browser = web.browser(f"192.0.2.{number + 1}")
            await browser.begin()
            phones.append(browser)
        else:
            phones.append(live.user(f"oInvented-{number:018}"))
    return [Worker(number, phone, live.api.heard_from) for number, phone in enumerate(phones)]


async def told(live: Living, workers: list[Worker]) -> None:
    """Everything that waits reaches them."""
    before = len(live.api.delivered)
    await live.carried()
    for one in live.api.delivered[before:]:
        next(worker for worker in workers if getattr(worker.phone, "openid", "") == one.openid).seen.append(one.text)
    for worker in workers:
        await worker.reads()


def leaks(workers: list[Worker], allowed: set[str]) -> Iterator[tuple[int, str]]:
    """Whoever read another's name, number or sum."""
    for reader in workers:
        text = "\n".join(reader.seen)
        others = [word for other in workers if other is not reader for word in other.marks]
        for word in others:
            if word not in (*reader.marks, *allowed) and re.search(rf"(?<!\d){word}(?!\d)", text):
                yield reader.number, word


@dataclass
class Crew:
    """All of it."""

    live: Living
    workers: list[Worker]
    word: str

    @property
    def leader(self) -> Worker:
        return self.workers[0]

    @property
    def representatives(self) -> set[str]:
        return {one.name for one in self.workers[3:6]}

    @property
    def without_the_last(self) -> Decimal:
        return Decimal(sum(worker.yuan for worker in self.workers[:22]))

    @property
    def total(self) -> str:
        return as_text(Decimal(sum(worker.yuan for worker in self.workers)))


def web_of(live: Living, folder: Path) -> WebService:
    """The web page on the same database."""
    clock = Clock()
    clock.at = utc_now()
    dialog = whole.engine(live.database, live.vault, clock)
    return WebService(live.database, live.vault, clock, dialog, folder / "blobs")


async def ready_to_file(live: Living, leader: Worker) -> None:
    """He has told everything and is asked whether it is right."""
    assert isinstance(leader.phone, User)
    own = {"person": leader.name, "phone": leader.mobile, "id_number": leader.id_number}
    clock = Clock()
    clock.at = utc_now()
    engine = whole.engine(live.database, live.vault, clock)
    talk = whole.conversation(live.talk_of(leader.phone))
    turn = await engine.turn(talk, says("report_arrears", **{**FULL, **own}))
    turn = await engine.turn(turn.conversation, says("affirm"))
    assert turn.asked == "confirm"
    await whole.kept(live.database, live.vault, clock, turn)


async def opened(live: Living, web: WebService) -> Crew:
    workers = await workers_of(live, web)
    await ready_to_file(live, workers[0])
    assert "登记好了" in await workers[0].says("对")
    found = re.search(r"六位数是 (\d{6})", await workers[0].says("开组"))
    assert found
    return Crew(live, workers, found[1])


async def all_join(crew: Crew) -> None:
    """All at once."""
    await asyncio.gather(*(worker.joins(crew.word) for worker in crew.workers))


async def test_twenty_three_join_settle_and_read_nothing_of_each_other(tmp_path: Path, url: str) -> None:
    async with living(tmp_path, url=url) as live:
        crew = await opened(live, web_of(live, tmp_path))
        await all_join(crew)
        totals = await crew.leader.says("看班组")
        assert f"一共 23 个人，23 个已经自己加入，一共欠 {crew.total} 元" in totals
        assert list(leaks(crew.workers, set())) == []
        await representatives_are_chosen(crew)
        await a_settlement_is_asked(crew)
        await one_leaves(crew)
        lines = [line async for line in EmbeddedDesk(live.database, live.vault).export(unmasked)]
    told_crew, complaint = lines[0]["crew"], lines[0]["complaint"]
    assert len(complaint["workers"]) == 22 and complaint["headcount"] == 23
    assert sum(Decimal(one["amount_owed_yuan"]) for one in complaint["workers"]) == crew.without_the_last
    assert {one["name"] for one in told_crew["workers"] if one.get("representative")} == crew.representatives
    assert sum(one.get("answers", {}).get("settlement") is True for one in told_crew["workers"]) == 11


async def representatives_are_chosen(crew: Crew) -> None:
    names = "、".join(one.name for one in crew.workers[3:6])
    assert "一个一个问" in await crew.leader.says(f"代表：{names}")
    await told(crew.live, crew.workers)
    for one in crew.workers[3:6]:
        assert "愿意" in one.seen[-1], (one.number, one.seen[-1])
        await one.says("愿意当代表")
    await told(crew.live, crew.workers)
    assert all(one.name in crew.workers[10].seen[-1] for one in crew.workers[3:6])
    assert list(leaks(crew.workers, crew.representatives)) == []


async def a_settlement_is_asked(crew: Crew) -> None:
    await crew.leader.says("和解 20 万")
    await told(crew.live, crew.workers)
    share = crew.workers[7].yuan * 200_000 * 100 // sum(one.yuan for one in crew.workers)
    assert f"大概拿 {as_text(Decimal(share) / 100)} 元" in crew.workers[7].seen[-1]
    for one in crew.workers[1:12]:
        await one.says("同意和解")
    await crew.workers[12].says("不同意和解")
    assert "和解：11 个同意，1 个不同意，10 个还没回" in await crew.leader.says("看班组")
    assert list(leaks(crew.workers, crew.representatives)) == []


async def one_leaves(crew: Crew) -> None:
    await crew.workers[22].says("退出班组")
    left = f"一共 22 个人，22 个已经自己加入，一共欠 {crew.without_the_last} 元"
    assert left in await crew.leader.says("看班组")
