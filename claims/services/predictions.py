"""Recording a prediction, and editing what is recorded."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from claims.choices import (
    AppearanceKind,
    EventKind,
    Kind,
    LookReason,
    ReviewState,
    Shape,
    Status,
    Strength,
)
from claims.errors import (
    DeadlineNeedsReason,
    PredictionChanged,
    ReviewInProgress,
    SpeakerBelongsElsewhere,
)
from claims.models import (
    Appearance,
    Article,
    ArticleText,
    Milestone,
    Prediction,
    Speaker,
    Topic,
    User,
    first_appearance,
)
from claims.rules import clock
from claims.rules.deadlines import Deadline
from claims.rules.quotes import Place
from claims.rules.workflow import Step, next_status
from claims.services import articles, history, schedule
from claims.services.locking import (
    lock_article,
    lock_articles_of,
    lock_prediction,
    lock_speaker,
    unless_stored_meanwhile,
)

CRITERIA = ("true_if", "false_if", "void_if", "resolution_source")


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a prediction says and by what it is judged; the deadline stands apart."""

    statement: str
    kind: Kind = Kind.FORECAST
    strength: Strength = Strength.ASSERTED
    shape: Shape = Shape.OCCURS
    condition: str = ""
    hedge: str = ""
    true_if: str = ""
    false_if: str = ""
    void_if: str = ""
    resolution_source: str = ""
    review_every: int = settings.REVIEW_EVERY_DAYS


def timezone_for(*, own: str, milestone: Milestone | None, article: Article) -> str:
    """Return the deadline's zone: its own, else the milestone's, else the outlet's, else UTC."""
    if own.strip():
        return own.strip()
    if milestone is not None:
        return milestone.timezone
    return article.outlet.timezone or "UTC"


@transaction.atomic
def record_prediction(
    *,
    article: Article,
    quote: str,
    speaker: Speaker,
    content: Content,
    deadline: Deadline,
    by: User | None,
    now: datetime,
    milestone: Milestone | None = None,
    topics: Iterable[Topic] = (),
    revises: Prediction | None = None,
    start: int | None = None,
    external_id: str | None = None,
) -> Prediction:
    """Record a draft with its first appearance; the quote is found in the article's text.

    `start` (code points) chooses where the quote stands more than once. Raises QuoteNotFound,
    QuoteAmbiguous, SpeakerBelongsElsewhere, NaiveDatetime, StoredMeanwhile (somebody has just
    recorded this `external_id`) and ValidationError by field.
    """
    now = clock.require_aware(now)
    speaker, article = lock_speaker(speaker.pk), lock_article(article.pk)
    _check_speaker(speaker, article)
    place = articles.find_place(article=article, quote=quote, start=start)
    prediction = Prediction(
        external_id=external_id,
        speaker=speaker,
        revises=revises,
        recorded_at=now,
        criteria_fixed_at=now,
        created_at=now,
        updated_at=now,
        **asdict(content),
    )
    prediction.set_deadline(deadline, milestone)
    prediction.index_words([quote])
    prediction.full_clean()
    with unless_stored_meanwhile():
        prediction.save()
    prediction.topics.set(topics)
    _appear(prediction, article, quote, AppearanceKind.FIRST, place, now)
    history.append(prediction=prediction, kind=EventKind.RECORDED, by=by, now=now)
    return prediction


@transaction.atomic
def add_appearance(
    *,
    prediction: Prediction,
    article: Article,
    quote: str,
    kind: AppearanceKind,
    by: User | None,
    now: datetime,
    start: int | None = None,
) -> Appearance:
    """Record one more place in which the same prediction was published.

    Raises QuoteNotFound, QuoteAmbiguous and ValidationError (a second `first` is one, the same
    quote again another).
    """
    now = clock.require_aware(now)
    article = lock_article(article.pk)
    prediction = lock_prediction(prediction.pk)
    place = articles.find_place(article=article, quote=quote, start=start)
    appearance = _appear(prediction, article, quote, kind, place, now)
    _reindex(prediction, now)
    history.append(
        prediction=prediction,
        kind=EventKind.EDITED,
        by=by,
        now=now,
        data={"appearance": appearance.pk},
    )
    return appearance


@transaction.atomic
def edit_prediction(
    *,
    prediction: Prediction,
    content: Content,
    speaker: Speaker,
    by: User | None,
    now: datetime,
    topics: Iterable[Topic] | None = None,
    deadline: Deadline | None = None,
    milestone: Milestone | None = None,
    revises: Prediction | None = None,
    quote: str | None = None,
    start: int | None = None,
    seen: datetime | None = None,
) -> Prediction:
    """Change what is recorded; criteria that change are dated anew.

    `topics`, `deadline` and `quote` that are None stay as they are (`milestone` goes with the
    deadline); `revises` None says that it revises nothing. `seen` is the `updated_at` that the
    editor read: another one means that somebody was faster. The deadline can be changed here
    in a draft alone.

    Raises PredictionChanged, TransitionNotAllowed, ReviewInProgress, DeadlineNeedsReason,
    CriteriaMissing, QuoteNotFound, QuoteAmbiguous, SpeakerBelongsElsewhere, ValidationError.
    """
    now = clock.require_aware(now)
    speaker = lock_speaker(speaker.pk)
    if quote is not None:
        lock_articles_of(prediction.pk)
    prediction = lock_prediction(prediction.pk)
    if seen is not None and prediction.updated_at != seen:
        raise PredictionChanged
    next_status(Status(prediction.status), Step.EDIT)
    _refuse_while_proposed(prediction)
    before = _snapshot(prediction)
    for name, value in asdict(content).items():
        setattr(prediction, name, value)
    _check_revises(prediction, revises)
    prediction.speaker, prediction.revises = speaker, revises
    if deadline is not None:
        _edit_draft_deadline(prediction, deadline, milestone)
    _check_edited(prediction)
    _edit_quote(prediction, quote, start, now)
    _reschedule_periodic(prediction, before, now)
    if topics is not None:
        prediction.topics.set(topics)
    return _save_edited(prediction, before, by, now)


def _check_speaker(speaker: Speaker, article: Article) -> None:
    if speaker.article_id is not None and speaker.article_id != article.pk:
        raise SpeakerBelongsElsewhere


def _check_revises(prediction: Prediction, revises: Prediction | None) -> None:
    """A chain of revisions begins somewhere. Raises ValidationError where it would be a ring."""
    chain: set[int] = set()
    while revises is not None and revises.pk not in chain:
        if revises.pk == prediction.pk:
            raise ValidationError({"revises": "That one revises this prediction itself."})
        chain.add(revises.pk)
        revises = revises.revises


def _appear(
    prediction: Prediction,
    article: Article,
    quote: str,
    kind: AppearanceKind,
    found: tuple[ArticleText | None, Place | None],
    now: datetime,
) -> Appearance:
    text, place = found
    appearance = Appearance(
        prediction=prediction,
        article=article,
        kind=kind,
        quote=quote,
        created_at=now,
        updated_at=now,
    )
    articles.put_in_place(appearance, text, place)
    appearance.full_clean()
    if place is None and prediction.appearances.filter(article=article, quote=quote).exists():
        raise ValidationError({"quote": "This quote from this article is recorded already."})
    appearance.save()
    return appearance


def _reindex(prediction: Prediction, now: datetime) -> None:
    prediction.index_words([appearance.quote for appearance in prediction.appearances.all()])
    prediction.updated_at = now
    prediction.save(update_fields=["search", "updated_at"])


def _refuse_while_proposed(prediction: Prediction) -> None:
    """What a proposal was judged by must not move under it."""
    if prediction.reviews.filter(state=ReviewState.PROPOSED).exists():
        raise ReviewInProgress


def _edit_draft_deadline(
    prediction: Prediction, deadline: Deadline, milestone: Milestone | None
) -> None:
    same = deadline == prediction.deadline and milestone == prediction.milestone
    if same:
        return
    if prediction.status != Status.DRAFT:
        raise DeadlineNeedsReason
    prediction.set_deadline(deadline, milestone)


def _check_edited(prediction: Prediction) -> None:
    appearance = first_appearance(prediction)
    if appearance is not None:
        _check_speaker(prediction.speaker, appearance.article)
    if prediction.status != Status.DRAFT:
        schedule.require_criteria(prediction)
    prediction.full_clean()


def _edit_quote(
    prediction: Prediction, quote: str | None, start: int | None, now: datetime
) -> None:
    """Put the first appearance's quote right; it is looked for in the newest text."""
    appearance = first_appearance(prediction)
    if quote is None or appearance is None:
        return
    if quote == appearance.quote and start in (None, appearance.start):
        return
    text, place = articles.find_place(article=appearance.article, quote=quote, start=start)
    appearance.quote, appearance.updated_at = quote, now
    articles.put_in_place(appearance, text, place)
    appearance.full_clean()
    appearance.save()


def _reschedule_periodic(prediction: Prediction, before: dict[str, Any], now: datetime) -> None:
    """A new rhythm counts at once, where the rhythm is what the next look hangs on.

    A look that has come already stays: what is due for review doesn't become open by an edit.
    """
    periodic = prediction.next_review_reason == LookReason.PERIODIC
    to_come = prediction.effective_status(now) == Status.OPEN
    if periodic and to_come and prediction.review_every != before["review_every"]:
        look = schedule.at_new_rhythm(prediction, before["review_every"])
        prediction.next_review_at, prediction.next_review_reason = look.at, look.reason


def _snapshot(prediction: Prediction) -> dict[str, Any]:
    """Return what an edit may change, as the history will name it."""
    fields = ("statement", "kind", "strength", "shape", "condition", "hedge", *CRITERIA)
    appearance = first_appearance(prediction)
    return {
        **{field: getattr(prediction, field) for field in fields},
        "review_every": prediction.review_every,
        "speaker": prediction.speaker_id,
        "revises": prediction.revises_id,
        "topics": sorted(prediction.topics.values_list("pk", flat=True)),
        "quote": appearance.quote if appearance else "",
        "start": appearance.start if appearance else None,
        **schedule.deadline_columns(prediction),
    }


def _save_edited(
    prediction: Prediction, before: dict[str, Any], by: User | None, now: datetime
) -> Prediction:
    changed = history.changes(before, _snapshot(prediction))
    if not changed:
        return prediction
    if not changed.keys().isdisjoint(CRITERIA):
        prediction.criteria_fixed_at = max(now, prediction.criteria_fixed_at)
    prediction.updated_at = now
    prediction.index_words([appearance.quote for appearance in prediction.appearances.all()])
    prediction.save()
    history.append(
        prediction=prediction, kind=EventKind.EDITED, by=by, now=now, data={"changed": changed}
    )
    return prediction
