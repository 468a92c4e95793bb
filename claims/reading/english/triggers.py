"""The cheap test that a sentence must pass before any rule looks at it."""

import re

# Every rule's pattern needs one of these; the timetable's needs a date, and has a test of its own.
TRIGGER = re.compile(
    r"will|won['’]t|['’]ll|WON|shall|shan|going|gonna|could|may|might|should|would|['’]d\b|likely|"
    r"expect|forecast|project|predict|anticipat|tipped|foresee|envisage|reckon|budget|due|schedul|"
    r"slated|set |set\n|planned|pencil|booked|bound|poised|destined|certain|sure|track|course|to be|"
    r" to [a-z]|about to|verge|brink|see|estimat|put|guidance|outlook|target|believ|think|bet|count|"
    r"doubt|surprised|confident|optimis|hopeful|guess|hope|plan|intend|means|propos|prepar|decided|"
    r"agree|ready|vow|pledg|promis|commit|undert|swear|swore|threat|guarant|aim|seek|aspire|want|wish|"
    r"goal|ambition|objective|good|nice|logical|chance|odds|probab|possib|prospect|risk|danger|fear|"
    r"forthcoming|upcoming|impending|looming|imminent|potential|perhaps|calls? for|head|toward|once|can",
    re.IGNORECASE,
)
