"""Serves the forms and actions to a Rasa server."""

from __future__ import annotations

import asyncio
import sys
from datetime import date

from bot.logs import set_up_logs
from bot.settings import Settings


def run(settings: Settings, *, host: str, port: int, today: date | None = None) -> None:
    """Serves until SIGINT or SIGTERM."""
    import uvloop

    set_up_logs()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(settings, host, port, today))


async def _run(settings: Settings, host: str, port: int, today: date | None) -> None:
    from bot.action_server import make_action_app
    from bot.local import holding
    from bot.server import Server, bind
    from bot.summary import address_of
    from bot.wiring import clock, day_in_china, new_id, new_number
    from dialogs.actions.linking import register_link_actions
    from dialogs.crew_registry import register_crew_actions
    from dialogs.registry import register_actions
    from handlers.effects import EffectsAtOnce
    from handlers.linking import KeptLinks

    listener, now = bind(host, port), clock(today)
    async with holding(settings, "actions") as service:
        parts = service.parts
        effects = EffectsAtOnce(parts.database, parts.effects_desk, now)
        actions = register_actions(effects, parts.desk, new_number, new_id, now)
        register_link_actions(actions, effects, KeptLinks(parts.database, parts.vault, now), new_id)
        register_crew_actions(actions, effects, parts.crew_ports(now), new_id, now)
        app = make_action_app(actions, today=lambda: day_in_china(now()))
        await Server(app, lambda: _tell(address_of(listener))).serve([listener])


def _tell(address: str) -> None:
    sys.stderr.write(f"Actions for a Rasa server run at {address}/webhook (Ctrl-C ends them)\n")
    sys.stderr.flush()
