"""The opaque cursor: between which two rows a page begins, and which way it reads.

It holds a place in an order and nothing else, so it needs no signature: every part of it is
checked, and a forged one shows only what its sender may list anyway.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claims.errors import BadCursor, RuleBroken
from claims.rules import clock

# A name of 300 characters, each as long as JSON writes any, in base64, and what is beside it.
MAX_LENGTH = 2_500
MAX_ID = 2**63 - 1

Value = datetime | date | str | int
Read = Callable[[str], Value]


@dataclass(frozen=True)
class Cursor:
    """A place just after (or, read backwards, just before) the row with this value and id.

    `value` is what the row has in the ordering's column; None where that is null, or where
    the order is by id alone.
    """

    ordering: str
    row: int
    value: Value | None = None
    backwards: bool = False

    def encode(self) -> str:
        """Return the text that a reader hands back; safe in an address."""
        parts = [self.ordering, self.row, self._written, self.backwards]
        packed = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @property
    def _written(self) -> str | None:
        if self.value is None:
            return None
        return self.value.isoformat() if isinstance(self.value, date) else str(self.value)


def decode(text: str, *, ordering: str, read: Read) -> Cursor:
    """Return the cursor that `text` holds; `read` turns its value's text into the value.

    Raises BadCursor, also for a cursor of another ordering.
    """
    try:
        found, row, value, backwards = _unpack(text)
        if not isinstance(value, str | None):
            raise BadCursor
        read_value = None if value is None else read(value)
    except (ValueError, TypeError, RecursionError, RuleBroken) as error:
        raise BadCursor from error
    whole = type(row) is int and 0 <= row <= MAX_ID and type(backwards) is bool
    if not whole or found != ordering:
        raise BadCursor
    return Cursor(ordering, row, read_value, backwards)


def _unpack(text: str) -> Any:
    if len(text) > MAX_LENGTH:
        raise BadCursor
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))


def read_instant(text: str) -> datetime:
    """Return an ISO instant in UTC. Raises ValueError, NaiveDatetime and InstantOutOfRange."""
    return clock.require_aware(datetime.fromisoformat(text))


def read_day(text: str) -> date:
    """Return an ISO day. Raises ValueError."""
    return date.fromisoformat(text)


def read_whole(text: str) -> int:
    """Return a whole number of a column. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("no whole number")
    return int(text)


def read_text(text: str) -> str:
    """Return the text itself. Raises ValueError for what no column holds."""
    if "\x00" in text:
        raise ValueError("NUL")
    text.encode()  # UnicodeEncodeError, a ValueError, for half a character
    return text
