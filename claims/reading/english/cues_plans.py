"""English plans, pledges and wishes, and chances."""

from claims.choices import Kind, Strength
from claims.reading.english.rules import TO, rule

PLANS = (
    rule(
        "plans",
        r"\b(?:plans?|planning|intends?|intending|means?(?!\s+to\s+say)|minded|proposes?|proposing|prepar(?:es|ing)|"
        r"(?:has|have)\s+(?:decided|agreed|chosen|resolved|arranged|applied)|(?:is|are|['’]re|['’]m)\s+(?:ready|determined|committed|preparing))"
        + TO
        + r"\s+[a-z]",
        "“plans to”, “intends to”: an intention",
        weight=0.75,
        kind=Kind.INTENTION,
    ),
    rule(
        "pledged",
        r"\b(?:vows?|vowed|vowing|pledge[sd]?|pledging|promise[sd]?|promising|commit(?:s|ted)|undertak(?:es|en)|undertook|"
        r"swears?|swore|threatens?|threatened|guarantees?|guaranteed|agrees|agreed|volunteered|offered)\s+(?:\w+\s+){0,2}?(?:not\s+)?to\s+[a-z]",
        "“vowed to”, “promised to”: a pledge",
        weight=0.65,
        kind=Kind.INTENTION,
        current=True,
    ),
    rule(
        "no-intention",
        r"\bno\s+(?:intention|plans?)\s+(?:of\s+\w+ing|to\s+[a-z])|\b(?:refuses|rules?\s+out|ruled\s+out|rejects)\s+(?:\w+ing\b|(?:any|a|the)\s+\w+)",
        "“has no intention of”: not to be done",
        weight=0.55,
        kind=Kind.INTENTION,
    ),
    rule(
        "aims",
        r"\b(?:aims?|aiming|hopes?|hoping|seeks?|seeking|aspires?|wants?|wishes|(?:would|['’]d)\s+(?:like|love|prefer))"
        r"\s+(?:\w+\s+){0,2}?to\s+[a-z]|\b(?:hopes?|hoping)\s+(?:that|for|it|we|they|the|she|he|its?)\b|"
        r"\b(?:aims?|aiming)\s+(?:for|at)\b|\b(?:goal|aim|ambition|hope|target|plan|idea|intention|objective)\s+(?:is|remains)\s+(?:to\b|that\b|for\b)",
        "“aims to”, “hopes to”: a wish",
        weight=0.6,
        strength=Strength.WISHED,
        kind=Kind.INTENTION,
    ),
    rule(
        "would-be-good",
        r"\bit\s+would\s+be\s+(?:\w+\s+)?(?:good|nice|great|ideal|better|best|logical|easy|wise|convenient|helpful|lovely|wonderful)\b",
        "“it would be good to”: a wish or a judgement",
        weight=0.4,
        strength=Strength.WISHED,
    ),
)

CHANCES = (
    rule(
        "chance",
        r"\b(?:chances?|odds|probability|likelihood|possibility|prospects?|risk|danger)\b"
        r"(?=\s+(?:of|that|for|is|are|it|they|he|she|we|the|to)\b|\s*,\s+and\s)|\bchances\s+are\b|\b(?:coin[\s-]toss|toss[\s-]up)\b|\bthe\s+odds\s+are\b",
        "“there is a chance”: possible",
        weight=0.5,
        strength=None,
    ),
    rule(
        "stated-probability",
        r"\b(?:\d{1,3}(?:\.\d)?\s?(?:%|per\s?cent|percent)|(?:one|two|three|four)[\s-]in[\s-](?:two|three|four|five|six|ten)|fifty[\s-]fifty|\d{1,2}[\s–-]\d{1,2})"
        r"[\s-]+(?:\w+\s+){0,1}?(?:chance|probability|likelihood|odds|risk)\b|"
        r"\b(?:chance|probability|likelihood|odds|risk)\b[^.;!?]{0,80}?\bat\s+(?:about\s+|only\s+|just\s+)?(?:\d{1,3}\s?(?:%|per\s?cent|percent)|one\s+in)",
        "a stated probability",
        weight=0.7,
        strength=None,
    ),
    rule(
        "nominal",
        r"\b(?:forecasts?|expectations?|predictions?|projections?|hopes?|plans?|prospects?|promise|pledge|fears?)\s+(?:of|for|that)\b"
        r"|\b(?:planned|expected|forthcoming|upcoming|proposed|impending|looming|scheduled|anticipated|imminent)\s+(?!to\b|for\b|by\b|in\b|on\b)[a-z]",
        "“the planned launch”, “hopes of a recovery”, beside a date to come",
        weight=0.45,
        strength=Strength.PROBABLE,
        needs_date=True,
    ),
    rule(
        "on-hopes",
        r"\b(?:on|amid)\s+(?:growing\s+|mounting\s+|rising\s+|renewed\s+|widespread\s+)?(?:hopes|fears|expectations|bets|speculation|forecasts)\s+(?:that|of|for)\b",
        "“on hopes that”, “amid fears of”: what markets or people expect",
        weight=0.35,
        strength=Strength.PROBABLE,
    ),
    rule(
        "hedged-outcome",
        r"\b(?:potentially|possibly|perhaps)\b[^.;!?]{0,60}?\b(?:the|a|an|both|more|all|up)\b|\bno\s+fear\s+of\b|\bwill\s+effectively\b",
        "“potentially”: an outcome that is still open",
        weight=0.3,
        strength=Strength.POSSIBLE,
    ),
)

# Verbs of plans and programmes in the present. Those whose past looks the same ("cut", "hit")
# only with the ending that says it is the present; those that are nouns too only so as well.
