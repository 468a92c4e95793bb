"""What a language must supply for texts to be cut and speakers to be found: words, as data.

Each section is filled once for each language: English in claims/reading/english/sentences.py
and claims/reading/english/speech.py. Words are in lower case, apostrophes straight, unless said
otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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


class Sort(StrEnum):
    """What a verb of speech or mind can take.

    `SAY` tags a quotation from either side and takes a clause ("said"); `TELL` has a hearer
    between ("told reporters"); `ACT` tags a quotation only ("called it “…”"); `MIND` takes a
    clause or a thing ("expects growth", "believes that"); `MEAN` is a speaker's own intention
    ("plans to build").
    """

    SAY = "say"
    TELL = "tell"
    ACT = "act"
    MIND = "mind"
    MEAN = "mean"


class Form(StrEnum):
    """The form of a verb, as far as it says who can be its subject."""

    BASE = "base"  # they say
    THIRD = "third"  # she says
    PAST = "past"  # said, and the participle where it is the same
    PARTICIPLE = "participle"  # written
    ING = "ing"  # saying


class Gender(StrEnum):
    """Whom a pronoun can stand for."""

    HE = "he"
    SHE = "she"
    THEY = "they"
    IT = "it"


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb.

    `noun`: it is a noun as well ("plans"), so more has to show the verb. `clause`: it is one of
    speech only before a clause ("found that").
    """

    sort: Sort
    form: Form
    noun: bool = False
    clause: bool = False


@dataclass(frozen=True)
class SpeechWords:
    """Words by which speakers are found.

    `verbs`: every form of every verb of speech and mind; `feelings` are such adjectives ("sure
    that"). `contractions` end a word that is pronoun and verb in one ("we're"), as "s" does after
    the `shorts` ("he's"). `speech_nouns`: "the verdict of X".
    `finite` are other verbs in a finite form, `passive` the forms of "be". `between` may stand
    between a subject and its verb; `openers` before a subject; `subordinators` begin a clause
    whose subject follows; `relatives` one whose subject stood before. `prepositions` end a name
    and `inner` ones may stand inside of a description ("a source close to"). `media` are what
    words are said in ("in a statement"), `times` when. `determiners` begin a description.
    `people` and `bodies` are what persons and organisations are; `titles` stand before a name.
    `pronouns` with whom they stand for; `first_names` by gender, `gendered` other words that tell it ("actress"); `placing` are capitals of places ("north"); `particles` are small words
    inside of a name. `according`: sequences that stand before a speaker.
    """

    verbs: Mapping[str, Verb]
    feelings: Words
    contractions: Words
    shorts: Words
    speech_nouns: Words
    finite: Words
    passive: Words
    between: Words
    openers: Words
    subordinators: Words
    relatives: Words
    conjunctions: Words
    prepositions: Words
    inner: Words
    media: Words
    times: Words
    determiners: Words
    possessives: Words
    people: Words
    groups: Words
    bodies: Words
    titles: Mapping[str, Gender | None]
    pronouns: Mapping[str, Gender]
    first_names: Mapping[str, Gender]
    gendered: Mapping[str, Gender]
    placing: Words
    particles: Words
    according: tuple[tuple[str, ...], ...]
    that: Words
    to: Words
    by: Words
