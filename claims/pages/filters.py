"""The filters of the list of predictions: what an address asks for, checked, and said back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict

from claims.choices import Choice, Kind, Status, Strength, Verdict
from claims.models import Article, Outlet, Speaker, Topic
from claims.models.keyset import Ordering
from claims.models.prediction import PredictionQuerySet
from claims.pages.listing import PLACE, Order
from claims.pages.moments import say_day
from claims.rules.cursors import MAX_ID
from claims.rules.deadlines import LAST_DAY

# A select with more than this is no help; the others are reached from their own pages.
CHOICES_IN_A_SELECT = 200

NEWEST = Order("newest", "Newest first", Ordering("-id"))
# `narrow` leaves out what has no look to come: nobody waits for it.
LOOK = Order(
    "look",
    "Longest due, or soonest due, first",
    Ordering("next_review_at"),
    note="Only what is open or due stands in this order.",
)
DEADLINE = Order(
    "deadline",
    "Earliest deadline first",
    Ordering("due_at", nullable=True),
    note="What has no deadline comes last.",
)
ORDERS = {order.name: order for order in (NEWEST, LOOK, DEADLINE)}

Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True)
class Chip:
    """One active filter, and the query string of the list without it."""

    label: str
    value: str
    without: str


def words(choices: type[Choice], any_word: str) -> list[tuple[str, str]]:
    return [("", any_word), *choices.pairs()]


def id_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=1, max_value=MAX_ID, label=label, widget=forms.HiddenInput
    )


class DayInput(forms.DateInput):
    """A day picker; what is no day leaves it empty, since browsers refuse to show it."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        text = super().format_value(value)
        try:
            return date.fromisoformat(text or "").isoformat()
        except ValueError:
            return None


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2025-01-31."},
    )


class PredictionFilter(forms.Form):
    """The filters as a GET form. `narrow` applies them; errors name the field."""

    use_required_attribute = False

    q = forms.CharField(
        required=False,
        max_length=200,
        label="Words",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    status = forms.ChoiceField(required=False, label="Status")
    verdict = forms.ChoiceField(
        required=False, label="Verdict", choices=words(Verdict, "Any verdict")
    )
    kind = forms.ChoiceField(required=False, label="Kind", choices=words(Kind, "Any kind"))
    strength = forms.ChoiceField(
        required=False, label="Strength", choices=words(Strength, "Any strength")
    )
    topic = forms.CharField(required=False, max_length=100, label="Topic", widget=forms.Select)
    outlet = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_ID,
        label="Outlet",
        widget=forms.Select,
        error_messages={"invalid": "An outlet is given by its number."},
    )
    due_after = day_field("Deadline from")
    due_before = day_field("Deadline to")
    order = forms.ChoiceField(
        required=False,
        label="Order",
        choices=[("", "As suits the status"), *((o.name, o.label) for o in ORDERS.values())],
    )
    speaker = id_field("Speaker")
    article = id_field("Article")

    def __init__(self, data: QueryDict, *, may_see_drafts: bool) -> None:
        super().__init__(data)
        hidden = set() if may_see_drafts else {Status.DRAFT.value}
        pairs = [pair for pair in words(Status, "Any status") if pair[0] not in hidden]
        self.fields["status"].choices = pairs  # type: ignore[attr-defined]
        self.query = data
        self.found: dict[str, Any] = {}

    def offer_choices(self) -> None:
        """Fill the selects of topics and outlets: two queries, for the page alone."""
        topics = Topic.objects.values_list("slug", "name")[:CHOICES_IN_A_SELECT]
        outlets = Outlet.objects.values_list("pk", "name")[:CHOICES_IN_A_SELECT]
        self._offer("topic", "Any topic", topics, "slug")
        self._offer("outlet", "Any outlet", outlets, "pk")

    def _offer(self, field: str, any_word: str, pairs: Iterable[tuple[Any, str]], key: str) -> None:
        offered = list(pairs)
        chosen = self.found.get(field)
        if chosen is not None and getattr(chosen, key) not in dict(offered):
            offered.append((getattr(chosen, key), chosen.name))
        self.fields[field].widget.choices = [("", any_word), *offered]

    def clean_topic(self) -> Topic | None:
        slug = self.cleaned_data["topic"]
        return self._find("topic", slug, Topic.objects.filter(slug=slug))

    def clean_outlet(self) -> Outlet | None:
        pk = self.cleaned_data["outlet"]
        return self._find("outlet", pk, Outlet.objects.filter(pk=pk))

    def clean_speaker(self) -> Speaker | None:
        pk = self.cleaned_data["speaker"]
        return self._find("speaker", pk, Speaker.objects.filter(pk=pk))

    def clean_article(self) -> Article | None:
        pk = self.cleaned_data["article"]
        return self._find("article", pk, Article.objects.filter(pk=pk))

    def _find(self, field: str, value: Any, rows: QuerySet[Found]) -> Found | None:
        if value in (None, ""):
            return None
        row = rows.first()
        if row is None:
            raise forms.ValidationError(f"There is no {field} “{value}”.")
        self.found[field] = row
        return row

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("due_after"), cleaned.get("due_before")
        if start and end and start > end:
            self.add_error("due_before", "This day lies before the first one.")
        return cleaned

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (label, sentence) for each value that can't be read."""
        return [
            (str(self.fields[name].label) if name in self.fields else "", str(error))
            for name, errors in self.errors.items()
            for error in errors
        ]

    @property
    def unfolded(self) -> bool:
        """Whether anything beyond words and status is asked for, rightly or wrongly."""
        return any(self.data.get(name) for name in self.fields if name not in ("q", "status"))

    @property
    def chosen_order(self) -> Order:
        """The order asked for; else oldest look first for what is watched, newest first else."""
        wanted = self.cleaned_data.get("order", "")
        if wanted in ORDERS:
            return ORDERS[wanted]
        watched = self.cleaned_data.get("status") in (Status.DUE, Status.OPEN)
        return LOOK if watched else NEWEST

    def narrow(self, rows: PredictionQuerySet, now: datetime) -> PredictionQuerySet:
        """Apply every filter, and the order's own. Call it on a valid form alone."""
        if self.chosen_order is LOOK:
            rows = rows.filter(next_review_at__isnull=False)
        for name, apply in APPLY.items():
            value = self.cleaned_data.get(name)
            if value:
                rows = apply(rows, value, now)
        return rows

    def chips(self) -> list[Chip]:
        """Return the active filters, each with the way to take it off."""
        chips = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value and name != "order":
                label = field.label or name
                chips.append(Chip(str(label), self._say(name, value), self._without(name)))
        return chips

    def _say(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return say_day(value)
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        return str(value)

    def _without(self, name: str) -> str:
        rest = self.query.copy()
        for gone in (name, PLACE):
            rest.pop(gone, None)
        for empty in [key for key, value in rest.items() if not value]:
            del rest[empty]
        return rest.urlencode()


def _due_from(rows: PredictionQuerySet, day: date, now: datetime) -> PredictionQuerySet:
    """The day is the deadline's own, in its own zone; `due_at` is the index that leads there."""
    return rows.filter(due_at__gte=_utc(day), generous_end__gte=day)


def _due_to(rows: PredictionQuerySet, day: date, now: datetime) -> PredictionQuerySet:
    # The latest zone ends a day 12 hours after UTC does, and a fold adds one more.
    latest = _utc(min(day, LAST_DAY)) + timedelta(days=2)
    return rows.filter(due_at__lte=latest, generous_end__lte=day)


def _utc(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _by_verdict(rows: PredictionQuerySet, verdict: str, now: datetime) -> PredictionQuerySet:
    # That it is resolved follows from the outcome; saying it lets the status index serve.
    return rows.filter(status=Status.RESOLVED, current_outcome__verdict=verdict)


Apply = Callable[[PredictionQuerySet, Any, datetime], PredictionQuerySet]
APPLY: dict[str, Apply] = {
    "q": lambda rows, value, now: rows.matching(value),
    "status": lambda rows, value, now: rows.in_status(Status(value), now),
    "verdict": _by_verdict,
    "kind": lambda rows, value, now: rows.filter(kind=value),
    "strength": lambda rows, value, now: rows.filter(strength=value),
    "topic": lambda rows, value, now: rows.filter(topics=value),
    "outlet": lambda rows, value, now: rows.from_outlet(value.pk),
    "speaker": lambda rows, value, now: rows.filter(speaker=value),
    "article": lambda rows, value, now: rows.in_article(value.pk),
    "due_after": _due_from,
    "due_before": _due_to,
}
