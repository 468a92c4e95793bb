"""What a tag is, as long as it is places of items."""

from dataclasses import dataclass

from claims.reading.shapes import How
from claims.reading.speakers.phrases import Phrase
from claims.reading.words import Sort


@dataclass(frozen=True)
class Found:
    """A tag among a frame's items: from `start` to `end`, both places of items.

    `end` is past what belongs to the tag: the hearer, the day, "that". `inverted`: the name follows
    its verb. `relative`: it is inside of a relative clause. `owned`: the
    name is an owner ("Smith's view"). `participle`: it goes on with a
    sentence (", adding that"). `apart`: what it covers is a clause of its own; "Toyota plans to
    build" isn't.
    """

    start: int
    end: int
    speaker: Phrase
    sort: Sort
    how: How = How.REPORTED
    inverted: bool = False
    participle: bool = False
    apart: bool = True
    relative: bool = False
    owned: bool = False
    verb: int | None = None

    @property
    def head(self) -> int:
        """The last place of the words that say who speaks and that he does, without a hearer."""
        return self.end - 1 if self.verb is None else self.verb
