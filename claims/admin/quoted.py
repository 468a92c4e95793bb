"""Quotes with the words around them, read without the rest of the text."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Least, Substr

from claims.models import Prediction

AROUND = 300  # code points before and after


def in_context(prediction: Prediction) -> "QuerySet[Any]":
    """Return the appearances, each with `before` and `after`: None where there is no text.

    The database cuts the words out, so that a text of megabytes is never sent.
    """
    first = Greatest(F("start") - (AROUND - 1), 1)
    before = Substr("text__text", first, Least(F("start"), AROUND))
    after = Substr("text__text", F("end") + 1, AROUND)
    return prediction.appearances.for_list().annotate(before=before, after=after)
