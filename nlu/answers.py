"""Reads a bare answer to a question for a name: 叫王建国, 在万象新城那边, 木工."""

from __future__ import annotations

import re

from nlu.divisions import names
from nlu.mentions import Mention
from nlu.naming import clipped
from nlu.people import is_name
from nlu.tokens import kind_of

FILLER = r"(?:嗯+|哦+|呃|额|哎呀|哎|那个|就|好像|应该|大概|可能|我想想|喔|诶|啊|这个|,|，| )*"
SOURCE = (
    r"(?:(?:[一-龥]{0,4}(?:上|里|抬头|大门|头))?(?:面)?(?:写|印|显示|盖|挂|看|标|登记)(?:的|着|到的)?(?:名字)?"
    r"|听(?:他们|人家|人|别人|工友)*[说讲]|(?:他们|人家)?说)?(?:是|系|叫)?[:：]?(?:好像|应该|大概|反正)?"
)
LEADS = {
    "person": r"(?:写|就写|填|登记|喊我|叫我|是?我自己|我的名字|我名字|名字|姓名|本人|我|俺)?(?:叫做|叫|是|系|为|[:：])?",
    "foreman": r"(?:老板|包工头|工头|带班的?|那人|他|她|大家|我们|都)*(?:姓名|名字)?(?:叫做|都?喊他?|叫他?|是|系|[:：])?",
    "employer": r"(?:公司|单位|劳务公司|劳务|厂|店|名字|全称|名称)*(?:叫做|叫什么|叫|是|系|[:：])?",
    "project": r"(?:工地|项目|小区|楼盘|工程)*(?:名字|名称|名)?(?:叫做|叫什么|叫|是|系|[:：])?(?:在)?",
    "place": r"(?:工地|干活|地址|地点|位置|上班|我|人)*(?:是|就|[:：])?(?:在|喺|搁|于)?(?:咱们?)?",
    "job": r"(?:我|俺|工种|在工地上?|主要|一直|我们)*(?:是|就是|[:：])?(?:干|做|搞|当|从事)*",
}
TAILS = {
    "person": r"(?:吧|啊|哈|呀|嘛|哦|噢|就行|就好)*",
    "foreman": r"(?:这个人|的|吧|啊|哈|呀|嘛|哦|噻|嘅)*",
    "employer": r"(?:的|吧|啊|哈|呀|嘛|哦|好像)*",
    "project": r"(?:那个盘|这个盘|那个小区|这个小区|那个楼盘|那个工地|这个工地|的工地|工地上|工地|项目部|项目上|项目|那边|那儿|那里|这边|吧|啊|哈|呀|嘛|哦|好像|的)*",
    "place": r"(?:那边|那儿|那里|那块儿|那块|那片|那一片|这边|这里|附近|吧|啊|哈|呀|嘛|哦|的)*",
    "job": r"(?:的工作|的活儿?|活儿?|的|嘞|嘅|吧|啊|哈|呀|嘛|哦|噻)*",
}
KERNELS = {
    "person": r"[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]{2,}[·•][\u4e00-\u9fff·•]+|[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}?",
    "foreman": r"姓[\u4e00-\u9fff]的?|[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff]{2,}[·•][\u4e00-\u9fff·•]+",
    "employer": r"[\u4e00-\u9fffA-Za-z0-9()]{2,26}?",
    "project": r"[\u4e00-\u9fffA-Za-z0-9()#\-]{2,22}?",
    "place": r"[\u4e00-\u9fff]{2,9}?(?: ?[\u4e00-\u9fff]{1,9}?){0,3}?",
    "job": r"[\u4e00-\u9fff]{2,7}?|CNC",
}
END = r"[。.!！~，, ]*"
NO_ANSWER = re.compile(
    "不|没|无|忘|谁|啥|哪|咋|怎|吗|么|为何|干嘛|问|保密|私人|个人|自己|先|跳过|再说|有|你|您|人工|客服|投诉|取消|停|等|谢|好的|可以|同意|"
    "行|对|嗯|呢|吧$|工资|欠|钱|元|块|万|千|百|给|拖|要|想|能|会|也|都|了|在.*在|[?？]"
)
NO_THING = re.compile(
    "不|没|无名|忘|谁|啥|哪|咋|怎|吗|么|为何|干嘛|问|保密|私人|个人|先(?![锋进导])|跳过|再说|您|你|人工|客服|投诉|取消|等等|谢谢|好的|可以|同意|"
    "工资|欠|钱(?![江塘湖隆库桥山])|拖|在.*在|[?？]|盖房|自建|^(?:我[是在跟给]|跟|有(?!色)|对|行(?!政)|嗯|要|想|会(?![展龙宁议所])|都(?![市江会匀昌])|也)"
)
ELSEWHERE = re.compile("[我俺不没]|老家|家在")
BARE_KINDS = frozenset(
    "工地 工地上 项目 小区 酒店 饭店 电子厂 服装厂 公司 工厂 厂里 老板 包工头 工头 带班的 带班 劳务公司 劳务 学校 医院 "
    "农村 县城 家里 老家 本地 外地 建筑工地 私人老板 施工队 建筑公司 装修公司 中介 朋友 老乡 亲戚 女的 男的 本人 我自己 "
    "打工 干活 上班 工人 农民工 民工 打工的 第一个 第二个 姓名 名字 单位 修路 盖房子 是的 继续 退出 返回 重新开始 帮助".split()
)
THINGS = ("employer", "project")
PEOPLE = ("person", "foreman")
NO_PERSON = re.compile("[不没无谁啥哪咋怎吗么欠?？]|什么|老板|公司|工地|人工|客服")
WEIGHT = 1.1


def bare_answer(text: str, asked: str | None) -> Mention | None:
    """The value, if the whole message is nothing else but an answer with a name."""
    if asked not in KERNELS or len(text) > 40:
        return None
    match = PATTERNS[asked].fullmatch(text)
    if not match or no_name(match["name"], asked) or match["name"] in BARE_KINDS or len(set(match["name"])) == 1:
        return None
    start, end = match.span("name")
    if asked == "project":
        start, end = clipped(text, start, end, asked)
    return Mention(asked, start, end, "answer", WEIGHT) if end - start > 1 else None


def no_name(words: str, asked: str) -> bool:
    """Whether an answer to that question says something else than a name."""
    if asked in THINGS:
        return bool(NO_THING.search(words))
    if asked in PEOPLE and is_name(words) and kind_of(words) in (None, "nr"):
        return bool(NO_PERSON.search(words))
    if asked == "place" and names().longest(words, 0) and not ELSEWHERE.search(words):
        return False
    return bool(NO_ANSWER.search(words))


PATTERNS = {
    field: re.compile(
        rf"{FILLER}{SOURCE if field in THINGS else ''}{LEADS[field]}(?P<name>{kernel}){TAILS[field]}{END}"
    )
    for field, kernel in KERNELS.items()
}
