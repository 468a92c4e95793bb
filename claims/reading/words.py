"""What a language must supply for texts to be cut and speakers to be found: words, as data.

Each section is filled once for each language: English in claims/reading/english/sentences.py
and claims/reading/english/speech.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SentenceWords:
    """Words that decide where a sentence ends. All in lower case unless said otherwise."""

    titles: frozenset[str]


@dataclass(frozen=True)
class SpeechWords:
    """Words by which speakers are found."""

    reporting: frozenset[str]
