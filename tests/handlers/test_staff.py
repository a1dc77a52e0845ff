"""Adding staff, signing in, locking out, changing passwords: on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from handlers.passwords import Passwords, WeakPassword, check_password, new_password
from handlers.sign_in import Credentials, LockedOut, SignIn, WrongPassword
from handlers.staff import (
    OPERATOR,
    BadName,
    BeyondReach,
    Duties,
    LastAdmin,
    NameTaken,
    NewStaff,
    NoSuchStaff,
    StaffHandler,
    read_name,
)
from handlers.viewer import RIGHTS, Right, Role, UnknownArea, Viewer, area_names, read_area
from storage.database import Database
from storage.tables import audit, staff, staff_session
from storage.vault import Vault
from tests.rows import Clock

pytestmark = pytest.mark.asyncio
HERE = "192.0.2.7"
GOOD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Below:
    """Chance that is known beforehand and never the same."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(7)

    def __call__(self, most: int) -> int:
        return next(self._numbers) * 7919 % most


class Office:
    """The handlers on one database."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        passwords, below = Passwords(QUICK), Below()
        self.database, self.clock = database, clock
        self.staff = StaffHandler(database, passwords, clock, below)
        self.door = SignIn(database, vault, passwords, clock, below)

    async def try_password(self, password: str, name: str = "li.na", address: str = HERE) -> str:
        try:
            await self.door.enter(Credentials(name, password, address))
        except (WrongPassword, LockedOut) as refused:
            return type(refused).__name__
        return "in"


@pytest.fixture
def office(database: Database, vault: Vault, clock: Clock) -> Office:
    return Office(database, vault, clock)


def mine(password: str) -> Credentials:
    return Credentials("li.na", password, HERE)


async def hired(office: Office, name: str = "li.na", role: Role = Role.OFFICER, area: str = "3211") -> str:
    return (await office.staff.add(NewStaff(name, role, area), OPERATOR)).password


async def acts(office: Office) -> list[tuple[str, str, str]]:
    query = select(audit.c.by, audit.c.action, audit.c.subject).order_by(audit.c.id)
    return [tuple(row) for row in await office.database.read(lambda c: c.execute(query).all())]


async def test_who_was_added_signs_in_with_the_first_password_and_must_change_it(office: Office) -> None:
    password = await hired(office)
    session = await office.door.enter(Credentials("LI.NA ", password, HERE))
    assert session.viewer == Viewer(session.viewer.staff_id, "li.na", Role.OFFICER, "3211")
    assert session.must_change
    assert await office.door.session(session.token) == session


async def test_only_hashes_of_passwords_and_tokens_are_stored(office: Office) -> None:
    password = await hired(office)
    session = await office.door.enter(mine(password))
    stored = await office.database.read(
        lambda c: f"{c.execute(select(staff)).all()}{c.execute(select(staff_session)).all()}"
    )
    assert password not in stored and session.token not in stored
    assert "$argon2id$" in stored


async def test_two_cannot_have_the_same_name_however_it_is_written(office: Office) -> None:
    await hired(office, "Li.Na")
    with pytest.raises(NameTaken):
        await hired(office, "ｌｉ．ｎａ")


@pytest.mark.parametrize("name", ["", " ", "a" * 41, "<b>", "a\nb;", "x'y", "Operator"])
async def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(BadName):
        read_name(name)


async def test_a_chinese_name_is_a_name() -> None:
    assert read_name(" 李 娜 ") == "李 娜"


async def test_wrong_passwords_unknown_names_and_closed_accounts_are_refused_alike(office: Office) -> None:
    password = await hired(office)
    await hired(office, "boss", Role.ADMIN, "")
    assert await office.try_password("wrong") == "WrongPassword"
    assert await office.try_password(password, "nobody") == "WrongPassword"
    await office.staff.assign("li.na", Duties(Role.OFFICER, "3211", is_disabled=True), OPERATOR)
    assert await office.try_password(password) == "WrongPassword"


async def test_five_failures_from_one_place_lock_the_account_there_for_a_quarter_of_an_hour(office: Office) -> None:
    password = await hired(office)
    tries = [await office.try_password("wrong") for _ in range(6)]
    assert tries == ["WrongPassword"] * 5 + ["LockedOut"]
    assert await office.try_password(password) == "LockedOut"
    assert await office.try_password(password, address="198.51.100.9") == "in"


async def test_the_lock_opens_by_itself(office: Office) -> None:
    password = await hired(office)
    for _ in range(5):
        await office.try_password("wrong")
    office.clock.later(minutes=16)
    assert await office.try_password(password) == "in"


async def test_guesses_from_many_places_lock_the_account(office: Office) -> None:
    password = await hired(office)
    tries = [await office.try_password("wrong", address=f"198.51.100.{place}") for place in range(21)]
    assert tries[19:] == ["WrongPassword", "LockedOut"]
    assert await office.try_password(password) == "LockedOut"


async def test_guesses_at_many_accounts_lock_the_place(office: Office) -> None:
    password = await hired(office)
    tries = [await office.try_password("wrong", name=f"user{guess}") for guess in range(51)]
    assert tries[49:] == ["WrongPassword", "LockedOut"]
    assert await office.try_password(password) == "LockedOut"


async def test_guesses_at_once_are_let_through_no_more_often(office: Office) -> None:
    await hired(office)
    tries = await asyncio.gather(*(office.try_password("wrong") for _ in range(40)))
    # PostgreSQL's transactions do not see each other's rows, so as many more as there are sessions may slip through.
    assert tries.count("WrongPassword") <= (13 if office.database.shared else 5)


async def test_signing_in_forgives_earlier_failures(office: Office) -> None:
    password = await hired(office)
    for _ in range(4):
        await office.try_password("wrong")
    assert await office.try_password(password) == "in"
    assert await office.try_password("wrong") == "WrongPassword"


async def test_a_session_ends_after_eight_hours_without_use(office: Office) -> None:
    token = (await office.door.enter(mine(await hired(office)))).token
    office.clock.later(hours=7)
    assert await office.door.session(token)
    office.clock.later(hours=7, minutes=59)
    assert await office.door.session(token)
    office.clock.later(hours=8, minutes=1)
    assert await office.door.session(token) is None


async def test_a_session_ends_after_a_day_of_use(office: Office) -> None:
    token = (await office.door.enter(mine(await hired(office)))).token
    for _ in range(3):
        office.clock.later(hours=7, minutes=30)
        assert await office.door.session(token)
    office.clock.later(hours=2)
    assert await office.door.session(token) is None


async def test_signing_in_again_ends_what_the_browser_held(office: Office) -> None:
    password = await hired(office)
    first = await office.door.enter(mine(password))
    second = await office.door.enter(mine(password), earlier=first.token)
    assert first.token != second.token
    assert await office.door.session(first.token) is None
    assert await office.door.session(second.token)


async def test_a_new_password_ends_all_other_sessions(office: Office) -> None:
    password = await hired(office)
    elsewhere = await office.door.enter(mine(password))
    here = await office.door.enter(mine(password))
    after = await office.door.change_password(here, mine(password), GOOD)
    assert not after.must_change
    assert await office.door.session(after.token) == after
    assert [await office.door.session(one.token) for one in (elsewhere, here)] == [None, None]
    assert await office.try_password(password) == "WrongPassword"
    assert await office.try_password(GOOD) == "in"


async def test_a_password_changes_only_for_who_knows_the_old_one_and_to_a_good_other_one(office: Office) -> None:
    password = await hired(office)
    session = await office.door.enter(mine(password))
    with pytest.raises(WrongPassword):
        await office.door.change_password(session, mine("wrong"), GOOD)
    with pytest.raises(WeakPassword):
        await office.door.change_password(session, mine(password), "short")
    with pytest.raises(WeakPassword):
        await office.door.change_password(session, mine(password), password)


async def test_guessing_the_old_password_is_limited_too(office: Office) -> None:
    password = await hired(office)
    session = await office.door.enter(mine(password))
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await office.door.change_password(session, mine("wrong"), GOOD)
    with pytest.raises(LockedOut):
        await office.door.change_password(session, mine(password), GOOD)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "short"),
        ("x" * 201, "long"),
        ("my name is li.na", "name"),
        ("1" * 12, "simple"),
        ("password123!", "simple"),
        ("31415926535", "simple"),
    ],
)
async def test_a_password_that_is_easily_guessed_is_refused(password: str, fault: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_password(password, "li.na")
    assert refused.value.fault == fault


async def test_a_first_password_is_long_and_can_be_read_out() -> None:
    password = new_password(Below())
    check_password(password, "li.na")
    assert len(password) == 23 and not set("0O1lI") & set(password)


async def test_a_reset_ends_the_sessions_and_gives_a_new_first_password(office: Office) -> None:
    session = await office.door.enter(mine(await hired(office)))
    password = (await office.staff.reset("li.na", OPERATOR)).password
    assert await office.door.session(session.token) is None
    assert (await office.door.enter(mine(password))).must_change


async def test_closing_an_account_ends_its_sessions(office: Office) -> None:
    await hired(office, "boss", Role.ADMIN, "")
    session = await office.door.enter(mine(await hired(office)))
    await office.staff.assign("li.na", Duties(Role.OFFICER, "3211", is_disabled=True), OPERATOR)
    assert await office.door.session(session.token) is None


async def test_a_change_of_duties_holds_from_the_next_request_on(office: Office) -> None:
    await hired(office, "boss", Role.ADMIN, "")
    token = (await office.door.enter(mine(await hired(office)))).token
    await office.staff.assign("li.na", Duties(Role.AUDITOR, "32", is_disabled=False), OPERATOR)
    session = await office.door.session(token)
    assert session is not None and (session.viewer.role, session.viewer.area) == (Role.AUDITOR, "32")


async def test_the_last_admin_of_all_areas_stays(office: Office) -> None:
    await hired(office, "boss", Role.ADMIN, "")
    for duties in (Duties(Role.OFFICER, "", False), Duties(Role.ADMIN, "32", False), Duties(Role.ADMIN, "", True)):
        with pytest.raises(LastAdmin):
            await office.staff.assign("boss", duties, OPERATOR)
    assert [row.role for row in await office.staff.everybody(OPERATOR)] == ["admin"]


async def test_an_admin_reaches_nobody_outside_his_area(office: Office) -> None:
    await hired(office, "li.na", area="6211")
    local = Viewer("x", "local", Role.ADMIN, "32")
    assert await office.staff.everybody(local) == []
    with pytest.raises(BeyondReach):
        await office.staff.add(NewStaff("wide", Role.OFFICER), local)
    with pytest.raises(NoSuchStaff):
        await office.staff.reset("li.na", local)
    with pytest.raises(NoSuchStaff):
        await office.staff.assign("li.na", Duties(Role.OFFICER, "32", False), local)


async def test_an_admin_gives_no_wider_area_than_his_own(office: Office) -> None:
    await hired(office)
    with pytest.raises(BeyondReach):
        await office.staff.assign("li.na", Duties(Role.OFFICER, "", False), Viewer("x", "local", Role.ADMIN, "32"))


async def test_the_first_account_is_made_once_however_many_start(office: Office) -> None:
    made = [one for one in await asyncio.gather(*(office.staff.first() for _ in range(5))) if one]
    assert [one.name for one in made] == ["admin"]
    session = await office.door.enter(Credentials("admin", made[0].password, HERE))
    assert session.viewer.area == "" and all(session.viewer.may(right) for right in Right)
    assert await office.staff.first() is None


async def test_what_happens_to_accounts_is_audited(office: Office) -> None:
    password = await hired(office)
    await office.try_password("wrong")
    session = await office.door.enter(mine(password))
    after = await office.door.change_password(session, mine(password), GOOD)
    await office.door.leave(after)
    await office.staff.reset("li.na", OPERATOR)
    assert await acts(office) == [
        ("operator", "staff_added", "li.na"),
        ("li.na", "sign_in_failed", "li.na"),
        ("li.na", "signed_in", "li.na"),
        ("li.na", "password_changed", "li.na"),
        ("li.na", "signed_out", "li.na"),
        ("operator", "password_reset", "li.na"),
    ]


@pytest.mark.parametrize(
    ("text", "area"),
    [("", ""), ("32", "32"), ("3211", "3211"), ("321100", "3211"), ("320000", "32"), ("321102", "321102")],
)
async def test_an_area_is_the_beginning_of_its_counties_codes(text: str, area: str) -> None:
    assert read_area(text) == area


@pytest.mark.parametrize("text", ["3", "321", "99", "9999", "321199", "abc", "%", "3_"])
async def test_an_area_that_is_nowhere_is_refused(text: str) -> None:
    with pytest.raises(UnknownArea):
        read_area(text)


async def test_areas_have_names() -> None:
    assert area_names("3211") == ("江苏省", "镇江市")
    assert area_names("") == ()


async def test_an_auditor_only_looks() -> None:
    assert not RIGHTS[Role.AUDITOR] & {Right.TALK, Right.MOVE_CASES, Right.REVEAL, Right.MANAGE_STAFF}
    assert Right.SEE_AUDIT in RIGHTS[Role.AUDITOR]
    assert {role for role in Role if Right.SEE_AUDIT in RIGHTS[role]} == {Role.AUDITOR, Role.ADMIN}


async def test_whose_area_is_bounded_does_not_see_what_lies_nowhere() -> None:
    local, everywhere = Viewer("x", "x", Role.OFFICER, "3211"), Viewer("x", "x", Role.OFFICER)
    assert [local.covers(code) for code in ("321102", "3212", None)] == [True, False, False]
    assert everywhere.covers(None) and everywhere.covers("621102")


async def test_an_idle_session_row_is_removed_at_the_next_sign_in(office: Office) -> None:
    password = await hired(office)
    await office.door.enter(mine(password))
    office.clock.at += timedelta(days=2)
    await office.door.enter(mine(password))
    assert len(await office.database.read(lambda c: c.execute(select(staff_session)).all())) == 1
