"""Where a quote stands in a text. Offsets are Unicode code points into the stored raw text.

The four values (start, end, 32 characters before, 32 after) are what the W3C Web Annotation
model calls a TextPositionSelector and a TextQuoteSelector.
"""

import re
from dataclasses import dataclass

from claims.errors import QuoteAmbiguous, QuoteNotFound

CONTEXT = 32
MAX_QUOTE = 5_000

# What typesetting changes and typing doesn't: compared only to explain why a quote is absent.
_LOOKALIKES = str.maketrans("‘’‚‛“”„‟–—\u00a0\u202f", "''''\"\"\"\"--  ")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Place:
    """One place of a quote: `text[start:end]` is the quote, exactly."""

    start: int
    end: int
    prefix: str
    suffix: str


def find_places(text: str, quote: str) -> tuple[Place, ...]:
    """Return every place where `quote` stands in `text`, in order; overlapping ones too."""
    places: list[Place] = []
    start = text.find(quote) if quote else -1
    while start >= 0:
        end = start + len(quote)
        places.append(
            Place(start, end, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
        )
        start = text.find(quote, start + 1)
    return tuple(places)


def locate(text: str, quote: str, *, start: int | None = None) -> Place:
    """Return the one place of `quote` in `text`, or the one at `start` where it has several.

    Raises QuoteNotFound (which says so where only typographic marks differ) and
    QuoteAmbiguous (which carries the starts to choose between).
    """
    places = find_places(text, quote)
    if start is not None:
        for place in places:
            if place.start == start:
                return place
        raise QuoteNotFound(f"The quote doesn't stand at character {start} of the article's text.")
    if not places:
        raise QuoteNotFound(_why_absent(text, quote))
    if len(places) > 1:
        raise QuoteAmbiguous(tuple(place.start for place in places))
    return places[0]


def _why_absent(text: str, quote: str) -> str:
    if quote.strip() and _plain(quote) in _plain(text):
        return (
            "The quote stands in the article's text only with other quotation marks, dashes, "
            "spaces or capitals. Copy it from the text, letter for letter."
        )
    return QuoteNotFound.message


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_LOOKALIKES)).casefold().strip()
