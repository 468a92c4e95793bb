"""Publishing the drafts of an article that lack nothing, in one go."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError

from claims.admin.intake.drafts import Draft
from claims.errors import ClaimError
from claims.models import User
from claims.services import publication


def publish_ready(drafts: Sequence[Draft], by: User, now: datetime) -> tuple[int, str]:
    """Publish each of `drafts` that lacks nothing; return the message's level and words.

    Each is a transaction of its own: one that somebody has just changed keeps no other back.
    """
    published, refused = 0, []
    for draft in drafts:
        if draft.missing:
            continue
        try:
            publication.publish(prediction=draft.prediction, by=by, now=now)
        except (ClaimError, ValidationError) as refusal:
            why = refusal.message if isinstance(refusal, ClaimError) else " ".join(refusal.messages)
            refused.append(f"“{draft.prediction.statement}” was not: {why}")
        else:
            published += 1
    many = "prediction is" if published == 1 else "predictions are"
    line = " ".join([f"{published} {many} published.", *refused])
    return (messages.WARNING if refused else messages.SUCCESS), line
