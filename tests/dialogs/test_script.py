"""The script is read whole, and what the engine cannot run is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs import script as module
from dialogs.crew_registry import register_crew_actions
from dialogs.forms.agreement import PARTS
from dialogs.forms.claim import EVIDENCE
from dialogs.forms.complaint import OPEN, WAYS_OUT
from dialogs.forms.hearing import INTERRUPTS
from dialogs.notices import STATUSES, notice_text
from dialogs.registry import register_actions
from dialogs.script import UnknownStep, UnknownText, load_script
from dialogs.wording import title
from tests.dialogs.crews import MemoryCrews
from tests.dialogs.fakes import Clock, FakeCases, counting
from tests.dialogs.fakes import ports as both_ports

SCRIPT = load_script()
RESPONSES = SCRIPT.domain["responses"]
SENTENCE = re.compile(r"[^。！？；\n]+")
TOPICS = (
    "no_contract evidence cost processing_time who_pays time_limit arbitration anonymity legal_aid where eligibility "
    "wage_deposit criminal blacklist lawsuit scope right procedure"
).split()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = Path(module.__file__).parent
    shutil.copytree(here / "domain", tmp_path / "domain")
    shutil.copy(here / "rules.yml", tmp_path)
    return tmp_path


def with_rule(folder: Path, rule: dict[str, Any]) -> Path:
    path = folder / "rules.yml"
    written = yaml.safe_load(path.read_text("utf-8"))
    written["rules"].append(rule)
    path.write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")
    return folder


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "r", "steps": [{"intent": "greet"}, {"checkpoint": "c"}]},
        {"rule": "r", "steps": [{"intent": "greet"}, {"action": "action_that_nobody_wrote"}]},
        {"rule": "r", "steps": [{"intent": "dance"}, {"action": "utter_ok"}]},
        {"rule": "r", "condition": [{"slot_was_set": [{"phone": "1"}]}], "steps": [{"intent": "greet"}]},
    ],
    ids=["step", "action", "intent", "condition"],
)
def test_what_the_engine_cannot_run_is_refused(folder: Path, rule: dict[str, Any]) -> None:
    with pytest.raises(UnknownStep):
        load_script(with_rule(folder, rule))


def test_a_text_defined_twice_is_refused(folder: Path) -> None:
    (folder / "domain" / "again.yml").write_text('responses: {utter_ok: [{text: "."}]}\n', "utf-8")
    with pytest.raises(UnknownStep, match="utter_ok"):
        load_script(folder)


def test_a_slot_that_nothing_asks_for_is_refused(folder: Path) -> None:
    path = folder / "domain" / "proof.yml"
    path.write_text(path.read_text("utf-8").replace("action_ask_fix", "action_ask_mend"), "utf-8")
    path = folder / "domain" / "questions.yml"
    path.write_text(path.read_text("utf-8").replace("utter_ask_fix:", "utter_ask_mend:"), "utf-8")
    with pytest.raises(UnknownStep, match="fix"):
        load_script(folder)


def test_every_intent_has_a_rule_outside_the_form() -> None:
    missing = [intent for intent in SCRIPT.domain["intents"] if SCRIPT.on_intent(intent, None) is None]
    assert missing == []


def test_whatever_interrupts_the_form_has_a_rule_inside_it() -> None:
    inside = {rule.intent for rule in SCRIPT.rules if rule.form and rule.intent}
    assert inside == INTERRUPTS


def test_every_action_of_the_domain_is_registered_and_no_other() -> None:
    clock = Clock()
    effects, _ = both_ports()
    executor = register_actions(effects, FakeCases(clock), counting("{}"), counting("{}"), clock)
    register_crew_actions(executor, effects, MemoryCrews(clock).ports(), counting("{}"), clock)
    assert set(executor.actions) == set(SCRIPT.domain["actions"])


def test_choices_stand_in_the_order_in_which_they_are_read() -> None:
    assert len(RESPONSES["utter_ask_evidence"][0]["buttons"]) == len(EVIDENCE)
    for kind, button in zip(EVIDENCE[:-1], RESPONSES["utter_ask_evidence"][0]["buttons"], strict=False):
        assert button["title"] == RESPONSES[f"utter_evidence_{kind}"][0]["text"]
    assert [button["title"] for button in RESPONSES["utter_ask_fix"][0]["buttons"]] == [
        title(SCRIPT.domain, part) for part in PARTS
    ]
    assert all(len(RESPONSES[f"utter_ask_{slot}"][0]["buttons"]) == len(WAYS_OUT) for slot in OPEN)


def test_menus_outside_the_form_offer_the_same_three_things() -> None:
    first = RESPONSES["utter_menu"][0]["buttons"][0]["title"]
    starts = {name: [one["title"] for one in body[0].get("buttons") or ()] for name, body in RESPONSES.items()}
    menus = [name for name, shown in starts.items() if shown[:1] == [first]]
    thirds = {RESPONSES[name][0]["buttons"][1]["title"] for name in menus}
    assert thirds == {RESPONSES["utter_menu"][0]["buttons"][1]["title"]}


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_words(status: str) -> None:
    reply = notice_text(SCRIPT, status, {"case_number": "XS1234", "note": "N"})
    assert "XS1234" in reply.text
    assert reply.text.endswith("N")
    assert reply.text != notice_text(SCRIPT, "unheard_of", {"case_number": "XS1234", "note": "N"}).text


def test_a_status_that_nobody_knows_yet_is_still_told() -> None:
    assert "XS1234" in notice_text(SCRIPT, "unheard_of", {"case_number": "XS1234"}).text


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_policy_has_an_answer(topic: str) -> None:
    assert RESPONSES[f"utter_faq_{topic}"]


def test_sentences_are_short() -> None:
    long = {
        name: sentence
        for name, body in RESPONSES.items()
        for sentence in SENTENCE.findall(body[0]["text"])
        if len(sentence) > 60 and not name.startswith("utter_faq_")
    }
    assert long == {}


def test_choices_are_few_words() -> None:
    titles = {button["title"] for body in RESPONSES.values() for button in body[0].get("buttons") or ()}
    assert all(0 < len(title) <= 6 for title in titles)


def test_an_operators_own_text_takes_the_place_of_ours(tmp_path: Path) -> None:
    own = tmp_path / "texts.yml"
    own.write_text("utter_crisis: 有危险打 110。本市热线 0511-12345。\n", "utf-8")
    script = load_script(own_texts=own)
    assert "0511" in script.domain["responses"]["utter_crisis"][0]["text"]
    assert script.domain["responses"]["utter_ok"] == RESPONSES["utter_ok"]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("utter_crises: 不急\n", "utter_crises"),
        ("- 不急\n", "lines of the form"),
        ("utter_crisis: [1]\n", "lines of the form"),
        ("{: [", "YAML"),
    ],
)
def test_own_texts_that_cannot_be_used_are_refused(tmp_path: Path, written: str, named: str) -> None:
    own = tmp_path / "texts.yml"
    own.write_text(written, "utf-8")
    with pytest.raises(UnknownText, match=named):
        load_script(own_texts=own)
