"""The cheap test before a dear pattern leaves out nothing that the pattern would find."""

import json
from pathlib import Path

import pytest

from claims.reading.cue_words import CueRule, Veto, heads
from claims.reading.english.language import ENGLISH
from tests.reading.cues.table import negatives, positives

DEVELOPMENT = Path(__file__).parent / "data" / "development.jsonl"
CUES = ENGLISH.cues


def _texts() -> list[str]:
    lines = DEVELOPMENT.read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line)["text"] for line in lines]
    sentences = [piece for text in articles for piece in text.split(". ")]
    return [row.text for row in positives()] + negatives() + sentences


TEXTS = [(text, heads(text)) for text in _texts()]


@pytest.mark.parametrize(
    "rule", [*CUES.rules, *CUES.line_rules, *CUES.vetoes], ids=lambda rule: rule.name
)
def test_a_rule_is_looked_at_wherever_its_pattern_finds_something(rule: CueRule | Veto) -> None:
    left_out = [
        found.group()
        for text, present in TEXTS
        if not rule.may_stand_in(present) and (found := rule.pattern.search(text))
    ]
    assert left_out == []


@pytest.mark.parametrize("word", ["likely", "unlikely"])
def test_a_word_with_another_beginning_is_found_too(word: str) -> None:
    likely = next(rule for rule in CUES.rules if rule.name == "likely")
    assert likely.may_stand_in(heads(f"The truce is {word} to last."))
