"""Which language a text is in: by its script, then by the little words that every text has."""

import re
import unicodedata
from collections import Counter

from claims.reading.profiles import PROFILES, SCRIPTS

UNDETERMINED = "und"
# A text is told by what stands in its first and its middle characters: a page has a foot.
SAMPLE = 6_000
_WORD = re.compile(r"[^\W\d_]{1,40}")
FEW = 6  # words; fewer tell nothing
LEAST = 0.12  # the share of little words in running text, at least
AHEAD = 1.25
# In a sentence or two, one little word over and over tells nothing: "I", "to" are Polish too.
SHORT = 25
KINDS = 3  # different little words, at least


def detect(text: str) -> str:
    """Return the BCP 47 tag of the language that `text` is in; "und" where it can't be told."""
    sample = text[:SAMPLE]
    if len(text) > 3 * SAMPLE:
        sample += " " + text[len(text) // 2 :][:SAMPLE]
    words = [match.group().casefold() for match in _WORD.finditer(sample)]
    script = _script(sample)
    if script:
        return script
    if len(words) < FEW:
        return UNDETERMINED
    counts = Counter(words)
    shares = sorted(
        (
            (sum(counts[word] for word in profile) / len(words), tag)
            for tag, profile in PROFILES.items()
        ),
        reverse=True,
    )
    (best, tag), (second, _) = shares[0], shares[1]
    if len(words) < SHORT and sum(word in counts for word in PROFILES[tag]) < KINDS:
        return UNDETERMINED
    return tag if best >= LEAST and best >= second * AHEAD else _doubtful(shares)


def _doubtful(shares: list[tuple[float, str]]) -> str:
    """Of two neighbours the likelier is told, where there are little words enough."""
    best, tag = shares[0]
    return tag if best >= 2 * LEAST else UNDETERMINED


def _script(sample: str) -> str:
    """Return the language whose script most letters are in; blank where letters are shared."""
    found: Counter[str] = Counter()
    letters = [letter for letter in sample[:2_000] if letter.isalpha()]
    for letter in letters:
        if letter > "\u052f":
            found[SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")] += 1
    found.pop("", None)
    if not found:
        return ""
    if found["ja"] > len(letters) / 10:
        return "ja"
    tag, number = found.most_common(1)[0]
    return tag if number > len(letters) / 3 else ""
