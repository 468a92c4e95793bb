"""The days of holidays by year: computed, or from a table where they can't be.

For the Chinese New Year, Eid al-Fitr, the start of Ramadan and Diwali the tables hold the days
commonly kept; the sighting of the moon can move three of them by one. A year without an entry
gives None: nothing is made up.
"""

from collections.abc import Callable
from datetime import date, timedelta

from claims.reading.dates.calendar import easter, nth_weekday, weekday_on_or_after

MOON = "the day can move by one with the sighting of the moon"
_FIXED = {
    "christmas": (12, 25), "christmas_eve": (12, 24), "boxing_day": (12, 26),
    "new_year": (1, 1), "new_years_eve": (12, 31), "independence_day": (7, 4),
    "halloween": (10, 31), "valentine": (2, 14), "st_patrick": (3, 17), "may_day": (5, 1),
    "veterans_day": (11, 11), "canada_day": (7, 1), "anzac_day": (4, 25), "australia_day": (1, 26),
    "bastille_day": (7, 14), "all_saints": (11, 1), "midsummer": (6, 24), "juneteenth": (6, 19),
    "guy_fawkes": (11, 5), "earth_day": (4, 22), "groundhog": (2, 2),
}  # fmt: skip
_WEEKDAYS = {  # month, weekday, which one
    "thanksgiving": (11, 3, 4), "labor_day": (9, 0, 1), "memorial_day": (5, 0, -1),
    "mlk": (1, 0, 3), "presidents_day": (2, 0, 3), "columbus_day": (10, 0, 2),
    "mothers_day": (5, 6, 2), "fathers_day": (6, 6, 3), "spring_bank": (5, 0, -1),
    "summer_bank": (8, 0, -1), "early_may_bank": (5, 0, 1), "canadian_thanksgiving": (10, 0, 2),
}  # fmt: skip
_EASTER = {
    "easter": 0, "good_friday": -2, "easter_monday": 1, "palm_sunday": -7, "ash_wednesday": -46,
    "maundy_thursday": -3, "ascension": 39, "pentecost": 49, "whit_monday": 50, "mardi_gras": -47,
}  # fmt: skip
_TABLES: dict[str, dict[int, tuple[int, int]]] = {
    "lunar_new_year": {
        2000: (2, 5), 2001: (1, 24), 2002: (2, 12), 2003: (2, 1), 2004: (1, 22), 2005: (2, 9),
        2006: (1, 29), 2007: (2, 18), 2008: (2, 7), 2009: (1, 26), 2010: (2, 14), 2011: (2, 3),
        2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28),
        2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
        2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13),
        2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
    },
    "eid": {
        2015: (7, 17), 2016: (7, 6), 2017: (6, 25), 2018: (6, 15), 2019: (6, 4), 2020: (5, 24),
        2021: (5, 13), 2022: (5, 2), 2023: (4, 21), 2024: (4, 10), 2025: (3, 30), 2026: (3, 20),
        2027: (3, 9), 2028: (2, 26),
    },
    "ramadan": {
        2015: (6, 18), 2016: (6, 6), 2017: (5, 27), 2018: (5, 16), 2019: (5, 6), 2020: (4, 24),
        2021: (4, 13), 2022: (4, 2), 2023: (3, 23), 2024: (3, 11), 2025: (3, 1), 2026: (2, 18),
        2027: (2, 8), 2028: (1, 28),
    },
    "diwali": {
        2015: (11, 11), 2016: (10, 30), 2017: (10, 19), 2018: (11, 7), 2019: (10, 27),
        2020: (11, 14), 2021: (11, 4), 2022: (10, 24), 2023: (11, 12), 2024: (10, 31),
        2025: (10, 20), 2026: (11, 8), 2027: (10, 29), 2028: (10, 17),
    },
}  # fmt: skip
_COMPUTED: dict[str, Callable[[int], date]] = {
    "black_friday": lambda year: nth_weekday(year, 11, 3, 4) + timedelta(days=1),
    "cyber_monday": lambda year: nth_weekday(year, 11, 3, 4) + timedelta(days=4),
    "election_day": lambda year: nth_weekday(year, 11, 0, 1) + timedelta(days=1),
    "victoria_day": lambda year: weekday_on_or_after(date(year, 5, 18), 0),
}


def day_of(key: str, year: int) -> date | None:
    """Return the holiday's day in that year; None where it is not known."""
    if key in _FIXED:
        return date(year, *_FIXED[key])
    if key in _WEEKDAYS:
        month, weekday, nth = _WEEKDAYS[key]
        return nth_weekday(year, month, weekday, nth)
    if key in _EASTER:
        return easter(year) + timedelta(days=_EASTER[key])
    if key in _COMPUTED:
        return _COMPUTED[key](year)
    entry = _TABLES[key].get(year)
    return date(year, *entry) if entry else None


def moves(key: str) -> bool:
    """Tell whether the day hangs on the sighting of the moon."""
    return key in ("eid", "ramadan", "diwali")


KEYS = frozenset({*_FIXED, *_WEEKDAYS, *_EASTER, *_COMPUTED, *_TABLES})
