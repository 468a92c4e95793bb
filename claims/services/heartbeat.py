"""The sign of life that the worker leaves, so that somebody sees when the sweep has stopped."""

from datetime import datetime, timedelta

from django.db.models import Q

from claims.models import Heartbeat
from claims.rules import clock

SWEEP = "flag_due"
# Workers' clocks agree within this; a heartbeat further ahead is a mistake.
WRONG_CLOCK = timedelta(minutes=5)


def beat(*, now: datetime, flagged: int) -> None:
    """Leave the worker's sign of life. One statement a time, outside any batch's transaction.

    A worker that comes late, or whose clock lags, doesn't set it back; but one that lies far
    ahead was left by a wrong clock, and would hide for years that the sweep has stopped.
    """
    now = clock.require_aware(now)
    mine = Heartbeat.objects.filter(name=SWEEP)
    older = mine.filter(Q(at__lte=now) | Q(at__gt=now + WRONG_CLOCK))
    if older.update(at=now, flagged=flagged) or mine.exists():
        return
    first = Heartbeat(name=SWEEP, at=now, flagged=flagged)
    Heartbeat.objects.bulk_create([first], ignore_conflicts=True)
