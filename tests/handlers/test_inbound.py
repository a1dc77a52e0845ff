"""Every message is taken once, in order, answered in time or by the outbox; on both databases."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.clocks import Calendar
from dialogs.conversation import Conversation, Turn
from dialogs.effects import ComplaintFiled, Effect
from dialogs.replies import Reply
from dialogs.said import Said
from dialogs.script import Script
from handlers.effects import Desk
from handlers.inbound import LEASE, InboundHandler
from handlers.messages import Inbound
from handlers.turns import Turns
from storage import conversations, messages
from storage import outbox as outbox_rows
from storage.database import Database
from storage.outbox import Claim, Settlement
from storage.tables import complaint, consent, draft, inbox, outbox
from storage.tables import message as message_row
from storage.vault import Vault
from tests import whole
from tests.rows import FACTS, NUMBER, TALK, Clock, numbered
from tests.talks import SCRIPT

pytestmark = pytest.mark.asyncio


@dataclass
class Echo:
    """A dialog that says what it hears, as slowly and as badly as it is told to."""

    script: Script = SCRIPT
    heard: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    failures: int = 0
    effects: Sequence[Effect] = ()

    async def turn(self, conversation: Conversation, said: Said) -> Turn:
        self.heard.append(said.text)
        if self.gate:
            await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the dialog is broken")
        before = conversation.slots.get("heard", [])
        after = Conversation(conversation.id, {"heard": [*before, said.text]}, None, conversation.handed_over)
        return Turn(after, (Reply(f"{len(before) + 1}:{said.text}"),), tuple(self.effects))


def handler(database: Database, vault: Vault, clock: Clock, echo: Any) -> InboundHandler:
    return InboundHandler(database, vault, Turns(database, Desk(vault, Calendar()), echo, clock), clock)


def came(text: str, key: str, clock: Clock) -> Inbound:
    return whole.message(text, key, clock=clock, worker=TALK)


async def count(database: Database, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return await database.read(lambda connection: connection.scalar(query) or 0)


async def waiting_texts(database: Database, vault: Vault) -> list[str]:
    now = Clock()() + timedelta(days=1)
    found = await database.read(lambda connection: outbox_rows.waiting(connection, vault, TALK, now))
    return [json.loads(payload)["text"] for _, payload in found]


async def test_a_message_that_comes_again_gets_the_same_words_and_does_nothing_else(
    database: Database, vault: Vault, clock: Clock
) -> None:
    echo = Echo()
    first = await handler(database, vault, clock, echo).handle(came("一", "k1", clock), patience=4)
    again = await handler(database, vault, clock, echo).handle(came("一", "k1", clock), patience=4)
    assert first.replies == again.replies == (Reply("1:一"),)
    assert (first.turn is None, again.turn is None) == (False, True)
    assert echo.heard == ["一"]
    assert await count(database, message_row) == 2


async def test_nine_deliveries_at_once_have_one_effect_and_one_answer(
    database: Database, vault: Vault, clock: Clock
) -> None:
    echo = Echo(effects=(ComplaintFiled("draft-1", NUMBER, FACTS),))
    one, two = handler(database, vault, clock, echo), handler(database, vault, clock, echo)
    answers = await asyncio.gather(*(way.handle(came("一", "k1", clock), patience=4) for way in [one] * 5 + [one] * 4))
    answers.append(await two.handle(came("一", "k1", clock), patience=4))
    assert {answer.replies for answer in answers} == {(Reply("1:一"),)}
    assert await count(database, complaint) == await count(database, inbox) == 1


async def test_a_conversations_messages_are_answered_in_the_order_they_came(
    database: Database, vault: Vault, clock: Clock
) -> None:
    way = handler(database, vault, clock, Echo())
    said = [came(str(number), f"k{number}", clock) for number in range(12)]
    answers = await asyncio.gather(*(way.handle(one, patience=10) for one in said))
    assert [answer.replies[0].text for answer in answers] == [f"{n + 1}:{n}" for n in range(12)]


async def test_two_users_with_the_same_text_do_not_meet(database: Database, vault: Vault, clock: Clock) -> None:
    way = handler(database, vault, clock, Echo())
    other = whole.message("一", "k2", clock=clock, worker="talk:test:other")
    first, second = await asyncio.gather(way.handle(came("一", "k1", clock), patience=4), way.handle(other, patience=4))
    assert first.replies == second.replies == (Reply("1:一"),)


async def test_what_outlives_the_patience_is_kept_first_and_its_words_go_by_the_outbox(
    database: Database, vault: Vault, clock: Clock
) -> None:
    echo = Echo(gate=asyncio.Event())
    way = handler(database, vault, clock, echo)
    answer = await way.handle(came("一", "k1", clock), patience=0.01)
    assert (answer.late, answer.replies) == (True, ())
    assert await count(database, inbox) == 1
    assert echo.gate
    echo.gate.set()
    await way.finish()
    assert await waiting_texts(database, vault) == ["1:一"]
    for _ in range(2):  # whoever asks again is answered, as often as he asks; then nobody else needs to bring it
        again = await way.handle(came("一", "k1", clock), patience=4)
        assert (again.late, again.replies) == (False, (Reply("1:一"),))
    assert await waiting_texts(database, vault) == []
    assert await count(database, outbox) == 1


async def test_a_late_answer_that_is_on_its_way_is_not_said_a_second_time(
    database: Database, vault: Vault, clock: Clock
) -> None:
    echo = Echo(gate=asyncio.Event())
    way = handler(database, vault, clock, echo)
    await way.handle(came("一", "k1", clock), patience=0.01)
    assert echo.gate
    echo.gate.set()
    await way.finish()
    claim = Claim(("talk",), 1, timedelta(seconds=60))
    [carried] = await database.run(lambda connection: outbox_rows.claim(connection, vault, claim, clock()))
    assert (await way.handle(came("一", "k1", clock), patience=4)).late
    await database.run(lambda connection: outbox_rows.settle(connection, carried, Settlement("sent", clock())))
    assert (await way.handle(came("一", "k1", clock), patience=4)).late


async def test_a_message_behind_a_slow_one_is_kept_too(database: Database, vault: Vault, clock: Clock) -> None:
    echo = Echo(gate=asyncio.Event())
    way = handler(database, vault, clock, echo)
    late = [await way.handle(came(text, f"k{text}", clock), patience=0.01) for text in ("一", "二")]
    assert [answer.late for answer in late] == [True, True]
    assert await count(database, inbox) == 2
    assert echo.gate
    echo.gate.set()
    await way.finish()
    assert await waiting_texts(database, vault) == ["1:一", "2:二"]


async def test_a_dialog_that_fails_twice_answers_at_the_third_try(
    database: Database, vault: Vault, clock: Clock
) -> None:
    answer = await handler(database, vault, clock, Echo(failures=2)).handle(came("一", "k1", clock), patience=4)
    assert answer.replies == (Reply("1:一"),)


async def test_what_cannot_be_thought_through_is_answered_honestly_and_shown_to_staff(
    database: Database, vault: Vault, clock: Clock
) -> None:
    way = handler(database, vault, clock, Echo(failures=3))
    answer = await way.handle(came("一", "k1", clock), patience=4)
    [sorry] = answer.replies
    assert "人工" in sorry.text
    row = await database.read(lambda connection: conversations.find(connection, vault, TALK))
    assert row is not None and row.wanted == "failed"
    after = await way.handle(came("二", "k2", clock), patience=4)
    assert after.replies == (Reply("1:二"),)


async def test_effects_that_cannot_be_leave_no_receipt(database: Database, vault: Vault, clock: Clock) -> None:
    impossible = ComplaintFiled("draft-1", NUMBER, {**FACTS, "amount_owed_yuan": "-1"})
    answer = await handler(database, vault, clock, Echo(effects=(impossible,))).handle(
        came("对", "k1", clock), patience=4
    )
    assert "1:对" not in [reply.text for reply in answer.replies]
    assert await count(database, complaint) == 0


async def test_a_turn_that_breaks_while_it_is_kept_is_answered_honestly_and_holds_nobody_up(
    database: Database, vault: Vault, clock: Clock
) -> None:
    broken = ComplaintFiled("draft-1", NUMBER, {**FACTS, "job": "木工", "extra": {1, 2}})  # no JSON: nobody foresaw it
    answer = await handler(database, vault, clock, Echo(effects=(broken,))).handle(came("对", "k1", clock), patience=4)
    [sorry] = answer.replies
    assert "人工" in sorry.text
    assert await count(database, complaint) == 0
    after = await handler(database, vault, clock, Echo()).handle(came("二", "k2", clock), patience=4)
    assert after.replies == (Reply("1:二"),)


async def test_a_number_that_is_taken_is_drawn_again(database: Database, vault: Vault, clock: Clock) -> None:
    numbers = [numbered(1), numbered(1), numbered(2)]

    class Filing(Echo):
        async def turn(self, conversation: Conversation, said: Said) -> Turn:
            self.effects = (ComplaintFiled(f"draft-{said.text}", numbers.pop(0), FACTS),)
            return await super().turn(conversation, said)

    way = handler(database, vault, clock, Filing())
    for text in ("一", "二"):
        await way.handle(came(text, text, clock), patience=4)
    assert await count(database, complaint) == 2


async def test_the_sweep_answers_what_a_dead_process_left(database: Database, vault: Vault, clock: Clock) -> None:
    stuck = Echo(gate=asyncio.Event())
    dead = handler(database, vault, clock, stuck)
    await dead.handle(came("一", "k1", clock), patience=0.01)
    for task in dead._under_way.values():
        task.cancel()
    clock.at += LEASE + timedelta(seconds=1)
    way = handler(database, vault, clock, Echo())
    assert await way.sweep() == 1
    assert await waiting_texts(database, vault) == ["1:一"]
    assert await way.sweep() == 0


async def test_who_refuses_consent_leaves_no_word_behind(database: Database, vault: Vault, clock: Clock) -> None:
    way = whole.inbound(database, vault, clock)
    said = ["我叫王建国，鼎立劳务欠我两万四", "不同意"]
    answers = [await way.handle(came(text, text, clock), patience=4) for text in said]
    assert answers[-1].turn and (answers[-1].turn.outcome, answers[-1].turn.asked) == (None, None)
    assert await count(database, draft) == await count(database, consent) == 1
    rows = await database.read(lambda connection: messages.said(connection, vault, TALK))
    assert [row.text for row in rows if row.direction == "in"] == ["", ""]
    again = await way.handle(came(said[0], said[0], clock), patience=4)
    assert again.replies == answers[0].replies
