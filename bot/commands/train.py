"""Trains the models that reading needs, from the sentences in nlu/devset."""

from __future__ import annotations

from nlu.training.intents import train_intents


def run() -> None:
    """Writes nlu/models anew and says how often each model was right on messages kept from it in turn."""
    for name, trained in train_intents().items():
        print(f"{name}: {trained.examples} examples, {trained.accuracy:.3f} right on unseen fifths")
