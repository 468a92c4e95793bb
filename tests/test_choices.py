"""The words that fields may hold, and what people read for them."""

import pytest

from claims.choices import Choice, DeadlineSource, Relation, Role, Status, Strength

SETS = Choice.__subclasses__()


def test_a_label_is_the_word_itself_unless_one_is_given() -> None:
    assert Relation.NOT_BEFORE.label == "Not before"
    assert Strength.ASSERTED.label == "Asserted"
    assert DeadlineSource.EXPLICIT.label == "Explicit: in the speaker's words"


def test_one_word_in_two_sets_has_a_label_in_each() -> None:
    assert Role.ANALYST.label == "Analyst"
    assert DeadlineSource.ANALYST.label == "Analyst: our horizon, not the speaker's"


@pytest.mark.parametrize("words", SETS)
def test_every_word_is_plain_text_with_a_label_and_fits_its_column(words: type[Choice]) -> None:
    assert words.pairs()
    for word, label in words.pairs():
        assert type(word) is str
        assert label
        assert len(word) <= 20
        assert words(word).value == word


def test_a_word_that_isnt_in_the_set_is_refused() -> None:
    with pytest.raises(ValueError, match="done"):
        Status("done")
