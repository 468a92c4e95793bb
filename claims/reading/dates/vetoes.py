"""What a date of a sentence bounds instead of the claim: a telling, a noun, a condition."""

from itertools import pairwise

from claims.choices import Precision, Relation
from claims.reading.dates.scene import BINDING, NEAR, WORD, Scene, plain
from claims.reading.shapes import DateReading

REST = 2  # words behind a clause about a noun that make a claim at least
ASIDE = 5  # words of an aside before its date ("a vote, |first set for| May 3, is")


def fits(scene: Scene, reading: DateReading) -> bool:
    """Tell whether a date can bound the claim at all."""
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
    for word in reversed(WORD.findall(scene.before(reading.start))[-6:]):
        if word in scene.words.speech:
            return True
        if word not in scene.words.hearers:
            return False
    return False


def _is_owning(scene: Scene, reading: DateReading) -> bool:
    """ "next year's budget", but not "tomorrow's match", nor "this year's, if there is one"."""
    after = scene.after(reading.end)
    owning = next((each for each in scene.words.ownings if after.startswith(each)), None)
    if owning is None or reading.precision == Precision.DAY or reading.relation in BINDING:
        return False
    return WORD.match(after[len(owning) :].lstrip()) is not None


def _is_of_a_noun(scene: Scene, reading: DateReading) -> bool:
    """ "the 2025 budget", "the third-quarter figures", but not "for the 2025 season"."""
    after = scene.after(reading.end)
    if reading.precision == Precision.DAY or not after.startswith((" ", "\u00a0", "-")):
        return False
    following = WORD.match(after.lstrip(" \u00a0-"))
    if following is None or following.group() in scene.words.particles | scene.words.occasions:
        return False
    return _has_determiner(scene, reading)


def _is_bare_before_a_noun(scene: Scene, reading: DateReading) -> bool:
    """ "Christmas cards", "December delivery", "summer weekends"."""
    if reading.rule not in scene.words.adjectival:
        return False
    words = WORD.findall(plain(reading.phrase))
    before = WORD.findall(scene.before(reading.start))[-1:]
    alone = len(words) == 1 and not scene.words.prepositions.intersection(before)
    bare = alone or words[:-1] == list(scene.words.habits)
    after = scene.text[reading.end : reading.end + NEAR]
    following = WORD.match(after[1:]) if after[:1].isspace() else None
    return bare and following is not None and _is_a_thing(scene, following.group())


def _is_a_thing(scene: Scene, word: str) -> bool:
    return word.islower() and word not in scene.words.particles | scene.words.occasions


def _has_determiner(scene: Scene, reading: DateReading) -> bool:
    """Tell whether "the" or the like stands right before the year or quarter itself."""
    words = WORD.findall(scene.before(reading.start)) + WORD.findall(plain(reading.phrase))
    core = [word for word in words if any(letter.isdigit() for letter in word)]
    if not core or reading.relation in BINDING:
        return False
    index = words.index(core[-1])
    return index > 0 and words[index - 1] in scene.words.determiners


def _is_measured_by(scene: Scene, reading: DateReading) -> bool:
    """ "more than in 2026", "compared with 12 in 2026"."""
    words = scene.ahead(reading.start)[-1][-ASIDE:]
    if not scene.words.comparing.isdisjoint(words):
        return True
    return any(pair in scene.words.starting for pair in pairwise(words))


def _is_denied(scene: Scene, reading: DateReading) -> bool:
    """ "no pumping, not in March"; but "not this summer" alone is the claim."""
    parts = scene.ahead(reading.start)
    denied = parts[-1][-1:] == list(scene.words.denial)
    return denied and sum(map(len, parts)) > ASIDE


def _is_for_a_feast(scene: Scene, reading: DateReading) -> bool:
    """ "staff for Christmas"."""
    return reading.rule == "holiday" and reading.phrase.lower().startswith(scene.words.feasting)


def _is_repeated(scene: Scene, reading: DateReading) -> bool:
    """ "at 8 a.m. each day"."""
    following = WORD.search(scene.after(reading.end))
    return following is not None and following.group() in scene.words.repeating


def _is_an_aside(scene: Scene, reading: DateReading) -> bool:
    """ "a report, due July 15, could", "a vote, first set for May 3, is"."""
    parts = scene.ahead(reading.start)
    if len(parts) < 2 or len(parts[-1]) > ASIDE or not scene.after(reading.end).startswith(","):
        return False
    if scene.words.dated.isdisjoint(parts[-1]):
        return False
    end = min(scene.clause.end, reading.end + NEAR)
    rest = WORD.findall(plain(scene.text[reading.end : max(reading.end, end)]))
    claimed = not scene.words.futures.isdisjoint(rest)
    return claimed or scene.words.finite.isdisjoint(parts[-1])


def _is_of_a_relative(scene: Scene, reading: DateReading) -> bool:
    """ "the club, which hopes to build in 2028, will"."""
    parts = scene.ahead(reading.start)
    opened = parts[-1][:1]
    if len(parts) < 2 or not opened or opened[0] not in scene.words.relatives:
        return False
    comma = scene.text.find(",", reading.end, min(scene.clause.end, reading.end + NEAR))
    end = min(scene.clause.end, comma + NEAR)
    return comma > 0 and len(WORD.findall(scene.text, comma, end)) > REST


def _is_in_a_condition(scene: Scene, reading: DateReading) -> bool:
    """Tell whether the date bounds what the claim hangs on ("if it rains by May, …")."""
    parts = scene.ahead(reading.start)
    words = parts[-1]
    if (
        scene.begins and len(parts) == 1 and words and words[0] in scene.words.inverted
    ):  # "Should it rain by May"
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
    _is_denied,
    _is_for_a_feast,
    _is_repeated,
    _is_an_aside,
    _is_of_a_relative,
    _is_in_a_condition,
)
