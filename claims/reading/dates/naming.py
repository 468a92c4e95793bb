"""The names of milestones, made into tokens beside the phrases of the language."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from claims.reading.date_words import DateWords
from claims.reading.dates.grammar import Grammar
from claims.reading.dates.tokens import Lexer
from claims.reading.shapes import KnownMilestone

# In days. An alias such as "the inauguration" means another one further off.
NEAR_PAST, NEAR_FUTURE = 800, 1500

Milestones = tuple[KnownMilestone, ...]


def near(milestones: Sequence[KnownMilestone], said_on: date) -> Milestones:
    """Return those that can be meant on that day: what lies ahead first, the nearest first."""

    def far(milestone: KnownMilestone) -> tuple[bool, int]:
        days = (milestone.on - said_on).days
        return days < 0, abs(days)

    known = [each for each in milestones if -NEAR_PAST <= (each.on - said_on).days <= NEAR_FUTURE]
    return tuple(sorted(known, key=far))


@lru_cache(maxsize=64)
def lexer_of(grammar: Grammar, milestones: Milestones) -> Lexer:
    """Return what cuts texts; of two milestones with the same name the first is meant."""
    language: DateWords = grammar.language
    plain = Lexer(language, {})
    names: dict[str, tuple[str, int]] = {}
    for number, milestone in enumerate(milestones):
        for name in (milestone.name, *milestone.aliases):
            words = " ".join(plain.cut(name, 0, len(name)).words)
            if words:
                names.setdefault(words, ("MILESTONE", number))
    return Lexer(language, {**language.phrases, **names})
