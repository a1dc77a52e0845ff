"""What the live part of the console is built on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.desk_panel import DeskPanels
from handlers.desk_photos import DeskPhotos
from handlers.desk_talks import DeskTalks
from handlers.evidence import Evidence
from handlers.news import News
from handlers.pictures import Pictures
from handlers.presence import Presence
from handlers.takeover import Takeovers
from handlers.typing import Typing
from storage.database import Database
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Live:
    """Talks as they go on: what staff do in them and see of them, who is there, what changes."""

    takeovers: Takeovers
    desk: DeskTalks
    panels: DeskPanels
    photos: DeskPhotos
    presence: Presence
    news: News
    typing: Typing
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Shared:
    """What the talks share with the rest of the service."""

    takeovers: Takeovers
    evidence: Evidence
    pictures: Pictures
    typing: Typing


def make_live(database: Database, vault: Vault, now: Callable[[], datetime], shared: Shared) -> Live:
    """The live part, on that database."""
    return Live(
        takeovers=shared.takeovers,
        desk=DeskTalks(database, vault, now),
        panels=DeskPanels(database, vault, now),
        photos=DeskPhotos(database, vault, shared.evidence, shared.pictures, now),
        presence=Presence(database, now),
        news=News(database, now),
        typing=shared.typing,
        evidence=shared.evidence,
    )
