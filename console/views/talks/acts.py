"""What is done in talks: taken over, written, handed on, given back; cases moved on; hidden values looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.responses import RedirectResponse, Response

from cases.numbering import is_case_number
from cases.steps import Status, official
from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.views.moving import why_not_moved
from console.views.talks.looks import TalkLooks
from console.views.talks.place import Place, place_of
from console.views.talks.shown import LONGEST
from console.words import told, words
from handlers.casework import Move, ReasonMissing
from handlers.desk_panel import TalkPeek
from handlers.takeover import HeldByAnother, NoSuchTalk, NotAllowed, NotHeld, StaffWords

SAID = "X-Said"


class TalkActs:
    """Each answers with the page as it stands afterwards, or with the reason why it could not be done."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._live, self._casework, self._pages = console.live, console.casework, pages
        self._looks = TalkLooks(console, pages)

    async def take(self, asked: Asked) -> Response:
        """The talk is his, among his own."""
        mine = replace(place_of(asked), list="mine", after=None)
        return await self._done(asked, mine, self._live.takeovers.take_over(asked.viewer, mine.talk), told("taken"))

    async def give_back(self, asked: Asked) -> Response:
        """The assistant goes on."""
        place = place_of(asked)
        self._live.typing.stop(place.talk)
        done = self._live.takeovers.give_back(asked.viewer, place.talk)
        return await self._done(asked, place, done, told("given_back"))

    async def hand_on(self, asked: Asked) -> Response:
        """A colleague has it; only one who may."""
        place, to = place_of(asked), asked.field("to")
        talk = await self._seen(asked, place)
        if to == asked.viewer.name or to not in {one.name for one in talk.colleagues}:
            return await self._looks.desk(asked, place=place, wrong=told("no_such_colleague"))
        self._live.typing.stop(place.talk)
        done = self._live.takeovers.hand_on(asked.viewer, place.talk, to, asked.field("note"))
        return await self._done(asked, place, done, told("handed", name=to))

    async def say(self, asked: Asked) -> Response:
        """The talk with his words in it; what could not be sent stays in the field."""
        place, text, key = place_of(asked), asked.field("text"), asked.field("key")[:64]
        if not text or not key:
            return await self._unsaid(asked, place, told("no_words"))
        if len(text) > LONGEST:
            return await self._unsaid(asked, place, told("words_long", most=LONGEST))
        words_of_his = StaffWords(place.talk, f"{asked.viewer.staff_id}:{key}", text)
        wrong = await self._wrong(self._live.takeovers.say(asked.viewer, words_of_his))
        if wrong:
            return await self._unsaid(asked, place, wrong)
        self._live.typing.stop(place.talk)
        if not asked.wants_part:
            return RedirectResponse(place.address(talk=place.talk), 303)
        answer = await self._looks.talk(asked)
        answer.headers[SAID] = key
        return answer

    async def type(self, asked: Asked) -> Response:
        """The worker sees that somebody is writing."""
        talk = await self._seen(asked, place_of(asked))
        if talk.row.held_by == asked.viewer.name:
            self._live.typing.note(talk.row.id)
        return Response(status_code=204)

    async def read(self, asked: Asked) -> Response:
        """He has read up to there."""
        upto = asked.field("upto")
        if not (upto.isascii() and upto.isdecimal() and len(upto) < 19):
            raise NotThere
        try:
            await self._live.desk.read(asked.viewer, place_of(asked).talk, int(upto))
        except NoSuchTalk:
            raise NotThere from None
        return Response(status_code=204)

    async def step(self, asked: Asked) -> Response:
        """What stands beside the talk after the case has been moved on."""
        number, note = asked.field("case"), asked.field("note")
        if not is_case_number(number) or asked.field("status") not in set(Status):
            raise NotThere
        status = Status(asked.field("status"))
        move = Move(number, asked.field("seen"), status, note or None)
        wrong = await why_not_moved(self._casework, asked.viewer, move)
        shown = {"step_of": number, "step_wrong": wrong, "typed": note if wrong else ""}
        shown["done"] = None if wrong else told("stepped", status=official(status))
        if asked.wants_part:
            return await self._looks.panel(asked, **shown)
        return await self._looks.desk(asked, **shown)

    async def reveal(self, asked: Asked) -> Response:
        """The value in place of the masked one, or the reason that is missing."""
        place = place_of(asked)
        peek = TalkPeek(place.talk, asked.field("field"), asked.field("reason"), asked.field("words"))
        try:
            if peek.reason not in words()["reason"]:
                raise ReasonMissing
            value = await self._live.panels.reveal(asked.viewer, peek)
        except NoSuchTalk:
            raise NotThere from None
        except ReasonMissing:
            return self._pages.page("parts/wrong.html", status=422, wrong=told("reason_missing"))
        return self._pages.page("parts/revealed.html", field=peek.field, value=value)

    async def _done(self, asked: Asked, place: Place, act: Awaitable[Any], done: str) -> Response:
        if wrong := await self._wrong(act):
            return await self._looks.desk(asked, place=place_of(asked), wrong=wrong)
        if not asked.wants_part:
            return RedirectResponse(place.address(talk=place.talk), 303)
        answer = await self._looks.desk(asked, place=place, done=done)
        answer.headers["HX-Push-Url"] = place.address(talk=place.talk)
        return answer

    async def _wrong(self, act: Awaitable[Any]) -> str | None:
        """Why it could not be done; None when it was."""
        try:
            await act
        except NoSuchTalk:
            raise NotThere from None
        except HeldByAnother as held:
            return told("held_by_another", name=held.name)
        except NotHeld:
            return told("not_held")
        except NotAllowed:
            return told("not_allowed")
        return None

    async def _unsaid(self, asked: Asked, place: Place, wrong: str) -> Response:
        show: Callable[..., Awaitable[Response]] = self._looks.talk if asked.wants_part else self._looks.desk
        return await show(asked, wrong=wrong, typed=asked.field("text"))

    async def _seen(self, asked: Asked, place: Place) -> Any:
        try:
            return await self._live.desk.talk(asked.viewer, place.talk)
        except NoSuchTalk:
            raise NotThere from None
