"""Where a place ends, and which words only say what kind of site or firm it is."""

from __future__ import annotations

import pytest

from nlu.mentions import Mention
from nlu.sites import bare, last_division, parted


@pytest.mark.parametrize(
    ("words", "only_a_kind"),
    [
        *(("光伏电站", True), ("一家电子厂", True), ("小制衣厂", True), ("某度假村项目", True), ("外包公司", True)),
        *(("万象新城", False), ("福星电子厂", False), ("山水之间大酒店", False), ("工人新村", False)),
    ],
)
def test_a_mere_kind_is_told_from_a_name(words: str, only_a_kind: bool) -> None:
    assert bare(words) is only_a_kind


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *(("昆山千灯镇", "昆山千灯镇"), ("佛山南海里水", "佛山南海"), ("卢龙县卢龙水泥库", "卢龙县")),
        *(("卢龙县卢龙镇", "卢龙县卢龙镇"), ("三里屯", "三里屯")),
    ],
)
def test_the_last_division_of_a_place_is_found(text: str, place: str) -> None:
    assert text[: last_division(text, 0, len(text))[0]] == place


def test_a_firm_with_a_name_of_its_own_takes_nothing_from_the_place() -> None:
    text = "东莞长安鸿泰五金"
    mentions = [Mention("place", 0, 4, "model", 0.9), Mention("employer", 4, 8, "model", 0.9)]
    assert parted(text, mentions) == mentions
