"""A small sample of `bench wechat`: a crowd on real processes, an API with faults, a kill in the middle."""

from __future__ import annotations

import pytest

from bot.bench.verdict import P99_GOAL
from bot.bench.wechat import Plan, run_crowd

SMALL = Plan(workers=20, spread=1.0, think=0.2, share=0.2, faults=("busy", "cut", "stale", "html"))


def test_a_crowd_loses_nothing_whatever_the_api_does() -> None:
    verdict = run_crowd("sqlite", "", SMALL)
    assert verdict.is_right, verdict
    assert (verdict.lines, verdict.p99 < P99_GOAL) == (80, True)
    assert verdict.notices_left.keys() <= {"unknown"}


@pytest.mark.postgres
def test_a_crowd_loses_nothing_when_one_of_two_processes_is_killed(bare_postgres: str) -> None:
    verdict = run_crowd("postgresql", bare_postgres, Plan(20, 3.0, 0.5, 0.2, ("busy", "cut", "stale"), kill=True))
    assert verdict.is_right, verdict
    assert verdict.ready_again is not None
