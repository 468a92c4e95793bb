"""Rows found by typing: the stock widget, made safe against ids that are none.

The stock one looks up whatever the request held, and answers 500 to `?speaker=abc`.
"""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


class RowSelect(AutocompleteSelect):
    """One row."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, only_ids(value), attrs)


class RowsSelect(AutocompleteSelectMultiple):
    """Several rows."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, only_ids(value), attrs)


def only_ids(values: Any) -> list[str]:
    """Return those of `values` that can be a row's id, or are blank."""
    return [text for text in map(str, values) if not text or is_id(text)]


def is_id(text: str) -> bool:
    """Say whether `text` is a number that fits into an id column."""
    return text.isascii() and text.isdecimal() and len(text) <= 18
