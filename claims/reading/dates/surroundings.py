"""What a whole text tells about its dates: the hemisphere, the order of day and month, the books.

Each is looked up once, when a date first asks for it, in the first 20,000 characters.
"""

import re
from functools import cached_property
from itertools import pairwise

from claims.reading.date_words import DateWords

REACH = 20_000
_WORD = re.compile(r"[^\W\d_]{3,20}")
_ORDER = re.compile(r"\b(?:[0-3]?[0-9] ([A-Z][a-z]{2,8})|([A-Z][a-z]{2,8})\.? [0-3]?[0-9])\b")


class Surroundings:
    """`south`: June opens the winter. Given, it is taken; else the places named decide."""

    def __init__(self, text: str, language: DateWords, *, south: bool | None = None) -> None:
        self._text, self._language, self._south = text[:REACH], language, south

    @cached_property
    def south(self) -> bool:
        if self._south is not None:
            return self._south
        words = [match.group().lower() for match in _WORD.finditer(self._text)]
        pairs = map(" ".join, pairwise(words))
        return sum(word in self._language.south for word in (*words, *pairs)) >= 2

    @cached_property
    def day_first(self) -> bool | None:
        """Tell the order from the dates that are written in words; None where they don't."""
        orders = [0, 0]
        for match in _ORDER.finditer(self._text):
            if self._month(match.group(1) or match.group(2)) is not None:
                orders[match.group(1) is None] += 1
        return None if orders[0] == orders[1] else orders[0] > orders[1]

    @cached_property
    def fiscal_end(self) -> int | None:
        """Return the month in which the fiscal year ends, where the text says so."""
        for match in re.finditer(self._language.fiscal_year, self._text):
            month = self._month(match.group(1))
            if month is not None:
                return month
        return None

    def _month(self, word: str) -> int | None:
        known = self._language.names.get(word.lower())
        return known[1] if known and known[0] == "MONTH" else None
