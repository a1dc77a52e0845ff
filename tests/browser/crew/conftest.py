"""Phones with the worker's page and the leader's; whatever a page complains of fails the test."""

from __future__ import annotations

from tests.browser.chat.conftest import complaints, live_for_real, phones

__all__ = ["complaints", "live_for_real", "phones"]
