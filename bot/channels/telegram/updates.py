"""Turns one update of Telegram into the messages that every channel hands in; never fails, whatever the update is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import structlog
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update

from bot.channels.telegram.contents import Reader, said_of
from bot.channels.telegram.settings import CHANNEL
from bot.channels.written import clean
from handlers.messages import Inbound

log = structlog.get_logger(__name__)
WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
GONE: Final = frozenset({"left", "kicked"})
NOBODY: Final = "unreadable"  # who sent what nobody can read
LONGEST_RAW: Final = 4_000
STEP: Final = re.compile(r"([0-9a-f]{12}):([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Read:
    """What an update holds: messages to be answered, a tap that waits for a sign, a group the bot was put into."""

    messages: tuple[Inbound, ...] = ()
    tap: str | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What updates are read with: whose they are, what commands say, and when it is."""

    bot_id: str
    commands: Mapping[str, str]
    now: datetime


def read_update(raw: Any, by: Reading) -> Read:
    """What the update holds; what cannot be read is kept whole, in its sender's talk where he is known."""
    try:
        update = Update.de_json(raw, None)
        return _read(update, raw, by)
    except Exception as failure:  # a poisoned update must not come again and again
        log.error("An update of Telegram cannot be read; it is kept for staff", failure=type(failure).__name__)
        return Read((_unreadable(raw, by),))


def unread(content: bytes, by: Reading) -> Inbound:
    """What came in place of an update, kept for staff under a key of its own."""
    key = f"{CHANNEL}:{by.bot_id}:{hashlib.sha256(content).hexdigest()[:32]}"
    raw = json.dumps(content[:LONGEST_RAW].decode("utf-8", "replace"))
    return Inbound(CHANNEL, by.bot_id, NOBODY, key, "unknown", by.now, is_event=True, raw=raw)


def _read(update: Update, raw: Any, by: Reading) -> Read:
    if update.callback_query:
        return _tap(update, update.callback_query, by)
    if update.my_chat_member:
        return _membership(update, update.my_chat_member, by)
    message = update.message or update.edited_message
    if message is None or message.chat.type != Chat.PRIVATE:
        return Read()
    bare = _bare(update, message.chat.id, message.message_id, by)
    bare = replace(bare, sent_at=message.date, raw=_raw(raw))
    if update.edited_message:
        return Read(_edited(message, bare))
    return Read(said_of(message, bare, Reader(by.commands)))


def _tap(update: Update, query: CallbackQuery, by: Reading) -> Read:
    """The words of a button stand in the message it belongs to; Telegram forgets old ones: then nobody knows them."""
    message = query.message
    if message is None or message.chat.type != Chat.PRIVATE:
        return Read(tap=query.id)
    found = STEP.fullmatch(query.data or "")
    bare = _bare(update, message.chat.id, message.message_id, by)
    said = replace(bare, kind="choice", text=_words_of(query, message), is_tap=True)
    step, number = found.groups() if found else ("-", None)
    return Read((replace(said, step=step, choice_id=number),), tap=query.id)


def _words_of(query: CallbackQuery, message: Any) -> str:
    markup = message.reply_markup if isinstance(message, Message) else None
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    return next((clean(button.text) for button in buttons if button.callback_data == query.data), "")


def _membership(update: Update, changed: ChatMemberUpdated, by: Reading) -> Read:
    is_gone = changed.new_chat_member.status in GONE
    if changed.chat.type != Chat.PRIVATE:
        was_gone = changed.old_chat_member.status in GONE
        return Read(group=changed.chat.id if was_gone and not is_gone and changed.chat.type != Chat.CHANNEL else None)
    if not is_gone:
        return Read()
    return Read((replace(_bare(update, changed.chat.id, 0, by), kind="left", sent_at=changed.date),))


def _edited(message: Message, bare: Inbound) -> tuple[Inbound, ...]:
    """Only new words are worth a word; a place that moves is edited every few seconds."""
    text = clean(message.text or message.caption or "")
    return (replace(bare, kind="edited", text=text, raw=""),) if text else ()


def _bare(update: Update, chat: int, message: int, by: Reading) -> Inbound:
    """Update ids alone may begin anew after a quiet week; with the message beside it nothing is told twice."""
    key = f"{CHANNEL}:{by.bot_id}:{update.update_id}:{chat}:{message}"
    return Inbound(CHANNEL, by.bot_id, str(chat), key, "unknown", by.now, platform_id=str(message))


def _raw(raw: Any) -> str:
    return json.dumps(raw, default=str)[:LONGEST_RAW]


def _unreadable(raw: Any, by: Reading) -> Inbound:
    sender, content = _sender_of(raw), _raw(raw)
    number = raw.get("update_id") if isinstance(raw, dict) else None
    told = str(number) if isinstance(number, int) else "-"
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    key = f"{CHANNEL}:{by.bot_id}:{told}:{digest}"
    return Inbound(CHANNEL, by.bot_id, sender, key, "unknown", by.now, is_event=True, raw=content)


def _sender_of(raw: Any) -> str:
    """The private talk that it came from, as far as that can be seen."""
    for name in WANTED:
        inner = raw.get(name) if isinstance(raw, dict) else None
        sender = inner.get("from") if isinstance(inner, dict) else None
        id = sender.get("id") if isinstance(sender, dict) else None
        if isinstance(id, int) and not isinstance(id, bool) and 0 < id < 2**53:
            return str(id)
    return NOBODY
