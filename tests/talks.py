"""The assistant that a written talk is held with, and how such talks are read and written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import yaml

from cases.visits import Offer
from dialogs.actions.linking import register_link_actions
from dialogs.conversation import Conversation, Turn
from dialogs.crew_registry import register_crew_actions
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.notices import notice_text
from dialogs.registry import register_actions
from dialogs.replies import Reply
from dialogs.said import Said, open_question
from dialogs.script import Script, load_script
from nlu.understand import understand
from tests.dialogs.crews import MemoryCrews
from tests.dialogs.fakes import Clock, FakeCases, counting
from tests.dialogs.links import MemoryLinks

FOLDER = Path(__file__).parent / "conversations"
CHINA = ZoneInfo("Asia/Shanghai")
WORKER = "talk:test:worker"
SCRIPT = load_script()
Line = dict[str, Any]
POINT = ("润州接访点", "镇江市润州区南山路 61 号", "0511-00000000")


@dataclass(frozen=True, slots=True)
class Message:
    """What the worker sends; `key` is the same at a redelivery."""

    key: str
    text: str = ""
    kind: str = "text"
    scene: str | None = None
    label: str | None = None
    phone: str = ""

    @property
    def worker(self) -> str:
        """The conversation; each phone has its own."""
        return f"{WORKER}{self.phone}"


class Assistant(Protocol):
    """What a talk is held with: the dialog alone, or everything around it."""

    async def hear(self, message: Message) -> Turn:
        """Answer a message; a redelivered one is answered with the same words and does nothing else."""

    async def step(self, status: str, note: str | None) -> list[Reply]:
        """Move the worker's newest case on; returns what he is told."""

    async def news(self, phone: str) -> list[Reply]:
        """What came to that phone without being asked for."""

    def later(self, days: int) -> None:
        """Let days pass."""

    async def shown_elsewhere(self, digits: str) -> None:
        """A talk of his on another channel shows that code."""

    async def receive(self, times: list[str]) -> None:
        """A reception point in Runzhou receives one worker at each of those times of China."""


@dataclass(slots=True)
class DialogAlone:
    """The dialog with a keeper of its state in memory, saved and reloaded between every two messages."""

    script: Script
    clock: Clock
    cases: FakeCases
    engine: Engine
    crews: MemoryCrews
    links: MemoryLinks
    saved: dict[str, str] = field(default_factory=dict)
    answered: dict[str, Turn] = field(default_factory=dict)

    async def hear(self, message: Message) -> Turn:
        if message.key in self.answered:
            return self.answered[message.key]
        saved = self.saved.get(message.worker)
        conversation = Conversation(**json.loads(saved)) if saved else Conversation(message.worker)
        turn = await self.engine.turn(conversation, self.said(message, conversation))
        self.saved[message.worker] = json.dumps(asdict(turn.conversation))
        self.crews.keep(message.worker, turn.effects)
        self.links.keep(message.worker, turn.effects)
        for effect in turn.effects:
            self.cases.take(message.worker, effect)
        self.answered[message.key] = turn
        return turn

    def said(self, message: Message, conversation: Conversation) -> Said:
        today = self.clock().astimezone(CHINA).date()
        asked = open_question(conversation.slots)
        reading = understand(message.text, today=today, asked=asked) if message.kind in ("text", "choice") else None
        return Said(message.text, message.kind, reading, message.scene, message.label)

    async def step(self, status: str, note: str | None) -> list[Reply]:
        state = self.cases.step(WORKER, status)
        slots = json.loads(self.saved[WORKER])["slots"] if WORKER in self.saved else {}
        values = {"case_number": state.case_number, "note": note}
        return [notice_text(self.script, status, values, guarded=bool(slots.get("guarded")))]

    async def news(self, phone: str) -> list[Reply]:
        return self.crews.news(f"{WORKER}{phone}")

    def later(self, days: int) -> None:
        self.clock.later(days)

    async def shown_elsewhere(self, digits: str) -> None:
        self.links.shown[digits] = "wechat"

    async def receive(self, times: list[str]) -> None:
        self.cases.times += [Offer(f"slot-{one}", time_at(one), *POINT) for one in times]


def dialog_alone() -> DialogAlone:
    """An assistant without storage: its own clock, cases and numbering."""
    clock, effects = Clock(), TurnEffects()
    cases = FakeCases(clock)
    new_id, crews = counting("draft-{}"), MemoryCrews(clock)
    actions = register_actions(effects, cases, counting("XS2026{:04}"), new_id, clock)
    links = MemoryLinks()
    register_link_actions(actions, effects, links, counting("code-{}"))
    register_crew_actions(actions, effects, crews.ports(), new_id, clock)
    return DialogAlone(SCRIPT, clock, cases, Engine(SCRIPT, actions, clock, effects), crews, links)


async def talk(assistant: Assistant, lines: list[Line]) -> list[Line]:
    """Hold the talk anew: the worker's lines as written, the bot's as it says them now."""
    heard: list[Line] = []
    key = 0
    turn: Turn | None = None
    for line in (line for line in lines if not line.keys() & {"bot", "outcome", "facts"}):
        heard.append(line)
        if "later" in line:
            assistant.later(int(line["later"]))
        elif "elsewhere" in line:
            await assistant.shown_elsewhere(line["elsewhere"])
        elif "times" in line:
            await assistant.receive(line["times"])
        elif "news" in line:
            heard += [said(reply) for reply in await assistant.news(line["news"])]
        elif "step" in line:
            heard += [said(reply) for reply in await assistant.step(line["step"], line.get("note"))]
        else:
            key += 0 if line.get("same") else 1
            message = Message(
                f"key-{key}",
                line["worker"],
                line.get("kind", "text"),
                line.get("scene"),
                line.get("label"),
                line.get("phone", ""),
            )
            turn = await assistant.hear(message)
            heard += [said(reply) for reply in turn.replies]
            heard += [{"outcome": turn.outcome}] if turn.outcome else []
    return [*heard, {"facts": dict(turn.facts) if turn else {}}]


def time_at(text: str) -> datetime:
    """A time of China, such as 2026-11-27 9:00."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def said(reply: Reply) -> Line:
    return {"bot": reply.text, **({"choices": list(reply.choices)} if reply.choices else {})}


class Dumper(yaml.SafeDumper):
    """Writes longer texts as they are read."""


def represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def represent_list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=not any(map(is_line, items)))


def is_line(item: object) -> bool:
    return isinstance(item, Mapping)


Dumper.add_representer(str, represent_text)
Dumper.add_representer(list, represent_list)


def read(path: Path) -> list[Line]:
    lines: list[Line] = yaml.safe_load(path.read_text("utf-8"))
    return lines


def write(path: Path, lines: list[Line]) -> None:
    path.write_text(yaml.dump(lines, Dumper=Dumper, allow_unicode=True, width=1000, sort_keys=False), "utf-8")
