"""A process of its own for the tests: answers messages, and says so after each commit."""

from __future__ import annotations

import asyncio
import sys

from storage.database import open_database
from storage.keys import parse_keys
from storage.vault import Vault
from tests.storage.turning import Turns, arrival


async def write(url: str, keys: str, name: str, conversations: int, count: int) -> None:
    database = open_database(url)
    turns = Turns(database, Vault(parse_keys(keys)))

    async def talk(of: str) -> None:
        for number in range(count):
            key = f"{name}-{of}-{number}"
            reply = await turns.answer(arrival(key, of))
            print(key, reply.reply, flush=True)

    await asyncio.gather(*(talk(str(number)) for number in range(conversations)))
    await database.close()


if __name__ == "__main__":
    address, secret, name, conversations, count = sys.argv[1:]
    asyncio.run(write(address, secret, name, int(conversations), int(count)))
