"""Finds which kinds of evidence a worker has: what is denied, lost, promised or only asked about is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlu.found import Context, Found
from nlu.patterns import patterns

FIELD = "evidence_kinds"
KINDS = (
    *("contract", "iou", "wage_sheet", "attendance", "chat", "transfer"),
    *("photo", "video", "recording", "witness", "work_card"),
)
ONE_WORD = "_asked"  # what counts only as an answer to the question for evidence
ELSEWHERE = frozenset(
    {"evidence_contract", "person", "id_number", "phone", "employer", "project", "foreman", "place", "job"}
)
BREAK = re.compile(r"[,。!;?\n]")
FAR = 18  # characters behind a mention in which it may have been taken away
NEAR = 12  # characters around a mention in which the words that deny it stand


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of evidence named in the text, and the part between two commas that it stands in."""

    kind: str
    start: int
    end: int
    first: int
    last: int


def find_evidence(context: Context) -> list[Found]:
    """The field evidence_kinds, one for each kind that he has; `none` when he says that he has nothing."""
    found: dict[str, Found] = {}
    for mention in _held(context):
        if mention.kind not in found:
            found[mention.kind] = Found(FIELD, mention.kind, mention.start, mention.end, "named")
    if context.asked == "evidence_contract":
        return list(found.values()) or _signed(context.text)
    return list(found.values()) or _nothing(context)


def _signed(text: str) -> list[Found]:
    """The contract, when a yes answers the question for it."""
    known = patterns("evidence")
    yes = known["signed"].search(text)
    if not yes or known["not_signed"].search(text):
        return []
    return [Found(FIELD, "contract", yes.start(), yes.end(), "signed")]


def _nothing(context: Context) -> list[Found]:
    """`none`, when he says that he has nothing at all."""
    known, text = patterns("evidence"), context.text
    no = known["nothing"].search(text) or (context.asked == "evidence" and known["bare_no"].search(text))
    if not no or known["asked_about"].search(text[no.end() :]):
        return []
    return [Found(FIELD, "none", no.start(), no.end(), "nothing")]


def _held(context: Context) -> Iterator[Mention]:
    """The kinds named that he has; a denial before or after a list holds for all of it."""
    text, mentions = context.text, list(_mentions(context))
    if not mentions:
        return
    denied = _denied(text, mentions)
    after_all = patterns("evidence")["after_all"].search(text)
    for at, mention in enumerate(mentions):
        if denied[at] and not after_all:
            continue
        if not (_is_asked_about(text, mention) or _only_shows(context, mentions, at)):
            yield mention


def _mentions(context: Context) -> Iterator[Mention]:
    """The kinds in the order in which they are named, none within another."""
    text, known = context.text, patterns("evidence")
    names = [*KINDS, *(kind + ONE_WORD for kind in KINDS)] if context.asked == "evidence" else KINDS
    named = [(match, name) for name in names if name in known for match in known[name].finditer(text)]
    last = 0
    for match, name in sorted(named, key=lambda each: (each[0].start(), -each[0].end())):
        if match.start() >= last:
            last = match.end()
            breaks = [each.start() for each in BREAK.finditer(text)]
            first = max((at + 1 for at in breaks if at < match.start()), default=0)
            end = min((at + 1 for at in breaks if at >= match.end()), default=len(text))
            yield Mention(name.removesuffix(ONE_WORD), match.start(), match.end(), first, end)


def _denied(text: str, mentions: Sequence[Mention]) -> list[bool]:
    """Which mentions are denied: each by its own words, or with the list that it stands in."""
    known, said = patterns("evidence"), [text[: mentions[0].start]]
    said += [text[one.end : two.start] for one, two in pairwise(mentions)]
    before = [_denied_before(text, mention) for mention in mentions]
    after = [_denied_after(text, mention, _next_start(text, mentions, at)) for at, mention in enumerate(mentions)]
    for at in range(1, len(mentions)):
        joined = known["together"].search(said[at]) and not known["has"].search(said[at])
        before[at] = before[at] or bool(joined and before[at - 1] and not after[at])
    for at in range(len(mentions) - 2, -1, -1):
        joined = known["together"].search(said[at + 1]) and not known["has"].search(said[at][-4:] + said[at + 1])
        after[at] = after[at] or bool(joined and after[at + 1])
    return [one or two for one, two in zip(before, after, strict=True)]


def _next_start(text: str, mentions: Sequence[Mention], at: int) -> int:
    return mentions[at + 1].start if at + 1 < len(mentions) else len(text)


def _denied_before(text: str, mention: Mention) -> bool:
    known = patterns("evidence")
    if known["given"].match(text, mention.start):
        return False
    before = re.split(r"\s+", text[mention.first : mention.start])[-1][-NEAR:]
    if known["no_before"].search(before) and not known["said_by_us"].search(before):
        return True
    return bool(known["promised"].search(before)) and not known["done"].search(text[mention.start : mention.end + 4])


def _denied_after(text: str, mention: Mention, until: int) -> bool:
    known = patterns("evidence")
    after = text[mention.end : min(until, mention.last, mention.end + NEAR)]
    lost = mention.kind != "contract" and known["lost"].search(after)
    taken = known["taken"].search(text[mention.end : mention.end + FAR])
    return bool(lost or taken or known["no_after"].search(after))


def _is_asked_about(text: str, mention: Mention) -> bool:
    """Whether he asks whether it counts, instead of saying that he has it."""
    near = text[max(mention.first, mention.start - NEAR) : min(mention.last, mention.end + NEAR)]
    return bool(patterns("evidence")["asked_about"].search(near.strip()))


def _only_shows(context: Context, mentions: Sequence[Mention], at: int) -> bool:
    """Whether it is named for what it shows: a photo of the IOU is the IOU, a card with the firm's name an answer."""
    known, mention, text = patterns("evidence"), mentions[at], context.text
    if context.asked in ELSEWHERE:
        return mention.kind == "photo" or bool(known["printed"].search(text[mention.end : mention.end + 6]))
    if mention.kind != "photo" or at == 0:
        return False
    return bool(known["shows"].search(text[mentions[at - 1].end : mention.start]))
