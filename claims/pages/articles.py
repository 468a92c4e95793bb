"""The list of articles, and the page of one with its quotes marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from claims.models import Appearance, Article, ArticleText, Prediction
from claims.models.keyset import Ordering
from claims.pages.access import readable
from claims.pages.cards import PredictionCard, prediction_card
from claims.pages.links import host, web_link
from claims.pages.listing import searched_list
from claims.pages.marked import Quote, part_of, show
from claims.pages.moments import say_day
from claims.rules.cursors import read_day
from claims.rules.marks import Span

NEWEST = Ordering("-published_on", read=read_day)
# A page with more quotes than this would be hard to read; the rest are in the list.
QUOTES_ON_A_PAGE = 200


@dataclass(frozen=True)
class Row:
    article: Article
    day: str
    predictions: int


@dataclass(frozen=True)
class Listed:
    """One quote of the article beside its prediction; `part` leads to it in a long text."""

    number: int
    quote: str
    card: PredictionCard
    in_text: bool
    part: int


@readable
def article_list(request: HttpRequest) -> HttpResponse:
    """The articles, newest first, each with how many predictions are recorded from it."""
    return searched_list(
        request,
        Article.objects.for_list(),
        NEWEST,
        template="pages/articles.html",
        describe=_counted,
    )


def _counted(articles: Sequence[Article], request: HttpRequest) -> list[Row]:
    visible = Prediction.objects.visible_to(request.user)
    counts = dict(
        visible.filter(appearances__article__in=[article.pk for article in articles])
        .order_by()
        .values_list("appearances__article")
        .annotate(Count("pk", distinct=True))
    )
    return [
        Row(article, say_day(article.published_on), counts.get(article.pk, 0))
        for article in articles
    ]


@readable
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article: its newest text with the quotes marked, or the quotes alone."""
    now = timezone.now()
    found = get_object_or_404(Article.objects.for_list(), pk=pk)
    text = ArticleText.objects.filter(article=found).order_by("-version").first()
    appearances = list(_appearances(request, found)[: QUOTES_ON_A_PAGE + 1])
    shown = appearances[:QUOTES_ON_A_PAGE]
    cards = {
        prediction.pk: prediction_card(prediction, now)
        for prediction in Prediction.objects.for_list().filter(
            pk__in=[appearance.prediction_id for appearance in shown]
        )
    }
    quotes = _quotes(shown, text, cards)
    context = {
        "article": found,
        "link": web_link(found.url),
        "host": host(found.url),
        "day": say_day(found.published_on),
        "text": show(text.text, list(quotes.values()), part=_part(request)) if text else None,
        "version": text,
        "listed": _listed(shown, quotes, text, cards),
        "more": len(appearances) > QUOTES_ON_A_PAGE,
    }
    return render(request, "pages/article.html", context)


def _appearances(request: HttpRequest, article: Article) -> QuerySet[Appearance]:
    """Those that the reader may see: anchored ones as they stand in the text, then the others."""
    visible = Prediction.objects.visible_to(request.user)
    return Appearance.objects.filter(article=article, prediction__in=visible).order_by(
        "text__version", "start", "id"
    )


def _quotes(
    appearances: Sequence[Appearance],
    text: ArticleText | None,
    cards: dict[int, PredictionCard],
) -> dict[int, Quote]:
    """Return the quotes that stand in the text shown, by appearance, numbered as listed."""
    quotes = {}
    for number, appearance in enumerate(appearances, start=1):
        start, end = appearance.start, appearance.end
        anchored = text is not None and appearance.text_id == text.pk
        if anchored and start is not None and end is not None:
            statement = cards[appearance.prediction_id].statement
            quotes[appearance.pk] = Quote(
                Span(start, end), number, appearance.prediction_id, statement
            )
    return quotes


def _listed(
    appearances: Sequence[Appearance],
    quotes: dict[int, Quote],
    text: ArticleText | None,
    cards: dict[int, PredictionCard],
) -> list[Listed]:
    return [
        Listed(
            number=number,
            quote=appearance.quote,
            card=cards[appearance.prediction_id],
            in_text=appearance.pk in quotes,
            part=part_of(text.text, quotes[appearance.pk])
            if text is not None and appearance.pk in quotes
            else 0,
        )
        for number, appearance in enumerate(appearances, start=1)
    ]


def _part(request: HttpRequest) -> int | None:
    """Return the part of a long text that is asked for; None for the passages with quotes."""
    asked = request.GET.get("part", "")
    if not (asked.isascii() and asked.isdigit()):
        return None
    return int(asked[:9])
