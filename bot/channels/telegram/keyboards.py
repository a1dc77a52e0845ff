"""Choices as buttons under a message, and the buttons that hand over a phone number or a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.telegram.words import Words
from dialogs.replies import Reply

WIDE: Final = 6  # characters that still leave room for a second button beside it
A_ROW: Final = 3
MOST_CHOICES: Final = 90  # Telegram takes 100 buttons
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup


@dataclass(frozen=True, slots=True)
class Keyboards:
    """`phone_question` and `place_question` are the words that ask for what a button can hand over."""

    words: Words
    phone_question: str
    place_question: str

    def under(self, reply: Reply, step: str) -> Markup | None:
        """The buttons of what is said; None where there is nothing to tap."""
        if self.phone_question and reply.text.endswith(self.phone_question):
            return _handing_over(KeyboardButton(self.words.phone, request_contact=True), reply.choices)
        if self.place_question and reply.text.endswith(self.place_question):
            return _handing_over(KeyboardButton(self.words.place, request_location=True), reply.choices)
        return _inline(reply.choices[:MOST_CHOICES], step) if reply.choices else None


def _handing_over(button: KeyboardButton, choices: Sequence[str]) -> ReplyKeyboardMarkup:
    rows = [[button], [KeyboardButton(choice) for choice in choices]] if choices else [[button]]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)


def _inline(choices: Sequence[str], step: str) -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(choice, callback_data=f"{step}:{number}") for number, choice in enumerate(choices, 1)
    ]
    width = A_ROW if all(len(choice) <= WIDE for choice in choices) else 1
    return InlineKeyboardMarkup([buttons[start : start + width] for start in range(0, len(buttons), width)])
