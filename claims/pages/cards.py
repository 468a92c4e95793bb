"""What a list shows of each row, worked out before the template: no query and no clock there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from claims.choices import DeadlineSource, Kind, SpeakerKind, Strength, Timeliness, Verdict
from claims.models import Appearance, Article, Outcome, Prediction, Speaker, first_appearance
from claims.pages.moments import say_day
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
    standing: str
    speaker: Speaker
    speaker_kind: str
    strength: str
    deadline: str
    article: Article | None
    article_day: str
    in_outlet: str
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
    appearance = first_appearance(prediction)
    outcome = prediction.current_outcome
    return PredictionCard(
        pk=prediction.pk,
        statement=prediction.statement,
        quote=Truncator(appearance.quote).chars(QUOTE_IN_LIST) if appearance else "",
        badge=badge_of(prediction, now),
        standing=outcome_note(outcome) if outcome else say_status(prediction, now),
        speaker=prediction.speaker,
        speaker_kind=SPEAKER[SpeakerKind(prediction.speaker.kind)],
        strength=say_strength(prediction),
        deadline=say_deadline(prediction),
        article=appearance.article if appearance else None,
        article_day=say_day(appearance.article.published_on) if appearance else "",
        in_outlet=_in_outlet(prediction.speaker, appearance),
        recorded_late=any(
            found in (Hindsight.RECORDED_AFTER_DEADLINE, Hindsight.RECORDED_AFTER_EVENT)
            for found in prediction.hindsight
        ),
    )


def _in_outlet(speaker: Speaker, appearance: Appearance | None) -> str:
    """Return who published it; "" where that is the speaker, as with an article's own voice."""
    name = appearance.article.outlet.name if appearance else ""
    return "" if name.casefold() == speaker.name.casefold() else name


def outcome_note(outcome: Outcome) -> str:
    """Return the sentence that has to stand beside the verdict's word, or ""."""
    notes = []
    if outcome.void_reason:
        notes.append(say_verdict(outcome).partition(": ")[2])
    if outcome.happened_late:
        notes.append("happened late")
    elif outcome.timeliness == Timeliness.GENEROUS_ONLY:
        notes.append("in time on the generous reading only")
    if outcome.provisional:
        notes.append("provisional: one analyst")
    said = "; ".join(notes)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def say_strength(prediction: Prediction) -> str:
    """Return "asserted forecast", "wished intention, on a condition" and the like."""
    words = f"{Strength(prediction.strength).label} {Kind(prediction.kind).label}".lower()
    return f"{words}, on a condition" if prediction.condition else words


def say_deadline(prediction: Prediction) -> str:
    """Return the deadline in a few words: the last days of both readings where there are two."""
    strict, generous = prediction.strict_end, prediction.generous_end
    if strict is None or generous is None:
        opens = prediction.window_start
        return f"No deadline; not before {say_day(opens)}" if opens else "No deadline"
    ours = " (our horizon)" if prediction.deadline_source == DeadlineSource.ANALYST else ""
    if strict == generous:
        return f"Deadline {say_day(generous)}{ours}"
    return f"Deadline {say_day(strict)} or {say_day(generous)}{ours}"
