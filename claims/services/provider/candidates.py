"""From an article's text to the passages that the provider would look at."""

from claims.services.provider import answers, transport
from claims.services.provider.endpoint import configured
from claims.services.provider.failure import ProviderFailed
from claims.services.provider.messages import question

LONGEST_TEXT = 50_000  # characters
MOST_QUOTES = 60
LONGEST_QUOTE = 1_000  # characters


def candidates(text: str) -> list[str]:
    """Ask once; return quotes that stand in `text`, each exactly and once, in its order.

    Takes up to READING_PROVIDER_TIMEOUT seconds, so never call it in a web request or in a
    transaction. A text of more than 50,000 characters is not sent at all: half of an article
    would be read as if it were the whole. Empty while the provider is off. Raises ProviderFailed.
    """
    endpoint = configured()
    if endpoint is None or not text.strip():
        return []
    if len(text) > LONGEST_TEXT:
        raise ProviderFailed(
            f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are sent to the "
            "provider.",
            again=False,
        )
    found = answers.quotes_in(transport.post(question(text, endpoint), endpoint))
    exact = answers.exact(found, text, most=MOST_QUOTES, longest=LONGEST_QUOTE)
    return sorted(exact, key=text.index)
