"""Signing in and out: proves who somebody is, locks out who guesses, and knows who is signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from handlers.passwords import Below, Passwords, WeakPassword, check_password
from handlers.staff import name_key, viewer_of
from handlers.viewer import Role, Viewer
from storage import attempts, audit, sessions
from storage import staff as rows
from storage.attempts import Attempt, Limits
from storage.cases import Connection
from storage.database import Database
from storage.sessions import SessionRow, Since
from storage.staff import StaffRow
from storage.vault import Vault

IDLE: Final = timedelta(hours=8)
LONGEST: Final = timedelta(hours=24)
NOTICED: Final = timedelta(minutes=1)  # how exactly it is kept when a session was used
WINDOW: Final = timedelta(minutes=15)
LIMITS: Final = Limits(pair=5, account=20, address=50)


class WrongPassword(Exception):
    """There is no such account, it is closed, or the password is another."""


class LockedOut(Exception):
    """Too many attempts have failed; the next is let through at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"until {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in; with `must_change` he may do nothing before he has chosen a password."""

    token: str
    viewer: Viewer
    must_change: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed into the form, and from where."""

    name: str
    password: str
    address: str


class SignIn:
    """Sessions of staff; `below` is chance, such as `secrets.randbelow`."""

    def __init__(
        self, database: Database, vault: Vault, passwords: Passwords, now: Callable[[], datetime], below: Below
    ) -> None:
        self._database, self._vault, self._passwords = database, vault, passwords
        self._now, self._below = now, below

    async def enter(self, given: Credentials, earlier: str | None = None) -> Session:
        """A new session, the browser's earlier one ended; raises LockedOut and WrongPassword."""
        attempt = self._attempt(given)
        row = await self._proven(given, attempt)
        token, renewed = self._new_token(), await self._rehashed(row, given.password)

        def begin(connection: Connection) -> None:
            attempts.forgive(connection, attempt.account)
            rows.change_staff(connection, row.id, {"signed_in_at": attempt.at, **renewed})
            if earlier:
                sessions.end_session(connection, token_hash(earlier))
            sessions.forget_ended(connection, _since(attempt.at))
            sessions.begin_session(connection, token_hash(token), row.id, attempt.at)
            _note(connection, "signed_in", row, attempt.at)

        await self._database.run(begin)
        return Session(token, viewer_of(row), row.must_change)

    async def session(self, token: str | None, *, is_used: bool = True) -> Session | None:
        """Whose token it is, None when it is nobody's any more; a page that renews itself does not use the session."""
        if not token:
            return None
        now, hashed = self._now(), token_hash(token)
        found = await self._database.read(lambda connection: sessions.find_session(connection, hashed, _since(now)))
        if found is None:
            return None
        if is_used and now - found.used_at > NOTICED:
            await self._database.run(lambda connection: sessions.use_session(connection, hashed, now))
        return _session(token, found)

    async def leave(self, session: Session) -> None:
        """The session is over."""
        await self._database.run(lambda connection: _left(connection, session, self._now()))

    async def change_password(self, session: Session, given: Credentials, new: str) -> Session:
        """A new session, all others of his ended; raises LockedOut, WrongPassword and WeakPassword."""
        attempt = self._attempt(given)
        row = await self._proven(given, attempt)
        if row.id != session.viewer.staff_id:
            raise WrongPassword
        check_password(new, row.name)
        if await self._passwords.prove(row.password, new):
            raise WeakPassword("same")
        token, kept = self._new_token(), await self._passwords.hash(new)

        def change(connection: Connection) -> None:
            attempts.forgive(connection, attempt.account)
            rows.change_staff(connection, row.id, {"password": kept, "must_change": False})
            sessions.end_sessions_of(connection, row.id)
            sessions.begin_session(connection, token_hash(token), row.id, attempt.at)
            _note(connection, "password_changed", row, attempt.at)

        await self._database.run(change)
        return Session(token, session.viewer, must_change=False)

    async def _proven(self, given: Credentials, attempt: Attempt) -> StaffRow:
        # Counted before the password is looked at: of many attempts at once no more are let through.
        outcome = await self._database.run(lambda connection: _tried(connection, attempt, given.name))
        if isinstance(outcome, datetime):
            raise LockedOut(outcome + WINDOW)
        kept = outcome.password if outcome and outcome.disabled_at is None else None
        if not await self._passwords.prove(kept, given.password) or outcome is None:
            if outcome:
                await self._database.run(lambda connection: _note(connection, "sign_in_failed", outcome, attempt.at))
            raise WrongPassword
        return outcome

    async def _rehashed(self, row: StaffRow, password: str) -> dict[str, str]:
        outdated = self._passwords.is_outdated(row.password)
        return {"password": await self._passwords.hash(password)} if outdated else {}

    def _attempt(self, given: Credentials) -> Attempt:
        account = self._vault.index(name_key(given.name), kind="sign_in.account")
        return Attempt(account, self._vault.index(given.address, kind="sign_in.address"), self._now())

    def _new_token(self) -> str:
        return f"{self._below(2**256):064x}"


def token_hash(token: str) -> str:
    """What the database knows of a session's token; the token is long, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _tried(connection: Connection, attempt: Attempt, name: str) -> StaffRow | datetime | None:
    """The account, none, or the attempt that locks it."""
    since = attempt.at - WINDOW
    if locked_by := attempts.locked_by(connection, attempt, LIMITS, since):
        return locked_by
    attempts.forget_attempts(connection, since)
    attempts.add_attempt(connection, attempt)
    return rows.find_staff(connection, name_key(name))


def _left(connection: Connection, session: Session, at: datetime) -> None:
    sessions.end_session(connection, token_hash(session.token))
    _note(connection, "signed_out", session.viewer, at)


def _note(connection: Connection, action: str, of: StaffRow | Viewer, at: datetime) -> None:
    audit.add(connection, by=of.name, action=action, subject=of.name, at=at, area=of.area)


def _since(now: datetime) -> Since:
    return Since(begun=now - LONGEST, used=now - IDLE)


def _session(token: str, row: SessionRow) -> Session:
    return Session(token, Viewer(row.staff_id, row.name, Role(row.role), row.area), row.must_change)
