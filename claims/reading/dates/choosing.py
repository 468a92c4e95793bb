"""Which of a sentence's dates bounds what a clause predicts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from claims.choices import DeadlineSource, Precision, Relation
from claims.reading.deadline_words import DeadlineWords
from claims.reading.shapes import DateReading, Span

NEAR = 60  # characters beside a date in which the words that place it stand
ANSWER = 60  # characters that a clause which merely answers has at most ("it won't")
_WORD = re.compile(r"[^\W_]{1,30}(?:['’][^\W\d_]{1,3})?")
_ONE_DAY = timedelta(days=1)
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
        return max(inside, key=lambda each: _weight(scene, each))
    return _beside(scene, fitting) or _taken_over(scene, before)


def _fits(scene: Scene, reading: DateReading) -> bool:
    """Tell whether a date can bound a claim at all."""
    return not (
        _is_past(scene, reading)
        or _is_of_the_telling(scene, reading)
        or _is_of_a_noun(scene, reading)
        or _is_compared(scene, reading)
        or _is_in_a_condition(scene, reading)
    )


def _is_past(scene: Scene, reading: DateReading) -> bool:
    if reading.relation == Relation.NOT_BEFORE:
        return reading.window_start is not None and reading.window_start < scene.said_on
    return reading.generous_end is not None and reading.generous_end < scene.said_on


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


def _is_of_a_noun(scene: Scene, reading: DateReading) -> bool:
    """ "the 2025 budget", "next year's match", "the third-quarter figures"."""
    after = scene.after(reading.end)
    if after.startswith(scene.words.ownings):
        return reading.relation not in _BINDING
    if reading.precision == Precision.DAY or not after.startswith((" ", "\u00a0", "-")):
        return False
    following = _WORD.match(after.lstrip(" \u00a0-"))
    if following is None or following.group() in scene.words.particles:
        return False
    return _has_determiner(scene, reading)


def _has_determiner(scene: Scene, reading: DateReading) -> bool:
    """Tell whether "the" or the like stands right before the year or quarter itself."""
    words = _WORD.findall(scene.before(reading.start)) + _WORD.findall(_plain(reading.phrase))
    core = [word for word in words if any(letter.isdigit() for letter in word)]
    if not core or reading.relation in _BINDING:
        return False
    index = words.index(core[-1])
    return index > 0 and words[index - 1] in scene.words.determiners


def _is_compared(scene: Scene, reading: DateReading) -> bool:
    """ "more than in 2026"."""
    words = _WORD.findall(scene.before(reading.start))[-2:]
    return bool(words) and words[-1] in ("than", "versus", "vs", "unlike")


def _is_in_a_condition(scene: Scene, reading: DateReading) -> bool:
    """Tell whether the date bounds what the claim hangs on ("if it rains by May, …")."""
    start = max(scene.sentence.start, min(scene.clause.start, reading.start))
    ahead = _plain(scene.text[start : reading.start])
    opening = -1
    for match in _WORD.finditer(ahead):
        if match.group() in scene.words.conditions:
            opening = match.end()
    if opening < 0:
        return False
    between = ahead[opening:]
    return "," not in between and _goes_on(scene, reading, start)


def _goes_on(scene: Scene, reading: DateReading, start: int) -> bool:
    return True


def _weight(scene: Scene, reading: DateReading) -> tuple[bool, int, int]:
    """Return how well a date inside the clause bounds it: the heaviest is taken."""
    ends = reading.generous_end is not None
    binding = reading.relation in _BINDING
    prepositional = not reading.phrase[:1].isdigit() and not reading.phrase[:1].isupper()
    level = 2 if binding or reading.relation == Relation.NOT_BEFORE else int(prepositional)
    return (ends or reading.relation == Relation.NOT_BEFORE, level, reading.start)


def _beside(scene: Scene, fitting: Sequence[DateReading]) -> DateReading | None:
    """Return a date that opens the sentence, or that follows the clause at once."""
    for reading in fitting:
        opens = not _WORD.search(scene.text, scene.sentence.start, reading.start)
        gap = scene.text[scene.clause.end : reading.start]
        follows = reading.start >= scene.clause.end and not _WORD.search(gap)
        if (opens and reading.end <= scene.clause.start) or follows:
            return reading
    return None


def _taken_over(scene: Scene, before: DateReading | None) -> DateReading | None:
    """Return the deadline before, where the clause leans on it ("by then")."""
    if before is None or before.generous_end is None:
        return None
    stretch = _plain(scene.text[scene.sentence.start : scene.sentence.end])
    for words, side in scene.words.leaning:
        if re.search(rf"\b{words}\b", stretch):
            return _sided(before, side)
    return None


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
