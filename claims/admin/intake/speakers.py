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
    here: bool

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
        .filter(pk__in=Speaker.objects.filter(wanted).distinct().values("pk")[:LOOKED_AT])
        .annotate(
            recorded=Count("predictions", distinct=True),
            here=Count(
                "predictions",
                filter=Q(predictions__appearances__article=suggestion.article_id),
                distinct=True,
            ),
        )
    )
    return ordered(found, suggestion)[:OFFERED]


def ordered(found: Iterable[Any], suggestion: Suggestion) -> list[Candidate]:
    """Order the same name first, then the same last name, then whoever speaks most often."""
    name, last = folded(suggestion.speaker_name), folded(last_name(suggestion.speaker_name))
    ranked = []
    for row in found:
        theirs = folded(row.name)
        alike = bool(last) and last in theirs.split()
        candidate = Candidate(row, row.recorded, bool(name) and theirs == name, bool(row.here))
        ranked.append(((not candidate.exact, not alike, -row.recorded, row.pk), candidate))
    return [candidate for _, candidate in sorted(ranked, key=lambda each: each[0])]


def same_person(suggestion: Suggestion, candidates: list[Candidate]) -> Speaker | None:
    """Return who is meant, where that is plain: of the very name, or of the same last name here.

    An article names a person in full once, and by the last name afterwards.
    """
    exact = [each.speaker for each in candidates if each.exact]
    if len(exact) == 1:
        return exact[0]
    here = [each.speaker for each in candidates if each.here and not exact]
    fuller = [each for each in here if is_fuller(each.name, suggestion.speaker_name)]
    return fuller[0] if len(fuller) == 1 else None


def full_name(suggestion: Suggestion) -> str:
    """Return the name in full as the same text gives it elsewhere, where there is but one."""
    name = suggestion.speaker_name
    names = Suggestion.objects.filter(text=suggestion.text_id, speaker_resolved=True)
    fuller = {
        other
        for other in names.values_list("speaker_name", flat=True).distinct().order_by()
        if is_fuller(other, name)
    }
    return fuller.pop() if len(fuller) == 1 else name


def is_fuller(full: str, short: str) -> bool:
    """Say whether `short` is one capitalised word and the last one of `full`: a person's name."""
    return short.istitle() and " " not in short.strip() and full.endswith(f" {short.strip()}")


def last_name(name: str) -> str:
    """Return the word by which a name is looked for: its last one that is no title."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in TITLES]
    return words[-1] if words else ""
