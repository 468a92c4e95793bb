"""The predictions that the tracker brings along are found again, with the deadlines they have."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.reading import KnownMilestone, Suggestion, read

SEEDS = Path(__file__).parents[2] / "seeds"
SAID_ON = date(2024, 11, 6)


def rows(noun: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SEEDS / f"{noun}.json").read_bytes())
    return found


PREDICTIONS = rows("predictions")
MILESTONES = tuple(
    KnownMilestone(
        row["name"], date.fromisoformat(row["happens_on"]), tuple(row["aliases"]), row["timezone"]
    )
    for row in rows("milestones")
)


def suggested(prediction: dict[str, Any]) -> tuple[str, list[Suggestion]]:
    """Return an article of one quote, and what is suggested in it."""
    text = f"“{prediction['quote']},” an official said on Tuesday. The snow fell all night."
    reading = read(text, published_on=SAID_ON, milestones=MILESTONES)
    return text, list(reading.suggestions)


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda row: row["external_id"])
def test_each_tracked_quote_is_suggested(prediction: dict[str, Any]) -> None:
    text, found = suggested(prediction)
    start = text.index(prediction["quote"])
    end = start + len(prediction["quote"])
    assert any(each.start < end and start < each.end for each in found)


EXPLICIT = [
    row
    for row in PREDICTIONS
    if row.get("phrase") and row["phrase"] in row["quote"] and row["deadline_source"] == "explicit"
]


@pytest.mark.parametrize("prediction", EXPLICIT, ids=lambda row: row["external_id"])
def test_each_explicit_deadline_is_read_as_it_is_recorded(prediction: dict[str, Any]) -> None:
    _, found = suggested(prediction)
    deadlines = [each.deadline for each in found if each.deadline is not None]
    read_as = {
        (
            deadline.relation,
            deadline.window_start and deadline.window_start.isoformat(),
            deadline.strict_end and deadline.strict_end.isoformat(),
            deadline.generous_end and deadline.generous_end.isoformat(),
        )
        for deadline in deadlines
    }
    recorded = (
        prediction["relation"],
        prediction.get("window_start"),
        prediction.get("strict_end"),
        prediction.get("generous_end"),
    )
    assert recorded in read_as
