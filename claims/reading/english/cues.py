"""The rules by which English speaks of the future, each with its name and what it means."""

from claims.reading.english.cues_modals import MODALS
from claims.reading.english.cues_outlooks import MINDS, OUTLOOKS
from claims.reading.english.cues_plans import CHANCES, PLANS
from claims.reading.english.cues_schedules import CONDITIONAL, HEADLINES, LABELS, LISTS, SCHEDULES

RULES = (*MODALS, *OUTLOOKS, *MINDS, *PLANS, *CHANCES, *SCHEDULES, *CONDITIONAL, *LABELS)
# For lines that are no sentences.
LINE_RULES = (*HEADLINES, *LISTS)
