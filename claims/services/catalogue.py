"""Outlets, speakers, milestones and topics: the nouns that predictions refer to."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from claims.models import Article, Milestone, Outlet, Prediction, Speaker, Topic
from claims.rules import clock

Noun = TypeVar("Noun", Outlet, Speaker, Milestone, Topic, Article)


@transaction.atomic
def save_noun(*, noun: Noun, now: datetime) -> Noun:
    """Check and save an outlet, speaker, milestone, topic or article, new or edited.

    Raises ValidationError by field, and UnknownTimezone.
    """
    now = clock.require_aware(now)
    if isinstance(noun, (Outlet, Milestone)):
        clock.zone(noun.timezone)
    if isinstance(noun, (Speaker, Article)):
        noun.index_words()
    noun.updated_at = now
    if noun.created_at is None:
        noun.created_at = now
    noun.full_clean()
    noun.save()
    if isinstance(noun, Speaker):
        reindex_predictions(speaker=noun)
    return noun


def reindex_predictions(*, speaker: Speaker) -> None:
    """Bring the search column of a renamed speaker's predictions up to date."""
    stale = list(speaker.predictions.prefetch_related("appearances").select_related("speaker"))
    for prediction in stale:
        prediction.index_words([appearance.quote for appearance in prediction.appearances.all()])
    Prediction.objects.bulk_update(stale, ["search"], batch_size=500)
