"""A proposed statement, what is still missing for one, and how a suggestion ranks."""

import re
from collections.abc import Sequence

from claims.reading.cue_words import CueWords
from claims.reading.cues.finding import Cue
from claims.reading.shapes import Attribution, DateReading, Span

LONGEST = 500
_SPACE = re.compile(r"\s+")


def statement(text: str, span: Span, speaker: Attribution, words: CueWords) -> str:
    """Return the claim in one line, with who "we" are; an analyst words it better."""
    line = _SPACE.sub(" ", text[span.start : span.end]).strip()
    own = words.own.search(line)
    if own is not None and speaker.name and speaker.resolved:
        line = f"{line[: own.start()]}{own.group()} [{speaker.name}]{line[own.end() :]}"
    line = line[:1].upper() + line[1:]
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def missing(
    text: str,
    span: Span,
    speaker: Attribution,
    deadline: DateReading | None,
    condition: str,
    words: CueWords,
) -> tuple[str, ...]:
    """Return what only a person can say, as short sentences."""
    found = []
    if not speaker.resolved:
        found.append(f"Who is “{speaker.name}”?")
    pronoun = words.pronouns.match(text[span.start : span.end])
    if pronoun is not None:
        found.append(f"Who or what is “{pronoun.group().strip()}”?")
    if deadline is None or (deadline.generous_end is None and deadline.window_start is None):
        found.append("No date: until when?")
    elif deadline.generous_end is None:
        found.append("No end: it opens then, but until when?")
    if condition:
        found.append("It has a condition: is it void if that never comes?")
    return tuple(found)


def score(cues: Sequence[Cue], deadline: DateReading | None, speaker: Attribution) -> float:
    """Return 0 to 1, to order suggestions by: the best cue, a date, a speaker."""
    best = max((cue.rule.weight for cue in cues if cue.rule is not None), default=0.3)
    dated = 0.1 if deadline is not None and deadline.generous_end is not None else 0.0
    named = 0.05 if speaker.name and speaker.resolved else 0.0
    return round(min(1.0, best * 0.85 + dated + named), 3)
