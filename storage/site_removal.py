"""Takes away the sites that complaints made, with what was learned of their chains."""

from __future__ import annotations

from sqlalchemy import Connection, Select, and_, delete, exists

from storage.tables import site, site_case, site_party


def remove_site_cases(connection: Connection, numbers: Select[tuple[str]]) -> None:
    """Cases that go leave their sites; a site that only complaints knew goes with the last of them."""
    connection.execute(
        delete(site_party).where(site_party.c.source == "complaint", site_party.c.source_ref.in_(numbers))
    )
    connection.execute(delete(site_case).where(site_case.c.case_number.in_(numbers)))
    is_left = exists().where(site_case.c.site_id == site.c.id)
    is_known = exists().where(site_party.c.site_id == site.c.id)
    connection.execute(delete(site).where(and_(site.c.source == "complaint", ~is_left, ~is_known)))
