"""How alike two statements are in their words: enough to show one beside the other, no more.

The measure is the share of the weightier words that both hold (an overlap coefficient, so that a
short statement is found in a long quote), lowered where their numbers or years differ: "by 2030"
and "by 2035" are two predictions.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    "a an the and or but of in on at by to for from with as is are was were be been being it its "
    "this that these those he she they them his her their we our us i you your who which what "
    "will would could should can may might shall not no than then there has have had do does did "
    "if so up out over under into about after before until within per more less very".split()
)
# Endings that say number, tense or degree, the longest first; what is left has 4 letters or more.
_ENDINGS = (
    "ations",
    "ation",
    "ising",
    "izing",
    "ments",
    "ment",
    "ing",
    "ied",
    "ies",
    "ed",
    "es",
    "s",
)
_STEM = 4
DIFFERENT_NUMBERS = 0.5


def stems(text: str) -> frozenset[str]:
    """Return the weighty words of `text`, casefolded and without their endings."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(_stem(word) for word in _WORD.findall(folded) if word not in _COMMON)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def likeness(one: str, other: str) -> float:
    """Return 0 (no weighty word in common) to 1 (the same ones); the order doesn't matter."""
    first, second = stems(one), stems(other)
    if not first or not second:
        return 0.0
    shared = len(first & second)
    smaller, larger = sorted((len(first), len(second)))
    overlap, union = shared / smaller, shared / (smaller + larger - shared)
    score = (2 * overlap + union) / 3 if smaller > 1 else union
    return score if _numbers(first) == _numbers(second) else score * DIFFERENT_NUMBERS


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())


def telling_words(text: str, limit: int) -> list[str]:
    """Return the `limit` longest weighty words, as they stand casefolded: the rarest, mostly."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = {word for word in _WORD.findall(folded) if word not in _COMMON and len(word) >= _STEM}
    return sorted(words, key=lambda word: (-len(word), word))[:limit]
