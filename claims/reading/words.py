"""What a language must supply for texts to be cut and speakers to be found: words, as data.

Each section is filled once for each language: English in claims/reading/english/sentences.py
and claims/reading/english/speech.py. Words are in lower case, apostrophes straight, unless said
otherwise.
"""

from dataclasses import dataclass

Words = frozenset[str]


@dataclass(frozen=True)
class SentenceWords:
    """Words that decide where a sentence ends. Abbreviations come with their full stop.

    `bound` abbreviations never end a sentence ("mr."), `numbered` ones don't before a number
    ("no."), `open` ones end it where one of the `starters` follows ("the u.s. The minister").
    `exclaiming` names end in a mark ("yahoo!"). `reporting` verbs keep a tag with its quotation
    (“Will they?” Smith asked). `elided` words begin with an apostrophe that opens no quotation.
    """

    bound: Words
    numbered: Words
    open: Words
    starters: Words
    exclaiming: Words
    reporting: Words
    elided: Words


@dataclass(frozen=True)
class SpeechWords:
    """Words by which speakers are found."""

    reporting: Words
