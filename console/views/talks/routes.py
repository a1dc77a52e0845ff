"""Every page of the talks: its address, who may come, and what shows it."""

from __future__ import annotations

from console.access import Page
from console.pages import Pages
from console.parts import Console
from console.views.talks.acts import TalkActs
from console.views.talks.looks import TalkLooks
from console.views.talks.stream import TalkStream
from handlers.viewer import Right

SEE, TALK = Right.SEE_TALKS, Right.TALK
AT = "/console/talks"


def talk_pages(console: Console, pages: Pages) -> list[Page]:
    """The table."""
    looks, acts, stream = TalkLooks(console, pages), TalkActs(console, pages), TalkStream(console)
    return [
        Page("GET", "/console", looks.show, SEE),
        Page("GET", f"{AT}/list", looks.listed, SEE),
        Page("GET", f"{AT}/talk", looks.talk, SEE),
        Page("GET", f"{AT}/panel", looks.panel, SEE),
        Page("GET", f"{AT}/earlier", looks.earlier, SEE),
        Page("GET", f"{AT}/badge", looks.badge, SEE),
        Page("GET", f"{AT}/photos/{{id}}", looks.photo, SEE),
        Page("GET", f"{AT}/photos/{{id}}/original", looks.original, Right.REVEAL),
        Page("GET", f"{AT}/events", stream.stream, SEE),
        Page("POST", f"{AT}/read", acts.read, SEE),
        Page("POST", f"{AT}/take", acts.take, TALK),
        Page("POST", f"{AT}/say", acts.say, TALK),
        Page("POST", f"{AT}/typing", acts.type, TALK),
        Page("POST", f"{AT}/hand", acts.hand_on, TALK),
        Page("POST", f"{AT}/give", acts.give_back, TALK),
        Page("POST", f"{AT}/step", acts.step, Right.MOVE_CASES),
        Page("POST", f"{AT}/reveal", acts.reveal, Right.REVEAL),
    ]
