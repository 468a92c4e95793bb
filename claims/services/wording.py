"""What people write beside a change of state: why they withdrew, deferred, sent back."""

from claims.errors import InvalidText, ReasonMissing
from claims.models.base import unstorable

# Code points; as much as a review keeps of a reviewer's words.
LIMIT = 2_000


def note(text: str, *, field: str) -> str:
    """Return `text` without the white space around it; it may be empty.

    Raises InvalidText, with the field, for what is too long or can't be stored.
    """
    words = text.strip()
    if len(words) > LIMIT:
        raise InvalidText(
            f"This has {len(words):,} characters; {LIMIT:,} can be kept.", field=field
        )
    if fault := unstorable(words):
        raise InvalidText(fault, field=field)
    return words


def reason(text: str, *, field: str, missing: str) -> str:
    """Return `text` as `note` does. Raises ReasonMissing, which says `missing`, without words."""
    words = note(text, field=field)
    if not words:
        raise ReasonMissing(missing, field=field)
    return words
