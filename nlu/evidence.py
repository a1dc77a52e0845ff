"""Finds which kinds of evidence a worker has: what is denied, lost, promised or only asked about is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlu.found import Context, Found
from nlu.lexicon import rows

FIELD = "evidence_kinds"
ELSEWHERE = frozenset(
    {"evidence_contract", "person", "id_number", "phone", "employer", "project", "foreman", "place", "job"}
)
PRINTED = re.compile(r"^(?:上面?|抬头|里头?|背面|正面)?\w{0,2}(?:印|写|盖|显示|是)")
SIGNED = re.compile(r"(?:签了|签过|签的|有签|有合同|有的|有,|有 |^有$|签咗|^签$)")
NOT_SIGNED = re.compile(r"(?:没|冇|未|莫得|不|哪)\w{0,3}(?:签|有|合同|给|得|知)|没$")
AFTER_ALL = re.compile(r"(?:找|翻|寻)(?:到|着|出来|见)了?|不是没|又有了|其实有")
NEAR = 12  # characters around a mention in which the words that deny it stand
CLAUSE = re.compile(r"[^,。!;?\n]+[?]?")
PARTS = re.compile(r"\s+")
NO = r"(?:没(?!问题|收)|没有|沒|冇|莫得|木有|无(?!锡|为)|未|从没|不曾)"
SIGN = r"(?:签|打|写|给|开|立|拿|留|见|办|发|得|有|过|到|任何|什么|啥|个|张|份|我|我们|正式|纸质|书面|劳动|带|保存|存|了|的|做|干|弄|拍|录|让|人|跟|和|他|老板|拿到|这些|那些|也|又|啥子|一)"
DENIED_BEFORE = re.compile(
    rf"(?:{NO}{SIGN}{{0,6}}|不(?:给|肯|愿意?|让|想|是|承认|认|敢|会)?(?:我|我们|签|打|写|开|有|跟|和|给|立|那|这|个|份){{0,4}}|哪(?:有|来)的?|算了的|没收(?:了)?(?:我|我们)?的?|(?:拿|收|抢|骗|要)(?:走|回去|去)(?:了)?(?:我|我们)?的?|撕(?:了|毁)?我?的?)$"
)
PROMISED_BEFORE = re.compile(
    r"(?:答应|让|叫|要|喊|求|想|说好?|肯|该|应该|可以|先|如果|要是|除非|等)(?:他|老板|给|帮|我|你们?|再|也|去|不|就|会|能|拿|写|打|开|签|补|个|张|一){0,6}$"
)
DONE = re.compile(r"[了过的]|还在|在手|都有|也有|给我")
DENIED_AFTER = re.compile(
    rf"^(?:那|呢|啊|这些|什么的|之类的|都|也|是|倒|可|他|老板|我|我们|就|就是|根本|从来|还|一样|啥的|压根){{0,4}}(?:{NO}(?!签字|盖|给钱|兑|用|有?用|写|发|结|付|还|钱|兑现)|不给(?!钱)(?:签|打|写|开|我|$)|不(?:签|打|写|肯|在|见|认)|去掉|删|弄?丢|弄没|撕|毁|烧|被?(?:雨|水)|找不(?:到|着)|拿不出|搞丢|掉了|过期|被\w{{0,4}}(?:撕|抢|收|删|烧|骗|拿|偷))"
)
LOST_AFTER = re.compile(
    r"^\w{0,5}(?:(?:弄|搞|给)?丢了|删(?:了|掉|光)|撕(?:了|掉|毁)|被(?:雨|水)\w{0,2}淋|没了|不见了|找不(?:到|着))"
)
ASKED_ABOUT = re.compile(
    r"[吗么嘛不没?]$|[吗?]|能不能|算不算|够不够|行不行|可不可以|可以不|要不要|有没有用|是不是|有啥用|有用没|怎么办|咋办|咋整|怎么(?:弄|证明|写|打|要)|拿什么|算(?:数|证据|合同)|哪些|啥说法|有影响"
)
NOTHING = re.compile(
    r"(?:什么|啥|啥子|甚么|咩|任何)(?:证据|凭证|凭据|东西|材料|纸|都|也|嘢|个|的)*(?:都|也)?(?:没|冇|莫得|木有|没得|拿不出)|(?:没|没有|冇|莫得|木有|没得|无|拿不出)(?:任何|什么|啥|啥子|一点|半点)?(?:的)?(?:证据|凭证|凭据|证明|东西证明|依据)"
    r"|就?(?:一|只有一|剩一)张嘴|空口|口说无凭|只有(?:我)?(?:这)?(?:张)?嘴|都是口头|全凭(?:一张)?嘴|光凭嘴"
)
NOTHING_AT_ALL = re.compile(
    r"(?:一样|一点|半点|全|统统|啥|什么|都|也)(?:都|也)?(?:没|没有|冇|莫得|木有|没得)|^(?:没|没有|冇|莫得|木有|没得|無|无)(?:有|的|啊|呀|哦|嘛|了|得|,|。|\s)*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of evidence named in the text."""

    kind: str
    start: int
    end: int


def find_evidence(context: Context) -> list[Found]:
    """The field evidence_kinds, one for each kind that he has; `none` when he says that he has nothing."""
    found = dict[str, Found]()
    for clause in CLAUSE.finditer(context.text):
        for mention in _held(context, clause):
            if mention.kind not in found:
                found[mention.kind] = Found(FIELD, mention.kind, mention.start, mention.end, "named")
    if context.asked == "evidence_contract":
        return list(found.values()) or _signed(context)
    if found:
        return list(found.values())
    nothing = NOTHING.search(context.text) or (context.asked == "evidence" and NOTHING_AT_ALL.search(context.text))
    if nothing and not ASKED_ABOUT.search(context.text[nothing.end() :]):
        return [Found(FIELD, "none", nothing.start(), nothing.end(), "nothing")]
    return []


def _signed(context: Context) -> list[Found]:
    """The contract, when a yes answers the question for it."""
    yes = SIGNED.search(context.text)
    if not yes or NOT_SIGNED.search(context.text):
        return []
    return [Found(FIELD, "contract", yes.start(), yes.end(), "signed")]


def _held(context: Context, clause: re.Match[str]) -> Iterator[Mention]:
    """The kinds named in a clause that he has; a denial holds for a whole list of them."""
    mentions = list(_mentions(context, clause))
    denied, last = False, clause.start()
    for at, mention in enumerate(mentions):
        between = context.text[last : mention.start]
        follows = bool(re.fullmatch(r"[、和跟与及或\s也都还有]{1,3}", between)) and at > 0
        end = mentions[at + 1].start if at + 1 < len(mentions) else clause.end()
        denied = (denied and follows and "有" not in between) or _denied(context.text, clause, mention, end)
        last = mention.end
        if denied and not AFTER_ALL.search(context.text):
            continue
        if not (_is_asked_about(context, clause, mention) or _only_shows(context, mentions, at)):
            yield mention


def _mentions(context: Context, clause: re.Match[str]) -> Iterator[Mention]:
    """The kinds in the order in which they are named, none within another."""
    asked = context.asked == "evidence"
    named = [
        Mention(kind, match.start(), match.end())
        for kind, pattern, only_asked in _kinds()
        if asked or not only_asked
        for match in pattern.finditer(context.text, clause.start(), clause.end())
    ]
    last = clause.start()
    for mention in sorted(named, key=lambda each: (each.start, -each.end)):
        if mention.start >= last:
            yield mention
            last = mention.end


def _denied(text: str, clause: re.Match[str], mention: Mention, end: int) -> bool:
    """Whether the words before or after say that he has it not, no more, or not yet."""
    before = PARTS.split(text[clause.start() : mention.start])[-1][-NEAR:]
    after = text[mention.end : min(end, mention.end + NEAR)]
    if DENIED_BEFORE.search(before):
        return True
    if PROMISED_BEFORE.search(before) and not DONE.search(text[mention.start : mention.end + 4]):
        return True
    if LOST_AFTER.search(after) and mention.kind != "contract":
        return True
    return bool(DENIED_AFTER.search(after.lstrip()))


def _is_asked_about(context: Context, clause: re.Match[str], mention: Mention) -> bool:
    """Whether he asks whether it counts, instead of saying that he has it."""
    first, last = max(clause.start(), mention.start - NEAR), min(clause.end(), mention.end + NEAR)
    return bool(ASKED_ABOUT.search(context.text[first:last].strip()))


def _only_shows(context: Context, mentions: list[Mention], at: int) -> bool:
    """Whether it is named for what it shows: a photo of the IOU is the IOU, a card that bears the firm's name an answer."""
    mention = mentions[at]
    if context.asked in ELSEWHERE:
        return mention.kind == "photo" or bool(PRINTED.search(context.text[mention.end : mention.end + 6]))
    if mention.kind != "photo" or at == 0:
        return False
    between = context.text[mentions[at - 1].end : mention.start]
    return bool(re.fullmatch(r"的|我?(?:都|也)?拍(?:了|的|成|过)?|我?(?:也|都)?", between))


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple((kind, re.compile(pattern), bool(when)) for kind, pattern, *when in rows("evidence"))
