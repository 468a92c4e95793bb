"""Where the reading of one version of an article's text stands."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from claims.choices import ProviderState, ReadingState
from claims.models.article import ArticleText
from claims.models.base import Timestamped, WordField, one_of


class ArticleReadingQuerySet(models.QuerySet["ArticleReading"]):
    def claimable(self, now: datetime) -> ArticleReadingQuerySet:
        """Those that wait, and those whose worker has not been heard of until its lease ended."""
        lost = Q(state=ReadingState.READING, leased_until__lte=now)
        # The first condition follows from the second, and names the index of the unread.
        unread = self.filter(finished_at__isnull=True)
        return unread.filter(Q(state=ReadingState.WAITING) | lost).order_by("requested_at", "id")


class ArticleReading(Timestamped):
    """One reading of one text: asked for, done by whoever claims it, and what came of it."""

    text = models.OneToOneField(ArticleText, on_delete=models.PROTECT, related_name="reading")
    state = WordField(ReadingState, default=ReadingState.WAITING.value)
    language = models.CharField(
        max_length=35, blank=True, help_text="As it was found: a BCP 47 tag."
    )
    notice = models.TextField(blank=True, help_text="Why nothing was suggested.")
    requested_at = models.DateTimeField(help_text="UTC.")
    started_at = models.DateTimeField(null=True, blank=True, help_text="UTC.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="UTC.")
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when the worker that reads it is waited for (UTC)."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, help_text="What went wrong, in one line.")

    # The optional provider, which is asked once our own suggestions are stored.
    provider_state = WordField(ProviderState, blank=True)
    provider_attempts = models.PositiveSmallIntegerField(default=0)
    provider_next_at = models.DateTimeField(
        null=True, blank=True, help_text="Not to be asked before this instant (UTC)."
    )
    provider_error = models.CharField(max_length=300, blank=True)

    objects = ArticleReadingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("state", ReadingState, name="articlereading_state_known"),
            one_of(
                "provider_state", ProviderState, name="articlereading_provider_known", blank=True
            ),
            models.CheckConstraint(
                condition=Q(state=ReadingState.READING, leased_until__isnull=False)
                | ~Q(state=ReadingState.READING) & Q(leased_until__isnull=True),
                name="articlereading_leased_while_reading",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["read", "failed"], finished_at__isnull=False)
                | ~Q(state__in=["read", "failed"]) & Q(finished_at__isnull=True),
                name="articlereading_finished_once_done",
            ),
        ]
        indexes = [
            # The worker's look, every other second: what waits, or was lost.
            models.Index(
                fields=["requested_at", "id"],
                condition=Q(finished_at__isnull=True),
                name="articlereading_unread",
            ),
            # The same for the provider, while it is on.
            models.Index(
                fields=["id"],
                condition=Q(provider_state="waiting"),
                name="articlereading_provider_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"reading of text {self.text_id}: {self.state}"
