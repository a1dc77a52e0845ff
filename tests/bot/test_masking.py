"""Masks for screens and exports."""

from bot.masking import mask_facts


def test_names_and_numbers_are_masked_also_in_lists() -> None:
    facts = {
        "person": "Wang Wu",
        "phone": "13800001234",
        "id_number": "11010519491231002X",
        "employer": "Dingli",
        "workers": [{"name": "Li", "amount_owed_yuan": "300"}],
        "evidence_kinds": ["iou"],
        "headcount": 3,
    }
    assert mask_facts(facts) == {
        "person": "W******",
        "phone": "138****1234",
        "id_number": "110105********002X",
        "employer": "Dingli",
        "workers": [{"name": "L*", "amount_owed_yuan": "300"}],
        "evidence_kinds": ["iou"],
        "headcount": 3,
    }


def test_a_short_number_is_hidden_whole() -> None:
    assert mask_facts({"phone": "12345"}) == {"phone": "*****"}
