"""Tags around a noun: "in Smith's view", “…,” was the verdict of one dealer."""

from claims.reading.shapes import How
from claims.reading.speakers.frames import Items, Kind
from claims.reading.speakers.phrases import Grammar
from claims.reading.speakers.subjects import clause_start
from claims.reading.speakers.tagged import Found
from claims.reading.speakers.verbs import has_quote
from claims.reading.words import Sort

# How close a quotation stands before "was the verdict of".
NEAR_QUOTE = 4
# How close a colon follows "the answer from Brussels was blunt".
COLON_REACH = 5


def noun_tag(grammar: Grammar, items: Items, at: int) -> Found | None:
    """Return the tag around the noun of speech at `at`, None where it is none."""
    words = grammar.words
    if at and items[at - 1].low.endswith(words.endings.owner):
        return _owned(grammar, items, at)
    if at > 1 and items[at - 1].low in words.owners and items[at - 2].low in words.within:
        return Found(at - 2, at + 1, (at - 1, at), Sort.SAY, How.ACCORDING_TO)
    colon = _colon(items, at + 1)
    if at and items[at - 1].low in words.owners and colon is not None:
        return Found(at - 1, colon + 1, (at - 1, at), Sort.SAY)
    if at + 2 >= len(items) or items[at + 1].low not in words.of:
        return None
    phrase = grammar.phrase_at(items, at + 2)
    if phrase is None:
        return None
    start = clause_start(items, at, 0)
    if _after_quote(items, at):
        return Found(start, phrase[1], phrase, Sort.SAY, inverted=True)
    colon = _colon(items, phrase[1])
    return None if colon is None else Found(start, colon + 1, phrase, Sort.SAY)


def _colon(items: Items, start: int) -> int | None:
    """Return the place of a colon close after `start`, before a quotation."""
    for place in range(start, min(start + COLON_REACH, len(items) - 1)):
        if items[place].low == ":":
            return place if items[place + 1].kind is Kind.QUOTE else None
    return None


def _after_quote(items: Items, at: int) -> bool:
    return any(item.kind is Kind.QUOTE for item in items[max(0, at - NEAR_QUOTE) : at])


def _owned(grammar: Grammar, items: Items, at: int) -> Found | None:
    """Read a noun with an owner: "in Smith's view", "Smith's verdict: …"."""
    words = grammar.words
    following = items[at + 1].low if at + 1 < len(items) else ""
    start = at - 1
    while start > 0 and _names_owner(grammar, items, start - 1):
        start -= 1
    before = items[start - 1].low if start else ""
    if before in words.within and (following == "," or following in words.determiners):
        return Found(start - 1, at + 1, (start, at), Sort.SAY, How.ACCORDING_TO, owned=True)
    if before in words.passive and _after_quote(items, start):
        return Found(start - 1, at + 1, (start, at), Sort.SAY, inverted=True, owned=True)
    colon = _colon(items, at + 1)
    if colon is not None:
        return Found(start, colon + 1, (start, at), Sort.SAY, owned=True)
    if following == ":" or (following in words.passive and has_quote(items, at)):
        return Found(start, at + 2, (start, at), Sort.SAY, owned=True)
    return None


def _names_owner(grammar: Grammar, items: Items, at: int) -> bool:
    words, item = grammar.words, items[at]
    if item.low in words.within:
        return False
    described = item.low in words.determiners or item.low in words.titles
    return item.kind is Kind.WORD and (item.cap or described or item.low in words.people)
