"""What stands in one message of Telegram: words, commands, a phone number, a place, photos, recordings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from telegram import Contact, Document, Message, PhotoSize, Video, VideoNote, Voice

from bot.channels.telegram.settings import CHANNEL
from bot.channels.written import clean
from handlers.messages import Inbound, Location, Media

COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
SCENE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
START: Final = "start"
CHINESE_PHONE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
RECORDINGS: Final = frozenset({"audio/ogg", "audio/mpeg", "audio/mp3", "audio/wav", "audio/x-wav", "audio/amr"})
SERVICE: Final = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "chat_background_set",
    "users_shared",
    "chat_shared",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """`commands` tells by its name what a command says."""

    commands: Mapping[str, str]


def said_of(message: Message, bare: Inbound, by: Reader) -> tuple[Inbound, ...]:
    """The messages in it; what nobody knows how to read stays unknown, whole in `raw`."""
    if message.text is not None:
        return (_worded(message.text, bare, by),)
    if message.contact:
        return (_contact(message, message.contact, bare),)
    if message.location:  # a venue has one, too
        return (_located(message, bare),)
    if any(getattr(message, name, None) for name in SERVICE):
        return ()
    sent = _sent(message, bare)
    if sent is None:
        return (bare,)
    caption = clean(message.caption or "")
    words = (replace(bare, key=f"{bare.key}:words", kind="text", text=caption, raw=""),) if caption else ()
    return (*_in_album(message, sent), *words)


def _worded(text: str, bare: Inbound, by: Reader) -> Inbound:
    bare = replace(bare, raw="")
    found = COMMAND.fullmatch(text.strip())
    if not found:
        return replace(bare, kind="text", text=clean(text))
    name, rest = found[1].lower(), (found[2] or "").strip()
    if name == START:
        scene = rest if SCENE.fullmatch(rest) else None
        return replace(bare, kind="entered", scene=scene, is_tap=True)
    said = by.commands.get(name, clean(text))
    return replace(bare, kind="text", text=clean(f"{said} {rest}".strip()) if name in by.commands else said)


def _contact(message: Message, contact: Contact, bare: Inbound) -> Inbound:
    """Only his own number is proven; anybody can pass on anybody's card."""
    if message.from_user is None or contact.user_id != message.from_user.id:
        return bare
    digits = re.sub(r"[^\d+]", "", contact.phone_number)
    found = CHINESE_PHONE.fullmatch(digits)
    phone = found[1] if found else digits
    return replace(bare, kind="contact", text=phone, phone=phone, is_tap=True, raw="")


def _located(message: Message, bare: Inbound) -> Inbound:
    at = message.location
    label = clean(f"{message.venue.address} {message.venue.title}".strip()) if message.venue else None
    place = Location(at.latitude, at.longitude, label or None) if at else None
    return replace(bare, kind="location", location=place, raw="")


def _sent(message: Message, bare: Inbound) -> Inbound | None:
    """The photo, recording or video; a file that is none of these is only named."""
    bare = replace(bare, raw="")
    if message.photo:
        return _media(bare, Media("image", _largest(message.photo).file_id))
    if message.voice:
        return _media(bare, _recording(message.voice))
    if message.audio and message.audio.mime_type in RECORDINGS:
        return _media(bare, Media("voice", message.audio.file_id, format=message.audio.mime_type))
    if film := message.video or message.video_note:
        return _media(bare, _film(film))
    if message.document:
        return _document(message.document, bare)
    return replace(bare, kind="file", text=clean(message.audio.file_name or "")) if message.audio else None


def _document(document: Document, bare: Inbound) -> Inbound:
    """A photo that was sent uncompressed is a photo."""
    mime = document.mime_type or ""
    if mime.startswith("image/"):
        return _media(bare, Media("image", document.file_id, format=mime))
    if mime in ("video/mp4", "video/webm"):
        return _media(bare, Media("video", document.file_id, format=mime))
    return replace(bare, kind="file", text=clean(document.file_name or ""))


def _media(bare: Inbound, media: Media) -> Inbound:
    return replace(bare, kind=media.kind, media=(media,))


def _recording(voice: Voice) -> Media:
    return Media("voice", voice.file_id, format=voice.mime_type)


def _film(film: Video | VideoNote) -> Media:
    return Media("video", film.file_id)


def _largest(sizes: tuple[PhotoSize, ...]) -> PhotoSize:
    return max(sizes, key=lambda size: size.width * size.height)


def _in_album(message: Message, sent: Inbound) -> tuple[Inbound, ...]:
    """Every photo of an album is kept, and the album is answered once: all of it shares that one key."""
    if not message.media_group_id:
        return (sent,)
    key = f"{CHANNEL}:{sent.account}:album:{sent.user_id}:{message.media_group_id}"
    return (replace(sent, is_event=True), replace(sent, key=key, media=()))
