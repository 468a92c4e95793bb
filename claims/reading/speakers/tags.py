"""Tags: the words of a frame that say who speaks, and what stretches they cover."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.reading.shapes import How
from claims.reading.speakers.frames import Items, Kind
from claims.reading.speakers.phrases import STRONG, WEAK, Grammar, Phrase
from claims.reading.speakers.subjects import (
    before_verb,
    by_name,
    clause_start,
    described_from,
    main_subject,
    subject,
)
from claims.reading.speakers.verbs import has_quote, is_verb, passive_at
from claims.reading.words import Form, Sort


@dataclass(frozen=True)
class Found:
    """A tag among a frame's items: from `start` to `end`, both places of items.

    `speaker` is None where it names nobody. `end` is past what belongs to the tag: the hearer,
    the day, "that". `apart`: what it covers is a clause of its own; "Toyota plans to build" isn't.
    """

    start: int
    end: int
    verb: int
    speaker: Phrase | None
    sort: Sort
    how: How = How.REPORTED
    inverted: bool = False
    participle: bool = False
    apart: bool = True


def find_tags(grammar: Grammar, items: Items) -> list[Found]:
    """Return the tags of a frame, in order."""
    found: list[Found] = []
    for at, item in enumerate(items):
        if item.kind is not Kind.WORD:
            continue
        tag = _tag_at(grammar, items, at, found)
        if tag is not None:
            found.append(tag)
    found.sort(key=lambda tag: tag.start)
    return found


def _tag_at(grammar: Grammar, items: Items, at: int, found: list[Found]) -> Found | None:
    low = items[at].low
    if low in grammar.words.verbs:
        return _verb_tag(grammar, items, at, found) if is_verb(grammar, items, at) else None
    for words in grammar.words.according:
        if low == words[0] and _matches(items, at, words):
            return _according(grammar, items, at, at + len(words))
    if low in grammar.words.speech_nouns:
        return _noun_tag(grammar, items, at)
    if low in grammar.words.feelings and _matches(items, at + 1, tuple(grammar.words.that)):
        return _feeling_tag(grammar, items, at, found)
    return None


def _feeling_tag(grammar: Grammar, items: Items, at: int, found: list[Found]) -> Found | None:
    """Read "officials are confident that"."""
    be = before_verb(grammar, items, at)
    if not any(item.low in grammar.words.passive for item in items[be:at]):
        return None
    phrase = subject(grammar, items, be, _floor(items, found, be)) if be else None
    return Found(phrase[0], at + 2, at, phrase, Sort.MIND) if phrase else None


def _matches(items: Items, at: int, words: tuple[str, ...]) -> bool:
    return tuple(item.low for item in items[at : at + len(words)]) == words


def _according(grammar: Grammar, items: Items, at: int, start: int) -> Found | None:
    phrase = grammar.phrase_at(items, start)
    if phrase is None:
        return None
    phrase = by_name(grammar, items, phrase)
    return Found(at, phrase[1], at, phrase, Sort.SAY, How.ACCORDING_TO)


def _noun_tag(grammar: Grammar, items: Items, at: int) -> Found | None:
    """Read "in Smith's view", and "was the verdict of one dealer" after a quotation."""
    if at and items[at - 1].low.endswith(("'s", "s'")):
        return _possessed(grammar, items, at)
    if at + 2 < len(items) and items[at + 1].low in ("of", "from") and _after_quote(items, at):
        phrase = grammar.phrase_at(items, at + 2)
        if phrase is not None:
            start = clause_start(items, at, 0)
            return Found(start, phrase[1], at, phrase, Sort.SAY, inverted=True)
    return None


def _after_quote(items: Items, at: int) -> bool:
    return any(item.kind is Kind.QUOTE for item in items[max(0, at - 4) : at])


def _possessed(grammar: Grammar, items: Items, at: int) -> Found | None:
    following = items[at + 1].low if at + 1 < len(items) else ""
    start = at - 1
    while start > 0 and _names_owner(grammar, items, start - 1):
        start -= 1
    if start and items[start - 1].low == "in" and following in (",", "the"):
        return Found(start - 1, at + 1, at, (start, at), Sort.SAY, How.ACCORDING_TO)
    if start > 1 and items[start - 1].low in grammar.words.passive and _after_quote(items, start):
        return Found(start - 1, at + 1, at, (start, at), Sort.SAY, inverted=True)
    if following == ":" or (following in ("is", "was") and has_quote(items, at)):
        return Found(start, at + 2, at, (start, at), Sort.SAY)
    return None


def _names_owner(grammar: Grammar, items: Items, at: int) -> bool:
    words = grammar.words
    low = items[at].low
    return items[at].cap or low in words.determiners or low in words.titles or low in words.people


def _verb_tag(grammar: Grammar, items: Items, at: int, found: list[Found]) -> Found | None:
    verb = grammar.words.verbs[items[at].low]
    floor = _floor(items, found, at)
    if verb.form is Form.ING:
        return _participle_tag(grammar, items, at, found)
    be = passive_at(grammar, items, at)
    if be is not None:
        return _passive_tag(grammar, items, at, be)
    if verb.form is Form.PARTICIPLE and not _perfect(items, at):
        return None
    phrase = _shared(grammar, items, at, found) or subject(grammar, items, at, floor)
    if _inverts(grammar, items, at, verb.sort) and not _fits(grammar, items, phrase, at):
        inverted = _inverted_tag(grammar, items, at)
        if inverted is not None:
            return inverted
    if phrase is None or (verb.noun and phrase[0] and _governed(grammar, items, phrase[0] - 1)):
        return None
    start = at
    if phrase[0] >= floor and phrase[1] <= at:
        start = described_from(grammar, items, phrase, floor)
    end = content_start(grammar, items, at)
    return Found(start, end, at, phrase, verb.sort, apart=_apart(grammar, items, at, end))


def _fits(grammar: Grammar, items: Items, phrase: Phrase | None, at: int) -> bool:
    """Tell whether what stands before a comma is the subject: "the coach, Bo Lind, |said|"."""
    if phrase is None or items[at - 1].low not in WEAK:
        return False
    return grammar.likely(items, phrase)


def _governed(grammar: Grammar, items: Items, at: int) -> bool:
    return items[at].low in grammar.words.prepositions


def _inverted_tag(grammar: Grammar, items: Items, at: int) -> Found | None:
    phrase = grammar.phrase_at(items, at + 1)
    if phrase is None or _clause_follows(grammar, items, phrase):
        return None
    named = by_name(grammar, items, phrase)
    end = _past_adjuncts(grammar, items, named[1])
    return Found(at, end, at, named, grammar.words.verbs[items[at].low].sort, inverted=True)


def _apart(grammar: Grammar, items: Items, at: int, end: int) -> bool:
    """Tell whether what follows a verb is a clause of its own, with subject and verb."""
    if end >= len(items) or items[end - 1].low in grammar.words.that:
        return True
    following = items[end]
    if following.kind is not Kind.WORD:
        return True
    if following.low in grammar.words.to:
        return False
    if grammar.words.verbs[items[at].low].sort in (Sort.SAY, Sort.TELL):
        return True
    stop = end
    while stop < len(items) and items[stop].low not in WEAK and items[stop].low not in STRONG:
        stop += 1
    return grammar.has_finite(items, end + 1, stop)


def _floor(items: Items, found: list[Found], at: int) -> int:
    """Return how far back a subject may stand: not before the end of the tag before."""
    if not found:
        return 0
    last = found[-1]
    end = last.speaker[1] if last.inverted and last.speaker else last.verb + 1
    return min(at, end)


def _perfect(items: Items, at: int) -> bool:
    return any(
        item.low in ("has", "have", "had", "'ve", "'d") for item in items[max(0, at - 4) : at]
    )


def _inverts(grammar: Grammar, items: Items, at: int, sort: Sort) -> bool:
    """Tell whether the subject follows: after a quotation or a comma, or "Said the mayor: …"."""
    if sort not in (Sort.SAY, Sort.TELL, Sort.ACT) or at + 1 >= len(items):
        return False
    following = items[at + 1]
    if following.kind is not Kind.WORD or following.low in grammar.words.that:
        return False
    if following.low in grammar.words.pronouns and at + 2 < len(items):
        if grammar.has_finite(items, at + 2, min(len(items), at + 4)):
            return False
    before = items[at - 1] if at else None
    if before is None:
        return any(item.low == ":" for item in items[at : at + 14])
    return before.kind is Kind.QUOTE or before.low in WEAK or before.low in "…?!"


def _clause_follows(grammar: Grammar, items: Items, phrase: Phrase) -> bool:
    """Tell whether the phrase has a verb of its own: “…” and said the plan will fail."""
    at = phrase[1]
    return at < len(items) and grammar.finite(items[at])


def _shared(grammar: Grammar, items: Items, at: int, found: list[Found]) -> Phrase | None:
    """Return the subject of the tag before where a conjunction shares it: "she said and added"."""
    place = at - 1
    while place > 0 and items[place].kind is Kind.WORD and grammar.adverb(items[place]):
        place -= 1
    if place < 0 or not found:
        return None
    after_quote = items[place].kind is Kind.QUOTE
    if items[place].low not in grammar.words.conjunctions and not after_quote:
        return None
    return found[-1].speaker


def _passive_tag(grammar: Grammar, items: Items, at: int, be: int) -> Found | None:
    """Read "it was announced by X" and "X was quoted as saying"."""
    if at + 2 < len(items) and items[at + 1].low in grammar.words.by:
        phrase = grammar.phrase_at(items, at + 2)
        if phrase is not None and items[at + 2].low[:-3:-1] != "gni":
            return Found(be, phrase[1], at, phrase, grammar.words.verbs[items[at].low].sort)
    return None


def _participle_tag(grammar: Grammar, items: Items, at: int, found: list[Found]) -> Found | None:
    sort = grammar.words.verbs[items[at].low].sort
    end = content_start(grammar, items, at)
    if items[at - 1].low == "as" and at > 1:
        phrase, start = _quoted_as(grammar, items, at)
    elif found and found[-1].speaker is not None and not _new_clause(grammar, items, found[-1], at):
        phrase, start = found[-1].speaker, at
    else:
        start = at
        phrase = main_subject(grammar, items, clause_start(items, at, 0), at)
        if items[at - 1].low in grammar.words.passive:
            phrase = subject(grammar, items, at, 0)
    return Found(start, end, at, phrase, sort, participle=True) if phrase else None


def _new_clause(grammar: Grammar, items: Items, tag: Found, at: int) -> bool:
    """Tell whether another sentence's subject came between a tag and a word in -ing."""
    return any(item.low in STRONG for item in items[tag.end : at] if item.low not in ":,")


def _quoted_as(grammar: Grammar, items: Items, at: int) -> tuple[Phrase | None, int]:
    """Read "X was quoted as saying" and "quoted X as saying": the phrase, and where it begins."""
    quoting = at - 2
    if quoting > 0 and items[quoting].low in grammar.words.verbs:
        phrase = subject(grammar, items, quoting, 0)
        return phrase, phrase[0] if phrase else at
    while quoting > 0 and items[quoting].low not in grammar.words.verbs:
        quoting -= 1
    phrase = grammar.phrase_at(items, quoting + 1)
    return phrase, quoting


def content_start(grammar: Grammar, items: Items, verb: int) -> int:
    """Return where what is said begins after a verb: past the hearer, the day and "that"."""
    at, end = verb + 1, min(len(items), verb + 22)
    sort = grammar.words.verbs[items[verb].low].sort
    for place in range(at, end):
        item = items[place]
        if _no_that_after(grammar, items, place, verb, sort):
            break
        if item.low in grammar.words.that:
            return place + 1
        if item.low == ":":
            return place + 1
        if (
            item.kind is Kind.QUOTE
            or item.low in STRONG | WEAK
            or _begins_clause(grammar, items, place, verb)
        ):
            break
    if grammar.words.verbs[items[verb].low].sort is Sort.TELL:
        at = _past_hearer(grammar, items, at)
    return _past_adjuncts(grammar, items, at)


def _no_that_after(grammar: Grammar, items: Items, at: int, verb: int, sort: Sort) -> bool:
    """Tell whether a "that" after `at` belongs to something else: "said the plan that failed"."""
    words, low = grammar.words, items[at].low
    if low in words.subordinators or (low in words.to and sort in (Sort.MIND, Sort.MEAN)):
        return True
    return at == verb + 1 and sort in (Sort.SAY, Sort.MIND) and low in words.determiners


def _begins_clause(grammar: Grammar, items: Items, at: int, verb: int) -> bool:
    item = items[at]
    return grammar.finite(item) or (item.low in grammar.words.pronouns and at > verb + 1)


def _past_hearer(grammar: Grammar, items: Items, at: int) -> int:
    """Return the place after "reporters", "the BBC", "his staff"."""
    start = at
    while (
        at < len(items) and items[at].low in grammar.words.determiners | grammar.words.possessives
    ):
        at += 1
    while at < len(items) and items[at].cap and items[at].low not in grammar.words.times:
        at += 1
    if at < len(items) and items[at].kind is Kind.WORD and not items[at - 1].cap:
        at += 1
    return max(at, start)


def _past_adjuncts(grammar: Grammar, items: Items, at: int) -> int:
    """Return the place after times and media: "on Tuesday", "in a statement"."""
    words = grammar.words
    while at < len(items) and items[at].kind is Kind.WORD:
        low = items[at].low
        if low in words.times:
            at += 1
        elif low in words.prepositions and grammar.adverbial(items, at, len(items)):
            at = _past_adverbial(grammar, items, at)
        else:
            break
    return at


def _past_adverbial(grammar: Grammar, items: Items, at: int) -> int:
    words = grammar.words
    at += 1
    while at < len(items) and items[at].kind is Kind.WORD:
        if items[at].low in words.times or items[at].low in words.media:
            while at + 1 < len(items) and items[at + 1].low in words.media:
                at += 1
            return at + 1
        if items[at].low[0].isdigit():
            return at + 1
        at += 1
    return at


def covers(grammar: Grammar, items: Items, tags: list[Found]) -> Iterator[tuple[int, list[Phrase]]]:
    """Yield for each tag, by number, the stretches of items that it covers."""
    for number, tag in enumerate(tags):
        before = tags[number - 1] if number else None
        after = _next_apart(items, tags, number)
        yield number, list(_covered(grammar, items, tag, before, after))


def _next_apart(items: Items, tags: list[Found], number: int) -> Found | None:
    """Return the next tag that isn't inside of what this one covers."""
    for tag in tags[number + 1 :]:
        before = items[tag.start - 1] if tag.start else None
        apart = before is None or before.kind is Kind.QUOTE or before.low in WEAK
        if tag.participle or apart or before.low in STRONG or before.low in ("and", "but"):
            return tag
    return None


def _covered(
    grammar: Grammar, items: Items, tag: Found, before: Found | None, after: Found | None
) -> Iterator[Phrase]:
    left = _left_edge(before, tag)
    right = after.start if after is not None else len(items)
    takes_left = _takes_left(grammar, items, tag, left)
    if takes_left:
        yield left, tag.start
    if takes_left and not _says_more(grammar, items, tag.end, right):
        return
    if _takes_right(items, tag, right, takes_left):
        yield tag.end if tag.apart else tag.start, _right_edge(grammar, items, tag, right)


def _right_edge(grammar: Grammar, items: Items, tag: Found, right: int) -> int:
    """Return how far a tag covers: an intention ends where another subject begins."""
    if tag.apart:
        return right
    for at in range(tag.end, right - 2):
        if items[at].low == ";":
            return at
        joined = items[at].low in WEAK and items[at + 1].low in grammar.words.conjunctions
        if joined and not grammar.finite(items[at + 2]) and grammar.has_finite(items, at, right):
            return at
    return right


def _left_edge(before: Found | None, tag: Found) -> int:
    """Return how far back a tag can cover: over the belief of another, "X hopes so, Y said"."""
    if before is None or before.end > tag.start:
        return 0
    if before.sort in (Sort.MIND, Sort.MEAN) and not before.participle:
        return before.start
    return before.end


def _takes_left(grammar: Grammar, items: Items, tag: Found, left: int) -> bool:
    """Tell whether a tag covers what stands before it: “…,” she said; sales will fall, she said."""
    if tag.start <= left or tag.participle:
        return False
    last = items[tag.start - 1]
    if last.kind is Kind.QUOTE:
        return True
    if tag.how is How.ACCORDING_TO:
        return True
    if last.low not in WEAK and not tag.inverted:
        return False
    return grammar.has_finite(items, left, tag.start) and _ends(grammar, items, tag)


def _ends(grammar: Grammar, items: Items, tag: Found) -> bool:
    """Tell whether nothing follows a tag but an adverbial: "in an unusually blunt note"."""
    at = tag.end
    while at < len(items) and items[at].kind is Kind.WORD:
        if grammar.finite(items[at]) or items[at].low in grammar.words.that:
            return False
        at += 1
    return at >= len(items) or items[at].kind is Kind.MARK


def _says_more(grammar: Grammar, items: Items, start: int, end: int) -> bool:
    """Tell whether more than an adverbial follows: ", two thirds of it by May" does."""
    if start < end and items[start].low in WEAK:
        return True
    quoted = any(item.kind is Kind.QUOTE for item in items[start:end])
    return quoted or grammar.has_finite(items, start, end)


def _takes_right(items: Items, tag: Found, right: int, takes_left: bool) -> bool:
    paused = tag.end < right and items[tag.end].low in WEAK
    if tag.end >= right or (paused and (tag.inverted or not takes_left)):
        return any(item.kind is Kind.QUOTE for item in items[tag.end : right])
    rest = items[tag.end : right]
    return any(item.kind is not Kind.MARK for item in rest)
