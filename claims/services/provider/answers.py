"""What the provider answered, read with no trust at all: quotes, or a failure."""

from collections.abc import Iterator
from typing import Any

import orjson

from claims.services.provider.failure import ProviderFailed

NO_JSON = "The provider’s answer is not the JSON that was asked for."


def quotes_in(body: bytes) -> list[str]:
    """Return the strings of the answer's list of quotes, as they came. Raises ProviderFailed.

    What the list holds besides strings is passed over: one bad entry spoils no other.
    """
    words = _content(_json(body))
    listed = _json(_object_in(words).encode("utf-8", "replace"))
    quotes = listed.get("quotes") if isinstance(listed, dict) else None
    if not isinstance(quotes, list):
        raise ProviderFailed(NO_JSON)
    return [quote for quote in quotes if isinstance(quote, str)]


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ProviderFailed(NO_JSON) from error


def _content(answer: Any) -> str:
    """Return the words of the first choice: `{"choices": [{"message": {"content": …}}]}`."""
    found = answer
    for step in ("choices", 0, "message", "content"):
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError) as error:
            raise ProviderFailed(NO_JSON) from error
    if not isinstance(found, str):
        raise ProviderFailed(NO_JSON)
    return found


def _object_in(words: str) -> str:
    """Return the JSON object without what models like to put around it: a fence, a greeting."""
    start, end = words.find("{"), words.rfind("}")
    if start < 0 or end < start:
        raise ProviderFailed(NO_JSON)
    return words[start : end + 1]


def exact(quotes: list[str], text: str, *, most: int, longest: int) -> Iterator[str]:
    """Yield the quotes that stand in the text letter for letter and once, each once.

    White space around a quote is taken off; one under three words says nothing that could be
    checked, one over `longest` characters is no quote. At most `most` come.
    """
    seen: set[str] = set()
    for quote in (found.strip() for found in quotes):
        if quote in seen or len(quote) > longest or len(quote.split()) < 3:
            continue
        seen.add(quote)
        if len(seen) > most:
            return
        if _stands_once(quote, text):
            yield quote


def _stands_once(quote: str, text: str) -> bool:
    start = text.find(quote)
    # From the next character on: a second one may overlap the first.
    return start >= 0 and text.find(quote, start + 1) < 0
