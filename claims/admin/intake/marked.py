"""The article's text as HTML: each suggestion marked and numbered, each stretch knowing its place.

Every stretch of text is escaped by `format_html`; nothing of the text is ever trusted. Offsets
are code points of the stored text, so that what a person selects can be found again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.admin.intake.parts import Part
from claims.rules.marks import Piece, Span, cut, paragraphs


@dataclass(frozen=True)
class Mark:
    """One suggestion in the text: its place, its number, where it stands, where it leads."""

    span: Span
    number: int
    pk: int
    state: str
    address: str
    label: str
    current: bool = False


def paragraphs_of(text: str, part: Part, marks: Sequence[Mark]) -> list[SafeString]:
    """Return the HTML inside each paragraph of the part."""
    by_pk = {mark.pk: mark for mark in marks}
    spans = sorted(Span(mark.span.start, mark.span.end, mark.pk) for mark in marks)
    return list(_paragraphs(text, part, spans, by_pk))


def _paragraphs(
    text: str, part: Part, spans: Sequence[Span], by_pk: dict[int, Mark]
) -> Iterator[SafeString]:
    over: list[Span] = []
    begun = 0
    numbered: set[int] = set()
    for line in paragraphs(text, part.start, part.end):
        while begun < len(spans) and spans[begun].start < line.end:
            over.append(spans[begun])
            begun += 1
        over = [span for span in over if span.end > line.start]
        html = []
        for piece in cut(line.start, line.end, over):
            new = [by_pk[key] for key in piece.keys if key not in numbered]
            numbered.update(mark.pk for mark in new)
            html.append((_piece(text, piece, new, by_pk),))
        yield format_html_join("", "{}", html)


def _piece(text: str, piece: Piece, new: Sequence[Mark], by_pk: dict[int, Mark]) -> SafeString:
    """Mark the words of one piece, behind the numbers of the suggestions that begin with it."""
    words = text[piece.start : piece.end]
    numbers = format_html_join("", "{}", ((_number(mark),) for mark in new))
    if not piece.keys:
        return format_html('<span data-at="{}">{}</span>', piece.start, words)
    over = [by_pk[key] for key in piece.keys]
    innermost = over[-1]
    return format_html(
        '{}<mark class="said {} depth-{}{}" data-at="{}" data-of="{}">{}</mark>',
        numbers,
        innermost.state,
        min(len(over), 3),
        " current" if any(mark.current for mark in over) else "",
        piece.start,
        " ".join(str(mark.pk) for mark in over),
        words,
    )


def _number(mark: Mark) -> SafeString:
    """The suggestion's number, as a link to its panel: how the keyboard and a reader come to it."""
    return format_html(
        '<a class="number {}{}" id="s{}" href="{}" data-pk="{}" aria-label="{}"{}>{}</a>',
        mark.state,
        " current" if mark.current else "",
        mark.pk,
        mark.address,
        mark.pk,
        mark.label,
        SafeString(' aria-current="true"') if mark.current else "",
        mark.number,
    )
