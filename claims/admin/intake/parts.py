"""A text that is too long for one page, cut into parts that meet exactly, at the ends of words."""

from dataclasses import dataclass

from claims.rules.marks import Span, at_words

# Code points. A usual article is shown whole; reading on is one key at a part's end.
PART = 40_000
LAST_PART_REACH = 10_000  # what would be left over for a last part of its own


@dataclass(frozen=True)
class Part:
    """One part of the text: `text[start:end]`, the `number`th (from 1) of `of`."""

    start: int
    end: int
    number: int = 1
    of: int = 1

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def following(self) -> int:
        return self.number + 1 if self.number < self.of else 0


def part_of(text: str, number: int) -> Part:
    """Return the part with that number; one that the text doesn't have is taken as the last."""
    of = count_parts(text)
    number = min(max(number, 1), of)
    end = len(text) if number == of else _edge(text, number * PART)
    return Part(_edge(text, (number - 1) * PART), end, number, of)


def part_holding(text: str, at: int) -> int:
    """Return the number of the part in which the character `at` stands."""
    guess = min(at // PART + 1, count_parts(text))
    return guess - 1 if guess > 1 and at < _edge(text, (guess - 1) * PART) else guess


def count_parts(text: str) -> int:
    """Return how many parts the text has, at least one."""
    return max(1, -(-(len(text) - LAST_PART_REACH) // PART))


def _edge(text: str, at: int) -> int:
    if at <= 0 or at >= len(text):
        return min(max(at, 0), len(text))
    [span] = at_words(text, [Span(at, at)])
    return span.end
