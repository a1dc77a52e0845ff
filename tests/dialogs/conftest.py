"""The assistant that the dialog's tests talk with."""

from __future__ import annotations

import pytest

from tests.talks import DialogAlone, dialog_alone


@pytest.fixture
def alone() -> DialogAlone:
    return dialog_alone()
