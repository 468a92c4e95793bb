"""What becomes of a quote in a changed text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.choices import Anchor
from claims.rules.quotes import locate, reanchor

OLD = "One. “It will open by May,” she said. Two."
QUOTE = "It will open by May"


@pytest.mark.parametrize(
    ("new", "anchor", "start"),
    [
        (OLD, Anchor.EXACT, 6),
        ("A headline.\n\n" + OLD * 3, Anchor.AMBIGUOUS, None),
        ("Other. “It will open by May,” he said.", Anchor.MOVED, 8),
        (f"{OLD} “It will open by May,” he said.", Anchor.EXACT, 6),
        ("It will open by May. It will open by May.", Anchor.AMBIGUOUS, None),
        ("It will open by June.", Anchor.LOST, None),
        ("it will open by May", Anchor.LOST, None),
        ("", Anchor.LOST, None),
    ],
)
def test_a_quote_is_exact_moved_ambiguous_or_lost(
    new: str, anchor: Anchor, start: int | None
) -> None:
    place = locate(OLD, QUOTE)
    found = reanchor(new, QUOTE, prefix=place.prefix, suffix=place.suffix)
    assert found.anchor == anchor
    assert (found.place.start if found.place else None) == start


def test_of_two_places_the_one_with_the_same_surroundings_is_exact() -> None:
    padding = "x" * 40
    old = f"{padding}“{QUOTE}”{padding} end"
    place = locate(old, QUOTE)
    new = f"{QUOTE} first. {padding}“{QUOTE}”{padding} changed"
    found = reanchor(new, QUOTE, prefix=place.prefix, suffix=place.suffix)
    assert (found.anchor, found.place and found.place.start) == (Anchor.EXACT, new.rindex(QUOTE))


@given(
    st.text("ab “”", max_size=40),
    st.text("ab “”", min_size=1, max_size=5),
    st.text("ab", max_size=4),
)
def test_a_place_that_is_given_slices_to_the_quote(text: str, quote: str, around: str) -> None:
    found = reanchor(text, quote, prefix=around, suffix=around)
    if found.place is not None:
        assert text[found.place.start : found.place.end] == quote
    assert (found.place is not None) == (found.anchor in {Anchor.EXACT, Anchor.MOVED})
