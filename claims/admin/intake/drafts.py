"""The drafts that came of an article's suggestions, and what each lacks to be published."""

from dataclasses import dataclass

from django.urls import reverse

from claims.admin.intake.tally import Row
from claims.choices import Status
from claims.models import Article, Prediction, Suggestion

LISTED = 200
NEEDED = (("true_if", "“true if”"), ("false_if", "“false if”"))


@dataclass(frozen=True)
class Draft:
    """One draft; `number` and `pk` are its suggestion's where that stands in the text shown."""

    prediction: Prediction
    missing: str
    pk: int | None
    number: int | None
    address: str


def drafts_of(article: Article, rows: list[Row]) -> list[Draft]:
    """Return the drafts made from the article's suggestions, in the order of the text."""
    page = reverse("admin:claims_article_intake", args=[article.pk])
    by_pk = {row.pk: row for row in rows}
    accepted = Suggestion.objects.filter(article=article, prediction__status=Status.DRAFT)
    found = accepted.select_related("prediction").order_by("start", "pk")[:LISTED]
    drafts = {}
    for suggestion in found:
        row = by_pk.get(suggestion.pk)
        prediction = suggestion.prediction
        assert prediction is not None  # noqa: S101 - asked for by its status
        drafts[prediction.pk] = Draft(
            prediction=prediction,
            missing=lacks(prediction),
            pk=row.pk if row else None,
            number=row.number if row else None,
            address=f"{page}?suggestion={suggestion.pk}",
        )
    return list(drafts.values())


def lacks(prediction: Prediction) -> str:
    """Return "“true if” and “false if”", or "" where it can be published."""
    return " and ".join(words for name, words in NEEDED if not getattr(prediction, name).strip())
