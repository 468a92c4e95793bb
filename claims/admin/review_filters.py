"""How the list of reviews is narrowed down: what is not closed comes first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.asked import person
from claims.admin.filters import WordFilter, autocomplete_filter
from claims.choices import LookReason, ReviewState
from claims.models import Prediction

Rows = QuerySet[Any]
ALL = "all"


class StateFilter(WordFilter):
    """Where the review stands; unless said otherwise, anywhere but closed."""

    title = "state"
    parameter_name = "state"
    all_label = "Not closed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*ReviewState.pairs(), (ALL, "All, closed too")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Rows:
        word = self.chosen()
        if word == ALL:
            return queryset
        return queryset.filter(state=word) if word else queryset.unclosed()


class HolderFilter(WordFilter):
    """Whose work it is."""

    title = "assignee"
    parameter_name = "holder"
    all_label = "Everyone's"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "Mine"), ("unassigned", "Unassigned"), ("others", "Somebody else's")]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        word = self.chosen()
        if word == "mine":
            return queryset.filter(taken_by=person(request))
        if word == "unassigned":
            return queryset.filter(taken_by__isnull=True)
        if word == "others":
            return queryset.filter(taken_by__isnull=False).exclude(taken_by=person(request))
        return queryset


class ReasonFilter(WordFilter):
    """Why it was flagged."""

    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return LookReason.pairs()

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        word = self.chosen()
        return queryset.filter(reason=word) if word else queryset


REVIEW_FILTERS = (
    StateFilter,
    HolderFilter,
    ReasonFilter,
    autocomplete_filter(
        Prediction,
        "topics",
        title="topic",
        narrow=lambda reviews, topic: reviews.filter(prediction__topics=topic),
    ),
)
