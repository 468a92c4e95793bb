"""English words and rules for dates."""

from claims.reading.date_words import DateWords

DATES = DateWords(
    words={},
    names={},
    phrases={},
    shy=frozenset(),
    holidays={},
    macros={},
    rules=(),
    before=(),
    after=(),
    past=frozenset(),
    future=frozenset(),
    present=frozenset(),
    no_verbs=frozenset(),
    negatives=frozenset(),
    south=frozenset(),
)
