"""Outlets, articles, speakers, topics and milestones as clients see them.

Every item has `self`, its own address, since `url` is where the thing itself was published.
None of these fields costs a query: the views fetch what they read.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from claims import choices
from claims.api.serializers import Link, OutletBriefSerializer, word
from claims.models import Article, ArticleText, Milestone, Outlet, Speaker, Topic


def itself(name: str) -> serializers.HyperlinkedIdentityField:
    """Return the field of an item's own address."""
    return serializers.HyperlinkedIdentityField(view_name=f"api:{name}", help_text="This item.")


class PredictionsOf(serializers.URLField):
    """The address of the predictions that the list's filter `by` finds for this row."""

    def __init__(self, by: str, **options: Any) -> None:
        self.by = by
        help_text = "The list of its predictions."
        super().__init__(source="pk", read_only=True, help_text=help_text, **options)

    def to_representation(self, value: Any) -> str:
        found: str = self.context["request"].build_absolute_uri(reverse("api:predictions"))
        return f"{found}?{self.by}={value}"


class OutletSerializer(serializers.ModelSerializer[Any]):
    self = itself("outlet")
    url = Link(read_only=True)
    predictions = PredictionsOf("outlet")

    class Meta:
        model = Outlet
        fields = [
            "id",
            "self",
            "name",
            "timezone",
            "url",
            "predictions",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class TextVersionSerializer(serializers.ModelSerializer[ArticleText]):
    class Meta:
        model = ArticleText
        fields = ["version", "sha256", "created_at"]
        read_only_fields = fields


class ArticleSerializer(serializers.ModelSerializer[Any]):
    self = itself("article")
    url = Link(read_only=True, help_text="Where it was published; blank where nobody knows.")
    text_sha256 = serializers.CharField(
        read_only=True,
        help_text="Of the text that is expected here, where it was known before a text was "
        "stored; else blank. The stored versions, each with its own, are in the single item.",
    )
    outlet = OutletBriefSerializer(read_only=True)
    predictions = PredictionsOf("article")

    class Meta:
        model = Article
        fields = [
            "id",
            "self",
            "title",
            "url",
            "outlet",
            "published_on",
            "language",
            "text_sha256",
            "predictions",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class ArticleDetailSerializer(ArticleSerializer):
    """With the versions of its text, but not the text: that belongs to its publisher."""

    text_versions = TextVersionSerializer(source="texts", many=True, read_only=True)

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "text_versions"]
        read_only_fields = fields


class SpeakerSerializer(serializers.ModelSerializer[Any]):
    self = itself("speaker")
    kind = word(choices.SpeakerKind, read_only=True)
    predictions = PredictionsOf("speaker")
    article = serializers.IntegerField(
        source="article_id",
        read_only=True,
        allow_null=True,
        help_text="Id of the one article that a source without a name belongs to.",
    )

    class Meta:
        model = Speaker
        fields = [
            "id",
            "self",
            "name",
            "kind",
            "description",
            "article",
            "predictions",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class TopicSerializer(serializers.ModelSerializer[Any]):
    self = itself("topic")
    predictions = PredictionsOf("topic")

    class Meta:
        model = Topic
        fields = ["id", "self", "name", "slug", "predictions", "created_at", "updated_at"]
        read_only_fields = fields


class MilestoneSerializer(serializers.ModelSerializer[Any]):
    self = itself("milestone")
    aliases = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Other words for it."
    )

    class Meta:
        model = Milestone
        fields = [
            "id",
            "self",
            "name",
            "aliases",
            "happens_on",
            "timezone",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields
