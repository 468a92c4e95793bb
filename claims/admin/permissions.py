"""Who may take which step: the one table that buttons and views consult."""

from django.core.exceptions import PermissionDenied

from claims.models import User
from claims.rules.workflow import Step

NEEDS: dict[Step, str] = {
    Step.PUBLISH: "claims.publish_prediction",
    Step.WITHDRAW: "claims.withdraw_prediction",
    Step.EDIT: "claims.change_prediction",
    Step.EDIT_DEADLINE: "claims.change_prediction",
    Step.FLAG: "claims.take_review",
    Step.TAKE: "claims.take_review",
    Step.RELEASE: "claims.take_review",
    Step.DEFER: "claims.take_review",
    Step.PROPOSE: "claims.propose_outcome",
    Step.RESOLVE: "claims.resolve_review",
    Step.CONFIRM: "claims.confirm_review",
    Step.SEND_BACK: "claims.confirm_review",
    Step.REOPEN: "claims.reopen_prediction",
}


def may(user: User, step: Step) -> bool:
    """Say whether `user` may take `step` at all; where things stand is another question."""
    return user.has_perm(NEEDS[step])


def require(user: User, step: Step) -> None:
    """Raise PermissionDenied (403) unless `user` may take `step`."""
    if not may(user, step):
        raise PermissionDenied
