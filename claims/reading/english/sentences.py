"""English words that decide where a sentence ends."""

from claims.reading.words import SentenceWords

SENTENCES = SentenceWords(titles=frozenset())
