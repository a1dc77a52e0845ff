"""People as sentences point at them: the worker, and whoever hired or owes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from nlu.lexicon import entries
from nlu.mentions import Mention
from nlu.naming import STOPS, fields_of_nouns

END = rf"(?=[{STOPS}]|$)"
AFTER_BOSS = rf"(?=[{STOPS}]|$|欠|说|不|没|在|就|让|把|拿|还|给|差|一直|拖|跑|手|叫我|答应|承诺|卷|电话|带|是|也|压|扣|推|这|干|做)"
AFTER_KIN = rf"(?=[{STOPS}]|$|在|从|跟|去|到|给|今年|去年|的工|的钱|被|干|做|帮|于|也|和|两|一|反映)"
CALLED = re.compile(
    r"(?:叫|喊|称|诨名|绰号|外号|外号叫|喊作)[\"“「]?(?P<name>[\u4e00-\u9fff]{2,4}?)[\"”」]?的(?:那个|一个|黑心)?(?:人|老板|包工头|工头|带班|班长|小老板|小工头|家伙|包工老板)"
)
CALLED_HIM = re.compile(
    rf"(?:都|大家|我们|俺们|人家|别人|工友|工人|旁人)(?:都)?(?:管他|喊|叫|称|称呼)(?:他|她|佢)?(?:叫|作|做)?[\"“「]?(?P<name>(?![我俺])[\u4e00-\u9fff]{{2,4}})[\"”」]?{END}"
)
WHO_IS = re.compile(
    r"(?P<who>我|俺|免贵|本人|老板|包工头|工头|带班的?|班长|队长|那个|负责人|他)?(?:是|的)?姓(?P<family>[\u4e00-\u9fff]{1,2}?)(?:的|嘅)?[\s，,、。?？叫是名大真本全就\"“]+(?:老板)?(?P<name>(?P=family)[\u4e00-\u9fff]{1,3})(?=[\s，,。.;；、!！?？()的\"”]|$|欠|今|在)"
)
NEGATED = re.compile(
    r"(?<!是)(?:不是|不叫|不姓|唔系|不系|唔叫|别写成|别写|而不是|并非)(?:叫|姓|个|什么|啥|那个)?[\"“]?$"
)
NEVER_IN_NAMES = re.compile("[我你他她俺不没]|[了的吧吗呢]$")
SPEAKER = re.compile(r"(?:我|俺|本人)(?:就?是|系)[^跟给帮替在找\s，,。]{0,6}$")  # 我是木工班长李四
WEIGHT = 1.15
FAMILY_WEIGHT = 1.3


def pointed_at(text: str) -> Iterator[Mention]:
    """People named beside what they are: 队长陶建设, 我老公何家安, 一个叫大头强的工头, 我姓滕，滕万财."""
    for match in _beside().finditer(text):
        field = "foreman" if match["boss"] and not SPEAKER.search(text, 0, match.start()) else "person"
        titled = bool(match["boss"]) and text[match.start() - 1 : match.start()] in entries("surnames")  # 孙老板
        if is_name(match["name"]) and not titled:
            yield Mention(field, *match.span("name"), "beside", WEIGHT)
    for pattern in (CALLED, CALLED_HIM):
        for match in pattern.finditer(text):
            yield Mention("foreman", *match.span("name"), "called", WEIGHT)
    for match in WHO_IS.finditer(text):
        field = "person" if match["who"] in ("我", "俺", "免贵", "本人") else "foreman"
        yield Mention(field, *match.span("name"), "family", FAMILY_WEIGHT)


def is_name(words: str) -> bool:
    """Whether it begins with a family name and is no other word."""
    family = words[:2] in entries("surnames") or words[0] in entries("surnames")
    return family and words not in not_names() and not NEVER_IN_NAMES.search(words)


def negated(text: str, start: int) -> bool:
    """Whether what begins here is said not to be so: 不是…."""
    return bool(NEGATED.search(text, max(0, start - 8), start))


@cache
def not_names() -> frozenset[str]:
    return frozenset(entries("not_names"))


@cache
def _beside() -> re.Pattern[str]:
    nouns = fields_of_nouns()
    boss = _alternatives(noun for noun, field in nouns.items() if field == "foreman")
    kin = _alternatives(
        noun for noun, field in nouns.items() if field == "person" and noun not in ("我", "俺", "我的", "俺的")
    )
    name = r"[\u4e00-\u9fff]{2,3}?"
    return re.compile(
        rf"(?:(?P<boss>{boss})(?:[:：]|姓名)?(?={name}{AFTER_BOSS})|(?:{kin})(?={name}{AFTER_KIN}))(?P<name>{name})(?:{AFTER_BOSS}|{AFTER_KIN})"
    )


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))
