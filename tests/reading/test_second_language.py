"""A second language is a value of `Language`, registered by its tag: nothing else changes."""

from datetime import date

import pytest

from claims.choices import Kind, Relation, Shape, Strength
from claims.reading import Reading, Suggestion, languages, read, read_selection
from tests.reading.german import GERMAN

ON = date(2026, 3, 12)
TEXT = (
    "Der Hafen war im Januar geschlossen. „Die Brücke wird bis Juni fertig“, sagte Ada Moor. "
    "Die Stadt könnte im Oktober eine zweite Brücke bauen. Wenn das Geld reicht, wird der Turm "
    "wahrscheinlich bis 2030 saniert. Das Amt plant ein Museum. Niemand weiß, ob es hilft. "
    "Der alte Kran wird nicht verkauft. Wird der Fluss gereinigt?"
)


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "claims.reading.pipeline.LANGUAGES", {**languages.LANGUAGES, GERMAN.tag: GERMAN}
    )


@pytest.fixture
def reading(german: None) -> Reading:
    return read(TEXT, published_on=ON)


def found(reading: Reading, words: str) -> Suggestion:
    return next(each for each in reading.suggestions if words in each.quote)


def test_without_it_the_analyst_is_told_why_nothing_is_suggested() -> None:
    reading = read(TEXT, published_on=ON)
    assert reading.language == "de"
    assert reading.suggestions == ()
    assert "German" in reading.notice


def test_its_predictions_are_found_and_nothing_else(reading: Reading) -> None:
    assert (reading.language, reading.notice) == ("de", "")
    assert [each.quote for each in reading.suggestions] == [
        "Die Brücke wird bis Juni fertig",
        "Die Stadt könnte im Oktober eine zweite Brücke bauen",
        "Wenn das Geld reicht, wird der Turm wahrscheinlich bis 2030 saniert",
        "Das Amt plant ein Museum",
        "Der alte Kran wird nicht verkauft",
    ]


def test_a_german_quotation_names_its_speaker(reading: Reading) -> None:
    bridge = found(reading, "Brücke wird")
    assert (bridge.speaker.name, bridge.speaker.direct) == ("Ada Moor", True)


def test_its_words_say_how_far_they_commit(reading: Reading) -> None:
    tower = found(reading, "Turm")
    assert tower.condition == "Wenn das Geld reicht"
    assert tower.hedge is not None
    assert (tower.hedge.words, tower.hedge.median) == ("wahrscheinlich", 70)
    assert tower.strength == Strength.PROBABLE
    assert found(reading, "könnte").strength == Strength.POSSIBLE
    assert found(reading, "plant").kind == Kind.INTENTION
    assert found(reading, "Kran").shape == Shape.HOLDS


def test_its_dates_bound_what_is_claimed(reading: Reading) -> None:
    deadline = found(reading, "Brücke wird").deadline
    assert deadline is not None
    assert (deadline.phrase, deadline.relation) == ("bis Juni", Relation.BY)
    assert (deadline.strict_end, deadline.generous_end) == (date(2026, 5, 31), date(2026, 6, 30))


def test_a_german_passage_can_be_selected(german: None) -> None:
    start = TEXT.index("Der Hafen")
    selected = read_selection(TEXT, start, start + 35, ON)
    assert selected.quote == "Der Hafen war im Januar geschlossen"
