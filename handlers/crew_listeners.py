"""Who hears of a crew's case beside its leader."""

from __future__ import annotations

from storage import crews
from storage.cases import Connection
from storage.vault import Vault


def listeners(connection: Connection, vault: Vault, case_number: str) -> list[str]:
    """The conversations of those who have joined the case's crew, but for its leader's."""
    crew = crews.of_case(connection, vault, case_number)
    if crew is None:
        return []
    rows = crews.members(connection, vault, crew.id)
    joined = {row.conversation_id for row in rows if row.state == "joined" and row.conversation_id}
    return sorted(joined - {crew.conversation_id})
