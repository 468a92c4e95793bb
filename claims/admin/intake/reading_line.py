"""How far the reading of a text has come, in words."""

from dataclasses import dataclass
from datetime import datetime

from claims.choices import ReadingState
from claims.models import ArticleReading, ArticleText


@dataclass(frozen=True)
class ReadingLine:
    """`state` is "" where the text was never asked to be read; `since` is an ISO instant (UTC)."""

    state: str = ""
    line: str = ""
    since: str = ""
    elapsed: str = ""
    notice: str = ""
    error: str = ""
    provider: str = ""


PROVIDER = {
    "waiting": "The provider is still to be asked for more.",
    "failed": "The provider didn’t answer; the suggestions are those of our own reading.",
}


def reading_line(text: ArticleText, now: datetime) -> ReadingLine:
    """Return where the reading of `text` stands."""
    reading = ArticleReading.objects.filter(text=text).first()
    if reading is None:
        return ReadingLine()
    if reading.state == ReadingState.READING:
        line = "The worker is reading the text."
    elif reading.state == ReadingState.WAITING:
        line = "Waiting for the worker to read the text."
    else:
        line = reading.get_state_display()
    since = reading.requested_at
    return ReadingLine(
        state=reading.state,
        line=line,
        since=since.isoformat(),
        elapsed=say_elapsed(int((now - since).total_seconds())),
        notice=reading.notice,
        error=reading.error,
        provider=PROVIDER.get(reading.provider_state, ""),
    )


def say_elapsed(seconds: int) -> str:
    """Return "12 s" or "3 min 5 s"."""
    seconds = max(0, seconds)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"
