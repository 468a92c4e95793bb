"""The one transition table, for predictions and for reviews.

Services consult it before they write; the admin consults it to know which buttons to show.
"""

from enum import StrEnum

from claims.choices import ReviewState, Status
from claims.errors import TransitionNotAllowed


class Step(StrEnum):
    """What can be done to a prediction or a review; named as the services are."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    EDIT = "edit"
    EDIT_DEADLINE = "edit_deadline"
    FLAG = "flag"
    TAKE = "take"
    RELEASE = "release"
    DEFER = "defer"
    PROPOSE = "propose"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    REOPEN = "reopen"


# (where it stands, step) -> where it stands then. What is absent is not allowed.
PREDICTION: dict[tuple[Status, Step], Status] = {
    (Status.DRAFT, Step.EDIT): Status.DRAFT,
    (Status.DRAFT, Step.PUBLISH): Status.OPEN,
    (Status.DRAFT, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.OPEN, Step.EDIT): Status.OPEN,
    (Status.OPEN, Step.EDIT_DEADLINE): Status.OPEN,
    (Status.OPEN, Step.FLAG): Status.DUE,
    (Status.OPEN, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.DUE, Step.EDIT): Status.DUE,
    (Status.DUE, Step.EDIT_DEADLINE): Status.OPEN,
    (Status.DUE, Step.DEFER): Status.OPEN,
    (Status.DUE, Step.RESOLVE): Status.RESOLVED,
    (Status.DUE, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.RESOLVED, Step.REOPEN): Status.DUE,
}

REVIEW: dict[tuple[ReviewState, Step], ReviewState] = {
    (ReviewState.WAITING, Step.TAKE): ReviewState.TAKEN,
    (ReviewState.WAITING, Step.DEFER): ReviewState.CLOSED,
    (ReviewState.WAITING, Step.EDIT_DEADLINE): ReviewState.CLOSED,
    (ReviewState.WAITING, Step.WITHDRAW): ReviewState.CLOSED,
    (ReviewState.TAKEN, Step.RELEASE): ReviewState.WAITING,
    (ReviewState.TAKEN, Step.DEFER): ReviewState.CLOSED,
    (ReviewState.TAKEN, Step.EDIT_DEADLINE): ReviewState.CLOSED,
    (ReviewState.TAKEN, Step.WITHDRAW): ReviewState.CLOSED,
    (ReviewState.TAKEN, Step.PROPOSE): ReviewState.PROPOSED,
    (ReviewState.TAKEN, Step.RESOLVE): ReviewState.CLOSED,
    (ReviewState.PROPOSED, Step.CONFIRM): ReviewState.CLOSED,
    (ReviewState.PROPOSED, Step.SEND_BACK): ReviewState.TAKEN,
}


def next_status(status: Status, step: Step) -> Status:
    """Return the status that `step` leads to. Raises TransitionNotAllowed."""
    try:
        return PREDICTION[status, step]
    except KeyError:
        raise TransitionNotAllowed(
            f"A prediction that is {status.label.lower()} can't be changed by “{_say(step)}”."
        ) from None


def next_review_state(state: ReviewState, step: Step) -> ReviewState:
    """Return the state that `step` leads a review to. Raises TransitionNotAllowed."""
    try:
        return REVIEW[state, step]
    except KeyError:
        raise TransitionNotAllowed(
            f"A review that is {state.label.lower()} can't be changed by “{_say(step)}”."
        ) from None


def prediction_steps(status: Status) -> frozenset[Step]:
    """Return the steps that a prediction in `status` allows."""
    return frozenset(step for (at, step) in PREDICTION if at == status)


def review_steps(state: ReviewState) -> frozenset[Step]:
    """Return the steps that a review in `state` allows."""
    return frozenset(step for (at, step) in REVIEW if at == state)


def _say(step: Step) -> str:
    return step.value.replace("_", " ")
