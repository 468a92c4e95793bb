"""Invented sentences with and without predictions: positive.tsv, negative.tsv.

In the first, «…» is each claim, and before a tab stand three letters for each of them: `f`orecast
or `i`ntention; `a`sserted, `p`robable, `m` possible or `w`ished; `o`ccurs or `h`olds. A line
without «…» is one claim from end to end; one without a full stop is a headline.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from claims.choices import Strength
from claims.reading.shapes import Span, Suggestion

SAID_ON = date(2026, 3, 12)
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Claim:
    place: Span
    code: str  # blank where nobody has judged it


@dataclass(frozen=True)
class Row:
    text: str
    claims: tuple[Claim, ...]

    def __str__(self) -> str:
        return self.text


def code_of(suggestion: Suggestion) -> str:
    """Return kind, strength and shape in the letters of the table."""
    strength = "m" if suggestion.strength == Strength.POSSIBLE else suggestion.strength[0]
    return suggestion.kind[0] + strength + suggestion.shape[0]


def positives() -> list[Row]:
    return [_row(line) for line in _lines("positive.tsv")]


def negatives() -> list[str]:
    return _lines("negative.tsv")


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _row(line: str) -> Row:
    codes, _, marked = line.rpartition("\t")
    if "«" not in marked:
        marked = f"«{marked}»"
    text, places = "", []
    for piece in marked.split("«"):
        claimed, closing, after = piece.partition("»")
        if closing:
            places.append(Span(len(text), len(text) + len(claimed)))
        text += claimed + after
    told = codes.split(",") if codes else []
    told += [""] * (len(places) - len(told))
    return Row(text, tuple(Claim(place, code) for place, code in zip(places, told, strict=True)))
