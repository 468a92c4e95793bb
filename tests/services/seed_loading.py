"""What the tests of seed files share: loading, a small folder of one's own, and all rows."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from claims.services.seeds import SeedReport, load_seeds

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
Rows = list[dict[str, Any]]


def load(
    directory: Path = settings.SEEDS_DIR, *, with_outcomes: bool = False, now: datetime = NOW
) -> SeedReport:
    return load_seeds(directory=directory, now=now, with_outcomes=with_outcomes)


def inserted(report: SeedReport) -> dict[str, int]:
    return {noun: count.inserted for noun, count in report.counts.items()}


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours, as plain values."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("claims").get_models()
    }


QUOTE = "“The port will reopen by June 🚢,”"
TEXT = f"  Harbour.\r\n{QUOTE} the mayor said. The lido will stay open, too.\n"


def own_seeds() -> dict[str, Rows]:
    """One article, one prediction and its outcome, in the shape of the files."""
    return {
        "outlets": [
            {"external_id": "harbour", "name": "The Harbour News", "timezone": "Europe/Oslo"}
        ],
        "articles": [
            {
                "external_id": "own",
                "outlet": "harbour",
                "title": "Port to reopen",
                "published_on": "2025-03-01",
                "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
            }
        ],
        "speakers": [{"external_id": "own/mayor", "name": "Kari Nes", "kind": "person"}],
        "topics": [{"external_id": "ports", "name": "Ports", "slug": "ports"}],
        "predictions": [
            {
                "external_id": "own/1",
                "article": "own",
                "quote": QUOTE,
                "speaker": "own/mayor",
                "statement": "The port reopens by June 2025",
                "kind": "intention",
                "strength": "asserted",
                "shape": "occurs",
                "phrase": "by June",
                "relation": "by",
                "strict_end": "2025-05-31",
                "generous_end": "2025-06-30",
                "precision": "month",
                "deadline_source": "explicit",
                "true_if": "A ship docks.",
                "false_if": "None does.",
                "topics": ["ports"],
            }
        ],
        "outcomes": [
            {
                "external_id": "own/1/outcome",
                "prediction": "own/1",
                "verdict": "happened",
                "occurred_on": "2025-06-02",
                "rationale": "The first ship docked on 2 June.",
                "evidence": [{"stance": "for", "citation": "Harbour log, 2 June 2025"}],
            }
        ],
    }


def write(directory: Path, files: dict[str, Rows] | None = None) -> None:
    for noun, rows in (files or own_seeds()).items():
        (directory / f"{noun}.json").write_text(json.dumps(rows), encoding="utf-8")
