"""The dialog's script: Rasa's domain and rules files, read, merged and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
STEPS = frozenset({"intent", "action", "active_loop", "slot_was_set"})


class UnknownStep(ValueError):
    """The script asks for something that the engine cannot run."""


class UnknownText(ValueError):
    """An operator's own texts cannot be put in the place of ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do on an intent, or when a form is done, inside or outside a form."""

    name: str
    form: str | None
    intent: str | None
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The domain as Rasa defines it, and the rules in the subset we run."""

    domain: dict[str, Any]
    rules: tuple[Rule, ...]
    questions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    by_intent: Mapping[tuple[str | None, str], Rule] = field(default_factory=dict)

    def is_form(self, name: str) -> bool:
        return name in self.domain["forms"]

    def on_intent(self, intent: str, form: str | None) -> Rule | None:
        """The rule for an intent, inside the given form or outside any."""
        return self.by_intent.get((form, intent))

    def on_done(self, form: str) -> Rule | None:
        """The rule for a form that has been filled."""
        return next((rule for rule in self.rules if rule.intent is None and rule.form == form), None)


def load_script(folder: Path = HERE, own_texts: Path | None = None) -> Script:
    """Read domain/*.yml and rules.yml from the folder; an operator's own texts take the place of ours.

    Raises UnknownStep for what the engine cannot run, UnknownText for texts that cannot be used.
    """
    domain: dict[str, Any] = {}
    for path in sorted((folder / "domain").glob("*.yml")):
        merge(domain, yaml.safe_load(path.read_text("utf-8")), path.name)
    if own_texts is not None:
        put_own_texts(domain["responses"], own_texts)
    written = yaml.safe_load((folder / "rules.yml").read_text("utf-8"))["rules"]
    rules = tuple(read_rule(rule, domain) for rule in written)
    by_intent = {(rule.form, rule.intent): rule for rule in rules if rule.intent}
    questions = {(form, slot): question(domain, form, slot) for form, slot in asked_slots(domain)}
    return Script(domain, rules, questions, by_intent)


def merge(domain: dict[str, Any], part: Mapping[str, Any], source: str) -> None:
    """Add one file to the domain; a name that is defined twice is refused."""
    for key, value in part.items():
        if isinstance(value, list):
            domain.setdefault(key, []).extend(value)
        elif isinstance(value, dict):
            known = domain.setdefault(key, {})
            if twice := known.keys() & value.keys():
                raise UnknownStep(f"{source}: {key} defines {sorted(twice)} again")
            known.update(value)
        else:
            domain[key] = value


def put_own_texts(responses: dict[str, Any], path: Path) -> None:
    """Put the texts of the file, `name: text`, in the place of ours; raises UnknownText."""
    try:
        written = yaml.safe_load(path.read_text("utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise UnknownText(f"{path.name} cannot be read as YAML ({type(fault).__name__}).") from None
    if not isinstance(written, dict) or not all(isinstance(text, str) for text in written.values()):
        raise UnknownText(f"{path.name} must hold lines of the form `utter_crisis: text`.")
    if unknown := sorted(str(name) for name in written.keys() - responses.keys()):
        raise UnknownText(f"{path.name} names texts that there are not: {', '.join(unknown)}.")
    for name, text in written.items():
        responses[name] = [{**responses[name][0], "text": text}]


def asked_slots(domain: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(form, slot) for form, body in domain["forms"].items() for slot in body["required_slots"]]


def question(domain: Mapping[str, Any], form: str, slot: str) -> str:
    """The response or action that asks for a slot, by Rasa's naming rule."""
    known = {*domain["actions"], *domain["responses"]}
    names = (f"action_ask_{form}_{slot}", f"utter_ask_{form}_{slot}", f"action_ask_{slot}", f"utter_ask_{slot}")
    for name in names:
        if name in known:
            return name
    raise UnknownStep(f"nothing asks for the slot {slot!r} of {form!r}")


def read_rule(rule: Mapping[str, Any], domain: Mapping[str, Any]) -> Rule:
    """Turn one rule of rules.yml into ours; refuse what the engine cannot run."""
    name, written = rule["rule"], rule["steps"]
    conditions = rule.get("condition", [])
    check(name, {key for step in written for key in step} - STEPS, "step")
    check(name, {key for condition in conditions for key in condition} - {"active_loop"}, "condition")
    form = next((condition["active_loop"] for condition in conditions), None)
    intent = next((step["intent"] for step in written if "intent" in step), None)
    actions = [step["action"] for step in written if "action" in step]
    check(name, {*actions} - {*domain["actions"], *domain["responses"], *domain["forms"]}, "action")
    check(name, {intent} - {None, *domain["intents"]}, "intent")
    if intent is None:  # a form's end names the form first
        actions = actions[1:]
    return Rule(name, form, intent, tuple(actions))


def check(name: str, unknown: set[Any], what: str) -> None:
    if unknown:
        raise UnknownStep(f"rule {name!r}: unknown {what} {sorted(unknown, key=str)}")
