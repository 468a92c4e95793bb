"""A prediction as clients see it: plain dicts, made from rows that `for_list()` has fetched.

No serializer runs here, since this is the busiest thing the API does; the classes of
claims/api/serializers.py describe the same shapes for the schema, and a test holds every item
against them. Instants are aware datetimes in UTC and days are dates: the renderer writes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from rest_framework.request import Request

from claims.models import (
    Appearance,
    Article,
    Event,
    Evidence,
    Outcome,
    Prediction,
    Review,
    User,
)

Item = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """What one request's items share: the clock, read once, and the address of the list."""

    now: datetime
    predictions_url: str

    @classmethod
    def of(cls, request: Request, now: datetime) -> Reader:
        return cls(now, request.build_absolute_uri(reverse("api:predictions")))

    def link(self, prediction_id: int) -> str:
        return f"{self.predictions_url}{prediction_id}/"


def prediction_item(prediction: Prediction, reader: Reader) -> Item:
    """Return the item of one prediction. Costs no query after `for_list()`."""
    appearances = sorted(prediction.appearances.all(), key=lambda appearance: appearance.rank)
    first = appearances[0] if appearances else None
    outcome = prediction.current_outcome
    return {
        "id": prediction.pk,
        "url": reader.link(prediction.pk),
        "statement": prediction.statement,
        "kind": prediction.kind,
        "strength": prediction.strength,
        "shape": prediction.shape,
        "condition": prediction.condition,
        "hedge": prediction.hedge,
        "status": prediction.effective_status(reader.now),
        "verdict": outcome.verdict if outcome else None,
        "criteria": criteria_item(prediction),
        "deadline": deadline_item(prediction),
        "next_review_at": prediction.next_review_at,
        "speaker": {
            "id": prediction.speaker.pk,
            "name": prediction.speaker.name,
            "kind": prediction.speaker.kind,
        },
        "quote": first.quote if first else "",
        "article": article_item(first.article) if first else None,
        "appearances": [appearance_item(appearance) for appearance in appearances],
        "topics": [
            {"id": topic.pk, "name": topic.name, "slug": topic.slug}
            for topic in prediction.topics.all()
        ],
        "revises": prediction.revises_id,
        "outcome": outcome_item(outcome) if outcome else None,
        "recorded_at": prediction.recorded_at,
        "hindsight": bool(prediction.hindsight),
        "created_at": prediction.created_at,
        "updated_at": prediction.updated_at,
    }


def criteria_item(prediction: Prediction) -> Item:
    return {
        "true_if": prediction.true_if,
        "false_if": prediction.false_if,
        "void_if": prediction.void_if,
        "resolution_source": prediction.resolution_source,
        "fixed_at": prediction.criteria_fixed_at,
    }


def deadline_item(prediction: Prediction) -> Item:
    milestone = prediction.milestone
    return {
        "phrase": prediction.phrase,
        "relation": prediction.relation or None,
        "window_start": prediction.window_start,
        "strict_end": prediction.strict_end,
        "generous_end": prediction.generous_end,
        "precision": prediction.precision,
        "source": prediction.deadline_source,
        "timezone": prediction.timezone,
        "edtf": prediction.edtf,
        "due_at": prediction.due_at,
        "milestone": {
            "id": milestone.pk,
            "name": milestone.name,
            "happens_on": milestone.happens_on,
        }
        if milestone
        else None,
    }


def article_item(article: Article) -> Item:
    """Return an article in brief; `url` is where it was published, blank where nobody knows."""
    return {
        "id": article.pk,
        "title": article.title,
        "url": article.url,
        "outlet": {"id": article.outlet.pk, "name": article.outlet.name},
        "published_on": article.published_on,
    }


def appearance_item(appearance: Appearance) -> Item:
    """Return one place of the quote; the offsets are null until it is found in a stored text."""
    return {
        "kind": appearance.kind,
        "quote": appearance.quote,
        "prefix": appearance.prefix,
        "suffix": appearance.suffix,
        "start": appearance.start,
        "end": appearance.end,
        "text_version": appearance.text.version if appearance.text else None,
        "article": article_item(appearance.article),
    }


def outcome_item(outcome: Outcome) -> Item:
    return {
        "id": outcome.pk,
        "verdict": outcome.verdict,
        "void_reason": outcome.void_reason or None,
        "rationale": outcome.rationale,
        "foreclosed_reason": outcome.foreclosed_reason,
        "no_evidence_reason": outcome.no_evidence_reason,
        "occurred_on": outcome.occurred_on,
        "timeliness": outcome.timeliness or None,
        "happened_late": outcome.happened_late,
        "decided_at": outcome.decided_at,
        "confirmed": outcome.confirmed,
        "provisional": outcome.provisional,
        "supersedes": outcome.supersedes_id,
        "evidence": [evidence_item(source) for source in outcome.review.evidence.all()],
    }


def evidence_item(source: Evidence) -> Item:
    return {
        "stance": source.stance,
        "citation": source.citation,
        "publisher": source.publisher,
        "url": source.url,
        "archive_url": source.archive_url,
        "published_on": source.published_on,
        "accessed_on": source.accessed_on,
        "observed_on": source.observed_on,
        "note": source.note,
    }


def event_item(event: Event, *, names: bool) -> Item:
    """Return one line of history; without `names` it shows the role alone."""
    actor = event.actor if names else None
    return {
        "id": event.pk,
        "kind": event.kind,
        "at": event.at,
        "role": event.role,
        "actor": person_item(actor) if actor else None,
        "data": event.data,
    }


def person_item(person: User) -> Item:
    return {"id": person.pk, "name": person.get_full_name() or person.get_username()}


def review_item(review: Review, reader: Reader, address: str) -> Item:
    """Return one follow-up; `address` is the list's, to which the id is added."""
    return {
        "id": review.pk,
        "self": f"{address}{review.pk}/",
        "prediction": {
            "id": review.prediction.pk,
            "url": reader.link(review.prediction.pk),
            "statement": review.prediction.statement,
        },
        "state": review.state,
        "reason": review.reason,
        "look_at": review.look_at,
        "opened_at": review.opened_at,
        "taken_by": person_item(review.taken_by) if review.taken_by else None,
        "taken_at": review.taken_at,
        "proposed_by": person_item(review.proposed_by) if review.proposed_by else None,
        "proposed_at": review.proposed_at,
        "verdict": review.verdict or None,
        "void_reason": review.void_reason or None,
        "occurred_on": review.occurred_on,
        "rationale": review.rationale,
        "foreclosed_reason": review.foreclosed_reason,
        "no_evidence_reason": review.no_evidence_reason,
        "sent_back_note": review.sent_back_note,
        "closed_as": review.closed_as or None,
        "closed_at": review.closed_at,
        "deferred_until": review.deferred_until,
        "created_at": review.created_at,
        "updated_at": review.updated_at,
    }


def review_detail(review: Review, reader: Reader, address: str) -> Item:
    """Return the follow-up with its evidence."""
    evidence = [evidence_item(source) for source in review.evidence.all()]
    return {**review_item(review, reader, address), "evidence": evidence}
