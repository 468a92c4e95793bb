"""The filters of the lists. A name that no filter has, or a value it can't take, is a 400."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from claims.api.fields import NUMBER, IdField, InstantField, TopicsField, WordsField
from claims.api.pagination import KeysetPagination
from claims.choices import (
    Choice,
    Kind,
    ReviewState,
    SpeakerKind,
    Status,
    Strength,
    SuggestionOrigin,
    SuggestionState,
    Verdict,
)
from claims.models import Prediction
from claims.models.prediction import PredictionQuerySet
from claims.rules.cursors import MAX_ID

MAX_WORDS = 200
MAX_VALUES = 100
NAME_SHOWN = 100


class WordsFilter(django_filters.MultipleChoiceFilter):
    """One of the words, or any of several: `?kind=forecast&kind=intention`."""

    field_class = WordsField

    def __init__(self, words: type[Choice], *, help_text: str, **options: Any) -> None:
        repeat = " Repeat it to allow several."
        super().__init__(choices=words.pairs(), help_text=help_text + repeat, **options)
        # The field makes its own choices of the words; `choices` is what the schema reads.
        self.words = words

    @property
    def field(self) -> WordsField:
        return WordsField(words=self.words, required=False)

    def filter(self, queryset: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset


class TopicFilter(django_filters.MultipleChoiceFilter):
    field_class = TopicsField

    @property
    def field(self) -> TopicsField:
        return TopicsField(required=False)


class IdFilter(django_filters.Filter):
    field_class = IdField


class InstantFilter(django_filters.Filter):
    field_class = InstantField


def by_id(description: str, **options: Any) -> IdFilter:
    """Return a filter by the id of a row; an id that no row has finds nothing."""
    schema = {"type": "integer", "minimum": 0, "maximum": MAX_ID, "description": description}
    found: IdFilter = extend_schema_field(schema)(IdFilter(**options))
    return found


def by_instant(description: str, **options: Any) -> InstantFilter:
    """Return a filter by a day (its UTC midnight) or an instant with an offset."""
    shapes = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
    text = f"{description} A day (its midnight in UTC) or an instant with an offset."
    schema = {"anyOf": shapes, "description": text}
    found: InstantFilter = extend_schema_field(schema)(InstantFilter(**options))
    return found


def by_words(description: str) -> django_filters.CharFilter:
    """Return a filter that calls the queryset's `matching`."""
    schema = {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_WORDS,
        "pattern": r"^[^\x00]*[^\s\x00-\x1f\x85][^\x00]*$",  # more than white space, and no NUL
        "description": description,
    }
    found: django_filters.CharFilter = extend_schema_field(schema)(
        django_filters.CharFilter(method="filter_q", max_length=MAX_WORDS)
    )
    return found


def by_topic(description: str) -> TopicFilter:
    """Return a filter by topics, each named by slug or id; an unknown one finds nothing."""
    schema = {
        "type": "string",
        "pattern": "^[-A-Za-z0-9_]{1,100}$",
        "description": description,
    }
    found: TopicFilter = extend_schema_field(schema)(TopicFilter(method="filter_topic"))
    return found


class ListFilter(django_filters.FilterSet):
    """Base of the filter sets: `now` is the request's one reading of the clock."""

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        self.now = now
        super().__init__(*args, **options)

    def filter_q(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def filter_changed_since(self, queryset: Any, name: str, value: datetime) -> Any:
        return queryset.filter(updated_at__gte=value)


CHANGED = "Written at this instant or later."


class PredictionFilter(ListFilter):
    status = WordsFilter(
        Status,
        method="filter_status",
        help_text="Effective status: what has come due reads as due, before any sweep ran.",
    )
    verdict = WordsFilter(
        Verdict,
        method="filter_verdict",
        help_text="The verdict of the current outcome; only resolved predictions have one.",
    )
    kind = WordsFilter(Kind, help_text="What will happen, or what the speaker means to do.")
    strength = WordsFilter(Strength, help_text="How far the words commit.")
    speaker = by_id("Id of the speaker.", field_name="speaker_id")
    article = by_id("Id of an article in which it appears.", method="filter_article")
    outlet = by_id("Id of an outlet in whose articles it appears.", method="filter_outlet")
    topic = by_topic("Slug or id of a topic. Repeat it to allow several.")
    due_before = by_instant(
        "The deadline (`due_at`) ends before this instant.", field_name="due_at", lookup_expr="lt"
    )
    due_after = by_instant(
        "The deadline (`due_at`) ends at this instant or later.",
        field_name="due_at",
        lookup_expr="gte",
    )
    updated_since = by_instant(
        "Written at this instant or later, or become due since.", method="filter_updated_since"
    )
    q = by_words("Words in the statement, the quotes or the speaker's name, in any case.")

    def filter_status(
        self, queryset: PredictionQuerySet, name: str, value: list[str]
    ) -> PredictionQuerySet:
        statuses = dict.fromkeys(Status(word) for word in value)
        return reduce(or_, (queryset.in_status(status, self.now) for status in statuses))

    def filter_verdict(
        self, queryset: PredictionQuerySet, name: str, value: list[str]
    ) -> PredictionQuerySet:
        """The status adds nothing but an index: a constraint ties the two together."""
        resolved = queryset.filter(status=Status.RESOLVED)
        return resolved.filter(current_outcome__verdict__in=value)

    def filter_article(
        self, queryset: PredictionQuerySet, name: str, value: int
    ) -> PredictionQuerySet:
        return queryset.in_article(value)

    def filter_outlet(
        self, queryset: PredictionQuerySet, name: str, value: int
    ) -> PredictionQuerySet:
        return queryset.from_outlet(value)

    def filter_topic(
        self, queryset: PredictionQuerySet, name: str, value: list[str]
    ) -> PredictionQuerySet:
        """A subquery, not a join: a prediction with two of the topics is listed once."""
        ids = [int(text) for text in value if NUMBER.match(text) and int(text) <= MAX_ID]
        among = Prediction.topics.through.objects.filter(
            Q(topic__slug__in=value) | Q(topic_id__in=ids)
        )
        return queryset.filter(pk__in=among.values("prediction_id"))

    def filter_updated_since(
        self, queryset: PredictionQuerySet, name: str, value: datetime
    ) -> PredictionQuerySet:
        return queryset.updated_since(value, self.now)


class ArticleFilter(ListFilter):
    outlet = by_id("Id of the outlet.", field_name="outlet_id")
    updated_since = by_instant(CHANGED, method="filter_changed_since")
    q = by_words("Words in the title, in any case.")


class SpeakerFilter(ListFilter):
    kind = WordsFilter(SpeakerKind, help_text="What sort of speaker.")
    article = by_id("Id of the article that a source without a name belongs to.")
    updated_since = by_instant(CHANGED, method="filter_changed_since")
    q = by_words("Words in the name or the role, in any case.")


class CatalogueFilter(ListFilter):
    """For outlets, topics and milestones."""

    updated_since = by_instant(CHANGED, method="filter_changed_since")


class ReviewFilter(ListFilter):
    state = WordsFilter(ReviewState, help_text="Where the review stands.")
    prediction = by_id("Id of the prediction.", field_name="prediction_id")
    taken_by = by_id("Id of the person who has it.", field_name="taken_by_id")
    updated_since = by_instant(CHANGED, method="filter_changed_since")


class SuggestionFilter(ListFilter):
    state = WordsFilter(SuggestionState, help_text="Whether it is decided, and how.")
    origin = WordsFilter(SuggestionOrigin, help_text="Who pointed at it.")
    kind = WordsFilter(Kind, help_text="What will happen, or what the speaker means to do.")
    strength = WordsFilter(Strength, help_text="How far the words commit.")
    text_version = by_id("The version of the text; all of them unless given.", method="filter_text")
    updated_since = by_instant(CHANGED, method="filter_changed_since")

    def filter_text(self, queryset: Any, name: str, value: int) -> Any:
        return queryset.filter(text__version=value)


class EventFilter(ListFilter):
    """A history has no filters of its own."""


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter, but a parameter that it would pass over in silence is a fault."""

    def get_filterset_kwargs(self, request: Request, queryset: Any, view: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(request, queryset, view), "now": view.now}

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filters = self.get_filterset_class(view, queryset).base_filters
        several = {
            name
            for name, found in filters.items()
            if isinstance(found, django_filters.MultipleChoiceFilter)
        }
        check_parameters(request, known={*filters, *KeysetPagination.PARAMETERS}, several=several)
        found = self.get_filterset(request, queryset, view)
        if not found.is_valid():
            raise ValidationError(
                {
                    name: [message for fault in faults for message in fault.messages]
                    for name, faults in found.errors.as_data().items()
                }
            )
        return found.qs


def check_parameters(
    request: Request, *, known: Iterable[str], several: Iterable[str], most: int = MAX_VALUES
) -> None:
    """Raise ValidationError that names each parameter which is unknown, doubled or empty.

    Those in `several` may be given up to `most` times, the others once.
    """
    known, several = sorted(known), set(several)
    there_are = f". There are: {', '.join(known)}." if known else ": this address takes none."
    faults = {}
    for name, values in request.query_params.lists():
        if name not in known:
            fault = f"There is no such parameter here{there_are}"
        else:
            fault = _fault(values, most if name in several else 1)
        if fault:
            faults[name[:NAME_SHOWN]] = [fault]
    if faults:
        raise ValidationError(faults)


def _fault(values: list[str], limit: int) -> str:
    if len(values) > limit:
        return "Give this once." if limit == 1 else f"Give this at most {limit} times."
    if not all(value.strip() for value in values):
        return "This is empty: give a value, or leave it out."
    if any("\x00" in value for value in values):
        return "This holds a NUL character."
    return ""
