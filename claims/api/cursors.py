"""The opaque cursor: between which two rows a page begins, and which way it reads.

It holds a place in an order and nothing else, so it needs no signature: every part of it is
checked, and a forged one shows only what its sender may list anyway.
"""

import base64
from dataclasses import dataclass
from datetime import datetime

import orjson

from claims.errors import RuleBroken
from claims.rules import clock

MAX_LENGTH = 200
MAX_ID = 2**63 - 1


class BadCursor(ValueError):
    """The text is no cursor of this ordering."""


@dataclass(frozen=True)
class Cursor:
    """A place just after (or, read backwards, just before) the row with this value and id.

    `value` is the row's instant in the ordering, None where it is null or the order is by id.
    """

    ordering: str
    row: int
    value: datetime | None = None
    backwards: bool = False

    def encode(self) -> str:
        """Return the text that a client hands back; safe in an address."""
        instant = self.value.isoformat() if self.value else None
        packed = orjson.dumps([self.ordering, self.row, instant, self.backwards])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str, *, ordering: str) -> Cursor:
    """Return the cursor that `text` holds. Raises BadCursor, also for one of another ordering."""
    if len(text) > MAX_LENGTH:
        raise BadCursor
    try:
        packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        found, row, instant, backwards = orjson.loads(packed)
        value = None if instant is None else clock.require_aware(datetime.fromisoformat(instant))
    except (ValueError, TypeError, RuleBroken) as error:
        raise BadCursor from error
    whole = type(row) is int and 0 <= row <= MAX_ID and type(backwards) is bool
    if not whole or found != ordering:
        raise BadCursor
    return Cursor(ordering, row, value, backwards)
