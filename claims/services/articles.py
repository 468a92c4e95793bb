"""Articles' texts, and the quotes that find their place in them."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from claims.choices import EventKind
from claims.errors import (
    ArticleUnknown,
    InvalidText,
    QuoteAmbiguous,
    QuoteNotFound,
    TextTooLong,
)
from claims.models import Appearance, Article, ArticleText, Outlet, User
from claims.rules import clock, quotes
from claims.services import catalogue, history


@dataclass(frozen=True)
class Attached:
    """What attaching a text did: the version, and which quotes found their place."""

    text: ArticleText
    new: bool
    anchored: tuple[int, ...]
    not_found: tuple[int, ...]
    ambiguous: tuple[int, ...]


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check_text(text: str) -> None:
    """Refuse what can't be stored. Raises TextTooLong and InvalidText."""
    limit = settings.ARTICLE_TEXT_MAX_CHARS
    if len(text) > limit:
        raise TextTooLong(
            f"The text has {len(text):,} characters; {limit:,} can be stored. "
            "Is it one article, as plain text?"
        )
    if not text.strip():
        raise InvalidText("The text is empty.")
    if "\x00" in text:
        raise InvalidText(
            f"The text holds a NUL character (at {text.index(chr(0))}): it is no plain text."
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidText(f"The text holds half a character (at {error.start}).") from error


@transaction.atomic
def attach_text(*, article: Article, text: str, by: User | None, now: datetime) -> Attached:
    """Store `text` as the article's next version and anchor the quotes that had no place yet.

    A text that is stored already adds no version. Quotes with a place keep it: a changed text
    never moves them silently. Raises TextTooLong and InvalidText.
    """
    now = clock.require_aware(now)
    check_text(text)
    # The row lock keeps two versions from taking one number.
    article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    sha256 = digest(text)
    stored = article.texts.filter(sha256=sha256).first()
    if stored is None:
        last = article.texts.aggregate(last=Max("version"))["last"] or 0
        stored = ArticleText(
            article=article, version=last + 1, sha256=sha256, text=text, created_at=now
        )
        stored.save()
        new = True
    else:
        new = False
    return _anchor_all(stored, new=new, by=by, now=now)


def _anchor_all(stored: ArticleText, *, new: bool, by: User | None, now: datetime) -> Attached:
    anchored, not_found, ambiguous = [], [], []
    waiting = Appearance.objects.filter(article=stored.article_id).unanchored()
    for appearance in waiting.select_related("prediction").order_by("id"):
        try:
            place = quotes.locate(stored.text, appearance.quote)
        except QuoteNotFound:
            not_found.append(appearance.pk)
        except QuoteAmbiguous:
            ambiguous.append(appearance.pk)
        else:
            put_in_place(appearance, stored, place)
            appearance.updated_at = now
            appearance.save()
            history.append(
                prediction=appearance.prediction,
                kind=EventKind.ANCHORED,
                by=by,
                now=now,
                data={"appearance": appearance.pk, "start": place.start, "end": place.end},
            )
            anchored.append(appearance.pk)
    return Attached(stored, new, tuple(anchored), tuple(not_found), tuple(ambiguous))


def put_in_place(
    appearance: Appearance, text: ArticleText | None, place: quotes.Place | None
) -> None:
    """Set the appearance's place, or take it away; saves nothing."""
    appearance.text = text
    appearance.start = place.start if place else None
    appearance.end = place.end if place else None
    appearance.prefix = place.prefix if place else ""
    appearance.suffix = place.suffix if place else ""


def find_place(
    *, article: Article, quote: str, start: int | None
) -> tuple[ArticleText | None, quotes.Place | None]:
    """Return the newest text of `article` and the quote's place in it; both None without a text.

    `start` chooses where the quote stands more than once. Raises QuoteNotFound, QuoteAmbiguous.
    """
    text = article.texts.order_by("-version").first()
    if text is None:
        return None, None
    return text, quotes.locate(text.text, quote, start=start)


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is known of an article that is being ingested; blank where it isn't."""

    published_on: date | None = None
    outlet: str = ""
    title: str = ""
    url: str = ""


@transaction.atomic
def ingest(
    *, text: str, source: Source, by: User | None, now: datetime
) -> tuple[Article, Attached, bool]:
    """Store an article's text; return the article, what attaching did, and whether it is new.

    The article is the one that expects this digest, or has it already, or has this URL; else
    a new one, for which `published_on` and `outlet` must be known. Raises ArticleUnknown,
    TextTooLong, InvalidText and ValidationError.
    """
    check_text(text)
    article = _known_article(digest(text), source.url)
    new = article is None
    if article is None:
        article = _new_article(text, source, now)
    return article, attach_text(article=article, text=text, by=by, now=now), new


def _known_article(sha256: str, url: str) -> Article | None:
    by_digest = Article.objects.filter(text_sha256=sha256).first()
    stored = Article.objects.filter(texts__sha256=sha256).order_by("id").first()
    by_url = Article.objects.filter(url=url).first() if url else None
    return by_digest or stored or by_url


def _new_article(text: str, source: Source, now: datetime) -> Article:
    if source.published_on is None:
        raise ArticleUnknown(
            "The day of publication is missing: begin the file with “date YYYY-MM-DD” or say "
            "it with --published.",
            field="published",
        )
    if not source.outlet.strip():
        raise ArticleUnknown("Who published it is missing: say it with --outlet.", field="outlet")
    name = source.outlet.strip()
    outlet = Outlet.objects.filter(name__iexact=name).first() or catalogue.save_noun(
        noun=Outlet(name=name), now=now
    )
    title = source.title.strip() or _first_words(text)
    article = Article(outlet=outlet, title=title, url=source.url, published_on=source.published_on)
    return catalogue.save_noun(noun=article, now=now)


def _first_words(text: str) -> str:
    words = " ".join(text.split()[:14])
    return words if len(words) <= 120 else words[:119].rstrip() + "…"
