"""What a query parameter may hold: each field turns text into a value, or says what is wrong."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from claims.choices import Choice
from claims.errors import NaiveDatetime, RuleBroken
from claims.rules import clock
from claims.rules.cursors import MAX_ID

DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?\Z", re.ASCII
)
NUMBER = re.compile(r"\d{1,19}\Z", re.ASCII)
SLUG = re.compile(r"[-\w]{1,100}\Z", re.ASCII)

NO_INSTANT = (
    "This is neither a day (2025-02-01) nor an instant (2025-02-01T00:00:00Z). "
    "In an address, write the + of an offset as %2B."
)
NO_ID = "This is no id: give a whole number."
NO_SLUG = "This is neither a topic's slug nor its id."


def parse_id(text: str) -> int:
    """Return the id that `text` holds. Raises ValidationError; a row need not exist."""
    if not NUMBER.match(text) or int(text) > MAX_ID:
        raise ValidationError(NO_ID)
    return int(text)


def parse_instant(text: str) -> datetime:
    """Return a day's UTC midnight, or an instant with an offset, in UTC. Raises ValidationError."""
    try:
        if DAY.match(text):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        if not INSTANT.match(text):
            raise ValidationError(NO_INSTANT)
        return clock.require_aware(datetime.fromisoformat(text.upper()))
    except NaiveDatetime as error:
        raise ValidationError(error.message) from None
    except (ValueError, RuleBroken):
        raise ValidationError("There is no such day or instant in the calendar.") from None


class IdField(forms.Field):
    """A row's id; text that is none is refused."""

    def to_python(self, value: Any) -> int | None:
        return parse_id(value) if value else None


class InstantField(forms.Field):
    """A day or an instant."""

    def to_python(self, value: Any) -> datetime | None:
        return parse_instant(value) if value else None


class WordsField(forms.MultipleChoiceField):
    """One word or several of a closed set; what is not among them is named with the set."""

    def __init__(self, *, words: type[Choice], **options: Any) -> None:
        listed = ", ".join(word.value for word in words)
        super().__init__(
            choices=words.pairs(),
            error_messages={"invalid_choice": f"“%(value)s” is not one of: {listed}."},
            **options,
        )


class TopicsField(forms.Field):
    """One topic or several, each by its slug or its id."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        values = list(value or [])
        if not all(SLUG.match(text) for text in values):
            raise ValidationError(NO_SLUG)
        return values
