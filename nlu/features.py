"""What the model of names sees at each character."""

from __future__ import annotations

from nlu.marks import Marks, marks

EDGE = 4


def features(text: str, asked: str | None, seen: Marks | None = None) -> list[list[str]]:
    """The features of each character: its neighbours, their marks, the cues around it, the open question."""
    seen = seen or marks(text)
    padded = "^" * EDGE + text + "$" * EDGE
    words = ["^", *seen.words, "$"]
    shape = "^^" + seen.classes + "$$"
    question = f"{asked}{'s' if len(text) <= 12 else 'l'}"
    return [_row(i, padded, words, shape, seen, question if asked else None) for i in range(len(text))]


def _row(i: int, padded: str, words: list[str], shape: str, seen: Marks, question: str | None) -> list[str]:
    at = i + EDGE
    before, here, after = words[i], words[i + 1], words[i + 2]
    left, right, people = seen.left[i], seen.right[i], seen.spoken_of[i]
    last = people.partition(",")[0]
    cut = seen.cut
    kind, earlier, later = cut[i], cut[i - 1] if i else "^", cut[i + 1] if i + 1 < len(cut) else "$"
    row = [
        "a" + padded[at - 2],
        "b" + padded[at - 1],
        "c" + padded[at],
        "d" + padded[at + 1],
        "e" + padded[at + 2],
        "f" + padded[at - 2 : at],
        "g" + padded[at - 1 : at + 1],
        "h" + padded[at : at + 2],
        "i" + padded[at + 1 : at + 3],
        "l" + padded[at - 1 : at + 2],
        "m" + here,
        "n" + before + here,
        "o" + here + after,
        "p" + shape[i + 1 : i + 4],
        "r" + left,
        "s" + right,
        "t" + left + right,
        "u" + here + left,
        "x" + people,
        "y" + left + last,
        "z" + last + right,
        "A" + kind,
        "B" + earlier + kind,
        "C" + kind + later,
        "D" + kind + here,
        "E" + kind + left,
    ]
    if question:
        row.append("v" + question)
        row.append("w" + question + (str(i) if i < 3 else "+"))
    return row
