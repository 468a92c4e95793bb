"""Sentences in the manner of newswires, with the days that their words of time mean.

`newswire.tsv` has one a line; the words stand in [brackets], which are taken out here. "no" in
the column of relations: nothing in the sentence lies ahead.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from claims.choices import Relation
from claims.reading.shapes import DateReading, Span


@dataclass(frozen=True)
class Row:
    said_on: date
    relation: Relation | None
    window_start: date | None
    strict_end: date | None
    generous_end: date | None
    text: str
    phrase: Span | None

    def __str__(self) -> str:
        return f"{self.said_on} {self.text}"

    @property
    def days(self) -> tuple[date | None, ...]:
        return self.window_start, self.strict_end, self.generous_end


def days_of(reading: DateReading) -> tuple[date | None, ...]:
    return reading.window_start, reading.strict_end, reading.generous_end


def _day(words: str) -> date | None:
    return None if words == "-" else date.fromisoformat(words)


def _row(line: str) -> Row:
    said_on, relation, *days, marked = line.split("\t")
    start, end = marked.find("["), marked.find("]")
    text = marked.replace("[", "").replace("]", "")
    return Row(
        date.fromisoformat(said_on),
        None if relation == "no" else Relation(relation),
        *map(_day, days),
        text,
        None if start < 0 else Span(start, end - 1),
    )


def rows() -> list[Row]:
    lines = (Path(__file__).parent / "newswire.tsv").read_text(encoding="utf-8").splitlines()
    return [_row(line) for line in lines if not line.startswith("#")]
