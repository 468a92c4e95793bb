"""What was found in an article, what of it is tracked, and why the rest is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, Max, Value, When

from claims.choices import ReadingState, RejectReason, SuggestionState
from claims.models.article_reading import ArticleReading
from claims.models.suggestion import Suggestion


@dataclass(frozen=True)
class Tally:
    """How many suggestions of an article stand where.

    `tracked` are published predictions; `preparing` are accepted and not published, their draft
    withdrawn or not; `rejected` counts by reason.
    """

    found: int = 0
    tracked: int = 0
    preparing: int = 0
    undecided: int = 0
    rejected: dict[RejectReason, int] = field(default_factory=dict)

    @property
    def turned_down(self) -> int:
        return sum(self.rejected.values())


def tally(article_id: int) -> Tally | None:
    """Return the tally of the newest text that has been read; None where none has. Two queries."""
    done = ArticleReading.objects.filter(text__article=article_id, state=ReadingState.READ)
    newest = done.aggregate(newest=Max("text__version"))["newest"]
    if newest is None:
        return None
    published = When(prediction__published_at__isnull=False, then=Value("tracked"))
    rows = (
        Suggestion.objects.filter(article=article_id, text__version=newest)
        .annotate(stands=Case(published, default=Value(""), output_field=CharField()))
        .values_list("state", "stands", "reason")
        .order_by()
        .annotate(number=Count("id"))
    )
    return _counted(list(rows))


def _counted(rows: list[tuple[str, str, str, int]]) -> Tally:
    def total(state: SuggestionState, stands: str) -> int:
        return sum(row[3] for row in rows if row[:2] == (state, stands))

    rejected = {
        RejectReason(reason): number
        for state, _, reason, number in rows
        if state == SuggestionState.REJECTED
    }
    return Tally(
        found=sum(row[3] for row in rows),
        tracked=total(SuggestionState.ACCEPTED, "tracked"),
        preparing=total(SuggestionState.ACCEPTED, ""),
        undecided=total(SuggestionState.OPEN, ""),
        rejected={reason: rejected[reason] for reason in RejectReason if reason in rejected},
    )
