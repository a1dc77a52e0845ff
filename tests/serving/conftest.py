"""The fixtures of the tests beside this file."""

from __future__ import annotations

from tests.rows import own_postgres, postgres_url, url

__all__ = ["own_postgres", "postgres_url", "url"]
