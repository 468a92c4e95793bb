"""Whose words these may be: the speakers that are known already, offered before a new one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from claims.models import Speaker, Suggestion
from claims.models.base import folded

OFFERED = 6
LOOKED_AT = 40  # rows; a common surname has many bearers
# Words in front of a name that don't tell two people apart, and words of groups.
TITLES = frozenset("mr mrs ms miss dr prof sir dame lord lady president minister the a an".split())
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True)
class Candidate:
    """A speaker who is known, and how many predictions are recorded as theirs."""

    speaker: Speaker
    recorded: int
    exact: bool

    @property
    def label(self) -> str:
        count = f"{self.recorded} {'prediction' if self.recorded == 1 else 'predictions'}"
        own = "; this article's own source" if self.speaker.article_id else ""
        return f"{self.speaker} – {count}{own}"


def candidates_for(suggestion: Suggestion) -> list[Candidate]:
    """Return at most OFFERED known speakers, the likeliest first, in one query.

    Those of the same name, those with the same last name, and those who speak in this article.
    A source without a name of another article is none: it is another source.
    """
    here = Q(predictions__appearances__article=suggestion.article_id)
    wanted = here | Q(article=suggestion.article_id)
    if last := last_name(suggestion.speaker_name):
        wanted |= Q(search__contains=folded(last))
    found = (
        Speaker.objects.filter(Q(article__isnull=True) | Q(article=suggestion.article_id))
        .filter(pk__in=Speaker.objects.filter(wanted).values("pk")[:LOOKED_AT])
        .annotate(recorded=Count("predictions", distinct=True))
    )
    return ordered(found, suggestion)[:OFFERED]


def ordered(found: Iterable[Any], suggestion: Suggestion) -> list[Candidate]:
    """Order the same name first, then the same last name, then whoever speaks most often."""
    name, last = folded(suggestion.speaker_name), folded(last_name(suggestion.speaker_name))
    ranked = []
    for speaker in found:
        theirs = folded(speaker.name)
        exact = bool(name) and theirs == name
        alike = bool(last) and last in theirs.split()
        ranked.append((not exact, not alike, -speaker.recorded, speaker.pk, speaker, exact))
    return [Candidate(row[4], -row[2], row[5]) for row in sorted(ranked, key=lambda row: row[:4])]


def last_name(name: str) -> str:
    """Return the word by which a name is looked for: its last one that is no title."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in TITLES]
    return words[-1] if words else ""
