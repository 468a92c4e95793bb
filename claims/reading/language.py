"""All that a language must supply to be read. A second one is another value of this, no rewrite."""

from dataclasses import dataclass

from claims.reading.cue_words import CueWords
from claims.reading.date_words import DateWords
from claims.reading.words import SentenceWords, SpeechWords


@dataclass(frozen=True)
class Language:
    """One language: its BCP 47 tag, its name, and its words and rules by section."""

    tag: str
    name: str
    sentences: SentenceWords
    speech: SpeechWords
    cues: CueWords
    dates: DateWords
