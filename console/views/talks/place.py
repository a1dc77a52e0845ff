"""Where somebody is among the talks: which list he looks at, from where on, and which talk is open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args
from urllib.parse import urlencode

from console.access import Asked
from storage.talks import ListName, Mark

LISTS: Final[tuple[ListName, ...]] = get_args(ListName)
FIRST: Final[ListName] = "waiting"
INSIDE: Final = "/console"


@dataclass(frozen=True, slots=True)
class Place:
    """What the address says; `talk` is empty when none is open."""

    list: ListName
    talk: str = ""
    after: Mark | None = None

    def address(self, *, talk: str | None = None, after: Mark | None = None) -> str:
        """The page of this list, with a talk open or without."""
        parts = {"list": self.list, "talk": talk or "", "after": written(after) if after else ""}
        return f"{INSIDE}?{urlencode({name: value for name, value in parts.items() if value})}"

    def part(self, name: str) -> str:
        """The address of a part of this page."""
        parts = {"list": self.list, "talk": self.talk, "after": written(self.after) if self.after else ""}
        return f"{INSIDE}/talks/{name}?{urlencode({name: value for name, value in parts.items() if value})}"


def place_of(asked: Asked) -> Place:
    """Where the address says; for a form where its fields say."""
    name = asked.query("list") or asked.field("list")
    found: ListName = next((one for one in LISTS if one == name), FIRST)
    return Place(found, asked.query("talk") or asked.field("talk"), read_mark(asked.query("after")))


def written(mark: Mark) -> str:
    """The mark as it stands in an address."""
    return f"{mark.rank}~{mark.at.isoformat()}~{mark.id}"


def read_mark(text: str) -> Mark | None:
    """The mark that `written` wrote; None for anything else."""
    rank, _, rest = text.partition("~")
    at, _, id = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or rank not in ("0", "1"):
        return None
    return Mark(int(rank), moment, id)


def event_name(conversation_id: str) -> str:
    """What the stream of events calls a talk; it tells nobody who does not know the talk whose it is."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:16]
