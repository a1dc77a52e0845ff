"""Complaints from facts, and what is done with facts that cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.complaint import BadFact, Complaint, Worker

FACTS: dict[str, Any] = {
    "person": "王建国",
    "id_number": "321102198506150015",
    "id_valid": True,
    "phone": "13800001234",
    "project": "万象新城",
    "employer": "鼎立劳务",
    "amount_owed_yuan": "24000",
    "amount_owed_max_yuan": "25000.5",
    "amount_approx": True,
    "amount_agreed_yuan": "30000",
    "amount_paid_yuan": "6000",
    "period_start": "2026-03-01",
    "period_end": "2026-07-31",
    "headcount": 2,
    "evidence_kinds": ["iou", "chat"],
    "workers": [{"name": "王建国", "amount_owed_yuan": "20000"}, {"name": "李四"}],
}


def test_facts_are_counted_and_kept_as_they_were_said() -> None:
    complaint = Complaint.from_facts(FACTS)
    money = complaint.money
    assert (money.claimed_fen, money.claimed_max_fen, money.is_approximate) == (2_400_000, 2_500_050, True)
    assert (money.agreed_fen, money.paid_fen) == (3_000_000, 600_000)
    assert (complaint.start_on, complaint.end_on) == (date(2026, 3, 1), date(2026, 7, 31))
    assert (complaint.headcount, complaint.evidence_kinds) == (2, ("iou", "chat"))
    assert complaint.workers == (Worker("王建国", 2_000_000), Worker("李四", None))
    assert (complaint.person, complaint.phone, complaint.names_a_respondent) == ("王建国", "13800001234", True)
    assert complaint.to_facts() == FACTS


def test_a_complaint_can_be_filed_with_little() -> None:
    complaint = Complaint.from_facts({"foreman": "姓孙的"})
    unknown = (complaint.money.claimed_fen, complaint.start_on, complaint.headcount, complaint.county_code)
    assert unknown == (None, None, None, None)
    assert complaint.names_a_respondent
    assert not Complaint.from_facts({}).names_a_respondent


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_owed_yuan", "0"),
        ("amount_owed_yuan", "-5"),
        ("amount_owed_yuan", "两万四"),
        ("amount_paid_yuan", "1e9"),
        ("amount_owed_max_yuan", "100"),
        ("period_start", "2026-02-30"),
        ("period_start", "2026-08-01"),
        ("period_end", 7),
        ("headcount", 0),
        ("headcount", True),
        ("headcount", 2.5),
        ("workers", ["王建国"]),
        ("workers", [{"name": "王建国", "amount_owed_yuan": "-1"}]),
        ("evidence_kinds", "iou"),
        ("evidence_kinds", [1]),
        ("person", 5),
    ],
)
def test_a_fact_that_cannot_be_is_named_without_its_value(field: str, value: Any) -> None:
    with pytest.raises(BadFact) as refused:
        Complaint.from_facts({**FACTS, field: value})
    assert refused.value.field in (field, "period_end")
    assert "两万四" not in str(refused.value)


def test_a_new_sum_takes_the_old_range_away() -> None:
    revised = Complaint.from_facts(FACTS).with_facts({"amount_owed_yuan": "26000"})
    assert (revised.money.claimed_fen, revised.money.claimed_max_fen) == (2_600_000, None)
    assert not revised.money.is_approximate


def test_what_cannot_be_held_leaves_the_earlier_fact_standing() -> None:
    added = {"headcount": 0, "phone": "13800005678", "period_end": "2026-01-31", "amount_paid_yuan": "x"}
    revised = Complaint.from_facts(FACTS).with_facts(added)
    assert revised.to_facts() == {**FACTS, "phone": "13800005678"}


def test_a_whole_new_period_is_taken_together() -> None:
    added = {"period_start": "2026-08-01", "period_end": "2026-09-30"}
    assert Complaint.from_facts(FACTS).with_facts(added).start_on == date(2026, 8, 1)


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=3), max_size=2)


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), VALUES))
def test_a_supplement_of_anything_never_fails(added: dict[str, Any]) -> None:
    revised = Complaint.from_facts(FACTS).with_facts(added)
    assert Complaint.from_facts(revised.to_facts()) == revised
