"""Every text a worker may read is plain: short sentences, one question, common characters, no office words.

The list of characters was counted from the word frequencies of jieba's dictionary (see its head).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.talks import SCRIPT

RESPONSES = SCRIPT.domain["responses"]
LONGEST = 25  # characters a sentence; a run of letters or digits counts as one
SOURCE = re.compile(r"（[^）]*(?:第 [\d、]+ 条|号|年)[^）]*）")  # where a rule stands is named in full
SENTENCE = re.compile(r"[^。！？；\n]+")
UNIT = re.compile(r"[\u4e00-\u9fff]|\{\w+\}|[A-Za-z0-9.]+")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff“”][,.;:!?()\"']|[,;:!?()\"'][\u4e00-\u9fff]")
COMMON = set(
    "".join(
        line
        for line in (Path(__file__).parent / "common_characters.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
)
ON_EVERY_PHONE = {"删"}  # rare in books, known from deleting a message
OFFICE_WORDS = (  # what a clerk writes and nobody says
    "予以 兹 务必 敬请 贵方 该项 上述 如下 依据 鉴于 特此 逾期 履行 缴纳 知悉 悉知 酌情 事宜 相关规定 有关规定 进行核 "
    "提交 填写 填报 有误 告知 反馈 主张 行使 清偿 支付 涉及 是否 如需 若 即可 请问 尊敬 您所 所述 用人单位 劳动者 "
    "申请人 当事人 被投诉 诉求 系统 平台 操作 选项 输入 点击 完成 无法 以便 及时 尽快 相应 具体 信息"
).split()
TOLD = {name: body[0] for name, body in RESPONSES.items()}
PARTS = tuple(name for name in TOLD if name.startswith(("utter_line_", "utter_list_")))


def texts() -> Iterator[tuple[str, str]]:
    for name, body in TOLD.items():
        yield name, body["text"]
        yield from ((name, button["title"]) for button in body.get("buttons") or ())


def without_sources(text: str) -> str:
    return SOURCE.sub("", text)


def test_sentences_are_short() -> None:
    long = [
        (name, sentence, len(UNIT.findall(sentence)))
        for name, text in texts()
        for sentence in SENTENCE.findall(without_sources(text))
        if len(UNIT.findall(sentence)) > LONGEST
    ]
    assert long == []


def test_a_text_asks_one_thing() -> None:
    assert [name for name, text in texts() if text.count("？") > 1] == []


def test_the_characters_are_common() -> None:
    rare = {name: {c for c in text if "\u4e00" <= c <= "\u9fff"} - COMMON - ON_EVERY_PHONE for name, text in texts()}
    assert {name: found for name, found in rare.items() if found} == {}


def test_no_office_words_are_used() -> None:
    found = [(name, word) for name, text in texts() for word in OFFICE_WORDS if word in without_sources(text)]
    assert found == []


def test_punctuation_is_chinese() -> None:
    assert [(name, text) for name, text in texts() if HALF_WIDTH.search(text)] == []


def test_latin_and_digits_stand_apart() -> None:
    touching = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
    assert [(name, text) for name, text in texts() if touching.search(text)] == []


@pytest.mark.parametrize("name", [name for name in TOLD if name.startswith("utter_ask_")])
def test_an_open_question_has_an_example_or_choices(name: str) -> None:
    body = TOLD[name]
    assert "比如" in body["text"] or "“" in body["text"] or body.get("buttons") or "？" not in body["text"]


def test_the_worker_is_called_nin() -> None:
    assert [name for name, text in texts() if re.search("你(?!们)", text)] == []


def test_the_test_itself_finds_hard_texts() -> None:
    hard = "根据有关规定，劳动者应当及时提交相关的证明材料以便有关部门予以核实处理"
    assert len(UNIT.findall(hard)) > LONGEST
    assert any(word in hard for word in OFFICE_WORDS)
    assert HALF_WIDTH.search("您好,请说")
    assert "龘" not in COMMON
