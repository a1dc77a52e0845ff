"""Yuan to fen and back, exactly or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.money import NotMoney, fen, yuan_text


@pytest.mark.parametrize(
    ("yuan", "counted"), [("24000", 2_400_000), ("280.5", 28_050), ("0.01", 1), ("0", 0), (850, 85_000), ("1.230", 123)]
)
def test_yuan_become_fen(yuan: object, counted: int) -> None:
    assert fen(yuan) == counted


@pytest.mark.parametrize(
    "yuan",
    ["", "-1", "+1", "1e5", "NaN", "inf", "1,000", "1.", ".5", "0.001", "２４", "24000元", 280.5, True, "9" * 13],
)
def test_what_cannot_be_counted_is_refused(yuan: object) -> None:
    with pytest.raises(NotMoney):
        fen(yuan)


@given(st.integers(0, 10**13))
def test_fen_come_back_as_they_were(counted: int) -> None:
    assert fen(yuan_text(counted)) == counted
