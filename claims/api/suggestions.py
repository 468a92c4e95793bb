"""Suggestions, and how far an article is read, as clients see them: plain dicts and their shapes.

The rows have to come from `shown()` and `newest_reading()`; no item costs a query then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from claims import choices
from claims.api.items import Item, Reader, person_item
from claims.api.nouns import ArticleDetailSerializer
from claims.api.serializers import PersonSerializer, maybe_day, maybe_instant, word
from claims.models import ArticleReading, Suggestion
from claims.models.suggestion import SuggestionQuerySet


@dataclass(frozen=True)
class Shelf:
    """Where one article's suggestions are: the address of their list, and the request's reader."""

    reader: Reader
    address: str

    @classmethod
    def of(cls, request: Request, now: datetime, article_id: int) -> Shelf:
        address = request.build_absolute_uri(reverse("api:suggestions", args=[article_id]))
        return cls(Reader.of(request, now), address)


def shown(suggestions: SuggestionQuerySet) -> SuggestionQuerySet:
    """Return them with what an item reads: of the text its version, never its words."""
    return suggestions.for_page().annotate(text_version=F("text__version"))


def newest_reading(article_id: int) -> ArticleReading | None:
    """Return the reading of the article's newest text; None where it has none."""
    readings = ArticleReading.objects.filter(text__article=article_id).select_related("text")
    return readings.defer("text__text").order_by("-text__version").first()


def suggestion_item(suggestion: Any, shelf: Shelf) -> Item:
    prediction = suggestion.prediction
    decider = suggestion.decided_by
    return {
        "id": suggestion.pk,
        "self": f"{shelf.address}{suggestion.pk}/",
        "article": suggestion.article_id,
        "text_version": suggestion.text_version,
        "quote": suggestion.quote,
        "start": suggestion.start,
        "end": suggestion.end,
        "sentence": {"start": suggestion.sentence_start, "end": suggestion.sentence_end},
        "speaker": _speaker(suggestion),
        "kind": suggestion.kind,
        "strength": suggestion.strength,
        "shape": suggestion.shape,
        "condition": suggestion.condition,
        "hedge": suggestion.hedge,
        "probability": _probability(suggestion),
        "stated_probability": suggestion.stated_probability,
        "deadline": _deadline(suggestion),
        "statement": suggestion.statement,
        "missing": suggestion.missing,
        "score": suggestion.score,
        "rules": suggestion.rules,
        "origin": suggestion.origin,
        "state": suggestion.state,
        "decided_by": person_item(decider) if decider else None,
        "decided_at": suggestion.decided_at,
        "reason": suggestion.reason or None,
        "note": suggestion.note,
        "prediction": {
            "id": prediction.pk,
            "url": shelf.reader.link(prediction.pk),
            "statement": prediction.statement,
            "status": prediction.effective_status(shelf.reader.now),
        }
        if prediction
        else None,
        "created_at": suggestion.created_at,
        "updated_at": suggestion.updated_at,
    }


def _speaker(suggestion: Suggestion) -> Item:
    return {
        "name": suggestion.speaker_name,
        "start": suggestion.speaker_start,
        "end": suggestion.speaker_end,
        "how": suggestion.speaker_how,
        "resolved": suggestion.speaker_resolved,
        "direct": suggestion.direct,
    }


def _probability(suggestion: Suggestion) -> Item | None:
    if suggestion.probability_median is None:
        return None
    return {
        "low": suggestion.probability_low,
        "median": suggestion.probability_median,
        "high": suggestion.probability_high,
    }


def _deadline(suggestion: Suggestion) -> Item | None:
    if not suggestion.phrase:
        return None
    milestone = suggestion.milestone
    return {
        "phrase": suggestion.phrase,
        "start": suggestion.phrase_start,
        "end": suggestion.phrase_end,
        "relation": suggestion.relation or None,
        "window_start": suggestion.window_start,
        "strict_end": suggestion.strict_end,
        "generous_end": suggestion.generous_end,
        "precision": suggestion.precision,
        "source": suggestion.deadline_source,
        "milestone": {"id": milestone.pk, "name": milestone.name} if milestone else None,
        "reason": suggestion.deadline_reason,
        "assumption": suggestion.deadline_assumption,
    }


def reading_item(reading: ArticleReading | None) -> Item | None:
    """Return how far a text is read; None where nobody asked for that."""
    if reading is None:
        return None
    asked = {"state": reading.provider_state, "error": reading.provider_error}
    return {
        "state": reading.state,
        "text_version": reading.text.version,
        "language": reading.language,
        "notice": reading.notice,
        "requested_at": reading.requested_at,
        "started_at": reading.started_at,
        "finished_at": reading.finished_at,
        "error": reading.error,
        "provider": asked if reading.provider_state else None,
    }


class PlaceSerializer(serializers.Serializer[Any]):
    start = serializers.IntegerField(help_text="Unicode code points from the start of the text.")
    end = serializers.IntegerField(help_text="Exclusive.")


class SuggestedSpeakerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(
        help_text="The text's own words: a name, or a pronoun; blank where nobody is named."
    )
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    how = serializers.CharField(help_text="How the speaker was found: tag_after, reported, …")
    resolved = serializers.BooleanField(help_text="Off for a pronoun: whom it means, you say.")
    direct = serializers.BooleanField(help_text="The words stand in quotation marks.")


class ProbabilitySerializer(serializers.Serializer[Any]):
    low = serializers.IntegerField(allow_null=True)
    median = serializers.IntegerField()
    high = serializers.IntegerField(allow_null=True)


class NamedMilestoneSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class SuggestedDeadlineSerializer(serializers.Serializer[Any]):
    phrase = serializers.CharField(help_text="The text's words.")
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    relation = word(choices.Relation, allow_null=True)
    window_start = maybe_day("It can't come true before this day.")
    strict_end = maybe_day("The last day, read strictly.")
    generous_end = maybe_day("The last day, read generously; null where the words give no end.")
    precision = word(choices.Precision)
    source = word(choices.DeadlineSource)  # type: ignore[assignment]
    milestone = NamedMilestoneSerializer(allow_null=True)
    reason = serializers.CharField(help_text="Why the days are these, and the other reading.")
    assumption = serializers.CharField(help_text="What was taken for granted.")


class SuggestedPredictionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField()
    statement = serializers.CharField()
    status = word(choices.Status, help_text="Effective at the time of the request.")


class SuggestionSerializer(serializers.Serializer[Any]):
    """A passage that may be a prediction, what was read in it, and what became of it."""

    id = serializers.IntegerField()
    self = serializers.URLField(help_text="This item.")
    article = serializers.IntegerField(help_text="Id of the article.")
    text_version = serializers.IntegerField(help_text="The version that the offsets measure.")
    quote = serializers.CharField(help_text="The words, letter for letter.")
    start = serializers.IntegerField(help_text="Unicode code points from the start of the text.")
    end = serializers.IntegerField(help_text="Exclusive.")
    sentence = PlaceSerializer(help_text="The sentence around it.")
    speaker = SuggestedSpeakerSerializer()
    kind = word(choices.Kind)
    strength = word(choices.Strength)
    shape = word(choices.Shape)
    condition = serializers.CharField()
    hedge = serializers.CharField()
    probability = ProbabilitySerializer(
        allow_null=True, help_text="What readers take the hedge to mean, in per cent."
    )
    stated_probability = serializers.FloatField(
        allow_null=True, help_text="The speaker's own number, in per cent."
    )
    deadline = SuggestedDeadlineSerializer(allow_null=True)
    statement = serializers.CharField(help_text="A proposal, in plain words.")
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="What only a person can say."
    )
    score = serializers.FloatField(help_text="0 to 1; it orders, and is no probability.")
    rules = serializers.ListField(
        child=serializers.CharField(), help_text="Names of the rules that fired."
    )
    origin = word(choices.SuggestionOrigin, help_text="Who pointed at it.")
    state = word(choices.SuggestionState)
    decided_by = PersonSerializer(
        allow_null=True, help_text="Null while it is open, and where the tracker itself knew."
    )
    decided_at = maybe_instant()
    reason = word(choices.RejectReason, allow_null=True, help_text="Why it was rejected.")
    note = serializers.CharField()
    prediction = SuggestedPredictionSerializer(
        allow_null=True, help_text="What it became, where it was accepted."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class AskedSerializer(serializers.Serializer[Any]):
    state = word(choices.ProviderState)
    error = serializers.CharField()


class ReadingSerializer(serializers.Serializer[Any]):
    """How far an article's newest text is read."""

    state = word(
        choices.ReadingState, help_text="`waiting` and `reading`: the worker has it; ask again."
    )
    text_version = serializers.IntegerField()
    language = serializers.CharField(help_text="A BCP 47 tag; `und` where it can't be told.")
    notice = serializers.CharField(help_text="Why nothing was suggested, where that is so.")
    requested_at = serializers.DateTimeField()
    started_at = maybe_instant()
    finished_at = maybe_instant()
    error = serializers.CharField(help_text="Why reading failed.")
    provider = AskedSerializer(
        allow_null=True, help_text="The optional provider's part; null where it was off."
    )


class BroughtInSerializer(ArticleDetailSerializer):
    """The article, how far it is read, and where its suggestions are."""

    suggestions = serializers.URLField(read_only=True, help_text="The list of its suggestions.")
    reading = ReadingSerializer(read_only=True, allow_null=True)

    class Meta(ArticleDetailSerializer.Meta):
        fields = [*ArticleDetailSerializer.Meta.fields, "suggestions", "reading"]
        read_only_fields = fields
