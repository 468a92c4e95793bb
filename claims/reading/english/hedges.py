"""English hedges, and the probability that readers take them to mean.

Per cent: the median answer of 123 readers with the middle half of the answers, as the survey of
words of estimative probability has it. What the survey didn't ask for has a strength alone.
"""

import re

from claims.choices import Strength
from claims.reading.cue_words import HedgeTerm


def _term(
    pattern: str, strength: Strength, figures: tuple[int, int, int] | None = None
) -> HedgeTerm:
    low, median, high = figures or (None, None, None)
    return HedgeTerm(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), strength, low, median, high)


_P, _L, _W, _A = Strength.POSSIBLE, Strength.PROBABLE, Strength.WISHED, Strength.ASSERTED

# The longer words first: "highly unlikely" is not "unlikely".
HEDGES = (
    _term(r"almost\s+no\s+chance|virtually\s+no\s+chance", _L, (1, 2, 5)),
    _term(
        r"almost\s+certain(?:ly)?|virtually\s+certain(?:ly)?|near(?:ly)?[\s-]certain(?:ly|ty)?|all\s+but\s+certain",
        _L,
        (90, 95, 98),
    ),
    _term(
        r"highly\s+unlikely|very\s+unlikely|most\s+unlikely|extremely\s+unlikely", _L, (5, 5, 10)
    ),
    _term(
        r"highly\s+likely|very\s+likely|most\s+likely|highly\s+probable|very\s+probably|most\s+probably",
        _L,
        (80, 90, 95),
    ),
    _term(r"very\s+good\s+chance|excellent\s+chance", _L, (75, 80, 90)),
    _term(
        r"probably\s+not|probably\s+won['’]t|not\s+likely|isn['’]t\s+likely|aren['’]t\s+likely",
        _L,
        (15, 25, 30),
    ),
    _term(
        r"(?:better|more)\s+than\s+even(?:\s+chance)?|better[\s-]than[\s-]even", _L, (55, 60, 60)
    ),
    _term(
        r"(?:about|roughly|an?)\s+even(?:\s+chance)?|even\s+chance|even\s+odds|toss[\s-]up|coin[\s-](?:toss|flip)|fifty[\s-]fifty|50[\s–-]50",
        _P,
        (50, 50, 50),
    ),
    _term(
        r"(?:a\s+)?(?:little|slim|small|slight|remote|faint)\s+(?:chance|hope|prospect|possibility)|(?:an?\s+)?outside\s+chance",
        _P,
        (5, 10, 15),
    ),
    _term(
        r"unlikely|doubtful|(?<!no\s)(?<!any\s)doubts?\s+(?:that|it|they|whether)", _L, (10, 20, 30)
    ),
    _term(r"improbable|improbably", _L, (5, 10, 22)),
    _term(r"likely|in\s+all\s+likelihood", _L, (65, 70, 75)),
    _term(r"probably|probable|in\s+all\s+probability", _L, (60, 70, 75)),
    _term(
        r"(?:a\s+)?(?:good|strong|fair|decent|real|serious|reasonable|every)\s+chance|odds[\s-]on|odds\s+are|chances\s+are|likeliest|more\s+likely",
        _L,
    ),
    _term(r"chances?|odds|possibility|risk|danger|probability|likelihood|prospects?", _P),
    _term(
        r"could|might|(?-i:may)(?=\s+[a-z])|possibly|possible|perhaps|maybe|potentially|conceivabl[ye]|on\s+the\s+cards",
        _P,
    ),
    _term(
        r"expects?|expected|expecting|expectations?|forecasts?|projected|projects|predicts?|predicted|anticipates?|anticipated|tipped|"
        r"with\s+(?:a\s+bit\s+of\s+|any\s+|some\s+)?luck|if\s+you\s+ask\s+me|doubts?|sees|seen|looking\s+at|pencil(?:led|ed)?\s+in|foresees?|"
        r"(?-i:should)|looks?\s+(?:set|likely)|on\s+(?:track|course)|give\s+or\s+take|on\s+present\s+trends|"
        r"(?:i|we)\s+(?:think|believe|reckon|guess|suspect|see|figure|fancy)(?!\s+(?:them|him|her)[.,])|(?:i|we)\s+(?:don['’]t|do\s+not)\s+(?:think|believe|expect|see)|"
        r"(?:i['’]d|i\s+would|we['’]d)\s+(?:say|put|wager|bet|guess)|my\s+(?:own\s+|best\s+)?(?:guess|bet|hunch|money['’]?s?)(?:\s+(?:is\s+)?on)?|"
        r"(?:['’]d|would|wouldn['’]t)\s+(?:not\s+)?be\s+(?:very\s+)?(?:surprised|astonished|amazed|disappointed|stunned|shocked)(?:\s+if)?|(?:wouldn['’]t|would\s+not)\s+surprise\s+(?:me|us|him|her|them)|"
        r"bet|believes?|thinks?|reckons?|figures|(?<!\ba\s)(?<!\bthe\s)(?<!first\s)(?<!\ban\s)(?<!our\s)(?<!its\s)estimates?|suggests?|impl(?:y|ies)|"
        r"confident|base\s+case|voic(?:es|ed|ing)\s+(?:the\s+)?(?:belief|hope)",
        _L,
    ),
    _term(
        r"hopes?|hoping|hopeful|hopefully|aims?|aiming|(?:would|['’]d)\s+(?:also\s+|still\s+|really\s+|much\s+)?(?:like|love|prefer)|wants?|seeks?|seeking|wishe?s?|"
        r"would\s+be\s+(?:\w+\s+)?(?:good|nice|great|ideal|better|logical|easy|convenient)|ideally|ambition|aspires?",
        _W,
    ),
    _term(r"due|scheduled|slated|set|on\s+track|on\s+course|poised|planned", _A),
)

# "70 per cent chance", "one in three", "60-40".
PROBABILITIES = re.compile(
    r"(?P<percent>\b\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b)"
    r"|\b(?P<part>one|two|three|four|five|six|seven|eight|nine|\d{1,3})(?:[\s-]|[\s-]+chances?[\s-]+)(?:in|out\s+of)[\s-](?P<whole>two|three|four|five|six|seven|eight|nine|ten|twenty|a\s+hundred|\d{1,4})\b"
    r"|\b(?P<odds>\d{1,2})[–:-](?P<against>\d{1,2})\b"
    r"|\b(?P<even>coin[\s-](?:toss|flip)|toss[\s-]up|fifty[\s-]fifty|even\s+(?:chance|odds))\b",
    re.IGNORECASE,
)
# A share of something else is no probability: one of these has to follow, or to stand before.
PROBABLE_AFTER = re.compile(
    r"\s*(?:that\s|likely|sure|certain|confident|(?:[a-z]+\s+)?(?:chance|probability|likelihood|odds|risk|possibility|shot)\b)",
    re.IGNORECASE,
)
PROBABLE_BEFORE = re.compile(
    r"\b(?:chances?|probability|likelihood|odds|risk)\b[^.;!?%]{0,70}$|(?:it['’]s|it\s+is|i['’]d\s+say|i['’]d\s+put\s+(?:it|that)\s+at)\s+(?:about\s+|perhaps\s+|maybe\s+)?$",
    re.IGNORECASE,
)
NUMBER_WORDS = {
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "twenty": 20.0,
    "a hundred": 100.0,
}
