"""Trades are told whatever verb, spelling or place of work stands around them."""

from __future__ import annotations

import pytest

from nlu.trades import trade_of, unmistakable


@pytest.mark.parametrize(
    ("words", "trade"),
    [
        *(
            ("木工", "木工"),
            ("木公", "木工"),
            ("刚筋工", "钢筋工"),
            ("抹恢", "抹灰"),
            ("扎铁", "扎铁"),
            ("贴专", "贴砖"),
        ),
        *(
            ("做妆造", "妆造"),
            ("干高空安装", "高空安装"),
            ("干挂石材", "干挂石材"),
            ("做饭", "做饭"),
            ("搞装修", "装修"),
        ),
        *(("木工", "木工"), ("木公", "木工"), ("刚筋工", "钢筋工"), ("抹恢", "抹灰")),
        *(("扎铁", "扎铁"), ("贴专", "贴砖"), ("绣花", "绣花"), ("捏糖人", "捏糖人")),
        *(("做妆造", "妆造"), ("干高空安装", "高空安装"), ("干挂石材", "干挂石材")),
        *(("做饭", "做饭"), ("搞装修", "装修"), ("小工噻", "小工"), ("打桩班", "打桩")),
        *(("木工费", "木工"), ("餐厅传菜", "传菜"), ("后厨洗菜", "洗菜")),
    ],
)
def test_words_name_a_trade(words: str, trade: str) -> None:
    assert trade_of(words) == trade


def test_only_what_is_no_word_is_taken_for_a_misspelt_trade_in_a_sentence() -> None:
    assert "抹恢" in unmistakable()
    assert not {"小公", "大公", "七工"} & unmistakable()
