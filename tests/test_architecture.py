"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from bot.commandline import app
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
CHINESE = re.compile(r"[\u3400-\u9fff]")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DOCUMENTED = (ast.Module, ast.ClassDef, *DEFINITIONS)
LAUNCHER_ONLY = {"test"}
NOT_OURS_TO_RUN = {"tests", "rasa"}  # rasa/ is loaded by a Rasa server, in its own Python
MACHINE = re.compile(
    r"/(?:work|root|home/[a-z]\w*)/(?!\.\.)|(?:index-url|extra-index-url|find-links|registry)\s*[=\s]\s*[\"']?https?:"
)


@cache
def tracked() -> list[Path]:
    """Every file that git knows, or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@cache
def packages() -> set[str]:
    return {path.relative_to(ROOT).parts[0] for path in tracked() if path.suffix == ".py"} - NOT_OURS_TO_RUN


def code() -> list[Path]:
    """Our modules, without tests and migrations."""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in packages() and "versions" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def spoken_literals(path: Path) -> Iterator[str]:
    """The Chinese strings of a module that are not docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if CHINESE.search(node.value):
                yield f"{name(path)}:{node.lineno}"


def test_every_package_is_under_the_import_contracts() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = {part.strip() for layer in contracts["contracts"][0]["layers"] for part in layer.split("|")}
    assert packages() == set(contracts["root_packages"]) == layers


def test_no_sentence_for_people_stands_in_code() -> None:
    elsewhere = [path for path in code() if path.relative_to(ROOT).parts[0] != "nlu"]
    assert [place for path in elsewhere for place in spoken_literals(path)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in code() if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))]
    assert silent == []


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {name(path): path.read_text("utf-8").count("\n") for path in code()}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{name(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in code()
        for node in ast.walk(tree(path))
        if isinstance(node, DEFINITIONS)
    }
    assert {function: lines for function, lines in lengths.items() if lines > 40} == {}


def test_no_place_is_named_for_what_has_no_place() -> None:
    banned = re.compile(r"(utils?|common|helpers?|core|base_\w+|manager_\w+)")
    parts = {part.removesuffix(".py") for path in code() for part in path.relative_to(ROOT).parts}
    assert sorted(part for part in parts if banned.fullmatch(part)) == []


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".png", ".ico", ".woff2", ".gz"} or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{name(path)}:{number}")
    assert found == []


def test_every_setting_is_explained_to_the_operator() -> None:
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    settings = {PREFIX + field.upper() for field in Settings.model_fields}
    explained = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", page))
    assert {setting for setting in explained if not setting.startswith(f"{PREFIX}TEST_")} == settings


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_lists_the_commands_that_there_are(readme: str) -> None:
    rows = re.findall(r"^\| `\./xinsheng ([a-z]+(?: [a-z]+)?)", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted({*commands(), *LAUNCHER_ONLY})


def commands() -> Iterator[str]:
    """The names of all commands, those of groups with their group's name before them."""
    root = typer.main.get_command(app)
    for word, command in getattr(root, "commands", {}).items():
        inner = getattr(command, "commands", None)
        yield from (f"{word} {one}" for one in inner) if inner else [word]
