"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.choices import Status
from claims.models import Prediction
from claims.models.prediction import PredictionQuerySet
from claims.pages.access import readable
from claims.pages.cards import prediction_card
from claims.pages.counts import capped

ON_THE_FRONT_PAGE = 6


@readable
def home(request: HttpRequest) -> HttpResponse:
    """What is due, oldest first; what comes next; what was decided last."""
    now = timezone.now()
    visible = Prediction.objects.visible_to(request.user)
    due, coming = visible.due(now), visible.in_status(Status.OPEN, now)
    resolved = visible.filter(status=Status.RESOLVED)

    def cards(rows: PredictionQuerySet, *order: str) -> list[object]:
        found = rows.for_list().order_by(*order)[:ON_THE_FRONT_PAGE]
        return [prediction_card(prediction, now) for prediction in found]

    context = {
        "counts": [
            (Status.DUE, capped(due)),
            (Status.OPEN, capped(coming)),
            (Status.RESOLVED, capped(resolved)),
        ],
        "due": cards(due, "next_review_at", "id"),
        "coming": cards(coming, "next_review_at", "id"),
        # An outcome's id grows with time, and this order is that of a unique index.
        "decided": cards(resolved.filter(current_outcome__isnull=False), "-current_outcome_id"),
        "empty": not visible.exists(),
    }
    return render(request, "pages/home.html", context)
