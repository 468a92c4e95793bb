"""The sign of life that the sweep leaves: written by the worker, read by /healthz."""

from django.db import models


class Heartbeat(models.Model):
    """When a job last did its work. One row a job, overwritten with each batch."""

    name = models.CharField(max_length=50, primary_key=True)
    at = models.DateTimeField(help_text="UTC.")
    flagged = models.PositiveIntegerField(default=0, help_text="How many the last batch flagged.")

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
