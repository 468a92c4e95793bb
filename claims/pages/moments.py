"""Days and instants as people read them: always with the time zone that they are meant in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from claims.rules import clock


@dataclass(frozen=True)
class Moment:
    """An instant for a page: `iso` for machines (UTC), `day` and `text` in a local time zone."""

    iso: str
    day: str
    text: str


def say_day(day: date) -> str:
    """Return "31 January 2025"."""
    return f"{day.day} {day:%B} {day.year}"


def say_moment(instant: datetime, timezone: str = "UTC") -> Moment:
    """Return `instant` as it is read in `timezone` (IANA). Raises UnknownTimezone."""
    local = instant.astimezone(clock.zone(timezone))
    day = say_day(local.date())
    return Moment(instant.astimezone(UTC).isoformat(), day, f"{day}, {local:%H:%M} {timezone}")


def say_days(count: int) -> str:
    """Return "1 day" or "660 days"."""
    return "1 day" if count == 1 else f"{count:,} days"
