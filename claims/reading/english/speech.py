"""English words by which speakers are found."""

from claims.reading.words import SpeechWords

SPEECH = SpeechWords(reporting=frozenset())
