"""The fixtures of the tests beside this file."""

from __future__ import annotations

from tests.rows import clock, database, own_postgres, postgres_url, url, vault

__all__ = ["clock", "database", "own_postgres", "postgres_url", "url", "vault"]
