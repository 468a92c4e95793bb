"""What Celery wakes. A task is one more face: it reads the clock and calls a service."""

from celery import shared_task
from django.utils import timezone

from claims.choices import FlaggedVia
from claims.services import reviews


@shared_task
def flag_due() -> None:
    """Flag what has fallen due, and leave a sign of life with each batch."""
    now = timezone.now()
    reviews.flag_due(now=now, via=FlaggedVia.CELERY, on_batch=beat)


def beat(flagged: int) -> None:
    """Write the heartbeat at the time it is written: a long catch-up is alive all along."""
    reviews.beat(now=timezone.now(), flagged=flagged)
