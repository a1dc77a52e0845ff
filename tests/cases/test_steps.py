"""Which status may follow which, and by which words staff call them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cases.steps import (
    NEXT,
    IllegalStep,
    ProofMissing,
    Status,
    UnknownStatus,
    allowed,
    check_step,
    official,
    status_named,
)
from dialogs.notices import STATUSES


def test_the_worker_has_words_for_exactly_these_statuses() -> None:
    assert set(Status) == set(STATUSES) == set(NEXT)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", "accepted"),
        ("已受理", "accepted"),
        ("不予受理", "refused"),
        ("立案", "filed"),
        ("待补正", "needs_supplement"),
        ("责令限期支付", "payment_ordered"),
        ("行政处理/处罚决定", "decided"),
        ("申请强制执行", "enforcement_requested"),
        ("已付清", "paid"),
        (" 办结 ", "closed"),
        ("Ｆｉｌｅｄ", "filed"),
    ],
)
def test_official_words_are_understood(word: str, status: str) -> None:
    assert status_named(word) == status


def test_no_two_statuses_share_a_word() -> None:
    assert len({official(status) for status in Status}) == len(Status)
    assert all(status_named(official(status)) is status for status in Status)


def test_an_unknown_word_is_answered_with_what_there_is() -> None:
    with pytest.raises(UnknownStatus, match="registered, needs_supplement, accepted"):
        status_named("好了")


def test_a_case_goes_the_usual_way() -> None:
    way = ["registered", "accepted", "filed", "investigating", "payment_ordered", "closed", "paid"]
    for status, to in pairwise(way):
        check_step(Status(status), Status(to), "工友确认已收到")


@pytest.mark.parametrize(
    ("status", "to"),
    [
        ("registered", "closed"),
        ("registered", "filed"),
        ("registered", "registered"),
        ("refused", "accepted"),
        ("closed", "investigating"),
        ("filed", "refused"),
        ("accepted", "enforcement_requested"),
        ("extended", "extended"),
        ("paid", "withdrawn"),
    ],
)
def test_an_illegal_step_names_what_is_allowed(status: str, to: str) -> None:
    with pytest.raises(IllegalStep) as refused:
        check_step(Status(status), Status(to), "x")
    assert refused.value.allowed == allowed(Status(status))
    assert all(code in str(refused.value) for code in refused.value.allowed)


@pytest.mark.parametrize("note", [None, "", "  "])
def test_paid_needs_its_proof(note: str | None) -> None:
    with pytest.raises(ProofMissing):
        check_step(Status.CLOSED, Status.PAID, note)


def test_every_status_can_be_reached_and_left() -> None:
    reached = {to for after in NEXT.values() for to in after}
    assert reached == set(Status) - {Status.REGISTERED}
    assert all(NEXT.values())
