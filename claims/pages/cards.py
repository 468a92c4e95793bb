"""What a list shows of each row, worked out before the template: no query and no clock there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from claims.choices import Kind, SpeakerKind, Strength, Timeliness, Verdict
from claims.models import Article, Outcome, Prediction, Speaker
from claims.pages.moments import Moment, say_day, say_moment
from claims.pages.wording import SPEAKER, say_status, say_verdict
from claims.rules.hindsight import Hindsight

QUOTE_IN_LIST = 240  # characters


@dataclass(frozen=True)
class Badge:
    """A status or verdict: a word, and the name of its mark, so that colour is never alone."""

    mark: str
    word: str


@dataclass(frozen=True)
class PredictionCard:
    pk: int
    statement: str
    quote: str
    badge: Badge
    sentence: str
    note: str
    speaker: Speaker
    speaker_kind: str
    strength: str
    deadline: str
    look: Moment | None
    article: Article | None
    article_day: str
    recorded_late: bool


def badge_of(prediction: Prediction, now: datetime) -> Badge:
    """Return the verdict's badge where there is one, else the effective status's."""
    if prediction.current_outcome is not None:
        return verdict_badge(prediction.current_outcome)
    status = prediction.effective_status(now)
    return Badge(status.value, status.label)


def verdict_badge(outcome: Outcome) -> Badge:
    verdict = Verdict(outcome.verdict)
    return Badge(verdict.value, verdict.label)


def prediction_card(prediction: Prediction, now: datetime) -> PredictionCard:
    """Return what a list shows. Costs no query after `for_list()`."""
    appearance = prediction.first_appearance
    look, outcome = prediction.next_review_at, prediction.current_outcome
    return PredictionCard(
        pk=prediction.pk,
        statement=prediction.statement,
        quote=Truncator(appearance.quote).chars(QUOTE_IN_LIST) if appearance else "",
        badge=badge_of(prediction, now),
        sentence=say_status(prediction, now),
        note=outcome_note(outcome) if outcome else "",
        speaker=prediction.speaker,
        speaker_kind=SPEAKER[SpeakerKind(prediction.speaker.kind)],
        strength=say_strength(prediction),
        deadline=say_deadline(prediction),
        look=say_moment(look, prediction.timezone) if look else None,
        article=appearance.article if appearance else None,
        article_day=say_day(appearance.article.published_on) if appearance else "",
        recorded_late=any(
            found in (Hindsight.RECORDED_AFTER_DEADLINE, Hindsight.RECORDED_AFTER_EVENT)
            for found in prediction.hindsight
        ),
    )


def outcome_note(outcome: Outcome) -> str:
    """Return what has to be said beside the verdict's word, or ""."""
    notes = []
    if outcome.void_reason:
        notes.append(say_verdict(outcome).partition(": ")[2])
    if outcome.happened_late:
        notes.append("happened late")
    elif outcome.timeliness == Timeliness.GENEROUS_ONLY:
        notes.append("in time on the generous reading only")
    if outcome.provisional:
        notes.append("provisional: one analyst")
    return "; ".join(notes)


def say_strength(prediction: Prediction) -> str:
    """Return "asserted forecast", "wished intention, on a condition" and the like."""
    words = f"{Strength(prediction.strength).label} {Kind(prediction.kind).label}".lower()
    return f"{words}, on a condition" if prediction.condition else words


def say_deadline(prediction: Prediction) -> str:
    """Return the deadline in a few words: the days of both readings where there are two."""
    strict, generous = prediction.strict_end, prediction.generous_end
    if strict is None or generous is None:
        opens = prediction.window_start
        return f"no deadline; not before {say_day(opens)}" if opens else "no deadline"
    if strict == generous:
        return say_day(generous)
    return f"{say_day(strict)} or {say_day(generous)}"
