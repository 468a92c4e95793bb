"""Follow-up reviews: the sweep that opens them, and who has them.

The database is the record; a Celery message only wakes the sweep up. Run twice, in ten
workers at once or after a month of downtime, it flags each prediction once per look.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from claims.choices import ClosedAs, EventKind, FlaggedVia, LookReason, ReviewState, Role, Status
from claims.errors import InvalidDeferral, PredictionChanged, ReviewAlreadyOpen
from claims.models import Event, Heartbeat, Prediction, Review, User
from claims.rules import clock
from claims.rules.deadlines import Look
from claims.rules.workflow import Step, next_status
from claims.services import history, schedule
from claims.services.locking import (
    lock_prediction,
    lock_review,
    move_prediction,
    move_review,
    require_step,
)

log = logging.getLogger(__name__)
SWEEP = "flag_due"


class Row(NamedTuple):
    """What the sweep needs to know of one prediction."""

    id: int
    next_review_at: datetime
    next_review_reason: str


@dataclass
class SweepReport:
    """What a sweep did: how many it flagged, and the ids that the database refused."""

    flagged: int = 0
    refused: list[int] = field(default_factory=list)


def flag_due(
    *,
    now: datetime,
    via: FlaggedVia,
    until: datetime | None = None,
    batch_size: int | None = None,
    on_batch: Callable[[int], None] | None = None,
) -> SweepReport:
    """Flag every open prediction whose look has come: status, review and event together.

    One durable transaction a batch, ordered by look, so a kill loses at most the batch at
    work and the next sweep finds it again. Rows that another sweep holds are passed over.
    `until` leaves later looks alone; what is written bears the time at which it was written,
    `now`, all the same. `on_batch` is told how many each batch flagged (0 once where nothing
    is due).
    """
    now = clock.require_aware(now)
    until = now if until is None else min(now, clock.require_aware(until))
    size = batch_size or settings.SWEEP_BATCH_SIZE
    report = SweepReport()
    after: Row | None = None
    while True:
        rows, flagged = _flag_batch(now, via, partial(_next_rows, until, size, after), report)
        if on_batch is not None and (rows or after is None):
            on_batch(flagged)
        if len(rows) < size:
            return report
        after = rows[-1]


def _flag_batch(
    now: datetime, via: FlaggedVia, next_rows: Callable[[], list[Row]], report: SweepReport
) -> tuple[list[Row], int]:
    """Flag the next batch; where the database refuses it, row by row, without the bad ones."""
    rows: list[Row] = []
    try:
        with transaction.atomic(durable=True):
            rows = next_rows()
            _flag(rows, now, via)
        flagged = len(rows)
    except (IntegrityError, PredictionChanged):
        flagged = sum(_flag_alone(row, now, via, report) for row in rows)
    report.flagged += flagged
    return rows, flagged


def _next_rows(until: datetime, size: int, after: Row | None) -> list[Row]:
    """Lock and return the next rows, oldest look first; skips what others hold."""
    waiting = Prediction.objects.flaggable(until)
    if after is not None:
        # Spelt so that the index on (next_review_at, id) is entered at that place.
        waiting = waiting.filter(next_review_at__gte=after.next_review_at).exclude(
            Q(next_review_at=after.next_review_at, id__lte=after.id)
        )
    locked = waiting.order_by("next_review_at", "id").select_for_update(
        skip_locked=True, of=("self",), no_key=True
    )
    found = locked.values_list("id", "next_review_at", "next_review_reason")[:size]
    return [Row(pk, at, reason) for pk, at, reason in found if at is not None]


def _flag(rows: list[Row], now: datetime, via: FlaggedVia) -> None:
    """Write status, review and event of `rows`, inside the caller's transaction.

    Raises PredictionChanged where one of them is no longer open and due, and IntegrityError
    where the database refuses one.
    """
    if not rows:
        return
    guarded = Prediction.objects.flaggable(now).filter(pk__in=[row.id for row in rows])
    status = next_status(Status.OPEN, Step.FLAG)
    if guarded.update(status=status, updated_at=now) != len(rows):
        raise PredictionChanged
    Review.objects.bulk_create([_review(row, now) for row in rows])
    Event.objects.bulk_create([_flagged_event(row, now, via) for row in rows])


def _flag_alone(row: Row, now: datetime, via: FlaggedVia, report: SweepReport) -> bool:
    try:
        with transaction.atomic(durable=True):
            _flag([row], now, via)
    except PredictionChanged:
        return False  # somebody else dealt with it meanwhile
    except IntegrityError:
        log.exception("prediction %s could not be flagged; the others were", row.id)
        report.refused.append(row.id)
        return False
    return True


def _review(row: Row, now: datetime) -> Review:
    return Review(
        prediction_id=row.id,
        state=ReviewState.WAITING,
        reason=row.next_review_reason,
        look_at=row.next_review_at,
        opened_at=now,
        created_at=now,
        updated_at=now,
    )


def _flagged_event(row: Row, now: datetime, via: FlaggedVia) -> Event:
    return Event(
        prediction_id=row.id,
        kind=EventKind.FLAGGED,
        at=now,
        role=Role.SYSTEM,
        data={
            "via": via,
            "reason": row.next_review_reason,
            "look_at": row.next_review_at.isoformat(),
        },
    )


def beat(*, now: datetime, flagged: int) -> None:
    """Leave the worker's sign of life. One statement, outside any batch's transaction."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=SWEEP, at=clock.require_aware(now), flagged=flagged)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "flagged"],
    )


@transaction.atomic
def open_review(*, prediction: Prediction, by: User | None, now: datetime) -> Review:
    """Open the review of an open prediction now, before its look or before the sweep.

    Raises ReviewAlreadyOpen and TransitionNotAllowed.
    """
    now = clock.require_aware(now)
    prediction = lock_prediction(prediction.pk)
    if prediction.status == Status.DUE:
        raise ReviewAlreadyOpen
    next_status(Status(prediction.status), Step.FLAG)
    look = _look_by_hand(prediction, now)
    move_prediction(prediction, Step.FLAG, now, **schedule.watch(look))
    review = _review(Row(prediction.pk, look.at, look.reason), now)
    review.prediction = prediction
    review.save()
    history.append(
        prediction=prediction,
        kind=EventKind.FLAGGED,
        by=by,
        now=now,
        data={"via": FlaggedVia.HAND, "reason": look.reason, "look_at": look.at},
    )
    return review


def _look_by_hand(prediction: Prediction, now: datetime) -> Look:
    """A look that has come keeps its instant and reason; one that hasn't is replaced by now."""
    at = prediction.next_review_at
    if at is not None and at <= now:
        return Look(at, LookReason(prediction.next_review_reason))
    return Look(now, LookReason.BY_HAND)


@transaction.atomic
def take(*, review: Review, by: User, now: datetime) -> Review:
    """Make the review `by`'s own; taking it twice changes nothing.

    Raises ReviewAlreadyTaken, ReviewAlreadyProposed, ReviewClosed.
    """
    now = clock.require_aware(now)
    review = lock_review(review.pk)
    if review.state == ReviewState.TAKEN and review.taken_by_id == by.pk:
        return review
    to = require_step(review, Step.TAKE, by)
    move_review(review, to, now, taken_by=by, taken_at=now)
    history.append(prediction=review.prediction, kind=EventKind.TAKEN, by=by, now=now)
    return review


@transaction.atomic
def release(*, review: Review, by: User, now: datetime) -> Review:
    """Give a taken review back to the queue. Raises ReviewAlreadyTaken, ReviewClosed."""
    now = clock.require_aware(now)
    review = lock_review(review.pk)
    to = require_step(review, Step.RELEASE, by)
    move_review(review, to, now, taken_by=None, taken_at=None)
    history.append(prediction=review.prediction, kind=EventKind.RELEASED, by=by, now=now)
    return review


@transaction.atomic
def defer(
    *, review: Review, by: User | None, now: datetime, until: date | None = None, note: str = ""
) -> Review:
    """ "Not yet": close the review and look again, at the next computed look or on `until`.

    `until` is a day in the deadline's time zone; the look comes when it begins.
    Raises InvalidDeferral, ReviewAlreadyTaken, ReviewInProgress, ReviewClosed.
    """
    now = clock.require_aware(now)
    review = lock_review(review.pk)
    to = require_step(review, Step.DEFER, by)
    prediction = review.prediction
    look = _deferred_look(prediction, until, now)
    move_review(
        review,
        to,
        now,
        closed_at=now,
        closed_by=by,
        closed_as=ClosedAs.DEFERRED,
        deferred_until=look.at,
    )
    move_prediction(prediction, Step.DEFER, now, **schedule.watch(look))
    history.append(
        prediction=prediction,
        kind=EventKind.DEFERRED,
        by=by,
        now=now,
        data={"until": look.at, "note": note.strip()},
    )
    return review


def _deferred_look(prediction: Prediction, until: date | None, now: datetime) -> Look:
    if until is None:
        return schedule.next_look(prediction, now)
    try:
        at = clock.start_of_day(until, prediction.timezone)
    except OverflowError:
        raise InvalidDeferral(f"{until} lies too far away.") from None
    if at <= now:
        raise InvalidDeferral
    return Look(at, LookReason.DEFERRED)
