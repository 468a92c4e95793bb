"""What waits for whom: the front page of the admin."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from claims.admin.counting import Counted, count
from claims.choices import ReviewState, Status
from claims.models import Prediction, Review, User

SHOWN = 10
COMING_DAYS = 30


@dataclass(frozen=True)
class Queue:
    """The lists of the front page, each with the number of all that it was cut from."""

    now: datetime
    mine: list[Review]
    mine_count: Counted
    proposed: list[Review]
    proposed_count: Counted
    waiting: list[Review]
    waiting_count: Counted
    unflagged_count: Counted
    drafts_count: Counted
    coming: list[Prediction]
    coming_count: Counted
    coming_days: int = COMING_DAYS


def queue_for(user: User, now: datetime) -> Queue | None:
    """Return `user`'s queue at `now`, or None where she may not see reviews.

    The number of queries is constant; each count stops at 10,000.
    """
    if not (user.has_perm("claims.view_review") and user.has_perm("claims.view_prediction")):
        return None
    unclosed = Review.objects.unclosed().for_list().in_queue_order()
    mine = unclosed.filter(state=ReviewState.TAKEN, taken_by=user)
    proposed = unclosed.filter(state=ReviewState.PROPOSED)
    waiting = unclosed.filter(state=ReviewState.WAITING)
    coming = Prediction.objects.coming(now, now + timedelta(days=COMING_DAYS))
    return Queue(
        now=now,
        mine=list(mine[:SHOWN]),
        mine_count=count(mine),
        proposed=list(proposed[:SHOWN]),
        proposed_count=count(proposed),
        waiting=list(waiting[:SHOWN]),
        waiting_count=count(waiting),
        unflagged_count=count(Prediction.objects.flaggable(now)),
        drafts_count=count(Prediction.objects.filter(status=Status.DRAFT)),
        coming=list(coming.select_related("speaker").order_by("next_review_at", "id")[:SHOWN]),
        coming_count=count(coming),
    )
