"""Locks and guarded writes: how services keep two hands from writing over each other.

Whoever changes a prediction, its reviews or their evidence locks the prediction's row first
and reads it again under the lock. On SQLite each transaction is IMMEDIATE, so it is the lock.
"""

from datetime import datetime
from typing import Any

from claims.choices import ReviewState, Status
from claims.errors import (
    PredictionChanged,
    ReviewAlreadyProposed,
    ReviewAlreadyTaken,
    ReviewClosed,
    ReviewInProgress,
    ReviewNotTaken,
)
from claims.models import Prediction, Review, User
from claims.rules.workflow import Step, next_review_state, next_status

HOLDERS_STEPS = frozenset({Step.TAKE, Step.DEFER, Step.PROPOSE, Step.RESOLVE, Step.RELEASE})
WORK_STEPS = frozenset({Step.TAKE, Step.PROPOSE, Step.RESOLVE, Step.RELEASE})


def lock_prediction(pk: int) -> Prediction:
    """Return the prediction as it is now, locked until the transaction ends.

    Raises Prediction.DoesNotExist, and TransactionManagementError outside a transaction.
    """
    return (
        Prediction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("speaker")
        .get(pk=pk)
    )


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
