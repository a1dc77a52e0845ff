"""What commands do with the list of staff: add somebody, show all, give a new one-time password."""

from __future__ import annotations

from bot.service import Answer, Refused
from bot.wiring import Parts
from handlers.staff import OPERATOR, BadName, NameTaken, NewStaff, NoSuchStaff
from handlers.viewer import Role, UnknownArea
from storage.staff import StaffRow


class StaffOperations:
    """For who works at this machine, and so may do everything."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.staff()

    async def staff_add(self, *, who: str, role: str, area: str) -> Answer:
        """The name with its one-time password; raises Refused."""
        try:
            first = await self._staff.add(NewStaff(who, Role(role), area), OPERATOR)
        except (BadName, UnknownArea) as reason:
            raise Refused(str(reason)) from None
        except NameTaken:
            raise Refused(f"{who} works here already; ./xinsheng staff list shows everybody.") from None
        return {"name": first.name, "password": first.password}

    async def staff_list(self) -> Answer:
        """Everybody, those who work here first."""
        return {"staff": [_line(row) for row in await self._staff.everybody(OPERATOR)]}

    async def staff_reset(self, *, who: str) -> Answer:
        """The name with its new one-time password; raises Refused."""
        try:
            first = await self._staff.reset(who, OPERATOR)
        except NoSuchStaff:
            raise Refused(f"Nobody here is called {who}; ./xinsheng staff list shows everybody.") from None
        return {"name": first.name, "password": first.password}


def _line(row: StaffRow) -> Answer:
    return {
        "name": row.name,
        "role": row.role,
        "area": row.area,
        "disabled": row.disabled_at is not None,
        "must_change": row.must_change,
        "signed_in_at": row.signed_in_at.isoformat() if row.signed_in_at else None,
    }
