"""Turns the fields of a push into the message that every channel hands in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from bot.channels.wechat.fields import Fields, Value
from bot.channels.wechat.receipts import receipts_of
from bot.channels.wechat.refusals import BadPush
from bot.channels.wechat.wechatpy_parts import EVENT_TYPES, MESSAGE_TYPES, BaseMessage, UnknownMessage
from bot.channels.written import clean as clean
from handlers.messages import Inbound, Location, Media

CHANNEL: Final = "wechat"
NAME = re.compile(r"[\w.@-]{1,128}", re.ASCII)
LONGEST_NAME, LONGEST_RAW = 64, 4_000
SCENE_PREFIX = "qrscene_"

Body = Callable[[Any, Inbound], Inbound]


def inbound_of(fields: Fields, received_at: datetime) -> Inbound | None:
    """The message in a push; None when nobody is named as its sender. All that wechatpy raises is a BadPush."""
    account, user_id = _word(fields.get("ToUserName")), _word(fields.get("FromUserName"))
    if not account or not user_id:
        return None
    if not NAME.fullmatch(account) or not NAME.fullmatch(user_id):
        raise BadPush("sender")
    bare = Inbound(
        channel=CHANNEL,
        account=account,
        user_id=user_id,
        key=key_of(fields),
        kind="unknown",
        received_at=received_at,
        sent_at=_moment(fields.get("CreateTime")),
        platform_id=_platform_id(fields),
    )
    try:
        return _filled(fields, bare)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
        raise BadPush("fields") from None


def key_of(fields: Fields) -> str:
    """One key for every delivery of the same push.

    MsgId alone collides between users, events have none and share seconds; hashed, because event keys may be long.
    """
    event_key = fields.get("EventKey") or _lists_of(fields)
    names = [_word(fields.get(name)) for name in ("ToUserName", "FromUserName")]
    rest = [_platform_id(fields) or "", _word(fields.get("CreateTime")), _word(fields.get("Event")), event_key]
    joined = json.dumps([*names, *rest], sort_keys=True)
    return f"{CHANNEL}:{hashlib.sha256(joined.encode()).hexdigest()}"


def _filled(fields: Fields, bare: Inbound) -> Inbound:
    kind, event = _word(fields.get("MsgType")).lower(), _word(fields.get("Event")).lower()
    if kind == "event":
        return _event(event, fields, bare)
    message = MESSAGE_TYPES.get(kind, UnknownMessage)(dict(fields))
    if kind == "text":
        return _text(message, _word(fields.get("bizmsgmenuid")), bare)
    if kind == "file":
        return replace(bare, kind="file", text=clean(_word(fields.get("Title"))))
    if read := MESSAGES.get(kind):
        return read(message, bare)
    return replace(bare, raw=_raw(fields))


def _event(event: str, fields: Fields, bare: Inbound) -> Inbound:
    """An event that nobody has told us of is kept whole and shown to staff under its name."""
    if read := EVENTS.get(event):
        message: BaseMessage = EVENT_TYPES.get(event, UnknownMessage)(dict(fields))
        return read(message, bare)
    if event in OUTCOMES or event.startswith(OUTCOMES_OF_NOTICES):
        told = receipts_of(event, fields)
        return replace(bare, kind="receipt", is_event=True, receipts=told, raw=_raw(fields))
    if event in RECEIPTS or event.startswith(RECEIPT_FAMILIES):
        return replace(bare, kind="receipt", is_event=True)
    return replace(bare, text=clean(event)[:LONGEST_NAME], is_event=True, raw=_raw(fields))


def _raw(fields: Fields) -> str:
    return json.dumps(fields, ensure_ascii=False)[:LONGEST_RAW]


def _text(message: Any, menu_id: str, bare: Inbound) -> Inbound:
    said = replace(bare, kind="text", text=clean(_word(message.content)))
    return replace(said, kind="choice", choice_id=menu_id, is_tap=True) if menu_id else said


def _image(message: Any, bare: Inbound) -> Inbound:
    picture = Media("image", _word(message.media_id), url=_word(message.image) or None)
    return replace(bare, kind="image", media=(picture,))


def _voice(message: Any, bare: Inbound) -> Inbound:
    recording = Media("voice", _word(message.media_id), format=_word(message.format) or None)
    return replace(bare, kind="voice", media=(recording,), text=clean(_word(message.recognition)))


def _video(message: Any, bare: Inbound) -> Inbound:
    return replace(bare, kind="video", media=(Media("video", _word(message.media_id)),))


def _location(message: Any, bare: Inbound) -> Inbound:
    label = clean(_word(message.label)) or None
    place = _place(_word(message.location_x), _word(message.location_y), label)
    return replace(bare, kind="location", location=place)


def _place(x: str, y: str, label: str | None) -> Location | None:
    try:
        latitude, longitude = float(x), float(y)  # WeChat's x is the latitude
    except ValueError:
        return None
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Location(latitude, longitude, label)


def _link(message: Any, bare: Inbound) -> Inbound:
    lines = (_word(message.title), _word(message.description), _word(message.url))
    return replace(bare, kind="link", text=clean("\n".join(filter(None, lines))))


def _entered(message: Any, bare: Inbound) -> Inbound:
    return replace(bare, kind="entered", scene=_word(message.key).removeprefix(SCENE_PREFIX) or None, is_tap=True)


def _scanned(message: Any, bare: Inbound) -> Inbound:
    return replace(bare, kind="entered", scene=_word(message.scene_id) or None, is_tap=True)


def _left(_: Any, bare: Inbound) -> Inbound:
    return replace(bare, kind="left")


def _tapped(message: Any, bare: Inbound) -> Inbound:
    """A menu entry's key holds the words that it stands for."""
    key = _word(message.key)
    return replace(bare, kind="choice", choice_id=key or None, text=clean(key), is_tap=True)


def _scanned_in_menu(_: Any, bare: Inbound) -> Inbound:
    return replace(bare, kind="receipt", is_event=True, is_tap=True)


MESSAGES: dict[str, Body] = {
    "image": _image,
    "voice": _voice,
    "video": _video,
    "shortvideo": _video,
    "location": _location,
    "link": _link,
}

EVENTS: dict[str, Body] = {
    "subscribe": _entered,
    "scan": _scanned,
    "unsubscribe": _left,
    "click": _tapped,
    "scancode_push": _scanned_in_menu,
    "scancode_waitmsg": _scanned_in_menu,
}
# What became of notices, kept whole; and a machine's other remarks. Nobody waits for an answer to either.
OUTCOMES = frozenset({"templatesendjobfinish", "masssendjobfinish"})
OUTCOMES_OF_NOTICES = ("subscribe_msg_",)
RECEIPTS = frozenset({"view", "view_miniprogram", "location", "location_select", "publishjobfinish", "annual_renew"})
RECEIPT_FAMILIES = ("pic_", "kf_", "qualification_verify_", "naming_verify_", "verify_expired")


def _word(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


def _platform_id(fields: Fields) -> str | None:
    return _word(fields.get("MsgId")) or _word(fields.get("MsgID")) or None


def _lists_of(fields: Fields) -> list[Value]:
    """What tells two list events of one second apart, such as the results of two subscription notices."""
    return [fields[name] for name in sorted(fields) if not isinstance(fields[name], str)]


def _moment(value: Value | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(_word(value)), UTC)
    except (OverflowError, OSError, ValueError):
        return None
