"""Puts the parts together from the settings; the only place that knows the clock, chance and every part.

Light to import: what is heavy comes in when something is built.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.settings import Settings, WrongSettings

if TYPE_CHECKING:
    from bot.channels.wechat.templates import Templates
    from cases.clocks import Calendar
    from cases.embedded import EmbeddedDesk
    from console.parts import Console
    from dialogs.actions.crew_ports import CrewPorts
    from dialogs.engine import Engine
    from dialogs.script import Script
    from handlers.effects import Desk
    from handlers.evidence import Evidence
    from handlers.fetching import FetchesMedia
    from handlers.inbound import InboundHandler
    from handlers.ladder import Ladder
    from handlers.notices import NoticeHandler
    from handlers.pickups import Pickups
    from handlers.pictures import Pictures
    from handlers.reminders import Reminders
    from handlers.retention import Retention
    from handlers.staff import StaffHandler
    from handlers.takeover import Takeovers
    from handlers.typing import Typing
    from handlers.unattended import Unattended
    from handlers.uploads import Uploads
    from storage.database import Database
    from storage.vault import Vault

CALENDAR = "calendar.txt"
TEXTS = "texts.yml"
CHINA = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def clock(today: date | None = None) -> Clock:
    """The clock, moved by whole days so that it is that day in China."""
    if today is None:
        return utc_now
    shift = timedelta(days=(today - day_in_china(utc_now())).days)
    return lambda: utc_now() + shift


def day_in_china(moment: datetime) -> date:
    """The day that it is in China at that moment."""
    return moment.astimezone(CHINA).date()


def new_id() -> str:
    """An id that sorts by time and cannot be guessed: UUID version 7."""
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0x2 << 62
    digits = f"{value | secrets.randbits(62):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@dataclass(frozen=True, slots=True)
class Parts:
    """What everything else is built on; `database` is open."""

    settings: Settings
    database: Database
    vault: Vault
    script: Script
    desk: EmbeddedDesk
    calendar: Calendar

    @property
    def effects_desk(self) -> Desk:
        """Where effects on cases go."""
        from handlers.effects import Desk

        return Desk(self.vault, self.calendar)

    @property
    def ladder(self) -> Ladder:
        """What is tried where a channel may not push."""
        from handlers.ladder import Ladder
        from handlers.linking import elsewhere

        templates = {"wechat": self.templates} if self.settings.wechat_templates else {}
        return Ladder(self.vault, templates, elsewhere)

    @property
    def templates(self) -> Templates:
        """By which WeChat tells notices."""
        from bot.channels.wechat.templates import Templates, WeChatTemplate

        set_up = self.settings.wechat_templates.items()
        return Templates({kind: WeChatTemplate(one.id, one.fields, one.way, one.url) for kind, one in set_up})

    def engine(self, now: Clock) -> Engine:
        """An assistant whose clock that is."""
        from dialogs.actions.linking import register_link_actions
        from dialogs.actions.uploading import register_upload_link
        from dialogs.crew_registry import register_crew_actions
        from dialogs.effects import TurnEffects
        from dialogs.engine import Engine
        from dialogs.registry import register_actions
        from handlers.linking import KeptLinks
        from handlers.presence import Presence
        from handlers.reminders import can_remind

        effects, presence = TurnEffects(), Presence(self.database, utc_now)
        ports = presence.is_staffed, can_remind
        actions = register_actions(effects, self.desk, new_number, new_id, now, *ports)
        register_link_actions(actions, effects, KeptLinks(self.database, self.vault, now), new_id)
        register_crew_actions(actions, effects, self.crew_ports(now), new_id, now)
        register_upload_link(actions, self.upload_link)
        return Engine(self.script, actions, now, effects)

    def uploads(self) -> Uploads:
        """What takes files over a page."""
        from handlers.uploads import Uploads

        return Uploads(self.database, self.vault, self.calendar, utc_now)

    def upload_link(self, conversation_id: str) -> str | None:
        """The address of a worker's page for files; none where nobody knows how others reach us."""
        base = self.settings.public_url
        return f"{base.rstrip('/')}/u/{self.uploads().key(conversation_id)}" if base else None

    def crew_ports(self, now: Clock) -> CrewPorts:
        """What the dialogs of crews work with."""
        from dialogs.actions.crew_ports import CrewPorts
        from handlers.crew_reading import Crews

        return CrewPorts(Crews(self.database, self.vault, now), new_secrets, self.settings.public_url)

    def inbound(self, now: Clock) -> InboundHandler:
        """The way in for messages."""
        from handlers.inbound import InboundHandler
        from handlers.turns import Turns

        passive = ("wechat",) if self.settings.wechat_passive_only else ()
        turns = Turns(self.database, self.effects_desk, self.engine(now), now, passive=passive, ladder=self.ladder)
        return InboundHandler(self.database, self.vault, turns, now)

    def takeovers(self, now: Clock) -> Takeovers:
        """What staff do in talks."""
        from handlers.takeover import Takeovers

        return Takeovers(self.database, self.vault, self.engine(now), now)

    def unattended(self, now: Clock) -> Unattended:
        """What looks after talks that nobody answers."""
        from handlers.unattended import Unattended

        return Unattended(self.database, self.vault, self.engine(now), now)

    def reminders(self, now: Clock) -> Reminders:
        """What tells workers what falls due."""
        from handlers.reminders import Reminders

        return Reminders(self.database, self.vault, self.script, now)

    def retention(self, now: Clock) -> Retention:
        """What erases complaints that were left lying."""
        from handlers.retention import Retention

        return Retention(self.database, self.vault, now, timedelta(days=self.settings.draft_days))

    def pickups(self, evidence: Evidence, sources: Mapping[str, FetchesMedia], now: Clock) -> Pickups:
        """What fetches what workers sent."""
        from handlers.pickups import Pickups

        return Pickups(self.database, self.vault, self.script, evidence, sources, now)

    def notices(self, now: Clock) -> NoticeHandler:
        """What tells workers of steps."""
        from handlers.notices import NoticeHandler

        return NoticeHandler(self.database, self.vault, self.script, now)

    def staff(self) -> StaffHandler:
        """Who works in the console."""
        from handlers.passwords import Passwords
        from handlers.staff import StaffHandler

        return StaffHandler(self.database, Passwords(), utc_now, secrets.randbelow)

    def console(self, evidence: Evidence, pictures: Pictures, typing: Typing) -> Console:
        """What staff work with; photos and who is typing it shares with the workers' page."""
        from console.parts import Console
        from console.talks import Shared, make_live

        shared = Shared(self.takeovers(utc_now), evidence, pictures, typing)
        return Console(
            database=self.database,
            vault=self.vault,
            script=self.script,
            calendar=self.calendar,
            now=utc_now,
            below=secrets.randbelow,
            new_id=new_id,
            live=make_live(self.database, self.vault, utc_now, shared),
        )


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """The parts, for as long as the context lasts; raises WrongSettings for keys that are missing."""
    from cases.embedded import EmbeddedDesk
    from storage.database import open_database

    vault, calendar, script = open_vault(settings), read_own_calendar(settings), read_script(settings)
    database = open_database(settings.database_url)
    try:
        yield Parts(settings, database, vault, script, EmbeddedDesk(database, vault, calendar), calendar)
    finally:
        await database.close()


def open_vault(settings: Settings) -> Vault:
    """The vault with the operator's keys; on SQLite without any with those of the file that is made once."""
    from storage.keys import BadKeys, load_or_make_keys, parse_keys
    from storage.vault import Vault

    try:
        if settings.keys:
            return Vault(parse_keys(settings.keys.get_secret_value()), settings.cipher)
        if settings.is_sqlite:
            return Vault(load_or_make_keys(settings.data_dir), settings.cipher)
    except BadKeys as bad:
        raise WrongSettings(f"XINSHENG_KEYS, or the file keys in XINSHENG_DATA_DIR, cannot be read: {bad}") from None
    raise WrongSettings("XINSHENG_KEYS is missing; with PostgreSQL the keys that encrypt personal data must be set.")


def read_own_calendar(settings: Settings) -> Calendar:
    """Working days as the operator's file in the data folder tells them, if there is one."""
    from cases.clocks import BadCalendar, Calendar, read_calendar

    path = settings.data_dir / CALENDAR
    try:
        return read_calendar(path) if path.exists() else Calendar()
    except BadCalendar as bad:
        raise WrongSettings(f"{CALENDAR} in XINSHENG_DATA_DIR has a line that is {bad}.") from None


def read_script(settings: Settings) -> Script:
    """The dialog's script, with the operator's own texts where the data folder holds any."""
    from dialogs.script import UnknownText, load_script

    path = settings.data_dir / TEXTS
    try:
        return load_script(own_texts=path if path.exists() else None)
    except UnknownText as wrong:
        raise WrongSettings(f"{wrong} It lies in XINSHENG_DATA_DIR.") from None


def new_number() -> str:
    """A case number drawn by chance."""
    from cases.numbering import new_case_number

    return new_case_number(secrets.randbelow)


def new_secrets() -> dict[str, str]:
    """A crew's word of six digits, and the keys of its two pages, which hold nothing that a link may end before."""
    from cases.crews import is_guessed_first

    while is_guessed_first(word := f"{secrets.randbelow(10**6):06}"):
        pass
    return {"word": word, "join": secrets.token_hex(8), "leader": secrets.token_hex(16)}


def chance() -> float:
    """Chance in [0, 1)."""
    return secrets.randbelow(2**32) / 2**32
