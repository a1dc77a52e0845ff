"""What a Rasa server is given agrees with what our engine runs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import yaml

from dialogs.said import NOT_SPOKEN, RASA_NAMES
from tests.talks import SCRIPT

RASA = Path(__file__).parents[2] / "rasa"
OURS = {"bot", "console", "handlers", "dialogs", "cases", "nlu", "storage", "tests"}


def constant(path: Path, name: str) -> object:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            return ast.literal_eval(node.value)
    raise AssertionError(name)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_component_imports_nothing_of_ours() -> None:
    for path in RASA.glob("*.py"):
        assert imported(path) & OURS == set()


def test_the_component_renames_what_rasa_keeps_for_itself() -> None:
    assert constant(RASA / "understand_over_http.py", "RASA_NAMES") == RASA_NAMES


def test_wordless_messages_have_the_same_intents() -> None:
    named = constant(RASA / "parity_check.py", "NOT_SPOKEN")
    assert isinstance(named, dict)
    assert named.items() <= NOT_SPOKEN.items()


def test_every_intent_has_an_example() -> None:
    examples = yaml.safe_load((RASA / "nlu.yml").read_text("utf-8"))["nlu"]
    assert [example["intent"] for example in examples] == SCRIPT.domain["intents"]


def test_every_slot_is_filled_by_our_forms_only() -> None:
    kinds = {mapping["type"] for slot in SCRIPT.domain["slots"].values() for mapping in slot["mappings"]}
    assert kinds == {"custom"}


def test_an_action_ends_a_form_in_all_rules_or_in_none() -> None:
    """Rasa refuses to train on rules of which one leaves out what another says of the same action."""
    endings: dict[str, set[bool]] = {}
    for rule in yaml.safe_load((RASA.parent / "dialogs" / "rules.yml").read_text("utf-8"))["rules"]:
        steps = rule["steps"]
        for step, after in zip(steps, [*steps[1:], {}], strict=True):
            if "action" in step:
                endings.setdefault(step["action"], set()).add("active_loop" in after)
    assert [action for action, told in endings.items() if len(told) > 1] == []


def test_rasa_asks_the_action_server_where_it_listens() -> None:
    parse = yaml.safe_load((RASA / "config.yml").read_text("utf-8"))["pipeline"][0]["url"]
    webhook = yaml.safe_load((RASA / "endpoints.yml").read_text("utf-8"))["action_endpoint"]["url"]
    assert parse.removesuffix("/model/parse") == webhook.removesuffix("/webhook")


def test_choices_stand_in_the_text_or_come_with_it_and_not_both() -> None:
    """Rasa shows those of the text and those that an action adds, our engine would show the latter alone."""
    called = [
        name
        for path in (RASA.parent / "dialogs" / "actions").glob("*.py")
        for name in re.findall(r'response="(\w+)", buttons=', path.read_text("utf-8"))
    ]
    assert called and [name for name in called if SCRIPT.domain["responses"][name][0].get("buttons")] == []
