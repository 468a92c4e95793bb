"""English verbs and adverbs that tell whether a bare "Friday" has passed or is to come."""

from claims.reading.date_words import TenseWords

# What looks ahead, whatever its own form: "expected Friday", "postponed until March".
FUTURE = frozenset(
    """
will 'll won't we'll they'll he'll she'll it'll i'll you'll shall going gonna scheduled due
expected planned slated set expects expect plans plan hopes hope intends intend aims aim likely
unlikely upcoming ahead tentatively targeted pencilled penciled postponed delayed deferred pushed
may might could should would can must wants want vows vowed promises promised pledges pledged
prepares preparing ready poised tipped forecast forecasts predicts predicted predict anticipates
anticipated until'll there'll proposed booked timetabled earmarked deadline eyeing eyes targets
seeks seek faces face awaits await awaiting starting beginning next looming tomorrow coming
""".split()
)
# Verbs of a timetable: "the court sits on 3 May".
PRESENT = frozenset(
    """
opens open begins begin starts start ends end expires expire reports report closes close arrives
arrive returns return votes vote meets meet leaves leave plays play convenes convene resumes resume
hears hear publishes publish holds hold becomes become goes go comes come flies fly takes take runs
run sits sit decides decide rules rule launches launch lands land appears appear travels travel
retires retire steps step hosts host kicks kick releases release rises rise falls drops drop
announces announce lapses lapse matures mature payable concludes conclude visits visit
""".split()
)
PAST = frozenset(
    """
said was were had did told went came made took got saw ran won lost fell rose began became left met
held kept led gave found stood spoke grew sent brought bought built caught chose drew drove ate
fought froze hid knew laid meant paid rode sold shook shot slept spent stole struck swept taught
threw thought wore wrote been died killed broke heard sank swore sought
gone done seen known taken given spoken written wasn't weren't didn't hadn't couldn't ago since
ended sued fired hired tied lied agreed freed
""".split()
)
# After "to": no verb, so that the verb before decides ("returned to work Friday").
NO_VERBS = frozenset(
    """
the a an this that these those its his her their our my your him them me us it work school prison
court jail hospital bed church college power parliament congress reporters journalists police
people about some more less all both each least most be date members
""".split()
) - {"be"}  # fmt: skip
NEGATIVES = frozenset(
    """
not no nobody none never neither nor unlikely cannot hardly nothing nowhere refuses refused
won't don't doesn't didn't can't couldn't wouldn't shouldn't isn't aren't wasn't weren't haven't
hasn't hadn't mustn't ain't wont dont doesnt
""".split()
)
TENSE = TenseWords(
    past=PAST,
    future=FUTURE,
    present=PRESENT,
    past_endings=("ed",),
    ahead_endings=("'ll", "'d"),
    gerund_endings=("ing",),
    denials=("n't",),
    be=frozenset("be being get gets getting become have stay stays remain remains keep".split()),
    now=frozenset("is are isn't aren't 's has".split()),
    clitic="'s",
    auxiliaries=frozenset("was were had wasn't weren't hadn't did didn't".split()),
    infinitive="to",
    habit="used",
    no_verbs=NO_VERBS,
    negatives=NEGATIVES,
    waiting=frozenset("wait waits waiting".split()),
    deferring=frozenset("postponed delayed deferred postpone defer off".split()),
    breaks=frozenset("but though although".split()),
    clauses=frozenset("will would is are was to 'll".split()),
    modals=frozenset("will would shall".split()),
)
