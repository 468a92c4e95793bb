"""Counts that stay fast: up to a limit they are exact, beyond it they say so."""

from typing import Any

from django.db.models import QuerySet

LIMIT = 10_000


def say_count(number: int) -> str:
    """Return "1,204", or "10,000+" where the counting stopped."""
    return f"{LIMIT:,}+" if number > LIMIT else f"{number:,}"


def capped(rows: QuerySet[Any]) -> str:
    """Count `rows` up to LIMIT, and say how many there are.

    In the order that they come in: one that an index has keeps the engine from reading a
    large table to find the few that match.
    """
    return say_count(rows[: LIMIT + 1].count())
