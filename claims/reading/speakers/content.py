"""Where what is said begins after a verb: past the hearer, the day, the medium and "that"."""

from claims.reading.speakers.frames import Items, Kind
from claims.reading.speakers.phrases import STRONG, WEAK, Grammar
from claims.reading.words import Sort

# How far "that" may stand from its verb: "told the BBC in an interview on Sunday that".
THAT_REACH = 22
CLAUSE_REACH = 40


def content_start(grammar: Grammar, items: Items, verb: int) -> int:
    """Return where what is said begins after the verb at `verb`."""
    sort = grammar.words.verbs[items[verb].low].sort
    for place in range(verb + 1, min(len(items), verb + THAT_REACH)):
        if items[place].low == ":" or items[place].low in grammar.words.that:
            return place + 1
        if _no_that_after(grammar, items, place, verb, sort):
            break
    at = verb + 1
    if sort is Sort.TELL:
        at = _past_hearer(grammar, items, at)
    return past_adjuncts(grammar, items, at)


def _no_that_after(grammar: Grammar, items: Items, at: int, verb: int, sort: Sort) -> bool:
    """Tell whether a "that" after `at` belongs to something else: "said the plan that failed"."""
    words, item = grammar.words, items[at]
    if item.kind is Kind.QUOTE or item.low in STRONG or item.low in WEAK or grammar.finite(item):
        return True
    mind = sort in (Sort.MIND, Sort.MEAN)
    if item.low in words.subordinators or (mind and item.low in words.to):
        return True
    if at > verb + 1:
        return item.low in words.pronouns
    owned = item.low in words.possessives
    return sort in (Sort.SAY, Sort.MIND) and (owned or item.low in words.determiners)


def has_own_clause(grammar: Grammar, items: Items, verb: int, end: int) -> bool:
    """Tell whether what follows the tag that ends at `end` has a subject and a verb."""
    if end >= len(items) or items[end - 1].low in grammar.words.that:
        return True
    if items[end].kind is not Kind.WORD:
        return True
    if items[end].low in grammar.words.to:
        return False
    if grammar.words.verbs[items[verb].low].sort in (Sort.SAY, Sort.TELL):
        return True
    stop = end
    while stop < min(len(items), end + CLAUSE_REACH) and items[stop].low not in STRONG | WEAK:
        stop += 1
    return grammar.has_finite(items, end + 1, stop)


def _past_hearer(grammar: Grammar, items: Items, at: int) -> int:
    """Return the place after "reporters", "the BBC", "his staff"."""
    words, start = grammar.words, at
    while at < len(items) and (
        items[at].low in words.determiners or items[at].low in words.possessives
    ):
        at += 1
    while at < len(items) and items[at].cap and not grammar.time(items, at):
        at += 1
    if at < len(items) and items[at].kind is Kind.WORD and not items[at - 1].cap:
        at += 1
    return max(at, start)


def past_adjuncts(grammar: Grammar, items: Items, at: int) -> int:
    """Return the place after times and media: "on Tuesday", "in a statement"."""
    words = grammar.words
    while at < len(items) and items[at].kind is Kind.WORD:
        if items[at].low in words.times:
            at += 1
        elif items[at].low in words.prepositions and grammar.adverbial(items, at):
            at = _past_adverbial(grammar, items, at + 1)
        else:
            break
    return at


def _past_adverbial(grammar: Grammar, items: Items, at: int) -> int:
    words = grammar.words
    while at < len(items) and items[at].kind is Kind.WORD:
        low = items[at].low
        at += 1
        if low in words.times or low in words.media or low[0].isdigit():
            break
    while at < len(items) and items[at].low in words.media:
        at += 1
    return at
