"""The cues in a stretch of text, without those that only look like one."""

from dataclasses import dataclass

from claims.reading.cue_words import CueRule, CueWords
from claims.reading.shapes import Span


@dataclass(frozen=True, slots=True)
class Cue(Span):
    """Words that speak of the future, and the rule that says so."""

    rule: CueRule | None = None

    @property
    def name(self) -> str:
        return self.rule.name if self.rule is not None else ""


@dataclass(frozen=True)
class Around:
    """What is known of the stretch: dates that are still to come, and whether it is reported now.

    `dated` are the places of the dates to come; `ahead` those of them that lie wholly ahead.
    """

    dated: tuple[Span, ...] = ()
    ahead: tuple[Span, ...] = ()
    reported: bool = False


def find_cues(text: str, span: Span, words: CueWords, around: Around) -> list[Cue]:
    """Return the cues in `span`, in the order of the text; none where the stretch asks."""
    if words.question.search(text[span.start : span.end]):
        return []
    found = [
        Cue(match.start(), match.end(), rule)
        for rule in words.rules
        if _may_fire(rule, around)
        for match in rule.pattern.finditer(text, span.start, span.end)
    ]
    if not found:
        return []
    vetoed = list(_vetoed(text, span, words, bool(around.dated)))
    kept = [cue for cue in found if not any(_covers(veto, cue) for veto in vetoed)]
    return sorted(kept, key=lambda cue: (cue.start, -(cue.rule.weight if cue.rule else 0)))


def _may_fire(rule: CueRule, around: Around) -> bool:
    if rule.needs_date and not around.dated:
        return False
    return around.reported if rule.reported else True


def _vetoed(text: str, span: Span, words: CueWords, dated: bool) -> list[Span]:
    return [
        Span(match.start(), match.end())
        for veto in words.vetoes
        if not (veto.unless_dated and dated)
        for match in veto.pattern.finditer(text, span.start, span.end)
    ]


def _covers(veto: Span, cue: Span) -> bool:
    """Tell whether the cue's last words stand in the vetoed stretch: those carry the future."""
    return veto.start < cue.end <= veto.end or veto.start <= cue.start < veto.end
