"""Trains the models of intents and policy topics on the development set, all but its held parts."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pycrfsuite

from nlu.crisis import signs_in
from nlu.intent_features import features, topic_features
from nlu.linear import FOLDER, SCALE, LinearModel, dumped
from nlu.training.dice import Dice
from nlu.understand import found_in, seen

DEVSET = Path(__file__).parent.parent / "devset"
FOLDS = 5
SEED = 20261124
ROUNDS = 80
PENALTIES = {"intents": {"c1": 0.02, "c2": 0.1}, "topics": {"c1": 0.02, "c2": 0.05}}
TEMPERATURES = tuple(step / 20 for step in range(8, 61))
SMALLEST = 2  # hundredths; smaller weights change nothing


@dataclass(frozen=True, slots=True)
class Example:
    """A message's features and its right label."""

    features: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and how often it was right on messages that it had not seen (five folds)."""

    model: LinearModel
    accuracy: float
    examples: int


def train_intents() -> dict[str, Trained]:
    """Trains both models and writes them to nlu/models; the same files give the same models."""
    trained = {name: trained_on(name, examples) for name, examples in _examples(_messages()).items()}
    FOLDER.mkdir(exist_ok=True)
    for name, one in trained.items():
        (FOLDER / f"{name}.tsv").write_text(dumped(one.model), "utf-8")
    return trained


def _messages() -> Iterator[dict[str, Any]]:
    for path in sorted(DEVSET.glob("*.jsonl")):
        if "held" not in path.name:
            lines = map(json.loads, path.read_text("utf-8").splitlines())
            yield from (line for line in lines if "intent" in line)


def _examples(messages: Iterator[dict[str, Any]]) -> dict[str, list[Example]]:
    intents, topics = list[Example](), list[Example]()
    for message in messages:
        asked = message.get("asked")
        context = seen(message["text"], today=date.fromisoformat(message["today"]), asked=asked)
        uniform, facts = context.text, {each.field for each in found_in(context)[1]}
        told = features(uniform, asked, facts, signs_in(uniform))
        intents.append(Example(tuple(told), message["intent"]))
        topic = message.get("faq_topic") or message.get("entities", {}).get("faq_topic")
        if topic:
            topics.append(Example(tuple(topic_features(uniform, told)), topic))
    return {"intents": intents, "topics": topics}


def trained_on(name: str, examples: Sequence[Example]) -> Trained:
    """A model with its calibration: the temperature that surprises least on folds that were kept from it."""
    mixed = Dice(SEED).shuffled(examples)
    judged = [_judged(name, mixed, fold) for fold in range(FOLDS)]
    probabilities = [pair for fold in judged for pair in fold]
    right = sum(max(scores, key=scores.__getitem__) == label for scores, label in probabilities)
    best = min(TEMPERATURES, key=lambda temperature: _surprise(probabilities, temperature))
    model = _fitted(name, mixed)
    return Trained(LinearModel(model.labels, model.weights, best), right / len(mixed), len(mixed))


def _judged(name: str, examples: Sequence[Example], fold: int) -> list[tuple[dict[str, float], str]]:
    """What a model trained on the other folds says about this one."""
    model = _fitted(name, [one for at, one in enumerate(examples) if at % FOLDS != fold])
    return [(model.probabilities(one.features), one.label) for one in examples[fold::FOLDS]]


def _surprise(judged: Sequence[tuple[Mapping[str, float], str]], temperature: float) -> float:
    """The negative log likelihood of the right labels, were all scores divided by the temperature."""
    total = 0.0
    for probabilities, label in judged:
        powers = {name: max(chance, 1e-12) ** (1 / temperature) for name, chance in probabilities.items()}
        total -= math.log(powers.get(label, 1e-12) / sum(powers.values()))
    return total


def _fitted(name: str, examples: Sequence[Example]) -> LinearModel:
    """Multinomial logistic regression: a chain of one link, fitted by L-BFGS with L1 and L2 penalties."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({**PENALTIES[name], "max_iterations": ROUNDS})
    for one in examples:
        trainer.append([list(one.features)], [one.label])
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        labels = tuple(sorted(tagger.labels()))
        weights = _rounded(tagger.info().state_features, labels)
        tagger.close()
    return LinearModel(labels, weights, 1.0)


def _rounded(fitted: Mapping[tuple[str, str], float], labels: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    places = {label: at for at, label in enumerate(labels)}
    weights: dict[str, list[tuple[int, int]]] = {}
    for (feature, label), weight in fitted.items():
        if abs(whole := round(weight * SCALE)) >= SMALLEST:
            weights.setdefault(feature, []).append((places[label], whole))
    return {feature: tuple(sorted(pairs)) for feature, pairs in weights.items()}
