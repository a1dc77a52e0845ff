"""Looks whether Telegram takes the token, and how updates come."""

from __future__ import annotations

from telegram.error import InvalidToken

from bot.channels.telegram.api import TelegramApi, open_api
from bot.channels.telegram.outcomes import kind_of
from bot.channels.telegram.settings import TelegramSettings
from bot.findings import Finding


async def check_telegram(settings: TelegramSettings) -> list[Finding]:
    """What an operator should know; asks twice and changes nothing."""
    async with open_api(settings) as api:
        try:
            return await _asked(api)
        except InvalidToken:
            return [Finding("WRONG", "Telegram: the token is refused; copy it anew from BotFather (/token)")]
        except Exception as failure:
            told = f"Telegram: its API cannot be reached ({kind_of(failure)}); look at XINSHENG_TELEGRAM_API_BASE"
            return [Finding("WRONG", told)]


async def _asked(api: TelegramApi) -> list[Finding]:
    me, webhook = await api.bot.get_me(), await api.bot.get_webhook_info()
    findings = [Finding("ok", f"Telegram: the token is @{me.username}'s; workers write to https://t.me/{me.username}")]
    waiting = f"{webhook.pending_update_count} updates wait"
    if not api.settings.is_called:
        return [*findings, Finding("ok", f"Telegram: serve asks for updates by itself; {waiting}")]
    if webhook.url != api.settings.webhook:
        return [
            *findings,
            Finding("note", "Telegram: it calls another address yet; serve tells it ours when it starts"),
        ]
    if webhook.last_error_message:
        told = f"Telegram: it could not call {webhook.url}: {webhook.last_error_message[:200]}; {waiting}"
        return [*findings, Finding("WRONG", told)]
    return [*findings, Finding("ok", f"Telegram: it calls {webhook.url}; {waiting}")]
