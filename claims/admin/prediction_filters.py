"""How the list of predictions is narrowed down."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.admin.asked import now_of, person
from claims.admin.days import DayInput
from claims.admin.filters import FormFilter, WordFilter, autocomplete_filter
from claims.choices import ReviewState, Status, Verdict
from claims.models import Appearance, Prediction, Review, User

Rows = QuerySet[Any]
SOON = timedelta(days=30)
# No time zone is further from UTC than this; `due_at` of a day lies that near to it.
FURTHEST = timedelta(days=2)


class StatusFilter(WordFilter):
    """The effective status: right before any sweep has run."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Status.pairs()

    def queryset(self, request: HttpRequest, queryset: Any) -> Rows:
        word = self.chosen()
        return queryset.in_status(Status(word), now_of(request)) if word else queryset


class DeadlineFilter(WordFilter):
    """Where the deadline's own end lies."""

    title = "deadline"
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("soon", "Due in 30 days"), ("passed", "Has passed"), ("none", "Has none")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Rows:
        now = now_of(request)
        wanted = {
            "soon": Q(due_at__gt=now, due_at__lte=now + SOON),
            "passed": Q(due_at__lte=now),
            "none": Q(due_at__isnull=True),
        }
        return queryset.filter(wanted.get(self.chosen(), Q()))


class DaysForm(forms.Form):
    """Two days, both inclusive; either may be left out."""

    due_from = forms.DateField(required=False, label="from", widget=DayInput())
    due_to = forms.DateField(required=False, label="to", widget=DayInput())


class LastDayFilter(FormFilter):
    """The last day of the generous reading, each in its own time zone."""

    title = "last day"
    template = "admin/claims/filter_form.html"
    names = ("due_from", "due_to")

    def form_class(self) -> type[forms.Form]:
        return DaysForm

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Compare the days; `due_at` beside them is what an index serves."""
        first, last = self.value("due_from"), self.value("due_to")
        if first is not None:
            queryset = queryset.filter(generous_end__gte=first, due_at__gte=near(first, -FURTHEST))
        if last is not None:
            queryset = queryset.filter(generous_end__lte=last, due_at__lte=near(last, FURTHEST))
        return queryset


def near(day: Any, offset: timedelta) -> datetime:
    """Return an instant surely on that side of `day`; its own midnight at the calendar's ends."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    try:
        return midnight + offset
    except OverflowError:
        return midnight


class AssigneeFilter(WordFilter):
    """Who has the review."""

    title = "assignee"
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if not request.user.has_perm("claims.view_review"):
            return []
        me = person(request)
        holders = User.objects.filter(reviews_taken__in=Review.objects.unclosed()).distinct()
        others = holders.exclude(pk=me.pk).order_by("username")[:100]
        names = [(str(user.pk), user.get_username()) for user in others]
        return [("me", "Me"), ("nobody", "Nobody yet"), *names]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        value = self.chosen()
        if not value:
            return queryset
        reviews = Review.objects.unclosed()
        if value == "nobody":
            reviews = reviews.filter(state=ReviewState.WAITING)
        else:
            holder = person(request).pk if value == "me" else int(value)
            reviews = reviews.filter(taken_by=holder)
        return queryset.filter(pk__in=reviews.values("prediction"))


class VerdictFilter(WordFilter):
    """The verdict that stands."""

    title = "verdict"
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Verdict.pairs()

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        word = self.chosen()
        if not word:
            return queryset
        return queryset.filter(status=Status.RESOLVED, current_outcome__verdict=word)


PREDICTION_FILTERS = (
    StatusFilter,
    DeadlineFilter,
    LastDayFilter,
    autocomplete_filter(Prediction, "speaker"),
    autocomplete_filter(Prediction, "topics", title="topic"),
    autocomplete_filter(
        Appearance,
        "article",
        narrow=lambda predictions, article: predictions.in_article(article.pk),
    ),
    AssigneeFilter,
    VerdictFilter,
)
