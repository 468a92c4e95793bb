"""Our horizon, and days past the calendar: what the services refuse by name."""

from datetime import date

import pytest

from claims.choices import DeadlineReason, LookReason
from claims.errors import InvalidDeadline, InvalidDeferral
from claims.rules.deadlines import Deadline
from claims.services import publication, reviews
from tests.factories import AFTER, BETWEEN, PredictionFactory, ReviewFactory

pytestmark = pytest.mark.django_db

END = date(2025, 9, 30)


def test_a_horizon_is_set_where_the_speaker_gave_no_end_and_can_be_moved() -> None:
    prediction = PredictionFactory.create(undated=True)
    for day in (END, date(2025, 12, 31)):
        prediction = publication.edit_deadline(
            prediction=prediction,
            deadline=prediction.deadline.with_horizon(day),
            milestone=None,
            reason=DeadlineReason.HORIZON_SET,
            by=None,
            now=BETWEEN,
        )
        assert prediction.generous_end == day
        assert prediction.next_review_reason == LookReason.DEADLINE


def test_our_horizon_never_takes_the_place_of_the_speakers_own_deadline() -> None:
    prediction = PredictionFactory.create()
    said = prediction.generous_end
    ours = Deadline(timezone=prediction.timezone).with_horizon(END)
    with pytest.raises(InvalidDeadline, match="already"):
        publication.edit_deadline(
            prediction=prediction,
            deadline=ours,
            milestone=None,
            reason=DeadlineReason.HORIZON_SET,
            by=None,
            now=BETWEEN,
        )
    prediction.refresh_from_db()
    assert prediction.generous_end == said


@pytest.mark.parametrize("until", [date.max, date.min, AFTER.date()])
def test_a_deferral_to_a_day_that_cant_come_is_refused_with_its_field(until: date) -> None:
    review = ReviewFactory.create()
    with pytest.raises(InvalidDeferral) as caught:
        reviews.defer(review=review, by=None, now=AFTER, until=until)
    assert caught.value.field == "until"
