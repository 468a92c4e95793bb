"""The analysts' face: Django's admin, with every change going through a service."""

from claims.admin import (
    articles,
    events,
    milestones,
    outcomes,
    outlets,
    predictions,
    reviews,
    speakers,
    tokens,
    topics,
    users,
)

__all__ = [
    "articles",
    "events",
    "milestones",
    "outcomes",
    "outlets",
    "predictions",
    "reviews",
    "speakers",
    "tokens",
    "topics",
    "users",
]
