"""Every text that can leave for WeChat, measured in bytes: one bubble, or bubbles that end where sentences do."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest
import yaml

from bot.channels.wechat.channel import menu_of
from bot.channels.wechat.replies import MOST_BYTES, bubbles_of, words_of
from dialogs.replies import Reply, choices, fill
from tests.talks import SCRIPT

RESPONSES = SCRIPT.domain["responses"]
TALKS = sorted((Path(__file__).parents[2] / "conversations").glob("*.yml"))
LONG = "一" * 60  # what a worker may have said for a blank: a name of a site, of an office
SENTENCE_END = re.compile(r"[。！？；!?;…][”」）)]*$")


def replies() -> list[tuple[str, Reply]]:
    """Every text with every blank filled as long as people fill it."""
    return [(name, Reply(fill(one["text"], _Long()), choices(one))) for name, body in RESPONSES.items() for one in body]


class _Long(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return LONG

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return [(name, LONG) for name in re.findall(r"\{(\w+)\}", str(RESPONSES))]


def size(text: str) -> int:
    return len(text.encode())


@pytest.mark.parametrize(("name", "reply"), replies(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_text_of_the_domain_fits_into_one_bubble_with_its_choices(name: str, reply: Reply) -> None:
    words = words_of([reply])
    assert size(words) <= MOST_BYTES, f"{name} has {size(words)} bytes"
    assert reply.choices == () or len(reply.choices) > 10 or menu_of(reply) is not None


def turns(path: Path) -> list[str]:
    """What one turn of a written talk says, merged as WeChat gets it."""
    written = yaml.safe_load(path.read_text("utf-8"))
    lines = next(one for one in written.values() if isinstance(one, list)) if isinstance(written, dict) else written
    spoken = [(("bot" in line), line) for line in lines if isinstance(line, dict)]
    return [
        words_of([Reply(str(line["bot"])) for _, line in group])
        for is_bot, group in groupby(spoken, key=lambda one: one[0])
        if is_bot
    ]


def test_every_turn_of_every_written_talk_is_one_message() -> None:
    found = [(path.stem, size(words)) for path in TALKS for words in turns(path)]
    assert len(found) > 300
    assert [(name, bytes_) for name, bytes_ in found if bytes_ > MOST_BYTES] == []


def test_what_does_not_fit_is_cut_at_sentences_and_loses_nothing() -> None:
    whole = "\n\n".join(reply.text for _, reply in replies())
    bubbles, at = bubbles_of(whole), 0
    for bubble in bubbles:
        assert size(bubble) <= MOST_BYTES
        at = whole.index(bubble, at) + len(bubble)
        assert at == len(whole) or whole[at] == "\n" or SENTENCE_END.search(bubble), bubble[-30:]
    assert re.sub(r"\s", "", "".join(bubbles)) == re.sub(r"\s", "", whole)
