"""How instants, statuses and readings are said to people, in one way on every page."""

from datetime import datetime

from claims.choices import LookReason, Status
from claims.models import Prediction, first_appearance
from claims.rules import clock


def say_instant(instant: datetime | None, timezone: str = "UTC") -> str:
    """Return "1 February 2025 00:00 Europe/Moscow"; a dash where there is no instant."""
    if instant is None:
        return "–"
    local = instant.astimezone(clock.zone(timezone))
    return f"{local.day} {local:%B} {local.year} {local:%H:%M} {timezone}"


def say_day(instant: datetime, timezone: str) -> str:
    """Return "1 February 2025": the day in that zone, not the server's."""
    day = clock.local_day(instant, timezone)
    return f"{day.day} {day:%B} {day.year}"


def say_status(prediction: Prediction, now: datetime) -> str:
    """Return the effective status in words, with for how long it has been due."""
    status = prediction.effective_status(now)
    if status != Status.DUE or prediction.next_review_at is None:
        return status.label
    return f"Due, {say_days((now - prediction.next_review_at).days)}"


def say_days(days: int) -> str:
    """Return "today", "1 day" or "12 days"."""
    if days <= 0:
        return "today"
    return "1 day" if days == 1 else f"{days:,} days"


def say_look(prediction: Prediction) -> str:
    """Return when the next look comes, or since when it has been due, and why."""
    if prediction.next_review_at is None:
        return "–"
    reason = say_reason(LookReason(prediction.next_review_reason), prediction)
    return f"{say_instant(prediction.next_review_at, prediction.timezone)} ({reason})"


def say_reason(reason: LookReason, prediction: Prediction) -> str:
    """Return why a look comes; past a deadline's last look, the regular one has another why."""
    if reason == LookReason.PERIODIC and prediction.due_at is not None:
        return "regular look, after the deadline"
    return reason.label[0].lower() + reason.label[1:]


def say_deadline(prediction: Prediction) -> str:
    """Return what the tracker understood of the deadline, in one line."""
    appearance = first_appearance(prediction)
    recorded_on = clock.local_day(prediction.recorded_at, prediction.timezone)
    return prediction.deadline.explain(
        published_on=appearance.article.published_on if appearance else recorded_on,
        review_every=prediction.review_every,
    )
