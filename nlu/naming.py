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
    r"[不没谁啥哪咋嘛吗我你他她它咱俺们几欠钱给拖干活要]|微信|名叫|什么|怎么|知道|一个|公司|工地|老板|老乡|亲戚|朋友|本地|外地|两个|同学|介绍"
)
NO_THING = re.compile(
    r"^[不没谁啥哪咋我你他她它这那有在做干搞给欠一两包]|什么|怎么|知道|[吗呢]$|没给|不给|欠|的$|总包|分包|私人|个人|隔壁|那个|这个"
)
OCCUPIED = re.compile("[人工的嘅员师户家上里]$|[做支绑贴砌修装搞]")  # what somebody is, not how he is called
TAIL = re.compile(r"(?:的|吧|啊|哈|呀|嘛|噻|嘅|哦|啦|来着|工地|项目部)$")
RECALLED = re.compile(
    r"(?P<noun>公司|单位|劳务|工地|项目|小区|老板|包工头|工头|带班的?)(?:的|那边)?(?:名字|名称|名|全称|全名)?(?:我|俺)?(?:也|后来|刚才|刚刚|又|才|现在)*"
    r"(?:想起来|记起来|知道|打听到|问到|问了|查到|查|找到|看清)了?[\s,，:：]*(?:就是|全名是|是|叫做|名叫|叫|系)(?P<name>[^"
    + STOPS
    + r"]{2,22})(?=["
    + STOPS
    + r"]|$)"
)
THINGS = ("employer", "project")
LEAST = 2
NEAR = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:旁边|对面|附近|后面|隔壁|边上)的?(?:那个|一个)?(?=[\u4e00-\u9fff]{3})")
BUILDER = re.compile(r"(?:公司|集团|劳务|建工|地产|置业|建设|[一二三四五六七八九十]局)$")
OF_OWNER = re.compile(r"([\u4e00-\u9fff]{2,9}?)(?:那边|那里)?的(?=[\u4e00-\u9fff]{3})")
GOES_ON = re.compile(
    r"的(?!士)|里面|里头|那边|那儿|这边|工地上|工地干|项目部|项目上|[干做搞](?=[\u4e00-\u9fff]{2})|打工|上班|拖欠|欠[我俺工钱薪]|老板|包工头|就是|不[给发]|没[给发]|[一二三四五六七八九十\d]+[栋楼]"
)
PUT_RIGHT = re.compile(
    r"(?P<noun>公司|单位|劳务|工地|项目|小区|老板|包工头|工头|带班的?)?(?:的|我的|个)?(?P<name_of>名字?|姓名|姓)?(?:打|写|报|填|说|搞|弄|登记)错[了咗啦]?"
    r"[\s,，:：。]*(?:应该|其实|正确的)?(?:是|系|叫)(?P<name>[^"
    + STOPS
    + r"]{2,22}?)(?=[,， ]?(?:不是|唔系|而不是)|["
    + STOPS
    + r"]|$)"
)
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
        start, end = clipped(text, start, end, field)
        if plausible(field, text[start:end], said_to_be="是" in match["verb"] or "系" in match["verb"]):
            yield Mention(field, start, end, "announced", WEIGHT)
    for match in (*RECALLED.finditer(text), *_put_right(text)):
        field = fields_of_nouns()[match["noun"] or "我"]
        start, end = clipped(text, *match.span("name"), field)
        if plausible(field, text[start:end], said_to_be=False):
            yield Mention(field, start, end, "recalled", WEIGHT)


def _put_right(text: str) -> Iterator[re.Match[str]]:
    return (match for match in PUT_RIGHT.finditer(text) if match["noun"] or match["name_of"])


def clipped(text: str, start: int, end: int, field: str) -> tuple[int, int]:
    """The name without what goes on after it, a site also without the place before it."""
    if field == "project":
        start = _after_owner(text, start, end)
    if field in THINGS and (goes_on := GOES_ON.search(text, start + 2, end)):
        end = goes_on.start()
    if tail := TAIL.search(text, start, end):
        end = tail.start()
    if field == "project" and (place := leading_place(text[start:end])):
        rest = text[start + place : end]
        start += place if len(rest) >= LEAST and rest not in entries("site_suffixes") else 0
    return start, end


def _after_owner(text: str, start: int, end: int) -> int:
    """Where the site's name begins after the place or the firm that it belongs to, or that it is near."""
    if near := NEAR.match(text, start, end):
        return near.end()
    owner = OF_OWNER.match(text, start, end)
    return owner.end() if owner and (is_place(owner[1]) or BUILDER.search(owner[1])) else start


def is_place(words: str) -> bool:
    """Whether these words are names of divisions and nothing else."""
    at = 0
    while found := names().longest(words, at):
        at += len(found[0])
    return at == len(words)


def leading_place(words: str) -> int:
    """How long the place is that a site's name is said after: several divisions, or one with its kind."""
    at, count = 0, 0
    while found := names().longest(words, at):
        at, count = at + len(found[0]), count + 1
    return at if count > 1 or words[at - 1 : at] in tuple("县区旗") else 0


def plausible(field: str, name: str, *, said_to_be: bool) -> bool:
    """Whether these words can be such a name; what somebody is said to be must begin like a person's name."""
    if field in ("person", "foreman"):
        if said_to_be and (name[0] not in entries("surnames") or OCCUPIED.search(name) or names().longest(name, 0)):
            return False
        return bool(PERSON.fullmatch(name)) and not NO_NAME.search(name)
    a_person = field == "employer" and len(name) == 2 and name[0] in "小老阿"
    return len(name) >= 2 and not a_person and not NO_THING.search(name)


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
