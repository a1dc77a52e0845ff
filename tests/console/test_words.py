"""Every code has its word, every answer its text, and no template lets markup through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases.steps import Status
from console.pages import TEMPLATES
from console.words import told, word, words
from handlers.casework import REVEALABLE
from handlers.viewer import Role

ROOT = TEMPLATES.parent.parent
CODE = [path for folder in ("console", "handlers") for path in (ROOT / folder).rglob("*.py")]
UNSAFE = re.compile(
    r"\|\s*safe\b|autoescape|\sstyle=|\shx-on|\son\w+=|<script(?![^>]*\bsrc=)|<style|https?://(?!www\.w3\.org)"
)


def test_every_code_has_its_word() -> None:
    assert set(words()["family"]) == set(Status)
    assert set(words()["role"]) == set(Role)
    assert REVEALABLE <= set(words()["fact"])
    assert word("role", "nonsense") == "nonsense" and word("role", None) == ""


def test_every_answer_that_the_code_gives_has_its_text() -> None:
    names = {name for path in CODE for name in re.findall(r'\btold\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert names - set(words()["told"]) == set()
    for fault in ("short", "long", "name", "simple", "same"):
        assert told(f"password_{fault}")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_lets_markup_or_foreign_scripts_through(path: Path) -> None:
    assert UNSAFE.findall(path.read_text("utf-8")) == []


def test_what_the_browser_gets_says_where_it_is_from() -> None:
    readme = (TEMPLATES.parent / "static" / "README.md").read_text("utf-8")
    files = [path.name for path in (TEMPLATES.parent / "static").iterdir() if path.name != "README.md"]
    assert [name for name in files if f"`{name}`" not in readme] == []
