"""The three cuts, one after the other."""

import re

from claims.reading.english.sentences import SENTENCES
from claims.reading.shapes import Document, Sentence, Span
from claims.reading.words import SentenceWords

LINE = re.compile(r"\S[^\r\n]*")


def cut(text: str, words: SentenceWords = SENTENCES) -> Document:
    """Cut `text` into paragraphs, sentences and quotations."""
    lines = [
        Span(each.start(), each.start() + len(each[0].rstrip())) for each in LINE.finditer(text)
    ]
    sentences = tuple(Sentence(each.start, each.end, number) for number, each in enumerate(lines))
    return Document(text, tuple(lines), sentences, ())
