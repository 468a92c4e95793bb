"""The rules by which English speaks of the future, each with its name and what it means."""

import re

from claims.choices import Kind, Strength
from claims.reading.cue_words import CueRule
from claims.reading.english.triggers import NEEDED

_ADV = r"(?:\s+(?:not|also|now|still|even|only|just|then|widely|long|probably|almost|likely|soon|always|never|ever|all|both|be|being|been|highly|very|most|more|quite|well|currently|therefore|instead|never)){0,3}"
_BE = (
    r"(?:is|are|am|['’]s|['’]re|['’]m|isn['’]t|aren['’]t|be|being|remains?|looks?|seems?|appears?)"
)
_TO = r"\s+to\b"


def _rule(name: str, pattern: str, says: str, **options: object) -> CueRule:
    needs = NEEDED.get(name, ())
    return CueRule(name, re.compile(pattern, re.IGNORECASE), says, needs=needs, **options)  # type: ignore[arg-type]


def _cased(name: str, pattern: str, says: str, **options: object) -> CueRule:
    needs = NEEDED.get(name, ())
    return CueRule(name, re.compile(pattern), says, needs=needs, **options)  # type: ignore[arg-type]


MODALS = (
    _cased(
        "will",
        r"\b(?:will|WILL|won['’]t|WON['’]T|Won['’]t|shan['’]t)\b|(?<=\w)['’]ll\b",
        "“will”, “won’t”: an unhedged future",
        weight=0.9,
        about_self=True,
    ),
    _cased("shall", r"\bshall\b", "“shall”: an unhedged future", weight=0.7, about_self=True),
    _rule(
        "going-to",
        r"(?:\b(?:is|are|am|isn['’]t|aren['’]t|not)|['’](?:s|re|m))"
        + _ADV
        + r"\s+(?:going\s+to|gonna)\s+(?!(?:the|a|an|school|work|bed|court|church|war)\b)[a-z]",
        "“is going to”: an unhedged future",
        weight=0.9,
        about_self=True,
    ),
    _cased(
        "could",
        r"\b(?:could|Could)\b(?!\s+have\b(?!\s+to\b)|n['’]t\s+have\b)",
        "“could”: possible",
        weight=0.5,
        strength=Strength.POSSIBLE,
    ),
    _cased(
        "may",
        r"\b(?:may|might)\b(?!\s+(?:not\s+|well\s+|also\s+|already\s+){0,2}have\b(?!\s+to\b))(?=\s+[a-z])",
        "“may”, “might”: possible",
        weight=0.5,
        strength=Strength.POSSIBLE,
    ),
    _rule(
        "should",
        r"\bshould"
        + _ADV
        + r"\s+(?:sell|hit|pass|peak|drop|double|treble|end|close|lead|allow|enable|reduce|boost|exceed|average|total|settle|survive|produce|generate|create|melt|clear|heal|resume|restart|reopen|mean|hold|arrive|reach|take|last|open|start|begin|finish|fall|rise|"
        r"grow|gain|win|ease|improve|recover|return|come|follow|help|bring|land|emerge|appear|cover|"
        r"(?:be|have)\s+(?:\w+\s+){0,2}?(?:ready|open|complete|completed|finished|done|able|"
        r"available|back|off|in\s+place|over|up|on|here|there|enough|running|online|built|restored|"
        r"delivered|repaired|clear|known|fine))\b",
        "“should be ready”: what is to be expected",
        weight=0.55,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "should-by",
        r"\bshould\s+(?:\w+ly\s+|then\s+|also\s+)?be\s+\w+",
        "“should be settled by May”: what is to be expected",
        weight=0.5,
        strength=Strength.PROBABLE,
        needs_date=True,
        ahead=True,
    ),
    _rule(
        "can-then",
        r"\b(?:as\s+soon\s+as|once|when|then|after\s+that|by\s+then)\b[^.;!?]{0,120}?\b(?:can|could)\b",
        "“once …, then we can …”: possible from then on",
        weight=0.4,
        strength=Strength.POSSIBLE,
    ),
    _rule(
        "would-reported",
        r"\b(?:would|wouldn['’]t)\b(?!\s+(?:not\s+)?have\b)|(?<=\w)['’]d\b(?!\s+(?:better|be|been|have|like|love|rather|say)\b)",
        "“said it would”: a future in reported speech",
        weight=0.8,
        reported=True,
        current=True,
        about_self=True,
    ),
    _rule(
        "would-if",
        r"\b(?:if|should|were|without|unless|under\s+(?:the|a|an|its|his|her|their|this|that)\s+"
        r"(?:\w+\s+){0,3}?(?:plans?|proposals?|deal|bill|scheme|terms|scenario|agreement|law))\b"
        r"[^.;!?]{0,200}?\bwould(?:n['’]t)?\b(?!\s+have\b)",
        "“would …, if …”: a future on a condition",
        weight=0.55,
        current=True,
    ),
    _rule(
        "would-then-if",
        r"\bwould(?:n['’]t)?\b(?!\s+have\b)[^.;!?]{0,200}?\b(?:if|unless|provided|should|were\s+\w+\s+to)\b",
        "“would …, if …”: a future on a condition",
        weight=0.55,
        current=True,
    ),
    _rule(
        "would-plan",
        r"\b(?:plans?|proposals?|bill|law|deal|merger|takeover|measures?|scheme|projects?|agreement|"
        r"treaty|amendment|rules?|budget|programme|program|design|line|mine|plant|terminal|site|"
        r"reactor|pipeline|cuts?|increases?|move|closure|mission|ban|tax|levy|tariffs?|acquisition|"
        r"expansion|scheme|bridge|stadium|factory|work|works|changes?|vote|referendum|strike)"
        r"\s+(?:\w+\s+){0,4}?would\b(?!\s+have\b)|"
        r"^\W{0,3}(?:An?|Any|Another|Such\s+an?|Failure|Defeat|Victory)\s+(?:[\w’'-]+\s+){1,5}?would\b(?!\s+have\b)|\bwould\s+then\b",
        "“the plan would …”: a future in a proposal",
        weight=0.5,
        current=True,
    ),
)

OUTLOOKS = (
    _rule(
        "likely",
        r"\b(?:un)?likely(?:\s+to\b|\s+that\b|\s+in\b|\s+by\b|\s+before\b|\s+until\b|\s+this\b|"
        r"\s+next\b|\s+within\b)|" + _BE + _ADV + r"\s+(?:un)?likely\b|\bmost\s+likely\b",
        "“is likely to”: probable",
        weight=0.75,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "expected",
        _BE + _ADV + r"\s+(?:expected|forecast|forecasted|projected|predicted|anticipated|tipped|"
        r"seen)(?:" + _TO + r"|\s+(?:in|on|by|at|before|next|later|this|"
        r"early|late|mid|within|until|from|around|as|some|over)\b)",
        "“is expected to”: probable",
        weight=0.8,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "scheduled",
        r"\b(?:due|scheduled|slated|set|planned|pencilled\s+in|penciled\s+in|booked|earmarked|timetabled|"
        r"bound|poised|destined|primed|certain|sure|guaranteed|supposed|ready|billed|cleared|on\s+(?:track|course|schedule)|"
        r"in\s+line|on\s+the\s+(?:verge|brink|cusp|point|way)|about)"
        + _TO
        + r"\s+(?:be\s+)?[a-z]{2,}",
        "“is due to”, “is set to”, “is on track to”: scheduled",
        weight=0.75,
    ),
    _rule(
        "due",
        r"\b(?:due|scheduled|slated|set|planned|pencilled\s+in|penciled\s+in|booked|expected|on\s+(?:track|course)|"
        r"timetabled|earmarked|tipped|targeted|promised|proposed|fixed|arranged|pending)\s+(?:(?:back|out|here|home|there)\s+)?"
        r"(?:for|in|on|by|at|before|from|after|next|later|this|early|late|mid|until|within|between|"
        r"over|around|no|tomorrow|today|as|some)\b",
        "“due in”, “scheduled for”: scheduled",
        weight=0.7,
        needs_date=True,
        present=True,
    ),
    _rule(
        "arranged-for",
        r"\b(?:has|have)\s+(?:also\s+|been\s+|now\s+){0,2}(?:called|announced|scheduled|set|booked|planned|fixed|arranged|postponed|promised)\b[^.;!?]{0,80}?\bfor\s",
        "“has called a strike for”: arranged",
        weight=0.5,
        needs_date=True,
    ),
    _rule(
        "arranged",
        r"\b(?:has|have)\s+(?:\w+\s+)?(?:called|announced|scheduled|set|booked|planned|ordered|fixed|arranged|signed\s+up|put\s+off|postponed|delayed|"
        r"pushed\s+back|brought\s+forward|moved|extended|invited|summoned|chosen|picked|given|promised|pledged|guaranteed)\b",
        "“has called a strike for”: arranged",
        weight=0.55,
        kind=Kind.INTENTION,
        needs_date=True,
        ahead=True,
    ),
    _rule(
        "is-to",
        r"(?:\b(?:is|are|am)|(?<=\w)['’]re)\s+(?:not\s+|also\s+|now\s+|then\s+|still\s+|likewise\s+|later\s+|next\s+|instead\s+|both\s+|all\s+|\w+ly\s+){0,2}to\s+"
        r"(?!(?:blame|say|date|do\s+with|him|her|them|us|me|the|a)\b)(?:be\s+)?[a-z]{3,}",
        "“are to be presented”: arranged",
        weight=0.65,
    ),
    _rule(
        "headed-for",
        r"(?:\b(?:is|are|am|looks?|seems?)|(?<=\w)['’](?:s|re|m))\s+(?:now\s+|also\s+|all\s+|still\s+){0,2}(?:headed|heading|bound|destined|poised|set|"
        r"on\s+(?:track|course)|in\s+line|tipped)\s+for\s+(?:a|an|the|its|their|his|her|more|another|record|\w+er)\b",
        "“is headed for”, “is on course for”: probable",
        weight=0.55,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "favourite-to",
        r"\b(?:favou?rites?|odds[\s-]on|tipped|touted)\s+to\s+[a-z]",
        "“the favourite to win”: probable",
        weight=0.55,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "matter-of-time",
        r"\b(?:a|the)\s+(?:question|matter)\s+of\s+time\b|\b(?:days|weeks|months|years|hours|moments)\s+away\s+from\b",
        "“it is a matter of time before”: bound to come",
        weight=0.55,
    ),
    _rule(
        "leaving",
        r"\b(?:I|we)(?:['’](?:m|re)|\s+am|\s+are)\s+(?:not\s+|now\s+|also\s+|all\s+){0,2}(?:leaving|retiring|quitting|resigning|stepping\s+(?:down|aside)|selling\s+up|"
        r"moving\s+(?:to|out|on)|going\s+(?:nowhere|anywhere|ahead|back|home)|giving\s+up|staying|standing\s+(?:down|aside))\b",
        "“I’m leaving”: what the speaker is about to do",
        weight=0.5,
        kind=Kind.INTENTION,
    ),
    _rule(
        "about-to",
        r"\babout\s+to\s+[a-z]|\bon\s+the\s+(?:verge|brink|cusp)\s+of\b|\bnearing\s+(?:the\s+end|completion)\b|\bdue\s+(?:any\s+(?:day|time|week|moment|minute|month)|soon|shortly|imminently)\b",
        "“is about to”: near",
        weight=0.6,
    ),
)

MINDS = (
    _rule(
        "expects",
        r"\b(?:expects?|expecting|anticipates?|anticipating|predicts?|predicting|forecasts?|"
        r"forecasting|projects|projecting|foresees?|envisages?|reckons?|budgeting\s+for)\b",
        "“expects”, “forecasts”: probable in the speaker’s eyes",
        weight=0.7,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "sees",
        r"\b(?:sees?|estimates?|puts|guidance|outlook|target(?:s|ing)?|believes?|thinks?|assum(?:es?|ing)|"
        r"calls?\s+for|pencils?\s+in|bets?|betting|counts?\s+on|counting\s+on|banking\s+on|looking\s+at|"
        r"working\s+towards?|heading\s+for|headed\s+for|pointing\s+to|points?\s+to|suggests?|impl(?:y|ies)|indicates?|"
        r"pric(?:es|ing)\s+in|money['’]?s?\s+(?:is\s+)?on|base\s+case|likeliest)\b",
        "“sees”, “targets”, “puts”, beside a date to come",
        weight=0.5,
        strength=Strength.PROBABLE,
        needs_date=True,
    ),
    _rule(
        "opinion",
        r"\b(?:I|we)(?:['’]d|\s+would|['’]ll|\s+will|['’]m|\s+am|\s+are|['’]re)?\s+(?:also\s+|still\s+|really\s+){0,2}"
        r"(?:be\s+(?:very\s+)?(?:surprised|astonished|amazed|shocked|disappointed|delighted|stunned)\s+if|doubt|bet|wager|give\s+(?:it|us|them|him|her)\s+(?:a|an|\d|one|two|three|four|five|ten|six)|(?:do\s+not|don['’]t|can(?:no|['’])t)\s+(?:think|see|expect|believe|imagine)|"
        r"(?:very\s+|quite\s+|fairly\s+|pretty\s+)?(?:confident|optimistic|hopeful|sure|certain|convinced)\s+(?:that|we|it|they|he|she|this|the|of)|figure|reckon|suspect)\b"
        r"|\bmy\s+(?:own\s+|best\s+)?(?:guess|bet|hunch|prediction|forecast)\s+is\b|\bmy\s+money['’]?s?\s+(?:is\s+)?on\b|\b(?:is|are|there['’]s)\s+(?:\w+\s+){0,6}?(?:yet\s+)?to\s+come\b|\bfifty[\s-]fifty\s+shot\b|\bno\s+intention\s+of\b",
        "“I’d be surprised if”, “my guess is”: an opinion on what comes",
        weight=0.6,
        strength=Strength.PROBABLE,
    ),
    _rule(
        "backshifted",
        r"\b(?:expected|hoped|planned|intended|aimed|anticipated|was|were|wasn['’]t|weren['’]t)\b"
        + _ADV
        + r"(?:\s+(?:likely|unlikely|set|due|scheduled|expected|on\s+track|on\s+course|confident|going|"
        r"committed|determined|ready|aiming|planning|hoping|bound|poised))?\s+to\s+[a-z]",
        "“said it expected to”: a future in reported speech",
        weight=0.65,
        strength=Strength.PROBABLE,
        reported=True,
        current=True,
    ),
)

PLANS = (
    _rule(
        "plans",
        r"\b(?:plans?|planning|intends?|intending|means?(?!\s+to\s+say)|minded|proposes?|proposing|prepar(?:es|ing)|"
        r"(?:has|have)\s+(?:decided|agreed|chosen|resolved|arranged|applied)|(?:is|are|['’]re|['’]m)\s+(?:ready|determined|committed|preparing))"
        + _TO
        + r"\s+[a-z]",
        "“plans to”, “intends to”: an intention",
        weight=0.75,
        kind=Kind.INTENTION,
    ),
    _rule(
        "pledged",
        r"\b(?:vows?|vowed|vowing|pledge[sd]?|pledging|promise[sd]?|promising|commit(?:s|ted)|undertak(?:es|en)|undertook|"
        r"swears?|swore|threatens?|threatened|guarantees?|guaranteed|agrees|agreed|volunteered|offered)\s+(?:\w+\s+){0,2}?(?:not\s+)?to\s+[a-z]",
        "“vowed to”, “promised to”: a pledge",
        weight=0.65,
        kind=Kind.INTENTION,
    ),
    _rule(
        "aims",
        r"\b(?:aims?|aiming|hopes?|hoping|seeks?|seeking|aspires?|wants?|wishes|(?:would|['’]d)\s+(?:like|love|prefer))"
        r"\s+(?:\w+\s+){0,2}?to\s+[a-z]|\b(?:hopes?|hoping)\s+(?:that|for|it|we|they|the|she|he|its?)\b|"
        r"\b(?:aims?|aiming)\s+(?:for|at)\b|\b(?:goal|aim|ambition|hope|target|plan|idea|intention|objective)\s+(?:is|remains)\s+(?:to\b|that\b|for\b)",
        "“aims to”, “hopes to”: a wish",
        weight=0.6,
        strength=Strength.WISHED,
        kind=Kind.INTENTION,
    ),
    _rule(
        "would-be-good",
        r"\bit\s+would\s+be\s+(?:\w+\s+)?(?:good|nice|great|ideal|better|best|logical|easy|wise|convenient|helpful|lovely|wonderful)\b",
        "“it would be good to”: a wish or a judgement",
        weight=0.4,
        strength=Strength.WISHED,
    ),
)

CHANCES = (
    _rule(
        "chance",
        r"\b(?:chances?|odds|probability|likelihood|possibility|prospects?|risk|danger)\b"
        r"(?=\s+(?:of|that|for|is|are|it|they|he|she|we|the|to)\b)|\bchances\s+are\b|\bthe\s+odds\s+are\b",
        "“there is a chance”: possible",
        weight=0.5,
        strength=None,
    ),
    _rule(
        "stated-probability",
        r"\b(?:\d{1,3}(?:\.\d)?\s?(?:%|per\s?cent|percent)|(?:one|two|three|four)[\s-]in[\s-](?:two|three|four|five|six|ten)|fifty[\s-]fifty|\d{1,2}[\s–-]\d{1,2})"
        r"[\s-]+(?:\w+\s+){0,1}?(?:chance|probability|likelihood|odds|risk)\b|"
        r"\b(?:chance|probability|likelihood|odds|risk)\b[^.;!?]{0,80}?\bat\s+(?:about\s+|only\s+|just\s+)?(?:\d{1,3}\s?(?:%|per\s?cent|percent)|one\s+in)",
        "a stated probability",
        weight=0.7,
        strength=None,
    ),
    _rule(
        "nominal",
        r"\b(?:forecasts?|expectations?|predictions?|projections?|hopes?|plans?|prospects?|promise|pledge|fears?)\s+(?:of|for|that)\b"
        r"|\b(?:planned|expected|forthcoming|upcoming|proposed|impending|looming|scheduled|anticipated|imminent)\s+(?!to\b|for\b|by\b|in\b|on\b)[a-z]",
        "“the planned launch”, “hopes of a recovery”, beside a date to come",
        weight=0.45,
        strength=Strength.PROBABLE,
        needs_date=True,
    ),
    _rule(
        "hedged-outcome",
        r"\b(?:potentially|possibly|perhaps)\b[^.;!?]{0,60}?\b(?:the|a|an|both|more|all|up)\b|\bno\s+fear\s+of\b|\bwill\s+effectively\b",
        "“potentially”: an outcome that is still open",
        weight=0.3,
        strength=Strength.POSSIBLE,
    ),
)

# Verbs of plans and programmes in the present. Those whose past looks the same ("cut", "hit")
# only with the ending that says it is the present; those that are nouns too only so as well.
_GO = (
    r"lifts|blasts|picks?|turns(?=\s+\d)|rules|docks|floods|peaks|qualif(?:y|ies)|presents|celebrates|inaugurates|introduces|adopts|applies|quits|heads|signs|tests|"
    r"starts?|begins?|opens?|closes|ends|expires?|launches|arrives?|leaves?|departs?|meets?|votes|"
    r"returns|reports|publish(?:es)?|resumes?|takes?|comes?|goes|go|airs|premieres|faces|plays|hosts|kicks|runs|"
    r"retires?|steps|falls|decides?|holds|lands|ships|releases|travels|visits|hits|enters?|hears?|"
    r"sets|hands|stops|ceases?|lapses?|matures?|moves|switches|appears?|speaks?|file|files|"
    r"debuts|rolls|finishes|disappears?|gets|joins?|becomes?|drops|rises|changes|sits?|unveils?|"
    r"competes?|races|tours|reopens?|shuts|convenes?|gathers?|marks|sends?|sails|flies|fly|delivers?|pays?|"
    r"turns|follows?|continues?|brings?|gives?|sells?|buys?|builds?|adds?|cuts|loses?|wins?|releases|signs"
)
SCHEDULES = (
    _rule(
        "timetable",
        rf"\b(?:{_GO})\b",
        "a present tense beside a date to come: a timetable",
        weight=0.45,
        needs_date=True,
        ahead=True,
        present=True,
    ),
    _rule(
        "timetable-be",
        r"(?:\b(?:is|are|am)|(?<=\w)['’](?:re|m)|\b(?:it|he|she|that|there|who)['’]s|['’]s(?=\s+\w{2,}ing\b))\s+(?:not\s+|all\s+|now\s+|only\s+|still\s+){0,2}"
        r"(?:\w+ing|on|off|back|over|open|out|away|closed|there|here|done|ready|gone|in\s+place|at\s+home|up\s+for|free|available)\b",
        "“is staying until”, “is back by”: a present tense beside a date to come",
        weight=0.45,
        needs_date=True,
        ahead=True,
        present=True,
    ),
    _rule(
        "by-then",
        r"(?:\b(?:is|are|can|has|have)|(?<=\w)['’](?:re|ve)|\b(?:it|he|she|that|there|who|money)['’]s)\b(?=[^.;!?]{0,120}?\b(?:by|until|till|within|before|through)\b)",
        "a present tense with “by” or “until” and a date to come",
        weight=0.4,
        needs_date=True,
        ahead=True,
        present=True,
    ),
)

CONDITIONAL = (
    _rule(
        "until",
        r"(?:\b(?:is|are|stays?|remains?|holds?|lasts?|runs)|(?<=\w)['’](?:re|m)|\b(?:it|he|she|that|there|who)['’]s|['’]s(?=\s+\w{2,}ing\b))\s[^.;!?]{2,80}?\b(?:until|till)\s+(?!now\b|recently\b|then\b|today\b)",
        "“is staying until”: what goes on till then",
        weight=0.4,
        present=True,
    ),
    _rule(
        "if-then",
        r"^\W{0,3}(?:(?:and|but|so)\s+)?(?:if|should|unless)\s[^.;!?]{4,160}?,\s+(?!what\b|how\b|why\b|please\b|then\s+why\b)(?=[^.;!?]{3})",
        "“if …, …”: what comes on a condition",
        weight=0.35,
        present=True,
    ),
    _rule(
        "maybe",
        r"^\W{0,3}(?:(?:and|but)\s+)?(?:maybe|perhaps)\b",
        "“maybe …”: possible",
        weight=0.3,
        strength=Strength.POSSIBLE,
        needs_date=True,
    ),
)

LISTS = (
    CueRule(
        "list-item",
        re.compile(
            r"^(?:\s*[•*✅☐–—-]|\s*\d{1,2}[.)]\s|[^.:]{2,40}:\s|(?=.{4,45}$))(?!\W{0,4}(?:by|published|updated|posted|date|issued)\b)",
            re.IGNORECASE,
        ),
        "a line of a list with a date to come: a plan",
        weight=0.35,
        needs_date=True,
        ahead=True,
        present=True,
        whole=True,
    ),
)

HEADLINES = (
    CueRule(
        "headline-to",
        re.compile(
            r"^[^.!?“\"]{3,80}?[\w%’']\s+(?:not\s+)?to\s+(?!(?:the|a|an|him|her|them|his|its|their|say|date|work|blame|do)\b)[a-z]{2,}\b"
        ),
        "a headline’s “to open”: a future",
        weight=0.6,
        kind=Kind.INTENTION,
    ),
)

RULES = (*MODALS, *OUTLOOKS, *MINDS, *PLANS, *CHANCES, *SCHEDULES, *CONDITIONAL)
# For lines that are no sentences.
LINE_RULES = (*HEADLINES, *LISTS)
