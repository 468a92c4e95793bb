"""Which of a sentence's dates bounds what a clause predicts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from claims.choices import DeadlineSource, Precision, Relation
from claims.reading.dates.happenings import happening, unanchored
from claims.reading.deadline_words import DeadlineWords
from claims.reading.shapes import DateReading, Span

NEAR = 60  # characters beside a date in which the words that place it stand
ANSWER = 32  # characters that an answer has at most ("it won't")
_WORD = re.compile(r"[^\W_]{1,30}(?:['’][^\W\d_]{1,3})?")
TAG = 5  # words of a tag inside of a quotation
_OPENING = frozenset("“\"‘'«„")
_BINDING = frozenset({Relation.BY, Relation.BEFORE, Relation.UNTIL, Relation.WITHIN})


@dataclass(frozen=True)
class Scene:
    """The clause, its sentence, and what is known of them."""

    text: str
    clause: Span
    sentence: Span
    said_on: date
    words: DeadlineWords

    def before(self, position: int) -> str:
        """Return what stands in the sentence before `position`, in small letters."""
        return _plain(self.text[max(self.sentence.start, position - NEAR) : position])

    def after(self, position: int) -> str:
        return _plain(self.text[position : min(self.sentence.end, position + NEAR)])


def _plain(text: str) -> str:
    return text.replace("’", "'").lower()


def choose(
    scene: Scene, readings: Sequence[DateReading], before: DateReading | None
) -> DateReading | None:
    """Return the reading that bounds the claim, or None.

    `before` is the deadline of the claim before, where the same speaker goes on.
    """
    fitting = [each for each in readings if _fits(scene, each)]
    inside = [each for each in fitting if each.span.overlaps(scene.clause)]
    if inside:
        chosen = max(inside, key=lambda each: _weight(scene, each))
        return unanchored(scene.text, chosen, scene.words)
    return (
        _beside(scene, fitting)
        or _taken_over(scene, before)
        or happening(scene.text, scene.clause, scene.words)
    )


def _fits(scene: Scene, reading: DateReading) -> bool:
    """Tell whether a date can bound a claim at all."""
    return not any(veto(scene, reading) for veto in _VETOES)


def _is_past(scene: Scene, reading: DateReading) -> bool:
    if reading.relation == Relation.NOT_BEFORE:
        return reading.window_start is not None and reading.window_start < scene.said_on
    if reading.generous_end is None:
        return False
    so_far = reading.generous_end == scene.said_on and reading.precision != Precision.DAY
    return reading.generous_end < scene.said_on or (so_far and reading.rule.startswith("last"))


def _is_of_the_telling(scene: Scene, reading: DateReading) -> bool:
    """ "said on Tuesday", "told reporters in a statement on Tuesday"."""
    if reading.precision != Precision.DAY or scene.clause.holds(reading.span):
        return False
    for word in reversed(_WORD.findall(scene.before(reading.start))[-6:]):
        if word in scene.words.speech:
            return True
        if word not in scene.words.hearers:
            return False
    return False


def _is_owning(scene: Scene, reading: DateReading) -> bool:
    """ "next year's budget", but not "tomorrow's match", nor "this year's, if there is one"."""
    after = scene.after(reading.end)
    owning = next((each for each in scene.words.ownings if after.startswith(each)), None)
    if owning is None or reading.precision == Precision.DAY or reading.relation in _BINDING:
        return False
    return _WORD.match(after[len(owning) :].lstrip()) is not None


def _is_of_a_noun(scene: Scene, reading: DateReading) -> bool:
    """ "the 2025 budget", "the third-quarter figures", but not "for the 2025 season"."""
    after = scene.after(reading.end)
    if reading.precision == Precision.DAY or not after.startswith((" ", "\u00a0", "-")):
        return False
    following = _WORD.match(after.lstrip(" \u00a0-"))
    if following is None or following.group() in scene.words.particles | scene.words.occasions:
        return False
    return _has_determiner(scene, reading)


def _is_bare_before_a_noun(scene: Scene, reading: DateReading) -> bool:
    """ "Christmas cards", "December delivery", "summer weekends"."""
    if reading.rule not in scene.words.adjectival:
        return False
    words = _WORD.findall(_plain(reading.phrase))
    before = _WORD.findall(scene.before(reading.start))[-1:]
    bare = len(words) == 1 and not scene.words.prepositions.intersection(before)
    after = scene.text[reading.end : reading.end + NEAR]
    following = _WORD.match(after[1:]) if after[:1].isspace() else None
    return bare and following is not None and _is_a_thing(scene, following.group())


def _is_a_thing(scene: Scene, word: str) -> bool:
    return word.islower() and word not in scene.words.particles | scene.words.occasions


def _has_determiner(scene: Scene, reading: DateReading) -> bool:
    """Tell whether "the" or the like stands right before the year or quarter itself."""
    words = _WORD.findall(scene.before(reading.start)) + _WORD.findall(_plain(reading.phrase))
    core = [word for word in words if any(letter.isdigit() for letter in word)]
    if not core or reading.relation in _BINDING:
        return False
    index = words.index(core[-1])
    return index > 0 and words[index - 1] in scene.words.determiners


def _is_measured_by(scene: Scene, reading: DateReading) -> bool:
    """ "more than in 2026", "not in March"."""
    words = _WORD.findall(scene.before(reading.start))[-1:]
    return bool(words) and words[0] in scene.words.comparing


def _is_for_a_feast(scene: Scene, reading: DateReading) -> bool:
    """ "staff for Christmas"."""
    return reading.rule == "holiday" and reading.phrase.lower().startswith(scene.words.feasting)


def _is_repeated(scene: Scene, reading: DateReading) -> bool:
    """ "at 8 a.m. each day"."""
    following = _WORD.search(scene.after(reading.end))
    return following is not None and following.group() in scene.words.repeating


def _is_an_aside(scene: Scene, reading: DateReading) -> bool:
    """ "a report, due July 15, could"."""
    before, after = scene.before(reading.start), scene.after(reading.end)
    words = _WORD.findall(before)[-1:]
    ahead = before.rstrip().removesuffix(words[0] if words else " ").rstrip()
    return (
        bool(words) and words[0] in scene.words.dated and ahead.endswith(",") and after[:1] == ","
    )


def _is_in_a_condition(scene: Scene, reading: DateReading) -> bool:
    """Tell whether the date bounds what the claim hangs on ("if it rains by May, …")."""
    parts = _plain(scene.text[scene.sentence.start : reading.start]).split(",")
    words = _WORD.findall(parts[-1])
    if len(parts) == 1 and words and words[0] in scene.words.inverted:  # "Should it rain by May"
        return not scene.words.futures.intersection(words[1:])
    for number in range(len(words) - 1, -1, -1):
        if words[number] in scene.words.futures:
            return False
        if words[number] in scene.words.conditions:
            return not scene.words.amazed.intersection(words[max(0, number - 3) : number])
    return False


_VETOES = (
    _is_past,
    _is_of_the_telling,
    _is_owning,
    _is_of_a_noun,
    _is_bare_before_a_noun,
    _is_measured_by,
    _is_for_a_feast,
    _is_repeated,
    _is_an_aside,
    _is_in_a_condition,
)


def _weight(scene: Scene, reading: DateReading) -> tuple[int, bool, int]:
    """Return how well a date inside the clause bounds it: the heaviest is taken."""
    first = _WORD.match(_plain(reading.phrase))
    word = first.group() if first else ""
    if reading.relation in _BINDING or word in scene.words.binding:
        level = 2
    else:
        placed = word in scene.words.prepositions | scene.words.pointing
        level = int(placed or reading.start == scene.clause.start)
    return level, reading.generous_end is not None, -reading.start


def _beside(scene: Scene, fitting: Sequence[DateReading]) -> DateReading | None:
    """Return a date that opens the sentence, or that follows the clause at once.

    One that opens a sentence holds for all that "and" joins to it, and is inherited there.
    """
    for reading in fitting:
        if reading.start >= scene.clause.end:
            if _follows(scene, reading):
                return reading
        elif _opens(scene, reading):
            return _handed_on(scene, reading)
    return None


def _follows(scene: Scene, reading: DateReading) -> bool:
    """Tell whether a date goes on with the claim, also after a tag (“…,” he said, “by May”)."""
    gap = scene.text[scene.clause.end : reading.start][:NEAR]
    words = _WORD.findall(_plain(gap))
    tagged = gap[-1:] in _OPENING and not scene.words.speech.isdisjoint(words)
    return not words or (tagged and len(words) <= TAG)


def _handed_on(scene: Scene, reading: DateReading) -> DateReading:
    words = _WORD.findall(_plain(scene.text[reading.end : scene.clause.start]))
    if words and words[-1] in scene.words.joining:
        return replace(reading, source=DeadlineSource.INHERITED)
    return reading


def _opens(scene: Scene, reading: DateReading) -> bool:
    """Tell whether the date opens the sentence and is no dateline ("OSLO, Aug. 25 —")."""
    if _WORD.search(scene.text, scene.sentence.start, reading.start):
        return False
    before, after = scene.before(reading.start), scene.after(reading.end).lstrip()
    return not (before.endswith("(") or after.startswith(("(", ")", "-", "–", "—")))


def _taken_over(scene: Scene, before: DateReading | None) -> DateReading | None:
    """Return the deadline before, where the clause leans on it ("by then") or merely answers."""
    if before is None or before.generous_end is None:
        return None
    claim = _plain(scene.clause.of(scene.text))
    leaning = " ".join(_WORD.findall(scene.before(scene.clause.start)[-30:] + " " + claim))
    for words, side in scene.words.leaning:
        if f" {words} " in f" {leaning} ":
            return _sided(before, side)
    return _sided(before, "in") if _answers(scene, claim) else None


def _answers(scene: Scene, claim: str) -> bool:
    """Tell whether the clause is but an answer: "it won't", "we don't mean to"."""
    words = _WORD.findall(claim)
    if len(claim) > ANSWER or not words:
        return False
    first, last = words[0].split("'")[0], words[-1]
    answers = first in scene.words.pronouns and last in scene.words.elliptical
    return answers and scene.words.ever.isdisjoint(words)


def _sided(before: DateReading, side: str) -> DateReading:
    inherited = replace(before, source=DeadlineSource.INHERITED)
    if side == "after":
        return replace(
            inherited,
            relation=Relation.NOT_BEFORE,
            window_start=before.generous_end,
            strict_end=None,
            generous_end=None,
        )
    if side == "in":
        return inherited
    return replace(inherited, relation=Relation(side), window_start=None)
