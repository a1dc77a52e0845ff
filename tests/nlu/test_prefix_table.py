"""The table in place of jieba's dictionary: the same cuts, kept between starts, and nothing of a damaged file."""

from __future__ import annotations

import json
import logging
import warnings
from pathlib import Path
from typing import Any

import pytest

import nlu
from nlu import prefix_table, tokens
from nlu.prefix_table import PrefixTable, TableFull, dump, filled, load

LINES = ["工资 7 n".encode(), "工资条 3 n".encode(), "欠 5 v".encode(), "工 2 n".encode()]
OF = b"d" * 32


@pytest.fixture(scope="module")
def jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.ERROR)
    cutter = jieba.Tokenizer()
    cutter.tmp_dir = str(tokens._own_folder())
    cutter.initialize()
    for word in tokens.own_words():
        cutter.add_word(word)
    return cutter


def messages() -> list[str]:
    folder = Path(nlu.__file__).parent / "devset"
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [one["text"] for one in map(json.loads, filter(None, lines)) if "text" in one]


def test_every_message_is_cut_as_jieba_cuts_it(jieba: Any) -> None:
    ours = tokens._cutter()
    assert [text for text in messages() if list(ours(text)) != jieba.lcut(text)] == []


def test_every_word_has_its_frequency(jieba: Any) -> None:
    ours: Any = tokens._cutter()
    table, total = ours.__self__.FREQ, ours.__self__.total
    assert total == jieba.total
    assert [word for word, count in jieba.FREQ.items() if table.get(word) != count] == []


def test_beginnings_are_in_it_and_nothing_else() -> None:
    table, total = filled(LINES)
    assert total == 17
    assert (table.get("工资"), table.get("工资条"), table.get("资"), table.get("资", 1)) == (7, 3, None, 1)
    assert "工" in table and "资条" not in table
    table["拖欠工资"] = 9
    assert (table["拖欠"], table["拖欠工资"]) == (0, 9)
    with pytest.raises(KeyError):
        table["条"]
    assert [end for end, _ in table.words_from("拖欠工资条", 2)] == [2, 3, 4]


def test_what_was_kept_is_read_back_and_anothers_or_a_damaged_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "words.table"
    table, total = filled(LINES)
    dump(table, total, OF, path)
    kept = load(path, OF)
    assert kept and (kept[1], kept[0].get("工资条"), kept[0]._size) == (17, 3, table._size)
    assert load(path, b"e" * 32) is None
    path.write_bytes(path.read_bytes()[:-5])
    assert load(path, OF) is None
    assert load(tmp_path / "nothing", OF) is None


def test_a_table_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefix_table, "FULLEST", 2)
    table = PrefixTable()
    table["工资"] = 1
    with pytest.raises(TableFull):
        table["欠"] = 1
