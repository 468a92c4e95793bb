"""How an English rule is written down: its pattern, without regard to case or with it."""

import re

from claims.reading.cue_words import CueRule
from claims.reading.english.triggers import NEEDED

ADV = r"(?:\s+(?:not|also|now|still|even|only|just|then|widely|long|probably|almost|likely|soon|always|never|ever|all|both|be|being|been|highly|very|most|more|quite|well|currently|therefore|instead|never)){0,3}"
BE = r"(?:is|are|am|['’]s|['’]re|['’]m|isn['’]t|aren['’]t|be|being|remains?|looks?|seems?|appears?)"
TO = r"\s+to\b"


def rule(name: str, pattern: str, says: str, **options: object) -> CueRule:
    needs = NEEDED.get(name, ())
    return CueRule(name, re.compile(pattern, re.IGNORECASE), says, needs=needs, **options)  # type: ignore[arg-type]


def cased(name: str, pattern: str, says: str, **options: object) -> CueRule:
    needs = NEEDED.get(name, ())
    return CueRule(name, re.compile(pattern), says, needs=needs, **options)  # type: ignore[arg-type]
