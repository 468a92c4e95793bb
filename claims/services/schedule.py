"""When a prediction is looked at next, and what it takes to be looked at at all."""

from datetime import date, datetime, timedelta
from typing import Any

from claims.choices import LookReason
from claims.errors import CriteriaMissing
from claims.models import Appearance, Prediction, first_appearance
from claims.rules import clock
from claims.rules.deadlines import Look

DEADLINE_COLUMNS = (
    "phrase",
    "relation",
    "window_start",
    "strict_end",
    "generous_end",
    "precision",
    "deadline_source",
    "timezone",
    "edtf",
    "due_at",
    "milestone_id",
)


def watch(look: Look | None) -> dict[str, Any]:
    """Return the two columns that the sweep looks at; empty for what isn't watched."""
    if look is None:
        return {"next_review_at": None, "next_review_reason": ""}
    return {"next_review_at": look.at, "next_review_reason": look.reason}


def published_on(prediction: Prediction) -> date:
    """Return the day on which the first appearance's article was published."""
    return _first(prediction).article.published_on


def said_on(prediction: Prediction) -> date:
    """Return that day in the deadline's time zone, which may be the day before or after.

    An outlet in Moscow publishes on Wednesday what is still said on Tuesday in New York.
    """
    appearance = _first(prediction)
    began = clock.start_of_day(appearance.article.published_on, appearance.article.outlet.timezone)
    return clock.local_day(began, prediction.timezone)


def _first(prediction: Prediction) -> Appearance:
    appearance = first_appearance(prediction)
    if appearance is None:
        raise CriteriaMissing("A prediction is published only with its quote.", field="quote")
    return appearance


def look_to_come(prediction: Prediction, now: datetime) -> Look:
    """Return the first computed look after `now`, or the last one where all have passed."""
    looks = prediction.deadline.looks(
        published_on=published_on(prediction), review_every=prediction.review_every
    )
    return next((look for look in looks if look.at > now), looks[-1])


def next_look(prediction: Prediction, now: datetime) -> Look:
    """Return the look that "not yet" defers to: always later than `now`."""
    return prediction.deadline.next_look(
        after=now, published_on=published_on(prediction), review_every=prediction.review_every
    )


def at_new_rhythm(prediction: Prediction, every_before: int) -> Look:
    """Return the periodic look that stands, moved to the prediction's new `review_every`.

    It counts from where the old one counted from: publication, or the last "not yet".
    Raises InstantOutOfRange.
    """
    stands_at = prediction.next_review_at
    said_on, every = published_on(prediction), prediction.review_every
    deadline = prediction.deadline
    first = deadline.looks(published_on=said_on, review_every=every_before)[0]
    if stands_at is None or stands_at == first.at:
        return deadline.looks(published_on=said_on, review_every=every)[0]
    return Look(stands_at + timedelta(days=every - every_before), LookReason.PERIODIC)


def require_criteria(prediction: Prediction) -> None:
    """Raise CriteriaMissing, by field, where it can't be said when it is true or false."""
    for field in ("true_if", "false_if"):
        if not getattr(prediction, field).strip():
            raise CriteriaMissing(field=field)


def deadline_columns(prediction: Prediction) -> dict[str, Any]:
    """Return the deadline's columns, by name."""
    return {column: getattr(prediction, column) for column in DEADLINE_COLUMNS}
