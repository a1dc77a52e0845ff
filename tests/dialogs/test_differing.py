"""Two different things said of one slot: one question names both, a number settles it, and it is asked once."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.identity import is_valid_id_number
from tests.dialogs.said import FULL, at, hears, says, texts, words
from tests.talks import DialogAlone

OTHER_ID = next(number for end in "0123456789X" if is_valid_id_number(number := f"32110219850615002{end}"))
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("person", {"person": "李强"}),
    ("id_number", {"id_number": OTHER_ID, "id_valid": True}),
    ("phone", {"phone": "13800009999"}),
    ("project", {"project": "碧水湾三期"}),
    ("place", {"place": "丹徒区"}),
    ("employer", {"employer": "宏远劳务"}),
    ("foreman", {"foreman": "刘大奎"}),
    ("period", {"period_start": "2026-05-01", "period_end": "2026-08-31"}),
]
others = pytest.mark.parametrize(("slot", "said"), OTHERS)


@pytest.mark.asyncio
@others
async def test_one_question_names_both_and_a_number_chooses(
    alone: DialogAlone, slot: str, said: dict[str, Any]
) -> None:
    doubt = await alone.engine.turn(await at(alone, "evidence"), says("provide_info", **said))
    assert doubt.asked == slot
    assert len(doubt.replies) == 1 and len(doubt.replies[0].choices) == 2
    first = await alone.engine.turn(doubt.conversation, says("provide_info", "1"))
    assert first.asked == "evidence"
    assert {name: first.facts[name] for name in said if name in FULL} == {n: FULL[n] for n in said if n in FULL}
    second = await alone.engine.turn(doubt.conversation, says("provide_info", "2"))
    assert (second.asked, said.items() <= {**second.facts, "id_valid": True}.items()) == ("evidence", True)


@pytest.mark.asyncio
@others
async def test_a_tapped_choice_and_words_for_it_settle_it_too(
    alone: DialogAlone, slot: str, said: dict[str, Any]
) -> None:
    doubt = await alone.engine.turn(await at(alone, "evidence"), says("provide_info", **said))
    for text in (doubt.replies[0].choices[1], "后面那个对", "第二个", "是后来的"):
        settled = await alone.engine.turn(
            doubt.conversation, says("out_of_scope", text, **(said if slot == "period" else {}))
        )
        assert settled.asked == "evidence"
        assert said.items() <= {**settled.facts, "id_valid": True}.items()


@pytest.mark.asyncio
async def test_neither_leads_to_the_plain_question_and_a_third_value_is_taken(alone: DialogAlone) -> None:
    doubt = await alone.engine.turn(await at(alone, "evidence"), says("provide_info", place="丹徒区"))
    neither = await alone.engine.turn(doubt.conversation, says("deny", "都不对"))
    assert (neither.asked, texts(neither)[-1]) == ("place", words("utter_ask_place"))
    third = await alone.engine.turn(doubt.conversation, says("provide_info", place="京口区"))
    assert (third.asked, third.facts["place"]) == ("evidence", "京口区")


@pytest.mark.asyncio
@pytest.mark.parametrize("message", [says("dont_know", "不知道"), says("out_of_scope", "唉")])
async def test_what_he_cannot_settle_stays_as_he_said_it_first(alone: DialogAlone, message: Any) -> None:
    doubt = await alone.engine.turn(await at(alone, "evidence"), says("provide_info", place="丹徒区"))
    turn = await hears(alone, message, message, start=doubt.conversation)
    assert turn.facts["place"] == FULL["place"]


@pytest.mark.asyncio
async def test_it_is_asked_once(alone: DialogAlone) -> None:
    other = says("provide_info", place="丹徒区")
    settled = await hears(alone, other, says("provide_info", "1"), start=await at(alone, "evidence"))
    again = await alone.engine.turn(settled.conversation, other)
    assert (again.asked, again.facts["place"]) == ("evidence", FULL["place"])
    assert FULL["place"] in texts(again)[0]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ({"place": "镇江市润州区"}, {"place": "镇江市润州区"}),
        ({"place": "润州"}, {"place": "润州区"}),
        ({"project": "万象新城二期"}, {"project": "万象新城二期"}),
        ({"employer": "鼎立劳务公司"}, {"employer": "鼎立劳务公司"}),
    ],
)
async def test_a_fuller_name_is_taken_without_a_question(
    alone: DialogAlone, said: dict[str, Any], stands: dict[str, Any]
) -> None:
    turn = await alone.engine.turn(await at(alone, "evidence"), says("provide_info", **said))
    assert turn.asked == "evidence"
    assert stands.items() <= turn.facts.items()


@pytest.mark.asyncio
async def test_the_general_contractor_beside_the_firm_is_no_contradiction(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(
        await at(alone, "evidence"), says("provide_info", "总包是中建三局", employer="中建三局")
    )
    assert (turn.asked, turn.facts["employer"]) == ("evidence", FULL["employer"])


@pytest.mark.asyncio
async def test_another_doubt_does_not_settle_it(alone: DialogAlone) -> None:
    doubt = await alone.engine.turn(await at(alone, "amount_owed"), says("provide_info", place="丹徒区"))
    both = await alone.engine.turn(doubt.conversation, says("provide_info", amount_owed_yuan="8000"))
    assert (both.asked, both.facts["amount_owed_yuan"]) == ("place", "8000")
    assert len(both.replies[-1].choices) == 2


@pytest.mark.asyncio
async def test_more_evidence_comes_to_what_is_known(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "confirm"), says("provide_info", evidence_kinds=["chat"]))
    assert turn.facts["evidence_kinds"] == ["iou", "chat"]
    wrong = await alone.engine.turn(await at(alone, "confirm"), says("correct_info", evidence_kinds=["chat"]))
    assert wrong.facts["evidence_kinds"] == ["chat"]
