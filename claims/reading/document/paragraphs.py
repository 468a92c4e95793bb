"""Paragraphs: a blank line parts them; a single line end does where lines are not wrapped.

Some sites end each paragraph with one line end, some texts are wrapped at a fixed width. The text
says which: where a line is followed by one that begins with a small letter, lines are wrapped.
"""

import re
from itertools import pairwise
from statistics import median

from claims.reading.shapes import Span

# The line ends of str.splitlines, without those that control old terminals.
LINE = re.compile(r"[^\r\n\u2028\u2029\x85]+")
LINE_END = re.compile(r"\r\n?|[\n\u2028\u2029\x85]")
BULLET = re.compile(r"(?:[•‣◦▪●·*–—-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t\u00a0]")
ENDING = ".!?…:;”\"’')»]"
# Of the line ends inside a block, the share before a small letter that shows wrapping.
WRAPPED_SHARE = 0.25
# A line much shorter than the others was ended on purpose.
SHORT_SHARE = 0.72


def paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of `text` without the white space around them."""
    lines = _lines(text)
    joins = _joins(text, lines)
    spans: list[Span] = []
    for number, line in enumerate(lines):
        if number and joins[number - 1]:
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            spans.append(line)
    return tuple(spans)


def bullet_end(text: str, start: int) -> int:
    """Return where the words begin that follow a list's mark at `start`; `start` without one."""
    mark = BULLET.match(text, start)
    return mark.end() if mark else start


def _lines(text: str) -> list[Span]:
    spans = []
    for match in LINE.finditer(text):
        words = match[0].strip()
        if words:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            spans.append(Span(start, start + len(words)))
    return spans


def _joins(text: str, lines: list[Span]) -> list[bool]:
    """Tell for each line but the last whether the next one goes on with its paragraph."""
    touching = [_touch(text, one, other) for one, other in pairwise(lines)]
    small = [
        near and text[lines[number + 1].start].islower() for number, near in enumerate(touching)
    ]
    if sum(small) < max(1, WRAPPED_SHARE * sum(touching)):
        return [False] * len(touching)
    width = median(len(_of(lines[number])) for number, each in enumerate(small) if each)
    return [
        near and _goes_on(text, lines[number], small[number], width)
        for number, near in enumerate(touching)
    ]


def _of(line: Span) -> range:
    return range(line.start, line.end)


def _touch(text: str, one: Span, other: Span) -> bool:
    """Tell whether no blank line stands between, and the second line is no item of a list."""
    between = LINE_END.findall(text, one.end, other.start)
    return len(between) == 1 and bullet_end(text, other.start) == other.start


def _goes_on(text: str, line: Span, small: bool, width: float) -> bool:
    if small:
        return True
    return line.end - line.start >= SHORT_SHARE * width
