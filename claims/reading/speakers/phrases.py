"""Noun phrases: where the name of a speaker begins and ends beside a verb.

No parser: the words that end a phrase are few, and the language lists them. A phrase is a pair of
places among a frame's items, the end exclusive.
"""

from dataclasses import dataclass

from claims.reading.speakers.frames import Item, Items, Kind
from claims.reading.words import Form, SpeechWords

Phrase = tuple[int, int]
LONGEST = 28
STRONG = frozenset(";:.!?…")
WEAK = frozenset({",", "—"})
FINITE_FORMS = (Form.THIRD, Form.PAST)
# How far from a preposition the word stands that shows an adverbial: "in a rare interview".
NEAR = 5


@dataclass(frozen=True)
class Grammar:
    """What a word can be, asked of the language's words."""

    words: SpeechWords

    def finite(self, item: Item) -> bool:
        """Tell whether a word is a verb in a finite form, rather than a noun."""
        if "'" in item.low and self.contracted(item):
            return True
        if item.kind is not Kind.WORD or item.cap:
            return item.low in self.words.finite
        if item.low in self.words.finite:
            return True
        verb = self.words.verbs.get(item.low)
        return verb is not None and verb.form in FINITE_FORMS and not verb.noun

    def time(self, items: Items, at: int) -> bool:
        """Tell whether a word is a time: "June", but not in "June Abernathy"."""
        item = items[at]
        if item.low not in self.words.times:
            return False
        named = item.cap and item.low in self.words.first_names and at + 1 < len(items)
        return not (named and items[at + 1].cap and items[at + 1].low not in self.words.times)

    def contracted(self, item: Item) -> bool:
        """Tell whether a word is a pronoun and a verb in one: "we're"."""
        stem, _, ending = item.low.partition("'")
        return ending in self.words.contractions or (ending == "s" and stem in self.words.shorts)

    def has_finite(self, items: Items, start: int, end: int) -> bool:
        return any(self.finite(item) for item in items[start:end])

    def adverb(self, item: Item) -> bool:
        return item.low in self.words.between or (
            item.low.endswith("ly") and not item.cap and len(item.low) > 4
        )

    def adverbial(self, items: Items, at: int, end: int) -> bool:
        """Tell whether a preposition at `at` begins a time or a medium: "in a statement"."""
        for item in items[at + 1 : min(end, at + 1 + NEAR)]:
            if item.kind is not Kind.WORD or item.low in self.words.relatives:
                return False
            if item.low in self.words.times or item.low in self.words.media:
                return True
            if item.low in self.words.prepositions or item.low[:2] in ("19", "20"):
                return item.low[0].isdigit() and len(item.low) == 4
        return False

    # Phrases read from left to right

    def phrase_at(self, items: Items, start: int) -> Phrase | None:
        """Return the noun phrase that begins at `start`, None where none does."""
        at, end = start, min(len(items), start + LONGEST)
        if at < end and items[at].low in self.words.pronouns:
            return (at, at + 1)
        while at < end and self._inside(items, start, at):
            at += 1
        at = self._trimmed(items, start, at)
        return (start, at) if self.names(items, start, at) else None

    def _inside(self, items: Items, start: int, at: int) -> bool:
        item, words = items[at], self.words
        if item.kind is not Kind.WORD:
            return False
        if item.low in words.pronouns or self._verb_by_look(items, start, at):
            return False
        if item.low in words.conjunctions:
            return self._joins(items, start, at)
        if item.low in words.prepositions or item.low in words.to:
            return at > start and self._goes_on(items, start, at)
        if item.cap and not self.time(items, at):
            return True
        if item.low in words.determiners or item.low in words.possessives:
            return True
        return not self._stops(item)

    def _verb_by_look(self, items: Items, start: int, at: int) -> bool:
        """Tell whether a word in -ed rather goes on with the sentence than describes a name."""
        item, before = items[at], items[at - 1]
        if at == start or item.cap or not item.low.endswith("ed") or len(item.low) < 5:
            return False
        return before.low not in self.words.determiners and before.low not in self.words.possessives

    def _stops(self, item: Item) -> bool:
        words = self.words
        return (
            item.low in words.relatives
            or item.low in words.subordinators
            or item.low in words.times
            or (item.low in words.verbs
            and not words.verbs[item.low].noun)
            or self.finite(item)
            or self.adverb(item)
        )

    def _joins(self, items: Items, start: int, at: int) -> bool:
        """Tell whether "and" joins two names, not two verbs."""
        if at == start or at + 1 >= len(items) or items[at].low != "and":
            return False
        following = items[at + 1]
        if following.kind is not Kind.WORD or following.low in self.words.pronouns:
            return False
        return not self._stops(following) or following.low in self.words.determiners

    def _goes_on(self, items: Items, start: int, at: int) -> bool:
        """Tell whether a preposition belongs to the phrase: "a source close to", "Bank of"."""
        item, before = items[at], items[at - 1]
        if item.low not in self.words.inner or at + 1 >= len(items):
            return before.low == "close" and item.low in self.words.to
        if item.low in self.words.to:
            return before.low == "close"
        if self.adverbial(items, at, len(items)):
            return False
        described = not items[start].cap or items[start].low in self.words.determiners
        return described or before.low in self.words.bodies or (item.low == "of" and not before.cap)

    def _trimmed(self, items: Items, start: int, end: int) -> int:
        while end > start and (
            items[end - 1].low in self.words.prepositions
            or items[end - 1].low in self.words.conjunctions
            or items[end - 1].low in self.words.times
            or (self.adverb(items[end - 1]) and end - start > 1)
        ):
            end -= 1
        return end

    def names(self, items: Items, start: int, end: int) -> bool:
        """Tell whether the words can name a speaker."""
        if start >= end:
            return False
        first = items[start]
        if end - start == 1:
            return self._names_alone(first)
        if items[end - 1].low in self.words.times and not items[end - 1].cap:
            return False
        if first.low in self.words.relatives or first.low in (
            "there",
            "i",
            "you",
            "we",
            "it",
            "he",
        ):
            return False
        return not any(
            item.kind is Kind.QUOTE or (item.low in self.words.finite and not item.cap)
            for item in items[start:end]
        )

    def likely(self, items: Items, phrase: Phrase) -> bool:
        """Tell whether a word of the phrase shows that it names somebody."""
        words = self.words
        return any(
            item.cap
            or item.low in words.determiners
            or item.low in words.possessives
            or item.low in words.people
            or item.low in words.groups
            or item.low in words.pronouns
            for item in items[phrase[0] : phrase[1]]
        )

    def _names_alone(self, item: Item) -> bool:
        if item.kind is not Kind.WORD or item.low in ("i", "we", "you", "there", "this", "that"):
            return False
        if self.contracted(item):
            return False
        if item.low in self.words.relatives or item.low in self.words.subordinators:
            return False
        if item.low in self.words.times or item.low in self.words.prepositions:
            return False
        if item.low in self.words.openers or item.low in self.words.possessives:
            return False
        return item.low[0].isalpha() and item.low not in ("a", "an", "the", "as", "than", "not")
