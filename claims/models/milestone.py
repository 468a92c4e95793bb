"""Dated events that deadlines hang on."""

from django.db import models

from claims.models.base import Timestamped


class Milestone(Timestamped):
    """An event with a day, such as an inauguration, and the words by which people mean it."""

    external_id = models.CharField(
        max_length=200, unique=True, null=True, blank=True, editable=False
    )
    name = models.CharField(max_length=200, unique=True)
    aliases = models.JSONField(
        default=list,
        blank=True,
        help_text="Other words for it, as a list: [“the inauguration”, “takes office”].",
    )
    happens_on = models.DateField(help_text="The day of the event, in its own time zone.")
    timezone = models.CharField("time zone", max_length=64, default="UTC", help_text="IANA name.")

    class Meta:
        ordering = ["-happens_on", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.happens_on})"
