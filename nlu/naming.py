"""Names that a sentence announces as such: 老板叫…, 公司名字是…, 工地：…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlu.divisions import names
from nlu.lexicon import FOLDER, entries
from nlu.mentions import Mention

STOPS = r"\s，,。.;；!！?？、:：\n\"“”「」『』()"
NAMED = (
    r" ?(?:的|那人|这个人)?(?:名字|姓名|大名|真名|全名|全称|名称|名)?(?:嘛|就|也|好像|应该)?"
    r"(?:叫做|叫什么|叫个|名叫|名为|叫|是|系|:|：)(?:叫|个叫|做|一个叫)?\s?[\"“「『]?"
)
WHOSE = {"person": (1, 15), "foreman": (1, 15), "employer": (2, 25), "project": (2, 20)}
PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+[·•][\u4e00-\u9fff·•]+")
NO_NAME = re.compile(
    r"[不没谁啥哪咋嘛吗我你他她它咱俺们几欠钱给拖干活]|什么|怎么|知道|一个|公司|工地|老板|老乡|亲戚|朋友|本地|外地|两个|同学|介绍"
)
NO_THING = re.compile(
    r"^[不没谁啥哪咋我你他她它这那有在做干搞给欠一两包]|什么|怎么|知道|[吗呢]$|没给|不给|欠|的$|总包|分包|私人|个人"
)
OCCUPIED = re.compile("[人工的嘅员师户家上里]$|[做支绑贴砌修装搞]")  # what somebody is, not how he is called
TAIL = re.compile(r"(?:的|吧|啊|哈|呀|嘛|噻|嘅|哦|啦|来着|工地|项目部)$")
WEIGHT = 1.2
SUPPOSED = 0.6
OWES = re.compile(
    r"(?:^|["
    + STOPS
    + r"]|是|被|给)(?P<name>(?:(?![在我俺做干的欠给跟和了是])[\u4e00-\u9fff]){2,12}?(?:劳务有限公司|劳务公司|有限公司|公司|集团|劳务))"
    r"(?=(?:在[^"
    + STOPS
    + r"]{1,14}?)?(?:还|一共|总共|到现在|一直|就|老|都|也){0,3}(?:拖欠|欠|拖|差|该|没给|不给|没发|不发|扣))"
)
BARE_FIRM = re.compile(
    r"(?:这个|那个|那家|这家|一家|个|家|某|原|老|小|大)*(?:劳务|建筑|装修|装饰|工程)?(?:劳务)?(?:有限)?(?:公司|集团|劳务)"
)


def announced(text: str) -> Iterator[Mention]:
    """The names that are announced and end where the clause does."""
    for match in _pattern().finditer(text):
        field = fields_of_nouns()[match["noun"]]
        start, end = match.span("name")
        if tail := TAIL.search(text, start, end):
            end = tail.start()
        if plausible(field, text[start:end], said_to_be="是" in match["verb"] or "系" in match["verb"]):
            yield Mention(field, start, end, "announced", WEIGHT)


def plausible(field: str, name: str, *, said_to_be: bool) -> bool:
    """Whether these words can be such a name; what somebody is said to be must begin like a person's name."""
    if field in ("person", "foreman"):
        if said_to_be and (name[0] not in entries("surnames") or OCCUPIED.search(name) or names().longest(name, 0)):
            return False
        return bool(PERSON.fullmatch(name)) and not NO_NAME.search(name)
    return len(name) >= 2 and not NO_THING.search(name)


def owing_firms(text: str) -> Iterator[Mention]:
    """Firms that are said to owe and are named by their kind; lighter than what the model is sure of."""
    for match in OWES.finditer(text):
        if not BARE_FIRM.fullmatch(match["name"]):
            yield Mention("employer", *match.span("name"), "owes", SUPPOSED)


@cache
def fields_of_nouns() -> dict[str, str]:
    """Nouns that announce a name, with the field that it is for."""
    lines = (FOLDER / "naming.tsv").read_text("utf-8").splitlines()
    return {noun: field for field, _, nouns in (line.partition("\t") for line in lines) for noun in nouns.split()}


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(sorted(fields_of_nouns(), key=len, reverse=True))
    return re.compile(rf"(?P<noun>{nouns})(?P<verb>{NAMED})(?P<name>[^{STOPS}]{{2,25}})(?=[{STOPS}]|$)")
