"""The access token of an account, the same for all processes, and whose turn it is to ask for the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from storage.once import insert_once
from storage.tables import access_token
from storage.vault import Vault

row = access_token.c


@dataclass(frozen=True, slots=True)
class Token:
    """A token and until when it may be used."""

    text: str
    good_until: datetime


def find(connection: Connection, vault: Vault, account: str) -> Token | None:
    """The token that was kept last."""
    found = connection.execute(select(row.token, row.good_until).where(row.account == account)).first()
    if found is None or found.token is None:
        return None
    return Token(vault.open(found.token, place=_place(account)), found.good_until)


def lend(connection: Connection, account: str, now: datetime, until: datetime) -> bool:
    """Whether it is the caller's turn to ask for a token, until then."""
    insert_once(connection, access_token, {"account": account})
    is_free = row.account == account, or_(row.leased_until.is_(None), row.leased_until <= now)
    return connection.execute(update(access_token).where(*is_free).values(leased_until=until)).rowcount == 1


def keep(connection: Connection, vault: Vault, account: str, token: Token) -> None:
    """Everybody uses it from now on, and anybody may ask for the next one."""
    sealed = vault.seal(token.text, place=_place(account))
    values = {"token": sealed, "good_until": token.good_until, "leased_until": None}
    connection.execute(update(access_token).where(row.account == account).values(values))


def give_back(connection: Connection, account: str) -> None:
    """The caller got none."""
    connection.execute(update(access_token).where(row.account == account).values(leased_until=None))


def _place(account: str) -> str:
    return f"access_token.token:{account}"
