"""The test data itself: each trait must satisfy every constraint of the real schema."""

import pytest

from claims.choices import ClosedAs, ReviewState, Status
from claims.models import Prediction, first_appearance
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("trait", ["draft", "due", "withdrawn", "undated"])
def test_a_trait_makes_a_row_that_the_database_accepts(trait: str) -> None:
    prediction = factories.PredictionFactory(**{trait: True})
    prediction.refresh_from_db()
    assert first_appearance(prediction) is not None


def test_a_plain_prediction_is_open() -> None:
    assert factories.PredictionFactory().status == Status.OPEN


def test_a_resolved_prediction_has_outcome_evidence_and_a_closed_review() -> None:
    factories.PredictionFactory(resolved=True)
    prediction = Prediction.objects.get()
    assert prediction.status == Status.RESOLVED
    assert prediction.current_outcome is not None
    review = prediction.current_outcome.review
    assert (review.state, review.closed_as) == (ReviewState.CLOSED, ClosedAs.RESOLVED)
    assert review.evidence.count() == 1


@pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer"])
def test_a_person_has_the_role_that_was_asked_for(role: str) -> None:
    user = factories.UserFactory(role=role)
    assert user.role == role
    assert user.has_perm("claims.view_prediction")
    assert user.has_perm("claims.confirm_review") == (role == "reviewer")
