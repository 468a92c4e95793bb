"""The words of choices.py as sentences for readers. No database; `now` is passed in."""

from datetime import datetime

from claims.choices import (
    AppearanceKind,
    DeadlineSource,
    Kind,
    LookReason,
    Precision,
    Relation,
    Role,
    Shape,
    SpeakerKind,
    Status,
    Strength,
    Timeliness,
    Verdict,
    VoidReason,
)
from claims.models import Outcome, Prediction
from claims.pages.moments import say_days, say_moment

STRENGTH = {
    Strength.ASSERTED: "Asserted: said without reserve (“will”).",
    Strength.PROBABLE: "Probable: said to be likely, not certain.",
    Strength.POSSIBLE: "Possible: said that it could come, no more than that.",
    Strength.WISHED: "Wished: a hope or an aim, not a claim that it will come.",
}
KIND = {
    Kind.FORECAST: "Forecast: says what will happen.",
    Kind.INTENTION: "Intention: says what the speaker means to do.",
}
SHAPE = {
    Shape.OCCURS: "Occurs: it is true if it comes about by the deadline.",
    Shape.HOLDS: "Holds: it is true if it goes on, or stays away, until the deadline.",
}
SPEAKER = {
    SpeakerKind.PERSON: "person",
    SpeakerKind.ORGANISATION: "organisation",
    SpeakerKind.GROUP: "group of people",
    SpeakerKind.ANONYMOUS: "anonymous source",
    SpeakerKind.ARTICLE_VOICE: "the article’s own voice",
}
APPEARANCE = {
    AppearanceKind.FIRST: "First published",
    AppearanceKind.REPEAT: "Repeated",
    AppearanceKind.SYNDICATED: "Syndicated",
    AppearanceKind.TRANSLATION: "In translation",
}
RELATION = {
    Relation.BY: "by then",
    Relation.BEFORE: "before then",
    Relation.UNTIL: "until then",
    Relation.WITHIN: "within that time",
    Relation.IN: "in that time",
    Relation.ON: "on that day",
    Relation.NOT_BEFORE: "not before then",
}
PRECISION = {
    **{word: f"to the {word.label.lower()}" for word in Precision},
    Precision.EVENT: "to an event",
    Precision.OPEN: "open: the words give no end",
}
SOURCE = {
    DeadlineSource.EXPLICIT: "in the speaker’s own words",
    DeadlineSource.INHERITED: "taken from a sentence nearby",
    DeadlineSource.IMPLIED: "implied by the context",
    DeadlineSource.ANALYST: "our horizon, not the speaker’s",
}
LOOK_TO_COME = {
    LookReason.STRICT_END: "when the strict reading of the deadline ends",
    LookReason.DEADLINE: "when the deadline passes",
    LookReason.WINDOW_OPENS: "when its window opens",
    LookReason.PERIODIC: "a regular look, since there is no deadline",
    LookReason.DEFERRED: "deferred until then",
    LookReason.BY_HAND: "asked for by hand",
    LookReason.REOPENED: "reopened",
}
LOOK_THAT_CAME = {
    LookReason.STRICT_END: "the strict reading of the deadline has ended",
    LookReason.DEADLINE: "the deadline has passed",
    LookReason.WINDOW_OPENS: "its window has opened",
    LookReason.PERIODIC: "a regular look, since there is no deadline",
    LookReason.DEFERRED: "it had been deferred until then",
    LookReason.BY_HAND: "opened early, by hand",
    LookReason.REOPENED: "it was reopened",
}
VERDICT = {
    Verdict.HAPPENED: "happened",
    Verdict.PARTLY: "partly happened",
    Verdict.DID_NOT_HAPPEN: "did not happen",
    Verdict.VOID: "void",
    Verdict.UNVERIFIABLE: "unverifiable",
}
VOID = {
    VoidReason.CONDITION_UNMET: "its condition was not met",
    VoidReason.PREMISE_FALSE: "what it took for granted was false",
    VoidReason.BADLY_POSED: "it was badly posed",
}
TIMELINESS = {
    Timeliness.IN_TIME: "In time.",
    Timeliness.GENEROUS_ONLY: "In time on the generous reading only.",
    Timeliness.LATE: "Happened late.",
}
ROLE = {
    Role.SYSTEM: "the tracker itself",
    Role.VIEWER: "a viewer",
    Role.ANALYST: "an analyst",
    Role.REVIEWER: "a reviewer",
    Role.ADMINISTRATOR: "an administrator",
}


def say_status(prediction: Prediction, now: datetime) -> str:
    """Return one sentence that says where the prediction stands at `now`."""
    status = prediction.effective_status(now)
    if status == Status.DUE:
        return _say_due(prediction, now)
    if status == Status.OPEN and prediction.next_review_at is not None:
        look = say_moment(prediction.next_review_at, prediction.timezone)
        reason = LOOK_TO_COME[LookReason(prediction.next_review_reason)]
        return f"Open: next look on {look.day}, {reason}."
    if prediction.current_outcome is not None:
        return f"Resolved: {say_verdict(prediction.current_outcome)}."
    if status == Status.WITHDRAWN:
        return "Withdrawn: we had recorded it in error. That is no retraction by the speaker."
    return "Draft: not published yet, and not shown to the public."


def _say_due(prediction: Prediction, now: datetime) -> str:
    since = prediction.next_review_at or now
    days = (now - since).days
    reason = LOOK_THAT_CAME[LookReason(prediction.next_review_reason)]
    due = f"Due {say_days(days)}" if days else "Due today"
    return f"{due}, not judged yet: {reason} ({say_moment(since, prediction.timezone).day})."


def say_verdict(outcome: Outcome) -> str:
    """Return the verdict in lower case, with the reason where it is void."""
    words = VERDICT[Verdict(outcome.verdict)]
    if outcome.void_reason:
        return f"{words}: {VOID[VoidReason(outcome.void_reason)]}"
    return words


def say_confirmed(outcome: Outcome) -> str:
    """Return whether one person decided or two agreed."""
    return "Confirmed by a second person." if outcome.confirmed else "Provisional: one analyst."
