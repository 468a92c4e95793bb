"""Where a prediction stands, in few words: what a client asks again and again.

One query of one table and its outcome's verdict, however many are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from claims.api.items import Item, Reader
from claims.choices import Status
from claims.models.prediction import PredictionQuerySet

DAY = timedelta(days=1)
COLUMNS = (
    "id",
    "effective",
    "current_outcome__verdict",
    "due_at",
    "next_review_at",
    "updated_at",
)


def statuses(
    predictions: PredictionQuerySet, ids: Iterable[int], reader: Reader
) -> dict[int, Item]:
    """Return {id: status} of those of `ids` that are among `predictions`."""
    rows = predictions.filter(pk__in=list(ids)).with_effective_status(reader.now)
    return {row["id"]: _item(row, reader) for row in rows.order_by().values(*COLUMNS)}


def _item(row: dict[str, Any], reader: Reader) -> Item:
    """Return one status; `days_due` counts whole days of 24 hours since the look came."""
    due = row["effective"] == Status.DUE
    return {
        "id": row["id"],
        "url": reader.link(row["id"]),
        "status": row["effective"],
        "verdict": row["current_outcome__verdict"],
        "due_at": row["due_at"],
        "next_review_at": row["next_review_at"],
        "due_since": row["next_review_at"] if due else None,
        "days_due": max(0, (reader.now - row["next_review_at"]) // DAY) if due else None,
        "updated_at": row["updated_at"],
    }
