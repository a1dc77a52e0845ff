"""The databases of the tests beside this file: empty, as an operator makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.tables import metadata
from tests.rows import own_postgres

__all__ = ["own_postgres"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/rows.db"
    return str(request.getfixturevalue("bare_postgres"))


@pytest.fixture
def bare_postgres(own_postgres: str) -> str:
    engine = create_engine(own_postgres)
    metadata.drop_all(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()
    return own_postgres
