"""Trains the model of names from grown sentences and from the development set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from nlu.features import features
from nlu.training.examples import Example, grown, noted

GROWN = 6000
SEED = 724  # the number of the State Council's order on wages
SETTINGS = {"c1": 0.3, "c2": 0.02, "max_iterations": 120, "feature.minfreq": 2}


def train_names(data_files: Sequence[Path], out_path: Path) -> None:
    """Write the model; the same files give the same bytes."""
    examples = [example for example, _ in noted(data_files)]
    fit([*grown(GROWN, SEED), *examples * 3], out_path)


def fit(examples: Iterable[Example], out_path: Path) -> None:
    """Write a model of these examples."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    for example in examples:
        if example.text:
            trainer.append(features(example.text, example.asked), example.labels)
    trainer.train(str(out_path))
