"""Counts that stay fast: up to a limit they are exact, beyond it they say so."""

from typing import Any

from django.db.models import QuerySet

LIMIT = 10_000


def say_count(number: int) -> str:
    """Return "1,204", or "10,000+" where the counting stopped."""
    return f"{LIMIT:,}+" if number > LIMIT else f"{number:,}"


def capped(rows: QuerySet[Any]) -> str:
    """Count `rows` up to LIMIT, and say how many there are."""
    return say_count(rows.order_by()[: LIMIT + 1].count())
