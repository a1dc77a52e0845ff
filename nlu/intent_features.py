"""Turns a message into the features that the learned models weigh."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from nlu.commands import YES_OR_NO, command_of
from nlu.crisis import Signs
from nlu.patterns import patterns

LONGEST_GRAM = 4
HEAD, TAIL = 120, 60  # characters of a long message that are looked at
BREAKS = re.compile(r"[\s,。!、;:~….\-—\"“”'()\[\]<>《》【】]+")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
CLAUSE = re.compile(r"[^\s,。!、;:~…?]+")
LENGTHS = ((4, "1"), (8, "2"), (14, "3"), (24, "4"), (45, "5"))
UNTOLD = frozenset({"id_valid", "amount_approx", "faq_topic"})


def features(text: str, asked: str | None, facts: Collection[str], signs: Signs) -> list[str]:
    """Character n-grams, the open question, the names of the facts found, the short messages within it, and danger."""
    seen = grams(text)
    size = _size(len(text))
    kind = question_kind(asked)
    fields = set(facts) - UNTOLD
    seen |= {f"q={asked}", f"q={asked}|{size}", f"k={kind}|{size}", f"l={size}"}
    seen.update(f"f={field}" for field in fields)
    seen.update(f"f={field}|{kind}" for field in fields)
    seen.add(f"n={min(len(fields), 4)}|{kind}")
    if asked in fields or f"{asked}_yuan" in fields:
        seen.add("answers")
    if len(text) <= LENGTHS[1][0]:
        seen.add(f"t={plain(text)}|{kind}")
    seen.update(_said_within(text, asked))
    seen.update(_cues(text, kind))
    seen.update(signs.features)
    return sorted(seen)


def topic_features(text: str, told: list[str]) -> list[str]:
    """The features of a policy question: those of its message, and the topics whose words it has."""
    heard = [topic for topic, pattern in patterns("topic_cues").items() if pattern.search(text)]
    alone = [f"topic1={heard[0]}"] if len(heard) == 1 else []
    pairs = [f"topic={one}+{other}" for at, one in enumerate(heard) for other in heard[at + 1 :]]
    return [*told, *(f"topic={topic}" for topic in heard), *alone, *pairs]


def grams(text: str) -> set[str]:
    """The runs of one to four characters of the plain text, with the message's ends."""
    if len(text) > HEAD + TAIL:
        text = text[:HEAD] + text[-TAIL:]
    signs = f"^{plain(text)}$"
    return {signs[i : i + n] for n in range(1, LONGEST_GRAM + 1) for i in range(len(signs) - n + 1)}


def plain(text: str) -> str:
    """Numbers and breaks each made one sign, letters small."""
    return NUMBER.sub("0", BREAKS.sub(" ", text.lower())).strip()


def question_kind(asked: str | None) -> str:
    """Whether nothing, a yes or no, or a fact is asked for."""
    if asked is None:
        return "none"
    return "yn" if asked in YES_OR_NO else "fact"


def _size(length: int) -> str:
    return next((name for limit, name in LENGTHS if length <= limit), "6")


def _cues(text: str, kind: str) -> Iterator[str]:
    """The cues of nlu/lexicon/intent_cues.tsv that the text has, alone and with the kind of question."""
    heard = [cue for cue, pattern in patterns("intent_cues").items() if pattern.search(text)]
    for at, cue in enumerate(heard):
        yield f"u={cue}"
        yield f"u={cue}|{kind}"
        yield from (f"u={cue}+{other}" for other in heard[at + 1 :])
    if not heard:
        yield f"u=|{kind}"
    if "domain" not in heard:
        yield "u=foreign"


def _said_within(text: str, asked: str | None) -> Iterator[str]:
    """The short messages that parts of the message would be, were they all."""
    parts = CLAUSE.findall(text)
    if not 1 < len(parts) < 9:
        return
    for at, part in enumerate(parts):
        if intent := command_of(part, asked):
            yield f"c={intent}"
            if at == 0:
                yield f"c0={intent}"
            if at == len(parts) - 1:
                yield f"c9={intent}"
