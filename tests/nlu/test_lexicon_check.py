"""Bad lines of the word lists are named for the operator."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.lexicon import FOLDER
from nlu.lexicon.check import problems


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A copy of the word lists that may be spoilt."""
    folder = tmp_path / "lexicon"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def test_the_lists_as_they_are_have_no_bad_line() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("file", "line", "what"),
    [
        ("trades.txt", "砌 墙", "one word a line is expected"),
        ("trades.txt", "木工", "stands on line"),
        ("trades.txt", "木弓\t目工", "is no trade of the list"),
        ("trades.txt", "木弓\t木工\t瓦工", "a trade is expected"),
        ("surnames.txt", "王", "stands on line"),
        ("given_names.txt", "建国", "a single character is expected"),
        ("soundalikes.txt", "工", "two or more different characters"),
        ("bare_kinds.txt", "厂房\t仓库", "one word a line is expected"),
        ("former_counties.tsv", "32111\t丹徒县", "six digits, a tab and a name"),
        ("cues.tsv", "老板\tking", "a word, a tab and one of"),
        ("naming.tsv", "salary\t工资", "a tab and nouns are expected"),
        ("evidence.tsv", "photo\t(照片", "its pattern cannot be read"),
        ("commands.tsv", "pause\t*", "its fields are parted by tabs"),
        ("typos.tsv", "拖前 拖欠", "its fields are parted by tabs"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(file: str, line: str, what: str, lists: Path) -> None:
    path = lists / file
    text = path.read_text("utf-8").rstrip("\n") + f"\n{line}\n"
    path.write_text(text, "utf-8")
    [problem] = problems(lists)
    assert problem.startswith(f"{file}, line {len(text.splitlines())}: ")
    assert what in problem


def test_a_file_in_another_encoding_is_named(lists: Path) -> None:
    (lists / "trades.txt").write_bytes("木工\n".encode("gb18030"))
    assert problems(lists) == ["trades.txt is not UTF-8."]


def test_a_remark_behind_an_entry_is_no_part_of_it(lists: Path) -> None:
    path = lists / "trades.txt"
    path.write_text(path.read_text("utf-8") + "捏糖人  # at fairs\n", "utf-8")
    assert problems(lists) == []
