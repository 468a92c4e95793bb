"""What may be the same prediction is shown before another is recorded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Prediction
from claims.models.base import folded
from claims.services.similar import Similar, similar_to
from tests import factories as make

pytestmark = pytest.mark.django_db


def tracked(statement: str, quote: str = "", **values: object) -> Prediction:
    speaker = values.pop("speaker", None) or make.SpeakerFactory()
    prediction: Prediction = make.PredictionFactory(
        statement=statement,
        speaker=speaker,
        search=folded(statement, quote),
        appearance=None,
        **values,
    )
    make.AppearanceFactory(prediction=prediction, quote=quote or statement)
    return prediction


def found(statement: str, **options: object) -> list[Similar]:
    return similar_to(statement=statement, **options)  # type: ignore[arg-type]


def test_close_wording_is_found_whoever_said_it() -> None:
    same = tracked("The Bellhaven interconnector runs at full capacity by April 2025")
    tracked("Inflation falls below two per cent")
    (only,) = found("Bellhaven interconnector at full capacity by April 2025")
    assert only.prediction == same
    assert "close wording" in only.why


def test_the_same_speaker_is_shown_on_less_likeness_than_another() -> None:
    mayor = make.SpeakerFactory(name="Ada Moor")
    hers = tracked("The harbour tunnel opens to traffic in May", speaker=mayor)
    other = tracked("The harbour tunnel opens to traffic in May")
    statement = "The tunnel opens in autumn, she now says"
    assert {each.prediction for each in found(statement, speaker=mayor)} <= {hers, other}
    first = found("The harbour tunnel opens to traffic in May", speaker_name="ada moor")[0]
    assert (first.prediction, first.why) == (hers, "same speaker, close wording")


def test_another_year_is_less_alike() -> None:
    near = tracked("Half of all cars sold in Norway are electric by 2030")
    far = tracked("Half of all cars sold in Norway are electric by 2035")
    scores = {each.prediction: each.score for each in found(near.statement)}
    assert scores[near] > scores.get(far, 0.0)


def test_the_quote_counts_as_much_as_our_own_words() -> None:
    same = tracked("The works finish", "we shall have the dredging finished by midsummer")
    (only,) = found("Something else", quote="We shall have the dredging finished by midsummer")
    assert only.prediction == same


def test_what_was_withdrawn_or_is_left_out_is_not_shown() -> None:
    tracked("The harbour tunnel opens to traffic", withdrawn=True)
    own = tracked("The harbour tunnel opens to traffic")
    assert found(own.statement, exclude=[own.pk]) == []


def test_other_scripts_and_unstorable_words_do_no_harm() -> None:
    same = tracked("Мост через пролив откроется весной")
    assert [each.prediction for each in found("мост через пролив ОТКРОЕТСЯ")] == [same]
    assert found("\x00 bridge \ud800") == []
    assert found("") == []


def test_the_queries_do_not_grow_with_the_rows() -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found("The harbour tunnel opens to traffic", speaker_name="Ada Moor")
        return len(captured)

    tracked("The harbour tunnel opens to traffic")
    few = queries()
    for _ in range(8):
        tracked("The harbour tunnel opens to traffic")
    assert queries() == few
