"""What a language must supply for dates to be read: kinds of words, and rules over such kinds.

A text is cut into tokens; each gets a kind from the words of the language. A rule is a pattern
over kinds with the name of what builds the days (claims/reading/dates/building). A builder looks
its tokens up by kind, not by place, so that another language needs other patterns only.

Pattern language: names of kinds or of `macros`, with the operators of regular expressions:
"MONTH DAY (COMMA? YEAR)?". Repeats are bounded, since the text may be hostile.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class DateRule:
    """`name` is shown to the analyst; `build` names the builder; `reason` says what was read."""

    name: str
    pattern: str
    build: str
    example: str


@dataclass(frozen=True, slots=True)
class RelationRule:
    """Words before (or after) a date that say on which side of it: `relation`, see Side."""

    name: str
    pattern: str
    side: str


@dataclass(frozen=True)
class DateWords:
    """Words (lower case, straight apostrophes) with kind and value; and the rules over the kinds.

    `glue` are the patterns around a date that don't change it or take a part of it, see Grammar.
    `names` count only with a capital (months, weekdays), `phrases` are several words that make one
    token. `shy` are names that are words or people as well ("May"): alone, they need a preposition
    of time. `holidays` maps a name to the key of its rule in dates/holidays.py. `past` are verbs
    in the past, `future` words that look ahead, `present` verbs that tell of a timetable
    ("opens"), `no_verbs` what may follow "to" and is no verb. `negatives` turn "until" and
    "before" into "not before". `south` are places where June opens the winter.
    """

    words: Words
    names: Words
    phrases: Mapping[str, tuple[str, int]]
    shy: frozenset[str]
    holidays: Mapping[str, str]
    macros: Mapping[str, str]
    rules: tuple[DateRule, ...]
    before: tuple[RelationRule, ...]
    after: tuple[RelationRule, ...]
    glue: Mapping[str, str]
    past: frozenset[str]
    future: frozenset[str]
    present: frozenset[str]
    no_verbs: frozenset[str]
    negatives: frozenset[str]
    south: frozenset[str]
    fiscal_year: str
    unended: frozenset[str]
    superlatives: frozenset[str]
    around: frozenset[str]
    labels: frozenset[str]
    streets: frozenset[str]
    waiting: frozenset[str]
    deferring: frozenset[str]
