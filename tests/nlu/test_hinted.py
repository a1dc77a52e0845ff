"""Names that no word announces."""

from __future__ import annotations

import pytest

from nlu.hinted import hinted


def hints(text: str, asked: str | None = None) -> set[tuple[str, str]]:
    return {(each.field, text[each.start : each.end]) for each in hinted(text, asked)}


@pytest.mark.parametrize(
    ("text", "field", "name"),
    [
        ("给一个姓仇的干活", "foreman", "姓仇的"),
        ("队长姓柳，一天五百", "foreman", "姓柳"),
        ("跟老夏干了六个台班", "foreman", "老夏"),
        ("跟着老乡马建军来的无锡", "foreman", "马建军"),
        ("钱老板没钱", "foreman", "钱老板"),
        ("小舅子孟大海带的", "foreman", "孟大海"),
        ("还有我罗兵八千", "person", "罗兵"),
        ("努尔旦·哈布都拉在这里干过", "person", "努尔旦·哈布都拉"),
        ("在安徽合肥贴砖", "place", "安徽合肥"),
        ("深圳龙岗云玺台扎铁，四十天", "project", "云玺台"),
        ("深圳龙岗云玺台扎铁，四十天", "job", "扎铁"),
        ("在章江新城工地上干了两个月", "project", "章江新城"),
        ("我们是贴砖的", "job", "贴砖"),
        ("在洛阳伊滨区干活", "place", "洛阳伊滨区"),
        ("中建八局总包，劳务四川鸿业，没给钱", "employer", "四川鸿业"),
    ],
)
def test_a_name_is_hinted_at(text: str, field: str, name: str) -> None:
    assert (field, name) in hints(text)


@pytest.mark.parametrize(
    "text",
    [
        *("老家安徽合肥", "我是安徽合肥的", "安徽合肥人", "姓名不知道", "我姓王", "给我打电话", "跟老板说过"),
        *("在江苏建安集团", "没给钱不起来", "带班的没来"),
    ],
)
def test_homes_the_speaker_and_other_words_are_no_hint(text: str) -> None:
    assert hints(text) == set()


def test_who_is_asked_for_his_name_tells_no_foreman_by_it() -> None:
    assert hints("姓王的", "person") == set()
