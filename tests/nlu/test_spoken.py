"""Sums as they are read out."""

from __future__ import annotations

import pytest

from nlu.spoken import yuan_in_words

WORDS = {
    "24000": "两万四千元",
    "8000": "八千元",
    "850": "八百五十元",
    "12": "十二元",
    "110": "一百一十元",
    "3005": "三千零五元",
    "102000": "十万两千元",
    "100020000": "一亿零两万元",
    "20000000": "两千万元",
    "280.5": "二百八十元五角",
    "3.05": "三元零五分",
    "0.05": "五分",
    "0": "零元",
    "10010010": "一千零一万零一十元",
}


@pytest.mark.parametrize(("digits", "words"), WORDS.items())
def test_a_sum_is_read_out(digits: str, words: str) -> None:
    assert yuan_in_words(digits) == words
