"""Builders of days that have a name: holidays and milestones."""

from dataclasses import replace
from datetime import timedelta

from claims.choices import Precision
from claims.reading.dates import periods
from claims.reading.dates.building.days import chosen, year_of
from claims.reading.dates.building.found import FUTURE, Found
from claims.reading.dates.calendar import weekday_on_or_after
from claims.reading.dates.holidays import MOON, day_of, moves
from claims.reading.dates.periods import Period


def holiday(found: Found) -> Period | None:
    """ "Christmas", "Easter next year", "next Fourth of July"."""
    key = found.setting.language.holidays.get(found.word("HOLIDAY"))
    if key is None:
        return None
    said, year = found.said_on, year_of(found)
    if year is not None:
        on = day_of(key, year)
    else:
        near = range(max(2, said.year - 2), said.year + 4)
        days = [day_of(key, each) for each in near]
        on = chosen(found, days, same_day=not found.has("NEXT"))
        if found.has("LAST"):
            past = [each for each in days if each and each < said]
            on = past[-1] if past else None
    if on is None:
        return None
    built = periods.day(on, assumption=MOON if moves(key) else "", bare=year is None)
    return _next_holiday(found, built, key) if found.has("NEXT") and year is None else built


def _next_holiday(found: Found, built: Period, key: str) -> Period:
    """ "next Easter", said shortly before one in the same year: that one, or the year after's."""
    if built.start is None or built.start.year > found.said_on.year:
        return built
    later = day_of(key, found.said_on.year + 1)
    return replace(built, generous=later) if later else built


def holiday_weekend(found: Found) -> Period | None:
    """ "the Memorial Day weekend": with the Friday or Monday that makes it long."""
    built = holiday(found)
    if built is None or built.start is None:
        return None
    on = built.start
    saturday = weekday_on_or_after(on - timedelta(days=3), 5)
    first, last = min(on, saturday), max(on, saturday + timedelta(days=1))
    if last - first > timedelta(days=3):
        first, last = saturday, saturday + timedelta(days=1)
    return periods.span(first, last, Precision.WEEK)


def clock(found: Found) -> Period | None:
    """ "at 11 p.m.", with no day named: that of publication."""
    return periods.day(found.said_on, bare=True) if found.direction() == FUTURE else None


def milestone(found: Found) -> Period | None:
    """A milestone that is known, by its name or an alias."""
    known = found.one("MILESTONE")
    if known is None or known >= len(found.setting.milestones):
        return None
    event = found.setting.milestones[known]
    return Period(Precision.EVENT, event.on, event.on, event.on, milestone=event.name)
