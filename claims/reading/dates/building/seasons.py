"""Builders of seasons, weekends, decades and centuries, and of what is left open."""

from dataclasses import replace
from datetime import date, timedelta

from claims.choices import Precision
from claims.reading.dates import periods
from claims.reading.dates.building.days import year_of
from claims.reading.dates.building.found import PAST, Found
from claims.reading.dates.building.spans import NEXT_ONE, chosen
from claims.reading.dates.calendar import ONE_DAY, months, week_start
from claims.reading.dates.periods import Period
from claims.reading.dates.tokens import full_year

NORTH = "the seasons are taken to be those of the northern hemisphere"
SOUTH = "the seasons are taken to be those of the southern hemisphere"


def season(found: Found) -> Period | None:
    """ "the spring", "summer 2027", "next winter", "the winter of 2026-27"."""
    number = found.one("SEASON FALL")
    if number is None:
        return None
    south = found.has("SOUTHERN") or (
        found.setting.surroundings.south and not found.has("NORTHERN")
    )
    first_month = (3 + 3 * number + (6 if south else 0) - 1) % 12 + 1
    text, year = found.word("YEARS"), year_of(found)

    def build(each: int) -> Period:
        return periods.span(*months(each, first_month, 3), Precision.SEASON,
                            assumption=SOUTH if south else NORTH)  # fmt: skip

    if text or year is not None:
        return build(int(text[:4]) if text else year or 0)
    return _near_season(found, [build(each) for each in _near(found.said_on.year)])


def _near(year: int) -> range:
    return range(max(2, year - 2), year + 3)


def _near_season(found: Found, known: list[Period]) -> Period | None:
    said = found.said_on
    if found.has("NEXT"):
        ahead = [each for each in known if each.start is not None and each.start > said]
        if ahead[0].start is not None and ahead[0].start.year == said.year:
            return periods.either(ahead[0], ahead[1], NEXT_ONE)
        return ahead[0]
    if found.has("LAST"):
        past = [each for each in known if each.generous is not None and each.generous < said]
        return past[-1] if past else None
    return chosen(found, known)


def decade(found: Found) -> Period | None:
    """ "the 2030s", "the '90s"."""
    value = found.one("DECADE") or 0
    if value < 100:
        value = full_year(value, found.said_on.year)
    return periods.decade(value // 10 * 10)


def nth_century(found: Found) -> Period | None:
    number = found.one("ORD")
    return periods.century((number - 1) * 100) if number and 11 <= number <= 30 else None


def weekend(found: Found) -> Period | None:
    """ "this weekend", "next weekend": Saturday and Sunday."""
    said = found.said_on
    saturday = week_start(said) + timedelta(days=5)

    def at(start: date) -> Period:
        return periods.span(start, start + ONE_DAY, Precision.WEEK)

    if found.has("LAST"):
        return at(saturday - timedelta(days=7))
    if found.has("NEXT FOLLOWING"):
        reason = "“next” can mean the coming weekend or the one after it"
        return periods.either(at(saturday), at(saturday + timedelta(days=7)), reason)
    if not found.has("THIS COMING") and found.direction() == PAST:
        return at(saturday - timedelta(days=7))
    return at(saturday)


def new_year(found: Found) -> Period:
    """ "the new year": its first months, or the whole of it; its first day after "by"."""
    first = date(found.said_on.year + 1, 1, 1)
    whole = periods.year(first.year)
    strict = date(first.year, 3, 31)
    return replace(whole, strict=strict, by=(first - ONE_DAY, first))


def open_phrase(found: Found) -> Period:
    return Period(Precision.OPEN, side="in", window=False)
