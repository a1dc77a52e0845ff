"""Danger to life and safety is never missed, and what only sounds like it raises no alarm."""

from __future__ import annotations

import pytest

from nlu.crisis import KINDS, danger_in, signs_in
from nlu.danger import dangers, meanings
from nlu.lexicon import rows
from nlu.normalise import normalise


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("不给钱我就从楼上跳下去", "self_harm"),
        ("我不想活了", "self_harm"),
        ("農藥我都買好了", "self_harm"),
        ("我已经爬到塔吊上了，今天不给钱不下来", "self_harm"),
        ("今晚就喝药死在他门口", "self_harm"),
        ("遗书都写好了", "self_harm"),
        ("工友要跳河，你们快来", "self_harm"),
        ("今天拿不到钱我就弄死他", "violence"),
        ("再不给钱我拿刀砍了他", "violence"),
        ("昨天去要账被他们打了", "violence"),
        ("老板叫人打我", "violence"),
        ("我要一把火烧了项目部", "violence"),
        ("跟他同归于尽", "violence"),
        ("他放话说要卸我一条腿", "violence"),
        ("老板威胁我，说去投诉就让我好看", "threat"),
        ("他说知道我家在哪，让我小心点", "threat"),
        ("包工头找黑社会的来吓唬我们", "threat"),
        ("老板把我们关在宿舍不让走", "detention"),
        ("身份证扣着，人也不让出去", "detention"),
        ("我们被锁在工棚里，手机也收了", "detention"),
        ("明天一百多人去堵大门", "mass"),
        ("大家商量好了后天上街", "mass"),
        ("横幅都做好了，去市政府门口拉", "mass"),
        ("几十个人把路堵了", "mass"),
        ("唔畀钱我就跳落去", "self_harm"),
        ("逼急了俺就跟他拼命", "violence"),
    ],
)
def test_danger_is_seen(text: str, kind: str) -> None:
    assert danger_in(normalise(text).text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "气死我了，欠我八千",
        "累死累活干了半年",
        "打死也不给钱",
        "命苦啊，一年白干",
        "要命的是孩子等钱上学",
        "我都跳槽了，那家还欠我五千",
        "堵车，来不了了",
        "他们自杀式低价抢的工程",
        "打电话不接",
        "天天打他电话都关机",
        "钱打我卡上就行",
        "我这号停机了，打我老婆的手机",
        "我们这些打工人太难了",
        "打混凝土的，欠我九千",
        "老板叫会计打了五千给我",
        "砍价砍到两百一天",
        "杀猪场欠我两个月工资",
        "绑钢筋的，欠一万",
        "做爆破的班组",
        "拼了命干活，到头来没钱",
        "等这笔钱救命，老板欠我三万",
        "工地封了，老板跑了",
        "拉横幅的广告公司欠我四千",
        "扣了我两千块押金",
        "在桥上做护栏，工钱没给",
        "农药厂上班，欠两个月",
        "辞职不让走，工资压着",
        "关你什么事",
        "放狗屁",
    ],
)
def test_what_sounds_like_danger_is_none(text: str) -> None:
    assert danger_in(normalise(text).text) is None


@pytest.mark.parametrize(
    "text",
    [
        "我不会去跳楼，只想要回工资",
        "我们不堵路也不闹事",
        "从来没想过要闹",
        "拉横幅讨薪违法吗",
        "堵门要钱会不会被抓",
        "听说有人跳楼才拿到钱",
        "去年我们堵过门，给了一半",
        "打我的事派出所处理了，我只要工资",
    ],
)
def test_what_is_denied_asked_about_or_over_is_no_danger(text: str) -> None:
    assert danger_in(normalise(text).text) is None


def test_a_plan_is_danger_also_when_the_law_is_asked_about() -> None:
    assert danger_in("我们明天准备去堵路,犯法吗") == "mass"


def test_words_that_alone_decide_nothing_are_left_to_the_model() -> None:
    assert danger_in("江水挺凉的") is None
    assert "hint=self_harm" in signs_in("江水挺凉的").features
    assert "suspicion" not in signs_in("欠我两万四").features


def test_every_class_that_a_rule_names_has_words() -> None:
    known = {"floor", *(name for name, _ in rows("danger_words"))}
    named = {one.lstrip("-") for _, _, said in rows("danger_rules") for part in said.split() for one in part.split("|")}
    assert {name for name in named if not name.isdigit()} <= known


def test_every_rule_is_sure_or_a_hint() -> None:
    assert {certainty for _, certainty, _ in rows("danger_rules")} == {"sure", "hint"}
    assert {kind for kind, *_ in rows("danger_rules")} == set(KINDS)


@pytest.mark.parametrize("text", ["工头", "手机", "打电话给工头", "手续都办了", "血汗钱"])
def test_a_longer_word_hides_the_word_of_danger_in_it(text: str) -> None:
    assert not {"hit", "body", "wound"} & meanings(text).keys()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("手里攥着一瓶除草剂", "self_harm"),
        ("我坐在天台边上,下辈子再说", "self_harm"),
        ("刚去要钱,保安拿钢管打我的头", "violence"),
        ("他说我再去告就卸我胳膊", "threat"),
        ("我们被锁在活动板房里", "detention"),
        ("后天大家抬着花圈去县政府", "mass"),
    ],
)
def test_words_of_danger_together_are_danger(text: str, kind: str) -> None:
    assert kind in {each.kind for each in dangers(text, meanings(text)) if each.sure}


def test_words_of_danger_in_two_sentences_are_not_together() -> None:
    text = "有人拿着钢管。他的头发白了"
    assert [each for each in dangers(text, meanings(text)) if each.sure] == []
