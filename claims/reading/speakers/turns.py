"""Turns: paragraphs that begin with who speaks and a colon, as transcripts and headlines do."""

from collections.abc import Iterator

from claims.reading.shapes import Attribution, Document, How, Span
from claims.reading.speakers.frames import Frame, Items
from claims.reading.speakers.people import People

# Words before the colon: a name has no more.
LABEL = 4


def turns(
    document: Document, cut: list[Frame], people: People
) -> Iterator[tuple[Span, Attribution]]:
    """Yield what is said after each "Smith:", or "A:" of an interview, and by whom."""
    paragraph, first = -1, None
    for frame in cut:
        if frame.paragraph == paragraph:
            continue
        paragraph = frame.paragraph
        colon = _colon(frame.items)
        if colon is None or colon + 1 >= len(frame.items):
            continue
        answers = colon == 1 and frame.items[0].low in people.grammar.words.answers
        if answers and first is None:
            first = frame.number
        said_by = _label(document, frame.items, colon, people, first if answers else None)
        if said_by is not None:
            start = frame.items[colon + 1].start
            yield Span(start, document.paragraphs[paragraph].end), said_by


def _colon(items: Items) -> int | None:
    for place, item in enumerate(items[: LABEL + 1]):
        if item.low == ":":
            return place or None
        if not item.cap:
            return None
    return None


def _label(
    document: Document, items: Items, colon: int, people: People, first: int | None
) -> Attribution | None:
    """Return who speaks after a label; `first` is the frame of the first answer, if it is one."""
    start, end = items[0].start, items[colon - 1].end
    if first is not None:
        only = people.only_person(first)
        if only is None:
            return None
        start, end = only.start, only.end
    elif not people.knows(items[colon - 1].low):
        return None
    return Attribution(document.text[start:end], start, end, How.COLON)
