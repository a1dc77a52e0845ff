"""Telegram: updates in, messages out, by python-telegram-bot's Bot."""
