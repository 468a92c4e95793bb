"""Which words of a sentence are the quote: its claims, each with its condition and its asides."""

from datetime import date

import pytest

from claims.reading import read

ON = date(2026, 3, 12)


def quotes(text: str) -> list[str]:
    return [each.quote for each in read(text, published_on=ON).suggestions]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "If the thaw goes on, the dam will break by May, and the valley could be flooded.",
            [
                "If the thaw goes on, the dam will break by May",
                "the valley could be flooded",
            ],
        ),
        (
            "Sales will rise this year, but profits will fall, the grocer said.",
            ["Sales will rise this year", "profits will fall"],
        ),
        (
            "The choir will sing in Riga and tour Finland next year.",
            ["The choir will sing in Riga and tour Finland next year"],
        ),
    ],
)
def test_claims_with_words_of_their_own_stand_apart(text: str, claims: list[str]) -> None:
    assert quotes(text) == claims


def test_a_condition_that_speaks_of_the_future_goes_with_its_claim() -> None:
    text = "If the bank should fail, the state will pay."
    assert quotes(text) == ["If the bank should fail, the state will pay"]


@pytest.mark.parametrize(
    "text",
    [
        "Vera Lunt, who chairs the club, has vowed to hold a vote before June.",
        "The trial, which begins next month, will enrol 3,000 patients in nine countries.",
    ],
)
def test_a_claim_keeps_its_subject_before_an_aside(text: str) -> None:
    assert quotes(text) == [text.rstrip(".")]


def test_a_date_in_a_list_is_quoted_with_what_happens_then() -> None:
    assert quotes("• 12 August: drilling starts") == ["12 August: drilling starts"]


def test_on_which_begins_no_question() -> None:
    text = "The grant on which the choir depends would lapse in 2027 under a bill before the house."
    assert len(quotes(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "What will happen to the mill is less certain.",
        "Members may not vote by proxy.",
        "The bus is late due to the fog.",
        "She wondered if it would rain.",
        "The law requires banks to publish accounts within nine months.",
    ],
)
def test_what_only_looks_ahead_is_left_alone(text: str) -> None:
    assert quotes(text) == []
