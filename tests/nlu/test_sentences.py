"""Tables of sentences: every figure that a message states comes out, and none that it does not."""

from __future__ import annotations

import pytest

from nlu.understand import understand
from tests.nlu.tables import TODAY, Sentence, figures, sentences

WHOLE = ("amounts", "stories", "mixed", "periods", "counts", "digits", "payments", "soft", "waves")
PARTLY = {"more_periods": {"start", "end"}, "months": {"months"}, "phones": {"phone"}}


def rows(*tables: str) -> list[object]:
    return [pytest.param(each, id=f"{table}:{each.text}") for table in tables for each in sentences(table)]


@pytest.mark.parametrize("sentence", rows(*WHOLE))
def test_a_sentence_states_its_figures_and_no_others(sentence: Sentence) -> None:
    assert figures(sentence) == sentence.facts


@pytest.mark.parametrize("table", sorted(PARTLY))
def test_the_figures_that_a_table_is_about_are_read(table: str) -> None:
    fields = PARTLY[table]
    read = {
        each.text: {name: value for name, value in figures(each).items() if name in fields} for each in sentences(table)
    }
    assert read == {each.text: dict(each.facts) for each in sentences(table)}


@pytest.mark.parametrize("sentence", rows("evidence"))
def test_a_sentence_names_its_kinds_of_evidence(sentence: Sentence) -> None:
    entities = understand(sentence.text, today=TODAY, asked=sentence.asked).entities
    assert sorted(entities.get("evidence_kinds", [])) == list(sentence.facts)
