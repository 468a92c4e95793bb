"""Which words of a frame are verbs of speech, rather than nouns, adjectives or passives."""

from claims.reading.speakers.frames import Item, Items, Kind
from claims.reading.speakers.phrases import Grammar
from claims.reading.words import Form, Sort, Verb

# How many words back "and" may join two subjects of a plural verb.
PAIR = 7
# How far "that" or "to" may stand from a verb that needs it.
REACH = 8
QUOTED_ALREADY = (Sort.SAY, Sort.TELL, Sort.ACT)


def is_verb(grammar: Grammar, items: Items, at: int) -> bool:
    """Tell whether the word at `at`, which can be a verb of speech, is one with a subject."""
    verb = grammar.words.verbs[items[at].low]
    if items[at].cap and not _alone_in_capitals(items, at):
        return False
    if verb.form is Form.ING:
        return _participle(grammar, items, at)
    if not _complement(grammar, items, at, verb):
        return False
    before = items[at - 1] if at else None
    if before is None or before.kind is Kind.QUOTE or before.low == ",":
        return verb.form in (Form.PAST, Form.THIRD) or _after_comma(before, verb)
    if verb.form is Form.BASE:
        return _plural_before(grammar, items, at)
    return _not_a_noun(grammar, items, at, verb)


def _alone_in_capitals(items: Items, at: int) -> bool:
    """Tell whether a capital only begins a line: "Said the mayor: …"."""
    return at == 0


def _after_comma(before: Item | None, verb: Verb) -> bool:
    return before is not None and verb.form is Form.BASE and not verb.noun


def _participle(grammar: Grammar, items: Items, at: int) -> bool:
    """Tell whether a word in -ing goes on with a sentence: ", saying that …"."""
    if at == 0:
        return False
    before = items[at - 1]
    if before.low in grammar.words.passive or before.low == "not":
        mind = grammar.words.verbs[items[at].low].sort in (Sort.MIND, Sort.MEAN)
        return mind or has_quote(items, at)
    after_pause = before.kind is Kind.QUOTE or before.low in (",", "—", "as", "by", "before", "and")
    if grammar.words.verbs[items[at].low].sort in (Sort.MIND, Sort.MEAN):
        return after_pause and _that_near(grammar, items, at, 3)
    return after_pause and (has_quote(items, at) or says_that(grammar, items, at))


def has_quote(items: Items, at: int) -> bool:
    """Tell whether a quotation follows close to `at`."""
    return any(item.kind is Kind.QUOTE for item in items[at + 1 : at + 2 + REACH])


def says_that(grammar: Grammar, items: Items, at: int) -> bool:
    """Tell whether "that", or a subject of its own, follows close to `at`."""
    following = items[at + 1 : at + 1 + REACH]
    if not following or following[0].low in grammar.words.pronouns:
        return bool(following)
    for item in following:
        if item.low in grammar.words.that:
            return True
        if item.kind is not Kind.WORD or grammar.finite(item):
            break
    return grammar.has_finite(items, at + 1, min(len(items), at + 2 + REACH))


def _complement(grammar: Grammar, items: Items, at: int, verb: Verb) -> bool:
    """Tell whether what follows can be what is said, meant or done."""
    if verb.sort is Sort.MEAN:
        return any(item.low in grammar.words.to for item in items[at + 1 : at + 4])
    if verb.sort is Sort.ACT:
        return _quoted_around(items, at) or _that_near(grammar, items, at)
    if verb.clause and not has_quote(items, at):
        return says_that(grammar, items, at)
    if verb.noun or verb.form is Form.BASE:
        return _follows_verb(grammar, items, at) or _only_verb(grammar, items, at)
    return True


def _only_verb(grammar: Grammar, items: Items, at: int) -> bool:
    """Tell whether its clause has no other verb: "the bank forecasts growth of 2 per cent"."""
    start = end = at
    while start > 0 and items[start - 1].kind is Kind.WORD:
        start -= 1
    while end + 1 < len(items) and items[end + 1].kind is Kind.WORD:
        end += 1
    others = (each for each in range(start, end + 1) if each != at)
    return at > start and not any(grammar.finite(items[each]) for each in others)


def _quoted_around(items: Items, at: int) -> bool:
    return has_quote(items, at) or any(
        item.kind is Kind.QUOTE for item in items[max(0, at - REACH) : at]
    )


def _that_near(grammar: Grammar, items: Items, at: int, reach: int = REACH) -> bool:
    return any(item.low in grammar.words.that for item in items[at + 1 : at + 1 + reach])


def _follows_verb(grammar: Grammar, items: Items, at: int) -> bool:
    """Tell whether the next word follows a verb rather than a noun."""
    if at + 1 >= len(items):
        return True
    item, words = items[at + 1], grammar.words
    if item.kind is not Kind.WORD:
        return True
    return (
        item.cap
        or grammar.contracted(item)
        or item.low in words.that
        or item.low in words.to
        or item.low in words.pronouns
        or item.low in words.determiners
        or item.low in words.possessives
        or item.low in words.subordinators
        or item.low in words.times
        or (item.low in words.prepositions
        and has_quote(items, at))
        or item.low[0].isdigit()
        or not words.verbs[items[at].low].noun
    )


def _plural_before(grammar: Grammar, items: Items, at: int) -> bool:
    """Tell whether a plural stands before: "officials say", not "declined to say"."""
    place = at - 1
    while place > 0 and grammar.adverb(items[place]) and not _modal(items[place]):
        place -= 1
    item, words = items[place], grammar.words
    if item.low in DOES and words.verbs[items[at].low].sort in (Sort.MIND, Sort.MEAN):
        return True
    if item.low in words.to or _modal(item):
        means = words.verbs[items[at].low].sort is Sort.MEAN and _modal(item)
        return means or has_quote(items, at)
    if item.low in ("they", "i", "we", "you", "who", "people", "which") or item.low in words.groups:
        return True
    if item.low in WEAK_BEFORE or item.low.endswith(("'s", "s'")):
        return item.low in WEAK_BEFORE
    if item.low in words.determiners:
        return item.low in (
            "some",
            "many",
            "most",
            "others",
            "few",
            "several",
            "both",
            "all",
            "two",
        )
    if item.low in words.possessives or grammar.finite(item) or item.low in words.subordinators:
        return False
    return item.low.endswith("s") or _plural_head(grammar, items, place)


def _plural_head(grammar: Grammar, items: Items, end: int) -> bool:
    """Tell whether a plural stands further left: "sources at the town hall say"."""
    for place in range(end - 1, max(-1, end - PAIR), -1):
        low = items[place].low
        if items[place].kind is not Kind.WORD or low in WEAK_BEFORE:
            return False
        if low == "and" or low in grammar.words.groups:
            return True
        if low in grammar.words.inner and place and items[place - 1].low.endswith("s"):
            return True
    return False


WEAK_BEFORE = frozenset({",", "—"})
DOES = frozenset("does do did doesn't don't didn't".split())
MODALS = frozenset(
    "would will can could may might shall should must do does did didn't doesn't don't wouldn't "
    "won't can't couldn't".split()
)


def _modal(item: Item) -> bool:
    return item.low in MODALS


def _not_a_noun(grammar: Grammar, items: Items, at: int, verb: Verb) -> bool:
    """Tell a verb from a noun ("its plans") and from an adjective ("the proposed law")."""
    before, words = items[at - 1], grammar.words
    if before.low in ("as", "than", "the", "a", "an") or before.low in words.possessives:
        return False
    if before.low.endswith(("'s", "s'")) and (verb.noun or verb.form is not Form.PAST):
        return False
    if before.low in words.determiners:
        return not verb.noun and verb.form in (Form.PAST, Form.THIRD) and _pronominal(items, at)
    if before.low in words.prepositions or before.low in words.to:
        return False
    return not (
        verb.noun and verb.form is Form.THIRD and before.low.endswith("s") and not before.cap
    )


def _pronominal(items: Items, at: int) -> bool:
    """Tell whether a determiner stands for somebody: "another said", not "one proposed law"."""
    if at + 1 >= len(items):
        return True
    following = items[at + 1]
    return (
        following.kind is not Kind.WORD
        or not following.low.endswith(("s", "n", "t"))
        or (following.low in ("that", "in", "on"))
    )


def passive_at(grammar: Grammar, items: Items, at: int) -> int | None:
    """Return the place of the "be" that makes the verb at `at` passive, None where it isn't."""
    verb = grammar.words.verbs[items[at].low]
    if verb.form not in (Form.PAST, Form.PARTICIPLE):
        return None
    place = at - 1
    while place >= 0 and items[place].kind is Kind.WORD and grammar.adverb(items[place]):
        if items[place].low in grammar.words.passive:
            return place
        place -= 1
    return None
