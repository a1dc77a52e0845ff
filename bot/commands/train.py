"""Trains the models that reading needs, from the sentences in nlu/devset."""

from __future__ import annotations

from nlu.training.intents import train_intents
from nlu.training.names import train_names


def run(*, names: bool, intents: bool) -> None:
    """Writes nlu/models anew; names come first, since the facts found in a message help to tell its intent."""
    if names:
        print(f"names: {train_names()} sentences", flush=True)
    if intents:
        for name, trained in train_intents().items():
            print(f"{name}: {trained.examples} messages, {trained.accuracy:.3f} right on unseen fifths", flush=True)
