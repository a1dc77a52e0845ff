"""Trains the model of names from grown sentences and from the development set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pycrfsuite

import nlu
from nlu.features import features
from nlu.marks import Marks, marks
from nlu.mentions import MODEL
from nlu.training.dice import Dice
from nlu.training.examples import Example, grown, nameless, noted, varied
from nlu.training.marked import marked

DEVSET = Path(nlu.__file__).parent / "devset"
GROWN = 3500
TWICE = 1
VARIED = 4
SEED = 724  # the number of the State Council's order on wages
FORGOTTEN = 30  # in a hundred
SETTINGS = {"c1": 0.65, "c2": 0.02, "max_iterations": 80, "feature.minfreq": 3}


def train_names(data_files: Sequence[Path] | None = None, out_path: Path = MODEL) -> int:
    """Write the model and return how many messages it learnt from; the same files give the same bytes."""
    examples = list(teaching(data_files or development_files()))
    fit(examples, out_path)
    return len(examples)


def development_files() -> list[Path]:
    """The development messages with names; never the ones that are held back."""
    return sorted(path for path in DEVSET.glob("w*.jsonl") if not {"held", "talks"} & set(path.stem.split("_")))


def teaching(data_files: Sequence[Path]) -> Iterator[Example]:
    """Grown sentences, and each message of the development files as it is and about others."""
    yield from grown(GROWN, SEED)
    yield from nameless(DEVSET / "intents_c.jsonl")
    noted_examples, dice = [*(example for example, _ in noted(data_files)), *marked()], Dice(SEED)
    for _ in range(TWICE):
        yield from noted_examples
    for _ in range(VARIED):
        yield from (varied(example, dice) for example in noted_examples)


def fit(examples: Iterable[Example], out_path: Path) -> None:
    """Write a model of these examples."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    dice = Dice(SEED)
    for example in examples:
        if example.text:
            seen = forgetful(marks(example.text), dice) if dice.happens(FORGOTTEN) else marks(example.text)
            trainer.append(features(example.text, example.asked, seen), example.labels)
    trainer.train(str(out_path))


def forgetful(seen: Marks, dice: Dice) -> Marks:
    """The marks as they would be if some listed words were not listed, so that the model learns to do without."""
    forgotten = set(dice.pick(("JK", "JK", "JSK", "SFK", "JFSK")))
    words = ["o" if set(word[1:]) <= forgotten else word for word in seen.words]
    return replace(seen, words=words)
