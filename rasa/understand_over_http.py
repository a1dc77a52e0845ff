"""Lets a Rasa server use our understanding over HTTP; it runs in Rasa's own Python and imports nothing of ours."""

from __future__ import annotations

from typing import Any

import requests
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

RASA_NAMES = {"restart": "start_over"}  # Rasa wipes the whole conversation on an intent named restart
SECONDS = 5


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Understand(GraphComponent):
    """Asks POST /model/parse for the intent and entities of each message."""

    def __init__(self, url: str) -> None:
        self.url = url

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"url": "http://127.0.0.1:5055/model/parse"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understand:
        return cls(config["url"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self.understand(message)
        return messages

    def understand(self, message: Message) -> None:
        text = message.get("text") or ""
        if text.startswith("/"):  # an intent named by the channel: Rasa reads it itself
            return
        answer = requests.post(self.url, json={"text": text}, timeout=SECONDS)
        answer.raise_for_status()
        parsed = answer.json()
        intent = parsed["intent"]
        named = {**intent, "name": RASA_NAMES.get(intent["name"], intent["name"])}
        message.set("intent", named, add_to_output=True)
        message.set("entities", parsed["entities"], add_to_output=True)
