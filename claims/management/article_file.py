"""An article's text as a file or standard input holds it."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from claims.errors import TextTooLong
from claims.management.console import day
from claims.rules import dateline

STANDARD_INPUT = "-"
BYTE_ORDER_MARK = "\ufeff"
# UTF-8 takes at most four bytes a character; a date marker and a byte order mark come on top.
BYTES_PER_CHARACTER = 4
MARKER_BYTES = 100


@dataclass(frozen=True)
class ArticleFile:
    """The text letter for letter, without the marker; and the day that the marker gave.

    `taken_off` is how many characters the marker took at the head of the file.
    """

    text: str
    published_on: date | None
    taken_off: int = 0

    def day(self, option: str | None) -> date | None:
        """Return the day that the option --published and the marker agree on, None without both.

        Raises CommandError where they contradict each other.
        """
        given = day(option, option="--published") if option is not None else None
        if given and self.published_on and given != self.published_on:
            raise CommandError(
                f"--published: {given} contradicts the file, which begins with "
                f"“date {self.published_on}”."
            )
        return given or self.published_on


def read(path: str) -> ArticleFile:
    """Read UTF-8 from the file at `path`, or from standard input where it is "-".

    Line ends stay as they are. Raises CommandError where it can't be read or isn't UTF-8, and
    TextTooLong before more is read than can be stored.
    """
    name = "Standard input" if path == STANDARD_INPUT else path
    text = _decoded(_bytes(path), name).removeprefix(BYTE_ORDER_MARK)
    published_on, rest = dateline.split(text)
    return ArticleFile(rest, published_on, len(text) - len(rest))


def _bytes(path: str) -> bytes:
    limit = settings.ARTICLE_TEXT_MAX_CHARS * BYTES_PER_CHARACTER + MARKER_BYTES
    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(path).open("rb") as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    if len(content) > limit:
        raise TextTooLong(
            f"The file has more than {limit:,} bytes; {settings.ARTICLE_TEXT_MAX_CHARS:,} "
            "characters can be stored. Is it one article, as plain text?"
        )
    return content


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        guess = "It looks like UTF-16. " if utf16 else ""
        raise CommandError(
            f"{name} is not UTF-8: byte 0x{content[error.start]:02x} at offset {error.start:,}. "
            f"{guess}Save it as UTF-8 and try again."
        ) from error
