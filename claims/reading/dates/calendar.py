"""Sums with days: months that end on their last day, weeks from Monday, movable feasts.

Every function stays inside the years 1 to 9999: what would leave them raises OutOfCalendar, and
the expression is then no date.
"""

from calendar import monthrange
from datetime import date, timedelta


class OutOfCalendar(ValueError):
    """No such day: 31 April, or a year beyond 9999."""


def day(year: int, month: int, number: int) -> date:
    """Return that day. Raises OutOfCalendar."""
    try:
        return date(year, month, number)
    except (ValueError, OverflowError) as error:
        raise OutOfCalendar(str(error)) from error


def plus_days(start: date, days: int) -> date:
    """Raises OutOfCalendar."""
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise OutOfCalendar(str(error)) from error


def plus_months(start: date, months: int) -> date:
    """Return the same day so many months on, or that month's last. Raises OutOfCalendar."""
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        raise OutOfCalendar(f"the year {year}")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """Return the last day of the month. Raises OutOfCalendar."""
    if not 1 <= year <= 9999:
        raise OutOfCalendar(f"the year {year}")
    return date(year, month, monthrange(year, month)[1])


def months_from(year: int, month: int, count: int) -> tuple[date, date]:
    """Return the first and last day of `count` months from that one on. Raises OutOfCalendar."""
    first = day(year, month, 1)
    return first, plus_days(plus_months(first, count), -1)


def monday_of(when: date) -> date:
    """Return the Monday of that day's week."""
    return plus_days(when, -when.weekday())


def next_weekday(after: date, weekday: int) -> date:
    """Return the first such weekday (Monday is 0) later than `after`."""
    return plus_days(after, (weekday - after.weekday() - 1) % 7 + 1)


def last_weekday(before: date, weekday: int) -> date:
    """Return the latest such weekday not later than `before`."""
    return plus_days(before, -((before.weekday() - weekday) % 7))


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    """Return the first, second … such weekday of the month, or the last for -1."""
    if number < 0:
        return last_weekday(month_end(year, month), weekday)
    first = plus_days(next_weekday(plus_days(day(year, month, 1), -1), weekday), 7 * (number - 1))
    if first.month != month:
        raise OutOfCalendar("no such weekday in that month")
    return first


def easter(year: int) -> date:
    """Return Western Easter Sunday (the anonymous Gregorian computation). Raises OutOfCalendar."""
    golden = year % 19
    century, rest = divmod(year, 100)
    skipped = (century + 8) // 25
    moon = (19 * golden + century - century // 4 - (century - skipped + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * sunday) // 451
    month, number = divmod(moon + sunday - 7 * shift + 114, 31)
    return day(year, month, number + 1)
