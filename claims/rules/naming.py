"""What sort of speaker a name stands for, guessed from how it is written.

A guess, for an analyst to put right. Where it is in doubt it leans to what does least harm: a
source without a name belongs to its article alone, so two of them are never taken for one.
"""

import re

from claims.choices import SpeakerKind

_WORD = re.compile(r"[^\W\d_][\w.’'&-]*")
# What stands before a name and is no part of it.
_LEADS = frozenset("the a an another one his her its their our mr mrs ms dr sir".split())
_MANY = re.compile(
    r"\b(?:officials|sources|people|analysts|experts|diplomats|economists|scientists|researchers|"
    r"members|traders|investors|doctors|critics|observers|others|many|most|majority|several|some|"
    r"two|three|four|five|six|seven|eight|nine|ten|\d+)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:company|corporation|corp|inc|ltd|plc|llc|group|bank|ministry|department|agency|council|"
    r"university|institute|association|union|commission|committee|court|government|party|club|"
    r"league|federation|fund|office|bureau|authority|board|society|trust|foundation|airlines?|"
    r"airways|railways?|motors|energy|systems|technologies|pharma|labs?|network|union)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Prof(?:essor)?|Gov|Sen|Rep|President|Minister|Chancellor|"
    r"Mayor|Judge|Captain|General|Secretary|Senator|Governor|Chief)\b"
)


def kind_of(name: str) -> SpeakerKind:
    """Return what sort of speaker `name` stands for, as a guess."""
    words = _WORD.findall(name)
    named = [
        word for word in words if word[:1].isupper() and word.lower().rstrip(".") not in _LEADS
    ]
    if not named or (words[:1] and words[0].lower() in {"a", "an", "another", "one"}):
        return SpeakerKind.GROUP if _MANY.search(name) else SpeakerKind.ANONYMOUS
    if _TITLED.search(name):
        return SpeakerKind.PERSON
    if _MANY.search(name):
        return SpeakerKind.GROUP
    if _ORGANISATION.search(name) or len(named) == 1 or words[0].lower() == "the":
        return SpeakerKind.ORGANISATION
    return SpeakerKind.PERSON
