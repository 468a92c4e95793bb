"""What the API answers, for the schema; the small nouns are rendered by these as well.

Texts that are absent are "", words and everything else that is absent are null.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims import choices
from claims.choices import Choice


def word(words: type[Choice], **options: Any) -> serializers.ChoiceField:
    """Return the field of one word of a closed set."""
    return serializers.ChoiceField(choices=words.pairs(), **options)


def maybe_day(help_text: str = "") -> serializers.DateField:
    return serializers.DateField(allow_null=True, help_text=help_text)


def maybe_instant(help_text: str = "") -> serializers.DateTimeField:
    return serializers.DateTimeField(allow_null=True, help_text=help_text)


class Link(serializers.CharField):
    """An address as it was stored: http or https, or "" where there is none."""


class SpeakerBriefSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = word(choices.SpeakerKind)


class OutletBriefSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class TopicBriefSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class ArticleBriefSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = Link(help_text="Where it was published; blank where nobody knows.")
    outlet = OutletBriefSerializer()
    published_on = serializers.DateField(help_text="In the outlet's time zone.")


class MilestoneBriefSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    happens_on = serializers.DateField()


class CriteriaSerializer(serializers.Serializer[Any]):
    true_if = serializers.CharField()
    false_if = serializers.CharField()
    void_if = serializers.CharField()
    resolution_source = serializers.CharField(help_text="Where the answer will be looked up.")
    fixed_at = serializers.DateTimeField(help_text="When the criteria last changed.")


class DeadlineSerializer(serializers.Serializer[Any]):
    phrase = serializers.CharField(help_text="The speaker's words.")
    relation = word(choices.Relation, allow_null=True)
    window_start = maybe_day("It can't come true before this day.")
    strict_end = maybe_day("The last day, read strictly.")
    generous_end = maybe_day("The last day, read generously; null where there is no deadline.")
    precision = word(choices.Precision)
    source = word(choices.DeadlineSource)  # type: ignore[assignment]
    timezone = serializers.CharField(help_text="IANA name; the days are read in it.")
    edtf = serializers.CharField(help_text="The same as an EDTF string (ISO 8601-2).")
    due_at = maybe_instant("Local midnight after the generous end.")
    milestone = MilestoneBriefSerializer(allow_null=True, help_text="The event that it hangs on.")


class AppearanceSerializer(serializers.Serializer[Any]):
    kind = word(choices.AppearanceKind)
    quote = serializers.CharField(help_text="The words, letter for letter.")
    prefix = serializers.CharField(help_text="Up to 32 characters before the quote.")
    suffix = serializers.CharField(help_text="Up to 32 characters after it.")
    start = serializers.IntegerField(
        allow_null=True, help_text="Unicode code points from the start of the text."
    )
    end = serializers.IntegerField(allow_null=True, help_text="Exclusive.")
    text_version = serializers.IntegerField(
        allow_null=True, help_text="The version of the article's text that the offsets measure."
    )
    article = ArticleBriefSerializer()


class EvidenceSerializer(serializers.Serializer[Any]):
    stance = word(choices.Stance)
    citation = serializers.CharField()
    publisher = serializers.CharField()
    url = Link()
    archive_url = Link(help_text="A copy that stays when the page goes.")
    published_on = maybe_day()
    accessed_on = maybe_day("The day it was read.")
    observed_on = maybe_day("The day that it speaks of.")
    note = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    verdict = word(choices.Verdict)
    void_reason = word(choices.VoidReason, allow_null=True)
    rationale = serializers.CharField()
    foreclosed_reason = serializers.CharField(
        help_text="Judged before the deadline: why it couldn't come about any more."
    )
    no_evidence_reason = serializers.CharField(help_text="Why there is no evidence.")
    occurred_on = maybe_day("The day it happened, in the deadline's time zone.")
    timeliness = word(choices.Timeliness, allow_null=True)
    happened_late = serializers.BooleanField()
    decided_at = serializers.DateTimeField()
    confirmed = serializers.BooleanField(help_text="A second person agreed.")
    provisional = serializers.BooleanField(help_text="One analyst alone decided.")
    supersedes = serializers.IntegerField(
        allow_null=True, help_text="Id of the earlier outcome that this one replaces."
    )
    evidence = EvidenceSerializer(many=True)


class PredictionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField(help_text="This item.")
    statement = serializers.CharField(help_text="What must come true, in the tracker's words.")
    kind = word(choices.Kind)
    strength = word(choices.Strength)
    shape = word(choices.Shape)
    condition = serializers.CharField()
    hedge = serializers.CharField()
    status = word(choices.Status, help_text="Effective at the time of the request.")
    verdict = word(choices.Verdict, allow_null=True, help_text="Null until it is resolved.")
    criteria = CriteriaSerializer()
    deadline = DeadlineSerializer()
    next_review_at = maybe_instant("When the next look comes; once due, since when it is due.")
    speaker = SpeakerBriefSerializer()
    quote = serializers.CharField(help_text="Of the first appearance.")
    article = ArticleBriefSerializer(allow_null=True, help_text="Of the first appearance.")
    appearances = AppearanceSerializer(many=True, help_text="The first one first.")
    topics = TopicBriefSerializer(many=True)
    revises = serializers.IntegerField(
        allow_null=True, help_text="Id of the speaker's earlier version."
    )
    outcome = OutcomeSerializer(allow_null=True)
    recorded_at = serializers.DateTimeField()
    hindsight = serializers.BooleanField(
        help_text="Recorded, or its criteria changed, after the answer could be known."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PredictionStatusSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField(help_text="The whole item.")
    status = word(choices.Status, help_text="Effective at the time of the request.")
    verdict = word(choices.Verdict, allow_null=True)
    due_at = maybe_instant("Local midnight after the generous end.")
    next_review_at = maybe_instant("When the next look comes; once due, since when it is due.")
    due_since = maybe_instant("Since when it has waited for a judgement; null unless due.")
    days_due = serializers.IntegerField(
        allow_null=True, help_text="Whole days of 24 hours since then; null unless due."
    )
    updated_at = serializers.DateTimeField()


class PredictionStatusesSerializer(serializers.Serializer[Any]):
    results = PredictionStatusSerializer(
        many=True, help_text="In the order in which they were asked for."
    )
    missing = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of no prediction that you may see."
    )


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class EventSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = word(choices.EventKind)
    at = serializers.DateTimeField()
    role = word(choices.Role, help_text="The actor's role at that time.")
    actor = PersonSerializer(
        allow_null=True,
        help_text="Null for the tracker itself, and for readers without a token.",
    )
    data = serializers.DictField(  # type: ignore[assignment]
        help_text="What changed; its keys depend on the kind."
    )


class ReviewPredictionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    url = serializers.URLField()
    statement = serializers.CharField()


class ReviewSerializer(serializers.Serializer[Any]):
    """A follow-up; what is proposed on it is no verdict until it is an outcome."""

    id = serializers.IntegerField()
    self = serializers.URLField(help_text="This item.")
    prediction = ReviewPredictionSerializer()
    state = word(choices.ReviewState)
    reason = word(choices.LookReason, help_text="Why it was opened.")
    look_at = serializers.DateTimeField(help_text="Since when it has been due.")
    opened_at = serializers.DateTimeField()
    taken_by = PersonSerializer(allow_null=True)
    taken_at = maybe_instant()
    proposed_by = PersonSerializer(allow_null=True)
    proposed_at = maybe_instant()
    verdict = word(choices.Verdict, allow_null=True, help_text="As proposed; null before.")
    void_reason = word(choices.VoidReason, allow_null=True)
    occurred_on = maybe_day("As proposed, in the deadline's time zone.")
    rationale = serializers.CharField()
    foreclosed_reason = serializers.CharField()
    no_evidence_reason = serializers.CharField()
    sent_back_note = serializers.CharField(help_text="What the reviewer asked for.")
    closed_as = word(choices.ClosedAs, allow_null=True, help_text="Null while it is open.")
    closed_at = maybe_instant()
    deferred_until = maybe_instant()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ReviewDetailSerializer(ReviewSerializer):
    evidence = EvidenceSerializer(many=True)


class FaultSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="The parameter that is at fault; may be blank.")
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """ProblemSerializer details (RFC 9457), as `application/problem+json`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="A word for programs; it doesn't change.")
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]
