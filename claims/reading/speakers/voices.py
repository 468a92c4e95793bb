"""Who says the words of a span."""

from dataclasses import dataclass

from claims.reading.english.speech import SPEECH
from claims.reading.shapes import Attribution, Document, How, Span
from claims.reading.words import SpeechWords


@dataclass(frozen=True, slots=True)
class Tag(Span):
    """A speech tag, with the punctuation and the "that" which tie it to what is said.

    `speaker` is the place of the speaker's name, None where the tag names nobody ("it is said").
    `content` are the stretches that it covers, in the order of the text.
    """

    speaker: Span | None
    how: How
    content: tuple[Span, ...]


class Voices:
    """The speakers of one document."""

    def __init__(self, document: Document, words: SpeechWords = SPEECH) -> None:
        self.document = document
        self.words = words

    def of(self, span: Span) -> Attribution:
        """Return who says the words in `span`; the article's own voice where nobody is named."""
        return Attribution()

    def tags(self, within: Span) -> tuple[Tag, ...]:
        """Return the tags in `within`, in the order of the text."""
        return ()

    def said(self, within: Span) -> tuple[Span, ...]:
        """Return the stretches of `within` that are said, tags and quotation marks taken off."""
        return (within,)


def attribute(document: Document, span: Span, words: SpeechWords = SPEECH) -> Attribution:
    """Return who says the words in `span`. For several spans of a document, keep a Voices."""
    return Voices(document, words).of(span)
