"""Whether the words around a bare "Friday" look ahead or back."""

from claims.reading.date_words import DateWords
from claims.reading.dates.building.found import FUTURE, PAST, UNKNOWN
from claims.reading.dates.kinds import CHARS, kinds
from claims.reading.dates.tokens import Tokens

REACH = 25
_EDGES = kinds("STOP BREAK")
_WORDS = kinds("OTHER CAP")
_BE = frozenset("be being get gets getting become".split())
_IS = frozenset("is are isn't aren't's 's".split())


def look(language: DateWords, tokens: Tokens, first: int, last: int) -> int:
    """Return FUTURE, PAST or UNKNOWN, by the verb that governs the tokens `first` to `last`.

    The nearest word before that tells decides, else the nearest after, within the sentence.
    """
    if first and tokens.kinds[first - 1] == CHARS["SINCE"]:
        return PAST
    for index in range(first - 1, max(-1, first - REACH), -1):
        if tokens.kinds[index] in _EDGES:
            break
        told = _told(language, tokens, index)
        if told is not None:
            return told
    return _after(language, tokens, last)


def _after(language: DateWords, tokens: Tokens, last: int) -> int:
    for index in range(last, min(len(tokens.words), last + REACH)):
        if tokens.kinds[index] in _EDGES:
            break
        told = _told(language, tokens, index)
        if told is not None:
            return told
    return UNKNOWN


def _told(language: DateWords, tokens: Tokens, index: int) -> int | None:
    """Return what one word tells, None where it tells nothing."""
    word = tokens.words[index]
    if word in language.future or word.endswith("'ll"):
        return FUTURE
    if word in language.past:
        return PAST
    if word == "to":
        return _infinitive(language, tokens, index)
    if word in language.present and not tokens.capital(index):
        return FUTURE
    if word.endswith("ed") and len(word) > 3 and tokens.kinds[index] in _WORDS:
        return _participle(tokens, index)
    return None


def _infinitive(language: DateWords, tokens: Tokens, index: int) -> int | None:
    after = index + 1
    if after >= len(tokens.words) or tokens.kinds[after] != CHARS["OTHER"]:
        return None
    if tokens.words[after] in language.no_verbs or tokens.words[after].endswith("ing"):
        return None
    return None if index and tokens.words[index - 1] == "used" else FUTURE


def _participle(tokens: Tokens, index: int) -> int | None:
    """ "released" is past, "to be released" hangs on what stands before, "is released" is not."""
    for back in range(index - 1, max(-1, index - 4), -1):
        if tokens.words[back] in _BE:
            return None
        if tokens.words[back] in _IS:
            return FUTURE
    return PAST


def negated(language: DateWords, tokens: Tokens, first: int) -> bool:
    """Tell whether what stands before token `first` is denied ("won't … until March")."""
    negative, edges = CHARS["NEG"], _EDGES + CHARS["COLON"]
    for index in range(first - 1, max(-1, first - 18), -1):
        kind, word = tokens.kinds[index], tokens.words[index]
        if kind == negative or word.endswith("n't"):
            return True
        if kind in edges or word in ("but", "though", "although"):
            return False
        if kind == CHARS["AND"] and _another_clause(tokens, index):
            return False
    return False


def _another_clause(tokens: Tokens, index: int) -> bool:
    following = tokens.words[index + 1 : index + 3]
    return any(word in ("will", "would", "is", "are", "was", "to", "'ll") for word in following)
