"""Predictions as a file, with criteria, outcomes and evidence."""

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.choices import Status
from claims.management.console import instant, one_line_errors
from claims.models import Prediction
from claims.models.prediction import PredictionQuerySet
from claims.services import exports

FORMATS: dict[str, Callable[..., Iterator[str]]] = {
    "csv": exports.csv_stream,
    "jsonl": exports.jsonl_stream,
}
STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = (
        "Write predictions as CSV (for spreadsheets) or JSON Lines (for programs), by rising id, "
        "with the same columns. Drafts are left out unless they are asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format", choices=list(FORMATS), default="csv", help="default: %(default)s"
        )
        parser.add_argument(
            "--output",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help="the file to write, replaced when all is written (default: standard output)",
        )
        parser.add_argument(
            "--status",
            action="append",
            choices=[status.value for status in Status],
            help="only those that stand there now, before any sweep; may be repeated",
        )
        parser.add_argument(
            "--since",
            metavar="INSTANT",
            help="only those changed, or become due, at or after 2025-02-01T00:00:00Z",
        )
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="also what was never published (--status draft asks for it too)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with one_line_errors():
            found = selected(options, now)
            lines = FORMATS[options["format"]](found, now=now)
            if options["output"] == STANDARD_OUTPUT:
                self.write_out(lines)
            else:
                write_file(Path(options["output"]), lines)

    def write_out(self, lines: Iterable[str]) -> None:
        """Write to standard output: UTF-8 whatever the terminal's language, line ends as given."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        try:
            for line in lines:
                self.stdout.write(line, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read has had enough (`| head`). Python would complain again on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def selected(options: dict[str, Any], now: datetime) -> PredictionQuerySet:
    """Return what the options ask for."""
    statuses = [Status(status) for status in options["status"] or ()]
    found = Prediction.objects.all()
    if not options["drafts"] and Status.DRAFT not in statuses:
        found = found.public()
    if statuses:
        found = reduce(or_, (found.in_status(status, now) for status in statuses))
    if options["since"]:
        found = found.updated_since(instant(options["since"], option="--since"), now)
    return found


def write_file(path: Path, lines: Iterable[str]) -> None:
    """Write beside `path` first, so that nobody ever reads half an export there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"--output: {path} can't be written: {error.strerror}.") from error
