"""The trade that words name: without 做, with the right spelling, which sounds or looks alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nlu.lexicon import entries
from nlu.tokens import begins_a_word

SHORTEST = 2
TAILS = ("班组", "班", "费", "钱", "活", "噻", "嘞", "嘛", "咯", "嘅", "的")
ROOMS = ("后厨", "厨房", "夜市", "客房", "工地", "餐厅", "饭店", "酒店", "食堂", "烧烤摊", "火锅店")


def trade_of(words: str) -> str:
    """The trade that these words name: 做妆造 gives 妆造, 小工噻 and 小公 give 小工, 餐厅传菜 gives 传菜."""
    words = _without_verb(words)
    for tail in TAILS:
        bare = words.removesuffix(tail)
        if bare != words and words not in trades() and (right_trade(bare) in trades()):
            words = bare
    return right_trade(_without_room(words))


def _without_verb(words: str) -> str:
    rest = words[1:]
    if len(rest) < SHORTEST:
        return words
    keeps = words[0] == "干" and any(words.startswith(trade) for trade in trades() if trade[0] == "干")
    if words[0] in "做干" and not keeps:
        return rest
    return rest if words[0] == "搞" and rest in trades() else words


def _without_room(words: str) -> str:
    if words in trades():
        return words
    rests = (words.removeprefix(room) for room in ROOMS if words.startswith(room))
    return next((rest for rest in rests if rest in trades()), words)


def right_trade(words: str) -> str:
    """The trade as it is spelt; the words themselves when they are no misspelt trade."""
    if words in trades():
        return words
    return listed_misspellings().get(words) or soundalikes().get(words, words)


@cache
def trades() -> frozenset[str]:
    """All trades that are listed with their right spelling."""
    return frozenset(line for line in entries("trades") if "\t" not in line)


@cache
def listed_misspellings() -> dict[str, str]:
    """Misspelt trades of the list with their right form."""
    return dict((wrong, right) for wrong, tab, right in (line.partition("\t") for line in entries("trades")) if tab)


@cache
def soundalikes() -> dict[str, str]:
    """Trades with one character put for another that sounds or looks alike, each with its right form."""
    found: dict[str, str] = {}
    for trade in sorted(trades(), key=lambda word: (-len(word), word)):
        for wrong in _misspelt(trade):
            if wrong not in trades():
                found.setdefault(wrong, trade)
    return found


@cache
def unmistakable() -> frozenset[str]:
    """The misspelt trades that are no word and begin none, so that they can be told in any sentence."""
    return frozenset(word for word in soundalikes() if not begins_a_word(word))


def _misspelt(trade: str) -> Iterator[str]:
    if len(trade) < SHORTEST:
        return
    for at, character in enumerate(trade):
        for other in _alike().get(character, ""):
            yield trade[:at] + other + trade[at + 1 :]


@cache
def _alike() -> dict[str, str]:
    alike: dict[str, str] = {}
    for group in entries("soundalikes"):
        for character in group:
            alike[character] = alike.get(character, "") + group.replace(character, "")
    return alike
