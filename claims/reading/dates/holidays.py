"""The days of feasts, from rules: fixed ones, the nth weekday of a month, ones around Easter.

A rule is `M-D` ("12-25"), `M:W:N` for the Nth weekday of a month with an offset in days
("11:3:4+1" is the day after the fourth Thursday of November; N -1 is the last), `easter+D`,
or `moon` for the Chinese new year, which is the second new moon after the winter solstice.
"""

import re
from datetime import date, datetime, timedelta

from claims.reading.dates.calendar import day, easter, nth_weekday, plus_days

_FIXED = re.compile(r"(\d{1,2})-(\d{1,2})$")
_WEEKDAY = re.compile(r"(\d{1,2}):(\d):(-?\d)([+-]\d{1,2})?$")
_EASTER = re.compile(r"easter([+-]\d{1,3})?$")
# A new moon and the mean time between two, for Chinese new years: right to the day in Beijing for
# nearly all of 1950 to 2100, a day off at worst.
_NEW_MOON = datetime(2000, 1, 6, 18, 14)  # noqa: DTZ001
_LUNATION = timedelta(days=29.530588)
_BEIJING = timedelta(hours=8)


def holiday(rule: str, year: int) -> date:
    """Return the day of that feast in `year`. Raises OutOfCalendar; ValueError for no rule."""
    if fixed := _FIXED.match(rule):
        return day(year, int(fixed[1]), int(fixed[2]))
    if nth := _WEEKDAY.match(rule):
        found = nth_weekday(year, int(nth[1]), int(nth[2]), int(nth[3]))
        return plus_days(found, int(nth[4] or 0))
    if around := _EASTER.match(rule):
        return plus_days(easter(year), int(around[1] or 0))
    if rule == "moon":
        return _chinese_new_year(year)
    raise ValueError(f"{rule!r} is no rule for a holiday.")


def _chinese_new_year(year: int) -> date:
    """Return the first new moon after 20 January, counted in mean lunations."""
    earliest = datetime.combine(day(year, 1, 21), datetime.min.time()) - _BEIJING
    count = -((_NEW_MOON - earliest) // _LUNATION)
    return (_NEW_MOON + count * _LUNATION + _BEIJING).date()
