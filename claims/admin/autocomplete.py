"""Rows found by typing: the stock widget, made safe against ids that are none.

The stock one looks up whatever the request held, and answers 500 to `?speaker=abc`.
"""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

LONGEST_ID = 18  # digits


class RowSelect(AutocompleteSelect):
    """One row."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, only_ids(value), attrs)


class RowsSelect(AutocompleteSelectMultiple):
    """Several rows."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Shorten numbers that no id column holds: the field says that they are no choice.

        It looks all of them up at once, and SQLite can't be asked for such a number.
        """
        values = super().value_from_datadict(data, files, name)
        return [shortened(str(value)) for value in values or []]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, only_ids(value), attrs)


def only_ids(values: Any) -> list[str]:
    """Return those of `values` that can be a row's id, or are blank."""
    return [text for text in map(str, values) if not text or is_id(text)]


def shortened(text: str) -> str:
    """Return `text`, or the beginning of what is longer than any id."""
    return text if len(text) <= LONGEST_ID else f"{text[:LONGEST_ID]}…"


def is_id(text: str) -> bool:
    """Say whether `text` is a number that fits into an id column."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
