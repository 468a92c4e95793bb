"""The milestones that reading looks phrases up in: the database's, or the seeds' without one."""

from datetime import date
from pathlib import Path

from claims.models import Milestone
from claims.reading.shapes import KnownMilestone
from claims.services.seed_files import read_seeds


def from_database() -> tuple[KnownMilestone, ...]:
    """Return every milestone of the table, by name. One query."""
    rows = Milestone.objects.order_by("name", "id")
    fields = rows.values_list("name", "happens_on", "aliases", "timezone")
    return tuple(_known(*row) for row in fields)


def from_seeds(directory: Path) -> tuple[KnownMilestone, ...]:
    """Return the milestones of the seed files in `directory`. Raises SeedInvalid."""
    return tuple(
        _known(
            row.text("name"),
            row.required_day("happens_on"),
            row.texts("aliases"),
            row.text("timezone", "UTC"),
        )
        for row in read_seeds(directory)["milestones"]
    )


def _known(name: str, on: date, aliases: list[str], timezone: str) -> KnownMilestone:
    return KnownMilestone(name=name, on=on, aliases=tuple(aliases), timezone=timezone)
