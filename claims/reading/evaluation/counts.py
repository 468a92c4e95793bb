"""Counts and the figures made from them."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counts:
    """What was right, what was given and wrong, what was there and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Right among what was given; None where nothing was."""
        return share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Right among what there was; None where there was nothing."""
        return share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall: van Rijsbergen's F with β = 1."""
        return share(2 * self.right, 2 * self.right + self.wrong + self.missed)

    def add(self, *, given: bool, there: bool) -> None:
        """Count one yes-or-no decision; a rightly silent one counts nowhere."""
        self.right += given and there
        self.wrong += given and not there
        self.missed += there and not given


@dataclass
class Speakers:
    """Of the matched predictions with a speaker: named rightly, wrongly, or not at all."""

    there: int = 0
    named: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        return share(self.right, self.named)

    @property
    def recall(self) -> float | None:
        return share(self.right, self.there)


@dataclass
class Deadlines:
    """How explicit deadlines were read, and what was taken for one."""

    explicit: int = 0
    found: int = 0
    phrase_overlaps: int = 0
    direction: int = 0
    end_exact: int = 0
    end_either: int = 0
    same_month: int = 0
    false: int = 0
    not_before: int = 0
    not_before_given: int = 0
    # (gold precision, what was read) -> how often.
    precision: Counter[tuple[str, str]] = field(default_factory=Counter)


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
