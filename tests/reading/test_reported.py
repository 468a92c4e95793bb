"""“Said it would”: a prediction where it is said now, none where the report is an old one."""

from datetime import date

import pytest

from claims.reading import read

ON = date(2026, 3, 12)


def quotes(text: str) -> list[str]:
    return [each.quote for each in read(text, published_on=ON).suggestions]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "The mill said on Tuesday it would cut 500 jobs by June.",
            "it would cut 500 jobs by June",
        ),
        ("The mayor said on Monday that in May she would go.", "in May she would go"),
        (
            "The minister, who presents a budget in October, said he would not raise taxes.",
            "he would not raise taxes",
        ),
    ],
)
def test_what_is_reported_now_is_a_prediction(text: str, quote: str) -> None:
    assert quotes(text) == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said in 2019 that it would be open by 2021.",
        "In October the mill said it would open a shop.",
        "The mill said last year that it would hire 500 people.",
        "The mayor had said she would go.",
    ],
)
def test_an_old_report_is_none(text: str) -> None:
    assert quotes(text) == []
