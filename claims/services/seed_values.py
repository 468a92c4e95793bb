"""What a seed row says, as the values that the services take. Each raises SeedInvalid."""

from dataclasses import replace

from claims.choices import (
    DeadlineSource,
    Kind,
    Precision,
    Relation,
    Shape,
    Stance,
    Strength,
    Verdict,
    VoidReason,
)
from claims.rules.deadlines import Deadline
from claims.rules.verdicts import Finding
from claims.services.evidence import Source
from claims.services.predictions import Content
from claims.services.seed_files import Row


def content(row: Row) -> Content:
    every = row.number("review_every")
    said = Content(
        statement=row.text("statement"),
        kind=row.word("kind", Kind),
        strength=row.word("strength", Strength),
        shape=row.word("shape", Shape),
        condition=row.text("condition", ""),
        hedge=row.text("hedge", ""),
        true_if=row.text("true_if"),
        false_if=row.text("false_if"),
        void_if=row.text("void_if", ""),
        resolution_source=row.text("resolution_source", ""),
    )
    return said if every is None else replace(said, review_every=every)


def deadline(row: Row, timezone: str) -> Deadline:
    return Deadline(
        phrase=row.text("phrase", ""),
        relation=row.word_or_none("relation", Relation),
        window_start=row.day("window_start"),
        strict_end=row.day("strict_end"),
        generous_end=row.day("generous_end"),
        precision=row.word("precision", Precision),
        source=row.word("deadline_source", DeadlineSource),
        timezone=timezone,
    )


def finding(row: Row) -> Finding:
    return Finding(
        verdict=row.word("verdict", Verdict),
        rationale=row.text("rationale"),
        occurred_on=row.day("occurred_on"),
        void_reason=row.word_or_none("void_reason", VoidReason),
        foreclosed_reason=row.text("foreclosed_reason", ""),
        no_evidence_reason=row.text("no_evidence_reason", ""),
    )


def source(row: Row) -> Source:
    return Source(
        stance=row.word("stance", Stance),
        citation=row.text("citation"),
        publisher=row.text("publisher", ""),
        url=row.text("url", ""),
        archive_url=row.text("archive_url", ""),
        published_on=row.day("published_on"),
        accessed_on=row.day("accessed_on"),
        observed_on=row.day("observed_on"),
        note=row.text("note", ""),
    )
