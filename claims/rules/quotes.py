"""Where a quote stands in a text. Offsets are Unicode code points into the stored raw text.

The four values (start, end, 32 characters before, 32 after) are what the W3C Web Annotation
model calls a TextPositionSelector and a TextQuoteSelector.
"""

import re
import unicodedata
from dataclasses import dataclass

from claims.choices import Anchor
from claims.errors import QuoteAmbiguous, QuoteNotFound, SelectionInvalid

CONTEXT = 32
MAX_QUOTE = 5_000
# More places than a person can choose between; a hostile text has millions.
MAX_PLACES = 100

# What typesetting changes and typing doesn't: compared only to explain why a quote is absent.
_MARKS = {"'": "‘’‚‛", '"': "“”„‟«»", "-": "‐‑–—", "": "\u00ad\u200b"}
_LOOKALIKES = {ord(mark): plain for plain, marks in _MARKS.items() for mark in marks}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Place:
    """One place of a quote: `text[start:end]` is the quote, exactly."""

    start: int
    end: int
    prefix: str
    suffix: str


def find_places(text: str, quote: str) -> tuple[Place, ...]:
    """Return the places where `quote` stands in `text`, in order; overlapping ones too.

    At most the first MAX_PLACES.
    """
    places: list[Place] = []
    start = text.find(quote) if quote else -1
    while start >= 0 and len(places) < MAX_PLACES:
        places.append(_place(text, start, len(quote)))
        start = text.find(quote, start + 1)
    return tuple(places)


def locate(text: str, quote: str, *, start: int | None = None) -> Place:
    """Return the one place of `quote` in `text`, or the one at `start` where it has several.

    Raises QuoteNotFound (which says so where only typographic marks differ) and
    QuoteAmbiguous (which carries the starts to choose between).
    """
    if start is not None:
        if not quote or start < 0 or not text.startswith(quote, start):
            raise QuoteNotFound(
                f"The quote doesn't stand at character {start} of the article's text."
            )
        return _place(text, start, len(quote))
    places = find_places(text, quote)
    if not places:
        raise QuoteNotFound(_why_absent(text, quote))
    if len(places) > 1:
        raise QuoteAmbiguous(tuple(place.start for place in places))
    return places[0]


@dataclass(frozen=True)
class Reanchored:
    """What became of a quote in a changed text, and its place where there is one to confirm."""

    anchor: Anchor
    place: Place | None = None


def reanchor(text: str, quote: str, *, prefix: str, suffix: str) -> Reanchored:
    """Look for `quote`, which stood between `prefix` and `suffix`, in a changed text.

    Exact: one place has the same surroundings. Moved: the words stand there once, in other
    surroundings. Nothing is matched by likeness: a lookalike is another quote.
    """
    places = find_places(text, quote)
    same = [place for place in places if _surrounded(place, prefix, suffix)]
    if len(same) == 1:
        return Reanchored(Anchor.EXACT, same[0])
    if len(places) == 1:
        return Reanchored(Anchor.MOVED, places[0])
    return Reanchored(Anchor.AMBIGUOUS if places else Anchor.LOST)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without white space at its ends. Raises SelectionInvalid."""
    if not 0 <= start < end <= len(text):
        raise SelectionInvalid
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if start >= end:
        raise SelectionInvalid("Only white space is selected.")
    if end - start > MAX_QUOTE:
        raise SelectionInvalid(
            f"That is {end - start:,} characters; a quote has at most {MAX_QUOTE:,}."
        )
    return start, end


def _surrounded(place: Place, prefix: str, suffix: str) -> bool:
    """Tell whether the surroundings are the same; what the text ended with may have gone on."""
    before = place.prefix.endswith(prefix) if len(prefix) < CONTEXT else place.prefix == prefix
    after = place.suffix.startswith(suffix) if len(suffix) < CONTEXT else place.suffix == suffix
    return before and after


def _place(text: str, start: int, length: int) -> Place:
    end = start + length
    return Place(start, end, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def _why_absent(text: str, quote: str) -> str:
    plain = _plain(quote)
    if plain and plain in _plain(text):
        return (
            "The quote stands in the article's text only with other quotation marks, dashes, "
            "spaces, accents or capitals. Copy it from the text, letter for letter."
        )
    return QuoteNotFound.message


def _plain(text: str) -> str:
    """Return `text` without what typesetting, line ends and Unicode's several spellings change."""
    composed = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    return _SPACES.sub(" ", composed).casefold().strip()
