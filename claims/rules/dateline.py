"""The line that an article's file may begin with: `date 2024-11-06`, its day of publication."""

import re
from datetime import date

from claims.errors import InvalidText

_DATELINE = re.compile(r"\s*date[ \t]+([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s+|\Z)")


def split(text: str) -> tuple[date | None, str]:
    """Return the day that `text` begins with, or None, and the text without it.

    The white space around the marker goes with it; every other character stays as it is, line
    ends too. Raises InvalidText where the calendar has no such day.
    """
    found = _DATELINE.match(text)
    if found is None:
        return None, text
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        raise InvalidText(
            f"It begins with “date {found[1]}”, and the calendar has no such day.",
            field="published",
        ) from None
    return day, text[found.end() :]
