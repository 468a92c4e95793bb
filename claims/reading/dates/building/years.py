"""Builders of years: in figures, fiscal ones, spans of them and their ends."""

from dataclasses import replace
from datetime import date

from claims.choices import Precision
from claims.reading.dates import periods
from claims.reading.dates.building.days import year_of
from claims.reading.dates.building.found import Found
from claims.reading.dates.building.spans import (
    assumed,
    chosen,
    code_year,
    fiscal_start,
    unit,
)  # fmt: skip
from claims.reading.dates.calendar import ONE_DAY, add_months
from claims.reading.dates.periods import Period
from claims.reading.dates.tokens import full_year

# A year in figures with nothing before it that says so is none before these.
AMOUNTS = frozenset("UNITS U_DAY U_WEEK U_MONTH U_YEAR U_HOUR PERCENT".split())


def year(found: Found) -> Period | None:
    """ "2027", "fiscal 2027", "FY27", "2013/14"."""
    number = year_of(found) or code_year(found)
    if number is None:
        return None
    if found.kinds and len(found.kinds) == 1 and _is_amount(found):
        return None
    if found.has("FISCAL CODE_FY"):
        start = fiscal_start(found, number)
        return assumed(found, periods.span(start, add_months(start, 12) - ONE_DAY, Precision.YEAR))
    return replace(periods.year(number), alone=found.before() not in ("THE", "POSS"))


def around_year(found: Found) -> Period | None:
    """ "around 2027": a year before at the earliest, a year after at the latest."""
    number = found.year()
    if number is None or found.word("ABOUT") not in found.setting.language.around:
        return None
    if found.after() in AMOUNTS or found.after() == "OTHER":
        return None
    exact = periods.year(number)
    return replace(exact, start=date(number - 1, 1, 1), generous=date(number + 1, 12, 31))


def _is_amount(found: Found) -> bool:
    """Tell whether a bare number of four digits is a number of things, or a label."""
    before, after = found.before(), found.after()
    if after in AMOUNTS or before in ("MARK", "HUNDRED", "TENS") or found.labelled():
        return True
    if before in ("", "OTHER", "ABOUT", "LEAST", "LESS", "NUM", "N", "INT"):
        word = found.tokens.words[found.first - 1] if found.first else ""
        dated = word in found.setting.language.tense.future or after in (
            "POSS",
            "STOP",
            "COMMA",
            "",
        )
        return before != "" and not dated
    return False


def year_end(found: Found) -> Period | None:
    """ "year-end", "year-end 2026", "the decade's end", "next year's end"."""
    number = found.year()
    whole = assumed(found, periods.year(number)) if number else unit(found)
    return periods.ending(whole) if whole else None


def years(found: Found) -> Period | None:
    """ "2013/14", "2019–20", "2030-2035"."""
    text = found.word("YEARS")
    first, second = int(text[:4]), text[5:]
    last = int(second) if len(second) == 4 else full_year(int(second), first)
    if not first < last <= first + 60:
        return None
    period = periods.span(date(first, 1, 1), date(last, 12, 31), Precision.YEAR)
    return replace(period, alone=found.before() != "THE")


def year_to(found: Found) -> Period | None:
    """ "the year to March 2027", "the fiscal year ending in June": its last month's end."""
    number, year_given = found.one("MONTH"), found.year()
    if number is None:
        return None
    now = found.said_on.year
    near = [periods.month(each, number) for each in range(now - 1, now + 2)]
    ended = [each for each in near if each.generous and each.generous < found.said_on]
    last = periods.month(year_given, number) if year_given else chosen(found, near)
    if year_given is None and found.word("ENDING") in found.setting.language.tense.past:
        last = ended[-1]
    if last is None or last.generous is None:
        return None
    short = found.has("U_QUARTER")
    start = add_months(last.generous + ONE_DAY, -3 if short else -12)
    precision = Precision.QUARTER if short else Precision.YEAR
    return periods.span(start, last.generous, precision)
