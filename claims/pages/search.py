"""The one search field of the simple lists."""

from django.http import HttpRequest

LONGEST = 200  # characters


def read_words(request: HttpRequest) -> tuple[str, str]:
    """Return what `q` asks for, and what is wrong with it ("" where nothing is)."""
    words = request.GET.get("q", "").strip()
    if len(words) > LONGEST:
        return "", f"Search for at most {LONGEST} characters."
    if "\x00" in words:
        return "", "These words hold a character that no text has."
    return words, ""
