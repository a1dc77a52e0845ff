"""The terminal chat: a line typed, an answer below it, notices whenever they come."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
import yaml
from rich.console import Console
from rich.text import Text

from bot.line_reader import lines_of
from bot.service import Answer, Refused
from bot.talk_lines import LONGEST_TEXT, Line

if TYPE_CHECKING:
    from bot.commands.talk import Talk

log = structlog.get_logger(__name__)
POLL_SECONDS = 25.0
Words = dict[str, str]


async def talk_in_terminal(talk: Talk, conversation: str) -> None:
    """Talks with who sits at the terminal; without a terminal reads lines and writes plain answers."""
    words: Words = yaml.safe_load((Path(__file__).parent / "templates" / "talk.yml").read_text("utf-8"))
    if sys.stdin.isatty() and sys.stdout.isatty():
        await _talk_at_prompt(Screen(talk, conversation, words))
    else:
        screen = Screen(talk, conversation, words)
        async for line in lines_of(sys.stdin.fileno()):
            await screen.say(line.decode("utf-8", "replace").strip())


async def _talk_at_prompt(screen: Screen) -> None:
    from prompt_toolkit.patch_stdout import patch_stdout

    with patch_stdout(raw=True):
        screen.hint("opening")
        notices = asyncio.create_task(screen.show_notices())
        try:
            async for text in _typed(screen.words):
                await screen.say(text)
        finally:
            notices.cancel()
            await asyncio.gather(notices, return_exceptions=True)
        screen.hint("leaving")


async def _typed(words: Words) -> AsyncIterator[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.formatted_text import FormattedText

    session: PromptSession[str] = PromptSession()  # its history ends with it: nothing personal on the disk
    prompt = FormattedText([("bold ansicyan", f"{words['worker']} › ")])
    while True:
        with suppress(KeyboardInterrupt):  # Ctrl-C clears the line, Ctrl-D leaves
            try:
                yield await session.prompt_async(prompt)
            except EOFError:
                return


class Screen:
    """Shows what is said to the worker, one thing at a time."""

    def __init__(self, talk: Talk, conversation: str, words: Words) -> None:
        self.words = words
        self._talk, self._conversation = talk, conversation
        self._showing = asyncio.Lock()

    def hint(self, name: str) -> None:
        """One grey line about the chat itself."""
        self._print(Text(self.words[name], style="dim"))

    async def say(self, text: str) -> None:
        """Says what was typed and shows the answer."""
        if not text:
            return
        try:
            answer = await self._talk.say(Line(self._conversation, text[:LONGEST_TEXT]), with_notices=False)
        except Refused as refused:
            answer = {"error": str(refused)}
        except Exception:
            log.exception("a turn failed")
            answer = {"error": "failed"}
        if "error" in answer:
            self.hint("failed")
        await self._show(answer.get("replies", []), self.words["bot"])

    async def show_notices(self) -> None:
        """Shows notices as they come, until cancelled."""
        while True:
            try:
                answer = await self._talk.notices(self._conversation, POLL_SECONDS)
            except Refused:
                await asyncio.sleep(1)
                continue
            await self._show_and_settle(answer)

    async def _show_and_settle(self, answer: Answer) -> None:
        await self._show(answer["replies"], f"{self.words['bot']} · {self.words['notice']}")
        await self._talk.shown(answer)

    async def _show(self, replies: list[dict[str, Any]], who: str) -> None:
        async with self._showing:
            for reply in replies:
                self._print(_bubble(reply, who))

    def _print(self, text: Text) -> None:
        Console(file=sys.stdout, force_terminal=sys.stdout.isatty() or None, highlight=False).print(text)


def _bubble(reply: dict[str, Any], who: str) -> Text:
    bubble = Text(f"{who} › ", style="bold green").append(reply["text"], style="not bold default")
    for number, choice in enumerate(reply["choices"], 1):
        bubble.append(f"\n   {number}  ", style="bold yellow").append(choice, style="not bold default")
    return bubble
