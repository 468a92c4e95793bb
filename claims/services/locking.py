"""Locks and guarded writes: how services keep two hands from writing over each other.

Whoever changes a prediction, its reviews or their evidence locks the prediction's row first
and reads it again under the lock. Who reads or writes quotes locks their article before, who
copies a speaker's name into the search column the speaker before that: always in the order
speaker, article, prediction (by rising id), so that two can't wait for each other. On SQLite
each transaction is IMMEDIATE, so it is the lock.

No query that locks joins another table. PostgreSQL, when it has waited for a row, looks at the
row's new version beside the old one of what was joined: a prediction that has another speaker
by then would be no result at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import sleep
from typing import Any

from django.db import IntegrityError, connection

from claims.choices import ReviewState, Status
from claims.errors import (
    PredictionChanged,
    ReviewAlreadyProposed,
    ReviewAlreadyTaken,
    ReviewClosed,
    ReviewInProgress,
    ReviewNotTaken,
    StoredMeanwhile,
)
from claims.models import Appearance, Article, Prediction, Review, Speaker, User
from claims.rules.workflow import Step, next_review_state, next_status

HOLDERS_STEPS = frozenset({Step.TAKE, Step.DEFER, Step.PROPOSE, Step.RESOLVE, Step.RELEASE})
# SQLite's waiters don't queue: they ask again, in the end every 0.1 s, and whoever writes batch
# after batch would keep them out for as long as that takes.
GIVE_WAY_SECONDS = 0.12
WORK_STEPS = frozenset({Step.TAKE, Step.PROPOSE, Step.RESOLVE, Step.RELEASE})


@contextmanager
def unless_stored_meanwhile() -> Iterator[None]:
    """Turn the IntegrityError of rows that were checked before into StoredMeanwhile.

    What `full_clean` has passed and the database refuses is what another transaction has
    stored in between.
    """
    try:
        yield
    except IntegrityError as error:
        raise StoredMeanwhile from error


def lock_speaker(pk: int) -> Speaker:
    """Return the speaker as it is now; it can't be renamed until the transaction ends."""
    return Speaker.objects.select_for_update(no_key=True).get(pk=pk)


def lock_article(pk: int) -> Article:
    """Return the article as it is now; it gets no new text until the transaction ends."""
    return Article.objects.select_for_update(no_key=True).get(pk=pk)


def lock_articles_of(prediction_id: int) -> None:
    """Lock the articles in which the prediction appears, for who will look for its quote."""
    quoted = Appearance.objects.filter(prediction=prediction_id)
    pks = list(quoted.values_list("article_id", flat=True))
    list(Article.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def lock_predictions(pks: list[int]) -> list[Prediction]:
    """Return those predictions as they are now, locked, by rising id."""
    locked = Prediction.objects.select_for_update(no_key=True).filter(pk__in=pks)
    return list(locked.prefetch_related("speaker").order_by("pk"))


def lock_prediction(pk: int) -> Prediction:
    """Return the prediction as it is now, locked until the transaction ends.

    Raises Prediction.DoesNotExist, and TransactionManagementError outside a transaction.
    """
    return Prediction.objects.select_for_update(no_key=True).get(pk=pk)


def lock_review(pk: int) -> Review:
    """Return the review as it is now, with its prediction locked."""
    prediction_id = Review.objects.values_list("prediction_id", flat=True).get(pk=pk)
    prediction = lock_prediction(prediction_id)
    review = Review.objects.get(pk=pk)
    review.prediction = prediction
    return review


def require_step(review: Review, step: Step, by: User | None) -> ReviewState:
    """Return the state that `step` leads to, or raise the error that says who was faster.

    Raises ReviewClosed, ReviewInProgress, ReviewAlreadyProposed, ReviewNotTaken,
    ReviewAlreadyTaken, TransitionNotAllowed.
    """
    state = ReviewState(review.state)
    if state == ReviewState.CLOSED:
        raise ReviewClosed
    if state == ReviewState.PROPOSED and step in WORK_STEPS:
        raise ReviewAlreadyProposed
    if state == ReviewState.PROPOSED and step not in (Step.CONFIRM, Step.SEND_BACK):
        raise ReviewInProgress
    if state == ReviewState.WAITING and step in (Step.PROPOSE, Step.RESOLVE):
        raise ReviewNotTaken
    held_by_another = by is None or review.taken_by_id != by.pk
    if state == ReviewState.TAKEN and step in HOLDERS_STEPS and held_by_another:
        raise ReviewAlreadyTaken
    return next_review_state(state, step)


def move_review(review: Review, to: ReviewState, now: datetime, **values: Any) -> None:
    """Write the review's new state where it still has the old one. Raises ReviewClosed."""
    guarded = Review.objects.filter(pk=review.pk, state=review.state)
    if not guarded.update(state=to, updated_at=now, **values):
        raise ReviewClosed
    review.refresh_from_db(fields=["state", "updated_at", *values])


def move_prediction(prediction: Prediction, step: Step, now: datetime, **values: Any) -> None:
    """Write the prediction's new status where it still has the old one.

    Raises TransitionNotAllowed and PredictionChanged.
    """
    to = next_status(Status(prediction.status), step)
    guarded = Prediction.objects.filter(pk=prediction.pk, status=prediction.status)
    if not guarded.update(status=to, updated_at=now, **values):
        raise PredictionChanged
    prediction.refresh_from_db(fields=["status", "updated_at", *values])


def give_way() -> None:
    """Between two batches, let others write who wait for SQLite's one lock."""
    if connection.vendor == "sqlite":
        sleep(GIVE_WAY_SECONDS)
