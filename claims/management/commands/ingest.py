"""An article's text, from a file into the tracker."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from claims.management import article_file
from claims.management.console import counted, note, one_line_errors, plain, shortened
from claims.models import Appearance, Article
from claims.services import articles
from claims.services.articles import Attached, Source


class Command(BaseCommand):
    help = (
        "Store an article's text, and find the quotes in it that wait for one. The text (UTF-8) "
        "is kept letter for letter; only a leading “date YYYY-MM-DD” and the white space around "
        "it are taken off, as its day of publication. A text or an address that is known already "
        "goes to its article; a second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a text file, or - for standard input")
        parser.add_argument(
            "--published", metavar="DATE", help="the day of publication, YYYY-MM-DD"
        )
        parser.add_argument(
            "--outlet", metavar="NAME", default="", help="who published it; made where unknown"
        )
        parser.add_argument(
            "--title", metavar="T", default="", help="its headline (default: its first words)"
        )
        parser.add_argument(
            "--url", metavar="U", default="", help="where it was published: http or https"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with one_line_errors():
            file = article_file.read(options["file"])
            source = Source(
                published_on=file.day(options["published"]),
                outlet=options["outlet"],
                title=options["title"],
                url=options["url"],
            )
            article, attached, new = articles.ingest(
                text=file.text, source=source, by=None, now=now
            )
        self.report(article, attached, new)
        self.warn_of_what_stays(article, source, new)

    def report(self, article: Article, attached: Attached, new: bool) -> None:
        stored = "stored" if attached.new else "already stored"
        self.stdout.write(
            f"Article {article.pk} ({'new' if new else 'known'}): {shortened(article.title)}\n"
            f"Published on {article.published_on} by {plain(article.outlet.name)}.\n"
            f"Text {stored}: version {attached.text.version}, "
            f"{counted(len(attached.text.text), 'character')}, SHA-256 {attached.text.sha256}"
        )
        self.list_quotes("found in the text", attached.anchored)
        self.list_quotes("not found in the text, letter for letter", attached.not_found)
        self.list_quotes("found more than once: choose the place in the admin", attached.ambiguous)
        if not (attached.anchored or attached.not_found or attached.ambiguous):
            self.stdout.write("No quote was waiting for a place.")

    def list_quotes(self, what: str, ids: Iterable[int]) -> None:
        found = Appearance.objects.filter(pk__in=ids).order_by("start", "id")
        if not found:
            return
        self.stdout.write(f"{counted(len(found), 'quote')} {what}:")
        for appearance in found:
            place = f"{appearance.start}–{appearance.end}" if appearance.end is not None else "–"
            self.stdout.write(
                f"  prediction {appearance.prediction_id}, {place}: “{shortened(appearance.quote)}”"
            )

    def warn_of_what_stays(self, article: Article, source: Source, new: bool) -> None:
        """Say which options a known article did not take over: ingest never edits one."""
        if new:
            return
        said = {
            "--published": (source.published_on, article.published_on),
            "--outlet": (source.outlet.strip().casefold(), article.outlet.name.casefold()),
            "--title": (source.title.strip(), article.title),
            "--url": (source.url, article.url),
        }
        differing = [option for option, (given, kept) in said.items() if given and given != kept]
        if differing:
            note(
                self.stderr,
                f"The article was known already and keeps its own {', '.join(differing)}: "
                "edit it in the admin.",
            )
